"""Laws of durations with a least and a greatest value: fixed, uniform, observed, in days."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.law import Law

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Deterministic:
    """One fixed value in days."""

    value: float

    @classmethod
    def of(cls, law: Law) -> Deterministic:
        """From the value, or from the mean where the sd is 0."""
        given = law.value if law.value is not None else law.mean
        if given is None:
            raise ValueError("a deterministic law needs a value")
        return cls(given.days)

    def ppf(self, u: Reals) -> Reals:
        """The value, whatever u."""
        return np.full(np.shape(u), self.value)

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days: 0 or 1."""
        return np.where(x >= self.value, 1.0, 0.0)

    def mean(self) -> float:
        """The value."""
        return self.value

    def sd(self) -> float:
        """Zero."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Uniform:
    """Evenly spread from low to high, in days."""

    low: float
    high: float

    @classmethod
    def of(cls, law: Law) -> Uniform:
        """From low and high."""
        if law.low is None or law.high is None:
            raise ValueError("a uniform law needs low and high")
        return cls(law.low.days, law.high.days)

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        return self.low + u * (self.high - self.low)

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        if self.high == self.low:
            return np.where(x >= self.low, 1.0, 0.0)
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def mean(self) -> float:
        """Mean in days."""
        return (self.low + self.high) / 2

    def sd(self) -> float:
        """Standard deviation in days."""
        return (self.high - self.low) / math.sqrt(12)


@dataclass(frozen=True, slots=True)
class Observed:
    """Rising values in days, each with its chance summed up to it; the last sum is 1."""

    values: tuple[float, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, law: Law) -> Observed:
        """From values, with equal chance or by weights."""
        pairs = sorted((value.days, weight) for value, weight in law.points if weight > 0)
        sums = np.cumsum([w for _, w in pairs])
        return cls(tuple(v for v, _ in pairs), tuple((sums / sums[-1]).tolist()))

    def ppf(self, u: Reals) -> Reals:
        """The first value whose summed chance reaches u."""
        return np.asarray(self.values)[np.searchsorted(self.sums, u, side="left")]

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        below = np.searchsorted(self.values, x, side="right")
        return np.asarray((0.0, *self.sums))[below]

    def mean(self) -> float:
        """Mean in days."""
        return float(np.dot(self.values, np.diff(self.sums, prepend=0.0)))

    def sd(self) -> float:
        """Standard deviation in days."""
        squares = (np.asarray(self.values) - self.mean()) ** 2
        return math.sqrt(float(np.dot(squares, np.diff(self.sums, prepend=0.0))))


@dataclass(frozen=True, slots=True)
class Interpolated:
    """Straight between quantiles; levels rise from 0 to 1, values in days do not fall."""

    levels: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def of(cls, law: Law) -> Interpolated:
        """From quantiles, those of 0 and 1 included."""
        points = sorted((level, value.days) for level, value in (law.quantiles or {}).items())
        return cls(tuple(level for level, _ in points), tuple(value for _, value in points))

    @classmethod
    def between(cls, law: Law) -> Interpolated:
        """From values: each one's weight lies evenly between the value before, or 0, and itself."""
        weights: dict[float, float] = {}
        for value, weight in law.points:
            weights[value.days] = weights.get(value.days, 0.0) + weight
        values = sorted(weights)
        sums = np.cumsum([weights[value] for value in values])
        return cls((0.0, *(sums / sums[-1]).tolist()), (0.0, *values))

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        return np.interp(u, self.levels, self.values)

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        values, levels = np.asarray(self.values), np.asarray(self.levels)
        above = np.searchsorted(values, x, side="right")
        at = np.clip(above, 1, len(values) - 1)
        width = values[at] - values[at - 1]
        part = (x - values[at - 1]) / np.where(width > 0, width, 1.0)
        between = levels[at - 1] + part * (levels[at] - levels[at - 1])
        return np.where(above == 0, 0.0, np.where(above == len(values), 1.0, between))

    def mean(self) -> float:
        """Mean in days."""
        low, high = np.asarray(self.values[:-1]), np.asarray(self.values[1:])
        return float(np.dot(np.diff(self.levels), (low + high) / 2))

    def sd(self) -> float:
        """Standard deviation in days."""
        low = np.asarray(self.values[:-1]) - self.mean()
        high = np.asarray(self.values[1:]) - self.mean()
        squares = (low**2 + low * high + high**2) / 3
        return math.sqrt(float(np.dot(np.diff(self.levels), squares)))


def empirical(law: Law) -> Observed | Interpolated:
    """An empirical law: by its observed values, or by its quantiles."""
    return Interpolated.of(law) if law.quantiles is not None else Observed.of(law)


def table(law: Law) -> Observed | Interpolated:
    """A table of values: exactly these, or evenly between them."""
    return Interpolated.between(law) if law.between == "straight" else Observed.of(law)
