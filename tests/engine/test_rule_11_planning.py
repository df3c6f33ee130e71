"""Rule 11: planning ahead from an expected date that may be wrong."""

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


def ahead(before: int, reviewed_at: int | None = None):
    """A ward, and a task that begins ahead of the expected date."""
    rounds = reviews((reviewed_at, 1_000_000)) if reviewed_at is not None else None
    route = [stay(), task(0, [0], begins_before=before), leave([0, 1])]
    return network([unit(9, reviewed=rounds)], [handoff(1)], [route], end=2 * DAY)


@pytest.mark.parametrize(
    ("before", "error", "asked"),
    [(4, 0, 7), (4, -3, 4), (4, 2, 9), (4, 4, 11), (4, 9, 11), (0, 0, 11), (4, -9, 1), (24, 0, 1)],
    ids=["right", "early", "late", "just as late", "too late: at ready", "at the expected end",
         "too early: on admission", "longer than the stay: on admission"],
)  # fmt: skip
def test_rule_11_begins_before_the_expected_date(happens, before, error, asked):
    """He comes at 1 and is ready at 11."""
    people = [Person(H, [Draw(10 * H, error=error * H), Draw(H), Draw(0)])]
    left = max(11, asked + 1) * H
    assert happens(ahead(before * H), people) == [
        Went(H, left, Exit.LEFT, [
            stayed(H, H, 11 * H, left), did(asked * H, asked * H, (asked + 1) * H), went(left)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("error", "asked"), [(0, 6), (5, 11), (8, 14), (12, 14)])
def test_rule_11_counts_back_from_the_end_of_need_though_he_is_ready_later(happens, error, asked):
    """Need ends at 10; he is declared ready at 14."""
    (story,) = happens(
        ahead(4 * H, reviewed_at=14 * H),
        [Person(0, [Draw(10 * H, error=error * H), Draw(H), Draw(0)])],
    )
    left = max(14, asked + 1) * H
    assert story == Went(0, left, Exit.LEFT, [
        At(0, 0, 0, 10 * H, 14 * H, left, 0),
        did(asked * H, asked * H, (asked + 1) * H),
        went(left),
    ])  # fmt: skip


def test_rule_11_waits_for_the_place_before_it_begins_on_admission(happens):
    """His bed is free at 5; it is 5 that he is admitted, and planned for."""
    route = [stay(), task(0, [0], begins_before=DAY), leave([0, 1])]
    place = network([unit([(0, 0), (5 * H, 1)])], [handoff(1)], [route], end=DAY)
    assert happens(place, [Person(H, [Draw(4 * H), Draw(H), Draw(0)])]) == [
        Went(H, 9 * H, Exit.LEFT, [
            stayed(H, 5 * H, 9 * H, 9 * H), did(5 * H, 5 * H, 6 * H), went(9 * H)
        ]),
    ]  # fmt: skip


def test_rule_11_who_has_died_is_not_planned_for(happens):
    people = [Person(0, [Draw(5 * H, error=5 * H, dies=1), Draw(H), Draw(0)])]
    assert happens(ahead(2 * H), people) == [
        Went(0, 5 * H, Exit.DIED, [At(0, 0, 0, 5 * H, left=5 * H, unit=0), At(), At()])
    ]


def test_rule_11_work_done_for_who_then_dies_is_used_up_all_the_same(happens):
    """The one member of staff is at it until 14, and only then free for the next."""
    people = [
        Person(0, [Draw(10 * H, dies=1), Draw(8 * H), Draw(0)]),
        Person(0, [Draw(11 * H), Draw(H), Draw(0)]),
    ]
    assert happens(ahead(4 * H), people) == [
        Went(0, 10 * H, Exit.DIED, [
            At(0, 0, 0, 10 * H, left=10 * H, unit=0), did(6 * H, 6 * H, 14 * H), At()
        ]),
        Went(0, 15 * H, Exit.LEFT, [
            stayed(0, 0, 11 * H, 15 * H), did(7 * H, 14 * H, 15 * H), went(15 * H)
        ]),
    ]  # fmt: skip
