"""A daily series of all replications, of which some are in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.streaming import Left, series_of
from simulator.results.run import Floats

# Of one series: 2 MB.
VALUES_TOGETHER = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Counts by replication and day. ``read``: some replications at a time, replications x days.

    Counts are whole numbers, so that sums of them are exact in whatever pieces they are read.
    """

    read: Callable[[], Iterator[Floats]]

    @classmethod
    def of(cls, replications: Sequence[Left], *columns: tuple[str, str]) -> Series:
        """Of replications that kept their days: one of the series, or the sum of several."""

        def read() -> Iterator[Floats]:
            days = replications[0].days
            each = max(1, VALUES_TOGETHER // max(1, 0 if days is None else len(days.values)))
            for first in range(0, len(replications), each):
                some = range(first, min(first + each, len(replications)))
                yield sum((series_of(replications, one, some) for one in columns), np.zeros(1))

        return cls(read)

    @property
    def first(self) -> Floats:
        """The days of the first replication."""
        row: Floats = next(self.read())[0]
        return row

    def any(self) -> bool:
        """Whether a day of a replication is not 0."""
        return any(bool(some.any()) for some in self.read())

    def max(self) -> float:
        """The most of any day of any replication."""
        return max(float(some.max()) for some in self.read())

    def mean(self, days: slice = slice(None)) -> float:
        """The mean over some days of all replications."""
        found = [(float(some[:, days].sum()), some[:, days].size) for some in self.read()]
        total, count = (sum(each) for each in zip(*found, strict=True))
        return total / count if count else float("nan")

    def means(self, days: slice = slice(None)) -> Floats:
        """The mean over some days of each replication."""
        return np.concatenate([some[:, days].mean(axis=1) for some in self.read()])

    def levels(self, levels: Sequence[float], days: slice = slice(None)) -> Floats:
        """Quantiles of some days of each replication: levels x replications."""
        found = [np.quantile(some[:, days], levels, axis=1) for some in self.read()]
        return np.concatenate(found, axis=1)

    def point_means(self, first: int, step: int, count: int) -> Floats:
        """Means of ``count`` points of ``step`` days from the day ``first``, of all of them."""
        total, n = np.zeros(count), 0
        for some in self.read():
            total += _points(some, first, step, count).sum(axis=(0, 2))
            n += len(some)
        return total / (n * step)

    def point_levels(self, level: float, first: int, step: int, count: int) -> Floats:
        """A quantile of each of these points over its days in all replications."""
        points = [Tally() for _ in range(count)]
        for some in self.read():
            cut = _points(some, first, step, count)
            for at, tally in enumerate(points):
                tally.add(cut[:, at].ravel())
        return np.array([tally.quantile(level) for tally in points])


def _points(some: Floats, first: int, step: int, count: int) -> Floats:
    """Replications x points x days of a point."""
    return some[:, first : first + count * step].reshape(len(some), count, step)


class Tally:
    """How often each number was met."""

    def __init__(self) -> None:
        """Nothing was met yet."""
        self.numbers: Floats = np.zeros(0)
        self.times: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def add(self, numbers: Floats) -> None:
        """Count some more."""
        fresh, times = np.unique(numbers, return_counts=True)
        both = np.concatenate([self.times, times])
        self.numbers, at = np.unique(np.concatenate([self.numbers, fresh]), return_inverse=True)
        self.times = np.zeros(len(self.numbers), dtype=np.int64)
        np.add.at(self.times, at, both)

    def quantile(self, level: float) -> float:
        """The quantile of all that was counted, as ``numpy.quantile`` gives it of them (linear).

        Raises:
            ValueError: nothing was.
        """
        if not len(self.numbers):
            raise ValueError("nothing was counted")
        until = np.cumsum(self.times)
        place = (int(until[-1]) - 1) * level
        below = int(place)
        ranks = [below, min(below + 1, int(until[-1]) - 1)]
        low, high = (float(x) for x in self.numbers[np.searchsorted(until, ranks, side="right")])
        part = place - below
        # From the nearer of the two, so that either end is met exactly.
        return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)
