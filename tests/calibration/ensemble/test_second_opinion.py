"""The second opinion and the misfit, against models whose posterior and chances are known."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.ensemble import Prior, Target, Unknown, fit_ensemble
from calibration.ensemble.misfit import misfit, unseen
from calibration.ensemble.second_opinion import CANNOT_TELL, DIFFERS, second_opinion
from simulator.errors import StoppedError
from tests.calibration.ensemble.test_ensemble import LUCK, MIX, PRIOR, exact, linear, named

OBSERVED = [0.9, 0.8, -0.2, 0.7]


@pytest.fixture(scope="module")
def fit():
    return fit_ensemble(linear, PRIOR, named(OBSERVED), seed=1, members=300)


def test_it_comes_to_the_exact_posterior_of_a_linear_model(fit):
    """Middles within 0.4 posterior sd, widths within a third."""
    found = second_opinion(fit)
    mean, covariance = exact(np.array(OBSERVED), np.full(4, LUCK**2 + 0.1**2))
    sd = np.sqrt(np.diag(covariance))
    low, middle, high = found.quantiles()
    assert np.all(np.abs(middle - mean) < 0.4 * sd)
    assert (high - low) / (2 * 1.645 * sd) == pytest.approx(1, abs=0.33)
    assert found.can_tell
    assert found.weight.sum() == pytest.approx(1)


def test_it_is_the_same_for_the_same_fit(fit):
    assert second_opinion(fit).quantiles().tolist() == second_opinion(fit).quantiles().tolist()


def test_a_fit_that_claims_too_much_is_contradicted(fit):
    from dataclasses import replace

    middle = fit.z.mean(axis=0)
    narrow = replace(fit, z=middle + 0.3 * (fit.z - middle))
    assert set(second_opinion(narrow).verdict.values()) == {DIFFERS}


def test_with_few_runs_it_says_that_it_cannot_tell():
    few = fit_ensemble(linear, PRIOR, named(OBSERVED), seed=1, members=12)
    found = second_opinion(few)
    assert not found.can_tell
    assert set(found.verdict.values()) == {CANNOT_TELL}


def test_a_right_model_is_called_wrong_as_seldom_as_is_said():
    """Over 40 truths of a linear model, at 5 %: at most 6 (a chance of one in a hundred)."""
    rng = np.random.default_rng(2)
    chances = []
    for number in range(40):
        truth = PRIOR.mean + PRIOR.sd * rng.standard_normal(3)
        observed = MIX @ truth + np.hypot(LUCK, 0.1) * rng.standard_normal(4)
        try:
            chances.append(misfit(fit_ensemble(linear, PRIOR, named(observed), seed=number)).p)
        except StoppedError:
            chances.append(0.0)
    assert np.sum(np.array(chances) < 0.05) <= 6
    assert 0.35 < np.mean(chances) < 0.65


def test_figures_that_no_unknowns_can_make_together_are_noticed():
    """Two figures that are the same in the model are observed apart by 8 errors of one."""

    def same(z, seeds):
        own = np.random.default_rng(int(seeds[0]))
        return np.column_stack([z[:, 0]] * 2) + 0.05 * own.standard_normal((len(z), 2))

    prior = Prior((Unknown("a", 0.0, 1.0),))
    for gap, is_wrong in ((0.0, False), (0.8, True)):
        targets = [Target("x", 0.3, 0.1), Target("y", 0.3 + gap, 0.1)]
        assert misfit(fit_ensemble(same, prior, targets, seed=1)).is_wrong is is_wrong


def test_unseen_figures_are_held_to_their_own_spread():
    """Draws of two hanging figures: right ones are refused at their level, others nearly always."""
    rng = np.random.default_rng(4)
    root = np.array([[1.0, 0.0], [0.9, 0.3]])
    right, off = [], []
    for _ in range(400):
        draws = rng.standard_normal((41, 2)) @ root.T
        right.append(unseen(draws[1:], draws[0]).is_wrong)
        # Within each figure's own range, and against how the two hang together.
        off.append(unseen(draws[1:], np.array([1.2, -1.2])).is_wrong)
    # Three standard errors of a share of 0.05.
    assert np.mean(right) == pytest.approx(0.05, abs=0.033)
    assert np.mean(off) > 0.95
