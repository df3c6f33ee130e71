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
FULL = Path(__file__).resolve().parents[2] / "scenarios" / "examples" / "full_start"


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


@pytest.mark.parametrize("words", [(), ("--from", "baseline")])
def test_without_a_project_the_bundled_baseline_is_extended(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    done = new("ours", *words, "--yes")
    assert done.exit_code == 0, done.exception
    assert [each.name for each in (tmp_path / "ours").iterdir()] == ["place.yaml"]
    assert "\nextends: baseline\n" in Path("ours/place.yaml").read_text(encoding="utf-8")
    bundled = load("baseline").scenario
    assert load("ours/place.yaml").scenario.care_settings == bundled.care_settings


def test_what_is_started_from_comes_along_with_all_that_it_reads(tmp_path, monkeypatch):
    """A scenario far away that extends another and names a file of people."""
    away, here = tmp_path / "away" / "scenarios", tmp_path / "here"
    shutil.copytree(FULL, away / "full")
    (away / "full" / "more.yaml").write_text("extends: place.yaml\ntitle: More\n", encoding="utf-8")
    here.mkdir()
    monkeypatch.chdir(here)
    done = new("ours/mine.yaml", "--from", str(away / "full" / "more.yaml"), "--yes")
    assert done.exit_code == 0, done.exception
    names = {each.name for each in Path("ours").iterdir()}
    assert names == {"mine.yaml", "more.yaml", "place.yaml", "census.csv"}
    before = load(away / "full" / "more.yaml").scenario
    assert load("ours/mine.yaml").scenario.care_settings == before.care_settings


@pytest.mark.parametrize(
    ("extends", "name", "says"),
    [
        ("../base.yaml", "ours/mine.yaml", "which lies outside its folder"),
        ("base.yaml", "ours", "which has the same name"),
        ("base.yaml", "x" * 300, "no name that a file can have"),
    ],
)
def test_what_cannot_be_started_leaves_nothing(tmp_path, monkeypatch, extends, name, says):
    away, here = tmp_path / "away" / "scenarios" / "sub", tmp_path / "here"
    away.mkdir(parents=True)
    here.mkdir()
    shutil.copy(SMALL, (away / extends).resolve())
    (away / "place.yaml").write_text(f"extends: {extends}\ntitle: x\n", encoding="utf-8")
    monkeypatch.chdir(here)
    done = new(name, "--from", str(away / "place.yaml"), "--yes")
    assert isinstance(done.exception, InputError)
    assert says in str(done.exception)
    assert not any(here.iterdir())


def test_what_fails_half_way_leaves_nothing(project, tmp_path_factory, monkeypatch):
    from simulator.exchange import new_place

    far = tmp_path_factory.mktemp("far")
    monkeypatch.setattr(new_place, "_text", lambda *_: "extends: gone.yaml\n")
    done = new(str(far / "a" / "b"), "--from", "scenarios/baseline.yaml", "--yes")
    assert isinstance(done.exception, InputError)
    assert not any(far.iterdir())


@pytest.mark.parametrize(
    ("typed", "read", "understood"),
    [
        ("1,200", 1200, "1,200"),
        ("1,234.5", 1234.5, "1,234.5"),
        ("12.5", 12.5, "12.5"),
        ("0.125", 0.125, "0.125"),
        ("1.2000", 1.2, "1.2"),
    ],
)
def test_a_figure_is_said_again_as_it_was_understood(project, typed, read, understood):
    done = new("ours", typed=f"{typed}\n-\n")
    assert done.exit_code == 0, done.exception
    assert f"  understood: {understood} a day\n" in done.output
    assert load("ours/place.yaml").scenario.patient_groups["older"].arrivals.per_day == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("12,5", "'12,5' is not clear"),
        ("1.200", "'1.200' may be 1.2000 or 1200: type 1.2000 or 1200"),
        ("1,20", "is not clear"),
        ("1.200,5", "is not clear"),
        ("1,2000", "is not clear"),
        ("1_000", "'1_000' is not a number"),
        ("1e3", "is not a number"),
        ("inf", "is not a number"),
    ],
)
def test_what_may_be_two_figures_is_asked_again(project, typed, says):
    done = new("ours", typed=f"{typed}\n7\n-\n")
    assert done.exit_code == 0, done.exception
    assert says in done.output
    assert load("ours/place.yaml").scenario.patient_groups["older"].arrivals.per_day == 7


def test_enter_keeps_a_figure_of_many_digits(project):
    base = project / "scenarios" / "baseline.yaml"
    text = base.read_text(encoding="utf-8")
    before = load(base).scenario.patient_groups["older"].arrivals.per_day
    base.write_text(text.replace(f"per_day: {before:g}", "per_day: 12.345678", 1), encoding="utf-8")
    assert load(base).scenario.patient_groups["older"].arrivals.per_day == 12.345678
    done = new("ours", typed="\n-\n")
    assert "0 of 6 figures are your own" in done.output


def test_a_name_with_a_hash_in_it_is_written_so_that_it_is_read(project):
    base = project / "scenarios" / "baseline.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(text.replace("Ashby", '"Ward #3"'), encoding="utf-8")
    done = new("ours", typed="\n\n\n27\n-\n")
    assert done.exit_code == 0, done.exception
    units = load("ours/place.yaml").scenario.care_settings["community"].units
    assert (units[0].name, units[0].beds) == ("Ward #3", 15)


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
