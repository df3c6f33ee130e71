"""Urgent community response: the workbook of a year, a table a measure."""

from __future__ import annotations

from calibration.sitrep.addition import check_levels
from calibration.sitrep.blocks import ENGLAND
from calibration.sitrep.figure import text
from calibration.sitrep.flat import LEVELS
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.heading import Heading, heading
from calibration.sitrep.layout import ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period, month, period
from calibration.sitrep.response import (
    CONTACTS,
    REFERRALS,
    ROUNDED,
    WITHIN,
    note_rounding,
    with_bounds,
)
from calibration.sitrep.rows import NATION, REGION, SYSTEM

name = "urgent community response, workbook of a year"
WORDS = ("ODS Code", "Organisation Name", "Organisation Type")
looks_for = (
    f"a workbook with sheets that have {', '.join(WORDS)} and months in one row, titled with the "
    "share seen, referrals and contacts"
)
SETTING = "community"
_BY_NAME = {"table 1": WITHIN, "table 2": REFERRALS, "table 3": CONTACTS}


def matches(book: Book) -> Match:
    """At least two tables of organisations by month."""
    tables = [] if book.is_text else [x for x in book.sheets if heading(x, WORDS)]
    return match({f"two sheets with {', '.join(WORDS)} in one row": len(tables) > 1})


def read(book: Book) -> Reading:
    """Every month of the share seen in two hours, of referrals and of contacts.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    for sheet in book.sheets:
        found = heading(sheet, WORDS)
        measure = _measure(sheet, found) if found else None
        if found is not None and measure is not None:
            _add(ledger, sheet, found, measure)
        elif found is not None:
            says = "the title tells neither the share seen, nor referrals, nor contacts"
            ledger.refuse(sheet, 0, 0, says)
    for level in (REGION, SYSTEM):
        check_levels(ledger, level, lambda _: ROUNDED)
    note_rounding(ledger)
    return ledger.reading(name)


def _measure(sheet: Sheet, found: Heading) -> str | None:
    """What a table counts, from the words above it, else from its number."""
    above = sheet.cells[: found.row]
    words = " ".join(text(cell) for row in above for cell in row if text(cell)).lower()
    if "%" in words or "percentage" in words or "proportion" in words:
        return WITHIN
    if "contacts" in words:
        return CONTACTS
    return REFERRALS if "referrals" in words else _BY_NAME.get(sheet.name.lower())


def _add(ledger: Ledger, sheet: Sheet, found: Heading, measure: str) -> None:
    code_at, name_at, type_at = (found.column(word) or 0 for word in WORDS)
    columns = _months(ledger, sheet, found, max(code_at, name_at, type_at) + 1)
    for row in range(found.row + 1, sheet.height):
        code, title = text(sheet.at(row, code_at)), text(sheet.at(row, name_at))
        level = LEVELS.get(text(sheet.at(row, type_at)).lower())
        if not any(text(sheet.at(row, at)) for at in columns):
            continue
        if level is None or not (code or title):
            says = f"organisation type '{text(sheet.at(row, type_at))}' is none that is known"
            ledger.refuse(sheet, row, type_at, says, f"Known are {', '.join(LEVELS)}.")
            continue
        whom = ENGLAND if level == NATION else Whom(code or title, title, level)
        if whom.code.lower() == "unknown":
            says = f"a bucket of unknown {level}s is kept under the code '{whom.code}'"
            ledger.note(ODDITY, says, sheet, address(row, code_at))
        _add_row(ledger, sheet, row, whom, measure=measure, columns=columns)


def _add_row(
    ledger: Ledger, sheet: Sheet, row: int, whom: Whom, *, measure: str, columns: dict[int, Period]
) -> None:
    for at, when in columns.items():
        figure = ledger.figure(sheet, row, at)
        if figure is not None:
            figure = figure if measure == WITHIN else with_bounds(figure)
            of = Of(setting=SETTING)
            ledger.add(whom, when, measure, of, found=figure, sheet=sheet, row=row, column=at)


def _months(ledger: Ledger, sheet: Sheet, found: Heading, first: int) -> dict[int, Period]:
    columns = {}
    for at in range(first, sheet.width):
        label = text(sheet.at(found.row, at))
        bare = label.lower().replace("(provisional)", "").strip()
        when = period(sheet.at(found.row, at)) or period(bare)
        if when is not None and when.days <= 31:
            columns[at] = month(when.start.year, when.start.month)
            if "provisional" in label.lower():
                says = f"{columns[at]} is provisional"
                ledger.note(ODDITY, says, sheet, address(found.row, at))
        elif label:
            says = f"'{label}' is no month such as 'Apr-24'"
            ledger.refuse(sheet, found.row, at, says)
    return columns
