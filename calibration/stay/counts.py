"""Counts of patients that may be known as a range only, and their chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import log_chance
from simulator.errors import InputError, Problem

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

Count = int | tuple[int, int]
# A range is summed over, so it must not be a wide one.
_WIDEST = 10_000
_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Numbers of patients in bands, each from ``low`` to ``high``; ``total`` of all, if known.

    Suppressed counts (1 to 7) and rounded ones (nearest 5: two less to two more) are ranges.
    """

    low: Numbers
    high: Numbers
    total: int | None

    @classmethod
    def of(cls, counts: Sequence[Count], total: int | None) -> Counts:
        """From numbers and pairs (low, high).

        Raises:
            InputError: a count is negative, no whole number or a range that is none; all are 0; no
                numbers in the ranges add up to the total.
        """
        low, high, problems = [], [], []
        for number, count in enumerate(counts, 1):
            least, most = count if isinstance(count, tuple) else (count, count)
            if not 0 <= least <= most or {least % 1, most % 1} != {0} or most - least > _WIDEST:
                do = "give a whole number, or (low, high) for a suppressed one, like (1, 7)"
                problems.append(Problem(f"count {number} is {count}", path="counts", do=do))
            low.append(least)
            high.append(most)
        if problems:
            raise InputError(problems)
        if sum(high) == 0:
            raise InputError([Problem("every count is 0", path="counts", do="give some patients")])
        if total is not None and not sum(low) <= total <= sum(high):
            says = f"the counts add up to {sum(low)} to {sum(high)}, not to {total}"
            raise InputError([Problem(says, path="total", do="correct the total or the counts")])
        return cls(np.array(low, dtype=np.int64), np.array(high, dtype=np.int64), total)

    @property
    def middle(self) -> Reals:
        """The numbers, middles of ranges."""
        return (self.low + self.high) / 2

    @property
    def patients(self) -> float:
        """All patients, as well as it is known."""
        return float(self.middle.sum() if self.total is None else self.total)

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Which are known as a range only."""
        return self.low < self.high

    def log_likelihood(self, share: Reals) -> float:
        """Log of the chance of the counts if patients fall into bands by ``share``.

        Without ranges that is the multinomial chance. With them, numbers are independent Poisson
        counts given their mean total: with a known total, the chance of the ranges and of that
        sum; otherwise the greatest chance over all mean totals.
        """
        seen = ~self.hidden
        if seen.all():
            return float(self.low @ log_chance(share))
        share = np.maximum(share, 1e-290)
        if self.total is None:
            mean = self._mean_total(share)
            ranges = _box_logs(self.low[~seen], self.high[~seen], mean * share[~seen])
            found = self.low[seen] @ np.log(mean * share[seen]) - mean * share[seen].sum()
            return float(found + sum(float(np.logaddexp.reduce(each)) for each in ranges))
        left = self.total - int(self.low[seen].sum())
        mean = float(self.total)
        found = self.low[seen] @ np.log(mean * share[seen]) - mean * share[seen].sum()
        return float(found + self._log_ranges_adding_to(left, mean * share))

    def _log_ranges_adding_to(self, left: int, means: Reals) -> float:
        """Log of the chance that the hidden counts are in their ranges and add up to ``left``."""
        some = self.hidden
        sums, log = np.ones(1), 0.0
        for logs in _box_logs(self.low[some], self.high[some], means[some]):
            sums = np.convolve(sums, np.exp(logs - logs.max()))
            log += float(logs.max() + np.log(sums.max()))
            sums = sums / sums.max()
        return log + float(log_chance(sums[left - int(self.low[some].sum())]))

    def _mean_total(self, share: Reals) -> float:
        """The mean total under which the counts are likeliest: each range at its expectation."""
        seen = ~self.hidden
        mean = self.patients
        for _ in range(_STEPS):
            expected = _expected(self.low[~seen], self.high[~seen], mean * share[~seen])
            after = max(float(self.low[seen].sum() + expected.sum()), 1e-6)
            if abs(after - mean) < 1e-8 * mean:
                break
            mean = after
        return after

    def expected_given(self, share: Reals) -> Reals:
        """Numbers, with ranges at their expectation under ``share`` (shape of the bands)."""
        found = self.low.astype(np.float64)
        some = self.hidden
        if some.any():
            mean = self.patients if self.total is not None else self._mean_total(share)
            found[some] = _expected(self.low[some], self.high[some], mean * share[some])
        return found

    def drawn(self, share: Reals, rng: np.random.Generator) -> Counts:
        """Counts as chance might have given them, hidden again where they fall in a hidden range.

        A range that the data have in one band is put on every count that falls in it.
        """
        numbers = rng.multinomial(round(self.patients), share / share.sum())
        low, high = numbers.copy(), numbers.copy()
        ranges = zip(self.low[self.hidden], self.high[self.hidden], strict=True)
        for least, most in set(ranges):
            is_within = (numbers >= least) & (numbers <= most)
            low[is_within], high[is_within] = least, most
        total = int(numbers.sum()) if self.total is not None else None
        return Counts(low, high, total)

    def folds(self, count: int, rng: np.random.Generator) -> list[tuple[Counts, Counts]]:
        """Patients dealt at random into so many parts; ranges at their middles."""
        numbers = np.rint(self.middle).astype(np.int64)
        band = np.repeat(np.arange(len(numbers)), numbers)
        part = rng.permutation(np.arange(len(band)) % count)
        tried = [np.bincount(band[part == each], minlength=len(numbers)) for each in range(count)]
        return [(_exactly(numbers - own), _exactly(own)) for own in tried]


def _exactly(numbers: Numbers) -> Counts:
    return Counts(numbers, numbers, None)


@lru_cache(maxsize=4096)
def _numbers(low: tuple[int, ...], high: tuple[int, ...]) -> tuple[Reals, Reals, Numbers, Numbers]:
    """All numbers of all ranges, logs of their factorials, where ranges begin, whose each is."""
    from scipy.special import gammaln

    pairs = zip(low, high, strict=True)
    number = np.concatenate([np.arange(least, most + 1) for least, most in pairs])
    sizes = np.array(high, dtype=np.int64) - np.array(low, dtype=np.int64) + 1
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    which = np.repeat(np.arange(len(sizes)), sizes)
    return number.astype(np.float64), np.asarray(gammaln(number + 1)), begins, which


def _all_logs(low: Numbers, high: Numbers, means: Reals) -> tuple[Reals, Numbers, Reals, Numbers]:
    """Logs of the Poisson chances of all numbers of all ranges; begins, numbers, which range."""
    number, factorial, begins, which = _numbers(tuple(low.tolist()), tuple(high.tolist()))
    logs = number * np.log(means)[which] - means[which] - factorial
    return logs, begins, number, which


def _box_logs(low: Numbers, high: Numbers, means: Reals) -> list[Reals]:
    """For each range, the logs of the Poisson chances of all numbers in it."""
    if not len(low):
        return []
    logs, begins, _, _ = _all_logs(low, high, means)
    return np.split(logs, begins[1:])


def _expected(low: Numbers, high: Numbers, means: Reals) -> Reals:
    logs, begins, number, which = _all_logs(low, high, means)
    weight = np.exp(logs - np.maximum.reduceat(logs, begins)[which])
    return np.asarray(np.add.reduceat(weight * number, begins) / np.add.reduceat(weight, begins))
