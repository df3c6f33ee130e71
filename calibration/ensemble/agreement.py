"""Fit twice with different seeds, and see whether both come to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.prior import Prior
from calibration.ensemble.smoother import Ensemble, Simulate, fit_ensemble, members_for
from calibration.ensemble.target import Target

Reals = NDArray[np.float64]

# Medians farther apart than this, in posterior standard deviations, are not the same answer.
FAR = 0.5
# Added to a seed for the second fit.
SECOND = 1_000_003


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Two fits of the same targets with different seeds.

    ``z``: both ensembles together, to carry on. ``apart``: by unknown, how far the medians differ
    in posterior standard deviations. ``is_doubled``: whether both were done again with twice the
    members.
    """

    fits: tuple[Ensemble, Ensemble]
    z: Reals
    apart: dict[str, float]
    is_doubled: bool

    @property
    def moved(self) -> tuple[str, ...]:
        """Unknowns whose median moved too far."""
        return tuple(name for name, gap in self.apart.items() if gap > FAR)

    @property
    def is_converged(self) -> bool:
        """Whether none did."""
        return not self.moved


def fit_twice(
    simulate: Simulate,
    prior: Prior,
    targets: Sequence[Target],
    *,
    seed: int,
    members: int | None = None,
) -> Agreement:
    """Fit with two seeds; where medians moved, once more with twice the members, then as it is.

    Arguments and errors as of ``fit_ensemble``. Both ensembles are pooled, so that what moved is
    wider by as much.
    """
    count = members or members_for(prior.size)
    found = _pair(simulate, prior, targets, seed, count)
    if found.is_converged:
        return found
    again = _pair(simulate, prior, targets, seed + 1, 2 * count)
    return agreement_of(*again.fits, is_doubled=True)


def _pair(
    simulate: Simulate, prior: Prior, targets: Sequence[Target], seed: int, members: int
) -> Agreement:
    a = fit_ensemble(simulate, prior, targets, seed=seed, members=members)
    b = fit_ensemble(simulate, prior, targets, seed=seed + SECOND, members=members)
    return agreement_of(a, b)


def agreement_of(a: Ensemble, b: Ensemble, *, is_doubled: bool = False) -> Agreement:
    """How two fits of the same targets agree."""
    width = np.sqrt((a.z.var(axis=0, ddof=1) + b.z.var(axis=0, ddof=1)) / 2)
    gaps = np.abs(np.median(a.z, axis=0) - np.median(b.z, axis=0)) / np.maximum(width, 1e-12)
    names = (each.name for each in a.prior.unknowns)
    apart = dict(zip(names, gaps.tolist(), strict=True))
    return Agreement((a, b), np.concatenate([a.z, b.z]), apart, is_doubled)
