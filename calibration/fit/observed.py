"""An observed figure, on the scale it is fitted on, with the three parts of its uncertainty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import Target
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key

Reals = NDArray[np.float64]

# What the model would still miss with the right numbers, as a share of the figure, by kind.
# From trials with planted errors: with 10 % on delays and 5 % on flows coverage held.
DELAY, FLOW, STOCK, OTHER = "delay", "flow", "stock", "other"
DISCREPANCY = {DELAY: 0.10, FLOW: 0.05, STOCK: 0.05, OTHER: 0.10}
_KINDS = {
    **dict.fromkeys(("discharges", "nctr_discharged", "discharge_destinations"), FLOW),
    **dict.fromkeys(("census", "midnight_census", "open_places", "in_use"), STOCK),
    **dict.fromkeys(("occupancy", "midnight_occupancy"), STOCK),
    **dict.fromkeys(("delayed_patients", "delayed_bed_days", "nctr", "nctr_remaining"), DELAY),
    **dict.fromkeys(("beds_after_ready_date", "delay_length"), DELAY),
}
# Where nothing is known of how months differ: one month by so much, by judgement.
MONTH = 0.10
DAYS_A_MONTH = 365.25 / 12
# Added before a logarithm, as a share of what was observed, so that a run of nothing is no minus
# infinity; and to shares.
_SMALL, _SHARE = 0.05, 0.005


def kind_of(measure: str) -> str:
    """The kind of a measure, by which its discrepancy goes where none is said."""
    return _KINDS.get(measure, OTHER)


@dataclass(frozen=True, slots=True)
class Observed:
    """One figure that was observed.

    ``value``: in the unit of the model's measure. ``first``, ``last``: its period, both included.
    ``sampling``, ``monthly``, ``discrepancy``: standard deviations as shares of the figure: of the
    counting, of the mean over months that differ, and of what the model would still miss.
    ``caution``: what a reader must know, as a definition that differs.
    """

    name: str
    key: Key
    value: float
    first: dt.date
    last: dt.date
    sampling: float
    monthly: float
    discrepancy: float
    source: str = ""
    caution: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is fitted as log odds; else as a logarithm."""
        return self.key.statistic.startswith("share") or REGISTRY[self.key.measure].unit == "share"

    @property
    def total(self) -> float:
        """The three parts together, as a share of the figure."""
        return float(np.sqrt(self.sampling**2 + self.monthly**2 + self.discrepancy**2))

    def scaled(self, values: Reals) -> Reals:
        """Figures on the scale of the fit."""
        if self.is_share:
            inside = (values + _SHARE) / (1 + 2 * _SHARE)
            return np.asarray(np.log(inside / (1 - inside)))
        return np.asarray(np.log(values + _SMALL * self.value))

    def unscaled(self, scaled: Reals) -> Reals:
        """Figures from the scale of the fit."""
        if self.is_share:
            return np.asarray((1 + 2 * _SHARE) / (1 + np.exp(-scaled)) - _SHARE)
        return np.asarray(np.exp(scaled) - _SMALL * self.value)

    @property
    def spread(self) -> float:
        """The standard deviation of the three parts on the scale of the fit."""
        if self.is_share:
            inside = (self.value + _SHARE) / (1 + 2 * _SHARE)
            slope = 1 / (inside * (1 - inside) * (1 + 2 * _SHARE))
            return float(self.total * self.value * slope)
        return self.total / (1 + _SMALL)

    @property
    def target(self) -> Target:
        """The same for the ensemble."""
        return Target(self.name, float(self.scaled(np.array(self.value))), self.spread)

    @property
    def days(self) -> int:
        """How many days its period has."""
        return (self.last - self.first).days + 1


def monthly_by_default(first: dt.date, last: dt.date) -> float:
    """Standard error from month to month where nothing is known of months: a share."""
    months = max(1.0, ((last - first).days + 1) / DAYS_A_MONTH)
    return float(MONTH / np.sqrt(months))


def name_of(key: Key) -> str:
    """A figure in one line, as it is named where nobody named it."""
    named = [f"{n} {v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
    words = ", ".join([REGISTRY[key.measure].title, *named])
    is_first = key.statistic == REGISTRY[key.measure].statistics[0]
    return words if is_first else f"{words}, {key.statistic}"
