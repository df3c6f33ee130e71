"""Addresses of values: ``care_settings.community.units[North].beds``, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.document import Node, Path

KINDS_OF_STEP = ("stay", "handoff", "branch", "leave")
_NAMES = ("id", "name", "care_setting", "group", "pathway", "title")
_WORD = re.compile(
    r"""\s*(?: \[\s*(?: "([^"]*)" | '([^']*)' | ([^\]"'][^\]]*?) )\s*\]
             | "([^"]*)" | '([^']*)' | ([^."'\[\]]+?) )\s*(?=[.\[]|$)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One part of an address; ``*`` unquoted stands for every key or item."""

    text: str
    is_any: bool = False

    def __str__(self) -> str:
        return self.text


class AmbiguousError(ValueError):
    """Several items of a list have the name."""


def parse(text: str) -> tuple[Word, ...]:
    """The words of an address; raises ValueError when it is not one."""
    words: list[Word] = []
    position = 0
    while position < len(text):
        if words:
            position += text[position] == "."
        match = _WORD.match(text, position)
        if match is None:
            raise ValueError(text)
        index, word = next((i, w) for i, w in enumerate(match.groups()) if w is not None)
        words.append(Word(word, word == "*" and index in {2, 5}))
        position = match.end()
    if not words or text.rstrip().endswith("."):
        raise ValueError(text)
    return tuple(words)


def names(item: Node) -> tuple[str, ...]:
    """The names that an item of a list goes by: its own, or those of the step it holds."""
    if isinstance(item.value, str):
        return (item.value,)
    if not isinstance(item.value, dict):
        return ()
    for kind in KINDS_OF_STEP:
        if kind in item.value:
            return names(item.value[kind])
    named = (item.value[name].value for name in _NAMES if name in item.value)
    return tuple(name for name in named if isinstance(name, str))


def find(node: Node, word: Word) -> list[tuple[Path, Node]]:
    """The children of a node that a word means, with their paths from the node.

    A word that is no field of a step means a field of the stay or handoff in it. Raises
    AmbiguousError when several items of a list have the name.
    """
    if isinstance(node.value, dict):
        if word.is_any:
            return [((name,), child) for name, child in node.value.items()]
        if word.text in node.value:
            return [((word.text,), node.value[word.text])]
        kind = kind_of_step(node)
        inside = find(node.value[kind], word) if kind else []
        return [((kind, *path), child) for path, child in inside]
    if isinstance(node.value, list):
        return [((index,), node.value[index]) for index in _indices(node.value, word)]
    return []


def _indices(items: list[Node], word: Word) -> list[int]:
    if word.is_any:
        return list(range(len(items)))
    named = [index for index, item in enumerate(items) if word.text in names(item)]
    if len(named) > 1:
        raise AmbiguousError(", ".join(map(str, named)))
    if not named and word.text.isascii() and word.text.isdigit() and int(word.text) < len(items):
        return [int(word.text)]
    return named


def kind_of_step(node: Node) -> str:
    """The one kind of a step that holds fields; empty for anything else."""
    if not isinstance(node.value, dict):
        return ""
    kinds = [k for k in KINDS_OF_STEP if k in node.value and isinstance(node.value[k].value, dict)]
    return kinds[0] if len(kinds) == 1 else ""


def follow(root: Node, path: Path) -> Iterator[Node]:
    """The nodes along a path as far as they exist, the root first."""
    node = root
    yield node
    for key in path:
        if isinstance(node.value, dict) and key in node.value:
            node = node.value[str(key)]
        elif isinstance(node.value, list) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
        else:
            return
        yield node


def dotted(path: Path, root: Node | None = None) -> str:
    """A path as text; items of lists by name where the document has them named."""
    nodes = list(follow(root, path)) if root is not None else []
    text = ""
    for depth, key in enumerate(path):
        holder = nodes[depth] if depth < len(nodes) else None
        if isinstance(key, int):
            text += f"[{_label(key, holder)}]"
        else:
            text += ("." if text else "") + _quoted(key)
    return text


def _label(index: int, holder: Node | None) -> str:
    if holder is None or not isinstance(holder.value, list) or index >= len(holder.value):
        return str(index)
    for name in names(holder.value[index]):
        if name.isprintable() and sum(name in names(item) for item in holder.value) == 1:
            return f'"{name}"' if re.search(r"[\[\]'*]", name) else name
    return str(index)


def _quoted(key: str) -> str:
    if not key.isprintable():
        key = key.encode("unicode_escape").decode()
    if key and not re.search(r"[.\[\]\"'*]|^\s|\s$", key):
        return key
    return f"'{key}'" if '"' in key else f'"{key}"'
