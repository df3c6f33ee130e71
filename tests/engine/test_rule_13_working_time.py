"""Rule 13: hours, tasks at closing time, lead times, and starts released a few at a time."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, AtClose, Duration, Handoff
from simulator.network.network import HOUR as H
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    clock,
    did,
    handoff,
    leave,
    network,
    releases,
    task,
    went,
    windows,
)

OFFICE = ((9 * H, 17 * H), (33 * H, 41 * H), (57 * H, 65 * H))
Asked = tuple[int, int]


def office(at_close: AtClose, staff: int | None = 9) -> Handoff:
    """Open from 9 to 17 on each of three days."""
    return handoff(staff, hours=windows(*OFFICE), clock=clock(*OFFICE), at_close=at_close)


def spans(happens, done_by: Handoff, *asked: Asked) -> list[tuple[int, int]]:
    """From when to when each is done, who is asked for at (time, duration)."""
    place = network([], [done_by], [[task(0), leave([0])]], end=5 * DAY)
    people = [Person(time, [Draw(duration), Draw(0)]) for time, duration in asked]
    stories = happens(place, people)
    assert [story.steps[0].asked for story in stories] == [time for time, _ in asked]
    return [(story.steps[0].started, story.steps[0].ended) for story in stories]


@pytest.mark.parametrize("at_close", list(AtClose))
def test_rule_13_windows_are_half_open(happens, at_close):
    asked = [(9 * H - 1, 0), (9 * H, H), (17 * H - 1, 1), (17 * H, H)]
    assert spans(happens, office(at_close), *asked) == [
        (9 * H, 9 * H),
        (9 * H, 10 * H),
        (17 * H - 1, 17 * H),
        (33 * H, 34 * H),
    ]


@pytest.mark.parametrize(
    ("at_close", "duration", "started", "ended"),
    [
        (AtClose.FINISH, 2 * H, 15 * H, 17 * H),
        (AtClose.FINISH, 4 * H, 15 * H, 19 * H),
        (AtClose.PAUSE, 2 * H, 15 * H, 17 * H),
        (AtClose.PAUSE, 2 * H + 1, 15 * H, 33 * H + 1),
        (AtClose.PAUSE, 4 * H, 15 * H, 35 * H),
        (AtClose.PAUSE, 11 * H, 15 * H, 58 * H),
        (AtClose.FIT, 2 * H, 15 * H, 17 * H),
        (AtClose.FIT, 2 * H + 1, 33 * H, 35 * H + 1),
        (AtClose.FIT, 8 * H, 33 * H, 41 * H),
        (AtClose.FIT, 9 * H, 15 * H, 40 * H),
    ],
)
def test_rule_13_a_task_asked_for_at_15_with_closing_at_17(
    happens, at_close, duration, started, ended
):
    assert spans(happens, office(at_close), (15 * H, duration)) == [(started, ended)]


def test_rule_13_a_paused_task_keeps_its_member_of_staff(happens):
    assert spans(happens, office(AtClose.PAUSE, 1), (15 * H, 4 * H), (16 * H, H)) == [
        (15 * H, 35 * H),
        (35 * H, 36 * H),
    ]


def test_rule_13_a_task_finished_after_closing_frees_nobody_before_opening(happens):
    assert spans(happens, office(AtClose.FINISH, 1), (15 * H, 4 * H), (16 * H, H)) == [
        (15 * H, 19 * H),
        (33 * H, 34 * H),
    ]


@pytest.mark.parametrize("at_close", list(AtClose))
def test_rule_13_with_nobody_limited_tasks_run_as_with_plenty_of_staff(happens, at_close):
    asked = [(15 * H, 4 * H), (16 * H, H), (16 * H, 9 * H)]
    assert spans(happens, office(at_close, None), *asked) == spans(
        happens, office(at_close, 9), *asked
    )


def test_rule_13_a_task_that_must_fit_always_fits_where_it_is_always_open(happens):
    done_by = handoff(1, at_close=AtClose.FIT)
    assert spans(happens, done_by, (15 * H, 30 * H)) == [(15 * H, 45 * H)]


def test_rule_13_lead_times_run_by_their_clock_and_start_in_hours(happens):
    """Ten hours of work: two today, eight tomorrow."""
    done_by = handoff(hours=windows(*OFFICE), clock=clock(*OFFICE), duration=Duration.LEAD)
    assert spans(happens, done_by, (15 * H, 10 * H), (17 * H, 8 * H), (18 * H, 0)) == [
        (15 * H, 41 * H),
        (33 * H, 41 * H),
        (33 * H, 33 * H),
    ]


def test_rule_13_a_lead_time_may_start_while_its_clock_stands_still(happens):
    done_by = handoff(clock=clock(*OFFICE), duration=Duration.LEAD)
    assert spans(happens, done_by, (18 * H, H), (18 * H, 0)) == [(18 * H, 34 * H), (18 * H, 18 * H)]


def test_rule_13_lead_times_run_on_where_no_clock_is_given(happens):
    done_by = handoff(hours=windows(*OFFICE), duration=Duration.LEAD, at_close=AtClose.PAUSE)
    assert spans(happens, done_by, (15 * H, 10 * H)) == [(15 * H, 25 * H)]


def test_rule_13_lead_times_hold_nobody(happens):
    """But somebody must be there to begin them."""
    done_by = handoff([(0, 1), (10 * H, 0), (20 * H, 1)], duration=Duration.LEAD)
    asked = [(0, 30 * H), (0, 5 * H), (12 * H, H)]
    assert spans(happens, done_by, *asked) == [(0, 30 * H), (0, 5 * H), (20 * H, 21 * H)]


def test_rule_13_work_that_no_window_has_never_ends(happens):
    done_by = handoff(hours=windows(*OFFICE), clock=clock(*OFFICE), duration=Duration.LEAD)
    assert spans(happens, done_by, (60 * H, 6 * H)) == [(60 * H, -1)]


MEETS = ((10 * H, 2), (34 * H, 2))


def panel(sittings: tuple[tuple[int, int], ...] = MEETS, carry: bool = False) -> Handoff:
    """Meets at 10 and a day later, and decides at once."""
    return handoff(
        duration=Duration.LEAD, released=releases(*sittings, carry=carry, only_then=True)
    )


def test_rule_13_a_panel_takes_who_was_asked_for_at_or_before_the_sitting(happens):
    asked = [(2 * H, 0), (10 * H, 0), (10 * H + 1, 0)]
    assert spans(happens, panel(), *asked) == [
        (10 * H, 10 * H),
        (10 * H, 10 * H),
        (34 * H, 34 * H),
    ]


def test_rule_13_a_panel_takes_as_many_as_its_limit_and_the_rest_next_time(happens):
    asked = [(3 * H, 0), (4 * H, 0), (5 * H, H), (35 * H, 0)]
    assert spans(happens, panel(), *asked) == [
        (10 * H, 10 * H),
        (10 * H, 10 * H),
        (34 * H, 35 * H),
        (-1, -1),
    ]


@pytest.mark.parametrize(("carry", "third"), [(False, -1), (True, 34 * H)])
def test_rule_13_what_a_panel_did_not_use_lapses_unless_carried(happens, carry, third):
    done_by = panel(((10 * H, 2), (34 * H, 1)), carry)
    found = spans(happens, done_by, (2 * H, 0), (11 * H, 0), (12 * H, 0))
    assert found == [(10 * H, 10 * H), (34 * H, 34 * H), (third, third)]


def test_rule_13_who_is_asked_for_at_the_sitting_by_what_ends_at_it_is_taken(happens):
    """An assessment ends just as the panel meets; two decisions in a row are one sitting."""
    route = [task(0), task(1, [0]), task(1, [1]), leave([2])]
    place = network([], [handoff(1), panel()], [route], end=2 * DAY)
    assert happens(place, [Person(8 * H, [Draw(2 * H), Draw(0), Draw(0), Draw(0)])]) == [
        Went(8 * H, 10 * H, Exit.LEFT, [
            did(8 * H, 8 * H, 10 * H), did(10 * H, 10 * H, 10 * H), did(10 * H, 10 * H, 10 * H),
            went(10 * H),
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("carry", "last"), [(False, 57 * H), (True, 33 * H)])
def test_rule_13_starts_left_lapse_at_the_next_release_unless_carried(happens, carry, last):
    """Of the three starts of 9, one is used long after, and one is left over at 33."""
    released = releases((9 * H, 3), (33 * H, 2), (57 * H, 2), carry=carry)
    done_by = handoff(duration=Duration.LEAD, released=released)
    asked = [(0, 0), (20 * H, 0), (33 * H, 0), (33 * H, 0), (33 * H, 0)]
    found = [started for started, _ in spans(happens, done_by, *asked)]
    assert found == [9 * H, 20 * H, 33 * H, 33 * H, last]


@pytest.mark.parametrize(("carry", "started"), [(False, 57 * H), (True, 34 * H)])
def test_rule_13_a_release_of_none_lets_what_is_left_lapse(happens, carry, started):
    released = releases((9 * H, 1), (33 * H, 0), (57 * H, 1), carry=carry)
    done_by = handoff(duration=Duration.LEAD, released=released)
    assert spans(happens, done_by, (34 * H, H)) == [(started, started + H)]


def test_rule_13_before_the_first_release_nobody_starts(happens):
    place = network([], [handoff(9, released=releases())], [[task(0), leave([0])]], end=DAY)
    assert happens(place, [Person(0, [Draw(0), Draw(0)])]) == [
        Went(0, -1, Exit.OPEN, [At(0), At()])
    ]


def test_rule_13_hours_staff_and_starts_are_needed_together(happens):
    """A start is there from 7, hours from 9, a member of staff from 10."""
    done_by = handoff([(0, 0), (10 * H, 1)], hours=windows(*OFFICE),
                      released=releases((7 * H, 2), (40 * H, 1)))  # fmt: skip
    asked = [(0, H), (0, H), (0, H), (0, H)]
    assert spans(happens, done_by, *asked) == [
        (10 * H, 11 * H),
        (11 * H, 12 * H),
        (40 * H, 41 * H),
        (-1, -1),
    ]


def test_rule_13_a_task_that_takes_no_time_frees_its_member_of_staff_at_once(happens):
    assert spans(happens, handoff(1), (H, 0), (H, 0), (H, H), (H, 0)) == [
        (H, H),
        (H, H),
        (H, 2 * H),
        (2 * H, 2 * H),
    ]
