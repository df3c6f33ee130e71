"""Rule 15: places out of area, and the way back from them."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, LetsGo, Trigger
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

LOCAL, AWAY = 0, 1
ANY = [stay(units=[0, 1]), leave([0])]
ONLY_LOCAL = [stay(units=[0]), leave([0])]


def through(asked: int, started: int, ended: int, unit: int = LOCAL) -> Went:
    """Through one unit without delay, never back from elsewhere."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def back(
    asked: int, started: int, moved: int, ended: int, left: int = NONE, *,
    unit: int = LOCAL, away: int = AWAY,
) -> At:  # fmt: skip
    """A stay begun away and ended in a unit, left at the end of need unless told."""
    last = ended if left == NONE else left
    return At(asked, started, started, ended, ended, last, unit, moved_back=moved, away_unit=away)


def returned(asked: int, started: int, moved: int, ended: int, **units: int) -> Went:
    """Away first, and back without delay afterwards."""
    return Went(asked, ended, Exit.LEFT, [back(asked, started, moved, ended, **units), went(ended)])


def waiting(asked: int) -> Went:
    """Waiting at the end of the run."""
    return Went(asked, NONE, Exit.OPEN, [At(asked), At()])


def comes(arrives: int, lasts: int, limit: int = NONE, **more: int) -> Person:
    """Somebody with one stay."""
    return Person(arrives, [Draw(lasts, limit=limit), Draw(0)], **more)


def area(local=1, away=1, routes=(ANY,), units=(), **more):
    """One local bed, and one away: what is said besides is said of the place away."""
    return network(
        [unit(local), unit(away, away=True, **more), *units], routes=list(routes), end=100
    )


@pytest.mark.parametrize(
    ("free", "story"),
    [
        (3, returned(2, 2, 3, 12)),
        (11, returned(2, 2, 11, 12)),
        (12, through(2, 2, 12, AWAY)),
        (13, through(2, 2, 12, AWAY)),
    ],
    ids=["at once", "just before need ends", "as need ends", "after need has ended"],
)
def test_rule_15_back_when_there_is_room_before_need_has_ended(happens, free, story):
    assert happens(area(), [comes(0, free), comes(2, 10)]) == [through(0, 0, free), story]


def test_rule_15_as_need_ends_the_room_is_for_who_waits_at_home(happens):
    """At 10 the place here and the place there are both free: he takes the first of his own."""
    assert happens(area(), [comes(0, 10), comes(2, 8), comes(3, 5)]) == [
        through(0, 0, 10),
        through(2, 2, 10, AWAY),
        through(3, 10, 15),
    ]


def test_rule_15_who_is_away_waits_with_his_first_asked_time(happens):
    """Back at 10 before the next one, who starts away at that very time, and is back at 22."""
    assert happens(area(), [comes(0, 10), comes(2, 20), comes(3, 30)]) == [
        through(0, 0, 10),
        returned(2, 2, 10, 22),
        returned(3, 10, 22, 40),
    ]


def test_rule_15_who_has_asked_before_him_goes_first(happens):
    """The first to ask may only use the place here; he is back when that one has left."""
    people = [comes(0, 10), comes(1, 5, route=1), comes(2, 20)]
    assert happens(area(routes=[ANY, ONLY_LOCAL]), people) == [
        through(0, 0, 10),
        through(1, 10, 15),
        returned(2, 2, 15, 22),
    ]


@pytest.mark.parametrize("urgent", [True, False])
def test_rule_15_priority_goes_before_asked_time(happens, urgent):
    """Asked later with a higher priority: the place here is his, and the other comes back later."""
    later = [stay(units=[0], priority=int(urgent)), leave([0])]
    people = [comes(0, 10), comes(2, 20), comes(5, 4, route=1)]
    stories = happens(area(routes=[ANY, later]), people)
    assert stories[1:] == (
        [returned(2, 2, 14, 22), through(5, 10, 14)]
        if urgent
        else [returned(2, 2, 10, 22), through(5, 22, 26)]
    )


def test_rule_15_priority_of_who_is_away(happens):
    """Asked at 4 with a higher priority, he is back before one who has waited here since 1."""
    urgent = [stay(units=[0, 1], priority=1), leave([0])]
    people = [comes(0, 10), comes(1, 5, route=1), comes(4, 20, route=2)]
    assert happens(area(routes=[ANY, ONLY_LOCAL, urgent]), people) == [
        through(0, 0, 10),
        through(1, 24, 29),
        returned(4, 4, 10, 24),
    ]


