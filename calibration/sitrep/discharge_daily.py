"""The daily table of a discharge sitrep: four or three columns a day."""

from __future__ import annotations

from collections.abc import Callable

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Sheet
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.nctr import daily
from calibration.sitrep.period import Period
from calibration.sitrep.wide import (
    Column,
    add_columns,
    days_above,
    first_label,
    label_row,
    unknown_labels,
)


def is_daily(sheet: Sheet) -> bool:
    """Whether a sheet has daily counts under days."""
    row = label_row(sheet, _is_daily, 2)
    return row is not None and bool(days_above(sheet, row, first_label(sheet, row, _is_daily)))


def add_daily(
    ledger: Ledger, sheet: Sheet, setting: str, measure: Callable[[str, Period], str]
) -> None:
    """Add every daily count of a sheet that `is_daily`.

    Args:
        ledger: Takes rows and problems.
        sheet: The table.
        setting: What all of it is of.
        measure: The measure of a count and a day, from its name without definition.
    """
    row = label_row(sheet, _is_daily, 2)
    assert row is not None  # it is daily
    first = first_label(sheet, row, _is_daily)
    days, columns = days_above(sheet, row, first), []
    for at in unknown_labels(sheet, row, first, _is_daily):
        says = f"column '{text(sheet.at(row, at))}' is no daily count that is known"
        ledger.refuse(sheet, row, at, says, "Look whether the row of labels was typed over.")
    for at in range(first, sheet.width):
        stem = daily(text(sheet.at(row, at)))
        if stem is not None and at in days:
            when = Period(days[at], days[at])
            columns.append(Column(at, measure(stem, when), Of(setting=setting), when))
        elif stem is not None:
            ledger.refuse(sheet, row, at, "no day stands above this column", "Put its day there.")
    add_columns(ledger, sheet, row, columns)


def _is_daily(label: str) -> bool:
    return daily(label) is not None
