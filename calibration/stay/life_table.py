"""Rows of patients as a life table: who was there to leave after so many days, and who left.

It holds whatever a likelihood needs of rows that are open (still there) or seen late (only once
they had already stayed so long), and it is how such rows are drawn again: day by day, those still
there leave by the law's chance and drop out of sight as in the data (B. Efron, "Censored data and
the bootstrap", Journal of the American Statistical Association 76, 1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import BAND_STARTS, Band, band_label

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LifeTable:
    """Numbers by day 0, 1, 2 ...

    ``entered``: first seen having stayed so long; ``left``: whose stay was that long; ``opened``:
    last seen having stayed so long, still there. Those are gone before anyone leaves at that day.
    """

    entered: Numbers
    left: Numbers
    opened: Numbers

    @classmethod
    def of(cls, days: Numbers, is_open: NDArray[np.bool_], seen_from: Numbers) -> LifeTable:
        """From rows, all of shape (patients,)."""
        size = int(days.max()) + 2
        counts = (seen_from, days[~is_open], days[is_open])
        return cls(*(np.bincount(each, minlength=size)[:size] for each in counts))

    @property
    def at_risk(self) -> Numbers:
        """How many might have left at each day."""
        gone = np.cumsum(self.left + self.opened) - self.left
        return np.cumsum(self.entered) - gone

    def log_likelihood(self, at_least: Reals, floor: float) -> float:
        """Log-likelihood by the shares that stay 0, 1, 2 ... or longer, one more than the days."""
        chance = np.maximum(at_least[:-1] - at_least[1:], floor)
        stay = np.log(np.maximum(at_least[:-1], floor))
        return float(self.left @ np.log(chance) + (self.opened - self.entered) @ stay)

    def bands(self, at_least: Reals) -> tuple[Band, ...]:
        """Those who left in bands of days against those expected of the ones there to leave."""
        hazard = _hazard(at_least)
        risk = self.at_risk
        found = []
        for first, after in zip(BAND_STARTS, (*BAND_STARTS[1:], np.inf), strict=True):
            own = slice(first, int(min(after, len(hazard))))
            expected = float(risk[own] @ hazard[own])
            variance = float(risk[own] @ (hazard[own] * (1 - hazard[own])))
            if first < len(hazard) and risk[own].sum() > 0:
                seen = float(self.left[own].sum())
                found.append(Band(band_label(first, after - 1), seen, expected, variance))
        return tuple(found)

    def staying(self) -> Reals:
        """Share that stays 0, 1, 2 ... days or more, of those first seen at the start of the table.

        The estimate of E. L. Kaplan and P. Meier, Journal of the American Statistical Association
        53, 1958; what lies beyond the last day seen is nothing it knows of.
        """
        risk = self.at_risk
        stays = 1 - np.divide(self.left, risk, out=np.zeros(len(risk)), where=risk > 0)
        return np.concatenate([[1.0], np.cumprod(stays)])

    def drawn(self, at_least: Reals, rng: np.random.Generator) -> LifeTable:
        """The table as chance might have given it, by the shares that stay so long or longer.

        ``at_least``: for 0, 1, 2 ... days, up to where hardly anyone is left.
        """
        hazard = _hazard(at_least)
        size = len(hazard)
        entered, opened = _padded(self.entered, size), _padded(self.opened, size)
        reached = np.cumsum(entered) - np.cumsum(_padded(self.left, size) + opened)
        reached += _padded(self.left, size) + opened
        hidden = np.divide(opened, reached, out=np.zeros(size), where=reached > 0)
        last = len(self.left) - 1
        left, lost, there = np.zeros(size, np.int64), np.zeros(size, np.int64), 0
        for day in range(size):
            there += int(entered[day])
            if there == 0 and day > last:
                break
            lost[day] = rng.binomial(there, hidden[day])
            if day >= last and opened.any():
                lost[day] = there  # Beyond the longest row seen, nobody has been watched.
            there -= lost[day]
            left[day] = there if day == size - 1 else rng.binomial(there, hazard[day])
            there -= left[day]
        return LifeTable(entered, left, lost)

    def rows(self) -> tuple[Numbers, NDArray[np.bool_]]:
        """Days and whether open, of each patient; those who left first."""
        day = np.arange(len(self.left))
        days = np.concatenate([np.repeat(day, self.left), np.repeat(day, self.opened)])
        return days, np.arange(len(days)) >= self.left.sum()


def _hazard(at_least: Reals) -> Reals:
    """Chance of leaving at each day, of those who stay at least so long."""
    before = np.maximum(at_least[:-1], 1e-290)
    return np.clip(1 - at_least[1:] / before, 0.0, 1.0)


def _padded(numbers: Numbers, size: int) -> Numbers:
    return np.pad(numbers, (0, max(0, size - len(numbers))))[:size]
