"""Records worked out by hand pass the checker, and every rule broken on purpose is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.checker import check
from simulator.engine.journeys import Exit
from simulator.network.network import (
    DAY,
    NONE,
    AtClose,
    AtLimit,
    Clock,
    Duration,
    LetsGo,
)
from tests.checker_scenes import (
    NEVER_CAME,
    STEP_COLUMNS,
    TIMELESS,
    WARD,
    Broken,
    Scene,
    but,
    in_ward,
    instead,
    lived,
    rules,
    unnoticed,
)
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    clock,
    did,
    handoff,
    journeys,
    leave,
    network,
    patients,
    releases,
    reviews,
    stay,
    stayed,
    task,
    unit,
    went,
    windows,
)

LEFT, DIED, LOST, OPEN, SWITCHED = Exit.LEFT, Exit.DIED, Exit.LOST, Exit.OPEN, Exit.SWITCHED


def one_bed() -> Scene:
    """The second patient waits for the bed of the first."""
    net = network([unit(1)], routes=[WARD])
    return Scene(net, [in_ward(0, 5), in_ward(2, 3)], [lived(0, 0, 5), lived(2, 5, 8)])


def cut_off() -> Scene:
    """Need that ends after the end of the run, and an arrival at the very end."""
    net = network([unit(1)], routes=[WARD], end=10)
    in_place = Went(0, NONE, OPEN, [At(0, 0, 0, unit=0), TIMELESS])
    never = Went(NONE, NONE, OPEN, [TIMELESS, TIMELESS])
    return Scene(net, [in_ward(0, 10), in_ward(10, 1)], [in_place, never])


def by_priority() -> Scene:
    """Of two who wait for the bed, the one of higher priority goes first, though later asked."""
    net = network([unit(1)], routes=[WARD, [stay(priority=1), leave([0])]])
    people = [in_ward(0, 10), in_ward(1, 5), replace(in_ward(2, 5), route=1)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 15, 20), lived(2, 10, 15)])


def by_number() -> Scene:
    """Of two who ask at one time, the lower number goes first."""
    net = network([unit(1)], routes=[WARD])
    people = [in_ward(0, 10), in_ward(1, 5), in_ward(1, 5)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 10, 15), lived(1, 15, 20)])


def own_order() -> Scene:
    """He prefers the second unit; another may use it only once he has waited for 5."""
    steps = [stay(units=[1, 0]), leave([0])]
    late = [stay(units=[0, (1, 5)]), leave([0])]
    net = network([unit(1), unit(2)], routes=[steps, late])
    people = [in_ward(0, 20), Person(0, [Draw(20), Draw(0)], 1), Person(1, [Draw(5), Draw(0)], 1)]
    return Scene(net, people, [lived(0, 0, 20, 1), lived(0, 0, 20, 0), lived(1, 6, 11, 1)])


def by_locality() -> Scene:
    """Each locality has its own unit."""
    net = network(
        [unit(1), unit(1)], routes=[[stay(by_locality=[[0], [1]]), leave([0])]], localities=2
    )
    people = [in_ward(0, 5), replace(in_ward(0, 5), locality=1), in_ward(1, 5)]
    return Scene(net, people, [lived(0, 0, 5, 0), lived(0, 0, 5, 1), lived(1, 5, 10, 0)])


def blocked() -> Scene:
    """The wide patient has no room, and the narrow one behind him may not slip past."""
    wide = [stay(weight=2), leave([0])]
    net = network([unit(2)], routes=[WARD, wide])
    people = [in_ward(0, 10), Person(1, [Draw(5), Draw(0)], 1), in_ward(2, 5)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 10, 15), lived(2, 15, 20)])


def not_blocked_elsewhere() -> Scene:
    """He who waits for the first unit alone blocks nobody in the second."""
    net = network([unit(1), unit(1)], routes=[WARD, [stay(units=[0, 1]), leave([0])]])
    people = [in_ward(0, 10), in_ward(1, 5), Person(2, [Draw(5), Draw(0)], 1)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 10, 15), lived(2, 2, 7, 1)])


def admitting_hours() -> Scene:
    """Nobody may start before 5, nor from 8 on."""
    net = network([unit(1, admits=windows((5, 8), (20, 21)))], routes=[WARD])
    return Scene(net, [in_ward(0, 3), in_ward(1, 1)], [lived(0, 5, 8), lived(1, 20, 21)])


TWO_STAYS = [stay(), stay(1, after=[0], units=[1]), leave([1])]


def moving_out_hours() -> Scene:
    """His unit lets nobody out before 20, and nobody passes him meanwhile."""
    net = network(
        [unit(1, moves_out=windows((20, 30))), unit(1, setting=1)],
        routes=[TWO_STAYS, [stay(1, units=[1]), leave([0])]],
    )
    people = [Person(0, [Draw(5), Draw(5), Draw(0)]), Person(6, [Draw(5), Draw(0)], 1)]
    moved = [stayed(0, 0, 5, 20), stayed(5, 20, 25, 25, unit=1), went(25)]
    return Scene(net, people, [Went(0, 25, LEFT, moved), lived(6, 25, 30, 1)])


def moving_takes_time() -> Scene:
    """The new place is in use from 5, and the old one until 7."""
    steps = [stay(), stay(1, after=[0], units=[1], move=2), leave([1])]
    net = network([unit(1), unit(1, setting=1)], routes=[steps, WARD])
    people = [Person(0, [Draw(5), Draw(5), Draw(0)]), Person(1, [Draw(4), Draw(0)], 1)]
    moved = [stayed(0, 0, 5, 7), stayed(5, 5, 12, 12, unit=1, move=2), went(12)]
    return Scene(net, people, [Went(0, 12, LEFT, moved), lived(1, 7, 11)])


def turnaround() -> Scene:
    """The bed stays in use for 3 after a patient has left it."""
    net = network([unit(1, turnaround=3)], routes=[WARD])
    return Scene(net, [in_ward(0, 5), in_ward(1, 5)], [lived(0, 0, 5), lived(1, 8, 13)])


def waits_at_home() -> Scene:
    """Ready at 5, he goes home when discharges open at 10, and starts elsewhere at 15."""
    steps = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1]), leave([1])]
    net = network(
        [unit(1, discharges=windows((10, 20))), unit(1, setting=1)],
        routes=[steps, [stay(1, units=[1]), leave([0])]],
    )
    people = [Person(0, [Draw(5), Draw(5), Draw(0)]), Person(0, [Draw(15), Draw(0)], 1)]
    moved = [stayed(0, 0, 5, 10), stayed(5, 15, 20, 20, unit=1), went(20)]
    return Scene(net, people, [Went(0, 20, LEFT, moved), lived(0, 0, 15, 1)])


def reserved_before_home() -> Scene:
    """The next place is reserved before discharges open, so he keeps his until he has moved."""
    steps = [stay(lets_go=LetsGo.AT_END), stay(1, after=[0], units=[1], move=4), leave([1])]
    net = network([unit(1, discharges=windows((6, 20))), unit(1, setting=1)], routes=[steps])
    moved = [stayed(0, 0, 5, 9), stayed(5, 5, 14, 14, unit=1, move=4), went(14)]
    return Scene(net, [Person(0, [Draw(5), Draw(5), Draw(0)])], [Went(0, 14, LEFT, moved)])


def home_with_the_task() -> Scene:
    """Ready at 5, he goes home when the task listed after his stay starts, at 7."""
    steps = [stay(lets_go=LetsGo.NEXT_TASK), task(0, [0]), leave([1])]
    net = network([unit(1)], [handoff([(0, 0), (7, 1)])], [steps, WARD])
    people = [Person(0, [Draw(5), Draw(4), Draw(0)]), Person(1, [Draw(2), Draw(0)], 1)]
    home = [stayed(0, 0, 5, 7), did(5, 7, 11), went(11)]
    return Scene(net, people, [Went(0, 11, LEFT, home), lived(1, 7, 9)])


TASK_BESIDE_STAY = [
    stay(lets_go=LetsGo.NEXT_TASK),
    task(0, [0]),
    stay(1, after=[0], units=[1], move=2),
    leave([1, 2]),
]


def place_before_task() -> Scene:
    """At 5 the next place is reserved, and then the task starts: he keeps his place till 7."""
    net = network([unit(1), unit(1, setting=1)], [handoff()], [TASK_BESIDE_STAY])
    moved = [stayed(0, 0, 5, 7), did(5, 5, 8), stayed(5, 5, 12, 12, unit=1, move=2), went(12)]
    people = [Person(0, [Draw(5), Draw(3), Draw(5), Draw(0)])]
    return Scene(net, people, [Went(0, 12, LEFT, moved)])


def task_before_place() -> Scene:
    """At 5 only the task can start: he gives up his place, and then starts in that very unit."""
    steps = [*TASK_BESIDE_STAY[:2], stay(0, after=[0], move=2), leave([1, 2])]
    net = network([unit(1)], [handoff()], [steps])
    moved = [stayed(0, 0, 5, 5), did(5, 5, 8), stayed(5, 5, 12, 12, move=2), went(12)]
    people = [Person(0, [Draw(5), Draw(3), Draw(5), Draw(0)])]
    return Scene(net, people, [Went(0, 12, LEFT, moved)])


def fewer_beds() -> Scene:
    """From 5 there is one bed less: nobody is turned out, and nobody starts until 10."""
    net = network([unit([(0, 2), (5, 1), (10, 2)])], routes=[WARD])
    people = [in_ward(0, 7), in_ward(0, 20), in_ward(6, 3)]
    return Scene(net, people, [lived(0, 0, 7), lived(0, 0, 20), lived(6, 10, 13)])


def graph() -> Scene:
    """The task that he does not need is finished at once; leaving waits for the one after it."""
    steps = [stay(), task(0, [0]), task(1, [1]), leave([0, 2])]
    net = network([unit(1)], [handoff(), handoff()], [steps])
    record = [stayed(0, 0, 5, 9), TIMELESS, did(5, 5, 9), went(9)]
    return Scene(
        net,
        [Person(0, [Draw(5), Draw(NONE), Draw(4), Draw(0)])],
        [Went(0, 9, LEFT, record)],
    )


def goes_on_after_leaving() -> Scene:
    """No move waits for the tasks, which are done after he has left."""
    steps = [stay(), task(0, [0]), task(0, [1]), leave([0])]
    net = network([unit(1)], [handoff()], [steps])
    record = [stayed(0, 0, 5, 5), did(5, 5, 9), did(9, 9, 12), went(5)]
    return Scene(net, [Person(0, [Draw(5), Draw(4), Draw(3), Draw(0)])], [Went(0, 5, LEFT, record)])


def reviewed() -> Scene:
    """The review at 6 does not see him, the one at 8 does."""
    net = network([unit(1, reviewed=reviews((6, 500_000), (8, 600_001)))], routes=[WARD])
    record = [At(0, 0, 0, 5, 8, 8, 0), went(8)]
    return Scene(net, [in_ward(0, 5, level=600_000)], [Went(0, 8, LEFT, record)])


def dies_at_end() -> Scene:
    """He dies when need ends, and his bed is free at once."""
    net = network([unit(1)], routes=[WARD])
    died = Went(0, 5, DIED, [At(0, 0, 0, 5, left=5, unit=0), TIMELESS])
    return Scene(net, [in_ward(0, 5, dies=1), in_ward(1, 2)], [died, lived(1, 5, 7)])


WARD_AND_TASK = [stay(), task(0, [0]), leave([1])]


def dies_waiting() -> Scene:
    """Ready at 5, he waits for a task that nobody can start, and dies at 9."""
    net = network([unit(1)], [handoff(0)], [WARD_AND_TASK])
    died = Went(0, 9, DIED, [stayed(0, 0, 5, 9), At(5), TIMELESS])
    return Scene(net, [Person(0, [Draw(5, dies_waiting=4), Draw(1), Draw(0)])], [died])


def moved_before_dying() -> Scene:
    """He would die waiting at 9, but has reserved the next place at 8."""
    steps = [stay(), stay(1, after=[0], units=[1], move=5), leave([1])]
    net = network([unit(1), unit([(0, 0), (8, 1)], setting=1)], routes=[steps])
    moved = [stayed(0, 0, 5, 13), stayed(5, 8, 14, 14, unit=1, move=5), went(14)]
    people = [Person(0, [Draw(5, dies_waiting=4), Draw(1), Draw(0)])]
    return Scene(net, people, [Went(0, 14, LEFT, moved)])


def dies_as_ready() -> Scene:
    """He dies at the time at which he is ready, and asks for nothing at it."""
    net = network([unit(1)], [handoff()], [WARD_AND_TASK])
    died = Went(0, 5, DIED, [stayed(0, 0, 5, 5), TIMELESS, TIMELESS])
    return Scene(net, [Person(0, [Draw(5, dies_waiting=0), Draw(1), Draw(0)])], [died])


def dies_with_task_begun() -> Scene:
    """A task planned ahead began before he died, and runs to its end."""
    steps = [stay(), task(0, [0], begins_before=2), leave([0, 1])]
    net = network([unit(1)], [handoff()], [steps])
    died = Went(0, 5, DIED, [At(0, 0, 0, 5, left=5, unit=0), did(3, 3, 9), TIMELESS])
    return Scene(net, [Person(0, [Draw(5, dies=1), Draw(6), Draw(0)])], [died])


def planned_ahead() -> Scene:
    """Expected to end at 11, so the task begins at 8, before need ends at 10."""
    steps = [stay(), task(0, [0], begins_before=3), leave([0, 1])]
    net = network([unit(1)], [handoff()], [steps])
    record = [stayed(0, 0, 10, 10), did(8, 8, 10), went(10)]
    return Scene(
        net, [Person(0, [Draw(10, error=1), Draw(2), Draw(0)])], [Went(0, 10, LEFT, record)]
    )


def tasks(*durations: int, arrive: Sequence[int] | None = None) -> list[Person]:
    """People whose whole journey is one handoff."""
    arrives = arrive or [0] * len(durations)
    return [Person(t, [Draw(d), Draw(0)]) for t, d in zip(arrives, durations, strict=True)]


def helped(asked: int, started: int, ended: int) -> Went:
    """A journey of one handoff."""
    return Went(asked, ended, LEFT, [did(asked, started, ended), went(ended)])


ONE_TASK = [task(0), leave([0])]


def few_staff() -> Scene:
    """One member of staff, in hours from 10 to 20."""
    net = network(handoffs=[handoff(1, hours=windows((10, 20), (30, 40)))], routes=[ONE_TASK])
    # What begins before closing is finished after it.
    record = [helped(0, 10, 15), helped(0, 15, 22), helped(0, 30, 31)]
    return Scene(net, tasks(5, 7, 1), record)


def pausing() -> Scene:
    """A task begun at 18 pauses from 20 to 30; one that ends at closing ends then."""
    hours = windows((10, 20), (30, 40))
    paused = handoff(2, hours=hours, clock=clock((10, 20), (30, 40)), at_close=AtClose.PAUSE)
    net = network(handoffs=[paused], routes=[ONE_TASK])
    return Scene(net, tasks(5, 2, arrive=[18, 18]), [helped(18, 18, 33), helped(18, 18, 20)])


def fitting() -> Scene:
    """5 do not fit between 18 and 20; 15 fit nowhere, so they start at 18 and pause."""
    hours = windows((10, 20), (30, 40), (50, 60))
    same = clock((10, 20), (30, 40), (50, 60))
    net = network(
        handoffs=[handoff(2, hours=hours, clock=same, at_close=AtClose.FIT)], routes=[ONE_TASK]
    )
    record = [helped(18, 18, 53), helped(18, 30, 35)]
    return Scene(net, tasks(15, 5, arrive=[18, 18]), record)


def waiting_times() -> Scene:
    """A lead time runs by its clock and holds nobody: one member of staff sends off both."""
    lead = handoff(1, duration=Duration.LEAD, clock=clock((10, 20), (30, 40)))
    net = network(handoffs=[lead], routes=[ONE_TASK])
    return Scene(net, tasks(12, 3), [helped(0, 0, 32), helped(0, 0, 13)])


def working_days() -> Scene:
    """Half a working day of 600 open minutes is 300 minutes from opening."""
    eight, six = DAY // 3, 3 * DAY // 4
    by_day = Clock((eight, DAY + eight), (six, DAY + six), (0, DAY, 2 * DAY), (600, 600))
    lead = handoff(duration=Duration.LEAD, clock=by_day)
    net = network(handoffs=[lead], routes=[ONE_TASK], end=3 * DAY)
    half = eight + 300 * 60_000_000
    return Scene(net, tasks(DAY // 2, DAY), [helped(0, 0, half), helped(0, 0, six)])


def released() -> Scene:
    """One start at 5 and one at 10, the first of which is carried over."""
    given = handoff(released=releases((5, 1), (10, 1), carry=True))
    net = network(handoffs=[given], routes=[ONE_TASK])
    record = [helped(7, 7, 8), helped(8, 10, 11)]
    return Scene(net, tasks(1, 1, arrive=[7, 8]), record)


def lapsed() -> Scene:
    """Of two starts at 5 one is spent; the other lapses at 10, when one more is given."""
    given = handoff(released=releases((5, 2), (10, 1), (15, 1)))
    net = network(handoffs=[given], routes=[ONE_TASK])
    record = [helped(5, 5, 6), helped(10, 10, 11), helped(10, 15, 16)]
    return Scene(net, tasks(1, 1, 1, arrive=[5, 10, 10]), record)


def panel() -> Scene:
    """A start may be spent only at the sitting itself."""
    given = handoff(released=releases((5, 1), (10, 1), only_then=True))
    net = network(handoffs=[given], routes=[ONE_TASK])
    return Scene(net, tasks(1, arrive=[6]), [helped(6, 10, 11)])


def discharge_hours() -> Scene:
    """Ready at 5, he leaves at 10."""
    net = network([unit(1, discharges=windows((2, 5), (10, 12)))], routes=[WARD])
    record = [Went(0, 10, LEFT, [stayed(0, 0, 5, 10), went(5, 10)])]
    return Scene(net, [in_ward(0, 5)], record)


def lost() -> Scene:
    """The second waits no longer than 3 for the bed."""
    net = network([unit(1)], routes=[WARD])
    gone = Went(1, 4, LOST, [At(1), TIMELESS])
    people = [in_ward(0, 10), in_ward(1, 5, limit=3), in_ward(2, 5)]
    return Scene(net, people, [lived(0, 0, 10), gone, lived(2, 10, 15)])


def just_in_time() -> Scene:
    """The bed is free at the very time at which the limit runs out: the start wins."""
    net = network([unit(1)], routes=[WARD])
    people = [in_ward(0, 10), in_ward(1, 5, limit=9)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 10, 15)])


def postponed() -> Scene:
    """Away from 3 to 6, he keeps his first asked time, and goes before one who asked at 2."""
    again = stay(at_limit=AtLimit.POSTPONED, postpone_by=3, postpone_most=1)
    net = network([unit(1)], routes=[WARD, [again, leave([0])]])
    people = [
        in_ward(0, 7),
        Person(1, [Draw(5, limit=2), Draw(0)], 1),
        in_ward(2, 5),
        Person(2, [Draw(5, limit=2), Draw(0)], 1),
    ]
    second = Went(1, 12, LEFT, [At(1, 7, 7, 12, 12, 12, 0, 1), went(12)])
    fourth = Went(2, 9, LOST, [At(2, postponed=1), TIMELESS])
    return Scene(net, people, [lived(0, 0, 7), second, lived(2, 12, 17), fourth])


def lost_with_place() -> Scene:
    """Lost while he waits for a task: his bed is left, and the task begun runs to its end."""
    steps = [stay(), task(0, [0]), task(1, [0]), leave([1, 2])]
    net = network([unit(1)], [handoff(), handoff(0)], [steps, WARD])
    people = [
        Person(0, [Draw(5), Draw(9), Draw(1, limit=3), Draw(0)]),
        Person(1, [Draw(2), Draw(0)], 1),
    ]
    gone = Went(0, 8, LOST, [stayed(0, 0, 5, 8), did(5, 5, 14), At(5), TIMELESS])
    return Scene(net, people, [gone, lived(1, 8, 10)])


def lost_and_postponed() -> Scene:
    """Two of his limits run out at 3: he is lost, and not postponed as well."""
    again = task(0, at_limit=AtLimit.POSTPONED, postpone_by=5, postpone_most=3)
    net = network(handoffs=[handoff(0)], routes=[[again, task(0), leave([0, 1])]])
    gone = Went(0, 3, LOST, [At(0), At(0), TIMELESS])
    return Scene(net, [Person(0, [Draw(1, limit=3), Draw(1, limit=3), Draw(0)])], [gone])


def limit_after_leaving() -> Scene:
    """A task that no move waits for is dropped after he has left; his journey had ended then."""
    steps = [stay(), task(0, [0]), task(1, [0]), leave([0])]
    net = network([unit(1)], [handoff(0), handoff([(0, 0), (10, 1)])], [steps])
    people = [Person(0, [Draw(5), Draw(1, limit=3), Draw(2), Draw(0)])]
    record = [stayed(0, 0, 5, 5), At(5), did(5, 10, 12), went(5)]
    return Scene(net, people, [Went(0, 5, LEFT, record)])


def no_time_at_all() -> Scene:
    """A limit of 0 and a booking again at once: three rounds in one instant, and lost."""
    again = task(0, at_limit=AtLimit.POSTPONED, postpone_by=0, postpone_most=2)
    net = network(handoffs=[handoff(0)], routes=[[again, leave([0])]])
    gone = Went(4, 4, LOST, [At(4, postponed=2), TIMELESS])
    return Scene(net, [Person(4, [Draw(1, limit=0), Draw(0)])], [gone])


def returning() -> Scene:
    """He comes back 10 after he has left; who dies does not."""
    net = network([unit(2)], routes=[WARD])
    people = [
        replace(in_ward(0, 5), returns_as=2, returns_after=10),
        replace(in_ward(0, 5, dies=1), returns_as=3, returns_after=10),
        in_ward(NONE, 4),
        in_ward(NONE, 4),
    ]
    died = Went(0, 5, DIED, [At(0, 0, 0, 5, left=5, unit=0), TIMELESS])
    never = Went(NONE, NONE, OPEN, [TIMELESS, TIMELESS])
    return Scene(net, people, [lived(0, 0, 5), died, lived(15, 15, 19), never])


def places_first() -> Scene:
    """At 10 care settings start before handoffs, so a lower priority gets the bed.

    The other asks for it in the same instant, but only after the first start in it.
    """
    first = [task(0), stay(after=[0], priority=1), leave([1])]
    net = network([unit(1)], [handoff([(0, 0), (10, 1)])], [WARD, first])
    people = [
        in_ward(0, 10),
        Person(1, [Draw(0), Draw(5), Draw(0)], 1),
        in_ward(2, 5),
    ]
    second = Went(1, 20, LEFT, [did(1, 10, 10), stayed(10, 15, 20, 20), went(20)])
    return Scene(net, people, [lived(0, 0, 10), second, lived(2, 10, 15)])


def nothing_takes_time() -> Scene:
    """Need, task and return without any time: all in one instant."""
    net = network([unit(1)], [handoff(1)], [WARD_AND_TASK])
    draws = [Draw(0), Draw(0), Draw(0)]
    people = [Person(3, draws, returns_as=1, returns_after=0), Person(NONE, draws)]
    whole = Went(3, 3, LEFT, [stayed(3, 3, 3, 3), did(3, 3, 3), went(3)])
    return Scene(net, people, [whole, whole])


HEAVY = [stay(weight=2, profile=[(3, 1), (6, 0)]), leave([0])]


def grows_lighter() -> Scene:
    """Two places in use, one from 3 and none from 6: others start as soon as there is room."""
    net = network([unit(2)], routes=[HEAVY, WARD, [stay(weight=2), leave([0])]])
    people = [in_ward(0, 10), replace(in_ward(1, 8), route=1), replace(in_ward(4, 2), route=2)]
    return Scene(net, people, [lived(0, 0, 10), lived(1, 3, 11), lived(4, 11, 13)])


def weight_at_leaving() -> Scene:
    """He leaves at 5 with one place in use, which it stays until 9, whatever was due at 6."""
    net = network([unit(2, turnaround=4)], routes=[HEAVY, [stay(weight=2), leave([0])]])
    people = [in_ward(0, 5), replace(in_ward(1, 5), route=1)]
    return Scene(net, people, [lived(0, 0, 5), lived(1, 9, 14)])


def lighter_as_he_leaves() -> Scene:
    """The weight falls to nothing at the very time of leaving, so there is no turnaround."""
    net = network([unit(2, turnaround=4)], routes=[HEAVY, [stay(weight=2), leave([0])]])
    people = [in_ward(0, 6), replace(in_ward(1, 5), route=1)]
    return Scene(net, people, [lived(0, 0, 6), lived(1, 6, 11)])


def lighter_as_he_dies() -> Scene:
    """He dies at the time at which his weight falls to nothing: so it is in turnaround."""
    net = network([unit(2, turnaround=4)], routes=[HEAVY, [stay(weight=2), leave([0])]])
    people = [in_ward(0, 6, dies=1), replace(in_ward(1, 5), route=1)]
    died = Went(0, 6, DIED, [At(0, 0, 0, 6, left=6, unit=0), TIMELESS])
    return Scene(net, people, [died, lived(1, 6, 11)])


def grows_by_waiting() -> Scene:
    """He waits from 5 to 15, so that need is 3 longer; the task begins 2 before its new end."""
    steps = [
        stay(),
        stay(1, after=[0], units=[1], growth=333_333),
        task(0, [1], begins_before=2),
        leave([1, 2]),
    ]
    net = network(
        [unit(1), unit(1, setting=1)], [handoff()], [steps, [stay(1, units=[1]), leave([0])]]
    )
    people = [
        Person(0, [Draw(5), Draw(4), Draw(1), Draw(0)]),
        Person(0, [Draw(15), Draw(0)], 1),
    ]
    moved = [stayed(0, 0, 5, 15), stayed(5, 15, 22, 22, unit=1), did(20, 20, 21), went(22)]
    return Scene(net, people, [Went(0, 22, LEFT, moved), lived(0, 0, 15, 1)])


def grows_over_years() -> Scene:
    """A wait of 4,000 days, by a quarter: the product of the two has more than 64 bits."""
    steps = [stay(), stay(1, after=[0], units=[1], growth=250_000), leave([1])]
    net = network(
        [unit(1), unit([(0, 0), (4_000 * DAY, 1)], setting=1)], routes=[steps], end=6_000 * DAY
    )
    ended = 4_000 * DAY + 4 + (4_000 * DAY - 5) // 4
    moved = [
        stayed(0, 0, 5, 4_000 * DAY),
        stayed(5, 4_000 * DAY, ended, ended, unit=1),
        went(ended),
    ]
    people = [Person(0, [Draw(5), Draw(4), Draw(0)])]
    return Scene(net, people, [Went(0, ended, LEFT, moved)])


def led_elsewhere() -> Scene:
    """After 3 the second gives up, and a row comes in his stead; the fourth starts in time."""
    steps = [stay(at_limit=AtLimit.ELSEWHERE), leave([0])]
    net = network([unit(1), unit(2)], routes=[steps, [stay(units=[1]), leave([0])]])
    instead_of = replace(in_ward(NONE, 5), route=1)
    people = [
        replace(in_ward(0, 10), instead_as=5),
        replace(in_ward(1, 5, limit=3), instead_as=2, returns_as=6, returns_after=1),
        instead_of,
        replace(in_ward(2, 5, limit=8), instead_as=4),
        instead_of,
        instead_of,
        instead_of,
        in_ward(12, 5, limit=2),
    ]
    second = Went(1, 4, SWITCHED, [At(1), TIMELESS])
    last = Went(12, 14, SWITCHED, [At(12), TIMELESS])
    never = NEVER_CAME
    record = [lived(0, 0, 10), second, lived(4, 4, 9, 1), lived(2, 10, 15)]
    return Scene(net, people, [*record, never, never, never, last])


def one_by_one_elsewhere() -> Scene:
    """Limits of no time at all: led from the first to the third place in one instant."""
    nowhere = [stay(at_limit=AtLimit.ELSEWHERE), leave([0])]
    net = network([unit(0), unit(1)], routes=[nowhere, [stay(units=[1]), leave([0])]])
    people = [
        replace(in_ward(3, 1, limit=0), instead_as=1),
        replace(in_ward(NONE, 1, limit=0), instead_as=2),
        replace(in_ward(NONE, 4), route=1),
    ]
    gone = Went(3, 3, SWITCHED, [At(3), TIMELESS])
    return Scene(net, people, [gone, gone, lived(3, 3, 7, 1)])


def two_limits(one: AtLimit, *, limit: int = 3, by: int = 5) -> Scene:
    """Two limits that run out at one time, of which the second leads elsewhere; not yet told."""
    first = task(0, at_limit=one, postpone_by=by, postpone_most=2)
    steps = [first, task(0, at_limit=AtLimit.ELSEWHERE), leave([0, 1])]
    net = network([unit(1)], [handoff(0)], [steps, WARD])
    draws = [Draw(1, limit=limit), Draw(1, limit=limit), Draw(0)]
    people = [Person(0, draws, instead_as=1), replace(in_ward(NONE, 5), route=1)]
    gone = Went(0, limit, SWITCHED, [At(0), At(0), TIMELESS])
    return Scene(net, people, [gone, lived(limit, limit, limit + 5)])


def lost_before_elsewhere() -> Scene:
    """Of two limits at 3 loss comes first, and nobody comes in his stead."""
    made = two_limits(AtLimit.LOST)
    return replace(
        made, record=[replace(made.record[0], exit=LOST), Went(NONE, NONE, OPEN, [TIMELESS] * 2)]
    )


def elsewhere_listed_first() -> Scene:
    """The same with the two steps the other way round."""
    made = lost_before_elsewhere()
    (route, ward) = made.network.routes
    steps = (route.steps[1], route.steps[0], route.steps[2])
    return replace(made, network=replace(made.network, routes=(replace(route, steps=steps), ward)))


def starts_before_he_comes_instead() -> Scene:
    """Limits run out when nobody can start: the bed at 3 goes to another, of lower priority."""
    nowhere = [stay(at_limit=AtLimit.ELSEWHERE), leave([0])]
    urgent = [stay(units=[1], priority=1), leave([0])]
    net = network([unit(0), unit(1)], routes=[nowhere, urgent, [stay(units=[1]), leave([0])]])
    people = [
        replace(in_ward(0, 1, limit=3), instead_as=1),
        replace(in_ward(NONE, 4), route=1),
        replace(in_ward(3, 5), route=2),
    ]
    gone = Went(0, 3, SWITCHED, [At(0), TIMELESS])
    return Scene(net, people, [gone, lived(3, 8, 12, 1), lived(3, 3, 8, 1)])


def elsewhere_before_postponed() -> Scene:
    """Of two limits at 3 being led elsewhere comes first, and he is not postponed as well."""
    return two_limits(AtLimit.POSTPONED)


def elsewhere_in_the_first_round() -> Scene:
    """He would be lost at 0 as well, but only two rounds later in that instant."""
    return two_limits(AtLimit.POSTPONED, limit=0, by=0)


def elsewhere_after_leaving() -> Scene:
    """A task that no move waits for is dropped after he has left; nobody comes in his stead."""
    steps = [stay(), task(0, [0], at_limit=AtLimit.ELSEWHERE), leave([0])]
    net = network([unit(1)], [handoff(0)], [steps, WARD])
    people = [
        Person(0, [Draw(5), Draw(1, limit=3), Draw(0)], instead_as=1),
        replace(in_ward(NONE, 5), route=1),
    ]
    record = [stayed(0, 0, 5, 5), At(5), went(5)]
    return Scene(net, people, [Went(0, 5, LEFT, record), NEVER_CAME])


def full_at_the_start() -> Scene:
    """Two are in the one bed at 0, before it admits anybody; the next starts when both have left.

    The third had asked before the run and asks again at 0; the fourth arrives like anybody else.
    """
    steps = [stay(), stay(1, after=[0], units=[1], move=2, growth=500_000), leave([1])]
    net = network([unit(1), unit(1, setting=1, admits=windows((2, 1000)))], routes=[steps])

    def inside(need: int, unit: int = NONE) -> Person:
        return Person(0, [Draw(9), Draw(need), Draw(0)], begins_at=1, begins_in=unit)

    def was_in(left: int) -> Went:
        return Went(0, left, LEFT, [TIMELESS, stayed(0, 0, left, left, unit=1), went(left)])

    waited = [TIMELESS, stayed(0, 8, 12, 12, unit=1, move=2), went(12)]
    # Ready at 3 and moved at 12: need is 4 longer.
    moved = [stayed(0, 0, 3, 14), stayed(3, 12, 19, 19, unit=1, move=2), went(19)]
    people = [inside(5, 1), inside(8, 1), inside(2), Person(0, [Draw(3), Draw(1), Draw(0)])]
    return Scene(net, people, [was_in(5), was_in(8), Went(0, 12, LEFT, waited),
                               Went(0, 19, LEFT, moved)])  # fmt: skip


def begins_with_a_task() -> Scene:
    """His stay is over and he waits for the task; one beside it was not begun either."""
    steps = [stay(), task(0, [0]), task(1, [0], begins_before=3), leave([1])]
    net = network([unit(1)], [handoff([(0, 0), (4, 1)]), handoff()], [steps])
    draws = [Draw(9), Draw(2), Draw(7), Draw(0)]
    record = [TIMELESS, did(0, 4, 6), did(0, 0, 7), went(6)]
    return Scene(net, [Person(0, draws, begins_at=1)], [Went(0, 6, LEFT, record)])


def begins_heavy() -> Scene:
    """In at 0 with two places in use, one from 3."""
    net = network([unit(2)], routes=[HEAVY, WARD])
    people = [replace(in_ward(0, 5), begins_at=0, begins_in=0), replace(in_ward(0, 5), route=1)]
    return Scene(net, people, [lived(0, 0, 5), lived(0, 3, 8)])


def dies_at_the_start() -> Scene:
    """In at 0, where he dies at once, and the bed is free for who arrives then."""
    net = network([unit(1)], routes=[WARD])
    people = [replace(in_ward(0, 0, dies=1), begins_at=0, begins_in=0), in_ward(0, 5)]
    died = Went(0, 0, DIED, [At(0, 0, 0, 0, left=0, unit=0), TIMELESS])
    return Scene(net, people, [died, lived(0, 0, 5)])


def came_back(left: int, relapsed: int, again: int, postponed: int = 0) -> At:
    """A stay from 0, ready at 5, with a relapse."""
    return At(0, 0, 0, 5, 5, left, 0, postponed, relapsed, again)


def back(after: int = 3, lasts: int = 4, **draws: int) -> Draw:
    """The draws of such a stay: need comes back at 8, and lasts until 12."""
    return Draw(5, relapses_after=after, relapse_lasts=lasts, **draws)


SECOND_WARD = [stay(1, units=[1]), leave([0])]


def relapses() -> Scene:
    """Need comes back from 8 to 12: the bed at 10 goes to the next, the one at 15 to him."""
    net = network([unit(1), unit(1, setting=1)], routes=[TWO_STAYS, SECOND_WARD])
    people = [
        Person(0, [back(), Draw(2), Draw(0)]),
        *(Person(t, [Draw(need), Draw(0)], 1) for t, need in [(0, 10), (9, 5), (11, 5)]),
    ]
    moved = [came_back(15, 8, 12), stayed(5, 15, 17, 17, unit=1), went(17)]
    others = [lived(0, 0, 10, 1), lived(9, 10, 15, 1), lived(11, 17, 22, 1)]
    return Scene(net, people, [Went(0, 17, LEFT, moved), *others])


def relapses_as_bed_is_free() -> Scene:
    """The bed is free at 8, when he relapses; it stays empty until he is ready again at 12."""
    net = network([unit(1), unit([(0, 0), (8, 1)], setting=1)], routes=[TWO_STAYS])
    moved = [came_back(12, 8, 12), stayed(5, 12, 14, 14, unit=1), went(14)]
    return Scene(net, [Person(0, [back(), Draw(2), Draw(0)])], [Went(0, 14, LEFT, moved)])


def seen_again() -> Scene:
    """Relapsed at 8 and over it at 9, he is seen at 14, not at 10, and leaves out of hours then."""
    seen = reviews((6, 600_001), (10, 600_000), (14, 600_001))
    net = network([unit(1, reviewed=seen, discharges=windows((8, 20)))], routes=[WARD])
    record = [At(0, 0, 0, 5, 6, 14, 0, 0, 8, 14), went(6, 14)]
    people = [in_ward(0, 5, level=600_000, relapses_after=2, relapse_lasts=1)]
    return Scene(net, people, [Went(0, 14, LEFT, record)])


def asked_to_leave_meanwhile() -> Scene:
    """All is done at 10, but he is ready again at 12."""
    net = network([unit(1)], [handoff()], [WARD_AND_TASK])
    record = [came_back(12, 8, 12), did(5, 5, 10), went(10, 12)]
    return Scene(net, [Person(0, [back(), Draw(5), Draw(0)])], [Went(0, 12, LEFT, record)])


def home_after_relapse() -> Scene:
    """Discharges open at 10, when he relapses; he goes home at 12 and starts elsewhere at 15."""
    made = waits_at_home()
    people = [Person(0, [back(5, 2), Draw(5), Draw(0)]), made.people[1]]
    record = but(made, 0, 0, left=12, relapsed=10, ready_again=12)
    return Scene(made.network, people, record)


def home_before_relapse() -> Scene:
    """Home at 10, before the relapse that was due at 11."""
    made = waits_at_home()
    return replace(made, people=[Person(0, [back(6, 2), Draw(5), Draw(0)]), made.people[1]])


def moved_before_relapse() -> Scene:
    """The next place is reserved at 8, before the relapse that was due at 9."""
    made = moved_before_dying()
    return replace(made, people=[Person(0, [back(4, 9), Draw(1), Draw(0)])])


def task_while_relapsed() -> Scene:
    """The task that lets him go starts at 9, and he goes home once ready again, at 12."""
    steps = [stay(lets_go=LetsGo.NEXT_TASK), task(0, [0]), leave([1])]
    net = network([unit(1)], [handoff([(0, 0), (9, 1)])], [steps, WARD])
    people = [Person(0, [back(), Draw(6), Draw(0)]), in_ward(1, 5)]
    people[1] = replace(people[1], route=1)
    home = [came_back(12, 8, 12), did(5, 9, 15), went(15)]
    return Scene(net, people, [Went(0, 15, LEFT, home), lived(1, 12, 17)])


NO_SECOND = network([unit(1), unit(0, setting=1)], routes=[TWO_STAYS])


def limit_at_relapse() -> Scene:
    """The limit at 8 does nothing as he relapses then; a new one runs from 12 to 15."""
    gone = Went(0, 15, LOST, [came_back(15, 8, 12), At(5), TIMELESS])
    return Scene(NO_SECOND, [Person(0, [back(), Draw(1, limit=3), Draw(0)])], [gone])


def limit_renewed_at_once() -> Scene:
    """The relapse at 8 is over at 8, but the limit of 4 runs anew from then."""
    gone = Went(0, 12, LOST, [came_back(12, 8, 8), At(5), TIMELESS])
    return Scene(NO_SECOND, [Person(0, [back(3, 0), Draw(1, limit=4), Draw(0)])], [gone])


def booked_again_while_relapsed() -> Scene:
    """Postponed from 7 to 10, he waits again from 12, and starts at 13 within the new limit."""
    again = stay(1, after=[0], units=[1], at_limit=AtLimit.POSTPONED, postpone_by=3,
                 postpone_most=1)  # fmt: skip
    steps = [stay(), again, leave([1])]
    net = network([unit(1), unit([(0, 0), (10, 1), (11, 0), (13, 1)], setting=1)], routes=[steps])
    second = At(5, 13, 13, 14, 14, 14, 1, 1)
    people = [Person(0, [back(), Draw(1, limit=2), Draw(0)])]
    return Scene(net, people, [Went(0, 14, LEFT, [came_back(13, 8, 12), second, went(14)])])


def lost_after_booking() -> Scene:
    """The same, with no bed: lost at 14, after one postponement."""
    made = booked_again_while_relapsed()
    net = replace(made.network, units=(made.network.units[0], NO_SECOND.units[1]))
    gone = [came_back(14, 8, 12), At(5, postponed=1), TIMELESS]
    return Scene(net, made.people, [Went(0, 14, LOST, gone)])


def away_all_along() -> Scene:
    """Postponed from 7 to 13, and relapsed from 8 to 12 while away."""
    made = lost_after_booking()
    steps = made.network.routes[0].steps
    away = replace(steps[1], postpone_by=6)
    route = replace(made.network.routes[0], steps=(steps[0], away, steps[2]))
    gone = [came_back(15, 8, 12), At(5, postponed=1), TIMELESS]
    return Scene(replace(made.network, routes=(route,)), made.people, [Went(0, 15, LOST, gone)])


def dies_relapsed(after: int = 6, relapsed: int = 8) -> Scene:
    """Death while delayed goes by the first ready: at 11, before he is ready again.

    The next bed, free from 13, stays empty.
    """
    net = network([unit(1), unit([(0, 0), (13, 1)], setting=1)], routes=[TWO_STAYS])
    gone = Went(0, 5 + after, DIED, [came_back(5 + after, relapsed, NONE), At(5), TIMELESS])
    people = [Person(0, [back(dies_waiting=after), Draw(1, limit=4), Draw(0)])]
    return Scene(net, people, [gone])


def dies_as_ready_again() -> Scene:
    """He dies at 12, the time at which he would be ready again."""
    return dies_relapsed(7)


def dies_as_relapse_is_due() -> Scene:
    """He dies at 8, the time at which need would come back."""
    return dies_relapsed(3, NONE)


def lost_relapsed(limit: int = 5, again: int = NONE) -> Scene:
    """Lost at 10 by the limit of a task, before he is ready again."""
    net = network([unit(1)], [handoff(0)], [WARD_AND_TASK])
    gone = Went(0, 5 + limit, LOST, [came_back(5 + limit, 8, again), At(5), TIMELESS])
    return Scene(net, [Person(0, [back(), Draw(1, limit=limit), Draw(0)])], [gone])


def lost_as_he_relapses() -> Scene:
    """Lost at 8, when limits run out, after need has come back."""
    return lost_relapsed(3)


def lost_as_ready_again() -> Scene:
    """Lost at 12, when limits run out, after he has been declared ready again."""
    return lost_relapsed(7, 12)


def relapses_at_once() -> Scene:
    """Need takes no time and comes back at once, for 2; that of the second takes none either."""
    net = network([unit(1)], routes=[WARD])
    people = [
        in_ward(3, 0, relapses_after=0, relapse_lasts=2),
        in_ward(3, 0, relapses_after=0, relapse_lasts=0),
    ]
    first = [At(3, 3, 3, 3, 3, 5, 0, 0, 3, 5), went(3, 5)]
    second = [At(3, 5, 5, 5, 5, 5, 0, 0, 5, 5), went(5)]
    return Scene(net, people, [Went(3, 5, LEFT, first), Went(3, 5, LEFT, second)])


def asks_as_he_relapses() -> Scene:
    """Ready and relapsed at 5, he asks for the next stay then, and waits for it from 7."""
    net = network([unit(1), unit(1, setting=1)], routes=[TWO_STAYS])
    moved = [came_back(7, 5, 7), stayed(5, 7, 9, 9, unit=1), went(9)]
    return Scene(net, [Person(0, [back(0, 2), Draw(2), Draw(0)])], [Went(0, 9, LEFT, moved)])


def relapsed_at_the_end() -> Scene:
    """The run ends at 10, before he is ready again; the relapse of the second is due at the end."""
    net = network([unit(2), unit(0, setting=1)], routes=[TWO_STAYS], end=10)
    people = [Person(0, [back(after), Draw(2), Draw(0)]) for after in (3, 5)]
    record = [
        Went(0, NONE, OPEN, [came_back(NONE, relapsed, NONE), At(5), TIMELESS])
        for relapsed in (8, NONE)
    ]
    return Scene(net, people, record)


SCENES: list[Callable[[], Scene]] = [
    one_bed,
    cut_off,
    by_priority,
    by_number,
    own_order,
    by_locality,
    blocked,
    not_blocked_elsewhere,
    admitting_hours,
    moving_out_hours,
    moving_takes_time,
    turnaround,
    waits_at_home,
    reserved_before_home,
    home_with_the_task,
    place_before_task,
    task_before_place,
    fewer_beds,
    graph,
    goes_on_after_leaving,
    reviewed,
    dies_at_end,
    dies_waiting,
    moved_before_dying,
    dies_as_ready,
    dies_with_task_begun,
    planned_ahead,
    few_staff,
    pausing,
    fitting,
    waiting_times,
    working_days,
    released,
    lapsed,
    panel,
    discharge_hours,
    lost,
    just_in_time,
    postponed,
    lost_with_place,
    lost_and_postponed,
    limit_after_leaving,
    no_time_at_all,
    returning,
    places_first,
    nothing_takes_time,
    grows_lighter,
    weight_at_leaving,
    lighter_as_he_leaves,
    lighter_as_he_dies,
    grows_by_waiting,
    grows_over_years,
    led_elsewhere,
    one_by_one_elsewhere,
    lost_before_elsewhere,
    elsewhere_listed_first,
    starts_before_he_comes_instead,
    elsewhere_before_postponed,
    elsewhere_in_the_first_round,
    elsewhere_after_leaving,
    full_at_the_start,
    begins_with_a_task,
    begins_heavy,
    dies_at_the_start,
    relapses,
    relapses_as_bed_is_free,
    seen_again,
    asked_to_leave_meanwhile,
    home_after_relapse,
    home_before_relapse,
    moved_before_relapse,
    task_while_relapsed,
    limit_at_relapse,
    limit_renewed_at_once,
    booked_again_while_relapsed,
    lost_after_booking,
    away_all_along,
    dies_relapsed,
    dies_as_ready_again,
    dies_as_relapse_is_due,
    lost_relapsed,
    lost_as_he_relapses,
    lost_as_ready_again,
    relapses_at_once,
    asks_as_he_relapses,
    relapsed_at_the_end,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_record_that_obeys_the_contract_passes(scene: Callable[[], Scene]) -> None:
    made = scene()
    assert check(made.network, patients(made.people), journeys(made.record)) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_single_number_can_be_changed(scene: Callable[[], Scene]) -> None:
    assert unnoticed(scene()) == []


def broken_times() -> list[Broken]:
    """Records in which one time does not follow from the others."""
    bed, home, beside = one_bed(), waits_at_home(), place_before_task()
    return [
        Broken("arrives late", "16", bed, but(bed, 1, arrived=3)),
        Broken("arrives at the end", "16", cut_off(), but(cut_off(), 1, arrived=10)),
        Broken("returns early", "16", returning(), but(returning(), 2, arrived=14)),
        Broken("returns after death", "16", returning(), but(returning(), 3, arrived=15)),
        Broken("asks late", "9", bed, but(bed, 1, 0, asked=3)),
        Broken("asks twice", "9", graph(), but(graph(), 0, 3, asked=5)),
        Broken("not needed", "9 not needed", graph(), but(graph(), 0, 1, asked=5)),
        Broken("asks unplanned", "11", planned_ahead(), but(planned_ahead(), 0, 1, asked=10)),
        Broken("asks and dies", "4 dying", dies_as_ready(), but(dies_as_ready(), 0, 1, asked=5)),
        Broken("before asking", "9 start", bed, but(bed, 1, 0, reserved=1)),
        Broken("starts leaving", "9 start", bed, but(bed, 0, 1, reserved=5)),
        Broken("starts when lost", "9 start", lost(), but(lost(), 1, 0, reserved=10)),
        Broken("there at once", "6 move", moving_takes_time(),
               but(moving_takes_time(), 0, 1, started=5)),
        Broken("left too soon", "6 place", moving_takes_time(),
               but(moving_takes_time(), 0, 0, left=5)),
        Broken("home out of hours", "6 home", home, but(home, 0, 0, left=5)),
        Broken("never home", "6 home", home, but(home, 0, 0, left=15)),
        Broken("home though reserved", "6 home", reserved_before_home(),
               but(reserved_before_home(), 0, 0, left=6)),
        Broken("home before the task", "6 home", home_with_the_task(),
               but(home_with_the_task(), 0, 0, left=5)),
        Broken("task not first", "6 home", beside, but(beside, 0, 0, left=5)),
        Broken("task first", "6 home", task_before_place(),
               but(task_before_place(), 0, 0, left=7)),
        Broken("need lasts", "10 need", bed, but(bed, 0, 0, ended=6)),
        Broken("need after the end", "10 need", cut_off(), but(cut_off(), 0, 0, ended=10)),
        Broken("need after loss", "10 need", lost_with_place(),
               but(lost_with_place(), 0, 0, ended=6)),
        Broken("wrong review", "10 ready", reviewed(), but(reviewed(), 0, 0, ready=6)),
        Broken("ready when dead", "10 ready", dies_at_end(), but(dies_at_end(), 0, 0, ready=5)),
        Broken("survives need", "10", dies_at_end(), but(dies_at_end(), 0, finished=6)),
        Broken("survives waiting", "10", dies_waiting(),
               instead(dies_waiting(), p0=Went(0, NONE, OPEN, [stayed(0, 0, 5, NONE), At(5),
                                                               TIMELESS]))),
        Broken("works on when closed", "13 end", pausing(), but(pausing(), 0, 0, ended=23)),
        Broken("stops at death", "13 end", dies_with_task_begun(),
               but(dies_with_task_begun(), 0, 1, ended=5)),
        Broken("starts twice", "13 start", pausing(), but(pausing(), 0, 0, started=19)),
        Broken("leaves out of hours", "14", discharge_hours(),
               but(discharge_hours(), 0, 1, left=5)),
        Broken("ends otherwise", "14", bed, but(bed, 0, exit=Exit.DIED)),
        Broken("stays open", "14", bed, but(bed, 0, finished=NONE, exit=OPEN)),
        Broken("not lost", "15", lost(), but(lost(), 1, finished=NONE, exit=OPEN)),
        Broken("ended by nothing", "15", cut_off(), but(cut_off(), 0, finished=3, exit=LOST)),
        Broken("place kept when lost", "6 place", lost_with_place(),
               but(lost_with_place(), 0, 0, left=9)),
        Broken("no unit", "5 unit", bed, but(bed, 0, 0, unit=NONE)),
        Broken("no such unit", "5 unit", bed, but(bed, 0, 0, unit=7)),
    ]  # fmt: skip


def broken_beginnings_and_ends() -> list[Broken]:
    """The same for growth, relapse, being led elsewhere and starting full."""
    grown, switched, full, back_ = (
        grows_by_waiting(),
        led_elsewhere(),
        full_at_the_start(),
        relapses(),
    )
    lost_, dead, home = limit_at_relapse(), dies_relapsed(), home_after_relapse()
    meanwhile, booked = asked_to_leave_meanwhile(), lost_after_booking()
    no_relapse = [stayed(0, 0, 5, 10), stayed(5, 10, 12, 12, unit=1), went(12)]
    return [
        Broken("need as drawn", "10 need", grown, but(grown, 0, 1, ended=19)),
        Broken("grows rounded up", "10 need", grown, but(grown, 0, 1, ended=23)),
        Broken("planned without growth", "11", grown, but(grown, 0, 2, asked=17)),
        Broken("grows from before the run", "10 need", full, but(full, 2, 1, ended=16)),
        Broken("lost, not led elsewhere", "15", switched, but(switched, 1, exit=LOST)),
        Broken("led elsewhere, not lost", "15", lost(), but(lost(), 1, exit=SWITCHED)),
        Broken("never led elsewhere", "15", switched, but(switched, 1, finished=NONE, exit=OPEN)),
        Broken("comes late instead", "16", switched, but(switched, 2, arrived=5)),
        Broken("nobody comes instead", "16", switched, but(switched, 2, arrived=NONE)),
        Broken("comes though he started", "16", switched, but(switched, 4, arrived=10)),
        Broken("comes though he left", "16", switched, but(switched, 5, arrived=10)),
        Broken("returns though switched", "16", switched, but(switched, 6, arrived=5)),
        Broken("instead of one lost", "16", lost_before_elsewhere(),
               but(lost_before_elsewhere(), 1, arrived=3)),
        Broken("past recorded", "17 past", full, but(full, 0, 0, asked=0)),
        Broken("past of one who waits", "17 past", full, but(full, 2, 0, asked=0)),
        Broken("in later", "17", full, but(full, 1, 1, reserved=2)),
        Broken("not in at all", "17", full, but(full, 1, 1, reserved=NONE)),
        Broken("in another unit", "17 unit", full, but(full, 1, 1, unit=0)),
        Broken("moves in", "6 move", full, but(full, 1, 1, started=2)),
        Broken("asks later", "9", full, but(full, 2, 1, asked=1)),
        Broken("never relapses", "10 relapse", back_,
               instead(back_, p0=Went(0, 12, LEFT, no_relapse))),
        Broken("relapses late", "10 relapse", back_, but(back_, 0, 0, relapsed=9)),
        Broken("relapses twice", "10 relapse", back_, but(back_, 0, 1, relapsed=17)),
        Broken("relapses at home", "10 relapse", home_before_relapse(),
               but(home_before_relapse(), 0, 0, relapsed=11)),
        Broken("relapses with a place", "10 relapse", moved_before_relapse(),
               but(moved_before_relapse(), 0, 0, relapsed=9)),
        Broken("relapses unasked", "10 relapse", one_bed(), but(one_bed(), 0, 0, relapsed=5)),
        Broken("dead and relapsed", "10 relapse", dies_as_relapse_is_due(),
               but(dies_as_relapse_is_due(), 0, 0, relapsed=8)),
        Broken("ready again early", "10 ready again", back_, but(back_, 0, 0, ready_again=11)),
        Broken("ready again unseen", "10 ready again", seen_again(),
               but(seen_again(), 0, 0, ready_again=9)),
        Broken("ready again unasked", "10 ready again", one_bed(),
               but(one_bed(), 0, 0, ready_again=5)),
        Broken("dead and ready again", "10 ready again", dies_as_ready_again(),
               but(dies_as_ready_again(), 0, 0, ready_again=12)),
        Broken("lost and ready again", "10 ready again", lost_relapsed(),
               but(lost_relapsed(), 0, 0, ready_again=12)),
        Broken("leaves relapsed", "14", meanwhile, but(meanwhile, 0, 2, left=10)),
        Broken("asks once ready again", "9", meanwhile, but(meanwhile, 0, 2, asked=12)),
        Broken("home relapsed", "6 home", home, but(home, 0, 0, left=10)),
        Broken("task lets go of him", "6 home", task_while_relapsed(),
               but(task_while_relapsed(), 0, 0, left=9)),
        Broken("old limit", "15", lost_, but(lost_, 0, finished=8)),
        Broken("limit from first asked", "15", lost_, but(lost_, 0, finished=12)),
        Broken("booking not put off", "15", booked, but(booked, 0, finished=12)),
        Broken("relapse prevents death", "10", dead, but(dead, 0, finished=16, exit=LOST)),
    ]  # fmt: skip


def broken_instants() -> list[Broken]:
    """Records whose times all follow from one another, but that start the wrong people."""
    bed, order, late = one_bed(), by_priority(), own_order()
    wide, home, staff = blocked(), moving_out_hours(), few_staff()
    out = [stayed(0, 0, 5, 10), stayed(5, 10, 15, 15, unit=1), went(15)]
    never = [At(1, postponed=0), TIMELESS]
    again = Went(2, 9, LOST, [At(2, postponed=0), TIMELESS])
    lost_in_time = Went(1, 10, LOST, [At(1), TIMELESS])
    light, switched, back_, full = grows_lighter(), led_elsewhere(), relapses(), full_at_the_start()
    gone_in_time = Went(2, 10, SWITCHED, [At(2), TIMELESS])
    both, first = lost_before_elsewhere(), elsewhere_in_the_first_round()
    started_relapsed = [came_back(8, 8, 12), stayed(5, 8, 10, 10, unit=1), went(10)]
    overfull = [TIMELESS, stayed(0, 5, 9, 9, unit=1, move=2), went(9)]
    fourth_then = [stayed(0, 0, 3, 11), stayed(3, 9, 15, 15, unit=1, move=2), went(15)]
    return [
        Broken("before it is lighter", "7", light, instead(light, p1=lived(1, 2, 10))),
        Broken("though it is lighter", "5 waiting beside room", light,
               instead(light, p1=lived(1, 4, 12))),
        Broken("as if it grew no lighter", "5 waiting beside room", begins_heavy(),
               instead(begins_heavy(), p1=lived(0, 5, 10))),
        Broken("lighter after leaving", "7", weight_at_leaving(),
               instead(weight_at_leaving(), p1=lived(1, 6, 11))),
        Broken("heavy at leaving", "5 waiting beside room", lighter_as_he_leaves(),
               instead(lighter_as_he_leaves(), p1=lived(1, 10, 15))),
        Broken("as heavy when dead", "5 waiting beside room", lighter_as_he_dies(),
               instead(lighter_as_he_dies(), p1=lived(1, 10, 15))),
        Broken("elsewhere before start", "4 limit before start", switched,
               instead(switched, p3=gone_in_time, p4=lived(10, 10, 15, 1))),
        Broken("not led elsewhere", "15", switched,
               instead(switched, p1=lived(1, 10, 15), p2=NEVER_CAME, p3=gone_in_time,
                       p4=lived(10, 10, 15, 1), p6=lived(16, 16, 21, 1),
                       p7=Went(12, 14, SWITCHED, [At(12), TIMELESS]))),
        Broken("elsewhere before lost", "15", both,
               instead(both, p0=replace(both.record[0], exit=SWITCHED), p1=lived(3, 3, 8))),
        Broken("elsewhere and postponed", "15 postponed", elsewhere_before_postponed(),
               but(elsewhere_before_postponed(), 0, 0, postponed=1)),
        Broken("lost in a later round", "15", first,
               instead(first, p0=Went(0, 0, LOST, [At(0, postponed=2), At(0), TIMELESS]),
                       p1=NEVER_CAME)),
        Broken("starts relapsed", "10 start", relapses_as_bed_is_free(),
               instead(relapses_as_bed_is_free(), p0=Went(0, 10, LEFT, started_relapsed))),
        Broken("bed kept for one relapsed", "5 waiting beside room", back_,
               instead(back_, p2=lived(9, 15, 20, 1), p3=lived(11, 20, 25, 1))),
        Broken("loses his turn by relapse", "5 order", back_,
               instead(back_, p0=Went(0, 22, LEFT, [came_back(20, 8, 12),
                                                    stayed(5, 20, 22, 22, unit=1), went(22)]),
                       p3=lived(11, 15, 20, 1))),
        Broken("too full to start", "7", full,
               instead(full, p2=Went(0, 9, LEFT, overfull),
                       p3=Went(0, 15, LEFT, fourth_then))),
        Broken("waits beside room", "5 waiting beside room", bed,
               instead(bed, p1=lived(2, 6, 9))),
        Broken("no room", "7", bed, instead(bed, p1=lived(2, 4, 7))),
        Broken("no room by turnaround", "7", turnaround(),
               instead(turnaround(), p1=lived(1, 7, 12))),
        Broken("no room by capacity", "7", fewer_beds(),
               instead(fewer_beds(), p2=lived(6, 7, 10))),
        Broken("priority passed over", "5 order", order,
               instead(order, p1=lived(1, 10, 15), p2=lived(2, 15, 20))),
        Broken("number passed over", "5 order", by_number(),
               instead(by_number(), p1=lived(1, 15, 20), p2=lived(1, 10, 15))),
        Broken("first asked passed over", "5 order", postponed(),
               instead(postponed(),
                       p1=Went(1, 8, LOST, [At(1, postponed=1), TIMELESS]),
                       p2=lived(2, 7, 12))),
        Broken("passes the wide one", "5 order", wide, instead(wide, p2=lived(2, 2, 7))),
        Broken("not his first choice", "5 unit", late, but(late, 0, 0, unit=0)),
        Broken("not his choice yet", "5 choice", late, instead(late, p2=lived(1, 1, 6, 1))),
        Broken("not his locality", "5 choice", by_locality(),
               instead(by_locality(), p2=lived(1, 1, 6, 1))),
        Broken("unit closed", "5 closed", admitting_hours(),
               instead(admitting_hours(), p0=lived(0, 4, 7))),
        Broken("at closing", "5 closed", admitting_hours(),
               instead(admitting_hours(), p1=lived(1, 8, 9))),
        Broken("let out", "5 moves out", home, instead(home, p0=Went(0, 15, LEFT, out))),
        Broken("handoff before place", "5 order", places_first(),
               instead(places_first(),
                       p1=Went(1, 15, LEFT, [did(1, 10, 10), stayed(10, 10, 15, 15), went(15)]),
                       p2=lived(2, 15, 20))),
        Broken("limit before start", "4 limit before start", just_in_time(),
               instead(just_in_time(), p1=lost_in_time)),
        Broken("limit run out", "15", lost(), instead(lost(), p1=lived(1, 10, 15))),
        Broken("while postponed", "9 start", postponed(),
               instead(postponed(), p0=lived(0, 0, 7), p1=lived(1, 5, 10))),
        Broken("postponed uncounted", "15 postponed", postponed(),
               but(postponed(), 1, 0, postponed=0)),
        Broken("lost uncounted", "15 postponed", postponed(), instead(postponed(), p3=again)),
        Broken("lost and postponed", "15 postponed", lost_and_postponed(),
               but(lost_and_postponed(), 0, 0, postponed=1)),
        Broken("never lost", "15", lost(), instead(lost(), p1=Went(1, NONE, OPEN, never))),
        Broken("idle staff", "13 waiting beside a free start", staff,
               instead(staff, p2=helped(0, 31, 32))),
        Broken("closed", "13 it is closed", staff, instead(staff, p2=helped(0, 22, 23))),
        Broken("no staff", "13 no staff are free", staff,
               instead(staff, p1=helped(0, 14, 21))),
        Broken("handoff out of turn", "5 order", staff,
               instead(staff, p0=helped(0, 17, 22), p1=helped(0, 10, 17))),
        Broken("no start left", "13 no start is left", released(),
               instead(released(), p1=helped(8, 8, 9))),
        Broken("start lapsed", "13 no start is left", lapsed(),
               instead(lapsed(), p2=helped(10, 10, 11))),
        Broken("between sittings", "13 there is no release now", panel(),
               instead(panel(), p0=helped(6, 7, 8))),
        Broken("does not fit", "13 it does not fit", fitting(),
               instead(fitting(), p1=helped(18, 18, 23))),
        Broken("fits nowhere and waits", "13 waiting beside a free start", fitting(),
               instead(fitting(), p0=helped(18, 30, 55))),
        Broken("lead time holds nobody", "13 waiting beside a free start", waiting_times(),
               instead(waiting_times(), p1=helped(0, 32, 35))),
    ]  # fmt: skip


BROKEN = broken_times() + broken_beginnings_and_ends() + broken_instants()


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"rule {case.rule}: {case.name}")
def test_a_broken_rule_is_named(case: Broken) -> None:
    assert case.rule in case.rules()


@pytest.mark.parametrize("case", broken_instants(), ids=lambda case: case.name)
def test_a_wrong_start_is_all_that_is_found(case: Broken) -> None:
    """Nothing but the start is wrong with these records, so no other rule is named."""
    assert case.rules() == [case.rule]


def test_every_rule_that_a_record_can_break_is_broken() -> None:
    numbers = {case.rule.split()[0] for case in BROKEN}
    assert numbers == {"4", "5", "6", "7", "9", "10", "11", "13", "14", "15", "16", "17"}


def test_a_violation_says_who_what_and_when() -> None:
    scene = one_bed()
    (found,) = check(
        replace(scene.network, end=10 * DAY),
        patients([in_ward(0, DAY), in_ward(0, DAY)]),
        journeys([lived(0, 0, DAY), lived(0, 3 * DAY // 2, 5 * DAY // 2)]),
    )
    assert (found.patient, found.step, found.time) == (1, 0, DAY)
    assert found.says == (
        "stay in 's0', day 1: can start now in unit 'u0', but waits until: day 1.5"
    )


def test_columns_of_the_wrong_length_are_found() -> None:
    scene = one_bed()
    columns = replace(journeys(scene.record), ready=np.zeros(3, dtype=np.int64))
    assert rules(scene, columns) == ["record"]


def test_no_more_than_asked_for_are_reported_and_the_earliest_first() -> None:
    scene = one_bed()
    record = journeys(scene.record)
    record.ended[:] = 999
    table = patients(scene.people)
    found = check(scene.network, table, record, most=3)
    times = [violation.time for violation in found]
    assert len(found) == 3
    assert times == sorted(times)


def test_the_record_is_left_as_it_was() -> None:
    scene = nothing_takes_time()
    record, table = journeys(scene.record), patients(scene.people)
    before = [getattr(record, name).copy() for name in STEP_COLUMNS]
    check(scene.network, table, record)
    after = [getattr(record, name) for name in STEP_COLUMNS]
    assert all((one == two).all() for one, two in zip(before, after, strict=True))


def test_nobody_at_all_is_no_violation() -> None:
    assert check(one_bed().network, patients([]), journeys([])) == []
