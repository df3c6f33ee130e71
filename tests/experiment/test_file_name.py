"""What is written for a scenario has a name that a file can have on every system."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.experiment.file_name import name_of, safe_name
from simulator.experiment.folder import Folder
from tests.experiment.place import loaded


@pytest.mark.parametrize("text", ["baseline", "my place (2)", "Zürich", "a.b", "con1", "x-y_z"])
def test_a_name_that_can_be_one_stays(text):
    assert safe_name(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("..", "scenario"),
        ("", "scenario"),
        (" . ", "scenario"),
        (".hidden", "hidden"),
        ("a/b\\c", "a_b_c"),
        ("mon-fri 08:00", "mon-fri 08_00"),
        ("a\0b\nc", "a_b_c"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("com1", "com1_"),
        ("x" * 300, "x" * 80),
        ("a?*<>|", "a_____"),
    ],
)
def test_one_that_cannot_is_changed(text, name):
    assert safe_name(text) == name


@pytest.mark.parametrize("path", ["..", "../..", "a/..", "..\\..", "/", ".yaml", "\0.yaml"])
def test_a_run_lands_in_the_folder_of_runs_whatever_its_scenario_is_called(path):
    batch = loaded().scenario.batch
    folder = Folder.of(replace(loaded(), path=path), batch, "compiled", False, Path("outputs"))
    assert folder.unfinished.parent.parent == Path("outputs")
    assert name_of(path) not in {"", ".", ".."}
