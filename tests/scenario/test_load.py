"""Scenario files read: places, faults and what to do about them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError, Problem
from simulator.scenario.document import MAX_BYTES, MAX_DEPTH, read, scalar
from simulator.scenario.load import dump, load, load_text

HERE = Path(__file__).parent
BAD = HERE / "bad"
SMALL = HERE / "small.yaml"

TEN_FAULTS = """\
schema_version: 1
title: One ward
title: Two wards
calendar: {start: 01/04/2025, warm_up: 20, run_for: 100 days}
patient_groups:
  older:
    arrivals: {per_dya: 4}
    pathways: {home: 1.2}
    length_of_stay: {ward: {family: gama, mean: 5 days, sd: 3}}
care_settings:
  ward:
    kind: bed
    admits: 9 to 5
    units:
      - {name: Oak, beds: -30}
pathways:
  home:
    - stay: wrad
    - leaves: home
"""
TEN_EXPECTED = [
    (3, 1, "'title' is given twice, first on line 2"),
    (4, 19, "calendar.start: '01/04/2025' is not a date"),
    (4, 40, "calendar.warm_up: 20 is not a duration"),
    (7, 16, "patient_groups.older.arrivals: unknown field 'per_dya'"),
    (8, 22, "patient_groups.older.pathways.home: 1.2 is out of bounds"),
    (9, 37, "patient_groups.older.length_of_stay.ward.family: 'gama' is not allowed"),
    (12, 11, "care_settings.ward.kind: 'bed' is not allowed"),
    (13, 13, "care_settings.ward.admits: '9 to 5' are not weekly hours"),
    (15, 27, "care_settings.ward.units[Oak].beds: -30 is out of bounds"),
    (18, 13, "pathways.home.steps[wrad].stay.care_setting: there is no care setting 'wrad'"),
    (19, 7, "pathways.home.steps[1]: unknown field 'leaves'"),
]


def problems_of(text: str) -> list[Problem]:
    """Everything wrong with a scenario given as text."""
    with pytest.raises(InputError) as caught:
        load_text(text, "place.yaml")
    return caught.value.problems


def in_a_line(problem: Problem) -> str:
    """A problem as the first lines of the bad files have it."""
    where = f"{problem.place.line}:{problem.place.column} " if problem.place else ""
    return f"{where}{problem.path}: {problem.says}" if problem.path else where + problem.says


def small(old: str, new: str) -> str:
    """The small scenario with one text replaced."""
    text = SMALL.read_text(encoding="utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("name", sorted(path.name for path in BAD.glob("*.yaml")))
def test_a_bad_file_has_the_one_problem_that_it_is_named_for(name, monkeypatch):
    monkeypatch.chdir(BAD)
    expected = Path(name).read_bytes().split(b"\n")[0].decode().removeprefix("# ")
    with pytest.raises(InputError) as caught:
        load(name)
    (problem,) = caught.value.problems
    assert in_a_line(problem) == expected
    assert problem.place is None or problem.place.file == name


def test_no_words_of_the_library_reach_the_user():
    for path in BAD.glob("*.yaml"):
        with pytest.raises(InputError) as caught:
            load(path)
        for words in ("Input should", "valid ", "pydantic", "None", "type=", "loc="):
            assert words not in str(caught.value), (path.name, str(caught.value))


def test_ten_faults_are_told_in_one_go_with_their_places():
    problems = problems_of(TEN_FAULTS)
    told = [(p.place.line, p.place.column, in_a_line(p).split(" ", 1)[1]) for p in problems]
    assert len(told) == len(TEN_EXPECTED)
    for (line, column, said), (at_line, at_column, start) in zip(told, TEN_EXPECTED, strict=True):
        assert (line, column) == (at_line, at_column)
        assert said.startswith(start)


def test_a_problem_shows_the_line_a_caret_and_the_nearest_name():
    problem = problems_of(small("delay_reason: F", "delay_raeson: F"))[1]
    assert str(problem).splitlines()[:4] == [
        "place.yaml:55:5: handoffs.equipment: unknown field 'delay_raeson'",
        "        delay_raeson: F",
        "        ^",
        "    did you mean 'delay_reason'? allowed: at_close, bank_holidays, capacity_changes, "
        "confidence, cost, cost_per_start, delay_reason, hours, lead_time, note, organisation, "
        "panel, source, staff, starts, task, title",
    ]


def test_bounds_are_told_with_their_unit_and_meaning():
    (problem,) = problems_of(small("beds: 60", "beds: -6"))
    assert problem.do == "allowed: whole number from 0 to 1,000,000 (beds); beds open (kind beds)"


def test_two_fields_missing_from_one_entry_are_both_told():
    problems = problems_of(small("within: 48 hours, target: 0.7", "title: x"))
    assert [p.says for p in problems] == ["'within' is missing", "'target' is missing"]


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    big = tmp_path / "big.yaml"
    big.write_bytes(b"#" * (MAX_BYTES + 1))
    cases = {
        tmp_path / "nothing.yaml": "there is no file",
        tmp_path: "is a folder",
        big: "5.0 MB is too large",
    }
    for path, says in cases.items():
        with pytest.raises(InputError, match=says):
            load(path)


def test_depth_has_a_limit():
    def nested(depth: int) -> str:
        return "a: " + "[" * depth + "]" * depth

    (problem,) = problems_of(nested(MAX_DEPTH))
    assert problem.says == f"nested more than {MAX_DEPTH} deep"
    assert read(nested(MAX_DEPTH - 1), "file", []).value


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes().replace(b"\n", b"\r\n"))
    loaded = load(file)
    assert loaded.scenario == load(SMALL).scenario
    assert loaded.place(("title",)).line == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20:30", "20:30"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", 10),
        ("0o10", "0o10"),
        ("1_000", "1_000"),
        ("2025-04-01", "2025-04-01"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-7", -7),
        ("~", None),
        ("True", True),
    ],
)
def test_words_are_read_as_yaml_1_2_has_them(text, value):
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc:# -'\"{}[]12.,&*!", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain)
def test_what_is_dumped_reads_back_the_same(value):
    problems: list[Problem] = []
    assert read(dump({"a": value}), "file", problems).plain() == {"a": value}
    assert problems == []


def test_what_is_resolved_loads_to_an_equal_scenario():
    loaded = load(SMALL)
    again = load_text(loaded.to_yaml())
    assert again.scenario == loaded.scenario
    assert again.resolved == loaded.resolved


def test_places_are_those_of_values():
    loaded = load(SMALL)
    beds = ("care_settings", "community", "units", 0, "beds")
    place = loaded.place(beds)
    assert (place.line, place.column, place.text) == (39, 15, "        beds: 10")
    assert loaded.place(("pathways", "bed", "steps", 1, "handoff", "name")).line == 77
    # What was not written has the place of what is around it.
    assert loaded.place((*beds[:-1], "turnaround")).line == 38
    assert loaded.place(("batch", "seed")).line == 2


def test_a_problem_is_named_as_the_file_names_it():
    problem = load(SMALL).problem(("care_settings", "community", "units", 1, "beds"), "too few")
    assert problem.path == 'care_settings.community.units["St. Mary\'s"].beds'
    assert problem.place.line == 44


def test_files_are_known_by_their_hash():
    (file,) = load(SMALL).files
    assert file.sha256 == hashlib.sha256(SMALL.read_bytes()).hexdigest()


@pytest.mark.parametrize(("start", "run_for"), [("1990-01-01", 7285), ("2090-12-31", 3630)])
def test_the_first_and_last_days_that_are_known_can_be_run(start, run_for):
    calendar = f"start: {start}, warm_up: 20 days, run_for: {run_for} days"
    load_text(small("start: 2025-04-01, warm_up: 20 days, run_for: 100 days", calendar))


def test_a_title_with_nothing_after_it_is_told_at_its_key():
    (problem,) = problems_of(small("title: A small place", "title:"))
    assert (problem.place.line, problem.place.column) == (3, 1)
    assert problem.place.text == "title:"
    assert problem.do.startswith("give a value; allowed: text")
