"""The run: instant by instant, each as rule 4 says."""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    CROWDED,
    DONE,
    DUE,
    E_ARRIVE,
    END,
    H_CARRIES,
    H_LEFT,
    H_RELEASED_AT,
    H_STAFF,
    KIND_BITS,
    LINE_HEAD,
    N_ARRIVALS,
    N_CARE_SETTINGS,
    NEXT_ARRIVAL,
    NEXT_TURN,
    NOW,
    PENDING,
    ROOM,
    TURN_CAPACITY,
    TURN_ID,
    TURN_KIND,
    TURN_RELEASE,
    TURN_STAFF,
    TURN_TIME,
    TURN_VALUE,
    U_CAPACITY,
    U_HELD_FIRST,
    U_HELD_LAST,
    USER_FIRST,
    USER_LAST,
    USES_ADMITS,
    USES_MOVES_OUT,
    World,
)
from simulator.engine.compiled_events import next_event, pop
from simulator.engine.compiled_journey import arrive, ask_all, blank, happen, run_out
from simulator.engine.compiled_services import start_one
from simulator.engine.compiled_waiting import mark_line, mark_service, mark_unit
from simulator.network.network import NEVER


def run(w: World) -> int:
    """Go on until the end (DONE), or until events might not find room (CROWDED, to be resumed)."""
    tape = w.tape
    while True:
        if tape[PENDING] + 3 * tape[DUE] + tape[ROOM] > len(w.key):
            return CROWDED
        if do_one(w) or start_one(w):
            continue
        if tape[DUE] > 0 and run_out(w):
            continue
        time = next_time(w)
        if time >= tape[END]:
            blank_others(w)
            return DONE
        tape[NOW] = time


@inlined
def do_one(w: World) -> bool:
    """Do one thing that is due now, and all that it makes be asked for."""
    tape = w.tape
    now = tape[NOW]
    if next_turn(w) == now:
        turn(w, tape[NEXT_TURN])
        tape[NEXT_TURN] += 1
        return True
    if next_event(w) == now:
        what = pop(w)
        kind = what & ((1 << KIND_BITS) - 1)
        if kind == E_ARRIVE:
            arrive(w, what >> KIND_BITS)
        else:
            happen(w, kind, what >> KIND_BITS)
    elif next_arrival(w) == now:
        tape[NEXT_ARRIVAL] += 1
        arrive(w, tape[NEXT_ARRIVAL] - 1)
    else:
        return False
    ask_all(w)
    return True


@inlined
def next_time(w: World) -> int:
    """When anything is next due."""
    return min(next_turn(w), min(next_event(w), next_arrival(w)))


@inlined
def next_turn(w: World) -> int:
    """When the place next changes."""
    at = w.tape[NEXT_TURN]
    return w.turn[at, TURN_TIME] if at < len(w.turn) else NEVER


@inlined
def next_arrival(w: World) -> int:
    """When the next patient comes."""
    at = w.tape[NEXT_ARRIVAL]
    return w.arrives[at] if at < w.tape[N_ARRIVALS] else NEVER


@inlined
def turn(w: World, at: int) -> None:
    """The place changes: capacity, staff, starts released, or something opens."""
    kind = w.turn[at, TURN_KIND]
    which = w.turn[at, TURN_ID]
    value = w.turn[at, TURN_VALUE]
    if kind == TURN_CAPACITY:
        w.unit[which, U_CAPACITY] = value
        mark_unit(w, which)
    elif kind == TURN_STAFF:
        w.handoff[which, H_STAFF] = value
        mark_service(w, w.tape[N_CARE_SETTINGS] + which)
    elif kind == TURN_RELEASE:
        release(w, which, value)
    else:
        for i in range(w.calendar[which, USER_FIRST], w.calendar[which, USER_LAST]):
            open_user(w, w.users[i, 0], w.users[i, 1])


@inlined
def release(w: World, handoff: int, count: int) -> None:
    """Starts are released; those left are kept or lapse."""
    kept = w.handoff[handoff, H_LEFT] if w.handoff[handoff, H_CARRIES] == 1 else 0
    w.handoff[handoff, H_LEFT] = kept + count
    w.handoff[handoff, H_RELEASED_AT] = w.tape[NOW]
    mark_service(w, w.tape[N_CARE_SETTINGS] + handoff)


@inlined
def open_user(w: World, use: int, which: int) -> None:
    """A unit admits or lets people move out again, or a handoff opens."""
    if use == USES_ADMITS:
        mark_unit(w, which)
    elif use == USES_MOVES_OUT:
        for i in range(w.unit[which, U_HELD_FIRST], w.unit[which, U_HELD_LAST]):
            if w.line[w.held_lines[i], LINE_HEAD] >= 0:
                mark_line(w, w.held_lines[i])
    else:
        mark_service(w, w.tape[N_CARE_SETTINGS] + which)


@inlined
def blank_others(w: World) -> None:
    """Give those who never came a record in which nothing has happened."""
    for patient in range(len(w.patient_route)):
        if w.patient_record[ARRIVED, patient] < 0:
            blank(w, patient)
