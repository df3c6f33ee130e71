"""The CSV files that a document names: found, read, and put in the place of their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from simulator.errors import InputError, Place, Problem
from simulator.scenario.address import dotted
from simulator.scenario.assignment import COMMAND_LINE
from simulator.scenario.bundled import locate
from simulator.scenario.data_file import SUFFIX, DataFile
from simulator.scenario.document import Node, Path
from simulator.scenario.fault import place_of
from simulator.scenario.field import alternatives, type_at
from simulator.scenario.sealed import digest, is_sealed
from simulator.scenario.source_file import (
    OR_ALLOW,
    FileRead,
    may_be_read,
    read_file,
    stop,
    top_of,
)

MOST_BYTES = 4_000_000
MOST_FAULTS = 20
# What to do about a file that is named by its hash, and by which such problems are known.
PUT_BACK = (
    "its rows may be of people, so no copy is kept: put the file that the run had in its place"
)
# Fields that may name a file: looked at first, since to know the type of a field takes longer.
_FIELDS = {"table", "times", "file"}


@dataclass(slots=True)
class DataRead:
    """Files read for a document, and what is wrong with them.

    ``at``: where in the scenario stand the names of files that cannot be used.
    """

    files: list[FileRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    at: set[Place] = field(default_factory=set)
    size: int = 0


def read_data(root: Node, main: str, base: FilePath | None) -> DataRead:
    """Put the text of every file that a document names beside its name, in place.

    ``main``: the scenario's own file, for names given on the command line. ``base``: the folder
    that the names of scenario files are said from, None where a text has none.
    """
    read = DataRead()
    known: dict[str, str] = {}
    for path, node, kind in _named(root):
        at = dotted(path, root)
        holder = main if node.place.file == COMMAND_LINE else node.place.file
        named = _Named.of(node)
        try:
            said = _said(named.lies, node.place, holder)
            if said not in known:
                known[said] = _text(said, node.place, base, holder, read, is_held=named.is_held)
            _refuse_another(named, said, known[said], node.place)
            wrong = _faults(kind, said, known[said], at)
        except InputError as error:
            wrong = [
                replace(each, path=at, do=PUT_BACK if named.is_held else each.do)
                for each in error.problems
            ]
        except (OSError, ValueError):  # too long a name, or one with a character of no file
            wrong = [Problem("is no name that a file can have", node.place, at)]
        else:
            # The text stands in its own file.
            text = Node(known[said], Place(said, 1, 1))
            node.value = {"file": Node(named.file, node.place), "text": text}
        if wrong:
            read.problems += wrong
            read.at.add(place_of(root, path))
    return read


@dataclass(frozen=True, slots=True)
class _Named:
    """A file as a document names it; ``sha256``: of the text that it must have, if that is said."""

    file: str
    lies: str
    sha256: str | None = None

    @classmethod
    def of(cls, node: Node) -> _Named:
        if not isinstance(node.value, dict):
            return cls(str(node.value), str(node.value))
        said = {name: str(each.value) for name, each in node.value.items()}
        return cls(said["file"], said.get("lies", said["file"]), said["sha256"])

    @property
    def is_held(self) -> bool:
        """Whether it is named by its hash, as in what a run has written."""
        return self.sha256 is not None


def _refuse_another(named: _Named, said: str, text: str, place: Place) -> None:
    if named.sha256 is not None and digest(text) != named.sha256:
        stop(f"'{said}' is no longer the file that this was made with", place)


def _named(root: Node) -> Iterator[tuple[Path, Node, type[DataFile]]]:
    for path, node in list(root.walk()):
        is_name = isinstance(node.value, str) or is_sealed(node.value)
        if path and path[-1] in _FIELDS and is_name:
            kinds = [k for k in alternatives(type_at(path)) if isinstance(k, type)]
            for kind in (k for k in kinds if issubclass(k, DataFile)):
                yield path, node, kind


def _said(name: str, place: Place, holder: str) -> str:
    """The name of a file as seen from where scenario files are named."""
    plain = name.replace("\\", "/")
    if os.path.isabs(plain) or plain[1:2] == ":" or plain.startswith("~"):
        stop(f"'{name}' is not said from this file", place, "write it like data/demand.csv")
    if not plain.lower().endswith(SUFFIX):
        stop(f"'{name}' is no CSV file", place, f"its name ends in {SUFFIX}")
    return os.path.normpath(os.path.join(os.path.dirname(holder), plain)).replace(os.sep, "/")


def _text(
    said: str,
    place: Place,
    base: FilePath | None,
    holder: str,
    read: DataRead,
    *,
    is_held: bool,
) -> str:
    if base is None:
        stop("a text without a folder reads no files", place)
    folder, path = locate(holder, base).parent.resolve(), locate(said, base)
    # What a parent in another folder names is known by its hash before anything of it is used.
    if not may_be_read(path, top_of(folder) if is_held else folder):
        do = f"put it in the same folder as this file, or in a folder below; {OR_ALLOW}"
        stop(f"'{said}' lies outside the folder of the scenario", place, do)
    read.size += path.stat().st_size if path.is_file() else 0
    if read.size > MOST_BYTES:
        says = f"'{said}' brings the data of the scenario to {read.size / 1e6:.1f} MB"
        do = f"at most {MOST_BYTES / 1e6:g} MB together; keep only what falls in the run"
        stop(says, place, do)
    text, record = read_file(said, place, path)
    read.files.append(record)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _faults(kind: type[DataFile], said: str, text: str, at: str) -> list[Problem]:
    """Every fault of a file, at its place in the file."""
    _, faults = kind.parsed(text)
    lines = text.split("\n") if faults else []
    found = [
        Problem(each.says, Place(said, each.line, each.column, lines[each.line - 1]), at, each.do)
        for each in faults[:MOST_FAULTS]
    ]
    if (more := len(faults) - MOST_FAULTS) > 0:
        line = faults[MOST_FAULTS].line
        found.append(Problem(f"{more:,} more rows cannot be read", Place(said, line, 1), at))
    return found
