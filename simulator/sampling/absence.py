"""How many nurses of a roster are present, shift by shift."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network.capacity import Effect, Layer
from simulator.network.plan import RosterDraws, ShiftDraws
from simulator.sampling.chance import Numbers
from simulator.sampling.distributions import distribution
from simulator.sampling.rare import DAYS_A_YEAR, Key, Rare
from simulator.sampling.streams import Words, keyed_uniforms

# In days. Shifts begin farther apart, so that shorter spells could not last from one to another.
SHORTEST_SPELL = 1 / 24
_PERSON_BITS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """One shift of a roster, on ``dates`` (ordinals), which each nurse misses with a chance.

    ``spells``: of absence, in a lane for each nurse; where there are none, each shift is missed by
    itself.
    """

    name: str
    nurses: int
    nurse_beds: int
    dates: Words
    begins: Numbers
    ends: Numbers
    absence: float
    cover: float
    spells: Rare | None

    @classmethod
    def of(cls, shift: ShiftDraws, roster: RosterDraws, start: int, end: int) -> Shift:
        """From the plan; ``start``: ordinal of the first date, ``end`` of the run."""
        return cls(
            shift.name,
            shift.nurses,
            shift.nurse_beds,
            np.array(shift.dates, dtype=np.uint64),
            np.array(shift.begins, dtype=np.int64),
            np.array(shift.ends, dtype=np.int64),
            roster.absence,
            roster.cover,
            _spells(shift.name, roster, start, end),
        )

    def present(self, keys: Key) -> Numbers:
        """How many nurses are present in each shift, absences covered included."""
        nurse = np.arange(self.nurses, dtype=np.uint64)
        who = self.dates[:, None] << np.uint64(_PERSON_BITS) | nurse[None, :]
        absent = self._absent(keys, who)
        still = absent.copy()
        if self.cover > 0:
            still[absent] = _uniform(keys, f"cover {self.name}", who[absent]) >= self.cover
        return np.asarray(self.nurses - np.sum(still, axis=1), dtype=np.int64)

    def _absent(self, keys: Key, who: Words) -> NDArray[np.bool_]:
        """Who is absent, by shift and nurse."""
        if self.spells is None:
            u = _uniform(keys, f"absence {self.name}", who.ravel())
            return (u < self.absence).reshape(who.shape)
        found = self.spells.drawn(keys, self.nurses)
        change = np.zeros((len(self.begins) + 1, self.nurses), dtype=np.int64)
        np.add.at(change, (np.searchsorted(self.begins, found.begins), found.lane), 1)
        np.add.at(change, (np.searchsorted(self.begins, found.ends), found.lane), -1)
        return np.cumsum(change[:-1], axis=0) > 0

    def layers(self, keys: Key) -> Iterator[Layer]:
        """Nurses present, and the beds that they allow."""
        here = self.present(keys)
        yield Layer(Effect.NURSES, self.begins, self.ends, here)
        yield Layer(Effect.NURSE_BEDS, self.begins, self.ends, here * self.nurse_beds)


def _spells(shift: str, roster: RosterDraws, start: int, end: int) -> Rare | None:
    """Spells that begin at the rate at which the stated share is absent at any time.

    They begin whether or not another is under way (as M/G/infinity has it), so that a share
    ``1 - exp(-rate * mean)`` is absent.
    """
    if roster.lasts is None or roster.absence == 0:
        return None
    law = distribution(roster.lasts)
    if law.mean() < SHORTEST_SPELL:
        return None
    per_year = -math.log1p(-roster.absence) / law.mean() * DAYS_A_YEAR
    return Rare(f"absence {shift}", np.full(12, per_year), law, start, end)


def _uniform(keys: Key, decision: str, identity: Words) -> NDArray[np.float64]:
    return keyed_uniforms(keys(decision), identity, np.array(0, dtype=np.uint64))
