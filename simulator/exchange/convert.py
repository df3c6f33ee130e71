"""A scenario as a workbook, and a workbook as a scenario, with nothing lost on the way."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import InputError, Place, Problem
from simulator.exchange.grid import Cell
from simulator.exchange.sheets import NOTHING, lay_out
from simulator.exchange.workbook_reading import WorkbookRead, read_workbook
from simulator.exchange.workbook_writing import write_workbook
from simulator.exchange.written_together import is_there
from simulator.exchange.yaml_text import scenario_text
from simulator.scenario.document import Path, read
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.short_form import lengthen
from simulator.scenario.source_file import SUFFIXES, read_file

WORKBOOK = ".xlsx"


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: the file, the scenario in it, and what somebody should know."""

    file: FilePath
    loaded: Loaded
    notes: tuple[str, ...]


def convert(source: FilePath, target: FilePath, *, overwrite: bool = False) -> Converted:
    """Write a scenario file as a workbook, or a workbook as a scenario file, by their names.

    Raises InputError with every problem, those of a workbook with sheet and cell; then nothing is
    written.
    """
    _check_target(source, target, overwrite)
    if source.suffix.lower() == WORKBOOK:
        return workbook_to_scenario(source, target)
    return scenario_to_workbook(source, target)


def _check_target(source: FilePath, target: FilePath, overwrite: bool) -> None:
    ends = (source.suffix.lower(), target.suffix.lower())
    if not (
        (ends[0] in SUFFIXES and ends[1] == WORKBOOK)
        or (ends[0] == WORKBOOK and ends[1] in SUFFIXES)
    ):
        says = f"from '{source.name}' to '{target.name}': one must end in .yaml, the other in .xlsx"
        raise InputError([Problem(says)])
    if is_there(target) and not overwrite:
        says = f"'{target.as_posix()}' is there already; nothing was written"
        raise InputError([Problem(says, do="name another file, or say --overwrite")])


def scenario_to_workbook(source: FilePath, target: FilePath) -> Converted:
    """Write a scenario file as a workbook; raises InputError when it is not right."""
    loaded = load(source)
    text, _ = read_file(str(source))
    root = read(text, str(source), [])
    lengthen(root)
    plain = _moved(root.plain(), source.parent, target.parent)
    command = f"stepdown convert {target.name} {source.name} --overwrite"
    try:
        write_workbook(lay_out(plain), root, loaded.scenario.title, target, command)
    except OSError as error:
        raise _unwritable(target, error) from None
    return Converted(target, loaded, _data_notes(loaded, source.parent, target.parent))


def workbook_to_scenario(source: FilePath, target: FilePath) -> Converted:
    """Write a workbook as a scenario file; raises InputError when it is not right."""
    book = read_workbook(str(source))
    here, there = source.parent, target.parent
    loaded = _checked(book, source)
    try:
        moved = _moved(book.plain, here, there)
        target.write_text(scenario_text(moved, there), encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(target, error) from None
    notes = [f"sheet '{each}' is no part of a scenario and was left out" for each in book.unread]
    return Converted(target, loaded, (*notes, *_data_notes(loaded, here, there)))


def _checked(book: WorkbookRead, source: FilePath) -> Loaded:
    """The scenario of a workbook; raises InputError with every problem, by sheet and cell."""
    if not book.plain:
        raise InputError(book.problems)
    # As it lies beside the workbook, where its data files are.
    name = str(source.with_suffix(".yaml"))
    text = scenario_text(book.plain, source.parent)
    try:
        loaded = load_text(text, name, "")
    except InputError as error:
        told = _Told.of(book, text, name)
        found = [each for each in error.problems if not book.problems or told.is_of_value(each)]
        raise InputError([*book.problems, *map(told.in_cell, found)]) from None
    if book.problems:
        raise InputError(book.problems)
    return loaded


def _moved(plain: dict[str, Any], here: FilePath, there: FilePath) -> dict[str, Any]:
    """The same with what it extends named as seen from another folder."""
    if "extends" not in plain or here.resolve() == there.resolve():
        return plain
    way = os.path.relpath((here / plain["extends"]).resolve(), there.resolve())
    return {**plain, "extends": way.replace(os.sep, "/")}


def _data_notes(loaded: Loaded, here: FilePath, there: FilePath) -> tuple[str, ...]:
    if here.resolve() == there.resolve():
        return ()
    return tuple(f"put a copy of {each.path} in the new folder too" for each in loaded.data)


def _unwritable(target: FilePath, error: OSError) -> InputError:
    says = f"'{target.as_posix()}' cannot be written: {error.strerror or error}"
    if not target.parent.is_dir():
        do = f"make the folder '{target.parent.as_posix()}' first, or name another file"
    elif target.suffix.lower() == WORKBOOK and isinstance(error, PermissionError):
        do = "close it in Excel if it is open there, or name another file"
    else:
        do = "name another file"
    return InputError([Problem(says, do=do)])


@dataclass(frozen=True, slots=True)
class _Told:
    """Problems of a scenario's text told by the cells of the workbook that it was made of."""

    book: WorkbookRead
    name: str
    at: dict[tuple[int, int], Path]

    @classmethod
    def of(cls, book: WorkbookRead, text: str, name: str) -> _Told:
        at: dict[tuple[int, int], Path] = {}
        for path, node in read(text, name, []).walk():
            for place in (node.place, node.key):
                if place is not None:
                    at[place.line, place.column] = path
        return cls(book, name, at)

    def is_of_value(self, problem: Problem) -> bool:
        """Whether a value itself is wrong, not what is missing around it."""
        cell = self.book.cells.get(self._path(problem.place))
        return cell is not None and cell.value is not NOTHING

    def in_cell(self, problem: Problem) -> Problem:
        """The problem with sheet and cell in place of line and column."""
        if problem.place is None or problem.place.file != self.name:
            return problem
        cell = self._cell_near(self._path(problem.place))
        where = f"{self.book.file}: {cell}: " if cell else f"{self.book.file}: "
        path = f"{problem.path}: " if problem.path else ""
        return replace(problem, says=f"{where}{path}{problem.says}", place=None, path="")

    def _path(self, place: Place | None) -> Path:
        return () if place is None else self.at.get((place.line, place.column), ())

    def _cell_near(self, path: Path) -> Cell | None:
        """The cell of the value at a path, or of the nearest entry around it."""
        cells = self.book.cells
        while path:
            if path in cells:
                return cells[path]
            inside = (cell for each, cell in cells.items() if each[: len(path)] == path)
            if (first := next(inside, None)) is not None:
                return first
            path = path[:-1]
        return None
