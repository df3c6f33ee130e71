"""Loops of full places: patients who each hold the place that another waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.scenario.checks.reach import (
    Visit,
    choices,
    localities_of,
    most_open,
    takes,
    visits,
)
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.schema import Scenario

# The most that the format allows stands for room without end.
NO_END = 1_000_000

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hold:
    """Someone may hold a place in one unit while he waits for one in another."""

    from_: Place
    to: Place
    path: Path


def full_places(scenario: Scenario) -> Findings:
    """No loop of full units in which everyone holds his place until the next one is free."""
    holds: dict[Place, dict[Place, Path]] = {}
    for hold in _holds(scenario):
        holds.setdefault(hold.from_, {}).setdefault(hold.to, hold.path)
    named: set[frozenset[str]] = set()
    for start in holds:
        loop = _shortest_loop(holds, start)
        settings = [place[0] for place in loop]
        if not loop or frozenset(settings) in named:
            continue
        named.add(frozenset(settings))
        yield Finding(
            (*holds[loop[0]][loop[1]], "lets_go"),
            f"these places can lock: {_drawn(loop)}. When all are full, everyone in the loop holds "
            "the place that another waits for, and nobody moves again",
            "let one of these stays let go `at end`, or give the move a limit",
        )


def _drawn(loop: list[Place]) -> str:
    settings = [place[0] for place in loop]
    if len(set(settings)) == 1:
        return " → ".join(f"{setting} ({unit})" for setting, unit in loop)
    row = [name for i, name in enumerate(settings) if i == 0 or name != settings[i - 1]]
    return " → ".join(row)


def _holds(scenario: Scenario) -> Iterator[Hold]:
    for visit in visits(scenario):
        following = visit.following()
        if following is None or following.stay.care_setting not in scenario.care_settings:
            continue
        if not _keeps_place(visit) or following.stay.limit is not None:
            continue
        for from_ in _places(scenario, visit):
            for to in _places(scenario, following):
                yield Hold(from_, to, visit.path)


def _keeps_place(visit: Visit) -> bool:
    """Whether some may still hold the place of a stay when only the next place is missing."""
    if visit.stay.lets_go != "when next task starts":
        return visit.stay.lets_go == "next place"
    move = visit.way.next_move(visit.position)
    between = [
        step.needed_by
        for i, _, step in visit.way.handoffs()
        if visit.position < i < (move if move is not None else i) and step.move_waits
    ]
    return not any(needed == 1 for needed in between)


def _places(scenario: Scenario, visit: Visit) -> set[Place]:
    """Units with an end to their room that a visitor may use, from some locality."""
    name = visit.stay.care_setting
    return {
        (name, unit.name)
        for locality in localities_of(scenario, visit.group)
        for unit in choices(scenario, visit, locality)
        if most_open(unit) < NO_END and takes(unit, visit.group, visit.pathway)
    }


def _shortest_loop(holds: Mapping[Place, Mapping[Place, Path]], start: Place) -> list[Place]:
    """The shortest loop from a place back to it, first and last the same; empty if none."""
    came_from: dict[Place, Place] = {}
    edge = [start]
    while edge:
        reached = []
        for place in edge:
            for to in holds.get(place, {}):
                if to == start:
                    return [*_back(came_from, place), start]
                if to not in came_from:
                    came_from[to] = place
                    reached.append(to)
        edge = reached
    return []


def _back(came_from: Mapping[Place, Place], place: Place) -> list[Place]:
    row = [place]
    while row[0] in came_from:
        row.insert(0, came_from[row[0]])
    return row
