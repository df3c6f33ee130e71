"""``stepdown sensitivity`` as it is typed: what it prints, the folder it leaves, its exit codes."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from tests.cli.test_run import stepdown
from tests.experiment.compared import child, written
from tests.experiment.place import SHORT

SETS = [word for each in SHORT for word in ("-s", each)]
BEDS = "care_settings.acute.units.General and acute.beds"
STAFF = "handoffs.assessment.staff"
FEWER = f"{{path: {BEDS}, set: 40}}"
WORDS = ("sensitivity", "small.yaml", "fewer.yaml", "-r", 3, "-j", 1, *SETS)
VARY = ("--vary", f"{STAFF}=1..4", "--vary", "patient_groups.*.arrivals.per_day=±20%")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cwd = tmp_path_factory.mktemp("sensitivity")
    written(cwd, fewer=child(FEWER, title="Fewer beds"))
    done = stepdown(*WORDS, *VARY, "--measure", "waiting_for_place", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return cwd, done


@pytest.fixture(scope="module")
def folder(ran):
    (only,) = (ran[0] / "outputs" / "sensitivity-small-fewer").iterdir()
    return only


def test_a_line_an_input_and_the_report_last(ran, folder):
    lines = ran[1].stdout.splitlines()
    assert lines[0] == "Fewer beds against A small place"
    assert "as given" in lines[1]
    assert sum("swing" in line for line in lines) == 2
    assert ran[0] / lines[-2].removeprefix("report: ") == folder / "sensitivity.html"
    assert lines[-1].startswith("next: stepdown compare small.yaml fewer.yaml ")


def test_the_folder_is_tidy(folder):
    assert {file.name for file in folder.iterdir()} == {
        *("manifest.json", "sensitivity.html", "scenarios", "replications.parquet"),
        *("points.csv", "points.parquet", "swings.csv", "swings.parquet"),
    }
    points = pd.read_csv(folder / "points.csv")
    assert set(points.loc[points["input"] == STAFF, "at"]) >= {1, 3, 4}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"] == ["small", "fewer"]
    assert manifest["replications_done"] == 3


def test_the_page_stands_alone(folder):
    page = (folder / "sensitivity.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert 'id="picture-tornado-waiting_for_place"' in page


def test_what_was_run_is_used_again_and_says_the_same(ran):
    cwd, _ = ran
    kept = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    assert kept
    again = stepdown(*WORDS, *VARY, "--measure", "waiting_for_place", "--json", cwd=cwd)
    assert again.returncode == 0, again.stderr
    after = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    assert kept == after
    (figure,) = json.loads(again.stdout)["figures"]
    assert {each["input"] for each in figure["inputs"]} == {
        STAFF,
        "patient_groups.*.arrivals.per_day",
    }
    for each in figure["inputs"]:
        ends = each["at_high"]["difference"] - each["at_low"]["difference"]
        assert each["swing"]["difference"] == pytest.approx(ends)


def test_all_that_is_wrong_is_told_at_once(ran):
    wrong = ("--vary", f"{STAFF}=4..1", "--vary", "no.such.thing=1..2")
    done = stepdown(*WORDS, *wrong, cwd=ran[0])
    assert done.returncode == 2
    assert "lower end comes first" in done.stderr
    assert "neither scenario states" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--vary", f"{BEDS}=-3..60"), "units"),
        (("--vary", f"{STAFF}=1..4", "--measure", "waiting_for_plaice"), "no measure"),
        (("--vary", f"{STAFF}=1..4", "--measure", "census:nowhere"), "not a figure of both"),
        (("--vary", f"{STAFF}=1..4", "--worth", "-2"), "0 or more"),
    ],
)
def test_what_cannot_be_asked(ran, words, says):
    done = stepdown(*WORDS, *words, cwd=ran[0])
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_figure_may_be_of_anything_it_is_split_by(ran):
    asked = ("--measure", "standard_met:quick", "--measure", "waiting_for_place:everywhere")
    done = stepdown(*WORDS, "--vary", f"{STAFF}=1..4", *asked, cwd=ran[0])
    assert done.returncode == 0, done.stderr
    assert "Quick: " in done.stdout
    assert "all places together: " in done.stdout


def test_with_nothing_named_assumed_times_are_varied_and_a_trial_says_so(ran):
    words = ("sensitivity", "small.yaml", "fewer.yaml", "--trial", "-r", 2, "-j", 1, *SETS)
    done = stepdown(*words, cwd=ran[0])
    assert done.returncode == 0, done.stderr
    assert "Assessment (task), 80 to 120 % of what is given" in done.stdout
    assert "TRIAL" in done.stdout.upper()
