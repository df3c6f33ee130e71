"""A workbook of a scenario read back: its values, and the cell of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from simulator.errors import Place, Problem
from simulator.exchange import layout
from simulator.exchange.cell_value import CellError, from_cell, is_empty
from simulator.exchange.grid import Cell, Grid, read_grids
from simulator.exchange.layout import BY_NAME, BY_ORDER, TABLES, Table, table_of
from simulator.exchange.path_text import label, parsed, written
from simulator.exchange.sheets import NOTHING, Rebuilt
from simulator.scenario.document import Path, standing_at

_NOWHERE = Place("", 1, 1)


@dataclass(slots=True)
class WorkbookRead:
    """A scenario as plain mappings and lists, and the cell that each value stands in.

    ``unread``: names of sheets that are no part of a scenario.
    """

    file: str
    rebuilt: Rebuilt = field(default_factory=Rebuilt)
    cells: dict[Path, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def plain(self) -> dict[str, Any]:
        """The scenario file as mappings, lists and scalars."""
        return self.rebuilt.plain

    def blame(self, cell: Cell, says: str, do: str = "") -> None:
        """Add a problem with a cell."""
        self.problems.append(Problem(f"{self.file}: {cell}: {says}", do=do))

    def put(self, path: Path, cell: Cell) -> None:
        """Put the value of a cell at a path, or say what is wrong with it."""
        if path in self.cells and path != ():
            self.blame(cell, f"is given in {self.cells[path]} too", "leave one of them empty")
            return
        try:
            value = NOTHING if cell.value is NOTHING else from_cell(cell.value)
            self.rebuilt.put(path, value)
        except CellError as error:
            self.blame(cell, str(error))
        except IndexError:
            self.blame(cell, "has no place: what it belongs to is not there, or is one value")
        else:
            self.cells[path] = cell


def read_workbook(file: str) -> WorkbookRead:
    """Read a workbook; raises InputError when it is none, else gathers what is wrong with it."""
    grids = read_grids(file)
    read = WorkbookRead(file)
    known = {layout.SCENARIO, *(table.sheet for table in TABLES), layout.LISTS, layout.OTHER}
    if layout.SCENARIO not in grids:
        says = f"{file}: there is no sheet '{layout.SCENARIO}'; sheets: {', '.join(grids)}"
        do = "stepdown convert SCENARIO.yaml makes a workbook of the kind that is read"
        read.problems.append(Problem(says, do=do))
        return read
    for name in [each for each in grids if each not in known | {layout.CONTENTS, layout.ORDER}]:
        _leave(read, name, grids[name], known - set(grids))
    _read_paths(read, grids[layout.SCENARIO])
    for table in TABLES:
        if table.sheet in grids:
            _read_table(read, grids[table.sheet], table)
    for name in (layout.LISTS, layout.OTHER):
        if name in grids:
            _read_paths(read, grids[name], is_list=name == layout.LISTS)
    for gap in read.rebuilt.gaps():
        _tell_gap(read, gap)
    if layout.ORDER in grids:
        _read_order(read, grids[layout.ORDER])
    return read


def _tell_gap(read: WorkbookRead, path: Path) -> None:
    """An item of a list that nothing is said of, though of a later one there is."""
    later = (cell for each, cell in read.cells.items() if _is_later(each, path))
    cell = next(later, None)
    if cell is not None:
        read.blame(cell, f"comes after an item that is missing: {written(path)}")


def _is_later(path: Path, gap: Path) -> bool:
    at = len(gap) - 1
    own, missing = path[at] if len(path) > at else None, gap[-1]
    is_beside = path[:at] == gap[:-1] and isinstance(own, int) and isinstance(missing, int)
    return is_beside and own > missing  # type: ignore[operator]


def _leave(read: WorkbookRead, name: str, grid: Grid, missing: set[str]) -> None:
    """Leave a sheet unread; one that has a row of paths was meant to be read."""
    if grid.path_row is None:
        read.unread.append(name)
        return
    near = get_close_matches(name, missing, 1, 0.4)
    do = f"call it '{near[0]}' again" if near else "give it its name back, or delete it"
    read.blame(grid.cell(0, 0), f"no sheet of a scenario is called '{name}'", do)


def _read_paths(read: WorkbookRead, grid: Grid, *, is_list: bool = False) -> None:
    """A sheet of paths and values, or of paths and lists of values."""
    for row in grid.rows(read):
        head, values = row[0], row[1:] if is_list or grid.name == layout.OTHER else row[1:2]
        while values and is_empty(values[-1].value):
            values = values[:-1]
        if not values:
            continue
        path = _path(read, head)
        if path is None:
            continue
        if is_list:
            _put_list(read, path, values)
        elif len(values) == 1:
            read.put(path, values[0])
        else:
            _put_long(read, path, values)


def _put_long(read: WorkbookRead, path: Path, values: list[Cell]) -> None:
    """A text longer than a cell, which goes on in the next."""
    for cell in values:
        if not isinstance(cell.value, str):
            says = "only a text too long for one cell goes on in the next"
            read.blame(cell, says, "leave one value in the row")
            return
    read.put(path, values[0].with_value("".join(each.value for each in values)))


def _put_list(read: WorkbookRead, path: Path, values: list[Cell]) -> None:
    for at, cell in enumerate(values):
        if is_empty(cell.value):
            read.blame(cell, "is empty within a list", "move the rest of the row to the left")
            return
        read.put((*path, at), cell)


def _path(read: WorkbookRead, cell: Cell) -> Path | None:
    """The path that a cell says, of entries that are there; a problem where there is none."""
    try:
        path = _resolved(read.plain, str(from_cell(cell.value)))
    except CellError as error:
        read.blame(cell, str(error))
        return None
    except (ValueError, LookupError) as error:
        says = f"'{cell.value}' is not the path of a value"
        read.blame(cell, f"{says}: {error}" if isinstance(error, LookupError) else says)
        return None
    return path if _has_rows(read, path, [cell] * len(path)) else None


def _resolved(plain: Any, text: str) -> Path:
    path: list[str | int] = []
    here = plain
    for part in parsed(text):
        key = part if isinstance(part, str) else _item(here, part[0])
        path.append(key)
        here = _below(here, key)
    return tuple(path)


def _below(here: Any, key: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(key)
    is_item = isinstance(here, list) and isinstance(key, int) and key < len(here)
    return here[key] if is_item else None


def _item(items: Any, name: str) -> int:
    """Where in a list an item stands, by its name or its number."""
    if name.isdigit():
        return int(name)
    holder = standing_at(_NOWHERE, items if isinstance(items, list) else [])
    labels = [label(at, holder) for at in range(len(holder.value))]  # type: ignore[arg-type]
    bare = [each.strip('"') for each in labels]
    if name not in bare:
        raise LookupError(f"there is no '{name}'; there are: {', '.join(bare[:8]) or 'none'}")
    return bare.index(name)


def _has_rows(read: WorkbookRead, path: Path, cells: list[Cell]) -> bool:
    """Whether every entry that a path goes through has a row of its own."""
    for length in range(1, len(path)):
        table = table_of(path[:length])
        # Prices, arrivals and the like are told of an entry, and are none.
        if table is None or len(table.pattern) != length or not table.is_by_key:
            continue
        if path[:length] not in read.cells:
            name = path[length - 1]
            others = [str(p[-1]) for p in read.cells if len(p) == length and table.holds(p)]
            near = get_close_matches(str(name), others, 1)
            do = f"did you mean '{near[0]}'?" if near else f"add a row to sheet {table.sheet}"
            read.blame(cells[length - 1], f"there is no '{name}' on sheet {table.sheet}", do)
            return False
    return True


def _read_table(read: WorkbookRead, grid: Grid, table: Table) -> None:
    columns = list(_columns(read, grid, table))
    first = max(len(table.keys), 1)
    for row in grid.rows(read):
        said = [(column, row[at]) for at, column in columns if not is_empty(row[at].value)]
        has_keys = bool(table.keys) and any(not is_empty(each.value) for each in row[:first])
        if not said and not has_keys:
            continue
        path = _entry(read, table, row)
        if path is None:
            continue
        if path in read.cells:
            read.blame(row[0], f"has a row already: {read.cells[path]}")
            continue
        read.put(path, row[0].with_value(NOTHING))
        for column, cell in said:
            if column == ():
                del read.cells[path]
            read.put((*path, *column), cell)


def _columns(read: WorkbookRead, grid: Grid, table: Table) -> Iterator[tuple[int, Path]]:
    """Where a table has columns, and the path of each within an entry."""
    first = max(len(table.keys), 1)
    seen: dict[Path, Cell] = {}
    for at, cell in enumerate(grid.heads(read)):
        if at < first or is_empty(cell.value):
            continue
        try:
            column = () if cell.value == "." else _resolved({}, str(from_cell(cell.value)))
        except CellError as error:
            read.blame(cell, str(error))
            continue
        except (ValueError, LookupError):
            read.blame(cell, f"'{cell.value}' is not the path of a field")
            continue
        if column in seen:
            read.blame(cell, f"the same column as {seen[column]}")
            continue
        seen[column] = cell
        yield at, column


def _entry(read: WorkbookRead, table: Table, row: list[Cell]) -> Path | None:
    """The path of the entry that a row is of; a problem where it does not say so."""
    path: list[str | int] = []
    cells: list[Cell] = []
    keys = iter(row)
    for at, part in enumerate(table.pattern):
        here = _at(read.plain, path)
        if at not in table.keys:
            path.append(len(here) if part == BY_ORDER and isinstance(here, list) else part)
            if part == BY_ORDER and not isinstance(here, list):
                path[-1] = 0
            cells.append(row[0])
            continue
        cell = next(keys)
        if is_empty(cell.value):
            says = f"is empty: which of {table.key_head(at)} is it of?"
            read.blame(cell, says)
            return None
        try:
            name = str(from_cell(cell.value))
            path.append(name if part == BY_NAME else _item(here, name))
        except (CellError, LookupError) as error:
            read.blame(cell, str(error.args[0]))
            return None
        cells.append(cell)
    return tuple(path) if _has_rows(read, tuple(path), cells) else None


def _at(plain: Any, path: list[str | int]) -> Any:
    for key in path:
        plain = _below(plain, key)
    return plain


def _read_order(read: WorkbookRead, grid: Grid) -> None:
    for row in grid.cells_below(0):
        try:
            path = () if is_empty(row[0].value) else _resolved(read.plain, str(row[0].value))
            names = [str(from_cell(cell.value)) for cell in row[1:] if not is_empty(cell.value)]
        except (ValueError, LookupError):
            continue
        read.rebuilt.reorder(path, names)
