"""The same small network in Ciw, with the arrivals and stays that Ciw drew: time for time.

Ward 1 has a queue with two priorities. Wards 2 and 3 have none: a patient who is to go on keeps his
bed until one is free, first come first served, and one bed freed in ward 3 may move several.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.engine.journeys import Journeys
from simulator.network.network import DAY, Network
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.population import LATER, days, population, step

N = 4_000
BEDS = (7, 3, 2)
PER_DAY = {"urgent": 1.6, "routine": 1.9}
PRIORITY = {"urgent": 1, "routine": 0}
WAYS = [(1,), (1, 2), (1, 3), (1, 2, 3)]
ONWARD = [[0.0, 0.5, 0.15], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]
# Whole microseconds and floating-point days part company by far less over thousands of stays.
ONE_SECOND = 1_000_000

Spells = dict[int, Any]


@cache
def by_ciw() -> list[tuple[str, Spells]]:
    """Each patient's class and his record by ward, in order of arrival."""
    ciw = pytest.importorskip("ciw")
    ciw.seed(91)
    rng = np.random.default_rng(92)
    needs = [ciw.dists.Gamma(2.0, 0.75), ciw.dists.Uniform(0.2, 2.2), ciw.dists.Exponential(1.0)]

    def comes(per_day: float) -> list[Any]:
        gaps = rng.exponential(1 / per_day, int(N * per_day / sum(PER_DAY.values())))
        return [ciw.dists.Sequential([*gaps.tolist(), float("inf")]), None, None]

    place = ciw.create_network(
        arrival_distributions={name: comes(per_day) for name, per_day in PER_DAY.items()},
        service_distributions=dict.fromkeys(PER_DAY, needs),
        priority_classes={name: 1 - priority for name, priority in PRIORITY.items()},
        number_of_servers=list(BEDS),
        queue_capacities=[float("inf"), 0, 0],
        routing=dict.fromkeys(PER_DAY, ONWARD),
    )
    run = ciw.Simulation(place)
    run.simulate_until_max_time(10 * N)
    people: dict[int, tuple[str, Spells]] = {}
    for record in run.get_all_records():
        people.setdefault(record.id_number, (record.customer_class, {}))[1][record.node] = record
    return sorted(people.values(), key=lambda person: person[1][1].arrival_date)


def same_place(beds: tuple[int, ...]) -> Network:
    """The network, with a route for each class and way."""
    routes = []
    for priority in PRIORITY.values():
        for way in WAYS:
            stays = [stay(ward - 1, after=[k], units=[ward - 1]) for k, ward in enumerate(way[1:])]
            routes.append([stay(priority=priority), *stays, leave([len(stays)])])
    units = [unit(number, setting=k) for k, number in enumerate(beds)]
    return network(units, routes=routes, end=LATER)


def same_people(place: Network, went: list[tuple[str, Spells]]) -> Patients:
    """Patients with the arrivals, stays and ways of Ciw's."""
    needs = np.zeros((len(went), 3))
    for row, (_, spells) in zip(needs, went, strict=True):
        for k, ward in enumerate(sorted(spells)):
            row[k] = spells[ward].service_time
    classes = list(PRIORITY)
    route = [
        classes.index(name) * len(WAYS) + WAYS.index(tuple(sorted(spells))) for name, spells in went
    ]
    arrives = days(np.array([spells[1].arrival_date for _, spells in went]))
    return population(place, arrives, list(days(needs).T), route=np.array(route))


def parting(people: Patients, record: Journeys, went: list[tuple[str, Spells]]) -> np.ndarray:
    """Greatest difference of any start or end from Ciw's, by patient, in microseconds."""
    most = np.zeros(len(went))
    for number, (_, spells) in enumerate(went):
        for k, ward in enumerate(sorted(spells)):
            row = people.first[number] + k
            started = abs(record.started[row] - spells[ward].service_start_date * DAY)
            left = abs(record.left[row] - spells[ward].exit_date * DAY)
            most[number] = max(most[number], started, left)
    return most


@each_engine
def test_every_start_and_end_is_that_of_ciw(simulate: Engine) -> None:
    went = by_ciw()
    place, roomier = same_place(BEDS), same_place((7, 3, 3))
    people = same_people(place, went)

    record = simulate(place, people)
    assert parting(people, record, went).max() < ONE_SECOND
    assert (parting(people, simulate(roomier, people), went) > ONE_SECOND).mean() > 0.3

    waited = step(people, record.started, 0) > people.arrives
    blocked = [spells[ward].time_blocked > 0 for _, spells in went for ward in spells if ward < 3]
    assert waited.mean() > 0.3
    assert np.mean(blocked) > 0.05
    assert len(went) > 0.99 * N
