"""What a likelihood asks of a law: the share that lasts longer than a time, and the density.

The laws are those of `simulator.sampling`, so what is fitted is what is run. A coxian law is here
a sum of exponentials (M. F. Neuts, "Matrix-geometric solutions in stochastic models", 1981,
chapter 2), which takes one pass over many times; the simulator's own way is slower and exact, and
the tests hold the two together.
"""

from __future__ import annotations

import math
from functools import lru_cache, singledispatch

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import Distribution, Mixture
from simulator.sampling.skewed import Gamma, Lognormal, Weibull
from simulator.sampling.survival import log_survival

Reals = NDArray[np.float64]

# Rates nearer than this are spread: the sum of exponentials divides by their differences.
_APART = 1e-4
_LEAST = 1e-300


@singledispatch
def survival(law: Distribution, x: Reals) -> Reals:
    """Share that lasts longer than x days, any shape; 1 at and below 0."""
    return np.asarray(np.exp(log_survival(law, np.maximum(x, 0.0))))


@survival.register
def _(law: Coxian, x: Reals) -> Reals:
    weights, rates = _exponentials(law)
    powers = np.exp(-np.multiply.outer(np.maximum(x, 0.0), rates))
    return np.clip(powers @ weights, 0.0, 1.0)


@survival.register
def _(law: Mixture, x: Reals) -> Reals:
    each = zip(law.shares, law.parts, strict=True)
    return np.asarray(sum(share * survival(part, x) for share, part in each))


@singledispatch
def log_density(law: Distribution, x: Reals) -> Reals:
    """Log of the density at x > 0 days.

    Raises:
        TypeError: the law is of no family that is fitted.
    """
    raise TypeError(f"no density is known of a {type(law).__name__} law")


@log_density.register
def _(law: Lognormal, x: Reals) -> Reals:
    z = (np.log(x) - law.mu) / law.sigma
    return np.asarray(-(z**2) / 2 - np.log(x * law.sigma) - math.log(2 * math.pi) / 2)


@log_density.register
def _(law: Gamma, x: Reals) -> Reals:
    y = x / law.scale
    return np.asarray((law.shape - 1) * np.log(y) - y - math.lgamma(law.shape) - np.log(law.scale))


@log_density.register
def _(law: Weibull, x: Reals) -> Reals:
    logs = np.log(x / law.scale)
    return np.asarray(
        math.log(law.shape / law.scale) + (law.shape - 1) * logs - np.exp(law.shape * logs)
    )


@log_density.register
def _(law: Coxian, x: Reals) -> Reals:
    weights, rates = _exponentials(law)
    found = np.exp(-np.multiply.outer(x, rates)) @ (weights * rates)
    return np.asarray(np.log(np.maximum(found, _LEAST)))


@log_density.register
def _(law: Mixture, x: Reals) -> Reals:
    each = zip(law.shares, law.parts, strict=True)
    logs = [math.log(share) + log_density(part, x) for share, part in each]
    return np.asarray(np.logaddexp.reduce(logs, axis=0))


@lru_cache(maxsize=4096)
def _exponentials(law: Coxian) -> tuple[Reals, Reals]:
    """Weights and rates of the exponentials that a coxian law's survival is a sum of.

    Being in phase j after a time is a sum over the phases up to j; each term is the product of
    the rates gone through over the differences of the rates.
    """
    rates = _apart(1 / np.array(law.means))
    weights = np.zeros(len(rates))
    reached = 1.0
    for j in range(len(rates)):
        passed = rates[: j + 1]
        for i in range(j + 1):
            others = np.delete(passed, i) - passed[i]
            weights[i] += reached * float(np.prod(rates[:j])) / float(np.prod(others))
        reached *= law.goes_on[j]
    return weights, rates


def _apart(rates: Reals) -> Reals:
    """Rates, those nearly equal spread evenly about their middle, which is off by the square."""
    order = np.argsort(rates, kind="stable")
    groups = [[int(order[0])]]
    for at in order[1:].tolist():
        is_near = rates[at] < rates[groups[-1][-1]] * (1 + _APART)
        groups[-1:] = [[*groups[-1], at]] if is_near else [groups[-1], [at]]
    found = rates.copy()
    for group in groups:
        if len(group) > 1:
            steps = np.arange(len(group)) - (len(group) - 1) / 2
            found[group] = rates[group].mean() * (1 + _APART * steps)
    return found
