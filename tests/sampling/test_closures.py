"""Closures by chance: as often and as long as said, each unit and cause by itself."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.network.network import DAY
from simulator.sampling.mean_open import mean_open
from tests.sampling.wards import level, mean, network, paths, place
from tests.theory.interval import mean_interval

RUNS = 100
OUTBREAK = {"per_year": 8, "lasts": {"family": "gamma", "mean": "9 days", "sd": 6}}
BAY = {"per_year": 12, "bays": 1, "lasts": {"family": "exponential", "mean": "10 days"}}


def ward(**closures):
    return {"bay_beds": 6, "closures": closures}


def mean_over_runs(wards, days, runs=RUNS):
    return [mean(paths(wards, number)[0], 0, days * DAY) for number in range(runs)]


@pytest.fixture(scope="module")
def closing():
    return place(ward(outbreak=OUTBREAK), ward(outbreak=OUTBREAK), days=1000)


def test_part_of_the_time_closed_is_that_of_a_queue_with_a_server_for_everyone(closing):
    """M/G/infinity is empty with chance exp(-rate x mean), from the first day of the run on."""
    share_open = math.exp(-8 / 365.25 * 9)
    found = mean_over_runs(closing, 1000)
    assert 24 * share_open in mean_interval(found)
    first_day = [level(paths(closing, n)[0], np.array([0]))[0] == 24 for n in range(400)]
    assert share_open in mean_interval(first_day)


def test_bays_that_close_together_add_up_to_no_more_than_the_ward():
    """Bays closed are Poisson in number; four are all there are."""
    wards = place(ward(bay={**BAY, "per_year": 40}), days=1000)
    at_once = 40 / 365.25 * 10
    chance = [math.exp(-at_once) * at_once**n / math.factorial(n) for n in range(5)]
    expected = sum(p * (24 - 6 * n) for n, p in enumerate(chance))
    assert expected in mean_interval(mean_over_runs(wards, 1000))
    values = {value for n in range(20) for value in paths(wards, n)[0].values}
    assert values == {0, 6, 12, 18, 24}


def closed_spans(path):
    ends = [*path.times[1:], math.inf]
    return [(a, b) for a, b, v in zip(path.times, ends, path.values, strict=True) if v == 0]


def test_a_higher_rate_adds_closures_and_moves_none():
    for number in range(10):
        one = closed_spans(paths(place(ward(outbreak=OUTBREAK)), number)[0])
        twice = closed_spans(paths(place(ward(outbreak={**OUTBREAK, "per_year": 16})), number)[0])
        assert all(any(a <= x and y <= b for a, b in twice) for x, y in one)
        lengths = [sum(min(b, 1000 * DAY) - a for a, b in spans) for spans in (one, twice)]
        assert lengths[1] > lengths[0]


def test_a_unit_or_a_cause_more_moves_no_closure_of_another(closing):
    alone = place(ward(outbreak=OUTBREAK))
    other = {**ward(outbreak={**OUTBREAK, "per_year": 90}), "name": "New"}
    more = place(other, {**ward(outbreak=OUTBREAK), "name": "Ward 0"})
    assert paths(more, 3)[1] == paths(alone, 3)[0] == paths(closing, 3)[0]
    with_bays = closed_spans(paths(place(ward(bay=BAY, outbreak=OUTBREAK)), 3)[0])
    assert set(closed_spans(paths(alone, 3)[0])) == set(with_bays)


def test_units_replications_and_seeds_close_at_times_of_their_own(closing):
    first, second = paths(closing, 1)
    found = {first, second, paths(closing, 2)[0], paths(closing, 1, seed=2)[0]}
    assert len(found) == 4
    assert paths(closing, 1) == [first, second]


def test_the_same_dates_close_whenever_the_run_starts_or_ends():
    early = place(ward(outbreak=OUTBREAK), start="2025-04-01", days=500)
    late = place(ward(outbreak=OUTBREAK), start="2025-06-10", days=700)
    shift = 70 * DAY
    times = np.arange(0, 430 * DAY, DAY // 24)
    for number in range(5):
        before, after = paths(early, number)[0], paths(late, number)[0]
        assert np.array_equal(level(before, times + shift), level(after, times))


def test_weights_by_month_close_in_those_months_and_as_often_in_a_year():
    winter = {**OUTBREAK, "lasts": "1 hour", "by_month": [2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]}
    wards = place(ward(outbreak=winter), start="2025-01-01", days=1461)
    counts = []
    for number in range(RUNS):
        begins = np.array([a for a, _ in closed_spans(paths(wards, number)[0]) if a > 0])
        month = (np.datetime64("2025-01-01") + begins // DAY).astype("datetime64[M]").astype(int)
        assert set(month % 12) <= {0, 1, 11}
        counts.append(len(begins) / 4)
    # Closures of an hour that overlap are rare: 8 a year in 90 days.
    assert 8 in mean_interval(counts)


def test_a_closed_ward_opens_nothing_of_what_is_opened_on_top():
    extra = {"capacity_changes": [{"starts": "2025-04-01", "add": 5}]}
    path = paths(place({**ward(outbreak={**OUTBREAK, "per_year": 30}), **extra}))[0]
    assert set(path.values) == {0, 29}


def test_nothing_by_chance_gives_the_very_same_network_back():
    wards = place({}, ward(outbreak={**OUTBREAK, "per_year": 0}))
    assert wards.plan.units == ()
    assert network(wards) is wards.network


def test_only_capacities_of_units_with_chance_are_replaced(closing):
    planned = closing.network
    drawn = network(closing)
    assert drawn.routes == planned.routes
    assert [unit.capacity.values for unit in planned.units] == [(24,), (24,)]
    assert [unit.name for unit in drawn.units] == ["Ward 0", "Ward 1"]


WINTER = [3, 3, 2, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1.5, 2]


@pytest.mark.parametrize(
    "unit",
    [
        ward(outbreak=OUTBREAK),
        ward(outbreak={**OUTBREAK, "by_month": WINTER}, bay=BAY),
        ward(bay=BAY, leak={"per_year": 20, "out_of_use": 10, "lasts": "12 days"}),
        {
            **ward(outbreak={**OUTBREAK, "by_month": WINTER}),
            "capacity_changes": [
                {"starts": "2025-12-01", "ends": "2026-03-31", "every_year": True, "add": 6},
                {"starts": "2025-04-01", "on": "sat-sun 00:00-24:00", "limit_to": 15},
            ],
        },
    ],
    ids=["all", "all by month, and bays", "bays and beds", "with changes"],
)
@pytest.mark.parametrize("weight", [1, 2])
def test_what_is_open_on_average_is_found_without_drawing(unit, weight):
    wards = place(unit, days=400)
    (draws,) = wards.plan.units
    begin, end = 40 * DAY, 400 * DAY
    found = []
    for number in range(150):
        path = paths(wards, number)[0]
        held = type(path)(path.times, tuple(value // weight for value in path.values))
        found.append(mean(held, begin, end))
    expected = mean_open(draws, wards.scenario.calendar.start, begin, end, weight)
    assert expected in mean_interval(found)