def test_rule_15_two_away_come_back_in_the_order_in_which_they_asked(happens):
    """The same time of asking for the first two: the lower number goes first."""
    people = [comes(0, 10), comes(2, 11), comes(2, 30), comes(3, 40)]
    assert happens(area(away=3), people) == [
        through(0, 0, 10),
        returned(2, 2, 10, 13),
        returned(2, 2, 13, 32),
        returned(3, 3, 32, 43),
    ]


def test_rule_15_in_line_by_when_they_asked_and_not_by_when_they_went_away(happens):
    """The third went away at 4, as soon as he asked; the second asked at 2 and went at 6."""
    slow = [stay(units=[0, (1, 4)]), leave([0])]
    people = [comes(0, 10), comes(2, 20, route=1), comes(4, 30)]
    assert happens(area(away=2, routes=[ANY, slow]), people) == [
        through(0, 0, 10),
        returned(2, 6, 10, 26),
        returned(4, 4, 26, 34),
    ]


def test_rule_15_he_comes_back_from_where_people_may_move_out(happens):
    """The place here is free from 10, and the one away lets people out from 12."""
    place = area(moves_out=windows((0, 10), (12, 100)))
    assert happens(place, [comes(0, 10), comes(2, 20)])[1] == returned(2, 2, 12, 22)


def test_rule_15_who_may_not_move_out_keeps_his_units_from_those_behind_him(happens):
    """Two places here are free from 10 on, and nobody behind him may have them before 12."""
    place = area(local=2, moves_out=windows((12, 100)), routes=[ANY, ONLY_LOCAL])
    people = [comes(0, 10), comes(0, 10), comes(2, 20), comes(3, 5, route=1)]
    assert happens(place, people)[2:] == [returned(2, 2, 12, 22), through(3, 12, 17)]


def test_rule_15_when_need_has_ended_he_keeps_nothing_from_those_behind_him(happens):
    """He may not move out, and stops waiting at 14, before anybody starts then."""
    place = area(moves_out=windows((90, 100)), routes=[ANY, ONLY_LOCAL])
    people = [comes(0, 10), comes(2, 12), comes(3, 5, route=1)]
    assert happens(place, people)[1:] == [through(2, 2, 14, AWAY), through(3, 14, 19)]


def test_rule_15_he_keeps_no_unit_away_from_those_behind_him(happens):
    """There are two places away; the second is not his to keep while he waits for one here."""
    assert happens(area(away=2), [comes(0, 50), comes(2, 20), comes(3, 9)])[1:] == [
        through(2, 2, 22, AWAY),
        through(3, 3, 12, AWAY),
    ]


def test_rule_15_back_through_the_hours_in_which_the_unit_here_admits(happens):
    place = network([unit(1, admits=windows((0, 5), (12, 20))), unit(1, away=True)],
                    routes=[ANY], end=100)  # fmt: skip
    assert happens(place, [comes(0, 10), comes(2, 20)])[1] == returned(2, 2, 12, 22)


def test_rule_15_the_place_away_is_in_use_until_the_end_of_its_turnaround(happens):
    """Left at 10 and in use until 15."""
    people = [comes(0, 10), comes(2, 20), comes(3, 4)]
    assert happens(area(turnaround=5), people)[1:] == [
        returned(2, 2, 10, 22),
        through(3, 15, 19, AWAY),
    ]


def test_rule_15_the_place_here_is_in_use_until_the_end_of_its_turnaround(happens):
    """Free at 14 and not at 10, and again at 26 and not at 22."""
    place = network([unit(1, turnaround=4), unit(1, away=True)], routes=[ANY, ONLY_LOCAL], end=100)
    people = [comes(0, 10), comes(2, 20), comes(3, 4, route=1)]
    assert happens(place, people)[1:] == [returned(2, 2, 14, 22), through(3, 26, 30)]


