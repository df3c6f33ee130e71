"""Rule 9: a journey is a small graph of steps."""

from __future__ import annotations

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
    stay,
    stayed,
    task,
    unit,
    went,
)


def happening(happens, route, *durations):
    """One patient who finds everything free."""
    place = network([unit(1), unit(1, setting=1)], [handoff(9)], [route], end=2 * DAY)
    draws = [Draw(hours * H if hours > 0 else hours) for hours in durations]
    (story,) = happens(place, [Person(0, draws)])
    return story


def test_rule_9_alongside_one_another_and_in_a_chain(happens):
    route = [stay(), task(0, [0]), task(0, [0]), task(0, [1, 2]), leave([0, 3])]
    assert happening(happens, route, 4, 2, 5, 1, 0) == Went(0, 10 * H, Exit.LEFT, [
        stayed(0, 0, 4 * H, 10 * H),
        did(4 * H, 4 * H, 6 * H),
        did(4 * H, 4 * H, 9 * H),
        did(9 * H, 9 * H, 10 * H),
        went(10 * H),
    ])  # fmt: skip


def test_rule_9_what_no_move_waits_for_goes_on_and_is_followed_after_he_has_left(happens):
    route = [stay(), task(0, [0]), task(0, [1]), leave([0])]
    assert happening(happens, route, 4, 10, 3, 0) == Went(0, 4 * H, Exit.LEFT, [
        stayed(0, 0, 4 * H, 4 * H),
        did(4 * H, 4 * H, 14 * H),
        did(14 * H, 14 * H, 17 * H),
        went(4 * H),
    ])  # fmt: skip


def test_rule_9_a_later_move_may_wait_for_what_an_earlier_one_left_running(happens):
    route = [stay(), task(0, [0]), stay(1, after=[0], units=[1]), leave([1, 2])]
    assert happening(happens, route, 4, 10, 3, 0) == Went(0, 14 * H, Exit.LEFT, [
        stayed(0, 0, 4 * H, 4 * H),
        did(4 * H, 4 * H, 14 * H),
        stayed(4 * H, 4 * H, 7 * H, 14 * H, unit=1),
        went(14 * H),
    ])  # fmt: skip


def test_rule_9_what_he_does_not_need_is_finished_when_it_would_be_asked_for(happens):
    route = [stay(), task(0, [0]), task(0, [1]), task(0, [0]), task(0, [2, 3]), leave([0, 4])]
    assert happening(happens, route, 4, -1, 5, 2, -1, 0) == Went(0, 9 * H, Exit.LEFT, [
        stayed(0, 0, 4 * H, 9 * H),
        At(),
        did(4 * H, 4 * H, 9 * H),
        did(4 * H, 4 * H, 6 * H),
        At(),
        went(9 * H),
    ])  # fmt: skip


def test_rule_9_who_needs_nothing_leaves_as_soon_as_he_is_ready(happens):
    route = [stay(), task(0, [0]), task(0, [1]), leave([0, 2])]
    assert happening(happens, route, 4, -1, -1, 0) == Went(
        0, 4 * H, Exit.LEFT, [stayed(0, 0, 4 * H, 4 * H), At(), At(), went(4 * H)]
    )


def test_rule_9_a_journey_may_begin_with_a_handoff(happens):
    route = [task(0), stay(after=[0]), leave([1])]
    assert happening(happens, route, 2, 3, 0) == Went(
        0, 5 * H, Exit.LEFT, [did(0, 0, 2 * H), stayed(2 * H, 2 * H, 5 * H, 5 * H), went(5 * H)]
    )


def test_rule_9_a_journey_may_be_of_handoffs_alone(happens):
    route = [task(0), task(0, [0]), leave([0])]
    assert happening(happens, route, 2, 3, 0) == Went(
        0, 2 * H, Exit.LEFT, [did(0, 0, 2 * H), did(2 * H, 2 * H, 5 * H), went(2 * H)]
    )
