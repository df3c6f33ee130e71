"""The chance of something that happened in some replications, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from simulator.results.intervals import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Chance:
    """``hits`` of ``n`` replications; the interval for the chance is Wilson's.

    Wilson, E. B. (1927), Journal of the American Statistical Association 22(158). It stays within
    0 and 1, and has a width where all or none were hits: of 10 alike, from 72 % or to 28 %.
    """

    hits: int
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """From a 1 or 0 a replication; NaN where a replication says nothing."""
        known = [value for value in values if not math.isnan(value)]
        return cls(sum(value > 0 for value in known), len(known))

    @property
    def share(self) -> float:
        """The share of hits; NaN of none."""
        return self.hits / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval; all of 0 to 1 where nothing is known."""
        if not self.n:
            return 0.0, 1.0
        from scipy.special import ndtri

        z2 = float(ndtri((1 + CONFIDENCE) / 2)) ** 2
        middle = (self.hits + z2 / 2) / (self.n + z2)
        spread = self.hits * (self.n - self.hits) / self.n + z2 / 4
        half = math.sqrt(z2 * spread) / (self.n + z2)
        low = 0.0 if self.hits == 0 else middle - half
        return low, 1.0 if self.hits == self.n else middle + half
