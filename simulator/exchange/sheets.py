"""A scenario file laid out as the sheets of a workbook: every value once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from simulator.exchange.cell_value import LONGEST_CELL, to_cell
from simulator.exchange.layout import DEEPEST_COLUMN, TABLES, Table, table_of
from simulator.scenario.document import Path

# Lists are read in no order; an item far beyond the end was misnumbered.
MOST_GAPS = 100_000


@dataclass(slots=True)
class Filled:
    """A table with its rows: the path of each entry, and its values by path from there.

    The empty path is the entry itself, where it is one value.
    """

    table: Table
    rows: dict[Path, dict[Path, Any]] = field(default_factory=dict)

    @property
    def columns(self) -> list[Path]:
        """The columns that some row has a value in, words about the entry last."""
        seen = dict.fromkeys(column for row in self.rows.values() for column in row)
        return sorted(seen, key=_is_about)


@dataclass(slots=True)
class Sheets:
    """The values of a scenario by where they stand in a workbook.

    ``single``: path and value, of the scenario as a whole. ``lists``: path and items. ``other``:
    path and value of what fits no table. ``order``: paths of mappings whose names would come back
    in another order, with these names.
    """

    tables: list[Filled] = field(default_factory=list)
    single: list[tuple[Path, Any]] = field(default_factory=list)
    lists: list[tuple[Path, list[Any]]] = field(default_factory=list)
    other: list[tuple[Path, Any]] = field(default_factory=list)
    order: list[tuple[Path, list[str]]] = field(default_factory=list)

    def values(self) -> Iterator[tuple[Path, Any]]:
        """Every value with its path, in the order in which a workbook is read."""
        yield from self.single
        for filled in self.tables:
            columns = filled.columns
            for path, row in filled.rows.items():
                yield path, NOTHING
                yield from (((*path, *each), row[each]) for each in columns if each in row)
        for path, items in self.lists:
            yield from (((*path, at), item) for at, item in enumerate(items))
        yield from self.other


class _Nothing:
    """An entry that is there, of which nothing is said yet."""


NOTHING = _Nothing()


def lay_out(plain: dict[str, Any]) -> Sheets:
    """The sheets of a scenario file given as plain mappings, lists and scalars."""
    sheets = Sheets()
    filled = {table.sheet: Filled(table) for table in TABLES}
    _lay_out(plain, (), sheets, filled)
    sheets.tables = [each for each in filled.values() if each.rows]
    rebuilt = Rebuilt()
    for path, value in sheets.values():
        rebuilt.put(path, value)
    sheets.order = list(_other_orders(plain, rebuilt.plain, ()))
    return sheets


def _lay_out(value: Any, path: Path, sheets: Sheets, filled: dict[str, Filled]) -> None:
    if not path and not value:
        return
    table = table_of(path)
    if table is not None and len(path) == len(table.pattern):
        filled[table.sheet].rows.setdefault(path, {})
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            _lay_out(inner, (*path, name), sheets, filled)
    elif isinstance(value, list) and value:
        if _is_listed(value, path):
            sheets.lists.append((path, value))
            return
        for index, inner in enumerate(value):
            _lay_out(inner, (*path, index), sheets, filled)
    else:
        _put_value(value, path, table, sheets, filled)


def _is_listed(items: list[Any], path: Path) -> bool:
    """Whether a list is a row of its own: single values that no table has rows for."""
    table = table_of((*path, 0))
    is_rows = table is not None and len(table.pattern) == len(path) + 1
    return not is_rows and all(_fits(item) and not isinstance(item, dict | list) for item in items)


def _put_value(
    value: Any, path: Path, table: Table | None, sheets: Sheets, filled: dict[str, Filled]
) -> None:
    has_item = any(isinstance(key, int) for key in path[len(table.pattern) if table else 0 :])
    if not _fits(value) or has_item:
        sheets.other.append((path, value))
    elif table is None:
        sheets.single.append((path, value))
    elif len(path) - len(table.pattern) > DEEPEST_COLUMN:
        sheets.other.append((path, value))
    else:
        size = len(table.pattern)
        filled[table.sheet].rows[path[:size]][path[size:]] = value


def _fits(value: Any) -> bool:
    """Whether a value fits in one cell."""
    cell = to_cell(value)
    return not isinstance(cell, str) or len(cell) <= LONGEST_CELL


def _is_about(column: Path) -> bool:
    return column[-1:] in {("source",), ("confidence",), ("note",)}


class Rebuilt:
    """A scenario put together from values and their paths, in any order."""

    def __init__(self) -> None:
        self.plain: dict[str, Any] = {}

    def put(self, path: Path, value: Any) -> None:
        """Put a value at a path; raises IndexError where its holder is one value."""
        holder: Any = self.plain
        for key, following in pairwise(path):
            holder = _inside(holder, key, [] if isinstance(following, int) else {})
        if not isinstance(value, _Nothing) or not _has(holder, path[-1]):
            _set(holder, path[-1], {} if isinstance(value, _Nothing) else value)

    def gaps(self) -> list[Path]:
        """Items of lists that were passed over."""
        return list(_gaps(self.plain, ()))

    def reorder(self, path: Path, names: list[str]) -> None:
        """Put the names of the mapping at a path in an order, those not in it last."""
        holder: Any = self.plain
        for key in path:
            if not isinstance(holder, dict | list) or not _has(holder, key):
                return
            holder = holder[key]  # type: ignore[index]
        if isinstance(holder, dict):
            before = dict(holder)
            holder.clear()
            kept = [name for name in names if name in before]
            holder.update({name: before[name] for name in dict.fromkeys([*kept, *before])})


class _Gap:
    """An item of a list of which nothing has been said yet."""


_GAP = _Gap()


def _inside(holder: Any, key: str | int, empty: Any) -> Any:
    # An entry named before anything is said of it may turn out to be a list.
    if not _has(holder, key) or (isinstance(empty, list) and holder[key] == {}):
        _set(holder, key, empty)
    return holder[key]


def _has(holder: Any, key: str | int) -> bool:
    """Whether a list or mapping holds a key; raises IndexError where it could not."""
    if isinstance(holder, list) and isinstance(key, int):
        return key < len(holder) and holder[key] is not _GAP
    if isinstance(holder, dict) and isinstance(key, str):
        return key in holder
    raise IndexError(key)


def _set(holder: Any, key: str | int, value: Any) -> None:
    if isinstance(holder, list) and isinstance(key, int):
        if key > len(holder) + MOST_GAPS:
            raise IndexError(key)
        holder += [_GAP] * (key - len(holder) + 1)
        holder[key] = value
    elif isinstance(holder, dict) and isinstance(key, str):
        holder[key] = value
    else:
        raise IndexError(key)


def _gaps(value: Any, path: Path) -> Iterator[Path]:
    if value is _GAP:
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _gaps(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _gaps(inner, (*path, index))


def _other_orders(given: Any, rebuilt: Any, path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Mappings whose names come in another order than they were given in."""
    if isinstance(given, dict):
        if list(given) != list(rebuilt):
            yield path, list(given)
        for name, inner in given.items():
            yield from _other_orders(inner, rebuilt[name], (*path, name))
    elif isinstance(given, list):
        for index, inner in enumerate(given):
            yield from _other_orders(inner, rebuilt[index], (*path, index))
