"""Records worked out by hand, and ways to spoil them, for the tests of the journey checker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import cycle
from typing import Any

from simulator.engine.checker import check
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import NONE, Network
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    journeys,
    leave,
    patients,
    stay,
    stayed,
    went,
)

STEP_COLUMNS = tuple(column.name for column in fields(At))
PATIENT_COLUMNS = ("arrived", "finished", "exit")
OPENING_COLUMNS = ("opened_unit", "opened_at", "shut_at")
TIMELESS = At()
NEVER_CAME = Went(NONE, NONE, Exit.OPEN, [TIMELESS, TIMELESS])

Opening = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """A network, the people in it, and what happens to them by the contract."""

    network: Network
    people: Sequence[Person]
    record: Sequence[Went]
    openings: Sequence[Opening] = ()

    def journeys(self) -> Journeys:
        """What happens, as columns."""
        return journeys(self.record, self.openings)


@dataclass(frozen=True)
class Broken:
    """A record that breaks one rule of the contract: the first that the checker should name."""

    name: str
    rule: str
    scene: Scene
    record: Sequence[Went]
    openings: Sequence[Opening] | None = None

    def rules(self) -> list[str]:
        """What the checker names."""
        openings = self.scene.openings if self.openings is None else self.openings
        return rules(self.scene, journeys(self.record, openings))


def rules(scene: Scene, record: Journeys) -> list[str]:
    """The rules that the checker finds broken in a record."""
    return [found.rule for found in check(scene.network, patients(scene.people), record)]


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
    return Went(arrived, ended, Exit.LEFT, steps)


WARD = [stay(), leave([0])]


def in_ward(arrives: int, duration: int, **draws: int) -> Person:
    """Somebody who comes to the ward and goes home."""
    return Person(arrives, [Draw(duration, **draws), Draw(0)])


def unnoticed(scene: Scene) -> list[str]:
    """The single numbers of a record that can be changed without the checker's noticing."""
    table, record = patients(scene.people), scene.journeys()
    times = sorted({int(t) for name in STEP_COLUMNS for t in getattr(record, name)})
    tried = cycle(times)
    missed = []
    for name in STEP_COLUMNS + PATIENT_COLUMNS + OPENING_COLUMNS:
        values = getattr(record, name)
        for row, right in enumerate(values.tolist()):
            for wrong in sorted({right + 1, next(tried)} - {right}):
                values[row] = wrong
                if not check(scene.network, table, record):
                    missed.append(f"{name} of row {row}: {wrong} for {right}")
            values[row] = right
    return missed
