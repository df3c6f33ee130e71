"""Rule 15: need that grows with the wait for the place."""

from __future__ import annotations

import pytest

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

HALF = 500_000
ALL = 1_000_000


def grows(growth: int, move: int = 0) -> list:
    """A stay, and another whose need grows."""
    return [stay(), stay(1, after=[0], units=[1], growth=growth, move=move), leave([1])]


@pytest.mark.parametrize(("opens", "move", "need"), [(2, 0, 1), (6, 0, 3), (2, 4, 1), (4, 3, 2)])
def test_rule_15_need_grows_with_the_wait_but_not_with_the_move(happens, opens, move, need):
    """Ready at 2; an hour more for every two hours until the place is his."""
    place = network([unit(1), unit([(0, 0), (opens * H, 1)], setting=1)],
                    routes=[grows(HALF, move * H)], end=DAY)  # fmt: skip
    started = opens + move
    ended = (started + need) * H
    assert happens(place, [Person(0, [Draw(2 * H), Draw(H), Draw(0)])]) == [
        Went(0, ended, Exit.LEFT, [
            stayed(0, 0, 2 * H, started * H),
            stayed(2 * H, opens * H, ended, ended, unit=1, move=move * H),
            went(ended),
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("opens", "need"), [(3, 10), (4, 11), (5, 11), (6, 12)])
def test_rule_15_growth_is_rounded_down(happens, opens, need):
    place = network([unit(1), unit([(0, 0), (opens, 1)], setting=1)], routes=[grows(HALF)])
    ((_, second, _),) = [each.steps for each in happens(place, [Person(0, [Draw(2), Draw(10),
                                                                         Draw(0)])])]  # fmt: skip
    assert second == stayed(2, opens, opens + need, opens + need, unit=1)


def test_rule_15_growth_counts_from_ready_and_not_from_asked(happens):
    """Ready at the review at 3, then a task until 5, then no wait at all."""
    route = [stay(), task(0, [0]), stay(1, after=[0, 1], units=[1], growth=ALL), leave([2])]
    place = network([unit(1, reviewed=reviews((3 * H, ALL))), unit(1, setting=1)], [handoff(1)],
                    [route], end=DAY)  # fmt: skip
    assert happens(place, [Person(0, [Draw(H), Draw(2 * H), Draw(H), Draw(0)])]) == [
        Went(0, 8 * H, Exit.LEFT, [
            At(0, 0, 0, H, 3 * H, 5 * H, 0), did(3 * H, 3 * H, 5 * H),
            stayed(5 * H, 5 * H, 8 * H, 8 * H, unit=1), went(8 * H),
        ]),
    ]  # fmt: skip


def test_rule_15_a_first_stay_does_not_grow(happens):
    place = network([unit([(0, 0), (6 * H, 1)])], routes=[[stay(growth=ALL), leave([0])]], end=DAY)
    assert happens(place, [Person(H, [Draw(H), Draw(0)])]) == [
        Went(H, 7 * H, Exit.LEFT, [stayed(H, 6 * H, 7 * H, 7 * H), went(7 * H)])
    ]


def test_rule_15_only_the_wait_for_that_stay_counts(happens):
    """Three hours for the second stay; none for the third, which follows at once."""
    route = [
        stay(),
        stay(1, after=[0], units=[1]),
        stay(2, after=[1], units=[2], growth=ALL),
        leave([2]),
    ]
    place = network([unit(1), unit([(0, 0), (5 * H, 1)], setting=1), unit(1, setting=2)],
                    routes=[route], end=DAY)  # fmt: skip
    assert happens(place, [Person(0, [Draw(2 * H), Draw(H), Draw(H), Draw(0)])]) == [
        Went(0, 7 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 5 * H), stayed(2 * H, 5 * H, 6 * H, 6 * H, unit=1),
            stayed(6 * H, 6 * H, 7 * H, 7 * H, unit=2), went(7 * H),
        ]),
    ]  # fmt: skip


def test_rule_15_planning_ahead_goes_by_the_grown_need(happens):
    """In the second stay from 6 to 9 rather than to 7; an hour before that is 8."""
    route = [*grows(HALF)[:2], task(0, [1], begins_before=H), leave([1, 2])]
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], [handoff(1)], [route],
                    end=DAY)  # fmt: skip
    assert happens(place, [Person(0, [Draw(2 * H), Draw(H), Draw(H), Draw(0)])]) == [
        Went(0, 9 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 6 * H), stayed(2 * H, 6 * H, 9 * H, 9 * H, unit=1),
            did(8 * H, 8 * H, 9 * H), went(9 * H),
        ]),
    ]  # fmt: skip


def test_rule_15_growth_counts_from_the_first_time_he_was_ready(happens):
    """Ready at 2, ill again from 3 to 5, in the next place from 6: four hours, not one."""
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[grows(ALL)], end=DAY)
    draws = [Draw(2 * H, relapses_after=H, relapse_lasts=2 * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 11 * H, Exit.LEFT, [
            At(0, 0, 0, 2 * H, 2 * H, 6 * H, 0, 0, 3 * H, 5 * H),
            stayed(2 * H, 6 * H, 11 * H, 11 * H, unit=1), went(11 * H),
        ]),
    ]  # fmt: skip


def test_rule_15_who_dies_at_the_end_of_need_dies_at_the_end_of_grown_need(happens):
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[grows(HALF)], end=DAY)
    assert happens(place, [Person(0, [Draw(2 * H), Draw(H, dies=1), Draw(0)])]) == [
        Went(0, 9 * H, Exit.DIED, [
            stayed(0, 0, 2 * H, 6 * H),
            At(2 * H, 6 * H, 6 * H, 9 * H, left=9 * H, unit=1),
            At(),
        ]),
    ]  # fmt: skip


def test_rule_15_growth_from_nothing(happens):
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[grows(ALL)], end=DAY)
    (story,) = happens(place, [Person(0, [Draw(0), Draw(0), Draw(0)])])
    assert story.steps[1] == stayed(0, 6 * H, 12 * H, 12 * H, unit=1)
