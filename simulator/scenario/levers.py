"""The levers by name, and how one is pulled: every single value that it moves is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from simulator.errors import InputError, Place, Problem
from simulator.scenario.address import dotted
from simulator.scenario.apply import Origin, put, value_at
from simulator.scenario.change import Changed
from simulator.scenario.document import Node, standing_at
from simulator.scenario.fault import nearest, place_of, problems, shown
from simulator.scenario.lever import Document, Lever, Move, RefusedError
from simulator.scenario.lever_earlier_planning import EarlierPlanning, earlier_planning
from simulator.scenario.lever_merge_units import MergeUnits, merge_units
from simulator.scenario.lever_mobile_working import MobileWorking, mobile_working
from simulator.scenario.lever_seven_day import SevenDay, seven_day
from simulator.scenario.short_form import lengthen


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of lever: what it is told, and the values that it then moves in a scenario."""

    told: type[Lever]
    moves: Callable[[Document, Any], Iterator[Move]]


LEVERS = {
    "seven_day": Kind(SevenDay, seven_day),
    "merge_units": Kind(MergeUnits, merge_units),
    "mobile_working": Kind(MobileWorking, mobile_working),
    "earlier_planning": Kind(EarlierPlanning, earlier_planning),
}


def is_lever(entry: Node) -> bool:
    """Whether an entry of `changes` pulls a lever."""
    return isinstance(entry.value, dict) and "lever" in entry.value


def pull(root: Node, entry: Node, origin: Origin) -> list[Changed]:
    """Pull the lever written at ``entry`` on a document, in place; what it moved, by value.

    Raises InputError where there is no such lever, it is told what it cannot be, or it is told to
    do something and nothing moves.
    """
    assert isinstance(entry.value, dict)
    kind, place = _kind(entry), entry.value["lever"].place
    try:
        told = kind.told.model_validate(entry.plain())
        moves = list(kind.moves(root.plain(), told))
    except ValidationError as error:
        found = [_beside(place, each) for each in problems(error, entry, kind.told)]
        raise InputError(found) from None
    except RefusedError as refused:
        at = dotted(refused.at, entry)
        problem = Problem(refused.says, place_of(entry, refused.at), at, refused.do)
        raise InputError([problem]) from None
    moved = [done for move in moves if (done := _move(root, move, told, place, origin))]
    if not moved and not told.is_neutral:
        says = f"the lever {told.lever} moves nothing: what it is to do is so already"
        raise InputError([Problem(says, place, do="leave it out, or look at what it is told")])
    lengthen(root)
    return moved


def _kind(entry: Node) -> Kind:
    assert isinstance(entry.value, dict)
    name = entry.value["lever"]
    if isinstance(name.value, str) and name.value in LEVERS:
        return LEVERS[name.value]
    do = nearest(str(name.plain()), LEVERS)
    raise InputError([Problem(f"there is no lever {shown(name.plain())}", name.place, do=do)])


def _beside(place: Place, problem: Problem) -> Problem:
    """What is missing stands where the lever is named, not at the top of the file."""
    is_missing = problem.place == Place(place.file, 1, 1)
    return replace(problem, place=place) if is_missing else problem


def _move(root: Node, move: Move, told: Lever, place: Place, origin: Origin) -> Changed | None:
    """Move one value, and say so; None where it is what it was."""
    before = value_at(root, move.path)
    if before is not None and before.plain() == move.value:
        return None
    changed = Changed(
        path=dotted(move.path, root),
        how=f"lever {told.lever}",
        before=before.plain() if before else None,
        after=move.value,
        place=place,
        is_new=before is None,
        source=told.source or origin.source,
        confidence=told.confidence or origin.confidence,
        why=told.why,
    )
    node = standing_at(place, move.value)
    put(root, move.path, node, changed)
    # A new item of a list has its name once it is there.
    node.changed = replace(changed, path=dotted(move.path, root))
    return node.changed
