"""Rule 6: keeping the place, moving, going home to wait, turnaround."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NONE, LetsGo, Network
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

ON = [stay(), stay(1, after=[0], units=[1]), leave([1])]
FIRST = [stay(), leave([0])]
SECOND = [stay(1, units=[1]), leave([0])]
OFFICE = windows((9 * H, 17 * H))


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def test_rule_6_he_keeps_his_place_until_the_next_one_starts(happens):
    place = network([unit(1), unit(1, setting=1)], routes=[ON, FIRST, SECOND], end=DAY)
    people = [
        Person(0, [Draw(4 * H), Draw(H), Draw(0)], route=0),
        Person(0, [Draw(10 * H), Draw(0)], route=2),
        Person(5 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 10 * H), stayed(4 * H, 10 * H, 11 * H, 11 * H, unit=1),
            went(11 * H),
        ]),
        through(0, 0, 10 * H, unit=1),
        through(5 * H, 10 * H, 11 * H),
    ]  # fmt: skip


def test_rule_6_a_vacancy_passes_down_through_all_levels_at_one_instant(happens):
    routes = [
        [stay(2, units=[2]), leave([0])],
        [stay(1, units=[1]), stay(2, after=[0], units=[2]), leave([1])],
        [stay(0, units=[0]), stay(1, after=[0], units=[1]), leave([1])],
        [stay(0, units=[0]), leave([0])],
    ]
    people = [
        Person(0, [Draw(10 * H), Draw(0)], route=0),
        Person(0, [Draw(3 * H), Draw(H), Draw(0)], route=1),
        Person(0, [Draw(2 * H), Draw(2 * H), Draw(0)], route=2),
        Person(H, [Draw(3 * H), Draw(0)], route=3),
    ]
    place = network([unit(1), unit(1, setting=1), unit(1, setting=2)], routes=routes, end=DAY)
    assert happens(place, people) == [
        through(0, 0, 10 * H, unit=2),
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 3 * H, 10 * H, unit=1), stayed(3 * H, 10 * H, 11 * H, 11 * H, unit=2),
            went(11 * H),
        ]),
        Went(0, 12 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 10 * H, unit=0), stayed(2 * H, 10 * H, 12 * H, 12 * H, unit=1),
            went(12 * H),
        ]),
        through(H, 10 * H, 13 * H),
    ]  # fmt: skip


def test_rule_6_a_move_that_takes_time_uses_both_places(happens):
    route = [stay(), stay(1, after=[0], units=[1], move=3 * H), leave([1])]
    place = network([unit(1), unit(1, setting=1)], routes=[route, FIRST, SECOND], end=DAY)
    people = [
        Person(0, [Draw(4 * H), Draw(2 * H), Draw(0)], route=0),
        Person(5 * H, [Draw(H), Draw(0)], route=1),
        Person(5 * H, [Draw(H), Draw(0)], route=2),
    ]
    assert happens(place, people) == [
        Went(0, 9 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 7 * H), stayed(4 * H, 4 * H, 9 * H, 9 * H, unit=1, move=3 * H),
            went(9 * H),
        ]),
        through(5 * H, 7 * H, 8 * H),
        through(5 * H, 9 * H, 10 * H, unit=1),
    ]  # fmt: skip


def test_rule_6_both_windows_are_tested_when_the_place_is_reserved_and_not_later(happens):
    route = [stay(), stay(1, after=[0], units=[1], move=4 * H), leave([1])]
    units = [
        unit(1, moves_out=windows((8 * H, 10 * H))),
        unit(1, setting=1, admits=windows((9 * H, 11 * H))),
    ]
    people = [Person(0, [Draw(4 * H), Draw(H), Draw(0)])]
    assert happens(network(units, routes=[route], end=DAY), people) == [
        Went(0, 14 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 13 * H), stayed(4 * H, 9 * H, 14 * H, 14 * H, unit=1, move=4 * H),
            went(14 * H),
        ]),
    ]  # fmt: skip


def test_rule_6_a_first_move_from_nowhere_needs_no_unit_to_let_him_out(happens):
    place = network([unit(1, moves_out=windows())],
                    routes=[[stay(move=2 * H), leave([0])]], end=DAY)  # fmt: skip
    assert happens(place, [Person(H, [Draw(5 * H), Draw(0)])]) == [
        Went(H, 8 * H, Exit.LEFT, [stayed(H, H, 8 * H, 8 * H, move=2 * H), went(8 * H)])
    ]


def test_rule_6_at_end_he_goes_home_to_wait(happens):
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(1), unit([(0, 0), (10 * H, 1)], setting=1)],
                    routes=[route, FIRST], end=DAY)  # fmt: skip
    people = [
        Person(0, [Draw(4 * H), Draw(H), Draw(0)]),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 4 * H), stayed(4 * H, 10 * H, 11 * H, 11 * H, unit=1), went(11 * H)
        ]),
        through(H, 4 * H, 5 * H),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "move", "left"),
    [(10, 0, 9), (9, 0, 9), (8, 0, 8), (8, 3, 11), (9, 3, 9)],
    ids=[
        "home at 9, place at 10",
        "home at 9, and the place just after",
        "place at 8",
        "place reserved by 9, and kept until he has moved",
        "home at 9, reserved just after",
    ],
)
def test_rule_6_he_goes_home_in_discharge_hours_unless_the_next_place_is_reserved(
    happens, opens, move, left
):
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1], move=move * H), leave([1])]
    units = [unit(1, discharges=OFFICE), unit([(0, 0), (opens * H, 1)], setting=1)]
    people = [Person(0, [Draw(4 * H), Draw(H), Draw(0)])]
    ended = (opens + move + 1) * H
    assert happens(network(units, routes=[route], end=DAY), people) == [
        Went(0, ended, Exit.LEFT, [
            stayed(0, 0, 4 * H, left * H),
            stayed(4 * H, opens * H, ended, ended, unit=1, move=move * H),
            went(ended),
        ]),
    ]  # fmt: skip


def test_rule_6_who_has_gone_home_needs_no_unit_to_let_him_out(happens):
    """His ward moves nobody on before 20; he goes home at 9, and from there straight on."""
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    units = [unit(1, discharges=OFFICE, moves_out=windows((20 * H, 21 * H))), unit(1, setting=1)]
    assert happens(network(units, routes=[route], end=DAY),
                   [Person(0, [Draw(4 * H), Draw(H), Draw(0)])]) == [
        Went(0, 10 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 9 * H), stayed(4 * H, 9 * H, 10 * H, 10 * H, unit=1), went(10 * H)
        ]),
    ]  # fmt: skip


def with_task(discharges_in_hours: bool = False, begins_before: int = NONE) -> Network:
    """A stay that lets go as the task starts, from 6 on unless planned; the next place is at 10."""
    route = [
        stay(lets_go=LetsGo.NEXT_TASK),
        task(0, [0], begins_before=begins_before),
        stay(1, after=[0, 1], units=[1]),
        leave([2]),
    ]
    staff = 1 if begins_before != NONE else [(0, 0), (6 * H, 1)]
    first = unit(1, discharges=OFFICE if discharges_in_hours else None)
    next_unit = unit([(0, 0), (10 * H, 1)], setting=1)
    return network([first, next_unit], [handoff(staff)], [route], end=DAY)


@pytest.mark.parametrize(
    ("place", "asked", "started", "left"),
    [
        (with_task(), 4, 6, 6),
        (with_task(discharges_in_hours=True), 4, 6, 9),
        (with_task(begins_before=2 * H), 2, 2, 4),
    ],
    ids=["when it starts", "in discharge hours after it starts", "at ready when begun before"],
)
def test_rule_6_when_the_next_task_starts_he_goes_home(happens, place, asked, started, left):
    ended = started + 1
    assert happens(place, [Person(0, [Draw(4 * H), Draw(H), Draw(H), Draw(0)])]) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, left * H),
            did(asked * H, started * H, ended * H),
            stayed(max(4, ended) * H, 10 * H, 11 * H, 11 * H, unit=1),
            went(11 * H),
        ]),
    ]  # fmt: skip


def test_rule_6_with_no_task_needed_he_keeps_his_place(happens):
    assert happens(with_task(), [Person(0, [Draw(4 * H), Draw(-1), Draw(H), Draw(0)])]) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 10 * H), At(), stayed(4 * H, 10 * H, 11 * H, 11 * H, unit=1),
            went(11 * H),
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize("dies", [0, 1])
def test_rule_6_all_his_places_are_in_use_until_after_the_turnaround(happens, dies):
    place = network([unit(2, turnaround=2 * H)], routes=[[stay(weight=2), leave([0])], FIRST],
                    end=DAY)  # fmt: skip
    people = [Person(0, [Draw(4 * H, dies=dies), Draw(0)], route=0)]
    people += [Person(H, [Draw(H), Draw(0)], route=1) for _ in range(3)]
    assert happens(place, people)[1:] == [
        through(H, 6 * H, 7 * H),
        through(H, 6 * H, 7 * H),
        through(H, 9 * H, 10 * H),
    ]


def test_rule_6_turnaround_follows_a_move_too(happens):
    units = [unit(1, turnaround=2 * H), unit(1, setting=1)]
    people = [
        Person(0, [Draw(4 * H), Draw(H), Draw(0)], route=0),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(network(units, routes=[ON, FIRST], end=DAY), people)[1:] == [
        through(H, 6 * H, 7 * H)
    ]
