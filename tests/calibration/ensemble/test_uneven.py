"""The surface with luck of its own everywhere, against mean and luck that are known."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.ensemble import Prior, Target, Unknown, fit_ensemble
from calibration.ensemble.uneven import uneven
from tests.calibration.ensemble.test_ensemble import luck

Z = np.random.default_rng(5).standard_normal((600, 2))
AT = np.array([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])


def test_luck_that_grows_is_found_and_luck_that_does_not_is_left_even():
    """One output's luck grows eightfold from -1 to 1; standard errors of a log sd are 0.06."""
    rng = np.random.default_rng(6)
    own = 0.3 * np.exp(1.04 * Z[:, :1])
    outputs = np.column_stack([Z[:, :1] + own * rng.standard_normal((600, 1)), Z[:, 1:]])
    outputs[:, 1] += 0.5 * rng.standard_normal(600)
    found = uneven(Z, outputs, near=Z)
    assert np.log(found.luck_at(AT)[:3, 0] / 0.3) == pytest.approx([-1.04, 0.0, 1.04], abs=0.25)
    assert found.luck_at(AT)[:, 1] == pytest.approx(np.full(4, 0.5), rel=0.12)
    assert np.ptp(found.luck_at(AT)[:, 1]) == 0
    assert found.at(AT)[:, 0] == pytest.approx(AT[:, 0], abs=0.15)


def test_a_mean_with_a_cube_has_one_and_a_line_has_none():
    rng = np.random.default_rng(7)
    means = np.column_stack([Z[:, 0] ** 3, Z[:, 0] - Z[:, 1]])
    found = uneven(Z, means + 0.2 * rng.standard_normal((600, 2)), near=Z)
    cubes = found.coefficients[5:7]
    assert cubes[0, 0] == pytest.approx(Z[:, 0].std() ** 3, rel=0.1)
    assert cubes[:, 1].tolist() == [0, 0]
    # How unsure the mean is in its middle: of six hundred runs, and of few terms.
    assert 0.2 / 600**0.5 < found.unsure_at(AT)[1, 1] < 0.2 * (6 / 400) ** 0.5


def test_luck_that_hangs_together_has_its_correlation():
    rng = np.random.default_rng(8)
    shared = rng.standard_normal((600, 1))
    outputs = Z + 0.3 * (0.8 * shared + 0.6 * rng.standard_normal((600, 2)))
    found = uneven(Z, outputs, near=Z).errors_at(AT, np.array([0.1, 0.0]))
    between = found[:, 0, 1] / (found[:, 0, 0] - 0.1**2)
    assert between == pytest.approx(np.full(4, 0.64), abs=0.08)


def test_intervals_are_right_on_both_sides_of_where_luck_grows():
    """Luck grows thirtyfold with the unknown: 90 % are held below its middle and above it.

    Of one luck for all, those below would be held nearly always and those above in 70 of 100.
    """

    def filling(z, seeds):
        return z + np.clip(0.2 * np.exp(0.9 * z), 0.05, 1.5) * luck(seeds, 1)

    prior = Prior((Unknown("a", 0.0, 1.0),))
    rng = np.random.default_rng(9)
    held: dict[bool, list[bool]] = {False: [], True: []}
    for number in range(60):
        truth = rng.standard_normal(1)
        observed = filling(truth[None, :], np.array([10**6 + number]))[0, 0]
        found = fit_ensemble(filling, prior, [Target("x", float(observed), 0.02)], seed=number)
        low, high = found.interval(0.9)
        held[bool(truth[0] > 0)].append(bool(low[0] <= truth[0] <= high[0]))
    for some in held.values():
        # Of some thirty, fewer than 23 of right intervals come about once in a hundred.
        assert np.mean(some) > 0.76
    assert 0.8 <= np.mean([*held[False], *held[True]]) <= 0.98
