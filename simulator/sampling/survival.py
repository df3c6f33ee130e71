"""How many last longer than a time: the log of the share, by law, exact in far tails.

Differences of a distribution from 1 say nothing where it is 1 in double precision; logs of what
is left do. The tail of a gamma law is Legendre's continued fraction (M. Abramowitz and I. A.
Stegun, "Handbook of mathematical functions", 1964, 6.5.31), evaluated as W. J. Lentz does
("Generating Bessel functions in Mie scattering calculations", Applied Optics 15, 1976).
"""

from __future__ import annotations

import math
from functools import lru_cache, singledispatch

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.bounded import Deterministic, Interpolated, Observed, Uniform
from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import Distribution, Mixture
from simulator.sampling.floored import FlooredNormal
from simulator.sampling.skewed import Exponential, Gamma, Lognormal, Weibull

Reals = NDArray[np.float64]

# Below this what a gamma law has left is taken from the continued fraction.
LEAST = 1e-200
_STEPS, _ENOUGH, _TINY = 20_000, 4e-16, 1e-300
# What is left of a law without end is never nothing at all.
_MOST = 1e300


@singledispatch
def log_survival(law: Distribution, x: Reals) -> Reals:
    """Log of the share that lasts longer than x >= 0 days; -inf from the law's end on."""
    raise TypeError(f"it is not known how a {type(law).__name__} law goes on")


@log_survival.register
def _(law: Lognormal, x: Reals) -> Reals:
    from scipy.special import log_ndtr

    with np.errstate(divide="ignore"):
        return np.asarray(log_ndtr((law.mu - np.log(x)) / law.sigma))


@log_survival.register
def _(law: FlooredNormal, x: Reals) -> Reals:
    from scipy.special import log_ndtr

    return np.where(x < law.floor, 0.0, log_ndtr((law.mu - x) / law.sigma))


@log_survival.register
def _(law: Gamma, x: Reals) -> Reals:
    from scipy.special import gammaincc, gammaln

    x = np.asarray(x / law.scale)
    left = gammaincc(law.shape, x)
    is_far = left < LEAST
    found = np.log(np.where(is_far, 1.0, left))
    far = x[is_far]
    found[is_far] = law.shape * np.log(far) - far - gammaln(law.shape)
    found[is_far] += np.log(gamma_tail(law.shape, far))
    return found


@log_survival.register
def _(law: Weibull, x: Reals) -> Reals:
    with np.errstate(over="ignore"):
        return -np.minimum((x / law.scale) ** law.shape, _MOST)


@log_survival.register
def _(law: Exponential, x: Reals) -> Reals:
    return np.asarray(-law.rate * x)


@log_survival.register
def _(law: Deterministic, x: Reals) -> Reals:
    return np.where(x < law.value, 0.0, -np.inf)


@log_survival.register
def _(law: Uniform, x: Reals) -> Reals:
    width = law.high - law.low
    left = (law.high - x) / width if width > 0 else np.where(x < law.high, 1.0, 0.0)
    return _log(np.clip(left, 0.0, 1.0))


@log_survival.register
def _(law: Observed, x: Reals) -> Reals:
    return _log(left_after(law)[np.searchsorted(law.values, x, side="right")])


@log_survival.register
def _(law: Interpolated, x: Reals) -> Reals:
    return _log(np.where(x >= law.values[-1], 0.0, 1 - law.cdf(x)))


@log_survival.register
def _(law: Coxian, x: Reals) -> Reals:
    return np.array([phases_after(law, float(each))[0] for each in x.ravel()]).reshape(x.shape)


@log_survival.register
def _(law: Mixture, x: Reals) -> Reals:
    return np.asarray(np.logaddexp.reduce(log_parts(law, x), axis=0))


def log_parts(law: Mixture, x: Reals) -> Reals:
    """For each part of a mixture, the log of the share that is of it and lasts longer than x."""
    logs = zip(law.shares, law.parts, strict=True)
    return np.stack([math.log(share) + log_survival(part, x) for share, part in logs])


def _log(share: Reals) -> Reals:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(share))


def left_after(law: Observed) -> Reals:
    """The share that is greater than none, one, two ... of the values."""
    chances = np.diff(law.sums, prepend=0.0)
    left = np.append(np.cumsum(chances[::-1])[::-1], 0.0)
    left[0] = 1.0
    return left


def gamma_tail(shape: float, x: Reals) -> Reals:
    """Upper incomplete gamma function over ``exp(-x) x**shape``, for x well above the shape."""
    b = x + 1 - shape
    c, d = np.full(np.shape(x), 1 / _TINY), 1 / b
    found = d.copy()
    for n in range(1, _STEPS):
        step = -n * (n - shape)
        b = b + 2
        d = 1 / _off_zero(step * d + b)
        c = _off_zero(b + step / c)
        found = found * d * c
        if (np.abs(d * c - 1) < _ENOUGH).all():
            break
    return found


def _off_zero(value: Reals) -> Reals:
    return np.where(np.abs(value) < _TINY, _TINY, value)


@lru_cache(maxsize=4096)
def phases_after(law: Coxian, x: float) -> tuple[float, tuple[float, ...]]:
    """Log of the share still going after x days, and in which phase those are, adding up to 1.

    Powers of the chances of one unit of time, scaled so that none vanishes; nothing is subtracted.
    """
    within, doubled, scales, rate = _unit_steps(law)
    points = x * rate
    whole = min(int(points), 2 ** len(doubled) - 1)
    states, log = _first_unit(within, points - whole), 0.0
    for bit, (moves, scale) in enumerate(zip(doubled, scales, strict=True)):
        if whole >> bit & 1:
            states, log = states @ moves, log + scale
            total = float(states.sum())
            states, log = states / total, log + math.log(total)
    total = float(states.sum())
    return log + math.log(total), tuple((states / total).tolist())


def _first_unit(within: Reals, mean: float) -> Reals:
    terms = np.arange(len(within))
    logs = terms * math.log(mean) if mean > 0 else np.where(terms == 0, 0.0, -np.inf)
    factorials = np.array([math.lgamma(n + 1) for n in terms])
    return np.asarray(np.exp(logs - mean - factorials) @ within)


_TERMS, _DOUBLINGS = 24, 64


@lru_cache(maxsize=64)
def _unit_steps(law: Coxian) -> tuple[Reals, tuple[Reals, ...], tuple[float, ...], float]:
    """Phases after 0, 1, ... steps; moves in 1, 2, 4, ... units of time, with logs of scales."""
    means, n = np.array(law.means), len(law.means)
    rate = 1 / float(means.min())
    ends = 1 / (means * rate)
    step = np.diag(1 - ends)
    for i in range(n - 1):
        step[i, i + 1] = ends[i] * law.goes_on[i]
    powers = [np.eye(n)]
    for _ in range(_TERMS - 1):
        powers.append(np.einsum("ij,jk->ik", powers[-1], step))
    unit = sum(power * math.exp(-1 - math.lgamma(k + 1)) for k, power in enumerate(powers))
    moves, log = np.asarray(unit), 0.0
    doubled, scales = [], []
    for bit in range(_DOUBLINGS):
        # What stays in a phase is known exactly, so that errors add up and do not double.
        np.fill_diagonal(moves, np.exp(-ends * 2.0**bit - log))
        greatest = float(moves.max())
        moves, log = moves / greatest, log + math.log(greatest)
        doubled.append(moves)
        scales.append(log)
        moves, log = np.einsum("ij,jk->ik", moves, moves), 2 * log
    return np.array([power[0] for power in powers]), tuple(doubled), tuple(scales), rate
