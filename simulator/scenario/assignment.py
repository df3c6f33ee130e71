"""A value set on the command line: ``path=value``."""

from __future__ import annotations

import re
from dataclasses import replace

from simulator.errors import InputError, Place, Problem
from simulator.scenario.address import parse
from simulator.scenario.apply import Origin, apply
from simulator.scenario.change import Change
from simulator.scenario.document import Node, read
from simulator.scenario.extends import Chain

COMMAND_LINE = "command line"
_FORM = re.compile(r"""((?:"[^"]*"|'[^']*'|[^"'=])+)=(.*)""", re.DOTALL)


def assign(chain: Chain, text: str) -> None:
    """Apply one ``path=value``; what is wrong with it is added to the chain's problems.

    The value is YAML: a number, a word, or a list or mapping in brackets.
    """
    whole = Place(COMMAND_LINE, 1, 1, text)
    match = _FORM.fullmatch(text)
    if match is None or not _is_path(match[1]):
        says = f"'{text}' is no path=value"
        do = "write it like care_settings.acute.units.North.beds=30"
        chain.problems.append(Problem(says, whole, do=do))
        return
    try:
        value = _value(match[2], text, match.start(2))
        entry = Node({"path": Node(match[1], whole), "set": value}, whole)
        change = Change(path=match[1].strip(), set=value.plain())
        if chain.carried is not None:
            own = entry.copy()
            chain.carried.then(lambda again: apply(again, change, own.copy(), Origin()))
        chain.changes += apply(chain.root, change, entry, Origin())
    except InputError as error:
        chain.problems += error.problems


def _is_path(text: str) -> bool:
    try:
        return bool(parse(text.strip()))
    except ValueError:
        return False


def _value(text: str, whole: str, offset: int) -> Node:
    """The value, with columns counted from the start of the whole text."""

    def moved(place: Place) -> Place:
        return replace(place, line=1, column=place.column + offset, text=whole)

    if not text.strip():
        return Node(None, moved(Place(COMMAND_LINE, 1, 1)))
    found: list[Problem] = []
    try:
        node = read(text, COMMAND_LINE, found)
    except InputError as error:
        found, node = error.problems, Node(None, Place(COMMAND_LINE, 1, 1))
    if found:
        moved_problems = [replace(p, place=moved(p.place)) if p.place else p for p in found]
        raise InputError(moved_problems)
    for _, inner in node.walk():
        inner.place = moved(inner.place)
        inner.key = moved(inner.key) if inner.key else None
    return node
