"""Skewed laws of durations: lognormal, gamma, Weibull and exponential, in days.

``of`` finds a law's own parameters from what a scenario says. Formulas: N. L. Johnson, S. Kotz and
N. Balakrishnan, "Continuous univariate distributions", volume 1, 1994, chapters 14, 17, 19 and 21.
SciPy's special functions are loaded by those that need them, since that takes a while.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.roots import root
from simulator.scenario.law import Law
from simulator.scenario.quantities import Duration

Reals = NDArray[np.float64]

# Beyond these bounds double precision no longer tells a law from its limit.
_SIGMAS = (1e-6, 10.0)
_GAMMA_SHAPES = (0.02, 1e7)
_WEIBULL_SHAPES = (0.1, 1000.0)
# A Weibull law's median reaches its mean at shape 3.4 and falls below it as the shape falls.
_WEIBULL_SHAPE_OF_MEDIAN = 5.0


@dataclass(frozen=True, slots=True)
class Lognormal:
    """``exp(mu + sigma Z)`` days with Z standard normal."""

    mu: float
    sigma: float

    @classmethod
    def of(cls, law: Law) -> Lognormal:
        """From mean and sd, mean and median, or two quantiles."""
        if law.quantiles is not None:
            from scipy.special import ndtri

            (p, low), (q, high) = _two_quantiles(law)
            sigma = math.log(high / low) / float(ndtri(q) - ndtri(p))
            _check_spread(law, sigma, _SIGMAS)
            return cls(math.log(low) - sigma * float(ndtri(p)), sigma)
        mean = _days(law.mean)
        if law.median is not None:
            median = _median_below_mean(law)
            sigma = math.sqrt(2 * math.log(mean / median))
        else:
            sigma = math.sqrt(math.log1p((_days(law.sd) / mean) ** 2))
        _check_spread(law, sigma, _SIGMAS)
        return cls(math.log(mean) - sigma**2 / 2, sigma)

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        from scipy.special import ndtri

        return np.asarray(np.exp(self.mu + self.sigma * ndtri(u)))

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        from scipy.special import ndtr

        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((np.log(x) - self.mu) / self.sigma))

    def mean(self) -> float:
        """Mean in days."""
        return math.exp(self.mu + self.sigma**2 / 2)

    def sd(self) -> float:
        """Standard deviation in days."""
        return self.mean() * math.sqrt(math.expm1(self.sigma**2))


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma law: shape, and scale in days."""

    shape: float
    scale: float

    @classmethod
    def of(cls, law: Law) -> Gamma:
        """From mean and sd, mean and median, or two quantiles."""
        if law.quantiles is not None:
            from scipy.special import gammaincinv

            (p, low), (q, high) = _two_quantiles(law)
            shape = _solve(
                law,
                lambda k: _log_gamma_quantile(k, p) - _log_gamma_quantile(k, q),
                math.log(low / high),
                _GAMMA_SHAPES,
            )
            return cls(shape, high / float(gammaincinv(shape, q)))
        mean = _days(law.mean)
        if law.median is not None:
            wanted = math.log(_median_below_mean(law) / mean)
            shape = _solve(
                law, lambda k: _log_gamma_quantile(k, 0.5) - math.log(k), wanted, _GAMMA_SHAPES
            )
        else:
            wanted = 2 * math.log(mean / _days(law.sd))
            shape = _solve(law, math.log, wanted, _GAMMA_SHAPES)
        return cls(shape, mean / shape)

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        from scipy.special import gammaincinv

        return np.asarray(self.scale * gammaincinv(self.shape, u))

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        from scipy.special import gammainc

        return np.asarray(gammainc(self.shape, x / self.scale))

    def mean(self) -> float:
        """Mean in days."""
        return self.shape * self.scale

    def sd(self) -> float:
        """Standard deviation in days."""
        return math.sqrt(self.shape) * self.scale


