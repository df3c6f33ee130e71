"""Stays that began out of area and came back, and units that a queue opened, worked out by hand.

The place of ``tests.results.place`` with two wards more: one out of area, and one that a queue
opens. Times are in hours; the window is hours 48 to 288.
"""

from __future__ import annotations

import copy
import dataclasses

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR, CapacityPath
from simulator.results import checks
from simulator.results.census import stock
from simulator.results.event_log import event_log
from simulator.results.measures import measures
from simulator.results.midnight import midnights, midnights_by_place
from simulator.results.opening import while_open
from simulator.results.run import Run
from simulator.results.stays import stays
from tests.results.place import NOTHING, SMALL, Journey, handoff, leave, run, stay, value

NORTH, SOUTH, FAR, WINTER, LONG = range(5)
ACUTE = {"care_setting": "acute"}
WHOLE = 240


def settings():
    found = copy.deepcopy(SMALL["care_settings"])
    found["acute"]["turnaround"] = "3 hours"
    north, south = found["acute"]["units"]
    north["travel_minutes"] = {"north": 10}
    far = {"name": "Far ward", "beds": 5, "out_of_area": True, "travel_minutes": {"north": 90}}
    winter = {"name": "Winter ward", "beds": 4, "opens_when": {"waiting_above": 3}}
    found["acute"]["units"] = [north, south, far, winter]
    return found


def back(at, when, unit):
    """A stay of a ward out of area that came back to another."""
    return dataclasses.replace(at, moved_back=when, away_unit=at.unit, unit=unit)


def ward(unit):
    names = {NORTH: "North ward", SOUTH: "South ward", FAR: "Far ward", WINTER: "Winter ward"}
    return {**ACUTE, "unit": names[unit]}


JOURNEYS = (
    # Two days away, then 22 hours here.
    Journey("older", "home", 50, 120, Exit.LEFT, [
        back(stay(50, 50, 50, 120, 120, 120, FAR), 98, NORTH), leave(120)]),
    # His need ended there, and he waited there until midnight.
    Journey("younger", "home", 60, 96, Exit.LEFT, [stay(60, 60, 60, 80, 80, 96, FAR), leave(96)]),
    # Away since before the window, back in it, and still here at the end.
    Journey("older", "home", 40, -1, Exit.OPEN, [
        back(stay(40, 40, 40, -1, -1, -1, FAR), 60, SOUTH), NOTHING]),
    Journey("younger", "home", 200, 230, Exit.DIED, [
        stay(200, 200, 200, 230, -1, 230, FAR), NOTHING]),
    Journey("older", "home", 280, -1, Exit.OPEN, [stay(280, 280, 280, -1, -1, -1, FAR), NOTHING]),
    # Never away.
    Journey("older", "home", 100, 130, Exit.LEFT, [
        stay(100, 100, 100, 130, 130, 130, NORTH), leave(130)]),
)  # fmt: skip
AWAY = 48 + 36 + 12 + 30 + 8
HERE = {NORTH: 22 + 30, SOUTH: 228}


def away(record=JOURNEYS, **changes) -> Run:
    return run(record, **{"care_settings": settings(), **changes})


