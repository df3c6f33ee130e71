"""Summary figures of stays that are published by organisation: a mean, a median, how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan

import pandas as pd

# Of how many stays figures are taken to be where the table does not say; said with the answer.
UNSAID = 1000.0
_HUNDREDTHS = 0.01
_TENTHS = 0.1


@dataclass(frozen=True, slots=True)
class Published:
    """Mean and median days of all stays of a period, and of how many they are.

    ``is_counted``: whether ``stays`` follows from published bed-days, not from an assumption.
    """

    period: tuple[date, date]
    files: tuple[str, ...]
    mean: float | None
    median: float | None
    stays: float
    is_counted: bool

    @property
    def mean_step(self) -> float:
        """What the mean is rounded to."""
        tenths = round((self.mean or 0.0) / _TENTHS, 6)
        return _TENTHS if tenths == round(tenths) else _HUNDREDTHS


def published(rows: pd.DataFrame) -> Published | None:
    """The latest year's figures of one organisation; nothing without a mean or a median."""
    known = rows[rows["measure"].isin(("los_mean", "los_median")) & rows["value"].notna()]
    known = known[(known["reason"] == "") & (known["value"] > 0)]
    if known.empty:
        return None
    last = known["end"].max()
    own = rows[rows["end"] == last]
    mean, median, days = (_value(own, name) for name in ("los_mean", "los_median", "bed_days"))
    start = known[known["end"] == last]["start"].min()
    files = tuple(sorted(set(known[known["end"] == last]["file"].astype(str))))
    is_counted = mean is not None and days is not None
    stays = days / mean if mean is not None and days is not None else UNSAID
    when = (start.date(), last.date())
    return Published(when, files, mean, median, stays, is_counted)


def _value(rows: pd.DataFrame, measure: str) -> float | None:
    own = rows[(rows["measure"] == measure) & (rows["reason"] == "")]["value"]
    return None if own.empty or isnan(own.iloc[0]) or own.iloc[0] <= 0 else float(own.iloc[0])
