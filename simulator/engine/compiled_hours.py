"""Opening hours, working time and reviews (rules 10 and 13). Time only goes on."""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    C_AT,
    C_LAST,
    CALENDARS,
    CLOCK_BEFORE,
    CLOCK_CLOSES,
    CLOCK_MINUTES,
    CLOCK_OPENS,
    CLOCK_UPTO,
    CLOCKS,
    NOW,
    REVIEW_COVERS,
    REVIEW_OF_DAY,
    REVIEW_TIME,
    REVIEWS_DAY_FIRST,
    REVIEWS_LAST,
    WINDOW_CLOSES,
    WINDOW_OPENS,
)
from simulator.engine.compiled_memory import (
    cell,
    field,
    get,
    put_field,
)
from simulator.network.network import DAY, NEVER

DAY_MINUTES = 1440


@inlined
def window(w: int, calendar: int) -> int:
    """Row of the window open now or the next one, -1 when there is none."""
    now = get(w, NOW)
    row = field(w, CALENDARS, calendar, C_AT)
    last = field(w, CALENDARS, calendar, C_LAST)
    while row < last and cell(w, WINDOW_CLOSES, row) <= now:
        row += 1
    put_field(w, CALENDARS, calendar, C_AT, row)
    return row if row < last else -1


@inlined
def opening(w: int, calendar: int) -> int:
    """The first moment from now on at which a calendar is open; -1 for a calendar: always."""
    if calendar < 0:
        return get(w, NOW)
    row = window(w, calendar)
    if row < 0:
        return NEVER
    return max(cell(w, WINDOW_OPENS, row), get(w, NOW))


@inlined
def is_open(w: int, calendar: int) -> bool:
    """Whether a calendar is open now."""
    return opening(w, calendar) == get(w, NOW)


@called
def work_ends(w: int, clock: int, work: int) -> int:
    """When work begun now ends by a clock; -1 for a clock: always running."""
    now = get(w, NOW)
    if clock < 0 or work == 0:
        return now + work
    row = field(w, CLOCKS, clock, C_AT)
    last = field(w, CLOCKS, clock, C_LAST)
    while row < last and cell(w, CLOCK_CLOSES, row) <= now:
        row += 1
    put_field(w, CLOCKS, clock, C_AT, row)
    if row == last:
        return NEVER
    count = cell(w, CLOCK_BEFORE, row) + work
    worked = max(0, now - cell(w, CLOCK_OPENS, row))
    count += worked * DAY_MINUTES // cell(w, CLOCK_MINUTES, row)
    if cell(w, CLOCK_UPTO, last - 1) < count:
        return NEVER
    step = 1
    while row + step < last and cell(w, CLOCK_UPTO, row + step - 1) < count:
        row += step
        step *= 2
    low = row
    high = min(row + step, last) - 1
    while low < high:
        middle = (low + high) // 2
        if cell(w, CLOCK_UPTO, middle) < count:
            low = middle + 1
        else:
            high = middle
    part = (count - cell(w, CLOCK_BEFORE, low)) * cell(w, CLOCK_MINUTES, low)
    return cell(w, CLOCK_OPENS, low) + (part + DAY_MINUTES - 1) // DAY_MINUTES


@called
def review_from(w: int, reviews: int, time: int, level: int) -> int:
    """The first review from a time on that sees a patient of a level; -1 for reviews: at once."""
    if reviews < 0:
        return time
    row = cell(w, REVIEW_OF_DAY, cell(w, REVIEWS_DAY_FIRST, reviews) + time // DAY)
    last = cell(w, REVIEWS_LAST, reviews)
    while row < last and (cell(w, REVIEW_TIME, row) < time or cell(w, REVIEW_COVERS, row) <= level):
        row += 1
    return cell(w, REVIEW_TIME, row) if row < last else NEVER
