"""Periods that a series of figures leaves out between its first and its last."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def gaps(rows: pd.DataFrame) -> dict[str, list[str]]:
    """The months, or days, that no figure of a measure is of though some before and after are.

    A measure is looked at by level of organisation and in each length of period that it is given
    in, by the month or the day; other lengths leave no gap that can be told.

    Returns:
        By measure and level, as 'dtoc_beds by nation', ranges such as '2017-05 to 2017-06'; only
        those with a gap.
    """
    found: dict[str, list[str]] = {}
    there = rows[rows["value"].notna()]
    for (measure, level), mine in there.groupby(["measure", "level"], sort=False):
        starts, ends = mine["start"], mine["end"]
        is_month = (starts.dt.day == 1) & ((ends + pd.Timedelta(days=1)).dt.day == 1)
        months = is_month & (ends - starts < pd.Timedelta(days=31))
        missing = [
            *_missing(pd.PeriodIndex(starts[months], freq="M")),
            *_missing(pd.PeriodIndex(starts[starts == ends], freq="D")),
        ]
        if missing:
            found[f"{measure} by {level}"] = missing
    return found


def _missing(periods: pd.PeriodIndex) -> list[str]:
    """Ranges between first and last that are not there."""
    if not len(periods):
        return []
    there = set(periods)
    every = pd.period_range(periods.min(), periods.max())
    return _ranges([each for each in every if each not in there])


def _ranges(periods: Iterable[pd.Period]) -> list[str]:
    ranges: list[tuple[pd.Period, pd.Period]] = []
    for each in periods:
        if ranges and each == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], each)
        else:
            ranges.append((each, each))
    return [f"{first}" if first == last else f"{first} to {last}" for first, last in ranges]
