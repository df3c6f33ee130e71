"""Overnight beds by trust and sector: the quarterly KH03 workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from calibration.sitrep.figure import figure, text
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.heading import Heading, heading, headings, preamble, rows_below
from calibration.sitrep.kh03_beds import AVAILABLE, OCCUPANCY, OCCUPIED, SECTORS, Spot, add_beds
from calibration.sitrep.layout import ODDITY, UNTRIED, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.period import Period, month_of_year, period
from calibration.sitrep.rows import NATION, PROVIDER

name = "KH03 overnight beds, one quarter"

SHEET = "NHS Trust by Sector"
WORDS = ("Org Code", "Org Name", "Total", "General & Acute")
BLOCKS = {"available": AVAILABLE, "occupied": OCCUPIED, "% occupied": OCCUPANCY}
looks_for = f"a sheet '{SHEET}' with {', '.join(WORDS)} in one row under Available and Occupied"


@dataclass(frozen=True)
class Column:
    """A column of figures: which measure, which sector."""

    at: int
    measure: str
    sector: str


def matches(book: Book) -> Match:
    """The sheet and its two rows of headings."""
    sheet = book.sheet(SHEET)
    found = heading(sheet, WORDS)
    blocks = set()
    if sheet is not None and found is not None and found.row > 0:
        blocks = {text(cell).lower() for cell in sheet.cells[found.row - 1]}
    return match(
        {
            f"a sheet '{SHEET}' with {', '.join(WORDS)} in one row": found is not None,
            **{f"a block headed '{block.title()}'": block in blocks for block in BLOCKS},
        }
    )


def read(book: Book) -> Reading:
    """Beds available and occupied of trusts and England, average of the days of a quarter.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    sheet, found = book.sheet(SHEET), heading(book.sheet(SHEET), WORDS)
    assert sheet is not None  # it matched
    assert found is not None
    again = headings(sheet, WORDS)[1:]
    if again:
        says = "a second table begins here"
        ledger.refuse(sheet, again[0].row, 1, says, "Save each quarter in a file of its own.")
        return ledger.reading(name)
    columns = _columns(ledger, sheet, found)
    rows = list(_rows(ledger, sheet, found))
    cells = [
        (Spot(whom, when, column.sector, column.measure), row, column.at)
        for row, whom, when in rows
        for column in columns
    ]
    ledger.note(ODDITY, UNTRIED)
    if not ledger.problems:
        add_beds(ledger, sheet, cells, per_cent=_is_per_cent(sheet, cells))
    return ledger.reading(name)


def _columns(ledger: Ledger, sheet: Sheet, found: Heading) -> list[Column]:
    """Sectors across, under the name of their block, which stands over its first column."""
    columns: list[Column] = []
    measure = ""
    for at in range((found.column("Org Name") or 0) + 1, sheet.width):
        block, label = text(sheet.at(found.row - 1, at)).lower(), found.labels[at]
        if block and block not in BLOCKS:
            says = f"a block of columns is called '{block}'; known are {', '.join(BLOCKS)}"
            ledger.refuse(sheet, found.row - 1, at, says)
        measure = BLOCKS.get(block, measure)
        sector = SECTORS.get(label.lower())
        if label and (sector is None or not measure):
            says = f"column '{label}' is not known; known are {', '.join(SECTORS)}"
            ledger.refuse(sheet, found.row, at, says)
        elif label and sector is not None:
            columns.append(Column(at, measure, sector))
    return columns


def _rows(ledger: Ledger, sheet: Sheet, found: Heading) -> Iterator[tuple[int, Whom, Period]]:
    """Trusts and England, each with its quarter."""
    code_at, name_at = found.column("Org Code") or 0, found.column("Org Name") or 0
    above = period(preamble(sheet).get("period", ("", 0, 0))[0])
    for row in rows_below(sheet, found.row):
        code, words = text(sheet.at(row, code_at)), text(sheet.at(row, name_at))
        when = _quarter(sheet, found, row) or (_whole_quarter(above) if above else None)
        is_nation = words.lower() == "england" and code in {"", "-"}
        if when is None:
            says = "no quarter: neither Year and Period End in this row nor 'Period:' above"
            do = "Expected as '2024-25' and 'June', or 'Q1 2024-25'."
            ledger.refuse(sheet, row, code_at, says, do)
        elif not is_nation and not re.fullmatch(r"[A-Z0-9]{3,6}", code):
            says = f"this row is of no organisation: code '{code}', name '{words}'"
            ledger.refuse(sheet, row, code_at, says, "Look whether its cells have moved.")
        else:
            whom = Whom("ENGLAND", "England", NATION) if is_nation else None
            yield row, whom or Whom(code, words, PROVIDER), when


def _quarter(sheet: Sheet, found: Heading, row: int) -> Period | None:
    """The quarter that ends in the month of the columns Year and Period End."""
    year_at, end_at = found.column("Year"), found.column("Period End", "Period")
    if year_at is None or end_at is None:
        return None
    last = month_of_year(text(sheet.at(row, year_at)), text(sheet.at(row, end_at)))
    return _ending(last) if last else None


def _ending(last: Period) -> Period | None:
    """The quarter whose last month this is."""
    if last.end.month % 3:
        return None
    return Period(date(last.end.year, last.end.month - 2, 1), last.end)


def _whole_quarter(when: Period) -> Period | None:
    """As given if it is a quarter, else the one that ends with this month."""
    return when if 89 < when.days < 93 else _ending(when)


def _is_per_cent(sheet: Sheet, cells: list[tuple[Spot, int, int]]) -> bool:
    """Whether occupancy is printed as 0 to 100: a share of more than two beds a bed is none."""
    shares = [figure(sheet.at(row, at)) for spot, row, at in cells if spot.measure == OCCUPANCY]
    return any(share is not None and not share.was_text and share.value > 2 for share in shares)
