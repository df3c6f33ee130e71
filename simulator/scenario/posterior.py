"""Draws of what is not known: values of a scenario that belong together, a row a draw."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from simulator.scenario.address import parse
from simulator.scenario.csv_text import CellFault, shown
from simulator.scenario.data_file import DataFile
from simulator.scenario.document import Scalar, scalar
from simulator.scenario.part import Part, Whole

NO_DRAWS = "none"

# The values of one draw, by their paths.
Draw = tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True, slots=True)
class DrawsTable(DataFile):
    """A CSV of draws; ``rows``: each draw's values by path, in the order of the file."""

    example: ClassVar[str] = "draws.csv"
    meaning: ClassVar[str] = (
        "a CSV file with a path of a value at the head of each column, like "
        "handoffs.package.lead_time.mean, and a row for each draw"
    )

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Draw, ...], tuple[CellFault, ...]]:
        """Draws."""
        lines = list(csv.reader(io.StringIO(text)))
        head = [name.strip() for name in lines[0]] if lines else []
        faults = _head(head)
        rows: list[Draw] = []
        for number, cells in enumerate(lines[1:], start=2):
            wrong = _row(head, cells, number) if cells and not faults else None
            if wrong is not None:
                faults.append(wrong)
            elif cells:
                values = (scalar(cell.strip()) for cell in cells)
                rows.append(tuple(zip(head, values, strict=False)))
        if not rows and not faults:
            faults.append(CellFault(1, 1, "there is no draw below the paths", "give a row a draw"))
        return ((), tuple(faults)) if faults else (tuple(rows), ())

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the values, in the order of the columns."""
        return tuple(path for path, _ in self.rows[0])


def _head(head: list[str]) -> list[CellFault]:
    do = "give each column the path of one value, each once"
    faults = []
    for at, name in enumerate(head):
        if not _is_path(name):
            faults.append(CellFault(1, 1, f"{shown(name)} is no path of a value", do))
        elif name in head[:at]:
            faults.append(CellFault(1, 1, f"{shown(name)} has two columns", do))
    return faults if head else [CellFault(1, 1, "it is empty", do)]


def _is_path(text: str) -> bool:
    try:
        return not any(word.is_any for word in parse(text))
    except ValueError:
        return False


def _row(head: list[str], cells: list[str], number: int) -> CellFault | None:
    if len(cells) != len(head):
        says = f"{len(cells)} cells in a row; the first line has {len(head)} columns"
        return CellFault(number, 1, says)
    for path, cell in zip(head, cells, strict=True):
        value = scalar(cell.strip())
        if value is None or isinstance(value, bool):
            says = f"{shown(cell)} is no value of {path}"
            return CellFault(number, 1, says, "write a number, or a duration like 4.2 days")
        if isinstance(value, float) and not math.isfinite(value):
            return CellFault(number, 1, f"{shown(cell)} is no number of {path}")
    return None


class Posterior(Part):
    """What is still possible of values that were fitted.

    Each replication takes one draw, whose values are set before anything is built. Replications 1
    to ``runs_per_draw`` take the first, the next as many the second; after the last comes the first
    again. A number for a field of whole numbers is rounded up with the chance of its fraction, by
    the number of the draw and the path alone. Changes of what extends this are made to every draw.
    """

    table: DrawsTable = Field(
        description="a CSV file in or below the folder of this file, with a column for each value "
        "and a row for each draw"
    )
    runs_per_draw: Whole = Field(
        2, ge=1, le=1000, description="replications of each draw; two or more tell chance apart"
    )

    origin: str = Field(
        "",
        description="SHA-256 of the draws as they were fitted, where changes were made to them "
        "since; written when a scenario is resolved",
    )

    @property
    def identity(self) -> str:
        """The same for all scenarios whose draws are of one fit, whatever was changed since."""
        return self.origin or digest(self.table.text)

    def draw_of(self, replication: int) -> int:
        """Which draw a replication takes, both counted from 1."""
        return (replication - 1) // self.runs_per_draw % len(self.table.rows) + 1


def digest(text: str) -> str:
    """What a file of draws is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(paths: tuple[str, ...], rows: list[tuple[Scalar, ...]]) -> str:
    """The text of a file of draws."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(paths)
    lines.writerows([_said(value) for value in row] for row in rows)
    return text.getvalue()


def _said(value: Scalar) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
