"""Who starts (rules 4(b), 5 and 13).

Rule 5 blocks every unit that somebody who cannot start may use. So a unit can only be taken by the
first of all who may use it, and of those firsts who can start the first in order does.
"""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ASKED,
    CHANGED_UNIT,
    DURATION,
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
    HANDOFFS,
    L_HEAD,
    L_HELD,
    L_PRIORITY,
    L_UNIT_FIRST,
    L_UNIT_LAST,
    L_WEIGHT,
    LINE_UNIT,
    LINES,
    LOWEST,
    N_CARE_SETTINGS,
    N_CHANGED,
    N_SERVICES,
    NODE_LINE,
    NOW,
    S_CHANGED,
    S_LINE_FIRST,
    S_LINE_LAST,
    S_UNIT_FIRST,
    S_UNITS_CHANGED,
    SERVICES,
    U_ADMITS,
    U_CAPACITY,
    U_CHANGED,
    U_FIRST,
    U_IN_USE,
    U_LINE_FIRST,
    U_LINE_LAST,
    U_MOVES_OUT,
    UNIT_LINE,
    UNITS,
    WINDOW_CLOSES,
)
from simulator.engine.compiled_hours import is_open, window
from simulator.engine.compiled_memory import (
    add,
    cell,
    field,
    get,
    node,
    put,
    put_cell,
    put_field,
)
from simulator.engine.compiled_stays import reserve, start_handoff
from simulator.network.network import AtClose

FIT = int(AtClose.FIT)


@inlined
def start_one(w: int) -> bool:
    """Let the first service that can start somebody start one."""
    while get(w, N_CHANGED) > 0:
        service = get(w, LOWEST)
        while field(w, SERVICES, service, S_CHANGED) == 0:
            service += 1
        put(w, LOWEST, service)
        if service < get(w, N_CARE_SETTINGS):
            if start_in_setting(w, service):
                return True
        elif start_in_handoff(w, service):
            return True
        put_field(w, SERVICES, service, S_CHANGED, 0)
        add(w, N_CHANGED, -1)
    put(w, LOWEST, get(w, N_SERVICES))
    return False


@inlined
def start_in_setting(w: int, service: int) -> bool:
    """Let a care setting start the first who can, in the first unit that can take him."""
    best = first_to_start(w, service)
    if best < 0:
        return False
    line = node(w, best, NODE_LINE)
    for i in range(field(w, LINES, line, L_UNIT_FIRST), field(w, LINES, line, L_UNIT_LAST)):
        unit = cell(w, LINE_UNIT, i)
        if field(w, UNITS, unit, U_CHANGED) == 1 and field(w, UNITS, unit, U_FIRST) == best:
            reserve(w, best, unit)
            return True
    return False


@inlined
def first_to_start(w: int, service: int) -> int:
    """The first in order who can start in a changed unit; units that can take nobody are let go."""
    best = -1
    offset = field(w, SERVICES, service, S_UNIT_FIRST)
    n = field(w, SERVICES, service, S_UNITS_CHANGED)
    i = 0
    while i < n:
        unit = cell(w, CHANGED_UNIT, offset + i)
        first = first_for(w, unit)
        if first >= 0 and can_take(w, unit, node(w, first, NODE_LINE)):
            put_field(w, UNITS, unit, U_FIRST, first)
            if best < 0 or comes_first(w, first, best):
                best = first
            i += 1
        else:
            n -= 1
            put_field(w, UNITS, unit, U_CHANGED, 0)
            put_cell(w, CHANGED_UNIT, offset + i, cell(w, CHANGED_UNIT, offset + n))
    put_field(w, SERVICES, service, S_UNITS_CHANGED, n)
    return best


@inlined
def first_for(w: int, unit: int) -> int:
    """The first in order of those who may use a unit."""
    best = -1
    for i in range(field(w, UNITS, unit, U_LINE_FIRST), field(w, UNITS, unit, U_LINE_LAST)):
        head = field(w, LINES, cell(w, UNIT_LINE, i), L_HEAD)
        if head >= 0 and (best < 0 or comes_first(w, head, best)):
            best = head
    return best


@inlined
def comes_first(w: int, a: int, b: int) -> bool:
    """Whether somebody comes before another in order."""
    mine = field(w, LINES, node(w, a, NODE_LINE), L_PRIORITY)
    other = field(w, LINES, node(w, b, NODE_LINE), L_PRIORITY)
    if mine != other:
        return mine > other
    return cell(w, ASKED, a) < cell(w, ASKED, b) or (
        cell(w, ASKED, a) == cell(w, ASKED, b) and a < b
    )


@inlined
def can_take(w: int, unit: int, line: int) -> bool:
    """Whether a unit has room, is open, and the first of a line may move out."""
    if field(w, UNITS, unit, U_IN_USE) + field(w, LINES, line, L_WEIGHT) > field(
        w, UNITS, unit, U_CAPACITY
    ):
        return False
    held = field(w, LINES, line, L_HELD)
    if held >= 0 and not is_open(w, field(w, UNITS, held, U_MOVES_OUT)):
        return False
    return is_open(w, field(w, UNITS, unit, U_ADMITS))


@inlined
def start_in_handoff(w: int, service: int) -> bool:
    """Let a handoff start the first in order, if it can."""
    handoff = service - get(w, N_CARE_SETTINGS)
    for line in range(
        field(w, SERVICES, service, S_LINE_FIRST), field(w, SERVICES, service, S_LINE_LAST)
    ):
        head = field(w, LINES, line, L_HEAD)
        if head >= 0:
            if can_begin(w, handoff, cell(w, DURATION, head)):
                start_handoff(w, head, handoff)
                return True
            return False
    return False


@inlined
def can_begin(w: int, handoff: int, duration: int) -> bool:
    """Whether a handoff is open, has staff and starts left, and time enough to fit."""
    now = get(w, NOW)
    if field(w, HANDOFFS, handoff, H_HAS_STAFF) == 1 and field(
        w, HANDOFFS, handoff, H_IN_USE
    ) >= field(w, HANDOFFS, handoff, H_STAFF):
        return False
    if field(w, HANDOFFS, handoff, H_HAS_RELEASES) == 1 and (
        field(w, HANDOFFS, handoff, H_LEFT) <= 0
        or (
            field(w, HANDOFFS, handoff, H_ONLY_THEN) == 1
            and field(w, HANDOFFS, handoff, H_RELEASED_AT) != now
        )
    ):
        return False
    if field(w, HANDOFFS, handoff, H_HOURS) < 0:
        return True
    if not is_open(w, field(w, HANDOFFS, handoff, H_HOURS)):
        return False
    if (
        field(w, HANDOFFS, handoff, H_AT_CLOSE) != FIT
        or field(w, HANDOFFS, handoff, H_IS_LEAD) == 1
        or duration > field(w, HANDOFFS, handoff, H_LONGEST)
    ):
        return True
    return now + duration <= cell(w, WINDOW_CLOSES, window(w, field(w, HANDOFFS, handoff, H_HOURS)))
