"""Arriving, and asking for the steps that have come to be asked for (rules 9 and 11)."""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    ARRIVES,
    ASKED,
    ASKING,
    ASKING_STEP,
    DIES,
    DIES_WAITING,
    DURATION,
    E_LIMIT,
    E_WIDEN,
    EDGE_BEFORE,
    EDGE_FIRST,
    EDGE_LAST,
    EDGE_ON,
    ENDED,
    ERROR,
    FIRST_STEP,
    IN_UNIT,
    KIND,
    LEFT_AT,
    LEVEL,
    LIMIT,
    LOCALITY,
    N_AFTER,
    NODE_HOLDS,
    NODE_LINE,
    NODE_NEEDS,
    NODE_OWNER,
    NODE_STEP,
    NOTHING,
    NOW,
    PATIENT_ROUTE,
    POSTPONED,
    READY,
    RESERVED,
    RETURNS_AS,
    ROUTE,
    STARTED,
    STEPS,
)
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_memory import (
    add,
    cell,
    fetch,
    fetch_node,
    field,
    get,
    node,
    put_cell,
    put_node,
    step_field,
)
from simulator.engine.compiled_places import leave_when_open, state
from simulator.engine.compiled_waiting import join, line_of, next_widening, relocate
from simulator.network.network import StepKind

HANDOFF = int(StepKind.HANDOFF)
LEAVE = int(StepKind.LEAVE)
PATIENTS_AHEAD = 24
STEPS_AHEAD = 48


@inlined
def arrive(w: int, patient: int) -> None:
    """Begin a journey by asking for the steps that come after nothing."""
    fetch_ahead(w, patient)
    blank(w, patient)
    put_cell(w, ARRIVED, patient, get(w, NOW))
    first = cell(w, FIRST_STEP, patient)
    step = cell(w, ROUTE, cell(w, PATIENT_ROUTE, patient))
    for k in range(cell(w, FIRST_STEP, patient + 1) - first):
        g = first + k
        put_node(w, g, NODE_LINE, -1)
        put_node(w, g, NODE_HOLDS, NOTHING)
        put_node(w, g, NODE_OWNER, patient)
        put_node(w, g, NODE_STEP, step + k)
        put_node(w, g, NODE_NEEDS, field(w, STEPS, step + k, N_AFTER))
        if node(w, g, NODE_NEEDS) == 0:
            to_ask(w, g)


@inlined
def fetch_ahead(w: int, patient: int) -> None:
    """Have the columns fetched that a patient who comes soon will need."""
    for column in (ARRIVES, FIRST_STEP, PATIENT_ROUTE, LOCALITY, RETURNS_AS, ARRIVED):
        fetch(w, column, patient + PATIENTS_AHEAD)
    g = cell(w, FIRST_STEP, patient) + STEPS_AHEAD
    for column in (
        DURATION,
        LIMIT,
        DIES,
        DIES_WAITING,
        LEVEL,
        ASKED,
        RESERVED,
        STARTED,
        ENDED,
        READY,
        LEFT_AT,
        IN_UNIT,
        POSTPONED,
    ):
        fetch(w, column, g)
    fetch_node(w, g)


@inlined
def blank(w: int, patient: int) -> None:
    """A record in which nothing has happened."""
    for g in range(cell(w, FIRST_STEP, patient), cell(w, FIRST_STEP, patient + 1)):
        put_cell(w, ASKED, g, -1)
        put_cell(w, RESERVED, g, -1)
        put_cell(w, STARTED, g, -1)
        put_cell(w, ENDED, g, -1)
        put_cell(w, READY, g, -1)
        put_cell(w, LEFT_AT, g, -1)
        put_cell(w, IN_UNIT, g, -1)
        put_cell(w, POSTPONED, g, 0)


@inlined
def ask_all(w: int) -> None:
    """Ask for all steps that have come to be asked for."""
    while get(w, ASKING) > 0:
        add(w, ASKING, -1)
        g = cell(w, ASKING_STEP, get(w, ASKING))
        kind = step_field(w, g, KIND)
        if kind == HANDOFF and cell(w, DURATION, g) < 0:
            pass_on(w, g, -1)
            continue
        if kind != HANDOFF and state(w, g) < NOTHING:
            continue
        put_cell(w, ASKED, g, get(w, NOW))
        if kind == LEAVE:
            leave_when_open(w, g)
        else:
            wait(w, g)


@inlined
def pass_on(w: int, g: int, ready: int) -> None:
    """Ask for what comes after a finished step, if it comes after nothing else unfinished.

    For a stay declared ready, what was planned ahead of that has been asked for already.
    """
    step = node(w, g, NODE_STEP)
    for i in range(field(w, STEPS, step, EDGE_FIRST), field(w, STEPS, step, EDGE_LAST)):
        before = cell(w, EDGE_BEFORE, i)
        if ready < 0 or before < 0 or planned_for(w, g, before) >= ready:
            finish_one(w, g + cell(w, EDGE_ON, i))


@inlined
def finish_one(w: int, g: int) -> None:
    """One of the steps that a step comes after is finished."""
    put_node(w, g, NODE_NEEDS, node(w, g, NODE_NEEDS) - 1)
    if node(w, g, NODE_NEEDS) == 0:
        to_ask(w, g)


@inlined
def to_ask(w: int, g: int) -> None:
    """Have a step asked for."""
    put_cell(w, ASKING_STEP, get(w, ASKING), g)
    add(w, ASKING, 1)


@inlined
def planned_for(w: int, stay: int, before: int) -> int:
    """When a handoff planned ahead of a stay's expected end begins (rule 11)."""
    started = cell(w, STARTED, stay)
    return max(started, started + cell(w, DURATION, stay) + cell(w, ERROR, stay) - before)


@inlined
def wait(w: int, g: int) -> None:
    """Wait for a place or a handoff, for no longer than the limit."""
    join(w, g, line_of(w, g))
    if cell(w, LIMIT, g) >= 0:
        schedule(w, get(w, NOW) + cell(w, LIMIT, g), E_LIMIT, g)
    schedule(w, next_widening(w, g), E_WIDEN, g)


@called
def widen(w: int, g: int) -> None:
    """A further unit may be used by now, if he still waits and this has not been seen to."""
    if node(w, g, NODE_LINE) >= 0 and relocate(w, g):
        schedule(w, next_widening(w, g), E_WIDEN, g)
