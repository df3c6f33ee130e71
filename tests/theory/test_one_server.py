"""One bed or one member of staff, any law of service: Pollaczek and Khinchine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator.network.network import Network
from tests.engines import Engine, each_engine
from tests.small_networks import handoff, leave, network, stay, task, unit
from tests.theory.formulas import pollaczek_khinchine
from tests.theory.interval import batch_interval
from tests.theory.population import LATER, days, poisson_arrivals, population, step


def one_bed() -> Network:
    return network([unit(1)], routes=[[stay(), leave([0])]], end=LATER)


def one_member_of_staff() -> Network:
    return network(handoffs=[handoff(1)], routes=[[task(0), leave([0])]], end=LATER)


@each_engine
@pytest.mark.parametrize(
    ("place", "cv", "n"),
    [(one_bed, 0.5, 10_000), (one_member_of_staff, 0.5, 10_000), (one_bed, 2.0, 16_000)],
)
def test_mean_wait_follows_pollaczek_and_khinchine(
    simulate: Engine, place: Callable[[], Network], cv: float, n: int
) -> None:
    rng = np.random.default_rng(21)
    load, shape = 0.6, 1 / cv**2
    arrives = poisson_arrivals(rng, load, n)
    people = population(place(), arrives, [days(rng.gamma(shape, 1 / shape, n))])
    record = simulate(place(), people)

    waits = batch_interval((step(people, record.started, 0) - arrives) / days(1))

    assert pollaczek_khinchine(load, cv) in waits
    assert pollaczek_khinchine(load, 1.0) not in waits
