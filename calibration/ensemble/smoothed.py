"""One step of the ensemble smoother, on outputs smoothed over all runs so far.

A run of a simulator is its mean plus the luck of its seed. A surface through the runs takes the
luck out before covariances are formed, which is what lets 200 members do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.surface import surface

Reals = NDArray[np.float64]

_RIDGE = 1e-9
# Runs farther than so many standard deviations of the ensemble tell little of its neighbourhood.
NEAR = 2.0


def moved(
    z: Reals,
    runs: tuple[Reals, Reals],
    *,
    observed: Reals,
    discrepancy: Reals,
    alpha: float,
    noise: Reals,
) -> Reals:
    """The ensemble after one step, (members, unknowns).

    ``runs``: z and outputs of all runs so far, those of this ensemble among them: by those of one
    step alone the slopes are so uncertain that the ensemble ends up to a tenth too narrow.
    ``observed`` and ``discrepancy`` (standard deviations): (targets,). ``noise``: standard normal,
    (members, targets). ``alpha``: by how much the errors are widened for this step; over all
    steps, the sum of one over alpha is 1.
    """
    own = surface(*runs, near=z, reach=NEAR)
    fitted = own.at(z)
    errors = own.luck + np.diag(discrepancy**2)
    errors += _RIDGE * np.diag(np.diag(errors) + _RIDGE)
    away = fitted - fitted.mean(axis=0)
    freedom = len(z) - 1
    within = away.T @ away / freedom
    across = (z - z.mean(axis=0)).T @ away / freedom
    aims = observed + np.sqrt(alpha) * noise @ np.linalg.cholesky(errors).T
    gain = np.linalg.solve(within + alpha * errors, across.T).T
    return np.asarray(z + (aims - fitted) @ gain.T)
