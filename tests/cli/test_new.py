"""``stepdown new`` as it is typed: questions, answers, a file that can be checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.errors import InputError
from simulator.exchange.question import questions
from simulator.scenario.load import load

SMALL = Path(__file__).resolve().parents[1] / "scenario" / "small.yaml"


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SMALL, tmp_path / "scenarios" / "baseline.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*words: str, typed: str = ""):
    return CliRunner().invoke(app, ["new", *words], input=typed)


def test_nothing_is_asked_with_yes(project):
    done = new("ourplace", "--yes")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "next: stepdown check ourplace/place.yaml"
    loaded = load("ourplace/place.yaml")
    assert loaded.changes == () or {c.path for c in loaded.changes} <= {"title", "question"}
    assert loaded.scenario.title == "ourplace"
    text = Path("ourplace/place.yaml").read_text(encoding="utf-8")
    # Every figure stands there, ready to be made one's own.
    assert "# - path: care_settings.community.units[Ashby].beds\n  #   set: 10" in text
    assert "60 beds before (bed count)" in text


def test_answers_change_what_they_say_and_no_more(project):
    asked = questions(load("scenarios/baseline.yaml"))
    asks = [question.asks for question in asked]
    assert asks == [
        "Demand: older",
        "Demand: younger",
        "acute: beds",
        "community: beds in all 2 units",
        "assessment: staff",
    ]
    done = new("ourplace", typed="5\n\nmany\n-4\n1.5\n75\n27\n\n")
    assert done.exit_code == 0, done.output
    assert "'many' is not a number" in done.output
    assert "allowed: from 0 to 1,000,000" in done.output
    assert "a whole number is needed" in done.output
    before, after = (load(f).scenario for f in ("scenarios/baseline.yaml", "ourplace/place.yaml"))
    assert after.patient_groups["older"].arrivals.per_day == 5
    assert after.patient_groups["younger"] == before.patient_groups["younger"]
    assert after.care_settings["acute"].units[0].beds == 75
    # In proportion, by largest remainder: 27 of 10 and 8.
    assert [unit.beds for unit in after.care_settings["community"].units] == [15, 12]
    assert after.handoffs == before.handoffs
    assert "4 of 6 figures are your own" in done.output


def test_a_dash_keeps_the_rest(project):
    done = new("ourplace", typed="5\n-\n")
    assert done.exit_code == 0, done.output
    assert "1 of 6 figures are your own" in done.output


def test_what_is_there_is_never_written_over(project):
    assert new("ourplace", "--yes").exit_code == 0
    text = Path("ourplace/place.yaml").read_text(encoding="utf-8")
    done = new("ourplace", "--yes")
    assert isinstance(done.exception, InputError)
    assert Path("ourplace/place.yaml").read_text(encoding="utf-8") == text


def test_far_from_the_baseline_a_copy_is_put_beside_it(project, tmp_path_factory):
    far = tmp_path_factory.mktemp("far") / "ours"
    done = new(str(far), "--from", "scenarios/baseline.yaml", "--yes", "--title", "Ours")
    assert done.exit_code == 0, done.output
    assert (far / "baseline.yaml").is_file()
    assert load(far / "place.yaml").scenario.title == "Ours"


def test_without_a_baseline_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = new("ours", "--yes")
    assert isinstance(done.exception, InputError)
    assert "--from" in str(done.exception)
    assert not (tmp_path / "ours").exists()


def test_a_draft_needs_both_options(project):
    done = new("ours", "--targets", "t.parquet")
    assert done.exit_code == 2
    assert "go together" in done.output


def test_the_line_of_check_says_what_is_still_inherited(project):
    assert new("ourplace", typed="5\n-\n").exit_code == 0
    done = CliRunner().invoke(app, ["check", "ourplace"])
    assert done.exit_code == 0, done.output
    first = done.stdout.splitlines()[0]
    assert first.startswith("OK: 3 units, 78 beds; demand is ")
    assert first.endswith("values are still those of what it extends")
