"""Files of people in a scenario that is written down: their hash and length, never their text."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.scenario.data_file import LEAST, DataFile
from simulator.scenario.document import Node, Path
from simulator.scenario.field import alternatives, type_at

FILE, LIES, SHA256, ROWS = "file", "lies", "sha256", "rows"


def digest(text: str) -> str:
    """SHA-256 of a file's text, its line ends being those of Unix."""
    return hashlib.sha256(text.encode()).hexdigest()


def count(number: int) -> int | str:
    """How many people or rows, as it may be written down."""
    return number if number == 0 or number >= LEAST else f"fewer than {LEAST}"


def is_sealed(value: object) -> bool:
    """Whether a mapping of a document names a file by its hash."""
    return isinstance(value, Mapping) and {FILE, SHA256} <= set(value) <= {FILE, LIES, SHA256, ROWS}


def sealed(resolved: dict[str, Any], root: Node, main: str) -> dict[str, Any]:
    """A resolved scenario with the hash of each file of people in the place of its text.

    ``root``: its document, in which the text of a file has the file as its place. ``main``: the
    scenario's own file, from which ``lies`` is said where it is another than ``file``. It loads to
    an equal scenario where the files lie.
    """
    written = resolved
    for path, kind, said in _of_people(root):
        written = copy.deepcopy(resolved) if written is resolved else written
        holder: Any = written
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = _seal(holder[path[-1]], kind, said, main)
    return written


def _of_people(root: Node) -> Iterator[tuple[Path, type[DataFile], str]]:
    """Path and kind of each file of people, and the file as it was named when it was read."""
    for path, node in root.walk():
        if isinstance(node.value, dict) and set(node.value) == {FILE, "text"}:
            for kind in alternatives(type_at(path)):
                if isinstance(kind, type) and issubclass(kind, DataFile) and kind.is_of_people:
                    yield path, kind, node.value["text"].place.file


def _seal(plain: Mapping[str, str], kind: type[DataFile], said: str, main: str) -> dict[str, Any]:
    rows, _ = kind.parsed(plain["text"])
    found: dict[str, Any] = {FILE: plain[FILE]}
    lies = os.path.relpath(said, os.path.dirname(main) or ".").replace(os.sep, "/")
    if said != main and lies != plain[FILE]:
        found[LIES] = lies
    return {**found, SHA256: digest(plain["text"]), ROWS: count(len(rows))}
