"""Intervals in which a theoretical value must lie, from correlated output of one run or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from simulator.network.network import DAY

LEVEL = 0.999
BATCHES = 30
WARM_UP = 0.1


@dataclass(frozen=True)
class Interval:
    """A closed interval; `value in interval` asks whether theory and run agree."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def mean_interval(samples: Sequence[float] | np.ndarray, level: float = LEVEL) -> Interval:
    """Student's interval of the mean of independent samples."""
    given = np.asarray(samples, dtype=float)
    half = stats.t.ppf((1 + level) / 2, len(given) - 1) * stats.sem(given)
    return Interval(given.mean() - half, given.mean() + half)


def batch_interval(values: np.ndarray) -> Interval:
    """Interval of a steady-state mean by batch means, the first tenth left out as warm-up."""
    steady = values[int(WARM_UP * len(values)) :]
    return mean_interval([batch.mean() for batch in np.array_split(steady, BATCHES)])


def census_interval(begins: np.ndarray, ends: np.ndarray, until: int) -> Interval:
    """Interval of a steady-state mean census by batches of time up to `until`."""
    edges = np.linspace(WARM_UP * until, until, BATCHES + 1).astype(np.int64)
    return mean_interval(np.diff(spent_by(edges, begins, ends)) / np.diff(edges))


def rate_interval(times: np.ndarray, until: int) -> Interval:
    """Interval of how many events there are a day, by batches of time up to `until`."""
    edges = np.linspace(WARM_UP * until, until, BATCHES + 1)
    return mean_interval(np.histogram(times, edges)[0] / np.diff(edges) * DAY)


def spent_by(times: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Time spent in spells by each of some times."""
    return np.array([(np.minimum(ends, t) - begins).clip(0).sum() for t in times])


def census(times: np.ndarray, begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many spells [begin, end) are under way at each of some times."""
    begun = np.searchsorted(np.sort(begins), times, side="right")
    return begun - np.searchsorted(np.sort(ends), times, side="right")


def difference_interval(these: np.ndarray, those: np.ndarray) -> Interval:
    """Welch's interval of the difference of the means of two sets of independent samples."""
    difference = stats.ttest_ind(these, those, equal_var=False).confidence_interval(LEVEL)
    return Interval(difference.low, difference.high)
