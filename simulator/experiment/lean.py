"""Replications that take few measures and show no checks: for many scenarios of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.experiment.arm import Arm
from simulator.experiment.batch import Told, replications
from simulator.experiment.comparison import with_sums
from simulator.experiment.replication import DEFAULT_ENGINE, Order
from simulator.experiment.store import Store
from simulator.experiment.workers import Jobs
from simulator.results.everywhere import QUEUES
from simulator.results.measures import REGISTRY, Measured
from simulator.scenario.schema import Batch

ALWAYS = (*QUEUES, "occupancy", "days_full", "waiting_for_handoff", "standard_met", "cost")


def taken(batch: Batch) -> tuple[str, ...]:
    """The measures that lean replications take: queues, headline, what precision is asked of."""
    wanted = {*ALWAYS, *batch.headline, *batch.absolute}
    return tuple(name for name in REGISTRY if name in wanted)


@dataclass(frozen=True, slots=True)
class Lean:
    """How lean replications are run. ``told``: called with (done, planned) as they end."""

    batch: Batch
    jobs: Jobs = 1
    engine: str = DEFAULT_ENGINE
    told: Told | None = None
    _done: list[int] = field(default_factory=list, repr=False)

    def run(self, arm: Arm, n: int, store: Store, planned: int) -> tuple[Measured, ...]:
        """The measures of a scenario in replications 1 to n, with sums over care settings.

        ``planned``: of all scenarios together, for ``told``.
        """
        orders = [self._order(number) for number in range(1, n + 1)]
        found = {}
        for each in replications(arm.setup, orders, self.jobs, store):
            found[each.number] = each.measured
            self._done.append(each.number)
            if self.told is not None:
                self.told(len(self._done), max(planned, len(self._done)))
        return with_sums(arm, [found[number] for number in sorted(found)])

    def _order(self, number: int) -> Order:
        return Order(
            number=number,
            seed=self.batch.seed,
            engine=self.engine,
            measures=taken(self.batch),
            show_checks=False,
            keep_daily=False,
        )


def aligned(variants: Sequence[Sequence[Measured]]) -> list[list[Measured]]:
    """The same figures of every variant: those that all have, in the order of the first."""
    common = set.intersection(*(set(one[0].keys) for one in variants))
    keys = tuple(key for key in variants[0][0].keys if key in common)
    found = []
    for one in variants:
        where = {key: at for at, key in enumerate(one[0].keys)}
        rows = [where[key] for key in keys]
        found.append([Measured(keys, each.values[rows]) for each in one])
    return found
