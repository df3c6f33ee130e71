"""Levers of the page: what each writes is what a scenario then says."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.app.chosen import Chosen, save
from simulator.app.lever import PERCENT, Amount, Choice
from simulator.app.levers import PANELS, levers_of
from simulator.app.weekend import FIVE, MORE, SAME
from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.scenario.difference import diff
from simulator.scenario.quantities import WeeklyHours
from tests.app.explored import short_place

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "scenarios/baseline.yaml"


@pytest.fixture(scope="module")
def baseline():
    return prepare(BASELINE)


@pytest.fixture(scope="module")
def levers(baseline):
    return levers_of(baseline)


def at_label(levers, label):
    (found,) = [each for each in levers.values() if each.label.startswith(label)]
    return found


def test_the_baseline_has_levers_of_every_kind(levers):
    assert {each.panel for each in levers.values()} == set(PANELS)
    assert list(levers) == [each.name for each in levers.values()]


def test_every_number_that_is_moved_stands_in_the_scenario(baseline, levers):
    # Demand of everyone would be on top of that of each group.
    amounts = [
        each for each in levers.values() if isinstance(each, Amount) and "*" not in each.path
    ]
    asked = {each.name: each.low + 0.6 * (each.high - each.low) for each in amounts}
    asked = {each.name: each.step * round(asked[each.name] / each.step) for each in amounts}
    loaded = Chosen.of(levers, asked).loaded(BASELINE)
    found = {each.said for each in diff(baseline, loaded)}
    assert len(amounts) > 30
    for each in amounts:
        stem = each.path.replace("[", ".").replace("]", "").split(".")[-2:]
        assert any(stem[-1] in said.replace("[", ".") for said in found), each.path
    beds = at_label(levers, "Community hospitals: Kingsmead")
    kingsmead = next(
        unit
        for unit in loaded.scenario.care_settings["community_hospital"].units
        if unit.name == "Kingsmead"
    )
    assert kingsmead.beds == asked[beds.name] != 34


def test_a_percentage_scales_what_the_scenario_says(baseline, levers):
    older = at_label(levers, "Emergency, 75 and over")
    everyone = at_label(levers, "Everyone")
    assert older.unit == everyone.unit == PERCENT
    loaded = Chosen.of(levers, {older.name: 110, everyone.name: 90}).loaded(BASELINE)
    before = baseline.scenario.patient_groups
    after = loaded.scenario.patient_groups
    rate = before["emergency_older"].arrivals.per_day
    assert after["emergency_older"].arrivals.per_day == pytest.approx(rate * 1.1 * 0.9)
    rate = before["elective"].arrivals.per_day
    assert after["elective"].arrivals.per_day == pytest.approx(rate * 0.9)


def test_days_of_the_week(baseline, levers):
    hospital = next(
        each
        for each in levers.values()
        if isinstance(each, Choice) and each.label == "Community hospitals"
    )
    opened = {}
    for way in (FIVE, "now", SAME, MORE):
        loaded = Chosen.of(levers, {hospital.name: way}).loaded(BASELINE)
        admits = loaded.scenario.care_settings["community_hospital"].admits
        opened[way] = [bool(day) for day in WeeklyHours.parse(str(admits)).windows]
    assert opened[FIVE] == [True] * 5 + [False] * 2
    assert opened["now"] == [True] * 6 + [False]
    assert opened[SAME] == opened[MORE] == [True] * 7


def test_shifts_at_weekends_are_taken_out(levers, baseline):
    assessment = next(
        each
        for each in levers.values()
        if isinstance(each, Choice) and each.label == "Assessment of needs"
    )
    loaded = Chosen.of(levers, {assessment.name: FIVE}).loaded(BASELINE)
    shifts = loaded.scenario.handoffs["assessment"].staff
    assert [(str(each.hours), each.staff) for each in shifts] == [("mon-fri 09:00-17:00", 6)]


def test_a_promise_says_its_new_time_in_its_title(levers):
    promise = at_label(levers, "Home-based care starts within 2 days")
    loaded = Chosen.of(levers, {promise.name: 1.5}).loaded(BASELINE)
    standard = loaded.scenario.standards["home_based_care_in_two_days"]
    assert str(standard.within) == "1.5 days"
    assert standard.title == "Home-based care starts within 2 days: here within 1.5 days"


def test_what_is_as_given_writes_nothing(levers):
    assert Chosen.of(levers, {each.name: each.given for each in levers.values()}).changes == []


def test_all_that_cannot_be_set_is_said_at_once(levers):
    beds = at_label(levers, "Community hospitals: Kingsmead")
    days = next(each for each in levers.values() if isinstance(each, Choice))
    asked = {beds.name: 34.5, days.name: "never", "lever999": 1}
    with pytest.raises(InputError) as caught:
        Chosen.of(levers, asked)
    says = [each.says for each in caught.value.problems]
    assert len(says) == 3
    assert any("34.5 is not a whole number" in each for each in says)
    assert any("'never' is none of" in each for each in says)
    assert any("no lever 'lever999'" in each for each in says)
    for wrong in ("ten", True, None, -1, 1e9, float("nan")):
        with pytest.raises(InputError):
            Chosen.of(levers, {beds.name: wrong})


def test_a_file_is_saved_once_under_a_name_of_its_own(tmp_path):
    base = short_place(tmp_path)
    levers = levers_of(prepare(base))
    beds = next(each for each in levers.values() if getattr(each, "unit", "") == "beds")
    chosen = Chosen.of(levers, {beds.name: beds.given + 2})
    file = save(chosen, base, "more_beds", 'Two more: "beds"')
    saved = prepare(file)
    assert saved.scenario.title == 'Two more: "beds"'
    assert saved.resolved == chosen.loaded(base, 'Two more: "beds"').resolved
    before = file.read_bytes()
    for name in ("more_beds", "../out", "Über", "", "a/b", "con.yaml"):
        with pytest.raises(InputError):
            save(chosen, base, name, "another")
    assert file.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "more_beds.yaml",
        "short.yaml",
        "small.yaml",
    ]
