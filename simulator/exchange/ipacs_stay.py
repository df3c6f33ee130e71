"""Lengths of stay of an IPACS workbook: what the model draws, and what it cuts off."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from simulator.exchange.grid import Cell

_Z = NormalDist()
_STEPS = 60


@dataclass(frozen=True, slots=True)
class IpacsStay:
    """A length of stay in days: a lognormal or normal law, and the cells that it is made of."""

    family: str
    mean: float
    sd: float
    cells: tuple[Cell, ...]
    median: float | None = None

    @property
    def law(self) -> dict[str, Any]:
        """As a scenario says it."""
        if self.family == "floored_normal" or self.median is None:
            return {"family": self.family, "mean": f"{self.mean!r} days", "sd": self.sd}
        return {"family": self.family, "mean": f"{self.mean!r} days", "median": self.median}

    @property
    def is_cut(self) -> bool:
        """Whether what is cut off can be told: of a lognormal."""
        return self.family == "lognormal"

    @property
    def most(self) -> float:
        """Above this the model's visit-based part draws again."""
        return self.mean + 3 * self.sd

    def mean_below(self, most: float) -> float:
        """Mean of a lognormal drawn again while it is above ``most``."""
        mu, sigma = self._lognormal()
        at = (math.log(most) - mu) / sigma
        return self.mean * _Z.cdf(at - sigma) / _Z.cdf(at)

    def ages(self, count: int) -> list[float]:
        """How long each of ``count`` people in the midst of such stays has been there, in days.

        The levels (i + 1/2)/count of the long-run law of that time, whose density is the share of
        stays longer than it, over their mean.
        """
        return [self._age((at + 0.5) / count) for at in range(count)]

    def _age(self, level: float) -> float:
        past = self._past()
        whole = past(math.inf)
        low, high = 0.0, self.mean
        while past(high) < level * whole:
            high *= 2
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if past(middle) < level * whole else (low, middle)
        return low

    def _past(self) -> Callable[[float], float]:
        """The integral from 0 of the share of stays that are longer."""
        return self._past_lognormal if self.family == "lognormal" else self._past_normal

    def _past_lognormal(self, age: float) -> float:
        if age <= 0 or math.isinf(age):
            return self.mean if age > 0 else 0.0
        mu, sigma = self._lognormal()
        at = (math.log(age) - mu) / sigma
        return age * (1 - _Z.cdf(at)) + self.mean * _Z.cdf(at - sigma)

    def _past_normal(self, age: float) -> float:
        def past(z: float) -> float:
            return 0.0 if math.isinf(z) else z * (1 - _Z.cdf(z)) - _Z.pdf(z)

        return self.sd * (past((age - self.mean) / self.sd) - past(-self.mean / self.sd))

    def _lognormal(self) -> tuple[float, float]:
        if self.median is not None:
            return math.log(self.median), math.sqrt(2 * math.log(self.mean / self.median))
        sigma = math.sqrt(math.log(1 + (self.sd / self.mean) ** 2))
        return math.log(self.mean) - sigma**2 / 2, sigma
