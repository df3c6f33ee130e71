"""Comma-separated text: its cells with their places, and every row that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

# Columns that any file may have, as any entry of a scenario may.
ABOUT = ("source", "note")
_LONGEST = 40
_CELL = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=,|$)|([^,"]*)(?=,|$)')


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and its line and column in the file, counted from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class CellFault:
    """Something wrong in a file: where, what, and what to do about it."""

    line: int
    column: int
    says: str
    do: str = ""


class UnreadableCellError(Exception):
    """A cell that cannot be read."""

    def __init__(self, cell: Cell, says: str, do: str = "") -> None:
        super().__init__(says)
        self.fault = CellFault(cell.line, cell.column, says, do)


Row = tuple[Cell, ...]
# Each column that is needed, by the names of which it has one.
Columns = Sequence[tuple[str, ...]]


def read_rows(
    text: str,
    columns: Columns,
    read: Callable[[tuple[str, ...], Row], Any],
    optional: Sequence[str] = (),
) -> tuple[list[Any], list[CellFault]]:
    """Every row as ``read`` makes it of its columns' names and cells, and all that is wrong.

    ``columns``: those needed, each by the names that it may have; ``optional``: those that may be
    there, which stand last in what ``read`` is given; others are faults.
    """
    lines = _lines(text)
    head = next(lines, (1, ""))
    names, faults = _head(head, columns, optional)
    if faults:
        return [], faults
    chosen = [next(name for name in names if name in one) for one in columns]
    chosen += [name for name in optional if name in names]
    at = [names.index(name) for name in chosen]
    found: list[Any] = []
    for number, line in lines:
        try:
            cells = _cells(number, line)
            if len(cells) != len(names):
                says = f"{len(cells)} cells in a row; the first line has {len(names)} columns"
                raise UnreadableCellError(cells[0], says)
            found.append(read(tuple(chosen), tuple(cells[each] for each in at)))
        except UnreadableCellError as error:
            faults.append(error.fault)
    if not found and not faults:
        faults.append(CellFault(head[0], 1, "there are no rows below the names of the columns"))
    return found, faults


def number_in(cell: Cell, most: float, what: str) -> float:
    """A cell's number, from 0 to ``most``."""
    try:
        value = float(cell.text)
    except ValueError:
        raise UnreadableCellError(cell, f"{shown(cell.text)} is not a number", what) from None
    if not 0 <= value <= most:
        says = f"{cell.text.strip()} is out of bounds"
        raise UnreadableCellError(cell, says, f"allowed: from 0 to {most:,g}; {what}")
    return value


def shown(text: str) -> str:
    """A text in quotes, shortened."""
    text = text.strip()
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}...")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with their numbers."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _cells(number: int, line: str) -> list[Cell]:
    if '"' not in line and "," not in line:
        return [Cell(line, number, 1 + len(line) - len(line.lstrip()))]
    cells, position = [], 0
    while True:
        match = _CELL.match(line, position)
        if match is None:
            here = Cell("", number, position + 1)
            raise UnreadableCellError(here, "a quote that is not closed, or not around a cell")
        quoted, bare = match.groups()
        cell = bare if quoted is None else quoted.replace('""', '"')
        inner = match[0]
        cells.append(Cell(cell, number, position + 1 + len(inner) - len(inner.lstrip())))
        position = match.end() + 1
        if position > len(line):
            return cells


def _head(
    head: tuple[int, str], columns: Columns, optional: Sequence[str]
) -> tuple[list[str], list[CellFault]]:
    """Names of the columns in their order, and what is wrong with them."""
    number, line = head
    try:
        cells = _cells(number, line)
    except UnreadableCellError as error:
        return [], [error.fault]
    wanted = ", ".join(" or ".join(one) for one in columns)
    names = [cell.text.strip().lower() for cell in cells]
    known = [*(name for one in columns for name in one), *optional]
    if not set(names) & set(known):
        do = f"the first line names the columns: {wanted}; columns are separated by commas"
        return names, [CellFault(number, 1, f"{shown(line)} names no column", do)]
    faults = [
        CellFault(
            cell.line,
            cell.column,
            f"'{name}' is given twice" if name in known else f"unknown column '{name}'",
            "" if name in known else _meant(name, [*known, *ABOUT]),
        )
        for i, (name, cell) in enumerate(zip(names, cells, strict=True))
        if name not in [*known, *ABOUT] or name in names[:i]
    ]
    for one in columns:
        count = sum(name in one for name in set(names))
        if count != 1:
            says = f"there is no column {' or '.join(one)}"
            if count:
                says = f"only one of the columns {', '.join(one)} can be given"
            faults.append(CellFault(number, 1, says, f"columns: {wanted}"))
    return names, faults


def _meant(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, 1)
    question = f"did you mean '{near[0]}'? " if near else ""
    return f"{question}columns: {', '.join(known)}"
