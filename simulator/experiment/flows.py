"""How many patients a day flow through every step of a scenario, and how long each takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import route_rates
from simulator.experiment.route_rates import GroupRate, Reals
from simulator.experiment.throughput import mean_capacity, most_in_a_week
from simulator.experiment.unhindered import WALKERS, walk
from simulator.experiment.unhindered_taken import Sent, StepTaken, Walk
from simulator.network.build import build
from simulator.network.network import DAY, NEVER, Network, Step, StepKind
from simulator.network.plan import Plan
from simulator.sampling.distributions import law_mean
from simulator.sampling.mean_open import mean_open
from simulator.scenario.quantities import Duration
from simulator.scenario.schema import Scenario

# Room beyond the run for journeys with no queue to come to their end in real weeks.
BEYOND_DAYS = 400


@dataclass(frozen=True, slots=True)
class Flows:
    """Every route with its patients a day and its walk with no queue."""

    start: dt.date
    network: Network
    plan: Plan
    begins: int
    ends: int
    groups: tuple[GroupRate, ...]
    rates: Reals
    walks: tuple[Walk | None, ...]
    localities: tuple[Reals, ...]
    _open: dict[tuple[int, int], float] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, scenario: Scenario) -> Flows:
        """All routes of a scenario that has passed its checks."""
        network, plan = build(_longer(scenario))
        first = route_rates.demand(scenario, plan)
        shares = route_rates.route_shares(scenario, network, plan)
        lives = tuple(route_rates.localities(scenario, network, name) for name in network.groups)
        begins = scenario.calendar.warm_up.microseconds
        times = [begins + _arrival_times(first[name]) for name in network.groups]
        walks, shares = _walked(network, plan, shares, times, lives)
        leaves = np.zeros(len(network.groups))
        for route, share, walked in zip(network.routes, shares, walks, strict=True):
            leaves[route.group] += share * walked.leaves if walked else 0.0
        groups = route_rates.group_rates(scenario, network, first, leaves)
        of_group = np.array([each.first + each.returns for each in groups])
        return cls(
            start=scenario.calendar.start,
            network=network,
            plan=plan,
            begins=begins,
            ends=begins + scenario.calendar.run_for.microseconds,
            groups=tuple(groups),
            rates=shares * of_group[[route.group for route in network.routes]],
            walks=walks,
            localities=lives,
        )

    def open(self, unit: int, weight: int = 1) -> float:
        """Mean capacity of a unit, in whole patients who take ``weight`` places each.

        Closures and absences count by their chance; units that a queue opens, and those out of
        area, with all that they can have.
        """
        if (unit, weight) not in self._open:
            self._open[unit, weight] = self._mean_open(unit, weight)
        return self._open[unit, weight]

    def _mean_open(self, unit: int, weight: int) -> float:
        for draws in self.plan.units:
            if draws.unit == unit:
                return mean_open(draws, self.start, self.begins, self.ends, weight)
        return mean_capacity(self.network.units[unit].capacity, self.begins, self.ends, weight)

    def most_open(self, unit: int) -> float:
        """Visits a day that a team's patients can be owed: most open in a week, week by week.

        Starts look at what is open then, and what has started goes on when less is open.
        """
        certain = mean_capacity(self.network.units[unit].capacity, self.begins, self.ends)
        most = most_in_a_week(self.network.units[unit].capacity, self.begins, self.ends)
        return most * self.open(unit) / certain if certain > 0 else most

    def steps(self, kind: StepKind, target: int) -> Iterator[tuple[int, int, Step, StepTaken]]:
        """Steps of one kind and target that somebody comes to: route, position, step, taken."""
        for number, (route, walked) in enumerate(zip(self.network.routes, self.walks, strict=True)):
            for position, step in enumerate(route.steps if walked else ()):
                is_met = step.kind is kind and step.target == target
                if is_met and walked and self.rates[number] * walked.steps[position].chance > 0:
                    yield number, position, step, walked.steps[position]


def _walked(
    network: Network,
    plan: Plan,
    shares: Reals,
    times: Sequence[NDArray[np.int64]],
    lives: Sequence[Reals],
) -> tuple[tuple[Walk | None, ...], Reals]:
    """Every route that somebody takes, walked, and its share of its group, sent there included.

    Who is sent along a pathway that his group does not take begins it when he was sent.
    """
    walks: list[Walk | None] = [None] * len(network.routes)
    for i in np.flatnonzero(shares).tolist():
        group = network.routes[i].group
        walks[i] = walk(network, i, plan.routes[i], times[group], lives[group])
    within, total = route_rates.branch_shares(network, plan), shares.copy()
    for (group, pathway), sent in _sent(network, plan, shares, walks).items():
        begins = np.sort(np.concatenate([each.times for _, each in sent]))
        begins = begins[np.arange(WALKERS) * len(begins) // WALKERS]
        for i, route in enumerate(network.routes):
            if (route.group, route.pathway) == (group, pathway):
                total[i] += within[i] * sum(share * each.share for share, each in sent)
                walks[i] = walks[i] or walk(network, i, plan.routes[i], begins, lives[group])
    return tuple(walks), total


def _sent(
    network: Network, plan: Plan, shares: Reals, walks: Sequence[Walk | None]
) -> dict[tuple[int, str], list[tuple[float, Sent]]]:
    """Who is sent along each pathway, by group: share of the route he came on, and when."""
    found: dict[tuple[int, str], list[tuple[float, Sent]]] = {}
    for i, walked in enumerate(walks):
        pathway = plan.routes[i].elsewhere
        for each in walked.sent if walked and pathway else ():
            key = network.routes[i].group, pathway or ""
            found.setdefault(key, []).append((float(shares[i]), each))
    return found


def _longer(scenario: Scenario) -> Scenario:
    calendar = scenario.calendar
    run_for = Duration(calendar.run_for.days + BEYOND_DAYS, "day")
    longer = calendar.model_copy(update={"run_for": run_for})
    return scenario.model_copy(update={"calendar": longer})


def _arrival_times(rates: Reals) -> NDArray[np.int64]:
    """WALKERS times since the start of the results, at equal shares of a demand curve."""
    hourly = rates.ravel() if rates.sum() > 0 else np.ones(rates.size)
    sums = np.concatenate([[0.0], np.cumsum(hourly)])
    u = (np.arange(WALKERS) + 0.5) / WALKERS * sums[-1]
    hours = np.interp(u, sums, np.arange(len(sums)))
    return np.asarray(np.floor(hours * (DAY // 24)), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays of one kind: how many a day, places each, days, and units open to them by share.

    ``has_limit``: those who wait too long for it leave. ``falls``: of teams that visit, when the
    visits a day that a patient takes fall from ``weight``, and to what.
    """

    per_day: float
    weight: int
    need: float
    taken: StepTaken
    units: tuple[tuple[frozenset[int], float], ...]
    has_limit: bool
    falls: tuple[tuple[int, int], ...] = ()

    @property
    def mean_weight(self) -> float:
        """Places, or visits a day, that one patient takes, on average over the time he stays."""
        taken = self.taken
        if not self.falls or taken.starts is None or taken.free is None:
            return self.weight
        total = visits = 0.0
        for free, share in ((taken.free, 1 - taken.dies), (taken.free_dying, taken.dies)):
            if free is not None and share > 0:
                days = (free - taken.starts)[free < NEVER // 8] / DAY
                total += share * float(days.mean()) if len(days) else 0.0
                visits += share * self._visits(days) if len(days) else 0.0
        return visits / total if total > 0 else self.weight

    def _visits(self, days: Reals) -> float:
        """Mean number of visits in stays of some lengths."""
        visits, weight = self.weight * days, self.weight
        for after, then in self.falls:
            visits = visits - (weight - then) * np.maximum(days - after / DAY, 0.0)
            weight = then
        return float(visits.mean())

    @property
    def to_review(self) -> float:
        """From the end of need until ready; those who die at the end of need wait for none."""
        return (1 - self.taken.dies) * self.taken.to_review

    @property
    def days(self) -> float:
        """From the start until ready, or death at the end of need."""
        return self.need + self.taken.grown + self.to_review

    @property
    def after_ready(self) -> float:
        """From ready until the place is given up, nobody queueing, relapses included."""
        return (1 - self.taken.dies) * self.taken.after_ready

    @property
    def load(self) -> float:
        """Places in use on average, had everyone moved on once ready."""
        return self.per_day * self.mean_weight * (self.days + self.taken.extra)

    @property
    def load_no_queue(self) -> float:
        """Places in use on average, nobody queueing."""
        return self.load + self.per_day * self.mean_weight * self.after_ready


def stays(flows: Flows, setting: int) -> list[Stays]:
    """All stays that somebody makes in a care setting, given by number."""
    found = []
    for number, position, step, taken in flows.steps(StepKind.STAY, setting):
        draws = flows.plan.routes[number].steps[position]
        lives = flows.localities[flows.network.routes[number].group]
        units = tuple(
            (frozenset(choice.unit for choice in choices), share)
            for choices, share in zip(step.choices, lives, strict=True)
            if share > 0
        )
        per_day = flows.rates[number] * taken.chance
        need = law_mean(draws.law) if draws.law else 0.0
        has_limit = draws.limit is not None
        found.append(Stays(per_day, step.weight, need, taken, units, has_limit, step.profile))
    return found
