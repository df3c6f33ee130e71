"""Rule 16: returning after leaving, and only then."""

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
    leave,
    network,
    stay,
    stayed,
    unit,
    went,
    windows,
)

NEVER_CAME = Went(-1, -1, Exit.OPEN, [At(), At()])
ROUTES = [[stay(), leave([0])]]


def through(asked: int, started: int, ended: int) -> Went:
    """Through the ward without delay."""
    return Went(asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended), went(ended)])


def test_rule_16_returns_a_while_after_each_departure(happens):
    people = [
        Person(0, [Draw(5 * H), Draw(0)], returns_as=1, returns_after=3 * H),
        Person(-1, [Draw(2 * H), Draw(0)], returns_as=2, returns_after=0),
        Person(-1, [Draw(H), Draw(0)]),
    ]
    assert happens(network([unit(1)], routes=ROUTES, end=DAY), people) == [
        through(0, 0, 5 * H),
        through(8 * H, 8 * H, 10 * H),
        through(10 * H, 10 * H, 11 * H),
    ]


def test_rule_16_the_gap_runs_from_leaving_and_not_from_ready(happens):
    ward = unit(1, discharges=windows((9 * H, 17 * H)))
    people = [
        Person(0, [Draw(5 * H), Draw(0)], returns_as=1, returns_after=H),
        Person(-1, [Draw(H), Draw(0)]),
    ]
    assert happens(network([ward], routes=ROUTES, end=DAY), people)[1:] == [
        through(10 * H, 10 * H, 11 * H)
    ]


@pytest.mark.parametrize(
    ("draw", "exit_", "finished"),
    [
        (Draw(5 * H, dies=1), Exit.DIED, 5 * H),
        (Draw(5 * H, dies_waiting=H), Exit.DIED, 6 * H),
        (Draw(5 * H, limit=0), Exit.LOST, 0),
    ],
    ids=["died", "died waiting", "lost"],
)
def test_rule_16_never_after_death_or_loss(happens, draw, exit_, finished):
    ward = unit(1, admits=windows((1, DAY)) if exit_ is Exit.LOST else None,
                discharges=windows((9 * H, 17 * H)))  # fmt: skip
    people = [
        Person(0, [draw, Draw(0)], returns_as=1, returns_after=0),
        Person(-1, [Draw(H), Draw(0)]),
    ]
    first, second = happens(network([ward], routes=ROUTES, end=DAY), people)
    assert (first.exit, first.finished) == (exit_, finished)
    assert second == NEVER_CAME


@pytest.mark.parametrize(("gap", "arrives"), [(19 * H - 1, DAY - 1), (19 * H, -1), (90 * DAY, -1)])
def test_rule_16_never_at_the_end_of_the_run_or_later(happens, gap, arrives):
    people = [
        Person(0, [Draw(5 * H), Draw(0)], returns_as=1, returns_after=gap),
        Person(-1, [Draw(H), Draw(0)]),
    ]
    _, second = happens(network([unit(1)], routes=ROUTES, end=DAY), people)
    assert (second.arrived, second.steps[0].asked) == (arrives, arrives)


def test_rule_16_at_one_time_a_return_is_behind_who_has_the_lower_row(happens):
    """Both ask for the bed at 8; rows that come only as returns are last."""
    people = [
        Person(0, [Draw(5 * H), Draw(0)], returns_as=2, returns_after=3 * H),
        Person(8 * H, [Draw(H), Draw(0)]),
        Person(-1, [Draw(2 * H), Draw(0)]),
    ]
    assert happens(network([unit(1)], routes=ROUTES, end=DAY), people)[1:] == [
        through(8 * H, 8 * H, 9 * H),
        through(8 * H, 9 * H, 11 * H),
    ]
