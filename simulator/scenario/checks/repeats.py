"""Changes that one file makes twice to the same value: warned of, since one may be a slip."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.errors import Problem
from simulator.scenario.change import Changed

_NOT_TWICE = {"added", "restated", "append"}


def repeated(changes: Iterable[Changed]) -> list[Problem]:
    """One warning for each change of a value that the same file has changed already."""
    first: dict[tuple[str, str], Changed] = {}
    found = []
    for change in changes:
        if change.how in _NOT_TWICE:
            continue
        before = first.setdefault((change.place.file, change.path), change)
        if before is not change:
            place = before.place
            says = f"is changed twice: before this at {place.file}:{place.line}:{place.column}"
            do = "both are applied, in order; write one change"
            found.append(Problem(says, change.place, change.path, do))
    return found
