"""What happens to a few people in a small place, by every engine, as a record to compare with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields

import pytest

from simulator.engine.checker import check
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import Network
from simulator.sampling.patients import Patients
from tests.engines import ENGINES
from tests.small_networks import At, Person, Went, patients

Happens = Callable[[Network, Sequence[Person]], list[Went]]
Opens = Callable[[Network, Sequence[Person]], tuple[list[Went], list[tuple[int, int, int]]]]


@pytest.fixture(params=ENGINES.values(), ids=ENGINES)
def opened(request: pytest.FixtureRequest) -> Opens:
    """What an engine says happens, and each opening of a unit by a queue: unit, opened, shut.

    The journey checker must agree that it may.
    """

    def told_by_engine(
        place: Network, people: Sequence[Person]
    ) -> tuple[list[Went], list[tuple[int, int, int]]]:
        table = patients(people)
        journeys = request.param(place, table)
        assert check(place, table, journeys) == []
        columns = (journeys.opened_unit, journeys.opened_at, journeys.shut_at)
        openings = [(int(u), int(a), int(b)) for u, a, b in zip(*columns, strict=True)]
        return told(table, journeys), openings

    return told_by_engine


@pytest.fixture
def happens(opened: Opens) -> Happens:
    """What an engine says happens; the journey checker must agree that it may."""
    return lambda place, people: opened(place, people)[0]


def told(table: Patients, journeys: Journeys) -> list[Went]:
    """The columns of a record as one story a person."""
    steps = [
        At(**{column.name: int(getattr(journeys, column.name)[row]) for column in fields(At)})
        for row in range(len(table.duration))
    ]
    return [
        Went(
            int(journeys.arrived[i]),
            int(journeys.finished[i]),
            Exit(journeys.exit[i]),
            steps[table.first[i] : table.first[i + 1]],
        )
        for i in range(len(table))
    ]
