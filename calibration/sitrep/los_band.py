"""A band of days of stay, of a group of patients, as it is kept in the tidy table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf, isnan

import pandas as pd

from calibration.sitrep.figure import SUPPRESSED
from simulator.errors import InputError, Problem

_CODE = re.compile(r"([^:]*):(\d+)(?:-(\d+)|(\+))")


@dataclass(frozen=True, slots=True, order=True)
class LosBand:
    """Stays of a group of `first` to `last` midnights, both inside; `last` is infinity if open."""

    group: str
    first: int
    last: float

    @property
    def code(self) -> str:
        """As in the column `reason`: 'emergency 75-84:7-13', 'emergency 75-84:21+'."""
        days = f"{self.first}+" if self.last == inf else f"{self.first}-{self.last:g}"
        return f"{self.group}:{days}"

    @classmethod
    def of(cls, code: str) -> LosBand | None:
        """From such a code; None if it is none."""
        found = _CODE.fullmatch(code)
        if found is None:
            return None
        return cls(found[1], int(found[2]), inf if found[4] else float(found[3]))


def bands(rows: pd.DataFrame, measure: str, organisation: str, group: str) -> pd.DataFrame:
    """The bands of one group of one organisation, rising.

    Args:
        rows: A table of `rows.tidy`.
        measure: One whose reasons are such bands.
        organisation: Its code.
        group: As before the colon.

    Returns:
        One row a band: first, last (infinity if open), low, high (equal where the count is
        known), start, end. `calibration.stay.Bins.of` takes the edges and the pairs.

    Raises:
        InputError: no such rows, or a band that leaves a gap or lies over another.
    """
    mine = rows[(rows["measure"] == measure) & (rows["organisation"] == organisation)]
    found = [
        (band.first, band.last, *_bounds(row), row.start, row.end)
        for row in mine.itertuples()
        if (band := LosBand.of(str(row.reason))) is not None and band.group == group
    ]
    names = ["first", "last", "low", "high", "start", "end"]
    table = pd.DataFrame(sorted(found), columns=names)
    periods = table[["start", "end"]].drop_duplicates()
    joins = table["first"].iloc[1:].to_numpy() == table["last"].iloc[:-1].to_numpy() + 1
    if table.empty or len(periods) > 1 or not joins.all():
        says = f"{measure} of {organisation}, group '{group}': no one row of bands without gaps"
        raise InputError([Problem(says, do="Choose one period, and a group that is there.")])
    return table


def _bounds(row: object) -> tuple[float, float]:
    value, low, high = (float(getattr(row, name)) for name in ("value", "low", "high"))
    if not isnan(value) or getattr(row, "missing", "") != SUPPRESSED:
        return value, value
    return low, high
