"""Those who wait, in lines of patients who are alike, and what has to be tried again for them.

All in a line share priority, usable units, weight and unit held, so when its first cannot start
none of it can. A unit that is not marked as changed cannot take the first of those who may use it.
"""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ASKED,
    CHOICE_FIRST,
    CHOICE_HELD_FIRST,
    CHOICE_HELD_LAST,
    CHOICE_STAGE_FIRST,
    CHOICE_STAGE_LAST,
    LINE,
    LINE_HEAD,
    LINE_SERVICE,
    LINE_TAIL,
    LINE_UNIT_FIRST,
    LINE_UNIT_LAST,
    LOWEST,
    N_CARE_SETTINGS,
    N_CHANGED,
    NODE_LAST,
    NODE_LINE,
    NODE_NEXT,
    NODE_OWNER,
    NODE_STEP,
    NOW,
    S_CHANGED,
    S_UNIT_FIRST,
    S_UNITS_CHANGED,
    S_WAITING,
    STAGE_AFTER,
    STAGE_LINE_FIRST,
    U_CAPACITY,
    U_CHANGED,
    U_IN_USE,
    U_MOVES_OUT,
    U_SERVICE,
    UNIT,
    World,
)
from simulator.network.network import NEVER


@inlined
def mark_service(w: World, service: int) -> None:
    """Have a service tried, if anybody waits for it."""
    if w.service[service, S_WAITING] > 0 and w.service[service, S_CHANGED] == 0:
        w.service[service, S_CHANGED] = 1
        w.tape[N_CHANGED] += 1
        w.tape[LOWEST] = min(w.tape[LOWEST], service)


@inlined
def mark_unit(w: World, unit: int) -> None:
    """Have a unit tried, if it has any room and anybody waits."""
    service = w.unit[unit, U_SERVICE]
    if (
        w.service[service, S_WAITING] > 0
        and w.unit[unit, U_CHANGED] == 0
        and w.unit[unit, U_IN_USE] < w.unit[unit, U_CAPACITY]
    ):
        w.unit[unit, U_CHANGED] = 1
        n = w.service[service, S_UNITS_CHANGED]
        w.changed_units[w.service[service, S_UNIT_FIRST] + n] = unit
        w.service[service, S_UNITS_CHANGED] = n + 1
        mark_service(w, service)


@inlined
def mark_line(w: World, line: int) -> None:
    """Have all tried that the first of a line may start in."""
    service = w.line[line, LINE_SERVICE]
    if service >= w.tape[N_CARE_SETTINGS]:
        mark_service(w, service)
        return
    for i in range(w.line[line, LINE_UNIT_FIRST], w.line[line, LINE_UNIT_LAST]):
        mark_unit(w, w.line_units[i])


@inlined
def is_before(w: World, a: int, b: int) -> bool:
    """Whether a step comes before another of the same priority."""
    return w.record[ASKED, a] < w.record[ASKED, b] or (
        w.record[ASKED, a] == w.record[ASKED, b] and a < b
    )


@inlined
def join(w: World, g: int, line: int) -> None:
    """Put a step in its place in a line, looked for from both ends at once."""
    low = w.line[line, LINE_HEAD]
    high = w.line[line, LINE_TAIL]
    while high >= 0 and not is_before(w, high, g):
        if is_before(w, g, low):
            high = w.node[low, NODE_LAST]
            break
        high = w.node[high, NODE_LAST]
        low = w.node[low, NODE_NEXT]
    after = w.node[high, NODE_NEXT] if high >= 0 else w.line[line, LINE_HEAD]
    w.node[g, NODE_LINE] = line
    link(w, line, high, g)
    link(w, line, g, after)
    w.service[w.line[line, LINE_SERVICE], S_WAITING] += 1
    if high < 0:
        mark_line(w, line)


@inlined
def drop(w: World, g: int) -> None:
    """Take a step out of its line."""
    line = w.node[g, NODE_LINE]
    w.node[g, NODE_LINE] = -1
    before = w.node[g, NODE_LAST]
    link(w, line, before, w.node[g, NODE_NEXT])
    w.service[w.line[line, LINE_SERVICE], S_WAITING] -= 1
    if before < 0:
        mark_line(w, line)


@inlined
def link(w: World, line: int, before: int, after: int) -> None:
    """Let two follow one another in a line; -1 for its ends."""
    if before >= 0:
        w.node[before, NODE_NEXT] = after
    else:
        w.line[line, LINE_HEAD] = after
    if after >= 0:
        w.node[after, NODE_LAST] = before
    else:
        w.line[line, LINE_TAIL] = before


@inlined
def relocate(w: World, g: int) -> bool:
    """Put somebody who waits for a place in the line where he belongs by now."""
    line = place_line(w, g)
    if line == w.node[g, NODE_LINE]:
        return False
    drop(w, g)
    join(w, g, line)
    return True


@inlined
def place_line(w: World, g: int) -> int:
    """The line for a place, by how long ago he asked and the unit he holds."""
    patient = w.node[g, NODE_OWNER]
    choice = w.choice_of[w.step[w.node[g, NODE_STEP], CHOICE_FIRST] + w.locality[patient]]
    waited = w.tape[NOW] - w.record[ASKED, g]
    stage = w.choice[choice, CHOICE_STAGE_LAST] - 1
    while w.stage[stage, STAGE_AFTER] > waited:
        stage -= 1
    at = w.stage[stage, STAGE_LINE_FIRST]
    first = w.choice[choice, CHOICE_HELD_FIRST]
    stay = w.holds[patient]
    if stay >= 0 and first < w.choice[choice, CHOICE_HELD_LAST]:
        unit = w.record[UNIT, stay]
        if w.unit[unit, U_MOVES_OUT] >= 0:
            i = first
            while w.held[i] != unit:
                i += 1
            at += i - first + 1
    return w.line_at[at]


@inlined
def line_of(w: World, g: int) -> int:
    """The line in which a step waits."""
    step = w.node[g, NODE_STEP]
    return w.step[step, LINE] if w.step[step, LINE] >= 0 else place_line(w, g)


@inlined
def next_widening(w: World, g: int) -> int:
    """When he who waits for a place may use a further unit, NEVER if he may use all."""
    if w.step[w.node[g, NODE_STEP], LINE] >= 0:
        return NEVER
    choice = w.choice_of[
        w.step[w.node[g, NODE_STEP], CHOICE_FIRST] + w.locality[w.node[g, NODE_OWNER]]
    ]
    waited = w.tape[NOW] - w.record[ASKED, g]
    for stage in range(w.choice[choice, CHOICE_STAGE_FIRST], w.choice[choice, CHOICE_STAGE_LAST]):
        if w.stage[stage, STAGE_AFTER] > waited:
            return w.record[ASKED, g] + w.stage[stage, STAGE_AFTER]
    return NEVER
