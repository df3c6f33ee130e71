"""Scenarios that come with stepdown, named from any folder; and which files may be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.experiment.folder import Folder
from simulator.scenario import bundled
from simulator.scenario.load import load
from simulator.scenario.partly import Partly
from simulator.scenario.source_file import ALSO
from tests.scenario.test_data_files import TIMES, written

ROOT = Path(__file__).resolve().parents[2]
SMALL = Path(__file__).parent / "small.yaml"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    inside = tmp_path / "here"
    inside.mkdir()
    monkeypatch.chdir(inside)
    return inside


def test_a_bundled_scenario_is_read_from_anywhere(folder):
    loaded = load("examples/full_start/place")
    assert loaded.scenario == load(ROOT / "scenarios/examples/full_start/place.yaml").scenario
    assert loaded.path == "bundled:/examples/full_start/place.yaml"
    assert [each.path for each in loaded.data] == ["bundled:/examples/full_start/census.csv"]


def test_it_is_known_by_that_name_when_it_is_read_again(folder):
    loaded = load("examples/mental_health_shorter_stays")
    again = load(loaded.path)
    assert again.resolved == loaded.resolved
    assert [each.path for each in loaded.files] == [
        "bundled:/examples/mental_health_shorter_stays.yaml",
        "bundled:/examples/mental_health.yaml",
    ]
    assert not any(str(ROOT) in each.path for each in again.files)
    batch = loaded.scenario.batch
    assert Folder.of(loaded, batch, "compiled", False, folder).scenario == (
        "mental_health_shorter_stays"
    )
    assert Partly.of(loaded.path).with_changes(range(99)).resolved == loaded.resolved


def test_a_scenario_of_ones_own_may_extend_one(folder):
    (folder / "ours.yaml").write_text("extends: examples/stroke\ntitle: Ours\n", encoding="utf-8")
    loaded = load("ours.yaml")
    assert loaded.scenario.title == "Ours"
    assert loaded.files[1].path == "bundled:/examples/stroke.yaml"


def test_a_file_of_that_name_comes_first(folder):
    (folder / "baseline").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    assert load("baseline").scenario.title == "A small place"


@pytest.mark.parametrize("name", ["basline", "examples/strok"])
def test_a_name_that_is_nearly_one_is_asked_about(folder, name):
    with pytest.raises(InputError, match=r"did you mean '(baseline|examples/stroke)'"):
        load(name)


@pytest.mark.parametrize(
    "name",
    ["a" * 400, "a\0b", "a" * 400 + ".yaml", "bundled:/../pyproject.toml", "bundled:/x.yaml"],
)
def test_a_name_that_no_file_has_is_told(folder, name):
    with pytest.raises(InputError):
        load(name)


@pytest.mark.parametrize("name", ["a" * 400, "a" * 400 + ".yaml", "a\\0b.yaml", "../x/y.yaml"])
def test_the_same_of_what_is_extended(folder, name):
    (folder / "a.yaml").write_text(f'extends: "{name}"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load("a.yaml")
    assert caught.value.problems[0].place.file == "a.yaml"


def test_all_of_them_are_named():
    assert {"baseline", "winter", "examples/stroke"} <= set(bundled.names())
    assert bundled.locate("bundled:/baseline.yaml").is_file()


def test_files_elsewhere_are_read_only_from_folders_that_are_allowed(folder, monkeypatch):
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    (elsewhere / "times.csv").write_text(TIMES, encoding="utf-8")
    (folder / "a.yaml").write_text("extends: ../elsewhere/small.yaml\n", encoding="utf-8")
    name = written(folder, {}, "times: ../elsewhere/times.csv")
    for each in ("a.yaml", name):
        with pytest.raises(InputError, match=f"outside.*(?s:.)*{ALSO}"):
            load(each)
    monkeypatch.setenv(ALSO, os.pathsep.join(["", str(folder / "none"), str(elsewhere)]))
    assert load("a.yaml").scenario.title == "A small place"
    assert load(name).data[0].path == "../elsewhere/times.csv"


def test_a_link_to_data_elsewhere_is_followed_and_refused(folder):
    (folder.parent / "times.csv").write_text(TIMES, encoding="utf-8")
    (folder / "times.csv").symlink_to(folder.parent / "times.csv")
    with pytest.raises(InputError, match="lies outside the folder of the scenario"):
        load(written(folder, {}, "times: times.csv"))
