"""Acute discharge sitrep: England's days and weeks since April 2021, in one workbook."""

from __future__ import annotations

from calibration.sitrep.acute_checks import check_acute
from calibration.sitrep.acute_metric import DAY, WEEK, Metric, metric
from calibration.sitrep.blocks import ENGLAND
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.nctr import note_definition
from calibration.sitrep.sitrep_month import titles
from calibration.sitrep.wide import day, label_row

name = "acute discharge sitrep, time series of England"
looks_for = (
    "a workbook with sheets whose rows are days ('Date') or weeks ('Week commencing') and whose "
    "columns count patients who no longer meet the criteria to reside"
)
SETTING = "acute"
_OVER = {DAY: ("date",), WEEK: ("week commencing", "date (week commencing)")}


def matches(book: Book) -> Match:
    """A sheet of days; nothing of organisations, and nothing that says community."""
    sheets = () if book.is_text else book.sheets
    return match(
        {
            "a sheet of days with counts of patients": any(_heading(x, DAY) for x in sheets),
            "titles that do not say community": "community d" not in titles(book),
        }
    )


def read(book: Book) -> Reading:
    """Every day and week.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    for sheet in book.sheets:
        over = next((x for x in _OVER if _heading(sheet, x)), None)
        if over is not None:
            _add(ledger, sheet, over)
    check_acute(ledger)
    note_definition(ledger)
    return ledger.reading(name)


def _heading(sheet: Sheet, over: str) -> tuple[int, int] | None:
    """Row of labels and column of dates of a sheet of days or of weeks."""
    top = label_row(sheet, lambda label: _is_of(label, over), 2)
    if top is None:
        return None
    words = [text(cell).lower().replace("*", "").strip() for cell in sheet.cells[top]]
    return next(((top, words.index(x)) for x in _OVER[over] if x in words), None)


def _is_of(label: str, over: str) -> bool:
    found = metric(label, "")
    return found is not None and found.over == over


def _add(ledger: Ledger, sheet: Sheet, over: str) -> None:
    top, dates = _heading(sheet, over) or (0, 0)
    columns = _columns(ledger, sheet, top, dates, over)
    for row in range(top + 1, sheet.height):
        when = day(sheet.at(row, dates))
        if when is None:
            _note_words(ledger, sheet, row, columns)
            continue
        for at, counted in columns.items():
            found, period = ledger.figure(sheet, row, at), counted.when(when)
            measure = counted.measure(period)
            if found is not None and measure is not None:
                of = Of(counted.reason, SETTING)
                ledger.add(
                    ENGLAND, period, measure, of, found=found, sheet=sheet, row=row, column=at
                )


def _columns(ledger: Ledger, sheet: Sheet, top: int, dates: int, over: str) -> dict[int, Metric]:
    """The columns with counts of the sheet's kind of time; others are named in a note."""
    columns = {}
    for at in range(sheet.width):
        label = text(sheet.at(top, at))
        counted = metric(label, "") if label and at != dates else None
        if counted is not None and counted.over == over:
            columns[at] = counted
        elif label and at != dates:
            says = f"column '{label}' is not read: it is no daily or weekly count that is known"
            ledger.note(ODDITY, says, sheet, address(top, at))
    return columns


def _note_words(ledger: Ledger, sheet: Sheet, row: int, columns: dict[int, Metric]) -> None:
    words = " ".join(text(cell) for cell in sheet.cells[row] if text(cell))
    if any(text(sheet.at(row, at)) for at in columns):
        says = f"figures under no day: '{words}'"
        ledger.refuse(sheet, row, 0, says, "Put the day in the column of dates.")
    elif words:
        ledger.note(ODDITY, f"the publisher notes: {words}", sheet, address(row, 0))
