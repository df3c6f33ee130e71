"""Networks, patients and records small enough to work out by hand.

Times are plain whole numbers (microseconds that stand for anything). A network is a list of units,
handoffs and routes; a patient is a ``Person`` with one ``Draw`` a step; a record is a list of
``Went``, one a person, with one ``At`` a step.

    ward = network([unit(beds=1)], routes=[[stay(), leave(after=[0])]])
    people = patients([Person(0, [Draw(5), Draw(0)])])
    record = journeys([Went(0, 5, Exit.LEFT, [stayed(0, 0, 5, 5), went(5)])])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import (
    NEVER,
    NONE,
    AtClose,
    AtLimit,
    AtLoop,
    Calendar,
    CapacityPath,
    CareSetting,
    Choice,
    Clock,
    Duration,
    Handoff,
    LetsGo,
    Network,
    Reason,
    Releases,
    Reviews,
    Route,
    Step,
    StepKind,
    Trigger,
    Unit,
)
from simulator.sampling.patients import Patients

Path = int | Sequence[tuple[int, int]]


def path(values: Path) -> CapacityPath:
    """A number for always, or pairs (from time, value)."""
    pairs = [(0, values)] if isinstance(values, int) else list(values)
    return CapacityPath(tuple(t for t, _ in pairs), tuple(v for _, v in pairs))


def windows(*pairs: tuple[int, int]) -> Calendar:
    """A calendar open from each first time until each second."""
    return Calendar(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))


def clock(*pairs: tuple[int, int]) -> Clock:
    """A clock of hours that counts in these windows."""
    before = [0]
    for opens, closes in pairs:
        before.append(before[-1] + closes - opens)
    hours = windows(*pairs)
    return Clock(hours.opens, hours.closes, tuple(before), (1440,) * len(pairs))


def reviews(*pairs: tuple[int, int]) -> Reviews:
    """Reviews as pairs (time, covers)."""
    return Reviews(tuple(t for t, _ in pairs), tuple(c for _, c in pairs))


def releases(*pairs: tuple[int, int], carry: bool = False, only_then: bool = False) -> Releases:
    """Starts released as pairs (time, count)."""
    return Releases(tuple(t for t, _ in pairs), tuple(c for _, c in pairs), carry, only_then)


def unit(
    beds: Path = 1,
    *,
    setting: int = 0,
    name: str = "",
    admits: Calendar | None = None,
    reviewed: Reviews | None = None,
    discharges: Calendar | None = None,
    moves_out: Calendar | None = None,
    turnaround: int = 0,
    trigger: Trigger | None = None,
    away: bool = False,
) -> Unit:
    """A unit of a care setting, one bed and always open unless said otherwise."""
    return Unit(
        name, setting, None, path(beds), admits, reviewed, discharges, moves_out, turnaround,
        trigger, away,
    )  # fmt: skip


def handoff(
    staff: Path | None = None,
    *,
    hours: Calendar | None = None,
    clock: Clock | None = None,
    duration: Duration = Duration.TASK,
    at_close: AtClose = AtClose.FINISH,
    released: Releases | None = None,
) -> Handoff:
    """A handoff, without limits unless some are given."""
    longest = NEVER
    if hours is not None:
        spans = (b - a for a, b in zip(hours.opens, hours.closes, strict=True))
        longest = max(spans, default=0)
    people = None if staff is None else path(staff)
    return Handoff("", "nhs", 0, hours, clock, duration, people, at_close, released, longest)


def stay(
    setting: int = 0,
    *,
    after: Sequence[int] = (),
    units: Sequence[int | tuple[int, int]] = (0,),
    priority: int = 0,
    weight: int = 1,
    lets_go: LetsGo = LetsGo.NEXT_PLACE,
    move: int = 0,
    waits_for: Sequence[int] = (),
    at_limit: AtLimit = AtLimit.LOST,
    postpone_by: int = 0,
    postpone_most: int = 0,
    by_locality: Sequence[Sequence[int | tuple[int, int]]] | None = None,
    profile: Sequence[tuple[int, int]] = (),
    growth: int = 0,
) -> Step:
    """A stay; ``units`` in the patient's order, or pairs (unit, after how long)."""
    choices = tuple(
        tuple(Choice(*((u, 0) if isinstance(u, int) else u)) for u in own)
        for own in (by_locality or [units])
    )
    return Step(
        StepKind.STAY,
        setting,
        tuple(after),
        priority=priority,
        weight=weight,
        choices=choices,
        lets_go=lets_go,
        move=move,
        waits_for=tuple(waits_for),
        at_limit=at_limit,
        postpone_by=postpone_by,
        postpone_most=postpone_most,
        profile=tuple(profile),
        growth=growth,
    )


def task(
    number: int,
    after: Sequence[int] = (),
    *,
    priority: int = 0,
    begins_before: int = NONE,
    at_limit: AtLimit = AtLimit.LOST,
    postpone_by: int = 0,
    postpone_most: int = 0,
) -> Step:
    """A step that is handoff ``number``."""
    return Step(
        StepKind.HANDOFF,
        number,
        tuple(after),
        priority=priority,
        begins_before=begins_before,
        at_limit=at_limit,
        postpone_by=postpone_by,
        postpone_most=postpone_most,
    )


def leave(after: Sequence[int], waits_for: Sequence[int] = ()) -> Step:
    """The last step of a route."""
    return Step(StepKind.LEAVE, 0, tuple(after), waits_for=tuple(waits_for))


