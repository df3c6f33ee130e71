"""Counts, means and quantiles of values by key, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

    def statistics(self, key: int) -> dict[str, float]:
        """All statistics of one key, mean first."""
        one = {"mean": float(self.mean[key]), "sd": float(self.sd[key])}
        one |= {name: float(column[key]) for name, column in self.quantiles.items()}
        return {**one, "n": float(self.n[key])}


def tally(key: Integers, n_keys: int, values: Integers, unit: float = DAY) -> Tally:
    """Tally ``values`` (microseconds) by key, in a unit of so many microseconds."""
    return tallies([key], [n_keys], values, unit)[0]


def tallies(
    keys: Sequence[Integers], sizes: Sequence[int], values: Integers, unit: float = DAY
) -> list[Tally]:
    """Tally the same values by each of several keys; they are put in order once."""
    order = np.argsort(values)
    ordered = values[order] / unit
    return [
        _tally(_small(key, size)[order], size, ordered)
        for key, size in zip(keys, sizes, strict=True)
    ]


def _small(key: Integers, n_keys: int) -> NDArray[np.integer]:
    """Keys in 16 bits where they fit: NumPy then orders them by radix."""
    return key.astype(np.uint16) if n_keys <= 2**16 else key


def _tally(key: NDArray[np.integer], n_keys: int, ordered: Floats) -> Tally:
    n = np.bincount(key, minlength=n_keys)
    mean = ratio(np.bincount(key, ordered, minlength=n_keys), n)
    about = np.bincount(key, (ordered - mean[key]) ** 2, minlength=n_keys)
    sd = np.sqrt(ratio(about, np.maximum(n - 1, 0)))
    by_key = ordered[np.argsort(key, kind="stable")]
    begin = np.cumsum(n) - n
    quantiles = {name: _quantile(by_key, begin, n, q) for name, q in QUANTILES.items()}
    return Tally(n, mean, sd, quantiles)


def _quantile(ordered: Floats, begin: Integers, n: Integers, q: float) -> Floats:
    if not len(ordered):
        return np.full(len(n), np.nan)
    place = np.maximum(n - 1, 0) * q
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(n - 1, 0))
    last = len(ordered) - 1
    below, above = ordered[np.minimum(begin + low, last)], ordered[np.minimum(begin + high, last)]
    return np.where(n > 0, below + (above - below) * (place - low), np.nan)


def part_of(part: float, whole: float) -> float:
    """``part / whole`` of two numbers, NaN where the whole is 0."""
    return float(part) / float(whole) if whole else float("nan")


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """``part / whole``, NaN where the whole is 0."""
    above, below = np.broadcast_arrays(
        np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    )
    shares = np.full(above.shape, np.nan)
    np.divide(above, below, out=shares, where=below != 0)
    return shares
