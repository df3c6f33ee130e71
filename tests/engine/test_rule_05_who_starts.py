"""Rule 5: who starts, and where."""

from __future__ import annotations

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, AtClose, LetsGo
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


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def comes(arrives: int, need: int, route: int = 0) -> Person:
    return Person(arrives, [Draw(need), Draw(0)], route=route)


def test_rule_5_highest_priority_then_earliest_asked_then_lowest_number(happens):
    routes = [[stay(priority=priority), leave([0])] for priority in (0, 1, 2)]
    people = [
        comes(0, 10 * H),
        comes(H, H),
        comes(2 * H, H, route=1),
        comes(2 * H, H, route=1),
        comes(3 * H, H, route=2),
    ]
    assert happens(network([unit(1)], routes=routes, end=DAY), people)[1:] == [
        through(H, 13 * H, 14 * H),
        through(2 * H, 11 * H, 12 * H),
        through(2 * H, 12 * H, 13 * H),
        through(3 * H, 10 * H, 11 * H),
    ]


def test_rule_5_of_one_patients_steps_the_first_in_the_route(happens):
    route = [stay(), task(0, [0]), task(0, [0]), leave([1, 2])]
    place = network([unit(1)], [handoff(1)], [route], end=DAY)
    assert happens(place, [Person(0, [Draw(H), Draw(2 * H), Draw(H), Draw(0)])]) == [
        Went(0, 4 * H, Exit.LEFT, [
            stayed(0, 0, H, 4 * H), did(H, H, 3 * H), did(H, 3 * H, 4 * H), went(4 * H)
        ]),
    ]  # fmt: skip


def test_rule_5_priority_of_a_step_holds_for_handoffs_too(happens):
    routes = [[task(0, priority=priority), leave([0])] for priority in (0, 1)]
    people = [comes(0, 5 * H), comes(H, H), comes(2 * H, H, route=1)]
    assert happens(network([], [handoff(1)], routes, end=DAY), people)[1:] == [
        Went(H, 7 * H, Exit.LEFT, [did(H, 6 * H, 7 * H), went(7 * H)]),
        Went(2 * H, 6 * H, Exit.LEFT, [did(2 * H, 5 * H, 6 * H), went(6 * H)]),
    ]


def test_rule_5_the_first_unit_in_his_own_order_that_has_room(happens):
    routes = [[stay(units=[0, 1]), leave([0])], [stay(units=[1, 0]), leave([0])]]
    people = [
        comes(0, 5 * H),
        comes(H, 4 * H),
        comes(2 * H, H, route=1),
        comes(3 * H, H, route=1),
    ]
    assert happens(network([unit(1), unit(1)], routes=routes, end=DAY), people) == [
        through(0, 0, 5 * H, unit=0),
        through(H, H, 5 * H, unit=1),
        through(2 * H, 5 * H, 6 * H, unit=1),
        through(3 * H, 5 * H, 6 * H, unit=0),
    ]


def test_rule_5_the_order_of_units_is_that_of_his_locality(happens):
    route = [stay(by_locality=[[0, 1], [1], []]), leave([0])]
    place = network([unit(9), unit(9)], routes=[route], end=DAY, localities=3)
    people = [Person(0, [Draw(H), Draw(0)], locality=locality) for locality in range(3)]
    assert happens(place, people) == [
        through(0, 0, H, unit=0),
        through(0, 0, H, unit=1),
        Went(0, -1, Exit.OPEN, [At(0), At()]),
    ]


def test_rule_5_a_unit_closed_for_starts_is_passed_over(happens):
    routes = [[stay(units=[0, 1]), leave([0])], [stay(units=[0]), leave([0])]]
    units = [unit(1, admits=windows((8 * H, 16 * H))), unit(1)]
    people = [comes(0, H), comes(H, H, route=1), comes(16 * H, H, route=1)]
    assert happens(network(units, routes=routes, end=DAY), people) == [
        through(0, 0, H, unit=1),
        through(H, 8 * H, 9 * H, unit=0),
        Went(16 * H, -1, Exit.OPEN, [At(16 * H), At()]),
    ]


def test_rule_5_a_waiting_head_blocks_every_unit_he_may_use_and_no_other(happens):
    routes = [
        [stay(units=[0]), leave([0])],
        [stay(units=[0], weight=2), leave([0])],
        [stay(units=[0, 1]), leave([0])],
    ]
    people = [
        comes(0, 10 * H),
        comes(H, H, route=1),
        comes(2 * H, H),
        comes(3 * H, H, route=2),
    ]
    assert happens(network([unit(2), unit(1)], routes=routes, end=DAY), people) == [
        through(0, 0, 10 * H),
        through(H, 10 * H, 11 * H),
        through(2 * H, 11 * H, 12 * H),
        through(3 * H, 3 * H, 4 * H, unit=1),
    ]


