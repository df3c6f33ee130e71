"""Community discharge sitrep of a month: the workbook (from June 2023)."""

from __future__ import annotations

from calibration.sitrep.acute_checks import blank_negatives, check_totals
from calibration.sitrep.addition import check_difference, check_levels
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
from calibration.sitrep.layout import DEFINITION, ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.nctr import (
    COMMUNITY_BEFORE,
    COMMUNITY_BREAK,
    DELAYED,
    DESTINATIONS,
    DISCHARGED,
    PATIENTS,
    REMAINING,
    categorised_community,
)
from calibration.sitrep.non_reporter import blank_zeros
from calibration.sitrep.period import Period, month
from calibration.sitrep.rows import REGION
from calibration.sitrep.sitrep_month import month_of, titles

name = "community discharge sitrep, workbook of a month"
looks_for = (
    "a workbook whose titles say community and not acute trusts, with a sheet of discharges by "
    "destination or of delayed patients by reason"
)
SETTING = "community"
_LOS = 14
_ROUNDED = 0.5


def matches(book: Book) -> Match:
    """Tables of destinations or reasons, and that they are of community beds."""
    words = "" if book.is_text else titles(book)
    is_acute = any(x in words for x in ("acute daily", "acute trusts", "type 1 trusts"))
    has_table = not book.is_text and any(kind(sheet) for sheet in book.sheets)
    return match(
        {
            "titles that say community and not acute": "community" in words and not is_acute,
            "destinations or reasons above columns": has_table,
        }
    )


def read(book: Book) -> Reading:
    """Daily counts, discharges by destination and delayed patients by reason.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    for sheet in (x for x in book.sheets if is_daily(x)):
        add_daily(ledger, sheet, SETTING, _daily)
    when = month_of(ledger, (), {row.start for row in ledger.rows})
    for sheet in book.sheets:
        table = kind(sheet)
        if table is not None and when is not None:
            days = (threshold(sheet) or _LOS) if table == REASONS else 0
            stem = DESTINATIONS if table == BY_DESTINATION else f"{DELAYED}{days}"
            add_categories(
                ledger,
                sheet,
                f"community_{stem}",
                when,
                setting=SETTING,
                measured=categorised_community,
            )
            if table == REASONS:
                note_threshold(ledger, sheet, days)
        elif not is_daily(sheet) and sheet.name.lower().startswith("table"):
            ledger.note(ODDITY, "this sheet is not read: none of its columns is known", sheet)
    _check(ledger)
    _note_definition(ledger, when)
    return ledger.reading(name)


def _daily(stem: str, when: Period) -> str:
    """The daily counts of community beds have one definition so far."""
    return f"community_{stem}" if when.days else stem


def _check(ledger: Ledger) -> None:
    whole, less, left = (f"community_{x}" for x in (PATIENTS, DISCHARGED, REMAINING))
    check_difference(ledger, whole, less, left)
    check_totals(ledger)
    check_levels(ledger, REGION, lambda x: _ROUNDED if DELAYED in x else 0.0)
    blank_negatives(ledger, [left])
    blank_zeros(ledger, {whole, less}, {left: (whole, less)})


def _note_definition(ledger: Ledger, when: Period | None) -> None:
    says = (
        "community beds for physical health recovery and rehabilitation, adults: never one target "
        "beside acute figures"
    )
    ledger.note(DEFINITION, says)
    if when == month(COMMUNITY_BREAK.year, COMMUNITY_BREAK.month):
        says = (
            "October 2023 has the columns of both definitions. Those of before are measures "
            f"ending in '{COMMUNITY_BEFORE}'; those both have are put with the new"
        )
        ledger.note(DEFINITION, says)
    elif when is not None and when.start < COMMUNITY_BREAK:
        says = (
            "destinations and reasons changed in October 2023; those of before are measures of "
            f"their own, ending in '{COMMUNITY_BEFORE}'"
        )
        ledger.note(DEFINITION, says)
