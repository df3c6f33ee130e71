"""Changes applied to a document: what an address means there, and what is put in its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_origin

from simulator.errors import InputError, Place, Problem
from simulator.scenario.address import (
    AmbiguousError,
    Word,
    dotted,
    find,
    follow,
    kind_of_step,
    names,
    parse,
)
from simulator.scenario.alter import added, scaled
from simulator.scenario.change import Change, Changed
from simulator.scenario.document import Node, Path
from simulator.scenario.fault import nearest, shown
from simulator.scenario.field import alternatives, fields, model_at, type_at
from simulator.scenario.part import Confidence
from simulator.scenario.short_form import lengthen


@dataclass(frozen=True, slots=True)
class Origin:
    """Source and confidence that a file states at its top, for all that it changes."""

    source: str | None = None
    confidence: Confidence | None = None


def apply(root: Node, change: Change, entry: Node, origin: Origin) -> list[Changed]:
    """Apply one change, written at ``entry``, to a document, in place.

    What it did, one by value; raises InputError where it matches nothing or cannot be done.
    """
    assert isinstance(entry.value, dict)
    place, written = entry.value["path"].place, entry.value[change.way]
    paths = _locate(root, parse(change.path), place, change.way in {"set", "append"})
    # From the end, so that removing an item moves none that is still to be removed.
    done = [_apply_at(root, path, change, written, origin) for path in reversed(paths)]
    lengthen(root)
    return done[::-1]


def _apply_at(root: Node, path: Path, change: Change, written: Node, origin: Origin) -> Changed:
    if change.way == "append":
        path = _end_of_list(root, path, written)
    before = value_at(root, path)
    try:
        after = _after(before, path, change, written)
    except ValueError as error:
        raise InputError([Problem(str(error), written.place, dotted(path, root))]) from None
    changed = Changed(
        path=dotted(path, root),
        how=_how(change),
        before=before.plain() if before else None,
        after=after.plain() if after else None,
        place=written.place,
        is_new=before is None,
        is_gone=after is None,
        source=change.source or origin.source,
        confidence=change.confidence or origin.confidence,
        why=change.why,
    )
    put(root, path, after, changed)
    return changed


def _how(change: Change) -> str:
    amount = {"scale": change.scale, "add": change.add}.get(change.way)
    return change.way if amount is None else f"{change.way} {amount}"


def _end_of_list(root: Node, path: Path, written: Node) -> Path:
    """The path of a new item of a list, which is made where it was left out."""
    there = value_at(root, path)
    if there is None and get_origin(alternatives(type_at(path))[0]) is tuple:
        return (*path, 0)
    if there is None or not isinstance(there.value, list):
        says = "is no list: nothing can be appended"
        raise InputError([Problem(says, written.place, dotted(path, root))])
    return (*path, len(there.value))


def _after(before: Node | None, path: Path, change: Change, written: Node) -> Node | None:
    """The value after a change, None when it is taken out."""
    if change.way == "remove":
        return None
    if change.way in {"set", "append"}:
        return written.copy()
    assert before is not None
    if change.way == "scale":
        assert change.scale is not None
        is_whole = int in alternatives(type_at(path))
        return scaled(before, change.scale, written.place, is_whole)
    return added(before, change.add, written.place)


def put(root: Node, path: Path, after: Node | None, changed: Changed) -> None:
    """Put a value in its place, in place, or take out what is there; ``changed`` says so."""
    holder = root
    for key, next_key in pairwise(path):
        if isinstance(holder.value, dict) and key not in holder.value:
            holder.value[str(key)] = Node([] if isinstance(next_key, int) else {}, changed.place)
        holder = value_at(holder, (key,)) or holder
    key, held = path[-1], holder.value
    if after is not None:
        after.changed = changed
    if isinstance(held, list) and isinstance(key, int):
        held[key : key + 1] = [after] if after is not None else []
    elif isinstance(held, dict) and after is not None:
        held[str(key)] = after
    elif isinstance(held, dict):
        del held[str(key)]


def value_at(root: Node, path: Path) -> Node | None:
    """The value at a path, None where there is none."""
    nodes = list(follow(root, path))
    return nodes[-1] if len(nodes) == len(path) + 1 else None


def _locate(root: Node, words: tuple[Word, ...], place: Place, may_be_new: bool) -> list[Path]:
    """The paths that an address means; with ``may_be_new`` also ones that are not there yet."""
    reached: list[Path] = [()]
    for position, word in enumerate(words):
        is_last = position == len(words) - 1
        found: list[Path] = []
        for path in reached:
            further = _next(root, path, word, place)
            if not further and may_be_new and not word.is_any:
                further = _new(root, path, word.text, is_last)
            found += further
        if not found:
            raise InputError([_nothing(root, reached, word, place)])
        reached = found
    return reached


def _next(root: Node, path: Path, word: Word, place: Place) -> list[Path]:
    node = value_at(root, path)
    try:
        return [(*path, *more) for more, _ in find(node, word)] if node else []
    except AmbiguousError as several:
        says = f"'{word}' is the name of several items of {dotted(path, root)}"
        do = f"use the position in the list, one of {several} (the first is 0)"
        raise InputError([Problem(says, place, do=do)]) from None


def _new(root: Node, path: Path, name: str, is_last: bool) -> list[Path]:
    """The path of something not there yet: a field that was left out, or a new name."""
    node = value_at(root, path)
    if node is not None and not isinstance(node.value, dict):
        return []
    kind = kind_of_step(node) if node else ""
    path = (*path, kind) if kind else path
    entry = model_at(path)
    if entry is None:
        return [(*path, name)] if is_last else []
    is_field = name in entry.model_fields
    return [(*path, name)] if is_field and (is_last or _is_group((*path, name))) else []


def _is_group(path: Path) -> bool:
    """Whether a field holds other fields, or entries by name."""
    return model_at(path) is not None or type_at((*path, "name")) is not None


def _nothing(root: Node, reached: list[Path], word: Word, place: Place) -> Problem:
    """The problem that a word means nothing anywhere that was reached."""
    path, *_ = reached
    node = value_at(root, path)
    where = f"in {dotted(path, root)}" if path else "in the scenario"
    if node is not None and not isinstance(node.value, (dict, list)):
        return Problem(f"nothing is inside {where[3:]}, which is {shown(node.value)}", place)
    entry = model_at(path)
    field = fields(entry).get(word.text) if entry else None
    if field is not None:
        default = "" if field.default is None else f"; its default is {shown(field.default)}"
        return Problem(f"'{word}' is not given {where}", place, do=f"set it first{default}")
    says = f"there is nothing {where}" if word.is_any else f"there is no '{word}' {where}"
    known = {name for one in reached for name in _known(value_at(root, one))}
    known |= set(fields(entry)) if entry else set()
    return Problem(says, place, do=nearest(word.text, known, "known"))


def _known(node: Node | None) -> set[str]:
    if node is None:
        return set()
    if isinstance(node.value, dict):
        kind = kind_of_step(node)
        return set(node.value) | (_known(node.value[kind]) if kind else set())
    items: Any = node.value if isinstance(node.value, list) else []
    return {name for index, item in enumerate(items) for name in (names(item) or (str(index),))}