def test_rule_5_the_head_needs_room_for_all_his_places(happens):
    routes = [[stay(weight=weight), leave([0])] for weight in (1, 2, 3)]
    people = [comes(0, 4 * H), comes(0, 6 * H), comes(0, 9 * H), comes(H, H, route=2)]
    assert happens(network([unit(4)], routes=routes, end=DAY), people)[3:] == [
        through(H, 6 * H, 7 * H)
    ]
    people[3] = comes(H, H, route=1)
    assert happens(network([unit(4)], routes=routes, end=DAY), people)[3:] == [
        through(H, 4 * H, 5 * H)
    ]


def test_rule_5_a_head_whose_unit_lets_nobody_out_blocks_as_well(happens):
    units = [unit(1, moves_out=windows((9 * H, 10 * H))), unit(1, setting=1)]
    routes = [[stay(), stay(1, after=[0], units=[1]), leave([1])], [stay(1, units=[1]), leave([0])]]
    people = [Person(0, [Draw(4 * H), Draw(H), Draw(0)]), comes(5 * H, H, route=1)]
    assert happens(network(units, routes=routes, end=DAY), people) == [
        Went(0, 10 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 9 * H), stayed(4 * H, 9 * H, 10 * H, 10 * H, unit=1), went(10 * H)
        ]),
        through(5 * H, 10 * H, 11 * H, unit=1),
    ]  # fmt: skip


def test_rule_5_widening_keeps_the_asked_time(happens):
    """B may use unit 1 from 5 on, and does not block it before; then he is first in it."""
    routes = [[stay(units=[0, (1, 4 * H)]), leave([0])], [stay(units=[1]), leave([0])]]
    people = [
        comes(0, 20 * H),
        comes(H, 2 * H),
        comes(2 * H, 6 * H, route=1),
        comes(3 * H, H, route=1),
    ]
    assert happens(network([unit(1), unit(1)], routes=routes, end=DAY), people) == [
        through(0, 0, 20 * H),
        through(H, 8 * H, 10 * H, unit=1),
        through(2 * H, 2 * H, 8 * H, unit=1),
        through(3 * H, 10 * H, 11 * H, unit=1),
    ]


def test_rule_5_widening_starts_him_by_itself(happens):
    route = [stay(units=[0, (1, 4 * H)]), leave([0])]
    people = [comes(0, 20 * H), comes(H, 2 * H)]
    assert happens(network([unit(1), unit(1)], routes=[route], end=DAY), people)[1:] == [
        through(H, 5 * H, 7 * H, unit=1)
    ]


def test_rule_5_widening_goes_on_after_going_home_as_it_widens(happens):
    """He goes home at 8, the very time at which unit 1 becomes one of his; unit 2 does at 20."""
    ward = unit(1, discharges=windows((8 * H, 9 * H)), moves_out=windows((0, 3 * DAY)))
    place = network(
        [ward, unit(0, setting=1), unit(1, setting=1)],
        routes=[
            [
                stay(lets_go=LetsGo.AT_END),
                stay(1, after=[0], units=[(1, 6 * H), (2, 18 * H)]),
                leave([1]),
            ]
        ],
        end=3 * DAY,
    )
    people = [Person(0, [Draw(2 * H), Draw(H), Draw(0)])]
    home, found = At(0, 0, 0, 2 * H, 2 * H, 8 * H, 0), 20 * H
    there = stayed(2 * H, found, found + H, found + H, unit=2)
    assert happens(place, people) == [Went(0, found + H, Exit.LEFT, [home, there, went(found + H)])]


def test_rule_5_for_a_handoff_only_the_first_in_order_is_tried(happens):
    """The first one's task does not fit today; the second one's would."""
    hours = windows((9 * H, 17 * H), (33 * H, 41 * H))
    place = network([], [handoff(2, hours=hours, at_close=AtClose.FIT)], [[task(0), leave([0])]],
                    end=2 * DAY)  # fmt: skip
    people = [comes(14 * H, 5 * H), comes(15 * H, H)]
    assert happens(place, people) == [
        Went(14 * H, 38 * H, Exit.LEFT, [did(14 * H, 33 * H, 38 * H), went(38 * H)]),
        Went(15 * H, 34 * H, Exit.LEFT, [did(15 * H, 33 * H, 34 * H), went(34 * H)]),
    ]
