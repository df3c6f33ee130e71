"""Figures of the replications of a scenario by key, and pairs of them for two scenarios."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.experiment.arm import Arm
from simulator.experiment.draws_split import paired_over_draws
from simulator.results.measures import Key, Measured
from simulator.results.paired import ROUNDING, Paired
from simulator.results.run import Floats

Side = dict[Key, Floats]


class Columns:
    """Figures of a scenario: one column of replications a key; 0 where there is nothing."""

    def __init__(self, measured: Sequence[Measured]) -> None:
        self.replications = len(measured)
        self._measured = measured
        self._at = {key: at for at, key in enumerate(measured[0].keys)}

    def of(self, key: Key) -> Floats:
        """The values of a key over the replications, 0 where it is not there or not known."""
        at = self._at.get(key)
        if at is None:
            return np.zeros(self.replications)
        found: Floats = np.array([float(each.values[at]) for each in self._measured])
        return np.where(np.isnan(found), 0.0, found)

    def keys(self, measure: str, statistic: str) -> list[Key]:
        """The keys of a measure."""
        return [k for k in self._at if k.measure == measure and k.statistic == statistic]


def paired_columns(before: Side, after: Side, arms: tuple[Arm, Arm]) -> Paired:
    """Two scenarios, replication by replication, on columns of the same keys."""
    first, second = (arm.loaded.scenario for arm in arms)
    return paired_over_draws((first, second), (_measured(before), _measured(after)))


def _measured(columns: Side) -> list[Measured]:
    keys = tuple(columns)
    return [Measured(keys, row) for row in np.array(list(columns.values())).T]


def less(after: Floats, before: Floats) -> Floats:
    """Differences, 0 where they are within the rounding of sums."""
    found = after - before
    is_rounding = np.abs(found) <= ROUNDING * np.maximum(np.abs(after), np.abs(before))
    return np.where(is_rounding, 0.0, found)
