"""``stepdown compare`` as it is typed: what it prints, the folder it leaves, its exit codes."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.cli.test_run import stepdown
from tests.experiment.compared import child, written
from tests.experiment.place import SHORT

SETS = [word for each in SHORT for word in ("-s", each)]
BEDS = "care_settings.acute.units.General and acute.beds"
FEWER = f"{{path: {BEDS}, set: 36}}"
STAFF = "{path: handoffs.assessment.staff, set: 1}"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cwd = tmp_path_factory.mktemp("compare")
    written(cwd, fewer=child(FEWER, STAFF, title="Fewer beds"))
    done = stepdown(
        "compare", "small.yaml", "fewer.yaml", "-r", 3, "-j", 1, "--explain", *SETS, cwd=cwd
    )
    assert done.returncode == 0, done.stderr
    return cwd, done


@pytest.fixture(scope="module")
def folder(ran):
    (only,) = (ran[0] / "outputs" / "compare-small-fewer").iterdir()
    return only


def test_the_first_line_says_where_the_queue_went(ran):
    first = ran[1].stdout.splitlines()[0]
    assert first.startswith("Fewer beds against A small place: ")
    assert "ready to leave, all places together: " in first
    assert "more are ready to leave acute beds" in first


def test_few_lines_and_the_report_last(ran, folder):
    lines = ran[1].stdout.splitlines()
    figures = [line for line in lines if " to " in line and line.startswith("  ")]
    assert len(lines) < 20
    assert any("narrower than unpaired" in line for line in figures)
    assert any("averages would say" in line for line in lines)
    assert any("interaction" in line for line in lines)
    assert ran[0] / lines[-2].removeprefix("report: ") == folder / "compare.html"
    # Its changes are explained already.
    assert lines[-1].startswith("next: stepdown sensitivity small.yaml fewer.yaml --vary ")


def test_the_folder_is_tidy(folder):
    assert {file.name for file in folder.iterdir()} == {
        *("manifest.json", "compare.html", "checks.json", "averages.csv", "scenarios"),
        *("differences.csv", "differences.parquet", "changes.csv", "changes.parquet"),
        *("replications.parquet", "tables.xlsx"),
        *("money.csv", "money.parquet", "money_beds.csv", "money_beds.parquet"),
        *("money_ratios.csv", "money_ratios.parquet"),
    }
    table = pd.read_csv(folder / "differences.csv", keep_default_na=False, na_values=["nan"])
    assert set(table["scenario"]) == {"fewer"}
    values = pd.read_parquet(folder / "replications.parquet")
    assert set(values["scenario"]) == {"small", "fewer"}
    row = table[(table["measure"] == "open_places") & (table["care_setting"] == "all acute")]
    assert row["difference"].astype(float).tolist() == [-24.0]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"] == ["small", "fewer"]
    assert manifest["replications_done"] == 3
    assert {file.name for file in (folder / "scenarios").iterdir()} == {"small.yaml", "fewer.yaml"}


def test_the_workbook_has_the_figures_of_the_tables(folder):
    book = CalamineWorkbook.from_path(str(folder / "tables.xlsx"))
    names = list(book.sheet_names)
    readme = [row[0] for row in book.get_sheet_by_name("Readme").to_python(False)]
    assert names[0] == "Readme"
    assert set(names[1:]) <= set(readme)
    every = book.get_sheet_by_name("Every difference").to_python(False)
    heads, units, rows = every[3], every[4], every[5:]
    row = next(
        each
        for each in rows
        if each[heads.index("Its name")] == "open_places"
        and each[heads.index("Care setting")] == "all acute"
    )
    assert row[heads.index("Difference")] == -24.0
    assert row[heads.index("Unit", heads.index("Statistic"))] == "places"
    assert units[heads.index("Difference")] == "in the unit of the row"
    # The year of prices wherever there is money, and no number told as text.
    money = [
        name for name in names[1:] if "£" in str(book.get_sheet_by_name(name).to_python(False))
    ]
    assert money
    for name in money:
        assert "Money is in £" in book.get_sheet_by_name(name).to_python(False)[1][0]
    for name in names[1:]:
        for row in book.get_sheet_by_name(name).to_python(False)[5:]:
            told = [each for each in row if isinstance(each, str)]
            assert not any(re.fullmatch(r"-?[\d,]+\.\d+", each) for each in told), (name, row)


def test_averages_and_what_they_miss_add_up_to_what_was_simulated(folder):
    table = pd.read_csv(folder / "averages.csv")
    total = table["by_averages"] + table["longer_stays"] + table["more_stays"]
    pd.testing.assert_series_equal(total, table["simulated"], check_names=False)


def test_the_page_stands_alone_and_says_what_was_found(folder):
    page = (folder / "compare.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    drawn = set(re.findall(r'<figure id="picture-([\w-]+)"', page))
    assert drawn >= {"differences", "moved", "averages"}
    # Each is drawn twice: for a wide page and for a phone.
    assert page.count('role="img"') == 2 * len(drawn)
    for section in (
        "queue",
        "week",
        "changes",
        "averages",
        "inputs",
        "ranges",
        "again",
        "glossary",
    ):
        assert f'<section id="{section}"' in page
    assert page.count("<li><strong>") == 3
    anchors = set(re.findall(r'id="(measure-\w+)"', page))
    assert set(re.findall(r'href="#(measure-\w+)"', page)) <= anchors


def test_what_was_run_is_not_run_again_and_says_the_same(ran):
    cwd, first = ran
    kept = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    words = ["compare", "small.yaml", "fewer.yaml", "-r", 3, "-j", 1, *SETS]
    again = stepdown(*words, "--json", cwd=cwd)
    assert again.returncode == 0, again.stderr
    after = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    assert kept == after
    said = json.loads(again.stdout)
    assert said["where_the_queue_went"] == [first.stdout.splitlines()[0]]
    full = [each for each in said["figures"] if each["measure"] == "occupancy"]
    assert full[0]["unit"] == "share"
    assert full[0]["difference"] == pytest.approx(full[0]["other"] - full[0]["reference"])


def test_a_lever_that_moves_nothing_is_said_to_move_nothing(tmp_path):
    written(tmp_path, same=child("{path: care_settings.acute.units.*.beds, add: 500}"))
    done = stepdown("compare", "small.yaml", "same.yaml", "-r", 2, "-j", 1, *SETS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"acute beds hold (as many|the same) patients", done.stdout)
    same = stepdown("compare", "small.yaml", "small.yaml", "-r", 2, "-j", 1, *SETS, cwd=tmp_path)
    assert "nothing moves: every queue is the same in all 2 replications" in same.stdout


def test_a_value_varied(tmp_path):
    written(tmp_path)
    axes = ["--vary", f"{BEDS}=36,40,60", "--vary", "handoffs.assessment.staff=1,3"]
    done = stepdown(
        *("compare", "small.yaml", *axes, "-r", 2, "-j", 1, "--measure", "waiting_for_place"),
        *SETS,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len([line for line in lines if line.startswith("  General and acute.beds=")]) == 6
    (folder,) = (tmp_path / "outputs" / "vary-small").iterdir()
    assert {file.name for file in folder.iterdir()} == {
        *("manifest.json", "compare.html", "resolved.yaml", "tables.xlsx"),
        *("grid.csv", "grid.parquet", "steps.csv", "steps.parquet"),
    }
    page = (folder / "compare.html").read_text(encoding="utf-8")
    assert "contours" in page
    assert page.count('role="img"') == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("small.yaml",), "nothing to be compared with"),
        (("small.yaml", "nowhere.yaml"), "nowhere.yaml"),
        (("small.yaml", "wrong.yaml", "worse.yaml"), "wrong.yaml:7:"),
        (("small.yaml", "wrong.yaml", "worse.yaml"), "worse.yaml:7:"),
        (("small.yaml", "fewer.yaml", "--vary", f"{BEDS}=1,2"), "2 are named"),
        (("small.yaml", "--vary", f"{BEDS}=1,2", "--explain"), "--explain"),
        (("small.yaml", "--vary", f"{BEDS}=ten,20"), "'ten'"),
        (("small.yaml", "--vary", "nowhere.beds=1,2"), "nowhere"),
        (("small.yaml", "fewer.yaml", "--precision", "x=2"), "there is no measure 'x'"),
        (("small.yaml", "--vary", f"{BEDS}=1,2", "--measure", "x"), "there is no measure 'x'"),
        (
            ("small.yaml", "--vary", f"{BEDS}=1,2", "--measure", "standard_met"),
            "not split by care setting",
        ),
        (("small.yaml", "small.yaml", "--explain"), "nothing to be explained"),
        (("small.yaml", "fewer.yaml", "-o", "small.yaml"), "cannot be written to"),
    ],
)
def test_bad_input_ends_with_exit_code_2(tmp_path, words, says):
    written(
        tmp_path,
        fewer=child(FEWER),
        wrong=child(f"{{path: {BEDS}, set: none}}"),
        worse=child("{path: care_settings.nowhere.beds, set: 3}"),
    )
    done = stepdown("compare", *words, "-r", 1, "-j", 1, *SETS, cwd=tmp_path)
    if "--precision" in words:
        done = stepdown("compare", *words, *SETS, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_beds_that_do_not_open_are_warned_of(tmp_path):
    unit = "care_settings.community.units.Ashby"
    shifts = "{all day: {hours: mon-sun 00:00-24:00, nurses: 2, beds_per_nurse: 5}}"
    roster = f"{{path: {unit}.staffing, set: {{shifts: {shifts}}}}}"
    more = f"{{path: {unit}.beds, add: 20}}"
    written(tmp_path, staffed=child(roster), more=child(roster, more, title="More beds"))
    done = stepdown("compare", "staffed.yaml", "more.yaml", "-r", 2, "-j", 1, *SETS, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "warning: more: community states 20 more places, of which 0 open" in done.stdout
    assert "nothing moves: every queue is the same" in done.stdout


def test_the_line_on_averages_holds_no_sum_that_lacks_a_part(ran):
    (line,) = [line for line in ran[1].stdout.splitlines() if "averages would say" in line]
    assert "of which" not in line
    assert re.search(r"simulated [\d.]+ ± [\d.]+ to [\d.]+ ± [\d.]+ ", line)
    assert "“What averages would have said”" in line
