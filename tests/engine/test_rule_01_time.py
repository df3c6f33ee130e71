"""Rules 1 to 3 and 18: whole times, nothing random, the same draws, and the edges of a run."""

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
    did,
    handoff,
    leave,
    network,
    patients,
    reviews,
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
        Person(2, [Draw(1), Draw(0), ]),
    ]  # fmt: skip
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


def test_rule_18_journeys_open_at_the_end_stay_in_the_record(happens):
    units = [unit(9), unit(1, setting=1), unit(9, setting=2, reviewed=reviews((48 * H, 10**6)))]
    routes = [
        [stay(), stay(1, after=[0], units=[1]), leave([1])],
        [stay(), task(0, [0]), leave([1])],
        [stay(2, units=[2], move=20 * H), leave([0])],
        [stay(2, units=[2]), leave([0])],
    ]
    people = [
        Person(0, [Draw(H), Draw(30 * H), Draw(0)], route=0),
        Person(0, [Draw(2 * H), Draw(H), Draw(0)], route=0),
        Person(0, [Draw(3 * H), Draw(30 * H), Draw(0)], route=1),
        Person(4 * H, [Draw(H), Draw(0)], route=2),
        Person(5 * H, [Draw(H), Draw(0)], route=3),
    ]
    assert happens(network(units, [handoff(9)], routes, end=DAY), people) == [
        Went(0, -1, Exit.OPEN, [stayed(0, 0, H, H), At(H, H, H, unit=1), At()]),
        Went(0, -1, Exit.OPEN, [At(0, 0, 0, 2 * H, 2 * H, unit=0), At(2 * H), At()]),
        Went(0, -1, Exit.OPEN, [
            At(0, 0, 0, 3 * H, 3 * H, unit=0), At(3 * H, 3 * H, 3 * H), At()
        ]),
        Went(4 * H, -1, Exit.OPEN, [At(4 * H, 4 * H, unit=2), At()]),
        Went(5 * H, -1, Exit.OPEN, [At(5 * H, 5 * H, 5 * H, 6 * H, unit=2), At()]),
    ]  # fmt: skip


def test_rule_18_work_begun_goes_on_to_the_end_of_the_run_only(happens):
    place = network([], [handoff(9)], [[task(0), leave([0])]], end=DAY)
    people = [Person(20 * H, [Draw(4 * H), Draw(0)]), Person(20 * H, [Draw(3 * H), Draw(0)])]
    assert happens(place, people) == [
        Went(20 * H, -1, Exit.OPEN, [At(20 * H, 20 * H, 20 * H), At()]),
        Went(20 * H, 23 * H, Exit.LEFT, [did(20 * H, 20 * H, 23 * H), went(23 * H)]),
    ]
