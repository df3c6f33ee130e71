"""By when a response meets a standard: deadlines on the standard's own calendar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network import calendars
from simulator.network.network import DAY, NEVER, Clock
from simulator.results.outline import Integers, Outline
from simulator.scenario.standard import Standard


@dataclass(frozen=True, slots=True, eq=False)
class WorkingTime:
    """A clock of working hours or days as columns (see ``network.Clock``)."""

    opens: Integers
    closes: Integers
    before: Integers
    minutes: Integers

    @classmethod
    def of(cls, clock: Clock) -> WorkingTime:
        """From a clock of the network."""
        columns = (clock.opens, clock.closes, clock.before, clock.minutes)
        return cls(*(np.array(each, dtype=np.int64) for each in columns))

    def finish(self, starts: Integers, work: int) -> Integers:
        """When work begun at each start ends, as ``working_time.finish`` says of one."""
        if work == 0 or not len(self.opens):
            return starts if work == 0 else np.full(len(starts), NEVER)
        target = self._count(starts) + work
        at = np.searchsorted(self.before, target, side="left") - 1
        row = np.minimum(at, len(self.opens) - 1)
        part = -((self.before[row] - target) * self.minutes[row] // 1440)
        ends = np.minimum(self.opens[row] + part, self.closes[row])
        return np.where(at < len(self.opens), ends, NEVER)

    def _count(self, now: Integers) -> Integers:
        """Working time counted up to each moment."""
        at = np.searchsorted(self.opens, now, side="right") - 1
        row = np.maximum(at, 0)
        inside = self.before[row] + (now - self.opens[row]) * 1440 // self.minutes[row]
        count = np.where(now >= self.closes[row], self.before[row + 1], inside)
        return np.where(at >= 0, count, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Deadline:
    """The last moment that meets a standard, for each moment at which its clock may start.

    ``working``: the clock that ``within`` (microseconds) runs on, None for day and night.
    ``dates``: where dates are counted, the dates (as days of the run) that count, else None.
    """

    within: int
    working: WorkingTime | None
    dates: Integers | None

    def of(self, starts: Integers) -> Integers:
        """In microseconds; ``NEVER`` where it falls beyond what is known of the calendar."""
        if self.dates is not None:
            return self._end_of_date(starts // DAY)
        if self.working is not None:
            return self.working.finish(starts, self.within)
        return starts + self.within

    def _end_of_date(self, day: Integers) -> Integers:
        """The last microsecond of the date that is so many counted dates later."""
        assert self.dates is not None
        n = self.within // DAY
        if n == 0:
            return (day + 1) * DAY - 1
        at = np.searchsorted(self.dates, day, side="right") + n - 1
        if not len(self.dates):
            return np.full(len(day), NEVER)
        last = self.dates[np.minimum(at, len(self.dates) - 1)]
        return np.where(at < len(self.dates), (last + 1) * DAY - 1, NEVER)


def deadline(outline: Outline, name: str) -> Deadline:
    """The deadlines of a standard of the scenario."""
    standard = outline.scenario.standards[name]
    within, unit = standard.within.microseconds, standard.within.unit
    dates = _dates(outline)
    if standard.clock.counts == "dates":
        return Deadline(within, None, _counted(standard, dates))
    if unit == "working day" and standard.hours is not None:
        clock = calendars.days_clock(standard.hours, dates, standard.bank_holidays)
        return Deadline(within, WorkingTime.of(clock), None)
    if unit == "working hour" and standard.hours is not None:
        hours = calendars.opening(standard.hours, dates, standard.bank_holidays)
        found = calendars.hours_clock(hours)
        return Deadline(within, None if found is None else WorkingTime.of(found), None)
    return Deadline(within, None, None)


def _dates(outline: Outline) -> calendars.Dates:
    calendar = outline.scenario.calendar
    return calendars.Dates.of(calendar.start, outline.network.end, calendar.bank_holidays)


def _counted(standard: Standard, dates: calendars.Dates) -> Integers:
    """The dates that count: every one, or those that have hours, as days of the run."""
    hours = standard.hours if standard.within.is_working else None
    return np.array(
        [
            midnight // DAY
            for midnight, weekday in dates.midnights(standard.bank_holidays)
            if hours is None or hours.windows[weekday]
        ],
        dtype=np.int64,
    )
