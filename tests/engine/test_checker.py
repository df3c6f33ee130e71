"""Records worked out by hand pass the checker, and every rule broken on purpose is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

import numpy as np
import pytest

from simulator.engine.checker import check
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import (
    DAY,
    NONE,
    AtClose,
    AtLimit,
    Clock,
    Duration,
    LetsGo,
    Network,
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

LEFT, DIED, LOST, OPEN = Exit.LEFT, Exit.DIED, Exit.LOST, Exit.OPEN
STEP_COLUMNS = ("asked", "reserved", "started", "ended", "ready", "left", "unit", "postponed")
PATIENT_COLUMNS = ("arrived", "finished", "exit")
TIMELESS = At()


@dataclass(frozen=True)
class Scene:
    """A network, the people in it, and what happens to them by the contract."""

    network: Network
    people: Sequence[Person]
    record: Sequence[Went]


def rules(scene: Scene, record: Sequence[Went] | Journeys) -> list[str]:
    """The rules that the checker finds broken in a record."""
    columns = record if isinstance(record, Journeys) else journeys(record)
    return [found.rule for found in check(scene.network, patients(scene.people), columns)]


def but(scene: Scene, patient: int, step: int | None = None, **changes: Any) -> list[Went]:
    """The record of a scene with some values of one step, or of one journey, changed."""
    record = list(scene.record)
    person = record[patient]
    if step is None:
        record[patient] = replace(person, **changes)
    else:
        steps = list(person.steps)
        steps[step] = replace(steps[step], **changes)
        record[patient] = replace(person, steps=steps)
    return record


def instead(scene: Scene, **journeys_of: Went) -> list[Went]:
    """The record of a scene with whole journeys exchanged: ``instead(scene, p1=...)``."""
    record = list(scene.record)
    for name, person in journeys_of.items():
        record[int(name[1:])] = person
    return record


def lived(arrived: int, reserved: int, ended: int, unit: int = 0) -> Went:
    """A journey of one stay that ends by leaving as soon as need does."""
    steps = [stayed(arrived, reserved, ended, ended, unit=unit), went(ended)]
    return Went(arrived, ended, LEFT, steps)


WARD = [stay(), leave([0])]


def in_ward(arrives: int, duration: int, **draws: int) -> Person:
    """Somebody who comes to the ward and goes home."""
    return Person(arrives, [Draw(duration, **draws), Draw(0)])


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
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_record_that_obeys_the_contract_passes(scene: Callable[[], Scene]) -> None:
    made = scene()
    assert check(made.network, patients(made.people), journeys(made.record)) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_single_number_can_be_changed(scene: Callable[[], Scene]) -> None:
    made = scene()
    table, record = patients(made.people), journeys(made.record)
    times = sorted({int(t) for name in STEP_COLUMNS for t in getattr(record, name)})
    tried = cycle(times)
    for name in STEP_COLUMNS + PATIENT_COLUMNS:
        values = getattr(record, name)
        for row, right in enumerate(values.tolist()):
            for wrong in {right + 1, next(tried)} - {right}:
                values[row] = wrong
                found = check(made.network, table, record)
                assert found, f"{name} of row {row}: {wrong} for {right}"
            values[row] = right


@dataclass(frozen=True)
class Broken:
    """A record that breaks one rule of the contract: the first that the checker should name."""

    name: str
    rule: str
    scene: Scene
    record: Sequence[Went]


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


def broken_instants() -> list[Broken]:
    """Records whose times all follow from one another, but that start the wrong people."""
    bed, order, late = one_bed(), by_priority(), own_order()
    wide, home, staff = blocked(), moving_out_hours(), few_staff()
    out = [stayed(0, 0, 5, 10), stayed(5, 10, 15, 15, unit=1), went(15)]
    never = [At(1, postponed=0), TIMELESS]
    again = Went(2, 9, LOST, [At(2, postponed=0), TIMELESS])
    lost_in_time = Went(1, 10, LOST, [At(1), TIMELESS])
    return [
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


BROKEN = broken_times() + broken_instants()


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"rule {case.rule}: {case.name}")
def test_a_broken_rule_is_named(case: Broken) -> None:
    assert case.rule in rules(case.scene, case.record)


@pytest.mark.parametrize("case", broken_instants(), ids=lambda case: case.name)
def test_a_wrong_start_is_all_that_is_found(case: Broken) -> None:
    """Nothing but the start is wrong with these records, so no other rule is named."""
    assert rules(case.scene, case.record) == [case.rule]


def test_every_rule_that_a_record_can_break_is_broken() -> None:
    numbers = {case.rule.split()[0] for case in BROKEN}
    assert numbers == {"4", "5", "6", "7", "9", "10", "11", "13", "14", "15", "16"}


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
