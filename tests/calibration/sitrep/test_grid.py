"""Files as cells: what is read as it stands, and what is refused unread."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from calibration.sitrep import grid, limits
from calibration.sitrep.grid import address, read_book
from simulator.errors import InputError
from tests.calibration.sitrep.printed import text, workbook


def said(path):
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as caught:
        read_book(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (0, 0, "A1"),
        (13, 2, "C14"),
        (0, 25, "Z1"),
        (0, 26, "AA1"),
        (9, 701, "ZZ10"),
        (0, 702, "AAA1"),
    ],
)
def test_addresses_are_those_of_a_spreadsheet(row, column, expected):
    assert address(row, column) == expected
    assert xlsxwriter.utility.xl_rowcol_to_cell(row, column) == expected


def test_cells_keep_their_place_under_empty_rows_and_columns(tmp_path):
    book = read_book(workbook(tmp_path / "a.xlsx", {"One": [[], [None, None, 3.5]], "Two": []}))
    (one, two) = book.sheets
    assert (one.name, one.height, one.width) == ("One", 2, 3)
    assert one.at(1, 2) == 3.5
    assert one.at(0, 0) is None
    assert one.at(99, 99) is None
    assert (two.height, two.width) == (0, 0)


def test_a_sheet_is_found_in_any_case_and_spacing(tmp_path):
    book = read_book(workbook(tmp_path / "a.xlsx", {"LA - by  Type of Care": [[1]]}))
    assert book.sheet("la - by type of care") is book.sheets[0]
    assert book.sheet("la") is None


def test_of_a_formula_the_saved_value_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("One")
        sheet.write_formula(0, 0, "=1+1", value=7)
        sheet.write_formula(0, 1, "='[other.xlsx]One'!A1", value=8)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(0, 2, datetime(2024, 6, 1), day)
    cells = read_book(path).sheets[0].cells
    assert cells[0][:2] == (7, 8)
    assert cells[0][2] in {date(2024, 6, 1), datetime(2024, 6, 1)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_text_is_read_in_both_published_encodings(tmp_path, encoding):
    path = text(tmp_path / "a.csv", [["a – b’s", "", "1,234"], ["x"]], encoding)
    (sheet,) = read_book(path).sheets
    assert sheet.cells == (("a – b’s", None, "1,234"), ("x", None, None))


def test_packed_text_is_read(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read_book(path).sheets[0].cells == (("a", "b"), ("1", "2"))


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path):
    assert "no such file" in said(tmp_path / "a.xlsx")
    assert "this is a folder" in said(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert "allowed: .csv, .csv.gz, .xls, .xlsx, .xlsm" in said(tmp_path / "a.pdf")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.csv.gz"])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path, name):
    (tmp_path / name).write_bytes(b"\0\1\2 no file of any kind" * 50)
    words = said(tmp_path / name)
    assert words.startswith(f"{name}: ")
    assert len(words.splitlines()) == 2


def test_a_workbook_cut_short_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"One": [[1, 2]]})
    path.write_bytes(path.read_bytes()[:-200])
    assert said(path).startswith("a.xlsx: ")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", {"One": [["x" * 1000] * 50]})
    monkeypatch.setattr(limits, "MAX_BYTES", 10_000)
    assert "larger than 0 MB" in said(path)


def test_packed_text_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 200_000))
    monkeypatch.setattr(limits, "MAX_BYTES", 100_000)
    assert "larger than" in said(path)


def test_one_cell_in_a_far_corner_is_refused_before_memory_fills(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("One")
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)
    words = said(path)
    assert "reaches to row 1,048,576 and column 16,384" in words


def test_a_far_cell_is_found_though_the_stated_size_is_small(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("One").write(1_048_575, 16_383, 1)
    lying = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.namelist():
            content = old.read(part).replace(b'ref="XFD1048576"', b'ref="A1"')
            new.writestr(part, content)
    assert "reaches to row 1,048,576" in said(lying)


def test_text_of_too_many_cells_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 5)
    assert "has 2 rows of 3 columns" in said(text(tmp_path / "a.csv", [[1, 2, 3], [4]]))