@pytest.mark.parametrize(("free", "moved"), [(3, 5), (4, 5), (5, 5), (6, 6)])
def test_rule_15_on_the_way_there_he_does_not_wait_yet_and_the_return_takes_no_time(
    happens, free, moved
):
    """On the way from 2 to 5; the first to come was there at 0 by being in at the start."""
    route = [stay(units=[0, 1], move=3), leave([0])]
    first = comes(0, free, begins_at=0, begins_in=LOCAL)
    at = At(2, 2, 5, 15, 15, 15, LOCAL, moved_back=moved, away_unit=AWAY)
    assert happens(area(routes=[route]), [first, comes(2, 10)]) == [
        through(0, 0, free),
        Went(2, 15, Exit.LEFT, [at, went(15)]),
    ]


def test_rule_15_on_the_way_there_a_place_here_is_for_others(happens):
    """Free at 4, while the second is on his way; the third starts on his own way to it."""
    route = [stay(units=[0, 1], move=3), leave([0])]
    first = comes(0, 4, begins_at=0, begins_in=LOCAL)
    third = Went(4, 9, Exit.LEFT, [stayed(4, 4, 9, 9, move=3), went(9)])
    at = At(2, 2, 5, 15, 15, 15, LOCAL, moved_back=9, away_unit=AWAY)
    assert happens(area(routes=[route]), [first, comes(2, 10), comes(4, 2)])[1:] == [
        Went(2, 15, Exit.LEFT, [at, went(15)]),
        third,
    ]


def test_rule_15_units_become_usable_by_the_first_asked_time(happens):
    """Away from 6, and from 10 in a second unit here, which he may use 8 after asking."""
    route = [stay(units=[0, (2, 8), (1, 4)]), leave([0])]
    place = area(units=[unit(1)], routes=[ANY, route])
    assert happens(place, [comes(0, 50), comes(2, 20, route=1)])[1] == returned(
        2, 6, 10, 26, unit=2
    )


def test_rule_15_of_two_units_here_he_comes_back_to_the_first_in_his_own_order(happens):
    """Both are free at 10."""
    route = [stay(units=[1, 2, 0]), leave([0])]
    place = area(units=[unit(1)], routes=[ONLY_LOCAL, route, [stay(units=[2]), leave([0])]])
    people = [comes(0, 10), comes(0, 10, route=2), comes(2, 20, route=1)]
    assert happens(place, people)[2] == returned(2, 2, 10, 22, unit=2)


def test_rule_15_with_the_unit_away_first_in_his_order_he_is_there_for_an_instant(happens):
    """He starts in the first of his own, and then there is room here."""
    route = [stay(units=[1, 0]), leave([0])]
    people = [comes(2, 10, route=1), comes(3, 5, route=1)]
    assert happens(area(local=2, routes=[ANY, route], turnaround=3), people) == [
        returned(2, 2, 2, 12),
        through(3, 3, 8),
    ]


def test_rule_15_who_needs_nothing_never_waits(happens):
    """Need ends as he starts, before anybody else starts."""
    route = [stay(units=[1, 0]), leave([0])]
    assert happens(area(routes=[route]), [comes(2, 0)]) == [through(2, 2, 2, AWAY)]


def test_rule_15_from_one_unit_away_nobody_moves_to_another(happens):
    """The first of two units away is free from 5; he comes back at 30."""
    route = [stay(units=[0, 1, 2]), leave([0])]
    place = area(units=[unit(1, away=True)], routes=[route])
    people = [comes(0, 30), comes(1, 4), comes(2, 40), comes(6, 9)]
    assert happens(place, people) == [
        through(0, 0, 30),
        through(1, 1, 5, 1),
        returned(2, 2, 30, 42, away=2),
        through(6, 6, 15, 1),
    ]


def test_rule_15_from_two_units_away_the_first_to_have_asked_comes_first(happens):
    route = [stay(units=[0, 1, 2]), leave([0])]
    place = area(units=[unit(1, away=True)], routes=[route])
    assert happens(place, [comes(0, 10), comes(1, 20), comes(2, 40)]) == [
        through(0, 0, 10),
        returned(1, 1, 10, 21, away=1),
        returned(2, 2, 21, 42, away=2),
    ]


def reviewed(local=None, away=None, **more):
    """One local bed and one away, with reviews or hours of their own."""
    units = [unit(1, reviewed=local), unit(1, reviewed=away, away=True)]
    return network(units, routes=[ANY], end=100, **more)


ALL = 1_000_000


