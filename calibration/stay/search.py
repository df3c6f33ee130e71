"""Where the posterior of a family's numbers is highest, and how it falls off around there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import Evidence
from calibration.stay.family import Family

Reals = NDArray[np.float64]

_NEVER = 1e12
# In standard deviations of the posterior: near enough to its peak.
_CLOSE = 1e-2
_STEP = 2e-3
# A direction whose curvature is below this share of the prior's is held by a bound, not by data.
_FLATTEST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """The best z, (numbers,), the covariance about it, and the log-likelihood there."""

    z: Reals
    covariance: Reals
    log_likelihood: float


def log_likelihood(data: Sequence[Evidence], family: Family, z: Reals) -> float:
    """Log of the chance of all data together under the law at z; they are independent."""
    law = family.law(z)
    return sum(each.log_likelihood(law) for each in data)


def highest(data: Sequence[Evidence], family: Family) -> Peak:
    """The best of searches from each of the family's starts."""
    weight = np.array([each.patients for each in data])
    typical = np.log([each.typical for each in data])
    starts = family.starts(float(np.exp(weight @ typical / weight.sum())))
    found = [_climbed(data, family, np.array(start)) for start in starts]
    best = min(found, key=lambda z: _falls(data, family, z))
    z = nearest(data, family, best, covariance(data, family, best))
    return Peak(z, covariance(data, family, z), log_likelihood(data, family, z))


def nearest(data: Sequence[Evidence], family: Family, z: Reals, spread: Reals) -> Reals:
    """The peak near z, where the posterior is about as wide as the covariance ``spread``.

    The search is along the axes of that covariance, on which the posterior is nearly round, so it
    takes a few steps where one along the numbers themselves takes hundreds.
    """
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(values)
    low, high = np.array(family.bounds).T

    def at(u: Reals) -> Reals:
        return np.asarray(np.clip(z + root @ u, low, high))

    options = {"gtol": _CLOSE, "eps": 1e-4, "maxiter": 40}
    start = np.zeros(len(z))
    return at(_least(lambda u: _falls(data, family, at(u)), start, "BFGS", options=options))


def _climbed(data: Sequence[Evidence], family: Family, start: Reals) -> Reals:
    size = max(1.0, sum(each.patients for each in data))
    low, high = np.array(family.bounds).T
    options = {"maxiter": 120, "ftol": 1e-9, "gtol": 1e-6}
    return _least(
        lambda z: _falls(data, family, z) / size,
        np.clip(start, low, high),
        "L-BFGS-B",
        bounds=family.bounds,
        options=options,
    )


def _least(function: Any, start: Reals, method: str, **said: Any) -> Reals:
    from scipy.optimize import minimize

    search: Any = minimize
    with np.errstate(all="ignore"):
        return np.asarray(search(function, start, method=method, **said).x, dtype=np.float64)


def _falls(data: Sequence[Evidence], family: Family, z: Reals) -> float:
    """Minus the log posterior, but for a constant; very high where it cannot be told."""
    found = log_likelihood(data, family, z) + family.log_prior(z)
    return -found if np.isfinite(found) else _NEVER


def covariance(data: Sequence[Evidence], family: Family, z: Reals) -> Reals:
    """The inverse of the curvature at z of minus the log posterior, (numbers, numbers).

    Where z is on a bound, or data and prior hold a direction by next to nothing, the prior's own
    curvature stands in for it: the interval then is the prior's.
    """
    size = family.size
    steps = np.eye(size) * _STEP

    def falls(move: Reals) -> float:
        return _falls(data, family, z + move)

    curve = np.empty((size, size))
    with np.errstate(all="ignore"):
        middle = falls(np.zeros(size))
        for i in range(size):
            curve[i, i] = falls(steps[i]) - 2 * middle + falls(-steps[i])
            for j in range(i):
                both, apart = steps[i] + steps[j], steps[i] - steps[j]
                cross = falls(both) + falls(-both) - falls(apart) - falls(-apart)
                curve[i, j] = curve[j, i] = cross / 4
    return _inverse(curve / _STEP**2, np.array([each.sd for each in family.coordinates]))


def _inverse(curve: Reals, prior: Reals) -> Reals:
    """Of a curvature in units of the prior's standard deviations, so that 1 is the prior's own."""
    values, vectors = np.linalg.eigh(curve * np.outer(prior, prior))
    values = np.where(values < _FLATTEST, 1.0, values)
    return np.asarray((vectors / values) @ vectors.T * np.outer(prior, prior))
