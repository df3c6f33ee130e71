"""Closed places, all of whose beds are full: people go round in them by changing places."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit, PlacesLocked
from simulator.network.network import AtLoop, Network, Step
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import stationary
from tests.theory.interval import census_interval, mean_interval, rate_interval
from tests.theory.population import LATER, days, population, step

STAYS = 400


def round_from(start: int, units: int) -> list[Step]:
    """A stay in each unit in turn, again and again."""
    at = [(start + k) % units for k in range(STAYS)]
    first = stay(start, units=[start])
    return [
        first,
        *(stay(u, after=[k], units=[u]) for k, u in enumerate(at[1:])),
        leave([STAYS - 1]),
    ]


def closed(beds: tuple[int, ...], at_loop: AtLoop = AtLoop.SWAP) -> Network:
    """Full units each in a care setting of its own, and routes that begin in each of them."""
    routes = [round_from(u, len(beds)) for u in range(len(beds))]
    units = [unit(b, setting=u) for u, b in enumerate(beds)]
    return network(units, routes=routes, end=LATER, at_loop=at_loop)


def full(place: Network, rates: tuple[float, ...], seed: int) -> Patients:
    """As many people as there are beds, all in at 0; rates of the end of need, by unit."""
    rng = np.random.default_rng(seed)
    route = np.repeat(np.arange(len(rates)), [u.capacity.values[0] for u in place.units])
    needs = [
        days(rng.exponential(1 / np.array(rates)[(route + k) % len(rates)])) for k in range(STAYS)
    ]
    return population(place, np.zeros(len(route), dtype=np.int64), needs, route=route)


def by_person(people: Patients, column: np.ndarray) -> np.ndarray:
    """A column of the stays: a row a person."""
    return column.reshape(len(people), -1)[:, :STAYS]


@each_engine
@pytest.mark.parametrize("units", [1, 2, 3, 4])
def test_a_ring_of_single_beds_turns_when_the_last_is_ready(simulate: Engine, units: int) -> None:
    """Every turn lasts as long as the longest need in it: 1 + 1/2 + ... days on average."""
    place = closed((1,) * units)
    people = full(place, (1.0,) * units, 61)
    record = simulate(place, people)
    longest = by_person(people, people.duration).max(axis=0)
    turns = np.concatenate([[0], np.cumsum(longest[:-1])])

    assert (by_person(people, record.started) == turns).all()
    assert (record.exit == Exit.LEFT).all()
    lengths = mean_interval(np.diff(by_person(people, record.started)[0]) / days(1))
    assert sum(1 / k for k in range(1, units + 1)) in lengths
    assert (1.0 if units > 1 else 1.5) not in lengths


@each_engine
@pytest.mark.parametrize("units", [1, 2, 3, 4])
def test_where_nobody_changes_places_the_ring_locks_at_its_first_turn(
    simulate: Engine, units: int
) -> None:
    place = closed((1,) * units, AtLoop.STOP)
    people = full(place, (1.0,) * units, 61)
    with pytest.raises(PlacesLocked) as stopped:
        simulate(place, people)
    assert stopped.value.time == by_person(people, people.duration)[:, 0].max()
    assert stopped.value.units == tuple(range(units))


def two_wards(beds: tuple[int, int], rates: tuple[float, float]) -> dict[int, float]:
    """Chances of how many wait in the first (above 0) or in the second (below 0).

    Never in both: two who wait for one another change places at once.
    """

    def moves(waiting: int) -> dict[int, float]:
        first, second = beds[0] - max(waiting, 0), beds[1] - max(-waiting, 0)
        out = {waiting + 1: first * rates[0], waiting - 1: second * rates[1]}
        return {state: rate for state, rate in out.items() if rate}

    return stationary(moves, 0)


@each_engine
@pytest.mark.parametrize(
    ("beds", "rates"), [((2, 2), (1.0, 1.0)), ((3, 1), (0.5, 1.2)), ((4, 3), (1.0, 1.3))]
)
def test_two_full_wards_never_lock_and_follow_their_markov_chain(
    simulate: Engine, beds: tuple[int, int], rates: tuple[float, float]
) -> None:
    place = closed(beds)
    people = full(place, rates, 62)
    record = simulate(place, people)
    # While all are in; who has gone round often enough leaves a bed empty.
    until = int(record.finished.min())
    units, ready, left = (by_person(people, c) for c in (record.unit, record.ready, record.left))
    chances = two_wards(beds, rates)
    in_first = units == 0

    assert (record.exit == Exit.LEFT).all()
    assert until > days(0.6 * STAYS)
    a_day = sum(p * (beds[0] - max(w, 0)) * rates[0] for w, p in chances.items())
    moves = rate_interval(left[in_first], until)
    assert a_day in moves
    assert beds[0] * rates[0] not in moves
    assert a_day in rate_interval(left[~in_first], until)
    for is_there, sign in ((in_first, 1), (~in_first, -1)):
        waiting = census_interval(ready[is_there], left[is_there], until)
        mean = sum(p * max(sign * w, 0) for w, p in chances.items())
        assert mean in waiting
        assert mean + 0.4 not in waiting
        assert mean - 0.4 not in waiting


@each_engine
def test_beds_stay_full_while_people_change_places(simulate: Engine) -> None:
    beds = (4, 3)
    place = closed(beds)
    people = full(place, (1.0, 1.3), 63)
    record = simulate(place, people)
    until = record.finished.min()
    last = step(people, record.left, STAYS)
    units = by_person(people, record.unit)
    started, left = by_person(people, record.started), by_person(people, record.left)
    times = np.unique(started[started < until])
    assert (last >= until).all()
    for ward, there in enumerate(beds):
        is_there = units == ward
        inside = (started[is_there, None] <= times) & (left[is_there, None] > times)
        assert (inside.sum(axis=0) == there).all()
