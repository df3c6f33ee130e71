"""The workbook: figures as numbers, words as words, the same each time."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from simulator.report.contents import Contents
from simulator.report.workbook import write_workbook
from tests.report.place import alone, batch, key, loaded, mean_of

HEAD = 3


def written(folder, result):
    file = folder / "tables.xlsx"
    write_workbook(result, loaded(), file)
    return file


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return written(tmp_path_factory.mktemp("book"), batch())


@pytest.fixture(scope="module")
def sheets(file):
    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def column(sheet, head):
    at = sheet[HEAD].index(head)
    return [row[at] for row in sheet[HEAD + 2 :]]


def test_there_is_a_sheet_for_each_table_after_the_readme(sheets):
    tables = [table.name for table in Contents.of(batch(), loaded()).tables]
    assert list(sheets) == ["Readme", *tables]


def test_the_numbers_are_those_of_the_summary(sheets):
    sheet = sheets["Care settings"]
    at = sheet[HEAD].index("Occupancy")
    occupancy = key("occupancy", care_setting="acute")
    row = batch().summary.keys.index(occupancy)
    first = sheet[HEAD + 2]
    assert first[at] == mean_of(batch(), occupancy)
    assert first[at + 1] == pytest.approx(batch().summary.half_width[row], rel=1e-14)
    assert sheet[HEAD][at + 1] == "± half-width"
    assert sheet[HEAD + 1][at] == "share"


def test_every_figure_of_every_table_is_in_it(sheets):
    for name in ("Delay by reason", "Length of stay", "Response by day", "Cost", "Standards"):
        table = next(t for t in Contents.of(batch(), loaded()).tables if t.name == name)
        cells = [cell for row in table.rows for cell in row if hasattr(cell, "half_width")]
        told = [x for c in cells for x in (c.mean, c.half_width) if math.isfinite(x)]
        told = sorted(told + [x for row in table.rows for x in row if isinstance(x, float)])
        found = sorted(x for row in sheets[name][HEAD + 2 :] for x in row if isinstance(x, float))
        assert told
        # The file has 16 figures of each number.
        assert found == pytest.approx(told, rel=1e-14)


def test_the_readme_says_what_the_event_log_holds(sheets):
    said = {row[0]: row[1] for row in sheets["Readme"]}["Event log"]
    assert "replication 1 only" in said
    assert "without handoffs" in said


def test_words_that_look_like_formulas_stay_words(sheets):
    assert "=1+1" in column(sheets["Patients"], "Patient group")


def test_one_replication_has_no_half_widths(tmp_path):
    book = CalamineWorkbook.from_path(str(written(tmp_path, alone())))
    sheet = book.get_sheet_by_name("Care settings").to_python()
    at = sheet[HEAD].index("Occupancy") + 1
    assert [row[at] for row in sheet[HEAD + 2 :]] == ["", ""]


def test_a_trial_is_marked_on_every_sheet(tmp_path):
    book = CalamineWorkbook.from_path(str(written(tmp_path, replace(batch(), is_trial=True))))
    for name in book.sheet_names[1:]:
        assert book.get_sheet_by_name(name).to_python()[0][0].startswith("TRIAL: ")


def test_equal_runs_have_equal_workbooks(tmp_path, file):
    assert written(tmp_path, batch()).read_bytes() == file.read_bytes()
