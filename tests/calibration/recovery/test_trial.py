"""A few known places, from their published files to intervals. ``dev.py recovery`` does many."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit.check_together import WEEKDAY
from calibration.recovery.place import CLOSURE, RIGHT
from calibration.recovery.score import score
from calibration.recovery.trial import QUARTERS, crps, try_one

# Fewer than the 100 of a fit, so that it takes seconds.
MEMBERS, PLACES = 30, 3


@pytest.fixture(scope="module")
def trials():
    return [try_one(number, RIGHT, seed=2, members=MEMBERS) for number in range(PLACES)]


def test_intervals_hold_known_values(trials):
    """Of 12 values 8 at least: with 90 % intervals fewer come about once in 200 times.

    Intervals of half the width hold 59 % of them, and would fail two times in three.
    """
    found = score(trials)
    assert found.stopped == 0
    assert found.together.held.of == 4 * PLACES
    assert found.together.held.times >= 8
    later = found.figures["all together"]
    assert later.of == 10 * QUARTERS * PLACES
    assert later.share >= 0.7


def test_what_is_told_is_nearer_the_truth_than_the_prior(trials):
    """The share of pathway 1 is published outright: within a third of the prior's spread."""
    at = trials[0].unknowns.index("patient_groups.adults.pathways.supported")
    for each in trials:
        assert each.left[at] < 0.45
        prior = each.sd[at] / each.left[at]
        assert abs(each.mean[at] - each.truth[at]) < prior


def test_the_score_of_draws_is_that_of_the_formula():
    """For draws from a standard normal law at its middle: (sqrt 2 - 1) / sqrt pi."""
    z = np.random.default_rng(1).standard_normal((40_000, 1))
    even = np.full(len(z), 1 / len(z))
    assert crps(z, even, np.zeros(1))[0] == pytest.approx((2**0.5 - 1) / np.pi**0.5, abs=0.005)
    three = crps(np.array([[0.0], [1.0], [4.0]]), np.array([0.5, 0.25, 0.25]), np.array([1.0]))
    # By hand: E|x - 1| is 1.25, and half of E|x - y| is 0.125 + 0.5 + 0.1875.
    assert three[0] == pytest.approx(1.25 - 0.8125)


def test_a_hidden_weekend_closure_shows_in_the_days_of_the_week(trials):
    """What no target is about refuses a wrong model; right ones are far from refused so."""
    closed = try_one(1, CLOSURE, seed=2, members=MEMBERS)
    assert WEEKDAY in closed.failed
    assert all(WEEKDAY not in each.failed for each in trials)
