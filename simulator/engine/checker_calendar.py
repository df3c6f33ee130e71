"""Calendar, review and clock arithmetic for whole columns of times.

``NEVER`` stands for a time that does not come, and stays ``NEVER`` whatever is added.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import (
    DAY,
    MINUTE,
    NEVER,
    AtClose,
    Calendar,
    Clock,
    Duration,
    Handoff,
    Reviews,
)

Integers = NDArray[np.int64]
MINUTES_IN_DAY = DAY // MINUTE


def add(times: Integers, spans: Integers | int) -> Integers:
    """Times plus spans, with ``NEVER`` kept."""
    return np.where(times >= NEVER, NEVER, np.minimum(times + spans, NEVER))


def next_open(calendar: Calendar | None, times: Integers) -> Integers:
    """First moment at or after each time at which the calendar is open."""
    if calendar is None:
        return times
    opens = np.array([*calendar.opens, NEVER], dtype=np.int64)
    closes = np.array(calendar.closes, dtype=np.int64)
    return np.maximum(times, opens[np.searchsorted(closes, times, side="right")])


def next_review(reviews: Reviews | None, times: Integers, levels: Integers) -> Integers:
    """First review at or after each time whose ``covers`` exceeds the level."""
    if reviews is None:
        return times
    review_times = np.array([*reviews.times, NEVER], dtype=np.int64)
    covers = np.array([*reviews.covers, NEVER], dtype=np.int64)
    found = np.minimum(np.searchsorted(review_times, times), len(reviews.times))
    passed_over = np.flatnonzero(covers[found] <= levels)
    while len(passed_over):
        found[passed_over] += 1
        passed_over = passed_over[covers[found[passed_over]] <= levels[passed_over]]
    return review_times[found]


def work_ends(clock: Clock | None, starts: Integers, work: Integers) -> Integers:
    """When work begun at each start ends: the least time with the count grown by the work."""
    if clock is None:
        return add(starts, work)
    opens = np.array([*clock.opens, NEVER], dtype=np.int64)
    closes = np.array(clock.closes, dtype=np.int64)
    before = np.array(clock.before, dtype=np.int64)
    minutes = np.array([*clock.minutes, 1], dtype=np.int64)
    goal = _count(opens, closes, before, minutes, starts) + work
    window = np.searchsorted(before[1:], goal)
    left_over = goal - before[window]
    inside = -((-left_over * minutes[window]) // MINUTES_IN_DAY)
    ends = np.where(window < len(closes), opens[window] + inside, NEVER)
    ends = np.where(work == 0, starts, ends)
    return np.where(starts >= NEVER, NEVER, ends)


def _count(
    opens: Integers, closes: Integers, before: Integers, minutes: Integers, times: Integers
) -> Integers:
    """The clock's count at each time."""
    if not len(closes):
        return np.full(len(times), before[0], dtype=np.int64)
    window = np.searchsorted(opens[:-1], times, side="right") - 1
    inside = np.clip(window, 0, None)
    grown = np.minimum(times, closes[inside]) - opens[inside]
    is_inside = times < closes[inside]
    count = before[inside] + grown * MINUTES_IN_DAY // minutes[inside]
    count = np.where(is_inside, count, before[inside + 1])
    return np.where(window < 0, before[0], count)


def handoff_ends(handoff: Handoff, starts: Integers, work: Integers) -> Integers:
    """When tasks or lead times of one handoff end (rule 13)."""
    by_clock = work_ends(handoff.clock, starts, work)
    if handoff.duration == Duration.LEAD:
        return by_clock
    straight = add(starts, work)
    if handoff.at_close == AtClose.FINISH:
        return straight
    if handoff.at_close == AtClose.PAUSE:
        return by_clock
    return np.where(work > handoff.longest_window, by_clock, straight)
