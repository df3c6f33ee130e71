"""Rule 19, loops of full places: what obeys passes the checker, and what does not is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from random import Random

import pytest

from simulator.engine.checker import check
from simulator.engine.checker_loops import smallest_loop
from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLoop, Step, Unit
from tests.checker_scenes import (
    TIMELESS,
    Broken,
    Scene,
    but,
    instead,
    lived,
    unnoticed,
)
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    leave,
    network,
    patients,
    stay,
    stayed,
    unit,
    went,
    windows,
)

Place = int | tuple[int, int]


def from_to(
    held: int,
    wanted: Sequence[Place],
    *,
    weight: int = 1,
    priority: int = 0,
    move: int = 0,
    profile: Sequence[tuple[int, int]] = (),
) -> list[Step]:
    """First in one unit, and then in one of others."""
    first = stay(units=[held], weight=weight, profile=profile)
    then = stay(after=[0], units=wanted, priority=priority, move=move)
    return [first, then, leave([1])]  # fmt: skip


def only(wanted: int, priority: int = 0) -> list[Step]:
    """From outside, in one unit."""
    return [stay(units=[wanted], priority=priority), leave([0])]


def moves(route: int, ready: int, need: int = 4, **draws: int) -> Person:
    """In a place from 0, ready then, and in the next for as long as told."""
    return Person(0, [Draw(ready), Draw(need, **draws), Draw(0)], route)


def moved(ready: int, at: int, held: int, to: int, *, need: int = 4, move: int = 0) -> Went:
    """From one unit to another at this time, and home."""
    ended = at + move + need
    steps = [
        stayed(0, 0, ready, at + move, unit=held),
        stayed(ready, at, ended, ended, unit=to, move=move),
        went(ended),
    ]
    return Went(0, ended, Exit.LEFT, steps)


def stuck(ready: int, held: int) -> Went:
    """Ready, and in his place until the run ends."""
    return Went(0, NONE, Exit.OPEN, [stayed(0, 0, ready, NONE, unit=held), At(ready), TIMELESS])


THERE, BACK = from_to(0, [1]), from_to(1, [0])


def swap(*units: Unit, routes: Sequence[list[Step]] = (THERE, BACK)) -> Scene:
    """One bed each: the first is ready at 5, the second at 7, and they change places then."""
    net = network(units or [unit(1), unit(1)], routes=routes)
    return Scene(net, [moves(0, 5), moves(1, 7)], [moved(5, 7, 0, 1), moved(7, 7, 1, 0)])


def at_time(scene: Scene, time: int) -> Scene:
    """The same with the swap at another time."""
    return replace(scene, record=[moved(5, time, 0, 1), moved(7, time, 1, 0)])


def alone() -> Scene:
    """His next place is in the very unit that he fills."""
    net = network([unit(1)], routes=[from_to(0, [0])])
    return Scene(net, [moves(0, 5)], [moved(5, 5, 0, 0)])


def shortest() -> Scene:
    """All are ready at 5: the first two change places, and the third waits till 9."""
    routes = [from_to(0, [1]), from_to(1, [2, 0]), from_to(2, [0])]
    people = [moves(i, 5) for i in range(3)]
    record = [moved(5, 5, 0, 1), moved(5, 5, 1, 0), moved(5, 9, 2, 0)]
    return Scene(network([unit(1)] * 3, routes=routes), people, record)


def round_of_three() -> Scene:
    """The loop closes at 6."""
    routes = [from_to(0, [2]), from_to(1, [0]), from_to(2, [1])]
    people = [moves(0, 5), moves(1, 6), moves(2, 4)]
    record = [moved(5, 6, 0, 2), moved(6, 6, 1, 0), moved(4, 6, 2, 1)]
    return Scene(network([unit(1)] * 3, routes=routes), people, record)


def lowest_first() -> Scene:
    """Of two loops of two units that with the lowest moves, whatever he would rather have."""
    routes = [from_to(0, [2, 1]), from_to(1, [0]), from_to(2, [0])]
    people = [moves(i, 5) for i in range(3)]
    record = [moved(5, 5, 0, 1), moved(5, 5, 1, 0), moved(5, 9, 2, 0)]
    return Scene(network([unit(1)] * 3, routes=routes), people, record)


def one_after_another() -> Scene:
    """Two loops at one time, of which both move."""
    routes = [from_to(0, [1]), from_to(1, [0]), from_to(2, [3]), from_to(3, [2])]
    people = [moves(i, 5) for i in range(4)]
    record = [moved(5, 5, i, i ^ 1) for i in range(4)]
    return Scene(network([unit(1)] * 4, routes=routes), people, record)


def asked_first() -> Scene:
    """Of the two in the first unit he changes places who asked first; the other moves at 12."""
    net = network([unit(2), unit(1)], routes=[THERE, BACK])
    people = [moves(0, 6), moves(0, 5), moves(1, 8)]
    record = [moved(6, 12, 0, 1), moved(5, 8, 0, 1), moved(8, 8, 1, 0)]
    return Scene(net, people, record)


def nobody_before_them() -> Scene:
    """He who waits outside, for long and with priority, has no place to give."""
    made = swap(routes=[THERE, BACK, only(1, priority=9)])
    people = [*made.people, Person(1, [Draw(3), Draw(0)], 2)]
    return replace(made, people=people, record=[*made.record, lived(1, 11, 14, 1)])


def beats_a_limit() -> Scene:
    """His limit runs out at 7."""
    made = swap()
    return replace(made, people=[moves(0, 5, limit=2), made.people[1]])


def too_full() -> Scene:
    """From 6 there is a bed less than are in use, so nobody changes places until 10."""
    made = at_time(swap(unit(1), unit([(0, 2), (6, 1)]), routes=[THERE, BACK, only(1)]), 10)
    people = [*made.people, Person(0, [Draw(10), Draw(0)], 2)]
    return replace(made, people=people, record=[*made.record, lived(0, 0, 10, 1)])


def too_wide() -> Scene:
    """He has two places in use, until one from 9: then there is one bed too few till 12."""
    wide = from_to(0, [1], weight=2, profile=[(9, 1)])
    beds = unit([(0, 2), (8, 0), (12, 1)])
    return at_time(swap(beds, unit(1), routes=[wide, BACK]), 12)


def narrower() -> Scene:
    """From 8 there is one bed, from 9 he has one place in use."""
    wide = from_to(0, [1], weight=2, profile=[(9, 1)])
    return at_time(swap(unit([(0, 2), (8, 1)]), unit(1), routes=[wide, BACK]), 9)


def wants_two() -> Scene:
    """He waits for two places, and weighs one."""
    heavy = [stay(units=[1]), stay(after=[0], units=[0], weight=2), leave([1])]
    made = swap(routes=[THERE, heavy])
    return replace(made, record=[stuck(5, 0), stuck(7, 1)])


def hours() -> Scene:
    """One lets out from 10, the other lets in from 12."""
    units = [unit(1, moves_out=windows((10, 20))), unit(1, admits=windows((0, 1), (12, 20)))]
    return at_time(swap(*units), 12)


def usable_later() -> Scene:
    """The second unit is his from 5 + 4 on."""
    return at_time(swap(routes=[from_to(0, [(1, 4)]), BACK]), 9)


def relapsed() -> Scene:
    """He is not in the queue from 6 to 9."""
    made = at_time(swap(), 9)
    draw = Draw(5, relapses_after=1, relapse_lasts=3)
    made = replace(made, people=[Person(0, [draw, Draw(4), Draw(0)]), made.people[1]])
    return replace(made, record=but(made, 0, 0, relapsed=6, ready_again=9))


def moves_take_time() -> Scene:
    """Both are on the way from 7 to 9; the third starts when the first has left, at 13."""
    routes = [from_to(0, [1], move=2), from_to(1, [0], move=2), only(1)]
    made = swap(routes=routes)
    record = [moved(5, 7, 0, 1, move=2), moved(7, 7, 1, 0, move=2), lived(8, 13, 16, 1)]
    return replace(made, people=[*made.people, Person(8, [Draw(3), Draw(0)], 2)], record=record)


def turnaround() -> Scene:
    """The place left at 7 is clean at 12, and he in it leaves at 11: it is clean again at 16."""
    made = swap(unit(1), unit(1, turnaround=5), routes=[THERE, BACK, only(1)])
    people = [*made.people, Person(8, [Draw(3), Draw(0)], 2)]
    return replace(made, people=people, record=[*made.record, lived(8, 16, 19, 1)])


def with_one_away() -> Scene:
    """He who is away changes places with one who is to go there."""
    routes = [from_to(0, [1]), [stay(units=[0, 1]), leave([0])]]
    net = network([unit(1), unit(1, away=True)], routes=routes)
    home = At(0, 0, 0, 30, 30, 30, 0, moved_back=5, away_unit=1)
    people = [moves(0, 5), Person(0, [Draw(30), Draw(0)], 1)]
    return Scene(net, people, [moved(5, 5, 0, 1), Went(0, 30, Exit.LEFT, [home, went(30)])])


def stops_without_loop() -> Scene:
    """The run would stop, but he leaves at 6, before there is a loop."""
    made = swap(routes=[THERE, only(1)])
    people = [made.people[0], Person(0, [Draw(6), Draw(0)], 1)]
    net = replace(made.network, at_loop=AtLoop.STOP)
    return Scene(net, people, [moved(5, 6, 0, 1), lived(0, 0, 6, 1)])


SCENES: list[Callable[[], Scene]] = [
    swap,
    alone,
    shortest,
    round_of_three,
    lowest_first,
    one_after_another,
    asked_first,
    nobody_before_them,
    beats_a_limit,
    too_full,
    too_wide,
    narrower,
    wants_two,
    hours,
    usable_later,
    relapsed,
    moves_take_time,
    turnaround,
    with_one_away,
    stops_without_loop,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_swap_by_the_contract_passes(scene: Callable[[], Scene]) -> None:
    made = scene()
    assert check(made.network, patients(made.people), made.journeys()) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_single_number_can_be_changed(scene: Callable[[], Scene]) -> None:
    assert unnoticed(scene()) == []


def broken() -> list[Broken]:
    """Records with other swaps than the contract's, or none, or a swap where there is no loop."""
    two, three, low, first = swap(), shortest(), lowest_first(), asked_first()
    full, away, outside = too_full(), with_one_away(), nobody_before_them()
    stops = replace(two, network=replace(two.network, at_loop=AtLoop.STOP))
    never = [stuck(5, 0), stuck(7, 1)]
    lost_in_time = Went(0, 7, Exit.LOST, [stayed(0, 0, 5, 7), At(5), TIMELESS])
    away_30 = lived(0, 0, 30, 1)
    return [
        Broken("no swap", "19 swap", two, never),
        Broken("no swap with oneself", "19 swap", alone(), [stuck(5, 0)]),
        Broken("a late swap", "19 swap", two, at_time(two, 8).record),
        Broken("half a swap", "19 swap", two, [two.record[0], stuck(7, 1)]),
        Broken("a longer loop", "19 swap", three,
               [moved(5, 5, 0, 1), moved(5, 5, 1, 2), moved(5, 5, 2, 0)]),
        Broken("another loop", "19 swap", low,
               [moved(5, 5, 0, 2), moved(5, 9, 1, 0), moved(5, 5, 2, 0)]),
        Broken("one of two loops", "19 swap", one_after_another(),
               [*one_after_another().record[:2], stuck(5, 2), stuck(5, 3)]),
        Broken("the wrong two", "19 swap", first,
               [moved(6, 8, 0, 1), moved(5, 12, 0, 1), moved(8, 8, 1, 0)]),
        Broken("no swap by reason of a queue", "19 swap", outside,
               [*never, Went(1, NONE, Exit.OPEN, [At(1), TIMELESS])]),
        Broken("the limit first", "19 swap", beats_a_limit(),
               [lost_in_time, moved(7, 7, 1, 0)]),
        Broken("no swap with one away", "19 swap", away,
               [moved(5, 30, 0, 1), away_30]),
        Broken("back, but not in his turn", "19 swap", round_of_three(),
               [stuck(5, 0), stuck(6, 1), stuck(4, 2)]),
        Broken("before the loop", "7", round_of_three(),
               [moved(5, 5, 0, 2), moved(6, 6, 1, 0), moved(4, 5, 2, 1)]),
        Broken("too full to swap", "7", full, [*at_time(full, 7).record, full.record[2]]),
        Broken("too wide to swap", "7", too_wide(), at_time(too_wide(), 7).record),
        Broken("too wide still", "7", too_wide(), at_time(too_wide(), 9).record),
        Broken("no swap though narrower", "19 swap", narrower(), never),
        Broken("a swap for two places", "7", wants_two(), swap().record),
        Broken("not let out to swap", "7", hours(), at_time(hours(), 7).record),
        Broken("not let in to swap", "7", hours(), at_time(hours(), 10).record),
        Broken("not his choice yet", "5 choice", usable_later(), at_time(usable_later(), 8).record),
        Broken("in use by a move", "7", moves_take_time(),
               instead(moves_take_time(), p2=lived(8, 9, 12, 1))),
        Broken("in use by turnaround", "7", turnaround(),
               instead(turnaround(), p2=lived(8, 12, 15, 1))),
        Broken("a swap though the run stops", "19 stop", stops, stops.record),
        Broken("no swap and no stop", "19 stop", stops, never),
    ]  # fmt: skip


