"""Daily series of all replications as arrays, for pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.batch import BatchResult
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

    def get(self, series: str, of: str) -> Floats:
        """One series: replications x days."""
        return self.result.series(series, of)

    def delayed(self) -> Mapping[str, Floats]:
        """Patients delayed in acute beds by reason code: replications x days, read when asked."""
        codes = [of for series, of in _days(self.result).columns if series == "delayed"]
        return _Delayed(self, tuple(codes))

    def in_window(self, series: Floats) -> Floats:
        """The days of the results' period."""
        return series[:, self.warm_up :]

    def spread(self, series: Floats) -> tuple[Estimate, Estimate, Estimate]:
        """Mean, 5th and 95th percentile of the days of the results' period, run by run."""
        inside = self.in_window(series)
        low, high = np.quantile(inside, [0.05, 0.95], axis=1)
        return tuple(Estimate.of([float(x) for x in each]) for each in (inside.mean(1), low, high))  # type: ignore[return-value]

    @property
    def step(self) -> int:
        """Days that one point of a picture stands for: a week, in short runs a day."""
        return WEEK if self.days >= FEWEST_DAYS_FOR_WEEKS else 1

    @property
    def at(self) -> Floats:
        """The middle of each point, in days since the start; points end where warm-up does."""
        first = self.warm_up % self.step
        count = (self.days - first) // self.step
        middles: Floats = first + self.step * (np.arange(count, dtype=np.float64) + 0.5)
        return middles

    def blocks(self, series: Floats) -> Floats:
        """A series cut at the points: replications x points x days of a point."""
        first, count = self.warm_up % self.step, len(self.at)
        cut = series[:, first : first + count * self.step]
        return cut.reshape(len(series), count, self.step)

    def means(self, series: Floats) -> Floats:
        """Mean of each point over its days and the replications."""
        means: Floats = self.blocks(series).mean(axis=(0, 2))
        return means

    def quantile(self, series: Floats, level: float) -> Floats:
        """Quantile of each point over its days in all replications."""
        levels: Floats = np.quantile(self.blocks(series), level, axis=(0, 2))
        return levels

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


@dataclass(frozen=True, slots=True)
class _Delayed(Mapping[str, Floats]):
    """One series in memory at a time: all of them may be too many."""

    series: DaySeries
    codes: tuple[str, ...]

    def __getitem__(self, code: str) -> Floats:
        return self.series.get("delayed", code)

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)


def _days(result: BatchResult) -> Days:
    days = result.replications[0].days
    if days is None:
        raise ValueError("the replications were not asked to keep daily series")
    return days
