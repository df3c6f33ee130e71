"""Where the table of a sheet begins: found by its words, never by a fixed row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Sheet

DEEPEST = 120


@dataclass(frozen=True)
class Heading:
    """The row of column names of a table: `labels` by column, plain words, '' where empty."""

    row: int
    labels: tuple[str, ...]

    def column(self, *names: str) -> int | None:
        """The first column of one of these names, in any case; None if there is none."""
        wanted = {name.lower() for name in names}
        return next((at for at, label in enumerate(self.labels) if label.lower() in wanted), None)


def headings(sheet: Sheet, words: Collection[str]) -> list[Heading]:
    """The rows that hold all of these words, each as a whole cell, in any case, from the top."""
    wanted = {word.lower() for word in words}
    return [
        Heading(row, labels)
        for row in range(sheet.height)
        for labels in [tuple(text(cell) for cell in sheet.cells[row])]
        if wanted <= {label.lower() for label in labels}
    ]


def heading(sheet: Sheet | None, words: Collection[str]) -> Heading | None:
    """The first such row, None where there is no such sheet or row."""
    if sheet is None:
        return None
    top = Sheet(sheet.name, sheet.cells[:DEEPEST])
    return next(iter(headings(top, words)), None)


def preamble(sheet: Sheet) -> dict[str, tuple[str, int, int]]:
    """What stands above a table as 'Title:', 'Period:' and so on.

    Returns:
        By word in small letters without its colon: the text of the next filled cell of the row, and
        row and column of that cell.
    """
    found: dict[str, tuple[str, int, int]] = {}
    for row in range(min(sheet.height, DEEPEST)):
        filled = [at for at in range(sheet.width) if text(sheet.at(row, at))]
        name = re.fullmatch(r"([A-Za-z ]+):", text(sheet.at(row, filled[0]))) if filled else None
        if name and len(filled) > 1:
            value = (text(sheet.at(row, filled[1])), row, filled[1])
            found.setdefault(name[1].lower(), value)
    return found


def rows_below(sheet: Sheet, row: int) -> Iterator[int]:
    """The rows under a heading that are not empty, to the notes at the foot or the end."""
    for below in range(row + 1, sheet.height):
        first = next((text(cell) for cell in sheet.cells[below] if text(cell)), "")
        if re.match(r"notes?\b", first, re.IGNORECASE):
            return
        if first:
            yield below
