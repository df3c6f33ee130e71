"""Questions asked of calendars, clocks and reviews while a run goes on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from simulator.network.network import NEVER, Calendar, Clock, Reviews


def is_open(calendar: Calendar | None, now: int) -> bool:
    """Whether a window is open at ``now`` (None: always)."""
    return closing(calendar, now) > now


def closing(calendar: Calendar | None, now: int) -> int:
    """When the window open at ``now`` closes; ``now`` itself when none is open."""
    if calendar is None:
        return NEVER
    i = bisect_right(calendar.opens, now) - 1
    return max(calendar.closes[i], now) if i >= 0 else now


def next_open(calendar: Calendar | None, now: int) -> int:
    """First moment, now or later, at which a window is open."""
    if is_open(calendar, now):
        return now
    assert calendar is not None
    i = bisect_right(calendar.opens, now)
    return calendar.opens[i] if i < len(calendar.opens) else NEVER


def finish(clock: Clock | None, start: int, work: int) -> int:
    """When ``work`` begun at ``start`` ends by the clock (None: always running)."""
    if clock is None or work == 0:
        return start + work
    target = _count(clock, start) + work
    i = bisect_left(clock.before, target) - 1
    if i >= len(clock.opens):
        return NEVER
    part = -((clock.before[i] - target) * clock.minutes[i] // 1440)
    return min(clock.opens[i] + part, clock.closes[i])


def _count(clock: Clock, now: int) -> int:
    i = bisect_right(clock.opens, now) - 1
    if i < 0:
        return 0
    if now >= clock.closes[i]:
        return clock.before[i + 1]
    return clock.before[i] + (now - clock.opens[i]) * 1440 // clock.minutes[i]


def next_review(reviews: Reviews | None, now: int, level: int) -> int:
    """First review, now or later, that sees a patient of this review level."""
    if reviews is None:
        return now
    for i in range(bisect_left(reviews.times, now), len(reviews.times)):
        if reviews.covers[i] > level:
            return reviews.times[i]
    return NEVER
