"""What data is worth, against the exact posterior of a linear model."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit.worth import spread_left

MIX = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0], [0.3, 0.0, 0.0]])
LUCK, ERROR = 0.4, 0.3


def exact(rows):
    """Posterior sd of unknowns of sd 1 with some of the outputs observed, each of one run."""
    mix = MIX[rows]
    precision = np.eye(3) + mix.T @ mix / (LUCK**2 + ERROR**2)
    return np.sqrt(np.diag(np.linalg.inv(precision)))


@pytest.mark.parametrize("rows", [[0], [0, 1], [0, 1, 2], [2]])
def test_what_is_left_is_that_of_the_exact_posterior(rows):
    """600 runs: within 0.05, some three standard errors of a covariance of 600."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal((600, 3))
    outputs = z @ MIX.T + LUCK * rng.standard_normal((600, 3))
    found = spread_left(z, outputs[:, rows], np.full(len(rows), ERROR))
    assert found == pytest.approx(exact(rows), abs=0.05)


def test_nothing_observed_leaves_all():
    z = np.random.default_rng(1).standard_normal((50, 2))
    assert spread_left(z, np.empty((50, 0)), np.empty(0)).tolist() == [1.0, 1.0]
