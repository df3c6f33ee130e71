"""The month that a sitrep workbook is of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.heading import preamble
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.period import Period, month, period
from calibration.sitrep.wide import day

_MONTH = re.compile(r"\b([A-Z][a-z]{2,8} 20\d\d)\b")
_TITLE_ROWS = 12


def month_of(ledger: Ledger, sheets: Iterable[Sheet], days: Iterable[date] = ()) -> Period | None:
    """The month, from days printed, a cover's or sheet's 'Period:', or a title; None, refused.

    They must agree where more than one says it.
    """
    found = {month(when.year, when.month): "days" for when in days}
    for sheet in (*ledger.book.sheets, *sheets):
        for when in _stated(sheet):
            found.setdefault(when, f"'{sheet.name}'")
    if len(found) == 1:
        return next(iter(found))
    where = ", ".join(f"{when} in {place}" for when, place in found.items()) or "nowhere"
    says = f"a sitrep of one month must say which; it says: {where}"
    do = "Look at the 'Period:' of the cover sheet and the days above the table."
    ledger.refuse(ledger.book.sheets[0], 0, 0, says, do)
    return None


def titles(book: Book) -> str:
    """The words at the top of every sheet, in small letters."""
    rows = (row for sheet in book.sheets for row in sheet.cells[:_TITLE_ROWS])
    return " | ".join(
        text(cell) for row in rows for cell in row[:6] if isinstance(cell, str)
    ).lower()


def _stated(sheet: Sheet) -> list[Period]:
    words, row, column = preamble(sheet).get("period", ("", 0, 0))
    if words:
        when = day(sheet.at(row, column))
        whole = period(words)
        if when is not None:
            return [month(when.year, when.month)]
        named = [period(name) for name in _MONTH.findall(words)]
        return [x for x in (whole, *named) if x is not None and x.days <= 31]
    tops = " | ".join(text(c) for line in sheet.cells[:4] for c in line if isinstance(c, str))
    named = [period(name) for name in _MONTH.findall(tops) if "table" in tops.lower()]
    return [x for x in named[:1] if x is not None]
