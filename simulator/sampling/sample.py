"""From a scenario to its patients: who comes in one replication, with every draw they will need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from simulator.network.network import NONE, Network
from simulator.network.plan import Plan
from simulator.sampling.chance import Chance, Numbers, People
from simulator.sampling.comers import Comers, comers
from simulator.sampling.joined import joined
from simulator.sampling.patients import Patients
from simulator.sampling.returns import Chain, Returns
from simulator.sampling.starting import Starting
from simulator.sampling.step_draws import Columns, draw_steps
from simulator.sampling.step_table import StepTable
from simulator.sampling.ways import Ways
from simulator.scenario.schema import Scenario


def sample_patients(
    scenario: Scenario, network: Network, plan: Plan, seed: int, replication: int
) -> Patients:
    """The patients of one replication. For many replications, keep a ``Sampler``.

    Raises:
        ValueError: no law is as described, or weights or shares are all 0.
    """
    return Sampler.of(scenario, network, plan).draw(seed, replication)


@dataclass(frozen=True, slots=True)
class Sampler:
    """A scenario made ready for drawing. ``comers``: of each patient group.

    ``starting``: those there when the run begins, if it does not begin empty.
    """

    end: int
    groups: tuple[str, ...]
    comers: tuple[Comers, ...]
    ways: Ways
    returns: Returns
    table: StepTable
    starting: Starting | None = None

    @classmethod
    def of(cls, scenario: Scenario, network: Network, plan: Plan) -> Sampler:
        """From a scenario and the network and plan that were built from it."""
        who = tuple(comers(scenario, name, plan, network.end) for name in network.groups)
        returns = Returns.of(scenario, network)
        ways = Ways.of(scenario, network, plan)
        table = StepTable.of(network, plan, returns)
        starting = Starting.of(scenario, network, plan)
        return cls(network.end, network.groups, who, ways, returns, table, starting)

    def draw(self, seed: int, replication: int) -> Patients:
        """The patients of one replication."""
        chance = Chance(seed, replication, self.groups)
        first, times = self._first_arrivals(chance)
        sent = partial(self.ways.sent, chance) if self.ways.leads_elsewhere else None
        chain = self.returns.chain(chance, first, sent)
        route = self.ways.routes(chance, chain.people)
        patients, _ = self._table(chance, chain, route, times)
        if self.starting is None:
            return patients
        there = self._there(self.starting, self.starting.chance(seed, replication))
        return joined(there, patients, len(self.starting))

    def _table(
        self, chance: Chance, chain: Chain, route: Numbers, times: Numbers
    ) -> tuple[Patients, Columns]:
        """Rows of everyone in a chain, who arrives at these times or not of himself."""
        people = chain.people
        if len(chain.instead_as):
            who = np.flatnonzero(chain.instead_as >= 0)
            other = chain.instead_as[who]
            route[other] = self.ways.instead(chance, people.rows(other), route[who])
        cuts, columns = draw_steps(self.table, chance, people, route)
        arrives = np.full(len(people), NONE)
        arrives[: len(times)] = times
        patients = Patients(
            group=people.group.astype(np.int32),
            locality=people.locality.astype(np.int32),
            route=route.astype(np.int32),
            arrives=arrives,
            returns_as=chain.returns_as,
            returns_after=chain.returns_after,
            depth=people.depth.astype(np.int32),
            identity=people.identity,
            first=cuts,
            duration=columns.duration,
            limit=columns.limit,
            expected_error=columns.expected_error,
            review_level=columns.review_level,
            dies=columns.dies,
            dies_waiting=columns.dies_waiting,
            relapses_after=columns.relapses_after,
            relapse_lasts=columns.relapse_lasts,
            instead_as=chain.instead_as,
        )
        return patients, columns

    def _there(self, starting: Starting, chance: Chance) -> Patients:
        """Those there when the run begins, then their returns and what they do elsewhere."""
        people, n = starting.people(), len(starting)
        drawn = self.ways.live(chance, people)
        people = replace(people, locality=np.where(people.locality < 0, drawn, people.locality))
        taken = starting.taken(chance, people)
        own = np.array([way.route for way in taken], dtype=np.int64)

        def routes(some: People) -> Numbers:
            return own if some is people else self.ways.routes(chance, some)

        def sent(some: People) -> Numbers:
            return np.flatnonzero(self.ways.elsewhere[routes(some)] >= 0)

        chain = self.returns.chain(chance, people, sent if self.ways.leads_elsewhere else None)
        route = np.append(own, routes(chain.people.rows(np.arange(n, len(chain.people)))))
        patients, columns = self._table(chance, chain, route, np.zeros(n, dtype=np.int64))
        starting.put(chance, people, taken, patients.first, columns)
        nothing = np.full(len(patients) - n, NONE)
        return replace(
            patients,
            begins_at=np.append([way.begins_at for way in taken], nothing),
            begins_in=np.append([way.begins_in for way in taken], nothing),
            spent=np.append(starting.spent, nothing * 0),
        )

    def _first_arrivals(self, chance: Chance) -> tuple[People, Numbers]:
        """First arrivals in order of (time, group, identity), and their times."""
        found = [each.drawn(chance.seed, chance.replication) for each in self.comers]
        group = np.repeat(np.arange(len(found)), [len(times) for _, times in found])
        identity = np.concatenate([identity for identity, _ in found])
        times = np.concatenate([times for _, times in found])
        # They stand in order of (group, identity), which a stable sort keeps where times are equal.
        order = np.argsort(times, kind="stable")
        times = times[order]
        order = order[: np.searchsorted(times, self.end)]
        group, nothing = group[order], np.zeros(len(order), dtype=np.int64)
        people = People(group, group, nothing, identity[order], nothing, nothing)
        located = replace(people, locality=self.ways.live(chance, people))
        return located, times[: len(order)]
