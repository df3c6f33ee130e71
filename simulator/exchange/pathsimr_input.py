"""The two CSV files of a PathSimR network, each value with the cell it stands in.

A network template has a row for each service point and exit: shares going to each, ``serv_dist``,
``serv_dist_param``, ``ext_queue``, ``int_queue``, then laws of the delay to each and their
parameters. A calendar has columns ``metric`` (cap or ext_arr), ``node``, ``start``, ``end``,
``value`` (github.com/nhs-bnssg-analytics/PathSimR, ``network_templates``).
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from simulator.errors import InputError, Problem
from simulator.exchange.grid import Cell
from simulator.scenario.source_file import read_file

CALENDAR = ("metric", "node", "start", "end", "value")
MIDDLE = ("serv_dist", "serv_dist_param", "ext_queue", "int_queue")
# The tool's own templates write a queue without limit as 999 or Inf.
WITHOUT_LIMIT = 999
# Beyond this no count, rate or time of a network makes sense.
MOST, LIKE_NO_END = 1e12, 10000
_MISSING = {"", "NA", "NAN"}
_COMMAS = "decimals have a point; a cell that holds nothing still needs its comma"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A law as R names it, with its parameters, and the cells that it is made of."""

    name: str
    numbers: tuple[float, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of a calendar: from when to when in the tool's time, and what holds then."""

    start: float
    end: float | None
    value: float
    cell: Cell


@dataclass(slots=True)
class Point:
    """One service point: its name, where its patients go, its service, queues and calendars."""

    name: str
    goes: dict[str, tuple[float, Cell]] = field(default_factory=dict)
    service: Drawn | None = None
    external: tuple[float, Cell] | None = None
    internal: tuple[float, Cell] | None = None
    delays: dict[str, Drawn] = field(default_factory=dict)
    capacity: list[Piece] = field(default_factory=list)
    arrivals: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class PathsimrInput:
    """Service points by name, exits, and what is wrong with the files."""

    points: dict[str, Point] = field(default_factory=dict)
    exits: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, cell: Cell, says: str, do: str = "") -> None:
        """Add a problem with a cell."""
        self.problems.append(Problem(f"{cell.sheet}: cell {cell.name}: {says}", do=do))

    def number(self, cell: Cell, least: float = 0.0, most: float = MOST) -> float:
        """The number in a cell, within bounds; a problem where there is none."""
        try:
            value = float(str(cell.value))
        except ValueError:
            self.blame(cell, f"'{cell.value}' is not a number")
            return max(least, 0.0)
        if not least <= value <= most or math.isnan(value):
            self.blame(cell, f"{value:g} is out of bounds", f"from {least:g} to {most:g}")
            return max(least, 0.0)
        return value

    def capacity(self, cell: Cell) -> float:
        """The number in a cell, which is of places; a problem where there is no end to them."""
        if str(cell.value).lower().lstrip("+") in {"inf", "infinity"}:
            do = f"a number that is never reached, like {LIKE_NO_END:,}"
            self.blame(cell, "a capacity without limit cannot be held", do)
            return 0.0
        return self.number(cell)


def said(cells: tuple[Cell, ...]) -> str:
    """Where figures come from: file and cells."""
    names = ", ".join(dict.fromkeys(cell.name for cell in cells))
    file = cells[0].sheet.replace("\\", "/").rpartition("/")[2]
    return f"{file}, cell{'s' if ', ' in names else ''} {names}"


def read_pathsimr(first: FilePath, second: FilePath) -> PathsimrInput:
    """Read a network and its calendar, in either order; raises InputError with every problem."""
    tables = [_cells(first), _cells(second)]
    is_calendar = [_heads(table)[:5] == list(CALENDAR) for table in tables]
    if sum(is_calendar) != 1:
        says = f"{first}, {second}: one must be a calendar, with columns {', '.join(CALENDAR)}"
        raise InputError([Problem(says, do="the other is the network template")])
    read = PathsimrInput()
    _read_network(read, tables[is_calendar[0]])
    _read_calendar(read, tables[is_calendar[1]])
    if not read.problems:
        _check(read)
    if read.problems:
        raise InputError(read.problems)
    return read


def _cells(file: FilePath) -> list[list[Cell]]:
    text, _ = read_file(str(file))
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        says = f"{file}: cannot be read as comma-separated text: {error}"
        raise InputError([Problem(says, do="save it again as .csv")]) from None
    return [
        [Cell(str(file), at, column, value.strip()) for column, value in enumerate(row)]
        for at, row in enumerate(rows)
        if any(value.strip() for value in row)
    ]


def _heads(table: list[list[Cell]]) -> list[str]:
    return [str(cell.value) for cell in table[0]] if table else []


def _is_missing(cell: Cell) -> bool:
    return str(cell.value).upper() in _MISSING


