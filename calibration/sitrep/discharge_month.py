"""The monthly tables of a discharge sitrep: by destination, and delayed patients by reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from calibration.sitrep.delay_reasons import delay_reason
from calibration.sitrep.destinations import destination
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.layout import DEFINITION, ODDITY
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period
from calibration.sitrep.wide import Column, add_columns, first_label, label_row

DESTINATIONS, REASONS = "destinations", "reasons"

# From a stem, the definitions that a label belongs to, and the month; None if of none.
Measured = Callable[[str, Collection[str], Period], str | None]

_THRESHOLD = re.compile(
    r"(?:>|over|than|\blos\b)\D{0,12}(7|14|21)\b|\b(7|14|21)\D{0,9}(?:day|\+)", re.I
)
_LEAST = {DESTINATIONS: 3, REASONS: 5}


@dataclass(frozen=True, slots=True)
class Category:
    """What a label of a column means: its code, definitions, and whether a list has it."""

    code: str
    schemes: tuple[str, ...]
    is_known: bool


def category(label: str, table: str) -> Category | None:
    """The category a label names in a table of one of the two kinds; None if it names none."""
    found = destination(label) if table == DESTINATIONS else delay_reason(label)
    if found is not None:
        return Category(found.code, found.schemes, found.is_known)
    return Category("", (), is_known=True) if text(label).lower() == "total" else None


def kind(sheet: Sheet) -> str | None:
    """Which of the two kinds of monthly table a sheet is; None if neither."""
    return next((x for x in _LEAST if label_row(sheet, _known(x), _LEAST[x]) is not None), None)


def threshold(sheet: Sheet) -> int | None:
    """The days of stay that a table of delayed patients begins at, from the words above it."""
    top = label_row(sheet, _known(REASONS), _LEAST[REASONS]) or 0
    words = [text(cell) for row in sheet.cells[:top] for cell in row if isinstance(cell, str)]
    found = _THRESHOLD.search(" | ".join(words))
    return int(found[1] or found[2]) if found else None


def add_categories(
    ledger: Ledger, sheet: Sheet, stem: str, when: Period, *, setting: str, measured: Measured
) -> None:
    """Add every figure of a monthly table under measures made from a stem."""
    table = kind(sheet)
    assert table is not None  # it was recognised by this
    top = label_row(sheet, _known(table), _LEAST[table]) or 0
    columns = []
    for at in range(first_label(sheet, top, _known(table)), sheet.width):
        label = text(sheet.at(top, at))
        found = category(label, table) if label else None
        measure = measured(stem, found.schemes, when) if found else None
        if found is not None and measure is not None:
            columns.append(Column(at, measure, Of(found.code, setting), when))
            _note_new(ledger, sheet, top, at, found)
        elif label:
            says = f"column '{label}' is none of the {table} that are known"
            ledger.refuse(sheet, top, at, says, "Look whether the label was typed over.")
    if columns:
        add_columns(ledger, sheet, top, columns)


def note_threshold(ledger: Ledger, sheet: Sheet, days: int) -> None:
    """Say which stays the delayed patients are of."""
    says = f"delayed patients by reason are those of {days} days' stay or more"
    ledger.note(DEFINITION, says, sheet)


def _note_new(ledger: Ledger, sheet: Sheet, row: int, at: int, found: Category) -> None:
    if not found.is_known:
        says = f"'{text(sheet.at(row, at))}' is on no list that is known; read as '{found.code}'"
        ledger.note(ODDITY, says, sheet, address(row, at))


def _known(table: str) -> Callable[[str], bool]:
    def is_known(label: str) -> bool:
        found = category(label, table)
        return found is not None and bool(found.code)

    return is_known
