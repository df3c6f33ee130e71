"""Who arrives when: the points of a unit-rate Poisson field that lie under the demand curve.

The field of a patient group spreads over time and rate (arrivals a day). It is cut into cells of
one date by ``BLOCK`` arrivals a day, and each cell has a stream of its own: the number of its
points is Poisson with mean ``BLOCK``, and each point has a time of day (whole microseconds) and a
height within the block. A point is a patient where its height lies below the rate at its time. So
more demand reveals more patients and changes none already there, and a date's points are the same
whenever the run starts or ends.

A patient's identity packs, from the highest bit: 24 bits of date (its proleptic ordinal), 24 bits
of block, 16 bits of index in the cell.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, HOUR
from simulator.sampling.streams import Words, key, keyed_uniforms, uniform_pairs

# Part of the meaning of every seed: never to be changed, and on no account by a scenario.
BLOCK = 8

_BLOCK_BITS, _INDEX_BITS = 24, 16
HOURS = DAY // HOUR


def arrivals(
    seed: int, replication: int, group: str, rates: NDArray[np.float64], start: dt.date
) -> tuple[Words, NDArray[np.int64]]:
    """Identities of a group's patients, rising, and their times in microseconds from the start.

    ``rates`` (days, 24): arrivals a day at each hour of each date. In order of date, but not of
    time within one.
    """
    days, blocks, cells = _cells(rates, start)
    counts = _counts(seed, replication, group, cells)
    before = np.cumsum(counts) - counts
    identity = np.repeat(cells - before.astype(np.uint64), counts)
    identity += np.arange(len(identity), dtype=np.uint64)
    keys = _keys(seed, replication, group, "arrivals:point")
    across, up = uniform_pairs(keys, identity, np.array(0, dtype=np.uint64))
    time = (across * DAY).astype(np.int64)
    height = (np.repeat(blocks.astype(np.float64), counts) + up) * BLOCK
    hour = time // HOUR
    hour += np.repeat(days * HOURS, counts)
    comes = np.flatnonzero(height < rates.ravel()[hour])
    return identity[comes], hour[comes] // HOURS * DAY + time[comes]


def cell(date: dt.date, block: int) -> int:
    """The identity of a cell's first point."""
    return (date.toordinal() << _BLOCK_BITS | block) << _INDEX_BITS


def _cells(
    rates: NDArray[np.float64], start: dt.date
) -> tuple[NDArray[np.int64], NDArray[np.int64], Words]:
    """Day number, block and identity of every cell that the demand curve reaches into."""
    blocks = np.ceil(rates.max(axis=1, initial=0.0) / BLOCK).astype(np.int64)
    if blocks.max(initial=0) >= 2**_BLOCK_BITS:
        raise ValueError(f"no more than {2**_BLOCK_BITS * BLOCK} arrivals a day can be drawn")
    days = np.repeat(np.arange(len(blocks)), blocks)
    block = np.arange(blocks.sum()) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    first = np.uint64(start.toordinal())
    date = first + days.astype(np.uint64)
    cells = (date << np.uint64(_BLOCK_BITS) | block.astype(np.uint64)) << np.uint64(_INDEX_BITS)
    return days, block, cells


def _counts(seed: int, replication: int, group: str, cells: Words) -> NDArray[np.int64]:
    keys = _keys(seed, replication, group, "arrivals:count")
    u = keyed_uniforms(keys, cells, np.array(0, dtype=np.uint64))
    return np.searchsorted(_poisson_sums(), u, side="right")


def _keys(seed: int, replication: int, group: str, decision: str) -> Words:
    return np.array(key(seed, replication, group, decision), dtype=np.uint64)


@cache
def _poisson_sums() -> NDArray[np.float64]:
    """Chances that a cell has at most 0, 1, 2, ... points, as far as doubles tell them from 1."""
    chances = [math.exp(-BLOCK) * BLOCK**n / math.factorial(n) for n in range(60)]
    return np.array([math.fsum(chances[: n + 1]) for n in range(60)])
