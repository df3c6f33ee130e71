"""What is told of a scenario: its flow, its sources, its defaults, what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.describe import describe, flow_map
from simulator.scenario.dictionary import FILE, dictionary, markdown
from simulator.scenario.difference import diff, in_lines
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.part import Part
from simulator.scenario.provenance import assumptions, counts, defaults, inherited, values
from simulator.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SMALL = HERE / "small.yaml"

FLOW = """\
Patient groups
  older: 4 a day → home 50 %, supported 30 %, bed 20 %
    stays in acute: lognormal mean 6 days, sd 5 days
  younger: 6 a day → home 100 %
    stays in acute: 2 days

Care settings
  acute: 60 acute beds
    General and acute 60
  community: 18 beds in 2 units, admits mon-fri 09:00-17:00
    stays: gamma mean 14 days, sd 7 days
    Ashby 10, in north, takes older
    St. Mary's 8, in south

Handoffs
  assessment: reason A (social_care), 3 staff, task gamma mean 3 hours, sd 2 hours, \
hours mon-fri 09:00-17:00
  equipment: reason F (both), lead time 75 % lognormal mean 2 working days, sd 1 working day; \
25 % uniform low 3 working days, high 8 working days, hours mon-fri 09:00-17:00

Pathways
  home
    → acute [60 beds]
    → leaves for home
  supported
    → acute [60 beds]
    · assessment, needed by 80 %, begins 1 day before expected ready [3 staff]
    · equipment, needed by 30 %, after assessment
    → leaves for home
  bed (Short-term bed)
    → acute [60 beds]
    · assessment [3 staff]
    → community [18 beds]
    → leaves for home

Standards
  quick: community: 70 % within 48 hours, from asked for to being there"""

CHILD = """\
extends: small.yaml
title: A hub
source: the plan
confidence: B
changes:
  - {path: care_settings.community.units.Ashby.beds, set: 30, why: a hub, source: the tender}
  - {path: 'care_settings.community.units."St. Mary''s"', remove: true, why: it closes}
  - {path: standards.quick.within, scale: 0.5}
