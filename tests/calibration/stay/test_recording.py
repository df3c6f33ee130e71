"""Midnights counted of known laws: closed forms, and people drawn one by one."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.stay import Delay, Recording
from simulator.errors import InputError
from simulator.sampling.skewed import Gamma, Lognormal

LAW = Lognormal(np.log(4), 1.1)
COUNT = np.array([1.0, 2.0, 3.0, 7.0, 21.0])


def drawn(seed, count=400_000):
    rng = np.random.default_rng(seed)
    return rng, rng.lognormal(LAW.mu, LAW.sigma, count)


def test_midnights_of_an_exponential_law_are_those_of_the_closed_form():
    """Begun at any time of day: the mean of exp(-t / 5) between n - 1 and n."""
    found = Recording().at_least(Gamma(1.0, 5.0), COUNT)
    assert found == pytest.approx(5 * np.exp(-COUNT / 5) * (np.exp(1 / 5) - 1), rel=1e-9)


def test_the_mean_number_of_midnights_is_the_mean_length():
    count, weight, staying = Recording().sums(LAW, 1)
    assert weight @ staying == pytest.approx(LAW.mean(), rel=3e-6)
    # The second moment exceeds that of the length by 1/6 (Sheppard), far out included.
    square = weight @ ((2 * count - 1) * staying)
    assert square == pytest.approx(LAW.sd() ** 2 + LAW.mean() ** 2 + 1 / 6, rel=1e-4)


def test_a_sum_from_some_day_on_leaves_the_earlier_ones_out():
    _, weight, staying = Recording().sums(LAW, 1)
    _, later_weight, later = Recording().sums(LAW, 7)
    early = Recording().at_least(LAW, np.arange(1.0, 7.0)).sum()
    assert weight @ staying - later_weight @ later == pytest.approx(early, rel=1e-6)


def test_hours_of_admission_count():
    """All admitted between 20:00 and 21:00 pass a midnight sooner than those of the morning."""
    hours = tuple(1.0 if hour == 20 else 0.0 for hour in range(24))
    rng, days = drawn(1)
    counted = np.floor((20 + rng.random(len(days))) / 24 + days)
    found = Recording(admission_hours=hours).at_least(LAW, COUNT)
    assert found == pytest.approx([(counted >= n).mean() for n in COUNT], abs=0.003)


def test_the_wait_for_a_round_is_not_taken_for_need():
    """Declared at the first round after the need: weekdays at 11:00 and Saturdays at 10:00."""
    rng, days = drawn(2)
    weekday = rng.integers(0, 7, len(days))
    rounds = np.array([0, 1, 2, 3, 4, 7, 8, 9, 10, 11]) + 11 / 24
    rounds = np.sort(np.append(rounds, [5 + 10 / 24, 12 + 10 / 24]))
    until = weekday + rng.random(len(days)) + days
    week = 7 * np.floor(until / 7)
    counted = np.floor(week + rounds[np.searchsorted(rounds, until - week)]) - weekday
    found = Recording(rounds="mon-fri 11:00, sat 10:00").at_least(LAW, COUNT)
    assert found == pytest.approx([(counted >= n).mean() for n in COUNT], abs=0.003)


@pytest.mark.parametrize("rises", [0.0, 1.5])
def test_delays_are_added_to_needs(rises):
    rng, days = drawn(3)
    need = np.floor(days + rng.random(len(days)))
    lasts = np.floor(rng.gamma(1.0, 5.0, 3 * len(days)) + rng.random(3 * len(days)))
    lasts = lasts[lasts >= 1][: len(days)]
    odds = (1 + need) ** rises
    low, high = 0.0, 100.0
    for _ in range(60):
        at = (low + high) / 2
        low, high = (low, at) if (at * odds / (1 + at * odds)).mean() > 0.2 else (at, high)
    is_delayed = rng.random(len(days)) < low * odds / (1 + low * odds)
    total = need + np.where(is_delayed, lasts, 0)
    recording = Recording(delay=Delay("assumed", 0.2, Gamma(1.0, 5.0), rises))
    found = recording.at_least(LAW, COUNT)
    assert found == pytest.approx([(total >= n).mean() for n in COUNT], abs=0.003)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"unit": "nights"}, "not recorded in 'nights'"),
        ({"admission_hours": (1.0, 2.0)}, "2 numbers are given"),
        ({"admission_hours": (0.0,) * 24}, "24 numbers are given"),
        ({"rounds": "someday 11:00"}, "not moments of the week"),
        ({"unit": "exact", "rounds": "mon 11:00"}, "know no hours of admission"),
    ],
)
def test_a_recording_that_cannot_be_is_refused(said, says):
    with pytest.raises(InputError, match=says):
        Recording(**said)
