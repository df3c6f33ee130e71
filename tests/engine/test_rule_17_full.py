"""Rule 17: people who are in, or wait, when the run begins."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NONE, AtLimit, LetsGo
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
    windows,
)

ALL = 1_000_000
FIRST = [stay(), leave([0])]
ON = [stay(), stay(1, after=[0], units=[1]), leave([1])]
WITH_TASK = [stay(), task(0, [0]), leave([0, 1])]


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def inside(need: int, in_unit: int = 0, **more: int) -> Person:
    """In a unit for so many hours more, at the first step of a route of one stay."""
    return Person(0, [Draw(need * H), Draw(0)], begins_at=0, begins_in=in_unit, **more)


def test_rule_17_he_is_in_whatever_the_capacity_the_hours_and_his_own_choices(happens):
    place = network([unit(1), unit(0, admits=windows())], routes=[FIRST], end=DAY)
    assert happens(place, [inside(5, in_unit=1)]) == [through(0, 0, 5 * H, unit=1)]


def test_rule_17_he_is_not_on_his_way(happens):
    place = network([unit(1)], routes=[[stay(move=3 * H), leave([0])]], end=DAY)
    assert happens(place, [inside(5)]) == [through(0, 0, 5 * H)]


@pytest.mark.parametrize(("arrives", "starts"), [(0, 6), (5, 6), (6, 6), (7, 7)])
def test_rule_17_over_capacity_runs_down(happens, arrives, starts):
    """Three in one bed: at 6 the last of them goes."""
    place = network([unit(1)], routes=[FIRST], end=DAY)
    people = [inside(2), inside(6), inside(4), Person(arrives * H, [Draw(H), Draw(0)])]
    assert happens(place, people) == [
        through(0, 0, 2 * H),
        through(0, 0, 6 * H),
        through(0, 0, 4 * H),
        through(arrives * H, starts * H, (starts + 1) * H),
    ]


def test_rule_17_nobody_is_started_before_all_are_in(happens):
    """The first waits for the bed in which the second is; the third too, who arrives then."""
    place = network([unit(1)], routes=[FIRST], end=DAY)
    waits = Person(0, [Draw(H), Draw(0)], begins_at=0)
    assert happens(place, [waits, inside(3), Person(0, [Draw(H), Draw(0)])]) == [
        through(0, 3 * H, 4 * H),
        through(0, 0, 3 * H),
        through(0, 4 * H, 5 * H),
    ]


def test_rule_17_who_waits_does_so_in_order(happens):
    """Of equal priority in the order of the table, those who arrive at 0 behind them."""
    high = [stay(priority=1), leave([0])]
    place = network([unit(1)], routes=[FIRST, high], end=DAY)
    people = [
        Person(0, [Draw(H), Draw(0)], begins_at=0),
        Person(0, [Draw(H), Draw(0)], begins_at=0),
        Person(0, [Draw(H), Draw(0)], begins_at=0, route=1),
        Person(0, [Draw(H), Draw(0)]),
    ]
    starts = [story.steps[0].reserved // H for story in happens(place, people)]
    assert starts == [1, 2, 0, 3]


def test_rule_17_a_falling_weight_falls_from_0_on(happens):
    falling = stay(weight=2, profile=[(3 * H, 1)])
    place = network([unit(2)], routes=[[falling, leave([0])], FIRST], end=DAY)
    people = [inside(8), Person(H, [Draw(H), Draw(0)], route=1)]
    assert happens(place, people) == [through(0, 0, 8 * H), through(H, 3 * H, 4 * H)]


def test_rule_17_the_steps_before_leave_no_record(happens):
    """In the second stay, or waiting for it, with nothing held and no growth."""
    route = [stay(), task(0, [0]), stay(1, after=[0, 1], units=[1], growth=ALL), leave([2])]
    place = network([unit(1), unit(1, setting=1)], [handoff(1)], [route, FIRST], end=DAY)
    draws = [Draw(9 * H), Draw(9 * H), Draw(4 * H), Draw(0)]
    people = [
        Person(0, draws, begins_at=2, begins_in=1),
        Person(0, draws, begins_at=2),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 4 * H, Exit.LEFT, [
            At(), At(), stayed(0, 0, 4 * H, 4 * H, unit=1), went(4 * H)
        ]),
        Went(0, 8 * H, Exit.LEFT, [
            At(), At(), stayed(0, 4 * H, 8 * H, 8 * H, unit=1), went(8 * H)
        ]),
        through(H, H, 2 * H),
    ]  # fmt: skip


def test_rule_17_he_goes_on_to_the_next_stay_as_others_do(happens):
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[ON], end=DAY)
    draws = [Draw(2 * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws, begins_at=0, begins_in=0)]) == [
        Went(0, 7 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 6 * H), stayed(2 * H, 6 * H, 7 * H, 7 * H, unit=1), went(7 * H)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("staff", "begins"), [(1, 0), ([(0, 0), (5 * H, 1)], 5)])
def test_rule_17_he_may_begin_at_a_handoff_and_holds_no_place(happens, staff, begins):
    """His unit never discharges anybody, and is free for who comes at 1."""
    place = network([unit(1, discharges=windows())], [handoff(staff)], [WITH_TASK], end=DAY)
    people = [
        Person(0, [Draw(9 * H), Draw(2 * H), Draw(0)], begins_at=1),
        Person(H, [Draw(20 * H), Draw(2 * H), Draw(0)]),
    ]
    done = (begins + 2) * H
    assert happens(place, people) == [
        Went(0, done, Exit.LEFT, [At(), did(0, begins * H, done), went(done)]),
        Went(H, NONE, Exit.OPEN, [
            At(H, H, H, 21 * H, 21 * H, unit=0), did(21 * H, 21 * H, 23 * H), At(23 * H)
        ]),
    ]  # fmt: skip


def test_rule_17_a_handoff_that_he_does_not_need_is_done(happens):
    place = network([unit(1)], [handoff(0)], [WITH_TASK], end=DAY)
    person = Person(0, [Draw(9 * H), Draw(NONE), Draw(0)], begins_at=1)
    assert happens(place, [person]) == [Went(0, 0, Exit.LEFT, [At(), At(), went(0)])]


def test_rule_17_he_may_begin_at_leaving_and_return(happens):
    place = network([unit(1, discharges=windows((5 * H, 6 * H)))], routes=[FIRST], end=DAY)
    leaves = Person(0, [Draw(H), Draw(0)], begins_at=1, returns_as=1, returns_after=0)
    assert happens(place, [leaves, Person(NONE, [Draw(5 * H), Draw(0)])]) == [
        Went(0, 0, Exit.LEFT, [At(), went(0)]),
        through(0, 0, 5 * H),
    ]


@pytest.mark.parametrize(
    ("at", "steps"),
    [
        (1, [At(), did(0, 0, 2 * H), did(0, 0, 3 * H), went(3 * H)]),
        (2, [At(), At(), did(0, 0, 3 * H), went(3 * H)]),
    ],
)
def test_rule_17_what_comes_after_nothing_but_finished_steps_is_asked_for_as_well(
    happens, at, steps
):
    route = [stay(), task(0, [0]), task(1, [0]), leave([0, 1, 2])]
    place = network([unit(1)], [handoff(1), handoff(1)], [route], end=DAY)
    draws = [Draw(9 * H), Draw(2 * H), Draw(3 * H), Draw(0)]
    assert happens(place, [Person(0, draws, begins_at=at)]) == [Went(0, 3 * H, Exit.LEFT, steps)]


def test_rule_17_handoffs_beside_the_stay_that_he_is_in(happens):
    """One listed before the stay is done; one listed after, that comes after nothing, begins."""
    route = [task(0), stay(), task(0), leave([1])]
    place = network([unit(1)], [handoff(1)], [route], end=DAY)
    draws = [Draw(2 * H), Draw(4 * H), Draw(3 * H), Draw(0)]
    assert happens(place, [Person(0, draws, begins_at=1, begins_in=0)]) == [
        Went(0, 4 * H, Exit.LEFT, [
            At(), stayed(0, 0, 4 * H, 4 * H), did(0, 0, 3 * H), went(4 * H)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rounds", "ready"),
    [([], 0), ([(0, ALL), (3 * H, ALL)], 0), ([(3 * H, ALL)], 3), ([(0, 0), (3 * H, ALL)], 3)],
)
def test_rule_17_who_has_no_need_left_is_ready_as_others_are(happens, rounds, ready):
    reviewed = reviews(*rounds) if rounds else None
    place = network([unit(1, reviewed=reviewed)], routes=[FIRST], end=DAY)
    now = ready * H
    assert happens(place, [inside(0), Person(0, [Draw(H), Draw(0)])])[0] == (
        Went(0, now, Exit.LEFT, [At(0, 0, 0, 0, now, now, 0), went(now)])
    )


def test_rule_17_who_leaves_at_0_makes_room_at_0(happens):
    place = network([unit(1)], routes=[FIRST], end=DAY)
    assert happens(place, [inside(0), Person(0, [Draw(H), Draw(0)])]) == [
        through(0, 0, 0),
        through(0, 0, H),
    ]


def test_rule_17_death_at_0_and_later(happens):
    """With nothing that comes after the stay asked for, and what is beside it never asked for."""
    route = [stay(), task(0), leave([0])]
    place = network([unit(1)], [handoff(0)], [route], end=DAY)
    people = [
        Person(0, [Draw(need * H, dies=1), Draw(H), Draw(0)], begins_at=0, begins_in=0)
        for need in (0, 3)
    ]
    assert happens(place, people) == [
        Went(0, 0, Exit.DIED, [At(0, 0, 0, 0, left=0, unit=0), At(), At()]),
        Went(0, 3 * H, Exit.DIED, [At(0, 0, 0, 3 * H, left=3 * H, unit=0), At(0), At()]),
    ]


@pytest.mark.parametrize("at_limit", [AtLimit.LOST, AtLimit.ELSEWHERE])
def test_rule_17_the_limit_of_who_waits_runs_from_0(happens, at_limit):
    routes = [[stay(at_limit=at_limit), leave([0])], [stay(1, units=[1]), leave([0])]]
    place = network([unit(0), unit(1, setting=1)], routes=routes, end=DAY)
    people = [
        Person(0, [Draw(H, limit=2 * H), Draw(0)], begins_at=0, instead_as=1),
        Person(NONE, [Draw(H), Draw(0)], route=1),
    ]
    first, other = happens(place, people)
    is_sent = at_limit is AtLimit.ELSEWHERE
    assert first == Went(0, 2 * H, Exit.SWITCHED if is_sent else Exit.LOST, [At(0), At()])
    never = Went(NONE, NONE, Exit.OPEN, [At(), At()])
    assert other == (through(2 * H, 2 * H, 3 * H, unit=1) if is_sent else never)


def test_rule_17_planning_ahead_and_going_home(happens):
    """Expected to be ready at 3, he has a task from 1 to 4, and goes home at 3 as it has begun."""
    route = [
        stay(lets_go=LetsGo.NEXT_TASK),
        task(0, [0], begins_before=2 * H),
        stay(1, after=[0, 1], units=[1]),
        leave([2]),
    ]
    place = network([unit(1), unit([(0, 0), (9 * H, 1)], setting=1)], [handoff(1)], [route],
                    end=DAY)  # fmt: skip
    draws = [Draw(3 * H), Draw(3 * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws, begins_at=0, begins_in=0)]) == [
        Went(0, 10 * H, Exit.LEFT, [
            stayed(0, 0, 3 * H, 3 * H), did(H, H, 4 * H),
            stayed(4 * H, 9 * H, 10 * H, 10 * H, unit=1), went(10 * H),
        ]),
    ]  # fmt: skip


def test_rule_17_who_begins_inside_may_fall_ill_again(happens):
    place = network([unit(1), unit([(0, 0), (3 * H, 1)], setting=1)], routes=[ON], end=DAY)
    draws = [Draw(2 * H, relapses_after=H, relapse_lasts=4 * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws, begins_at=0, begins_in=0)]) == [
        Went(0, 8 * H, Exit.LEFT, [
            At(0, 0, 0, 2 * H, 2 * H, 7 * H, 0, 0, 3 * H, 7 * H),
            stayed(2 * H, 7 * H, 8 * H, 8 * H, unit=1), went(8 * H),
        ]),
    ]  # fmt: skip
