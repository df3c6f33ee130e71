"""Scenarios ranked by one figure, with the ranks that chance leaves open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np

from simulator.results.intervals import CONFIDENCE
from simulator.results.paired import ROUNDING
from simulator.results.run import Floats


@dataclass(frozen=True, slots=True)
class Rank:
    """The ranks that one of several scenarios may have, 1 for the lowest figure.

    ``mean``: of the figure. ``lowest`` and ``highest`` hold together for all scenarios with 95 %.
    """

    mean: float
    lowest: int
    highest: int


def ranks(values: Floats, spread_of: Callable[[Floats], Floats] | None = None) -> list[Rank]:
    """Rank scenarios by a figure: ``values`` are replications x scenarios, on the same patients.

    ``spread_of``: makes of differences, one a replication, those that Student's t is taken of.

    Every pair is told apart by the paired interval of its difference; the intervals of all pairs
    hold together (Bonferroni). Pairs that are always equal share their ranks.
    """
    from scipy.special import stdtrit

    k = values.shape[1]
    pairs = max(k * (k - 1) // 2, 1)
    below = np.zeros((k, k), dtype=bool)
    for i in range(k):
        for j in range(k):
            d = values[:, j] - values[:, i]
            d = spread_of(d) if spread_of is not None else d
            n = len(d)
            quantile = float(stdtrit(n - 1, 1 - (1 - CONFIDENCE) / (2 * pairs))) if n > 1 else nan
            low, high = float(d.min()), float(d.max())
            spread = 0.0 if low == high else float(d.std(ddof=1)) if n > 1 else nan
            beyond = ROUNDING * float(np.abs(values[:, i]).max())
            below[i, j] = n > 1 and d.mean() > max(quantile * spread / np.sqrt(n), beyond)
    means = values.mean(axis=0)
    return [
        Rank(float(means[i]), 1 + int(below[:, i].sum()), k - int(below[i].sum())) for i in range(k)
    ]