@dataclass(frozen=True, slots=True)
class Weibull:
    """Weibull law: shape, and scale in days."""

    shape: float
    scale: float

    @classmethod
    def of(cls, law: Law) -> Weibull:
        """From mean and sd, mean and median, or two quantiles."""
        if law.quantiles is not None:
            (p, low), (q, high) = _two_quantiles(law)
            shape = math.log(math.log1p(-q) / math.log1p(-p)) / math.log(high / low)
            _check_spread(law, 1 / shape, (1 / _WEIBULL_SHAPES[1], 1 / _WEIBULL_SHAPES[0]))
            return cls(shape, low / (-math.log1p(-p)) ** (1 / shape))
        mean = _days(law.mean)
        if law.median is not None:
            shapes = (_WEIBULL_SHAPES[0], _WEIBULL_SHAPE_OF_MEDIAN)
            wanted = math.log(_median_below_mean(law) / mean)
            shape = _solve(law, _weibull_log_median, wanted, shapes)
        else:
            wanted = -math.log1p((_days(law.sd) / mean) ** 2)
            shape = _solve(law, _weibull_log_spread, wanted, _WEIBULL_SHAPES)
        return cls(shape, mean / math.gamma(1 + 1 / shape))

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        return np.asarray(self.scale * (-np.log1p(-u)) ** (1 / self.shape))

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        return np.asarray(-np.expm1(-((x / self.scale) ** self.shape)))

    def mean(self) -> float:
        """Mean in days."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    def sd(self) -> float:
        """Standard deviation in days."""
        return self.mean() * math.sqrt(math.expm1(-_weibull_log_spread(self.shape)))


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential law with a rate a day."""

    rate: float

    @classmethod
    def of(cls, law: Law) -> Exponential:
        """From the mean, the median, or one quantile."""
        if law.mean is not None:
            return cls(1 / _days(law.mean))
        quantiles = law.quantiles or {}
        level, value = next(iter(quantiles.items()), (0.5, law.median))
        return cls(-math.log1p(-level) / _days(value))

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        return np.asarray(-np.log1p(-u) / self.rate)

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        return np.asarray(-np.expm1(-self.rate * x))

    def mean(self) -> float:
        """Mean in days."""
        return 1 / self.rate

    def sd(self) -> float:
        """Standard deviation in days."""
        return 1 / self.rate


def _days(duration: Duration | None) -> float:
    if duration is None:
        raise ValueError("a number that this law needs is missing")
    return duration.days


def _median_below_mean(law: Law) -> float:
    mean, median = _days(law.mean), _days(law.median)
    if not 0 < median < mean:
        raise ValueError(
            f"a {law.family} law by mean and median needs a median above 0 and below the mean "
            f"({law.mean}); this one has {law.median}. Mean and sd can say more"
        )
    return median


def _two_quantiles(law: Law) -> list[tuple[float, float]]:
    return sorted((level, value.days) for level, value in (law.quantiles or {}).items())


def _check_spread(law: Law, spread: float, bounds: tuple[float, float]) -> None:
    least, greatest = bounds
    if spread > greatest:
        raise ValueError(
            f"a {law.family} law cannot spread as widely as this one says; give it less spread"
        )
    if spread < least:
        raise ValueError(
            f"a {law.family} law cannot spread as little as this one says; "
            "write a fixed duration on its own"
        )


def _solve(
    law: Law, rising: Callable[[float], float], wanted: float, shapes: tuple[float, float]
) -> float:
    """The shape at which a function that rises with the shape, as spread falls, is as wanted."""
    low, high = shapes
    _check_spread(law, -wanted, (-rising(high), -rising(low)))
    at = root(lambda log: rising(math.exp(log)) - wanted, math.log(low), math.log(high))
    return math.exp(at)


def _log_gamma_quantile(shape: float, level: float) -> float:
    from scipy.special import gammaincinv, gammaln

    value = float(gammaincinv(shape, level))
    if value > 1e-200:
        return math.log(value)
    return (math.log(level) + float(gammaln(shape + 1))) / shape


def _weibull_log_median(shape: float) -> float:
    """Log of median over mean."""
    from scipy.special import gammaln

    return math.log(math.log(2)) / shape - float(gammaln(1 + 1 / shape))


def _weibull_log_spread(shape: float) -> float:
    """Minus the log of 1 + (sd over mean) squared."""
    from scipy.special import gammaln

    return 2 * float(gammaln(1 + 1 / shape)) - float(gammaln(1 + 2 / shape))
