"""Rule 19: people in full places who wait for one another."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit, PlacesLocked
from simulator.network.network import NONE, AtLimit, AtLoop, LetsGo, Trigger
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


def through(*units: int, **later):
    """A route with one stay in each of these units, each in a care setting of its own.

    What is said besides is said of all stays but the first.
    """
    first = stay(units[0], units=[units[0]])
    others = [stay(u, after=[i], units=[u], **later) for i, u in enumerate(units[1:])]
    return [first, *others, leave([len(units) - 1])]


def person(route: int, *needs: int, arrives: int = 0, limit: int = NONE, **more: int) -> Person:
    """Somebody who needs so much of each stay of his; the limit is on the second."""
    limits = [NONE, limit, *needs]
    return Person(arrives, [*map(Draw, needs, limits), Draw(0)], route=route, **more)


def own(*beds, **more):
    """Units of these beds, each in a care setting of its own."""
    return [unit(b, setting=i, **more) for i, b in enumerate(beds)]


def story(*stays: At, arrives: int = 0) -> Went:
    """Through these stays and out, without delay at the end."""
    last = stays[-1].left
    return Went(arrives, last, Exit.LEFT, [*stays, went(last)])


def moved(units: tuple[int, int], ready: int, at: int, end: int) -> Went:
    """In the first from 0, ready and moved at these times, out of the second at the end."""
    return story(stayed(0, 0, ready, at, unit=units[0]), stayed(ready, at, end, end, unit=units[1]))


def stuck(in_unit: int, ready: int) -> Went:
    """In a unit from 0, and waiting for the next when the run ends."""
    return Went(0, NONE, Exit.OPEN, [At(0, 0, 0, ready, ready, unit=in_unit), At(ready), At()])


THERE, BACK = through(0, 1), through(1, 0)
PAIR = [person(0, 5, 3), person(1, 7, 4)]
SWAPPED = [moved((0, 1), 5, 7, 10), moved((1, 0), 7, 7, 11)]


def test_rule_19_two_change_places(happens):
    assert happens(network(own(1, 1), routes=[THERE, BACK]), PAIR) == SWAPPED


def test_rule_19_three_move_round(happens):
    place = network(own(1, 1, 1), routes=[through(0, 1), through(1, 2), through(2, 0)])
    assert happens(place, [person(0, 5, 3), person(1, 8, 4), person(2, 6, 1)]) == [
        moved((0, 1), 5, 8, 11),
        moved((1, 2), 8, 8, 12),
        moved((2, 0), 6, 8, 9),
    ]


def test_rule_19_five_move_round_the_other_way(happens):
    routes = [through(u, (u - 2) % 5) for u in range(5)]
    place = network(own(1, 1, 1, 1, 1), routes=routes)
    assert happens(place, [person(u, 1 + u, 3) for u in range(5)]) == [
        moved((u, (u - 2) % 5), 1 + u, 5, 8) for u in range(5)
    ]


def test_rule_19_one_unit_is_a_loop(happens):
    """A second stay in the full unit that he is in."""
    place = network(own(1), routes=[through(0, 0)])
    assert happens(place, [person(0, 5, 3)]) == [moved((0, 0), 5, 5, 8)]


def test_rule_19_in_a_full_unit_of_two_beds_with_another_in(happens):
    place = network(own(2), routes=[through(0, 0), through(0)])
    assert happens(place, [person(0, 5, 3), person(1, 20)])[0] == moved((0, 0), 5, 5, 8)


def test_rule_19_one_unit_again_and_again_within_an_instant(happens):
    place = network(own(1), routes=[through(0, 0, 0, 0)])
    assert happens(place, [person(0, 5, 0, 0, 2)]) == [
        story(
            stayed(0, 0, 5, 5), stayed(5, 5, 5, 5), stayed(5, 5, 5, 5), stayed(5, 5, 7, 7)
        )
    ]  # fmt: skip


def test_rule_19_nobody_at_home_is_part_of_a_loop_or_stops_one(happens):
    """One with a higher priority waits for each of the two places from 1."""
    routes = [
        THERE,
        BACK,
        [stay(priority=9), leave([0])],
        [stay(1, units=[1], priority=9), leave([0])],
    ]
    at_home = [person(2, 2, arrives=1), person(3, 2, arrives=1)]
    stories = happens(network(own(1, 1), routes=routes), [*PAIR, *at_home])
    assert stories == [
        *SWAPPED,
        story(stayed(1, 11, 13, 13), arrives=1),
        story(stayed(1, 10, 12, 12, unit=1), arrives=1),
    ]


def test_rule_19_who_is_not_ready_is_in_no_loop(happens):
    """Need of the second ends at 6, and he is ready at the review at 12."""
    units = [unit(1), unit(1, setting=1, reviewed=reviews((3, 10**6), (12, 10**6), (14, 10**6)))]
    one, other = happens(network(units, routes=[THERE, BACK]), [person(0, 5, 1), person(1, 6, 4)])
    assert one.steps[:2] == [stayed(0, 0, 5, 12), At(5, 12, 12, 13, 14, 14, 1)]
    assert other == story(At(0, 0, 0, 6, 12, 12, 1), stayed(12, 12, 16, 16))


# Two units of one care setting and one or more others: loops to choose from.

OF_TWO = [unit(1), unit(1), unit(1, setting=1)]


def either(*units: int, start: int = 2):
    """From a unit of the second setting to a unit of the first, in this order."""
    return [stay(1, units=[start]), stay(0, after=[0], units=units), leave([1])]


def on(start: int):
    """From a unit of the first setting to the second."""
    return [stay(units=[start]), stay(1, after=[0], units=[2]), leave([1])]


def test_rule_19_the_loop_of_fewest_units_moves(happens):
    """At 6 there is a loop of units 0, 1, 2 and one of 1 and 2; he would rather go to 0."""
    inner = [stay(units=[0]), stay(0, after=[0], units=[1]), leave([1])]
    place = network(OF_TWO, routes=[inner, on(1), either(0, 1)])
    assert happens(place, [person(0, 3, 1), person(1, 4, 9), person(2, 6, 10)]) == [
        moved((0, 1), 3, 16, 17),
        moved((1, 2), 4, 6, 15),
        moved((2, 1), 6, 6, 16),
    ]


def test_rule_19_one_unit_comes_before_two(happens):
    """In unit 0 he would rather have 1, whose patient would have 0."""
    routes = [[stay(units=[0]), stay(0, after=[0], units=[1, 0]), leave([1])],
              [stay(units=[1]), stay(0, after=[0], units=[0]), leave([1])]]  # fmt: skip
    place = network([unit(1), unit(1)], routes=routes)
    assert happens(place, [person(0, 5, 4), person(1, 3, 2)]) == [
        moved((0, 0), 5, 5, 9),
        moved((1, 0), 3, 9, 11),
    ]


def test_rule_19_one_higher_unit_comes_before_two_lower_ones(happens):
    """At 5 units 0 and 1 are a loop and unit 2 is one: both move at that time."""
    routes = [THERE, BACK, through(2, 2)]
    assert happens(network(own(1, 1, 1), routes=routes), [
        person(0, 5, 3), person(1, 5, 4), person(2, 5, 6)
    ]) == [moved((0, 1), 5, 5, 8), moved((1, 0), 5, 5, 9), moved((2, 2), 5, 5, 11)]  # fmt: skip


def test_rule_19_of_two_as_short_the_row_of_the_lowest_units_moves(happens):
    """He would rather go to 1, and who is there has waited longer: but 0 and 2 come first."""
    place = network(OF_TWO, routes=[on(0), on(1), either(1, 0)])
    assert happens(place, [person(0, 4, 1), person(1, 3, 9), person(2, 6, 10)]) == [
        moved((0, 2), 4, 6, 7),
        moved((1, 2), 3, 7, 16),
        moved((2, 0), 6, 6, 16),
    ]


def test_rule_19_rows_are_compared_in_the_order_of_the_loop(happens):
    """0, 2, 4 comes before 0, 3, 1, though of the second lot of units 1 is lower."""
    units = [
        unit(1),
        unit(1, setting=1),
        unit(1, setting=2),
        unit(1, setting=2),
        unit(1, setting=3),
    ]
    both = [stay(units=[0]), stay(2, after=[0], units=[3, 2]), leave([1])]
    routes = [
        both,
        [stay(2, units=[3]), stay(1, after=[0], units=[1]), leave([1])],
        [stay(1, units=[1]), stay(0, after=[0], units=[0]), leave([1])],
        [stay(2, units=[2]), stay(3, after=[0], units=[4]), leave([1])],
        [stay(3, units=[4]), stay(0, after=[0], units=[0]), leave([1])],
    ]
    people = [person(0, 9, 50), person(1, 1, 50), person(2, 2, 50), person(3, 3, 50),
              person(4, 4, 50)]  # fmt: skip
    assert happens(network(units, routes=routes, end=40), people) == [
        went_on((0, 2), 9, 9),
        stuck(3, 1),
        stuck(1, 2),
        went_on((2, 4), 3, 9),
        went_on((4, 0), 4, 9),
    ]


def went_on(units: tuple[int, int], ready: int, at: int) -> Went:
    """In the first from 0, and in the second from a time until after the end."""
    first = stayed(0, 0, ready, at, unit=units[0])
    return Went(0, NONE, Exit.OPEN, [first, At(ready, at, at, unit=units[1]), At()])


@pytest.mark.parametrize("third_to", [1, 2])
def test_rule_19_the_third_unit_of_a_row_decides(happens, third_to):
    """0, 1, 2 and 0, 1, 3: 2 and 3 are of one setting, in whatever order he would have them."""
    units = [unit(1), unit(1, setting=1), unit(1, setting=2), unit(1, setting=2)]
    wants = [2, 3] if third_to == 1 else [3, 2]
    routes = [
        [stay(units=[0]), stay(1, after=[0], units=[1]), leave([1])],
        [stay(1, units=[1]), stay(2, after=[0], units=wants), leave([1])],
        [stay(2, units=[2]), stay(0, after=[0], units=[0]), leave([1])],
        [stay(2, units=[3]), stay(0, after=[0], units=[0]), leave([1])],
    ]
    people = [person(0, 5, 50), person(1, 6, 50), person(2, 4, 50), person(3, 3, 50)]
    assert happens(network(units, routes=routes, end=40), people) == [
        went_on((0, 1), 5, 6),
        went_on((1, 2), 6, 6),
        went_on((2, 0), 4, 6),
        stuck(3, 3),
    ]


@pytest.mark.parametrize(
    ("ready", "priorities", "goes"),
    [((3, 4), (0, 0), 0), ((4, 3), (0, 0), 1), ((4, 4), (0, 0), 0), ((3, 4), (0, 1), 1)],
    ids=["earliest", "earliest again", "lower number", "priority"],
)
def test_rule_19_of_several_in_a_unit_the_first_in_order_moves(happens, ready, priorities, goes):
    routes = [through(0, 1, priority=priorities[0]), through(0, 1, priority=priorities[1]), BACK]
    people = [person(0, ready[0], 1), person(1, ready[1], 1), person(2, 7, 4)]
    stories = happens(network(own(2, 1), routes=routes), people)
    assert stories[goes] == moved((0, 1), ready[goes], 7, 8)
    assert stories[1 - goes] == moved((0, 1), ready[1 - goes], 8, 9)
    assert stories[2] == moved((1, 0), 7, 7, 11)


def test_rule_19_several_loops_move_one_after_another_at_one_time(happens):
    """The first of one unit with the first of the other, and then the rest."""
    people = [person(0, 3, 1), person(0, 4, 2), person(1, 6, 3), person(1, 6, 4)]
    assert happens(network(own(2, 2), routes=[THERE, BACK]), people) == [
        moved((0, 1), 3, 6, 7),
        moved((0, 1), 4, 6, 8),
        moved((1, 0), 6, 6, 9),
        moved((1, 0), 6, 6, 10),
    ]


def test_rule_19_the_same_two_change_again_and_again(happens):
    routes = [through(0, 1, 0, 1), through(1, 0, 1, 0)]
    people = [person(0, 5, 1, 4, 2), person(1, 3, 3, 3, 3)]
    assert happens(network(own(1, 1), routes=routes), people) == [
        story(
            stayed(0, 0, 5, 5), stayed(5, 5, 6, 8, unit=1), stayed(6, 8, 12, 12),
            stayed(12, 12, 14, 14, unit=1),
        ),
        story(
            stayed(0, 0, 3, 5, unit=1), stayed(3, 5, 8, 8), stayed(8, 8, 11, 12, unit=1),
            stayed(11, 12, 15, 15),
        ),
    ]  # fmt: skip


def test_rule_19_who_needs_nothing_more_makes_room_within_the_instant(happens):
    """He leaves unit 1 as he comes to it, and one from home starts there."""
    routes = [THERE, BACK, [stay(1, units=[1]), leave([0])]]
    people = [person(0, 5, 0), person(1, 7, 4), person(2, 2, arrives=1)]
    assert happens(network(own(1, 1), routes=routes), people) == [
        moved((0, 1), 5, 7, 7),
        moved((1, 0), 7, 7, 11),
        story(stayed(1, 7, 9, 9, unit=1), arrives=1),
    ]


# Moves that take time, and turnaround: more in use than there is.


def test_rule_19_while_he_moves_more_is_in_use_than_there_is(happens):
    """Until 10 he is on his way from unit 0, in which the other is from 7 to 9."""
    routes = [through(0, 1, move=3), BACK, [stay(), leave([0])]]
    people = [person(0, 5, 2), person(1, 7, 2), person(2, 1, arrives=1)]
    assert happens(network(own(1, 1), routes=routes), people) == [
        story(stayed(0, 0, 5, 10), stayed(5, 7, 12, 12, unit=1, move=3)),
        moved((1, 0), 7, 7, 9),
        story(stayed(1, 10, 11, 11), arrives=1),
    ]


def test_rule_19_while_one_moves_neither_unit_is_exactly_full(happens):
    """The first two change places at 5, on their way until 9; the other two at 9 and not at 5."""
    routes = [through(0, 1, move=4), through(1, 0, move=4)]
    people = [person(0, 5, 20), person(0, 5, 20), person(1, 5, 20), person(1, 5, 20)]

    def on_the_way(units: tuple[int, int], at: int) -> Went:
        first = stayed(0, 0, 5, at + 4, unit=units[0])
        return story(first, stayed(5, at, at + 24, at + 24, unit=units[1], move=4))

    assert happens(network(own(2, 2), routes=routes), people) == [
        on_the_way((0, 1), 5), on_the_way((0, 1), 9), on_the_way((1, 0), 5), on_the_way((1, 0), 9)
    ]  # fmt: skip


def test_rule_19_one_unit_while_he_moves_within_it(happens):
    """In use twice from 5 to 7; who waits for it starts when need has ended at 10."""
    place = network(own(1), routes=[through(0, 0, move=2), through(0)])
    assert happens(place, [person(0, 5, 3), person(1, 1, arrives=1)]) == [
        story(stayed(0, 0, 5, 7), stayed(5, 5, 10, 10, move=2)),
        story(stayed(1, 10, 11, 11), arrives=1),
    ]


def test_rule_19_turnaround_of_the_place_that_was_left(happens):
    """Unit 0 is in use for the one who left at 7 until 11, and for the other until 9 + 4."""
    units = [unit(1, turnaround=4), unit(1, setting=1)]
    place = network(units, routes=[THERE, BACK, through(0)])
    people = [person(0, 5, 1), person(1, 7, 2), person(2, 1, arrives=1)]
    assert happens(place, people) == [
        moved((0, 1), 5, 7, 8),
        moved((1, 0), 7, 7, 9),
        story(stayed(1, 13, 14, 14), arrives=1),
    ]


def test_rule_19_with_turnaround_they_change_back_when_it_is_over(happens):
    """Both are ready again at 8, but unit 0 is exactly full from 11."""
    units = [unit(1, turnaround=4), unit(1, setting=1)]
    place = network(units, routes=[through(0, 1, 0), through(1, 0, 1)])
    assert happens(place, [person(0, 5, 1, 1), person(1, 7, 1, 1)]) == [
        story(stayed(0, 0, 5, 7), stayed(5, 7, 8, 11, unit=1), stayed(8, 11, 12, 12)),
        story(stayed(0, 0, 7, 7, unit=1), stayed(7, 7, 8, 11), stayed(8, 11, 12, 12, unit=1)),
    ]


# What keeps a loop from moving.


@pytest.mark.parametrize(
    ("closed", "at"),
    [((6, 12), 12), ((7, 12), 12), ((8, 12), 7), ((1, 7), 7)],
    ids=["before", "just closed", "after", "just open"],
)
@pytest.mark.parametrize("which", ["admits", "moves_out"])
@pytest.mark.parametrize("where", [0, 1])
def test_rule_19_in_hours_of_both_units(happens, closed, at, which, where):
    hours = {which: windows((0, closed[0]), (closed[1], 1000))}
    units = [unit(1, setting=u, **(hours if u == where else {})) for u in (0, 1)]
    assert happens(network(units, routes=[THERE, BACK]), PAIR) == [
        moved((0, 1), 5, at, at + 3),
        moved((1, 0), 7, at, at + 4),
    ]


@pytest.mark.parametrize("which", ["admits", "moves_out"])
def test_rule_19_in_hours_of_one_unit_alone(happens, which):
    units = [unit(1, **{which: windows((0, 4), (12, 1000))})]
    assert happens(network(units, routes=[through(0, 0)]), [person(0, 5, 3)]) == [
        moved((0, 0), 5, 12, 15)
    ]


@pytest.mark.parametrize("where", [0, 1])
def test_rule_19_with_more_in_use_than_there_is_they_stay(happens, where):
    """From 3 to 12 there is no bed in one of the two."""
    beds = [1, 1]
    beds[where] = [(0, 1), (3, 0), (12, 1)]
    assert happens(network(own(*beds), routes=[THERE, BACK]), PAIR) == [
        moved((0, 1), 5, 12, 15),
        moved((1, 0), 7, 12, 16),
    ]


def test_rule_19_two_in_one_bed_at_the_start(happens):
    """Unit 0 is above capacity until one of the two has left it at 9."""
    routes = [THERE, BACK, through(0)]
    people = [
        person(0, 5, 3, begins_at=0, begins_in=0),
        person(2, 9, begins_at=0, begins_in=0),
        person(1, 7, 4, begins_at=0, begins_in=1),
    ]
    assert happens(network(own(1, 1), routes=routes), people) == [
        moved((0, 1), 5, 9, 12),
        story(stayed(0, 0, 9, 9)),
        moved((1, 0), 7, 9, 13),
    ]


def test_rule_19_a_bed_more_is_a_start_and_no_loop(happens):
    """With a bed more from 7 on nothing is locked."""
    place = network(own(1, [(0, 1), (7, 2)]), routes=[THERE, BACK], at_loop=AtLoop.STOP)
    assert happens(place, PAIR) == SWAPPED


@pytest.mark.parametrize("where", [0, 1])
def test_rule_19_who_needs_two_places_is_in_no_loop(happens, where):
    """Two beds there, and he needs both in the stay that he is in, or in the next."""
    weights = (2, 1) if where == 0 else (1, 2)
    first = [stay(weight=weights[0]), stay(1, after=[0], units=[1], weight=weights[1]), leave([1])]
    place = network(own(weights[0], 1), routes=[first, BACK], end=50)
    assert happens(place, PAIR) == [stuck(0, 5), stuck(1, 7)]


def test_rule_19_the_weight_that_he_has_now(happens):
    """He needs one of his two places from 9, the other is for one who comes first in line."""
    falls = [stay(weight=2, profile=[(9, 1)]), stay(1, after=[0], units=[1]), leave([1])]
    urgent = [stay(priority=1), leave([0])]
    place = network(own(2, 1), routes=[falls, BACK, urgent])
    assert happens(place, [*PAIR, person(2, 20, arrives=1)]) == [
        moved((0, 1), 5, 9, 12),
        moved((1, 0), 7, 9, 13),
        story(stayed(1, 9, 29, 29), arrives=1),
    ]


def test_rule_19_a_weight_that_has_fallen_to_nothing_is_not_one(happens):
    """Nothing of unit 0 is his from 6, and one from home is in it until 30."""
    falls = [stay(profile=[(6, 0)]), stay(1, after=[0], units=[1]), leave([1])]
    place = network(own(1, 1), routes=[falls, BACK, [stay(priority=1), leave([0])]])
    assert happens(place, [*PAIR, person(2, 24, arrives=1)]) == [
        moved((0, 1), 5, 30, 33),
        moved((1, 0), 7, 30, 34),
        story(stayed(1, 6, 30, 30), arrives=1),
    ]


@pytest.mark.parametrize(("after", "at"), [(1, 7), (2, 7), (3, 8), (9, 14)])
def test_rule_19_by_the_units_that_he_may_use_now(happens, after, at):
    """He asks at 5."""
    wide = [stay(), stay(1, after=[0], units=[(1, after)]), leave([1])]
    assert happens(network(own(1, 1), routes=[wide, BACK]), PAIR) == [
        moved((0, 1), 5, at, at + 3),
        moved((1, 0), 7, at, at + 4),
    ]


def test_rule_19_the_first_who_may_use_it_now_counts(happens):
    """The first in line may use unit 1 from 25 on, the second one at once."""
    wide = [stay(), stay(1, after=[0], units=[(1, 20)]), leave([1])]
    people = [person(2, 5, 1), person(0, 6, 3), person(1, 7, 50)]
    assert happens(network(own(2, 1), routes=[THERE, BACK, wide], end=40), people) == [
        moved((0, 1), 5, 25, 26),
        moved((0, 1), 6, 7, 10),
        went_on((1, 0), 7, 7),
    ]


@pytest.mark.parametrize(
    ("after", "at"), [(1, 16), (2, 17), (3, 7)], ids=["before", "at that time", "after"]
)
def test_rule_19_who_has_relapsed_is_in_no_loop(happens, after, at):
    """Relapse comes before starts of the same time; ready again ten later."""
    ill = Draw(5, relapses_after=after, relapse_lasts=10)
    people = [Person(0, [ill, Draw(3), Draw(0)]), PAIR[1]]
    one, other = happens(network(own(1, 1), routes=[THERE, BACK]), people)
    relapsed = (5 + after, 15 + after) if at > 7 else (NONE, NONE)
    assert one.steps[:2] == [
        At(0, 0, 0, 5, 5, at, 0, relapsed=relapsed[0], ready_again=relapsed[1]),
        stayed(5, at, at + 3, at + 3, unit=1),
    ]
    assert other == moved((1, 0), 7, at, at + 4)


@pytest.mark.parametrize(("limit", "is_lost"), [(1, True), (2, False), (3, False)])
def test_rule_19_a_loop_beats_a_limit(happens, limit, is_lost):
    """He asks at 5, and at 7 they could change places."""
    people = [person(0, 5, 3, limit=limit), PAIR[1]]
    lost = [Went(0, 6, Exit.LOST, [At(0, 0, 0, 5, 5, 6, 0), At(5), At()]), SWAPPED[1]]
    stories = happens(network(own(1, 1), routes=[THERE, BACK]), people)
    assert stories == (lost if is_lost else SWAPPED)


def test_rule_19_both_at_their_limits_change_places(happens):
    people = [person(0, 5, 3, limit=2), person(1, 7, 4, limit=0)]
    assert happens(network(own(1, 1), routes=[THERE, BACK]), people) == SWAPPED


def test_rule_19_who_is_postponed_waits_for_nothing(happens):
    """Not in the queue from 6 to 11."""
    route = through(0, 1, at_limit=AtLimit.POSTPONED, postpone_by=5, postpone_most=1)
    people = [person(0, 5, 3, limit=1), PAIR[1]]
    assert happens(network(own(1, 1), routes=[route, BACK]), people) == [
        story(stayed(0, 0, 5, 11), At(5, 11, 11, 14, 14, 14, 1, postponed=1)),
        moved((1, 0), 7, 11, 15),
    ]


@pytest.mark.parametrize(("after", "at_7"), [(1, "free"), (2, "free"), (3, "alive")])
def test_rule_19_death_comes_first(happens, after, at_7):
    """Dead two after ready, as they could change places: the other starts in the free bed."""
    people = [Person(0, [Draw(5, dies_waiting=after), Draw(3), Draw(0)]), PAIR[1]]
    stories = happens(network(own(1, 1), routes=[THERE, BACK]), people)
    dead = Went(0, 5 + after, Exit.DIED, [At(0, 0, 0, 5, 5, 5 + after, 0), At(5), At()])
    assert stories == [SWAPPED[0] if at_7 == "alive" else dead, SWAPPED[1]]


def locked(simulate, place, people) -> tuple[int, tuple[int, ...]]:
    """When and where a run ends for good."""
    with pytest.raises(PlacesLocked) as stopped:
        simulate(place, people)
    return stopped.value.time, stopped.value.units


@pytest.mark.parametrize(("opening", "holds"), [(6, False), (7, False), (8, True)])
def test_rule_19_who_may_go_home_to_wait_is_in_no_loop(happens, opening, holds):
    """Under AT_END the place is held until the unit discharges, and at 7 that comes first."""
    route = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    units = [unit(1, discharges=windows((opening, 100))), unit(1, setting=1)]
    changed = happens(network(units, routes=[route, BACK]), [PAIR[0], person(1, 7, 9)])
    left = 6 if opening == 6 else 7
    assert changed == [
        story(stayed(0, 0, 5, left), stayed(5, 7, 10, 10, unit=1)),
        moved((1, 0), 7, 7, 16),
    ]
    stops = network(units, routes=[route, BACK], at_loop=AtLoop.STOP)
    if holds:
        assert locked(happens, stops, [PAIR[0], person(1, 7, 9)]) == (7, (0, 1))
    else:
        assert happens(stops, [PAIR[0], person(1, 7, 9)]) == changed


@pytest.mark.parametrize(("starts", "holds"), [(6, False), (7, False), (12, True)])
def test_rule_19_the_next_task_comes_before_a_loop(happens, starts, holds):
    """Under NEXT_TASK the place is held until the task has started, and at 7 that comes first."""
    route = [stay(lets_go=LetsGo.NEXT_TASK), task(0, [0]), stay(1, after=[0], units=[1]),
             leave([1, 2])]  # fmt: skip
    people = [Person(0, [Draw(5), Draw(1), Draw(3), Draw(0)]), PAIR[1]]
    team = [handoff([(0, 0), (starts, 1)])]
    left = 6 if starts == 6 else 7
    changed = happens(network(own(1, 1), team, [route, BACK]), people)
    end = max(10, starts + 1)
    assert changed == [
        Went(0, end, Exit.LEFT, [
            stayed(0, 0, 5, left), did(5, starts, starts + 1), stayed(5, 7, 10, end, unit=1),
            went(end),
        ]),
        SWAPPED[1],
    ]  # fmt: skip
    stops = network(own(1, 1), team, [route, BACK], at_loop=AtLoop.STOP)
    if holds:
        assert locked(happens, stops, people) == (7, (0, 1))
    else:
        assert happens(stops, people) == changed


def test_rule_19_stop_says_when_and_which_units(happens):
    place = network(own(1, 1), routes=[THERE, BACK], at_loop=AtLoop.STOP)
    assert locked(happens, place, PAIR) == (7, (0, 1))


def test_rule_19_stop_says_the_units_in_the_order_of_the_loop(happens):
    routes = [through(0, 2), through(2, 1), through(1, 0)]
    people = [person(0, 5, 3), person(1, 8, 4), person(2, 6, 1)]
    place = network(own(1, 1, 1), routes=routes, at_loop=AtLoop.STOP)
    assert locked(happens, place, people) == (8, (0, 2, 1))


def test_rule_19_stop_names_the_loop_that_would_move(happens):
    """That of 1 and 2, and not that of all three."""
    inner = [stay(units=[0]), stay(0, after=[0], units=[1]), leave([1])]
    place = network(OF_TWO, routes=[inner, on(1), either(0, 1)], at_loop=AtLoop.STOP)
    people = [person(0, 3, 1), person(1, 4, 9), person(2, 6, 10)]
    assert locked(happens, place, people) == (6, (1, 2))


def test_rule_19_stop_at_one_unit(happens):
    place = network(own(1, 1), routes=[through(1, 1)], at_loop=AtLoop.STOP)
    assert locked(happens, place, [person(0, 5, 1)]) == (5, (1,))


def test_rule_19_stop_before_a_limit_and_not_after_it(happens):
    place = network(own(1, 1), routes=[THERE, BACK], at_loop=AtLoop.STOP)
    assert locked(happens, place, [person(0, 5, 3, limit=2), PAIR[1]]) == (7, (0, 1))
    assert happens(place, [person(0, 5, 3, limit=1), PAIR[1]])[1] == SWAPPED[1]


def test_rule_19_stop_at_the_first_time_of_all(happens):
    place = network(own(1, 1), routes=[THERE, BACK], at_loop=AtLoop.STOP)
    begin = [person(r, 0, 4, begins_at=0, begins_in=r) for r in (0, 1)]
    assert locked(happens, place, begin) == (0, (0, 1))


@pytest.mark.parametrize(("end", "stops"), [(7, False), (8, True)])
def test_rule_19_nothing_is_locked_at_the_end(happens, end, stops):
    place = network(own(1, 1), routes=[THERE, BACK], end=end, at_loop=AtLoop.STOP)
    if stops:
        assert locked(happens, place, PAIR) == (7, (0, 1))
    else:
        last = Went(0, NONE, Exit.OPEN, [At(0, 0, 0, unit=1), At(), At()])
        assert happens(place, PAIR) == [stuck(0, 5), last]


def test_rule_19_a_loop_at_the_start(happens):
    begin = [person(r, 0, 4 + r, begins_at=0, begins_in=r) for r in (0, 1)]
    assert happens(network(own(1, 1), routes=[THERE, BACK]), begin) == [
        moved((0, 1), 0, 0, 4),
        moved((1, 0), 0, 0, 5),
    ]


def test_rule_19_who_grew_worse_in_the_wait(happens):
    """Two of waiting, and two more of need."""
    place = network(own(1, 1), routes=[through(0, 1, growth=1_000_000), BACK])
    assert happens(place, PAIR) == [moved((0, 1), 5, 7, 12), SWAPPED[1]]


def test_rule_19_in_a_unit_that_has_shut_nobody_changes_places(opened):
    """Open at 3 for an instant, and again at 8 for him who waits since 5."""
    units = [unit(1), unit(1, setting=1, trigger=Trigger(0, 3, 0, 0))]
    people = [person(0, 5, 3), person(1, 4, 4)]
    assert opened(network(units, routes=[THERE, BACK]), people) == (
        [
            moved((0, 1), 5, 8, 11),
            story(stayed(0, 3, 7, 8, unit=1), stayed(7, 8, 12, 12)),
        ],
        [(1, 3, 3), (1, 8, 8)],
    )


# Out of area.

HERE, AWAY = 0, 1
AREA = [unit(1), unit(1, away=True)]
COMES_BACK = [stay(units=[HERE, AWAY]), leave([0])]


def goes(*units: int):
    """From the place here to one of these in the same care setting."""
    return [stay(units=[HERE]), stay(0, after=[0], units=units), leave([1])]


def test_rule_19_he_comes_back_for_one_who_goes_away(happens):
    """Ready at 5 for a place out of area, whose patient would be back."""
    place = network(AREA, routes=[COMES_BACK, goes(AWAY)])
    people = [person(1, 5, 3), person(0, 20, arrives=2)]
    back = At(2, 2, 2, 22, 22, 22, HERE, moved_back=5, away_unit=AWAY)
    assert happens(place, people) == [moved((HERE, AWAY), 5, 5, 8), story(back, arrives=2)]


def test_rule_19_the_way_back_takes_no_time_and_the_way_there_does(happens):
    """Two are here from 5 to 9, and he has left the place away at 5."""
    there = [stay(units=[HERE]), stay(0, after=[0], units=[AWAY], move=4), leave([1])]
    comes_back = [stay(units=[HERE, AWAY], move=1), leave([0])]
    place = network(AREA, routes=[comes_back, there, [stay(units=[HERE]), leave([0])]])
    people = [person(1, 5, 3), person(0, 4, arrives=2), person(2, 6, arrives=3)]
    back = At(2, 2, 3, 7, 7, 7, HERE, moved_back=5, away_unit=AWAY)
    assert happens(place, people) == [
        story(stayed(0, 0, 5, 9), stayed(5, 5, 12, 12, unit=AWAY, move=4)),
        story(back, arrives=2),
        story(stayed(3, 9, 15, 15), arrives=3),
    ]


def test_rule_19_the_place_here_is_his_own_before_he_goes_away(happens):
    """One unit is the shortest loop: the other stays away until 8."""
    place = network(AREA, routes=[COMES_BACK, goes(HERE, AWAY)])
    people = [person(1, 5, 3), person(0, 20, arrives=2)]
    back = At(2, 2, 2, 22, 22, 22, HERE, moved_back=8, away_unit=AWAY)
    assert happens(place, people) == [moved((HERE, HERE), 5, 5, 8), story(back, arrives=2)]


@pytest.mark.parametrize(("need", "is_back"), [(4, True), (3, False), (2, False)])
def test_rule_19_when_need_has_ended_he_is_in_no_loop(happens, need, is_back):
    """Away from 2; at 5 one here would have his place, which he leaves at the end of need."""
    place = network(AREA, routes=[COMES_BACK, goes(AWAY)], at_loop=AtLoop.STOP)
    people = [person(1, 5, 3), person(0, need, arrives=2)]
    if is_back:
        assert locked(happens, place, people) == (5, (HERE, AWAY))
    else:
        assert happens(place, people) == [
            moved((HERE, AWAY), 5, 5, 8),
            story(stayed(2, 2, 2 + need, 2 + need, unit=AWAY), arrives=2),
        ]


def test_rule_19_who_has_gone_away_in_a_loop_waits_to_be_back(happens):
    """He may use both; the second one here is the first in line for the place away."""
    units = [unit(2), unit(1, away=True)]
    keeps = [stay(units=[HERE]), leave([0])]
    there = [stay(units=[HERE]), stay(0, after=[0], units=[(HERE, 3), AWAY]), leave([1])]
    place = network(units, routes=[COMES_BACK, there, keeps])
    people = [person(1, 5, 20), person(2, 10), person(0, 20, arrives=2)]
    assert happens(place, people) == [
        story(
            stayed(0, 0, 5, 5), At(5, 5, 5, 25, 25, 25, HERE, moved_back=10, away_unit=AWAY)
        ),
        story(stayed(0, 0, 10, 10)),
        story(At(2, 2, 2, 22, 22, 22, HERE, moved_back=5, away_unit=AWAY), arrives=2),
    ]  # fmt: skip


def test_rule_19_a_weight_of_two_away_is_in_no_loop(happens):
    """Both places away are his, and the one here for one of them."""
    units = [unit(1), unit(2, away=True)]
    heavy = [stay(units=[HERE, AWAY], weight=2), leave([0])]
    place = network(units, routes=[heavy, goes(AWAY)])
    assert happens(place, [person(1, 5, 3), person(0, 20, arrives=2)]) == [
        moved((HERE, AWAY), 5, 22, 25),
        story(stayed(2, 2, 22, 22, unit=AWAY), arrives=2),
    ]
