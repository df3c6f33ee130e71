"""A share that is believed to follow a beta law, on the unbounded scale of a fit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root
from scipy.special import betainc, betaincinv, logit, ndtr, ndtri

Reals = NDArray[np.float64]

# One in twenty is below the low bound, and one in twenty above the high one.
TAIL = 0.05
_HALF = 1.6448536269514722


@lru_cache(maxsize=64)
def beta_of(low: float, high: float) -> tuple[float, float]:
    """Both shapes of the beta law of which nine in ten lie between two shares.

    Raises:
        ValueError: none is found.
    """
    middle = (low + high) / 2
    many = max(2.0, middle * (1 - middle) / ((high - low) / (2 * _HALF)) ** 2 - 1)
    start = np.log([middle * many, (1 - middle) * many])

    def away(logs: Reals) -> Reals:
        below = betainc(np.exp(logs[0]), np.exp(logs[1]), np.array([low, high]))
        return np.asarray(logit(np.clip(below, 1e-12, 1 - 1e-12)) - logit([TAIL, 1 - TAIL]))

    found = root(away, start)
    if not found.success or np.abs(away(found.x)).max() > 1e-6:
        raise ValueError(f"no beta law has nine in ten between {low:g} and {high:g}")
    a, b = np.exp(found.x)
    return float(a), float(b)


def unbounded(share: Reals, low: float, high: float) -> Reals:
    """Shares as normal scores of the beta law between two bounds."""
    return np.asarray(ndtri(betainc(*beta_of(low, high), share)))


def share_of(z: Reals, low: float, high: float) -> Reals:
    """Shares from normal scores."""
    return np.asarray(betaincinv(*beta_of(low, high), ndtr(z)))
