"""Those who wait, in lines of patients who are alike, and what has to be tried again for them.

All in a line share priority, usable units, weight and unit held, so when its first cannot start
none of it can. A unit that is not marked as changed cannot take the first of those who may use it.
"""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ASKED,
    CHANGED_UNIT,
    CHOICE_HELD_FIRST,
    CHOICE_HELD_LAST,
    CHOICE_OF,
    CHOICE_STAGE_FIRST,
    CHOICE_STAGE_LAST,
    CHOICES,
    HELD,
    L_HEAD,
    L_SERVICE,
    L_TAIL,
    L_UNIT_FIRST,
    L_UNIT_LAST,
    LINE_AT,
    LINE_UNIT,
    LINES,
    LOCALITY,
    LOWEST,
    N_CARE_SETTINGS,
    N_CHANGED,
    NODE_HOLDS,
    NODE_LAST,
    NODE_LINE,
    NODE_NEXT,
    NODE_OWNER,
    NODE_STEP,
    NODE_UNIT,
    NOW,
    OWN_LINE,
    POSITION,
    S_CHANGED,
    S_UNIT_FIRST,
    S_UNITS_CHANGED,
    S_WAITING,
    SERVICES,
    STAGE_AFTER,
    STAGE_LINE_FIRST,
    STEPS,
    U_CAPACITY,
    U_CHANGED,
    U_IN_USE,
    U_MOVES_OUT,
    U_SERVICE,
    UNITS,
)
from simulator.engine.compiled_memory import (
    add,
    add_field,
    cell,
    field,
    get,
    node,
    put,
    put_cell,
    put_field,
    put_node,
    step_field,
)
from simulator.network.network import NEVER


@inlined
def mark_service(w: int, service: int) -> None:
    """Have a service tried, if anybody waits for it."""
    if field(w, SERVICES, service, S_WAITING) > 0 and field(w, SERVICES, service, S_CHANGED) == 0:
        put_field(w, SERVICES, service, S_CHANGED, 1)
        add(w, N_CHANGED, 1)
        put(w, LOWEST, min(get(w, LOWEST), service))


@inlined
def mark_unit(w: int, unit: int) -> None:
    """Have a unit tried, if it has any room and anybody waits."""
    service = field(w, UNITS, unit, U_SERVICE)
    if (
        field(w, SERVICES, service, S_WAITING) > 0
        and field(w, UNITS, unit, U_CHANGED) == 0
        and field(w, UNITS, unit, U_IN_USE) < field(w, UNITS, unit, U_CAPACITY)
    ):
        put_field(w, UNITS, unit, U_CHANGED, 1)
        n = field(w, SERVICES, service, S_UNITS_CHANGED)
        put_cell(w, CHANGED_UNIT, field(w, SERVICES, service, S_UNIT_FIRST) + n, unit)
        put_field(w, SERVICES, service, S_UNITS_CHANGED, n + 1)
        mark_service(w, service)


@inlined
def mark_line(w: int, line: int) -> None:
    """Have all tried that the first of a line may start in."""
    service = field(w, LINES, line, L_SERVICE)
    if service >= get(w, N_CARE_SETTINGS):
        mark_service(w, service)
        return
    for i in range(field(w, LINES, line, L_UNIT_FIRST), field(w, LINES, line, L_UNIT_LAST)):
        mark_unit(w, cell(w, LINE_UNIT, i))


@inlined
def is_before(w: int, a: int, b: int) -> bool:
    """Whether a step comes before another of the same priority."""
    return cell(w, ASKED, a) < cell(w, ASKED, b) or (
        cell(w, ASKED, a) == cell(w, ASKED, b) and a < b
    )