def network(
    units: Sequence[Unit] = (),
    handoffs: Sequence[Handoff] = (),
    routes: Sequence[Sequence[Step]] = (),
    end: int = 1000,
    localities: int = 1,
    *,
    at_loop: AtLoop = AtLoop.SWAP,
) -> Network:
    """A place with these parts, named by their numbers where they have no name."""
    named = [replace(u, name=u.name or f"u{i}") for i, u in enumerate(units)]
    settings = 1 + max((u.care_setting for u in units), default=-1)
    care_settings = [
        CareSetting(
            f"s{s}", "ward", s == 0, "nhs",
            tuple(i for i, u in enumerate(units) if u.care_setting == s), 0, 0,
        )
        for s in range(settings)
    ]  # fmt: skip
    return Network(
        end=end,
        groups=("all",),
        localities=tuple(f"l{i}" for i in range(localities)),
        care_settings=tuple(care_settings),
        units=tuple(named),
        handoffs=tuple(replace(h, name=h.name or f"h{i}") for i, h in enumerate(handoffs)),
        destinations=("home",),
        reasons=(Reason("A", "nhs"),),
        routes=tuple(Route(0, "p", (), tuple(steps)) for steps in routes),
        at_loop=at_loop,
    )


@dataclass(frozen=True, slots=True)
class Draw:
    """The draws of one step."""

    duration: int
    limit: int = NONE
    error: int = 0
    level: int = 0
    dies: int = 0
    dies_waiting: int = NONE
    relapses_after: int = NONE
    relapse_lasts: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A patient: when he arrives (-1: only as a return), and the draws of his steps."""

    arrives: int
    draws: Sequence[Draw]
    route: int = 0
    locality: int = 0
    returns_as: int = NONE
    returns_after: int = NONE
    instead_as: int = NONE
    begins_at: int = NONE
    begins_in: int = NONE


def patients(people: Sequence[Person]) -> Patients:
    """The patient table of these people, in their order."""
    draws = [draw for person in people for draw in person.draws]
    n = len(people)

    def of_people(name: str) -> np.ndarray:
        return np.array([getattr(person, name) for person in people], dtype=np.int64)

    def of_draws(name: str) -> np.ndarray:
        return np.array([getattr(draw, name) for draw in draws], dtype=np.int64)

    return Patients(
        group=np.zeros(n, dtype=np.int32),
        locality=of_people("locality").astype(np.int32),
        route=of_people("route").astype(np.int32),
        arrives=of_people("arrives"),
        returns_as=of_people("returns_as"),
        returns_after=of_people("returns_after"),
        depth=np.zeros(n, dtype=np.int32),
        identity=np.arange(n, dtype=np.uint64),
        first=np.cumsum([0, *(len(person.draws) for person in people)], dtype=np.int64),
        duration=of_draws("duration"),
        limit=of_draws("limit"),
        expected_error=of_draws("error"),
        review_level=of_draws("level"),
        dies=of_draws("dies"),
        dies_waiting=of_draws("dies_waiting"),
        relapses_after=of_draws("relapses_after"),
        relapse_lasts=of_draws("relapse_lasts"),
        instead_as=of_people("instead_as"),
        begins_at=of_people("begins_at"),
        begins_in=of_people("begins_in"),
    )


@dataclass(frozen=True, slots=True)
class At:
    """The record of one step."""

    asked: int = NONE
    reserved: int = NONE
    started: int = NONE
    ended: int = NONE
    ready: int = NONE
    left: int = NONE
    unit: int = NONE
    postponed: int = 0
    relapsed: int = NONE
    ready_again: int = NONE
    moved_back: int = NONE
    away_unit: int = NONE


@dataclass(frozen=True, slots=True)
class Went:
    """The record of one journey."""

    arrived: int
    finished: int
    exit: Exit
    steps: Sequence[At]


def stayed(asked: int, reserved: int, ended: int, left: int, *, unit: int = 0, move: int = 0) -> At:
    """A stay declared ready when need ended."""
    return At(asked, reserved, reserved + move, ended, ended, left, unit)


def did(asked: int, started: int, ended: int) -> At:
    """A handoff carried out."""
    return At(asked, started, started, ended)


def went(asked: int, left: int | None = None) -> At:
    """The step of leaving, at once unless told."""
    return At(asked, left=asked if left is None else left)


def journeys(record: Sequence[Went], openings: Sequence[tuple[int, int, int]] = ()) -> Journeys:
    """The record as columns; `openings` by a queue: unit, when opened, when shut."""
    steps = [at for person in record for at in person.steps]

    def of_steps(name: str) -> np.ndarray:
        return np.array([getattr(at, name) for at in steps], dtype=np.int64)

    def of_people(name: str) -> np.ndarray:
        return np.array([int(getattr(person, name)) for person in record], dtype=np.int64)

    step_columns = (
        "asked", "reserved", "started", "ended", "ready", "left", "unit", "postponed", "relapsed",
        "ready_again", "moved_back", "away_unit",
    )  # fmt: skip
    opened = np.array(openings, dtype=np.int64).reshape(-1, 3).T
    return Journeys(
        **{name: of_steps(name) for name in step_columns},
        **{name: of_people(name) for name in ("arrived", "finished", "exit")},
        **dict(zip(("opened_unit", "opened_at", "shut_at"), opened, strict=True)),
    )