"""


def child(text: str = CHILD) -> Loaded:
    return load_text(text, "child.yaml", folder=str(HERE))


def test_the_flow_map_reads_as_the_scenario_does():
    assert flow_map(load(SMALL).scenario) == FLOW


def test_a_branch_shows_its_shares():
    branch = (
        "pathways.home=[{stay: acute}, {branch: {name: way, options: {a: {share: 0.25, "
        "steps: [{leave: home}]}, b: {share: 0.75, steps: [{leave: hospice}]}}}}]"
    )
    lines = flow_map(load(SMALL, [branch]).scenario).splitlines()
    start = lines.index("  home")
    assert lines[start + 2 : start + 6] == [
        "    ? way: 25 % a",
        "      → leaves for home",
        "    ? way: 75 % b",
        "      → leaves for hospice",
    ]


def test_a_description_tells_changes_and_how_values_stand():
    text = describe(child())
    assert "  care_settings.community.units[Ashby].beds: 10 → 30  [a hub; the tender]" in text
    assert "  standards.quick.within: 48 hours → 24 hours (scale 0.5)  [the plan]" in text
    assert "taken unchanged from small.yaml" in text


def test_a_source_holds_for_what_is_inside_and_the_nearest_one_counts():
    sources = {v.said: (v.source, v.confidence) for v in assumptions(load(SMALL))}
    assert sources["patient_groups.older.arrivals.per_day"] == ("made up for the tests", "C")
    assert sources["patient_groups.older.length_of_stay.acute"] == ("published", "A")
    assert sources["care_settings.acute.units[General and acute].beds"] == ("bed count", "A")


def test_a_new_source_does_not_borrow_the_confidence_of_the_old_one():
    loaded = load(SMALL, ["handoffs.assessment.source=a survey"])
    found = {v.said: (v.source, v.confidence) for v in assumptions(loaded)}
    assert found["handoffs.assessment.staff"] == ("a survey", None)


def test_a_changed_value_has_the_source_of_its_change_only():
    found = {v.said: v for v in assumptions(child())}
    beds = found["care_settings.community.units[Ashby].beds"]
    assert (beds.text, beds.source, beds.confidence) == ("30", "the tender", "B")
    assert (beds.standing, beds.changed.why) == ("changed", "a hub")
    within = found["standards.quick.within"]
    assert (within.text, within.source, within.confidence) == ("24 hours", "the plan", "B")
    kept = found["care_settings.acute.units[General and acute].beds"]
    assert (kept.source, kept.standing) == ("bed count", "inherited")
    alone = load(SMALL, ["care_settings.acute.units.*.beds=61"])
    sources = {v.said: v.source for v in assumptions(alone)}
    assert sources["care_settings.acute.units[General and acute].beds"] is None


def test_every_figure_is_either_given_changed_or_inherited():
    parent, loaded = load(SMALL), child()
    count = counts(loaded)
    # Of the parent's figures three went with a unit, and two are changed.
    assert count.inherited == len(assumptions(parent)) - 3 - 2
    assert (count.given, count.changed) == (0, 2)
    assert len(inherited(loaded)) == count.inherited
    assert counts(parent).given == len(assumptions(parent))
    assert counts(parent).without_source == 0


def test_headers_names_and_published_figures_are_no_assumptions():
    said = {v.said for v in assumptions(load(SMALL))}
    stated = {v.said for v in values(load(SMALL))}
    for path in ("question", "calendar.start", "handoffs.assessment.delay_reason"):
        assert path in stated
        assert path not in said
    assert "pathways.supported.steps[assessment].handoff.begins" in said


def test_defaults_are_what_was_left_out_and_matters():
    left = {d.said: d.text for d in defaults(load(SMALL))}
    assert left["care_settings.community.organisation"] == "nhs"
    assert left["care_settings.community.cost.per_start"] == "0"
    assert left["batch.seed"] == "1"
    assert left["pathways.bed.steps[community].stay.lets_go"] == "next place"
    assert "care_settings.community.admits" not in left
    assert not any(said.endswith((".title", ".note", ".source")) for said in left)
    stated = {v.said for v in values(load(SMALL))}
    assert not stated & set(left)


def test_stating_a_default_moves_it_from_the_defaults_and_makes_no_difference():
    plain, stated = load(SMALL), load(SMALL, ["care_settings.community.organisation=nhs"])
    assert diff(plain, stated) == []
    before, after = defaults(plain), defaults(stated)
    assert {d.said for d in before} - {d.said for d in after} == {
        "care_settings.community.organisation"
    }


def test_a_difference_has_both_values_and_the_reason():
    found = {one.said: one for one in diff(load(SMALL), child())}
    beds = found.pop("care_settings.community.units[Ashby].beds")
    assert (beds.before, beds.after, beds.unit) == ("10", "30", "beds")
    assert (beds.source, beds.why) == ("the tender", "a hub")
    within = found.pop("standards.quick.within")
    assert str(within) == "standards.quick.within: 48 hours → 24 hours  [source: the plan]"
    closed = [one for said, one in found.items() if "St. Mary's" in said]
    assert {one.why for one in closed} == {"it closes"}
    assert all(one.after is None for one in closed)
    assert set(found) - {one.said for one in closed} == {"assurer"}


def test_a_scenario_does_not_differ_from_itself():
    assert diff(load(SMALL), load_text(load(SMALL).to_yaml())) == []
    assert in_lines(load(SMALL), load(SMALL)).splitlines()[1] == "  nothing differs"


def test_the_dictionary_has_every_field_with_its_meaning():
    rows = dictionary()
    beds = next(f for f in rows["unit"] if f.name == "beds")
    assert (beds.type, beds.unit, beds.bounds) == ("whole number", "beds", "from 0 to 1,000,000")
    assert {f.name for f in rows["scenario"]} == set(Scenario.model_fields) - set(Part.model_fields)
    assert all(field.meaning for fields in rows.values() for field in fields)


def test_the_committed_dictionary_is_that_of_the_models():
    assert (ROOT / FILE).read_text(encoding="utf-8") == markdown(), (
        "write it again: stepdown describe --dictionary > docs/data-dictionary.md"
    )


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "scenarios").glob("*.yaml")))
def test_the_scenarios_of_the_repository_are_described(name):
    loaded = load(ROOT / "scenarios" / name)
    text = describe(loaded)
    for pathway in loaded.scenario.pathways:
        assert f"\n  {pathway}" in text
    assert load_text(loaded.to_yaml()).scenario == loaded.scenario


def test_a_full_start_is_told_with_its_file_and_how_many_are_there():
    loaded = load(ROOT / "scenarios" / "examples" / "full_start" / "place.yaml")
    line = "Starts full: census.csv has 23 people"
    assert line in describe(loaded).splitlines()
    assert "Starts full" not in describe(load(SMALL))


def test_what_is_restated_and_reads_the_same_is_no_change():
    restated = "schema_version: 1\ncalendar: {run_for: 100.0 days, warm_up: 30 days}\n"
    text = f"extends: small.yaml\n{restated}"
    loaded = load_text(text, "change.yaml", folder=str(HERE))
    lines = describe(loaded).split("Changes\n")[1].split("\n\n")[0].splitlines()
    assert lines == ["  calendar.warm_up: 20 days → 30 days"]
    said = [each.said for each in diff(load(SMALL), loaded)]
    assert said == ["assurer", "calendar.warm_up"]


def test_the_dictionary_says_that_hours_run_past_midnight():
    assert "fri 17:00-09:00 is from Friday 17:00 to Saturday 09:00" in markdown()
