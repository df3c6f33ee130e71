"""Where patients live and which way they go: locality, pathway, and the option of each branch.

Each is read through the inverse of its shares with the names in alphabetical order, so that the
order of names in a file moves nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import NONE, Network
from simulator.network.plan import BranchShares, Plan
from simulator.sampling.chance import Chance, Numbers, People, chosen, segments
from simulator.scenario.schema import Scenario

Shares = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One group's pathway: its branches, and the route of each combination of options taken."""

    branches: tuple[BranchShares, ...]
    routes: tuple[tuple[int, dict[str, int]], ...]

    @property
    def only(self) -> int:
        """The route of a pathway without branches."""
        return self.routes[0][0]


@dataclass(frozen=True, slots=True)
class Ways:
    """Shares by patient group: localities (number, share) and pathways (way, share).

    ``elsewhere``: for each route, the way that a limit on it leads to, or -1.
    """

    localities: tuple[Shares, ...]
    pathways: tuple[Shares, ...]
    ways: tuple[_Way, ...]
    elsewhere: Numbers

    @classmethod
    def of(cls, scenario: Scenario, network: Network, plan: Plan) -> Ways:
        """From a scenario and what was built from it.

        Raises:
            ValueError: two branches of one pathway have one name and are not alike.
        """
        known = _ways(network, plan)
        ways: list[_Way] = []
        pathways: list[Shares] = []
        for group, name in enumerate(network.groups):
            shares = sorted(scenario.patient_groups[name].pathways.items())
            pathways.append(tuple((len(ways) + i, share) for i, (_, share) in enumerate(shares)))
            ways += [known[group, pathway] for pathway, _ in shares]
        elsewhere = np.full(len(network.routes), NONE)
        for number, (route, draws) in enumerate(zip(network.routes, plan.routes, strict=True)):
            if draws.elsewhere is not None:
                elsewhere[number] = len(ways)
                ways.append(known[route.group, draws.elsewhere])
        localities = tuple(_localities(scenario, network, name) for name in network.groups)
        return cls(localities, tuple(pathways), tuple(ways), elsewhere)

    def live(self, chance: Chance, people: People) -> Numbers:
        """Number of each one's locality."""
        return self._by_shares(chance, "locality", people, self.localities)

    def routes(self, chance: Chance, people: People) -> Numbers:
        """Number of the route that each one takes when he comes."""
        way = self._by_shares(chance, "pathway", people, self.pathways)
        return self._along(chance, people, way)

    @property
    def leads_elsewhere(self) -> bool:
        """Whether any limit does."""
        return bool((self.elsewhere >= 0).any())

    def sent(self, chance: Chance, people: People) -> Numbers:
        """Positions of those whose route has a limit that leads elsewhere."""
        return np.flatnonzero(self.elsewhere[self.routes(chance, people)] >= 0)

    def instead(self, chance: Chance, people: People, route: Numbers) -> Numbers:
        """Number of the route that each one takes elsewhere, where a limit on ``route`` leads."""
        return self._along(chance, people, self.elsewhere[route])

    def _along(self, chance: Chance, people: People, way: Numbers) -> Numbers:
        route = np.full(len(people), NONE)
        for number, who in segments(way):
            taken = self.ways[number]
            route[who] = _route(chance, taken, people.rows(who)) if taken.branches else taken.only
        return route

    def _by_shares(
        self, chance: Chance, decision: str, people: People, shares: tuple[Shares, ...]
    ) -> Numbers:
        found = np.array([of_group[0][0] for of_group in shares])[people.group]
        is_drawn = np.array([len(of_group) > 1 for of_group in shares])
        who = np.flatnonzero(is_drawn[people.group])
        u = chance.uniforms(decision, people.rows(who))
        for group, some in segments(people.group[who]):
            numbers = np.array([number for number, _ in shares[group]])
            found[who[some]] = numbers[chosen([share for _, share in shares[group]], u[some])]
        return found


def _localities(scenario: Scenario, network: Network, group: str) -> Shares:
    own = scenario.patient_groups[group].localities
    shares = own or {name: place.share for name, place in scenario.localities.items()}
    if not shares:
        return ((0, 1.0),)
    return tuple((network.localities.index(name), share) for name, share in sorted(shares.items()))


def _ways(network: Network, plan: Plan) -> dict[tuple[int, str], _Way]:
    """The way of every group along each of its pathways."""
    branches = _branches(plan)
    routes: dict[tuple[int, str], list[tuple[int, dict[str, int]]]] = {}
    for number, route in enumerate(network.routes):
        named = {branch.name: branch for branch in branches.get(route.pathway, ())}
        taken = {name: _names(named[name]).index(option) for name, option in route.branches}
        routes.setdefault((route.group, route.pathway), []).append((number, taken))
    return {key: _Way(branches.get(key[1], ()), tuple(found)) for key, found in routes.items()}


def _branches(plan: Plan) -> dict[str, tuple[BranchShares, ...]]:
    named: dict[tuple[str, str], BranchShares] = {}
    for branch in plan.branches:
        if named.setdefault((branch.pathway, branch.name), branch) != branch:
            raise ValueError(
                f"pathway {branch.pathway} has two branches named {branch.name} that are not alike"
            )
    found: dict[str, tuple[BranchShares, ...]] = {}
    for branch in named.values():
        found[branch.pathway] = (*found.get(branch.pathway, ()), branch)
    return found


def _names(branch: BranchShares) -> list[str]:
    return sorted(name for name, _ in branch.options)


def _route(chance: Chance, way: _Way, people: People) -> Numbers:
    taken = {}
    for branch in way.branches:
        u = chance.uniforms(f"branch:{branch.name}", people)
        taken[branch.name] = chosen([share for _, share in sorted(branch.options)], u)
    route = np.full(len(people), NONE)
    for number, options in way.routes:
        fits = np.ones(len(people), dtype=bool)
        for name, option in options.items():
            fits &= taken[name] == option
        route[fits] = number
    return route
