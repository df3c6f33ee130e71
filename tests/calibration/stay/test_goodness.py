"""Observed against expected: life tables by hand, and verdicts that are fair to the right law."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.stay import Bins, Census, Recording, Stays
from calibration.stay.family import family
from calibration.stay.goodness import bootstrap
from calibration.stay.life_table import LifeTable
from calibration.stay.search import highest
from calibration.stay.tail import bed_days_beyond
from simulator.sampling.skewed import Gamma
from tests.calibration.stay.people import EDGES, binned, in_bed, midnights

LOGNORMAL = family("lognormal")
TRUTH = LOGNORMAL.law(np.array([1.4, -0.05]))


def table():
    """Left after 1, 2 and 2; open after 1 and 3; one of those who left after 2 seen from 1 on."""
    days = np.array([1, 2, 2, 1, 3])
    is_open = np.array([False, False, False, True, True])
    return LifeTable.of(days, is_open, np.array([0, 0, 1, 0, 0]))


def test_a_life_table_by_hand():
    """Four from the start and one more from day 1; open ones are gone before anyone leaves."""
    found = table()
    assert found.at_risk.tolist() == [4, 4, 3, 0, 0]
    assert found.left.tolist() == [0, 1, 2, 0, 0]
    # Kaplan and Meier: 1, then 3/4 of them, then a third of those.
    assert found.staying()[:4] == pytest.approx([1, 1, 3 / 4, 1 / 4])


def test_bands_are_of_those_there_to_leave():
    at_least = np.array([1.0, 0.8, 0.4, 0.1, 0.0, 0.0])
    bands = table().bands(at_least)
    assert [band.label for band in bands] == ["0", "1", "2"]
    assert [band.observed for band in bands] == [0, 1, 2]
    assert [band.expected for band in bands] == pytest.approx([4 * 0.2, 4 * 0.5, 3 * 0.75])
    assert bands[1].variance == pytest.approx(4 * 0.5 * 0.5)
    assert bands[1].chi_square == pytest.approx(1.0)


def hidden(rng):
    counts = binned(midnights(rng, TRUTH.ppf(rng.random(500))))[1]
    return Bins.of(EDGES, [(1, 7) if 1 <= count <= 7 else count for count in counts])


def still_open(rng):
    nights = midnights(rng, TRUTH.ppf(rng.random(400)))
    so_far = 40 - rng.integers(0, 40, 400)
    return Stays.of(np.minimum(nights, so_far), nights >= so_far)


def exact(rng):
    days, so_far = TRUTH.ppf(rng.random(300)), 40 * rng.random(300)
    recording = Recording("exact")
    return Stays.of(np.minimum(days, so_far), days > so_far, recording=recording)


def found_in_bed(rng):
    return Census.of(in_bed(rng, midnights(rng, TRUTH.ppf(rng.random(20_000))), 200)[0])


@pytest.mark.parametrize("kind", [hidden, still_open, exact, found_in_bed])
def test_the_right_law_is_rarely_blamed(kind):
    """Over five sets of data: chances near one half on average (standard error 0.13)."""
    chances, met = [], []
    for seed in range(5):
        data = [kind(np.random.default_rng(seed))]
        found = bootstrap(data, LOGNORMAL, highest(data, LOGNORMAL), 19, seed)
        chances.append(found.chance)
        met += [check.is_met for check in found.long_stays]
    assert 0.15 < np.mean(chances) < 0.85
    assert np.mean(met) > 0.7


def test_bed_days_beyond_a_day_in_closed_form():
    """Of an exponential law: exp(-t / mean), since it has no memory."""
    assert bed_days_beyond(Gamma(1.0, 8.0), 21.0) == pytest.approx(np.exp(-21 / 8), rel=1e-6)
