"""The least number of beds of a queue whose theory is known: the tool must find it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import size
from simulator.experiment.judgement import Finding
from tests.theory.formulas import erlang_b, erlang_c, mean_wait

WARD = """
schema_version: 1
title: One ward
calendar: {{start: 2025-01-01, warm_up: 30 days, run_for: 300 days, bank_holidays: none}}
patient_groups:
  everyone:
    arrivals: {{per_day: 8}}
    pathways: {{home: 1}}
    length_of_stay: {{ward: {{family: exponential, mean: 1 day}}}}
care_settings:
  ward:
    kind: beds
    acute: true
    units: [{{name: Ward, beds: 12}}]
pathways:
  home: [{{stay: {stay}}}, {{leave: home}}]
standards:
  soon: {{care_setting: ward, within: 0 minutes, target: 0.8}}
"""
LOAD = 8.0
BEDS = "care_settings.ward.units.Ward.beds"
RANGE = range(9, 19)


def ward(folder: Path, stay: str = "ward") -> Path:
    file = folder / "ward.yaml"
    file.write_text(WARD.format(stay=stay), encoding="utf-8")
    return file


def least(is_enough: list[bool]) -> int:
    return RANGE[is_enough.index(True)]


def hours(beds: int) -> float:
    return 24 * mean_wait(beds, LOAD)


def test_the_least_for_a_mean_wait_is_that_of_erlang_c(tmp_path):
    truth = least([hours(beds) <= 0.5 for beds in RANGE])
    # So far from the bound on both sides that 160 runs tell.
    assert hours(truth) < 0.4
    assert hours(truth - 1) > 0.6
    found = size(
        ward(tmp_path),
        [f"{BEDS}={RANGE[0]}..{RANGE[-1]}"],
        ["wait_for_place[care_setting=ward] <= 0.5"],
        jobs=2,
    )
    assert found.question.says(found.searched.best) == {BEDS: str(truth)}
    assert not found.searched.untold
    assert found.searched.looked[(truth - 1 - RANGE[0],)].finding is Finding.MISSES
    assert len(found.searched.looked) < len(RANGE)


def test_the_least_for_a_standard_is_that_of_erlang_c(tmp_path):
    within = [1 - erlang_c(beds, LOAD) for beds in RANGE]
    truth = least([share >= 0.8 for share in within])
    found = size(ward(tmp_path), [f"{BEDS}={RANGE[0]}..{RANGE[-1]}"], ["soon"], jobs=2)
    assert found.question.says(found.searched.best) == {BEDS: str(truth)}
    assert not found.searched.untold


def test_the_least_for_a_share_lost_is_that_of_erlang_b(tmp_path):
    stay = "{care_setting: ward, limit: {within: 0 minutes, then: lost}}"
    lost = [LOAD * erlang_b(beds, LOAD) for beds in RANGE]
    truth = least([each <= 0.2 for each in lost])
    found = size(
        ward(tmp_path, stay), [f"{BEDS}={RANGE[0]}..{RANGE[-1]}"], ["lost[group=everyone] <= 0.2"],
        jobs=2,
    )  # fmt: skip
    assert found.question.says(found.searched.best) == {BEDS: str(truth)}
    looked = found.searched.looked[found.searched.best]
    mean, half = looked.figures[0].mean(), 4 * looked.figures[0].std() / np.sqrt(looked.runs)
    assert abs(mean - lost[truth - RANGE[0]]) < half


def test_close_to_the_goal_it_cannot_be_told(tmp_path):
    beds = 12
    goal = f"wait_for_place[care_setting=ward] <= {hours(beds):.3f}"
    found = size(ward(tmp_path), [f"{BEDS}={beds - 2}..{beds + 2}"], [goal], at_most=20, jobs=2)
    assert (2,) in found.searched.untold
    assert found.question.says(found.searched.best)[BEDS] in {"13", "14"}


@pytest.mark.parametrize(("goal", "best"), [("<= 0.0001", None), ("<= 90", (0,))])
def test_where_no_bound_suffices_and_where_the_least_does(tmp_path, goal, best):
    goals = [f"wait_for_place[care_setting=ward] {goal}"]
    found = size(ward(tmp_path), [f"{BEDS}=9..12"], goals, at_most=20, jobs=2)
    assert found.searched.best == best
    assert not found.searched.untold
