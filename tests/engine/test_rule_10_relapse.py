"""Rule 10: need that comes back while he waits."""

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
ON = [stay(), stay(1, after=[0], units=[1]), leave([1])]
SECOND = [stay(1, units=[1]), leave([0])]
WITH_TASK = [stay(), task(0, [0]), leave([0, 1])]


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def ill_again(relapsed: int, again: int, left: int) -> At:
    """In the first place from 0, ready at 2, and ill again for some time; all in hours."""
    times = [NONE if hour == NONE else hour * H for hour in (left, relapsed, again)]
    return At(0, 0, 0, 2 * H, 2 * H, times[0], 0, 0, *times[1:])


def falls_ill(after: int, lasts: int, **more: int) -> Draw:
    """Two hours of need, and hours later more of it."""
    return Draw(2 * H, relapses_after=after * H, relapse_lasts=lasts * H, **more)


def test_rule_10_he_leaves_the_queue_and_comes_back_with_his_first_asked_time(happens):
    """Ill from 4 to 8; the bed of 6 goes to who asked at 3, that of 10 to him before who at 7."""
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[ON, SECOND], end=DAY)
    people = [
        Person(0, [falls_ill(2, 4), Draw(H), Draw(0)]),
        Person(3 * H, [Draw(4 * H), Draw(0)], route=1),
        Person(7 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 11 * H, Exit.LEFT, [
            ill_again(4, 8, 10), stayed(2 * H, 10 * H, 11 * H, 11 * H, unit=1), went(11 * H)
        ]),
        through(3 * H, 6 * H, 10 * H, unit=1),
        through(7 * H, 11 * H, 12 * H, unit=1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "starts", "first"),
    [
        (3, 3, ill_again(NONE, NONE, 3)),
        (4, 8, ill_again(4, 8, 8)),
        (6, 8, ill_again(4, 8, 8)),
        (8, 8, ill_again(4, 8, 8)),
        (9, 9, ill_again(4, 8, 9)),
    ],
    ids=["before", "as he falls ill", "while ill", "as he is ready", "after"],
)
def test_rule_10_who_falls_ill_at_a_time_does_not_start_then(happens, opens, starts, first):
    place = network([unit(1), unit([(0, 0), (opens * H, 1)], setting=1)], routes=[ON], end=DAY)
    ended = (starts + 1) * H
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H), Draw(0)])]) == [
        Went(0, ended, Exit.LEFT, [
            first, stayed(2 * H, starts * H, ended, ended, unit=1), went(ended)
        ]),
    ]  # fmt: skip


def test_rule_10_a_place_reserved_before_is_no_relapse_though_he_is_still_on_his_way(happens):
    route = [stay(), stay(1, after=[0], units=[1], move=4 * H), leave([1])]
    place = network([unit(1), unit([(0, 0), (3 * H, 1)], setting=1)], routes=[route], end=DAY)
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H), Draw(0)])]) == [
        Went(0, 8 * H, Exit.LEFT, [
            stayed(0, 0, 2 * H, 7 * H), stayed(2 * H, 3 * H, 8 * H, 8 * H, unit=1, move=4 * H),
            went(8 * H),
        ]),
    ]  # fmt: skip


def test_rule_10_who_is_withdrawn_blocks_nobody(happens):
    """He needs two beds of one; who needs one may have it as soon as he is ill, at 4."""
    route = [stay(), stay(1, after=[0], units=[1], weight=2), leave([1])]
    place = network([unit(1), unit(1, setting=1)], routes=[route, SECOND], end=DAY)
    people = [
        Person(0, [falls_ill(2, 4), Draw(H), Draw(0)]),
        Person(3 * H, [Draw(H), Draw(0)], route=1),
        Person(9 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, NONE, Exit.OPEN, [ill_again(4, 8, NONE), At(2 * H), At()]),
        through(3 * H, 4 * H, 5 * H, unit=1),
        Went(9 * H, NONE, Exit.OPEN, [At(9 * H), At()]),
    ]


