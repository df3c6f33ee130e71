"""Who comes of one patient group: by chance under its demand curve, or as known beforehand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY
from simulator.network.plan import Plan
from simulator.sampling.arrivals import arrivals
from simulator.sampling.day_chance import day_factors
from simulator.sampling.demand import first_share, rates
from simulator.sampling.known import is_known, known
from simulator.sampling.streams import Words
from simulator.scenario.schema import Scenario

Times = NDArray[np.int64]


class Comers(Protocol):
    """First arrivals of one patient group."""

    def drawn(self, seed: int, replication: int) -> tuple[Words, Times]:
        """Identities, rising, and times in microseconds from the start, of one replication."""


@dataclass(frozen=True, slots=True)
class Random:
    """Points of a Poisson field below a demand curve; ``rates`` has shape (days, 24)."""

    group: str
    start: dt.date
    rates: NDArray[np.float64]
    varies_by_day: float

    def drawn(self, seed: int, replication: int) -> tuple[Words, Times]:
        """As the protocol says."""
        rates = self.rates
        if self.varies_by_day > 0:
            first = self.start.toordinal()
            dates = np.arange(first, first + len(rates), dtype=np.uint64)
            factors = day_factors(seed, replication, self.group, dates, self.varies_by_day)
            rates = rates * factors[:, None]
        return arrivals(seed, replication, self.group, rates, self.start)


@dataclass(frozen=True, slots=True)
class Known:
    """The same in every replication."""

    identity: Words
    times: Times

    def drawn(self, seed: int, replication: int) -> tuple[Words, Times]:
        """As the protocol says."""
        return self.identity, self.times


def comers(scenario: Scenario, group: str, plan: Plan, end: int) -> Comers:
    """Who comes of a group in a run of ``end`` microseconds."""
    who, calendar = scenario.patient_groups[group], scenario.calendar
    if is_known(who.arrivals):
        return Known(*known(who.arrivals, calendar.start, end, calendar.bank_holidays))
    share = first_share(group, who, plan)
    curve = rates(who.arrivals, calendar.start, -(-end // DAY), share)
    return Random(group, calendar.start, curve, who.arrivals.varies_by_day)
