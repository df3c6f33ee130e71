"""Scenarios that extend others: what changes, where it is said, and what may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.scenario.address import Word, parse
from simulator.scenario.checks import warn
from simulator.scenario.law import Law
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.quantities import Duration

HERE = Path(__file__).parent
SMALL = HERE / "small.yaml"
COMMUNITY = ("care_settings", "community")


def extended(*changes: str, more: str = "") -> Loaded:
    """The small scenario with changes, each as one line of YAML in braces."""
    listed = "".join(f"  - {{{change}}}\n" for change in changes)
    text = f"extends: small.yaml\n{more}" + (f"changes:\n{listed}" if changes else "")
    return load_text(text, "change.yaml", folder=str(HERE))


def write(folder: Path, **files: str) -> Path:
    """Write YAML files beside a copy of the small scenario."""
    (folder / "small.yaml").write_bytes(SMALL.read_bytes())
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def says(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.says for problem in caught.value.problems]


def test_nothing_changed_is_the_parent_but_for_who_checked_it():
    parent, child = load(SMALL).scenario, extended().scenario
    assert parent.assurer == "nobody"
    assert child == parent.model_copy(update={"assurer": None})


def test_a_value_is_set_in_its_place_and_nothing_else_moves():
    loaded = extended("path: care_settings.community.units.Ashby.beds, set: 30")
    parent = load(SMALL).resolved
    assert loaded.scenario.care_settings["community"].units[0].beds == 30
    parent["care_settings"]["community"]["units"][0]["beds"] = 30
    del parent["assurer"]
    assert loaded.resolved == parent
    assert list(loaded.changed) == [(*COMMUNITY, "units", 0, "beds")]
    (change,) = loaded.changes
    assert (change.before, change.after) == (10, 30)


def test_places_are_in_the_file_that_says_the_value():
    loaded = extended("path: care_settings.community.units.Ashby.beds, set: 30")
    changed = loaded.place((*COMMUNITY, "units", 0, "beds"))
    assert (changed.file, changed.line, changed.column) == ("change.yaml", 3, 59)
    kept = loaded.place((*COMMUNITY, "units", 0, "locality"))
    assert (kept.file, kept.line) == ("small.yaml", 40)


@pytest.mark.parametrize(
    "path",
    [
        "care_settings.community.units.Ashby.beds",
        "care_settings.community.units[Ashby].beds",
        "care_settings.community.units.0.beds",
        "care_settings.community.units[0].beds",
        "care_settings.'community'.units[\"Ashby\"].beds",
    ],
)
def test_an_item_is_named_or_counted(path):
    quoted = path.replace("'", "''")
    loaded = extended(f"path: '{quoted}', set: 31")
    assert loaded.scenario.care_settings["community"].units[0].beds == 31


def test_an_address_with_dots_is_quoted():
    loaded = extended("path: 'care_settings.community.units.\"St. Mary''s\".beds', set: 31")
    assert loaded.scenario.care_settings["community"].units[1].beds == 31
    assert parse("a.'*'.*") == (Word("a"), Word("*"), Word("*", is_any=True))


def test_a_step_is_named_and_its_fields_are_reached_through_it():
    loaded = extended(
        "path: pathways.supported.steps.equipment.needed_by, set: 0.5",
        "path: pathways.supported.steps.assessment.handoff.needed_by, set: 0.6",
        "path: pathways.bed.steps.community.move, set: 2 hours",
    )
    steps = loaded.scenario.pathways["supported"].steps
    assert [s.handoff.needed_by for s in steps if s.handoff] == [0.6, 0.5]
    assert loaded.scenario.pathways["bed"].steps[2].stay.move == Duration(2, "hour")


def test_a_star_stands_for_every_name():
    loaded = extended(
        "path: patient_groups.*.arrivals.per_day, scale: 1.1",
        "path: care_settings.*.units.*.beds, scale: 1.25",
        "path: care_settings.*.turnaround, set: 3 hours",
    )
    groups, settings = loaded.scenario.patient_groups, loaded.scenario.care_settings
    assert {name: g.arrivals.per_day for name, g in groups.items()} == {
        "older": 4.4,
        "younger": 6.6,
    }
    # 12.5 beds: half a bed is rounded up.
    assert [u.beds for c in settings.values() for u in c.units] == [75, 13, 10]
    assert {str(c.turnaround) for c in settings.values()} == {"3 hours"}


def test_scaling_a_duration_keeps_its_unit():
    loaded = extended(
        "path: standards.quick.within, scale: 1.5", "path: calendar.warm_up, scale: 2"
    )
    assert str(loaded.scenario.standards["quick"].within) == "72 hours"
    assert str(loaded.scenario.calendar.warm_up) == "40 days"


def test_scaling_a_law_scales_its_durations_and_no_share():
    loaded = extended(
        "path: handoffs.equipment.lead_time, scale: 0.5",
        "path: patient_groups.younger.length_of_stay.acute, scale: 3",
        "path: handoffs.assessment.task, set: {family: empirical, "
        "quantiles: {0: 1 hour, 0.5: 2, 1: 6}}",
        "path: handoffs.assessment.task, scale: 0.5",
        "path: care_settings.community.length_of_stay, set: {family: empirical, "
        "values: [4 days, 8], weights: [1, 3]}",
        "path: care_settings.community.length_of_stay, scale: 2",
    )
    assert loaded.scenario.handoffs["equipment"].lead_time == Law.model_validate(
        {
            "family": "mixture",
            "components": [
                {"share": 0.75, "family": "lognormal", "mean": "1 working day", "sd": 0.5},
                {"share": 0.25, "family": "uniform", "low": "1.5 working days", "high": 4},
            ],
        }
    )
    younger = loaded.scenario.patient_groups["younger"].length_of_stay["acute"]
    assert younger == Law.model_validate("6 days")
    task = loaded.scenario.handoffs["assessment"].task
    assert {level: d.days * 24 for level, d in task.quantiles.items()} == {0: 0.5, 0.5: 1, 1: 3}
    stay = loaded.scenario.care_settings["community"].length_of_stay
    assert [str(d) for d in stay.values] == ["8 days", "16 days"]
    assert stay.weights == (1, 3)


def test_adding_converts_between_units_of_clock_time():
    loaded = extended(
        "path: calendar.warm_up, add: 1 week",
        "path: standards.quick.within, add: 0.5 days",
        "path: care_settings.acute.units.General and acute.beds, add: -4",
    )
    assert str(loaded.scenario.calendar.warm_up) == "27 days"
    assert str(loaded.scenario.standards["quick"].within) == "60 hours"
    assert loaded.scenario.care_settings["acute"].units[0].beds == 56


def test_units_are_appended_and_taken_out():
    loaded = extended(
        "path: care_settings.community.units.Ashby, remove: true",
        "path: care_settings.community.units, append: {name: Hub, beds: 20}",
        "path: care_settings.community.units.Hub.locality, set: south",
    )
    units = loaded.scenario.care_settings["community"].units
    assert [(u.name, u.beds, u.locality) for u in units] == [
        ("St. Mary's", 8, "south"),
        ("Hub", 20, "south"),
    ]
    assert [c.path for c in loaded.changes if c.is_gone] == ["care_settings.community.units[Ashby]"]


def test_several_items_are_taken_out_by_a_star():
    loaded = extended("path: patient_groups.*.mortality, remove: true")
    assert loaded.scenario.patient_groups["older"].mortality == {}
    gone = extended("path: care_settings.acute.reviews.*, remove: true")
    assert gone.scenario.care_settings["acute"].reviews == ()


def test_a_field_left_out_may_be_set_inside_a_group_left_out():
    loaded = extended(
        "path: batch.seed, set: 9", "path: care_settings.acute.cost.per_start, set: 5"
    )
    assert loaded.scenario.batch.seed == 9
    assert loaded.scenario.care_settings["acute"].cost.per_start == 5


def test_changes_are_applied_in_order():
    path = "path: care_settings.community.units.Ashby.beds"
    loaded = extended(f"{path}, set: 20", f"{path}, scale: 2", f"{path}, add: 1")
    assert loaded.scenario.care_settings["community"].units[0].beds == 41
    assert [(c.before, c.after) for c in loaded.changes] == [(10, 20), (20, 40), (40, 41)]


def test_words_of_the_header_are_restated_and_the_calendar_field_by_field():
    more = "title: Other\ncalendar: {run_for: 9 days}\nassumptions: [{says: More holds.}]\n"
    scenario = extended(more=more).scenario
    assert scenario.title == "Other"
    assert str(scenario.calendar.run_for) == "9 days"
    assert str(scenario.calendar.warm_up) == "20 days"
    assert [a.says for a in scenario.assumptions] == ["Nobody comes from elsewhere.", "More holds."]


def test_new_entries_are_added_beside_those_of_the_parent():
    more = "handoffs: {funding: {delay_reason: B, lead_time: 3 days}}\n"
    handoffs = extended(more=more).scenario.handoffs
    assert list(handoffs) == ["assessment", "equipment", "funding"]


def test_a_chain_of_files_is_followed(tmp_path):
    folder = write(
        tmp_path,
        hub="extends: small.yaml\ntitle: Hub\nchanges:\n"
        "  - {path: care_settings.community.units.Ashby.beds, set: 20}\n",
        bigger="extends: hub.yaml\nchanges:\n"
        "  - {path: care_settings.community.units.Ashby.beds, scale: 1.5}\n",
    )
    loaded = load(folder / "bigger.yaml")
    assert loaded.scenario.care_settings["community"].units[0].beds == 30
    assert loaded.scenario.title == "Hub"
    assert [Path(f.path).name for f in loaded.files] == ["bigger.yaml", "hub.yaml", "small.yaml"]
    assert len(loaded.changes) == 3
    assert list(loaded.changed) == [(*COMMUNITY, "units", 0, "beds")]
    assert load_text(loaded.to_yaml()).scenario == loaded.scenario


def test_a_round_of_files_is_named(tmp_path):
    folder = write(tmp_path, a="extends: b.yaml\n", b="extends: a.yaml\n")
    with pytest.raises(InputError) as caught:
        load(folder / "a.yaml")
    (said,) = says(caught)
    assert [
        Path(name).name for name in said.removeprefix("extends goes round: ").split(" -> ")
    ] == [
        "a.yaml",
        "b.yaml",
        "a.yaml",
    ]


def test_a_long_chain_is_stopped(tmp_path):
    files = {f"f{k}": f"extends: f{k + 1}.yaml\n" for k in range(12)}
    with pytest.raises(InputError, match="more than 10 files extend one another"):
        load(write(tmp_path, **files) / "f0.yaml")


def test_a_file_above_the_scenarios_is_not_read(tmp_path):
    inside = tmp_path / "checkout" / "scenarios"
    inside.mkdir(parents=True)
    write(tmp_path)
    write(inside.parent, below="extends: scenarios/small.yaml\ntitle: Below\n")
    write(inside, out="extends: ../../small.yaml\n", up="extends: ../small.yaml\n")
    (inside / "link.yaml").symlink_to(tmp_path / "small.yaml")
    (inside / "through.yaml").write_text("extends: link.yaml\n", encoding="utf-8")
    assert load(inside / "up.yaml").scenario.title == "A small place"
    assert load(inside.parent / "below.yaml").scenario.title == "Below"
    for name in ("out.yaml", "through.yaml"):
        with pytest.raises(InputError, match="lies too far outside"):
            load(inside / name)


def test_a_fault_of_the_parent_is_told_in_the_parent(tmp_path):
    text = SMALL.read_text(encoding="utf-8").replace("beds: 60", "beds: sixty")
    folder = write(tmp_path, broken=text, child="extends: broken.yaml\ntitle: [x]\n")
    with pytest.raises(InputError) as caught:
        load(folder / "child.yaml")
    child, parent = caught.value.problems
    assert (Path(child.place.file).name, child.place.line) == ("child.yaml", 2)
    assert (Path(parent.place.file).name, parent.place.line) == ("broken.yaml", 30)


def test_all_bad_changes_are_told_at_once():
    with pytest.raises(InputError) as caught:
        extended(
            "path: care_settings.acute.units.Oak.beds, set: 1",
            "path: titel, set: 1",
            "path: batch.seed, set: -1",
        )
    assert [p.place.line for p in caught.value.problems] == [3, 4, 5]


def test_the_command_line_comes_last_and_is_named():
    loaded = load(SMALL, ["batch.seed=7", "care_settings.acute.units.*.beds=40", "title='a=b'"])
    assert loaded.scenario.batch.seed == 7
    assert loaded.scenario.care_settings["acute"].units[0].beds == 40
    assert loaded.scenario.title == "a=b"
    place = loaded.place(("batch", "seed"))
    assert (place.file, place.column, place.text) == ("command line", 12, "batch.seed=7")


def test_the_command_line_takes_lists_and_mappings():
    sets = ["patient_groups.older.pathways={home: 0.75, bed: 0.25}", "batch.headline=[occupancy]"]
    loaded = load(SMALL, sets)
    assert loaded.scenario.patient_groups["older"].pathways == {"home": 0.75, "bed": 0.25}
    assert loaded.scenario.batch.headline == ("occupancy",)


@pytest.mark.parametrize(
    ("given", "column", "said"),
    [
        ("title", 1, "'title' is no path=value"),
        ("=3", 1, "'=3' is no path=value"),
        ("a..b=3", 1, "'a..b=3' is no path=value"),
        ("titel=3", 1, "there is no 'titel' in the scenario"),
        ("title=[x", 9, "this is not YAML"),
        ("batch.seed=-1", 12, "-1 is out of bounds"),
        ("batch.seed=", 12, "nothing is given"),
    ],
)
def test_a_bad_word_of_the_command_line_is_told(given, column, said):
    with pytest.raises(InputError) as caught:
        load(SMALL, [given])
    (problem,) = caught.value.problems
    assert problem.says.startswith(said)
    assert (problem.place.file, problem.place.column) == ("command line", column)
    assert problem.place.text == given


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (["path: calendar, remove: true"], "", "'calendar' is missing"),
        (
            ["path: care_settings.acute.units.0, remove: true"],
            "care_settings.acute.units",
            "is empty",
        ),
        (
            ["path: patient_groups.older.pathways.home, scale: 0.5"],
            "patient_groups.older.pathways",
            "the pathway shares of 'older' add up to 0.75, not 1 (0.25 + 0.3 + 0.2)",
        ),
        (
            ["path: handoffs.equipment, remove: true"],
            "pathways.supported.steps[equipment].handoff.name",
            "there is no handoff 'equipment'",
        ),
        (
            ["path: care_settings.community.length_of_stay, remove: true"],
            "pathways.bed.steps[community].stay",
            "patient group 'older' has no length of stay in 'community'",
        ),
    ],
)
def test_a_fault_that_a_change_made_names_the_change(changes, path, words):
    with pytest.raises(InputError) as caught:
        extended(*changes)
    (problem,) = caught.value.problems
    assert problem.path == path
    written = f"  - {{{changes[0]}}}"
    value = written.rindex(": ") + 3
    assert problem.says == f"{words} (after the change at change.yaml:3:{value})"


def test_all_changes_that_made_a_fault_are_named():
    with pytest.raises(InputError) as caught:
        extended(
            "path: patient_groups.older.pathways.home, set: 0.4",
            "path: patient_groups.older.pathways.bed, set: 0.4",
            "path: patient_groups.younger.arrivals.per_day, set: 7",
        )
    (said,) = says(caught)
    places = "change.yaml:3:53 and change.yaml:4:52"
    assert said.endswith(f"(0.4 + 0.3 + 0.4) (after the changes at {places})")


def test_a_fault_that_was_there_before_names_no_change(tmp_path):
    text = SMALL.read_text(encoding="utf-8").replace("beds: 60", "beds: -1")
    folder = write(
        tmp_path,
        broken=text,
        child="extends: broken.yaml\nchanges:\n  - {path: batch.seed, set: 4}\n",
    )
    with pytest.raises(InputError) as caught:
        load(folder / "child.yaml")
    assert says(caught) == ["-1 is out of bounds"]


def test_a_value_changed_twice_in_a_file_is_warned_of():
    beds = "care_settings.community.units.Ashby.beds"
    loaded = extended(f"path: {beds}, set: 30", "path: batch.seed, set: 4", f"path: {beds}, add: 5")
    (warning,) = [each for each in warn(loaded) if "twice" in each.says]
    assert warning.path == "care_settings.community.units[Ashby].beds"
    assert warning.says == "is changed twice: before this at change.yaml:3:59"
    assert warning.place.line == 5


def test_items_appended_one_after_another_are_no_change_twice():
    more = "path: care_settings.acute.reviews, append: {at: mon 10:00}"
    loaded = extended(more, more)
    assert [each.says for each in warn(loaded) if "twice" in each.says] == []


def test_a_link_to_itself_is_called_a_loop(tmp_path):
    folder = write(tmp_path, child="extends: loop.yaml\n")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    for name in ("loop.yaml", "child.yaml"):
        with pytest.raises(InputError, match="is a loop of links"):
            load(folder / name)
