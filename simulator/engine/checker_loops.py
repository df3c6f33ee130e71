"""Loops of full places: who could change places with whom, and which loop moves (rule 19)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulator.engine.checker_rows import Rows
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case
from simulator.network.network import NONE, Choice, Step, StepKind

Pair = tuple[int, int]
UNREACHED = -1


class Loops:
    """Who could take a place in which unit, at one instant of the replay.

    Only units that the routes allow to be in a loop at all are looked at, and only when something
    has changed in one of them.
    """

    def __init__(self, case: Case, rows: Rows, services: Services) -> None:
        """Nobody waits yet."""
        self._rows, self._services = rows, services
        self.units = units_in_loops(case)
        self._takers: dict[int, dict[int, int]] = {unit: {} for unit in self.units}

    def next_loop(self, now: int) -> list[Pair]:
        """The loop that moves: rows of those who start, from the lowest unit on, and where to.

        Empty if there is no loop.
        """
        changed = self._services.units_changed & self.units
        if not changed:
            return []
        self._services.units_changed.clear()
        for unit in changed:
            self._takers[unit] = self._find_takers(unit, now)
        takers = {
            unit: self._takers[unit] for unit in self.units if self._could_be_taken(unit, now)
        }
        nexts: dict[int, list[int]] = {}
        for unit in sorted(takers):
            for held in takers[unit]:
                if self._services.lets_out(held, now):
                    nexts.setdefault(held, []).append(unit)
        loop = smallest_loop(nexts)
        following = loop[1:] + loop[:1]
        row_of = self._rows.row_of
        return [(row_of[takers[v][u]], v) for u, v in zip(loop, following, strict=True)]

    def _could_be_taken(self, unit: int, now: int) -> bool:
        return self._services.is_full(unit) and self._services.admits(unit, now)

    def _find_takers(self, unit: int, now: int) -> dict[int, int]:
        """By unit held, the first in order who waits for this one and weighs 1 in both."""
        rows = self._rows
        waiting = self._services.unit_list[unit]
        # A sorted list is a heap, and those who no longer wait are in nobody's way.
        waiting[:] = sorted({rank for rank in waiting if rows.waits_for(rows.row_of[rank], unit)})
        takers: dict[int, int] = {}
        for rank in waiting:
            row = rows.row_of[rank]
            stay = rows.stay_left_from(row, now)
            if stay != NONE and rows.weight[stay] == 1 and rows.step[row].weight == 1:
                takers.setdefault(rows.unit[stay], rank)
        return takers


def smallest_loop(nexts: dict[int, list[int]]) -> list[int]:
    """Of the loops along ``nexts`` (in rising order) that of fewest units, and of those the first.

    A loop is written from its lowest unit on; empty if there is none.
    """
    best: list[int] = []
    for lowest in sorted(nexts):
        loop = _smallest_from(nexts, lowest)
        if loop and (not best or len(loop) < len(best)):
            best = loop
    return best


def _smallest_from(nexts: dict[int, list[int]], lowest: int) -> list[int]:
    """The same of loops with this lowest unit: unit by unit, the lowest that leads back soonest."""
    before: dict[int, list[int]] = {}
    for unit, following in nexts.items():
        for other in following:
            if unit >= lowest and other >= lowest:
                before.setdefault(other, []).append(unit)
    moves_back = {lowest: 0}
    reached = [lowest]
    for unit in reached:
        for other in before.get(unit, ()):
            if other not in moves_back:
                moves_back[other] = moves_back[unit] + 1
                reached.append(other)
    loop = [lowest]
    while True:
        onwards = [v for v in nexts[loop[-1]] if v in moves_back]
        if not onwards:
            return []
        nearest = min(onwards, key=lambda unit: (moves_back[unit], unit))
        if nearest == lowest:
            return loop
        loop.append(nearest)


def units_in_loops(case: Case) -> frozenset[int]:
    """Units that somebody could be in a loop with: all that lie between moves that lead round."""
    moves = _moves(case)
    units: set[int] = set()
    remaining = {unit for move in moves for unit in move}
    while remaining != units:
        units = remaining
        moves = {(u, v) for u, v in moves if u in units and v in units}
        remaining = {u for u, _ in moves} & {v for _, v in moves}
    return frozenset(units)


def _moves(case: Case) -> set[Pair]:
    """All moves from a place held into another that the routes allow."""
    inside = _begin_inside(case)
    localities = range(max(1, len(case.network.localities)))
    moves: set[Pair] = set()
    first = 0
    for route in case.network.routes:
        stays = [k for k, step in enumerate(route.steps) if step.kind == StepKind.STAY]
        for locality in localities:
            held: set[int] = set()
            for k in stays:
                choices = _units(route.steps[k], locality)
                moves |= {(u, v) for u in held for v in choices}
                held = choices | inside.get(first + k, set())
                moves |= _moves_back(case, held, choices)
        first += len(route.steps)
    return moves


def _moves_back(case: Case, held: Iterable[int], choices: Iterable[int]) -> set[Pair]:
    units = case.network.units
    return {(u, v) for u in held if units[u].away for v in choices if not units[v].away}


def _units(step: Step, locality: int) -> set[int]:
    choices: tuple[Choice, ...] = step.choices[locality] if locality < len(step.choices) else ()
    return {choice.unit for choice in choices}


def _begin_inside(case: Case) -> dict[int, set[int]]:
    """By step of the routes, the units in which people are in it when the run begins."""
    found: dict[int, set[int]] = {}
    for row in np.flatnonzero(case.steps.begins_in >= 0).tolist():
        template, unit = int(case.steps.template[row]), int(case.steps.begins_in[row])
        found.setdefault(template, set()).add(unit)
    return found
