"""Any arrivals and stays, ties included: exact recursions, patient by patient."""

from __future__ import annotations

import heapq
from collections.abc import Callable

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import Network
from tests.engines import Engine, each_engine
from tests.small_networks import handoff, leave, network, stay, task, unit
from tests.theory.population import LATER, population, step

N = 3_000


def in_turn(arrives: np.ndarray, lasts: np.ndarray, servers: int) -> list[int]:
    """When each starts, first come first served (Kiefer and Wolfowitz)."""
    free = [0] * servers
    starts = []
    for time, length in zip(arrives.tolist(), lasts.tolist(), strict=True):
        starts.append(max(time, free[0]))
        heapq.heapreplace(free, starts[-1] + length)
    return starts


def draws(seed: int, mean_gap: float, mean_stay: float) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals and stays on so coarse a grid that many fall together; some stays are 0."""
    rng = np.random.default_rng(seed)
    gaps, stays = rng.exponential(mean_gap, N), rng.gamma(0.5, 2 * mean_stay, N)
    return np.cumsum(np.rint(gaps).astype(np.int64)), np.rint(stays).astype(np.int64)


def beds(servers: int) -> Network:
    return network([unit(servers)], routes=[[stay(), leave([0])]], end=LATER)


def staff(servers: int) -> Network:
    return network(handoffs=[handoff(servers)], routes=[[task(0), leave([0])]], end=LATER)


@each_engine
@pytest.mark.parametrize("place", [beds, staff])
@pytest.mark.parametrize("servers", [1, 2, 7])
def test_starts_first_come_first_served(
    simulate: Engine, place: Callable[[int], Network], servers: int
) -> None:
    arrives, lasts = draws(61, 2.0, 1.9 * servers)
    here = place(servers)
    people = population(here, arrives, [lasts])
    record = simulate(here, people)

    assert step(people, record.started, 0).tolist() == in_turn(arrives, lasts, servers)
    assert step(people, record.started, 0).tolist() != in_turn(arrives, lasts, servers + 1)


@each_engine
@pytest.mark.parametrize("servers", [1, 4])
def test_losses_one_by_one(simulate: Engine, servers: int) -> None:
    arrives, lasts = draws(62, 3.0, 2.0 * servers)
    people = population(beds(servers), arrives, [lasts], limit=0)
    record = simulate(beds(servers), people)

    busy: list[int] = []
    is_lost = []
    for time, length in zip(arrives.tolist(), lasts.tolist(), strict=True):
        busy = [end for end in busy if end > time]
        is_lost.append(len(busy) == servers)
        if len(busy) < servers:
            busy.append(time + length)

    assert (record.exit == Exit.LOST).tolist() == is_lost
    assert 0 < sum(is_lost) < N


@each_engine
def test_three_single_beds_in_a_row_block_one_another(simulate: Engine) -> None:
    units = [unit(1, setting=k) for k in range(3)]
    route = [stay(k, after=[k - 1] if k else (), units=[k]) for k in range(3)]
    place = network(units, routes=[[*route, leave([2])]], end=LATER)
    arrives, first = draws(63, 5.0, 2.0)
    needs = [first, draws(64, 5.0, 2.5)[1], draws(65, 5.0, 3.0)[1]]
    people = population(place, arrives, needs)
    record = simulate(place, people)

    left = [0, 0, 0]
    expected = []
    for time, *lasts in zip(arrives.tolist(), *(need.tolist() for need in needs), strict=True):
        started = [max(time, left[0])]
        for k in (0, 1):
            started.append(max(started[k] + lasts[k], left[k + 1]))
        left = [started[1], started[2], started[2] + lasts[2]]
        expected.append((*started, left[2]))
    columns = [step(people, record.started, k) for k in range(3)]
    seen = zip(*columns, step(people, record.left, 2), strict=True)

    assert [tuple(map(int, row)) for row in seen] == expected
    assert sum(b > a + s for (a, b, *_), s in zip(expected, first, strict=True)) > N / 10
