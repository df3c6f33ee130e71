"""Overnight beds by provider, quarter and sector: KH03 re-shaped to text."""

from __future__ import annotations

from collections.abc import Iterator

from calibration.sitrep.flat import Record, marks, records
from calibration.sitrep.grid import Book
from calibration.sitrep.kh03_beds import AVAILABLE, OCCUPANCY, OCCUPIED, SECTORS, Spot, add_beds
from calibration.sitrep.layout import Match, Reading
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.period import period
from calibration.sitrep.rows import PROVIDER

name = "KH03 overnight beds, re-shaped to text"

COLUMNS = ("code", "name", "quarter", "sector", "available", "occupied", "occupancy_percent")
MEASURES = {"available": AVAILABLE, "occupied": OCCUPIED, "occupancy_percent": OCCUPANCY}
looks_for = f"comma-separated text whose first row has {', '.join(COLUMNS)}"


def matches(book: Book) -> Match:
    """The columns."""
    return marks(book, COLUMNS)


def read(book: Book) -> Reading:
    """Beds available and occupied, average of the days of a quarter.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, lines = records(ledger, COLUMNS)
    cells = [
        (spot, line.row, columns[column]) for line in lines for column, spot in _spots(ledger, line)
    ]
    add_beds(ledger, book.sheets[0], cells, per_cent=True)
    return ledger.reading(name)


def _spots(ledger: Ledger, line: Record) -> Iterator[tuple[str, Spot]]:
    said = line.said
    when, sector = period(said["quarter"]), SECTORS.get(said["sector"].replace("_", " "))
    if when is None or sector is None or not said["code"]:
        says = f"code '{said['code']}', quarter '{said['quarter']}', sector '{said['sector']}'"
        do = "A quarter is as '2024-25 Q1'; sectors are total, general_acute and the like."
        ledger.refuse(ledger.book.sheets[0], line.row, 0, f"not understood: {says}", do)
        return
    for column, measure in MEASURES.items():
        yield column, Spot(Whom(said["code"], said["name"], PROVIDER), when, sector, measure)
