"""Rule 14: leaving happens in discharge hours."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NONE, LetsGo
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
    windows,
)

OFFICE = windows((9 * H, 17 * H), (33 * H, 41 * H))


@pytest.mark.parametrize(
    ("ready", "left"),
    [
        (4 * H, 9 * H),
        (9 * H, 9 * H),
        (12 * H, 12 * H),
        (17 * H - 1, 17 * H - 1),
        (17 * H, 33 * H),
        (18 * H, 33 * H),
    ],
)
def test_rule_14_at_once_if_open_and_otherwise_at_the_next_opening(happens, ready, left):
    place = network([unit(1, discharges=OFFICE)], routes=[[stay(), leave([0])]], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(ready), Draw(0)])]) == [
        Went(0, left, Exit.LEFT, [stayed(0, 0, ready, left), went(ready, left)])
    ]


def test_rule_14_never_when_it_does_not_open_again(happens):
    place = network([unit(1, discharges=OFFICE)], routes=[[stay(), leave([0])]], end=9 * DAY)
    assert happens(place, [Person(0, [Draw(41 * H), Draw(0)])]) == [
        Went(0, NONE, Exit.OPEN, [At(0, 0, 0, 41 * H, 41 * H, unit=0), At(41 * H)])
    ]


def test_rule_14_the_hours_are_those_of_the_unit_he_is_in(happens):
    route = [stay(), stay(1, after=[0], units=[1]), leave([1])]
    units = [unit(1, discharges=OFFICE), unit(1, setting=1, discharges=windows((30 * H, 31 * H)))]
    place = network(units, routes=[route], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(H), Draw(H), Draw(0)])]) == [
        Went(0, 30 * H, Exit.LEFT, [
            stayed(0, 0, H, H), stayed(H, H, 2 * H, 30 * H, unit=1), went(2 * H, 30 * H)
        ]),
    ]  # fmt: skip


def test_rule_14_who_holds_no_place_leaves_at_once(happens):
    """He went home at 9; what he still waited for ends at 20, when the ward is closed."""
    route = [stay(lets_go=LetsGo.AT_END), task(0, [0]), leave([0, 1])]
    place = network([unit(1, discharges=OFFICE)], [handoff(1)], [route], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(4 * H), Draw(16 * H), Draw(0)])]) == [
        Went(0, 20 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 9 * H), did(4 * H, 4 * H, 20 * H), went(20 * H)
        ]),
    ]  # fmt: skip


def test_rule_14_who_would_go_home_and_may_leave_does_both_at_the_opening(happens):
    route = [stay(lets_go=LetsGo.AT_END), leave([0])]
    place = network([unit(1, discharges=OFFICE)], routes=[route], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(4 * H), Draw(0)])]) == [
        Went(0, 9 * H, Exit.LEFT, [stayed(0, 0, 4 * H, 9 * H), went(4 * H, 9 * H)])
    ]


def test_rule_14_his_place_is_taken_as_he_leaves(happens):
    place = network([unit(1, discharges=OFFICE)], routes=[[stay(), leave([0])]], end=2 * DAY)
    people = [Person(0, [Draw(4 * H), Draw(0)]), Person(5 * H, [Draw(H), Draw(0)])]
    assert happens(place, people)[1:] == [
        Went(5 * H, 10 * H, Exit.LEFT, [stayed(5 * H, 9 * H, 10 * H, 10 * H), went(10 * H)])
    ]
