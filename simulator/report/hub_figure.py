"""A figure of small units and of the hub in their place, replication by replication."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.report.estimate import MINUS, NOTHING, Estimate, decimals, plain, rounded
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.outline import Floats

MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Values:
    """Values of every replication of a scenario, looked up by measure, statistic and place."""

    measured: tuple[Measured, ...]
    _rows: dict[Key, int] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, measured: Sequence[Measured]) -> Values:
        """Of the measures of its replications."""
        return cls(tuple(measured), {key: at for at, key in enumerate(measured[0].keys)})

    def get(self, measure: str, statistic: str, **place: str) -> Floats:
        """One value a replication; NaN where there is no such row."""
        at = self._rows.get(Key(measure, where(**place), statistic))
        if at is None:
            return np.full(len(self.measured), np.nan)
        return np.array([float(each.values[at]) for each in self.measured])

    def bands(self, measure: str, statistic: str, care_setting: str, unit: str) -> list[str]:
        """The bands of a measure that a unit has."""
        at = where(care_setting=care_setting, unit=unit)
        return [
            key.where[9]
            for key in self._rows
            if key.measure == measure
            and key.statistic == statistic
            and key.where[:2] == at[:2]
            and key.where[9]
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure before and after, one value a replication each.

    ``scale``: from what is measured to what is shown in ``unit``. ``panel``: its title in the
    picture, '' if it is in the table only. ``line``: a published figure to be drawn, with its name.
    """

    name: str
    unit: str
    before: Floats
    after: Floats
    scale: float = 1.0
    panel: str = ""
    line: tuple[float, str] | None = None

    @property
    def is_known(self) -> bool:
        """Whether both have something to measure."""
        return self.here.is_known and self.there.is_known

    @property
    def here(self) -> Estimate:
        """The small units."""
        return Estimate.of((self.before * self.scale).tolist())

    @property
    def there(self) -> Estimate:
        """The hub."""
        return Estimate.of((self.after * self.scale).tolist())

    @property
    def difference(self) -> Estimate:
        """The hub less the small units, on the same patients."""
        return Estimate.of(((self.after - self.before) * self.scale).tolist())

    @property
    def is_told(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return not np.isnan(self.difference.half_width) and self.difference.differs_from(0)

    @property
    def says(self) -> str:
        """Lower, higher, the same or cannot tell."""
        change = self.difference
        if change.mean == 0 and change.half_width == 0:
            return "the same"
        if not self.is_told:
            return "cannot tell"
        return "lower" if change.mean < 0 else "higher"

    def text(self, one: Estimate) -> str:
        """A level, rounded as the difference is."""
        if not one.is_known:
            return NOTHING
        half = self.difference.half_width
        if not half > 0:
            return plain(one.mean)
        # Where the interval is wider than the figure, one figure of it is still shown.
        first = -math.floor(math.log10(abs(one.mean))) if one.mean else 0
        return rounded(one.mean, min(max(decimals(half), first), MOST_DECIMALS))


def signed(change: Estimate) -> str:
    """A difference with its sign and half-width, like ``+1.3 ± 0.2``."""
    if not change.is_known:
        return NOTHING
    if np.isnan(change.half_width):
        return f"{_plus(plain(change.mean))} (no interval)"
    if change.half_width == 0:
        return "0" if change.mean == 0 else _plus(plain(change.mean))
    digits = decimals(change.half_width)
    shown = [round(each, digits) for each in (abs(change.mean), change.half_width)]
    # Rounding must not make it look as if the interval held 0, or did not.
    digits += (shown[0] > shown[1]) != change.differs_from(0)
    return f"{_plus(rounded(change.mean, digits))} ± {rounded(change.half_width, digits)}"


def _plus(text: str) -> str:
    return text if text.startswith(MINUS) or float(text.replace(",", "")) == 0 else f"+{text}"


def mean_of(values: Sequence[Floats]) -> Floats:
    """The mean of several figures in each replication, those not known left out."""
    table = np.array(values)
    known = ~np.isnan(table)
    n = known.sum(axis=0)
    total = np.where(known, table, 0.0).sum(axis=0)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def total_of(values: Sequence[Floats]) -> Floats:
    """The sum of several figures in each replication, NaN where none is known."""
    table = np.array(values)
    known = ~np.isnan(table)
    return np.where(known.any(axis=0), np.where(known, table, 0.0).sum(axis=0), np.nan)


def worst(by_locality: Mapping[str, Floats]) -> str:
    """The locality with the highest mean over all replications, so that chance picks no other."""
    known = {name: float(each.mean()) for name, each in by_locality.items()}
    known = {name: mean for name, mean in known.items() if not math.isnan(mean)}
    return max(known, key=lambda name: known[name]) if known else ""
