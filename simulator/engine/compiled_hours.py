"""Opening hours, working time and reviews (rules 10 and 13). Time only goes on."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_records import (
    calendar,
    clock,
    review,
    review_of_day,
    rounds,
    shift,
    window,
)
from simulator.network.network import DAY, NEVER

DAY_MINUTES = 1440


@inlined
def current_window(w: Any, c: int) -> int:
    """Row of the window of a calendar that is open now or next, -1 when there is none."""
    mine = calendar(w, c)
    while mine.at < mine.last and window(w, mine.at).closes <= w.now:
        mine.at += 1
    return mine.at if mine.at < mine.last else -1


@inlined
def opening(w: Any, c: int) -> int:
    """The first moment from now on at which a calendar is open; -1 for a calendar: always."""
    if c < 0:
        return w.now
    i = current_window(w, c)
    if i < 0:
        return NEVER
    return max(window(w, i).opens, w.now)


@inlined
def is_open(w: Any, c: int) -> bool:
    """Whether a calendar is open now."""
    return opening(w, c) == w.now


@called
def work_ends(w: Any, c: int, work: int) -> int:
    """When work begun now ends by a clock; -1 for a clock: always running."""
    if c < 0 or work == 0:
        return w.now + work
    mine = clock(w, c)
    while mine.at < mine.last and shift(w, mine.at).closes <= w.now:
        mine.at += 1
    if mine.at == mine.last:
        return NEVER
    present = shift(w, mine.at)
    worked = max(0, w.now - present.opens)
    count = present.before + worked * DAY_MINUTES // present.minutes + work
    if shift(w, mine.last - 1).upto < count:
        return NEVER
    last = shift(w, shift_of(w, mine.at, mine.last, count))
    part = (count - last.before) * last.minutes
    return last.opens + (part + DAY_MINUTES - 1) // DAY_MINUTES


@inlined
def shift_of(w: Any, first: int, last: int, count: int) -> int:
    """The first shift by whose end a clock has counted so far, looked for near the first."""
    step = 1
    while first + step < last and shift(w, first + step - 1).upto < count:
        first += step
        step *= 2
    low = first
    high = min(first + step, last) - 1
    while low < high:
        middle = (low + high) // 2
        if shift(w, middle).upto < count:
            low = middle + 1
        else:
            high = middle
    return low


@called
def review_from(w: Any, r: int, time: int, level: int) -> int:
    """The first review from a time on that sees a patient of a level; -1 for reviews: at once."""
    if r < 0:
        return time
    mine = rounds(w, r)
    i = review_of_day(w, mine.days_first + time // DAY).row
    while i < mine.last and (review(w, i).time < time or review(w, i).covers <= level):
        i += 1
    return review(w, i).time if i < mine.last else NEVER
