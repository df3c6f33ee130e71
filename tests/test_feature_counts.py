"""Counts of how often rules acted: timelines worked out by hand, and plain loops over pairs."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from simulator.engine import reference
from simulator.network.network import AtLimit
from tests.feature_counts import feature_counts
from tests.features import FEATURES, features
from tests.journey_steps import Record
from tests.random_networks import random_case
from tests.service_counts import first_of_two, overtaken, passed_by_priority
from tests.small_networks import (
    Draw,
    Person,
    handoff,
    leave,
    network,
    patients,
    stay,
    task,
    unit,
    windows,
)
from tests.step_functions import StepFunctions, summed


def acted(place, people, among=()):
    """What is counted when these people come to this place, as far as it is among these names."""
    table = patients(people)
    counts = feature_counts(place, table, reference.simulate(place, table))
    return {name: counts[name] for name in among}


def test_somebody_who_needs_two_beds_blocks_the_one_that_is_free():
    place = network([unit(2)], routes=[
        [stay(), leave([0])], [stay(weight=2), leave([0])],
    ])  # fmt: skip
    people = [Person(0, [Draw(9), Draw(0)]), Person(1, [Draw(3), Draw(0)], route=1),
              Person(2, [Draw(3), Draw(0)])]  # fmt: skip
    names = ("place: blocked by somebody before", "place: too little room for him",
             "order: settled by time asked", "stay: waited")  # fmt: skip
    assert acted(place, people, names) == dict(zip(names, (1, 1, 1, 2), strict=True))
    first_two = acted(place, people[:2], names)
    assert first_two == dict(zip(names, (0, 1, 0, 1), strict=True))


def test_past_a_unit_that_is_blocked_and_one_that_is_full():
    wide = stay(units=[0], weight=2)
    choosy = stay(units=[1, 0, 2])
    place = network([unit(1), unit(1), unit(1)], routes=[
        [stay(units=[1]), leave([0])], [wide, leave([0])], [choosy, leave([0])],
    ])  # fmt: skip
    people = [Person(0, [Draw(9), Draw(0)]), Person(1, [Draw(3), Draw(0)], route=1),
              Person(2, [Draw(3), Draw(0)], route=2)]  # fmt: skip
    names = ("place: skipped a blocked unit", "place: skipped a full unit",
             "place: skipped a shut unit",
             "place: skipped one blocked and one full or shut")  # fmt: skip
    assert acted(place, people, names) == dict(zip(names, (1, 1, 0, 1), strict=True))


def test_over_capacity_nobody_starts_until_it_is_over():
    place = network([unit([(0, 2), (5, 1)])], routes=[[stay(), leave([0])]])
    people = [Person(0, [Draw(9), Draw(0)]), Person(0, [Draw(7), Draw(0)]),
              Person(6, [Draw(1), Draw(0)])]  # fmt: skip
    names = ("place: over capacity, and nobody starts", "place: beds fell below use")
    assert acted(place, people, names) == dict(zip(names, (1, 1), strict=True))
    assert acted(place, people[1:], names) == dict(zip(names, (0, 0), strict=True))


def test_a_unit_that_falls_while_somebody_is_on_his_way_out_of_it():
    fall = [(0, 1), (5, 0)]
    for move, counted in ((3, 1), (2, 1), (1, 0)):
        place = network([unit(fall), unit(setting=1)], routes=[
            [stay(), stay(1, after=[0], units=[1], move=move), leave([1])],
        ])  # fmt: skip
        people = [Person(0, [Draw(4), Draw(4), Draw(0)])]
        name = "stay: the old unit fell during the move"
        assert acted(place, people, [name]) == {name: counted}


def test_a_booking_that_ran_out_before_death_at_the_same_time():
    """The second is blocked until the first is lost; by then his handoff has been put off."""
    shut = handoff(hours=windows((900, 901)))
    beside = task(0, at_limit=AtLimit.POSTPONED, postpone_by=3, postpone_most=1)
    place = network([unit(1)], [shut], routes=[
        [stay(weight=2), leave([0])], [beside, stay(), leave([1])],
    ])  # fmt: skip
    first = Person(1, [Draw(1, limit=0), Draw(0)])
    second = Person(1, [Draw(1, limit=0), Draw(0, dies=1), Draw(0)], route=1)
    names = ("journey: died at once, having been postponed",
             "journey: asked at death and recorded as never")  # fmt: skip
    assert acted(place, [first, second], names) == dict(zip(names, (1, 1), strict=True))
    assert acted(place, [second], names) == dict(zip(names, (0, 1), strict=True))


def test_a_limit_of_a_handoff_runs_out_after_he_has_left():
    place = network([unit(1)], [handoff(0)], routes=[[stay(), task(0, [0]), leave([0])]])
    name = "limit: of a handoff, after he had left"
    for limit, counted in ((5, 1), (0, 0)):
        people = [Person(0, [Draw(4), Draw(2, limit=limit), Draw(0)])]
        assert acted(place, people, [name]) == {name: counted}


@pytest.fixture(scope="module")
def records():
    """Busy random cases as columns."""
    drawn = [random_case(Random(seed), people=60) for seed in range(25)]
    return [Record(*case, reference.simulate(*case)) for case in drawn]


def rows_of(record):
    columns = ("service", "priority", "asked", "reserved", "until", "since", "postponed", "patient",
               "position")  # fmt: skip
    table = zip(*(getattr(record, name)[:-1].tolist() for name in columns), strict=True)
    asked = [dict(zip(columns, row, strict=True)) for row in table]
    return [row for row in asked if row["asked"] >= 0 and row["service"] >= 0]


def order(row):
    return (-row["priority"], row["asked"], row["patient"], row["position"])


def test_overtaken_priority_and_bookings_as_plain_loops_say(records):
    total = np.zeros(3, int)
    for record in records:
        rows = rows_of(record)
        settings = len(record.network.care_settings)
        by_loops = [0, 0, 0]
        for one in rows:
            others = [o for o in rows if o["service"] == one["service"] and o is not one]
            now = one["reserved"]
            by_loops[0] += one["service"] < settings and any(
                order(o) > order(one) and one["asked"] < o["reserved"] < one["until"]
                for o in others
            )
            by_loops[1] += now >= 0 and any(
                o["priority"] < one["priority"] and o["asked"] < one["asked"] and o["until"] > now
                for o in others
            )
            by_loops[2] += now >= 0 < one["postponed"] and any(
                o["priority"] == one["priority"] and o["postponed"] == 0 and o["until"] > now
                and one["asked"] < o["asked"] < one["since"]
                for o in others
            )  # fmt: skip
        counted = [int(np.sum(f(record))) for f in (overtaken, passed_by_priority, first_of_two)]
        assert counted == by_loops
        total += counted
    assert total.min() > 5


def test_step_functions_as_plain_loops_say():
    rng = np.random.default_rng(3)
    turns = []
    for _ in range(3):
        times, changes = rng.integers(0, 40, 12), rng.integers(-5, 6, 12)
        turns.append(summed(times, changes))
        plain = [int(changes[times <= t].sum()) for t in range(45)]
        whole = StepFunctions([turns[-1]])
        assert whole.at(np.zeros(45, np.int64), np.arange(45)).tolist() == plain
    both = StepFunctions(turns)
    for which in range(3):
        for begin in range(40):
            for end in range(begin + 1, 44):
                one = [np.array([x]) for x in (which, begin, end)]
                values = both.at(np.full(end - begin, which), np.arange(begin, end))
                assert both.most(*one).tolist() == [values.max()]


def test_every_feature_of_a_place_is_known_by_what_stands_in_it():
    plain = network([unit(1)], routes=[[stay(), leave([0])]])
    people = patients([Person(1, [Draw(5), Draw(0)])])
    assert features(plain, people) == {"times on no grid"}
    full = network(
        [unit([(0, 2), (5, 0)], turnaround=1), unit(1)],
        [handoff(0)],
        routes=[[task(0), stay(units=[0], priority=1, move=2, waits_for=[0]), leave([1])]],
    )
    has = features(full, patients([Person(0, [Draw(5, limit=0), Draw(0, dies=1), Draw(0)])] * 2))
    assert has >= {"changing beds", "no beds for a time", "turnaround", "no staff throughout",
                   "handoffs on arrival", "priorities", "moves that take time", "no need", "death",
                   "limits on handoffs", "limits of nothing", "arrivals together", "few choices",
                   "several units in a setting"}  # fmt: skip
    assert not has & {"limits on stays", "returns", "handoffs that no move waits for"}
    assert len(set(FEATURES)) == len(FEATURES)