@pytest.mark.parametrize(
    ("free", "ready"), [(10, 30), (21, 30), (22, 25), (23, 25)],
    ids=["back", "just back", "free as need ends", "free afterwards"],
)  # fmt: skip
def test_rule_15_reviews_are_those_of_the_unit_he_is_in(happens, free, ready):
    """Need ends at 22; reviews away at 11 and 25, here at 30 and as the first is ready."""
    place = reviewed(reviews((free, ALL), (30, ALL)), reviews((11, ALL), (25, ALL)))
    moved, away, unit_in = (free, AWAY, LOCAL) if free < 22 else (NONE, NONE, AWAY)
    at = At(2, 2, 2, 22, ready, ready, unit_in, moved_back=moved, away_unit=away)
    assert happens(place, [comes(0, free), comes(2, 20)])[1] == Went(
        2, ready, Exit.LEFT, [at, went(ready)]
    )


def test_rule_15_a_unit_here_without_reviews_declares_him_at_once(happens):
    place = reviewed(None, reviews((40, ALL)))
    assert happens(place, [comes(0, 10), comes(2, 20)])[1] == returned(2, 2, 10, 22)


def test_rule_15_who_waits_for_a_review_away_does_not_come_back(happens):
    """Need ended at 8, the place here is free at 10, he is ready at 40."""
    place = reviewed(None, reviews((40, ALL)))
    assert happens(place, [comes(0, 10), comes(2, 6)])[1] == Went(
        2, 40, Exit.LEFT, [At(2, 2, 2, 8, 40, 40, AWAY), went(40)]
    )


@pytest.mark.parametrize(
    ("free", "story"),
    [
        (10, Went(2, 30, Exit.LEFT, [back(2, 2, 10, 22, 30), went(22, 30)])),
        (30, Went(2, 25, Exit.LEFT, [At(2, 2, 2, 22, 22, 25, AWAY), went(22, 25)])),
    ],
    ids=["back", "away"],
)
def test_rule_15_he_leaves_in_the_discharge_hours_of_the_unit_he_is_in(happens, free, story):
    here = unit(1, discharges=windows((0, 12), (30, 31), (40, 50)))
    place = network([here, unit(1, discharges=windows((25, 35)), away=True)], routes=[ANY], end=100)
    assert happens(place, [comes(0, free), comes(2, 20)])[1] == story


def test_rule_15_what_was_planned_ahead_stays_as_it_was(happens):
    """Begun five before the end of need at 22, back or not."""
    route = [stay(units=[0, 1]), task(0, [0], begins_before=5), leave([0, 1])]
    place = network([unit(1), unit(1, away=True)], [handoff(1)], [ANY, route], end=100)
    person = Person(2, [Draw(20), Draw(2), Draw(0)], route=1)
    assert [happens(place, [comes(0, free), person])[1].steps for free in (10, 18, 40)] == [
        [back(2, 2, 10, 22), did(17, 17, 19), went(22)],
        [back(2, 2, 18, 22), did(17, 17, 19), went(22)],
        [stayed(2, 2, 22, 22, unit=AWAY), did(17, 17, 19), went(22)],
    ]


@pytest.mark.parametrize("free", [10, 22])
def test_rule_15_dead_at_the_end_of_need_in_the_unit_he_is_in(happens, free):
    """Who dies as there is room here is dead first, and another has the room."""
    dies = Person(2, [Draw(20, dies=1), Draw(0)])
    place = area(routes=[ANY, ONLY_LOCAL])
    at = back(2, 2, 10, 22) if free == 10 else stayed(2, 2, 22, 22, unit=AWAY)
    dead = At(2, 2, 2, 22, NONE, 22, at.unit, moved_back=at.moved_back, away_unit=at.away_unit)
    assert happens(place, [comes(0, free), dies, comes(5, 4, route=1)])[1:] == [
        Went(2, 22, Exit.DIED, [dead, At()]),
        through(5, 22, 26),
    ]


