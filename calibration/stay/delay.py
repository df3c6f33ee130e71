"""Records that hold need and delay together: assumptions on the delay, and the range they give.

From totals alone need and delay cannot be told apart: a long stay may be either. With the share
that is delayed and the length of a delay assumed, the need that is left over can be fitted; the
answer is then as good as the assumption. So several are tried, over the range that is thought
possible, and the range of answers is the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.stay.bins import Bins
from calibration.stay.census import Census
from calibration.stay.family import DEFAULT
from calibration.stay.fit import SEED, Fit, fit
from calibration.stay.longest import Longest
from calibration.stay.recording import Recording
from calibration.stay.stays import Stays
from calibration.stay.summary import Summary
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

_LONGEST = 400
# As much in the log-likelihood is what one number more must bring to be believed by chance alone.
_TOLD_APART = 2.0


@dataclass(frozen=True)
class Delay:
    """What is assumed of delays: of stays a ``share`` is delayed, by a ``law`` of days, at least 1.

    ``rises``: how the odds of being delayed go with the need: as its midnights, 1 added, to this
    power (0: not at all; 1: twice the need, twice the odds). ``share`` is of the fitted stays all
    the same. ``name``: what it is called in answers.

    Raises:
        InputError: the share is no share below 1, or the power is out of -2 to 3.
    """

    name: str
    share: float
    law: Distribution
    rises: float = 0.0
    recording: Recording = field(default_factory=Recording)

    def __post_init__(self) -> None:
        found = []
        if not 0 <= self.share < 1:
            do = "write it from 0 to below 1, like 0.15"
            found.append(Problem(f"a share of {self.share}", path=self.name, do=do))
        if not -2 <= self.rises <= 3:
            do = "keep to -2 to 3; 0 is no relation, 1 is odds in proportion to need"
            found.append(Problem(f"odds rise by the power {self.rises}", path=self.name, do=do))
        if found:
            raise InputError(found)

    @property
    def mean_days(self) -> float:
        """Midnights of delay a stay, those without any included, up to 400 each."""
        return float(self.share * self._lasts.sum())

    @cached_property
    def _lasts(self) -> Reals:
        """Share of delays of 1, 2, 3 ... midnights or more."""
        days = np.arange(1, _LONGEST + 1, dtype=np.float64)
        at_least = self.recording.at_least(self.law, days)
        return np.asarray(at_least / at_least[0])

    def at_least(self, need: Reals, count: Numbers) -> Reals:
        """Share whose need and delay come to ``count`` midnights or more, (counts,).

        ``need``: the share whose need alone passes 0, 1, 2 ... midnights or more.
        """
        ends = np.append(need[:-1] - need[1:], need[-1])
        delayed = ends * self._chances(ends)
        lasts = self._lasts[: len(need)]
        late = np.convolve(delayed, lasts)[: len(need)]
        found = need + np.concatenate([[0.0], late[:-1]])
        return np.asarray(found[np.maximum(count, 0)])

    def _chances(self, ends: Reals) -> Reals:
        """Chance of a delay by need, so that the share of all is as assumed."""
        if self.rises == 0 or self.share == 0:
            return np.full(len(ends), self.share)
        power = self.rises * np.log1p(np.arange(len(ends)))
        low, high = -60.0, 60.0
        for _ in range(42):
            middle = (low + high) / 2
            chance = 1 / (1 + np.exp(-middle - power))
            low, high = (low, middle) if ends @ chance > self.share else (middle, high)
        return np.asarray(chance)


Recorded = Stays | Bins | Census | Summary | Longest


@dataclass(frozen=True, slots=True)
class Answer:
    """The need under one assumption; ``behind``: how much less likely the data are than at best."""

    delay: Delay
    fit: Fit
    behind: float


@dataclass(frozen=True, slots=True)
class NeedRange:
    """The needs that totals are compatible with, one for each assumption on delays."""

    answers: tuple[Answer, ...]

    def across(self, figure: str) -> tuple[float, float]:
        """Least and greatest of a figure of the need; ``figure`` is one of ``Fit.estimates``."""
        values = [each.fit.estimates[figure].value for each in self.answers]
        return min(values), max(values)

    @property
    def is_told_apart(self) -> bool:
        """Whether the data alone speak against some of the assumptions."""
        return any(each.behind > _TOLD_APART for each in self.answers)

    @property
    def says(self) -> str:
        """What can and cannot be said, in words."""
        mean, long = self.across("mean_days"), self.across("share_21_midnights_or_more")
        words = (
            f"Totals do not tell need from delay. Over {len(self.answers)} assumptions on delays "
            f"the mean need is {mean[0]:.3g} to {mean[1]:.3g} days and {long[0]:.2%} to "
            f"{long[1]:.2%} need 21 midnights or more"
        )
        if self.is_told_apart:
            worse = [each.delay.name for each in self.answers if each.behind > _TOLD_APART]
            words += (
                f". The totals are less likely under {', '.join(worse)}; that says as much about "
                "the family as about delays"
            )
        return (
            f"{words}. Leave the scale and the tail of the need to the fit of the whole model, "
            "where delays are simulated; with dates of readiness this need not be assumed."
        )


def need_range(
    data: Sequence[Recorded], delays: Sequence[Delay], name: str = DEFAULT, *, seed: int = SEED
) -> NeedRange:
    """Fit the need in records of totals under each assumption on delays.

    Args:
        data: sets of data whose lengths are of need and delay together.
        delays: the assumptions, over all that is thought possible.
        name: the family of the need, of ``FAMILIES``.
        seed: of the draws behind the intervals.

    Raises:
        InputError: fewer than two assumptions; data in exact days.
    """
    if len(delays) < 2:
        do = "give the least and the greatest delay that is thought possible"
        says = f"{len(delays)} assumptions on delays give no range"
        raise InputError([Problem(says, path="delays", do=do)])
    fits = [
        fit([_delayed(each, delay) for each in data], name, bootstraps=0, seed=seed)
        for delay in delays
    ]
    best = max(each.log_likelihood for each in fits)
    rows = zip(delays, fits, strict=True)
    return NeedRange(tuple(Answer(delay, own, best - own.log_likelihood) for delay, own in rows))


def _delayed(data: Recorded, delay: Delay) -> Recorded:
    return replace(data, recording=replace(data.recording, delay=delay))
