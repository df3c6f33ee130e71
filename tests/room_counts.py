"""How often rules acted on room: blocked, skipped, over capacity, none at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from simulator.network.network import CapacityPath
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers, StepFunctions, falls, in_use


def waits(r: Record) -> tuple[Integers, Integers, Integers, Integers]:
    """Each wait for a place and each unit for which he waits: row, unit, from, until."""
    units, after = r.choices
    row, i = np.nonzero((units >= 0) & (r.is_stay & (r.asked >= 0))[:, None])
    unit, begin, end = units[row, i], r.asked[row] + after[row, i], r.until[row]
    is_wait = begin < end
    return row[is_wait], unit[is_wait], begin[is_wait], end[is_wait]


def waits_in(r: Record, what: Callable[..., Flags]) -> int:
    """How many waits there are of which something holds for one of the units at least."""
    row, unit, begin, end = waits(r)
    return len(np.unique(row[what(r, row, unit, begin, end)]))


def is_blocked(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """Room for him and leave to go, once an instant was over: somebody before him blocks it."""
    stay = r.last_stay[row]
    may_go = (stay < 0) | ~r.holds(stay, begin) | ~r.hours["moves_out"].is_given[r.unit[stay]]
    is_steady = (r.postponed[row] == 0) & may_go
    return is_steady & (r.open_beds.most(unit, begin, end) >= r.weight[row])


def is_over(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """More in use than open at some time of the wait."""
    return r.beds_over.most(unit, begin, end) > 0


def is_too_small(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """Something free, but less than he needs, as he asks."""
    free = r.open_beds.at(unit, begin)
    return (free > 0) & (free < r.weight[row])


def is_none(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """No beds at all at some time, but some at another."""
    most = np.array([max(path.values) for path in r.units("capacity")], np.int64)
    least = StepFunctions([(np.array(p.times), -np.array(p.values)) for p in r.units("capacity")])
    return (most[unit] > 0) & (least.most(unit, begin, end) == 0)


def is_never(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """No beds at any time."""
    most = np.array([max(path.values) for path in r.units("capacity")], np.int64)
    return most[unit] == 0


def may_not_go(r: Record, row: Integers, unit: Integers, begin: Integers, end: Integers) -> Flags:
    """Room for him as he asks, but out of the moving-out hours of his unit."""
    stay = r.last_stay[row]
    is_shut = r.holds(stay, begin + 1) & ~r.hours["moves_out"].is_open(r.unit[stay], begin)
    return is_shut & (r.open_beds.at(unit, begin) >= r.weight[row])


def skipped(r: Record, how: Callable[[Record, Integers, Integers], Flags]) -> int:
    """Starts for which a unit earlier in the patient's own order was no use."""
    units, after = r.choices
    i = np.arange(units.shape[1])
    is_earlier = (r.choice[:, None] > i) & (units >= 0)
    is_earlier &= r.asked[:, None] + after <= r.reserved[:, None]
    row, at = np.nonzero(is_earlier)
    return len(np.unique(row[how(r, row, units[row, at])]))


def was_blocked(r: Record, row: Integers, unit: Integers) -> Flags:
    """Room for him before this instant and after it."""
    now, weight = r.reserved[row], r.weight[row]
    had_room = r.open_beds.at(unit, np.maximum(now - 1, 0)) >= weight
    return had_room & (r.open_beds.at(unit, now) >= weight) & (now > 0)


def was_full(r: Record, row: Integers, unit: Integers) -> Flags:
    return r.free_beds.at(unit, r.reserved[row]) < r.weight[row]


def was_shut(r: Record, row: Integers, unit: Integers) -> Flags:
    is_shut = ~r.hours["admits"].is_open(unit, r.reserved[row])
    return is_shut & (r.free_beds.at(unit, r.reserved[row]) >= r.weight[row])


def skipped_two_ways(r: Record) -> int:
    """Starts past a unit that is blocked and another that is full or shut."""
    units, after = r.choices
    earlier = (r.choice[:, None] > np.arange(units.shape[1])) & (units >= 0)
    earlier &= r.asked[:, None] + after <= r.reserved[:, None]
    row, at = np.nonzero(earlier)
    unit = units[row, at]
    blocked = row[was_blocked(r, row, unit)]
    return len(np.intersect1d(blocked, row[was_full(r, row, unit) | was_shut(r, row, unit)]))


def falls_below_use(paths: Sequence[CapacityPath | None], used: StepFunctions) -> int:
    """How often capacity falls below what is in use."""
    total = 0
    for number, path in enumerate(paths):
        if path is not None and len(path.times) > 1:
            times, values = np.array(path.times, np.int64), np.array(path.values, np.int64)
            is_fall = np.diff(falls(path)[1], prepend=0) > 0
            over = used.at(np.full(len(times), number), times) > values
            total += int((is_fall & over).sum())
    return total


def beds_below_use(r: Record) -> int:
    """Leaving out units that a queue opens, which have no beds while they are shut."""
    paths = [unit.capacity if unit.trigger is None else None for unit in r.network.units]
    return falls_below_use(paths, r.beds_in_use)


def waited_over_staff(r: Record) -> Flags:
    """Waits for a handoff with more staff in use than there are."""
    rows = np.flatnonzero(r.is_handoff & (r.asked >= 0) & (r.until > r.asked))
    if not len(rows):
        return np.zeros(1, bool)
    return r.staff_over.most(r.handoff[rows], r.asked[rows], r.until[rows]) > 0


def staff_below_use(r: Record) -> int:
    return falls_below_use(r.handoffs("staff"), in_use(r.staff_spans))


ROOM: dict[str, Count] = {
    "place: blocked by somebody before": lambda r: waits_in(r, is_blocked),
    "place: too little room for him": lambda r: waits_in(r, is_too_small),
    "place: room, but not let out": lambda r: waits_in(r, may_not_go),
    "place: skipped a blocked unit": lambda r: skipped(r, was_blocked),
    "place: skipped a full unit": lambda r: skipped(r, was_full),
    "place: skipped a shut unit": lambda r: skipped(r, was_shut),
    "place: skipped one blocked and one full or shut": skipped_two_ways,
    "place: over capacity, and nobody starts": lambda r: waits_in(r, is_over),
    "place: no beds for a time": lambda r: waits_in(r, is_none),
    "place: no beds throughout": lambda r: waits_in(r, is_never),
    "place: beds fell below use": beds_below_use,
    "place: staff fell below use": staff_below_use,
    "place: staff over their number, and nobody starts": waited_over_staff,
}
