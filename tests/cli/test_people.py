"""A run that starts with people of a real place: nothing of one of them is in what it writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_resume import digests, stepdown

EXAMPLE = Path(__file__).parents[2] / "scenarios" / "examples" / "full_start"
NAME = "Ada Lovelace"
WORDS = ("run", "inner/place.yaml", "-r", 2, "-j", 1, "-q", "-s", "calendar.run_for=2 weeks")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A finished run whose census names somebody."""
    cwd = tmp_path_factory.mktemp("people")
    shutil.copytree(EXAMPLE, cwd / "inner")
    census = cwd / "inner" / "census.csv"
    text = census.read_text(encoding="utf-8").replace("the ward expects Wednesday", NAME)
    assert NAME in text
    census.write_text(text, encoding="utf-8")
    done = stepdown(*WORDS, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return cwd


@pytest.fixture
def cwd(ran, tmp_path):
    """The same in a folder of its own."""
    shutil.copytree(ran, tmp_path / "own")
    return tmp_path / "own"


def whole(cwd):
    (folder,) = (cwd / "outputs" / "place").glob("2*")
    return folder


def halved(cwd):
    """The run as if it had been killed after its first replication."""
    folder = whole(cwd)
    asked = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["asked"]
    unfinished = folder.with_name(f".unfinished-{asked['key'][:8]}")
    (folder / "parts" / "000002.part").unlink()
    folder.rename(unfinished)
    (unfinished / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    return unfinished


def test_no_word_of_the_file_is_in_any_file_of_the_run(ran):
    files = [each for each in (ran / "outputs").rglob("*") if each.is_file()]
    assert len(files) > 8
    row = "2026-02-25 22:40"
    found = [each.name for each in files for word in (NAME, row) if word.encode() in read(each)]
    assert found == []


def read(file):
    """Its bytes; of a table all of its text, since Parquet packs it."""
    if file.suffix == ".parquet":
        return pd.read_parquet(file).to_csv().encode()
    return file.read_bytes()


def test_the_event_log_begins_with_those_who_came_later(ran):
    log = pd.read_parquet(whole(ran) / "events.parquet")
    assert (log["time"] > 0).all()
    arrived = set(log.loc[log["event"] == "arrival", "entity_id"])
    assert set(log["entity_id"]) == arrived


def test_a_run_that_was_stopped_goes_on_with_the_file_though_its_scenario_has_changed(ran, cwd):
    halved(cwd)
    place = cwd / "inner" / "place.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("1.5", "1.6"), encoding="utf-8")
    done = stepdown("resume", "-q", cwd=cwd)
    assert done.returncode == 0, done.stderr
    # Of the scenario as given only what it says now can be copied, and the page names its hash.
    new, old = digests(whole(cwd)), digests(whole(ran))
    assert {name for name in old if old[name] != new.get(name)} <= {"scenario.yaml", "report.html"}
    assert set(new) == set(old)


def test_it_is_made_again_from_the_file(ran):
    done = stepdown("reproduce", whole(ran), "-j", 1, cwd=ran)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "identical" in done.stdout


@pytest.mark.parametrize(("command", "way"), [("resume", "changed"), ("reproduce", "gone")])
def test_a_file_that_is_not_to_be_had_is_told(cwd, command, way):
    folder = halved(cwd) if command == "resume" else whole(cwd)
    census = cwd / "inner" / "census.csv"
    if way == "gone":
        census.unlink()
    else:
        census.write_text(census.read_text("utf-8").replace("18:20", "18:21"), encoding="utf-8")
    done = stepdown(command, folder, "-j", 1, cwd=cwd)
    assert done.returncode == 2
    says = {"gone": "there is no file", "changed": "no longer the file that this was made with"}
    assert says[way] in done.stderr
    assert "no copy is kept" in done.stderr
    assert "18:2" not in done.stderr
    assert "Traceback" not in done.stderr
