"""Stays from a patient-level extract with the names of HES or SUS fields.

Only the columns of `NEEDED` and `WANTED` are read, by name; every other column, and so every
identifier, is passed over. Rows are counted into tables of groups (`stay_table`) and forgotten:
nothing of a single patient is kept, written or shown, and counts of one to four are intervals.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from calibration.sitrep.figure import text
from calibration.sitrep.grid import TEXT_ENDINGS, Book, Cell
from calibration.sitrep.layout import DEFINITION, ODDITY, Match, Reading, match
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.period import Period, period
from calibration.sitrep.stay_table import Stay, add_tables, at_least_five
from simulator.errors import InputError, Problem

name = "patient-level stays, HES or SUS names"
PROVIDERS = ("procode", "procode3", "procode5", "procodet", "sitetret")
NEEDED = ("admidate", "disdate", "admimeth", "classpat")
WANTED = ("startage", "dismeth", "disdest", "disreadydate", "epiorder")
looks_for = (
    "comma-separated text whose first row has "
    f"{', '.join(x.upper() for x in NEEDED)} and one of {', '.join(x.upper() for x in PROVIDERS)}"
)

# 1800-01-01 stands for no date, 1801-01-01 for one that was submitted and is not valid.
INVALID = date(1801, 1, 1)
_ORDINARY = "1"
_LEFT = {"1", "2", "3", "4", "5"}
_OLDEST = 1900
_INFANT = 7001
# A first line longer than this is none of a table.
_LONGEST_HEAD = 100_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns that are read stand; -1 where an extract lacks one."""

    provider: int
    places: dict[str, int]

    def said(self, cells: Sequence[Cell], column: str) -> str:
        """The words in a column of a row; '' where either is not there."""
        at = self.places[column]
        return text(cells[at]) if 0 <= at < len(cells) else ""


def matches(book: Book) -> Match:
    """The columns, in any case."""
    first = book.sheets[0].cells[0] if book.is_text and book.sheets[0].cells else ()
    there = {text(cell).lower() for cell in first}
    found = {f"a column {column.upper()}": column in there for column in NEEDED}
    return match({**found, "a column of the provider": bool(there & set(PROVIDERS))})


def read(book: Book) -> Reading:
    """Counts of stays by group, none of fewer than five.

    Raises:
        InputError: a date or code that cannot be understood; its words are not shown.
    """
    sheet = book.sheets[0]
    return _summary(Ledger(book), sheet.cells[0], sheet.cells[1:])


def is_extract(path: Path) -> bool:
    """Whether a text file is one, by its first line: nothing else of it is read."""
    if not path.is_file() or not path.name.lower().endswith(TEXT_ENDINGS):
        return False
    try:
        with _opened(path) as file:
            first = file.readline(_LONGEST_HEAD)
    except (OSError, EOFError, zlib.error):
        return False
    return not _lacking(next(csv.reader([first]), []))


def read_extract(path: str | Path) -> Reading:
    """The same from a file that is too large to hold: row by row, needed columns only.

    Raises:
        InputError: no such file, another layout, or a cell that cannot be understood.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError([Problem(f"{path}: no such file", do="Look at the name and folder.")])
    try:
        with _opened(path) as file:
            rows = csv.reader(file)
            head = next(rows, [])
            lacking = _lacking(head)
            if lacking:
                says = f"{path.name}: is not '{name}'; it lacks {', '.join(lacking)}"
                raise InputError([Problem(says, do=f"Looked for: {looks_for}.")])
            return _summary(Ledger(Book(path.name, ())), head, rows)
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        says = f"{path.name}: cannot be read as comma-separated text: {error}"
        raise InputError([Problem(says, do="Fetch the file again.")]) from None


def _opened(path: Path) -> TextIO:
    """A text file, unpacked while it is read if its name ends in .gz."""
    how = {"encoding": "utf-8-sig", "errors": "replace", "newline": ""}
    is_packed = path.name.lower().endswith(".gz")
    return gzip.open(path, "rt", **how) if is_packed else path.open("r", **how)  # type: ignore[call-overload,no-any-return]


def _lacking(head: Sequence[str]) -> list[str]:
    """Columns that a first row lacks."""
    there = {column.strip().lower() for column in head}
    found = [column.upper() for column in NEEDED if column not in there]
    return found if there & set(PROVIDERS) else [*found, "a provider"]


def _summary(ledger: Ledger, head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Reading:
    columns = _columns(head)
    stays = _stays(ledger, columns, rows)
    if ledger.problems:
        raise InputError(ledger.problems[:20])
    if stays:
        add_tables(ledger, stays, _whole(stays))
    says = "counts of one to four stays are kept as intervals; nothing of one patient is kept"
    ledger.note(DEFINITION, says)
    return ledger.reading(name)


def _whole(stays: list[Stay]) -> Period:
    """From the first of the month of the first discharge, which is nobody's date, to the end."""
    left = [stay.left for stay in stays if stay.left is not None]
    first = min(left or [stay.admitted for stay in stays])
    return Period(first.replace(day=1), max([*left, *(stay.admitted for stay in stays)]))


