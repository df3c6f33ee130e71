"""Two scenarios on the same patients: differences replication by replication, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.results.direction import better
from simulator.results.intervals import CONFIDENCE
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key, Measured
from simulator.results.run import Booleans, Floats, Integers
from simulator.results.tally import ratio
from simulator.results.verdict import Verdict, matters_from, verdict

if TYPE_CHECKING:
    import pandas as pd

# Sums of the same values in another order differ by less than this part of them.
ROUNDING = 1e-9
# Of each scenario at a time while they are paired: 4 MB.
VALUES_TOGETHER = 500_000


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure in two scenarios: ``difference`` is ``other`` less ``reference``.

    ``half_width``: of an interval that holds together with those of ``together`` figures in all
    (Bonferroni), NaN below two replications. ``higher``, ``lower``: shares of the ``n``
    replications that had something to measure in both. ``variance_ratio``: variance of the
    difference over what it would be with patients drawn apart, NaN where neither figure varies.
    ``reference_half_width``, ``other_half_width``: of each figure's own 95 % interval.
    """

    key: Key
    n: int
    reference: float
    other: float
    difference: float
    half_width: float
    together: int
    higher: float
    lower: float
    variance_ratio: float
    verdict: Verdict
    reference_half_width: float = float("nan")
    other_half_width: float = float("nan")

    @property
    def times_narrower(self) -> float:
        """How many times narrower the interval is than one from patients drawn apart."""
        return float(1 / np.sqrt(self.variance_ratio)) if self.variance_ratio > 0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Differences of the figures that two scenarios both have; entry ``i`` is of ``keys[i]``.

    Columns as in ``Effect``; ``reference_sd`` and ``other_sd`` are of the two figures themselves,
    over the replications. ``half_width`` is of each figure's own 95 % interval (Student's t on
    the paired differences). Differences within the rounding of sums are 0.
    """

    keys: tuple[Key, ...]
    replications: int
    n: Integers
    reference: Floats
    other: Floats
    difference: Floats
    sd: Floats
    half_width: Floats
    higher: Floats
    lower: Floats
    variance_ratio: Floats
    reference_sd: Floats
    other_sd: Floats
    _rows: dict[Key, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._rows.update({key: at for at, key in enumerate(self.keys)})

    def joint_half_width(self, together: int) -> Floats:
        """Half-widths of intervals that hold together for so many figures (Bonferroni)."""
        return _student(self.n, together) * self.sd / np.sqrt(np.maximum(self.n, 1))

    def effect(self, key: Key, together: int = 1) -> Effect | None:
        """One figure; None where not both scenarios have it."""
        at = self._rows.get(key)
        if at is None:
            return None
        n = max(int(self.n[at]), 1)
        half = float(_student(self.n[at : at + 1], together)[0]) * float(self.sd[at]) / n**0.5
        difference, before = float(self.difference[at]), float(self.reference[at])
        found = verdict(
            int(self.n[at]),
            difference,
            half,
            float(self.higher[at] + self.lower[at]) > 0,
            matters_from(before, REGISTRY[key.measure].unit),
        )
        return Effect(
            key,
            int(self.n[at]),
            before,
            float(self.other[at]),
            difference,
            half,
            together,
            float(self.higher[at]),
            float(self.lower[at]),
            float(self.variance_ratio[at]),
            found,
            self._own_half_width(self.reference_sd, at),
            self._own_half_width(self.other_sd, at),
        )

    def _own_half_width(self, sd: Floats, at: int) -> float:
        n = max(int(self.n[at]), 1)
        return float(_student(self.n[at : at + 1], 1)[0]) * float(sd[at]) / float(n**0.5)

    def frame(self, together: int = 1) -> pd.DataFrame:
        """One row a figure: measure, dimensions, statistic, then the columns.

        ``joint_half_width`` holds together for ``together`` scenarios. ``better``: which way is
        better, '' where that is not for a simulator to say; ``better_in``: share of replications.
        """
        import pandas as pd

        table = pd.DataFrame.from_records(
            [(key.measure, *key.where, key.statistic) for key in self.keys],
            columns=["measure", *DIMENSIONS, "statistic"],
        )
        columns = ("n", "reference", "other", "difference", "sd", "half_width")
        table = table.assign(**{name: getattr(self, name) for name in columns})
        ways = np.array([better(key) for key in self.keys], dtype=object)
        good = np.where(ways == "lower", self.lower, self.higher)
        return table.assign(
            joint_half_width=self.joint_half_width(together),
            higher_in=self.higher,
            lower_in=self.lower,
            better=ways,
            better_in=np.where(ways == "", np.nan, good),
            variance_ratio=self.variance_ratio,
        )


def pair(reference: Sequence[Measured], other: Sequence[Measured]) -> Paired:
    """Pair the measures of two scenarios, replication by replication.

    Raises:
        ValueError: there are none, or not as many of one as of the other.
    """
    if not reference or len(reference) != len(other):
        raise ValueError(f"{len(reference)} and {len(other)} replications make no pairs")
    keys, here, there = _common(reference[0].keys, other[0].keys)
    together = max(1, VALUES_TOGETHER // len(reference))
    # No figures at all make one block without columns.
    some = [slice(at, at + together) for at in range(0, max(len(keys), 1), together)]
    blocks = [_columns(_values(reference, here[at]), _values(other, there[at])) for at in some]
    n, *columns = (np.concatenate(each) for each in zip(*blocks, strict=True))
    before, after, difference, sd, higher, lower, variance_ratio, *sds = columns
    half_width = _student(n, 1) * sd / np.sqrt(np.maximum(n, 1))
    return Paired(
        keys,
        len(reference),
        n,
        before,
        after,
        difference,
        sd,
        half_width,
        higher,
        lower,
        variance_ratio,
        sds[0],
        sds[1],
    )


def _values(measured: Sequence[Measured], chosen: Integers) -> Floats:
    """Some figures of all replications; columns lie in one piece, in which they are added up."""
    return np.asfortranarray([one.values[chosen] for one in measured])


def _columns(a: Floats, b: Floats) -> tuple[NDArray[Any], ...]:
    """Of some figures of pairs, replications x figures: what their columns say, ``n`` first."""
    d = b - a
    d = np.where(np.abs(d) <= ROUNDING * np.maximum(np.abs(a), np.abs(b)), 0.0, d)
    both = ~np.isnan(d)
    n = both.sum(axis=0)
    difference, variance = _moments(d, both, n)
    before, variance_a = _moments(a, both, n)
    after, variance_b = _moments(b, both, n)
    return (
        n,
        before,
        after,
        difference,
        np.sqrt(variance),
        ratio((d > 0).sum(axis=0), n),
        ratio((d < 0).sum(axis=0), n),
        ratio(variance, variance_a + variance_b),
        np.sqrt(variance_a),
        np.sqrt(variance_b),
    )


def _common(
    these: tuple[Key, ...], those: tuple[Key, ...]
) -> tuple[tuple[Key, ...], Integers, Integers]:
    if these == those:
        every = np.arange(len(these))
        return these, every, every
    where = {key: at for at, key in enumerate(those)}
    kept = [(key, at, where[key]) for at, key in enumerate(these) if key in where]
    here, there = (np.array([row[i] for row in kept], dtype=np.int64) for i in (1, 2))
    return tuple(key for key, _, _ in kept), here, there


def _moments(values: Floats, known: Booleans, n: Integers) -> tuple[Floats, Floats]:
    """Mean and variance of what is known in each column; equal values have exactly that mean."""
    low = np.where(known, values, np.inf).min(axis=0)
    high = np.where(known, values, -np.inf).max(axis=0)
    mean = np.where(low == high, low, ratio(np.where(known, values, 0.0).sum(axis=0), n))
    mean = np.where(n > 0, mean, np.nan)
    about = np.where(known, (values - mean) ** 2, 0.0).sum(axis=0)
    return mean, np.where(n > 1, ratio(about, n - 1), np.nan)


def _student(n: Integers | NDArray[np.int64], together: int) -> Floats:
    """Student's quantile for intervals that hold with 95 % for ``together`` figures at once."""
    from scipy.special import stdtrit

    freedom = np.asarray(n, dtype=np.float64) - 1
    known = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(stdtrit(known, 1 - (1 - CONFIDENCE) / (2 * together)), dtype=np.float64)
