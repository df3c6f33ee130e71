"""The parameters of an IPACS workbook, each with the cell it stands in.

Sheets ``arrivals``, ``initial conditions``, ``capacity``, ``los`` and ``costs``, as the model's
``functions/set_up.R`` reads them (github.com/nhs-bnssg-analytics/ipacs-model, version 1.0.0).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from simulator.errors import InputError, Problem
from simulator.exchange.cell_value import NoResult, is_empty
from simulator.exchange.grid import Cell, Grid, read_grids

SHEETS = {
    "arrivals": ("date", "node", "scenario", "arrivals"),
    "initial conditions": ("node", "measure", "value"),
    "capacity": ("node", "scenario", "capacity"),
    "los": ("node", "scenario", "los_dist", "mean_los"),
    "costs": ("node", "community_cost", "acute_dtoc"),
}
# Made from the others by the model itself, each time it runs.
DERIVED = ("mu", "sigma", "los_params")
KNOWN = {
    "los": ("median", "sd_los", "ivr", "fvr"),
    "capacity": ("ivr", "fvr"),
    "initial conditions": ("ivr", "fvr"),
}
MEASURES = ("occ", "dtoc", "ivr", "fvr")
Row = dict[str, Cell]
Kind = TypeVar("Kind")


@dataclass(slots=True)
class IpacsInput:
    """The rows of an IPACS workbook by sheet, and what is wrong with it.

    ``extra``: columns and measures that are read by nobody.
    """

    file: str
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def blame(self, cell: Cell, says: str, do: str = "") -> None:
        """Add a problem with a cell."""
        self.problems.append(Problem(f"{self.file}: {cell}: {says}", do=do))

    def rows(self, sheet: str, node: str = "", scenario: str = "") -> list[Row]:
        """Rows of a sheet: of a node and a scenario, where these are named."""
        return [
            row
            for row in self.sheets[sheet]
            if (not node or text_of(row["node"]) == node)
            and (not scenario or text_of(row["scenario"]) == scenario)
        ]

    def number(self, cell: Cell | None, least: float = 0.0) -> float:
        """The number in a cell, at least ``least``; a problem where there is none."""
        value = cell.value if cell is not None else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            if cell is not None:
                self.blame(cell, f"'{value}' is not a number")
            return least
        if value < least:
            assert cell is not None
            self.blame(cell, f"{value:g} is less than {least:g}")
        return float(value)

    def date(self, cell: Cell) -> dt.date | None:
        """The date in a cell; a problem where there is none."""
        value = cell.value
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.datetime.fromisoformat(str(value).strip()).date()
        except ValueError:
            self.blame(cell, f"'{value}' is not a date")
            return None

    def said(self, cells: list[Cell]) -> str:
        """Where figures come from: file, sheet, cells."""
        name = self.file.replace("\\", "/").rpartition("/")[2]
        names = ", ".join(cell.name for cell in cells)
        return f"{name}, sheet {cells[0].sheet}, cell{'s' if len(cells) > 1 else ''} {names}"


def text_of(cell: Cell) -> str:
    """The text of a cell."""
    return str(cell.value).strip()


def read_ipacs(file: str) -> IpacsInput:
    """Read an IPACS workbook; raises InputError with everything that keeps it from being read."""
    grids = {name.strip().lower(): grid for name, grid in read_grids(file).items()}
    read = IpacsInput(file)
    for name, needed in SHEETS.items():
        if name not in grids:
            says = f"{file}: there is no sheet '{name}'; sheets: {', '.join(grids)}"
            read.problems.append(Problem(says))
            continue
        read.sheets[name] = _rows(read, grids[name], name, needed)
    read.extra += [f"sheet '{name}'" for name in grids if name not in SHEETS]
    if read.problems:
        raise InputError(read.problems)
    return read


def _rows(read: IpacsInput, grid: Grid, name: str, needed: tuple[str, ...]) -> list[Row]:
    heads = [str(value).strip().lower() for value in grid.values[0]] if grid.values else []
    for each in [each for each in needed if each not in heads]:
        given = ", ".join(filter(None, heads))
        read.blame(grid.cell(0, 0), f"there is no column '{each}'", f"columns: {given}")
    if any(each not in heads for each in needed):
        return []
    known = (*needed, *KNOWN.get(name, ()), *DERIVED)
    read.extra += [
        f"column '{each}' of sheet '{name}'" for each in heads if each and each not in known
    ]
    rows = []
    for cells in grid.cells_below(0):
        row = {head: cell for head, cell in zip(heads, cells, strict=False) if head}
        if not is_empty(row["node"].value):
            rows.append(row)
    for each in known:
        _blame_formulas(read, [row[each] for row in rows if each in row])
    return rows


def _blame_formulas(read: IpacsInput, column: list[Cell]) -> None:
    """One problem for a column: it is mostly filled down with the same formula."""
    cells = [cell for cell in column if isinstance(cell.value, NoResult)]
    if cells:
        more = f" (and {len(cells) - 1} more in its column)" if len(cells) > 1 else ""
        read.blame(cells[0], f"{cells[0].value}{more}")


def find(
    read: IpacsInput, node: str, name: str, scenario: Callable[[str], str]
) -> tuple[float, Cell] | None:
    """A figure of a node: a measure of its initial conditions, or a column of some sheet."""
    for row in read.rows("initial conditions", node):
        if text_of(row["measure"]).lower() == name and not is_empty(row["value"].value):
            return read.number(row["value"]), row["value"]
    for sheet in ("los", "capacity", "initial conditions"):
        chosen = scenario(sheet) if sheet != "initial conditions" else ""
        for row in read.rows(sheet, node, chosen):
            cell = row.get(name)
            if cell is not None and not _is_missing(cell.value):
                return read.number(cell), cell
    return None


def _is_missing(value: Any) -> bool:
    return is_empty(value) or str(value).strip().upper() == "NA"
