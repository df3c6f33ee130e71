"""A scenario that extends another: the chain of files, and what each adds and changes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.errors import InputError, Problem
from simulator.scenario.address import dotted, follow
from simulator.scenario.apply import Origin, apply
from simulator.scenario.bundled import bundled_as, locate
from simulator.scenario.carried import Carried, has_draws
from simulator.scenario.change import Change, Changed
from simulator.scenario.document import Node, Path, read
from simulator.scenario.fault import problems, shown
from simulator.scenario.levers import is_lever, pull
from simulator.scenario.part import Part
from simulator.scenario.schema import Scenario
from simulator.scenario.short_form import lengthen
from simulator.scenario.source_file import FileRead, read_file, stop, within

MAX_FILES = 10
ENTRIES = {n for n, f in Scenario.model_fields.items() if get_origin(f.annotation) is dict}
GROUPS = {
    name
    for name, f in Scenario.model_fields.items()
    if isinstance(f.annotation, type) and issubclass(f.annotation, Part)
}
# Who checked the parent has not checked what extends it.
_NOT_INHERITED = ("assurer", "explained")
# What the parent says of these still holds, and more comes after it.
_ADDED_TO = ("assumptions", "sources", "decisions")


class Extension(BaseModel):
    """What a file that extends another says besides the fields of a scenario."""

    model_config = ConfigDict(extra="ignore")

    extends: str = Field(description="the scenario that this one changes: a file, from this one")
    changes: tuple[Change, ...] = Field(
        (), description="what is different, in order; an entry may pull a lever instead"
    )


@dataclass(slots=True)
class Chain:
    """A document with all that it extends: the whole, the files and changes, and what is wrong.

    ``carried``: draws of what is not known, where a file has some, with what was said since.
    """

    root: Node
    files: list[FileRead]
    changes: list[Changed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    carried: Carried | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """A text to be read: as it is named, where it lies, and the names of what extends it."""

    text: str
    said: str
    file: FilePath | None
    chain: tuple[str, ...]
    files: tuple[FileRead, ...]


def read_chain(path: str) -> Chain:
    """A scenario file and all that it extends; raises InputError for what cannot be read."""
    file = locate(path)
    text, record = read_file(path, None, file)
    return _resolve(_Source(text, path, file, (path,), (record,)))


def read_chain_of_text(text: str, name: str, folder: str | None = None) -> Chain:
    """A scenario as text; what it extends is looked for from ``folder``."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    file = locate(name, FilePath(folder)) if folder is not None else None
    return _resolve(_Source(text, name, file, (name,), (FileRead(name, digest),)))


def _resolve(source: _Source) -> Chain:
    found: list[Problem] = []
    root = read(source.text, source.said, found)
    if not isinstance(root.value, dict):
        says = f"a scenario is a mapping of fields, not {shown(root.plain())}"
        raise InputError([*found, Problem(says, root.place, do="begin with `schema_version: 1`")])
    lengthen(root)
    if "extends" not in root.value:
        if "changes" in root.value:
            found.append(_changes_of_nothing(root.value.pop("changes")))
        chain = Chain(root, list(source.files), problems=found)
        chain.carried = Carried(root.copy()) if has_draws(root) else None
        return chain
    try:
        chain = _parent(root.value["extends"], source)
    except InputError as error:
        raise InputError([*found, *error.problems]) from None
    chain.problems += found
    own = root.copy()
    _merge(chain, root)
    if has_draws(own):
        chain.carried = Carried(chain.root.copy())
    elif chain.carried is not None:
        chain.carried.then(lambda again: _merge(Chain(again, []), own.copy()), _pulls(own))
    return chain


def _pulls(child: Node) -> bool:
    """Whether a file pulls a lever, which may look at other values than those it moves."""
    assert isinstance(child.value, dict)
    changes = child.value.get("changes")
    return changes is not None and any(map(is_lever, changes.value or ()))  # type: ignore[arg-type]


def _changes_of_nothing(changes: Node) -> Problem:
    says = "changes are of what a scenario extends, and this one extends nothing"
    return Problem(says, changes.key, do="say `extends:`, or write the values themselves")


def _parent(extends: Node, source: _Source) -> Chain:
    """The chain of the file that `extends` names."""
    name, place = extends.value, extends.place
    if not isinstance(name, str):
        stop(f"{shown(extends.plain())} is no file", place, "write it like ../baseline.yaml")
    if source.file is None:
        stop("a text without a folder extends nothing", place)
    if (said := bundled_as(name)) != name:
        path = locate(said)
    else:
        path = within(name, source.file, place)
        said = os.path.normpath(os.path.join(os.path.dirname(source.said), name.replace("\\", "/")))
        said = said.replace(os.sep, "/")
    chain = (*source.chain, said)
    if "\0" in name:
        stop("is no name that a file can have", place)
    if os.path.realpath(path) in [os.path.realpath(locate(each)) for each in source.chain]:
        stop(f"extends goes round: {' -> '.join(chain)}", place)
    if len(chain) > MAX_FILES:
        stop(f"more than {MAX_FILES} files extend one another", place)
    text, record = read_file(said, place, path)
    return _resolve(_Source(text, said, path, chain, (*source.files, record)))


