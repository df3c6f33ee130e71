"""Two classes, the first served before the second but not interrupting it: Cobham."""

from __future__ import annotations

import numpy as np

from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import cobham, mean_wait
from tests.theory.interval import batch_interval
from tests.theory.population import LATER, days, poisson_arrivals, population, step


@each_engine
def test_waits_by_priority_follow_cobham(simulate: Engine) -> None:
    rng = np.random.default_rng(31)
    n, beds, loads = 20_000, 3, [0.8, 1.5]
    routes = [[stay(priority=0), leave([0])], [stay(priority=5), leave([0])]]
    place = network([unit(beds)], routes=routes, end=LATER)
    arrives = poisson_arrivals(rng, sum(loads), n)
    is_first = rng.random(n) < loads[0] / sum(loads)
    stays = days(rng.exponential(1, n))
    people = population(place, arrives, [stays], route=is_first.astype(np.int64))
    record = simulate(place, people)

    wait = (step(people, record.started, 0) - arrives) / days(1)
    first, second = batch_interval(wait[is_first]), batch_interval(wait[~is_first])
    in_turn = mean_wait(beds, sum(loads))

    assert cobham(beds, loads)[0] in first
    assert cobham(beds, loads)[1] in second
    assert in_turn in batch_interval(wait)
    assert in_turn not in first
    assert in_turn not in second
