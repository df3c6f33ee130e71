"""Rules 1 to 3: whole times, nothing random in a run, and the same draws in every run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import DAY, NEVER, CapacityPath
from simulator.network.network import HOUR as H
from simulator.sampling.patients import Patients
from simulator.sampling.sample import sample_patients
from tests.engines import Engine, each_engine
from tests.sampling.places import built, place
from tests.small_networks import (
    At,
    Draw,
    Person,
    Went,
    handoff,
    leave,
    network,
    patients,
    stay,
    stayed,
    task,
    unit,
    went,
)


def test_rule_1_nothing_happens_at_the_end_or_later(happens):
    ward = network([unit(9)], routes=[[stay(), leave([0])]], end=10 * H)
    people = [
        Person(0, [Draw(10 * H - 1), Draw(0)]),
        Person(0, [Draw(10 * H), Draw(0)]),
        Person(0, [Draw(NEVER - 1), Draw(0)]),
        Person(10 * H, [Draw(0), Draw(0)]),
    ]
    last = 10 * H - 1
    assert happens(ward, people) == [
        Went(0, last, Exit.LEFT, [stayed(0, 0, last, last), went(last)]),
        Went(0, -1, Exit.OPEN, [At(0, 0, 0, unit=0), At()]),
        Went(0, -1, Exit.OPEN, [At(0, 0, 0, unit=0), At()]),
        Went(-1, -1, Exit.OPEN, [At(), At()]),
    ]


def test_rule_1_a_microsecond_is_long_enough_to_come_first(happens):
    ward = network([unit(1)], routes=[[stay(), leave([0])]], end=DAY)
    people = [
        Person(0, [Draw(5 * H), Draw(0)]),
        Person(1, [Draw(1), Draw(0)]),
        Person(2, [Draw(1), Draw(0)]),
    ]
    assert happens(ward, people)[1:] == [
        Went(1, 5 * H + 1, Exit.LEFT, [stayed(1, 5 * H, 5 * H + 1, 5 * H + 1), went(5 * H + 1)]),
        Went(2, 5 * H + 2, Exit.LEFT, [
            stayed(2, 5 * H + 1, 5 * H + 2, 5 * H + 2), went(5 * H + 2)
        ]),
    ]  # fmt: skip


def columns(record: Patients | Journeys) -> dict[str, list[int]]:
    return {name: getattr(record, name).tolist() for name in type(record).__slots__}


@each_engine
def test_rule_2_a_run_says_the_same_again_and_changes_nothing_given(simulate: Engine):
    ward = network([unit(1)], [handoff(1)], [[stay(), task(0, [0]), leave([1])]], end=DAY)
    people = patients([Person(i * H, [Draw(2 * H), Draw(H), Draw(0)]) for i in range(5)])
    given = columns(people)
    first = simulate(ward, people)
    assert columns(people) == given
    assert columns(simulate(ward, people)) == columns(first)
    assert first.finished.tolist() == [3 * H, 6 * H, 9 * H, 12 * H, 15 * H]


@each_engine
def test_rule_3_with_fewer_beds_and_more_demand_those_who_come_are_the_same(simulate: Engine):
    said = place()
    said["calendar"]["run_for"] = "12 days"
    before = lives(simulate, said, beds=400)
    said["patient_groups"]["old"]["arrivals"]["per_day"] *= 1.3
    after = lives(simulate, said, beds=60)
    assert len(before) > 400
    assert len(after) > len(before)
    both_left = 0
    for who, (arrived, need, waited) in before.items():
        assert after[who][:2] == (arrived, need) or need < 0 or after[who][1] < 0
        both_left += need >= 0 and after[who][1] == need and after[who][2] > waited
    assert both_left > 50


def lives(simulate: Engine, said: dict, beds: int) -> dict[tuple[int, int], tuple[int, ...]]:
    """By group and identity: arrival, need met in the first stay (-1: not yet), and its wait."""
    scenario, network, plan = built(said)
    units = (replace(network.units[0], capacity=CapacityPath((0,), (beds,))), *network.units[1:])
    people = sample_patients(scenario, network, plan, 1, 0)
    record = simulate(replace(network, units=units), people)
    row = people.first[:-1]
    need = np.where(record.ended[row] >= 0, record.ended[row] - record.started[row], -1)
    waited = record.started[row] - record.asked[row]
    keys = zip(people.group.tolist(), people.identity.tolist(), strict=True)
    values = zip(record.arrived.tolist(), need.tolist(), waited.tolist(), strict=True)
    firsts = (people.depth == 0).tolist()
    return {k: v for k, v, first in zip(keys, values, firsts, strict=True) if first}
