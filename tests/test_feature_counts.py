"""Counts of how often rules acted: timelines worked out by hand, and plain loops over pairs."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from simulator.engine import reference
from simulator.engine.journeys import PlacesLocked
from simulator.network.network import AtLimit, AtLoop, Trigger
from tests.feature_counts import feature_counts
from tests.features import FEATURES, features
from tests.journey_steps import Record
from tests.loop_steps import loops
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
from tests.twins import run


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


def test_a_unit_that_a_queue_opens():
    """Called at 1 and open from 3, it has to stay so until 6; he is in it until 7."""
    place = network([unit(1), unit(1, trigger=Trigger(0, 2, 3, 0))], routes=[
        [stay(units=[0, 1]), leave([0])],
    ])  # fmt: skip
    names = ("trigger: unit called", "trigger: opened", "trigger: somebody started as it opened",
             "trigger: kept open only by its shortest opening", "trigger: shut with people inside",
             "trigger: shut as its shortest opening was over",
             "trigger: opened though the queue had gone")  # fmt: skip
    first = Person(0, [Draw(9), Draw(0)])
    second = acted(place, [first, Person(1, [Draw(4), Draw(0)])], names)
    assert second == dict(zip(names, (1, 1, 1, 1, 1, 1, 0), strict=True))
    lost = acted(place, [first, Person(1, [Draw(4, limit=1), Draw(0)])], names)
    assert lost == dict(zip(names, (1, 1, 0, 1, 0, 1, 1), strict=True))


def test_back_from_out_of_area_or_not():
    names = ("away: started", "away: came back", "away: came back on widening",
             "away: need ended before room came", "away: need ended as room came",
             "away: died away")  # fmt: skip
    units = [unit(1), unit(1, away=True)]
    place = network(units, routes=[[stay(units=[0, 1]), leave([0])]])
    later = network(units, routes=[[stay(units=[1, (0, 4)]), leave([0])]])
    first = Person(0, [Draw(5), Draw(0)])
    for need, dies, counted in ((9, 0, (1, 1, 0, 0, 0, 0)), (3, 0, (1, 0, 0, 1, 0, 0)),
                                (3, 1, (1, 0, 0, 1, 0, 1))):  # fmt: skip
        second = Person(1, [Draw(need, dies=dies), Draw(0)])
        assert acted(place, [first, second], names) == dict(zip(names, counted, strict=True))
    one = acted(later, [Person(0, [Draw(9), Draw(0)])], names)
    assert one == dict(zip(names, (1, 1, 1, 0, 0, 0), strict=True))
    third = Person(5, [Draw(2), Draw(0)])
    both = acted(place, [first, Person(1, [Draw(4), Draw(0)]), third], names)
    assert both == dict(zip(names, (1, 0, 0, 1, 1, 0), strict=True))


def ring(*settings, move=0):
    """Routes from the unit of each setting to that of the next, which have one bed each."""
    nexts = [*settings[1:], settings[0]]
    return [
        [stay(s, units=[s]), stay(t, after=[0], units=[t], move=move), leave([1])]
        for s, t in zip(settings, nexts, strict=True)
    ]


def test_loops_of_one_unit_of_two_and_of_three():
    names = ("loop: of one unit", "loop: of two units", "loop: of three units or more",
             "loop: over capacity through it", "loop: as a limit would run out",
             "loop: asked for at that time", "loop: after a wait")  # fmt: skip
    cases = ((1, 0, (1, 0, 0, 0, 0, 1, 0)), (2, 0, (0, 1, 0, 0, 1, 1, 1)),
             (3, 0, (0, 0, 1, 0, 1, 1, 2)), (3, 5, (0, 0, 1, 1, 1, 1, 2)))  # fmt: skip
    for size, move, counted in cases:
        place = network(
            [unit(1, setting=s) for s in range(size)], routes=ring(*range(size), move=move)
        )
        people = [Person(0, [Draw(4 + 2 * (i == 0)), Draw(3, limit=-1 if i != 1 else 2), Draw(0)],
                         route=i) for i in range(size)]  # fmt: skip
        assert acted(place, people, names) == dict(zip(names, counted, strict=True))


def test_a_loop_is_one_of_several():
    """From the second setting there is a loop with either unit of the first."""
    to_second = [stay(units=[0, 2]), stay(1, after=[0], units=[1]), leave([1])]
    to_first = [stay(1, units=[1]), stay(after=[0], units=[0, 2]), leave([1])]
    place = network([unit(1), unit(1, setting=1), unit(1)], routes=[to_second, to_first])
    first = [Person(0, [Draw(4), Draw(3), Draw(0)], route=r) for r in (0, 1, 0)]
    names = ("loop: of two units", "loop: chosen among several")
    people = [replace(first[0]), replace(first[1], draws=[Draw(5), Draw(3), Draw(0)]), first[2]]
    assert acted(place, people, names) == dict(zip(names, (1, 1), strict=True))
    assert acted(place, people[:2], names) == dict(zip(names, (0, 0), strict=True))


def test_the_first_loop_found_in_a_record_is_not_before_the_one_at_which_the_run_stops(records):
    found = 0
    for record in records:
        stop = run(
            reference.simulate, replace(record.network, at_loop=AtLoop.STOP), record.patients
        )
        if isinstance(stop, PlacesLocked):
            first = min(loops(record), key=lambda loop: loop.time, default=None)
            assert first is None or first.time >= stop.time
            found += first is not None and (first.time, first.units) == (stop.time, stop.units)
        else:
            assert loops(record) == []
    assert found > 3


@pytest.fixture(scope="module")
def records():
    """Busy random cases as columns."""
    drawn = [random_case(Random(seed), people=60) for seed in range(25)]
    moving = [(replace(network, at_loop=AtLoop.SWAP), table) for network, table in drawn]
    return [Record(*case, reference.simulate(*case)) for case in moving]


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
