"""Draws of a family's numbers, weighted so that they are of the posterior itself.

A normal law about the peak is wrong where the posterior is curved, as those of mixtures are. So
numbers are drawn from a wider law, of Student's form, and weighted by the posterior over it
(C. Andrieu et al., "An introduction to MCMC for machine learning", Machine Learning 50, 2003,
section 2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import Evidence
from calibration.stay.family import Family
from calibration.stay.search import Peak, log_likelihood

Reals = NDArray[np.float64]

_FREEDOM, _WIDER = 5, 1.1
# With weights on fewer draws than this, quantiles are those of a handful.
ENOUGH = 40.0
# With this many, another round is not worth its time.
PLENTY, _ROUNDS = 100.0, 4


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Numbers, (draws, numbers), and their weights, (draws,), adding up to 1."""

    draws: Reals
    weights: Reals

    @property
    def effective(self) -> float:
        """How many draws of equal weight they are worth."""
        return float(1 / np.sum(self.weights**2))

    def drawn(self, count: int, rng: np.random.Generator) -> Reals:
        """Numbers by their weights, (count, numbers)."""
        return self.draws[rng.choice(len(self.draws), size=count, p=self.weights)]


def posterior(
    data: Sequence[Evidence], family: Family, peak: Peak, count: int, seed: int
) -> Posterior:
    """Weighted draws, inside the bounds of the family; the same for one seed.

    First around the peak; where few draws carry the weight, around those that do, a few times.
    """
    rng = np.random.default_rng(seed)
    centre, spread = peak.z, peak.covariance
    best: Posterior | None = None
    for _ in range(_ROUNDS):
        found = _weighted(data, family, (centre, spread), count, rng)
        if best is None or found.effective > best.effective:
            best = found
        if best.effective >= PLENTY:
            break
        centre = best.weights @ best.draws
        away = best.draws - centre
        spread = (spread + away.T @ (away * best.weights[:, None])) / 2
    assert best is not None
    return best


def _weighted(
    data: Sequence[Evidence],
    family: Family,
    proposal: tuple[Reals, Reals],
    count: int,
    rng: np.random.Generator,
) -> Posterior:
    centre, spread = proposal
    size = family.size
    values, vectors = np.linalg.eigh(spread)
    root = vectors * np.sqrt(np.maximum(values, 0.0)) * _WIDER
    normal = rng.standard_normal((count, size))
    u = normal / np.sqrt(rng.chisquare(_FREEDOM, count) / _FREEDOM)[:, None]
    draws = centre + u @ root.T
    low, high = np.array(family.bounds).T
    log_proposed = -(_FREEDOM + size) / 2 * np.log1p(np.sum(u**2, axis=1) / _FREEDOM)
    logs = np.full(count, -np.inf)
    with np.errstate(all="ignore"):
        for number in np.flatnonzero(((draws >= low) & (draws <= high)).all(axis=1)):
            found = log_likelihood(data, family, draws[number]) + family.log_prior(draws[number])
            logs[number] = found - log_proposed[number] if np.isfinite(found) else -np.inf
    if np.isneginf(logs).all():
        logs[:] = 0.0
    weights = np.exp(logs - logs.max())
    return Posterior(np.clip(draws, low, high), weights / weights.sum())
