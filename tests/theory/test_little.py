"""Little's law: as an identity of the record over any window, and in the long run."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import DAY, HOUR, LetsGo, Network
from simulator.sampling.patients import Patients
from tests.engines import Engine, each_engine
from tests.small_networks import handoff, leave, network, stay, task, unit
from tests.theory.interval import BATCHES, WARM_UP, census, mean_interval, spent_by
from tests.theory.population import LATER, days, poisson_arrivals, population, step

PER_DAY = 4.0
BEDS = (12, 9)
MOVE = 3 * HOUR


def two_wards(lets_go: LetsGo, end: int) -> Network:
    """A ward, an assessment, and for all a second ward some hours away."""
    route = [
        stay(lets_go=lets_go),
        task(0, [0]),
        stay(1, after=[0, 1], units=[1], move=MOVE, waits_for=[1]),
        leave([2]),
    ]
    return network([unit(BEDS[0]), unit(BEDS[1], setting=1)], [handoff(2)], [route], end=end)


def drawn(place: Network, n: int, seed: int) -> Patients:
    rng = np.random.default_rng(seed)
    needs = [days(rng.gamma(2, mean / 2, n)) for mean in (1.5, 0.3, 1.8)]
    return population(place, poisson_arrivals(rng, PER_DAY, n), needs)


def patient_time(events: np.ndarray, jumps: np.ndarray, window: tuple[int, int]) -> int:
    """Integral over a window of a count that jumps at events."""
    times = np.concatenate([events, window])
    order = np.argsort(times, kind="stable")
    count = np.cumsum(np.concatenate([jumps, [0, 0]])[order])
    clipped = np.clip(times[order], *window)
    return int((count[:-1] * np.diff(clipped)).sum())


def parts(people: Patients, record: Journeys, lets_go: LetsGo) -> list[tuple[np.ndarray, ...]]:
    """The spells that a journey is made of; what has not happened by the end is at the end."""
    in_first = step(people, record.started, 0), step(people, record.left, 0)
    in_second = step(people, record.started, 2), step(people, record.left, 2)
    spells = [(step(people, record.asked, 0), in_first[0]), in_first, in_second]
    return spells + [(in_first[1], in_second[0])] * (lets_go is LetsGo.AT_END)


@each_engine
@pytest.mark.parametrize("lets_go", [LetsGo.NEXT_PLACE, LetsGo.AT_END])
def test_time_in_the_system_is_the_sum_of_its_parts(simulate: Engine, lets_go: LetsGo) -> None:
    end = 300 * DAY
    place = two_wards(lets_go, end)
    people = drawn(place, 1_150, seed=81)
    record = simulate(place, people)

    came = record.arrived >= 0
    window = (37 * DAY + 1, 263 * DAY + 12_345)
    finished = np.where(record.finished < 0, end, record.finished)
    events = np.concatenate([record.arrived[came], finished[came]])
    integral = patient_time(events, np.repeat([1, -1], came.sum()), window)
    spells = [
        [np.where(times < 0, end, times)[came] for times in spell]
        for spell in parts(people, record, lets_go)
    ]
    spent = [int(np.diff(spent_by(np.array(window), *spell))[0]) for spell in spells]

    assert sum(spent) == integral
    assert min(spent) > 0
    assert (record.exit == Exit.OPEN).any()


@each_engine
def test_places_in_use_are_all_there_are_and_never_more(simulate: Engine) -> None:
    place = two_wards(LetsGo.NEXT_PLACE, LATER)
    people = drawn(place, 1_000, seed=82)
    record = simulate(place, people)

    for position, beds in zip((0, 2), BEDS, strict=True):
        held, left = (step(people, c, position) for c in (record.reserved, record.left))
        assert census(np.unique(held), held, left).max() == beds
    on_the_way = step(people, record.started, 2) - step(people, record.reserved, 2)
    assert set(on_the_way.tolist()) == {MOVE}


@each_engine
def test_in_the_long_run_number_is_rate_times_time(simulate: Engine) -> None:
    place = two_wards(LetsGo.NEXT_PLACE, LATER)
    people = drawn(place, 6_000, seed=83)
    record = simulate(place, people)

    edges = np.linspace(WARM_UP, 1, BATCHES + 1) * people.arrives[-1]
    batch = np.digitize(people.arrives, edges)
    during = [batch == number for number in range(1, BATCHES + 1)]
    went_through = {
        "system": (record.arrived, record.finished),
        "first": (step(people, record.started, 0), step(people, record.left, 0)),
        "second": (step(people, record.started, 2), step(people, record.left, 2)),
    }
    number = {}
    flow = {}
    for name, (begins, ends) in went_through.items():
        number[name] = np.diff(spent_by(edges.astype(np.int64), begins, ends)) / np.diff(edges)
        flow[name] = PER_DAY * np.array([(ends - begins)[who].mean() for who in during]) / DAY
    waiting = (step(people, record.started, 2) - step(people, record.ready, 0)) / DAY
    delayed = PER_DAY * np.array([waiting[who].mean() for who in during])

    for name in went_through:
        assert 0 in mean_interval(number[name] - flow[name])
    assert 0 not in mean_interval(number["first"] - (flow["first"] - delayed))
