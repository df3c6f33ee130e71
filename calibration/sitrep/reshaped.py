"""A layout of text re-shaped from published tables, recognised by the columns it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import nan

from calibration.sitrep.flat import LEVELS, Record, marks, records
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.layout import Match, Reading
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period, period
from calibration.sitrep.rows import LOCAL_AUTHORITY, NATION

ALL_LEVELS = LEVELS | {"utla": LOCAL_AUTHORITY, "utla aggregate": LOCAL_AUTHORITY}


# A column says the same few periods again and again.
said_period = lru_cache(maxsize=8192)(period)


@dataclass(frozen=True)
class Table:
    """Every line of such a text, where its columns stand, and the ledger to fill."""

    ledger: Ledger
    columns: Mapping[str, int]
    lines: list[Record]

    def add(
        self, line: Record, column: str, whom: Whom, when: Period, *, measure: str, of: Of
    ) -> None:
        """Add the figure in a column of a line."""
        found = self.ledger.figure(self.sheet, line.row, self.columns[column])
        if found is not None:
            self.ledger.add(
                whom,
                when,
                measure,
                of,
                found=found,
                sheet=self.sheet,
                row=line.row,
                column=self.columns[column],
            )

    def number(self, line: Record, column: str) -> float:
        """The number in a column of a line, NaN where it is missing or refused."""
        problems = self.ledger.problems
        found = self.ledger.figure(self.sheet, line.row, self.columns[column])
        if found is None and problems[-1] in problems[:-1]:
            problems.pop()  # a cell is read for its row and for each sum, and is refused once
        return nan if found is None else found.value

    def refuse(self, line: Record, column: str, says: str, do: str = "") -> None:
        """A cell that is not understood."""
        self.ledger.refuse(self.sheet, line.row, self.columns[column], says, do)

    def whom(self, line: Record) -> Whom | None:
        """Whose line it is, from the columns level, code and, if there, name."""
        level = ALL_LEVELS.get(line.said["level"].lower())
        code = line.said["code"]
        if level is None or not code:
            says = f"level '{line.said['level']}', code '{code}': not an organisation"
            self.refuse(line, "level", says, f"Levels are {', '.join(ALL_LEVELS)}.")
            return None
        is_nation = level == NATION
        return Whom("ENGLAND" if is_nation else code, line.said.get("name", ""), level)

    @property
    def sheet(self) -> Sheet:
        """The one sheet."""
        return self.ledger.book.sheets[0]


@dataclass(frozen=True)
class Reshaped:
    """A layout by its name, the columns that it must have, and what fills a ledger from it."""

    name: str
    columns: tuple[str, ...]
    fill: Callable[[Table], None]

    @property
    def looks_for(self) -> str:
        """The columns, in words."""
        return f"comma-separated text whose first row has {', '.join(self.columns)}"

    def matches(self, book: Book) -> Match:
        """The columns."""
        return marks(book, self.columns)

    def read(self, book: Book) -> Reading:
        """Every figure.

        Raises:
            InputError: with everything in it that cannot be understood.
        """
        ledger = Ledger(book)
        columns, lines = records(ledger, self.columns)
        self.fill(Table(ledger, columns, lines))
        return ledger.reading(self.name)
