"""``stepdown convert`` and ``stepdown import`` as they are typed."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from simulator.cli import app
from simulator.errors import InputError
from simulator.scenario.load import load
from tests.exchange.networks import files
from tests.exchange.workbooks import edited, find, ipacs


class Done:
    """What a command printed and how it ended."""

    def __init__(self, result) -> None:
        self.stdout, self.error = result.stdout, result.exception
        self.returncode = result.exit_code


def stepdown(*words: str) -> Done:
    return Done(CliRunner().invoke(app, list(words)))


SMALL = Path(__file__).resolve().parents[1] / "scenario" / "small.yaml"


def test_there_and_back_with_a_cell_changed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(SMALL, tmp_path / "small.yaml")
    done = stepdown("convert", "small.yaml", "small.xlsx")
    assert done.returncode == 0, done.error
    assert done.stdout.splitlines() == [
        "wrote small.xlsx: A small place",
        "next: change it, then stepdown convert small.xlsx small.yaml --overwrite",
    ]
    cell = find(tmp_path / "small.xlsx", "Beds and teams", "beds", name="Ashby")
    edited(tmp_path / "small.xlsx", tmp_path / "more.xlsx", {("Beds and teams", cell): 12})
    done = stepdown("convert", "more.xlsx", "small.yaml", "--overwrite")
    assert done.stdout.splitlines()[-1] == "next: stepdown check small.yaml"
    units = load(tmp_path / "small.yaml").scenario.care_settings["community"].units
    assert [unit.beds for unit in units] == [12, 8]
    # A cell that is wrong is named.
    edited(tmp_path / "small.xlsx", tmp_path / "bad.xlsx", {("Beds and teams", cell): "ten"})
    done = stepdown("convert", "bad.xlsx", "bad.yaml")
    assert isinstance(done.error, InputError)
    assert f"bad.xlsx: sheet Beds and teams, cell {cell}: " in str(done.error)


def test_files_of_other_models(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ipacs(tmp_path / "params.xlsx")
    done = stepdown("import", "ipacs", "params.xlsx", "-o", "ours/place.yaml")
    assert done.returncode == 0, done.error
    assert "not carried over: sheet capacity: scenario S1Cap" in done.stdout
    assert done.stdout.splitlines()[-1] == "next: stepdown check ours/place.yaml"
    checked = stepdown("check", "ours")
    assert checked.returncode == 0, checked.error
    network, calendar = files(tmp_path)
    words = ("import", "pathsimr", calendar.name, network.name, "-o", "net.yaml")
    done = stepdown(*words, "--time-unit", "hours")
    assert done.returncode == 0, done.error
    again = stepdown(*words)
    assert isinstance(again.error, InputError)
    assert "is there already" in str(again.error)


def test_a_workbook_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    from xlsxwriter.workbook import Workbook

    monkeypatch.chdir(tmp_path)
    shutil.copy(SMALL, tmp_path / "small.yaml")
    done = stepdown("convert", "small.yaml", "gone/small.xlsx")
    assert isinstance(done.error, InputError)
    assert "'gone/small.xlsx' cannot be written: No such file" in str(done.error)
    assert "make the folder 'gone' first" in str(done.error)

    def is_open_in_excel(self: Workbook) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Workbook, "_store_workbook", is_open_in_excel)
    done = stepdown("convert", "small.yaml", "small.xlsx")
    assert isinstance(done.error, InputError)
    assert "close it in Excel" in str(done.error)
