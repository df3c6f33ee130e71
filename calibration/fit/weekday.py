"""What no target is about, and published all the same: how many leave on each day of the week.

Totals of months are met by almost any model with unknowns enough. Who is closed at weekends shows
by weekday, and a fit that was not told of it cannot know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.ensemble.misfit import Misfit, unseen
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.scenario.quantities import WEEKDAYS

Reals = NDArray[np.float64]

PUBLISHED = "nctr_discharged"
# Of fewer weeks a weekday's mean is mostly chance.
FEWEST_WEEKS = 8


@dataclass(frozen=True, slots=True, eq=False)
class WeekdayCheck:
    """Discharges of each weekday, Monday first, as shares of the mean day.

    ``observed``: (7,). ``low``, ``high``: (7,), 90 % of what the fit predicts. ``verdict``: of all
    seven together.
    """

    observed: Reals
    low: Reals
    high: Reals
    verdict: Misfit


def observed_by_weekday(rows: pd.DataFrame, setting: str = "acute") -> Reals | None:
    """Discharges by weekday over the mean day, from daily rows of one organisation's table.

    None where there are fewer than ``FEWEST_WEEKS`` whole weeks of days.
    """
    is_daily = (rows["measure"] == PUBLISHED) & (rows["start"] == rows["end"])
    chosen = rows[is_daily & (rows["setting"] == setting) & (rows["reason"] == "")]
    chosen = chosen[chosen["value"].notna()]
    by_day = chosen.groupby(chosen["start"].dt.day_of_week)["value"]
    if by_day.ngroups < len(WEEKDAYS) or by_day.size().min() < FEWEST_WEEKS:
        return None
    means = by_day.mean().sort_index().to_numpy(dtype=float)
    return np.asarray(means / means.mean())


def weekday_keys(setting: str) -> tuple[Key, ...]:
    """What a run has of them: discharges of a care setting by weekday, over the mean day."""
    return tuple(
        Key("discharges_by_weekday", where(care_setting=setting, weekday=day), "relative")
        for day in WEEKDAYS
    )


def held_to(predicted: Reals, observed: Reals) -> WeekdayCheck:
    """The check of predicted shares, (draws, 7)."""
    low, high = np.quantile(predicted, (0.05, 0.95), axis=0, method="weibull")
    # The seven add up to seven: the last says nothing that the others do not.
    verdict = unseen(predicted[:, :-1], observed[:-1])
    return WeekdayCheck(observed, low, high, verdict)
