"""People found in bed: closed forms, what following them adds, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.stay import Bins, Census
from calibration.stay.family import family
from calibration.stay.search import highest
from simulator.errors import InputError
from simulator.sampling.skewed import Gamma, Lognormal
from tests.calibration.stay.people import MEAN, in_bed, lengths, midnights


def law_of(data, name="two_lognormals"):
    return family(name).law(highest([data], family(name)).z)


def test_time_spent_under_an_exponential_law_is_geometric():
    """Without memory: each midnight more is exp(-1/5) as likely, whatever the hour of coming."""
    days = np.repeat([1, 2, 3, 4], [5, 4, 2, 1])
    law = Gamma(1.0, 5.0)
    by_hand = len(days) * np.log(1 - np.exp(-1 / 5)) - (days - 1).sum() / 5
    assert Census.of(days).log_likelihood(law) == pytest.approx(by_hand, rel=1e-7)


def test_a_list_of_long_stayers_is_of_long_stayers():
    days = np.array([7, 9, 21])
    law = Gamma(1.0, 5.0)
    by_hand = 3 * np.log(1 - np.exp(-1 / 5)) - (days - 7).sum() / 5
    found = Census.of(days, listed_from=7).log_likelihood(law)
    assert found == pytest.approx(by_hand, rel=1e-7)


def test_bands_of_a_census_are_those_of_its_people():
    rng = np.random.default_rng(3)
    so_far, _ = in_bed(rng, midnights(rng, lengths(rng, 20_000)), 800)
    edges = [*range(1, int(so_far.max()) + 2), np.inf]
    bins = Bins.of(edges, np.histogram(so_far, edges)[0].tolist(), counted="census")
    people = Census.of(so_far)
    a, b = Lognormal(1.3, 1.0), Lognormal(0.9, 1.2)
    gap = people.log_likelihood(a) - people.log_likelihood(b)
    assert bins.log_likelihood(a) - bins.log_likelihood(b) == pytest.approx(gap, rel=1e-4)


@pytest.mark.parametrize("followed", [0, 10, None])
def test_chances_of_what_a_census_finds_add_up_and_are_those_of_people_drawn(followed):
    rng = np.random.default_rng(4)
    law = Lognormal(1.3, 0.8)
    nights = midnights(rng, rng.lognormal(1.3, 0.8, 300_000))
    so_far, in_all = in_bed(rng, nights, 40_000)
    is_open = np.zeros(len(so_far), bool) if followed is None else in_all - so_far >= followed
    days = in_all if followed is None else np.where(is_open, so_far + followed, in_all)
    found = Census.of(days, is_open, followed=followed)
    bands = found.bands(law)
    assert sum(band.expected for band in bands) == pytest.approx(40_000, rel=1e-6)
    assert all(abs(band.observed - band.expected) < 4.5 * band.variance**0.5 for band in bands)
    again = found.drawn(law, rng)
    assert again.is_open.mean() == pytest.approx(found.is_open.mean(), abs=0.01)
    assert again.days.mean() == pytest.approx(found.days.mean(), rel=0.03)


def test_a_census_is_not_taken_for_admissions():
    """Within 12 %, where taking people found in bed for admissions more than trebles the mean."""
    spent, ended, plain = [], [], []
    for seed in range(2):
        rng = np.random.default_rng(seed)
        so_far, in_all = in_bed(rng, midnights(rng, lengths(rng, 60_000)), 2000)
        spent.append(law_of(Census.of(so_far)).mean() / MEAN - 1)
        ended.append(law_of(Census.of(in_all, followed=None)).mean() / MEAN - 1)
        plain.append(in_all.mean() / MEAN - 1)
    assert abs(np.mean(spent)) < 0.12
    assert np.mean(np.abs(ended)) < 0.12
    assert np.mean(plain) > 2


@pytest.mark.parametrize(
    ("days", "said", "says"),
    [
        ([0, 4], {}, "0 days cannot be used"),
        ([3, 9], {"listed_from": 7}, "3 days cannot be used"),
        ([3, 9], {"listed_from": 0}, "a list from 0"),
        ([3, 9], {"is_open": [True, False]}, "some have left, and nobody was followed"),
        ([3, 9], {"is_open": [True, False], "followed": None}, "and some are open"),
        ([3, 9], {"is_open": [True, False], "followed": 5}, "has fewer than 6"),
        ([3, 9], {"is_open": [True]}, "2 rows and 1 marks"),
    ],
)
def test_a_census_that_cannot_be_is_refused(days, said, says):
    with pytest.raises(InputError, match=says):
        Census.of(days, **said)
