"""Delayed transfers of care by trust: the monthly workbook, laid out as that by authority."""

from __future__ import annotations

from dataclasses import replace

from calibration.sitrep.dtoc_month import marks, read_month
from calibration.sitrep.grid import Book
from calibration.sitrep.layout import ODDITY, UNTRIED, Match, Note, Reading
from calibration.sitrep.rows import PROVIDER

name = "DTOC by trust, one month"
looks_for = "a sheet 'Trust - by responsible org' with Code, Name and Total in one row"


def matches(book: Book) -> Match:
    """The one sheet that is always there."""
    return marks(book, "Trust", ("by responsible org",))


def read(book: Book) -> Reading:
    """Delayed days, and beds where printed, of every trust and of England."""
    reading = read_month(book, name, "Trust", PROVIDER)
    return replace(reading, notes=(*reading.notes, Note(ODDITY, UNTRIED)))
