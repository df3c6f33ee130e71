"""Draws of the posterior from a surface through all runs, by importance sampling.

The smoother ends near the posterior, but its ensemble is a normal one, moved with slopes that are
themselves uncertain. Here the likelihood is evaluated outright: luck, discrepancy and how unsure
the surface is; and the prior as it is. What comes out may be bent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.prior import Prior
from calibration.ensemble.surface import Surface

Reals = NDArray[np.float64]

POINTS, ROUNDS = 20_000, 2
# Proposals are so much wider than what they are made of, with the tails of Student's t.
_WIDER, _TAILS = 1.4, 6
# Fewer points than this an asked draw bear the weight, and the smoother's own ensemble is kept.
_FEWEST = 2.0
_RIDGE = 1e-9


def drawn(
    start: Reals,
    surface: Surface,
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
    for _ in range(ROUNDS):
        points, log_weight = _proposed(mean, covariance, rng)
        log_weight = log_weight + log_likelihood(points, surface, observed, discrepancy)
        log_weight += -0.5 * (((points - prior.mean) / prior.sd) ** 2).sum(axis=1)
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        many = 1 / (weight**2).sum()
        if many < _FEWEST * len(start):
            return start
        mean = weight @ points
        covariance = np.atleast_2d(np.cov(points.T, aweights=weight))
    at = (np.arange(len(start)) + rng.random()) / len(start)
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), at), len(points) - 1)
    return np.asarray(points[rng.permutation(chosen)])


def log_likelihood(z: Reals, surface: Surface, observed: Reals, discrepancy: Reals) -> Reals:
    """Of what was observed at points, (points,), but for a constant.

    Errors have the covariance of luck, times 1 and how unsure the surface is, plus discrepancy.
    """
    own = np.diag(discrepancy**2 + _RIDGE * np.diag(surface.luck) + _RIDGE**2)
    root = 1 / np.sqrt(np.diag(own))
    # In these directions luck and discrepancy are both independent, whatever their sizes.
    size, turned = np.linalg.eigh(surface.luck * root[:, None] * root)
    away = ((observed - surface.at(z)) * root) @ turned
    variance = 1 + np.maximum(size, 0) * (1 + surface.unsure_at(z))[:, None]
    return np.asarray(-0.5 * (away**2 / variance + np.log(variance)).sum(axis=1))


def _proposed(mean: Reals, covariance: Reals, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """Points of a wide Student's t, and minus the log of their density but for a constant."""
    size = len(mean)
    ridge = _RIDGE * np.diag(np.diag(covariance) + _RIDGE)
    root = np.linalg.cholesky(covariance + ridge) * _WIDER
    normal = rng.standard_normal((POINTS, size))
    t = normal * np.sqrt(_TAILS / rng.chisquare(_TAILS, POINTS))[:, None]
    log_density = -0.5 * (_TAILS + size) * np.log1p((t**2).sum(axis=1) / _TAILS)
    return mean + t @ root.T, -log_density
