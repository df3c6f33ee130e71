"""What flows where in a day: patients between groups, care settings and destinations."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.network.network import Network, Route, StepKind
from simulator.network.plan import Plan
from simulator.report.estimate import Estimate
from simulator.report.known import Known

Kind = Literal["group", "setting", "destination"]
Node = tuple[Kind, str]
# Of all arrivals: what fewer take is drawn, but has no say in where boxes stand.
FEW = 0.01


@dataclass(frozen=True, slots=True)
class Flow:
    """Patients a day from one node to another, as measured."""

    origin: Node
    target: Node
    per_day: Estimate


@dataclass(frozen=True, slots=True)
class Work:
    """A handoff done before leaving a care setting, for about so many patients a day."""

    setting: str
    handoff: str
    per_day: float


def flows(known: Known) -> list[Flow]:
    """Every flow that anybody took: arrivals by group, then moves and departures."""
    found = [*_arrivals(known), *_moves(known)]
    return [each for each in found if each.per_day.is_known and each.per_day.mean > 0]


def first_stay(route: Route, network: Network) -> Node:
    """Where a route goes first: its first care setting, or where it leaves to."""
    for step in route.steps:
        if step.kind is StepKind.STAY:
            return ("setting", network.care_settings[step.target].name)
    return ("destination", network.destinations[route.steps[-1].target])


def _arrivals(known: Known) -> Iterator[Flow]:
    """Arrivals of a group, shared over the first places of its pathways."""
    setup = known.result.setup
    for number, group in enumerate(setup.network.groups):
        shares: dict[Node, float] = defaultdict(float)
        said = setup.scenario.patient_groups[group].pathways
        routes = [each for each in setup.network.routes if each.group == number]
        for pathway, share in said.items():
            to = {first_stay(each, setup.network) for each in routes if each.pathway == pathway}
            for node in sorted(to):
                shares[node] += share / len(to)
        arrived = known.get("arrivals", {"group": group})
        for node, share in shares.items():
            if arrived is not None and arrived.is_known:
                yield Flow(("group", group), node, _part(arrived, share))


def _part(whole: Estimate, share: float) -> Estimate:
    return Estimate(whole.mean * share, whole.half_width * share, whole.n, whole.replications)


def _moves(known: Known) -> Iterator[Flow]:
    """Discharges by where to. A name that is both a setting and a destination is the setting."""
    network = known.result.setup.network
    settings = [each.name for each in network.care_settings]
    for origin in settings:
        for name in dict.fromkeys([*settings, *network.destinations]):
            where = {"care_setting": origin, "destination": name}
            per_day = known.get("discharge_destinations", where, "per_day")
            kind: Kind = "setting" if name in settings else "destination"
            if per_day is not None:
                yield Flow(("setting", origin), (kind, name), per_day)


def depths(network: Network, found: Sequence[Flow] = ()) -> dict[str, int]:
    """The column of each care setting: how many others come before it on its longest way in.

    ``found``: flows as measured. The ways that most take count first, and one that few take, or
    that goes back, moves nothing to the right; without flows all ways count.
    """
    size = {(each.origin[1], each.target[1]): each.per_day.mean for each in found}
    least = FEW * sum(each.per_day.mean for each in found if each.origin[0] == "group")
    ways = [way for way in _ways(network) if size.get(way, 0.0) >= least]
    depth: dict[str, int] = {each.name: 0 for each in network.care_settings}
    taken: list[tuple[str, str]] = []
    for way in sorted(ways, key=lambda one: -size.get(one, 0.0)):
        if not _leads(taken, way[1], way[0]):
            taken.append(way)
    for _ in depth:
        for origin, target in taken:
            depth[target] = max(depth[target], depth[origin] + 1)
    return depth


def _ways(network: Network) -> list[tuple[str, str]]:
    """Every step from one care setting to the next on a route."""
    found: dict[tuple[str, str], None] = {}
    for route in network.routes:
        stays = [step.target for step in route.steps if step.kind is StepKind.STAY]
        for one, other in itertools.pairwise(stays):
            if one != other:
                found[network.care_settings[one].name, network.care_settings[other].name] = None
    return list(found)


def _leads(taken: Sequence[tuple[str, str]], origin: str, target: str) -> bool:
    """Whether ways already taken lead from one care setting to another."""
    reached = {origin}
    for _ in taken:
        reached |= {there for here, there in taken if here in reached}
    return target in reached


def work(known: Known) -> list[Work]:
    """Handoffs after each care setting: discharges of a pathway, times the share that needs each.

    About, since those who die or are lost on the way are not told apart.
    """
    setup = known.result.setup
    total: dict[tuple[str, str], float] = {}
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for number, route in enumerate(setup.network.routes):
        # Groups share the steps of a pathway: one of them will do.
        if (route.pathway, route.branches) in seen:
            continue
        seen.add((route.pathway, route.branches))
        chance = _chance(setup.plan, route)
        for setting, handoff, needed in _needed(setup.network, setup.plan, number):
            where = {"care_setting": setting, "pathway": route.pathway}
            left = known.get("discharges", where)
            if left is not None and left.is_known:
                key = setting, handoff
                total[key] = total.get(key, 0.0) + left.mean * chance * needed
    return [Work(setting, handoff, n) for (setting, handoff), n in total.items() if n > 0]


def _chance(plan: Plan, route: Route) -> float:
    chance = 1.0
    for each in plan.branches:
        options = dict(each.options)
        taken = dict(route.branches).get(each.name)
        if each.pathway == route.pathway and taken is not None:
            chance *= options.get(taken, 1.0)
    return chance


def _needed(network: Network, plan: Plan, number: int) -> Iterator[tuple[str, str, float]]:
    """Each handoff of a route, with the care setting before it and the share that needs it."""
    setting = ""
    for step, drawn in zip(network.routes[number].steps, plan.routes[number].steps, strict=True):
        if step.kind is StepKind.STAY:
            setting = network.care_settings[step.target].name
        elif step.kind is StepKind.HANDOFF and setting:
            yield setting, network.handoffs[step.target].name, drawn.needed_by
