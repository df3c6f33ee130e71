"""Faults that a change made: the change named beside the place of the fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulator.errors import Problem
from simulator.scenario.address import dotted, parse
from simulator.scenario.change import Changed
from simulator.scenario.document import Path

_MOST = 3


def blamed(problem: Problem, changes: Sequence[Changed], missing: Path = ()) -> Problem:
    """The problem, with the changes at or below its path named, and what they took out.

    ``missing``: the path of what is missing, where that is the problem. A change that stands
    where the problem does is not named.
    """
    about = _words(dotted(missing) if missing else problem.path)
    own = problem.place and (problem.place.file, problem.place.line)
    to_blame = [
        change.place
        for change in changes
        if (change.place.file, change.place.line) != own
        and (_is_within(change, about) or _took_out_what_is_named(change, problem))
    ]
    if not to_blame:
        return problem
    places = [f"{each.file}:{each.line}:{each.column}" for each in dict.fromkeys(to_blame)]
    listed = " and ".join(places[-_MOST:])
    word = "change" if len(places) == 1 else "changes"
    return replace(problem, says=f"{problem.says} (after the {word} at {listed})")


def _words(path: str) -> tuple[str, ...]:
    try:
        return tuple(word.text for word in parse(path))
    except ValueError:
        return ()


def _is_within(change: Changed, about: tuple[str, ...]) -> bool:
    return bool(about) and _words(change.path)[: len(about)] == about


def _took_out_what_is_named(change: Changed, problem: Problem) -> bool:
    if not change.is_gone:
        return False
    *around, last = _words(change.path) or ("",)
    is_of_one_named = any(f"'{word}'" in problem.says for word in around)
    is_field_named = is_of_one_named and last.replace("_", " ") in problem.says
    return f"'{last}'" in problem.says or is_field_named
