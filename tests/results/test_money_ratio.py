"""Fieller's interval: a case worked out by hand, what it is by definition, and its coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.results.money_ratio import RatioSays, ratio_of

COST, AVOIDED = np.array([9.0, 11, 9, 11]), np.array([4.0, 4, 6, 6])


def test_a_ratio_worked_out_by_hand():
    """Means 10 and 5, variances of both means 1/3, no covariance; t with 3 degrees is 3.18245."""
    found = ratio_of(COST, AVOIDED)
    reach = 3.1824463**2 / 3
    root = math.sqrt(50**2 - (25 - reach) * (100 - reach))
    assert found.says is RatioSays.COSTS
    assert found.ratio == 2
    assert found.low == pytest.approx((50 - root) / (25 - reach), rel=1e-6)
    assert found.high == pytest.approx((50 + root) / (25 - reach), rel=1e-6)
    assert (found.low, found.high) == pytest.approx((1.3752, 3.2493), abs=2e-4)
    assert found.avoided_half_width == pytest.approx(3.1824463 / math.sqrt(3), rel=1e-6)


@pytest.mark.parametrize("together", [1, 6])
def test_its_ends_are_where_a_paired_t_test_is_just_passed(together):
    """By definition, as SciPy's t test has it."""
    rng = np.random.default_rng(5)
    both = rng.multivariate_normal([300, 12], [[900, 20], [20, 4]], 15)
    found = ratio_of(both[:, 0], both[:, 1], together)
    for end in (found.low, found.high):
        test = stats.ttest_1samp(both[:, 0] - end * both[:, 1], 0)
        assert test.pvalue == pytest.approx(0.05 / together, rel=1e-6)
    assert found.low < found.ratio < found.high


def test_it_holds_the_known_ratio_as_often_as_it_says():
    """Pairs that go together, true ratio 25: 1,000 seeds, within 99.9 % of the binomial law."""
    seeds, hits = 1000, 0
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        avoided = rng.normal(40, 20, 10)
        cost = 1000 + 15 * (avoided - 40) + rng.normal(0, 150, 10)
        found = ratio_of(cost, avoided)
        # Unbounded, it holds everything, as Fieller's set does.
        hits += math.isnan(found.low) or found.low <= 25 <= found.high
    low, high = stats.binom.interval(0.999, seeds, 0.95)
    assert low <= hits <= high


CASES = [
    ([0, 0, 0], [0, 0, 0], RatioSays.SAME),
    ([5, 5, 5], [0, 0, 0], RatioSays.NOTHING_AVOIDED),
    ([5, 6, 5], [1, -1, 2], RatioSays.CANNOT_TELL),
    ([0, 0, 0], [1, -1, 2], RatioSays.CANNOT_TELL),
    ([5], [3], RatioSays.CANNOT_TELL),
    ([-5, -6, -5], [3, 4, 3], RatioSays.CHEAPER_AND_BETTER),
    ([5, 6, 5], [-3, -4, -3], RatioSays.DEARER_AND_WORSE),
    ([5, 6, 5], [3, 4, 3], RatioSays.COSTS),
    ([-5, 6, 1], [3, 4, 3], RatioSays.COSTS),
    ([-5, -6, -5], [-3, -4, -3], RatioSays.SAVES_FOR_WORSE),
]


@pytest.mark.parametrize(("cost", "avoided", "says"), CASES)
def test_what_is_said_of_a_cost_and_what_it_brings(cost, avoided, says):
    found = ratio_of(np.array(cost, dtype=float), np.array(avoided, dtype=float))
    assert found.says is says
    has_ratio = says in {RatioSays.COSTS, RatioSays.SAVES_FOR_WORSE}
    assert math.isfinite(found.ratio) == math.isfinite(found.low) == has_ratio


def test_a_cost_that_may_be_a_saving_has_an_interval_on_both_sides_of_0():
    found = ratio_of(np.array([-5.0, 6, 1]), np.array([3.0, 4, 3]))
    assert found.low < 0 < found.high


def test_more_intervals_together_are_wider():
    one, six = ratio_of(COST, AVOIDED), ratio_of(COST, AVOIDED, 6)
    assert six.avoided_half_width > one.avoided_half_width
    assert six.low < one.low < one.high < six.high
    assert ratio_of(COST, AVOIDED, 60).says is RatioSays.CANNOT_TELL


def test_pairs_are_needed():
    for cost, avoided in [([1.0], [1.0, 2]), ([], [])]:
        with pytest.raises(ValueError, match="make no pairs"):
            ratio_of(np.array(cost), np.array(avoided))
