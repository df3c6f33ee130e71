"""Counts of one table in bands of days, each a number or the range it may lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from calibration.stay.counts import Count
from simulator.errors import InputError, Problem

# A number from one to one less is never shown.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Banded:
    """Counts in bands: ``edges`` as of `Bins`, one more than ``ranges``, each (low, high)."""

    edges: tuple[float, ...]
    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[float, float, int, int]], what: str) -> Banded:
        """From rows of first day, last day (infinity), low and high; periods are added up.

        Raises:
            InputError: bands leave a gap or overlap, as those of periods that are banded otherwise.
        """
        sums: dict[tuple[float, float], list[int]] = {}
        for first, last, low, high in rows:
            found = sums.setdefault((first, last), [0, 0])
            found[0] += low
            found[1] += high
        bands = sorted(sums)
        if any(following[0] != band[1] + 1 for band, following in pairwise(bands)):
            do = "give all periods in the same bands, or one period only"
            raise InputError([Problem(f"{what}: bands leave gaps or overlap", do=do)])
        edges = (*(first for first, _ in bands), bands[-1][1] + 1) if bands else ()
        return cls(edges, tuple((low, high) for low, high in (sums[band] for band in bands)))

    @classmethod
    def together(cls, some: Sequence[Banded], what: str) -> Banded:
        """Several added up; those without any band add nothing.

        Raises:
            InputError: their bands differ.
        """
        kept = [each for each in some if each.edges]
        if not kept:
            return cls((), ())
        if len({each.edges for each in kept}) > 1:
            do = "give counts of all in the same bands"
            raise InputError([Problem(f"{what}: bands differ, so they cannot be added", do=do)])
        columns = zip(*(each.ranges for each in kept), strict=True)
        added = tuple((sum(low), sum(high)) for low, high in (zip(*one) for one in columns))  # noqa: B905
        return cls(kept[0].edges, added)

    @property
    def low(self) -> int:
        """The fewest there can be."""
        return sum(low for low, _ in self.ranges)

    @property
    def high(self) -> int:
        """The most there can be."""
        return sum(high for _, high in self.ranges)

    @property
    def middle(self) -> float:
        """As many as there are, by the middles of ranges."""
        return (self.low + self.high) / 2

    @property
    def counts(self) -> list[Count]:
        """As `Bins` takes them."""
        return [low if low == high else (low, high) for low, high in self.ranges]

    def moved(self, days: int) -> Banded:
        """The same with every edge so many days on."""
        return Banded(tuple(edge + days for edge in self.edges), self.ranges)

    def less_first(self, gone: tuple[int, int]) -> Banded:
        """Without so many (low, high) of the first band; a number from 1 to 4 becomes a range."""
        low, high = self.ranges[0]
        least, most = max(0, low - gone[1]), max(0, high - gone[0])
        if least < LEAST and most:
            least, most = min(least, 1), max(most, LEAST - 1)
        return Banded(self.edges, ((least, most), *self.ranges[1:]))

    def from_second(self) -> Banded:
        """Without the first band."""
        return Banded(self.edges[1:], self.ranges[1:])

    @property
    def trimmed(self) -> Banded:
        """Without closed bands at the end that nobody can be in."""
        last = len(self.ranges)
        while last > 2 and self.ranges[last - 1][1] == 0 and self.edges[last] != inf:
            last -= 1
        return Banded(self.edges[: last + 1], self.ranges[:last])
