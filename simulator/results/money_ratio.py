"""Cost over what it brings: the ratio of two paired differences, by Fieller's theorem."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from simulator.results.intervals import CONFIDENCE
from simulator.results.run import Floats


class RatioSays(StrEnum):
    """What may be said of a cost and of what it brings."""

    SAME = "no difference, so no ratio"
    NOTHING_AVOIDED = "nothing is avoided, so no ratio"
    CANNOT_TELL = "cannot tell whether anything is avoided"
    CHEAPER_AND_BETTER = "costs less and avoids more"
    DEARER_AND_WORSE = "costs more and adds to it"
    COSTS = "cost for each avoided"
    SAVES_FOR_WORSE = "saving for each added"
    AT_MOST = "at most, cost for each avoided"
    NOT_SPLIT = "not known: a price of a bed-day is not split"


NO_RATIO = {
    RatioSays.SAME,
    RatioSays.NOTHING_AVOIDED,
    RatioSays.CANNOT_TELL,
    RatioSays.CHEAPER_AND_BETTER,
    RatioSays.DEARER_AND_WORSE,
    RatioSays.NOT_SPLIT,
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A mean difference of cost over a mean difference of what is avoided.

    ``cost`` and ``avoided``: means of the paired differences, with half-widths of their own
    intervals. ``ratio``, ``low``, ``high``: NaN where ``says`` allows no ratio. All intervals
    hold together with those of ``together`` ratios in all (Bonferroni).
    """

    says: RatioSays
    n: int
    cost: float
    cost_half_width: float
    avoided: float
    avoided_half_width: float
    ratio: float
    low: float
    high: float
    together: int


def ratio_of(cost: Floats, avoided: Floats, together: int = 1) -> Ratio:
    """The ratio of mean paired differences, ``cost`` over ``avoided``, one of each a replication.

    Its interval is Fieller's: all ratios r for which cost - r x avoided has a mean that Student's
    t does not tell from 0 (E. C. Fieller, 1954, J. R. Statist. Soc. B 16, 175-185). There is one
    only where the interval of ``avoided`` leaves 0 out: else the ratio may be anything.

    Raises:
        ValueError: not as many of one as of the other, or none.
    """
    if len(cost) != len(avoided) or not len(cost):
        raise ValueError(f"{len(cost)} costs and {len(avoided)} differences make no pairs")
    n, above, below = len(cost), float(np.mean(cost)), float(np.mean(avoided))
    t = _student(n, together)
    covariance = np.cov(cost, avoided) / n if n > 1 else np.full((2, 2), math.nan)
    half_above, half_below = (t * math.sqrt(covariance[i, i]) for i in (0, 1))
    says = _says(cost, avoided, (above, half_above), (below, half_below))
    low = high = ratio = math.nan
    if says not in NO_RATIO:
        ratio = above / below
        low, high = _roots(above, below, t * t * covariance)
    return Ratio(says, n, above, half_above, below, half_below, ratio, low, high, together)


def _says(
    cost: Floats, avoided: Floats, above: tuple[float, float], below: tuple[float, float]
) -> RatioSays:
    if len(cost) > 1 and not np.any(avoided):
        return RatioSays.NOTHING_AVOIDED if np.any(cost) else RatioSays.SAME
    if not abs(below[0]) > below[1]:
        return RatioSays.CANNOT_TELL
    is_told, is_better = abs(above[0]) > above[1], below[0] > 0
    if is_told and (above[0] < 0) == is_better:
        return RatioSays.CHEAPER_AND_BETTER if is_better else RatioSays.DEARER_AND_WORSE
    return RatioSays.COSTS if is_better else RatioSays.SAVES_FOR_WORSE


def _roots(above: float, below: float, spread: Floats) -> tuple[float, float]:
    """Where (above - r below)^2 is the variance of that times t^2: ends of the interval."""
    a = below**2 - float(spread[1, 1])
    b = above * below - float(spread[0, 1])
    c = above**2 - float(spread[0, 0])
    root = math.sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def _student(n: int, together: int) -> float:
    """Student's quantile for intervals that hold with 95 % for ``together`` of them at once."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 1 - (1 - CONFIDENCE) / (2 * together))) if n > 1 else math.nan
