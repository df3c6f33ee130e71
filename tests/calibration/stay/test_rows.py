"""Patient-level rows: likelihoods worked by hand, open and late rows, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from calibration.stay import Recording, Stays
from calibration.stay.family import family
from calibration.stay.search import highest
from simulator.errors import InputError
from simulator.sampling.skewed import Gamma, Lognormal
from tests.calibration.stay.people import MEAN, lengths, midnights

LAW = Gamma(1.0, 5.0)
EXACT = Recording("exact")


def staying(n):
    """Share of an exponential law of 5 days that passes n midnights or more."""
    return 5 * np.exp(-n / 5) * (np.exp(1 / 5) - 1) if n >= 1 else 1.0


def fitted(data, name="two_lognormals"):
    return family(name).law(highest([data], family(name)).z)


def test_likelihood_of_midnights_by_hand():
    """One of 3 midnights, one open after 4, one of 6 seen only from his second midnight on."""
    rows = Stays.of([3, 4, 6], [False, True, False], seen_from=[0, 0, 2])
    by_hand = np.log(staying(3) - staying(4)) + np.log(staying(4))
    by_hand += np.log((staying(6) - staying(7)) / staying(2))
    assert rows.log_likelihood(LAW) == pytest.approx(by_hand, rel=1e-9)


def test_likelihood_of_exact_days_by_hand():
    law = Lognormal(1.0, 0.8)
    oracle = stats.lognorm(0.8, scale=np.e)
    rows = Stays.of([2.5, 4.0], [False, True], seen_from=[1.0, 0.0], recording=EXACT)
    by_hand = oracle.logpdf(2.5) - oracle.logsf(1.0) + oracle.logsf(4.0)
    assert rows.log_likelihood(law) == pytest.approx(by_hand, rel=1e-9)


def test_stays_of_no_midnight_left_out_are_a_row_seen_late():
    rows = Stays.of([1, 1, 5], seen_from=1)
    by_hand = 2 * np.log((staying(1) - staying(2)) / staying(1))
    by_hand += np.log((staying(5) - staying(6)) / staying(1))
    assert rows.log_likelihood(LAW) == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("name", ["lognormal", "gamma", "weibull"])
def test_a_law_is_found_again_from_exact_days(name):
    """Half a standard error is how near a search of 4,000 rows comes to scipy's own."""
    truth = family(name).law(np.array([1.3, -0.1]))
    rng = np.random.default_rng(11)
    days = truth.ppf(rng.random(4000))
    law = fitted(Stays.of(days, recording=EXACT), name)
    kind = {"lognormal": stats.lognorm, "gamma": stats.gamma, "weibull": stats.weibull_min}[name]
    shape, _, scale = kind.fit(days, floc=0)
    assert law.mean() == pytest.approx(kind(shape, scale=scale).mean(), rel=0.002)
    assert law.mean() == pytest.approx(truth.mean(), rel=3 * truth.sd() / truth.mean() / 4000**0.5)


def test_open_rows_are_not_dropped():
    """Admitted over 60 days and seen on the last: dropping those still there loses a quarter."""
    errors, dropped = [], []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        nights = midnights(rng, lengths(rng, 6000))
        so_far = 60 - rng.integers(0, 60, 6000)
        is_open = nights >= so_far
        days = np.where(is_open, so_far, nights)
        errors.append(fitted(Stays.of(days, is_open)).mean() / MEAN - 1)
        dropped.append(days[~is_open].mean() / MEAN - 1)
    assert abs(np.mean(errors)) < 0.05
    assert np.mean(dropped) < -0.2


def test_rows_seen_late_are_not_taken_for_admissions():
    """Everyone in bed at some midnight, followed to the end: seen from his midnights so far."""
    rng = np.random.default_rng(5)
    nights = midnights(rng, lengths(rng, 60_000))
    found = nights[rng.choice(len(nights), size=4000, p=nights / nights.sum())]
    so_far = rng.integers(1, found + 1)
    law = fitted(Stays.of(found, seen_from=so_far))
    assert law.mean() == pytest.approx(MEAN, rel=0.15)
    assert found.mean() > 2.5 * MEAN


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"days": []}, "there is no row"),
        ({"days": [1, 2.5]}, r"2.5 days cannot be used \(row 2\)"),
        ({"days": [-1, 3, -2]}, r"2 rows, first 1"),
        ({"days": [1, float("nan")]}, "nan days"),
        ({"days": ["two"]}, "not all are numbers"),
        ({"days": [1, 2], "is_open": [True, True]}, "everybody is still there"),
        ({"days": [1, 2], "is_open": [True]}, "2 lengths, 1 marks"),
        ({"days": [1, 2], "seen_from": [0, 3]}, "row 2 is of 2 days and seen only from day 3"),
        ({"days": [0.0, 2], "recording": EXACT}, "0 days cannot be used"),
    ],
)
def test_rows_that_cannot_be_used_are_refused(said, says):
    with pytest.raises(InputError, match=says):
        Stays.of(**said)


def test_drawn_rows_are_watched_for_as_long():
    """Nobody is drawn to be seen past the longest row, and numbers stay what they were."""
    rng = np.random.default_rng(2)
    nights = midnights(rng, lengths(rng, 2000))
    so_far = 20 - rng.integers(0, 20, 2000)
    rows = Stays.of(np.minimum(nights, so_far), nights >= so_far)
    law = fitted(rows, "lognormal")
    again = rows.drawn(law, np.random.default_rng(3))
    assert len(again.days) == 2000
    assert again.days.max() <= 20
    assert again.is_open.mean() == pytest.approx(rows.is_open.mean(), abs=0.03)
    assert again.days.mean() == pytest.approx(rows.days.mean(), rel=0.05)
