"""The steps of all routes as columns, with what comes next after each stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import NONE, Network, Route, Step, StepKind
from simulator.results.outline import Integers


@dataclass(frozen=True, slots=True)
class RouteTable:
    """One row per step of each route; route ``r`` has the rows from ``first[r]``.

    ``kind``, ``target``, ``weight``: as in the step. ``next``: position in the route of the next
    STAY or LEAVE (-1 after the last). ``next_kind``, ``next_target``: what that is. ``waits_for``
    (rows x most waits): positions of the handoffs that the move to it waits for, in listed order,
    padded with -1. ``last_reason``: what delay counts under when all of those have ended.
    ``group``: of the route. ``pathway``: index in ``pathways``.
    """

    pathways: tuple[str, ...]
    first: Integers
    kind: Integers
    target: Integers
    weight: Integers
    next: Integers
    next_kind: Integers
    next_target: Integers
    waits_for: Integers
    last_reason: Integers
    group: Integers
    pathway: Integers


def route_table(network: Network) -> RouteTable:
    """Write the routes of a network as columns."""
    pathways = tuple(dict.fromkeys(route.pathway for route in network.routes))
    rows = [
        (*row, route.group, pathways.index(route.pathway))
        for route in network.routes
        for row in _rows(network, route)
    ]
    waits = [
        route.steps[after].waits_for if after != NONE else ()
        for route in network.routes
        for after in _moves(route)
    ]
    most = max(map(len, waits), default=0)
    padded = [(*wait, *[NONE] * (most - len(wait))) for wait in waits]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 9).T.copy()
    return RouteTable(
        pathways=pathways,
        first=np.cumsum([0, *(len(route.steps) for route in network.routes)], dtype=np.int64),
        kind=columns[0],
        target=columns[1],
        weight=columns[2],
        next=columns[3],
        next_kind=columns[4],
        next_target=columns[5],
        waits_for=np.array(padded, dtype=np.int64).reshape(len(rows), most),
        last_reason=columns[6],
        group=columns[7],
        pathway=columns[8],
    )


def _moves(route: Route) -> list[int]:
    """For each step, the position of the next STAY or LEAVE (-1: none)."""
    after, moves = NONE, []
    for position in reversed(range(len(route.steps))):
        moves.append(after)
        if route.steps[position].kind is not StepKind.HANDOFF:
            after = position
    return moves[::-1]


def _rows(network: Network, route: Route) -> list[tuple[int, ...]]:
    rows = []
    for step, after in zip(route.steps, _moves(route), strict=True):
        here: tuple[int, ...] = (step.kind, step.target, step.weight, after)
        if after == NONE:
            rows.append((*here, NONE, NONE, NONE))
            continue
        move = route.steps[after]
        reason = _last_reason(network, step, move) if step.kind is StepKind.STAY else NONE
        rows.append((*here, move.kind, move.target, reason))
    return rows


def _last_reason(network: Network, stay: Step, move: Step) -> int:
    if move.kind is StepKind.STAY:
        return network.care_settings[move.target].waiting_reason
    return network.care_settings[stay.target].leaving_reason
