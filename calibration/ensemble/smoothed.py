"""One step of the ensemble smoother, on outputs smoothed over the ensemble.

A run of a simulator is its mean plus the luck of its seed. Regressing outputs on the unknowns and
their squares takes the luck out before covariances are formed, which is what lets 200 members do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

_RIDGE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Outputs of an ensemble: ``fitted`` (members, targets) and ``residual`` covariance of luck."""

    fitted: Reals
    residual: Reals


def smoothed(z: Reals, outputs: Reals) -> Smoothed:
    """Regress outputs, (members, targets), on 1, z and z squared; z is (members, unknowns)."""
    width = z.std(axis=0)
    scaled = (z - z.mean(axis=0)) / np.where(width > 0, width, 1.0)
    terms = np.column_stack([np.ones(len(z)), scaled, scaled**2])
    coefficients, *_ = np.linalg.lstsq(terms, outputs, rcond=None)
    fitted = terms @ coefficients
    left = outputs - fitted
    freedom = max(1, len(z) - terms.shape[1])
    return Smoothed(fitted, left.T @ left / freedom)


def moved(
    z: Reals, outputs: Reals, *, observed: Reals, discrepancy: Reals, alpha: float, noise: Reals
) -> Reals:
    """The ensemble after one step, (members, unknowns).

    ``observed`` and ``discrepancy`` (standard deviations): (targets,). ``noise``: standard normal,
    (members, targets). ``alpha``: by how much the errors are widened for this step; over all
    steps, the sum of one over alpha is 1.
    """
    own = smoothed(z, outputs)
    errors = own.residual + np.diag(discrepancy**2)
    errors += _RIDGE * np.diag(np.diag(errors) + _RIDGE)
    away = own.fitted - own.fitted.mean(axis=0)
    freedom = len(z) - 1
    within = away.T @ away / freedom
    across = (z - z.mean(axis=0)).T @ away / freedom
    aims = observed + np.sqrt(alpha) * noise @ np.linalg.cholesky(errors).T
    gain = np.linalg.solve(within + alpha * errors, across.T).T
    return np.asarray(z + (aims - own.fitted) @ gain.T)
