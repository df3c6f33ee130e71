"""How many patients a day come on each route, and from which locality: first arrivals and returns.

Means over the results' period, from the demand curve and the shares of the scenario. Returns follow
the rules of ``simulator.sampling.returns``: a share of those who leave alive, as often as the group
of the first arrival allows. They are counted on the day of the first arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, Network
from simulator.network.plan import Plan
from simulator.sampling.demand import expected, first_share
from simulator.scenario.schema import Scenario

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupRate:
    """Patients of one group a day."""

    group: str
    first: float
    returns: float


def demand(scenario: Scenario, plan: Plan) -> dict[str, Reals]:
    """First arrivals a day at each hour of each date of the results' period, by group."""
    calendar = scenario.calendar
    warm_up = int(calendar.warm_up.days)
    days = -(-(calendar.warm_up.microseconds + calendar.run_for.microseconds) // DAY)
    run = calendar.start, days, calendar.bank_holidays
    return {
        name: expected(who.arrivals, *run, first_share(name, who, plan))[warm_up:]
        for name, who in scenario.patient_groups.items()
    }


def localities(scenario: Scenario, network: Network, group: str) -> Reals:
    """Share of a group living in each locality of the network."""
    own = scenario.patient_groups[group].localities
    shares = own or {name: place.share for name, place in scenario.localities.items()}
    found = np.array([shares.get(name, 0.0) for name in network.localities])
    return found / found.sum() if found.sum() > 0 else np.ones(len(found)) / len(found)


def route_shares(scenario: Scenario, network: Network, plan: Plan) -> Reals:
    """Share of its group's patients that takes each route."""
    found = []
    for route in network.routes:
        pathways = scenario.patient_groups[network.groups[route.group]].pathways
        found.append(pathways.get(route.pathway, 0.0) / sum(pathways.values()))
    return np.array(found) * branch_shares(network, plan)


def branch_shares(network: Network, plan: Plan) -> Reals:
    """Share of those on its pathway who take each route."""
    options = {(branch.pathway, branch.name): dict(branch.options) for branch in plan.branches}
    found = np.ones(len(network.routes))
    for number, route in enumerate(network.routes):
        for name, option in route.branches:
            of_branch = options[route.pathway, name]
            found[number] *= of_branch[option] / sum(of_branch.values())
    return found


def group_rates(
    scenario: Scenario, network: Network, first: Mapping[str, Reals], leaves: Reals
) -> list[GroupRate]:
    """Arrivals of each group, from its first arrivals and its chance of leaving alive."""
    groups = network.groups
    returns = np.zeros(len(groups))
    for origin, name in enumerate(groups):
        rule = scenario.patient_groups[name].readmission
        now, rate = origin, float(first[name].mean())
        for _ in range(rule.at_most if rule is not None else 0):
            own = scenario.patient_groups[groups[now]].readmission
            if own is None:
                break
            rate *= float(leaves[now]) * own.chance
            now = groups.index(own.returns_as) if own.returns_as else now
            returns[now] += rate
    return [GroupRate(n, float(first[n].mean()), float(returns[i])) for i, n in enumerate(groups)]
