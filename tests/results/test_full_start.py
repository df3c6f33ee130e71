"""Those there when the run began: counted by time, left out of what they did not begin in it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR
from simulator.results import checks
from simulator.results.run import Run
from tests.results.place import Journey, handoff, leave, run, stay, value

# North ward has two beds. Three are in it at 0, and leave it at 72, 80 and 100; one came at 60.
JOURNEYS = (
    Journey("older", "home", 0, 72, Exit.LEFT, [stay(0, 0, 0, 72, 72, 72, 0), leave(72)]),
    Journey("older", "home", 0, 80, Exit.LEFT, [stay(0, 0, 0, 80, 80, 80, 0), leave(80)]),
    Journey("older", "bed", 0, 130, Exit.LEFT, [
        stay(0, 0, 0, 0, 0, 100, 0), handoff(0, 0, 50), handoff(0, 0, 50),
        stay(50, 98, 100, 120, 120, 130, 2), leave(130),
    ]),
    Journey("older", "home", 60, 110, Exit.LEFT,
            [stay(60, 100, 100, 110, 110, 110, 0), leave(110)]),
)  # fmt: skip
SPENT = (24, 200, 500)


def full(window_from: int = 0) -> Run:
    """The run of these journeys, in which the first three had been there for ``SPENT`` hours."""
    made = run(JOURNEYS)
    n = len(JOURNEYS)
    needs = made.patients.duration.copy()
    needs[made.patients.first[2]] = 0
    people = dataclasses.replace(
        made.patients,
        duration=needs,
        begins_at=np.array([0, 0, 0, -1]),
        begins_in=np.array([0, 0, 0, -1]),
        spent=np.array([*SPENT, 0]) * HOUR,
    )
    assert len(people) == n
    window = window_from * HOUR, made.network.end
    return Run(made.scenario, made.network, people, made.journeys, window)


def test_they_count_in_the_census_and_not_among_arrivals_and_starts():
    there, hours = full(), 288
    in_acute = 72 + 80 + 100 + 10
    assert value(there, "census", "mean", care_setting="acute") == pytest.approx(in_acute / hours)
    assert value(there, "arrivals", "per_day") == pytest.approx(1 / 12)
    assert value(there, "starts", "per_day", care_setting="acute") == pytest.approx(1 / 12)
    assert value(there, "starts", "per_day", care_setting="rehabilitation") == pytest.approx(1 / 12)
    assert value(there, "departures", "per_day") == pytest.approx(4 / 12)
    # Three became ready in the run; one had been ready before.
    assert value(there, "readiness", "per_day", care_setting="acute") == pytest.approx(3 / 12)


def test_waits_responses_and_lengths_are_of_who_came_in_the_run():
    there = full()
    assert value(there, "wait_for_place", "n", care_setting="acute") == 1
    assert value(there, "wait_for_place", "mean", care_setting="acute") == 40
    assert value(there, "length_of_stay", "n", care_setting="acute") == 1
    assert value(there, "length_of_stay", "mean", care_setting="acute") == pytest.approx(10 / 24)
    assert value(there, "response_time", "n", handoff="assessment") == 0
    assert value(there, "completion_time", "n", handoff="assessment") == 0
    assert value(there, "standard_met", "n", standard="bed_in_time") == 0


def test_how_long_they_have_been_there_counts_their_time_before_the_run():
    """Past 7 days (168 hours): the second all along, and the third; the first never."""
    past = value(full(), "patients_past", "mean", care_setting="acute", band="7+")
    assert past == pytest.approx((80 + 100) / 288)
    past = value(full(), "patients_past", "mean", care_setting="acute", band="21+")
    assert past == pytest.approx((100 - 4) / 288)


def test_three_in_two_beds_are_no_fault_of_capacity_but_a_start_beside_them_is():
    assert checks.within_capacity(full()).passed
    first, second, third, _ = JOURNEYS
    early = dataclasses.replace(JOURNEYS[3], steps=[stay(60, 70, 70, 110, 110, 110, 0), leave(110)])
    made = full()
    wrong = run((first, second, third, early))
    found = checks.within_capacity(dataclasses.replace(made, journeys=wrong.journeys, _kept={}))
    assert not found.passed


def test_the_check_says_how_many_they_were():
    found = checks.counted_at_start(full())
    assert found.passed
    assert found.figure == "fewer than 5 in or waiting"