@pytest.mark.parametrize(
    ("limit", "at"),
    [
        (8, At(2, 2, 2, left=10, unit=LOCAL, moved_back=10, away_unit=AWAY)),
        (7, At(2, 2, 2, left=9, unit=AWAY)),
        (12, At(2, 2, 2, left=14, unit=LOCAL, moved_back=10, away_unit=AWAY)),
    ],
    ids=["back at that time", "before", "after"],
)
def test_rule_15_who_is_lost_is_in_no_queue_any_more(happens, limit, at):
    """A handoff beside the stay is given up: limits come after starts of the same time."""
    route = [stay(units=[0, 1]), task(0), leave([0, 1])]
    place = network([unit(1), unit(1, away=True)], [handoff(0)], [ANY, route, ONLY_LOCAL], end=100)
    person = Person(2, [Draw(20), Draw(1, limit=limit), Draw(0)], route=1)
    end = 2 + limit
    assert happens(place, [comes(0, 10), person, comes(3, 4, route=2)])[1:] == [
        Went(2, end, Exit.LOST, [at, At(2), At()]),
        through(3, max(10, end), max(10, end) + 4),
    ]


@pytest.mark.parametrize("at_limit", [AtLimit.LOST, AtLimit.POSTPONED, AtLimit.ELSEWHERE])
def test_rule_15_away_he_waits_without_a_limit(happens, at_limit):
    route = [stay(units=[0, 1], at_limit=at_limit, postpone_by=1), leave([0])]
    people = [comes(0, 30), comes(2, 40, limit=3)]
    assert happens(area(routes=[route]), people)[1] == returned(2, 2, 30, 42)


def test_rule_15_first_asked_time_of_a_booking_that_was_postponed(happens):
    """Asked at 1, postponed at 3 and back at 7; away from 8; before one who asked at 2."""
    route = [stay(units=[0, 1], at_limit=AtLimit.POSTPONED, postpone_by=4, postpone_most=2),
             leave([0])]  # fmt: skip
    people = [comes(0, 10), comes(1, 20, limit=2, route=1), comes(2, 6, route=2)]
    place = area(away=[(0, 0), (8, 1)], routes=[ANY, route, ONLY_LOCAL])
    at = At(1, 8, 8, 28, 28, 28, LOCAL, postponed=1, moved_back=10, away_unit=AWAY)
    assert happens(place, people)[1:] == [
        Went(1, 28, Exit.LEFT, [at, went(28)]),
        through(2, 28, 34),
    ]


@pytest.mark.parametrize(
    ("free", "story"), [(0, returned(0, 0, 0, 20)), (7, returned(0, 0, 7, 20))]
)
def test_rule_15_somebody_may_begin_away(happens, free, story):
    """With room here at 0, he is back at 0."""
    place = area(local=[(0, 0), (free, 1)] if free else 1)
    assert happens(place, [comes(0, 20, begins_at=0, begins_in=AWAY)]) == [story]


def test_rule_15_who_begins_away_comes_before_a_waiting_list(happens):
    """Both have asked at 0, and rows that begin inside come first."""
    people = [comes(0, 10, begins_at=0, begins_in=AWAY), comes(0, 5, begins_at=0)]
    assert happens(area(), people) == [returned(0, 0, 0, 10), through(0, 0, 5, AWAY)]


def test_rule_15_above_capacity_away_they_come_back_one_by_one(happens):
    """Three begin in one place; a fourth may start there when it is empty."""
    begin = [comes(0, 10 * k, begins_at=0, begins_in=AWAY) for k in (2, 3, 4)]
    people = [*begin, comes(1, 30)]
    assert happens(area(local=[(0, 0), (5, 1)]), people) == [
        returned(0, 0, 5, 20),
        returned(0, 0, 20, 30),
        returned(0, 0, 30, 40),
        returned(1, 30, 40, 60),
    ]


NEXT = [stay(units=[0, 1]), stay(1, after=[0], units=[2]), leave([1])]


def test_rule_15_from_away_to_the_next_stay(happens):
    """Ready away at 8, and on at 15; the place here at 10 is not for him."""
    place = area(units=[unit([(0, 0), (15, 1)], setting=1)], routes=[ANY, NEXT])
    people = [comes(0, 10), Person(2, [Draw(6), Draw(3), Draw(0)], route=1), comes(4, 30)]
    assert happens(place, people)[1:] == [
        Went(2, 18, Exit.LEFT, [
            stayed(2, 2, 8, 15, unit=AWAY), stayed(8, 15, 18, 18, unit=2), went(18)
        ]),
        through(4, 10, 40),
    ]  # fmt: skip