@pytest.mark.parametrize("case", broken(), ids=lambda case: case.name)
def test_a_wrong_swap_is_all_that_is_found(case: Broken) -> None:
    assert case.rules() == [case.rule]


def test_a_wrong_swap_says_who_and_which_loop() -> None:
    scene = swap()
    record = replace(scene, record=[stuck(5, 0), stuck(7, 1)]).journeys()
    (found,) = check(scene.network, patients(scene.people), record)
    assert (found.patient, found.step, found.time) == (0, 1, 7)
    assert "unit 'u0' > unit 'u1' > unit 'u0'" in found.says


def by_trying_all(nexts: dict[int, list[int]]) -> list[int]:
    """The smallest loop: all rows of different units that lead round, shortest and first."""
    loops = [
        row
        for length in range(1, len(nexts) + 1)
        for row in permutations(sorted(nexts), length)
        if row[0] == min(row)
        and all(v in nexts[u] for u, v in zip(row, row[1:] + row[:1], strict=True))
    ]
    return list(min(loops, key=lambda row: (len(row), row), default=()))


def test_the_smallest_loop_is_that_of_all_loops() -> None:
    random = Random(19)
    lengths = []
    for _ in range(400):
        share = random.choice([0.1, 0.25, 0.4])
        nexts = {u: [v for v in range(6) if random.random() < share] for u in range(6)}
        nexts = {u: vs for u, vs in nexts.items() if vs}
        expected = by_trying_all(nexts)
        assert smallest_loop(nexts) == expected
        lengths.append(len(expected))
    assert {0, 1, 2, 3, 4} <= set(lengths)
