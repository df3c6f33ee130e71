"""Rule 7: units opened by the queue for their care setting, and shut by it."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, Trigger
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
    windows,
)

ANY = [stay(units=[0, 1]), leave([0])]
FULL, EXTRA = 0, 1


def through(asked: int, started: int, ended: int, unit: int = 0) -> Went:
    """Through one unit without delay."""
    return Went(
        asked, ended, Exit.LEFT, [stayed(asked, started, ended, ended, unit=unit), went(ended)]
    )


def inside(asked: int, started: int, unit: int = 0) -> Went:
    """In a unit at the end of the run."""
    return Went(asked, NONE, Exit.OPEN, [At(asked, started, started, unit=unit), At()])


def waiting(asked: int) -> Went:
    """Waiting at the end of the run."""
    return Went(asked, NONE, Exit.OPEN, [At(asked), At()])


def comes(arrives: int, lasts: int, limit: int = NONE, **more: int) -> Person:
    """Somebody with one stay."""
    return Person(arrives, [Draw(lasts, limit=limit), Draw(0)], **more)


def above(n: int, *, after: int = 5, lasts: int = 3, shuts_at: int = 0) -> Trigger:
    """Opened by more than n waiting."""
    return Trigger(n, after, lasts, shuts_at)


def ward(trigger: Trigger, *, first=1, extra=1, routes=(ANY,), end=100, **more):
    """One bed, and another opened by the queue."""
    return network([unit(first), unit(extra, trigger=trigger, **more)], routes=routes, end=end)


ONLY_FIRST = [stay(units=[0]), leave([0])]


def test_rule_7_called_by_the_queue_opened_later_and_shut_when_it_is_gone(opened):
    """Called as the second begins to wait, open from 7 for at least 10."""
    people = [comes(0, 50), comes(1, 3), comes(2, 3)]
    assert opened(ward(above(1, lasts=10)), people) == (
        [through(0, 0, 50), through(1, 7, 10, EXTRA), through(2, 10, 13, EXTRA)],
        [(EXTRA, 7, 17)],
    )


@pytest.mark.parametrize(
    ("n", "openings"), [(0, [(1, 6, -1)]), (1, [(1, 7, -1)]), (2, [(1, 8, -1)]), (3, [])]
)
def test_rule_7_more_must_wait_than_the_number_and_who_is_not_shut_says_so(opened, n, openings):
    people = [comes(0, 90), *(comes(t, 90) for t in (1, 2, 3))]
    stories, told = opened(ward(above(n), end=60), people)
    assert told == openings
    first = inside(1, openings[0][1], EXTRA) if openings else waiting(1)
    assert stories == [inside(0, 0), first, waiting(2), waiting(3)]


def test_rule_7_a_call_is_not_taken_back(opened):
    """Nobody waits from 4; open from 6 all the same, and shut as soon as it may be."""
    assert opened(ward(above(0)), [comes(0, 4), comes(1, 20)]) == (
        [through(0, 0, 4), through(1, 4, 24)],
        [(EXTRA, 6, 9)],
    )


def test_rule_7_who_is_called_is_not_called_again_before_it_has_been_open(opened):
    """More come at 3 and 5; one opening, from 6."""
    people = [comes(0, 40), comes(1, 2), comes(3, 2), comes(5, 2)]
    assert opened(ward(above(0)), people) == (
        [
            through(0, 0, 40),
            *(through(t, 6 + i * 2, 8 + i * 2, 1) for i, t in enumerate((1, 3, 5))),
        ],
        [(EXTRA, 6, 10)],
    )


@pytest.mark.parametrize(
    ("gone", "shut"), [(3, 16), (6, 16), (15, 16), (16, 16), (17, 17), (30, 30)]
)
def test_rule_7_shut_when_the_queue_is_gone_but_not_before_it_has_been_open_long_enough(
    opened, gone, shut
):
    """Open from 6 for at least 10; the only one who waits starts in the other unit."""
    place = ward(above(0, lasts=10), routes=[ONLY_FIRST])
    assert opened(place, [comes(0, gone), comes(1, 40)]) == (
        [through(0, 0, gone), through(1, gone, gone + 40)],
        [(EXTRA, 6, shut)],
    )


@pytest.mark.parametrize(("shuts_at", "shut"), [(0, 30), (1, 20), (2, 10)])
def test_rule_7_shut_with_no_more_waiting_than_the_number(opened, shuts_at, shut):
    """Three wait from 1, two from 10, one from 20, none from 30."""
    place = ward(above(2, after=1, lasts=1, shuts_at=shuts_at), routes=[ONLY_FIRST])
    people = [comes(0, 10), *(comes(1, 10) for _ in range(3))]
    assert opened(place, people)[1] == [(EXTRA, 2, shut)]


def test_rule_7_between_the_two_numbers_it_stays_as_it_is(opened):
    """Two wait from 10 and it stays open; shut at 20; two wait from 25, and three from 26."""
    place = ward(above(2, after=1, lasts=1, shuts_at=1), routes=[ONLY_FIRST])
    people = [comes(0, 10), *(comes(1, 10) for _ in range(3)), comes(25, 10), comes(26, 10)]
    assert opened(place, people)[1] == [(EXTRA, 2, 20), (EXTRA, 27, 40)]


def test_rule_7_one_number_for_both(opened):
    """With one waiting it is shut, with two it is called."""
    place = ward(above(1, after=1, lasts=1, shuts_at=1), routes=[ONLY_FIRST])
    people = [comes(0, 10), comes(1, 10), comes(2, 10), comes(11, 10)]
    assert opened(place, people)[1] == [(EXTRA, 3, 10), (EXTRA, 12, 20)]


@pytest.mark.parametrize(
    ("asks", "openings"), [(93, [(1, 98, -1)]), (94, [(1, 99, -1)]), (95, []), (99, [])]
)
def test_rule_7_nothing_is_opened_at_the_end_of_the_run(opened, asks, openings):
    stories, told = opened(ward(above(0, lasts=0, shuts_at=0), routes=[ONLY_FIRST]),
                          [comes(0, 200), comes(asks, 1)])  # fmt: skip
    assert told == openings
    assert stories == [inside(0, 0), waiting(asks)]


@pytest.mark.parametrize(("lasts", "shut"), [(93, 99), (94, -1), (95, -1)])
def test_rule_7_nothing_is_shut_at_the_end_of_the_run(opened, lasts, shut):
    _, told = opened(ward(above(0, lasts=lasts)), [comes(0, 4), comes(1, 20)])
    assert told == [(EXTRA, 6, shut)]


@pytest.mark.parametrize("arrives", [5, 4])
def test_rule_7_the_queue_counts_at_the_end_of_an_instant(opened, arrives):
    """Who comes as the bed is given up waits at no end of an instant."""
    _, told = opened(ward(above(0)), [comes(0, 5), comes(arrives, 9)])
    assert told == ([] if arrives == 5 else [(EXTRA, 9, 12)])


def test_rule_7_who_gives_up_at_once_has_not_waited(opened):
    assert opened(ward(above(0)), [comes(0, 50), comes(5, 9, limit=0)]) == (
        [through(0, 0, 50), Went(5, 5, Exit.LOST, [At(5), At()])],
        [],
    )


def test_rule_7_who_gives_up_later_has_called_and_leaves_the_queue(opened):
    """Called at 5; lost at 8; open from 10. The next one has lost patience at 20 and it shuts."""
    place = ward(above(0, lasts=1), routes=[ONLY_FIRST])
    people = [comes(0, 50), comes(5, 9, limit=3), comes(7, 9, limit=13)]
    assert opened(place, people) == (
        [
            through(0, 0, 50),
            Went(5, 8, Exit.LOST, [At(5), At()]),
            Went(7, 20, Exit.LOST, [At(7), At()]),
        ],
        [(EXTRA, 10, 20)],
    )


@pytest.mark.parametrize(("limit", "starts"), [(5, 6), (4, NONE)])
def test_rule_7_a_start_in_what_opens_beats_a_limit(opened, limit, starts):
    stories, _ = opened(ward(above(0)), [comes(0, 50), comes(1, 9, limit=limit)])
    lost = Went(1, 5, Exit.LOST, [At(1), At()])
    assert stories[1] == (through(1, 6, 15, EXTRA) if starts == 6 else lost)


def test_rule_7_who_is_postponed_is_not_in_the_queue(opened):
    """One waits from 1 to 3 and from 13, the other from 5: two from 13, called then."""
    route = [stay(units=[0, 1], at_limit=AtLimit.POSTPONED, postpone_by=10, postpone_most=1),
             leave([0])]  # fmt: skip
    people = [comes(0, 90), comes(1, 5, limit=2), comes(5, 5)]
    back = At(1, 15, 15, 20, 20, 20, EXTRA, postponed=1)
    assert opened(ward(above(1, after=2, lasts=5), routes=[route]), people) == (
        [through(0, 0, 90), Went(1, 20, Exit.LEFT, [back, went(20)]), through(5, 20, 25, EXTRA)],
        [(EXTRA, 15, 20)],
    )


def test_rule_7_shut_by_who_is_postponed_and_by_who_is_lost(opened):
    route = [stay(at_limit=AtLimit.POSTPONED, postpone_by=10, postpone_most=1), leave([0])]
    people = [comes(0, 90), comes(1, 5, limit=8)]
    assert opened(ward(above(0, after=1, lasts=1), routes=[route]), people) == (
        [through(0, 0, 90), Went(1, 27, Exit.LOST, [At(1, postponed=1), At()])],
        [(EXTRA, 2, 9), (EXTRA, 20, 27)],
    )


NEXT = [stay(), stay(1, after=[0], units=[1, 2]), leave([1])]


def two_settings(trigger: Trigger):
    """A ward, and after it a full unit and one opened by the queue."""
    units = [unit(), unit(0, setting=1), unit(1, setting=1, trigger=trigger)]
    return network(units, routes=[NEXT], end=100)


def test_rule_7_who_relapses_is_withdrawn_from_the_queue(opened):
    """Waits from 2 to 6 and from 16; opened at 8 and at 22, in vain the first time."""
    first = Draw(2, relapses_after=4, relapse_lasts=10)
    person = Person(0, [first, Draw(5), Draw(0)])
    assert opened(two_settings(above(0, after=6)), [person]) == (
        [Went(0, 27, Exit.LEFT, [
            At(0, 0, 0, 2, 2, 22, 0, relapsed=6, ready_again=16),
            At(2, 22, 22, 27, 27, 27, 2), went(27),
        ])],
        [(2, 8, 11), (2, 22, 25)],
    )  # fmt: skip


def test_rule_7_who_dies_waiting_is_not_in_the_queue(opened):
    """Dead at 20 and not before anything opens at 8; shut then."""
    person = Person(0, [Draw(2, dies_waiting=18), Draw(5), Draw(0)])
    units = [unit(), unit(0, setting=1), unit(0, setting=1, trigger=above(0, after=6))]
    assert opened(network(units, routes=[NEXT], end=100), [person]) == (
        [Went(0, 20, Exit.DIED, [At(0, 0, 0, 2, 2, 20, 0), At(2), At()])],
        [(2, 8, 20)],
    )


def test_rule_7_who_waits_for_another_care_setting_does_not_count(opened):
    """Three wait for the first ward, and none for the second."""
    people = [Person(t, [Draw(200), Draw(5), Draw(0)]) for t in (0, 1, 2, 3)]
    assert opened(two_settings(above(0)), people)[1] == []


def test_rule_7_who_waits_for_a_handoff_does_not_count(opened):
    route = [task(0), stay(after=[0], units=[0, 1]), leave([1])]
    place = network([unit(1), unit(1, trigger=above(0))], [handoff(0)], [route], end=100)
    person = Person(1, [Draw(1), Draw(1), Draw(0)])
    assert opened(place, [person]) == ([Went(1, NONE, Exit.OPEN, [At(1), At(), At()])], [])


def test_rule_7_who_may_not_use_the_unit_counts(opened):
    """Only the last may use what the others open."""
    place = ward(above(1, lasts=20), routes=[ONLY_FIRST, ANY])
    people = [comes(0, 90), comes(1, 9), comes(2, 9), comes(30, 9, route=1)]
    assert opened(place, people) == (
        [through(0, 0, 90), through(1, 90, 99), inside(2, 99), through(30, 30, 39, EXTRA)],
        [(EXTRA, 7, 99)],
    )


@pytest.mark.parametrize(("lasts", "shut"), [(0, 6), (1, 7), (20, 26)])
def test_rule_7_waiting_ends_when_the_place_is_reserved(opened, lasts, shut):
    """Four on the way; shut with somebody on the way there, who is not turned back."""
    route = [stay(units=[0, 1], move=4), leave([0])]
    people = [comes(0, 50), comes(1, 9)]
    assert opened(ward(above(0, lasts=lasts), routes=[route]), people) == (
        [
            Went(0, 54, Exit.LEFT, [stayed(0, 0, 54, 54, move=4), went(54)]),
            Went(1, 19, Exit.LEFT, [stayed(1, 6, 19, 19, unit=1, move=4), went(19)]),
        ],
        [(EXTRA, 6, shut)],
    )


def test_rule_7_opened_and_shut_within_one_instant_and_called_again(opened):
    """Three wait; with one bed open for an instant one starts, and two are few enough."""
    place = ward(above(2, lasts=0, shuts_at=2), extra=1)
    people = [comes(0, 50), comes(1, 2), comes(1, 2), comes(1, 2), comes(9, 2)]
    assert opened(place, people) == (
        [
            through(0, 0, 50), through(1, 6, 8, 1), through(1, 14, 16, 1), through(1, 50, 52),
            through(9, 52, 54),
        ],
        [(EXTRA, 6, 6), (EXTRA, 14, 14)],
    )  # fmt: skip


def test_rule_7_the_path_counts_while_open(opened):
    """One bed, three from 10, two from 12; over capacity until two have left."""
    people = [comes(0, 90), *(comes(1, 30) for _ in range(3)), comes(13, 4)]
    place = ward(above(0, lasts=50), extra=[(0, 1), (10, 3), (12, 2)])
    assert opened(place, people) == (
        [
            through(0, 0, 90), through(1, 6, 36, 1), through(1, 10, 40, 1), through(1, 10, 40, 1),
            through(13, 40, 44, 1),
        ],
        [(EXTRA, 6, 56)],
    )  # fmt: skip


def test_rule_7_open_with_a_path_at_0_it_opens_nothing(opened):
    place = ward(above(0, lasts=0), extra=[(0, 0), (10, 1)])
    assert opened(place, [comes(0, 50), comes(1, 9)]) == (
        [through(0, 0, 50), through(1, 10, 19, EXTRA)],
        [(EXTRA, 6, 10)],
    )


def test_rule_7_a_path_that_falls_to_0_is_not_shut(opened):
    """Open from 6 until the queue is gone at 20, though from 8 to 20 there is no bed."""
    place = ward(above(0, lasts=0), extra=[(0, 1), (8, 0), (20, 1)])
    people = [comes(0, 50), comes(1, 9), comes(2, 9)]
    assert opened(place, people) == (
        [through(0, 0, 50), through(1, 6, 15, EXTRA), through(2, 20, 29, EXTRA)],
        [(EXTRA, 6, 20)],
    )


def test_rule_7_a_path_that_rises_opens_nothing_that_is_shut(opened):
    place = ward(above(1), extra=[(0, 0), (3, 5)])
    assert opened(place, [comes(0, 50), comes(1, 9)]) == (
        [through(0, 0, 50), through(1, 50, 59)],
        [],
    )


def test_rule_7_shut_with_people_inside_and_opened_again_before_they_are_out(opened):
    """Shut at 9 with somebody in until 17, who counts in what opens at 15."""
    people = [comes(0, 4), comes(1, 40), comes(7, 10), comes(10, 9)]
    assert opened(ward(above(0)), people) == (
        [through(0, 0, 4), through(1, 4, 44), through(7, 7, 17, 1), through(10, 17, 26, 1)],
        [(EXTRA, 6, 9), (EXTRA, 15, 18)],
    )


def test_rule_7_what_is_shut_has_no_room_for_anybody(opened):
    """Shut at 9; one waits from 12, and two are needed to call."""
    people = [comes(0, 50), comes(1, 2), comes(1, 2), comes(12, 9)]
    assert opened(ward(above(1), extra=2), people) == (
        [through(0, 0, 50), through(1, 6, 8, 1), through(1, 6, 8, 1), through(12, 50, 59)],
        [(EXTRA, 6, 9)],
    )


def test_rule_7_who_comes_as_it_shuts_may_still_start(opened):
    """It is shut last in an instant: at 9, after he has started."""
    people = [comes(0, 50), comes(1, 2), comes(9, 30)]
    assert opened(ward(above(0)), people) == (
        [through(0, 0, 50), through(1, 6, 8, 1), through(9, 9, 39, 1)],
        [(EXTRA, 6, 9)],
    )


def test_rule_7_who_comes_just_after_it_shut_calls_again(opened):
    people = [comes(0, 50), comes(1, 2), comes(10, 5)]
    assert opened(ward(above(0)), people) == (
        [through(0, 0, 50), through(1, 6, 8, 1), through(10, 15, 20, 1)],
        [(EXTRA, 6, 9), (EXTRA, 15, 18)],
    )


def beside(*triggers: Trigger, extra: int = 1):
    """One bed and several units opened by the queue."""
    units = [unit(1), *(unit(extra, trigger=trigger) for trigger in triggers)]
    route = [stay(units=range(len(units))), leave([0])]
    return network(units, routes=[route], end=100)


@pytest.mark.parametrize(
    ("first_after", "openings"),
    [(4, [(1, 6, 9), (2, 7, 10)]), (5, [(1, 7, 10), (2, 7, 10)]), (6, [(2, 7, 10), (1, 8, 11)])],
    ids=["the lower first", "together", "the higher first"],
)
def test_rule_7_units_in_the_order_of_opening_and_the_lower_first(opened, first_after, openings):
    """The second unit is called at 1 and open from 7, the first one is called at 2."""
    place = beside(above(1, after=first_after), above(0, after=6))
    people = [comes(0, 90), comes(1, 2), comes(2, 2)]
    assert opened(place, people)[1] == openings


def test_rule_7_two_units_opened_together_by_one_queue(opened):
    """Called as one at 2: both open at 7, one starts in each, both shut at 10."""
    people = [comes(0, 90), comes(1, 2), comes(2, 4)]
    assert opened(beside(above(1), above(1)), people) == (
        [through(0, 0, 90), through(1, 7, 9, 1), through(2, 7, 11, 2)],
        [(1, 7, 10), (2, 7, 10)],
    )


def test_rule_7_each_unit_goes_by_its_own_numbers(opened):
    """One waits from 1, two from 3: the second unit from 6, the first from 8; one is enough
    for the second to stay open, and the first is shut with one still waiting."""
    place = beside(above(1, lasts=1, shuts_at=1), above(0, lasts=1))
    people = [comes(0, 90), comes(1, 30), comes(3, 30), comes(4, 30), comes(5, 30)]
    stories, told = opened(place, people)
    assert stories == [
        through(0, 0, 90), through(1, 6, 36, 2), through(3, 8, 38, 1), through(4, 36, 66, 2),
        through(5, 66, 96, 2),
    ]  # fmt: skip
    assert told == [(2, 6, 66), (1, 8, 36)]


def test_rule_7_of_two_open_units_he_takes_the_first_in_his_own_order(opened):
    routes = [[stay(units=[0, 2, 1]), leave([0])], [stay(units=[0, 1, 2]), leave([0])]]
    units = [unit(1), unit(1, trigger=above(1)), unit(1, trigger=above(1))]
    people = [comes(0, 90), comes(1, 2), comes(2, 4, route=1)]
    assert opened(network(units, routes=routes, end=100), people)[0] == [
        through(0, 0, 90), through(1, 7, 9, 2), through(2, 7, 11, 1),
    ]  # fmt: skip


def test_rule_7_two_care_settings_each_with_its_own_queue(opened):
    units = [unit(0), unit(1, trigger=above(0)), unit(0, setting=1),
             unit(1, setting=1, trigger=above(0, after=8))]  # fmt: skip
    other = [stay(1, units=[2, 3]), leave([0])]
    people = [comes(1, 2), comes(20, 2, route=1)]
    assert opened(network(units, routes=[ANY, other], end=100), people) == (
        [through(1, 6, 8, 1), through(20, 28, 30, 3)],
        [(1, 6, 9), (3, 28, 31)],
    )


def test_rule_7_open_by_the_queue_and_closed_for_starts(opened):
    place = ward(above(0, lasts=0), admits=windows((10, 20)))
    assert opened(place, [comes(0, 50), comes(1, 9)]) == (
        [through(0, 0, 50), through(1, 10, 19, EXTRA)],
        [(EXTRA, 6, 10)],
    )


def test_rule_7_open_before_he_may_use_it(opened):
    route = [stay(units=[0, (1, 8)]), leave([0])]
    assert opened(ward(above(0), routes=[route]), [comes(0, 50), comes(1, 9)]) == (
        [through(0, 0, 50), through(1, 9, 18, EXTRA)],
        [(EXTRA, 6, 9)],
    )


def test_rule_7_a_waiting_list_calls_at_the_start(opened):
    waits = Person(0, [Draw(9), Draw(0)], begins_at=0)
    assert opened(ward(above(0), first=0), [waits]) == ([through(0, 5, 14, 1)], [(EXTRA, 5, 8)])


def test_rule_7_somebody_may_begin_in_a_unit_that_is_shut(opened):
    """Nobody else starts there; open at 6, it has room when he has gone at 8."""
    begins = Person(0, [Draw(8), Draw(0)], begins_at=0, begins_in=1)
    assert opened(ward(above(0), first=0), [begins, comes(1, 4)]) == (
        [through(0, 0, 8, 1), through(1, 8, 12, 1)],
        [(EXTRA, 6, 9)],
    )


def test_rule_7_turnaround_goes_on_while_it_is_shut(opened):
    """Left at 10 and shut; open again at 16, but in use until 30."""
    people = [comes(0, 90), comes(1, 4), comes(11, 5)]
    assert opened(ward(above(0, lasts=4), turnaround=20), people) == (
        [through(0, 0, 90), through(1, 6, 10, 1), through(11, 30, 35, 1)],
        [(EXTRA, 6, 10), (EXTRA, 16, 30)],
    )


def test_rule_7_who_is_in_a_unit_that_has_shut_moves_on_from_it(opened):
    """A second stay in the setting he is in: he is in its queue himself, and calls it again."""
    route = [stay(units=[1]), stay(after=[0], units=[0]), leave([1])]
    place = ward(above(0, lasts=0), routes=[route], first=[(0, 0), (20, 1)])
    assert opened(place, [Person(1, [Draw(3), Draw(5), Draw(0)])]) == (
        [Went(1, 25, Exit.LEFT, [
            stayed(1, 6, 9, 20, unit=1), stayed(9, 20, 25, 25), went(25)
        ])],
        [(1, 6, 6), (1, 14, 20)],
    )  # fmt: skip


def test_rule_7_the_heaviest_first_in_line_keeps_what_opens_from_the_rest(opened):
    """It opens one bed; the first in line needs two, and nobody passes him."""
    heavy = [stay(units=[0, 1], weight=2), leave([0])]
    people = [comes(0, 90), comes(1, 2, route=1), comes(2, 2)]
    place = ward(above(0), routes=[ANY, heavy], first=1, end=80)
    assert opened(place, people) == ([inside(0, 0), waiting(1), waiting(2)], [(EXTRA, 6, -1)])
