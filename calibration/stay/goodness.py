"""Whether data could have come from a fitted law: drawn from it again, and fitted again.

The sum of squared differences of the bands is set beside the same sum of data drawn from the law
and fitted anew, so that neither few patients, nor the numbers fitted, nor bands that hang together
need a table of their own (A. C. Davison and D. V. Hinkley, "Bootstrap methods and their
application", 1997, section 4.2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import Evidence
from calibration.stay.family import Family
from calibration.stay.figures import FIGURES, Estimate
from calibration.stay.search import Peak, nearest
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]

UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class LongStayCheck:
    """Share of ``days`` or more in one set of data (its number), and what the law leads to expect.

    ``expected``: its interval is of the share that data as many as these would show by chance.
    """

    data: int
    days: int
    observed: float
    expected: Estimate

    @property
    def is_met(self) -> bool:
        """Whether the observed share lies in the interval."""
        return self.expected.low <= self.observed <= self.expected.high


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrap:
    """What data drawn from the fitted law show.

    ``chance``: the share of drawn data that differ as much as the real ones did. ``spread``: the
    standard deviation of each figure over the drawn data, a second opinion on its interval.
    """

    draws: int
    chi_square: float
    chance: float
    long_stays: tuple[LongStayCheck, ...]
    spread: dict[str, float]


def chi_square(data: Sequence[Evidence], law: Distribution) -> float:
    """Squared differences of all bands over their variances."""
    return sum(band.chi_square for each in data for band in each.bands(law))


def bootstrap(
    data: Sequence[Evidence], family: Family, peak: Peak, draws: int, seed: int
) -> Bootstrap:
    """Draw the data anew, fit each, and see how far real and drawn ones are from their fits."""
    rng = np.random.default_rng(seed)
    law = family.law(peak.z)
    sums, shares, values = [], [], []
    for _ in range(draws):
        again = [each.drawn(law, rng) for each in data]
        refitted = family.law(nearest(again, family, peak.z, peak.covariance))
        sums.append(chi_square(again, refitted))
        shares.append([long.observed for each in again for long in each.long_stays(law)])
        values.append([figure(refitted) for figure in FIGURES.values()])
    own = chi_square(data, law)
    chance = (1 + sum(each >= own for each in sums)) / (draws + 1)
    sds = dict(zip(FIGURES, np.std(values, axis=0).tolist(), strict=True))
    return Bootstrap(draws, own, chance, _checks(data, law, shares), sds)


def _checks(
    data: Sequence[Evidence], law: Distribution, drawn: list[list[float]]
) -> tuple[LongStayCheck, ...]:
    seen = [(number, long) for number, each in enumerate(data) for long in each.long_stays(law)]
    # A drawn table may end before the last of them; it then says nothing of any.
    rows = np.array([row for row in drawn if seen and len(row) == len(seen)])
    found = []
    for at, (number, long) in enumerate(seen):
        if len(rows) < 2:
            continue
        low, high = np.quantile(rows[:, at], (0.025, 0.975))
        fitted = long.fitted
        expected = Estimate(fitted, min(float(low), fitted), max(float(high), fitted))
        found.append(LongStayCheck(number, long.days, long.observed, expected))
    return tuple(found)
