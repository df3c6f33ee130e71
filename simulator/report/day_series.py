"""Daily series of all replications, for pictures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.batch import BatchResult
from simulator.experiment.streaming_series import Series
from simulator.network.network import DAY
from simulator.report.estimate import Estimate
from simulator.results.daily import Days

Floats = NDArray[np.float64]
WEEK = 7
FEWEST_DAYS_FOR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class DaySeries:
    """What is true just before each midnight of a run, by replication and day.

    ``days`` in the run, the first ``warm_up`` of them left out of the results.
    """

    result: BatchResult
    start: dt.date
    days: int
    warm_up: int

    @classmethod
    def of(cls, result: BatchResult) -> DaySeries:
        """Of a finished batch."""
        calendar = result.setup.scenario.calendar
        warm_up = -(-result.setup.window[0] // DAY)
        return cls(result, calendar.start, len(_days(result).values), warm_up)

    def get(self, series: str, of: str) -> Series:
        """One series, read when it is asked what it says."""
        return Series.of(self.result.replications, (series, of))

    def delayed(self) -> dict[str, Series]:
        """Patients delayed in acute beds by reason code."""
        return {of: self.get("delayed", of) for of in self._codes}

    def delayed_in_all(self) -> Series:
        """Patients delayed in acute beds for whatever reason."""
        return Series.of(self.result.replications, *(("delayed", of) for of in self._codes))

    @property
    def _codes(self) -> list[str]:
        return [of for series, of in _days(self.result).columns if series == "delayed"]

    @property
    def window(self) -> slice:
        """The days of the results' period."""
        return slice(self.warm_up, None)

    def spread(self, series: Series) -> tuple[Estimate, Estimate, Estimate]:
        """Mean, 5th and 95th percentile of the days of the results' period, run by run."""
        low, high = series.levels([0.05, 0.95], self.window)
        found = (series.means(self.window), low, high)
        return tuple(Estimate.of([float(x) for x in each]) for each in found)  # type: ignore[return-value]

    @property
    def step(self) -> int:
        """Days that one point of a picture stands for: a week, in short runs a day."""
        return WEEK if self.days >= FEWEST_DAYS_FOR_WEEKS else 1

    @property
    def at(self) -> Floats:
        """The middle of each point, in days since the start; points end where warm-up does."""
        first, step, count = self._points
        middles: Floats = first + step * (np.arange(count, dtype=np.float64) + 0.5)
        return middles

    @property
    def _points(self) -> tuple[int, int, int]:
        """The first day of the first point, days of a point, and how many there are."""
        first = self.warm_up % self.step
        return first, self.step, (self.days - first) // self.step

    def means(self, series: Series) -> Floats:
        """Mean of each point over its days and the replications."""
        return series.point_means(*self._points)

    def quantile(self, series: Series, level: float) -> Floats:
        """Quantile of each point over its days in all replications."""
        return series.point_levels(level, *self._points)

    def date(self, day: float) -> dt.date:
        """The date of a day of the run."""
        return self.start + dt.timedelta(days=int(day))

    def months(self) -> tuple[list[int], list[str]]:
        """Days that begin a month, few enough to label, and their labels."""
        dates = [self.date(day) for day in range(self.days)]
        firsts = [(day, one) for day, one in enumerate(dates) if one.day == 1]
        kept = firsts[:: max(1, -(-len(firsts) // 9))]
        if len(kept) < 2:
            kept = [(day, dates[day]) for day in range(0, self.days, max(1, self.days // 6))]
            return [day for day, _ in kept], [f"{one.day} {one:%b}" for _, one in kept]
        return [day for day, _ in kept], [f"{one:%b} {one.year}" for _, one in kept]


def _days(result: BatchResult) -> Days:
    days = result.replications[0].days
    if days is None:
        raise ValueError("the replications were not asked to keep daily series")
    return days
