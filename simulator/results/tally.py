"""Counts, means and quantiles of values by key, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.network.network import DAY
from simulator.results.run import Floats, Integers

QUANTILES = {"median": 0.5, "p90": 0.9, "p95": 0.95}


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of the values of each key 0 to ``n`` - 1; NaN where a key has too few.

    ``quantiles`` are straight-line interpolations between order statistics, as in NumPy.
    """

    n: Integers
    mean: Floats
    sd: Floats
    quantiles: dict[str, Floats]

    @classmethod
    def empty(cls, n_keys: int) -> Tally:
        """No values of any key."""
        none = np.full((2 + len(QUANTILES), n_keys), np.nan)
        quantiles = dict(zip(QUANTILES, none[2:], strict=True))
        return cls(np.zeros(n_keys, dtype=np.int64), none[0], none[1], quantiles)

    def put(self, keys: Integers, other: Tally) -> None:
        """Take over what another knows of some keys."""
        for mine, its in zip(self._all(), other._all(), strict=True):
            mine[keys] = its[keys]

    def taken(self, keys: Integers) -> Tally:
        """What is known of some keys, in their order."""
        quantiles = {name: column[keys] for name, column in self.quantiles.items()}
        return Tally(self.n[keys], self.mean[keys], self.sd[keys], quantiles)

    def _all(self) -> list[NDArray[Any]]:
        return [self.n, self.mean, self.sd, *self.quantiles.values()]

    @property
    def columns(self) -> dict[str, Floats]:
        """All statistics by name, mean first, each by key."""
        n = self.n.astype(np.float64)
        return {"mean": self.mean, "sd": self.sd, **self.quantiles, "n": n}

    def statistics(self, key: int) -> dict[str, float]:
        """All statistics of one key, mean first."""
        return {name: float(column[key]) for name, column in self.columns.items()}


def tally(key: Integers, n_keys: int, values: Integers, unit: float = DAY) -> Tally:
    """Tally ``values`` (microseconds) by key, in a unit of so many microseconds."""
    key, values = by_value(key, n_keys, values)
    return tally_ordered(key, n_keys, values / unit)


def by_value(key: Integers, n_keys: int, values: Integers) -> tuple[Integers, Integers]:
    """Keys (below ``n_keys``) and values in order of the values."""
    bits = int(n_keys).bit_length()
    if len(values) and values.min() >= 0 and int(values.max()) < 2 ** (63 - bits):
        # Both in one number: to sort numbers is much faster than to find the order of numbers.
        both = np.sort(values << bits | key)
        return both & (2**bits - 1), both >> bits
    order = np.argsort(values)
    return key[order], values[order]


def tally_ordered(key: Integers, n_keys: int, ordered: Floats, n: Integers | None = None) -> Tally:
    """Tally values that are in order, by key; ``n``: how many there are of each, if known."""
    if n is None:
        n = np.bincount(key, minlength=n_keys)
    mean = ratio(np.bincount(key, ordered, minlength=n_keys), n)
    about = np.bincount(key, (ordered - mean[key]) ** 2, minlength=n_keys)
    sd = np.sqrt(ratio(about, np.maximum(n - 1, 0)))
    by_key = ordered[np.argsort(_small(key, n_keys), kind="stable")]
    return Tally(n, mean, sd, dict(zip(QUANTILES, _quantiles(by_key, n), strict=True)))


def _small(key: Integers, n_keys: int) -> NDArray[np.integer]:
    """Keys in as few bits as they fit in: up to 16, NumPy orders them by radix."""
    small: NDArray[np.integer] = key.astype(np.min_scalar_type(n_keys))
    return small


def _quantiles(ordered: Floats, n: Integers) -> Floats:
    """Quantiles x keys, of values in order of key and then of size."""
    if not len(ordered):
        return np.full((len(QUANTILES), len(n)), np.nan)
    begin, most = np.cumsum(n) - n, np.maximum(n - 1, 0)
    place = most * np.array(list(QUANTILES.values()))[:, None]
    low = np.floor(place).astype(np.int64)
    high, last = np.minimum(low + 1, most), len(ordered) - 1
    below, above = ordered[np.minimum(begin + low, last)], ordered[np.minimum(begin + high, last)]
    return np.where(n > 0, below + (above - below) * (place - low), np.nan)


def part_of(part: float, whole: float) -> float:
    """``part / whole`` of two numbers, NaN where the whole is 0."""
    return float(part) / float(whole) if whole else float("nan")


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """``part / whole``, NaN where the whole is 0."""
    below = np.asarray(whole, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part, dtype=np.float64) / np.where(below == 0, np.nan, below)
