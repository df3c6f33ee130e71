"""Delayed transfers of care by local authority: the monthly workbook, April 2011 to 2020."""

from __future__ import annotations

from calibration.sitrep.dtoc_month import marks, read_month
from calibration.sitrep.grid import Book
from calibration.sitrep.layout import Match, Reading
from calibration.sitrep.rows import LOCAL_AUTHORITY

name = "DTOC by local authority, one month"
looks_for = (
    "sheets 'LA - by type of care', 'LA - by responsible org' and 'LA - by reason', "
    "each with Code, Name and Total in one row"
)


def matches(book: Book) -> Match:
    """The three sheets."""
    return marks(book, "LA")


def read(book: Book) -> Reading:
    """Delayed days, and beds where printed, of every authority and of England."""
    return read_month(book, name, "LA", LOCAL_AUTHORITY)
