"""Values that stand in CSV files: read, told where they are wrong, and kept with the scenario."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.errors import InputError
from simulator.scenario.data_reading import MOST_BYTES, MOST_FAULTS
from simulator.scenario.describe import flow_map
from simulator.scenario.difference import diff
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.provenance import assumptions
from simulator.scenario.schema import Scenario

PLACE = """\
schema_version: 1
title: One ward
calendar: {start: 2025-04-01, warm_up: 20 days, run_for: 100 days}
patient_groups:
  older:
    arrivals: {ARRIVALS}
    pathways: {home: 1}
    length_of_stay: {ward: LAW}
care_settings:
  ward:
    kind: beds
    units:
      - {name: Oak, beds: 30}
pathways:
  home:
    - stay: ward
    - leave: home
"""
DEMAND = "starts,per_day\n2025-01-01,4\n2025-05-01 06:00,5.5\n"
TIMES = "arrives\n2025-04-02 06:30\n2025-04-02T06:30:10\n"
LENGTHS = "days,count\n1,4\n2,3\n"


def written(
    folder: Path, files: dict[str, str], arrivals: str = "per_day: 4", law: str = "5 days"
) -> str:
    """The name of a scenario file in a folder, with the files beside it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    text = PLACE.replace("ARRIVALS", arrivals).replace("LAW", law)
    (folder / "place.yaml").write_text(text, encoding="utf-8")
    return "place.yaml"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(name: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(name)
    return [str(problem).replace("\n", "|") for problem in caught.value.problems]


def arrivals(loaded: Loaded):
    return loaded.scenario.patient_groups["older"].arrivals


def test_files_are_read_from_the_folder_of_the_scenario(folder):
    law = "{family: table, file: data/los.csv, between: straight}"
    files = {"data/demand.csv": DEMAND, "data/los.csv": LENGTHS}
    loaded = load(written(folder, files, "table: data/demand.csv", law))
    first, second = arrivals(loaded).steps
    assert first == (dt.datetime(2025, 1, 1), 4.0)
    assert second == (dt.datetime(2025, 5, 1, 6), 5.5)
    stays = loaded.scenario.patient_groups["older"].length_of_stay["ward"]
    assert [(str(length), weight) for length, weight in stays.points] == [
        ("1 day", 4.0),
        ("2 days", 3.0),
    ]


def test_files_are_known_by_their_hash_apart_from_the_scenarios(folder):
    loaded = load(written(folder, {"arrivals.csv": TIMES}, "times: arrivals.csv"))
    assert [file.path for file in loaded.files] == ["place.yaml"]
    (file,) = loaded.data
    assert file.path == "arrivals.csv"
    assert file.sha256 == hashlib.sha256(TIMES.encode()).hexdigest()


def test_the_resolved_scenario_needs_no_files_that_count_nobody(folder):
    quoted = DEMAND.replace("per_day\n", "per_day,note\n").replace(
        "4\n", '4,"so, ""they"" say: é"\n'
    )
    quoted = quoted.replace("5.5\n", "5.5,\n")
    name = written(folder, {"d.csv": quoted}, "table: d.csv")
    loaded = load(name)
    again = load_text(loaded.to_yaml())
    assert again.scenario == loaded.scenario
    assert again.resolved == loaded.resolved
    assert again.data == ()
    assert arrivals(again).steps == arrivals(loaded).steps


def test_line_ends_and_a_mark_of_utf8_make_no_difference(folder):
    (folder / "arrivals.csv").write_bytes(b"\xef\xbb\xbf" + TIMES.replace("\n", "\r\n").encode())
    name = written(folder, {}, "times: arrivals.csv")
    assert [f"{time:%H:%M:%S}" for time in arrivals(load(name)).times.rows] == [
        "06:30:00",
        "06:30:10",
    ]


def test_every_row_that_cannot_be_read_is_told_with_line_and_column(folder):
    rows = (
        "note,arrives\n"
        "a,2025-04-01 10:00\n"
        "b,01/04/2025 10:00\n"
        "\n"
        "c,2025-04-01\n"
        '"d, e" , 2025-02-30 10:00\n'
        "f,2025-04-01T10:00Z\n"
        "g\n"
        'h,"2025-04-01 10:00\n'
    )
    said = told(written(folder, {"arrivals.csv": rows}, "times: arrivals.csv"))
    path = "patient_groups.older.arrivals.times"
    assert [each.split("|")[0] for each in said] == [
        f"arrivals.csv:3:3: {path}: '01/04/2025 10:00' is not a date and time",
        f"arrivals.csv:5:3: {path}: '2025-04-01' has no time of day",
        f"arrivals.csv:6:10: {path}: '2025-02-30 10:00' is not a date and time",
        f"arrivals.csv:7:3: {path}: '2025-04-01T10:00Z' is not a date and time",
        f"arrivals.csv:8:1: {path}: 1 cells in a row; the first line has 2 columns",
        f"arrivals.csv:9:3: {path}: a quote that is not closed, or not around a cell",
    ]
    assert "|    b,01/04/2025 10:00|      ^|    write year, month, day" in said[0]


def test_other_faults_of_the_scenario_are_told_at_the_same_time(folder):
    name = written(folder, {"d.csv": DEMAND.replace("5.5", "many")}, "table: d.csv", "5 dayz")
    first, second = told(name)
    assert first.startswith("place.yaml:8:28: patient_groups.older.length_of_stay.ward")
    assert second.startswith("d.csv:3:18: patient_groups.older.arrivals.table: 'many' is not a num")


def test_very_many_faults_are_counted(folder):
    rows = "arrives\n" + "soon\n" * 100
    said = told(written(folder, {"arrivals.csv": rows}, "times: arrivals.csv"))
    assert len(said) == MOST_FAULTS + 1
    assert "80 more rows cannot be read" in said[-1]


FAULTS = {
    "no columns": ("2025-01-01,4\n", "1:1: '2025-01-01,4' names no column|"),
    "a column too few": ("starts\n2025-01-01\n", "1:1: there is no column per_day|"),
    "a column too many": (
        "starts,per_day,notes\n2025-01-01,4,1\n",
        "1:16: unknown column 'notes'|    starts,per_day,notes|                   ^|    "
        "did you mean 'note'? columns: starts, per_day, source, note",
    ),
    "a column twice": ("starts,per_day,starts\n", "1:16: 'starts' is given twice"),
    "semicolons": ("starts;per_day\n2025-01-01;4\n", "1:1: 'starts;per_day' names no column"),
    "no rows": ("starts,per_day\n\n", "1:1: there are no rows below the names of the columns"),
    "nothing": ("", "1:1: '' names no column"),
    "not the hour": (
        "starts,per_day\n2025-01-01 06:30,4\n",
        "2:1: demand changes only on the hour",
    ),
    "too many": ("starts,per_day\n2025-01-01,5001\n", "2:12: 5001 is out of bounds"),
    "fewer than none": ("starts,per_day\n2025-01-01,-1\n", "2:12: -1 is out of bounds"),
    "not a number": ("starts,per_day\n2025-01-01,nan\n", "2:12: nan is out of bounds"),
    "out of order": (
        "starts,per_day\n2025-01-02,4\n2025-01-01,4\n",
        "3:1: 2025-01-01 00:00:00 does not come after 2025-01-02 00:00:00 of line 2",
    ),
    "twice": ("starts,per_day\n2025-01-02,4\n2025-01-02,4\n", "3:1: 2025-01-02 00:00:00 does not"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_table_is_told(name, folder):
    text, says = FAULTS[name]
    (said,) = told(written(folder, {"d.csv": text}, "table: d.csv"))
    at, _, words = says.partition(": ")
    assert said.startswith(f"d.csv:{at}: patient_groups.older.arrivals.table: {words}")


LENGTH_FAULTS = {
    "no unit": ("length,count\n3,1\n", "2:1: '3' is not a length of time"),
    "two lengths": ("days,hours,count\n3,72,1\n", "1:1: only one of the columns length, minutes,"),
    "shares short of 1": ("days,share\n1,0.5\n2,0.4\n", "2:1: the shares add up to 0.9, not 1"),
    "no weight": ("days,count\n1,0\n2,0\n", "2:1: every count is 0"),
    "both times": (
        "length,count\n1 day,1\n1 working day,1\n",
        "3:1: a law is either in working time or not",
    ),
    "too long": ("weeks,count\n20000,1\n", "2:1: 20000 is out of bounds"),
}


@pytest.mark.parametrize("name", LENGTH_FAULTS)
def test_what_is_wrong_with_lengths_is_told(name, folder):
    text, says = LENGTH_FAULTS[name]
    (said,) = told(written(folder, {"l.csv": text}, law="{family: table, file: l.csv}"))
    at, _, words = says.partition(": ")
    assert said.startswith(f"l.csv:{at}: patient_groups.older.length_of_stay.ward.file: {words}")


def test_more_at_one_time_than_can_be_told_apart_is_refused(folder):
    rows = "arrives\n2025-04-01 09:00\n" + "2025-04-01 10:00\n" * 4097
    (said,) = told(written(folder, {"arrivals.csv": rows}, "times: arrivals.csv"))
    assert "4,097 patients arrive at one time, 2025-04-01 10:00:00" in said
    assert said.startswith("arrivals.csv:3:1: ")


def test_files_that_are_too_large_together_are_refused(folder):
    rows = "arrives\n" + "2025-04-01 10:00:00\n" * (MOST_BYTES // 20)
    (said,) = told(written(folder, {"arrivals.csv": rows}, "times: arrivals.csv"))
    assert "place.yaml:6:23: patient_groups.older.arrivals.times: 'arrivals.csv' brings" in said
    assert "to 4.0 MB" in said
    assert "at most 4 MB together; keep only what falls in the run" in said


def test_a_link_out_of_the_folder_is_refused(folder):
    (folder / "inner").mkdir()
    (folder / "demand.csv").write_text(DEMAND, encoding="utf-8")
    (folder / "inner" / "demand.csv").symlink_to(folder / "demand.csv")
    written(folder / "inner", {}, "table: demand.csv")
    (said,) = told("inner/place.yaml")
    assert "'inner/demand.csv' lies outside the folder of the scenario" in said


@pytest.mark.parametrize("name", [r'"a\0b.csv"', "a" * 5000 + ".csv"])
def test_what_no_file_can_be_called_is_told(name, folder):
    (said,) = told(written(folder, {}, f"table: {name}"))
    assert "patient_groups.older.arrivals.table: is no name that a file can have" in said


def test_a_near_name_is_asked_after(folder):
    (said,) = told(written(folder, {"demand.csv": DEMAND}, "table: demnd.csv"))
    assert "there is no file 'demnd.csv'" in said
    assert "did you mean 'demand.csv'?" in said


def test_a_text_without_a_folder_reads_no_files():
    text = PLACE.replace("ARRIVALS", "table: demand.csv").replace("LAW", "5 days")
    with pytest.raises(InputError, match="a text without a folder reads no files"):
        load_text(text)


def test_a_model_alone_reads_no_files():
    with pytest.raises(ValueError, match=r"'demand.csv' is a file, and a file is read only"):
        Scenario.model_validate({"patient_groups": {"a": {"arrivals": {"table": "demand.csv"}}}})


CHILD = """\
extends: ../place.yaml
title: More
changes:
  - {path: patient_groups.older.arrivals.table, set: more.csv, source: the plan}
"""


def test_a_file_is_named_from_the_scenario_that_names_it(folder):
    written(folder, {"demand.csv": DEMAND}, "table: demand.csv")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "child.yaml").write_text(CHILD, encoding="utf-8")
    more = DEMAND.replace("5.5", "9")
    (folder / "scenarios" / "more.csv").write_text(more, encoding="utf-8")
    loaded = load("scenarios/child.yaml")
    assert [per_day for _, per_day in arrivals(loaded).steps] == [4.0, 9.0]
    assert [file.path for file in loaded.data] == ["scenarios/more.csv"]
    (one,) = [x for x in diff(load("place.yaml"), loaded) if x.said.endswith("table")]
    assert one.before.startswith("demand.csv (2 rows, ")
    assert one.after.startswith("more.csv (2 rows, ")
    assert one.source == "the plan"


def test_a_parents_file_is_read_where_the_parent_lies(folder):
    written(folder, {"demand.csv": DEMAND}, "table: demand.csv")
    (folder / "scenarios").mkdir()
    child = "extends: ../place.yaml\ntitle: The same\n"
    (folder / "scenarios" / "child.yaml").write_text(child, encoding="utf-8")
    loaded = load("scenarios/child.yaml", ["patient_groups.older.arrivals.by_weekday=null"])
    assert [file.path for file in loaded.data] == ["demand.csv"]


def test_a_file_can_be_named_on_the_command_line(folder):
    written(folder / "inner", {"demand.csv": DEMAND, "other.csv": DEMAND}, "table: demand.csv")
    loaded = load("inner/place.yaml", ["patient_groups.older.arrivals.table=other.csv"])
    assert [file.path for file in loaded.data] == ["inner/other.csv"]
    with pytest.raises(InputError, match="said from this file"):
        load("inner/place.yaml", ["patient_groups.older.arrivals.table=/etc/other.csv"])


def test_a_file_is_one_value_with_its_source(folder):
    said = "{table: demand.csv, source: the plan, confidence: B}"
    name = written(folder, {"demand.csv": DEMAND})
    text = (folder / name).read_text(encoding="utf-8").replace("{per_day: 4}", said)
    (folder / name).write_text(text, encoding="utf-8")
    (one,) = [x for x in assumptions(load(name)) if x.said.endswith("arrivals.table")]
    assert (one.source, one.confidence) == ("the plan", "B")
    digest = hashlib.sha256(DEMAND.encode()).hexdigest()[:8]
    assert one.text == f"demand.csv (2 rows, {digest})"


WORDS = {
    "table: demand.csv, varies_by_day: 0.1": "4 to 5.5 a day in 2 steps of demand.csv from "
    "2025-01-01, the mean varying by 10 % from date to date",
    "curve: [{starts: 2025-01-01, per_day: 4}]": "4 a day in 1 step from 2025-01-01",
    "times: arrivals.csv": "exactly at the 2 times in arrivals.csv",
    "booked: [{at: mon-fri 07:00, count: 6}, {at: sat 08:00, count: 2}], "
    "bank_holidays: none_booked": "booked, 6 at mon-fri 07:00 and 2 at sat 08:00, none on bank "
    "holidays",
    "per_day: 4, growth_per_year: 0.02": "4 a day, growing by 2 % a year",
}


@pytest.mark.parametrize("said", WORDS)
def test_demand_is_described_in_words(said, folder):
    name = written(folder, {"demand.csv": DEMAND, "arrivals.csv": TIMES}, said)
    lines = flow_map(load(name).scenario).splitlines()
    assert lines[1] == f"  older: {WORDS[said]} → home 100 %"


LAWS = {
    "{family: coxian, phases: [{mean: 2 days, goes_on: 0.4}, {mean: 20}]}": "coxian: 2 days on "
    "average, then 40 % go on to 20 days on average",
    "{family: coxian, phases: [{rate_per_day: 3}]}": "coxian: 0.3333 days on average",
    # 5 P(Z < 1.25) + 4 phi(1.25) = 5 x 0.894350 + 4 x 0.182649 = 5.20235
    "{family: floored_normal, mean: 5 days, sd: 4}": "normal mean 5 days, sd 4 days, no less than "
    "0 days (so its mean is 5.202 days)",
    "{family: table, values: [1 day, 2], weights: [3, 1]}": "table of 1 day, 2 days, weighted 3, 1",
    "{family: table, values: [1 day, 2], between: straight}": "table of 1 day, 2 days, evenly from "
    "each value to the next",
}


@pytest.mark.parametrize("law", LAWS)
def test_laws_are_described_in_words(law, folder):
    lines = flow_map(load(written(folder, {}, law=law)).scenario).splitlines()
    assert lines[2] == f"    stays in ward: {LAWS[law]}"


def test_a_law_of_phases_is_scaled_in_all_its_times(folder):
    law = "{family: coxian, phases: [{mean: 2 days, goes_on: 0.4}, {rate_per_day: 0.05}]}"
    written(folder, {}, law=law)
    path = "patient_groups.older.length_of_stay.ward"
    child = f"extends: place.yaml\ntitle: Longer\nchanges: [{{path: {path}, scale: 2}}]\n"
    found = load_text(child, "child.yaml", folder=str(folder)).scenario
    phases = found.patient_groups["older"].length_of_stay["ward"].phases
    assert [phase.days for phase in phases] == pytest.approx([4, 40])
    assert [phase.goes_on for phase in phases] == [0.4, 0.0]


@pytest.mark.parametrize("path", ["length_of_stay.ward", "arrivals.table"])
def test_what_stands_in_a_file_cannot_be_scaled(path, folder):
    law = "{family: table, file: los.csv}"
    written(folder, {"d.csv": DEMAND, "los.csv": LENGTHS}, "table: d.csv", law)
    path = f"patient_groups.older.{path}"
    child = f"extends: place.yaml\ntitle: Longer\nchanges: [{{path: {path}, scale: 2}}]\n"
    with pytest.raises(InputError, match="cannot be scaled"):
        load_text(child, "child.yaml", folder=str(folder))


@pytest.mark.parametrize("command", ["check", "run"])
def test_what_cannot_be_read_ends_with_exit_code_2(command, folder, monkeypatch, capsys):
    rows = "arrives\n2025-04-02 06:30\nsoon\nlater\n"
    name = written(folder, {"arrivals.csv": rows}, "times: arrivals.csv")
    monkeypatch.setattr("sys.argv", ["stepdown", command, name])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    said = capsys.readouterr().err
    path = "patient_groups.older.arrivals.times"
    assert f"arrivals.csv:3:1: {path}: 'soon' is not a date and time" in said
    assert f"arrivals.csv:4:1: {path}: 'later' is not a date and time" in said
    assert "2 problems" in said
