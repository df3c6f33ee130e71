"""A published file as sheets of cells: workbooks and comma-separated text, and nothing run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from calibration.sitrep.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    plain_bytes,
    refuse_absurd_workbook,
)
from simulator.errors import InputError, Problem

Cell = str | float | int | bool | date | datetime | time | timedelta | None

TEXT_ENDINGS = (".csv", ".csv.gz")
WORKBOOK_ENDINGS = (".xls", ".xlsx", ".xlsm")


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of equal length; an empty cell is None; row and column count from 0."""

    name: str
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.cells[0]) if self.cells else 0

    def at(self, row: int, column: int) -> Cell:
        """The value of a cell; None beyond the edge."""
        if 0 <= row < self.height and 0 <= column < self.width:
            return self.cells[row][column]
        return None


@dataclass(frozen=True)
class Book:
    """A file: its name without folders, and its sheets; comma-separated text has one, ''."""

    file: str
    sheets: tuple[Sheet, ...]

    @property
    def is_text(self) -> bool:
        """Whether it is comma-separated text, so that all cells are text or None."""
        return self.file.lower().endswith(TEXT_ENDINGS)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of a name, in whatever case and spacing; None if there is none."""
        wanted = " ".join(name.lower().split())
        return next((x for x in self.sheets if " ".join(x.name.lower().split()) == wanted), None)

    def problem(self, sheet: Sheet, row: int, column: int, says: str, do: str = "") -> Problem:
        """What is wrong with a cell, with its file, sheet and address."""
        where = f"sheet '{sheet.name}' " if sheet.name else ""
        return Problem(f"{self.file}: {where}cell {address(row, column)}: {says}", do=do)


def address(row: int, column: int) -> str:
    """The spreadsheet address of a cell, as in 'C14', from row and column counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def read_book(path: str | Path) -> Book:
    """Read every sheet of a workbook (.xls, .xlsx) or comma-separated text (.csv, .csv.gz).

    Of formulas the values last saved are read; links to other files are not followed and macros
    not run.

    Raises:
        InputError: no such file, another kind of file, damaged, locked, or absurdly large.
    """
    path = Path(path)
    lower = path.name.lower()
    if path.is_dir():
        do = f"Name the files in it, like {path / '*'}."
        raise InputError([Problem(f"{path}: this is a folder", do=do)])
    if not path.is_file():
        raise InputError([Problem(f"{path}: no such file", do="Look at the name and folder.")])
    if lower.endswith(TEXT_ENDINGS):
        return Book(path.name, (_text_sheet(path),))
    if lower.endswith(WORKBOOK_ENDINGS):
        return Book(path.name, _workbook_sheets(path))
    allowed = ", ".join(TEXT_ENDINGS + WORKBOOK_ENDINGS)
    says = f"{path.name}: a file of this kind is not read; allowed: {allowed}"
    raise InputError([Problem(says, do="Open it in a spreadsheet program and save it as .xlsx.")])


def _text_sheet(path: Path) -> Sheet:
    text = _decoded(plain_bytes(path), path.name)
    try:
        rows = list(_counted(csv.reader(io.StringIO(text, newline="")), path))
    except csv.Error as error:
        says = f"{path.name}: cannot be read as comma-separated text: {error}"
        raise InputError([Problem(says, do="Save it again as .csv.")]) from None
    return _sheet("", [[cell if cell.strip() else None for cell in row] for row in rows], path)


def _counted(rows: Iterable[list[str]], path: Path) -> Iterator[list[str]]:
    """Rows, as long as all their cells can be held."""
    cells = 0
    for row in rows:
        cells += len(row) or 1
        if cells > MAX_CELLS:
            raise InputError([_too_many(path, "its text has more cells than are read")])
        yield row


def _too_many(path: Path, says: str) -> Problem:
    do = f"At most {MAX_CELLS:,} cells are read; delete what is not needed and save again."
    return Problem(f"{path.name}: {says}", do=do)


def _decoded(content: bytes, file: str) -> str:
    """Text in one of the two encodings that are published."""
    if b"\0" in content:
        says = f"{file}: this is no comma-separated text"
        raise InputError([Problem(says, do="If it is a workbook, name it .xls or .xlsx.")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _workbook_sheets(path: Path) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_absurd_workbook(path)
    try:
        workbook = CalamineWorkbook.from_path(path)
        found = [
            _sheet(name, [[_plain(cell) for cell in row] for row in rows], path)
            for name in workbook.sheet_names
            for rows in [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        ]
    except (CalamineError, OSError) as error:
        says = f"{path.name}: cannot be read as a workbook: {error}"
        do = "Open it in a spreadsheet program, take off any password, and save it as .xlsx."
        raise InputError([Problem(says, do=do)]) from None
    return tuple(found)


def _plain(cell: Cell) -> Cell:
    return None if isinstance(cell, str) and not cell.strip() else cell


def _sheet(name: str, rows: list[list[Cell]], path: Path) -> Sheet:
    """Rows made equally long, if that many cells can be held."""
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        says = f"sheet '{name}' has {len(rows):,} rows of {width:,} columns"
        raise InputError([_too_many(path, says)])
    return Sheet(name, tuple(tuple(row + [None] * (width - len(row))) for row in rows))
