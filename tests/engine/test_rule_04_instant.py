"""Rule 4: an instant. Everything due, then starts one by one, then limits; death before all."""

from __future__ import annotations

from itertools import permutations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, LetsGo
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

WARD = network([unit(1)], routes=[[stay(), leave([0])]], end=DAY)


def lost(asked: int, finished: int) -> Went:
    """Lost from the queue for the ward."""
    return Went(asked, finished, Exit.LOST, [At(asked), At()])


def through(asked: int, started: int, ended: int) -> Went:
    """Through the ward without delay."""
    return Went(asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended), went(ended)])


def test_rule_4_a_start_beats_a_limit_at_the_same_time(happens):
    people = [
        Person(0, [Draw(5 * H), Draw(0)]),
        Person(3 * H, [Draw(H, limit=2 * H), Draw(0)]),
    ]
    assert happens(WARD, people) == [through(0, 0, 5 * H), through(3 * H, 5 * H, 6 * H)]


@pytest.mark.parametrize("opens", ["capacity", "admission", "turnaround", "widening"])
def test_rule_4_whatever_opens_at_the_limit_opens_in_time(happens, opens):
    route = [stay(units=[(0, 5 * H)] if opens == "widening" else [0]), leave([0])]
    ward = unit(
        [(0, 0), (5 * H, 1)] if opens == "capacity" else 1,
        admits=windows((0, H), (5 * H, 6 * H)) if opens == "admission" else None,
        turnaround=4 * H if opens == "turnaround" else 0,
    )
    people = [Person(0, [Draw(H, limit=5 * H), Draw(0)])]
    if opens in ("admission", "turnaround"):
        people = [Person(0, [Draw(H), Draw(0)]), Person(H, [Draw(H, limit=4 * H), Draw(0)])]
    went_through = happens(network([ward], routes=[route], end=DAY), people)
    assert went_through[-1] == through(people[-1].arrives, 5 * H, 6 * H)


def test_rule_4_of_two_limits_due_one_is_saved_by_the_bed(happens):
    people = [
        Person(0, [Draw(5 * H), Draw(0)]),
        Person(3 * H, [Draw(H, limit=2 * H), Draw(0)]),
        Person(4 * H, [Draw(H, limit=H), Draw(0)]),
    ]
    assert happens(WARD, people)[1:] == [through(3 * H, 5 * H, 6 * H), lost(4 * H, 5 * H)]


def test_rule_4_limits_run_out_together_before_what_they_free_is_taken(happens):
    routes = [
        [stay(), stay(1, after=[0], units=[1]), leave([1])],
        [stay(1, units=[1]), leave([0])],
        [stay(), leave([0])],
    ]
    people = [
        Person(0, [Draw(20 * H), Draw(0)], route=1),
        Person(0, [Draw(H), Draw(H, limit=4 * H), Draw(0)], route=0),
        Person(2 * H, [Draw(H, limit=3 * H), Draw(0)], route=2),
        Person(3 * H, [Draw(H), Draw(0)], route=2),
    ]
    place = network([unit(1), unit(1, setting=1)], routes=routes, end=DAY)
    assert happens(place, people)[1:] == [
        Went(0, 5 * H, Exit.LOST, [stayed(0, 0, H, 5 * H), At(H), At()]),
        lost(2 * H, 5 * H),
        through(3 * H, 5 * H, 6 * H),
    ]


def test_rule_4_a_limit_of_zero_waits_for_nothing_but_the_instant(happens):
    people = [
        Person(0, [Draw(3 * H), Draw(0)]),
        Person(2 * H, [Draw(H, limit=0), Draw(0)]),
        Person(3 * H, [Draw(H, limit=0), Draw(0)]),
        Person(3 * H, [Draw(H, limit=0), Draw(0)]),
    ]
    assert happens(WARD, people)[1:] == [
        lost(2 * H, 2 * H),
        through(3 * H, 3 * H, 4 * H),
        lost(3 * H, 3 * H),
    ]


def test_rule_4_what_takes_no_time_is_over_within_the_instant(happens):
    place = network([unit(1)], [handoff(1)], [[stay(), task(0, [0]), leave([1])]], end=DAY)
    people = [Person(H, [Draw(0), Draw(0), Draw(0)]) for _ in range(3)]
    at_once = Went(H, H, Exit.LEFT, [stayed(H, H, H, H), did(H, H, H), went(H)])
    assert happens(place, people) == [at_once] * 3


@pytest.mark.parametrize(("opens", "left", "started"), [(1, 6, 6), (10, 4, 12)])
def test_rule_4_care_settings_come_before_handoffs(happens, opens, left, started):
    """A bed open at 4 is reserved before the task starts, which would have freed the old one."""
    route = [
        stay(lets_go=LetsGo.NEXT_TASK),
        task(0, [0]),
        stay(1, after=[0], units=[1], move=2 * H),
        leave([2]),
    ]
    units = [unit(1), unit([(0, 0), (opens * H, 1)], setting=1)]
    place = network(units, [handoff(1)], [route], end=DAY)
    asked, reserved, ended = 4 * H, (started - 2) * H, (started + 1) * H
    assert happens(place, [Person(0, [Draw(4 * H), Draw(H), Draw(H), Draw(0)])]) == [
        Went(0, ended, Exit.LEFT, [
            stayed(0, 0, 4 * H, left * H),
            did(4 * H, 4 * H, 5 * H),
            stayed(asked, reserved, ended, ended, unit=1, move=2 * H),
            went(ended),
        ]),
    ]  # fmt: skip


