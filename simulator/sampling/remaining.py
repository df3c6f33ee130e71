"""How long something still lasts that has lasted so long: the inverse of the law given that.

``remaining(law, u, spent)`` is the r at which a share u of those who last longer than ``spent``
has lasted ``spent + r`` or less. Where almost nobody lasts as long as somebody has, r is solved
for by itself and not as the difference of two large numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.bounded import Deterministic, Interpolated, Observed, Uniform
from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import Distribution, Mixture, distribution
from simulator.sampling.floored import FlooredNormal
from simulator.sampling.roots import passes
from simulator.sampling.skewed import Exponential, Gamma, Lognormal, Weibull
from simulator.sampling.survival import (
    LEAST,
    gamma_tail,
    left_after,
    log_parts,
    log_survival,
    phases_after,
)
from simulator.scenario.law import Law
from simulator.scenario.remaining_file import Band

Reals = NDArray[np.float64]

_NEWTON, _HALVINGS = 60, 80
# Above this many standard deviations what remains of a normal law is solved for by itself.
_FAR = 1.0
# Of a coxian law less than this is no longer told from nothing by the law's own inverse.
_LITTLE = 1e-15


def remaining(law: Distribution, u: Reals, spent: Reals) -> Reals:
    """Days that still remain, 0 or more, of each who has spent so many; all of shape (n,).

    Raises:
        ValueError: nobody lasts as long as one of them has.
    """
    if np.isneginf(log_survival(law, spent)).any():
        raise ValueError(f"nobody lasts longer than {spent.max():.4g} days")
    return np.maximum(_left(law, u, spent), 0.0)


@singledispatch
def _left(law: Distribution, u: Reals, spent: Reals) -> Reals:
    raise TypeError(f"it is not known how a {type(law).__name__} law goes on")


@_left.register
def _(law: Exponential, u: Reals, spent: Reals) -> Reals:
    return law.ppf(u)


@_left.register
def _(law: Weibull, u: Reals, spent: Reals) -> Reals:
    more, hazard = -np.log1p(-u), -log_survival(law, spent)
    near = law.scale * (hazard + more) ** (1 / law.shape) - spent
    growth = more / np.where(hazard > more, hazard, np.inf)
    return np.where(hazard > more, spent * np.expm1(np.log1p(growth) / law.shape), near)


@_left.register
def _(law: Lognormal, u: Reals, spent: Reals) -> Reals:
    found = law.ppf(u)
    some = np.flatnonzero(spent > 0)
    z = (np.log(spent[some]) - law.mu) / law.sigma
    found[some] = spent[some] * np.expm1(law.sigma * _normal_left(z, u[some]))
    return found


@_left.register
def _(law: FlooredNormal, u: Reals, spent: Reals) -> Reals:
    found = law.ppf(u) - spent
    some = np.flatnonzero(spent >= law.floor)
    z = (spent[some] - law.mu) / law.sigma
    found[some] = law.sigma * _normal_left(z, u[some])
    return found


def _normal_left(z: Reals, u: Reals) -> Reals:
    """What a standard normal law that is above z has above it, at a share u."""
    from scipy.special import ndtr, ndtri

    above = ndtr(-z)
    level = ndtr(z) + u * above
    with np.errstate(divide="ignore"):
        found = np.where(level < 0.5, ndtri(level), -ndtri(above * (1 - u))) - z
    far = np.flatnonzero(z > _FAR)
    found[far] = _normal_far(z[far], -np.log1p(-u[far]))
    return np.asarray(found)


def _normal_far(z: Reals, more: Reals) -> Reals:
    """The d at which the hazard added up from z to z + d is ``more``; it rises ever faster.

    Newton's method from above, where each step stays above.
    """
    from scipy.special import erfcx

    root2, at_z = np.sqrt(2.0), erfcx(z / np.sqrt(2.0))
    d = 2 * more / (z + np.sqrt(z**2 + 2 * more))
    for _ in range(_NEWTON):
        tail = erfcx((z + d) / root2)
        step = (d * (z + d / 2) - np.log(tail / at_z) - more) * tail / np.sqrt(2 / np.pi)
        d = d - step
        if (np.abs(step) <= 4e-16 * np.abs(d)).all():
            break
    return np.asarray(d)


@_left.register
def _(law: Gamma, u: Reals, spent: Reals) -> Reals:
    from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

    x = spent / law.scale
    above = gammaincc(law.shape, x)
    is_far = above < LEAST
    above = np.where(is_far, 0.5, above)
    level = gammainc(law.shape, x) + u * above
    low, high = gammaincinv(law.shape, level), gammainccinv(law.shape, above * (1 - u))
    found = np.where(level < 0.5, low, high) - x
    far = np.flatnonzero(is_far)
    found[far] = _gamma_far(law.shape, x[far], -np.log1p(-u[far]))
    return np.asarray(law.scale * found)


def _gamma_far(shape: float, x: Reals, more: Reals) -> Reals:
    """The d at which the hazard of a gamma law added up from x to x + d is ``more``.

    The hazard rises, or falls, throughout; Newton's method stays on one side.
    """
    at_x = gamma_tail(shape, x)
    d = more * x * at_x
    for _ in range(_NEWTON):
        tail = gamma_tail(shape, x + d)
        total = d - shape * np.log1p(d / x) - np.log(tail / at_x)
        step = (total - more) * (x + d) * tail
        d = d - step
        if (np.abs(step) <= 1e-14 * np.abs(d)).all():
            break
    return np.asarray(d)


@_left.register
def _(law: Deterministic, u: Reals, spent: Reals) -> Reals:
    return law.value - spent


@_left.register
def _(law: Uniform, u: Reals, spent: Reals) -> Reals:
    low = np.maximum(law.low, spent)
    return low - spent + u * (law.high - low)


@_left.register
def _(law: Observed, u: Reals, spent: Reals) -> Reals:
    values, left = np.asarray(law.values), left_after(law)
    first = np.searchsorted(values, spent, side="right")
    # The first value that no more than the share 1 - u of those left go beyond.
    at = np.searchsorted(-left[1:], -(1 - u) * left[first], side="left")
    return values[np.clip(at, first, len(values) - 1)] - spent


@_left.register
def _(law: Interpolated, u: Reals, spent: Reals) -> Reals:
    values, left = np.asarray(law.values), 1 - np.asarray(law.levels)
    target = (1 - u) * (1 - law.cdf(spent))
    return np.asarray(np.interp(target, left[::-1], values[::-1]) - spent)


@_left.register
def _(law: Coxian, u: Reals, spent: Reals) -> Reals:
    found, going = np.empty(len(u)), law._going(spent)
    near = np.flatnonzero(going > _LITTLE)
    target, since = going[near] * (1 - u[near]), spent[near]
    high = since + law.mean()
    while (beyond := law._going(high) > target).any():
        high = np.where(beyond, 2 * high, high)
    found[near] = passes(lambda x: -law._going(x), -target, since, high) - since
    far = np.flatnonzero(going <= _LITTLE)
    if len(far):
        found[far] = _coxian_far(law, u[far], spent[far])
    return found


def _coxian_far(law: Coxian, u: Reals, spent: Reals) -> Reals:
    """The same from the phases in which those are who have lasted so long."""
    shares = np.array([phases_after(law, float(each))[1] for each in spent]).T
    parts = [Coxian(law.means[i:], law.goes_on[i:]) for i in range(len(law.means))]
    ends = np.stack([part.ppf(u) for part in parts])

    def over(r: Reals) -> tuple[Reals, Reals]:
        mixed = list(zip(shares, parts, strict=True))
        is_over = np.asarray(sum(share * part._over(r) for share, part in mixed))
        return is_over, np.asarray(sum(share * part._going(r) for share, part in mixed))

    low = np.where(shares > 0, ends, np.inf).min(axis=0)
    return _halved(over, u, low, np.where(shares > 0, ends, 0.0).max(axis=0))


@_left.register
def _(law: Mixture, u: Reals, spent: Reals) -> Reals:
    logs = log_parts(law, spent)
    shares = np.exp(logs - np.logaddexp.reduce(logs, axis=0))
    ends = np.full(shares.shape, np.nan)
    parts = list(zip(law.parts, logs, shares, ends, strict=True))
    at_spent = []
    for part, _, share, end in parts:
        some = np.flatnonzero(share > 0)
        end[some] = remaining(part, u[some], spent[some])
        at_spent.append((some, log_survival(part, spent[some])))

    def over(r: Reals) -> tuple[Reals, Reals]:
        is_over, going = np.zeros(len(r)), np.zeros(len(r))
        for (part, _, share, _), (some, before) in zip(parts, at_spent, strict=True):
            log = log_survival(part, spent[some] + r[some]) - before
            is_over[some] -= share[some] * np.expm1(log)
            going[some] += share[some] * np.exp(log)
        return is_over, going

    return _halved(over, u, np.nanmin(ends, axis=0), np.nanmax(ends, axis=0))


def _halved(
    over: Callable[[Reals], tuple[Reals, Reals]], u: Reals, low: Reals, high: Reals
) -> Reals:
    """The least r from low to high at which a share u is over, by halving.

    ``over``: shares over by r, and still going, of which the smaller is used.
    """
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_over, going = over(middle)
        reached = np.where(u < 0.5, is_over >= u, going <= 1 - u)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high


@dataclass(frozen=True, slots=True)
class RemainingQuantiles:
    """A table used instead of a law: from how much time spent on, and quantiles of what remains.

    ``bands``: as ``Remaining`` of a scenario has them. A row holds until the next one's time, the
    last for ever.
    """

    bands: tuple[Band, ...]

    def left(self, u: Reals, spent: Reals) -> Reals:
        """Days that remain, straight between the quantiles, of each who has spent so many."""
        at = np.searchsorted([begins for begins, _ in self.bands], spent, side="right") - 1
        found = np.empty(len(u))
        for number, (_, quantiles) in enumerate(self.bands):
            levels, values = np.array(quantiles).T
            some = np.flatnonzero(at == number)
            found[some] = np.interp(u[some], levels, values)
        return found


def remaining_days(law: Law, u: Reals, spent: Reals) -> Reals:
    """Days that remain of each: from the law's own table if it has one, otherwise given the law.

    Raises:
        ValueError: nobody lasts as long as one of them has.
    """
    if law.remaining is not None:
        return RemainingQuantiles(law.remaining.bands).left(u, spent)
    return remaining(distribution(law), u, spent)
