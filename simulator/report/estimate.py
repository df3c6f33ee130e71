"""One figure of a report: a mean over replications, and how sure chance lets it be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
FIGURES_WITHOUT_INTERVAL = 3
# Below this many runs, an interval wider than its mean is told in words.
FEW = 5
# An interval narrower than this, relative to its mean, is rounding of sums and not chance.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and the half-width of its 95 % interval for chance.

    ``half_width``: NaN where there is no interval. ``n`` of ``replications`` had something to
    measure. ``mean`` is NaN where none had.
    """

    mean: float
    half_width: float
    n: int
    replications: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Estimate:
        """Of one value a replication; NaN where one had nothing to measure."""
        from simulator.results.intervals import student

        known = np.array([value for value in values if not math.isnan(value)])
        if not len(known):
            return cls(math.nan, math.nan, 0, len(values))
        half_width = math.nan
        if len(known) > 1 and (known == known[0]).all():
            return cls(float(known[0]), 0.0, len(known), len(values))
        if len(known) > 1:
            half_width = float(student(len(known)) * known.std(ddof=1) / math.sqrt(len(known)))
        return cls(float(known.mean()), half_width, len(known), len(values))

    @property
    def is_known(self) -> bool:
        """Whether there was anything to measure."""
        return not math.isnan(self.mean)

    @property
    def has_interval(self) -> bool:
        """Whether chance shows: an interval of some width, beyond the rounding of sums."""
        return self.half_width > ROUNDING * abs(self.mean)

    @property
    def is_hardly_known(self) -> bool:
        """Whether few runs give an interval wider than the mean itself."""
        return self.n < FEW and 0 < abs(self.mean) < self.half_width

    def differs_from(self, value: float) -> bool:
        """Whether the interval leaves a value out; never without an interval."""
        return abs(self.mean - value) > self.half_width

    def text(self, scale: float = 1.0, unit: str = "") -> str:
        """Mean and half-width, rounded to the half-width, like ``68 % ± 10``.

        Of fewer than five runs an interval wider than the mean would end where nothing can be, such
        as below 0: then only that is said.
        """
        if not self.is_known:
            return NOTHING
        mean, half = self.mean * scale, self.half_width * scale
        few = f" ({self.n} of {self.replications} runs)" if self.n < self.replications else ""
        if not self.has_interval:
            return f"{plain(mean)}{unit}{few}"
        if self.is_hardly_known:
            return f"{self.mean_text(scale)}{unit} (± more than itself){few}"
        return f"{self.mean_text(scale)}{unit} ± {rounded(half, decimals(half))}{few}"

    def mean_text(self, scale: float = 1.0) -> str:
        """The mean alone, rounded to the half-width, but to one figure at the least."""
        if not self.is_known:
            return NOTHING
        mean, half = self.mean * scale, self.half_width * scale
        if not self.has_interval:
            return plain(mean)
        first = -math.floor(math.log10(abs(mean))) if mean else decimals(half)
        return rounded(mean, max(decimals(half), first))


def decimals(half_width: float) -> int:
    """Decimals that show a half-width to one figure, to two where it begins with 1."""
    power = math.floor(math.log10(half_width))
    return (1 if half_width / 10**power < 2 else 0) - power


def rounded(value: float, digits: int) -> str:
    """A number to so many decimals (tens and hundreds where negative), thousands marked."""
    value = round(value, digits) + 0.0
    return f"{value:,.{max(digits, 0)}f}".replace("-", MINUS)


def plain(value: float) -> str:
    """A number without an interval: whole as it is, else to three figures."""
    if math.isnan(value):
        return NOTHING
    if value == round(value):
        return rounded(value, 0)
    power = math.floor(math.log10(abs(value)))
    return rounded(value, max(FIGURES_WITHOUT_INTERVAL - 1 - power, 0))
