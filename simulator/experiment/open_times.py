"""Calendars, clocks and reviews asked of many times at once.

As ``simulator.network.working_time`` asks of one. Beyond the last ``MARGIN_DAYS`` of a calendar its
weeks repeat, so that a journey that runs past the end of a network still finds opening hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, NEVER, Calendar, CapacityPath, Clock, Reviews

Times = NDArray[np.int64]

WEEK = 7 * DAY
MARGIN_DAYS = 200
MOST_TRIES = 60


@lru_cache(512)
def above_zero(path: CapacityPath) -> Calendar | None:
    """When a capacity is above 0; None: always."""
    ends = (*path.times[1:], NEVER)
    spans = [(a, b) for a, b, v in zip(path.times, ends, path.values, strict=True) if v > 0]
    opens: list[int] = []
    closes: list[int] = []
    for a, b in spans:
        if closes and closes[-1] == a:
            closes[-1] = b
        else:
            opens.append(a)
            closes.append(b)
    return None if (opens, closes) == ([0], [NEVER]) else Calendar(tuple(opens), tuple(closes))


def next_open(calendars: Sequence[Calendar | None], times: Times) -> Times:
    """First moments, then or later, at which all of some calendars are open (None: always)."""
    given = [calendar for calendar in calendars if calendar is not None]
    for _ in range(MOST_TRIES):
        before = times
        for calendar in given:
            times = _next_open(calendar, times)
        if len(given) < 2 or np.array_equal(before, times):
            break
    return times


def _next_open(calendar: Calendar, times: Times) -> Times:
    if not calendar.opens:
        return np.full(len(times), NEVER)
    opens, closes = _array(calendar.opens), _array(calendar.closes)
    folded, added = _fold(times, int(opens[-1]))
    i = np.searchsorted(opens, folded, side="right") - 1
    is_open = (i >= 0) & (folded < closes[np.maximum(i, 0)])
    following = opens[np.minimum(i + 1, len(opens) - 1)]
    return np.where(times >= NEVER, NEVER, np.where(is_open, folded, following) + added)


def closing(calendar: Calendar | None, times: Times) -> Times:
    """When the windows open at some times close; the times themselves where none is open."""
    if calendar is None or not calendar.opens:
        return np.full(len(times), NEVER) if calendar is None else times
    opens, closes = _array(calendar.opens), _array(calendar.closes)
    folded, added = _fold(times, int(opens[-1]))
    i = np.searchsorted(opens, folded, side="right") - 1
    return np.where(i >= 0, np.maximum(closes[np.maximum(i, 0)], folded), folded) + added


def next_moment(moments: Sequence[int], times: Times) -> Times:
    """First of some moments, then or later."""
    if not moments:
        return np.full(len(times), NEVER)
    found = _array(tuple(moments))
    folded, added = _fold(times, int(found[-1]))
    i = np.minimum(np.searchsorted(found, folded), len(found) - 1)
    return found[i] + added


def next_review(reviews: Reviews | None, times: Times, level: Times) -> Times:
    """First reviews, then or later, that see patients of some review levels."""
    if reviews is None:
        return times
    covers = np.array(reviews.covers)
    moments = np.array(reviews.times)
    found = np.full(len(times), NEVER)
    least = 0
    for cover in np.unique(covers):
        here = (level >= least) & (level < cover)
        found[here] = next_moment(moments[covers >= cover].tolist(), times[here])
        least = int(cover)
    return found


def finish(clock: Clock | None, start: Times, work: Times) -> Times:
    """When work begun at some times ends by a clock (None: always running)."""
    if clock is None:
        return start + work
    if not clock.opens:
        return np.full(len(start), NEVER)
    opens, closes = _array(clock.opens), _array(clock.closes)
    before, minutes = _array(clock.before), _array(clock.minutes)
    folded, added = _fold(start, int(opens[-1]))
    i = np.maximum(np.searchsorted(opens, folded, side="right") - 1, 0)
    inside = np.clip(folded, opens[i], closes[i]) - opens[i]
    target = before[i] + inside * 1440 // minutes[i] + work
    # Work too long for what the clock has left is cut short there.
    target = np.minimum(target, before[-1])
    j = np.maximum(np.searchsorted(before, target) - 1, 0)
    ended = opens[j] - (before[j] - target) * minutes[j] // 1440
    return np.where(work == 0, start, np.minimum(ended, closes[j]) + added)


@lru_cache(512)
def _array(moments: tuple[int, ...]) -> Times:
    found = np.array(moments)
    found.flags.writeable = False
    return found


def _fold(times: Times, last: int) -> tuple[Times, Times]:
    """Times beyond the margin moved back by whole weeks, and by how much."""
    limit = max(last - MARGIN_DAYS * DAY, last // 2)
    if times.max(initial=0) <= limit:
        return times, np.zeros(1, dtype=np.int64)
    weeks = np.maximum(-((limit - times) // WEEK), 0)
    return times - weeks * WEEK, weeks * WEEK