def test_rule_4_who_dies_at_a_time_asks_for_nothing_then(happens):
    route = [stay(), task(0, [0], begins_before=2 * H), leave([0, 1])]
    people = [
        Person(0, [Draw(4 * H, error=2 * H, dies=1), Draw(H), Draw(0)]),
        Person(0, [Draw(4 * H, error=2 * H), Draw(H), Draw(0)]),
    ]
    assert happens(network([unit(2)], [handoff(2)], [route], end=DAY), people) == [
        Went(0, 4 * H, Exit.DIED, [At(0, 0, 0, 4 * H, left=4 * H, unit=0), At(), At()]),
        Went(0, 5 * H, Exit.LEFT, [stayed(0, 0, 4 * H, 5 * H), did(4 * H, 4 * H, 5 * H),
                                   went(5 * H)]),
    ]  # fmt: skip


@pytest.mark.parametrize("draw", [Draw(0, dies=1), Draw(0, dies_waiting=0)])
def test_rule_4_what_was_asked_at_the_time_of_death_was_never_asked(happens, draw):
    """Nobody is free to start the task; had somebody been, it would have been before the death."""
    place = network([unit(1)], [handoff(0)], [[task(0), stay(), leave([1])]], end=DAY)
    ready = 2 * H if draw.dies_waiting == 0 else -1
    died_at_once = At(2 * H, 2 * H, 2 * H, 2 * H, ready, 2 * H, 0)
    assert happens(place, [Person(2 * H, [Draw(H, limit=0), draw, Draw(0)])]) == [
        Went(2 * H, 2 * H, Exit.DIED, [At(), died_at_once, At()])
    ]


def test_rule_4_who_dies_as_the_bed_is_freed_does_not_take_it(happens):
    routes = [[stay(), stay(1, after=[0], units=[1]), leave([1])], [stay(1, units=[1]), leave([0])]]
    people = [
        Person(0, [Draw(6 * H), Draw(0)], route=1),
        Person(0, [Draw(4 * H, dies_waiting=2 * H), Draw(H), Draw(0)]),
        Person(0, [Draw(5 * H), Draw(H), Draw(0)]),
    ]
    place = network([unit(2), unit(1, setting=1)], routes=routes, end=DAY)
    assert happens(place, people)[1:] == [
        Went(0, 6 * H, Exit.DIED, [stayed(0, 0, 4 * H, 6 * H), At(4 * H), At()]),
        Went(0, 7 * H, Exit.LEFT, [
            stayed(0, 0, 5 * H, 6 * H), stayed(5 * H, 6 * H, 7 * H, 7 * H, unit=1), went(7 * H)
        ]),
    ]  # fmt: skip


def test_rule_4_who_dies_as_the_doors_open_does_not_leave(happens):
    ward = network([unit(1, discharges=windows((9 * H, 17 * H)))],
                   routes=[[stay(), leave([0])]], end=DAY)  # fmt: skip
    assert happens(ward, [Person(0, [Draw(6 * H, dies_waiting=3 * H), Draw(0)])]) == [
        Went(0, 9 * H, Exit.DIED, [stayed(0, 0, 6 * H, 9 * H), At(6 * H)])
    ]


@pytest.mark.parametrize("lets_go", [LetsGo.AT_END, LetsGo.NEXT_TASK])
def test_rule_4_who_dies_as_he_would_go_home_does_not_get_there(happens, lets_go):
    """The doors open at 9, and he has been ready since 6; his task began then."""
    route = [stay(lets_go=lets_go), task(0, [0]), stay(1, after=[0], units=[1]), leave([2])]
    units = [unit(1, discharges=windows((9 * H, 17 * H))), unit(0, setting=1)]
    place = network(units, [handoff(1)], [route], end=DAY)
    draws = [Draw(6 * H, dies_waiting=3 * H), Draw(H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 9 * H, Exit.DIED, [
            stayed(0, 0, 6 * H, 9 * H), did(6 * H, 6 * H, 7 * H), At(6 * H), At()
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_rule_4_the_order_of_equal_times_in_a_list_is_nothing(happens, order):
    """Three arrive together and ask for the bed one after another: their rows do not matter."""
    place = network([unit(1)], [handoff(3)], [[task(0), stay(after=[0]), leave([1])]], end=DAY)
    tasks = [Draw(H), Draw(2 * H), Draw(3 * H)]
    stories = [
        Went(0, (5 * i + 6) * H, Exit.LEFT, [
            did(0, 0, (i + 1) * H),
            stayed((i + 1) * H, (5 * i + 1) * H, (5 * i + 6) * H, (5 * i + 6) * H),
            went((5 * i + 6) * H),
        ])
        for i in range(3)
    ]  # fmt: skip
    people = [Person(0, [tasks[i], Draw(5 * H), Draw(0)]) for i in order]
    assert happens(place, people) == [stories[i] for i in order]
