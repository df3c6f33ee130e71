"""Real dates to whole microseconds: opening windows, clocks, reviews, releases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from simulator.network.bank_holidays import england
from simulator.network.network import (
    DAY,
    MINUTE,
    NEVER,
    Calendar,
    Clock,
    Releases,
    Reviews,
)
from simulator.scenario.care_setting import Round
from simulator.scenario.handoff import Panel, Starts
from simulator.scenario.part import BankHolidays
from simulator.scenario.quantities import WeeklyHours

SUNDAY = 6
BEYOND_END_DAYS = 14
NO_LIMIT = 2**31

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a run, from the first day to some days beyond its end."""

    start: dt.date
    end: int
    bank_holidays: frozenset[dt.date]

    @classmethod
    def of(cls, start: dt.date, end: int, country: str) -> Dates:
        """Dates of a run from ``start`` to ``end`` microseconds, with ``country``'s holidays."""
        last = start + dt.timedelta(days=end // DAY + BEYOND_END_DAYS + 7)
        known = england(start.year, last.year) if country == "england" else frozenset()
        return cls(start, end, known)

    def microseconds(self, date: dt.date) -> int:
        """00:00 of a date."""
        return (date - self.start).days * DAY

    def __iter__(self) -> Iterator[dt.date]:
        for day in range(-(-self.end // DAY) + BEYOND_END_DAYS):
            yield self.start + dt.timedelta(days=day)

    def weekday(self, date: dt.date, rule: BankHolidays) -> int:
        """Weekday whose hours hold on a date, Monday 0."""
        if rule == "as_sunday" and date in self.bank_holidays:
            return SUNDAY
        return date.weekday()

    def midnights(self, rule: BankHolidays) -> tuple[Span, ...]:
        """For each date, its 00:00 in microseconds and the weekday whose hours hold on it."""
        return _midnights(self, rule)


@lru_cache(maxsize=8)
def _midnights(dates: Dates, rule: BankHolidays) -> tuple[Span, ...]:
    return tuple((day * DAY, dates.weekday(date, rule)) for day, date in enumerate(dates))


def daily_windows(hours: WeeklyHours, dates: Dates, rule: BankHolidays) -> list[Span]:
    """Windows cut at midnight, in microseconds."""
    of_weekday = _of_weekday(hours)
    return [
        (midnight + a, midnight + b)
        for midnight, weekday in dates.midnights(rule)
        for a, b in of_weekday[weekday]
    ]


def _of_weekday(hours: WeeklyHours) -> list[list[Span]]:
    """Windows of each weekday in microseconds since midnight, Monday first."""
    return [[(a * MINUTE, b * MINUTE) for a, b in day] for day in hours.windows]


def merge(windows: Sequence[Span]) -> Calendar:
    """Windows joined where they touch."""
    merged: list[list[int]] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1][1] = max(closes, merged[-1][1])
        else:
            merged.append([opens, closes])
    return Calendar(tuple(a for a, _ in merged), tuple(b for _, b in merged))


@lru_cache(maxsize=128)
def opening(hours: WeeklyHours, dates: Dates, rule: BankHolidays) -> Calendar | None:
    """When a service is open; None when it never closes."""
    if hours.is_always:
        return None
    return merge(daily_windows(hours, dates, rule))


def longest_window(calendar: Calendar | None) -> int:
    """Length of the longest window (``NEVER`` when it never closes)."""
    if calendar is None:
        return NEVER
    return max((b - a for a, b in zip(calendar.opens, calendar.closes, strict=True)), default=0)


def hours_clock(calendar: Calendar | None) -> Clock | None:
    """Working time in hours: a microsecond open counts one."""
    if calendar is None:
        return None
    before = [0]
    for opens, closes in zip(calendar.opens, calendar.closes, strict=True):
        before.append(before[-1] + closes - opens)
    return Clock(calendar.opens, calendar.closes, tuple(before), (1440,) * len(calendar.opens))


def days_clock(hours: WeeklyHours, dates: Dates, rule: BankHolidays) -> Clock:
    """Working time in days: each date that opens counts one day, in proportion."""
    of_weekday, minutes_open = _of_weekday(hours), hours.open_minutes
    minutes: list[int] = []
    before = [0]
    for _, weekday in dates.midnights(rule):
        today, open_minutes = of_weekday[weekday], minutes_open[weekday]
        midnight, so_far = before[-1], 0
        for opens, closes in today:
            so_far += closes - opens
            before.append(midnight + so_far * 1440 // open_minutes)
        minutes += [open_minutes] * len(today)
    windows = daily_windows(hours, dates, rule)
    return Clock(
        tuple(a for a, _ in windows), tuple(b for _, b in windows), tuple(before), tuple(minutes)
    )


def reviews(rounds: Sequence[Round], dates: Dates, rule: BankHolidays) -> Reviews | None:
    """Instants of review; where two fall together, the wider cover holds."""
    if not rounds:
        return None
    of_weekday = [_rounds_on(rounds, weekday) for weekday in range(7)]
    seen = [
        (midnight + minute * MINUTE, covers)
        for midnight, weekday in dates.midnights(rule)
        for minute, covers in of_weekday[weekday]
    ]
    return Reviews(tuple(time for time, _ in seen), tuple(covers for _, covers in seen))


def _rounds_on(rounds: Sequence[Round], weekday: int) -> list[Span]:
    """Minutes of a weekday at which patients are reviewed, and what each review covers."""
    covers: dict[int, int] = {}
    for each in rounds:
        for minute in each.at.minutes[weekday]:
            covers[minute] = max(covers.get(minute, 0), round(each.covers * 1_000_000))
    return sorted(covers.items())


def sittings(panel: Panel, dates: Dates) -> Releases:
    """A panel's sittings as releases that can be spent only then."""
    times: set[int] = set()
    for date in dates:
        for minute in panel.sits.minutes[date.weekday()]:
            held = _sitting_date(date, panel, dates)
            if held is not None:
                times.add(dates.microseconds(held) + minute * MINUTE)
    ordered = tuple(sorted(times))
    limit = panel.limit if panel.limit is not None else NO_LIMIT
    return Releases(ordered, (limit,) * len(ordered), carry=False, only_then=True)


def _sitting_date(date: dt.date, panel: Panel, dates: Dates) -> dt.date | None:
    if date not in dates.bank_holidays or panel.on_bank_holiday == "sit":
        return date
    if panel.on_bank_holiday == "skip":
        return None
    while date in dates.bank_holidays or date.weekday() > 4:
        date += dt.timedelta(days=1)
    return date


def releases(starts: Starts, hours: WeeklyHours, dates: Dates, rule: BankHolidays) -> Releases:
    """Starts released over working days; fractions accumulate from the first Monday."""
    first_monday = dates.start - dt.timedelta(days=dates.start.weekday())
    released: list[tuple[int, int]] = []
    total, week = Fraction(0), first_monday
    of_weekday = _of_weekday(hours)
    while dates.microseconds(week) < dates.end:
        days = [week + dt.timedelta(days=i) for i in range(7)]
        opens = [
            dates.microseconds(day) + windows[0][0]
            for day in days
            if (windows := of_weekday[dates.weekday(day, rule)])
        ]
        for time, amount in zip(opens, _amounts(starts, len(opens)), strict=True):
            count = int(total + amount) - int(total)
            total += amount
            if time >= 0:
                released.append((time, count))
        week += dt.timedelta(days=7)
    return Releases(
        tuple(t for t, _ in released),
        tuple(c for _, c in released),
        carry=starts.carry,
        only_then=False,
    )


def _amounts(starts: Starts, open_days: int) -> list[Fraction]:
    if starts.per_day is not None:
        return [Fraction(str(starts.per_day))] * open_days
    week = Fraction(str(starts.per_week))
    if starts.released == "weekly":
        return [week, *[Fraction(0)] * (open_days - 1)][:open_days]
    return [week / open_days] * open_days if open_days else []
