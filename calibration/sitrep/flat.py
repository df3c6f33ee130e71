"""Text re-shaped from published tables: column names in the first row, one record a line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.layout import MISSING, ODDITY, Match, match
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.period import Period, period_in_name
from calibration.sitrep.rows import NATION, PROVIDER, REGION, SYSTEM

LEVELS = {"national": NATION, "region": REGION, "icb": SYSTEM, "provider": PROVIDER}
EMPTY = "an empty cell is taken as not reported; re-shaped text does not say if it was suppressed"


@dataclass(frozen=True)
class Record:
    """One line: its row, and its words by column name."""

    row: int
    said: Mapping[str, str]


def marks(book: Book, columns: Collection[str]) -> Match:
    """Which of these columns the first row names."""
    there = _columns(book.sheets[0]) if book.is_text else {}
    return match({f"a column '{name}'": name in there for name in columns})


def records(ledger: Ledger, known: Collection[str]) -> tuple[dict[str, int], list[Record]]:
    """Every line, and where each column stands; columns not known are named in a note."""
    sheet = ledger.book.sheets[0]
    columns = _columns(sheet)
    left_out = [name for name in columns if name and name not in known]
    if left_out:
        ledger.note(ODDITY, f"columns left out: {', '.join(left_out)}")
    return columns, list(_records(sheet, columns))


def whom(ledger: Ledger, columns: Mapping[str, int], record: Record) -> Whom | None:
    """Whose line it is, from the columns level, code and name."""
    level = LEVELS.get(record.said["level"].lower())
    if level is None or not record.said["code"]:
        says = f"level '{record.said['level']}', code '{record.said['code']}': not an organisation"
        do = f"Levels are {', '.join(LEVELS)}."
        ledger.refuse(ledger.book.sheets[0], record.row, columns["level"], says, do)
        return None
    return Whom(record.said["code"], record.said["name"], level)


def named_period(ledger: Ledger) -> Period | None:
    """The period that the file's name says, since the text does not; this is noted."""
    when = period_in_name(ledger.book.file)
    if when is None:
        says = "neither the text nor the file's name says which period this is"
        do = "Name the file with its financial year or day, as in '..._2024_25.csv'."
        ledger.refuse(ledger.book.sheets[0], 0, 0, says, do)
    else:
        ledger.note(ODDITY, f"the period, {when}, is taken from the file's name only")
    return when


def note_empty(ledger: Ledger) -> None:
    """Say what an empty cell is taken for."""
    ledger.note(MISSING, EMPTY)


def _columns(sheet: Sheet) -> dict[str, int]:
    first = sheet.cells[0] if sheet.cells else ()
    return {text(cell).lower(): at for at, cell in enumerate(first)}


def _records(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[Record]:
    for row in range(1, sheet.height):
        if any(cell is not None for cell in sheet.cells[row]):
            yield Record(row, {name: text(sheet.at(row, at)) for name, at in columns.items()})