def test_rule_15_from_here_to_the_next_stay_after_coming_back(happens):
    """The place here is held until 30, and not the one away."""
    place = area(units=[unit([(0, 0), (30, 1)], setting=1)], routes=[ANY, NEXT])
    people = [comes(0, 10), Person(2, [Draw(20), Draw(3), Draw(0)], route=1), comes(4, 40)]
    assert happens(place, people)[1:] == [
        Went(2, 33, Exit.LEFT, [back(2, 2, 10, 22, 30), stayed(22, 30, 33, 33, unit=2), went(33)]),
        returned(4, 10, 30, 50),
    ]


def test_rule_15_on_to_a_unit_away_from_another_setting(happens):
    """The ward is left when he is there, at 7; back at 10, before which he held one place."""
    route = [stay(1, units=[2]), stay(after=[0], units=[0, 1], move=3), leave([1])]
    place = area(units=[unit(1, setting=1)], routes=[ANY, route, [stay(1, units=[2]), leave([0])]])
    people = [comes(0, 10), Person(0, [Draw(4), Draw(20), Draw(0)], route=1), comes(1, 5, route=2)]
    at = At(4, 4, 7, 27, 27, 27, LOCAL, moved_back=10, away_unit=AWAY)
    assert happens(place, people)[1:] == [
        Went(0, 27, Exit.LEFT, [stayed(0, 0, 4, 7, unit=2), at, went(27)]),
        through(1, 7, 12, 2),
    ]


def test_rule_15_growth_goes_by_the_wait_until_he_started_away(happens):
    """Four of waiting, half as much again of need: 12 and not more for the return."""
    route = [stay(1, units=[2]), stay(after=[0], units=[0, (1, 4)], growth=500_000), leave([1])]
    place = area(units=[unit(1, setting=1)], routes=[ANY, route])
    people = [comes(0, 15), Person(0, [Draw(4), Draw(10), Draw(0)], route=1)]
    at = back(4, 8, 15, 20)
    assert happens(place, people)[1].steps == [stayed(0, 0, 4, 8, unit=2), at, went(20)]


def test_rule_15_relapse_away_does_not_bring_him_back(happens):
    """Ready away at 8, ill again from 9 to 20; the place here is free from 10."""
    place = area(units=[unit(0, setting=1)], routes=[ANY, NEXT])
    ill = Draw(6, relapses_after=1, relapse_lasts=11)
    people = [comes(0, 10), Person(2, [ill, Draw(3), Draw(0)], route=1)]
    at = At(2, 2, 2, 8, 8, NONE, AWAY, relapsed=9, ready_again=20)
    assert happens(place, people)[1] == Went(2, NONE, Exit.OPEN, [at, At(8), At()])


def test_rule_15_ready_again_at_a_review_of_the_unit_he_is_back_in(happens):
    """Need ends at 22: reviewed here at 23, ill again from 25 until the review at 35."""
    here = unit(1, reviewed=reviews((10, ALL), (23, ALL), (35, ALL)))
    there = unit(1, reviewed=reviews((24, ALL), (31, ALL)), away=True)
    ill = Draw(20, relapses_after=2, relapse_lasts=5)
    people = [comes(0, 10), Person(2, [ill, Draw(3), Draw(0)], route=1)]
    at = At(2, 2, 2, 22, 23, NONE, LOCAL, relapsed=25, ready_again=35, moved_back=10, away_unit=1)
    place = network([here, there, unit(0, setting=1)], routes=[ANY, NEXT], end=100)
    assert happens(place, people)[1].steps[0] == at


def test_rule_15_dead_while_delayed_in_the_unit_he_is_in(happens):
    """Ready at 22 and dead at 25; one who waits for each of the two places has it then, or had."""
    place = area(units=[unit(0, setting=1)], routes=[ANY, NEXT, ONLY_LOCAL])
    dies = Draw(20, dies_waiting=3)
    people = [comes(0, 10), Person(2, [dies, Draw(3), Draw(0)], route=1), comes(3, 9, route=2)]
    assert happens(place, people)[1:] == [
        Went(2, 25, Exit.DIED, [back(2, 2, 10, 22, 25), At(22), At()]),
        through(3, 25, 34),
    ]


