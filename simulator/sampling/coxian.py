"""Laws that go through phases: exponential times one after the other, each the last by chance.

A coxian law is phase-type: M. F. Neuts, "Matrix-geometric solutions in stochastic models", 1981,
chapter 2. Where it is after some time is found by uniformization (A. Jensen, "Markoff chains as an
aid in the study of Markoff processes", Skandinavisk Aktuarietidskrift 36, 1953), in which nothing
is ever subtracted, so phases of equal or of very different lengths do no harm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.roots import passes
from simulator.scenario.law import Law

Reals = NDArray[np.float64]

# Terms of a Poisson law of mean at most 1: what is left out is below 1e-19.
_TERMS = 20
# What is still going on when every number below 1 has been passed long ago.
_NOTHING, _LAST = 2.0**-110, 2.0**-55
# Where a draw lies is first looked up between times that grow by an eleventh each.
_OCTAVES, _CUTS = 60, 8


@dataclass(frozen=True, slots=True)
class Coxian:
    """Mean days of each phase, and the chance of going on after it (that of the last is 0)."""

    means: tuple[float, ...]
    goes_on: tuple[float, ...]

    @classmethod
    def of(cls, law: Law) -> Coxian:
        """From phases."""
        phases = law.phases or ()
        return cls(tuple(p.days for p in phases), tuple(p.goes_on for p in phases))

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        times, over, going = _brackets(self)
        found = np.empty(np.shape(u))
        # Of two shares that add up to 1, the smaller is known the better.
        is_low = u < 0.5
        low, high = u[is_low], u[~is_low] - 1
        at = np.searchsorted(over, low, side="left")
        found[is_low] = passes(self._over, low, times[at - 1], times[at])
        at = np.searchsorted(-going, high, side="left")
        found[~is_low] = passes(lambda x: -self._going(x), high, times[at - 1], times[at])
        return found

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        over = self._over(x)
        return np.where(over < 0.5, over, 1 - self._going(x))

    def mean(self) -> float:
        """Mean in days."""
        return self._moments()[0]

    def sd(self) -> float:
        """Standard deviation in days."""
        mean, square = self._moments()
        return math.sqrt(square - mean**2)

    def _over(self, x: Reals) -> Reals:
        return _steps(self).states(x)[-1]

    def _going(self, x: Reals) -> Reals:
        return np.asarray(sum(_steps(self).states(x)[:-1]))

    def _moments(self) -> tuple[float, float]:
        """Means of the length and of its square, from the last phase back to the first."""
        mean = square = 0.0
        for own, on in zip(reversed(self.means), reversed(self.goes_on), strict=True):
            square = 2 * own**2 + 2 * own * on * mean + on * square
            mean = own + on * mean
        return mean, square


@dataclass(frozen=True, slots=True)
class _Steps:
    """A coxian law as a chain that takes a step at each point of a Poisson process.

    ``rate``: points a day. ``within`` (terms, phases + 1): from the first phase, where the chain is
    after each number of steps. ``doubled``: where it gets from each state in 1, 2, 4, ... units of
    mean time between points. The last state is that it is over.
    """

    rate: float
    within: Reals
    doubled: tuple[Reals, ...]

    def states(self, x: Reals) -> list[Reals]:
        """Chance of each state after x days; sums are of positive numbers only."""
        points = np.minimum(x * self.rate, 2.0 ** len(self.doubled) - 0.5)
        whole = np.floor(points)
        states = self._in_the_first(points - whole)
        left = whole.astype(np.int64)
        for bit, moves in enumerate(self.doubled):
            takes = (left >> bit & 1).astype(bool)
            if takes.any():
                moved = _moved(states, moves)
                states = [np.where(takes, new, old) for new, old in zip(moved, states, strict=True)]
        return states

    def _in_the_first(self, mean: Reals) -> list[Reals]:
        """Chances after the points of a Poisson process with a mean number from 0 to 1."""
        weight = np.exp(-mean)
        states = [np.zeros(np.shape(mean)) for _ in self.within[0]]
        for count, at in enumerate(self.within):
            for state, chance in enumerate(at.tolist()):
                if chance > 0:
                    states[state] += weight * chance
            weight = weight * mean / (count + 1)
        return states


def _moved(states: list[Reals], moves: Reals) -> list[Reals]:
    """Chances after a move; phases are only gone through forwards."""
    moved = []
    for to in range(len(states)):
        chance = states[0] * moves[0, to]
        for origin in range(1, to + 1):
            chance = chance + states[origin] * moves[origin, to]
        moved.append(chance)
    return moved


@lru_cache(maxsize=256)
def _steps(law: Coxian) -> _Steps:
    rate = 1 / min(law.means)
    count = len(law.means)
    step = np.zeros((count + 1, count + 1))
    step[count, count] = 1.0
    for i, (mean, on) in enumerate(zip(law.means, law.goes_on, strict=True)):
        ends = 1 / (mean * rate)
        step[i, i] = 1 - ends
        step[i, i + 1] += ends * on
        step[i, count] += ends * (1 - on)
    powers = [np.eye(count + 1)]
    for _ in range(_TERMS - 1):
        powers.append(np.einsum("ij,jk->ik", powers[-1], step))
    unit = sum(power * math.exp(-1) / math.factorial(n) for n, power in enumerate(powers))
    doubled = [np.asarray(unit)]
    # What stays in a phase is known exactly, so that errors add up and do not double.
    stays = np.append(1 / (np.array(law.means) * rate), 0.0)
    while doubled[-1][0, :count].sum() > _NOTHING:
        np.fill_diagonal(doubled[-1], np.exp(-stays * 2.0 ** (len(doubled) - 1)))
        doubled.append(np.einsum("ij,jk->ik", doubled[-1], doubled[-1]))
    return _Steps(rate, np.array([power[0] for power in powers]), tuple(doubled))


@lru_cache(maxsize=256)
def _brackets(law: Coxian) -> tuple[Reals, Reals, Reals]:
    """Rising times, from 0 to beyond every draw; the share over by each, and that still going."""
    last = law.mean()
    while law._going(np.array([last]))[0] > _LAST:
        last *= 2
    octaves = np.arange(-_OCTAVES * _CUTS, 1) / _CUTS
    times = np.concatenate(([0.0], last * 2.0**octaves))
    over = np.maximum.accumulate(law._over(times))
    going = np.minimum.accumulate(law._going(times))
    over[0], going[0] = 0.0, 1.0
    return times, over, going
