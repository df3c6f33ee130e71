"""Several beds: waiting against Erlang's C formula, loss against his B formula and Kaufman's."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from tests.engines import Engine, each_engine
from tests.small_networks import handoff, leave, network, stay, task, unit
from tests.theory.formulas import erlang_b, erlang_c, kaufman_roberts, mean_wait
from tests.theory.interval import batch_interval, census_interval
from tests.theory.population import LATER, Law, days, poisson_arrivals, population, step

STAYS_OF_ONE_DAY: dict[str, Law] = {
    "exponential": lambda rng, n: rng.exponential(1, n),
    "deterministic": lambda rng, n: np.ones(n),
    "lognormal, cv 2": lambda rng, n: rng.lognormal(-np.log(5) / 2, np.sqrt(np.log(5)), n),
    "gamma, cv 0.5": lambda rng, n: rng.gamma(4, 0.25, n),
}


@each_engine
@pytest.mark.parametrize(
    ("served_by", "servers", "use", "n"),
    [("beds", 1, 0.6, 15_000), ("beds", 3, 0.8, 15_000), ("staff", 4, 0.75, 15_000)],
)
def test_waits_of_exponential_service_follow_erlang_c(
    simulate: Engine, served_by: str, servers: int, use: float, n: int
) -> None:
    rng = np.random.default_rng(11 + servers)
    load = use * servers
    if served_by == "beds":
        place = network([unit(servers)], routes=[[stay(), leave([0])]], end=LATER)
    else:
        place = network(handoffs=[handoff(servers)], routes=[[task(0), leave([0])]], end=LATER)
    arrives = poisson_arrivals(rng, load, n)
    people = population(place, arrives, [days(rng.exponential(1, n))])
    record = simulate(place, people)

    started = step(people, record.started, 0)
    wait = (started - arrives) / days(1)
    waited, waits = batch_interval(wait > 0), batch_interval(wait)

    assert erlang_c(servers, load) in waited
    assert erlang_c(servers + 1, load) not in waited
    assert mean_wait(servers, load) in waits
    assert mean_wait(servers + 1, load) not in waits
    assert mean_wait(servers, load) / 2 not in waits


@each_engine
def test_many_beds_in_two_wards_are_one_queue(simulate: Engine) -> None:
    rng = np.random.default_rng(12)
    n, servers, load = 14_000, 20, 16.0
    wards = [unit(13), unit(7)]
    place = network(wards, routes=[[stay(units=[0, 1]), leave([0])]], end=LATER)
    arrives = poisson_arrivals(rng, load, n)
    people = population(place, arrives, [days(rng.exponential(1, n))])
    record = simulate(place, people)

    started = step(people, record.started, 0)
    wait = (started - arrives) / days(1)
    waited = batch_interval(wait > 0)
    in_bed = census_interval(started, step(people, record.left, 0), int(arrives[-1]))

    assert erlang_c(servers, load) in waited
    assert erlang_c(servers + 1, load) not in waited
    two_queues = 0.65 * mean_wait(13, 0.65 * load) + 0.35 * mean_wait(7, 0.35 * load)
    assert mean_wait(servers, load) in batch_interval(wait)
    assert two_queues not in batch_interval(wait)
    assert load in in_bed
    assert load + 1 not in in_bed


@each_engine
@pytest.mark.parametrize("law", STAYS_OF_ONE_DAY)
def test_loss_depends_on_the_law_of_stay_by_its_mean_only(simulate: Engine, law: str) -> None:
    rng = np.random.default_rng(13)
    n, beds, load = 8_000, 5, 4.0
    place = network([unit(beds)], routes=[[stay(), leave([0])]], end=LATER)
    arrives = poisson_arrivals(rng, load, n)
    people = population(place, arrives, [days(STAYS_OF_ONE_DAY[law](rng, n))], limit=0)
    record = simulate(place, people)

    is_lost = record.exit == Exit.LOST
    lost = batch_interval(is_lost)
    went_in = step(people, record.started, 0, ~is_lost)
    in_bed = census_interval(went_in, step(people, record.left, 0, ~is_lost), int(arrives[-1]))

    assert set(record.exit.tolist()) == {Exit.LEFT, Exit.LOST}
    assert erlang_b(beds, load) in lost
    assert erlang_b(beds + 1, load) not in lost
    assert erlang_b(beds - 1, load) not in lost
    carried = load * (1 - erlang_b(beds, load))
    assert carried in in_bed
    assert load not in in_bed


@each_engine
def test_losses_where_some_take_three_beds_follow_kaufman_and_roberts(simulate: Engine) -> None:
    rng = np.random.default_rng(14)
    n, beds, loads, needs = 10_000, 8, [2.0, 1.0], [1, 3]
    routes = [[stay(weight=weight), leave([0])] for weight in needs]
    place = network([unit(beds)], routes=routes, end=LATER)
    arrives = poisson_arrivals(rng, sum(loads), n)
    takes_three = rng.random(n) < loads[1] / sum(loads)
    stays = days(rng.gamma(2, 0.5, n))
    people = population(place, arrives, [stays], route=takes_three.astype(np.int64), limit=0)
    record = simulate(place, people)

    is_lost = record.exit == Exit.LOST
    one, three = batch_interval(is_lost[~takes_three]), batch_interval(is_lost[takes_three])
    expected = kaufman_roberts(beds, loads, needs)

    assert expected[0] in one
    assert expected[1] in three
    for wrong in (beds - 1, beds + 1):
        assert kaufman_roberts(wrong, loads, needs)[0] not in one
        assert kaufman_roberts(wrong, loads, needs)[1] not in three
