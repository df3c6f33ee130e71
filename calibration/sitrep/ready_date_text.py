"""Discharge ready date of a month: the long text (from April 2024)."""

from __future__ import annotations

import re

from calibration.sitrep.blocks import ENGLAND
from calibration.sitrep.duplicates import settle_duplicates
from calibration.sitrep.flat import Record, marks, records
from calibration.sitrep.grid import Book, address
from calibration.sitrep.layout import ODDITY, Match, Reading
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period, month, period
from calibration.sitrep.ready_date import (
    bound_suppressed,
    check_bands,
    check_ready,
    measured,
    note_definition,
)
from calibration.sitrep.reshaped import ALL_LEVELS, said_period
from calibration.sitrep.rows import LOCAL_AUTHORITY, NATION

name = "discharge ready date, long text of a month"
COLUMNS = ("data type", "code", "organisation name", "measure", "value")
AUTHORITY = ("upper tier local authority code", "upper tier local authority")
PERIODS = ("period", "month", "reporting period", "reporting month")
OPTIONAL = (*AUTHORITY, "region (of provider)", "icb (of provider)", *PERIODS)
looks_for = f"comma-separated text whose first row has {', '.join(COLUMNS)}"


def matches(book: Book) -> Match:
    """The columns."""
    return marks(book, COLUMNS)


def read(book: Book) -> Reading:
    """Discharges and bed-days by band of days after the ready date.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, lines = records(ledger, (*COLUMNS, *OPTIONAL))
    named = None if set(PERIODS) & set(columns) else _named(ledger)
    for line in lines:
        when = named or _said(ledger, columns, line)
        whom = _whom(ledger, line)
        if when is not None and whom is not None:
            _add(ledger, columns["value"], line, when, whom)
    settle_duplicates(ledger)
    bound_suppressed(ledger)
    check_bands(ledger)
    check_ready(ledger)
    note_definition(ledger)
    return ledger.reading(name)


def month_in_name(file: str) -> Period | None:
    """The month in a file's name, such as 'April-2024'; None if it has none."""
    for words, year in re.findall(r"([A-Za-z]{3,9})[-_ ]?(20\d\d)", file):
        when = period(f"{words} {year}")
        if when is not None:
            return when
    return None


def _named(ledger: Ledger) -> Period | None:
    when = month_in_name(ledger.book.file)
    if when is None:
        says = "neither the text nor the file's name says which month this is"
        do = "Name the file with its month, as in '...-April-2024.csv'."
        ledger.refuse(ledger.book.sheets[0], 0, 0, says, do)
    else:
        ledger.note(ODDITY, f"the month, {when}, is taken from the file's name only")
    return when


def _said(ledger: Ledger, columns: dict[str, int], line: Record) -> Period | None:
    column = next((x for x in PERIODS if x in columns), None)
    if column is None:
        return None
    when = said_period(line.said[column])
    if when is None or when.days > 31:
        says = f"'{line.said[column]}' is no month such as 'April 2024' or 01/04/2024"
        ledger.refuse(ledger.book.sheets[0], line.row, columns[column], says)
        return None
    return month(when.start.year, when.start.month)


def _whom(ledger: Ledger, line: Record) -> Whom | None:
    """Whose row it is; rows of other kinds of data are parts of others and named in a note."""
    said = line.said
    level = ALL_LEVELS.get(said["data type"].lower())
    if level == NATION:
        return ENGLAND
    code, title = (
        (said.get(AUTHORITY[0], ""), said.get(AUTHORITY[1], ""))
        if level == LOCAL_AUTHORITY
        else (said["code"], said["organisation name"])
    )
    if level is None or not re.fullmatch(r"[A-Z0-9]{3,9}", code):
        says = f"rows of data type '{said['data type']}'"
        says += (
            " are left out: they are no organisation's own"
            if level is None
            else (f" without a code are left out: '{title or code}'")
        )
        ledger.note(ODDITY, says, cell=address(line.row, 0))
        return None
    return Whom(code, title, level)


def _add(ledger: Ledger, at: int, line: Record, when: Period, whom: Whom) -> None:
    found = measured(line.said["measure"])
    if found is None:
        says = f"measure '{line.said['measure']}' is not read"
        ledger.note(ODDITY, says, cell=address(line.row, at))
        return
    sheet = ledger.book.sheets[0]
    value = ledger.figure(sheet, line.row, at)
    # The total of an authority's residents is given for it alone; elsewhere it does not apply.
    if value is not None:
        of = Of(found[1], "acute")
        ledger.add(whom, when, found[0], of, found=value, sheet=sheet, row=line.row, column=at)
