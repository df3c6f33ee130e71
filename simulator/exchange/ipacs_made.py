"""A scenario in the making from an IPACS workbook, and the pathways that it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import Problem
from simulator.exchange.grid import Cell
from simulator.exchange.ipacs_input import IpacsInput, Row
from simulator.exchange.ipacs_stay import IpacsStay

# More places, visits or people than any one service has.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits of one P1 locality: its capacity in people, and its own mean of visits a day.

    ``rows``: in how many of IPACS's own rows (all its scenarios together) it stands.
    """

    said: str
    people: int
    mean: float
    rows: int


@dataclass(slots=True)
class Made:
    """A scenario in the making."""

    read: IpacsInput
    chosen: dict[str, str]
    prefix: str
    stays: dict[str, IpacsStay] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    pathways: dict[str, Any] = field(default_factory=dict)
    census: list[str] = field(default_factory=list)
    not_carried: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    visits: list[Visited] = field(default_factory=list)

    def whole(self, cell: Cell, what: str, *, is_so_there: bool = False) -> int:
        """A count without its fraction, which is named; ``is_so_there``: IPACS drops it too."""
        value = self.read.number(cell)
        if value > MOST:
            self.read.blame(cell, f"{value:g} is out of bounds", f"from 0 to {MOST:,}")
            return 0
        if not value.is_integer():
            too = ", as IPACS does" if is_so_there else ""
            self.not_carried.append(
                f"{self.read.said([cell])}: the fraction of {what} {value:g}; here "
                f"{int(value)} is taken{too}"
            )
        return int(value)


@dataclass(frozen=True, slots=True)
class Node:
    """One pathway in one locality: its name in the workbook, number, and name in a scenario."""

    said: str
    pathway: int
    name: str

    @property
    def title(self) -> str:
        """Its name in reports."""
        locality = re.sub(r"^P[123]_?", "", self.said)
        return f"Pathway {self.pathway} {locality}".strip()


def only(made: Made, node: Node, sheet: str) -> Row | None:
    """The one row of a node in a sheet."""
    rows = made.read.rows(sheet, node.said, made.chosen.get(sheet, ""))
    if len(rows) == 1:
        return rows[0]
    which = f" under scenario {made.chosen[sheet]}" if sheet in made.chosen else ""
    says = f"sheet {sheet}: {len(rows) or 'no'} rows for '{node.said}'{which}; one is needed"
    made.read.problems.append(Problem(f"{made.read.file}: {says}"))
    return None
