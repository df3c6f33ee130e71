"""Scenario files read: extended, changed, checked, with the place of every value kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from simulator.errors import InputError, Place, Problem
from simulator.scenario.address import dotted, follow
from simulator.scenario.assignment import COMMAND_LINE, assign
from simulator.scenario.blame import blamed
from simulator.scenario.bundled import known_as
from simulator.scenario.carried import carry
from simulator.scenario.change import Changed
from simulator.scenario.checks import check_partial
from simulator.scenario.data_reading import read_data
from simulator.scenario.document import Node, Path
from simulator.scenario.extends import Chain, read_chain, read_chain_of_text
from simulator.scenario.fault import place_of, problems
from simulator.scenario.schema import Scenario
from simulator.scenario.sealed import sealed
from simulator.scenario.source_file import FileRead


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario with where it comes from.

    ``path``: the file as it was named. ``files``: all files read, this one first. ``resolved``:
    the scenario as plain mappings and lists, after all that it extends and changes, with the text
    of its data files. ``changes``: what every file that extends another changed, and the command
    line, in order. ``document``: the same as ``resolved``, with places. ``data``: the data files.
    """

    scenario: Scenario
    path: str
    files: tuple[FileRead, ...]
    resolved: dict[str, Any]
    changes: tuple[Changed, ...]
    document: Node
    data: tuple[FileRead, ...] = ()

    @property
    def changed(self) -> dict[Path, Changed]:
        """What this file and the command line changed, by path; taken out is not in it."""
        marked = {path: node.changed for path, node in self.document.walk() if node.changed}
        return {path: one for path, one in marked.items() if self.is_own(one.place)}

    def is_own(self, place: Place) -> bool:
        """Whether something stands in this file or on the command line, not in a parent."""
        return place.file in {self.path, COMMAND_LINE}

    def place(self, path: Path) -> Place | None:
        """Where the value at a path was written, or the nearest thing around it."""
        return place_of(self.document, path)

    def problem(self, path: Path, says: str, do: str = "") -> Problem:
        """A problem with the value at a path."""
        return blamed(_problem(self.document, path, says, do), self.changes)

    def to_yaml(self) -> str:
        """The resolved scenario as YAML, which loads to an equal scenario where its files lie.

        Files with a row for each person are in it by their hash and number of rows only.
        """
        return dump(sealed(self.resolved, self.document, self.path))


def load(path: str | FilePath, sets: Sequence[str] = ()) -> Loaded:
    """Read a scenario file, all that it extends, and ``sets`` like ``a.b=3`` on top.

    Raises InputError with every problem found.
    """
    name = known_as(str(path))
    return _load(read_chain(name), name, sets, FilePath())


def load_text(
    text: str, name: str = "text", folder: str | None = None, sets: Sequence[str] = ()
) -> Loaded:
    """Read a scenario given as text; ``folder`` is where files that it names are looked for.

    Raises InputError with every problem found.
    """
    base = FilePath(folder) if folder is not None else None
    return _load(read_chain_of_text(text, name, folder), name, sets, base)


def dump(plain: Any) -> str:
    """Plain mappings, lists and scalars as YAML that reads back as the same."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 100
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(plain, stream)
    return stream.getvalue()


def _load(chain: Chain, name: str, sets: Sequence[str], base: FilePath | None) -> Loaded:
    for text in sets:
        assign(chain, text)
    data = read_data(chain.root, name, base)
    chain.problems += data.problems
    if chain.carried is not None and not chain.problems:
        carry(chain.root, chain.carried)
    resolved = chain.root.plain()
    scenario, found, unseen = _validate(chain, resolved)
    # What could not be read as YAML or CSV needs no second complaint.
    said = {problem.place for problem in chain.problems} | data.at
    found = [*chain.problems, *(problem for problem in found if problem.place not in said)]
    if scenario is None or found:
        error = InputError(_in_order(found, name))
        for note in unseen:
            error.add_note(note)
        raise error
    files, changes = tuple(chain.files), tuple(chain.changes)
    return Loaded(scenario, name, files, resolved, changes, chain.root, tuple(data.files))


def _validate(
    chain: Chain, resolved: dict[str, Any]
) -> tuple[Scenario | None, list[Problem], list[str]]:
    """The scenario if the models read it, everything wrong with it, and what was not looked at."""
    root = chain.root

    def problem(path: Path, says: str, do: str) -> Problem:
        return blamed(_problem(root, path, says, do), chain.changes)

    scenario, wrong = None, []
    try:
        scenario = Scenario.model_validate(resolved)
    except ValidationError as error:
        wrong = problems(error, root, changes=chain.changes)
    across, stopped = check_partial(resolved, problem)
    unseen = (
        f"not checked that {rule}: {dotted(path, root)} cannot be read" for rule, path in stopped
    )
    return scenario, [*wrong, *across], list(dict.fromkeys(unseen))


def _problem(root: Node, path: Path, says: str, do: str) -> Problem:
    existing = len(list(follow(root, path))) - 1
    return Problem(says, place_of(root, path), dotted(path[:existing], root), do)


def _in_order(found: list[Problem], name: str) -> list[Problem]:
    """Problems by place, those of this file first, each once."""
    once = dict.fromkeys(found)
    return sorted(once, key=lambda problem: _rank(problem.place, name))


def _rank(place: Place | None, name: str) -> tuple[int, str, int, int]:
    if place is None:
        return (0, "", 0, 0)
    return (1 + (place.file != name), place.file, place.line, place.column)