@pytest.mark.parametrize(
    ("done", "first", "left"),
    [
        (3, ill_again(NONE, NONE, 3), 3),
        (4, ill_again(4, 8, 8), 8),
        (6, ill_again(4, 8, 8), 8),
        (8, ill_again(4, 8, 8), 8),
        (9, ill_again(4, 8, 9), 9),
    ],
)
def test_rule_10_handoffs_go_on_and_leaving_waits(happens, done, first, left):
    """He asks to leave as the task is done, and leaves then or when ready again."""
    place = network([unit(1)], [handoff(1)], [WITH_TASK], end=DAY)
    draws = [falls_ill(2, 4), Draw((done - 2) * H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, left * H, Exit.LEFT, [first, did(2 * H, 2 * H, done * H), went(done * H, left * H)])
    ]


def test_rule_10_handoffs_that_come_to_be_asked_for_are_asked_for(happens):
    route = [stay(), task(0, [0]), task(1, [1]), leave([0, 2])]
    place = network([unit(1)], [handoff(1), handoff([(0, 0), (6 * H, 1)])], [route], end=DAY)
    draws = [falls_ill(1, 7), Draw(3 * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 10 * H, Exit.LEFT, [
            ill_again(3, 10, 10), did(2 * H, 2 * H, 5 * H), did(5 * H, 6 * H, 7 * H),
            went(7 * H, 10 * H),
        ]),
    ]  # fmt: skip


