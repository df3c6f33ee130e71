"""Rule 15: limits, lost and postponed, and what the end of a journey undoes."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, AtLimit
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

FIRST = [stay(), leave([0])]


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def booked_again(by: int, most: int) -> list:
    """One stay, put off a number of times."""
    return [
        stay(at_limit=AtLimit.POSTPONED, postpone_by=by * H, postpone_most=most), leave([0])
    ]  # fmt: skip


@pytest.mark.parametrize(("limit", "story"), [
    (4, Went(H, 5 * H, Exit.LOST, [At(H), At()])),
    (5, through(H, 6 * H, 7 * H)),
])  # fmt: skip
def test_rule_15_limits_run_from_asked(happens, limit, story):
    place = network([unit([(0, 0), (6 * H, 1)])], routes=[FIRST], end=DAY)
    assert happens(place, [Person(H, [Draw(H, limit=limit * H), Draw(0)])]) == [story]


def test_rule_15_at_a_loss_all_places_and_queues_are_left_and_work_begun_goes_on(happens):
    """Lost at 6: one task runs to its end, the other is not begun, nothing more is asked for."""
    route = [
        stay(),
        task(0, [0]),
        task(1, [0]),
        task(0, [1]),
        stay(1, after=[0], units=[1]),
        leave([4]),
    ]
    place = network([unit(1), unit(0, setting=1)], [handoff(9), handoff([(0, 0), (10 * H, 1)])],
                    [route, FIRST, [task(1), leave([0])]], end=DAY)  # fmt: skip
    draws = [Draw(4 * H), Draw(10 * H), Draw(H), Draw(H), Draw(H, limit=2 * H), Draw(0)]
    people = [
        Person(0, draws),
        Person(5 * H, [Draw(H), Draw(0)], route=1),
        Person(5 * H, [Draw(H), Draw(0)], route=2),
    ]
    assert happens(place, people) == [
        Went(0, 6 * H, Exit.LOST, [
            stayed(0, 0, 4 * H, 6 * H), did(4 * H, 4 * H, 14 * H), At(4 * H), At(), At(4 * H), At()
        ]),
        through(5 * H, 6 * H, 7 * H),
        Went(5 * H, 11 * H, Exit.LEFT, [did(5 * H, 10 * H, 11 * H), went(11 * H)]),
    ]  # fmt: skip


def test_rule_15_at_a_death_too(happens):
    route = [stay(), task(0, [0]), task(1, [0]), stay(1, after=[0], units=[1]), leave([3])]
    place = network([unit(1), unit(0, setting=1)], [handoff(9), handoff([(0, 0), (10 * H, 1)])],
                    [route, FIRST], end=DAY)  # fmt: skip
    draws = [Draw(4 * H, dies_waiting=2 * H), Draw(10 * H), Draw(H), Draw(H), Draw(0)]
    people = [Person(0, draws), Person(5 * H, [Draw(H), Draw(0)], route=1)]
    assert happens(place, people) == [
        Went(0, 6 * H, Exit.DIED, [
            stayed(0, 0, 4 * H, 6 * H), did(4 * H, 4 * H, 14 * H), At(4 * H), At(4 * H), At()
        ]),
        through(5 * H, 6 * H, 7 * H),
    ]  # fmt: skip


def test_rule_15_a_place_reserved_is_left_on_the_move(happens):
    """He is lost at 2 by the limit of a handoff, with the way to his place taking until 4."""
    route = [stay(move=4 * H), task(0), leave([0, 1])]
    place = network([unit(1)], [handoff(0)], [route, FIRST], end=DAY)
    people = [
        Person(0, [Draw(H), Draw(H, limit=2 * H), Draw(0)]),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 2 * H, Exit.LOST, [At(0, 0, left=2 * H, unit=0), At(0), At()]),
        through(H, 2 * H, 3 * H),
    ]


def test_rule_15_who_is_lost_during_need_is_not_ready_later(happens):
    """What was planned for 6 has no room within its limit; need would have ended at 10."""
    route = [stay(), task(0, [0], begins_before=4 * H), leave([0, 1])]
    place = network([unit(1)], [handoff(0)], [route], end=DAY)
    assert happens(place, [Person(0, [Draw(10 * H), Draw(H, limit=H), Draw(0)])]) == [
        Went(0, 7 * H, Exit.LOST, [At(0, 0, 0, left=7 * H, unit=0), At(6 * H), At()])
    ]


def test_rule_15_postponed_as_often_as_may_be_and_then_lost(happens):
    """Waits from 1 to 3, from 8 to 10, and from 15 to 17."""
    place = network([unit(0)], routes=[booked_again(by=5, most=2)], end=DAY)
    assert happens(place, [Person(H, [Draw(H, limit=2 * H), Draw(0)])]) == [
        Went(H, 17 * H, Exit.LOST, [At(H, postponed=2), At()])
    ]


@pytest.mark.parametrize(
    ("opens", "postponed", "started"), [(3, 0, 3), (4, 1, 8), (8, 1, 8), (10, 1, 10), (12, 2, 15)]
)
def test_rule_15_he_starts_only_while_he_waits(happens, opens, postponed, started):
    place = network([unit([(0, 0), (opens * H, 1)])], routes=[booked_again(by=5, most=2)], end=DAY)
    (story,) = happens(place, [Person(H, [Draw(2 * H, limit=2 * H), Draw(0)])])
    ended = (started + 2) * H
    assert story == Went(H, ended, Exit.LEFT, [
        At(H, started * H, started * H, ended, ended, ended, 0, postponed), went(ended)
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "first", "second"), [(6, 8, 6), (10, 10, 11)], ids=["he is away", "he is back"]
)
def test_rule_15_a_postponed_booking_keeps_its_first_asked_time(happens, opens, first, second):
    """Asked at 1 and put off from 4 to 8, he goes before who has asked at 3, if he is there."""
    place = network([unit([(0, 0), (opens * H, 1)])], routes=[booked_again(by=4, most=9), FIRST],
                    end=DAY)  # fmt: skip
    people = [
        Person(H, [Draw(H, limit=3 * H), Draw(0)]),
        Person(3 * H, [Draw(H), Draw(0)], route=1),
    ]
    (postponed, other) = happens(place, people)
    assert postponed.steps[0] == At(
        H, first * H, first * H, (first + 1) * H, (first + 1) * H, (first + 1) * H, 0, 1
    )
    assert other == through(3 * H, second * H, (second + 1) * H)


def test_rule_15_widening_counts_from_when_it_was_first_asked_for(happens):
    """Put off from 2 to 5: by then he has waited long enough for the other unit."""
    route = [
        stay(units=[0, (1, 4 * H)], at_limit=AtLimit.POSTPONED, postpone_by=3 * H, postpone_most=1),
        leave([0]),
    ]
    place = network([unit(0), unit(1)], routes=[route], end=DAY)
    assert happens(place, [Person(H, [Draw(H, limit=H), Draw(0)])]) == [
        Went(H, 6 * H, Exit.LEFT, [
            At(H, 5 * H, 5 * H, 6 * H, 6 * H, 6 * H, 1, postponed=1), went(6 * H)
        ]),
    ]  # fmt: skip


def test_rule_15_he_keeps_the_place_he_holds_while_his_booking_is_postponed(happens):
    route = [
        stay(),
        stay(1, after=[0], units=[1], at_limit=AtLimit.POSTPONED, postpone_by=5 * H,
             postpone_most=1),
        leave([1]),
    ]  # fmt: skip
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[route, FIRST],
                    end=DAY)  # fmt: skip
    people = [
        Person(0, [Draw(4 * H), Draw(H, limit=H), Draw(0)]),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 10 * H),
            At(4 * H, 10 * H, 10 * H, 11 * H, 11 * H, 11 * H, 1, postponed=1),
            went(11 * H),
        ]),
        through(H, 10 * H, 11 * H),
    ]  # fmt: skip


def test_rule_15_handoffs_are_postponed_as_well(happens):
    """A clinic with somebody there from 9 to 10 and from 20 on."""
    route = [task(0, at_limit=AtLimit.POSTPONED, postpone_by=6 * H, postpone_most=1), leave([0])]
    place = network([], [handoff([(0, 0), (9 * H, 1), (10 * H, 0), (20 * H, 1)])], [route], end=DAY)
    assert happens(place, [Person(0, [Draw(H, limit=5 * H), Draw(0)])]) == [
        Went(0, 16 * H, Exit.LOST, [At(0, postponed=1), At()])
    ]
    assert happens(place, [Person(H, [Draw(H, limit=9 * H), Draw(0)])]) == [
        Went(H, 10 * H, Exit.LEFT, [did(H, 9 * H, 10 * H), went(10 * H)])
    ]
    assert happens(place, [Person(2 * H, [Draw(H, limit=6 * H), Draw(0)])]) == [
        Went(2 * H, 21 * H, Exit.LEFT, [
            At(2 * H, 20 * H, 20 * H, 21 * H, postponed=1), went(21 * H)
        ]),
    ]  # fmt: skip


def test_rule_15_who_is_lost_by_one_limit_is_not_postponed_by_another(happens):
    route = [
        task(0, at_limit=AtLimit.POSTPONED, postpone_by=H, postpone_most=3),
        task(0),
        leave([0, 1]),
    ]
    place = network([], [handoff(0)], [route], end=DAY)
    draws = [Draw(H, limit=2 * H), Draw(H, limit=2 * H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 2 * H, Exit.LOST, [At(0), At(0), At()])
    ]  # fmt: skip


def test_rule_15_a_loss_frees_who_was_behind_him(happens):
    """The head of the queue needs two places; when he is gone, who needs one may start."""
    routes = [[stay(weight=2), leave([0])], FIRST]
    people = [
        Person(0, [Draw(9 * H), Draw(0)], route=1),
        Person(H, [Draw(H, limit=3 * H), Draw(0)], route=0),
        Person(2 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(network([unit(2)], routes=routes, end=DAY), people)[1:] == [
        Went(H, 4 * H, Exit.LOST, [At(H), At()]),
        through(2 * H, 4 * H, 5 * H),
    ]


@pytest.mark.parametrize("most", [0, 1])
def test_rule_15_postponed_by_nothing_within_the_instant(happens, most):
    place = network([unit(0)], routes=[booked_again(by=0, most=most)], end=DAY)
    assert happens(place, [Person(H, [Draw(H, limit=0), Draw(0)])]) == [
        Went(H, H, Exit.LOST, [At(H, postponed=most), At()])
    ]
