"""Draws carried through what extends the scenario that has them.

A scenario that halves a lead time halves that of every draw; one that sets it leaves nothing of the
draws there. So what was said after the draws is done again for each of them, and the draws of the
loaded scenario are of the values that came out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simulator.scenario.address import dotted, find, parse
from simulator.scenario.apply import value_at
from simulator.scenario.document import Node, Path, Scalar, standing_at
from simulator.scenario.posterior import DrawsTable, digest, written

KEY, ORIGIN = "posterior", "origin"
Redo = Callable[[Node], object]


@dataclass(slots=True)
class Carried:
    """The document as it was where draws were declared, and what was said since, in order."""

    before: Node
    since: list[Redo] = field(default_factory=list)
    looks_around: bool = False

    def then(self, redo: Redo, looks_around: bool = False) -> None:
        """Note what is said next; ``looks_around``: it may use values that it does not change."""
        self.since.append(redo)
        self.looks_around |= looks_around

    def has_touched(self, root: Node, paths: Iterable[str]) -> bool:
        """Whether what was said since may have changed values of the draws."""
        return self.looks_around or not all(_is_same(self.before, root, path) for path in paths)


def _is_same(before: Node, root: Node, path: str) -> bool:
    here, there = at(before, path), at(root, path)
    if here is None or here != there:
        return False
    one, other = value_at(before, here), value_at(root, here)
    if one is None or other is None:
        return False
    return one.changed is other.changed and one.place == other.place and one.value == other.value


def has_draws(root: Node) -> bool:
    """Whether a document names draws."""
    given = root.value.get(KEY) if isinstance(root.value, dict) else None
    return given is not None and isinstance(given.value, dict) and "table" in given.value


def at(root: Node, path: str) -> Path | None:
    """Where in a document one path leads; None where it leads to no value, or to several."""
    found: list[tuple[Path, Node]] = [((), root)]
    try:
        for word in parse(path):
            found = [((*to, *more), each) for to, node in found for more, each in find(node, word)]
    except ValueError:
        return None
    if len(found) != 1 or isinstance(found[0][1].value, (dict, list)):
        return None
    return found[0][0]


def set_draw(root: Node, values: Iterable[tuple[str, Scalar]]) -> None:
    """Put the values of a draw in their places; one without a place is left out."""
    for path, value in values:
        to = at(root, path)
        if to is not None:
            node = value_at(root, to)
            assert node is not None
            node.value = value


def carry(root: Node, carried: Carried) -> None:
    """Put in place of the draws of a document those that come of what was said since.

    ``root``: the whole document, with the text of its data files.
    """
    if not carried.since or not has_draws(root):
        return
    text = value_at(root, (KEY, "table", "text"))
    if text is None:
        return
    rows, faults = DrawsTable.parsed(str(text.value))
    if faults:
        return
    if not carried.has_touched(root, [path for path, _ in rows[0]]):
        return
    plain = _leaves(_again(carried, ()))
    found = [_leaves(_again(carried, draw)) for draw in rows]
    moved = [
        path
        for path, value in plain.items()
        if path[0] != KEY and any(each.get(path, value) != value for each in found)
    ]
    if not moved:
        # The draws were fitted, and nothing is left of them.
        value_at(root, (KEY,)).value = "none"  # type: ignore[union-attr]
        return
    names = tuple(dotted(path, root) for path in moved)
    _keep_origin(root, digest(str(text.value)))
    text.value = written(
        names, [tuple(each.get(path, plain[path]) for path in moved) for each in found]
    )


def _keep_origin(root: Node, origin: str) -> None:
    """Say which fit the draws are of, unless that was said before."""
    posterior = value_at(root, (KEY,))
    assert posterior is not None
    assert isinstance(posterior.value, dict)
    if ORIGIN not in posterior.value:
        posterior.value[ORIGIN] = standing_at(posterior.place, origin)


def _again(carried: Carried, draw: tuple[tuple[str, Scalar], ...]) -> Node:
    root = carried.before.copy()
    set_draw(root, draw)
    for redo in carried.since:
        redo(root)
    return root


def _leaves(root: Node) -> dict[Path, Scalar]:
    return {
        path: node.value for path, node in root.walk() if not isinstance(node.value, (dict, list))
    }
