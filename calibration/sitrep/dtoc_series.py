"""Delayed transfers of care in England, every month: the time series workbook."""

from __future__ import annotations

from calibration.sitrep.dtoc import RESPONSIBLE, SETTINGS, as_collected, reason
from calibration.sitrep.dtoc_checks import (
    check_beds,
    check_parts,
    check_same_totals,
    note_definitions,
)
from calibration.sitrep.dtoc_table import DAYS, ENGLAND, Column, Entry, columns_of
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.heading import Heading, heading, rows_below
from calibration.sitrep.layout import Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period, month_of_year

name = "DTOC in England, time series"
looks_for = (
    "sheets 'Delayed Days by type', '... by responsible org' and '... by reason' with Year, Period "
    "and Total in one row, and 'Delayed Days' with Year, Period Name and NHS"
)

BY = ("Delayed Days by type", "Delayed Days by responsible org", "Delayed Days by reason")
CROSSED = "Delayed Days"
WORDS = ("Year", "Period", "Total")
CROSSED_WORDS = ("Year", "Period Name", *(word.title() for word in RESPONSIBLE))


def matches(book: Book) -> Match:
    """The three sheets with one heading row; the crossed one is read where it is there."""
    return match(
        {
            f"a sheet '{by}' with {', '.join(WORDS)} in one row": bool(
                heading(book.sheet(by), WORDS)
            )
            for by in BY
        }
    )


def read(book: Book) -> Reading:
    """Delayed days, and beds, of England by month.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    totals: dict[tuple[str, str, Period], Entry] = {}
    months: set[Period] = set()
    for by in BY:
        sheet = book.sheet(by)
        found = heading(sheet, WORDS)
        if sheet is not None and found is not None:
            columns = columns_of(ledger, sheet, found)
            months |= _put(ledger, sheet, found, columns, totals)
    crossed = book.sheet(CROSSED)
    found = heading(crossed, CROSSED_WORDS)
    if crossed is not None and found is not None:
        columns = _crossed_columns(ledger, crossed, found)
        months |= _put(ledger, crossed, found, columns, totals)
    note_definitions(ledger, months)
    return ledger.reading(name)


def _put(
    ledger: Ledger,
    sheet: Sheet,
    found: Heading,
    columns: list[Column],
    totals: dict[tuple[str, str, Period], Entry],
) -> set[Period]:
    """Add the rows of a sheet; its totals where no sheet before has them."""
    months: set[Period] = set()
    for row in rows_below(sheet, found.row):
        when = _month(ledger, sheet, found, row)
        if when is None:
            continue
        if when in months:
            ledger.refuse(sheet, row, 1, f"{when} is there twice", "Take one of the two rows out.")
        months.add(when)
        entries = []
        for column in columns:
            figure = ledger.figure(sheet, row, column.at)
            if figure is not None:
                entries.append(Entry(ENGLAND, column, figure, row))
        check_parts(ledger, sheet, entries, f"{when}")
        check_beds(ledger, sheet, entries, when)
        _add(ledger, sheet, check_same_totals(ledger, sheet, entries, when, totals), when)
    return months


def _month(ledger: Ledger, sheet: Sheet, found: Heading, row: int) -> Period | None:
    """The month of a row, from its financial year and name."""
    at = found.column("Year") or 0
    year, name_of_month = text(sheet.at(row, at)), text(sheet.at(row, at + 1))
    when = month_of_year(year, name_of_month)
    if when is None:
        says = f"no month: year '{year}', period '{name_of_month}'"
        ledger.refuse(sheet, row, at, says, "Expected as '2016-17' and 'October'.")
    return when


def _crossed_columns(ledger: Ledger, sheet: Sheet, found: Heading) -> list[Column]:
    """Care stands two rows above, the reason one, both in the first column of their group only."""
    columns: list[Column] = []
    care, code = "", ""
    for at in range((found.column("Period Name") or 0) + 1, sheet.width):
        care = text(sheet.at(found.row - 2, at)).lower() or care
        label = text(sheet.at(found.row - 1, at))
        code = (reason(label) or "?") if label else code
        word = found.labels[at].lower()
        if care == "total" and not word:
            columns.append(Column(at, DAYS, Of()))
        elif word in RESPONSIBLE and care in SETTINGS and code != "?":
            # Other reasons are given once, for all kinds of care.
            setting = "" if code == "O" else SETTINGS[care]
            columns.append(Column(at, DAYS, Of(code, setting, RESPONSIBLE[word])))
        elif word or label:
            says = f"this column is not known: '{care}', '{label}', '{word}'"
            ledger.refuse(sheet, found.row, at, says, "Look whether the heading has moved.")
    return columns


def _add(ledger: Ledger, sheet: Sheet, entries: list[Entry], when: Period) -> None:
    for entry in entries:
        column = entry.column
        ledger.add(
            ENGLAND,
            when,
            column.measure,
            column.of,
            found=as_collected(entry.figure, column.of, when.start),
            sheet=sheet,
            row=entry.row,
            column=column.at,
        )
