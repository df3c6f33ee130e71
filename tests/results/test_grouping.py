"""Counts and statistics by several keys at once against plain loops, and what is shared."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simulator.network.network import DAY
from simulator.results.grouping import Grouping
from simulator.results.measures import measures
from simulator.results.outline import Outline
from simulator.results.run import Run
from tests.results import place

# Keys 0 and 1 in the first level, 2 in the second, 3 a twin of 1; cell 3 has no key.
GROUPING = Grouping.of(
    [np.array([0, 1, 1, 4]), np.array([2, 4, 2, 4]), np.array([4, 4, 4, 4])],
    4,
    np.array([0, 1, 2, 1]),
)
CELLS_OF = ((0,), (1, 2), (0, 2), (1, 2))


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(5)
    return rng.integers(0, 4, 500), rng.integers(0, 30, 500) * DAY // 7


def test_a_level_without_keys_is_left_out():
    assert len(GROUPING.levels) == 2


def test_counts_are_those_of_a_plain_loop(rows):
    cell, values = rows
    is_long = values > DAY
    counts, some = GROUPING.counts(cell), GROUPING.counts(cell, is_long)
    sums = GROUPING.counts(cell, values / 3)
    for key, cells in enumerate(CELLS_OF):
        mine = np.isin(cell, cells)
        assert counts[key] == mine.sum()
        assert some[key] == (mine & is_long).sum()
        assert sums[key] == pytest.approx(values[mine].sum() / 3)


@pytest.mark.parametrize("shift", [0, -3 * DAY, 2**61], ids=["packed", "negative", "huge"])
def test_statistics_are_numpys_however_the_values_are_put_in_order(rows, shift):
    cell, values = rows
    found = GROUPING.tally(cell, values + shift)
    for key, cells in enumerate(CELLS_OF):
        mine = (values + shift)[np.isin(cell, cells)] / DAY
        assert found.n[key] == len(mine)
        assert found.mean[key] == pytest.approx(mine.mean())
        assert found.quantiles["p90"][key] == pytest.approx(np.quantile(mine, 0.9))


def test_a_shared_outline_changes_nothing():
    alone, shared = place.run(), place.run()
    first = measures(alone)
    again = measures(dataclasses.replace(shared, outline=alone.outline, _kept={}))
    other = dataclasses.replace(alone, journeys=shared.journeys, patients=shared.patients, _kept={})
    assert other.outline is alone.outline
    assert measures(other).keys is first.keys
    for one in (again, measures(other), measures(shared)):
        assert one.keys == first.keys
        np.testing.assert_array_equal(one.values, first.values)


def test_an_outline_of_something_else_is_not_used():
    run = place.run()
    begin, end = run.window
    other = Outline(run.scenario, run.network, (begin + DAY, end))
    assert dataclasses.replace(run, outline=other).outline.window == run.window
    shorter = dataclasses.replace(run, window=other.window, _kept={})
    assert isinstance(shorter, Run)
    assert shorter.days == run.days - 1
