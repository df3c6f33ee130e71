"""Journeys that end by death or loss, and limits that run out (rules 4(a), 4(c) and 15)."""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ASKED,
    DUE,
    DUE_STEP,
    E_REBOOK,
    ENDED,
    EXIT,
    FINISHED,
    FIRST_STEP,
    IS_GONE,
    KIND,
    LEFT_AT,
    NODE_HOLDS,
    NODE_LINE,
    NODE_OWNER,
    NOTHING,
    NOW,
    POSTPONE_BY,
    POSTPONE_MOST,
    POSTPONED,
    RESERVED,
)
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_memory import (
    cell,
    get,
    node,
    put,
    put_cell,
    put_node,
    step_field,
)
from simulator.engine.compiled_places import state, vacate
from simulator.engine.compiled_waiting import drop
from simulator.engine.journeys import Exit
from simulator.network.network import StepKind

STAY = int(StepKind.STAY)
DIED = int(Exit.DIED)
LOST = int(Exit.LOST)


@called
def die(w: int, patient: int) -> None:
    """Die: what was asked at this very time was not asked (rule 4(a))."""
    end_journey(w, patient, DIED)
    for g in range(cell(w, FIRST_STEP, patient), cell(w, FIRST_STEP, patient + 1)):
        is_asked_now = cell(w, ASKED, g) == get(w, NOW) and cell(w, RESERVED, g) < 0
        if is_asked_now and cell(w, LEFT_AT, g) < 0:
            put_cell(w, ASKED, g, -1)
            put_cell(w, POSTPONED, g, 0)


@called
def end_journey(w: int, patient: int, how: int) -> None:
    """End by death or loss: every line and place is left at once (rule 15)."""
    now = get(w, NOW)
    put_cell(w, EXIT, patient, how)
    put_cell(w, FINISHED, patient, now)
    put_node(w, cell(w, FIRST_STEP, patient), NODE_HOLDS, IS_GONE)
    for g in range(cell(w, FIRST_STEP, patient), cell(w, FIRST_STEP, patient + 1)):
        if node(w, g, NODE_LINE) >= 0:
            drop(w, g)
        is_stay = step_field(w, g, KIND) == STAY
        if is_stay and cell(w, RESERVED, g) >= 0 and cell(w, LEFT_AT, g) < 0:
            vacate(w, g)
            if cell(w, ENDED, g) > now:
                put_cell(w, ENDED, g, -1)


@called
def run_out(w: int) -> bool:
    """Let all limits due now run out together, loss first (rules 4(c) and 15)."""
    some = False
    n = get(w, DUE)
    put(w, DUE, 0)
    for i in range(n):
        g = cell(w, DUE_STEP, i)
        if node(w, g, NODE_LINE) >= 0 and loses(w, g):
            some = True
            lose(w, g)
    for i in range(n):
        g = cell(w, DUE_STEP, i)
        if node(w, g, NODE_LINE) >= 0:
            some = True
            drop(w, g)
            put_cell(w, POSTPONED, g, cell(w, POSTPONED, g) + 1)
            by = step_field(w, g, POSTPONE_BY)
            schedule(w, get(w, NOW) + by, E_REBOOK, g)
    return some


@inlined
def loses(w: int, g: int) -> bool:
    """Whether the limit of a step, run out, ends the journey."""
    return cell(w, POSTPONED, g) >= step_field(w, g, POSTPONE_MOST)


@called
def lose(w: int, g: int) -> None:
    """Lose a patient; one who has left already only stops waiting."""
    if state(w, g) >= NOTHING:
        end_journey(w, node(w, g, NODE_OWNER), LOST)
    else:
        drop(w, g)
