"""``stepdown size`` as it is typed: what it prints, the folder it leaves, its exit codes."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from tests.cli.test_run import stepdown
from tests.experiment.compared import written
from tests.experiment.place import SHORT

SETS = [word for each in SHORT for word in ("-s", each)]
BEDS = "care_settings.acute.units.General and acute.beds"
FULL = "waiting_for_place[care_setting=acute] <= 2"


def sized(cwd, *words, sets=SETS):
    return stepdown("size", "small.yaml", *words, "-j", 1, *sets, cwd=cwd)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cwd = tmp_path_factory.mktemp("size")
    written(cwd)
    done = sized(cwd, "--vary", f"{BEDS}=30..60:3", "--goal", FULL, "-r", 20)
    assert done.returncode == 0, done.stderr
    return cwd, done


@pytest.fixture(scope="module")
def folder(ran):
    (only,) = (ran[0] / "outputs" / "size-small").iterdir()
    return only


def test_the_answer_first_and_the_report_last(ran, folder):
    lines = ran[1].stdout.splitlines()
    assert lines[0].startswith("The model estimates that ")
    assert "in the long-run mean" in lines[0]
    assert "(the scenario as it stands: 60)" in lines[0]
    assert any("With a probability of at least 95 %" in line for line in lines)
    assert any("Ordered by the capacity itself" in line for line in lines)
    assert ran[0] / lines[-2].removeprefix("report: ") == folder / "size.html"
    named = lines[-1].removeprefix("next: stepdown run ").removesuffix(" runs the answer in full")
    assert (ran[0] / named).is_file()


def test_the_folder_is_tidy_and_the_answer_can_be_run(ran, folder):
    assert {file.name for file in folder.iterdir()} == {
        *("manifest.json", "size.html", "candidates.csv", "answer.json", "answer.yaml"),
        "resolved.yaml",
    }
    table = pd.read_csv(folder / "candidates.csv")
    (answer,) = table[table["is_answer"]].to_dict("records")
    assert answer["finding_on_all"] == "meets"
    assert answer["mean"] + answer["half_width"] < 2
    assert table[BEDS].is_monotonic_increasing
    plain = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert plain["answer"] == {BEDS: str(answer[BEDS])}
    assert plain["runs"] == table["runs"].sum()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["goals"] == [FULL]
    done = stepdown("check", folder / "answer.yaml", cwd=ran[0])
    assert done.returncode == 0, done.stderr


def test_the_page_stands_alone(folder):
    page = (folder / "size.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert page.count('role="img"') == 2
    for section in ("queues", "rule", "again", "glossary"):
        assert f'<section id="{section}"' in page
    anchors = set(re.findall(r'id="(measure-\w+)"', page))
    assert set(re.findall(r'href="#(measure-\w+)"', page)) <= anchors
    assert "Jennison and Turnbull" in page


def test_what_was_run_is_not_run_again_and_says_the_same(ran, folder):
    cwd, first = ran
    kept = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    again = sized(cwd, "--vary", f"{BEDS}=30..60:3", "--goal", FULL, "-r", 20, "--json")
    assert again.returncode == 0, again.stderr
    after = {file: file.stat().st_mtime_ns for file in (cwd / "outputs/.parts").rglob("*.part")}
    assert kept == after
    said = json.loads(again.stdout)
    assert f"{said['says']}." == first.stdout.splitlines()[0]
    # The page names the command that made it, and nothing else differs.
    pages = [
        re.sub(r"<dt>Command</dt>.*", "", (each / "size.html").read_text(encoding="utf-8"))
        for each in (cwd / "outputs" / "size-small").iterdir()
    ]
    assert len(pages) == 2
    assert pages[0] == pages[1]


def test_every_problem_at_once_and_exit_code_2(tmp_path):
    written(tmp_path)
    done = sized(
        tmp_path,
        *("--vary", f"{BEDS}=60..30", "--vary", "nowhere.beds=1..3", "--goal", "ocupancy <= 3"),
        *("--goal", "occupancy", "--price", "x=3", "--confidence", 2),
    )
    assert done.returncode == 2
    for says in (
        *("must run upwards", "there is no 'nowhere'", "no measure 'ocupancy'", "not varied"),
        *("nothing to hold it against", "a confidence of 2", "6 problems; nothing was run"),
    ):
        assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("goal", "more", "says"),
    [
        ("census[care_setting=x] <= 2", (), "a run has no census"),
        (FULL, ("-o", "small.yaml"), "cannot be written to"),
    ],
)
def test_what_is_found_out_later_ends_with_exit_code_2_and_leaves_nothing(
    tmp_path, goal, more, says
):
    written(tmp_path)
    done = sized(tmp_path, "--vary", f"{BEDS}=3..4", "--goal", goal, *more)
    assert done.returncode == 2, done.stdout
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    left = list((tmp_path / "outputs").glob("size-*")) if (tmp_path / "outputs").exists() else []
    assert left == []
