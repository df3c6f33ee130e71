"""Rule 18: journeys open at the end of a run."""

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
    reviews,
    stay,
    stayed,
    task,
    unit,
    went,
)


def test_rule_18_journeys_open_at_the_end_stay_in_the_record(happens):
    units = [unit(9), unit(1, setting=1), unit(9, setting=2, reviewed=reviews((48 * H, 10**6)))]
    routes = [
        [stay(), stay(1, after=[0], units=[1]), leave([1])],
        [stay(), task(0, [0]), leave([1])],
        [stay(2, units=[2], move=20 * H), leave([0])],
        [stay(2, units=[2]), leave([0])],
    ]
    people = [
        Person(0, [Draw(H), Draw(30 * H), Draw(0)], route=0),
        Person(0, [Draw(2 * H), Draw(H), Draw(0)], route=0),
        Person(0, [Draw(3 * H), Draw(30 * H), Draw(0)], route=1),
        Person(4 * H, [Draw(H), Draw(0)], route=2),
        Person(5 * H, [Draw(H), Draw(0)], route=3),
    ]
    assert happens(network(units, [handoff(9)], routes, end=DAY), people) == [
        Went(0, -1, Exit.OPEN, [stayed(0, 0, H, H), At(H, H, H, unit=1), At()]),
        Went(0, -1, Exit.OPEN, [At(0, 0, 0, 2 * H, 2 * H, unit=0), At(2 * H), At()]),
        Went(0, -1, Exit.OPEN, [
            At(0, 0, 0, 3 * H, 3 * H, unit=0), At(3 * H, 3 * H, 3 * H), At()
        ]),
        Went(4 * H, -1, Exit.OPEN, [At(4 * H, 4 * H, unit=2), At()]),
        Went(5 * H, -1, Exit.OPEN, [At(5 * H, 5 * H, 5 * H, 6 * H, unit=2), At()]),
    ]  # fmt: skip


def test_rule_18_work_begun_goes_on_to_the_end_of_the_run_only(happens):
    place = network([], [handoff(9)], [[task(0), leave([0])]], end=DAY)
    people = [Person(20 * H, [Draw(4 * H), Draw(0)]), Person(20 * H, [Draw(3 * H), Draw(0)])]
    assert happens(place, people) == [
        Went(20 * H, -1, Exit.OPEN, [At(20 * H, 20 * H, 20 * H), At()]),
        Went(20 * H, 23 * H, Exit.LEFT, [did(20 * H, 20 * H, 23 * H), went(23 * H)]),
    ]
