"""Delayed transfers of one month: the workbook by local authority, or by trust."""

from __future__ import annotations

from collections.abc import Sequence

from calibration.sitrep.dtoc import as_collected
from calibration.sitrep.dtoc_checks import (
    check_beds,
    check_nation,
    check_parts,
    check_same_totals,
    note_definitions,
)
from calibration.sitrep.dtoc_england import read_england
from calibration.sitrep.dtoc_table import WORDS, Entry, read_table
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.heading import heading, preamble
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.period import Period, month, period

BY = ("by type of care", "by responsible org", "by reason")


def marks(book: Book, of_whom: str, wanted: Sequence[str] = BY) -> Match:
    """What a workbook has of the sheets of such a month."""
    return match(
        {
            f"a sheet '{of_whom} - {by}' with {', '.join(WORDS)} in one row": bool(
                heading(book.sheet(f"{of_whom} - {by}"), WORDS)
            )
            for by in wanted
        }
    )


def read_month(book: Book, layout: str, of_whom: str, level: str) -> Reading:
    """Every figure of the workbook of a month.

    Args:
        book: A workbook for which `marks` are there.
        layout: Name of the layout.
        of_whom: What the names of its sheets begin with, 'LA' or 'Trust'.
        level: Level of the organisations in its rows.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    named = [book.sheet(f"{of_whom} - {by}") for by in BY]
    sheets = [sheet for sheet in named if sheet is not None]
    england = book.sheet("England")
    when = _month(ledger, [*sheets, *([england] if england else [])])
    if when is None:
        return ledger.reading(layout)
    totals: dict[tuple[str, str, Period], Entry] = {}
    for sheet in sheets:
        _put(ledger, sheet, read_table(ledger, sheet, level), when, totals)
    if england is not None:
        read_england(ledger, england, when)
    note_definitions(ledger, [when])
    _note(ledger, sheets[0])
    return ledger.reading(layout)


def _month(ledger: Ledger, sheets: Sequence[Sheet]) -> Period | None:
    """The one month that every sheet says it is of."""
    found: list[Period] = []
    for sheet in sheets:
        words, row, column = preamble(sheet).get("period", ("", 4, 2))
        when = period(words)
        if when is None or when != month(when.start.year, when.start.month):
            says = f"the period '{words}' is not one month"
            ledger.refuse(sheet, row, column, says, "Each file has one, as 'April 2017'.")
        elif found and when != found[0]:
            says = f"the period is {when}, while another sheet has {found[0]}"
            ledger.refuse(sheet, row, column, says, "Save each month in a file of its own.")
        else:
            found.append(when)
    return None if ledger.problems else found[0]


def _put(
    ledger: Ledger,
    sheet: Sheet,
    entries: list[Entry],
    when: Period,
    totals: dict[tuple[str, str, Period], Entry],
) -> None:
    """Add a sheet's figures; totals are added once and compared between sheets."""
    check_parts(ledger, sheet, entries)
    check_nation(ledger, sheet, entries)
    check_beds(ledger, sheet, entries, when)
    for entry in check_same_totals(ledger, sheet, entries, when, totals):
        column = entry.column
        ledger.add(
            entry.whom,
            when,
            column.measure,
            column.of,
            found=as_collected(entry.figure, column.of, when.start),
            sheet=sheet,
            row=entry.row,
            column=column.at,
        )


def _note(ledger: Ledger, sheet: Sheet) -> None:
    """That figures were revised, and by whom."""
    revised = preamble(sheet).get("revised")
    if revised and revised[0] not in {"", "-"}:
        ledger.note(ODDITY, f"revised by the publisher: {revised[0]}", sheet)
    quality = ledger.book.sheet("Data Quality")
    if quality is not None:
        says = "the sheet names organisations that revised their figures"
        ledger.note(ODDITY, says, quality)
