"""What closures and absence take from small units and from a hub, against exact sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY
from simulator.results.measures import measures
from simulator.results.run import Run
from tests.results import place as hand_made
from tests.results.place import value
from tests.sampling.wards import mean, paths, place
from tests.theory.interval import mean_interval

PER_YEAR, LASTS, BEDS, HUB, BAY = 6.0, 9.0, 10, 30, 6
RUNS, BEGIN, END = 80, 100 * DAY, 465 * DAY
AT_A_TIME = PER_YEAR * LASTS / 365
LAW = {"family": "gamma", "mean": f"{LASTS:g} days", "sd": 5}


def open_beds(unit: dict) -> list[float]:
    """Mean beds open over a year, in each of many replications."""
    wards = place(unit, days=465)
    return [mean(paths(wards, number)[0], BEGIN, END) for number in range(RUNS)]


def test_closures_of_whole_units_lose_rate_times_length_times_beds():
    """How many closures are under way is Poisson (M/G/inf); a unit shut twice is shut once."""
    unit = {"beds": BEDS, "closures": {"outbreak": {"per_year": PER_YEAR, "lasts": LAW}}}
    lost = [365 * (BEDS - each) for each in open_beds(unit)]
    exact = 365 * BEDS * (1 - math.exp(-AT_A_TIME))
    assert exact in mean_interval(lost)
    # Rate times length times beds is more by those that overlap, and half of it is too little.
    simple = PER_YEAR * LASTS * BEDS
    assert exact < simple < 1.08 * exact
    assert simple / 2 not in mean_interval(lost)


def test_closures_of_bays_lose_rate_times_length_times_the_beds_of_a_bay():
    closure = {"per_year": PER_YEAR, "bays": 1, "lasts": LAW}
    unit = {"beds": HUB, "bay_beds": BAY, "closures": {"bay": closure}}
    lost = [365 * (HUB - each) for each in open_beds(unit)]
    n = np.arange(60)
    exact = 365 * float(stats.poisson.pmf(n, AT_A_TIME) @ np.minimum(BAY * n, HUB))
    assert exact == pytest.approx(PER_YEAR * LASTS * BAY, rel=1e-6)
    assert exact in mean_interval(lost)
    assert exact * HUB / BAY not in mean_interval(lost)


@pytest.mark.parametrize(("beds", "rostered", "each", "least"), [(10, 2, 5, 2), (30, 4, 8, 2)])
def test_beds_that_whole_nurses_allow_are_a_binomial_sum(beds, rostered, each, least):
    """Absent with chance 0.15, 0.4 of them covered; with fewer than the least nobody is taken."""
    absent = 0.15 * (1 - 0.4)
    shifts = {
        name: {"hours": hours, "nurses": rostered, "beds_per_nurse": each}
        for name, hours in (("day", "mon-sun 07:30-20:00"), ("night", "mon-sun 20:00-07:30"))
    }
    staffing = {"shifts": shifts, "absence": 0.15, "cover": 0.4, "least_on_shift": least}
    found = open_beds({"beds": beds, "staffing": staffing})
    present = np.arange(rostered + 1)
    allowed = np.where(present >= least, np.minimum(present * each, beds), 0)
    exact = float(stats.binom.pmf(present, rostered, 1 - absent) @ allowed)
    assert exact in mean_interval(found)
    # Not as a mean of people would have it: people are whole.
    by_means = min(rostered * (1 - absent) * each, beds)
    assert by_means not in mean_interval(found)


def far_apart() -> Run:
    """The hand-worked place, of which the first ward too is some minutes away."""
    settings = {name: dict(entry) for name, entry in hand_made.SMALL["care_settings"].items()}
    north, south = settings["acute"]["units"]
    settings["acute"]["units"] = [
        {**north, "travel_minutes": {"north": 10, "south": 50}},
        {**south, "travel_minutes": {"south": 40}},
    ]
    return hand_made.run(care_settings=settings)


@pytest.mark.parametrize(
    ("statistic", "locality", "answer"),
    [
        # North ward 192 hours of people of the north, 10 away; South ward 228 of the south, 40.
        ("mean", "", (192 * 10 + 228 * 40) / 420),
        ("mean", "north", 10),
        ("mean", "south", 40),
        ("p95", "", 40),
        ("p95", "north", 10),
        ("per_day", "", (192 * 10 + 228 * 40) / 240),
        ("per_day", "south", 228 * 40 / 240),
    ],
)
def test_visitors_travel_by_time_in_bed_worked_out_by_hand(statistic, locality, answer):
    where = {"care_setting": "acute", "locality": locality}
    assert value(far_apart(), "travel_of_visitors", statistic, **where) == pytest.approx(answer)


def test_who_stays_longer_is_visited_more_often():
    """Patients by stay and visitors by day are two means of the same journeys."""
    found = far_apart()
    by_stay = value(found, "travel_minutes", "mean", care_setting="acute")
    by_day = value(found, "travel_of_visitors", "mean", care_setting="acute")
    assert by_stay != pytest.approx(by_day)
    alone = hand_made.run([hand_made.JOURNEYS[3]])
    keys = measures(alone, ["travel_of_visitors"])
    assert np.isnan(keys.values[:2]).all()
