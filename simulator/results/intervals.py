"""What all replications say together: means, and intervals for chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
    Chance alone is in the interval: not what is unknown about the inputs.
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

    @property
    def says(self) -> str:
        """What the intervals are, in a sentence."""
        if self.replications < 2:
            return "One replication: there is no interval, and chance cannot be told from effect."
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
        return table.assign(**{name: getattr(self, name) for name in columns})


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
    values = np.stack([one.values for one in replications])
    n = np.sum(~np.isnan(values), axis=0)
    low, high = _extremes(values, n > 0)
    # Sums of equal values are rounded: without this a constant would have a spread.
    mean = np.where(low == high, low, ratio(np.nansum(values, axis=0), n))
    about = np.nansum((values - mean) ** 2, axis=0)
    sd = np.sqrt(np.where(n > 1, ratio(about, n - 1), np.nan))
    half_width = student(n) * sd / np.sqrt(np.maximum(n, 1))
    return Summary(
        keys,
        len(replications),
        n,
        mean,
        sd,
        half_width,
        ratio(half_width, np.abs(mean)),
        low,
        high,
    )


def _extremes(values: Floats, has_any: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    low = np.where(np.isnan(values), np.inf, values).min(axis=0)
    high = np.where(np.isnan(values), -np.inf, values).max(axis=0)
    return np.where(has_any, low, np.nan), np.where(has_any, high, np.nan)
