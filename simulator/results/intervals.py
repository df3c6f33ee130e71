"""What all replications say together: means, and intervals for chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key, Measured
from simulator.results.run import Floats, Integers
from simulator.results.tally import ratio

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Each value over the replications; entry ``i`` of every column is of ``keys[i]``.

    ``n``: replications in which there was something to measure; the columns are over those.
    ``half_width``: of the 95 % interval of the mean by Student's t, NaN below two replications:
    one replication has no interval. A value that is the same in all of them has exactly that mean
    and a half-width of 0. ``relative_half_width``: over the mean's size, NaN at 0.
    Chance alone is in the interval: not what is unknown about the inputs. ``draws``: where not 0,
    the half-widths are over so many draws of what is not known, and hold that too.
    """

    keys: tuple[Key, ...]
    replications: int
    n: Integers
    mean: Floats
    sd: Floats
    half_width: Floats
    relative_half_width: Floats
    minimum: Floats
    maximum: Floats
    draws: int = 0

    @property
    def says(self) -> str:
        """What the intervals are, in a sentence."""
        if self.replications < 2:
            return "One replication: there is no interval, and chance cannot be told from effect."
        if self.draws:
            return (
                f"95 % intervals for the long-run figure, from {self.draws} draws of what is not "
                f"known and {self.replications} replications: what the fit leaves open and chance; "
                "not what was never fitted."
            )
        return (
            f"95 % intervals for the mean over {self.replications} replications (Student's t): "
            "chance alone, not what is unknown about the inputs."
        )

    def frame(self) -> pd.DataFrame:
        """One row per value: measure, dimensions, statistic, then the columns."""
        import pandas as pd

        table = pd.DataFrame.from_records(
            [(key.measure, *key.where, key.statistic) for key in self.keys],
            columns=["measure", *DIMENSIONS, "statistic"],
        )
        columns = ("n", "mean", "sd", "half_width", "relative_half_width", "minimum", "maximum")
        return table.assign(**{name: getattr(self, name) for name in columns}, draws=self.draws)


def student(n: Integers | int) -> Floats:
    """The quantile of Student's t for a 95 % interval from ``n`` values, NaN below two."""
    from scipy.special import stdtrit

    freedom = np.asarray(n, dtype=np.float64) - 1
    known = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(stdtrit(known, (1 + CONFIDENCE) / 2), dtype=np.float64)


def summarise(replications: Sequence[Measured]) -> Summary:
    """Summarise the measures of the replications of one scenario.

    Raises:
        ValueError: there are none, or they are not of the same keys.
    """
    if not replications:
        raise ValueError("there is no replication to summarise")
    keys = replications[0].keys
    if any(one.keys != keys for one in replications):
        raise ValueError("the replications are not of one scenario: their measures differ")
    return summarise_rows(keys, [one.values for one in replications])


def summarise_rows(keys: tuple[Key, ...], rows: Sequence[Floats]) -> Summary:
    """The same of the values alone, a row a replication, which may be read from a disk.

    They are gone through twice, one after the other, and added up in their order.

    Raises:
        ValueError: there are none.
    """
    if not len(rows):
        raise ValueError("there is no replication to summarise")
    n = np.zeros(len(keys), dtype=np.int64)
    total = np.zeros(len(keys))
    low, high = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    for row in rows:
        known = ~np.isnan(row)
        n += known
        total += np.where(known, row, 0.0)
        low, high = np.fmin(low, row), np.fmax(high, row)
    low, high = (np.where(n > 0, each, np.nan) for each in (low, high))
    # Sums of equal values are rounded: without this a constant would have a spread.
    mean = np.where(low == high, low, ratio(total, n))
    about = np.zeros(len(keys))
    for row in rows:
        squares = (row - mean) ** 2
        about += np.where(np.isnan(squares), 0.0, squares)
    sd = np.sqrt(np.where(n > 1, ratio(about, n - 1), np.nan))
    half_width = student(n) * sd / np.sqrt(np.maximum(n, 1))
    return Summary(
        keys,
        len(rows),
        n,
        mean,
        sd,
        half_width,
        ratio(half_width, np.abs(mean)),
        low,
        high,
    )
