"""Whether figures are such as a fitted model makes: those it was fitted to, and those it was not.

A fit meets what it was fitted to wherever there are unknowns enough, so that its misfit tells of
gross errors alone; figures that it never saw tell more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.smoother import Ensemble
from calibration.ensemble.uneven import uneven

Reals = NDArray[np.float64]

# A right model is called wrong so often.
LEVEL = 0.05
_RIDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Misfit:
    """``squared``: the distance, chi-square of ``freedom`` (or F) in a right model; ``p``."""

    squared: float
    freedom: int
    p: float

    @property
    def is_wrong(self) -> bool:
        """Whether a right model would hardly ever make such figures."""
        return self.p < LEVEL


def misfit(fit: Ensemble) -> Misfit:
    """How far the targets are from the nearest that the model can do, priors counted as data.

    In a linear model with normal errors exactly chi-square, with as many degrees as targets.
    """
    from scipy.optimize import minimize
    from scipy.stats import chi2

    z = np.concatenate([each for each, _ in fit.steps])
    outputs = np.concatenate([each for _, each in fit.steps])
    own = uneven(z, outputs, near=fit.z)
    observed = np.array([target.observed for target in fit.targets])
    discrepancy = np.array([target.discrepancy for target in fit.targets])
    # Of luck as large as it is where the draws are: to be sought where it is largest were no test.
    inverse = np.linalg.inv(own.errors_at(fit.z, discrepancy).mean(axis=0))

    def squared(point: Reals) -> float:
        away = observed - own.at(point[None, :])[0]
        inside = (point - fit.prior.mean) / fit.prior.sd
        return float(away @ inverse @ away + inside @ inside)

    start = min(fit.z, key=squared)
    found = minimize(squared, start, method="Nelder-Mead", options={"maxiter": 200 * len(start)})
    least = min(float(found.fun), squared(start))
    return Misfit(least, len(observed), float(chi2.sf(least, len(observed))))


def unseen(predicted: Reals, observed: Reals) -> Misfit:
    """The same of figures that were not fitted.

    ``predicted``: (draws, figures), each a run at a draw of the posterior, so that chance and what
    is not known are both in them; ``observed``: (figures,). Hotelling's T-squared of one more draw.
    """
    from scipy.stats import f

    many, figures = predicted.shape
    away = observed - predicted.mean(axis=0)
    covariance = np.atleast_2d(np.cov(predicted.T))
    covariance = covariance + _RIDGE * np.diag(np.diag(covariance) + _RIDGE)
    squared = float(away @ np.linalg.solve(covariance, away)) * many / (many + 1)
    scaled = squared * (many - figures) / (figures * (many - 1))
    return Misfit(squared, figures, float(f.sf(scaled, figures, many - figures)))
