"""When rare things begin: the points of a Poisson field that lie under a rate a year.

As with arrivals (``simulator.sampling.arrivals``), but in cells of ``CELL_DAYS`` dates by ``BLOCK``
a year, in lanes that are independent of one another. A higher rate adds points and moves none, nor
does a run that starts or ends on another date.

A point's identity packs, from the highest bit: 20 bits of cell (its number since date 0), 14 bits
of lane, 18 bits of block, 12 bits of index in the cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY
from simulator.sampling.chance import Numbers
from simulator.sampling.distributions import Distribution, microseconds
from simulator.sampling.streams import Words, key, keyed_uniforms, uniform_pairs

# Part of the meaning of every seed: never to be changed.
CELL_DAYS, BLOCK = 64, 4

DAYS_A_YEAR = 365.25
MOST_LANES, MOST_BLOCKS = 2**14, 2**18
_EPOCH = 719163  # ordinal of 1970-01-01
# Spells under way at the start of a run began no longer ago than all but one in a thousand million
# last, and than ten years.
_LONGEST_SHARE, _LONGEST_DAYS = 1 - 1e-9, 3650

Reals = NDArray[np.float64]
# Of a decision: its uniform keys in one replication.
Key = Callable[[str], Words]


def key_of(seed: int, replication: int, unit: str) -> Key:
    """The keys of the chance of one unit."""
    return lambda decision: np.array(key(seed, replication, unit, decision), dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Lane, beginning and end of each spell, in microseconds from the start of the run."""

    lane: Numbers
    begins: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Rare:
    """Spells that begin by chance: how many a year in each month, and the law of their length.

    ``name``: of the decision. ``start``: ordinal of the first date; ``end`` in microseconds.
    """

    name: str
    per_year: Reals
    law: Distribution
    start: int
    end: int

    def drawn(self, keys: Key, lanes: int = 1) -> Spells:
        """Spells of one replication that are under way at some time of the run.

        Raises:
            ValueError: more lanes, or more spells a year, than can be drawn.
        """
        longest = float(self.law.ppf(np.array([_LONGEST_SHARE]))[0])
        first = self.start - math.ceil(min(max(longest, 1.0), _LONGEST_DAYS))
        last = self.start + -(-self.end // DAY)
        identity, lane, begins, height = self._points(keys, lanes, first, last)
        month = _months(self.start + begins // DAY)
        happens = np.flatnonzero(height < self.per_year[month])
        identity, lane, begins = identity[happens], lane[happens], begins[happens]
        u = keyed_uniforms(keys(f"{self.name} length"), identity, np.array(0, dtype=np.uint64))
        ends = begins + microseconds(self.law.ppf(u))
        seen = np.flatnonzero((ends > 0) & (begins < self.end) & (begins < ends))
        return Spells(lane[seen], begins[seen], ends[seen])

    def _points(
        self, keys: Key, lanes: int, first: int, last: int
    ) -> tuple[Words, Numbers, Numbers, Reals]:
        """Identity, lane, time, and height a year of all points between two dates."""
        blocks = math.ceil(self.per_year.max() / BLOCK)
        if lanes > MOST_LANES or blocks > MOST_BLOCKS:
            raise ValueError(
                f"{self.name}: {lanes} lanes of {self.per_year.max():.0f} a year cannot be drawn"
            )
        cells = np.arange(first // CELL_DAYS, last // CELL_DAYS + 1, dtype=np.uint64)
        lane = np.arange(lanes, dtype=np.uint64)
        block = np.arange(blocks, dtype=np.uint64)
        each = (
            cells[:, None, None] << np.uint64(44)
            | lane[None, :, None] << np.uint64(30)
            | block[None, None, :] << np.uint64(12)
        ).ravel()
        nothing = np.array(0, dtype=np.uint64)
        u = keyed_uniforms(keys(f"{self.name} count"), each, nothing)
        counts = np.searchsorted(_poisson_sums(), u, side="right")
        before = np.cumsum(counts) - counts
        identity = np.repeat(each - before.astype(np.uint64), counts)
        identity += np.arange(len(identity), dtype=np.uint64)
        across, up = uniform_pairs(keys(f"{self.name} point"), identity, nothing)
        days = (identity >> np.uint64(44)).astype(np.int64) * CELL_DAYS - self.start
        time = days * DAY + (across * (CELL_DAYS * DAY)).astype(np.int64)
        lane_of = (identity >> np.uint64(30) & np.uint64(MOST_LANES - 1)).astype(np.int64)
        block_of = (identity >> np.uint64(12) & np.uint64(MOST_BLOCKS - 1)).astype(np.float64)
        return identity, lane_of, time, (block_of + up) * BLOCK


def _months(ordinals: Numbers) -> Numbers:
    """Month of each date, 0 for January."""
    dates = (ordinals - _EPOCH).astype("datetime64[D]")
    return np.asarray(dates.astype("datetime64[M]").astype(np.int64) % 12)


@cache
def _poisson_sums() -> Reals:
    """Chances that a cell has at most 0, 1, 2, ... points, as far as doubles tell them from 1."""
    mean = CELL_DAYS * BLOCK / DAYS_A_YEAR
    chances = [math.exp(-mean) * mean**n / math.factorial(n) for n in range(24)]
    return np.array([math.fsum(chances[: n + 1]) for n in range(24)])
