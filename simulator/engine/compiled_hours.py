"""Opening hours, working time and reviews (rules 10 and 13). Time only goes on."""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    BEFORE,
    CALENDAR_LAST,
    CALENDAR_ROW,
    CLOSES,
    MINUTES,
    NOW,
    OPENS,
    REVIEW_COVERS,
    REVIEW_DAY_FIRST,
    REVIEW_LAST,
    REVIEW_TIME,
    UPTO,
    World,
)
from simulator.network.network import DAY, NEVER

DAY_MINUTES = 1440


@inlined
def window(w: World, calendar: int) -> int:
    """Row of the window open now or the next one, -1 when there is none."""
    now = w.tape[NOW]
    row = w.calendar[calendar, CALENDAR_ROW]
    last = w.calendar[calendar, CALENDAR_LAST]
    while row < last and w.windows[row, CLOSES] <= now:
        row += 1
    w.calendar[calendar, CALENDAR_ROW] = row
    return row if row < last else -1


@inlined
def opening(w: World, calendar: int) -> int:
    """The first moment from now on at which a calendar is open; -1 for a calendar: always."""
    if calendar < 0:
        return w.tape[NOW]
    row = window(w, calendar)
    if row < 0:
        return NEVER
    return max(w.windows[row, OPENS], w.tape[NOW])


@inlined
def is_open(w: World, calendar: int) -> bool:
    """Whether a calendar is open now."""
    return opening(w, calendar) == w.tape[NOW]


@inlined
def work_ends(w: World, clock: int, work: int) -> int:
    """When work begun now ends by a clock; -1 for a clock: always running."""
    now = w.tape[NOW]
    if clock < 0 or work == 0:
        return now + work
    row = w.clock[clock, CALENDAR_ROW]
    last = w.clock[clock, CALENDAR_LAST]
    while row < last and w.clock_windows[row, CLOSES] <= now:
        row += 1
    w.clock[clock, CALENDAR_ROW] = row
    if row == last:
        return NEVER
    count = w.clock_windows[row, BEFORE] + work
    worked = max(0, now - w.clock_windows[row, OPENS])
    count += worked * DAY_MINUTES // w.clock_windows[row, MINUTES]
    if w.clock_windows[last - 1, UPTO] < count:
        return NEVER
    step = 1
    while row + step < last and w.clock_windows[row + step - 1, UPTO] < count:
        row += step
        step *= 2
    low = row
    high = min(row + step, last) - 1
    while low < high:
        middle = (low + high) // 2
        if w.clock_windows[middle, UPTO] < count:
            low = middle + 1
        else:
            high = middle
    part = (count - w.clock_windows[low, BEFORE]) * w.clock_windows[low, MINUTES]
    return w.clock_windows[low, OPENS] + (part + DAY_MINUTES - 1) // DAY_MINUTES


@inlined
def review_from(w: World, reviews: int, time: int, level: int) -> int:
    """The first review from a time on that sees a patient of a level; -1 for reviews: at once."""
    if reviews < 0:
        return time
    row = w.review_day[w.review_table[reviews, REVIEW_DAY_FIRST] + time // DAY]
    last = w.review_table[reviews, REVIEW_LAST]
    while row < last and (
        w.review[row, REVIEW_TIME] < time or w.review[row, REVIEW_COVERS] <= level
    ):
        row += 1
    return w.review[row, REVIEW_TIME] if row < last else NEVER
