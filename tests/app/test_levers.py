"""Levers of the page: what each writes is what a scenario then says."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

from simulator.app.chosen import Chosen, save
from simulator.app.lever import PERCENT, Choice
from simulator.app.levers import DAYS, LIMITS, PANELS, PROMISES, levers_of
from simulator.app.weekend import FIVE, MORE, SAME
from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.scenario.quantities import WeeklyHours
from tests.app.explored import amounts_of, moved, short_place, value_at

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "scenarios/baseline.yaml"
ABOUT = {"source", "confidence", "note"}
CLINIC = """
schema_version: 1
title: A clinic
calendar: {start: 2025-01-01, warm_up: 7 days, run_for: 14 days, bank_holidays: none}
patient_groups:
  everyone:
    arrivals: {per_day: 2}
    pathways: {seen: 1}
    length_of_stay: {bed: {family: exponential, mean: 1 day}}
care_settings:
  bed: {kind: beds, acute: true, delay_reason: C, units: [{name: Bed, beds: 6}]}
handoffs:
  word: {delay_reason: A, organisation: nhs, lead_time: 1 day}
pathways:
  seen:
    steps:
      - stay: bed
      - branch:
          name: then
          options:
            again:
              share: 0.5
              steps:
                - stay: {care_setting: bed, id: second_bed, limit: {within: 90 minutes, then: lost}}
                - leave: home
            told:
              share: 0.5
              steps:
                - handoff:
                    name: word
                    limit: {within: {family: lognormal, median: 3 days, mean: 4 days}, then: lost}
                - leave: home
"""


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


def expected(lever, asked, before):
    """What a scenario must say where a lever stands, worked out by hand."""
    if lever.unit == PERCENT:
        return scaled(before, asked / 100)
    if lever.unit.rstrip("s") in {"minute", "hour", "day", "working hour", "working day"}:
        return (pytest.approx(asked), lever.unit.rstrip("s"))
    return pytest.approx(asked)


def scaled(before, factor):
    """A number, or every time of a law or duration, times a factor; as ``said`` gives them."""
    if isinstance(before, dict):
        return {name: scaled(each, factor) for name, each in before.items()}
    if isinstance(before, tuple):
        return (pytest.approx(before[0] * factor), before[1])
    return pytest.approx(before * factor) if isinstance(before, (int, float)) else before


def said(value):
    """A plain value of a scenario, durations as number and unit; words about it left out."""
    if isinstance(value, dict):
        return {k: said(v) for k, v in value.items() if k not in ABOUT}
    found = (
        re.fullmatch(r"([\d.]+) ((?:working )?[a-z]+?)s?", value) if isinstance(value, str) else 0
    )
    return (float(found[1]), found[2]) if found else value


def without(document, paths):
    """A scenario with nothing at some paths.

    Also without titles, which promises write too, and who checked it, which is not taken over.
    """
    text = copy.deepcopy(document)
    for path in paths:
        around, _, last = path.rpartition(".")
        del value_at(text, around)[last]
    for each in text.get("standards", {}).values():
        each.pop("title", None)
    return {
        name: each for name, each in text.items() if name not in {"title", "changes", "assurer"}
    }


def test_each_number_that_is_moved_stands_where_it_is_asked_and_nothing_else_changes(
    baseline, levers
):
    amounts = amounts_of(levers)
    asked = {each.name: moved(each) for each in amounts}
    after = Chosen.of(levers, asked).loaded(BASELINE).resolved
    assert {each.panel for each in amounts} == set(PANELS) - {DAYS}
    for each in amounts:
        before = said(value_at(baseline.resolved, each.path))
        there = said(value_at(after, each.path))
        assert there == expected(each, asked[each.name], before), each.path
        assert there != before, each.path
    paths = [each.path for each in amounts]
    assert len(set(paths)) == len(paths)
    assert without(after, paths) == without(baseline.resolved, paths)


def test_a_lever_that_is_moved_alone_moves_its_own_value_alone(tmp_path):
    base = short_place(tmp_path)
    before = prepare(base).resolved
    levers = levers_of(prepare(base))
    amounts = amounts_of(levers)
    assert {each.panel for each in amounts} > {LIMITS, PROMISES}
    for each in amounts:
        asked = moved(each)
        after = Chosen.of(levers, {each.name: asked}).loaded(base).resolved
        own = said(value_at(before, each.path))
        assert said(value_at(after, each.path)) == expected(each, asked, own), each.path
        assert without(after, [each.path]) == without(before, [each.path]), each.path


def test_limits_say_what_they_are_and_what_comes_of_them(levers):
    limits = {each.path: each for each in levers.values() if each.panel == LIMITS}
    urgent = limits["pathways.urgent_response.steps[urgent_response].stay.limit.within"]
    booked = limits["pathways.elective.steps[acute].stay.limit.within"]
    later = limits["pathways.elective.steps[acute].stay.limit.by"]
    often = limits["pathways.elective.steps[acute].stay.limit.at_most"]
    assert len(limits) == 4
    assert (urgent.unit, urgent.given, urgent.low, urgent.high) == (PERCENT, 100, 10, 190)
    assert "18 hours on average" in urgent.label
    assert "admitted after urgent response came too late" in urgent.means
    assert (booked.unit, booked.given, booked.low, booked.high) == ("hours", 10, 0, 20)
    # Booked again at once would be no postponement, and is refused.
    assert (later.unit, later.given, later.low) == ("days", 7, 0.5)
    assert (often.unit, often.given, often.is_whole) == ("times", 3, True)
    assert all("booked again" in each.means for each in (booked, later, often))


def test_limits_of_steps_in_branches_and_of_handoffs_are_levers_too(tmp_path):
    file = tmp_path / "clinic.yaml"
    file.write_text(CLINIC, encoding="utf-8")
    levers = levers_of(prepare(file))
    found = {each.path: each for each in levers.values() if each.panel == LIMITS}
    assert [each.label for each in found.values()] == [
        "Seen: waits for Bed (second bed), at most",
        "Seen: waits for Word, given up after 4 days on average",
    ]
    asked = {each.name: moved(each) for each in found.values()}
    after = Chosen.of(levers, asked).loaded(file).resolved
    for path, each in found.items():
        before = said(value_at(prepare(file).resolved, path))
        assert said(value_at(after, path)) == expected(each, asked[each.name], before)


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
