"""The warm-up that is found, against how a place of beds without end fills (M/M/inf)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from simulator.experiment.replication import Order, Setup, replicate
from simulator.results.daily import Days, daily_series
from simulator.results.mser import BATCH, FEWEST_KEPT
from simulator.results.settling import settled, warm_up_by_mser
from simulator.scenario.schema import Scenario
from tests.results.place import run, scenario

PER_DAY, STAY, DAYS, REPLICATIONS = 20.0, 20.0, 500, 8


def unlimited(warm_up: int) -> Scenario:
    """Everyone stays in beds without end, from empty; 500 days in all."""
    return Scenario.model_validate(
        {
            "schema_version": 1,
            "title": "Beds without end",
            "calendar": {
                "start": "2025-01-06",
                "warm_up": f"{warm_up} days",
                "run_for": f"{DAYS - warm_up} days",
                "bank_holidays": "none",
            },
            "patient_groups": {
                "all": {"arrivals": {"per_day": PER_DAY}, "pathways": {"only": 1.0}}
            },
            "care_settings": {
                "ward": {
                    "kind": "beds",
                    "units": [{"name": "Ward", "beds": 100_000}],
                    "length_of_stay": {"family": "exponential", "mean": f"{STAY:g} days"},
                }
            },
            "pathways": {"only": [{"stay": "ward"}, {"leave": "home"}]},
        }
    )


@lru_cache(maxsize=1)
def fill_up() -> tuple[Days, ...]:
    setup = Setup.of(unlimited(0))
    orders = [Order(number, 1, show_checks=False, measures=()) for number in range(REPLICATIONS)]
    return tuple(days for each in orders if (days := replicate(setup, each).days) is not None)


def expected_scores() -> np.ndarray:
    """What the score of each cut is on average, from the theory of M/M/inf filled from empty.

    The census at t is Poisson with mean m(t) = rate x stay x (1 - exp(-t / stay)), and that at
    s < t has covariance m(s) exp(-(t - s) / stay) with it.
    """
    times = np.arange(1, DAYS + 1.0)
    mean = PER_DAY * STAY * (1 - np.exp(-times / STAY))
    apart = np.abs(times[:, None] - times)
    covariance = np.minimum(mean[:, None], mean) * np.exp(-apart / STAY) / REPLICATIONS
    n = DAYS // BATCH
    means = mean.reshape(n, BATCH).mean(axis=1)
    blocks = covariance.reshape(n, BATCH, n, BATCH).mean(axis=(1, 3))
    scores = []
    for cut in range(n - FEWEST_KEPT + 1):
        kept = n - cut
        about = np.eye(kept) - 1 / kept
        bias = means[cut:] @ about @ means[cut:]
        scores.append((bias + np.trace(about @ blocks[cut:, cut:])) / kept**2)
    return np.array(scores)


def test_the_cut_is_near_the_one_that_theory_expects():
    (found,) = [one for one in settled(fill_up(), unlimited(0)) if one.measure == "census"]
    scores = expected_scores()
    assert found.days is not None
    assert scores[found.days // BATCH] < 1.25 * scores.min()
    # Neither no cut nor half of it would do.
    assert scores[: found.days // BATCH // 2 + 1].min() > 1.25 * scores.min()
    # What is left has the mean of the theory: three standard errors of 8 runs of 400 days.
    spread = 3 * np.sqrt(PER_DAY * STAY * 2 * STAY / (400 * REPLICATIONS))
    assert found.level == pytest.approx(PER_DAY * STAY, abs=spread)


def test_a_warm_up_is_long_enough_or_it_is_said_what_to_do():
    found = settled(fill_up(), unlimited(0))[0]
    enough = warm_up_by_mser(fill_up(), unlimited(200))
    assert enough.passed
    assert enough.figure == (
        f"warm-up 200 days; MSER-5 found {found.days} days on census of ward: long enough"
    )
    short = warm_up_by_mser(fill_up(), unlimited(7))
    assert short.passed is False
    weeks = -(-int(found.days or 0) // 7) * 7
    assert short.figure == (
        f"warm-up 7 days; MSER-5 found {found.days} days on census of ward: too short. "
        f"Set calendar.warm_up='{weeks} days' or more"
    )


COLUMNS = (
    ("census", "acute"),
    ("census", "rehabilitation"),
    ("census", "all acute"),
    ("waiting", "acute"),
    ("waiting", "rehabilitation"),
    ("delayed", "A"),
    ("delayed", "C"),
)


def steps(*settled_at: int) -> Days:
    """Of each column, 0 until a day and 6 from then on; 200 days."""
    values = [np.where(np.arange(200) < day, 0, 6) for day in settled_at]
    return Days(dt.date(2025, 1, 6), COLUMNS, np.stack(values, axis=1))


def test_stocks_are_the_headline_ones_and_the_slowest_comes_first():
    # Acute settings count only in the sum of all; delay and waiting are sums over their columns.
    found = settled([steps(90, 30, 10, 0, 50, 20, 20)], scenario())
    assert [(str(one), one.days, one.level) for one in found] == [
        ("waiting_for_place", 50, 12),
        ("census of rehabilitation", 30, 6),
        ("delayed_patients of all acute", 20, 12),
        ("census of all acute", 10, 6),
    ]


def test_replications_are_averaged_first():
    found = settled([steps(*[10] * 7), steps(*[40] * 7)], scenario())
    assert {one.days for one in found} == {40}


SEASONS = {
    group: {
        "arrivals": {"per_day": 1, "by_month": [1.2, *[1] * 11]},
        "pathways": {"home": 0.5, "bed": 0.5},
    }
    for group in ("older", "younger")
}


@pytest.mark.parametrize(
    ("at", "changes", "passed", "says"),
    [
        ((0, 0, 0, 0, 0, 0, 0), {}, True, "MSER-5 found 0 days"),
        ((0, 150, 0, 0, 0, 0, 0), {}, None, "it cannot tell on census of rehabilitation, where"),
        ((0, 150, 60, 0, 0, 0, 0), {}, False, "found 60 days on census of all acute: too short"),
        ((0, 0, 60, 0, 0, 0, 0), {"patient_groups": SEASONS}, None, "seasons or growth of demand"),
        ((0, 150, 0, 0, 0, 0, 0), {"patient_groups": SEASONS}, None, "run_for='1461 days'"),
    ],
)
def test_what_is_said_of_the_slowest(at, changes, passed, says):
    changed: dict[str, Any] = changes
    check = warm_up_by_mser([steps(*at)], scenario(**changed))
    assert check.passed is passed
    assert says in check.figure


def test_without_daily_counts_it_cannot_tell():
    assert warm_up_by_mser([], scenario()).passed is None


def test_daily_series_count_who_waits_at_midnight():
    days = daily_series(run())
    waiting = {
        of: days.values[:, at] for at, (name, of) in enumerate(days.columns) if name == "waiting"
    }
    # Asked for at 200 and lost at 224: over the midnight that ends the ninth day, 216, alone. The
    # one who waits for rehabilitation from 130 to 140 waits over none.
    assert np.flatnonzero(waiting["acute"]).tolist() == [8]
    assert waiting["acute"][8] == waiting["all acute"][8] == 1
    assert not waiting["rehabilitation"].any()
