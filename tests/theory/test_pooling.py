"""Beds pooled and apart: the chance of being full against Erlang's B formula, on both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import Network
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import erlang_b
from tests.theory.interval import Interval, batch_interval, census
from tests.theory.population import LATER, days, poisson_arrivals, population, step

BEDS, LOAD, UNITS, N = 10, 8.0, 3, 12_000
SMALL = [unit(BEDS) for _ in range(UNITS)]


def places(*, is_hub: bool) -> Network:
    """Three units of ten, each for its own locality alone; or a hub of thirty for all of them."""
    choices = [[0]] * UNITS if is_hub else [[at] for at in range(UNITS)]
    units = [unit(BEDS * UNITS)] if is_hub else SMALL
    routes = [[stay(by_locality=choices), leave([0])]]
    return network(units, routes=routes, end=LATER, localities=UNITS)


def people(place: Network) -> Patients:
    """A day's stay on average; who finds no bed is lost."""
    rng = np.random.default_rng(21)
    arrives = poisson_arrivals(rng, LOAD * UNITS, N)
    found = population(place, arrives, [days(rng.gamma(2, 0.5, N))], limit=0)
    return replace(found, locality=rng.integers(UNITS, size=N).astype(np.int32))


def full_at_random_times(comers: Patients, record: Journeys, beds: int) -> Interval:
    """The share of time in which as many are in as there are beds, in one unit or all."""
    went_in = record.exit == Exit.LEFT
    who = went_in if beds == BEDS * UNITS else went_in & (comers.locality == 0)
    begins = step(comers, record.started, 0, who)
    ends = step(comers, record.left, 0, who)
    times = np.linspace(0, int(comers.arrives[-1]), 40_000).astype(np.int64)
    return batch_interval(census(times, begins, ends) == beds)


@each_engine
def test_the_chance_of_being_full_pooled_and_apart(simulate: Engine) -> None:
    apart, pooled = places(is_hub=False), places(is_hub=True)
    comers = people(apart)
    few, one = simulate(apart, comers), simulate(pooled, comers)

    lost_apart, lost_pooled = (batch_interval(each.exit == Exit.LOST) for each in (few, one))

    for found, beds, load in (
        (lost_apart, BEDS, LOAD),
        (full_at_random_times(comers, few, BEDS), BEDS, LOAD),
        (lost_pooled, BEDS * UNITS, LOAD * UNITS),
        (full_at_random_times(comers, one, BEDS * UNITS), BEDS * UNITS, LOAD * UNITS),
    ):
        assert erlang_b(beds, load) in found
    assert erlang_b(BEDS + 1, LOAD) not in lost_apart
    assert erlang_b(BEDS - 1, LOAD) not in lost_apart
    assert erlang_b(BEDS * UNITS, LOAD * UNITS) not in lost_apart
    assert lost_pooled.high < lost_apart.low
