"""The run: instant by instant, each as rule 4 says."""

from __future__ import annotations

from simulator.engine.compiled_asking import arrive, ask_all, blank, finish_one, wait, widen
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    ARRIVES,
    C_USER_FIRST,
    C_USER_LAST,
    CALENDARS,
    CROWDED,
    DONE,
    DUE,
    DUE_STEP,
    E_ARRIVE,
    E_DEATH,
    E_FREE,
    E_GIVE_UP,
    E_LEAVE,
    E_LIMIT,
    E_MOVED,
    E_PLAN,
    E_READY,
    E_REBOOK,
    E_TASK_END,
    E_WIDEN,
    END,
    H_CARRIES,
    H_LEFT,
    H_RELEASED_AT,
    H_STAFF,
    HANDOFFS,
    HELD_LINE,
    IS_GONE,
    KIND_BITS,
    KINDS,
    L_HEAD,
    LINES,
    N_ARRIVALS,
    N_CARE_SETTINGS,
    N_PATIENTS,
    N_TURNS,
    NEXT_ARRIVAL,
    NEXT_TURN,
    NODE_OWNER,
    NOTHING,
    NOW,
    PENDING,
    ROOM,
    SLOTS,
    TURN_CAPACITY,
    TURN_KIND,
    TURN_NUMBER,
    TURN_RELEASE,
    TURN_STAFF,
    TURN_TIME,
    TURN_VALUE,
    U_CAPACITY,
    U_HELD_FIRST,
    U_HELD_LAST,
    UNITS,
    USER_NUMBER,
    USER_USE,
    USES_ADMITS,
    USES_MOVES_OUT,
)
from simulator.engine.compiled_endings import die, run_out
from simulator.engine.compiled_events import next_event, pop
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
from simulator.engine.compiled_places import free, give_up, leave, state, waits_in
from simulator.engine.compiled_services import start_one
from simulator.engine.compiled_stays import end_task, get_ready, move_in
from simulator.engine.compiled_waiting import mark_line, mark_service, mark_unit
from simulator.network.network import NEVER


def run(w: int) -> int:
    """Go on until the end (DONE), or until events might not find room (CROWDED, to be resumed)."""
    while True:
        ask_all(w)
        if get(w, PENDING) + 3 * get(w, DUE) + get(w, ROOM) > get(w, SLOTS):
            return CROWDED
        event = next_event(w)
        turning = next_turn(w)
        arrival = next_arrival(w)
        now = get(w, NOW)
        if event == now:
            happen(w, pop(w))
        elif arrival == now:
            add(w, NEXT_ARRIVAL, 1)
            arrive(w, get(w, NEXT_ARRIVAL) - 1)
        elif turning == now:
            turn(w, get(w, NEXT_TURN))
            add(w, NEXT_TURN, 1)
        elif start_one(w) or (get(w, DUE) > 0 and run_out(w)):
            pass
        else:
            now = min(event, turning, arrival)
            if now >= get(w, END):
                blank_others(w)
                return DONE
            put(w, NOW, now)


@inlined
def happen(w: int, what: int) -> None:
    """Carry out an event."""
    kind, g = what & KINDS, what >> KIND_BITS
    if kind == E_ARRIVE:
        arrive(w, g)
    elif kind == E_TASK_END:
        end_task(w, g)
    elif kind == E_FREE:
        free(w, g)
    elif kind >= E_PLAN:
        go_on(w, kind, g)
    elif state(w, g) < NOTHING:
        return
    elif kind == E_READY:
        get_ready(w, g)
    elif kind == E_LEAVE:
        leave(w, g)
    elif kind == E_MOVED:
        move_in(w, g)
    elif kind == E_GIVE_UP:
        give_up(w, g)
    elif kind == E_DEATH or waits_in(w, g):
        die(w, node(w, g, NODE_OWNER))


@called
def go_on(w: int, kind: int, g: int) -> None:
    """Carry out an event of waiting, unless the patient is dead or lost."""
    if state(w, g) == IS_GONE:
        return
    if kind == E_LIMIT:
        put_cell(w, DUE_STEP, get(w, DUE), g)
        add(w, DUE, 1)
    elif kind == E_REBOOK:
        wait(w, g)
    elif kind == E_WIDEN:
        widen(w, g)
    else:
        finish_one(w, g)


@inlined
def next_turn(w: int) -> int:
    """When the place next changes."""
    at = get(w, NEXT_TURN)
    return cell(w, TURN_TIME, at) if at < get(w, N_TURNS) else NEVER


@inlined
def next_arrival(w: int) -> int:
    """When the next patient comes."""
    at = get(w, NEXT_ARRIVAL)
    return cell(w, ARRIVES, at) if at < get(w, N_ARRIVALS) else NEVER


@called
def turn(w: int, at: int) -> None:
    """The place changes: capacity, staff, starts released, or something opens."""
    kind = cell(w, TURN_KIND, at)
    which = cell(w, TURN_NUMBER, at)
    value = cell(w, TURN_VALUE, at)
    if kind == TURN_CAPACITY:
        put_field(w, UNITS, which, U_CAPACITY, value)
        mark_unit(w, which)
    elif kind == TURN_STAFF:
        put_field(w, HANDOFFS, which, H_STAFF, value)
        mark_service(w, get(w, N_CARE_SETTINGS) + which)
    elif kind == TURN_RELEASE:
        release(w, which, value)
    else:
        for i in range(
            field(w, CALENDARS, which, C_USER_FIRST), field(w, CALENDARS, which, C_USER_LAST)
        ):
            open_user(w, cell(w, USER_USE, i), cell(w, USER_NUMBER, i))


@called
def release(w: int, handoff: int, count: int) -> None:
    """Starts are released; those left are kept or lapse."""
    kept = field(w, HANDOFFS, handoff, H_LEFT) if field(w, HANDOFFS, handoff, H_CARRIES) == 1 else 0
    put_field(w, HANDOFFS, handoff, H_LEFT, kept + count)
    put_field(w, HANDOFFS, handoff, H_RELEASED_AT, get(w, NOW))
    mark_service(w, get(w, N_CARE_SETTINGS) + handoff)


@called
def open_user(w: int, use: int, which: int) -> None:
    """A unit admits or lets people move out again, or a handoff opens."""
    if use == USES_ADMITS:
        mark_unit(w, which)
    elif use == USES_MOVES_OUT:
        for i in range(field(w, UNITS, which, U_HELD_FIRST), field(w, UNITS, which, U_HELD_LAST)):
            if field(w, LINES, cell(w, HELD_LINE, i), L_HEAD) >= 0:
                mark_line(w, cell(w, HELD_LINE, i))
    else:
        mark_service(w, get(w, N_CARE_SETTINGS) + which)


@called
def blank_others(w: int) -> None:
    """Give those who never came a record in which nothing has happened."""
    for patient in range(get(w, N_PATIENTS)):
        if cell(w, ARRIVED, patient) < 0:
            blank(w, patient)
