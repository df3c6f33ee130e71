"""A second opinion on a fit from its own runs: approximate Bayesian computation, adjusted.

M. A. Beaumont, W. Zhang and D. J. Balding, "Approximate Bayesian computation in population
genetics", Genetics 162, 2002. Runs near the observed figures are kept, moved to where a regression
of unknowns on outputs says they would be had they hit them, and weighted by how seldom the fit's
steps went there. It shares the runs with the fit, and neither its surface nor its normal law.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.smoother import Ensemble

Reals = NDArray[np.float64]

# With fewer runs that count than this, times the terms of the regression, it cannot tell.
PER_TERM = 5
FEWEST = 40
# Of the runs, by how near they come.
KEPT = 0.5
# Beyond these two opinions differ: medians in posterior sd, and widths as a ratio either way. Of
# right fits of the trials (docs/recovery.md) one unknown in 25 is beyond; at 0.5 and 1.5, a third.
APART, WIDTHS = 1.0, 2.5
AGREES, DIFFERS, CANNOT_TELL = "agrees", "differs", "cannot tell"


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """Weighted draws, (runs kept, unknowns), on the unbounded scale.

    ``weight`` adds up to 1. ``effective``: how many runs of equal weight they are worth; ``least``:
    how many are needed to tell. ``verdict``: by unknown, ``agrees``, ``differs`` or ``cannot
    tell``.
    """

    z: Reals
    weight: Reals
    effective: float
    least: float
    verdict: dict[str, str]

    @property
    def can_tell(self) -> bool:
        """Whether there are runs enough."""
        return self.effective >= self.least

    def quantiles(self, shares: tuple[float, ...] = (0.05, 0.5, 0.95)) -> Reals:
        """Quantiles by unknown, (shares, unknowns)."""
        return _quantiles(self.z, self.weight, shares)


def second_opinion(fit: Ensemble) -> Opinion:
    """The opinion on a finished fit; the same for the same fit."""
    rng = np.random.default_rng(len(fit.z))
    z = np.concatenate([each for each, _ in fit.steps])
    outputs = np.concatenate([each for _, each in fit.steps])
    discrepancy = np.array([target.discrepancy for target in fit.targets])
    away = np.array([target.observed for target in fit.targets]) - outputs
    away += discrepancy * rng.standard_normal(outputs.shape)
    near, kernel = _nearest(away)
    weight = _prior_over_steps(fit, z)[near] * kernel
    terms = np.column_stack([np.ones(near.sum()), away[near]])
    root = np.sqrt(weight)[:, None]
    slopes, *_ = np.linalg.lstsq(terms * root, z[near] * root, rcond=None)
    weight = weight / weight.sum()
    moved = z[near] - away[near] @ slopes[1:]
    effective = float(1 / (weight**2).sum())
    least = float(max(FEWEST, PER_TERM * terms.shape[1]))
    verdict = _verdict(fit, moved, weight, effective >= least)
    return Opinion(moved, weight, effective, least, verdict)


def _nearest(away: Reals) -> tuple[NDArray[np.bool_], Reals]:
    """Which runs are kept, and the weight of each by its distance (Epanechnikov's kernel)."""
    # A part of them is near already, and says by how much outputs differ there by chance.
    scale = np.median(np.abs(away), axis=0)
    distance = np.sqrt(((away / np.where(scale > 0, scale, 1.0)) ** 2).sum(axis=1))
    reach = np.quantile(distance, KEPT)
    near = distance < reach
    return near, 1 - (distance[near] / reach) ** 2


def _prior_over_steps(fit: Ensemble, z: Reals) -> Reals:
    """Density of the prior over that of all steps together, each taken for a normal law."""
    prior = _log_normal(z, fit.prior.mean, np.diag(fit.prior.sd**2))
    each = [prior + np.log(len(fit.steps[0][0]))]
    for step, _ in fit.steps[1:]:
        covariance = np.atleast_2d(np.cov(step.T))
        each.append(_log_normal(z, step.mean(axis=0), covariance) + np.log(len(step)))
    return np.asarray(np.exp(prior - np.logaddexp.reduce(np.stack(each), axis=0)))


def _log_normal(z: Reals, mean: Reals, covariance: Reals) -> Reals:
    away = z - mean
    squared = ((away @ np.linalg.pinv(covariance)) * away).sum(axis=1)
    _, size = np.linalg.slogdet(covariance)
    return np.asarray(-0.5 * (squared + size))


def _verdict(fit: Ensemble, z: Reals, weight: Reals, can_tell: bool) -> dict[str, str]:
    names = [each.name for each in fit.prior.unknowns]
    if not can_tell:
        return dict.fromkeys(names, CANNOT_TELL)
    low, middle, high = _quantiles(z, weight, (0.05, 0.5, 0.95))
    own_low, own_high = fit.interval(0.9)
    gap = np.abs(middle - np.median(fit.z, axis=0)) / fit.z.std(axis=0, ddof=1)
    ratio = (high - low) / (own_high - own_low)
    alike = (gap <= APART) & (ratio <= WIDTHS) & (ratio >= 1 / WIDTHS)
    return {name: AGREES if one else DIFFERS for name, one in zip(names, alike, strict=True)}


def _quantiles(z: Reals, weight: Reals, shares: tuple[float, ...]) -> Reals:
    order = np.argsort(z, axis=0)
    found = []
    for at in range(z.shape[1]):
        sums = np.cumsum(weight[order[:, at]]) - weight[order[:, at]] / 2
        found.append(np.interp(shares, sums, z[order[:, at], at]))
    return np.array(found).T
