"""Places out of area from where people come back: each bed here is in use whenever it could be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.engine.journeys import Journeys
from simulator.network.network import Network
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.formulas import erlang_b, erlang_c, mean_wait
from tests.theory.interval import batch_interval, census, census_interval, rate_interval
from tests.theory.population import LATER, Law, days, poisson_arrivals, population, step

HERE, AWAY = 0, 1
BEDS, PER_DAY, PEOPLE = 5, 6.0, 8_000
UNLIMITED = 100_000

Spells = tuple[np.ndarray, np.ndarray]

LAWS: dict[str, Law] = {
    "exponential": lambda rng, n: rng.exponential(1, n),
    "deterministic": lambda rng, n: np.ones(n),
    "two lengths": lambda rng, n: rng.choice([0.2, 3.4], n, p=[0.75, 0.25]),
}


def area(away: int) -> Network:
    """A few beds here, and others from where people come back."""
    route = [stay(units=[HERE, AWAY]), leave([0])]
    return network([unit(BEDS), unit(away, away=True)], routes=[route], end=LATER)


def people_of(place: Network, law: Law, seed: int) -> Patients:
    """Arrivals at random, with needs of a day on average."""
    rng = np.random.default_rng(seed)
    arrives = poisson_arrivals(rng, PER_DAY, PEOPLE)
    return population(place, arrives, [days(law(rng, PEOPLE))])


def spells(people: Patients, record: Journeys) -> tuple[Spells, Spells]:
    """When each bed here was in use from and until, and each bed away."""
    started, ended, moved, unit_in = (
        step(people, column, 0)
        for column in (record.started, record.ended, record.moved_back, record.unit)
    )
    is_back = moved >= 0
    began_away = is_back | (unit_in == AWAY)
    here = np.where(is_back, moved, started)[unit_in == HERE], ended[unit_in == HERE]
    away = started[began_away], np.where(is_back, moved, ended)[began_away]
    return here, away


@each_engine
@pytest.mark.parametrize("law", LAWS)
def test_beds_here_are_full_whenever_there_are_people_enough(simulate: Engine, law: str) -> None:
    """At every time so many are here as are ill, or as there are beds: no chance in it."""
    place = area(UNLIMITED)
    people = people_of(place, LAWS[law], 71)
    record = simulate(place, people)
    here, away = spells(people, record)
    need = step(people, people.duration, 0)
    ends = people.arrives + need
    times = np.unique(np.concatenate([people.arrives, ends]))
    ill = census(times, people.arrives, ends)

    assert (census(times, *here) == np.minimum(ill, BEDS)).all()
    assert (census(times, *away) == np.maximum(ill - BEDS, 0)).all()
    assert (step(people, record.ended, 0) - step(people, record.started, 0) == need).all()
    assert sum(int((b - a).sum()) for a, b in (here, away)) == need.sum()
    assert min(int((b - a).min()) for a, b in (here, away)) >= 0


@each_engine
@pytest.mark.parametrize("law", LAWS)
def test_mean_in_beds_here_is_that_of_a_poisson_census_cut_at_the_beds(
    simulate: Engine, law: str
) -> None:
    """Everybody starts at once somewhere, so the number ill is Poisson (M/G/inf)."""
    place = area(UNLIMITED)
    people = people_of(place, LAWS[law], 72)
    record = simulate(place, people)
    until = int(people.arrives[-1])
    here, away = (census_interval(*each, until) for each in spells(people, record))
    chances = stats.poisson(PER_DAY).pmf(np.arange(100))
    in_here = float((chances * np.minimum(np.arange(100), BEDS)).sum())

    assert in_here in here
    assert PER_DAY * (1 - erlang_b(BEDS, PER_DAY)) not in here
    assert PER_DAY - in_here in away
    assert PER_DAY * erlang_b(BEDS, PER_DAY) not in away


@each_engine
def test_so_many_come_back_as_leave_a_bed_here_while_others_are_away(simulate: Engine) -> None:
    place = area(UNLIMITED)
    people = people_of(place, LAWS["exponential"], 73)
    record = simulate(place, people)
    moved = step(people, record.moved_back, 0)
    came_back = rate_interval(moved[moved >= 0], int(people.arrives[-1]))

    assert BEDS * stats.poisson(PER_DAY).sf(BEDS) in came_back
    # Nobody comes back who was here from the start, nor twice.
    assert BEDS * stats.poisson(PER_DAY).sf(BEDS - 1) not in came_back


@each_engine
def test_with_few_beds_away_the_wait_is_that_for_all_beds_together(simulate: Engine) -> None:
    """M/M/c with the beds here and there; the first so many of those in any of them are here."""
    beds_away = 4
    place, servers = area(beds_away), BEDS + beds_away
    people = people_of(place, LAWS["exponential"], 74)
    record = simulate(place, people)
    waits = batch_interval((step(people, record.started, 0) - people.arrives) / days(1))
    until = int(people.arrives[-1])
    here, away = (census_interval(*each, until) for each in spells(people, record))
    waiting = erlang_c(servers, PER_DAY)
    # Fewer than all beds in use: as in a place where nobody waits, but with what is left of chance.
    shape = stats.poisson(PER_DAY).pmf(np.arange(servers))
    fewer = shape / shape.sum() * (1 - waiting)
    in_here = float((fewer * np.minimum(np.arange(servers), BEDS)).sum()) + waiting * BEDS

    assert mean_wait(servers, PER_DAY) in waits
    assert mean_wait(servers - 1, PER_DAY) not in waits
    assert in_here in here
    assert PER_DAY - in_here in away
    assert PER_DAY * BEDS / servers not in here
