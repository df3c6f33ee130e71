"""Step functions of time and opening hours of many things at once, to be asked about as columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import NEVER, Calendar, CapacityPath

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
SHIFT = 44
LATEST = 2**SHIFT - 1


def key(which: Integers, time: Integers) -> Integers:
    """One whole number that sorts by thing, then by time."""
    return (which << SHIFT) + np.minimum(time, LATEST)


class StepFunctions:
    """A step function of time for each thing; every one has a first turn, and none before it."""

    def __init__(self, turns: Sequence[tuple[Integers, Integers]]) -> None:
        """``turns``: by thing, its times (sorted, all different) and the values from then on."""
        self.lengths = [len(times) for times, _ in turns]
        self.keys = _joined([key(np.int64(i), times) for i, (times, _) in enumerate(turns)])
        self.values = _joined([values for _, values in turns])

    def at(self, which: Integers, time: Integers) -> Integers:
        """The value at a time; whatever it is for a thing or a time that does not exist."""
        if not len(self.keys):
            return np.zeros_like(time)
        return self.values[self._turn(which, time)]

    def most(self, which: Integers, begin: Integers, end: Integers) -> Integers:
        """The largest value at any time in [begin, end), which may not be empty."""
        if not len(self.keys):
            return np.zeros_like(begin)
        first = np.maximum(self._turn(which, begin), 0)
        last = np.maximum(self._turn(which, np.maximum(end - 1, begin)), first)
        level = np.log2(last - first + 1).astype(np.int64)
        most = self._most_of
        return np.maximum(most[level, first], most[level, last + 1 - (1 << level)])

    def _turn(self, which: Integers, time: Integers) -> Integers:
        return np.searchsorted(self.keys, key(which, time), side="right") - 1

    @cached_property
    def _most_of(self) -> Integers:
        """By (k, turn): the largest of ``2 ** k`` values from that turn on."""
        rows = [self.values]
        while (width := 2 ** (len(rows) - 1)) * 2 <= len(self.values):
            row = rows[-1].copy()
            row[:-width] = np.maximum(row[:-width], rows[-1][width:])
            rows.append(row)
        return np.array(rows)


class Hours:
    """Calendars of many things, None meaning always open."""

    def __init__(self, calendars: Sequence[Calendar | None]) -> None:
        self.is_given = np.array([*(calendar is not None for calendar in calendars), False])
        given = [(np.int64(i), c) for i, c in enumerate(calendars) if c is not None]
        self.opens = _joined([key(i, np.array(c.opens, np.int64)) for i, c in given])
        self.closes = _joined([key(i, np.array(c.closes, np.int64)) for i, c in given])

    def opens_at(self, which: Integers, time: Integers) -> Flags:
        """Whether a window opens at this very time."""
        return self.is_given[which] & np.isin(key(which, time), self.opens)

    def closes_at(self, which: Integers, time: Integers) -> Flags:
        """Whether a window closes at this very time."""
        return self.is_given[which] & np.isin(key(which, time), self.closes)

    def closes_after(self, which: Integers, time: Integers) -> Integers:
        """When the window closes that is open at a time; the time itself when none is."""
        now = key(which, time)
        closes = np.append(self.closes, -1)[np.searchsorted(self.opens, now, side="right") - 1]
        left = np.maximum(closes - now, 0)
        return np.where(self.is_given[which], time + left, NEVER)

    def is_open(self, which: Integers, time: Integers) -> Flags:
        """Whether a window is open at a time."""
        return self.closes_after(which, time) > time


def _joined(columns: list[Integers]) -> Integers:
    return np.concatenate(columns) if columns else np.zeros(0, np.int64)


def in_use(spans: Sequence[tuple[Integers, Integers, Integers]]) -> StepFunctions:
    """How much is in use once each time is over; by thing (from, until, how much)."""
    return StepFunctions([summed(*ends(*mine)) for mine in spans])


def ends(begin: Integers, until: Integers, weight: Integers) -> tuple[Integers, Integers]:
    """What spans add at their begin and take away at their end."""
    return np.concatenate([begin, until]), np.concatenate([weight, -weight])


def summed(times: Integers, changes: Integers) -> tuple[Integers, Integers]:
    """The step function that starts at 0 and has these changes, in any order."""
    times, at = np.unique(np.concatenate([[0], times]), return_inverse=True)
    total = np.bincount(at, np.concatenate([[0], changes]), len(times))
    return times.astype(np.int64), np.cumsum(total.astype(np.int64))


def falls(path: CapacityPath) -> tuple[Integers, Integers]:
    """How often a capacity has fallen so far."""
    is_fall = np.diff(path.values, prepend=path.values[0]) < 0
    return np.array(path.times, np.int64), np.cumsum(is_fall)
