"""What is to be drawn for the steps of routes, as one table made before any drawing.

A row of the table is one step of one route as travelled by patients of one origin (the group of
the first arrival, whose streams are read). Each kind of draw has a decision of its own:
``<decision>:needed``, ``:duration``, ``:limit``, ``:expected``, ``:review``, ``:dies``,
``:dies_waiting``, ``:relapse`` and ``:relapse_lasts``, with the step's ``decision``, and its
``occurrence`` within the route.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import NONE, Network, StepKind
from simulator.network.plan import Plan, StepDraws
from simulator.sampling.chance import Chance, Numbers
from simulator.sampling.distributions import Distribution, distribution, microseconds
from simulator.sampling.lengths import lengths
from simulator.sampling.returns import Returns
from simulator.sampling.streams import Words
from simulator.scenario.law import Law

Reals = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decision:
    """One kind of draw: the names of its streams, and the table rows that need it.

    ``stream`` (table rows): position in ``names`` of (origin, decision), or -1 where nothing is
    drawn. ``rows``: those where something is, in order of the laws of their durations or limits.
    """

    names: tuple[tuple[str, str], ...]
    stream: Numbers
    rows: Numbers

    def keys(self, chance: Chance) -> Words:
        """The key of each table row; of no meaning where nothing is drawn."""
        keys = np.append(chance.keys(self.names), np.uint64(0))
        return keys[self.stream]


@dataclass(frozen=True, slots=True)
class Durations:
    """Laws by table row: a fixed length in microseconds, or a law to be drawn from (or -1).

    ``fixed_rows``: table rows whose fixed length is not what stands where there is no law.
    """

    fixed: Numbers
    fixed_rows: Numbers
    law: Numbers
    laws: tuple[Distribution, ...]

    @classmethod
    def of(cls, laws: Sequence[Law | None], none: int) -> Durations:
        """From the law of each row; ``none`` is the length where there is no law."""
        known: dict[Distribution, int] = {}
        solved: dict[int, Distribution] = {}
        fixed = np.full(len(laws), none, dtype=np.int64)
        number = np.full(len(laws), NONE, dtype=np.int64)
        for row, law in enumerate(laws):
            if law is None:
                continue
            if id(law) not in solved:
                solved[id(law)] = distribution(law)
            found = solved[id(law)]
            if found.sd() == 0:
                fixed[row] = microseconds(np.array([found.mean()]))[0]
            else:
                number[row] = known.setdefault(found, len(known))
        return cls(fixed, np.flatnonzero(fixed != none), number, tuple(known))

    def lengths(self, rows: Numbers, sizes: Numbers, u: Reals) -> Numbers:
        """Lengths drawn for table rows that are in order of their laws, so many for each."""
        found = np.empty(len(u), dtype=np.int64)
        laws = self.law[rows]
        edges = np.flatnonzero(np.diff(laws, prepend=NONE, append=NONE))
        before = np.concatenate(([0], np.cumsum(sizes)))[edges].tolist()
        for at, (start, stop) in zip(edges, pairwise(before), strict=False):
            if start < stop:
                found[start:stop] = lengths(self.laws[laws[at]], u[start:stop])
        return found


@dataclass(frozen=True, slots=True)
class StepTable:
    """All that is drawn for steps.

    ``trip`` (origins, routes): the number, below ``trips``, of a route as travelled by patients of
    one origin, or -1. ``row_trip`` and ``position``: each row's trip, and its place in the route.
    ``always_drawn``: rows whose duration is drawn for everyone, in order of their laws.
    """

    trip: Numbers
    trips: int
    steps: Numbers
    row_trip: Numbers
    position: Numbers
    occurrence: Words
    durations: Durations
    limits: Durations
    needed_by: Reals
    error: Reals
    death: Reals
    hazard: Reals
    relapse_hazard: Reals
    relapses: Durations
    decisions: dict[str, Decision]
    always_drawn: Numbers

    @classmethod
    def of(cls, network: Network, plan: Plan, returns: Returns) -> StepTable:
        """From the plan of draws."""
        trip = np.full((len(network.groups), len(network.routes)), NONE)
        rows: list[_Row] = []
        for number, (origin, route) in enumerate(_travelled(network, returns)):
            trip[origin, route] = number
            pairs = zip(network.routes[route].steps, plan.routes[route].steps, strict=True)
            name = network.groups[origin]
            rows += [
                _Row(name, number, position, step.kind is StepKind.STAY, draws)
                for position, (step, draws) in enumerate(pairs)
            ]
        draws = [row.draws for row in rows]
        deaths = [d.mortality for d in draws]
        durations = Durations.of([d.law for d in draws], none=0)
        limits = Durations.of([d.limit for d in draws], none=NONE)
        needed_by = np.array([d.needed_by for d in draws])
        error = np.array([float(d.expected_error) for d in draws])
        death = np.array([m.chance if m else 0.0 for m in deaths])
        hazard = -np.log1p([-m.while_delayed_per_day if m else 0.0 for m in deaths])
        comes_back = [d.relapse if d.relapse and d.relapse.per_day else None for d in draws]
        relapse_hazard = -np.log1p([-r.per_day if r else 0.0 for r in comes_back])
        relapses = Durations.of([r.lasts if r else None for r in comes_back], none=0)
        is_drawn: dict[str, Marks] = {
            "needed": needed_by < 1,
            "duration": durations.law >= 0,
            "limit": limits.law >= 0,
            "expected": error > 0,
            "review": np.array([row.is_stay for row in rows], dtype=bool),
            "dies": death > 0,
            "dies_waiting": hazard > 0,
            "relapse": relapse_hazard > 0,
            "relapse_lasts": relapses.law >= 0,
        }
        orders = {"limit": limits, "relapse_lasts": relapses}
        decisions = {
            what: _decision(what, rows, which, orders.get(what, durations))
            for what, which in is_drawn.items()
        }
        drawn = decisions["duration"].rows
        return cls(
            trip=trip,
            trips=int(trip.max(initial=NONE)) + 1,
            steps=np.array([len(route.steps) for route in network.routes], dtype=np.int64),
            row_trip=np.array([row.trip for row in rows], dtype=np.int64),
            position=np.array([row.position for row in rows], dtype=np.int64),
            occurrence=np.array([d.occurrence for d in draws], dtype=np.uint64),
            durations=durations,
            limits=limits,
            needed_by=needed_by,
            error=error,
            death=death,
            hazard=hazard,
            relapse_hazard=relapse_hazard,
            relapses=relapses,
            decisions=decisions,
            always_drawn=drawn[needed_by[drawn] >= 1],
        )


@dataclass(frozen=True, slots=True)
class _Row:
    origin: str
    trip: int
    position: int
    is_stay: bool
    draws: StepDraws


def _travelled(network: Network, returns: Returns) -> Iterator[tuple[int, int]]:
    """Every origin with each route that its patients may come to travel."""
    routes: dict[int, list[int]] = {}
    for number, route in enumerate(network.routes):
        routes.setdefault(route.group, []).append(number)
    for origin in range(len(network.groups)):
        for group in returns.reached(origin):
            yield from ((origin, number) for number in routes.get(group, []))


def _decision(what: str, rows: Sequence[_Row], is_drawn: Marks, order: Durations) -> Decision:
    names: dict[tuple[str, str], int] = {}
    stream = np.full(len(rows), NONE)
    drawn = np.flatnonzero(is_drawn)
    for number in drawn.tolist():
        name = (rows[number].origin, f"{rows[number].draws.decision}:{what}")
        stream[number] = names.setdefault(name, len(names))
    return Decision(tuple(names), stream, drawn[np.argsort(order.law[drawn], kind="stable")])