@inlined
def join(w: int, g: int, line: int) -> None:
    """Put a step in its place in a line, looked for from both ends at once."""
    low = field(w, LINES, line, L_HEAD)
    high = field(w, LINES, line, L_TAIL)
    while high >= 0 and not is_before(w, high, g):
        if is_before(w, g, low):
            high = node(w, low, NODE_LAST)
            break
        high = node(w, high, NODE_LAST)
        low = node(w, low, NODE_NEXT)
    after = node(w, high, NODE_NEXT) if high >= 0 else field(w, LINES, line, L_HEAD)
    put_node(w, g, NODE_LINE, line)
    link(w, line, high, g)
    link(w, line, g, after)
    add_field(w, SERVICES, field(w, LINES, line, L_SERVICE), S_WAITING, 1)
    if high < 0:
        mark_line(w, line)


@inlined
def drop(w: int, g: int) -> None:
    """Take a step out of its line."""
    line = node(w, g, NODE_LINE)
    put_node(w, g, NODE_LINE, -1)
    before = node(w, g, NODE_LAST)
    link(w, line, before, node(w, g, NODE_NEXT))
    add_field(w, SERVICES, field(w, LINES, line, L_SERVICE), S_WAITING, -1)
    if before < 0:
        mark_line(w, line)


@inlined
def link(w: int, line: int, before: int, after: int) -> None:
    """Let two follow one another in a line; -1 for its ends."""
    if before >= 0:
        put_node(w, before, NODE_NEXT, after)
    else:
        put_field(w, LINES, line, L_HEAD, after)
    if after >= 0:
        put_node(w, after, NODE_LAST, before)
    else:
        put_field(w, LINES, line, L_TAIL, before)


@inlined
def first_of(w: int, g: int) -> int:
    """The first step of the patient whose step this is."""
    return g - step_field(w, g, POSITION)


@called
def relocate(w: int, g: int) -> bool:
    """Put somebody who waits for a place in the line where he belongs by now."""
    line = line_of(w, g)
    if line == node(w, g, NODE_LINE):
        return False
    drop(w, g)
    join(w, g, line)
    return True


@called
def place_line(w: int, g: int) -> int:
    """The line for a place, by how long ago he asked and the unit he holds."""
    patient = node(w, g, NODE_OWNER)
    choice = cell(w, CHOICE_OF, step_field(w, g, CHOICES) + cell(w, LOCALITY, patient))
    waited = get(w, NOW) - cell(w, ASKED, g)
    stage = cell(w, CHOICE_STAGE_LAST, choice) - 1
    while cell(w, STAGE_AFTER, stage) > waited:
        stage -= 1
    at = cell(w, STAGE_LINE_FIRST, stage)
    first = cell(w, CHOICE_HELD_FIRST, choice)
    stay = node(w, first_of(w, g), NODE_HOLDS)
    if stay >= 0 and first < cell(w, CHOICE_HELD_LAST, choice):
        unit = node(w, stay, NODE_UNIT)
        if field(w, UNITS, unit, U_MOVES_OUT) >= 0:
            i = first
            while cell(w, HELD, i) != unit:
                i += 1
            at += i - first + 1
    return cell(w, LINE_AT, at)


@inlined
def line_of(w: int, g: int) -> int:
    """The line in which a step waits."""
    step = node(w, g, NODE_STEP)
    return (
        field(w, STEPS, step, OWN_LINE)
        if field(w, STEPS, step, OWN_LINE) >= 0
        else place_line(w, g)
    )


@inlined
def next_widening(w: int, g: int) -> int:
    """When he who waits for a place may use a further unit, NEVER if he may use all."""
    if step_field(w, g, OWN_LINE) >= 0:
        return NEVER
    choice = cell(
        w, CHOICE_OF, step_field(w, g, CHOICES) + cell(w, LOCALITY, node(w, g, NODE_OWNER))
    )
    waited = get(w, NOW) - cell(w, ASKED, g)
    for stage in range(cell(w, CHOICE_STAGE_FIRST, choice), cell(w, CHOICE_STAGE_LAST, choice)):
        if cell(w, STAGE_AFTER, stage) > waited:
            return cell(w, ASKED, g) + cell(w, STAGE_AFTER, stage)
    return NEVER
