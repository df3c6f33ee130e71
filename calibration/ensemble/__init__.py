"""Fit unknowns of a simulator to what was observed, with an ensemble of a few hundred runs.

    prior = Prior((Unknown("log capacity", 3.0, 0.5), Unknown("log mean delay", 1.0, 0.7)))
    targets = [Target("log delayed days", 7.2, 0.10), Target("log starts a day", 1.9, 0.05)]
    found = fit_ensemble(simulate, prior, targets, seed=1)

Its draws are ``found.z``: carry them all on, and not their middle alone.
"""

from calibration.ensemble.agreement import Agreement, fit_twice
from calibration.ensemble.prior import Prior, Unknown
from calibration.ensemble.smoother import Ensemble, Simulate, fit_ensemble, members_for
from calibration.ensemble.target import Target

__all__ = [
    "Agreement",
    "Ensemble",
    "Prior",
    "Simulate",
    "Target",
    "Unknown",
    "fit_ensemble",
    "fit_twice",
    "members_for",
]
