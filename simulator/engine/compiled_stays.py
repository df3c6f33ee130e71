"""Stays and handoffs from their start to their end (rules 6, 10, 11 and 13)."""

from __future__ import annotations

from simulator.engine.compiled_asking import pass_on, planned_for
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ASKS,
    DIES,
    DIES_WAITING,
    DURATION,
    E_DEATH,
    E_DEATH_WAITING,
    E_MOVED,
    E_PLAN,
    E_READY,
    E_TASK_END,
    EDGE_BEFORE,
    EDGE_FIRST,
    EDGE_LAST,
    EDGE_ON,
    END,
    ENDED,
    EXIT,
    FINISHED,
    H_AT_CLOSE,
    H_CLOCK,
    H_HAS_RELEASES,
    H_HAS_STAFF,
    H_IN_USE,
    H_IS_LEAD,
    H_LEFT,
    H_LONGEST,
    HANDOFFS,
    IN_UNIT,
    IS_GONE,
    LAST_STAY,
    LETS_GO,
    LEVEL,
    MOVE,
    N_CARE_SETTINGS,
    NODE_OWNER,
    NODE_STEP,
    NODE_UNIT,
    NOW,
    READY,
    RESERVED,
    RETURNS_AS,
    STARTED,
    STEPS,
    U_IN_USE,
    U_REVIEWS,
    UNITS,
    WEIGHT,
)
from simulator.engine.compiled_endings import die
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_hours import review_from, work_ends
from simulator.engine.compiled_memory import (
    add_field,
    cell,
    fetch,
    field,
    get,
    node,
    put_cell,
    put_node,
    step_field,
)
from simulator.engine.compiled_places import (
    begin_waiting_at_home,
    go_home_when_open,
    has_task_begun,
    hold,
    state,
    vacate,
    waits_in,
)
from simulator.engine.compiled_waiting import drop, mark_service
from simulator.network.network import NEVER, AtClose, LetsGo

AT_END = int(LetsGo.AT_END)
NEXT_TASK = int(LetsGo.NEXT_TASK)
PAUSE = int(AtClose.PAUSE)
FIT = int(AtClose.FIT)


@inlined
def reserve(w: int, g: int, unit: int) -> None:
    """Start a stay: the place is his, and he is there when the move is over."""
    drop(w, g)
    step = node(w, g, NODE_STEP)
    put_cell(w, RESERVED, g, get(w, NOW))
    put_cell(w, IN_UNIT, g, unit)
    put_node(w, g, NODE_UNIT, unit)
    add_field(w, UNITS, unit, U_IN_USE, field(w, STEPS, step, WEIGHT))
    if field(w, STEPS, step, MOVE) == 0:
        move_in(w, g)
    else:
        schedule(w, get(w, NOW) + field(w, STEPS, step, MOVE), E_MOVED, g)


@inlined
def move_in(w: int, g: int) -> None:
    """Leave the place he came from, and know how long he will need this one."""
    now = get(w, NOW)
    put_cell(w, STARTED, g, now)
    last = state(w, g)
    if last >= 0:
        vacate(w, last)
    hold(w, g, g)
    ended = now + cell(w, DURATION, g)
    if ended < get(w, END):
        put_cell(w, ENDED, g, ended)
        if cell(w, DIES, g) == 1:
            schedule(w, ended, E_DEATH, g)
            plan(w, g, ended)
        else:
            reviews = field(w, UNITS, node(w, g, NODE_UNIT), U_REVIEWS)
            ready = review_from(w, reviews, ended, cell(w, LEVEL, g))
            schedule(w, ready, E_READY, g)
            plan(w, g, ready)
    else:
        plan(w, g, NEVER)


@inlined
def plan(w: int, g: int, until: int) -> None:
    """Have handoffs begin ahead of the expected end of a stay, if that comes before its end."""
    step = node(w, g, NODE_STEP)
    for i in range(field(w, STEPS, step, EDGE_FIRST), field(w, STEPS, step, EDGE_LAST)):
        before = cell(w, EDGE_BEFORE, i)
        if before >= 0:
            time = planned_for(w, g, before)
            if time < until:
                schedule(w, time, E_PLAN, g + cell(w, EDGE_ON, i))


@inlined
def get_ready(w: int, g: int) -> None:
    """Be declared ready: go home to wait, ask for what comes after, or die."""
    now = get(w, NOW)
    for column in (RETURNS_AS, FINISHED, EXIT):
        fetch(w, column, node(w, g, NODE_OWNER))
    put_cell(w, READY, g, now)
    dies_waiting = cell(w, DIES_WAITING, g)
    if dies_waiting == 0 and waits_in(w, g):
        die(w, node(w, g, NODE_OWNER))
        return
    if dies_waiting >= 0:
        schedule(w, now + dies_waiting, E_DEATH_WAITING, g)
    lets_go = step_field(w, g, LETS_GO)
    if lets_go == AT_END or (lets_go == NEXT_TASK and has_task_begun(w, g)):
        go_home_when_open(w, g)
    pass_on(w, g, now)


@called
def start_handoff(w: int, g: int, handoff: int) -> None:
    """Begin a task or lead time, and go home if that is what was waited for."""
    drop(w, g)
    now = get(w, NOW)
    put_cell(w, RESERVED, g, now)
    put_cell(w, STARTED, g, now)
    if field(w, HANDOFFS, handoff, H_HAS_RELEASES) == 1:
        add_field(w, HANDOFFS, handoff, H_LEFT, -1)
    if (
        field(w, HANDOFFS, handoff, H_HAS_STAFF) == 1
        and field(w, HANDOFFS, handoff, H_IS_LEAD) == 0
    ):
        add_field(w, HANDOFFS, handoff, H_IN_USE, 1)
    by_clock = (
        field(w, HANDOFFS, handoff, H_IS_LEAD) == 1
        or field(w, HANDOFFS, handoff, H_AT_CLOSE) == PAUSE
    )
    if field(w, HANDOFFS, handoff, H_AT_CLOSE) == FIT and cell(w, DURATION, g) > field(
        w, HANDOFFS, handoff, H_LONGEST
    ):
        by_clock = True
    clock = field(w, HANDOFFS, handoff, H_CLOCK) if by_clock else -1
    schedule(w, work_ends(w, clock, cell(w, DURATION, g)), E_TASK_END, g)
    back = step_field(w, g, LAST_STAY)
    if back > 0:
        begin_waiting_at_home(w, g - back)


@called
def end_task(w: int, g: int) -> None:
    """A task or lead time is over; the dead and lost ask for nothing more."""
    put_cell(w, ENDED, g, get(w, NOW))
    service = step_field(w, g, ASKS)
    handoff = service - get(w, N_CARE_SETTINGS)
    if (
        field(w, HANDOFFS, handoff, H_HAS_STAFF) == 1
        and field(w, HANDOFFS, handoff, H_IS_LEAD) == 0
    ):
        add_field(w, HANDOFFS, handoff, H_IN_USE, -1)
        mark_service(w, service)
    if state(w, g) > IS_GONE:
        pass_on(w, g, -1)
