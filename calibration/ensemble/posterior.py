"""Draws of the posterior from a surface through all runs, by importance sampling.

The smoother ends near the posterior, but its ensemble is a normal one, moved with slopes that are
themselves uncertain. Here the likelihood is evaluated outright: luck as large as it is there,
discrepancy and how unsure the surface is; and the prior as it is. What comes out may be bent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.prior import Prior
from calibration.ensemble.uneven import Uneven

Reals = NDArray[np.float64]

# Points of the last round, of which there are more where there is more to cover; the first, which
# says where they are to be, has a third.
POINTS, PER_UNKNOWN = 4_000, 2_500
# Proposals are so much wider than what they are made of, with the tails of Student's t.
_WIDER, _TAILS = 1.4, 6
# Fewer points than this an asked draw bear the weight, and the smoother's own ensemble is kept.
_FEWEST = 2.0
# Points whose covariances are held at one time.
_PART = 2_000
_RIDGE = 1e-9


def drawn(
    start: Reals,
    surface: Uneven,
    prior: Prior,
    *,
    observed: Reals,
    discrepancy: Reals,
    rng: np.random.Generator,
) -> Reals:
    """As many draws as ``start``, (members, unknowns), has, from the posterior.

    ``start`` itself where the proposals made of it do not cover the posterior.
    """
    mean, covariance = start.mean(axis=0), np.atleast_2d(np.cov(start.T))
    last = POINTS + PER_UNKNOWN * start.shape[1]
    for count in (last // 3, last):
        points, log_weight = _proposed(count, mean, covariance, rng)
        log_weight = log_weight + log_likelihood(points, surface, observed, discrepancy)
        log_weight += -0.5 * (((points - prior.mean) / prior.sd) ** 2).sum(axis=1)
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        many = 1 / (weight**2).sum()
        if many < _FEWEST * len(start) * count / last:
            return start
        mean = weight @ points
        covariance = np.atleast_2d(np.cov(points.T, aweights=weight))
    at = (np.arange(len(start)) + rng.random()) / len(start)
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), at), len(points) - 1)
    return np.asarray(points[rng.permutation(chosen)])


def log_likelihood(z: Reals, surface: Uneven, observed: Reals, discrepancy: Reals) -> Reals:
    """Of what was observed at points, (points,), but for a constant.

    Errors are luck, how unsure the surface is, and discrepancy, each as large as it is there.
    """
    starts = range(0, len(z), _PART)
    parts = [_of_some(z[at : at + _PART], surface, observed, discrepancy) for at in starts]
    return np.concatenate(parts)


def _of_some(z: Reals, surface: Uneven, observed: Reals, discrepancy: Reals) -> Reals:
    root = np.linalg.cholesky(surface.errors_at(z, discrepancy))
    away = np.linalg.solve(root, (observed - surface.at(z))[:, :, None])[:, :, 0]
    size = np.diagonal(root, axis1=1, axis2=2)
    return np.asarray(-0.5 * (away**2).sum(axis=1) - np.log(size).sum(axis=1))


def _proposed(
    count: int, mean: Reals, covariance: Reals, rng: np.random.Generator
) -> tuple[Reals, Reals]:
    """Points of a wide Student's t, and minus the log of their density but for a constant."""
    size = len(mean)
    ridge = _RIDGE * np.diag(np.diag(covariance) + _RIDGE)
    root = np.linalg.cholesky(covariance + ridge) * _WIDER
    normal = rng.standard_normal((count, size))
    t = normal * np.sqrt(_TAILS / rng.chisquare(_TAILS, count))[:, None]
    log_density = -0.5 * (_TAILS + size) * np.log1p((t**2).sum(axis=1) / _TAILS)
    return mean + t @ root.T, -log_density
