"""Wilson's interval for a chance, against SciPy's."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest

from simulator.results.chance import Chance


@pytest.mark.parametrize(
    ("hits", "n"), [(0, 1), (1, 1), (0, 10), (9, 10), (10, 10), (5, 9), (37, 200)]
)
def test_the_interval_is_that_of_scipy(hits, n):
    expected = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert Chance(hits, n).interval == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_replications_with_nothing_to_say_are_left_out():
    chance = Chance.of([1.0, math.nan, 0.0, 1.0])
    assert (chance.hits, chance.n, chance.share) == (2, 3, 2 / 3)


def test_nothing_known_says_nothing():
    assert math.isnan(Chance.of([math.nan]).share)
    assert Chance.of([math.nan]).interval == (0, 1)
