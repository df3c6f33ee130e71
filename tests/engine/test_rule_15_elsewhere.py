"""Rule 15: limits that lead elsewhere."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NONE, AtLimit
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

ELSEWHERE = AtLimit.ELSEWHERE
FIRST = [stay(at_limit=ELSEWHERE), leave([0])]
OTHER = [stay(1, units=[1]), leave([0])]
NEVER_CAME = Went(NONE, NONE, Exit.OPEN, [At(), At()])


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def instead(route: int = 1, limit: int = NONE, **more: int) -> Person:
    """Somebody who comes for an hour, if anybody is sent."""
    return Person(NONE, [Draw(H, limit=limit), Draw(0)], route=route, **more)


@pytest.mark.parametrize(
    ("limit", "stories"),
    [
        (4, [Went(H, 5 * H, Exit.SWITCHED, [At(H), At()]), through(5 * H, 5 * H, 6 * H, unit=1)]),
        (5, [through(H, 6 * H, 7 * H), NEVER_CAME]),
    ],
)
def test_rule_15_the_other_row_comes_as_the_limit_runs_out(happens, limit, stories):
    place = network([unit([(0, 0), (6 * H, 1)]), unit(1, setting=1)], routes=[FIRST, OTHER],
                    end=DAY)  # fmt: skip
    people = [Person(H, [Draw(H, limit=limit * H), Draw(0)], instead_as=1), instead()]
    assert happens(place, people) == stories


def test_rule_15_elsewhere_may_be_outside_the_place(happens):
    place = network([unit(0)], routes=[FIRST], end=DAY)
    assert happens(place, [Person(H, [Draw(H, limit=2 * H), Draw(0)])]) == [
        Went(H, 3 * H, Exit.SWITCHED, [At(H), At()])
    ]


@pytest.mark.parametrize("lost_first", [True, False])
@pytest.mark.parametrize(
    "loses", [{"at_limit": AtLimit.LOST}, {"at_limit": AtLimit.POSTPONED, "postpone_by": H}],
    ids=["lost", "postponed as often as may be"],
)  # fmt: skip
def test_rule_15_lost_comes_before_elsewhere(happens, loses, lost_first):
    both = [task(0, **loses), task(0, at_limit=ELSEWHERE)]
    route = [*(both if lost_first else reversed(both)), leave([0, 1])]
    place = network([unit(1), unit(1, setting=1)], [handoff(0)], [route, OTHER], end=DAY)
    draws = [Draw(H, limit=2 * H), Draw(H, limit=2 * H), Draw(0)]
    assert happens(place, [Person(0, draws, instead_as=1), instead()]) == [
        Went(0, 2 * H, Exit.LOST, [At(0), At(0), At()]),
        NEVER_CAME,
    ]


@pytest.mark.parametrize("elsewhere_first", [True, False])
def test_rule_15_elsewhere_comes_before_postponed(happens, elsewhere_first):
    put_off = task(0, at_limit=AtLimit.POSTPONED, postpone_by=H, postpone_most=3)
    both = [task(0, at_limit=ELSEWHERE), put_off]
    route = [*(both if elsewhere_first else reversed(both)), leave([0, 1])]
    place = network([unit(1), unit(1, setting=1)], [handoff(0)], [route, OTHER], end=DAY)
    draws = [Draw(H, limit=2 * H), Draw(H, limit=2 * H), Draw(0)]
    assert happens(place, [Person(0, draws, instead_as=1), instead()]) == [
        Went(0, 2 * H, Exit.SWITCHED, [At(0), At(0), At()]),
        through(2 * H, 2 * H, 3 * H, unit=1),
    ]


def test_rule_15_two_limits_that_lead_elsewhere_send_one_person(happens):
    route = [task(0, at_limit=ELSEWHERE), task(0, at_limit=ELSEWHERE), leave([0, 1])]
    place = network([unit(1), unit(1, setting=1)], [handoff(0)], [route, OTHER], end=DAY)
    draws = [Draw(H, limit=2 * H), Draw(H, limit=2 * H), Draw(0)]
    assert happens(place, [Person(0, draws, instead_as=1), instead()]) == [
        Went(0, 2 * H, Exit.SWITCHED, [At(0), At(0), At()]),
        through(2 * H, 2 * H, 3 * H, unit=1),
    ]


def test_rule_15_after_he_has_left_that_handoff_alone_is_given_up(happens):
    route = [task(0), task(1, at_limit=ELSEWHERE), leave([0])]
    place = network([unit(1), unit(1, setting=1)], [handoff(1), handoff([(0, 0), (9 * H, 1)])],
                    [route, OTHER], end=DAY)  # fmt: skip
    draws = [Draw(H), Draw(H, limit=3 * H), Draw(0)]
    assert happens(place, [Person(0, draws, instead_as=1), instead()]) == [
        Went(0, H, Exit.LEFT, [did(0, 0, H), At(0), went(H)]),
        NEVER_CAME,
    ]


def test_rule_15_work_begun_goes_on_and_nothing_more_is_asked_for(happens):
    route = [task(0), task(1, at_limit=ELSEWHERE), task(0, [0]), stay(after=[1, 2]), leave([3])]
    place = network([unit(1), unit(1, setting=1)], [handoff(1), handoff(0)], [route, OTHER],
                    end=DAY)  # fmt: skip
    draws = [Draw(9 * H), Draw(H, limit=2 * H), Draw(H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws, instead_as=1), instead()]) == [
        Went(0, 2 * H, Exit.SWITCHED, [did(0, 0, 9 * H), At(0), At(), At(), At()]),
        through(2 * H, 2 * H, 3 * H, unit=1),
    ]


def test_rule_15_who_comes_instead_stands_in_line_by_the_time_at_which_he_comes(happens):
    """The first needs two beds of one, and blocks it from 1 to 3; the other has asked at 2."""
    routes = [[stay(weight=2, at_limit=ELSEWHERE), leave([0])], [stay(), leave([0])]]
    people = [
        Person(H, [Draw(H, limit=2 * H), Draw(0)], instead_as=2),
        Person(2 * H, [Draw(H), Draw(0)], route=1),
        instead(),
    ]
    assert happens(network([unit(1)], routes=routes, end=DAY), people) == [
        Went(H, 3 * H, Exit.SWITCHED, [At(H), At()]),
        through(2 * H, 3 * H, 4 * H),
        through(3 * H, 4 * H, 5 * H),
    ]


def test_rule_15_before_who_asks_at_that_time_goes_the_lower_number(happens):
    """Both ask at 3, the row that comes instead as well as one who arrives then."""
    routes = [[stay(weight=2, at_limit=ELSEWHERE), leave([0])], [stay(), leave([0])]]
    people = [
        Person(H, [Draw(H, limit=2 * H), Draw(0)], instead_as=2),
        Person(3 * H, [Draw(H), Draw(0)], route=1),
        instead(),
    ]
    assert happens(network([unit(1)], routes=routes, end=DAY), people)[1:] == [
        through(3 * H, 3 * H, 4 * H),
        through(3 * H, 4 * H, 5 * H),
    ]


def test_rule_15_sent_on_and_on_within_one_instant(happens):
    people = [
        Person(H, [Draw(H, limit=0), Draw(0)], instead_as=1),
        instead(route=0, limit=0, instead_as=2),
        instead(route=1),
    ]
    place = network([unit(0), unit(1, setting=1)], routes=[FIRST, OTHER], end=DAY)
    assert happens(place, people) == [
        Went(H, H, Exit.SWITCHED, [At(H), At()]),
        Went(H, H, Exit.SWITCHED, [At(H), At()]),
        through(H, H, 2 * H, unit=1),
    ]


@pytest.mark.parametrize(
    ("beds", "came"),
    [(1, [True, False, True]), (0, [True, True, False])],
    ids=["he has left", "he was sent elsewhere"],
)
def test_rule_16_a_return_follows_leaving_and_the_other_row_a_limit(happens, beds, came):
    place = network([unit(beds), unit(1, setting=1)], routes=[FIRST, OTHER], end=DAY)
    first = Person(H, [Draw(H, limit=H), Draw(0)], instead_as=1, returns_as=2, returns_after=H)
    stories = happens(place, [first, instead(), instead()])
    assert [story.arrived >= 0 for story in stories] == came


def test_rule_16_who_came_instead_may_return(happens):
    place = network([unit(0), unit(1, setting=1)], routes=[FIRST, OTHER], end=DAY)
    first = Person(H, [Draw(H, limit=H), Draw(0)], instead_as=1)
    assert happens(place, [first, instead(returns_as=2, returns_after=4 * H), instead()]) == [
        Went(H, 2 * H, Exit.SWITCHED, [At(H), At()]),
        through(2 * H, 2 * H, 3 * H, unit=1),
        through(7 * H, 7 * H, 8 * H, unit=1),
    ]


@pytest.mark.parametrize("dies", [0, 1])
def test_rule_16_nobody_comes_instead_of_who_dies_or_leaves(happens, dies):
    place = network([unit(1), unit(1, setting=1)], routes=[FIRST, OTHER], end=DAY)
    first = Person(H, [Draw(H, limit=H, dies=dies), Draw(0)], instead_as=1)
    one, other = happens(place, [first, instead()])
    assert one.exit == (Exit.DIED if dies else Exit.LEFT)
    assert other == NEVER_CAME
