"""How a record turns a length of time into a number: midnights passed, or the exact days.

A stay of T days by someone admitted a part a of the way through his day has passed
``floor(a + T)`` midnights, so what is counted depends on the hours of admission. Where readiness
is declared at ward rounds only, the count is that of the midnights until the first round after the
medical need has ended: the likelihood then is of the need itself, and the wait for the round,
which the simulator adds again, is not counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic_core import PydanticCustomError

from calibration.stay.law_shape import survival
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution
from simulator.scenario.quantities import Moments

Reals = NDArray[np.float64]

_HOURS, _WEEK, _DAY_MINUTES = 24, 168, 1440
# Evenly spread admissions need no more points than this for eight digits.
_POINTS = 8
# Midnights summed one by one; beyond, sums are integrals over the log of days.
_SINGLY, _FARTHEST, _FAR_POINTS = 64, 1e6, 48
# Delays are added to needs of up to so many midnights.
_DELAYED, _FEWEST_DELAYED = 400, 120


class Delay(Protocol):
    """What is added to each need before it is recorded; see `calibration.stay.delay`."""

    def at_least(self, need: Reals, count: NDArray[np.int64]) -> Reals:
        """Share whose need and delay come to so many midnights or more.

        ``need``: the share whose need alone passes 0, 1, 2 ... midnights or more.
        """


@dataclass(frozen=True)
class Recording:
    """How lengths are recorded.

    ``unit``: "midnights" passed, whole numbers, or "exact" days.
    ``admission_hours``: relative numbers admitted in each of 24 hours, or of the 168 of a week
    from Monday 00:00; evenly when left out. ``rounds``: when readiness is declared, like
    'mon-fri 11:00, sat 11:00'; at once when left out. ``delay``: what the records hold beyond the
    need; see `calibration.stay.delay`.

    Raises:
        InputError: one of these is not as described.
    """

    unit: Literal["midnights", "exact"] = "midnights"
    admission_hours: tuple[float, ...] | None = None
    rounds: str | None = None
    delay: Delay | None = None

    def __post_init__(self) -> None:
        problems = [*self._hour_faults(), *self._round_faults()]
        if self.unit not in ("midnights", "exact"):
            says = f"a length is not recorded in {self.unit!r}"
            problems.append(Problem(says, path="unit", do="write 'midnights' or 'exact'"))
        elif self.unit == "exact" and (self.admission_hours or self.rounds or self.delay):
            says = "exact days know no hours of admission, rounds or delays"
            do = "count midnights, which is unit='midnights'"
            problems.append(Problem(says, path="unit", do=do))
        if problems:
            raise InputError(problems)

    def _hour_faults(self) -> list[Problem]:
        hours = self.admission_hours
        if hours is None:
            return []
        is_right = len(hours) in (_HOURS, _WEEK) and min(hours) >= 0 and 0 < sum(hours) < np.inf
        says = f"{len(hours)} numbers are given, of which the least is {min(hours, default=0):g}"
        do = "give 24 numbers, or 168 from Monday 00:00, none below 0 and not all 0"
        return [] if is_right else [Problem(says, path="admission_hours", do=do)]

    def _round_faults(self) -> list[Problem]:
        try:
            has_any = self.rounds is None or any(Moments.parse(self.rounds).minutes)
        except PydanticCustomError as error:
            return [Problem(error.message(), path="rounds")]
        do = "name a day and a time, like 'mon-fri 11:00'"
        return [] if has_any else [Problem("there is no round at all", path="rounds", do=do)]

    @property
    def is_exact(self) -> bool:
        """Whether lengths are exact days."""
        return self.unit == "exact"

    def at_least(self, law: Distribution, count: Reals) -> Reals:
        """Share of those admitted whose recorded length is ``count`` or more; shape of ``count``.

        Counts of midnights are whole numbers up to 400; beyond they may lie between, as sums over
        many of them need, and delays are left out.
        """
        if self.is_exact:
            return survival(law, count)
        if self.delay is None:
            return self._need_at_least(law, count)
        is_near = count <= _DELAYED
        near = count[is_near].astype(np.int64)
        # Sums go farther than bands, which need no more days than they have.
        most = min(_DELAYED, max(_FEWEST_DELAYED, int(near.max(initial=0))))
        need = self._need_at_least(law, np.arange(most + 1, dtype=np.float64))
        found = np.empty(count.shape)
        if not is_near.all():
            found[~is_near] = self._need_at_least(law, count[~is_near])
        found[is_near] = self.delay.at_least(need, near)
        return found

    def _need_at_least(self, law: Distribution, count: Reals) -> Reals:
        phase, weekday, weight = self._nodes
        gap = self._gaps[(weekday[:, None] + np.floor(count - 1).astype(np.int64)) % 7]
        found = np.asarray(weight @ survival(law, count - phase[:, None] - gap))
        return np.where(count <= 0, 1.0, found)

    def sums(self, law: Distribution, first: int) -> tuple[Reals, Reals, Reals]:
        """Counts, weights and shares with which sums over all counts from ``first`` on are made.

        ``sum(weight * g(count) * share)`` is the sum of ``g(n) P(N >= n)`` over n >= first, or
        for exact days the integral.
        """
        if self.is_exact:
            count, weight = _integral(float(max(first, 0)))
        else:
            last = first + _SINGLY if self.delay is None else max(first + _SINGLY, _DELAYED)
            singly = np.arange(first, last + 1, dtype=np.float64)
            far, far_weight = _beyond(last + 0.5)
            count = np.concatenate([singly, far])
            weight = np.concatenate([np.ones(len(singly)), far_weight])
        return count, weight, self.at_least(law, count)

    @cached_property
    def _nodes(self) -> tuple[Reals, NDArray[np.int64], Reals]:
        """Part of the day gone at admission, weekday from 0, and share, of kinds of admission."""
        if self.admission_hours is None:
            weekdays = 1 if len(set(self._gaps.tolist())) == 1 else 7
            points, weights = _gauss(_POINTS if weekdays == 1 else _POINTS // 2)
            weekday = np.repeat(np.arange(weekdays), len(points))
            part = np.tile((points + 1) / 2, weekdays)
            return part, weekday, np.tile(weights / (2 * weekdays), weekdays)
        hours = np.array(self.admission_hours, dtype=np.float64)
        is_daily = len(hours) == _HOURS and len(set(self._gaps.tolist())) == 1
        hours = hours if is_daily or len(hours) == _WEEK else np.tile(hours, 7)
        hour = np.arange(len(hours))
        return (hour % _HOURS + 0.5) / _HOURS, hour // _HOURS, hours / hours.sum()

    @cached_property
    def _gaps(self) -> Reals:
        """Days from the last round before the midnight that ends each weekday to that midnight."""
        if self.rounds is None:
            return np.zeros(7)
        minutes = Moments.parse(self.rounds).minutes
        ends = [
            next(
                back * _DAY_MINUTES + _DAY_MINUTES - max(minutes[(day - back) % 7])
                for back in range(8)
                if minutes[(day - back) % 7]
            )
            for day in range(7)
        ]
        return np.array(ends, dtype=np.float64) / _DAY_MINUTES


@lru_cache
def _gauss(count: int) -> tuple[Reals, Reals]:
    """Points of Gauss and Legendre between -1 and 1, and their weights."""
    points, weights = np.polynomial.legendre.leggauss(count)
    return points, weights


def _beyond(start: float) -> tuple[Reals, Reals]:
    """Points and weights of an integral from ``start`` to where nobody stays, in the log."""
    points, weights = _gauss(_FAR_POINTS)
    half = np.log(_FARTHEST / start) / 2
    at = start * np.exp(half * (points + 1))
    return at, weights * half * at


def _integral(start: float) -> tuple[Reals, Reals]:
    """The same from any start, 0 included, in ever longer pieces."""
    points, weights = _gauss(_POINTS)
    ends = start + np.concatenate([[0.0], np.geomspace(1e-4, _FARTHEST, 120)])
    half = np.diff(ends)[:, None] / 2
    at = ends[:-1, None] + half * (points + 1)
    return at.ravel(), (half * weights).ravel()
