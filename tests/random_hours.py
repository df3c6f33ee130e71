"""Calendars and clocks from windows, worked out apart from the ones under test."""

from __future__ import annotations

from simulator.network.network import DAY, MINUTE, NEVER, Calendar, Clock


def merged(pairs: list[tuple[int, int]]) -> Calendar:
    """Windows joined where they touch."""
    joined: list[list[int]] = []
    for opens, closes in sorted(pairs):
        if joined and opens <= joined[-1][1]:
            joined[-1][1] = max(closes, joined[-1][1])
        else:
            joined.append([opens, closes])
    return Calendar(tuple(a for a, _ in joined), tuple(b for _, b in joined))


def longest_window(hours: Calendar | None) -> int:
    """As ``Handoff.longest_window`` says."""
    if hours is None:
        return NEVER
    return max((b - a for a, b in zip(hours.opens, hours.closes, strict=True)), default=0)


def hours_clock(hours: Calendar) -> Clock:
    """Counts every microsecond open."""
    lengths = [b - a for a, b in zip(hours.opens, hours.closes, strict=True)]
    before = tuple(sum(lengths[:i]) for i in range(len(lengths) + 1))
    return Clock(hours.opens, hours.closes, before, (1440,) * len(lengths))


def days_clock(hours: Calendar) -> Clock:
    """Counts each date that opens as one day, in proportion to what is open of it."""
    windows = [
        (max(opens, day * DAY), min(closes, (day + 1) * DAY))
        for opens, closes in zip(hours.opens, hours.closes, strict=True)
        for day in range(opens // DAY, -(-closes // DAY))
    ]
    minutes = [
        sum((b - a) // MINUTE for a, b in windows if a // DAY == opens // DAY)
        for opens, _ in windows
    ]
    before = [0]
    for (begin, end), open_minutes in zip(windows, minutes, strict=True):
        before.append(before[-1] + (end - begin) * 1440 // open_minutes)
    opens, closes = tuple(a for a, _ in windows), tuple(b for _, b in windows)
    return Clock(opens, closes, tuple(before), tuple(minutes))