CASES = [
    ("out_of_area_days", "total", ACUTE, AWAY / 24),
    ("out_of_area_days", "mean", ACUTE, AWAY / WHOLE),
    ("out_of_area_days", "total", ward(FAR), AWAY / 24),
    # Four of the five stays that started in the window.
    ("placed_out_of_area", "per_day", ACUTE, 4 / 10),
    ("placed_out_of_area", "share", ACUTE, 4 / 5),
    ("placed_out_of_area", "share", ward(FAR), 4 / 5),
    # One back, one over there, one dead; the fourth is still there, and needs it.
    ("brought_back", "share", ACUTE, 1 / 3),
    ("brought_back", "n", ACUTE, 3),
    ("brought_back", "open", ACUTE, 1),
    ("brought_back", "share", ward(FAR), 1 / 3),
    ("days_until_back", "mean", ACUTE, 2),
    ("days_until_back", "median", ward(FAR), 2),
    ("days_until_back", "n", ACUTE, 1),
]
SPLIT = [
    ("census", "mean", ward(FAR), AWAY / WHOLE),
    ("census", "mean", ward(NORTH), HERE[NORTH] / WHOLE),
    ("census", "mean", ward(SOUTH), HERE[SOUTH] / WHOLE),
    ("census", "mean", ACUTE, (AWAY + sum(HERE.values())) / WHOLE),
    # Each place is turned around for three hours, that away too.
    ("in_use", "mean", ward(FAR), (51 + 39 + 15 + 33 + 8) / WHOLE),
    ("in_use", "mean", ward(NORTH), (25 + 33) / WHOLE),
    ("occupancy", "mean", ward(FAR), AWAY / WHOLE / 5),
    ("occupancy", "mean", ward(SOUTH), HERE[SOUTH] / WHOLE),
    # Three beds here; the fourth ward is shut throughout.
    ("occupancy", "mean", ACUTE, sum(HERE.values()) / WHOLE / 3),
    ("occupancy", "mean", {"care_setting": "all acute"}, sum(HERE.values()) / WHOLE / 3),
    ("open_places", "mean", ACUTE, 3),
    ("open_places", "mean", ward(FAR), 5),
    ("starts", "per_day", ward(FAR), 4 / 10),
    ("starts", "per_day", ward(NORTH), 1 / 10),
    ("starts", "per_day", ward(SOUTH), 0),
    ("starts", "per_day", ACUTE, 5 / 10),
    ("travel_minutes", "mean", ACUTE, (4 * 90 + 10) / 5),
    ("length_of_stay", "mean", ACUTE, (70 + 36 + 30 + 30) / 4 / 24),
]


@pytest.fixture(scope="module")
def of() -> Run:
    return away()


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_placements_and_returns_are_counted(of, measure, statistic, where, answer):
    assert value(of, measure, statistic, **where) == pytest.approx(answer)


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), SPLIT, ids=str)
def test_a_stay_is_away_until_it_moved_back_and_here_from_then_on(
    of, measure, statistic, where, answer
):
    assert value(of, measure, statistic, **where) == pytest.approx(answer)


def test_bed_days_of_the_units_add_up_to_those_of_the_stays(of):
    every = stays(of)
    whole = of.within(every.started, every.left).sum() / (24 * HOUR)
    assert stock(of).patients.sum() == pytest.approx(whole, abs=1e-12)
    assert stock(of).taken.tolist() == stock(of).patients.tolist()


def test_who_takes_two_places_takes_two_away_and_two_here():
    steps = [{"stay": {"care_setting": "acute", "places": 2}}, {"leave": "home"}]
    double = away(pathways={**SMALL["pathways"], "home": {"number": 0, "steps": steps}})
    assert stock(double).patients.tolist() == stock(away()).patients.tolist()
    assert stock(double).taken.tolist() == [2 * each for each in stock(away()).taken]
    assert stock(double).in_use.tolist() == [2 * each for each in stock(away()).in_use]


def test_midnights_count_each_patient_in_the_ward_he_is_in(of):
    counts = midnights(of).patients
    # Just before hour 24, 48, and so on to 288.
    assert counts[FAR].tolist() == [0, 1, 2, 2, 0, 0, 0, 0, 1, 0, 0, 1]
    assert counts[NORTH].tolist() == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    assert counts[SOUTH].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    by_place = midnights_by_place(of)
    assert by_place.patients[0].tolist() == counts[:LONG].sum(axis=0).tolist()
    assert by_place.taken[0].tolist() == counts[[NORTH, SOUTH]].sum(axis=0).tolist()
    assert set(by_place.open[0].tolist()) == {3}


def test_the_event_log_ends_one_use_and_begins_the_other(of):
    log = event_log(of)
    first = log[log.entity_id == 0]
    assert list(zip(first.event_type, first.event, first.time / 60, strict=True)) == [
        ("arrival_departure", "arrival", 50),
        ("queue", "wait for acute", 50),
        ("resource_use", "acute: Far ward", 50),
        ("resource_use_end", "acute: Far ward ends", 98),
        ("resource_use", "acute: North ward", 98),
        ("resource_use_end", "acute: North ward ends", 120),
        ("arrival_departure", "depart", 120),
    ]
    used = log[log.event_type == "resource_use"]
    places = zip(used.entity_id, used.event, used.resource_id, strict=True)
    # Place 1 away is free again at 63, three hours after the third patient came back.
    assert set(places) == {
        (2, "acute: Far ward", 1),
        (0, "acute: Far ward", 2),
        (1, "acute: Far ward", 3),
        (2, "acute: South ward", 1),
        (0, "acute: North ward", 1),
        (5, "acute: North ward", 2),
        (3, "acute: Far ward", 1),
        (4, "acute: Far ward", 1),
    }


