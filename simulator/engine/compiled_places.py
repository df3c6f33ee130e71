"""Places: who holds one, gives it up to wait at home, and leaves it (rules 6, 14 and 15)."""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    E_ARRIVE,
    E_FREE,
    E_GIVE_UP,
    E_LEAVE,
    EXIT,
    FINISHED,
    FIRST_STEP,
    HAS_LEFT,
    HAS_MOVES_OUT,
    KIND,
    LEFT_AT,
    LETS_GO,
    NEXT_MOVE,
    NEXT_STAY,
    NODE_HOLDS,
    NODE_LINE,
    NODE_OWNER,
    NODE_STEP,
    NODE_UNIT,
    NOTHING,
    NOW,
    READY,
    RESERVED,
    RETURNS_AFTER,
    RETURNS_AS,
    STARTED,
    STEPS,
    U_DISCHARGES,
    U_IN_USE,
    U_TURNAROUND,
    UNITS,
    WEIGHT,
)
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_hours import opening
from simulator.engine.compiled_memory import (
    add_field,
    cell,
    field,
    get,
    node,
    put_cell,
    put_node,
    step_field,
)
from simulator.engine.compiled_waiting import first_of, mark_unit, relocate
from simulator.engine.journeys import Exit
from simulator.network.network import LetsGo, StepKind

STAY = int(StepKind.STAY)
NEXT_TASK = int(LetsGo.NEXT_TASK)
LEFT = int(Exit.LEFT)


@inlined
def state(w: int, g: int) -> int:
    """The stay whose place a patient holds, NOTHING, or how his journey ended."""
    return node(w, first_of(w, g), NODE_HOLDS)


@inlined
def hold(w: int, g: int, stay: int) -> None:
    """Hold the place of another stay or NOTHING; it may matter to what he waits for."""
    put_node(w, first_of(w, g), NODE_HOLDS, stay)
    if get(w, HAS_MOVES_OUT) == 1:
        wait_otherwise(w, node(w, g, NODE_OWNER))


@called
def wait_otherwise(w: int, patient: int) -> None:
    """Wait for places as somebody who holds what he holds by now."""
    for g in range(cell(w, FIRST_STEP, patient), cell(w, FIRST_STEP, patient + 1)):
        if node(w, g, NODE_LINE) >= 0 and step_field(w, g, KIND) == STAY:
            relocate(w, g)


@inlined
def waits_in(w: int, g: int) -> bool:
    """Whether the place of a stay is still held, and the next one not reserved."""
    on = step_field(w, g, NEXT_STAY)
    return cell(w, LEFT_AT, g) < 0 and (on < 0 or cell(w, RESERVED, g + on) < 0)


@inlined
def vacate(w: int, g: int) -> None:
    """Leave a place, which is in use until its turnaround is over."""
    put_cell(w, LEFT_AT, g, get(w, NOW))
    turnaround = field(w, UNITS, node(w, g, NODE_UNIT), U_TURNAROUND)
    if turnaround > 0:
        schedule(w, get(w, NOW) + turnaround, E_FREE, g)
    else:
        free(w, g)


@inlined
def free(w: int, g: int) -> None:
    """A place is no longer in use."""
    unit = node(w, g, NODE_UNIT)
    add_field(w, UNITS, unit, U_IN_USE, -step_field(w, g, WEIGHT))
    mark_unit(w, unit)


@called
def go_home_when_open(w: int, g: int) -> None:
    """Give up the place at the first moment from now on that discharges are open."""
    time = opening(w, field(w, UNITS, node(w, g, NODE_UNIT), U_DISCHARGES))
    if time == get(w, NOW):
        give_up(w, g)
    else:
        schedule(w, time, E_GIVE_UP, g)


@called
def give_up(w: int, g: int) -> None:
    """Give up the place and wait at home, unless the next place is his or he has left."""
    if waits_in(w, g):
        vacate(w, g)
        hold(w, g, NOTHING)


@called
def has_task_begun(w: int, g: int) -> bool:
    """Whether a needed handoff before the next move has started."""
    task = g + 1
    move = g + step_field(w, g, NEXT_MOVE)
    while task < move and cell(w, STARTED, task) < 0:
        task += 1
    return task < move


@called
def begin_waiting_at_home(w: int, stay: int) -> None:
    """A task that a patient may wait for at home has begun."""
    lets_go = field(w, STEPS, node(w, stay, NODE_STEP), LETS_GO)
    is_ready = cell(w, READY, stay) >= 0 and cell(w, LEFT_AT, stay) < 0
    if is_ready and lets_go == NEXT_TASK:
        go_home_when_open(w, stay)


@inlined
def leave_when_open(w: int, g: int) -> None:
    """Leave in the discharge hours of the unit in which he holds a place (rule 14)."""
    stay = state(w, g)
    time = get(w, NOW)
    if stay >= 0:
        time = opening(w, field(w, UNITS, node(w, stay, NODE_UNIT), U_DISCHARGES))
    if time == get(w, NOW):
        leave(w, g)
    else:
        schedule(w, time, E_LEAVE, g)


@inlined
def leave(w: int, g: int) -> None:
    """Leave, and perhaps return."""
    patient = node(w, g, NODE_OWNER)
    now = get(w, NOW)
    put_cell(w, LEFT_AT, g, now)
    put_cell(w, EXIT, patient, LEFT)
    put_cell(w, FINISHED, patient, now)
    if state(w, g) >= 0:
        vacate(w, state(w, g))
    put_node(w, first_of(w, g), NODE_HOLDS, HAS_LEFT)
    again = cell(w, RETURNS_AS, patient)
    if again >= 0:
        schedule(w, now + cell(w, RETURNS_AFTER, patient), E_ARRIVE, again)
