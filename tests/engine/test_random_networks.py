"""Random places: the journey checker finds nothing, and what may not matter does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings

from simulator.engine import compiled
from simulator.engine.checker import check
from simulator.engine.journeys import Exit, Journeys, PlacesLocked
from simulator.network.network import AtLoop, Network, StepKind
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
    with_order,
)
from tests.twins import difference, try_seed

SEEDS = range(300)
Case = tuple[Network, Patients, Journeys]


def drawn(seed: int, people: int | None = None) -> tuple[Network, Patients]:
    """A random case in which loops of full places move."""
    network, patients = random_case(Random(seed), people=people)
    return replace(network, at_loop=AtLoop.SWAP), patients


@pytest.fixture(scope="module", params=ENGINES.values(), ids=ENGINES)
def runs(request: pytest.FixtureRequest) -> list[Case]:
    """Many small cases, run once."""
    simulate: Engine = request.param
    given = (drawn(seed) for seed in SEEDS)
    return [(network, patients, simulate(network, patients)) for network, patients in given]


def test_the_checker_finds_nothing(runs: list[Case]):
    for seed, case in zip(SEEDS, runs, strict=True):
        assert check(*case) == [], f"drawn({seed})"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(case=cases)
def test_the_witnesses_agree_on_what_hypothesis_makes(case: tuple[Network, Patients]):
    assert difference(*case) == ""


@pytest.mark.parametrize("block", range(2))
def test_the_witnesses_agree_on_places_with_dozens_of_patients(block: int):
    for seed in range(20 * block, 20 * (block + 1)):
        assert try_seed(seed, people=60).says == "", seed


@each_engine
def test_the_checker_finds_nothing_among_a_thousand_patients(simulate: Engine):
    network, patients = drawn(6, people=1_000)
    record = simulate(network, patients)
    assert check(network, patients, record) == []
    assert (record.exit != Exit.OPEN).sum() > 300


def test_every_rule_acts_somewhere_in_busier_cases():
    counts: Counter[str] = Counter()
    for seed in range(200):
        network, patients = drawn(seed, people=100)
        counts.update(feature_counts(network, patients, compiled.simulate(network, patients)))
    assert {name: count for name, count in counts.items() if count < 2} == {}


def test_every_pair_of_features_meets_in_some_case():
    pairs = Pairs(FEATURES)
    for seed in range(900):
        pairs.meet(features(*random_case(Random(seed), people=40)))
    assert pairs.apart() == []


def test_everybody_who_comes_is_still_there_or_has_gone(runs: list[Case]):
    for network, patients, record in runs:
        is_first = patients.arrives >= 0
        arrives = np.where(patients.arrives < network.end, patients.arrives, -1)
        assert record.arrived[is_first].tolist() == arrives[is_first].tolist()
        assert ((record.finished >= 0) == (record.exit != Exit.OPEN)).all()
        assert (record.finished[record.arrived < 0] == -1).all()
        returned = (record.exit == Exit.LEFT) & (patients.returns_as >= 0)
        due = record.finished[returned] + patients.returns_after[returned]
        came = record.arrived[patients.returns_as[returned]]
        assert came.tolist() == np.where(due < network.end, due, -1).tolist()
        sent = (record.exit == Exit.SWITCHED) & (patients.instead_as >= 0)
        instead = record.arrived[patients.instead_as[sent]]
        assert instead.tolist() == record.finished[sent].tolist()
        assert (record.arrived[~is_first] >= 0).sum() == (came >= 0).sum() + len(instead)


@dataclass(frozen=True)
class Taken:
    """A place in use in [begins, until): by whom it was begun, and its weight as time goes on."""

    unit: int
    begins: int
    until: int
    weights: list[tuple[int, int]]
    is_from_before: bool
    is_from_a_place: bool

    def at(self, now: int) -> int:
        """What is in use at a time."""
        if not self.begins <= now < self.until:
            return 0
        return [weight for since, weight in self.weights if since <= now][-1]


def places_taken(case: Case) -> Iterator[Taken]:
    """Every place in use by anybody."""
    network, patients, record = case
    for patient, route in enumerate(patients.route.tolist()):
        first = int(patients.first[patient])
        held_until = -1
        for k, step in enumerate(network.routes[route].steps):
            row = first + k
            begins, left = int(record.reserved[row]), int(record.left[row])
            if step.kind is not StepKind.STAY or begins < 0:
                continue
            spans = [(int(record.unit[row]), begins, left)]
            if record.moved_back[row] >= 0:
                back = int(record.moved_back[row])
                spans = [(int(record.away_unit[row]), begins, back), (spans[0][0], back, left)]
            is_in = patients.begins_at[patient] == k and patients.begins_in[patient] >= 0
            for unit, since, ends in spans:
                falls = [
                    (int(record.started[row]) + after, weight) for after, weight in step.profile
                ]
                weights = [(begins, step.weight), *(f for f in falls if ends < 0 or f[0] <= ends)]
                until = network.end if ends < 0 else ends + network.units[unit].turnaround
                is_moved = since > begins or held_until >= begins
                yield Taken(unit, since, until, weights, is_in and since == begins, is_moved)
            held_until = network.end if left < 0 else left


def capacity_at(case: Case, number: int, now: int) -> int:
    """How much there is in a unit at a time, until that is over."""
    network, _, record = case
    unit = network.units[number]
    is_open = (record.opened_unit == number) & (record.opened_at <= now)
    is_open &= (record.shut_at < 0) | (now <= record.shut_at)
    if unit.trigger is not None and not is_open.any():
        return 0
    return unit.capacity.values[np.searchsorted(unit.capacity.times, now, side="right") - 1]


def test_there_is_room_for_everybody_in_place_when_somebody_starts(runs: list[Case]):
    """Or he comes from another place, and full places have moved in a loop."""
    starts = swaps = 0
    for case in runs:
        taken = list(places_taken(case))
        for number in range(len(case[0].units)):
            mine = [each for each in taken if each.unit == number]
            for each in mine:
                if not each.is_from_before:
                    in_use = sum(other.at(each.begins) for other in mine)
                    is_over = in_use > capacity_at(case, number, each.begins)
                    assert not is_over or any(
                        other.is_from_a_place for other in mine if other.begins == each.begins
                    )
                    starts += 1
                    swaps += is_over
        record = case[2]
        assert ((record.unit >= 0) <= (record.reserved >= 0)).all()
    assert starts > 1_000
    assert 0 < swaps < starts / 20


def some_cases(number: int) -> list[tuple[int, Network, Patients]]:
    """Cases of their own, with their seeds."""
    return [(seed, *drawn(seed)) for seed in range(10_000, 10_000 + number)]


def has_loops(simulate: Engine, network: Network, patients: Patients) -> bool:
    """Whether a loop of full places comes up."""
    try:
        simulate(replace(network, at_loop=AtLoop.STOP), patients)
    except PlacesLocked:
        return True
    return False


@each_engine
def test_a_run_says_the_same_again(simulate: Engine):
    for seed, network, patients in some_cases(20):
        one, other = (simulate(network, patients) for _ in range(2))
        for name in Journeys.__slots__:
            assert getattr(one, name).tolist() == getattr(other, name).tolist(), seed


@each_engine
def test_the_order_in_which_units_and_routes_are_listed_is_nothing(simulate: Engine):
    """Of units it is nothing as long as no loop has to be chosen by their numbers."""
    for seed, network, patients in some_cases(60):
        order = Order.shuffled_units_and_routes(network, Random(seed))
        if has_loops(simulate, network, patients):
            order = replace(order, units=Order.unchanged(network).units)
        other = with_order(patients, order)
        one_record = simulate(network, patients)
        other_record = simulate(rearranged(network, order), other)
        for row in range(len(patients)):
            one = story_of(patients, one_record, row, range(len(network.units)))
            assert story_of(other, other_record, row, order.units) == one, (seed, row)


@each_engine
def test_a_place_knows_nothing_of_a_place_beside_it(simulate: Engine):
    """Their services are listed in any mixed order, and so are their patients where times tie."""
    given = some_cases(80)
    for (seed, one, its), (_, other, others) in zip(given[::2], given[1::2], strict=True):
        end = min(one.end, other.end)
        one, other = replace(one, end=end), replace(other, end=end)  # noqa: PLW2901
        order = Order.mixed(one, other, Random(seed))
        both = rearranged(beside(one, other), order)
        everybody, row_at = mixed_patients(
            its, others, len(one.routes), Random(seed), units=len(one.units)
        )
        everybody = with_order(everybody, order)
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