def test_money_for_occupied_days_is_for_those_away_too(of):
    where = {**ACUTE, "band": "occupied days"}
    days = (AWAY + sum(HERE.values())) / 24
    assert value(of, "cost", "per_day", **where) == pytest.approx(100 * days / 10)


EXACT = ("times_in_order", "one_place_each", "bed_days_are_census", "delay_adds_up")


def test_every_exact_check_passes(of):
    found = {check.name: check for check in checks.check_run(of)}
    for name in (*EXACT, "within_capacity"):
        assert found[name].passed, found[name]


def test_a_return_after_the_end_of_need_is_out_of_order():
    late = back(stay(50, 50, 50, 90, 98, 120, FAR), 95, NORTH)
    assert not checks.times_in_order(
        away([Journey("older", "home", 50, 120, Exit.LEFT, [late, leave(120)])])
    ).passed


def test_a_return_to_a_full_ward_is_found():
    """South ward has one bed, in which the first of two is until hour 130."""
    record = [
        Journey("older", "home", 90, 130, Exit.LEFT, [
            stay(90, 90, 90, 130, 130, 130, SOUTH), leave(130)]),
        Journey("older", "home", 50, 140, Exit.LEFT, [
            back(stay(50, 50, 50, 140, 140, 140, FAR), 100, SOUTH), leave(140)]),
    ]  # fmt: skip
    found = checks.within_capacity(away(record))
    assert (found.passed, found.figure) == (False, "1 moments over")


def test_where_nothing_is_out_of_area_or_opened_by_a_queue_there_are_no_such_rows():
    names = ["out_of_area_days", "placed_out_of_area", "brought_back", "days_until_back"]
    assert measures(run(), [*names, "days_open", "times_opened"]).keys == ()


# Units that a queue opens.

OPENED = ((36, 60), (100, 148), (280, -1))
IN_WINTER = Journey("older", "home", 105, 160, Exit.LEFT, [
    stay(105, 110, 110, 160, 160, 160, WINTER), leave(160)])  # fmt: skip


def opened(record=(*JOURNEYS, IN_WINTER), spans=OPENED) -> Run:
    base = away(record)
    at = [[hour * HOUR if hour >= 0 else -1 for hour in each] for each in zip(*spans, strict=True)]
    journeys = dataclasses.replace(
        base.journeys,
        opened_unit=np.full(len(spans), WINTER),
        opened_at=np.array(at[0], dtype=np.int64),
        shut_at=np.array(at[1], dtype=np.int64),
    )
    return Run(base.scenario, base.network, base.patients, journeys, base.window)


OPEN = 12 + 48 + 8
OPEN_CASES = [
    ("days_open", "total", ward(WINTER), OPEN / 24),
    ("days_open", "share", ward(WINTER), OPEN / WHOLE),
    ("times_opened", "total", ward(WINTER), 2),
]


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), OPEN_CASES, ids=str)
def test_openings_are_counted(measure, statistic, where, answer):
    assert value(opened(), measure, statistic, **where) == pytest.approx(answer)


def test_open_beds_follow_the_openings():
    of = opened()
    assert value(of, "open_places", "mean", **ward(WINTER)) == pytest.approx(4 * OPEN / WHOLE)
    assert value(of, "open_places", "mean", **ACUTE) == pytest.approx(3 + 4 * OPEN / WHOLE)
    # Who is in it when it shuts stays there.
    assert value(of, "occupancy", "mean", **ward(WINTER)) == pytest.approx(50 / (4 * OPEN))
    here = sum(HERE.values()) + 50
    assert value(of, "occupancy", "mean", **ACUTE) == pytest.approx(here / (3 * WHOLE + 4 * OPEN))
    assert midnights(of).open[WINTER].tolist() == [0, 4, 0, 0, 4, 4, 0, 0, 0, 0, 0, 4]
    open_days = value(of, "cost", "per_day", **ACUTE, band="open days")
    assert open_days == pytest.approx(10 * ((3 + 5) * WHOLE + 4 * OPEN) / 24 / 10)


