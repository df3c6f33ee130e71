"""A flattened network kept for others that differ from it in capacities only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.engine.flat_kept import Flat
from simulator.network.network import HOUR, CapacityPath, Trigger
from tests.small_networks import handoff, leave, network, stay, task, unit

WARDS = [unit([(0, 2), (3 * HOUR, 1)]), unit(4, trigger=Trigger(1, HOUR, 0, 0))]
CALLS = [handoff([(0, 1), (3 * HOUR, 2)])]
ROUTES = [[stay(), task(0), leave([0, 1])]]


def place():
    return network(WARDS, CALLS, ROUTES, end=24 * HOUR)


def with_capacity(known, *paths):
    units = [replace(one, capacity=path) for one, path in zip(known.units, paths, strict=True)]
    return replace(known, units=tuple(units))


def test_tables_of_other_capacities_are_those_of_flattening_afresh():
    known = place()
    paths = CapacityPath((0, HOUR, 3 * HOUR), (0, 5, 2)), CapacityPath((0,), (7,))
    other = with_capacity(known, *paths)
    kept, afresh = Flat.of(known).with_capacities(other), Flat.of(other).tables
    assert kept is not None
    assert kept.keys() == afresh.keys()
    for name, table in afresh.items():
        assert np.array_equal(kept[name], table), name
    assert not np.array_equal(kept["turns"], Flat.of(known).tables["turns"])
    assert not np.array_equal(kept["triggers"], Flat.of(known).tables["triggers"])


def test_nothing_is_made_anew_but_what_holds_capacities():
    known = place()
    flat = Flat.of(known)
    kept = flat.with_capacities(with_capacity(known, *[CapacityPath((0,), (3,))] * 2))
    assert kept is not None
    anew = {name for name in kept if kept[name] is not flat.tables[name]}
    assert anew == {"units", "triggers", "turns"}
    assert flat.with_capacities(known) is flat.tables


@pytest.mark.parametrize(
    "other",
    [
        lambda one: replace(one, end=one.end - 1),
        lambda one: replace(one, units=(replace(one.units[0], turnaround=1), one.units[1])),
        lambda one: replace(one, units=one.units[:1]),
        lambda one: replace(one, routes=one.routes * 2),
        lambda one: replace(
            one, handoffs=(replace(one.handoffs[0], staff=CapacityPath((0,), (1,))),)
        ),
    ],
    ids=["end", "turnaround", "a unit less", "routes", "staff"],
)
def test_a_place_that_differs_in_more_is_not_taken_for_the_same(other):
    known = place()
    assert Flat.of(known).with_capacities(other(known)) is None
