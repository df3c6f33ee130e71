"""A normal law with a floor: whatever it has below the floor becomes the floor, in days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.floored import floored_moments
from simulator.scenario.law import Law

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FlooredNormal:
    """``max(mu + sigma Z, floor)`` days with Z standard normal; mu and sigma are of the normal."""

    mu: float
    sigma: float
    floor: float

    @classmethod
    def of(cls, law: Law) -> FlooredNormal:
        """From mean and sd of the normal, and the floor."""
        if law.mean is None or law.sd is None:
            raise ValueError("a floored normal law needs mean and sd")
        return cls(law.mean.days, law.sd.days, law.floor.days if law.floor else 0.0)

    def ppf(self, u: Reals) -> Reals:
        """Value in days that a share u lies below."""
        from scipy.special import ndtri

        return np.maximum(self.mu + self.sigma * ndtri(u), self.floor)

    def cdf(self, x: Reals) -> Reals:
        """Share at or below x days."""
        from scipy.special import ndtr

        return np.where(x < self.floor, 0.0, ndtr((x - self.mu) / self.sigma))

    def mean(self) -> float:
        """Mean in days, floor included: greater than mu."""
        return floored_moments(self.mu, self.sigma, self.floor)[0]

    def sd(self) -> float:
        """Standard deviation in days, floor included: less than sigma."""
        return floored_moments(self.mu, self.sigma, self.floor)[1]
