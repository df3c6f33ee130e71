"""Figures of a law that people ask for, with intervals from draws of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import LONG
from calibration.stay.family import Family
from calibration.stay.law_shape import survival
from calibration.stay.posterior import Posterior
from calibration.stay.recording import Recording
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]

LEVELS = (0.025, 0.975)
_MIDNIGHTS = Recording()
# Fine enough for a median to four digits, at a hundredth of the time of a law's own inverse.
_GRID = np.geomspace(1e-3, 1e4, 600)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and the 95 % interval of what is not known about it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def _median(law: Distribution) -> float:
    left = survival(law, _GRID)
    return float(np.exp(np.interp(-0.5, -left, np.log(_GRID))))


def _long(law: Distribution, midnights: int) -> float:
    """Share of so many midnights or more, admissions being spread evenly over the day."""
    return float(_MIDNIGHTS.at_least(law, np.array([float(midnights)]))[0])


# Days of the law itself; shares by midnights, as they are published.
FIGURES: Mapping[str, Callable[[Distribution], float]] = {
    "mean_days": lambda law: law.mean(),
    "sd_days": lambda law: law.sd(),
    "median_days": _median,
    **{f"share_{days}_midnights_or_more": partial(_long, midnights=days) for days in LONG},
}


def estimates(family: Family, z: Reals, posterior: Posterior) -> dict[str, Estimate]:
    """Each figure at z, (numbers,), with quantiles over the posterior."""
    law = family.law(z)
    laws = [family.law(draw) for draw in posterior.draws]
    found = {}
    for name, figure in FIGURES.items():
        with np.errstate(all="ignore"):
            values = np.nan_to_num(np.array([figure(each) for each in laws]), posinf=1e300)
        low, high = _quantiles(values, posterior.weights)
        at = figure(law)
        found[name] = Estimate(at, min(low, at), max(high, at))
    return found


def _quantiles(values: Reals, weights: Reals) -> tuple[float, float]:
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    low, high = np.interp(LEVELS, sums / sums[-1], values[order])
    return float(low), float(high)