def _read_network(read: PathsimrInput, table: list[list[Cell]]) -> None:
    heads = _heads(table)
    if "serv_dist" not in heads:
        says = "there is no column serv_dist: this is no network template"
        read.problems.append(Problem(f"{table[0][0].sheet if table else ''}: {says}"))
        return
    at = heads.index("serv_dist")
    names, width = heads[1:at], 3 * (at - 1) + len(MIDDLE) + 1
    if tuple(heads[at : at + len(MIDDLE)]) != MIDDLE or len(heads) < width:
        do = f"a name for each point, {', '.join(MIDDLE)}, then delays and their parameters"
        read.blame(table[0][at], "the columns are not those of a network template", do)
        return
    if len(set(names)) < len(names):
        read.blame(table[0][1], "a name is there twice")
    rows: dict[str, Cell] = {}
    for row in table[1:]:
        name = str(row[0].value)
        if name not in names:
            read.blame(row[0], f"'{name}' has no column of its own")
            continue
        if name in rows:
            read.blame(row[0], f"'{name}' has two rows")
        elif len(row) < width or _beyond(row, len(heads)):
            read.blame(row[0], f"{len(row)} cells; the first line has {len(heads)}", _COMMAS)
        elif not _is_missing(row[at]):
            read.points[name] = _point(read, row, names)
        elif any(not _is_nothing(cell) for cell in row[1:at]):
            do = "give its law; an exit has a name, and nothing else in its row"
            read.blame(row[at], f"'{name}' has shares going on, but no serv_dist", do)
        else:
            read.exits.append(name)
        rows[name] = row[0]
    for cell in table[0][1:at]:
        if cell.value not in rows:
            do = "add its row; that of an exit has its name, and nothing else"
            read.blame(cell, f"'{cell.value}' has a column, but no row", do)


def _beyond(row: list[Cell], width: int) -> bool:
    """Whether something stands beyond the last column."""
    return any(not _is_missing(cell) for cell in row[width:])


def _is_nothing(cell: Cell) -> bool:
    """Whether a cell of shares says that nobody goes there."""
    try:
        return _is_missing(cell) or float(str(cell.value)) == 0
    except ValueError:
        return False


def _point(read: PathsimrInput, row: list[Cell], names: list[str]) -> Point:
    size = len(names)
    at = size + 1
    delays, numbers = row[at + 4 : at + 4 + size], row[at + 4 + size :]
    return Point(
        name=str(row[0].value),
        goes={
            name: (read.number(cell, 0, 1), cell)
            for name, cell in zip(names, row[1:at], strict=True)
            if not _is_nothing(cell)
        },
        service=_drawn(read, row[at], row[at + 1]),
        external=(read.number(row[at + 2], most=math.inf), row[at + 2]),
        internal=(read.number(row[at + 3], most=math.inf), row[at + 3]),
        delays={
            name: _drawn(read, law, parameters)
            for name, law, parameters in zip(names, delays, numbers, strict=False)
            if not _is_missing(law)
        },
    )


def _drawn(read: PathsimrInput, law: Cell, parameters: Cell) -> Drawn:
    numbers = [
        read.number(parameters.with_value(each.strip()), -MOST)
        for each in str(parameters.value).split(";")
    ]
    return Drawn(str(law.value), tuple(numbers), (law, parameters))


def _read_calendar(read: PathsimrInput, table: list[list[Cell]]) -> None:
    for row in table[1:]:
        if len(row) < len(CALENDAR) or _beyond(row, len(table[0])):
            says = f"{len(row)} cells in this row; it needs {', '.join(CALENDAR)}"
            read.blame(row[0], says, _COMMAS)
            continue
        metric, name, start, end, value = row[: len(CALENDAR)]
        point = read.points.get(str(name.value))
        if point is None:
            read.blame(name, f"'{name.value}' is no service point of the network")
        elif metric.value == "cap":
            piece = Piece(read.number(start), _end(read, end), read.capacity(value), value)
            point.capacity.append(piece)
        elif metric.value == "ext_arr":
            piece = Piece(read.number(start), _end(read, end), read.number(value), value)
            point.arrivals.append(piece)
        else:
            read.blame(metric, f"'{metric.value}' is neither cap nor ext_arr")


def _end(read: PathsimrInput, cell: Cell) -> float | None:
    return None if _is_missing(cell) else read.number(cell)


def _check(read: PathsimrInput) -> None:
    """What must hold between the rows."""
    for point in read.points.values():
        total = sum(share for share, _ in point.goes.values())
        cell = next((cell for _, cell in point.goes.values()), None)
        if cell is None or abs(total - 1) > 1e-6:
            says = f"the shares of {point.name} add up to {total:g}, not 1"
            read.problems.append(Problem(f"{cell.sheet if cell else 'network'}: {says}"))
        if not point.capacity:
            read.problems.append(Problem(f"the calendar has no cap for {point.name}"))
        for pieces in (point.capacity, point.arrivals):
            _check_pieces(read, pieces)
    if not any(piece.value for point in read.points.values() for piece in point.arrivals):
        read.problems.append(Problem("the calendar has no ext_arr above 0: nobody arrives"))


def _check_pieces(read: PathsimrInput, pieces: list[Piece]) -> None:
    pieces.sort(key=lambda each: each.start)
    if len(pieces) == 1 and pieces[0].start == 0:
        return
    for before, after in zip([None, *pieces], pieces, strict=False):
        begins = before.end if before else 0.0
        if after.start != begins:
            read.blame(after.cell, f"its row begins at {after.start:g}, not at {begins or 0:g}")
        if after.end is not None and after.end <= after.start:
            read.blame(after.cell, f"its row ends at {after.end:g}, not after {after.start:g}")
    if pieces and pieces[-1].end is None:
        read.blame(pieces[-1].cell, "the last of several rows needs an end, where it begins again")
