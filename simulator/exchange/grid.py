"""The cells of a workbook, each with the sheet and the place that it stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from simulator.errors import InputError, Problem
from simulator.exchange.cell_value import NoResult, is_empty
from simulator.exchange.formula_cells import Place, without_result

if TYPE_CHECKING:
    from typing import Self

    from python_calamine import CalamineWorkbook

MOST_BYTES = 50_000_000
_MOST_HEAD_ROWS = 12


class Blames(Protocol):
    """Who gathers what is wrong with cells."""

    def blame(self, cell: Cell, says: str, do: str = "") -> None:
        """Add a problem with a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its sheet, row and column counted from 0, and value."""

    sheet: str
    row: int
    column: int
    value: Any

    def __str__(self) -> str:
        return f"sheet {self.sheet}, cell {self.name}"

    @property
    def name(self) -> str:
        """Where it stands, like ``D14``."""
        letters, left = "", self.column + 1
        while left:
            left, rest = divmod(left - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{self.row + 1}"

    def with_value(self, value: Any) -> Self:
        """The same cell with another value."""
        return replace(self, value=value)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, and its rows of values from the first cell on."""

    name: str
    values: tuple[tuple[Any, ...], ...]

    @property
    def path_row(self) -> int | None:
        """The row of paths, whose first cell is a word in brackets; None where there is none."""
        for at, row in enumerate(self.values[:_MOST_HEAD_ROWS]):
            first = row[0] if row else ""
            if isinstance(first, str) and first.startswith("(") and first.endswith(")"):
                return at
        return None

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place; empty outside of what is written."""
        is_there = row < len(self.values) and column < len(self.values[row])
        return Cell(self.name, row, column, self.values[row][column] if is_there else "")

    def heads(self, told: Blames) -> list[Cell]:
        """The row of paths; a problem where there is none."""
        at = self.path_row
        if at is None:
            do = "put it back: the grey row, which begins with a word in brackets"
            told.blame(self.cell(0, 0), "the row of paths is gone", do)
            return []
        return [self.cell(at, column) for column in range(len(self.values[at]))]

    def rows(self, told: Blames) -> Iterator[list[Cell]]:
        """The rows below the row of paths in which something is written."""
        if self.path_row is None:
            self.heads(told)
            return
        yield from self.cells_below(self.path_row)

    def cells_below(self, row: int) -> Iterator[list[Cell]]:
        """The rows below a row in which something is written."""
        for at in range(row + 1, len(self.values)):
            cells = [self.cell(at, column) for column in range(len(self.values[at]))]
            if any(not is_empty(cell.value) for cell in cells):
                yield cells


def read_grids(file: str) -> dict[str, Grid]:
    """The sheets of a workbook by name; raises InputError when it cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if os.path.getsize(file) > MOST_BYTES:
            raise InputError([Problem(f"{file}: larger than {MOST_BYTES / 1e6:g} MB")])
        lacking = without_result(file)
        with CalamineWorkbook.from_path(file) as book:
            return {
                name: Grid(name, _rows(_values(book, name), lacking.get(name, [])))
                for name in book.sheet_names
            }
    except OSError as error:
        raise InputError([Problem(f"{file}: {error.strerror or error}")]) from None
    except CalamineError as error:
        says = f"{file}: is no workbook that can be read ({error})"
        do = "save it as Excel Workbook (.xlsx), without a password"
        raise InputError([Problem(says, do=do)]) from None


def _values(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(False)


def _rows(values: list[list[Any]], lacking: Sequence[Place]) -> tuple[tuple[Any, ...], ...]:
    """Rows of equal length; ``lacking``: cells with a formula that has no result."""
    if lacking:
        height = max(len(values), *(row + 1 for row, _ in lacking))
        width = max(*map(len, values), *(column + 1 for _, column in lacking), 0)
        values = [*values, *([] for _ in range(height - len(values)))]
        values = [[*row, *[""] * (width - len(row))] for row in values]
        for row, column in lacking:
            values[row][column] = NoResult()
    return tuple(tuple(row) for row in values)
