"""Rule 10: declared ready at a review, dying at the end of need, dying while waiting."""

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
    leave,
    network,
    reviews,
    stay,
    stayed,
    unit,
    went,
    windows,
)

ALL = 1_000_000


@pytest.mark.parametrize(
    ("ended", "ready"),
    [(5 * H, 9 * H), (9 * H, 9 * H), (9 * H + 1, 33 * H), (0, 9 * H), (33 * H, 33 * H)],
)
def test_rule_10_ready_at_the_first_review_at_or_after_the_end_of_need(happens, ended, ready):
    ward = unit(1, reviewed=reviews((9 * H, ALL), (33 * H, ALL)))
    place = network([ward], routes=[[stay(), leave([0])]], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(ended), Draw(0)])]) == [
        Went(0, ready, Exit.LEFT, [At(0, 0, 0, ended, ready, ready, 0), went(ready)])
    ]


def test_rule_10_with_no_review_to_come_he_is_never_ready(happens):
    ward = unit(1, reviewed=reviews((9 * H, ALL)))
    place = network([ward], routes=[[stay(), leave([0])]], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(10 * H, dies_waiting=H), Draw(0)])]) == [
        Went(0, NONE, Exit.OPEN, [At(0, 0, 0, 10 * H, unit=0), At()])
    ]


@pytest.mark.parametrize(
    ("level", "ready"), [(0, 9), (499_999, 9), (500_000, 14), (999_999, 14)]
)  # fmt: skip
def test_rule_10_a_review_sees_those_below_its_cover(happens, level, ready):
    ward = unit(1, reviewed=reviews((8 * H, 0), (9 * H, 500_000), (14 * H, ALL)))
    place = network([ward], routes=[[stay(), leave([0])]], end=2 * DAY)
    assert happens(place, [Person(0, [Draw(7 * H, level=level), Draw(0)])]) == [
        Went(0, ready * H, Exit.LEFT,
             [At(0, 0, 0, 7 * H, ready * H, ready * H, 0), went(ready * H)])
    ]  # fmt: skip


def test_rule_10_who_dies_at_the_end_of_need_is_never_ready(happens):
    ward = unit(1, reviewed=reviews((9 * H, ALL)))
    place = network([ward], routes=[[stay(), leave([0])]], end=DAY)
    people = [
        Person(0, [Draw(5 * H, dies=1), Draw(0)]),
        Person(H, [Draw(9 * H, dies=1), Draw(0)]),
    ]
    assert happens(place, people) == [
        Went(0, 5 * H, Exit.DIED, [At(0, 0, 0, 5 * H, left=5 * H, unit=0), At()]),
        Went(H, 14 * H, Exit.DIED, [At(H, 5 * H, 5 * H, 14 * H, left=14 * H, unit=0), At()]),
    ]


MOVED = [stayed(0, 0, 4 * H, 10 * H), stayed(4 * H, 10 * H, 12 * H, 12 * H, unit=1), went(12 * H)]


@pytest.mark.parametrize(
    ("dies_waiting", "finished", "steps"),
    [
        (5, 9, [stayed(0, 0, 4 * H, 9 * H), At(4 * H), At()]),
        (6, 10, [stayed(0, 0, 4 * H, 10 * H), At(4 * H), At()]),
        (7, 12, MOVED),
    ],
    ids=["before the place opens", "as it opens", "would have been after"],
)
def test_rule_10_he_dies_waiting_unless_the_next_place_comes_first(
    happens, dies_waiting, finished, steps
):
    route = [stay(), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(1), unit([(0, 0), (10 * H, 1)], setting=1)], routes=[route], end=DAY)
    draws = [Draw(4 * H, dies_waiting=dies_waiting * H), Draw(2 * H), Draw(0)]
    exit_ = Exit.LEFT if steps is MOVED else Exit.DIED
    assert happens(place, [Person(0, draws)]) == [Went(0, finished * H, exit_, steps)]


def test_rule_10_he_does_not_die_waiting_on_the_move(happens):
    route = [stay(), stay(1, after=[0], units=[1], move=5 * H), leave([1])]
    place = network([unit(1), unit([(0, 0), (8 * H, 1)], setting=1)], routes=[route], end=DAY)
    assert happens(place, [Person(0, [Draw(4 * H, dies_waiting=6 * H), Draw(H), Draw(0)])]) == [
        Went(0, 14 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 13 * H), stayed(4 * H, 8 * H, 14 * H, 14 * H, unit=1, move=5 * H),
            went(14 * H),
        ]),
    ]  # fmt: skip


def test_rule_10_a_wait_that_ended_has_no_part_in_a_death_at_the_time_it_threatened(happens):
    """He would have died waiting at 12, moved on at 4, and dies at 12 at the end of need."""
    route = [stay(), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(1), unit(1, setting=1)], routes=[route], end=DAY)
    draws = [Draw(4 * H, dies_waiting=8 * H), Draw(8 * H, dies=1), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 12 * H, Exit.DIED, [
            stayed(0, 0, 4 * H, 4 * H),
            At(4 * H, 4 * H, 4 * H, 12 * H, left=12 * H, unit=1),
            At(),
        ]),
    ]  # fmt: skip


def test_rule_10_he_does_not_die_of_waiting_in_a_place_that_he_has_given_up(happens):
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(1), unit([(0, 0), (10 * H, 1)], setting=1)], routes=[route], end=DAY)
    assert happens(place, [Person(0, [Draw(4 * H, dies_waiting=H), Draw(H), Draw(0)])]) == [
        Went(0, 11 * H, Exit.LEFT, [
            stayed(0, 0, 4 * H, 4 * H), stayed(4 * H, 10 * H, 11 * H, 11 * H, unit=1), went(11 * H)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("dies_waiting", "finished"), [(2, 11), (11, 20), (12, 20)])
def test_rule_10_his_waiting_runs_from_ready(happens, dies_waiting, finished):
    """Need ends at 5, the review is at 9, the doors open at 20."""
    ward = unit(1, reviewed=reviews((9 * H, ALL)), discharges=windows((20 * H, 21 * H)))
    place = network([ward], routes=[[stay(), leave([0])]], end=DAY)
    (story,) = happens(place, [Person(0, [Draw(5 * H, dies_waiting=dies_waiting * H), Draw(0)])])
    exit_ = Exit.LEFT if dies_waiting == 12 else Exit.DIED
    left = finished * H if exit_ is Exit.LEFT else NONE
    assert story == Went(0, finished * H, exit_, [
        At(0, 0, 0, 5 * H, 9 * H, finished * H, 0), At(9 * H, left=left)
    ])  # fmt: skip
