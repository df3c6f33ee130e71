"""The families of laws that can be fitted: numbers without bounds to a law, starts and priors.

A new family is one entry of ``FAMILIES``. Locations are logs of days and spreads logs of sigma, of
the coefficient of variation, or of one over the Weibull shape, so that one weak prior fits all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError, Problem
from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import Distribution, Mixture
from simulator.sampling.skewed import Gamma, Lognormal, Weibull

Reals = NDArray[np.float64]
Simple = Callable[[float, float], Distribution]


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One unbounded number of a family: its bounds in a search and its weak normal prior."""

    name: str
    low: float
    high: float
    centre: float
    sd: float


def location(name: str) -> Coordinate:
    """Log of days: nine in ten between four hours and 130 days."""
    return Coordinate(name, math.log(0.02), math.log(3000), math.log(5), 2.0)


def spread(name: str) -> Coordinate:
    """Log of sigma, or of what plays its part: nine in ten between 0.2 and 5."""
    return Coordinate(name, math.log(0.03), math.log(5), 0.0, 1.0)


def chance(name: str) -> Coordinate:
    """Log odds of a share: nine in ten between 0.04 and 0.96."""
    return Coordinate(name, -6.0, 6.0, 0.0, 2.0)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of laws over an unbounded vector z.

    ``law(z)``: the law. ``starts(days)``: vectors to begin a search from, for data of a typical
    length. ``title``: its name in a sentence.
    """

    name: str
    title: str
    coordinates: tuple[Coordinate, ...]
    law: Callable[[Reals], Distribution]
    starts: Callable[[float], tuple[tuple[float, ...], ...]]

    @property
    def size(self) -> int:
        """How many numbers are fitted."""
        return len(self.coordinates)

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """Where a search stays."""
        return [(each.low, each.high) for each in self.coordinates]

    def log_prior(self, z: Reals) -> float:
        """Log density of the weak prior, but for a constant."""
        centre = np.array([each.centre for each in self.coordinates])
        sd = np.array([each.sd for each in self.coordinates])
        return float(-np.sum(((z - centre) / sd) ** 2) / 2)


def _lognormal(place: float, width: float) -> Lognormal:
    return Lognormal(place, math.exp(width))


def _gamma(place: float, width: float) -> Gamma:
    shape = math.exp(-2 * width)
    return Gamma(shape, math.exp(place) / shape)


def _weibull(place: float, width: float) -> Weibull:
    return Weibull(math.exp(-width), math.exp(place))


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _one(name: str, title: str, simple: Simple) -> Family:
    def law(z: Reals) -> Distribution:
        return simple(float(z[0]), float(z[1]))

    def starts(days: float) -> tuple[tuple[float, ...], ...]:
        return ((math.log(days), -0.2),)

    return Family(name, title, (location("log days"), spread("log spread")), law, starts)


def _two(name: str, title: str, simple: Simple) -> Family:
    coordinates = (
        chance("log odds of the first"),
        location("log days of the first"),
        spread("log spread of the first"),
        location("log days of the second"),
        spread("log spread of the second"),
    )

    def law(z: Reals) -> Distribution:
        share = _share(float(z[0]))
        parts = (simple(float(z[1]), float(z[2])), simple(float(z[3]), float(z[4])))
        shares = (share, 1 - share)
        if parts[0].mean() > parts[1].mean():
            shares, parts = shares[::-1], parts[::-1]
        return Mixture(shares, parts)

    def starts(days: float) -> tuple[tuple[float, ...], ...]:
        log = math.log(days)
        return (
            (1.0, log - 0.5, -0.4, log + 1.0, -0.4),
            (0.0, log - 1.0, -0.4, log + 0.5, -0.7),
            (2.2, log - 0.2, -0.2, log + 2.0, -0.7),
        )

    return Family(name, title, coordinates, law, starts)


def _phases(count: int, title: str) -> Family:
    coordinates = [location(f"log mean days of phase {i + 1}") for i in range(count)]
    coordinates += [chance(f"log odds of going on after phase {i + 1}") for i in range(count - 1)]

    def law(z: Reals) -> Distribution:
        means = tuple(float(each) for each in np.exp(z[:count]))
        return Coxian(means, (*(_share(float(each)) for each in z[count:]), 0.0))

    def starts(days: float) -> tuple[tuple[float, ...], ...]:
        log = math.log(days)
        rising = tuple(log - 0.5 + i for i in range(count))
        falling = tuple(log - 1.0 for _ in range(count))
        return ((*rising, *(-1.0,) * (count - 1)), (*falling, *(2.0,) * (count - 1)))

    return Family(f"coxian_{count}", title, tuple(coordinates), law, starts)


FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        _one("lognormal", "one lognormal", _lognormal),
        _one("gamma", "one gamma", _gamma),
        _one("weibull", "one Weibull", _weibull),
        _two("two_lognormals", "two lognormals mixed", _lognormal),
        _two("two_gammas", "two gammas mixed", _gamma),
        _two("two_weibulls", "two Weibulls mixed", _weibull),
        _phases(2, "a coxian law of two phases"),
        _phases(3, "a coxian law of three phases"),
    )
}
DEFAULT = "two_lognormals"


def family(name: str) -> Family:
    """The family of a name.

    Raises:
        InputError: there is none.
    """
    if name not in FAMILIES:
        do = f"choose one of {', '.join(FAMILIES)}"
        raise InputError([Problem(f"no family is called {name!r}", path="family", do=do)])
    return FAMILIES[name]
