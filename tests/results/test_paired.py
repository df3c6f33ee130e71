"""Paired differences, joint intervals, verdicts and ranks, against SciPy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.results.direction import better
from simulator.results.measure import where
from simulator.results.measures import REGISTRY, Key, Measured
from simulator.results.paired import pair
from simulator.results.ranking import ranks
from simulator.results.verdict import Verdict, matters_from, verdict

KEYS = tuple(
    Key(measure, where(care_setting="a"), "mean")
    for measure in ("census", "delayed_patients", "occupancy")
)


def measured(table, keys=KEYS):
    return [Measured(keys, np.array(row, dtype=float)) for row in table]


@pytest.fixture
def drawn():
    rng = np.random.default_rng(5)
    common = rng.normal(0, 10, (8, 3))
    return 100 + common + rng.normal(0, 1, (8, 3)), 103 + common + rng.normal(0, 1, (8, 3))


def test_intervals_are_those_of_a_paired_t_test(drawn):
    paired = pair(*map(measured, drawn))
    for at, key in enumerate(KEYS):
        told = stats.ttest_rel(drawn[1][:, at], drawn[0][:, at])
        for together in (1, 12):
            low, high = told.confidence_interval(1 - 0.05 / together)
            effect = paired.effect(key, together)
            assert effect.difference - effect.half_width == pytest.approx(low)
            assert effect.difference + effect.half_width == pytest.approx(high)
            assert paired.joint_half_width(together)[at] == pytest.approx(effect.half_width)
        assert effect.higher == np.mean(drawn[1][:, at] > drawn[0][:, at])


def test_scenarios_with_other_measures_are_compared_in_those_they_share(drawn):
    a, b = drawn
    fewer = pair(measured(a), measured(b[:, [2, 0]], (KEYS[2], KEYS[0])))
    assert fewer.keys == (KEYS[0], KEYS[2])
    whole = pair(measured(a), measured(b))
    np.testing.assert_array_equal(fewer.difference, whole.difference[[0, 2]])
    assert fewer.effect(KEYS[1]) is None


def test_what_only_one_of_a_pair_has_is_left_out_of_both(drawn):
    a, b = drawn[0].copy(), drawn[1].copy()
    a[0, 0], b[3, 0], b[:, 1] = np.nan, np.nan, np.nan
    paired = pair(measured(a), measured(b))
    kept = [1, 2, 4, 5, 6, 7]
    effect = paired.effect(KEYS[0])
    assert effect.n == 6
    assert effect.reference == pytest.approx(a[kept, 0].mean())
    assert effect.difference == pytest.approx((b - a)[kept, 0].mean())
    assert paired.effect(KEYS[1]).verdict is Verdict.ABSENT


def test_sums_in_another_order_are_no_difference():
    a = np.array([[0.1 + 0.2, 1, 1], [0.3, 1, 1]])
    b = np.array([[0.3, 1, 1], [0.3, 1, 1]])
    assert a[0, 0] != b[0, 0]
    effect = pair(measured(a), measured(b)).effect(KEYS[0])
    assert (effect.difference, effect.verdict) == (0, Verdict.SAME)


def test_what_is_always_ten_more_is_certain():
    a = np.arange(12.0).reshape(4, 3)
    effect = pair(measured(a), measured(a + 10)).effect(KEYS[0])
    assert (effect.difference, effect.half_width, effect.verdict) == (10, 0, Verdict.HIGHER)


@pytest.mark.parametrize(
    ("n", "difference", "half_width", "differs", "found"),
    [
        (5, 0.0, 0.0, False, Verdict.SAME),
        (5, 2.0, 1.0, True, Verdict.HIGHER),
        (5, -2.0, 1.0, True, Verdict.LOWER),
        (5, 0.1, 0.3, True, Verdict.NOTHING),
        (5, 0.1, 0.5, True, Verdict.CANNOT_TELL),
        (1, 2.0, float("nan"), True, Verdict.CANNOT_TELL),
        (1, 0.0, float("nan"), False, Verdict.CANNOT_TELL),
        (0, float("nan"), float("nan"), False, Verdict.ABSENT),
    ],
)
def test_verdicts(n, difference, half_width, differs, found):
    assert verdict(n, difference, half_width, differs, 0.5) is found


@pytest.mark.parametrize(
    ("reference", "unit", "least"),
    [(600, "patients", 1), (50, "patients", 0.5), (0, "patients", 0.1), (0.9, "share", 0.009)],
)
def test_what_matters(reference, unit, least):
    assert matters_from(reference, unit) == pytest.approx(least)


def test_counts_and_costs_have_no_better_way():
    assert better(Key("delayed_patients", where(), "mean")) == "lower"
    assert better(Key("standard_met", where(), "share")) == "higher"
    assert better(Key("wait_for_place", where(), "n")) == ""
    assert better(Key("cost", where(), "mean")) == ""
    known = {name for name in REGISTRY if better(Key(name, where(), "mean"))}
    assert {"nctr_remaining", "response_time", "standard_met"} <= known


def test_ranks_that_chance_leaves_open():
    rng = np.random.default_rng(6)
    common = rng.normal(0, 50, (10, 1))
    values = common + np.array([5.0, 0.0, 5.01, 20.0]) + rng.normal(0, 0.5, (10, 4))
    assert [(one.lowest, one.highest) for one in ranks(values)] == [(2, 3), (1, 1), (2, 3), (4, 4)]
    same = np.repeat(common, 2, axis=1)
    assert [(one.lowest, one.highest) for one in ranks(same)] == [(1, 2), (1, 2)]


def test_uneven_replications_make_no_pairs(drawn):
    with pytest.raises(ValueError, match="make no pairs"):
        pair(measured(drawn[0]), measured(drawn[1][:3]))


def test_figures_paired_some_at_a_time_are_those_of_all_at_once(drawn, monkeypatch):
    whole = pair(*map(measured, drawn))
    monkeypatch.setattr("simulator.results.paired.VALUES_TOGETHER", len(drawn[0]))
    apart = pair(*map(measured, drawn))
    for name in ("n", "reference", "other", "difference", "sd", "half_width", "variance_ratio"):
        np.testing.assert_array_equal(getattr(apart, name), getattr(whole, name))
