"""From the law of a duration, as a scenario says it, to a distribution that can be drawn from.

All values are in days: days of 24 hours, or working days where the law is in working time (a
working hour is 1/24 of one). A new family is one class with ``ppf``, ``cdf``, ``mean`` and ``sd``,
and one line in ``FAMILIES``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY
from simulator.sampling.bounded import Deterministic, Uniform, empirical, table
from simulator.sampling.coxian import Coxian
from simulator.sampling.floored import FlooredNormal
from simulator.sampling.roots import passes
from simulator.sampling.skewed import Exponential, Gamma, Lognormal, Weibull
from simulator.scenario.law import Law

Reals = NDArray[np.float64]

# No duration is longer (36,000 years), so that sums of several stay within 64 bits.
LONGEST = 2**60


class Distribution(Protocol):
    """A law of durations in days. Equal laws are equal and hash alike."""

    def ppf(self, u: Reals) -> Reals:
        """Value that a share u of draws lies below; rises with u, which lies inside (0, 1)."""

    def cdf(self, x: Reals) -> Reals:
        """Share of draws at or below x >= 0."""

    def mean(self) -> float:
        """Mean of the law."""

    def sd(self) -> float:
        """Standard deviation of the law."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Distributions mixed by share; one uniform number a draw, through the mixture's own inverse.

    The inverse rises with u but for the rounding of the cdf (about 1e-15 in u).
    """

    shares: tuple[float, ...]
    parts: tuple[Distribution, ...]

    @classmethod
    def of(cls, law: Law) -> Mixture:
        """From components; shares are taken in proportion."""
        components = [c for c in law.components or () if c.share > 0]
        total = sum(c.share for c in components)
        return cls(
            tuple(c.share / total for c in components), tuple(distribution(c) for c in components)
        )

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        ends = np.stack([part.ppf(u) for part in self.parts])
        return passes(self.cdf, u, ends.min(axis=0), ends.max(axis=0))

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        each = zip(self.shares, self.parts, strict=True)
        return np.asarray(sum(share * part.cdf(x) for share, part in each))

    def mean(self) -> float:
        """Mean in days."""
        each = zip(self.shares, self.parts, strict=True)
        return sum(share * part.mean() for share, part in each)

    def sd(self) -> float:
        """Standard deviation in days."""
        mean = self.mean()
        each = zip(self.shares, self.parts, strict=True)
        return math.sqrt(sum(w * (p.sd() ** 2 + (p.mean() - mean) ** 2) for w, p in each))


FAMILIES: dict[str, Callable[[Law], Distribution]] = {
    "lognormal": Lognormal.of,
    "gamma": Gamma.of,
    "weibull": Weibull.of,
    "exponential": Exponential.of,
    "uniform": Uniform.of,
    "deterministic": Deterministic.of,
    "mixture": Mixture.of,
    "empirical": empirical,
    "coxian": Coxian.of,
    "floored_normal": FlooredNormal.of,
    "table": table,
}


def distribution(law: Law) -> Distribution:
    """The distribution of a law. A law with an sd of 0 is its limit, the fixed mean.

    Raises:
        ValueError: no law of the family is as described; says what is possible.
    """
    if law.sd is not None and law.sd.days == 0:
        return Deterministic.of(law)
    return FAMILIES[law.family](law)


def law_mean(law: Law) -> float:
    """Mean of a law, in days or working days."""
    return distribution(law).mean()


def law_sd(law: Law) -> float:
    """Standard deviation of a law, in days or working days."""
    return distribution(law).sd()


def microseconds(days: Reals) -> NDArray[np.int64]:
    """Days as whole microseconds, rounded once, halves to even; at most ``LONGEST``."""
    return np.minimum(np.rint(days * DAY), LONGEST).astype(np.int64)
