"""One table of delayed transfers: organisations down, parts of the delayed days across."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isnan, nan

from calibration.sitrep.dtoc import part
from calibration.sitrep.figure import NOT_REPORTED, Figure, text
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.heading import Heading, headings, rows_below
from calibration.sitrep.layout import MISSING, ODDITY
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.rows import NATION

DAYS, BEDS = "dtoc_delayed_days", "dtoc_beds"
WORDS = ("Code", "Name", "Total")
ENGLAND = Whom("ENGLAND", "England", NATION)

_BLOCKS = {
    "": DAYS,
    "delayed days": DAYS,
    "dtoc beds": BEDS,
    "average number of people delayed per day": BEDS,
}
_BLOCK_WORDS = ", ".join(f"'{name}'" for name in _BLOCKS if name)
_COLUMN_WORDS = "Acute, Non-Acute, NHS, Social Care, Both, reasons such as 'A) ...', Total"
_CODE = re.compile(r"[A-Z0-9]{3,5}")
_ONS = re.compile(r"[EWSN]\d{8}")
_ABROAD = ("9900", "9901", "9902")
_ONE_FILE_EACH = "Save each month in a file of its own."


@dataclass(frozen=True)
class Column:
    """A column of figures: which measure, which part of it."""

    at: int
    measure: str
    of: Of


@dataclass(frozen=True)
class Entry:
    """One figure of a table: whose, in which column, in which row."""

    whom: Whom
    column: Column
    figure: Figure
    row: int

    @property
    def cell(self) -> str:
        """Its address."""
        return address(self.row, self.column.at)


def read_table(ledger: Ledger, sheet: Sheet, level: str) -> list[Entry]:
    """Every figure of the one table of a sheet; problems go to the ledger."""
    tables = headings(sheet, WORDS)
    if len(tables) > 1:
        ledger.refuse(sheet, tables[1].row, 1, "a second table begins here", _ONE_FILE_EACH)
        return []
    columns = columns_of(ledger, sheet, tables[0])
    if not any(column.of == Of() for column in columns):
        return []
    entries: list[Entry] = []
    for row in rows_below(sheet, tables[0].row):
        whom = _whom(ledger, sheet, tables[0], row, level)
        if whom is not None:
            entries += _with_nothing_reported(
                ledger, sheet, _row(ledger, sheet, row, whom, columns)
            )
    return entries


def columns_of(ledger: Ledger, sheet: Sheet, found: Heading) -> list[Column]:
    """The columns of figures; an empty heading parts the days from the same as beds."""
    name = found.column("Name", "Period") or 0
    columns: list[Column] = []
    measure = ""
    for at in range(name + 1, len(found.labels)):
        label, before = found.labels[at], found.labels[at - 1]
        if not label:
            continue
        if at == name + 1 or not before:
            measure = _block(ledger, sheet, found.row - 1, at)
        of = part(label)
        if of is None:
            says = f"column '{label}' is not known; known are {_COLUMN_WORDS}"
            ledger.refuse(sheet, found.row, at, says, "It may have been typed over.")
        elif any(one.measure == measure and one.of == of for one in columns):
            ledger.refuse(sheet, found.row, at, f"column '{label}' is there twice")
        else:
            columns.append(Column(at, measure, of))
    return columns


def _block(ledger: Ledger, sheet: Sheet, row: int, at: int) -> str:
    words = text(sheet.at(row, at))
    if words.lower() not in _BLOCKS:
        says = f"a block of columns is called '{words}'; known are {_BLOCK_WORDS}"
        ledger.refuse(sheet, row, at, says)
    return _BLOCKS.get(words.lower(), DAYS)


def _whom(ledger: Ledger, sheet: Sheet, found: Heading, row: int, level: str) -> Whom | None:
    """Whose row it is, by the ONS code where there is one, else by the older code."""
    at, name_at, ons_at = (found.column(x) for x in ("Code", "Name", "ONS Geography"))
    assert at is not None  # the heading was found by it
    assert name_at is not None
    code, name = text(sheet.at(row, at)), text(sheet.at(row, name_at))
    ons = text(sheet.at(row, ons_at)) if ons_at is not None else "-"
    if name.lower() == "england" and code == "-":
        return ENGLAND
    if not any((code, name, *map(text, sheet.cells[row][name_at:]))):
        words = " ".join(text(cell) for cell in sheet.cells[row] if text(cell))
        ledger.note(ODDITY, f"a row of words is left out: {words}", sheet, address(row, 1))
        return None
    if not _CODE.fullmatch(code) or not re.search("[A-Za-z]{2}", name) or not _is_ons(ons):
        says = f"this row is of no organisation: code '{code}', name '{name}', ONS code '{ons}'"
        ledger.refuse(sheet, row, at, says, "Look whether its cells have moved.")
        return None
    if code in _ABROAD:
        says = "9900 to 9902 are patients from outside England, kept as rows: with them all add up"
        ledger.note(ODDITY, says, sheet, address(row, at))
    if ons != "-":
        ledger.codes[code] = ons
    return Whom(code if ons == "-" else ons, name, level)


def _is_ons(code: str) -> bool:
    return code == "-" or _ONS.fullmatch(code) is not None


def _row(
    ledger: Ledger, sheet: Sheet, row: int, whom: Whom, columns: list[Column]
) -> Iterator[Entry]:
    for column in columns:
        found = ledger.figure(sheet, row, column.at)
        if found is not None:
            yield Entry(whom, column, found, row)


def _with_nothing_reported(
    ledger: Ledger, sheet: Sheet, entries: Iterator[Entry]
) -> Iterator[Entry]:
    """A total of 0 over parts that are all missing is the sum of nothing, so missing as well."""
    given = list(entries)
    for entry in given:
        if entry.figure.value != 0 or entry.column.of != Of() or not _has_no_parts(entry, given):
            yield entry
            continue
        if entry.column.measure == DAYS:
            says = f"{entry.whom.name} reported nothing; the printed total of 0 is taken as missing"
            ledger.note(MISSING, says, sheet, entry.cell)
        yield replace(entry, figure=Figure(nan, NOT_REPORTED))


def _has_no_parts(whole: Entry, row: list[Entry]) -> bool:
    """Whether every part of a total is missing."""
    measure = whole.column.measure
    parts = [x for x in row if x.column.measure == measure and x.column.of != Of()]
    return bool(parts) and all(isnan(x.figure.value) for x in parts)
