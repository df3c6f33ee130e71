"""Urgent and emergency care sitrep: beds and long stays by trust and day, the time series."""

from __future__ import annotations

from calibration.sitrep.blocks import CODES, NAMES
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period
from calibration.sitrep.uec import check_beds, counted
from calibration.sitrep.wide import (
    Column,
    add_columns,
    days_above,
    label_row,
    unknown_labels,
)

name = "urgent and emergency care sitrep, beds and long stays by day"
looks_for = (
    "a workbook with sheets of beds or long stays, a topic each ('Adult G&A beds', 'Beds Occ by "
    "long stay patients'), whose columns repeat under each day"
)
SETTING = "acute"
_LEAST = 2


def matches(book: Book) -> Match:
    """A sheet of beds under days."""
    sheets = () if book.is_text else book.sheets
    return match({"a sheet of beds or long stays under days": any(map(_is_series, sheets))})


def read(book: Book) -> Reading:
    """Every day of beds open and occupied and of long stays; other topics are named.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    for sheet in book.sheets:
        if _is_series(sheet):
            _add(ledger, sheet)
        elif sheet.height > 1:
            ledger.note(ODDITY, "this sheet is not read: it is not of beds under days", sheet)
    check_beds(ledger)
    return ledger.reading(name)


def _labels(sheet: Sheet) -> tuple[int, int] | None:
    """The row of labels and the first column of figures, after code and name."""
    top = label_row(sheet, lambda label: counted(label, sheet.name) is not None, _LEAST)
    if top is None:
        return None
    words = [text(cell).lower() for cell in sheet.cells[top]]
    sides = [at for at, word in enumerate(words) if word in CODES | NAMES]
    known = [at for at, word in enumerate(words) if counted(word, sheet.name) is not None]
    return (top, known[0]) if sides and max(sides) < known[0] else None


def _is_series(sheet: Sheet) -> bool:
    found = _labels(sheet)
    return found is not None and bool(days_above(sheet, *found))


def _add(ledger: Ledger, sheet: Sheet) -> None:
    top, first = _labels(sheet) or (0, 0)
    days, columns = days_above(sheet, top, first), []
    for at in range(first, sheet.width):
        found = counted(text(sheet.at(top, at)), sheet.name)
        if found is not None and at in days:
            when = Period(days[at], days[at])
            columns.append(Column(at, found[0], Of(found[1], SETTING), when))
        elif found is not None:
            ledger.refuse(sheet, top, at, "no day stands above this column", "Put its day there.")

    def is_known(label: str) -> bool:
        return counted(label, sheet.name) is not None

    for at in unknown_labels(sheet, top, first, is_known):
        says = f"column '{text(sheet.at(top, at))}' is not read: it is no count of beds"
        ledger.note(ODDITY, says, sheet, address(top, at))
    if columns:
        add_columns(ledger, sheet, top, columns)
