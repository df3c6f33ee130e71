"""A service worked through minute by minute: nothing is clever here, and all is on whole minutes.

A week is windows (weekday, opens, closes) in minutes after midnight, Monday 0; a window that closes
at or before its opening runs into the next day. Everything else is lists with an entry a minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Week = Sequence[tuple[int, int, int]]

DAY_MINUTES = 1440
SUNDAY = 6


def open_minutes_of_week(week: Week) -> list[list[bool]]:
    """For each weekday, whether each minute is open."""
    days = [[False] * DAY_MINUTES for _ in range(7)]
    for weekday, opens, closes in week:
        length = (closes - opens) if closes > opens else closes + DAY_MINUTES - opens
        for minute in range(opens, opens + length):
            days[(weekday + minute // DAY_MINUTES) % 7][minute % DAY_MINUTES] = True
    return days


def open_minutes(
    week: Week, start: dt.date, n_days: int, holidays: Collection[dt.date] = ()
) -> list[bool]:
    """Whether each minute from the start date is open; a holiday is a Sunday."""
    by_weekday = open_minutes_of_week(week)
    minutes = []
    for number in range(n_days):
        date = start + dt.timedelta(days=number)
        minutes += by_weekday[SUNDAY if date in holidays else date.weekday()]
    return minutes


def longest_opening(is_open: Sequence[bool]) -> int:
    """Most minutes open on end."""
    longest = run = 0
    for is_now in is_open:
        run = run + 1 if is_now else 0
        longest = max(longest, run)
    return longest


@dataclass
class Task:
    """A task: when asked for and how much work, in minutes; when begun and when done (-1: not)."""

    asked: int
    work: int
    begun: int = -1
    done: int = -1
    left: int = 0
    pauses: bool = False


@dataclass
class Service:
    """Staff who do tasks first come first served; `at_close`: finish, pause or fit."""

    is_open: Sequence[bool]
    staff: Sequence[int]
    at_close: str
    busy: list[Task] = field(default_factory=list)

    def works_through(self, given: Sequence[tuple[int, int]], until: int) -> list[Task]:
        """Tasks (asked, work), given in order of asking."""
        every = [Task(*each) for each in given]
        waiting, longest = [*every], longest_opening(self.is_open)
        for now in range(until):
            self.finish_those_done(now)
            while waiting and self.may_begin(waiting[0], now, longest):
                self.begin(waiting.pop(0), now, longest)
                self.finish_those_done(now)
            for task in self.busy:
                task.left -= self.is_open[now] or not task.pauses
        return every

    def may_begin(self, task: Task, now: int, longest: int) -> bool:
        if task.asked > now or not self.is_open[now] or len(self.busy) >= self.staff[now]:
            return False
        fits = all(self.is_open[now : now + task.work])
        return self.at_close != "fit" or fits or task.work > longest

    def begin(self, task: Task, now: int, longest: int) -> None:
        task.begun, task.left = now, task.work
        task.pauses = self.at_close == "pause" or (self.at_close == "fit" and task.work > longest)
        self.busy.append(task)

    def finish_those_done(self, now: int) -> None:
        for task in [*self.busy]:
            if task.left == 0:
                task.done = now
                self.busy.remove(task)


def lead_time(
    is_open: Sequence[bool], asked: int, work: Fraction, in_days: bool
) -> tuple[int, Fraction]:
    """When a lead time asked for at a minute begins and ends, in minutes; never: (-1, -1).

    `work` is in minutes open or, `in_days`, in 1,440ths of a working day: an open minute is then
    worth 1,440 over the minutes open on its date, so that each date that opens is worth a day.
    """
    midnights = range(0, len(is_open), DAY_MINUTES)
    open_on = [sum(is_open[midnight : midnight + DAY_MINUTES]) for midnight in midnights]
    begins = next((m for m in range(asked, len(is_open)) if is_open[m]), -1)
    if begins < 0 or work == 0:
        return begins, Fraction(begins)
    for now in range(begins, len(is_open)):
        if is_open[now]:
            worth = Fraction(DAY_MINUTES, open_on[now // DAY_MINUTES]) if in_days else 1
            if work <= worth:
                return begins, now + work / worth
            work -= worth
    return begins, Fraction(-1)