def _merge(chain: Chain, child: Node) -> None:
    """Put what a file says on top of what it extends, in place."""
    assert isinstance(child.value, dict)
    assert isinstance(chain.root.value, dict)
    for name in _NOT_INHERITED:
        chain.root.value.pop(name, None)
    origin = _origin(chain, child)
    for name, node in child.value.items():
        if name in {"extends", "changes", "source", "confidence"}:
            continue
        if name in ENTRIES and isinstance(node.value, dict):
            _add_entries(chain, name, node, origin)
        elif name in GROUPS and isinstance(node.value, dict):
            for inner, value in node.value.items():
                _put(chain, (name, inner), value, origin)
        elif name in _ADDED_TO and isinstance(node.value, list):
            _add_to_list(chain, name, node, origin)
        else:
            _put(chain, (name,), node, origin)
    _apply_changes(chain, child, origin)


def _origin(chain: Chain, child: Node) -> Origin:
    """The source and confidence that a file states, which hold for what it changes alone."""
    assert isinstance(child.value, dict)
    given = {
        name: child.value[name].plain() for name in ("source", "confidence") if name in child.value
    }
    try:
        part = Part.model_validate(given)
    except ValidationError as error:
        chain.problems += problems(error, child)
        return Origin()
    return Origin(part.source, part.confidence)


def _put(chain: Chain, path: Path, node: Node, origin: Origin) -> None:
    """Put a value in its place, over what is there."""
    *_, there = nodes = list(follow(chain.root, path))
    is_new = len(nodes) <= len(path)
    node.changed = Changed(
        path=dotted(path),
        how="added" if is_new else "restated",
        before=None if is_new else there.plain(),
        after=node.plain(),
        place=node.place,
        is_new=is_new,
        source=origin.source,
        confidence=origin.confidence,
    )
    chain.changes.append(node.changed)
    holder = chain.root
    for key in path[:-1]:
        holder = holder.value.setdefault(key, Node({}, node.place))  # type: ignore[union-attr, arg-type]
    holder.value[path[-1]] = node  # type: ignore[index]


def _add_entries(chain: Chain, name: str, node: Node, origin: Origin) -> None:
    """Add entries to those of the parent; one that is there already is a problem."""
    assert isinstance(node.value, dict)
    *_, there = follow(chain.root, (name,))
    known = there.value if there is not chain.root and isinstance(there.value, dict) else {}
    for entry, value in node.value.items():
        if entry not in known:
            _put(chain, (name, entry), value, origin)
            continue
        path = dotted((name, entry))
        says = "is already in the scenario that this one extends"
        do = f"change it under `changes:`, with a path that begins with {path}"
        chain.problems.append(Problem(says, value.key, path, do))


def _add_to_list(chain: Chain, name: str, node: Node, origin: Origin) -> None:
    """Add items to those of the parent."""
    assert isinstance(node.value, list)
    assert isinstance(chain.root.value, dict)
    there = chain.root.value.setdefault(name, Node([], node.place, node.key))
    if not isinstance(there.value, list):
        return
    for item in node.value:
        item.changed = Changed(
            path=name,
            how="append",
            before=None,
            after=item.plain(),
            place=item.place,
            is_new=True,
            source=origin.source,
            confidence=origin.confidence,
        )
        chain.changes.append(item.changed)
        there.value.append(item)


def _apply_changes(chain: Chain, child: Node, origin: Origin) -> None:
    assert isinstance(child.value, dict)
    changes = child.value.get("changes")
    if changes is None or changes.value is None:
        return
    if not isinstance(changes.value, list):
        says = f"{shown(changes.plain())} is not a list"
        do = "write each change like - {path: ..., set: ...}"
        chain.problems.append(Problem(says, changes.key or changes.place, "changes", do))
        return
    for index, entry in enumerate(changes.value):
        try:
            if is_lever(entry):
                chain.changes += pull(chain.root, entry, origin)
                continue
            change = Change.model_validate(entry.plain())
            chain.changes += apply(chain.root, change, entry, origin)
        except ValidationError as error:
            chain.problems += problems(error, child, Extension, ("changes", index))
        except InputError as error:
            chain.problems += error.problems
