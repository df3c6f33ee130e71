"""Figures of one organisation in a table of published figures, each with where it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fit.mapped import read_table
from calibration.fit.months import finest
from calibration.sitrep.measure import BED_DAYS, FLOW
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.organisation import known_instead
from simulator.errors import InputError, Problem

_YEAR = 330


@dataclass(frozen=True, slots=True)
class Found:
    """A published figure: its value (a day, for what adds up over days) and where it was read."""

    value: float
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """What a table says of one organisation in a period, and of England."""

    code: str
    name: str
    rows: pd.DataFrame
    first: dt.date
    last: dt.date

    @classmethod
    def of(
        cls, file: Path, organisation: str, period: tuple[dt.date, dt.date] | None = None
    ) -> Published:
        """Of an organisation by its code or name.

        ``period``: left out, the last year that a yearly figure is of, or else the last year.

        Raises:
            InputError: the table cannot be read or has nothing of the organisation.
        """
        if not file.is_file():
            do = "give what `stepdown targets FILES --out targets.parquet` writes"
            raise InputError([Problem(f"there is no file '{file}'", path="--targets", do=do)])
        return cls.in_table(read_table(file), organisation, period)

    @classmethod
    def in_table(
        cls, frame: pd.DataFrame, organisation: str, period: tuple[dt.date, dt.date] | None = None
    ) -> Published:
        """The same from a table that has been read."""
        wanted = organisation.lower()
        is_own = (frame["organisation"].str.lower() == wanted) | (
            frame["name"].str.lower() == wanted
        )
        own = frame[is_own & frame["value"].notna()].reset_index(drop=True)
        if own.empty:
            named = dict(zip(frame["organisation"], frame["name"], strict=True))
            says = f"the table has nothing of '{organisation}'"
            do = known_instead(organisation, named)
            raise InputError([Problem(says, path="--organisation", do=do)])
        names = [name for name in own["name"].unique() if name]
        code = str(own["organisation"].iloc[0])
        first, last = period or _last_year(own)
        return cls(code, names[0] if names else code, own, first, last)

    def find(
        self, measure: str, reason: str = "", setting: str | None = None, *, anytime: bool = False
    ) -> Found | None:
        """The mean of a figure over the period, by days; None where the table has none.

        ``anytime``: where the period has none, over all that the table has.
        """
        rows = self.rows[(self.rows["measure"] == measure) & (self.rows["reason"] == reason)]
        if setting is not None:
            rows = rows[rows["setting"] == setting]
        inside = self.within(rows)
        if inside.empty and anytime:
            inside = rows
        if inside.empty:
            return None
        return _mean(finest(inside), measure, reason)

    def within(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows whose period lies in this one."""
        first, last = pd.Timestamp(self.first), pd.Timestamp(self.last)
        return rows[(rows["start"] >= first) & (rows["end"] <= last)]

    def reasons(self, measure: str) -> list[str]:
        """The subdivisions of a figure."""
        return sorted(self.rows[self.rows["measure"] == measure]["reason"].unique())


def _last_year(own: pd.DataFrame) -> tuple[dt.date, dt.date]:
    """The last period of about a year that a figure is of; else the last year of the table."""
    years = own[(own["end"] - own["start"]).dt.days >= _YEAR]
    if not years.empty:
        latest = years.sort_values("end").iloc[-1]
        return latest["start"].date(), latest["end"].date()
    last = own["end"].max()
    first = max(own["start"].min(), last - pd.DateOffset(years=1) + pd.DateOffset(days=1))
    return first.date(), last.date()


def _mean(rows: pd.DataFrame, measure: str, reason: str) -> Found:
    days = ((rows["end"] - rows["start"]).dt.days + 1).to_numpy(dtype=float)
    values = rows["value"].to_numpy(dtype=float)
    is_sum = MEASURES[measure].kind in {BED_DAYS, FLOW}
    value = values.sum() / days.sum() if is_sum else np.average(values, weights=days)
    files = sorted(set(rows["file"].astype(str)))
    first, last = rows["start"].min(), rows["end"].max()
    cells = f", cell {rows['cell'].iloc[0]}" if len(rows) == 1 else f", {len(rows)} figures"
    of = f" ({reason})" if reason else ""
    source = f"{measure}{of}, {first:%Y-%m-%d} to {last:%Y-%m-%d}: {', '.join(files)}{cells}"
    return Found(float(value), source)
