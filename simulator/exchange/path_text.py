"""Paths of values as text in a workbook: ``care_settings.acute.units[Ward 3].beds``."""

from __future__ import annotations

import json
import re

from simulator.exchange.layout import has_row
from simulator.scenario.address import names
from simulator.scenario.document import Node, Path

_BARE = re.compile(r"[^\s.\[\]\"'()]+(?: [^\s.\[\]\"'()]+)*")
_PART = re.compile(r'\.?(?:"((?:[^"\\]|\\.)*)"|\[([^\]"]*|"(?:[^"\\]|\\.)*")\]|([^."\[\]]+))')


def written(path: Path, root: Node | None = None) -> str:
    """A path as text; items of lists by their names where these are unique, else by number."""
    text, node = "", root
    for at, key in enumerate(path):
        if isinstance(key, int):
            # A name can be looked up where rows have been read before.
            text += f"[{label(key, node) if has_row(path[: at + 1]) else key}]"
        else:
            text += ("." if text else "") + _word(key)
        node = _child(node, key)
    return text


def label(index: int, holder: Node | None) -> str:
    """What an item of a list is called: its own name if no other has it, else its number."""
    if holder is None or not isinstance(holder.value, list) or index >= len(holder.value):
        return str(index)
    own = next(iter(names(holder.value[index])), "")
    if not own or own.isdigit() or sum(own in names(item) for item in holder.value) > 1:
        return str(index)
    return own if _BARE.fullmatch(own) else json.dumps(own)


def parsed(text: str) -> tuple[str | tuple[str, bool], ...]:
    """The parts of a written path: a key as text, an item as (its name or number, True).

    Raises ValueError when it is not one.
    """
    parts: list[str | tuple[str, bool]] = []
    position, text = 0, text.strip()
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or (match[0].startswith(".") and not parts):
            raise ValueError(text)
        quoted, item, bare = match.groups()
        if item is not None:
            parts.append((json.loads(item) if item.startswith('"') else item, True))
        else:
            parts.append(json.loads(f'"{quoted}"') if quoted is not None else bare)
        position = match.end()
    if not parts:
        raise ValueError(text)
    return tuple(parts)


def _word(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key)


def _child(node: Node | None, key: str | int) -> Node | None:
    value = node.value if node is not None else None
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None