def test_rule_15_his_weight_goes_with_him(happens):
    """Two places; one is free from 10, and kept from those behind him; the other from 14."""
    heavy = [stay(units=[0, 1], weight=2), leave([0])]
    place = area(local=2, away=2, routes=[ONLY_LOCAL, heavy, ANY])
    people = [comes(0, 10), comes(0, 14), comes(2, 20, route=1), comes(3, 5), comes(4, 9, route=2)]
    assert happens(place, people)[2:] == [
        returned(2, 2, 14, 22),
        through(3, 22, 27),
        returned(4, 14, 22, 23),
    ]


@pytest.mark.parametrize("free", [10, 40])
def test_rule_15_home_to_wait_in_the_hours_of_the_unit_he_is_in(happens, free):
    """Under AT_END the place is given up when the unit he is in discharges."""
    route = [stay(units=[0, 1], lets_go=LetsGo.AT_END), stay(1, after=[0], units=[2]), leave([1])]
    here = unit(1, discharges=windows((0, 11), (30, 50)))
    there = unit(1, discharges=windows((25, 26)), away=True)
    place = network([here, there, unit([(0, 0), (60, 1)], setting=1)], routes=[ANY, route], end=100)
    people = [comes(0, free), Person(2, [Draw(20), Draw(3), Draw(0)], route=1)]
    first = back(2, 2, 10, 22, 30) if free == 10 else stayed(2, 2, 22, 25, unit=AWAY)
    assert happens(place, people)[1].steps == [
        first, stayed(22, 60, 63, 63, unit=2), went(63)
    ]  # fmt: skip


def test_rule_7_who_waits_away_calls_a_unit_here(happens):
    """In the queue since 2, which is called then and open from 7."""
    extra = unit(1, trigger=Trigger(0, 5, 0, 0))
    route = [stay(units=[0, 2, 1]), leave([0])]
    place = area(units=[extra], routes=[route])
    assert happens(place, [comes(0, 50), comes(2, 20)])[1] == returned(2, 2, 7, 22, unit=2)


def test_rule_7_who_needs_no_more_does_not_count_in_the_queue(opened):
    """Away from 2 to 8; open from 4 until then."""
    place = network([unit(0), unit(1, away=True), unit(1, trigger=Trigger(0, 2, 0, 0))],
                    routes=[ANY], end=100)  # fmt: skip
    assert opened(place, [comes(2, 6)]) == ([through(2, 2, 8, AWAY)], [(2, 4, 8)])


def test_rule_7_back_he_does_not_count_in_the_queue(opened):
    place = network([unit([(0, 0), (6, 1)]), unit(1, away=True),
                     unit(1, trigger=Trigger(0, 2, 0, 0))], routes=[ANY], end=100)  # fmt: skip
    assert opened(place, [comes(2, 9)]) == ([returned(2, 2, 6, 11)], [(2, 4, 6)])


def test_rule_7_a_unit_away_may_be_opened_by_the_queue_and_shut_behind_him(opened):
    """Away at 5 in what is open until the queue is gone, which he himself is in until 10."""
    place = network([unit(1), unit(1, away=True, trigger=Trigger(0, 3, 0, 0))],
                    routes=[ANY], end=100)  # fmt: skip
    assert opened(place, [comes(0, 10), comes(2, 20)]) == (
        [through(0, 0, 10), returned(2, 5, 10, 25)],
        [(AWAY, 5, 10)],
    )


@pytest.mark.parametrize(("free", "is_back"), [(99, True), (100, False)])
def test_rule_15_the_end_of_the_run(happens, free, is_back):
    at = At(2, 2, 2, unit=AWAY)
    if is_back:
        at = At(2, 2, 2, unit=LOCAL, moved_back=99, away_unit=AWAY)
    assert happens(area(), [comes(0, free), comes(2, 200)])[1] == Went(
        2, NONE, Exit.OPEN, [at, At()]
    )


def test_rule_15_who_leaves_returns_from_where_he_was(happens):
    """His next journey begins when he has left, and has nothing of the first."""
    people = [comes(0, 10), comes(2, 20, returns_as=2, returns_after=5), comes(NONE, 7)]
    assert happens(area(), people)[1:] == [returned(2, 2, 10, 22), through(27, 27, 34)]


def test_rule_6_a_fall_of_capacity_here_keeps_him_away(happens):
    """Two places and one of them taken out at 9, when both are in use: room from 15."""
    place = area(local=[(0, 2), (9, 1)])
    people = [comes(0, 10), comes(0, 15), comes(2, 20)]
    assert happens(place, people)[2] == returned(2, 2, 15, 22)
