"""Whether the numbers in and waiting for each place drift through the window."""

from __future__ import annotations

import numpy as np

from simulator.results.measure import Measure, Row, spread
from simulator.results.midnight import days_within, midnights_by_place
from simulator.results.place import members
from simulator.results.run import Floats, Integers, Run
from simulator.results.tally import part_of
from simulator.results.waiting import waiting_at_midnight

WEEK = 7
FEWEST_WEEKS = 4


def load(run: Run) -> Integers:
    """Patients in or waiting for each place at the midnights of the window: places x days."""
    waiting = run.once(waiting_at_midnight)
    inside = run.once(midnights_by_place).patients[: len(waiting)]
    return (waiting + inside)[:, run.fixed(days_within)]


def slope(series: Floats) -> tuple[float, float]:
    """Rise a day of a daily series, and its standard error; NaN below four weeks.

    Least squares on weekly means, so that weekdays cancel; the error is widened for the
    correlation of one week's residual with the next as in a first-order autoregression.
    """
    weeks = len(series) // WEEK
    if weeks < FEWEST_WEEKS:
        return float("nan"), float("nan")
    means = series[-weeks * WEEK :].reshape(weeks, WEEK).mean(axis=1)
    at = np.arange(weeks) - (weeks - 1) / 2
    rise = float(at @ means / (at @ at))
    residual = means - means.mean() - rise * at
    around = float(residual @ residual)
    if around == 0:
        return rise / WEEK, 0.0
    like_last = float(np.clip(residual[1:] @ residual[:-1] / around, 0, 0.95))
    error = np.sqrt(around / (weeks - 2) / (at @ at) * (1 + like_last) / (1 - like_last))
    return rise / WEEK, float(error) / WEEK


def drift(run: Run) -> list[Row]:
    """First quarter against the rest, and the straight-line rise over the window."""
    rows = []
    for (place, _), series in zip(
        run.fixed(members), run.once(load).astype(np.float64), strict=True
    ):
        quarter = len(series) // 4
        mean = series.mean() if len(series) else float("nan")
        early = series[:quarter].mean() if quarter else float("nan")
        rest = series[quarter:].mean() if quarter else float("nan")
        rise, error = (part_of(one * len(series), mean) for one in slope(series))
        values = {
            "trend": rise,
            "trend_error": error,
            "first_quarter": part_of(early, rest) - 1,
        }
        rows += spread(values, care_setting=place.care_setting)
    return rows


MEASURES = (
    Measure(
        "drift",
        "Drift through the window",
        "share of the mean",
        "Of patients in or waiting for the place at the midnights of the window. trend: straight-"
        "line rise from the first day to the last, over the mean; trend_error: its standard error "
        "within the run; first_quarter: mean of the first quarter over that of the rest, less 1.",
        ("care_setting",),
        ("trend", "trend_error", "first_quarter"),
        drift,
    ),
)
