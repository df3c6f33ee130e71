"""Texts of a workbook that begin like formulas: marked as text, shown as they are."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from simulator.report.quoted_sheet import QuotedSheet
from simulator.report.workbook import OPTIONS, write_workbook
from tests.report.place import batch, loaded

NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def file(tmp_path):
    book = Workbook(str(tmp_path / "a.xlsx"), OPTIONS)
    sheet = book.add_worksheet("one", QuotedSheet)
    bold = book.add_format({"bold": True})
    for row, text in enumerate(["plain", "=1+1", "@x", "-5"]):
        sheet.write_string(row, 0, text, bold)
        sheet.write_string(row, 1, text)
    book.close()
    return tmp_path / "a.xlsx"


def styles(file):
    """For each cell of the first sheet: its type, and whether its format is quoted and bold."""
    with zipfile.ZipFile(file) as packed:
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
        style = ElementTree.fromstring(packed.read("xl/styles.xml"))
    fonts = style.findall("s:fonts/s:font", NAMES)
    made = style.findall("s:cellXfs/s:xf", NAMES)
    found = {}
    for cell in sheet.iterfind(".//s:c", NAMES):
        look = made[int(cell.get("s", "0"))]
        is_bold = fonts[int(look.get("fontId", "0"))].find("s:b", NAMES) is not None
        found[cell.get("r")] = (cell.get("t"), look.get("quotePrefix") == "1", is_bold)
    return found


def test_only_what_begins_like_a_formula_is_quoted_and_looks_the_same(file):
    found = styles(file)
    assert {cell: each[1:] for cell, each in found.items()} == {
        **{"A1": (False, True), "A2": (True, True), "A3": (True, True), "A4": (False, True)},
        **{"B1": (False, False), "B2": (True, False), "B3": (True, False), "B4": (False, False)},
    }
    assert {each[0] for each in found.values()} == {"s"}
    cells = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells] == ["plain", "=1+1", "@x", "-5"]


def test_no_cell_of_a_run_is_a_formula_though_its_names_are(tmp_path):
    write_workbook(batch(), loaded(), tmp_path / "tables.xlsx")
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as packed:
        sheets = [each for each in packed.namelist() if each.startswith("xl/worksheets/sheet")]
        whole = "".join(packed.read(each).decode() for each in sheets)
        assert b"=1+1" in packed.read("xl/sharedStrings.xml")
        assert b'quotePrefix="1"' in packed.read("xl/styles.xml")
        links = [each for each in packed.namelist() if each.endswith(".rels")]
        outside = [each for each in links if b"External" in packed.read(each)]
        assert not [each for each in packed.namelist() if "externalLink" in each]
    assert len(sheets) > 5
    assert "<f>" not in whole
    assert outside == []
