"""What is gathered while a file is read, until it is a reading or is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan

from calibration.sitrep.figure import Figure, figure, text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.layout import ODDITY, Check, Note, Reading
from calibration.sitrep.period import Period
from calibration.sitrep.rows import Row, tidy
from simulator.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Whom:
    """An organisation as printed: code, name and level."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Of:
    """Which part of a measure: reason, setting and responsible organisation; '' is all."""

    reason: str = ""
    setting: str = ""
    responsible: str = ""

    def __str__(self) -> str:
        return ", ".join(x for x in (self.reason, self.setting, self.responsible) if x) or "all"


MOST_PROBLEMS = 25


@dataclass
class Ledger:
    """Rows, notes, checks and problems of one file, added as they are met.

    `codes` takes the code used for an organisation by its older one, where a file prints both.
    """

    book: Book
    marks: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    _as_text: dict[str, list[str]] = field(default_factory=dict)

    def figure(self, sheet: Sheet, row: int, column: int) -> Figure | None:
        """The figure in a cell; None, and a problem, if it holds something else."""
        cell = sheet.at(row, column)
        found = figure(cell, self.marks)
        if found is None:
            says = f"'{text(cell)}' is neither a number nor a known mark for a missing one"
            do = "Look whether the row or column has moved, or the cell was typed over."
            self.refuse(sheet, row, column, says, do)
        elif found.was_text and not self.book.is_text:
            self._as_text.setdefault(sheet.name, []).append(address(row, column))
        return found

    def add(
        self,
        whom: Whom,
        when: Period,
        measure: str,
        of: Of,
        *,
        found: Figure,
        sheet: Sheet,
        row: int,
        column: int,
        more: int = 0,
    ) -> None:
        """A row of the table, from one cell, or from so many more summed with it."""
        self.rows.append(
            Row(
                organisation=whom.code,
                name=whom.name,
                level=whom.level,
                start=when.start,
                end=when.end,
                measure=measure,
                value=found.value,
                missing=found.missing,
                reason=of.reason,
                setting=of.setting,
                responsible=of.responsible,
                low=found.low,
                high=found.high,
                file=self.book.file,
                sheet=sheet.name,
                cell=address(row, column) + (f" +{more}" if more else ""),
            )
        )

    def note(self, about: str, says: str, sheet: Sheet | None = None, cell: str = "") -> None:
        """Something a reader must know; said once, where it is met first."""
        if not any(each.about == about and each.says == says for each in self.notes):
            self.notes.append(Note(about, says, sheet.name if sheet else "", cell))

    def refuse(self, sheet: Sheet, row: int, column: int, says: str, do: str = "") -> None:
        """Something because of which the file cannot be read."""
        self.problems.append(self.book.problem(sheet, row, column, says, do))

    def check(
        self,
        what: str,
        printed: float,
        added: float,
        sheet: Sheet,
        cell: str,
        *,
        within: float = 0.0,
    ) -> None:
        """Hold a printed total against the sum of its parts; not if either is missing."""
        if not (isnan(printed) or isnan(added)):
            self.checks.append(Check(what, printed, added, within, sheet.name, cell))

    def reading(self, layout: str) -> Reading:
        """What was gathered.

        Raises:
            InputError: with every problem met, or with no row at all.
        """
        if not self.problems and not self.rows:
            says = f"{self.book.file}: has the headings of '{layout}' but no row of figures"
            self.problems.append(Problem(says, do="Look whether the table was saved empty."))
        if self.problems:
            raise InputError(_first(self.problems, self.book.file))
        for sheet, cells in self._as_text.items():
            says = f"{len(cells)} numbers are kept as text; they are read as numbers"
            self.notes.append(Note(ODDITY, says, sheet, cells[0]))
        rows = tidy(self.rows)
        notes, checks = tuple(self.notes), tuple(self.checks)
        return Reading(layout, self.book.file, rows, notes, checks, dict(self.codes))


def _first(problems: list[Problem], file: str) -> list[Problem]:
    """Not more than can be read; how many there are besides is said."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    return [*problems[:MOST_PROBLEMS], Problem(f"{file}: and {more:,} more of the kind")]
