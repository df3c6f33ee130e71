"""Acute discharge sitrep of a month: the workbook with a table a topic (from April 2022)."""

from __future__ import annotations

from calibration.sitrep.acute_checks import add_split_discharges, check_acute
from calibration.sitrep.discharge_daily import add_daily, is_daily
from calibration.sitrep.discharge_month import (
    DESTINATIONS as BY_DESTINATION,
)
from calibration.sitrep.discharge_month import (
    REASONS,
    add_categories,
    kind,
    note_threshold,
    threshold,
)
from calibration.sitrep.grid import Book
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.nctr import (
    DELAYED,
    DESTINATIONS,
    categorised,
    defined,
    note_definition,
)
from calibration.sitrep.sitrep_month import month_of, titles

name = "acute discharge sitrep, workbook of a month"
looks_for = (
    "a workbook whose titles say acute, with a sheet of daily counts of patients who no longer "
    "meet the criteria to reside under days"
)
SETTING = "acute"


def matches(book: Book) -> Match:
    """Daily counts, and that they are of acute trusts."""
    words = "" if book.is_text else titles(book)
    is_acute = any(x in words for x in ("acute daily", "acute trusts", "type 1 trusts"))
    has_daily = not book.is_text and any(is_daily(sheet) for sheet in book.sheets)
    return match({"titles that say acute": is_acute, "daily counts under days": has_daily})


def read(book: Book) -> Reading:
    """Daily counts, discharges by destination and delayed patients by reason.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    for sheet in (x for x in book.sheets if is_daily(x)):
        add_daily(ledger, sheet, SETTING, defined)
    when = month_of(ledger, (), {row.start for row in ledger.rows})
    for sheet in book.sheets:
        table = kind(sheet)
        if table == BY_DESTINATION and when:
            add_categories(ledger, sheet, DESTINATIONS, when, setting=SETTING, measured=categorised)
        elif table == REASONS and when:
            days = threshold(sheet) or (14 if defined("", when) else 7)
            add_categories(
                ledger, sheet, f"{DELAYED}{days}", when, setting=SETTING, measured=categorised
            )
            note_threshold(ledger, sheet, days)
        elif not is_daily(sheet) and sheet.name.lower().startswith("table"):
            ledger.note(ODDITY, "this sheet is not read: none of its columns is known", sheet)
    add_split_discharges(ledger)
    check_acute(ledger)
    note_definition(ledger)
    return ledger.reading(name)
