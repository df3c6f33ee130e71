"""The run: instant by instant, each as rule 4 says."""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    ARRIVES,
    CALENDAR,
    CROWDED,
    C_USER_FIRST,
    C_USER_LAST,
    DONE,
    DUE,
    END,
    E_ARRIVE,
    HANDOFF,
    HELD_LINE,
    H_CARRIES,
    H_LEFT,
    H_RELEASED_AT,
    H_STAFF,
    KIND_BITS,
    LINE,
    L_HEAD,
    NEXT_ARRIVAL,
    NEXT_TURN,
    NOW,
    N_ARRIVALS,
    N_CARE_SETTINGS,
    N_PATIENTS,
    N_TURNS,
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
    UNIT,
    USER_NUMBER,
    USER_USE,
    USES_ADMITS,
    USES_MOVES_OUT,
    U_CAPACITY,
    U_HELD_FIRST,
    U_HELD_LAST,
)
from simulator.engine.compiled_memory import cell, field, get, put, put_field
from simulator.engine.compiled_events import next_event, pop
from simulator.engine.compiled_journey import arrive, ask_all, blank, happen, run_out
from simulator.engine.compiled_services import start_one
from simulator.engine.compiled_waiting import mark_line, mark_service, mark_unit
from simulator.network.network import NEVER


def run(w: int) -> int:
    """Go on until the end (DONE), or until events might not find room (CROWDED, to be resumed)."""
    while True:
        if get(w, PENDING) + 3 * get(w, DUE) + get(w, ROOM) > get(w, SLOTS):
            return CROWDED
        if do_one(w) or start_one(w):
            continue
        if get(w, DUE) > 0 and run_out(w):
            continue
        time = next_time(w)
        if time >= get(w, END):
            blank_others(w)
            return DONE
        put(w, NOW, time)


@inlined
def do_one(w: int) -> bool:
    """Do one thing that is due now, and all that it makes be asked for."""
    now = get(w, NOW)
    if next_turn(w) == now:
        turn(w, get(w, NEXT_TURN))
        put(w, NEXT_TURN, get(w, NEXT_TURN) + 1)
        return True
    if next_event(w) == now:
        what = pop(w)
        kind = what & ((1 << KIND_BITS) - 1)
        if kind == E_ARRIVE:
            arrive(w, what >> KIND_BITS)
        else:
            happen(w, kind, what >> KIND_BITS)
    elif next_arrival(w) == now:
        put(w, NEXT_ARRIVAL, get(w, NEXT_ARRIVAL) + 1)
        arrive(w, get(w, NEXT_ARRIVAL) - 1)
    else:
        return False
    ask_all(w)
    return True


@inlined
def next_time(w: int) -> int:
    """When anything is next due."""
    return min(next_turn(w), min(next_event(w), next_arrival(w)))


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


@inlined
def turn(w: int, at: int) -> None:
    """The place changes: capacity, staff, starts released, or something opens."""
    kind = cell(w, TURN_KIND, at)
    which = cell(w, TURN_NUMBER, at)
    value = cell(w, TURN_VALUE, at)
    if kind == TURN_CAPACITY:
        put_field(w, UNIT, which, U_CAPACITY, value)
        mark_unit(w, which)
    elif kind == TURN_STAFF:
        put_field(w, HANDOFF, which, H_STAFF, value)
        mark_service(w, get(w, N_CARE_SETTINGS) + which)
    elif kind == TURN_RELEASE:
        release(w, which, value)
    else:
        for i in range(field(w, CALENDAR, which, C_USER_FIRST), field(w, CALENDAR, which, C_USER_LAST)):
            open_user(w, cell(w, USER_USE, i), cell(w, USER_NUMBER, i))


@inlined
def release(w: int, handoff: int, count: int) -> None:
    """Starts are released; those left are kept or lapse."""
    kept = field(w, HANDOFF, handoff, H_LEFT) if field(w, HANDOFF, handoff, H_CARRIES) == 1 else 0
    put_field(w, HANDOFF, handoff, H_LEFT, kept + count)
    put_field(w, HANDOFF, handoff, H_RELEASED_AT, get(w, NOW))
    mark_service(w, get(w, N_CARE_SETTINGS) + handoff)


@inlined
def open_user(w: int, use: int, which: int) -> None:
    """A unit admits or lets people move out again, or a handoff opens."""
    if use == USES_ADMITS:
        mark_unit(w, which)
    elif use == USES_MOVES_OUT:
        for i in range(field(w, UNIT, which, U_HELD_FIRST), field(w, UNIT, which, U_HELD_LAST)):
            if field(w, LINE, cell(w, HELD_LINE, i), L_HEAD) >= 0:
                mark_line(w, cell(w, HELD_LINE, i))
    else:
        mark_service(w, get(w, N_CARE_SETTINGS) + which)


@inlined
def blank_others(w: int) -> None:
    """Give those who never came a record in which nothing has happened."""
    for patient in range(get(w, N_PATIENTS)):
        if cell(w, ARRIVED, patient) < 0:
            blank(w, patient)
