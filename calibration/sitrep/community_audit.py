"""Intermediate care beds by system: the community bed audit workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from calibration.sitrep.community_beds import (
    BEDS,
    BY_CONTRACT,
    BY_OWNER,
    CONTRACTS,
    LOS,
    OWNERS,
    PURPOSES,
    Spot,
    add_audit,
)
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.heading import DEEPEST, rows_below
from calibration.sitrep.layout import ODDITY, UNTRIED, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.period import Period, period
from calibration.sitrep.rows import NATION, SYSTEM

name = "community bed audit"

_OF_PURPOSE = (
    r"step.?up",
    r"assessment",
    r"homeless",
    r"post.?(acute|hospital)|after hospital",
    r"amput",
    r"bariatric",
    r"complex",
    r"confusion|delirium|dementia",
    r"stroke|neuro",
    r"\bother\b",
)
_PURPOSES = dict(zip(_OF_PURPOSE, PURPOSES, strict=True))
_NO_SHARE = r"\b(?!.*(%|per ?cent))"
_CONTRACTS = {rf"block{_NO_SHARE}": CONTRACTS[0], rf"spot{_NO_SHARE}": CONTRACTS[1]}
_OWNERS = {rf"(non|not|other than)[- ]?nhs{_NO_SHARE}": OWNERS[1], rf"nhs{_NO_SHARE}": OWNERS[0]}
_OF_PUBLISHING = re.compile(r"publi|revis|next|last", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """One of the four tables: its sheet's name, measure, the words of all and of each part."""

    sheet: str
    measure: str
    whole: str
    parts: Mapping[str, str]


TABLES = (
    Table("Table 1", BEDS, r"total", _PURPOSES),
    Table("Table 2", LOS, r"overall|total|all\b", _PURPOSES),
    Table("Table 3", BY_CONTRACT, r"$^", _CONTRACTS),
    Table("Table 4", BY_OWNER, r"$^", _OWNERS),
)
looks_for = (
    "sheets 'Table 1' and 'Table 2', each with columns of ten purposes (step-up, assessment, "
    "homelessness, amputee, bariatric, stroke and so on), and system codes such as QOX"
)


def matches(book: Book) -> Match:
    """The two tables by purpose."""
    return match(
        {
            f"a sheet '{table.sheet}' with columns of all ten purposes": _found(book, table)
            for table in TABLES[:2]
        }
    )


def read(book: Book) -> Reading:
    """Beds and mean stay by purpose, beds by contract and owner, on the day of the audit.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    when = _day(ledger)
    ledger.note(ODDITY, UNTRIED)
    cells: list[tuple[Spot, Sheet, int, int]] = []
    for table in TABLES:
        sheet = book.sheet(table.sheet)
        if sheet is None or not _found(book, table):
            says = f"no '{table.sheet}' with columns of its parts: {table.measure} is left out"
            ledger.note(ODDITY, says)
            continue
        row, columns = _columns(sheet, table)
        for below, whom in _rows(ledger, sheet, row, min(columns.values())):
            cells += [
                (Spot(whom, table.measure, part), sheet, below, at) for part, at in columns.items()
            ]
    if when is not None and not ledger.problems:
        add_audit(ledger, when, cells)
    return ledger.reading(name)


def _found(book: Book, table: Table) -> bool:
    sheet = book.sheet(table.sheet)
    return sheet is not None and set(table.parts.values()) <= set(_columns(sheet, table)[1])


def _columns(sheet: Sheet, table: Table) -> tuple[int, dict[str, int]]:
    """The row with the most of a table's labels, and the column of each part; '' is all."""
    found = [(row, _in_row(sheet, row, table)) for row in range(min(sheet.height, DEEPEST))]
    return max(found, key=lambda each: len(each[1]), default=(0, {}))


def _in_row(sheet: Sheet, row: int, table: Table) -> dict[str, int]:
    """A label counts once, for the first pattern it fits."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(sheet.cells[row]):
        label = text(cell).lower()
        patterns = {**table.parts, table.whole: ""}
        part = next((p for pattern, p in patterns.items() if re.search(pattern, label)), None)
        if label and part is not None:
            columns.setdefault(part, at)
    return columns


def _rows(ledger: Ledger, sheet: Sheet, row: int, first: int) -> Iterator[tuple[int, Whom]]:
    """England, and the systems by their codes, Q and two more; other rows are noted."""
    for below in rows_below(sheet, row):
        said = [text(sheet.at(below, at)) for at in range(first)]
        code = next((x for x in said if re.fullmatch(r"Q[A-Z0-9]{2}", x)), "")
        names = [x for x in said if re.search("[a-z]", x)]
        if code:
            yield below, Whom(code, names[-1] if names else "", SYSTEM)
        elif any(x.lower() == "england" for x in said):
            yield below, Whom("ENGLAND", "England", NATION)
        else:
            words = " ".join(x for x in said if x)
            ledger.note(
                ODDITY, f"a row of no system is left out: {words}", sheet, address(below, 0)
            )


def _day(ledger: Ledger) -> Period | None:
    """The one day that stands on any sheet, in words or as a date."""
    days = set()
    for sheet in ledger.book.sheets:
        for line in sheet.cells[:DEEPEST]:
            words = [text(cell) for cell in line if text(cell)]
            if words and not _OF_PUBLISHING.match(words[0]):
                days |= {when for each in words for when in _days_in(each)}
    if len(days) == 1:
        return days.pop()
    said = ", ".join(map(str, sorted(days))) or "none"
    says = f"which day the audit is of cannot be told; days found: {said}"
    ledger.refuse(ledger.book.sheets[0], 0, 0, says, "Expected one, as '4 March 2026'.")
    return None


def _days_in(words: str) -> Iterator[Period]:
    whole = period(words)
    if whole is not None and whole.days == 1:
        yield whole
    for found in re.finditer(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]+) (20\d\d)", words):
        in_month = period(f"{found[2]} {found[3]}")
        if in_month is not None and 1 <= int(found[1]) <= in_month.days:
            day = in_month.start.replace(day=int(found[1]))
            yield Period(day, day)
