"""Tables with a day or a category above each column and organisations down the side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calibration.sitrep.blocks import CODES, NAMES, REGIONS, organisations
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Cell, Sheet
from calibration.sitrep.heading import DEEPEST
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period, period

_EPOCH = date(1899, 12, 30)
_SERIALS = (36_526, 73_051)  # 2000 to 2100, as a spreadsheet counts days
_ABOVE = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its measure, which part of it, and when."""

    at: int
    measure: str
    of: Of
    when: Period


def day(cell: Cell) -> date | None:
    """The day in a cell, also one kept as a spreadsheet's number or with a footnote's star."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        is_serial = _SERIALS[0] <= cell < _SERIALS[1]
        return _EPOCH + timedelta(days=int(cell)) if is_serial else None
    if isinstance(cell, datetime | date):
        return cell.date() if isinstance(cell, datetime) else cell
    when = period(text(cell).replace("*", "").strip())
    return when.start if when and when.start == when.end else None


def label_row(sheet: Sheet, is_known: Callable[[str], bool], least: int) -> int | None:
    """The row near the top with most labels that are known, if it has so many; else None."""
    counts = [
        (sum(is_known(text(cell)) for cell in sheet.cells[row] if isinstance(cell, str)), -row)
        for row in range(min(sheet.height, DEEPEST))
    ]
    count, row = max(counts, default=(0, 0))
    return -row if count >= least else None


def days_above(sheet: Sheet, labels: int, first: int) -> dict[int, date]:
    """The day of each column, from the nearest row with days above a row of labels.

    A day stands over the first of its columns only, or over all. Before column `first` may stand
    other dates, such as that of publication.
    """
    for row in range(labels - 1, max(-1, labels - 1 - _ABOVE), -1):
        found = {at: when for at in range(first, sheet.width) if (when := day(sheet.at(row, at)))}
        if found:
            return _carried(found, sheet.width)
    return {}


def _carried(found: dict[int, date], width: int) -> dict[int, date]:
    carried: dict[int, date] = {}
    now: date | None = None
    for at in range(width):
        now = found.get(at, now)
        if now is not None:
            carried[at] = now
    return carried


def first_label(sheet: Sheet, row: int, is_known: Callable[[str], bool]) -> int:
    """The first column with a known label."""
    return next(at for at in range(sheet.width) if is_known(text(sheet.at(row, at))))


def unknown_labels(
    sheet: Sheet, row: int, first: int, is_known: Callable[[str], bool]
) -> list[int]:
    """Columns from `first` on with a label that is not known."""
    words = {at: text(sheet.at(row, at)) for at in range(first, sheet.width)}
    heads = CODES | NAMES | REGIONS | {"-"}
    return [
        at
        for at, label in words.items()
        if label and label.lower() not in heads and not is_known(label)
    ]


def add_columns(ledger: Ledger, sheet: Sheet, top: int, columns: list[Column]) -> None:
    """Add every figure of the columns, for each organisation under the row of labels."""
    first = min(column.at for column in columns)
    for row, whom in organisations(ledger, sheet, top, first):
        for column in columns:
            found = ledger.figure(sheet, row, column.at)
            if found is not None:
                ledger.add(
                    whom,
                    column.when,
                    column.measure,
                    column.of,
                    found=found,
                    sheet=sheet,
                    row=row,
                    column=column.at,
                )
