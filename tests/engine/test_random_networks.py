"""Random places: the journey checker finds nothing, and what may not matter does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings

from simulator.engine import compiled
from simulator.engine.checker import check
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import Network, StepKind
from simulator.sampling.patients import Patients
from tests.engines import ENGINES, Engine, each_engine
from tests.feature_counts import feature_counts
from tests.features import FEATURES, Pairs, features
from tests.random_networks import cases, random_case
from tests.rearranged import (
    Order,
    beside,
    mixed_patients,
    rearranged,
    story_of,
    with_routes,
)
from tests.twins import difference

SEEDS = range(300)
Case = tuple[Network, Patients, Journeys]


@pytest.fixture(scope="module", params=ENGINES.values(), ids=ENGINES)
def runs(request: pytest.FixtureRequest) -> list[Case]:
    """Many small cases, run once."""
    simulate: Engine = request.param
    drawn = (random_case(Random(seed)) for seed in SEEDS)
    return [(network, patients, simulate(network, patients)) for network, patients in drawn]


def test_the_checker_finds_nothing(runs: list[Case]):
    for seed, case in zip(SEEDS, runs, strict=True):
        assert check(*case) == [], f"random_case(Random({seed}))"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(case=cases)
def test_the_witnesses_agree_on_what_hypothesis_makes(case: tuple[Network, Patients]):
    assert difference(*case)[0] == ""


@each_engine
def test_the_checker_finds_nothing_among_a_thousand_patients(simulate: Engine):
    network, patients = random_case(Random(12), people=1_000)
    record = simulate(network, patients)
    assert check(network, patients, record) == []
    assert (record.exit != Exit.OPEN).sum() > 300


def test_every_rule_acts_somewhere_in_busier_cases():
    counts: Counter[str] = Counter()
    for seed in range(200):
        network, patients = random_case(Random(seed), people=100)
        counts.update(feature_counts(network, patients, compiled.simulate(network, patients)))
    assert {name: count for name, count in counts.items() if count < 2} == {}


def test_every_pair_of_features_meets_in_some_case():
    pairs = Pairs(FEATURES)
    for seed in range(600):
        pairs.meet(features(*random_case(Random(seed), people=40)))
    assert pairs.apart() == []


def test_everybody_who_comes_is_still_there_or_has_gone(runs: list[Case]):
    for network, patients, record in runs:
        is_first = patients.depth == 0
        arrives = np.where(patients.arrives < network.end, patients.arrives, -1)
        assert record.arrived[is_first].tolist() == arrives[is_first].tolist()
        assert ((record.finished >= 0) == (record.exit != Exit.OPEN)).all()
        assert (record.finished[record.arrived < 0] == -1).all()
        returned = (record.exit == Exit.LEFT) & (patients.returns_as >= 0)
        due = record.finished[returned] + patients.returns_after[returned]
        came = record.arrived[patients.returns_as[returned]]
        assert came.tolist() == np.where(due < network.end, due, -1).tolist()
        assert (record.arrived[~is_first] >= 0).sum() == (came >= 0).sum()


def test_there_is_room_for_everybody_in_place_when_somebody_starts(runs: list[Case]):
    starts = 0
    for network, patients, record in runs:
        weights = [
            step.weight for route in patients.route.tolist() for step in network.routes[route].steps
        ]
        for number, unit in enumerate(network.units):
            rows = np.flatnonzero(record.unit == number)
            left = record.left[rows]
            until = np.where(left < 0, network.end, left + unit.turnaround)
            for row in rows:
                now = record.reserved[row]
                is_in = (record.reserved[rows] <= now) & (now < until)
                in_use = sum(weights[r] for r in rows[is_in])
                turn = np.searchsorted(unit.capacity.times, now, side="right") - 1
                assert in_use <= unit.capacity.values[turn]
                starts += 1
        assert ((record.unit >= 0) <= (record.reserved >= 0)).all()
    assert starts > 1_000


def some_cases(number: int) -> list[tuple[int, Network, Patients]]:
    """Cases of their own, with their seeds."""
    return [(seed, *random_case(Random(seed))) for seed in range(10_000, 10_000 + number)]


@each_engine
def test_a_run_says_the_same_again(simulate: Engine):
    for seed, network, patients in some_cases(20):
        one, other = (simulate(network, patients) for _ in range(2))
        for name in Journeys.__slots__:
            assert getattr(one, name).tolist() == getattr(other, name).tolist(), seed


@each_engine
def test_the_order_in_which_units_and_routes_are_listed_is_nothing(simulate: Engine):
    for seed, network, patients in some_cases(60):
        order = Order.shuffled_units_and_routes(network, Random(seed))
        other = with_routes(patients, order.routes)
        one_record = simulate(network, patients)
        other_record = simulate(rearranged(network, order), other)
        for row in range(len(patients)):
            one = story_of(patients, one_record, row, range(len(network.units)))
            assert story_of(other, other_record, row, order.units) == one, (seed, row)


@each_engine
def test_a_place_knows_nothing_of_a_place_beside_it(simulate: Engine):
    """Their services are listed in any mixed order, and so are their patients where times tie."""
    drawn = some_cases(80)
    for (seed, one, its), (_, other, others) in zip(drawn[::2], drawn[1::2], strict=True):
        end = min(one.end, other.end)
        one, other = replace(one, end=end), replace(other, end=end)  # noqa: PLW2901
        order = Order.mixed(one, other, Random(seed))
        both = rearranged(beside(one, other), order)
        everybody, row_at = mixed_patients(its, others, len(one.routes), Random(seed))
        everybody = with_routes(everybody, order.routes)
        record = simulate(both, everybody)
        alone = [
            *stories(simulate, one, its, 0),
            *stories(simulate, other, others, len(one.units)),
        ]
        together = [story_of(everybody, record, row, order.units) for row in row_at]
        assert together == alone, seed


def stories(simulate: Engine, network: Network, patients: Patients, first_unit: int) -> list[dict]:
    """What happens to all patients of a place by itself, its units numbered from another number."""
    record = simulate(network, patients)
    units = range(first_unit, first_unit + len(network.units))
    return [story_of(patients, record, row, units) for row in range(len(patients))]


@each_engine
def test_a_setting_a_handoff_and_a_route_that_nobody_uses_are_as_good_as_not_there(
    simulate: Engine,
):
    (_, extra, _) = some_cases(1)[0]
    for seed, network, patients in some_cases(20):
        wider = beside(network, replace(extra, end=network.end))
        one, other = simulate(network, patients), simulate(wider, patients)
        for name in Journeys.__slots__:
            assert getattr(one, name).tolist() == getattr(other, name).tolist(), seed


def test_half_of_the_cases_have_their_times_on_a_grid(runs: list[Case]):
    on_grid = 0
    for network, patients, _ in runs:
        durations = patients.duration[patients.duration > 0]
        on_grid += bool((durations % 3_600_000_000 == 0).all() and len(network.units))
    assert 0.4 < on_grid / len(runs) < 0.65
    kinds = {step.kind for network, *_ in runs for r in network.routes for step in r.steps}
    assert kinds == set(StepKind)
