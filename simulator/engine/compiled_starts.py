"""Who starts (rules 4(b), 5 and 13).

Rule 5 blocks every unit that somebody who cannot start may use. So a unit can only be taken by the
first of all who may use it, and of those firsts who can start the first in order does.
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_handoff import begin_handoff
from simulator.engine.compiled_hours import current_window, is_open
from simulator.engine.compiled_lines import is_before
from simulator.engine.compiled_numbers import FIT
from simulator.engine.compiled_records import (
    handoff,
    line,
    line_unit,
    service,
    taken,
    to_try,
    unit,
    unit_line,
    window,
)
from simulator.engine.compiled_stay import begin_stay


@called
def start_one(w: Any) -> bool:
    """Let the first service that can start somebody start one."""
    while w.n_changed > 0:
        while service(w, w.lowest).changed == 0:
            w.lowest += 1
        s = w.lowest
        if s < w.n_care_settings:
            if start_in_setting(w, s):
                return True
        elif start_in_handoff(w, s):
            return True
        service(w, s).changed = 0
        w.n_changed -= 1
    w.lowest = w.n_services
    return False


@inlined
def start_in_setting(w: Any, s: int) -> bool:
    """Let a care setting start the first who can, in the first unit that can take him."""
    best = first_to_start(w, s)
    if best < 0:
        return False
    mine = line(w, taken(w, best).line)
    for i in range(mine.units_first, mine.units_last):
        u = line_unit(w, i).row
        if unit(w, u).changed == 1 and unit(w, u).first == best:
            begin_stay(w, best, u)
            return True
    return False


@called
def first_to_start(w: Any, s: int) -> int:
    """The first in order who can start in a changed unit; units that can take nobody are let go."""
    best = -1
    setting = service(w, s)
    i = 0
    while i < setting.tries:
        at = setting.units_first + i
        u = to_try(w, at).row
        first = first_for(w, u)
        if first >= 0 and can_take(w, u, taken(w, first).line):
            unit(w, u).first = first
            if best < 0 or comes_first(w, first, best):
                best = first
            i += 1
        else:
            unit(w, u).changed = 0
            setting.tries -= 1
            to_try(w, at).row = to_try(w, setting.units_first + setting.tries).row
    return best


@inlined
def first_for(w: Any, u: int) -> int:
    """The first in order of those who may use a unit."""
    best = -1
    for i in range(unit(w, u).lines_first, unit(w, u).lines_last):
        head = line(w, unit_line(w, i).row).head
        if head >= 0 and (best < 0 or comes_first(w, head, best)):
            best = head
    return best


@inlined
def comes_first(w: Any, a: int, b: int) -> bool:
    """Whether somebody comes before another in order."""
    mine = line(w, taken(w, a).line).priority
    other = line(w, taken(w, b).line).priority
    return mine > other or (mine == other and is_before(w, a, b))


@inlined
def can_take(w: Any, u: int, n: int) -> bool:
    """Whether a unit has room, is open, and the first of a line may move out."""
    if unit(w, u).in_use + line(w, n).weight > unit(w, u).capacity:
        return False
    if line(w, n).held >= 0 and not is_open(w, unit(w, line(w, n).held).moves_out):
        return False
    return is_open(w, unit(w, u).admits)


@inlined
def start_in_handoff(w: Any, s: int) -> bool:
    """Let a handoff start the first in order, if it can."""
    for n in range(service(w, s).lines_first, service(w, s).lines_last):
        head = line(w, n).head
        if head >= 0:
            h = s - w.n_care_settings
            if not can_begin(w, h, taken(w, head).duration):
                return False
            begin_handoff(w, head, h)
            return True
    return False


@called
def can_begin(w: Any, h: int, duration: int) -> bool:
    """Whether a handoff is open, has staff and starts left, and time enough to fit."""
    mine = handoff(w, h)
    if mine.has_staff == 1 and mine.in_use >= mine.staff:
        return False
    if mine.has_releases == 1 and mine.left <= 0:
        return False
    if mine.only_then == 1 and mine.released_at != w.now:
        return False
    if not is_open(w, mine.hours):
        return False
    must_fit = mine.at_close == FIT and mine.is_lead == 0 and duration <= mine.longest
    if mine.hours < 0 or not must_fit:
        return True
    return w.now + duration <= window(w, current_window(w, mine.hours)).closes
