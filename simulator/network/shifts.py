"""The shifts of a roster as spans of time, each with the date on which it begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from simulator.network.calendars import Dates
from simulator.network.network import DAY, MINUTE
from simulator.scenario.part import BankHolidays
from simulator.scenario.quantities import DAY_MINUTES, WeeklyHours

# The ordinal of the date on which a shift begins, and its span in microseconds.
Dated = tuple[int, int, int]


def dated(hours: WeeklyHours, dates: Dates, rule: BankHolidays) -> Sequence[Dated]:
    """Every shift that is on at some time of a run, that of the evening before it included.

    What runs past midnight is one shift; a whole day is a shift of its own.
    """
    found: list[Dated] = []
    for date in (dates.start - dt.timedelta(days=1), *dates):
        midnight = dates.microseconds(date)
        for opens, closes in hours.windows[dates.weekday(date, rule)]:
            begins, ends = midnight + opens * MINUTE, midnight + closes * MINUTE
            is_whole_day = (opens, closes) == (0, DAY_MINUTES)
            if not is_whole_day and found and _goes_on(found[-1], begins):
                found[-1] = (*found[-1][:2], ends)
            else:
                found.append((date.toordinal(), begins, ends))
    return [shift for shift in found if shift[2] > 0]


def _goes_on(shift: Dated, begins: int) -> bool:
    """Whether a shift that began within a day ends as another window begins, at midnight."""
    _, first, last = shift
    return last == begins and first % DAY != 0
