"""Rule 6: what a stay has in use may fall while it lasts."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NONE
from simulator.network.network import HOUR as H
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
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
FROM_TWO_TO_ONE = stay(weight=2, profile=[(3 * H, 1)])


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


@pytest.mark.parametrize(("arrives", "starts"), [(1, 3), (3, 3), (4, 4)])
def test_rule_6_a_weight_that_falls_lets_others_start(happens, arrives, starts):
    place = network([unit(2)], routes=[[FROM_TWO_TO_ONE, leave([0])], FIRST], end=DAY)
    people = [Person(0, [Draw(8 * H), Draw(0)]), Person(arrives * H, [Draw(H), Draw(0)], route=1)]
    assert happens(place, people) == [
        through(0, 0, 8 * H),
        through(arrives * H, starts * H, (starts + 1) * H),
    ]


def test_rule_6_a_weight_may_fall_to_nothing(happens):
    place = network([unit(1)], routes=[[stay(profile=[(2 * H, 0)]), leave([0])], FIRST], end=DAY)
    people = [
        Person(0, [Draw(8 * H), Draw(0)]),
        Person(H, [Draw(9 * H), Draw(0)], route=1),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        through(0, 0, 8 * H),
        through(H, 2 * H, 11 * H),
        through(H, 11 * H, 12 * H),
    ]


def test_rule_6_a_weight_may_fall_several_times(happens):
    """Three in use, two from 2, one from 5, none from 6."""
    falling = stay(weight=3, profile=[(2 * H, 2), (5 * H, 1), (6 * H, 0)])
    place = network([unit(3)], routes=[[falling, leave([0])], [stay(weight=2), leave([0])], FIRST],
                    end=DAY)  # fmt: skip
    people = [
        Person(0, [Draw(8 * H), Draw(0)]),
        Person(H, [Draw(2 * H), Draw(0)], route=1),
        Person(H, [Draw(2 * H), Draw(0)], route=2),
    ]
    assert happens(place, people) == [
        through(0, 0, 8 * H),
        through(H, 5 * H, 7 * H),
        through(H, 6 * H, 8 * H),
    ]


def test_rule_6_falls_count_from_when_he_is_in_the_place_and_not_from_the_way_there(happens):
    falling = stay(weight=2, move=2 * H, profile=[(3 * H, 1)])
    place = network([unit(2)], routes=[[falling, leave([0])], FIRST], end=DAY)
    people = [Person(0, [Draw(8 * H), Draw(0)]), Person(H, [Draw(H), Draw(0)], route=1)]
    assert happens(place, people) == [
        Went(0, 10 * H, Exit.LEFT, [stayed(0, 0, 10 * H, 10 * H, move=2 * H), went(10 * H)]),
        through(H, 5 * H, 6 * H),
    ]


@pytest.mark.parametrize(
    ("need", "dies", "other"),
    [(2, 0, 6), (3, 0, 3), (3, 1, 3), (4, 0, 3)],
    ids=["before it falls", "as it falls", "dead as it falls", "after it has fallen"],
)
def test_rule_6_turnaround_is_at_the_weight_at_leaving(happens, need, dies, other):
    """A fall due as he leaves comes first; one due after he has left does not come."""
    place = network([unit(2, turnaround=4 * H)], routes=[[FROM_TWO_TO_ONE, leave([0])], FIRST],
                    end=DAY)  # fmt: skip
    people = [
        Person(0, [Draw(need * H, dies=dies), Draw(0)]),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    first, second = happens(place, people)
    assert first.finished == need * H
    assert second == through(H, other * H, (other + 1) * H)


def test_rule_6_the_last_of_a_fallen_weight_goes_at_the_end_of_turnaround(happens):
    """One of two in use from 3 and until 10; at 4 the other is in use until 16."""
    place = network([unit(2, turnaround=4 * H)], routes=[[FROM_TWO_TO_ONE, leave([0])], FIRST],
                    end=DAY)  # fmt: skip
    people = [
        Person(0, [Draw(6 * H), Draw(0)]),
        Person(H, [Draw(9 * H), Draw(0)], route=1),
        Person(4 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        through(0, 0, 6 * H),
        through(H, 3 * H, 12 * H),
        through(4 * H, 10 * H, 11 * H),
    ]


def test_rule_6_who_may_start_goes_by_the_weight_at_the_start(happens):
    place = network([unit(1)], routes=[[FROM_TWO_TO_ONE, leave([0])]], end=DAY)
    assert happens(place, [Person(0, [Draw(H), Draw(0)])]) == [
        Went(0, NONE, Exit.OPEN, [At(0), At()])
    ]


def test_rule_6_his_own_place_counts_at_its_fallen_weight(happens):
    """Ready at 2, he finds room in his own unit when his own weight there has fallen."""
    route = [FROM_TWO_TO_ONE, stay(after=[0]), leave([1])]
    place = network([unit(2)], routes=[route], end=DAY)
    assert happens(place, [Person(0, [Draw(2 * H), Draw(H), Draw(0)])]) == [
        Went(0, 4 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 3 * H), stayed(2 * H, 3 * H, 4 * H, 4 * H), went(4 * H)
        ]),
    ]  # fmt: skip


def test_rule_6_over_capacity_a_fall_may_not_be_enough(happens):
    falling = stay(weight=3, profile=[(2 * H, 1), (4 * H, 0)])
    place = network([unit([(0, 3), (H, 1)])], routes=[[falling, leave([0])], FIRST], end=DAY)
    people = [Person(0, [Draw(8 * H), Draw(0)]), Person(H, [Draw(H), Draw(0)], route=1)]
    assert happens(place, people) == [through(0, 0, 8 * H), through(H, 4 * H, 5 * H)]


@pytest.mark.parametrize(
    ("limit", "story"),
    [(2, through(H, 3 * H, 4 * H)), (1, Went(H, 2 * H, Exit.LOST, [At(H), At()]))],
    ids=["at the limit", "after the limit"],
)
def test_rule_6_a_start_by_a_fall_beats_a_limit(happens, limit, story):
    place = network([unit(2)], routes=[[FROM_TWO_TO_ONE, leave([0])], FIRST], end=DAY)
    people = [
        Person(0, [Draw(8 * H), Draw(0)]),
        Person(H, [Draw(H, limit=limit * H), Draw(0)], route=1),
    ]
    assert happens(place, people)[1] == story


def test_rule_6_a_weight_falls_while_he_is_ready_and_on_his_way_out(happens):
    """On his way to another unit from 2 to 6, he needs only one of his two places from 3."""
    route = [FROM_TWO_TO_ONE, stay(1, after=[0], units=[1], move=4 * H), leave([1])]
    place = network([unit(2), unit(1, setting=1)], routes=[route, FIRST], end=DAY)
    people = [
        Person(0, [Draw(2 * H), Draw(H), Draw(0)]),
        Person(H, [Draw(9 * H), Draw(0)], route=1),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 7 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 6 * H), stayed(2 * H, 2 * H, 7 * H, 7 * H, unit=1, move=4 * H),
            went(7 * H),
        ]),
        through(H, 3 * H, 12 * H),
        through(H, 6 * H, 7 * H),
    ]  # fmt: skip


def test_rule_6_who_is_lost_on_the_way_leaves_at_the_full_weight(happens):
    """Lost at 2; what he had reserved would have fallen at 4 + 1, and is in use until 7."""
    route = [stay(weight=2, move=4 * H, profile=[(H, 0)]), task(0), leave([0, 1])]
    place = network([unit(2, turnaround=5 * H)], [handoff(0)], [route, FIRST], end=DAY)
    people = [
        Person(0, [Draw(H), Draw(H, limit=2 * H), Draw(0)]),
        Person(H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 2 * H, Exit.LOST, [At(0, 0, left=2 * H, unit=0), At(0), At()]),
        through(H, 7 * H, 8 * H),
    ]
