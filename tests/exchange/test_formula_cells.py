"""Formulas whose results a workbook does not hold, and workbooks that would fill memory."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from simulator.errors import InputError
from simulator.exchange import formula_cells
from simulator.exchange.cell_value import NoResult
from simulator.exchange.convert import convert
from simulator.exchange.formula_cells import without_result
from simulator.exchange.grid import read_grids
from simulator.exchange.ipacs import import_ipacs
from tests.exchange.workbooks import find, ipacs, sheets

SMALL = Path(__file__).resolve().parents[1] / "scenario" / "small.yaml"
SHEET = "xl/worksheets/sheet1.xml"


def plain_book(file: Path) -> Path:
    book = Workbook(str(file))
    sheet = book.add_worksheet("One & two")
    sheet.write_row(0, 0, [1, 2, 3])
    book.close()
    return file


def with_part(source: Path, target: Path, part: str, change) -> Path:
    """The same workbook with the text of one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return target


def with_cells(tmp_path: Path, cells: str, *, stale: bool = False) -> Path:
    """A workbook with such cells in its second row, as other programs write them."""
    book = plain_book(tmp_path / "plain.xlsx")
    if not stale:
        book = with_part(
            book,
            tmp_path / "done.xlsx",
            "xl/workbook.xml",
            lambda text: text.replace('fullCalcOnLoad="1"', ""),
        )
    row = f'<row r="2">{cells}</row></sheetData>'
    return with_part(
        book, tmp_path / "made.xlsx", SHEET, lambda text: text.replace("</sheetData>", row)
    )


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # As openpyxl and pandas write it, as XML may say the same, and as Excel shares a formula.
        ('<c r="B2"><f>A1+1</f><v></v></c>', [(1, 1)]),
        ('<c r="B2"><f>A1+1</f><v/></c>', [(1, 1)]),
        ('<c r="B2"><f>A1+1</f></c>', [(1, 1)]),
        ('<c><f>A1+1</f></c><c r="F2"><f t="shared" si="0"/></c>', [(1, 0), (1, 5)]),
        # With their results: a number, a text that is empty, nothing but a value.
        ('<c r="B2"><f>A1+1</f><v>2</v></c>', []),
        ('<c r="B2"><f>A1-1</f><v>0</v></c>', []),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', []),
        ('<c r="B2"><v>2</v></c>', []),
    ],
)
def test_a_formula_without_its_result_is_found(tmp_path, cells, found):
    file = with_cells(tmp_path, cells)
    assert without_result(str(file)) == {"One & two": found}
    grid = read_grids(str(file))["One & two"]
    for row, column in found:
        assert grid.cell(row, column).value == NoResult()
    assert len({len(row) for row in grid.values}) == 1


def test_a_nought_of_a_file_that_was_never_worked_out_is_none(tmp_path):
    """XlsxWriter puts 0 for every result, and says that all is to be worked out."""
    cells = '<c r="A2"><f>A1+1</f><v>0</v></c><c r="B2"><f>A1+1</f><v>2</v></c>'
    assert without_result(str(with_cells(tmp_path, cells, stale=True))) == {"One & two": [(1, 0)]}


def test_a_value_given_by_a_formula_is_never_lost(tmp_path):
    """Where it read as an empty cell, the rest of the scenario stood without it."""
    shutil.copy(SMALL, tmp_path / "small.yaml")
    convert(tmp_path / "small.yaml", tmp_path / "small.xlsx")
    beds = find(tmp_path / "small.xlsx", "Beds and teams", "beds", name="Ashby")

    def as_formula(text: str) -> str:
        before, _, rest = text.partition(f'<c r="{beds}"')
        cell, _, after = rest.partition("</c>")
        assert "<v>10</v>" in cell
        return f'{before}<c r="{beds}"><f>5+5</f><v></v></c>{after}'

    part = f"xl/worksheets/sheet{sheets(tmp_path / 'small.xlsx').index('Beds and teams') + 1}.xml"
    file = with_part(tmp_path / "small.xlsx", tmp_path / "made.xlsx", part, as_formula)
    with pytest.raises(InputError) as error:
        convert(file, tmp_path / "again.yaml")
    told = [problem.says for problem in error.value.problems]
    assert any(f"sheet Beds and teams, cell {beds}: has a formula whose" in x for x in told), told
    assert not (tmp_path / "again.yaml").exists()


def test_a_column_of_them_in_another_model_s_workbook_is_one_problem(tmp_path):
    file = ipacs(tmp_path / "params.xlsx")

    def as_formulas(text: str) -> str:
        for row in (3, 4):
            before, _, rest = text.partition(f'<c r="C{row}"')
            text = f'{before}<c r="C{row}"><f>C2</f></c>{rest.partition("</c>")[2]}'
        return text

    made = with_part(file, tmp_path / "made.xlsx", "xl/worksheets/sheet3.xml", as_formulas)
    with pytest.raises(InputError) as error:
        import_ipacs(str(made))
    (told,) = [problem.says for problem in error.value.problems]
    assert "sheet capacity, cell C3: has a formula whose result the file does not hold" in told
    assert "and 1 more in its column" in told


def test_workbooks_that_would_fill_memory_are_refused(tmp_path, monkeypatch):
    far = with_cells(tmp_path, '<c r="XFD1048576"><v>1</v></c>')
    with pytest.raises(InputError, match="reaches to row 1,048,576 of 16,384 columns"):
        read_grids(str(far))
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>'
    typed = with_part(
        tmp_path / "plain.xlsx",
        tmp_path / "typed.xlsx",
        SHEET,
        lambda text: text.replace("<worksheet", bomb.removesuffix("<worksheet>") + "<worksheet", 1),
    )
    with pytest.raises(InputError, match="declares a type of document"):
        read_grids(str(typed))
    monkeypatch.setattr(formula_cells, "MOST_UNPACKED", 1_000)
    with pytest.raises(InputError, match="unpacks to more than"):
        read_grids(str(tmp_path / "plain.xlsx"))


def test_a_cut_or_changed_workbook_is_told(tmp_path):
    whole = plain_book(tmp_path / "plain.xlsx").read_bytes()
    for at in (100, len(whole) // 2, len(whole) - 10):
        (tmp_path / "cut.xlsx").write_bytes(whole[:at])
        with pytest.raises(InputError):
            read_grids(str(tmp_path / "cut.xlsx"))
    changed = bytearray(whole)
    changed[len(whole) // 3] ^= 0xFF
    (tmp_path / "changed.xlsx").write_bytes(bytes(changed))
    with pytest.raises(InputError, match="damaged"):
        read_grids(str(tmp_path / "changed.xlsx"))