def test_rule_10_a_next_stay_that_comes_to_be_asked_for_is_asked_for_and_waits(happens):
    """Asked for at 5, it counts before who asks at 6; he may have it from 8 on."""
    route = [stay(), task(0, [0]), stay(1, after=[0, 1], units=[1]), leave([2])]
    place = network([unit(1), unit([(0, 0), (8 * H, 1)], setting=1)], [handoff(1)],
                    [route, SECOND], end=DAY)  # fmt: skip
    people = [
        Person(0, [falls_ill(2, 4), Draw(3 * H), Draw(H), Draw(0)]),
        Person(6 * H, [Draw(H), Draw(0)], route=1),
    ]
    assert happens(place, people) == [
        Went(0, 9 * H, Exit.LEFT, [
            ill_again(4, 8, 8), did(2 * H, 2 * H, 5 * H),
            stayed(5 * H, 8 * H, 9 * H, 9 * H, unit=1), went(9 * H),
        ]),
        through(6 * H, 9 * H, 10 * H, unit=1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("after", "lasts", "first", "left"),
    [
        (1, 1, ill_again(3, 4, 4), 4),
        (1, 3, ill_again(3, 6, 10), 10),
        (2, 1, ill_again(4, 5, 10), 10),
        (2, 6, ill_again(4, 10, 10), 10),
        (2, 7, ill_again(4, 11, 11), 11),
        (2, 8, ill_again(4, 12, 20), 20),
        (3, 1, ill_again(NONE, NONE, 4), 4),
    ],
)
def test_rule_10_before_leaving_waits_for_discharge_hours(happens, after, lasts, first, left):
    """Open from 4 to 5, from 10 to 12, and from 20; who falls ill as they open does not leave."""
    opens = windows((4 * H, 5 * H), (10 * H, 12 * H), (20 * H, 21 * H))
    place = network([unit(1, discharges=opens)], routes=[[stay(), leave([0])]], end=DAY)
    assert happens(place, [Person(0, [falls_ill(after, lasts), Draw(0)])]) == [
        Went(0, left * H, Exit.LEFT, [first, went(2 * H, left * H)])
    ]


@pytest.mark.parametrize(
    ("after", "lasts", "opens", "first"),
    [
        (1, 1, 14, ill_again(3, 4, 4)),
        (2, 2, 14, ill_again(4, 6, 10)),
        (2, 7, 14, ill_again(4, 11, 11)),
        (2, 2, 8, ill_again(4, 6, 8)),
        (2, 7, 10, ill_again(4, 11, 11)),
        (3, 1, 14, ill_again(NONE, NONE, 4)),
    ],
    ids=[
        "home as he is ready again",
        "ill as he would go home",
        "home when ready, discharges being open",
        "the next place first",
        "home before the place, both open to him at 11",
        "home before he would be ill",
    ],
)
def test_rule_10_before_going_home_at_the_end(happens, after, lasts, opens, first):
    """Discharge hours from 4 to 5 and from 10 to 12."""
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    discharges = windows((4 * H, 5 * H), (10 * H, 12 * H))
    place = network(
        [unit(1, discharges=discharges), unit([(0, 0), (opens * H, 1)], setting=1)],
        routes=[route], end=DAY,
    )  # fmt: skip
    starts = max(opens * H, first.ready_again)
    assert happens(place, [Person(0, [falls_ill(after, lasts), Draw(H), Draw(0)])]) == [
        Went(0, starts + H, Exit.LEFT, [
            first, stayed(2 * H, starts, starts + H, starts + H, unit=1), went(starts + H)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begins", "after", "first"),
    [
        (2, 1, ill_again(NONE, NONE, 2)),
        (2, 0, ill_again(2, 6, 6)),
        (3, 1, ill_again(3, 7, 7)),
        (5, 1, ill_again(3, 7, 7)),
        (7, 1, ill_again(3, 7, 7)),
        (9, 1, ill_again(3, 7, 9)),
    ],
)
def test_rule_10_before_going_home_as_a_task_starts(happens, begins, after, first):
    route = [
        stay(lets_go=LetsGo.NEXT_TASK),
        task(0, [0]),
        stay(1, after=[0, 1], units=[1]),
        leave([2]),
    ]
    place = network([unit(1), unit([(0, 0), (14 * H, 1)], setting=1)],
                    [handoff([(0, 0), (begins * H, 1)])], [route], end=DAY)  # fmt: skip
    draws = [falls_ill(after, 4), Draw(H), Draw(H), Draw(0)]
    done = (begins + 1) * H
    assert happens(place, [Person(0, draws)]) == [
        Went(0, 15 * H, Exit.LEFT, [
            first, did(2 * H, begins * H, done),
            stayed(done, 14 * H, 15 * H, 15 * H, unit=1), went(15 * H),
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "first", "lost"),
    [
        (0, ill_again(NONE, NONE, 2), 2),
        (1, ill_again(NONE, NONE, 3), 3),
        (2, ill_again(4, 8, 10), 10),
        (3, ill_again(4, 8, 11), 11),
        (6, ill_again(4, 8, 14), 14),
    ],
    ids=["at once", "before", "as he falls ill", "while ill", "as he is ready"],
)
def test_rule_10_a_new_limit_runs_from_when_he_is_ready_again(happens, limit, first, lost):
    place = network([unit(1), unit(0, setting=1)], routes=[ON], end=DAY)
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H, limit=limit * H), Draw(0)])]) == [
        Went(0, lost * H, Exit.LOST, [first, At(2 * H), At()])
    ]


@pytest.mark.parametrize("limit", [0, 1])
def test_rule_10_a_limit_of_a_stay_asked_for_while_ill_runs_from_then_too(happens, limit):
    route = [stay(), task(0, [0]), stay(1, after=[0, 1], units=[1]), leave([2])]
    place = network([unit(1), unit(0, setting=1)], [handoff(1)], [route], end=DAY)
    draws = [falls_ill(2, 4), Draw(3 * H), Draw(H, limit=limit * H), Draw(0)]
    lost = 8 + limit
    assert happens(place, [Person(0, draws)]) == [
        Went(0, lost * H, Exit.LOST, [
            ill_again(4, 8, lost), did(2 * H, 2 * H, 5 * H), At(5 * H), At()
        ]),
    ]  # fmt: skip


def put_off(by: int, most: int = 1) -> list:
    """A stay, and another that is booked again hours later."""
    again = {"at_limit": AtLimit.POSTPONED, "postpone_by": by * H, "postpone_most": most}
    return [stay(), stay(1, after=[0], units=[1], **again), leave([1])]


