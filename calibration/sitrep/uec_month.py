"""Urgent and emergency care sitrep of a month: beds by trust, the workbook."""

from __future__ import annotations

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.sitrep_month import month_of
from calibration.sitrep.uec import check_beds, counted
from calibration.sitrep.wide import (
    Column,
    add_columns,
    days_above,
    first_label,
    label_row,
    unknown_labels,
)

name = "urgent and emergency care sitrep, beds of a month"
looks_for = (
    "a workbook with a sheet whose columns are such as 'G&A beds available', 'G&A beds occupied', "
    "each once, with organisations below"
)
SETTING = "acute"
_LEAST = 4


def matches(book: Book) -> Match:
    """A sheet with beds available and occupied of several kinds, and no days above them."""
    sheets = () if book.is_text else book.sheets
    return match({"a sheet of beds by kind, without days": any(map(_is_beds, sheets))})


def read(book: Book) -> Reading:
    """Beds available and occupied, average over the days of the month.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    tables = [sheet for sheet in book.sheets if _is_beds(sheet)]
    when = month_of(ledger, tables)
    # Other sheets give the same beds for some of the trusts only.
    for sheet in tables[1:]:
        ledger.note(ODDITY, "this sheet is not read: a sheet before has beds as well", sheet)
    if when is not None:
        sheet = tables[0]
        top = label_row(sheet, _is_known, _LEAST) or 0
        first = first_label(sheet, top, _is_known)
        columns = []
        for at in range(first, sheet.width):
            found = counted(text(sheet.at(top, at)))
            if found is not None:
                columns.append(Column(at, found[0], Of(found[1], SETTING), when))
        for at in unknown_labels(sheet, top, first, _is_known):
            says = f"column '{text(sheet.at(top, at))}' is not read: it is no count of beds"
            ledger.note(ODDITY, says, sheet, address(top, at))
        add_columns(ledger, sheet, top, columns)
    check_beds(ledger)
    return ledger.reading(name)


def _is_known(label: str) -> bool:
    return counted(label) is not None


def _is_beds(sheet: Sheet) -> bool:
    top = label_row(sheet, _is_known, _LEAST)
    if top is None:
        return False
    return not days_above(sheet, top, first_label(sheet, top, _is_known))
