"""Lengths of time that stand in a CSV file, each with the share or number of those it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic_core import PydanticCustomError

from simulator.scenario.csv_text import (
    Cell,
    CellFault,
    Row,
    UnreadableCellError,
    number_in,
    read_rows,
    shown,
)
from simulator.scenario.data_file import DataFile
from simulator.scenario.quantities import LONGEST_DAYS, Duration

# Columns of bare numbers are named for their unit.
UNITS = {
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "working_hours": "working hour",
    "working_days": "working day",
}
TOLERANCE = 1e-3
_MOST = 1e12

Point = tuple[Duration, float]


@dataclass(frozen=True, slots=True)
class LengthTable(DataFile):
    """A CSV of lengths of time; ``rows``: each length with its weight, in the order of the file."""

    example: ClassVar[str] = "lengths.csv"
    is_of_people: ClassVar[bool] = True
    meaning: ClassVar[str] = (
        "a CSV file with a column length (like 3 days) or a column of numbers named for its unit "
        "(minutes, hours, days, weeks, working_hours, working_days), and a column share or count"
    )

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Point, ...], tuple[CellFault, ...]]:
        """Lengths and weights."""
        found, faults = read_rows(text, (("length", *UNITS), ("share", "count")), _point)
        faults = faults or _together(found)
        return tuple((length, weight) for _, _, length, weight in found), tuple(faults)


def _point(columns: tuple[str, ...], row: Row) -> tuple[str, Cell, Duration, float]:
    (length, weight), (unit, kind) = row, columns
    most = 1.0 if kind == "share" else _MOST
    return kind, length, _length(length, unit), number_in(weight, most, f"a {kind}")


def _length(cell: Cell, unit: str) -> Duration:
    if unit != "length":
        amount = number_in(cell, LONGEST_DAYS / Duration(1, UNITS[unit]).days, unit)
        return Duration(amount, UNITS[unit])
    try:
        return Duration.parse(cell.text)
    except PydanticCustomError:
        says = f"{shown(cell.text)} is not a length of time"
        do = "write it like 3 days, or name the column days and write the number alone"
        raise UnreadableCellError(cell, says, do) from None


def _together(found: list[tuple[str, Cell, Duration, float]]) -> list[CellFault]:
    """What is wrong with rows each of which is right."""
    if not found:
        return []
    kind, first, length, _ = found[0]
    total = sum(weight for *_, weight in found)
    wrong = [
        CellFault(cell.line, cell.column, "a law is either in working time or not", "keep to one")
        for _, cell, each, _ in found
        if each.is_working != length.is_working
    ]
    if kind == "share" and abs(total - 1) > TOLERANCE:
        do = "make them add up to 1, or call the column count"
        wrong.append(CellFault(first.line, 1, f"the shares add up to {total:.6g}, not 1", do))
    elif total <= 0:
        wrong.append(CellFault(first.line, 1, f"every {kind} is 0", "give one more than 0"))
    return wrong