@pytest.mark.parametrize(("by", "starts"), [(1, 8), (3, 8), (5, 8), (7, 10)])
def test_rule_10_a_booking_that_comes_round_while_he_is_ill_waits(happens, by, starts):
    """Put off at 3, until he is as ill as at 4, or at 6, until ready again at 8, or until 10."""
    place = network([unit(1), unit([(0, 0), (6 * H, 1)], setting=1)], routes=[put_off(by)], end=DAY)
    now, ended = starts * H, (starts + 1) * H
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H, limit=H), Draw(0)])]) == [
        Went(0, ended, Exit.LEFT, [
            ill_again(4, 8, starts), At(2 * H, now, now, ended, ended, ended, 1, 1), went(ended)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(("by", "lost"), [(1, 9), (3, 9), (5, 9), (7, 11)])
def test_rule_10_the_limit_of_that_booking_runs_from_when_he_waits(happens, by, lost):
    place = network([unit(1), unit(0, setting=1)], routes=[put_off(by)], end=DAY)
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H, limit=H), Draw(0)])]) == [
        Went(0, lost * H, Exit.LOST, [ill_again(4, 8, lost), At(2 * H, postponed=1), At()])
    ]


def test_rule_10_a_limit_due_as_he_falls_ill_does_not_put_him_off(happens):
    """It would be put off at 4; from 8 on it runs anew, and is put off at 10 until 11."""
    place = network([unit(1), unit([(0, 0), (12 * H, 1)], setting=1)], routes=[put_off(1)], end=DAY)
    ended = 13 * H
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H, limit=2 * H), Draw(0)])]) == [
        Went(0, ended, Exit.LEFT, [
            ill_again(4, 8, 12), At(2 * H, 12 * H, 12 * H, ended, ended, ended, 1, 1), went(ended)
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dies_waiting", "first", "died"),
    [
        (1, ill_again(NONE, NONE, 3), 3),
        (2, ill_again(NONE, NONE, 4), 4),
        (4, ill_again(4, NONE, 6), 6),
        (6, ill_again(4, NONE, 8), 8),
        (7, ill_again(4, 8, 9), 9),
    ],
    ids=["before", "as he falls ill", "while ill", "as he is ready", "after"],
)
def test_rule_10_death_while_waiting_goes_by_the_first_time_he_was_ready(
    happens, dies_waiting, first, died
):
    place = network([unit(1), unit(0, setting=1)], routes=[ON], end=DAY)
    draws = [falls_ill(2, 4, dies_waiting=dies_waiting * H), Draw(H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, died * H, Exit.DIED, [first, At(2 * H), At()])
    ]


@pytest.mark.parametrize(
    ("lasts", "level", "again"),
    [(1, 0, 4), (2, 0, 5), (2, 600_000, 9), (3, 0, 9), (6, 0, 9), (7, 0, NONE)],
)
def test_rule_10_he_is_declared_ready_again_at_a_review(happens, lasts, level, again):
    """Ill from 3; reviews at 2, 4 and 9, and one of half of all at 5."""
    rounds = reviews((2 * H, ALL), (4 * H, ALL), (5 * H, ALL // 2), (9 * H, ALL))
    place = network([unit(1, reviewed=rounds)], [handoff(1)], [WITH_TASK], end=DAY)
    draws = [falls_ill(1, lasts, level=level), Draw(H), Draw(0)]
    exit_ = Exit.OPEN if again == NONE else Exit.LEFT
    left = NONE if again == NONE else again * H
    assert happens(place, [Person(0, draws)]) == [
        Went(0, left, exit_, [
            ill_again(3, again, again), did(2 * H, 2 * H, 3 * H), At(3 * H, left=left)
        ]),
    ]  # fmt: skip


def test_rule_10_lost_while_ill_he_is_never_ready_again(happens):
    """A handoff's limit runs out at 5."""
    place = network([unit(1)], [handoff(0)], [WITH_TASK], end=DAY)
    assert happens(place, [Person(0, [falls_ill(2, 4), Draw(H, limit=3 * H), Draw(0)])]) == [
        Went(0, 5 * H, Exit.LOST, [ill_again(4, NONE, 5), At(2 * H), At()])
    ]


@pytest.mark.parametrize(
    ("limit", "first"),
    [(2, ill_again(4, NONE, 4)), (6, ill_again(4, 8, 8))],
    ids=["as he falls ill", "as he is ready again"],
)
def test_rule_10_limits_run_out_after_all_that_is_due(happens, limit, first):
    place = network([unit(1)], [handoff(0)], [WITH_TASK], end=DAY)
    draws = [falls_ill(2, 4), Draw(H, limit=limit * H), Draw(0)]
    assert happens(place, [Person(0, draws)]) == [
        Went(0, first.left, Exit.LOST, [first, At(2 * H), At()])
    ]


def test_rule_10_ill_again_as_he_is_declared_ready(happens):
    place = network([unit(1)], routes=[[stay(), leave([0])]], end=DAY)
    assert happens(place, [Person(0, [falls_ill(0, 3), Draw(0)])]) == [
        Went(0, 5 * H, Exit.LEFT, [ill_again(2, 5, 5), went(2 * H, 5 * H)])
    ]


def test_rule_10_widening_counts_from_when_it_was_first_asked_for(happens):
    """Asked for at 2, the other unit is his to use from 6, an hour after he is ready again."""
    route = [stay(), stay(1, after=[0], units=[(1, 4 * H)]), leave([1])]
    place = network([unit(1), unit(1, setting=1)], routes=[route], end=DAY)
    assert happens(place, [Person(0, [falls_ill(2, 1), Draw(H), Draw(0)])]) == [
        Went(0, 7 * H, Exit.LEFT, [
            ill_again(4, 5, 6), stayed(2 * H, 6 * H, 7 * H, 7 * H, unit=1), went(7 * H)
        ]),
    ]  # fmt: skip


def test_rule_10_still_ill_at_the_end(happens):
    place = network([unit(1)], [handoff(1)], [WITH_TASK], end=10 * H)
    for lasts in (6, 7):
        assert happens(place, [Person(0, [falls_ill(2, lasts), Draw(3 * H), Draw(0)])]) == [
            Went(0, NONE, Exit.OPEN, [
                ill_again(4, NONE, NONE), did(2 * H, 2 * H, 5 * H), At(5 * H)
            ]),
        ]  # fmt: skip


def test_rule_10_who_dies_at_the_end_of_need_is_never_ill_again(happens):
    place = network([unit(1)], routes=[[stay(), leave([0])]], end=DAY)
    assert happens(place, [Person(0, [falls_ill(0, 4, dies=1), Draw(0)])]) == [
        Went(0, 2 * H, Exit.DIED, [At(0, 0, 0, 2 * H, left=2 * H, unit=0), At()])
    ]


def test_rule_10_in_the_second_stay_as_in_the_first(happens):
    place = network([unit(1), unit(1, setting=1)], routes=[ON], end=DAY)
    again = Draw(H, relapses_after=0, relapse_lasts=4 * H)
    assert happens(place, [Person(0, [falls_ill(0, 3), again, Draw(0)])]) == [
        Went(0, 10 * H, Exit.LEFT, [
            ill_again(2, 5, 5),
            At(2 * H, 5 * H, 5 * H, 6 * H, 6 * H, 10 * H, 1, 0, 6 * H, 10 * H),
            went(6 * H, 10 * H),
        ]),
    ]  # fmt: skip


def test_rule_10_need_that_lasts_beyond_the_end_of_the_run(happens):
    """Ill from 4 on for five days, in a unit with reviews; the run ends after one day."""
    ward = unit(1, reviewed=reviews((2 * H, ALL), (12 * H, ALL)))
    place = network([ward, unit(0, setting=1)], routes=[ON], end=DAY)
    people = [Person(0, [falls_ill(2, 5 * 24), Draw(H), Draw(0)])]
    assert happens(place, people) == [
        Went(0, NONE, Exit.OPEN, [ill_again(4, NONE, NONE), At(2 * H), At()])
    ]
