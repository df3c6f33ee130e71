"""Every command that prints a result prints it as JSON too, and then nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from tests.experiment.compared import QUEUE
from tests.experiment.hub_place import written as hub_places

QUICK = ("-r", "2", "-j", "1", "-q")
SHORT = ("-s", "calendar.warm_up=5 days", "-s", "calendar.run_for=20 days")
CHILD = """
extends: ward.yaml
title: Six beds
question: What does one more bed do?
changes: [{path: care_settings.ward.units.Ward.beds, set: 6}]
"""


def said(*words: object) -> object:
    """What a command prints, which must be JSON and no more."""
    done = CliRunner().invoke(app, [*map(str, words)])
    assert done.exit_code == 0, done.output + str(done.exception)

    def refused(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(done.stdout, parse_constant=refused)


@pytest.fixture
def place(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "ward.yaml").write_text(QUEUE.format(beds=5), encoding="utf-8")
    (folder / "six.yaml").write_text(CHILD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


WARD, SIX = "scenarios/ward.yaml", "scenarios/six.yaml"
BEDS = "care_settings.ward.units.Ward.beds"
CASES = {
    "check": ("check", WARD),
    "describe": ("describe", WARD),
    "differs": ("describe", SIX, "--diff", WARD),
    "measures": ("describe", "--measures"),
    "dictionary": ("describe", "--dictionary"),
    "run --dry-run": ("run", WARD, "--dry-run", *SHORT),
    "run --shard": ("run", WARD, "--shard", "1/2", *QUICK, *SHORT),
    "resume": ("resume",),
    "compare": ("compare", WARD, SIX, *QUICK, *SHORT),
    "size": (
        *("size", WARD, "--vary", f"{BEDS}=5..7", "--goal", "occupancy[care_setting=ward] <= 99%"),
        *("-j", "1", "-q", *SHORT),
    ),
    "sensitivity": (
        *("sensitivity", WARD, SIX, "--vary", f"{BEDS}=4..5"),
        *(*QUICK, *SHORT),
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_json_and_nothing_else(place, case):
    found = said(*CASES[case], "--json")
    assert isinstance(found, dict | list)
    assert found or case == "resume"


def test_what_needs_a_run_first(place):
    (run,) = said("run", WARD, *QUICK, *SHORT, "--json")
    again = said("reproduce", run["folder"], "--json")
    assert again
    for shard in ("1/2", "2/2"):
        said("run", WARD, "--shard", shard, *QUICK, *SHORT, "-o", "shards", "--json")
    shards = sorted(
        str(each) for each in Path("shards").rglob("*") if (each / "shard.json").exists()
    )
    shards = shards or sorted({str(each.parent.parent) for each in Path("shards").rglob("*.part")})
    (whole,) = said("collect", *shards, "-q", "--json")
    assert whole["replications"] == 2


def test_of_hubs(tmp_path):
    files = hub_places(tmp_path, travels=True, chance=True)
    words = ("--factors", "1", *QUICK, "-o", tmp_path / "hubs.md")
    found = said("hubs", *files, *words, "--json")
    assert found["answer"].startswith("The model estimates: ")
    assert [each["travel_times"] for each in found["distances"]] == [1.0]
    assert all(each["hours"]["half_width"] is not None for each in found["distances"])


def test_a_scenario_that_is_wrong_is_json_too(place):
    (place / "bad.yaml").write_text(QUEUE.format(beds="many"), encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "scenarios/bad.yaml", "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout)["ok"] is False


def test_of_doctor():
    done = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(done.stdout)
    assert found["ok"] == (done.exit_code == 0)
    assert {"name", "is_ok", "says", "do"} == set(found["findings"][0])


def test_library_says_each_scenario_against_the_one_it_extends(place):
    found = said("library", "scenarios", *QUICK, "--json")
    (one,) = found["compared"]
    assert (one["scenario"], one["against"], one["replications"]) == ("six", "ward", 2)
    assert found["set_against_none"] == ["ward"]
    shutil.rmtree("outputs")
