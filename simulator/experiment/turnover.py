"""What places carry when somebody is always waiting for one: whole patients, in admitting hours.

A place that somebody always waits for is in use from one start until it is free again, and idle
from then until the next moment at which its unit admits. How long patients hold it is taken from
walks with no queue (``simulator.experiment.unhindered``), by the time of the week at which they
start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import open_times
from simulator.experiment.flows import Flows, Stays
from simulator.experiment.open_times import WEEK, Times
from simulator.network.network import NEVER, Calendar

# Stays of a pool, places that take patients from it, and stays of each place that are counted.
POOL, PLACES, COUNTED = 8192, 256, 16
BEFORE_COUNTING = 4
NEAREST = 16
MOST_STARTS = 4000

Span = tuple[int, int]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """Places held by patients of one kind: how many a day, and some from start until free again."""

    per_day: float
    starts: Times
    free: Times


def held(made: Sequence[Stays]) -> list[Held]:
    """Places held in some stays, by those who die at the end of need and by the others."""
    found = []
    for stay in made:
        taken, places = stay.taken, stay.per_day * stay.weight
        if taken.starts is not None and taken.free is not None and taken.free_dying is not None:
            found.append(Held(places * (1 - taken.dies), taken.starts, taken.free))
            found.append(Held(places * taken.dies, taken.starts, taken.free_dying))
    return [each for each in found if each.per_day > 0]


def part_in_use(admits: Calendar | None, holds: Sequence[Held], span: Span) -> float:
    """Part of the time for which a place is in use when somebody is always waiting for it.

    1 where someone may always start. Else ``PLACES`` places take stays from a fixed seed over whole
    weeks of a span of time: each place draws among the stays that started nearest to the same
    time of the week. Right to about 1 in 200, and for stays of fixed length to far less.
    """
    if admits is None or not holds:
        return 1.0
    if not admits.opens:
        return 0.0
    phases, lengths = _pool(holds)
    if not len(lengths):
        return 1.0
    return _worked(admits, phases, lengths, span)


def _pool(holds: Sequence[Held]) -> tuple[Times, Times]:
    """Stays in proportion to how many there are a day: time of week of the start, and length."""
    shares = np.cumsum([each.per_day for each in holds])
    at = (np.arange(POOL) + 0.5) / POOL * shares[-1]
    kind = np.searchsorted(shares, at, side="right")
    starts, free = np.zeros(POOL, dtype=np.int64), np.zeros(POOL, dtype=np.int64)
    for number, each in enumerate(holds):
        here = kind == number
        which = np.arange(here.sum()) * len(each.starts) // max(int(here.sum()), 1)
        starts[here], free[here] = each.starts[which], each.free[which]
    ends = free < NEVER // 8
    order = np.argsort(starts[ends] % WEEK, kind="stable")
    return (starts[ends] % WEEK)[order], (free - starts)[ends][order]


def _worked(admits: Calendar, phases: Times, lengths: Times, span: Span) -> float:
    """Time in use over all time, from a start to a start whole weeks later."""
    chance = np.random.default_rng(1)
    begins, whole = span[0], max((span[1] - span[0]) // WEEK, 1) * WEEK
    mean = float(lengths.mean())
    first, last = (int(np.ceil(n * mean / WEEK)) * WEEK for n in (BEFORE_COUNTING, COUNTED))
    free = begins + np.arange(PLACES) * WEEK // PLACES
    start = open_times.next_open([admits], free)
    passed, used, counted = np.zeros((3, PLACES))
    for _ in range(MOST_STARTS):
        length = _length(phases, lengths, start % WEEK, chance.random(PLACES))
        free = begins + (start + length - begins) % whole
        start = open_times.next_open([admits], free)
        cycle = length + np.minimum(start - free, whole)
        counts = (passed >= first) & (passed < first + max(last, WEEK))
        used += np.where(counts, length, 0)
        counted += np.where(counts, cycle, 0)
        passed += np.maximum(cycle, 1)
        if (passed >= first + max(last, WEEK)).all():
            break
    return float(used.sum() / counted.sum()) if counted.sum() > 0 else 1.0


def _length(phases: Times, lengths: Times, phase: Times, u: Reals) -> Times:
    """Length of one of the stays that started at a time of the week, or nearest to it."""
    low = np.searchsorted(phases, phase, side="left")
    high = np.searchsorted(phases, phase, side="right")
    few = high - low < NEAREST
    low, high = low - few * (NEAREST // 2), high + few * (NEAREST // 2)
    chosen = low + np.floor(u * (high - low)).astype(np.int64)
    return np.asarray(lengths[chosen % len(lengths)])


def units_in_use(flows: Flows, number: int, made: Sequence[Stays]) -> dict[int, float]:
    """By unit of a care setting, the part of the time for which its places can be in use."""
    holds = held(made)
    known: dict[Calendar | None, float] = {}
    found = {}
    for unit in flows.network.care_settings[number].units:
        admits = flows.network.units[unit].admits
        if admits not in known:
            known[admits] = part_in_use(admits, holds, (flows.begins, flows.ends))
        found[unit] = known[admits]
    return found


def carried(
    flows: Flows, in_use: Mapping[int, float], made: Sequence[tuple[Stays, float]]
) -> float:
    """Places that can be in use in some units, by stays each with its part confined to them.

    ``in_use``: by unit, the part of the time for which its places can be in use. Patients are
    counted whole: a unit holds at most its capacity divided by ``w``, rounded down, of those who
    take ``w`` places or more. Of a mix that is the most that any packing could hold.
    """

    def holds(weight: int) -> float:
        """How many patients who take that many places can be present."""
        return sum(part * flows.open(i, weight) for i, part in in_use.items())

    load = sum(stay.load_no_queue * part for stay, part in made)
    most = [holds(1)]
    for weight in {stay.weight for stay, _ in made} - {1}:
        heavy = [(stay, part) for stay, part in made if stay.weight >= weight]
        present = sum(stay.load_no_queue / stay.weight * part for stay, part in heavy)
        most += [holds(weight) * load / present] if present > 0 else []
    return min(most)
