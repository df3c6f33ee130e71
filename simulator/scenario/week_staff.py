"""The hours and staff of a week, taken apart by day, changed, and written again as words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from simulator.scenario.quantities import DAY_MINUTES, WEEKDAYS, Moments, WeeklyHours

Window = tuple[int, int]
# From when to when, and how many are on duty.
Stretch = tuple[int, int, int]
T = TypeVar("T")


def clock(minute: int) -> str:
    """A minute of the day as 09:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hours_in_words(windows: Sequence[Iterable[Window]]) -> str:
    """Weekly hours from the windows of each day, Monday first; days alike together."""
    if all(tuple(day) == ((0, DAY_MINUTES),) for day in windows):
        return "always"
    said = _by_days(windows, lambda w: f"{clock(w[0])}-{clock(w[1])}")
    return said or "never"


def moments_in_words(minutes: Sequence[Iterable[int]]) -> str:
    """Moments of the week from the minutes of each day, Monday first; days alike together."""
    return _by_days(minutes, clock)


def _by_days(days: Sequence[Iterable[T]], one: Callable[[T], str]) -> str:
    """Days alike that follow one another as one: mon-fri and what they have."""
    groups: list[tuple[int, int, str]] = []
    for day, held in enumerate(days):
        text = " ".join(one(each) for each in held)
        if groups and groups[-1][1] == day - 1 and groups[-1][2] == text:
            groups[-1] = (groups[-1][0], day, text)
        else:
            groups.append((day, day, text))
    return ", ".join(f"{_span(first, last)} {text}" for first, last, text in groups if text)


def _span(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"


def hours_as_on(text: str, days: Iterable[int], model: int) -> str:
    """Weekly hours with those of one weekday on some others too; never fewer."""
    windows = [*WeeklyHours.parse(text).windows]
    for day in days:
        both = (*windows[day], *windows[model])
        windows[day] = _merged(both)
    return hours_in_words(windows)


def moments_as_on(text: str, days: Iterable[int], model: int) -> str:
    """Moments of the week with those of one weekday on some others too."""
    minutes = [set(day) for day in Moments.parse(text).minutes]
    for day in days:
        minutes[day] |= minutes[model]
    return moments_in_words([sorted(day) for day in minutes])


def _merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    merged: list[Window] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return tuple(merged)


def staff_of_week(staff: Any, hours: str) -> list[list[Stretch]]:
    """Who is on duty on each day, Monday first, from a number in ``hours`` or from shifts."""
    shifts = staff if isinstance(staff, list) else [{"hours": hours, "staff": staff}]
    read = [(WeeklyHours.parse(each["hours"]).windows, each["staff"]) for each in shifts]
    return [_stretches([(w, n) for windows, n in read for w in windows[day]]) for day in range(7)]


def _stretches(on_duty: Sequence[tuple[Window, int]]) -> list[Stretch]:
    """Shifts of a day that overlap added up."""
    times = sorted({time for window, _ in on_duty for time in window})
    found: list[Stretch] = []
    for opens, closes in pairwise(times):
        number = sum(n for (a, b), n in on_duty if a <= opens < b)
        if found and found[-1][1:] == (opens, number):
            found[-1] = (found[-1][0], closes, number)
        elif number:
            found.append((opens, closes, number))
    return found


def staff_as_on(week: Sequence[list[Stretch]], days: Iterable[int], model: int) -> list[Any]:
    """The staff of one weekday on some others too, never fewer than were there."""
    chosen = set(days)
    return [
        _most(day, week[model]) if index in chosen else list(day) for index, day in enumerate(week)
    ]


def _most(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """At each time the more of two days' staff."""
    times = sorted({time for a, b, _ in (*one, *other) for time in (a, b)})
    spans = (
        ((a, b), max((n for c, d, n in (*one, *other) if c <= a < d), default=0))
        for a, b in pairwise(times)
    )
    return _stretches([(span, number) for span, number in spans if number])


def minutes_on_duty(week: Sequence[Sequence[Stretch]]) -> int:
    """Minutes of work a week."""
    return sum((b - a) * n for day in week for a, b, n in day)


def spread(week: Sequence[Sequence[Stretch]], minutes: int) -> list[list[Stretch]]:
    """A week's staff cut evenly to so many minutes of work, in whole people.

    What is left over by rounding down goes to the days from Monday on, one more each, as far as
    it lasts; so no more is worked than before.
    """
    total = minutes_on_duty(week)
    share = min(1.0, minutes / total) if total else 0.0
    cut = [[(a, b, int(n * share + 1e-9)) for a, b, n in day] for day in week]
    left = minutes - minutes_on_duty(cut)
    for before, day in zip(week, cut, strict=True):
        for at, (a, b, n) in enumerate(day):
            if n < before[at][2] and b - a <= left:
                day[at], left = (a, b, n + 1), left - (b - a)
    return [[each for each in day if each[2]] for day in cut]


def shifts_in_words(week: Sequence[Sequence[Stretch]]) -> list[dict[str, Any]]:
    """A week's staff as shifts, those of equal number together."""
    numbers = dict.fromkeys(n for day in week for _, _, n in day)
    return [
        {
            "hours": hours_in_words([[(a, b) for a, b, n in day if n == number] for day in week]),
            "staff": number,
        }
        for number in numbers
    ]
