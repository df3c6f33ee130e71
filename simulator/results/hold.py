"""Holds: the places that stays have, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.results.outline import Integers
from simulator.results.run import Run
from simulator.results.stays import stays


@dataclass(frozen=True, slots=True)
class Holds:
    """One row per stay and unit in which it had a place; times -1: not happened.

    ``stay``: row in the stays. A stay that came back from out of area has two, that away until
    ``moved_back`` and one from then on; the second ones stand after all others. ``reserved``: in
    use from then on; ``started``: in the place; ``left``: gave it up.
    """

    stay: Integers
    unit: Integers
    weight: Integers
    reserved: Integers
    started: Integers
    left: Integers

    def __len__(self) -> int:
        """Number of holds."""
        return len(self.stay)


def holds(run: Run) -> Holds:
    """The places of every stay that was asked for; ``unit`` -1 where it has none yet."""
    every = run.once(stays)
    back = np.flatnonzero(every.moved_back >= 0)
    stay = np.arange(len(every), dtype=np.int64)
    if not len(back):
        columns = (every.unit, every.weight, every.reserved, every.started, every.left)
        return Holds(stay, *columns)
    moved = every.moved_back[back]
    left = every.left.copy()
    left[back] = moved
    return Holds(
        stay=np.concatenate([stay, back]),
        unit=np.concatenate([every.first_unit, every.unit[back]]),
        weight=np.concatenate([every.weight, every.weight[back]]),
        reserved=np.concatenate([every.reserved, moved]),
        started=np.concatenate([every.started, moved]),
        left=np.concatenate([left, every.left[back]]),
    )
