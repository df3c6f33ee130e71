"""Rows of a table of published figures as months: no figure twice, and days put together."""

from __future__ import annotations

import numpy as np
import pandas as pd

# A month of which fewer days were reported tells of those days only, and is left out.
FEWEST_DAYS = 20
_WEEK = 7


def finest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one figure without those whose period overlaps that of a shorter one.

    A year beside its months, or a month beside its days, is the same figure a second time.

    Args:
        rows: of one organisation and one figure, with `start` and `end` as dates.
    """
    days = (rows["end"] - rows["start"]).dt.days.to_numpy()
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    kept = np.ones(len(rows), dtype=bool)
    covered: list[tuple[np.datetime64, np.datetime64]] = []
    for length in np.unique(days):
        at = np.flatnonzero(days == length)
        for each in at:
            kept[each] = not any(start[each] <= b and a <= end[each] for a, b in covered)
        spans = [(start[each], end[each]) for each in at if kept[each]]
        covered = _merged([*covered, *spans])
    return rows[kept]


def _merged(
    spans: list[tuple[np.datetime64, np.datetime64]],
) -> list[tuple[np.datetime64, np.datetime64]]:
    """Spans with those that touch put together, so that a year of days is one."""
    found: list[tuple[np.datetime64, np.datetime64]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + np.timedelta64(1, "D"):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def by_month(rows: pd.DataFrame, *, is_sum: bool) -> pd.DataFrame:
    """Rows of days put together by calendar month; rows of longer periods stay as they are.

    A month of fewer than ``FEWEST_DAYS`` reported days is left out, unless none has more. The value
    is a mean, or, for what adds up over days (``is_sum``), the mean times the days of the period
    that the days reach over, so that days not reported do not lower it.
    """
    length = (rows["end"] - rows["start"]).dt.days + 1
    short, long = rows[length < _WEEK], rows[length >= _WEEK]
    if short.empty:
        return rows
    month = short["start"].dt.to_period("M")
    by = short.groupby(month, sort=True)
    table = by.first()
    table["start"], table["end"] = by["start"].min(), by["end"].max()
    over = (table["end"] - table["start"]).dt.days + 1
    factor = over.to_numpy(dtype=float) if is_sum else 1.0
    for name in {"value", "low", "high"} & set(rows.columns):
        table[name] = by[name].mean() * factor
    enough = by.size() >= FEWEST_DAYS
    table = table[enough] if enough.any() else table
    return pd.concat([long, table[rows.columns]], ignore_index=True).sort_values("start")
