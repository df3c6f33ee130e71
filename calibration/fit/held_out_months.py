"""Months that were held out, as observed, and what one would have said of them without a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.fit.ask import RowsPart
from calibration.fit.held_out_part import HeldOutPart
from calibration.fit.months import by_month, finest
from calibration.sitrep.measure import BED_DAYS, FLOW
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.nctr import BEFORE, BREAK

SAME_MONTH, LAST_VALUE, LAST_YEAR = "same month last year", "last value", "mean of last year"
NAIVE = (SAME_MONTH, LAST_VALUE, LAST_YEAR)
# Either side of a change of definition, to see what it did to others.
_WEEKS = 28
_FEWEST_OTHERS = 10
_YEAR = 12
_LONGEST = 31


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a change of definition did to others' figures.

    ``ratio``: median over others of four weeks after it over four weeks before; ``sd``: spread of
    the logarithm, by quartiles; ``others``: how many.
    """

    ratio: float = 1.0
    sd: float = 0.0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A held-out month: its days, the figure, and what naive forecasts say by name."""

    first: dt.date
    last: dt.date
    observed: float
    naive: Mapping[str, float]
    bridge: Bridge = Bridge()


@dataclass(frozen=True, slots=True)
class Series:
    """The months of one target: ``fitted`` by month, and those held out. ``says``: what is not."""

    fitted: Mapping[str, float]
    held: tuple[Month, ...]
    says: tuple[str, ...] = ()


def series_of(
    table: pd.DataFrame, organisation: str, rows: RowsPart, part: HeldOutPart, first: dt.date | None
) -> Series:
    """The months of a target in a table of every organisation.

    After a change of definition months of the new measure are predicted from the old one, by what
    the change did to others; where too few others are there, they are left out.

    ``table``: of every organisation, of which ``organisation`` is a code. ``rows``: which of them.
    ``part``: what is held out. ``first``: first day that is fitted; None: as far back as it goes.
    """
    own = table[(table["organisation"] == organisation) & table["value"].notna()]
    every = _monthly(_of(own, rows, rows.measure), rows, rows.measure)
    since = pd.Timestamp(part.first)
    begin = pd.Timestamp(first) if first else pd.Timestamp.min
    before = every[(every["end"] < since) & (every["start"] >= begin)]
    fitted = {_name(row): float(row["value"]) for _, row in before.iterrows()}
    later = every[every["start"] >= since]
    held = [_month(row, fitted, Bridge()) for _, row in later.iterrows()]
    says: list[str] = []
    if rows.measure.endswith(BEFORE):
        more, why = _bridged(table, organisation, rows, fitted, since)
        held += more
        says += why
    last = part.last
    held = [each for each in held if last is None or each.last <= last]
    held = sorted(held, key=lambda each: (each.first, each.bridge.others))
    return Series(fitted, tuple(held), tuple(says))


def _of(table: pd.DataFrame, rows: RowsPart, measure: str) -> pd.DataFrame:
    chosen = (table["measure"] == measure) & table["value"].notna()
    for name in ("reason", "setting", "responsible"):
        chosen &= table[name] == getattr(rows, name)
    return table[chosen]


def _monthly(rows: pd.DataFrame, says: RowsPart, measure: str) -> pd.DataFrame:
    """Months of a figure: a day's mean of what adds up over days, as the model has it."""
    if rows.empty:
        return rows
    is_sum = MEASURES[measure].kind in {BED_DAYS, FLOW}
    months = by_month(finest(rows).sort_values("start"), is_sum=is_sum)
    days = (months["end"] - months["start"]).dt.days + 1
    value = months["value"] * (says.times or 1.0) / (days if is_sum else 1)
    return months.assign(value=value)[days <= _LONGEST]


def _name(row: Mapping[str, pd.Timestamp] | pd.Series) -> str:
    return f"{row['start']:%Y-%m}"


def _month(row: pd.Series, fitted: Mapping[str, float], bridge: Bridge) -> Month:
    """A held-out month beside what months before it say."""
    start = pd.Timestamp(row["start"])
    names = sorted(fitted)
    said: dict[str, float] = {}
    year_before = f"{start - pd.DateOffset(years=1):%Y-%m}"
    if year_before in fitted:
        said[SAME_MONTH] = fitted[year_before]
    if names:
        said[LAST_VALUE] = fitted[names[-1]]
        said[LAST_YEAR] = float(np.mean([fitted[name] for name in names[-_YEAR:]]))
    said = {name: value * bridge.ratio for name, value in said.items()}
    return Month(start.date(), row["end"].date(), float(row["value"]), said, bridge)


def _bridged(
    table: pd.DataFrame,
    organisation: str,
    rows: RowsPart,
    fitted: Mapping[str, float],
    since: pd.Timestamp,
) -> tuple[list[Month], list[str]]:
    new = rows.measure.removesuffix(BEFORE)
    if new not in MEASURES:
        return [], []
    bridge = bridge_of(table, organisation, rows, new)
    if bridge is None:
        says = f"months from {BREAK:%d %B %Y} are of another definition, and too few other "
        return [], [says + "organisations are in the table to tell what that did: left out"]
    own = table[table["organisation"] == organisation]
    after = _monthly(_of(own, rows, new), rows, new)
    after = after[after["start"] >= since] if not after.empty else after
    says = (
        f"from {BREAK:%d %B %Y} the definition is another: every forecast is multiplied by "
        f"{bridge.ratio:.2f}, the median of {bridge.others} other organisations (four weeks after "
        f"over four before), whose spread is {bridge.sd:.0%}"
    )
    return [_month(row, fitted, bridge) for _, row in after.iterrows()], [says]


def bridge_of(table: pd.DataFrame, organisation: str, rows: RowsPart, new: str) -> Bridge | None:
    """What the change of definition did to other organisations of the same level.

    None where fewer than ten have four weeks on both sides.
    """
    whole = pd.Timestamp(BREAK)
    level = table.loc[table["organisation"] == organisation, "level"].iloc[0]
    others = table[(table["level"] == level) & (table["organisation"] != organisation)]
    reach = pd.Timedelta(days=_WEEKS)
    before = _means(_of(others, rows, rows.measure), whole - reach, whole)
    after = _means(_of(others, rows, new), whole, whole + reach)
    both = pd.concat([before, after], axis=1, keys=["before", "after"]).dropna()
    both = both[(both["before"] > 0) & (both["after"] > 0)]
    if len(both) < _FEWEST_OTHERS:
        return None
    logs = np.log(both["after"] / both["before"])
    low, middle, high = np.quantile(logs, (0.25, 0.5, 0.75))
    return Bridge(float(np.exp(middle)), float((high - low) / 1.349), len(both))


def _means(rows: pd.DataFrame, first: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """Means of a span by organisation: of its days, or, where there are none, of its month."""
    is_day = rows["start"] == rows["end"]
    of_days = rows[is_day & (rows["start"] >= first) & (rows["start"] < end)]
    by = of_days.groupby("organisation")["value"]
    means = by.mean()[by.size() >= _WEEKS // 2]
    if not means.empty:
        return means
    # The month that most of the span lies in.
    middle = first + (end - first) / 2
    of_month = rows[~is_day & (rows["start"] <= middle) & (rows["end"] >= middle)]
    return of_month.groupby("organisation")["value"].mean()


def months_together(all_series: Sequence[Series]) -> list[tuple[dt.date, dt.date]]:
    """Every held-out period of any target, once, in order."""
    return sorted({(month.first, month.last) for one in all_series for month in one.held})
