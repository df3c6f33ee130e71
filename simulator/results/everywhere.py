"""Queues added up over all care settings, replication by replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import REGISTRY, Key, Measured

EVERYWHERE = "everywhere"
QUEUES = ("census", "delayed_patients", "waiting_for_place")


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Which rows of some measures each sum adds up; the same for all replications."""

    keys: tuple[Key, ...]
    rows: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, keys: Sequence[Key], care_settings: Sequence[str]) -> Everywhere:
        """Sums of the queues over care settings, and of delay by reason."""
        rows: dict[Key, list[int]] = {}
        for at, key in enumerate(keys):
            total = _total(key, care_settings)
            if total is not None:
                rows.setdefault(total, []).append(at)
        return cls(tuple(rows), tuple(tuple(some) for some in rows.values()))

    def added(self, measured: Measured) -> Measured:
        """The measures with the sums after them."""
        sums = [float(measured.values[list(some)].sum()) for some in self.rows]
        return Measured(
            (*measured.keys, *self.keys), np.concatenate([measured.values, np.array(sums)])
        )


def _total(key: Key, care_settings: Sequence[str]) -> Key | None:
    """The sum that a row is a part of."""
    if key.measure not in QUEUES or key.statistic != REGISTRY[key.measure].statistics[0]:
        return None
    told = {name: given for name, given in zip(DIMENSIONS, key.where, strict=True) if given}
    if told.pop("care_setting", None) not in care_settings or not set(told) <= {"reason"}:
        return None
    return Key(key.measure, where(care_setting=EVERYWHERE, **told), key.statistic)
