"""Who starts (rules 4(b), 5 and 13).

Rule 5 blocks every unit that somebody who cannot start may use. So a unit can only be taken by the
first of all who may use it, and of those firsts who can start the first in order does.
"""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ASKED,
    CLOSES,
    H_AT_CLOSE,
    H_HAS_RELEASES,
    H_HAS_STAFF,
    H_HOURS,
    H_IN_USE,
    H_IS_LEAD,
    H_LEFT,
    H_LONGEST,
    H_ONLY_THEN,
    H_RELEASED_AT,
    H_STAFF,
    LINE_HEAD,
    LINE_HELD,
    LINE_PRIORITY,
    LINE_UNIT_FIRST,
    LINE_UNIT_LAST,
    LINE_WEIGHT,
    LOWEST,
    N_CARE_SETTINGS,
    N_CHANGED,
    NODE_LINE,
    NOW,
    S_CHANGED,
    S_LINE_FIRST,
    S_LINE_LAST,
    S_UNIT_FIRST,
    S_UNITS_CHANGED,
    U_ADMITS,
    U_CAPACITY,
    U_CHANGED,
    U_FIRST,
    U_IN_USE,
    U_LINE_FIRST,
    U_LINE_LAST,
    U_MOVES_OUT,
    World,
)
from simulator.engine.compiled_hours import is_open, window
from simulator.engine.compiled_journey import reserve, start_handoff
from simulator.network.network import AtClose

FIT = int(AtClose.FIT)


@inlined
def start_one(w: World) -> bool:
    """Let the first service that can start somebody start one."""
    tape = w.tape
    while tape[N_CHANGED] > 0:
        service = tape[LOWEST]
        while w.service[service, S_CHANGED] == 0:
            service += 1
        tape[LOWEST] = service
        if service < tape[N_CARE_SETTINGS]:
            if start_in_setting(w, service):
                return True
        elif start_in_handoff(w, service):
            return True
        w.service[service, S_CHANGED] = 0
        tape[N_CHANGED] -= 1
    tape[LOWEST] = len(w.service)
    return False


@inlined
def start_in_setting(w: World, service: int) -> bool:
    """Let a care setting start the first who can, in the first unit that can take him."""
    best = first_to_start(w, service)
    if best < 0:
        return False
    line = w.node[best, NODE_LINE]
    for i in range(w.line[line, LINE_UNIT_FIRST], w.line[line, LINE_UNIT_LAST]):
        unit = w.line_units[i]
        if w.unit[unit, U_CHANGED] == 1 and w.unit[unit, U_FIRST] == best:
            reserve(w, best, unit)
            return True
    return False


@inlined
def first_to_start(w: World, service: int) -> int:
    """The first in order who can start in a changed unit; units that can take nobody are let go."""
    best = -1
    offset = w.service[service, S_UNIT_FIRST]
    n = w.service[service, S_UNITS_CHANGED]
    i = 0
    while i < n:
        unit = w.changed_units[offset + i]
        first = first_for(w, unit)
        if first >= 0 and can_take(w, unit, w.node[first, NODE_LINE]):
            w.unit[unit, U_FIRST] = first
            if best < 0 or comes_first(w, first, best):
                best = first
            i += 1
        else:
            n -= 1
            w.unit[unit, U_CHANGED] = 0
            w.changed_units[offset + i] = w.changed_units[offset + n]
    w.service[service, S_UNITS_CHANGED] = n
    return best


@inlined
def first_for(w: World, unit: int) -> int:
    """The first in order of those who may use a unit."""
    best = -1
    for i in range(w.unit[unit, U_LINE_FIRST], w.unit[unit, U_LINE_LAST]):
        head = w.line[w.unit_lines[i], LINE_HEAD]
        if head >= 0 and (best < 0 or comes_first(w, head, best)):
            best = head
    return best


@inlined
def comes_first(w: World, a: int, b: int) -> bool:
    """Whether somebody comes before another in order."""
    mine = w.line[w.node[a, NODE_LINE], LINE_PRIORITY]
    other = w.line[w.node[b, NODE_LINE], LINE_PRIORITY]
    if mine != other:
        return mine > other
    return w.record[ASKED, a] < w.record[ASKED, b] or (
        w.record[ASKED, a] == w.record[ASKED, b] and a < b
    )


@inlined
def can_take(w: World, unit: int, line: int) -> bool:
    """Whether a unit has room, is open, and the first of a line may move out."""
    if w.unit[unit, U_IN_USE] + w.line[line, LINE_WEIGHT] > w.unit[unit, U_CAPACITY]:
        return False
    held = w.line[line, LINE_HELD]
    if held >= 0 and not is_open(w, w.unit[held, U_MOVES_OUT]):
        return False
    return is_open(w, w.unit[unit, U_ADMITS])


@inlined
def start_in_handoff(w: World, service: int) -> bool:
    """Let a handoff start the first in order, if it can."""
    handoff = service - w.tape[N_CARE_SETTINGS]
    for line in range(w.service[service, S_LINE_FIRST], w.service[service, S_LINE_LAST]):
        head = w.line[line, LINE_HEAD]
        if head >= 0:
            if can_begin(w, handoff, w.duration[head]):
                start_handoff(w, head, handoff)
                return True
            return False
    return False


@inlined
def can_begin(w: World, handoff: int, duration: int) -> bool:
    """Whether a handoff is open, has staff and starts left, and time enough to fit."""
    h = w.handoff[handoff]
    now = w.tape[NOW]
    if h[H_HAS_STAFF] == 1 and h[H_IN_USE] >= h[H_STAFF]:
        return False
    if h[H_HAS_RELEASES] == 1 and (
        h[H_LEFT] <= 0 or (h[H_ONLY_THEN] == 1 and h[H_RELEASED_AT] != now)
    ):
        return False
    if h[H_HOURS] < 0:
        return True
    if not is_open(w, h[H_HOURS]):
        return False
    if h[H_AT_CLOSE] != FIT or h[H_IS_LEAD] == 1 or duration > h[H_LONGEST]:
        return True
    return now + duration <= w.windows[window(w, h[H_HOURS]), CLOSES]
