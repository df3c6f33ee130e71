"""How long is still to come, by how long it has taken so far, in a CSV file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import ClassVar

from simulator.scenario.csv_text import Cell, CellFault, Row, number_in, read_rows
from simulator.scenario.data_file import DataFile
from simulator.scenario.quantities import LONGEST_DAYS

# From how many days spent on, and the days that remain at each level, both rising.
Band = tuple[float, tuple[tuple[float, float], ...]]
_Line = tuple[Cell, float, float, float]


@dataclass(frozen=True, slots=True)
class RemainingTable(DataFile):
    """A CSV of quantiles of what remains; ``rows``: bands of time spent, in order."""

    example: ClassVar[str] = "remaining.csv"
    meaning: ClassVar[str] = (
        "a CSV file with columns spent_days, level (0 to 1) and remaining_days: for each time "
        "spent, a row for each quantile of what remains, in order"
    )

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Band, ...], tuple[CellFault, ...]]:
        """Bands of time spent."""
        columns = (("spent_days",), ("level",), ("remaining_days",))
        found, faults = read_rows(text, columns, _line)
        faults = faults or _out_of_order(found)
        bands = groupby(found, key=lambda line: line[1])
        return tuple((at, tuple(q[2:] for q in lines)) for at, lines in bands), tuple(faults)


def _line(_: tuple[str, ...], row: Row) -> _Line:
    spent, level, remaining = row
    return (
        spent,
        number_in(spent, LONGEST_DAYS, "days spent"),
        number_in(level, 1.0, "a share"),
        number_in(remaining, LONGEST_DAYS, "days that remain"),
    )


def _out_of_order(found: list[_Line]) -> list[CellFault]:
    faults = []
    if found and found[0][1] > 0:
        faults.append(_fault(found[0][0], "the first rows are not for 0 days spent"))
    for before, line in pairwise(found):
        if line[1] < before[1]:
            faults.append(_fault(line[0], f"{line[1]:g} days spent come after {before[1]:g}"))
        elif line[1] == before[1] and (line[2] <= before[2] or line[3] < before[3]):
            faults.append(_fault(line[0], "level does not rise, or what remains falls"))
    for spent, lines in groupby(found, key=lambda line: line[1]):
        every = list(lines)
        if every[0][2] != 0 or every[-1][2] != 1:
            faults.append(_fault(every[0][0], f"levels of {spent:g} days spent lack 0 or 1"))
    return faults


def _fault(cell: Cell, says: str) -> CellFault:
    do = "begin at 0 days spent; for each time spent give rising levels from 0 to 1"
    return CellFault(cell.line, cell.column, says, do)
