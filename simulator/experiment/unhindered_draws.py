"""Draws of a walk with no queue: the middles of equal shares of a law, in a fixed order."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.distributions import Distribution, distribution, microseconds
from simulator.scenario.law import Law

KEPT = 512
Reals = NDArray[np.float64]
Times = NDArray[np.int64]


@lru_cache(KEPT)
def middles(position: int, what: int, count: int) -> Reals:
    """The middles of equal shares, in an order that belongs to one draw of one step. Read only."""
    order = np.random.default_rng([position, what]).permutation(count)
    found = (order + 0.5) / count
    found.flags.writeable = False
    return found


def lengths(law: Law, position: int, count: int, what: int = 0) -> Times:
    """Lengths of one step's stays, tasks, lead times or limits, in microseconds. Read only."""
    return _lengths(distribution(law), position, count, what)  # type: ignore[arg-type]


@lru_cache(KEPT)
def _lengths(law: Distribution, position: int, count: int, what: int) -> Times:
    found = microseconds(law.ppf(middles(position, what, count)))
    found.flags.writeable = False
    return found
