"""Rule 7: capacity and staff are paths through time, and nobody is turned out."""

from __future__ import annotations

from simulator.engine.journeys import Exit
from simulator.network.network import DAY
from simulator.network.network import HOUR as H
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    did,
    handoff,
    leave,
    network,
    stay,
    stayed,
    task,
    unit,
    went,
)

FALLS = [(0, 2), (3 * H, 0), (8 * H, 1)]
PEOPLE = [Person(time, [Draw(need), Draw(0)]) for time, need in ((0, 10 * H), (0, 6 * H), (H, H))]


def test_rule_7_beds_fall_below_what_is_in_use_and_nobody_is_turned_out(happens):
    place = network([unit(FALLS)], routes=[[stay(), leave([0])]], end=DAY)
    assert happens(place, PEOPLE) == [
        Went(0, 10 * H, Exit.LEFT, [stayed(0, 0, 10 * H, 10 * H), went(10 * H)]),
        Went(0, 6 * H, Exit.LEFT, [stayed(0, 0, 6 * H, 6 * H), went(6 * H)]),
        Went(H, 11 * H, Exit.LEFT, [stayed(H, 10 * H, 11 * H, 11 * H), went(11 * H)]),
    ]


def test_rule_7_staff_go_home_and_tasks_begun_are_done(happens):
    place = network([], [handoff(FALLS)], [[task(0), leave([0])]], end=DAY)
    assert happens(place, PEOPLE) == [
        Went(0, 10 * H, Exit.LEFT, [did(0, 0, 10 * H), went(10 * H)]),
        Went(0, 6 * H, Exit.LEFT, [did(0, 0, 6 * H), went(6 * H)]),
        Went(H, 11 * H, Exit.LEFT, [did(H, 10 * H, 11 * H), went(11 * H)]),
    ]


def test_rule_7_a_bed_that_closes_as_it_is_left_takes_nobody(happens):
    place = network([unit([(0, 1), (5 * H, 0), (9 * H, 1)])], routes=[[stay(), leave([0])]],
                    end=DAY)  # fmt: skip
    people = [Person(0, [Draw(5 * H), Draw(0)]), Person(H, [Draw(H), Draw(0)])]
    assert happens(place, people)[1:] == [
        Went(H, 10 * H, Exit.LEFT, [stayed(H, 9 * H, 10 * H, 10 * H), went(10 * H)])
    ]


def test_rule_7_a_bed_that_opens_takes_the_first_at_once(happens):
    place = network([unit([(0, 0), (5 * H, 1)])], routes=[[stay(), leave([0])]], end=DAY)
    people = [Person(0, [Draw(9 * H), Draw(0)]), Person(H, [Draw(H), Draw(0)])]
    assert happens(place, people) == [
        Went(0, 14 * H, Exit.LEFT, [stayed(0, 5 * H, 14 * H, 14 * H), went(14 * H)]),
        Went(H, 15 * H, Exit.LEFT, [stayed(H, 14 * H, 15 * H, 15 * H), went(15 * H)]),
    ]


def test_rule_7_who_needs_more_than_there_is_never_starts(happens):
    place = network([unit(1)], routes=[[stay(weight=2), leave([0])]], end=DAY)
    assert happens(place, [Person(0, [Draw(H), Draw(0)])]) == [
        Went(0, -1, Exit.OPEN, [At(0), At()])
    ]