def test_openings_are_those_of_each_replication():
    first = opened()
    other = dataclasses.replace(first.journeys, shut_at=first.journeys.opened_at + HOUR)
    again = Run(
        first.scenario, first.network, first.patients, other, first.window, outline=first.outline
    )
    assert value(first, "open_places", "mean", **ward(WINTER)) == pytest.approx(4 * OPEN / WHOLE)
    # One hour each at 100 and at 280; that at 36 is before the window.
    assert value(again, "open_places", "mean", **ward(WINTER)) == pytest.approx(4 * 2 / WHOLE)
    assert value(again, "days_open", "total", **ward(WINTER)) == pytest.approx(2 / 24)


@pytest.mark.parametrize(("at", "passed"), [(99, False), (100, True), (148, True), (149, False)])
def test_nobody_starts_while_it_is_shut_but_at_the_very_time_of_shutting(at, passed):
    record = [Journey("older", "home", 90, -1, Exit.OPEN, [
        stay(90, at, at, -1, -1, -1, WINTER), NOTHING])]  # fmt: skip
    assert checks.within_capacity(opened(record)).passed is passed


def test_a_path_while_open_is_nothing_at_all_other_times():
    path = CapacityPath((0, 30), (4, 2))
    spans = np.array([10, 40]), np.array([20, 50])
    assert while_open(path, spans) == CapacityPath((0, 10, 20, 40, 50), (0, 4, 0, 2, 0))
    spans = np.array([10]), np.array([35])
    assert while_open(path, spans) == CapacityPath((0, 10, 30, 35), (0, 4, 2, 0))
    never = np.zeros(0, dtype=np.int64)
    assert while_open(path, (never, never)) == CapacityPath((0,), (0,))
    at_once = np.array([10]), np.array([10])
    assert while_open(path, at_once) == CapacityPath((0,), (0,))


# Loops of full places.

STEP_UP = [{"stay": "rehabilitation"}, {"stay": {"care_setting": "acute", "move": "2 hours"}},
           {"leave": "home"}]  # fmt: skip
GROUPS = {
    **SMALL["patient_groups"],
    "older": {"arrivals": {"per_day": 1}, "pathways": {"bed": 0.5, "step_up": 0.5}},
}


def exchanged(policy="swap", *, reserved=120) -> Run:
    """One in South ward and one in Long ward, of one bed each, change places at hour 120."""
    there = reserved + 2
    record = [
        Journey("older", "bed", 60, -1, Exit.OPEN, [
            stay(60, 60, 60, 100, 100, 122, SOUTH),
            handoff(100, 100, 110),
            handoff(100, 100, 110),
            stay(110, 120, 122, -1, -1, -1, LONG),
            NOTHING,
        ]),
        Journey("older", "step_up", 50, -1, Exit.OPEN, [
            stay(50, 50, 50, 105, 105, there, LONG),
            stay(105, reserved, there, -1, -1, -1, SOUTH),
            NOTHING,
        ]),
    ]  # fmt: skip
    pathways = {**SMALL["pathways"], "step_up": {"steps": STEP_UP}}
    return away(record, pathways=pathways, patient_groups=GROUPS, loops_of_full_places=policy)


def test_more_in_use_than_open_is_no_fault_while_a_loop_is_on_the_move():
    found = checks.within_capacity(exchanged())
    assert found.passed
    assert found.figure == (
        "0 moments over; 2 more in loops of full places, until the move or turnaround was over"
    )


@pytest.mark.parametrize(("policy", "reserved", "over"), [("stop", 120, 2), ("swap", 119, 2)])
def test_otherwise_it_is(policy, reserved, over):
    found = checks.within_capacity(exchanged(policy, reserved=reserved))
    assert (found.passed, found.figure) == (False, f"{over} moments over")
