"""Goals and ranges as they are typed, and what a goal's findings rest on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.experiment.goal import goals_of, unmeasured
from simulator.experiment.judgement import (
    Finding,
    Rule,
    altogether,
    bound_of,
    looks_until,
)
from simulator.experiment.sizing_range import MOST_MIXES, ranges_of
from simulator.results.measure import where
from simulator.results.measures import Key
from tests.experiment.place import loaded

STANDARDS = loaded().scenario.standards


@pytest.mark.parametrize(
    ("text", "key", "is_at_least", "bound", "share"),
    [
        (
            "beds_after_ready_date[care_setting=all acute] <= 40",
            Key("beds_after_ready_date", where(care_setting="all acute"), "mean"),
            *(False, 40, None),
        ),
        ("cost >= 1e6", Key("cost", where(), "per_day"), True, 1e6, None),
        (
            "wait_for_place[care_setting=acute, statistic=p95] < 4 in 9 of 10 runs",
            Key("wait_for_place", where(care_setting="acute"), "p95"),
            *(False, 4, 0.9),
        ),
        (
            "occupancy[care_setting='acute'] <= 92 % in 80% of runs",
            Key("occupancy", where(care_setting="acute"), "mean"),
            *(False, 0.92, 0.8),
        ),
        ("quick", Key("standard_met", where(standard="quick"), "share"), True, 0.7, None),
        ("quick in 90% of runs", Key("standard_met", where(standard="quick"), "share"),
         True, 0.7, 0.9),
    ],
)  # fmt: skip
def test_a_goal_is_read(text, key, is_at_least, bound, share):
    (goal,), problems = goals_of([text], STANDARDS)
    assert problems == []
    assert (goal.key, goal.is_at_least) == (key, is_at_least)
    assert goal.bound == pytest.approx(bound)
    assert goal.share_of_runs == (share if share is None else pytest.approx(share))
    assert goal.is_upward == (is_at_least or share is not None)


@pytest.mark.parametrize(
    ("text", "says", "do"),
    [
        ("ocupancy <= 3", "no measure 'ocupancy'", "did you mean occupancy"),
        ("occupancy", "nothing to hold it against", "<= 40"),
        ("slow", "no standard of the scenario", "standards here: quick"),
        ("occupancy = 3", "a bound", "<= or >="),
        ("occupancy <= many", "'many' is no number", "<= 40"),
        ("occupancy[colour=red] <= 3", "not split by 'colour'", "care_setting"),
        ("occupancy[statistic=p95] <= 3", "no statistic 'p95'", "it has mean"),
        ("occupancy[care_setting] <= 3", "no dimension", "care_setting=acute"),
        ("quick in 10 of 10 runs", "share of runs", "runs"),
        ("quick in 3 of 0 runs", "share of runs", "runs"),
        ("occupancy <= 3 <= 4", "cannot be read", "<= 40"),
        ("", "cannot be read", "<= 40"),
    ],
)
def test_what_is_no_goal(text, says, do):
    goals, (problem,) = goals_of([text], STANDARDS)
    assert goals == ()
    assert says in problem.says
    assert do in problem.do


def test_all_goals_that_are_none_are_told_at_once():
    _, problems = goals_of(["x <= 1", "occupancy", "quick", "quick"], STANDARDS)
    assert len(problems) == 3
    assert len(goals_of([], STANDARDS)[1]) == 1


def test_a_figure_that_no_run_has_is_told_with_the_nearest():
    goals, _ = goals_of(["census[care_setting=acut] <= 3", "census[care_setting=acute] <= 3"], {})
    keys = [Key("census", where(care_setting=name), "mean") for name in ("acute", "community")]
    (problem,) = unmeasured(goals, keys)
    assert "[care_setting=acut, statistic=mean]" in problem.says
    assert "[care_setting=acute, statistic=mean]" in problem.do


def test_a_share_of_runs_judges_each_run():
    (goal,), _ = goals_of(["census[care_setting=acute] <= 3 in 9 of 10 runs"], {})
    judged = goal.judged(np.array([2.0, 3.0, 3.1, np.nan]))
    np.testing.assert_array_equal(judged, [1, 1, 0, np.nan])


def test_a_range_runs_upwards_by_steps():
    axes, problems = ranges_of(["a.beds=8..12", "b.wte=1.5..3:0.5", "c.beds=10..17:5"])
    assert problems == []
    assert [axis.values for axis in axes] == [
        ("8", "9", "10", "11", "12"),
        ("1.5", "2", "2.5", "3"),
        ("10", "15"),
    ]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["a.beds"], "does not say what to vary"),
        (["a.beds=8"], "does not say what to vary"),
        (["=8..9"], "does not say what to vary"),
        (["a.beds=8..ten"], "must be numbers"),
        (["a.beds=20..8"], "must run upwards"),
        (["a.beds=8..8"], "must run upwards"),
        (["a.beds=-3..8"], "must run upwards"),
        (["a.beds=8..9:0"], "step must be above 0"),
        (["a.beds=8..9:5"], "step must be above 0"),
        (["a.beds=1..90000"], "90,000 values"),
        (["a.beds=1..50", "b.beds=1..50"], f"at most {MOST_MIXES:,}"),
        (["a.beds=1..2", "a.beds=3..4"], "varied twice"),
        ([f"{name}.beds=1..2" for name in "abcde"], "at most 4"),
        (["batch.seed=1..9"], "no capacity"),
        ([], "nothing is named"),
    ],
)
def test_what_cannot_be_varied(texts, says):
    _, problems = ranges_of(texts)
    assert any(says in problem.says for problem in problems)


def test_bounds_of_a_mean_are_students():
    values = np.array([3.0, 5.0, 4.5, 7.0, 6.0])
    low, high = (bound_of(values, 0.01, is_lower=each) for each in (True, False))
    half = stats.t.ppf(0.99, 4) * stats.sem(values)
    assert (low, high) == (pytest.approx(5.1 - half), pytest.approx(5.1 + half))
    assert bound_of(np.full(5, 0.1), 0.01, is_lower=True) == 0.1


@pytest.mark.parametrize("hits", [0, 1, 17, 20])
def test_bounds_of_a_share_are_clopper_pearsons(hits):
    values = np.array([1.0] * hits + [0.0] * (20 - hits))
    for is_lower, way in ((True, "greater"), (False, "less")):
        exact = stats.binomtest(hits, 20, alternative=way).proportion_ci(0.99)
        end = exact.low if is_lower else exact.high
        assert bound_of(values, 0.01, is_lower, is_share=True) == pytest.approx(end)


def test_errors_of_all_findings_add_up_to_what_is_stated():
    goals, _ = goals_of(["census <= 10", "census >= 3"], {})
    rule = Rule(goals, 0.9, 7, looks_until(45))
    assert rule.looks == (10, 20, 40, 45)
    assert rule.error_meets * 4 * 7 == pytest.approx(0.1)
    assert rule.error_misses * 4 * 2 * 7 == pytest.approx(0.1)
    assert looks_until(6) == (6,)
    assert looks_until(10) == (10,)


def test_findings_of_a_candidate():
    goals, _ = goals_of(["census <= 10", "census >= 3"], {})
    rule = Rule(goals, 0.95, 3, (10,))
    noise = np.linspace(-1, 1, 10)
    unknown = np.full(10, np.nan)
    found = [rule.findings(np.stack([a, b])) for a, b in (
        (5 + noise, 5 + noise), (12 + noise, 5 + noise), (10 + noise, 5 + noise), (unknown, unknown)
    )]  # fmt: skip
    meets, misses, untold = Finding.MEETS, Finding.MISSES, Finding.UNTOLD
    assert found == [(meets, meets), (misses, meets), (untold, meets), (untold, untold)]
    assert [altogether(each) for each in found] == [meets, misses, untold, untold]


def test_a_figure_that_is_the_same_in_all_runs_is_told_once_they_are_many():
    goals, _ = goals_of(["census <= 0.3"], {})
    rule = Rule(goals, 0.95, 3, (10, 20, 40))
    same = np.full((1, 40), 0.1 + 0.2)
    # 0.05 of error over 3 candidates and 3 looks: 0.8 to the 24th is less.
    found = [rule.findings(same[:, :n])[0] for n in (10, 23, 24, 40)]
    assert found == [Finding.UNTOLD, Finding.UNTOLD, Finding.MEETS, Finding.MEETS]
