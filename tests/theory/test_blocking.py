"""Keeping the place until the next one starts: blocking after service."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import LetsGo
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import erlang_b, stationary
from tests.theory.interval import batch_interval, census_interval, rate_interval
from tests.theory.population import LATER, days, poisson_arrivals, population, step

Ward = tuple[int, int, int]


def ward_chain(
    beds: tuple[int, int], arrive: float, leave_rates: tuple[float, float], onward: float
) -> dict[Ward, float]:
    """Chances of (in need at first, done there but blocked, in second); full means lost."""

    def moves(state: Ward) -> dict[Ward, float]:
        ill, blocked, second = state
        out: dict[Ward, float] = {}
        if ill + blocked < beds[0]:
            out[ill + 1, blocked, second] = arrive
        if ill:
            rate = ill * leave_rates[0]
            is_full = second == beds[1]
            goes = (ill - 1, blocked + 1, second) if is_full else (ill - 1, blocked, second + 1)
            out[goes] = rate * onward
            if onward < 1:
                out[ill - 1, blocked, second] = rate * (1 - onward)
        if second:
            frees = (ill, blocked - 1, second) if blocked else (ill, blocked, second - 1)
            out[frees] = second * leave_rates[1]
        return out

    return stationary(moves, (0, 0, 0))


def mean_of(chances: dict[Ward, float], position: int) -> float:
    return sum(chance * state[position] for state, chance in chances.items())


@each_engine
@pytest.mark.parametrize(
    ("beds", "arrive", "rates", "onward"),
    [((2, 1), 2.0, (1.0, 0.8), 0.6), ((3, 4), 5.0, (2.0, 0.7), 1.0)],
)
def test_two_wards_follow_their_markov_chain(
    simulate: Engine,
    beds: tuple[int, int],
    arrive: float,
    rates: tuple[float, float],
    onward: float,
) -> None:
    rng = np.random.default_rng(51)
    n = 12_000
    home, further = [stay(), leave([0])], [stay(), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(beds[0]), unit(beds[1], setting=1)], routes=[home, further], end=LATER)
    arrives = poisson_arrivals(rng, arrive, n)
    goes_on = (rng.random(n) < onward).astype(np.int64)
    needs = [days(rng.exponential(1 / rate, n)) for rate in rates]
    people = population(place, arrives, needs, route=goes_on, limit=0)
    record = simulate(place, people)

    until = int(arrives[-1])
    stayed = record.exit == Exit.LEFT
    moved = stayed & (goes_on == 1)
    left = step(people, record.left, 0, stayed)
    ready, second = step(people, record.ready, 0, moved), step(people, record.started, 1, moved)
    chances = ward_chain(beds, arrive, rates, onward)
    full = sum(p for (ill, blocked, _), p in chances.items() if ill + blocked == beds[0])
    in_first = mean_of(chances, 0) + mean_of(chances, 1)

    lost = batch_interval(~stayed)
    assert full in lost
    assert full - 0.05 not in lost
    waiting = census_interval(ready, second, until)
    assert mean_of(chances, 1) in waiting
    assert mean_of(chances, 0) not in waiting
    first_full = census_interval(step(people, record.started, 0, stayed), left, until)
    assert in_first in first_full
    assert mean_of(chances, 0) not in first_full
    in_second = census_interval(second, step(people, record.left, 1, moved), until)
    assert mean_of(chances, 2) in in_second
    unblocked = ward_chain((beds[0], 50), arrive, rates, onward)
    assert mean_of(unblocked, 2) not in in_second
    throughput = rate_interval(left, until)
    assert arrive * (1 - full) in throughput
    assert arrive * (1 - erlang_b(beds[0], arrive / rates[0])) not in throughput


@each_engine
@pytest.mark.parametrize(("lets_go", "a_day"), [(LetsGo.NEXT_PLACE, 2 / 3), (LetsGo.AT_END, 1.0)])
def test_saturated_pair_of_beds_gives_hunts_throughput(
    simulate: Engine, lets_go: LetsGo, a_day: float
) -> None:
    rng = np.random.default_rng(52)
    n = 8_000
    route = [stay(lets_go=lets_go), stay(1, after=[0], units=[1]), leave([1])]
    place = network([unit(1), unit(1, setting=1)], routes=[route], end=LATER)
    needs = [days(rng.exponential(1, n)) for _ in range(2)]
    people = population(place, np.zeros(n, dtype=np.int64), needs)
    record = simulate(place, people)

    gaps = batch_interval(np.diff(step(people, record.left, 0)) / days(1))

    assert 1 / a_day in gaps
    assert 4 / 3 not in gaps
