"""Nobody comes, no beds, beds for all, and arrivals like clockwork."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from tests.engines import Engine, each_engine
from tests.small_networks import handoff, leave, network, stay, task, unit, windows
from tests.theory.population import LATER, population, step

N = 200


def coming(n: int = N, gap: int = 10) -> np.ndarray:
    return np.arange(n, dtype=np.int64) * gap


@each_engine
def test_no_demand_leaves_empty_records(simulate: Engine) -> None:
    place = network([unit(3)], [handoff(1)], [[stay(), task(0, [0]), leave([1])]], end=1_000)
    nobody = np.zeros(0, dtype=np.int64)
    record = simulate(place, population(place, nobody, [nobody, nobody]))

    assert all(len(getattr(record, name)) == 0 for name in type(record).__slots__)


@each_engine
@pytest.mark.parametrize("needs_bed", [True, False])
def test_without_capacity_nobody_starts(simulate: Engine, needs_bed: bool) -> None:
    route = [stay(), leave([0])] if needs_bed else [task(0), leave([0])]
    place = network([unit(0)], [handoff(0)], [route], end=N * 10)
    people = population(place, coming(), [np.zeros(N, dtype=np.int64)])
    record = simulate(place, people)

    assert step(people, record.asked, 0).tolist() == coming().tolist()
    assert set(record.started.tolist()) == {-1}
    assert set(record.finished.tolist()) == {-1}
    assert set(record.exit.tolist()) == {Exit.OPEN}


@each_engine
def test_never_open_is_no_capacity(simulate: Engine) -> None:
    shut = windows()
    routes = [[stay(), leave([0])], [task(0), leave([0])]]
    place = network([unit(9, admits=shut)], [handoff(9, hours=shut)], routes, end=N * 10)
    people = population(
        place, coming(), [np.zeros(N, dtype=np.int64)], route=np.arange(N, dtype=np.int64) % 2
    )
    record = simulate(place, people)

    assert set(record.started.tolist()) == {-1}


@each_engine
def test_with_places_for_all_nobody_waits(simulate: Engine) -> None:
    rng = np.random.default_rng(71)
    route = [stay(), task(0, [0]), stay(1, after=[0, 1], units=[1]), leave([2])]
    place = network([unit(N), unit(N, setting=1)], [handoff(N)], [route], end=LATER)
    lasts = [rng.integers(0, 10_000, N) for _ in range(3)]
    people = population(place, coming(), lasts)
    record = simulate(place, people)

    for k in range(3):
        assert step(people, record.asked, k).tolist() == step(people, record.started, k).tolist()
    assert (record.finished - record.arrived).tolist() == np.sum(lasts, axis=0).tolist()
    assert set(record.exit.tolist()) == {Exit.LEFT}


@each_engine
@pytest.mark.parametrize("needs_bed", [True, False])
@pytest.mark.parametrize("lasts", [8, 10, 13])
def test_clockwork_waits_grow_by_what_does_not_fit(
    simulate: Engine, needs_bed: bool, lasts: int
) -> None:
    route = [stay(), leave([0])] if needs_bed else [task(0), leave([0])]
    place = network([unit(1)], [handoff(1)], [route], end=LATER)
    people = population(place, coming(), [np.full(N, lasts, dtype=np.int64)])
    record = simulate(place, people)

    wait = step(people, record.started, 0) - coming()
    assert wait.tolist() == [max(0, lasts - 10) * k for k in range(N)]
    assert record.finished.tolist() == [10 * k + w + lasts for k, w in enumerate(wait.tolist())]