def _columns(head: Sequence[Cell]) -> Columns:
    names = [text(cell).lower() for cell in head]
    places = {x: names.index(x) if x in names else -1 for x in (*NEEDED, *WANTED)}
    return Columns(next(names.index(x) for x in PROVIDERS if x in names), places)


def _stays(ledger: Ledger, columns: Columns, rows: Iterable[Sequence[Cell]]) -> list[Stay]:
    """Ordinary admissions; how many of other kinds, or without valid dates, is noted."""
    left_out: Counter[str] = Counter()
    found: list[Stay] = []
    is_episodes = False
    for number, cells in enumerate(rows, 2):
        if not any(cells):
            continue
        is_episodes = is_episodes or columns.said(cells, "epiorder").lstrip("0") not in {"", "1"}
        if columns.said(cells, "classpat") != _ORDINARY:
            left_out["day cases and regular attenders"] += 1
            continue
        stay = _stay(ledger, columns, cells, number)
        if stay is None:
            left_out["without valid dates of admission and of leaving"] += 1
        elif stay.left is not None and stay.left < stay.admitted:
            left_out["discharged before they were admitted"] += 1
        else:
            found.append(stay)
    if is_episodes:
        what = "episodes that are not the last of their stay, or of an open one"
        left_out[what] = sum(stay.left is None for stay in found)
        found = [stay for stay in found if stay.left is not None]
        says = "episodes: open stays cannot be told from episodes that another one followed"
        ledger.note(ODDITY, f"{says}; ask for one row a stay to count them")
    for what, count in left_out.items():
        if count:
            ledger.note(ODDITY, f"{at_least_five(count)} rows left out: {what}")
    return found


def _stay(ledger: Ledger, columns: Columns, cells: Sequence[Cell], number: int) -> Stay | None:
    admitted, left, ready = (
        _date(ledger, columns, cells, column, number)
        for column in ("admidate", "disdate", "disreadydate")
    )
    ended = columns.said(cells, "dismeth")
    age = columns.said(cells, "startage")
    if age and not age.isdigit():
        _refuse(ledger, "startage", number, "is no age in years or code of an infant")
    has_left = ended in _LEFT or _is_invalid(columns.said(cells, "disdate"))
    if admitted is None or (left is None and has_left):
        return None
    return Stay(
        provider=text(cells[columns.provider]) or "unknown",
        admitted=admitted,
        left=left,
        ready=ready,
        method=columns.said(cells, "admimeth").upper(),
        age=_years(age),
        ended=ended,
        destination=columns.said(cells, "disdest"),
    )


def _years(age: str) -> int | None:
    if not age.isdigit():
        return None
    return 0 if int(age) >= _INFANT else int(age)


_period = lru_cache(maxsize=8192)(period)


def _date(
    ledger: Ledger, columns: Columns, cells: Sequence[Cell], column: str, number: int
) -> date | None:
    """A date; None where it is empty, null or was invalid when submitted."""
    words = columns.said(cells, column)
    when = _period(_without_time(words)) if words else None
    if words and (when is None or when.days > 1):
        _refuse(ledger, column, number, "is no date such as 2024-04-01")
    return None if when is None or when.start.year < _OLDEST else when.start


def _without_time(words: str) -> str:
    return words[:10] if re.match(r"\d{4}-\d\d-\d\d[T ]", words) else words


def _is_invalid(words: str) -> bool:
    """Whether a date was submitted but is none: he has left, nobody knows when."""
    when = _period(_without_time(words)) if words else None
    return when is not None and when.start == INVALID


def _refuse(ledger: Ledger, column: str, number: int, says: str) -> None:
    """Without the words of the cell, which may be of a patient."""
    where = f"{ledger.book.file}: row {number}, column {column.upper()}"
    ledger.problems.append(Problem(f"{where}: {says}", do="Look at the cell in the extract."))
