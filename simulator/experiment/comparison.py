"""Scenarios side by side on the same patients: the first is the reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm
from simulator.experiment.batch import BatchResult, Growing, Told
from simulator.experiment.draws_split import Split, split_pair, spread_over_draws
from simulator.experiment.draws_taken import draws_taken
from simulator.experiment.money import Money, money_of
from simulator.experiment.pairing import cautions
from simulator.experiment.precision import FIRST_LOOK, STEP, Wanting, is_headline
from simulator.experiment.replication import DEFAULT_ENGINE
from simulator.experiment.store import Store
from simulator.experiment.workers import Jobs
from simulator.results.everywhere import EVERYWHERE, Everywhere
from simulator.results.measures import Key, Measured
from simulator.results.paired import Effect, Paired, pair
from simulator.results.ranking import Rank, ranks
from simulator.scenario.schema import Batch

if TYPE_CHECKING:
    import pandas as pd

# Replications read from a disk at a time.
TOGETHER = 100


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What several scenarios have shown on the same patients; ``arms[0]`` is the reference.

    ``paired[i]`` sets ``arms[i + 1]`` against it. ``cautions``: what is not the same patients or
    days. ``wanting``: headline differences less precise than asked when it stopped. ``splits``: of
    each of ``paired``, what is not known and what is luck; None where they took no draws.
    """

    arms: tuple[Arm, ...]
    batch: Batch
    results: tuple[BatchResult, ...]
    measured: tuple[tuple[Measured, ...], ...]
    paired: tuple[Paired, ...]
    cautions: tuple[str, ...]
    wanting: tuple[Wanting, ...]
    splits: tuple[Split | None, ...] = ()

    @property
    def replications(self) -> int:
        """Replications of each scenario."""
        return len(self.measured[0])

    @property
    def others(self) -> tuple[Arm, ...]:
        """All scenarios but the reference."""
        return self.arms[1:]

    def effects(self, key: Key, together: int = 1) -> list[Effect | None]:
        """A figure of every other scenario against the reference, None where not both have it."""
        return [each.effect(key, together) for each in self.paired]

    def values(self, key: Key) -> np.ndarray | None:
        """A figure of every scenario: replications x scenarios; None where one lacks it."""
        columns = []
        for one in self.measured:
            if key not in one[0].keys:
                return None
            at = one[0].keys.index(key)
            columns.append([float(each.values[at]) for each in one])
        return np.array(columns).T

    def money(self) -> tuple[Money, ...]:
        """What each other scenario does to money: who pays, beds freed, cost of what is avoided."""
        return money_of(self.arms, self.measured)

    def ranks(self, key: Key) -> list[Rank] | None:
        """The ranks that each scenario may have by a figure; None where not all have it."""
        values = self.values(key)
        if values is None or np.isnan(values).any():
            return None
        taken = draws_taken([arm.loaded.scenario for arm in self.arms], self.replications)
        return ranks(values, partial(spread_over_draws, taken))

    def frame(self) -> pd.DataFrame:
        """Every difference of every scenario from the reference: tidy rows.

        ``joint_half_width``: of intervals that hold for all scenarios together (Bonferroni).
        """
        import pandas as pd

        tables = []
        for arm, paired in zip(self.others, self.paired, strict=True):
            table = paired.frame(len(self.others))
            table.insert(0, "scenario", arm.label)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    def by_label(self) -> Iterator[tuple[str, Sequence[Measured]]]:
        """Every value of each replication of each scenario, by its label."""
        for arm, one in zip(self.arms, self.measured, strict=True):
            yield arm.label, one


def compare_arms(
    arms: Sequence[Arm],
    batch: Batch,
    *,
    jobs: Jobs = 1,
    engine: str = DEFAULT_ENGINE,
    is_trial: bool = False,
    stores: Sequence[Store] | None = None,
    told: Told | None = None,
) -> Comparison:
    """Run every scenario on the same patients: one seed, the same numbers of replications.

    A precision asked of the batch is that of the differences from the reference: half-widths in
    the measure's own unit, or as a share of the reference's mean.

    Raises:
        InputError: fewer than two scenarios.
    """
    batch_given(arms)
    kept = list(stores) if stores is not None else [None] * len(arms)
    growing = [
        Growing.of(arm.setup, batch, jobs=jobs, engine=engine, is_trial=is_trial, parts=store)
        for arm, store in zip(arms, kept, strict=True)
    ]
    measured: list[list[Measured]] = [[] for _ in arms]

    def look(n: int) -> Sequence[Paired]:
        for at, (arm, one) in enumerate(zip(arms, growing, strict=True)):
            one.grow(n, _moved(told, at * n, len(arms) * n))
            for first in range(len(measured[at]), len(one.stream), TOGETHER):
                fresh = one.stream.replications[first : first + TOGETHER]
                measured[at] += with_sums(arm, [each.measured for each in fresh])
        return [pair(measured[0], each) for each in measured[1:]]

    paired, found = until_precise(batch, look)
    first = arms[0].setup.scenario
    told_apart = [
        split_pair(first, arm.setup.scenario, one, (measured[0], values))
        for arm, one, values in zip(arms[1:], paired, measured[1:], strict=True)
    ]
    # What is as precise as was asked is the differences.
    alone: dict[str, Any] = {"replications": len(measured[0]), "precision": None, "absolute": {}}
    return Comparison(
        tuple(arms),
        batch,
        tuple(one.result(batch.model_copy(update=alone)) for one in growing),
        tuple(tuple(values) for values in measured),
        tuple(one for one, _ in told_apart),
        tuple(says for arm in arms[1:] for says in cautions(arms[0], arm)),
        tuple(found),
        tuple(split for _, split in told_apart),
    )


def batch_given(arms: Sequence[Arm]) -> Batch:
    """The batch of a comparison if nothing else is asked: that of its first scenario.

    Raises:
        InputError: fewer than two scenarios.
    """
    if len(arms) < 2:
        says = "one scenario has nothing to be compared with"
        do = "name two or more, the reference first, or vary a value: --vary path=10,20,30"
        raise InputError([Problem(says, do=do)])
    return arms[0].loaded.scenario.batch


def until_precise(
    batch: Batch, look: Callable[[int], Sequence[Paired]]
) -> tuple[Sequence[Paired], list[Wanting]]:
    """Look at more and more replications until all differences are as precise as was asked.

    The looks are at fixed numbers, so the answer does not depend on the number of workers.
    """
    if batch.precision is None and not batch.absolute:
        return look(batch.replications), []
    n = min(FIRST_LOOK, batch.at_most)
    while True:
        paired = look(n)
        found = [each for one in paired for each in wanting_of(one, batch)]
        if not found or n >= batch.at_most:
            return paired, found
        n = min(n + STEP, batch.at_most)


def wanting_of(paired: Paired, batch: Batch) -> list[Wanting]:
    """Headline differences whose 95 % half-width is wider than asked, by care setting."""
    found = []
    for at, key in enumerate(paired.keys):
        if not is_headline(key, batch) or EVERYWHERE in key.where:
            continue
        allowed = batch.absolute.get(key.measure)
        if allowed is None:
            if batch.precision is None:
                continue
            allowed = batch.precision * abs(float(paired.reference[at]))
        if float(paired.half_width[at]) > allowed:
            found.append(Wanting(key, float(paired.half_width[at]), allowed))
    return found


def _moved(told: Told | None, before: int, total: int) -> Told | None:
    return None if told is None else lambda done, _: told(before + done, total)


def with_sums(arm: Arm, measured: Sequence[Measured]) -> tuple[Measured, ...]:
    """Measures of the replications of a scenario with the queues added up over care settings."""
    settings = [each.name for each in arm.setup.network.care_settings]
    sums = Everywhere.of(measured[0].keys, settings)
    keys = (*measured[0].keys, *sums.keys)
    return tuple(Measured(keys, sums.added(each).values) for each in measured)
