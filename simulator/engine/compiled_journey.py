"""What happens to one patient (rules 6, 9 to 11 and 13 to 16)."""

from __future__ import annotations

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    ARRIVES,
    ASKED,
    ASKING,
    ASKING_STEP,
    ASKS,
    DIES,
    DIES_WAITING,
    DUE,
    DUE_STEP,
    DURATION,
    E_ARRIVE,
    E_DEATH,
    E_DEATH_WAITING,
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
    EDGE_BEFORE,
    EDGE_FIRST,
    EDGE_LAST,
    EDGE_ON,
    END,
    ENDED,
    ERROR,
    EXIT,
    FINISHED,
    FIRST_STEP,
    H_AT_CLOSE,
    H_CLOCK,
    H_HAS_RELEASES,
    H_HAS_STAFF,
    H_IN_USE,
    H_IS_LEAD,
    H_LEFT,
    H_LONGEST,
    HANDOFFS,
    HAS_LEFT,
    HAS_MOVES_OUT,
    IN_UNIT,
    IS_GONE,
    KIND,
    LAST_STAY,
    LEFT_AT,
    LETS_GO,
    LEVEL,
    LIMIT,
    LOCALITY,
    MOVE,
    N_AFTER,
    N_CARE_SETTINGS,
    NEXT_MOVE,
    NEXT_STAY,
    NODE_HOLDS,
    NODE_LINE,
    NODE_NEEDS,
    NODE_OWNER,
    NODE_STEP,
    NODE_UNIT,
    NOTHING,
    NOW,
    PATIENT_ROUTE,
    POSTPONE_BY,
    POSTPONE_MOST,
    POSTPONED,
    READY,
    RESERVED,
    RETURNS_AFTER,
    RETURNS_AS,
    ROUTE,
    STARTED,
    STEPS,
    U_DISCHARGES,
    U_IN_USE,
    U_REVIEWS,
    U_TURNAROUND,
    UNITS,
    WEIGHT,
)
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_hours import opening, review_from, work_ends
from simulator.engine.compiled_memory import (
    add,
    add_field,
    cell,
    fetch,
    fetch_node,
    field,
    get,
    node,
    put,
    put_cell,
    put_node,
    step_field,
)
from simulator.engine.compiled_waiting import (
    drop,
    first_of,
    join,
    line_of,
    mark_service,
    mark_unit,
    next_widening,
    relocate,
)
from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, AtClose, LetsGo, StepKind

STAY, HANDOFF, LEAVE = int(StepKind.STAY), int(StepKind.HANDOFF), int(StepKind.LEAVE)
NEXT_PLACE, AT_END = int(LetsGo.NEXT_PLACE), int(LetsGo.AT_END)
PAUSE, FIT = int(AtClose.PAUSE), int(AtClose.FIT)
PATIENTS_AHEAD, STEPS_AHEAD = 24, 48
OPEN, LEFT, DIED, LOST = int(Exit.OPEN), int(Exit.LEFT), int(Exit.DIED), int(Exit.LOST)


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
    if lets_go == AT_END or (lets_go != NEXT_PLACE and has_task_begun(w, g)):
        go_home_when_open(w, g)
    pass_on(w, g, now)


@inlined
def waits_in(w: int, g: int) -> bool:
    """Whether the place of a stay is still held, and the next one not reserved."""
    on = step_field(w, g, NEXT_STAY)
    return cell(w, LEFT_AT, g) < 0 and (on < 0 or cell(w, RESERVED, g + on) < 0)


@called
def has_task_begun(w: int, g: int) -> bool:
    """Whether a needed handoff before the next move has started."""
    for on in range(1, step_field(w, g, NEXT_MOVE)):
        if cell(w, STARTED, g + on) >= 0:
            return True
    return False


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
def begin_waiting_at_home(w: int, stay: int) -> None:
    """A task that a patient may wait for at home has begun."""
    lets_go = field(w, STEPS, node(w, stay, NODE_STEP), LETS_GO)
    is_ready = cell(w, READY, stay) >= 0 and cell(w, LEFT_AT, stay) < 0
    if is_ready and lets_go != NEXT_PLACE and lets_go != AT_END:
        go_home_when_open(w, stay)


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


@inlined
def happen(w: int, kind: int, g: int) -> None:
    """Carry out an event of a step."""
    if kind == E_TASK_END:
        end_task(w, g)
    elif kind == E_FREE:
        free(w, g)
    elif state(w, g) >= NOTHING:
        happen_in_journey(w, kind, g)
    elif state(w, g) == HAS_LEFT:
        happen_in_waiting(w, kind, g)


@inlined
def happen_in_journey(w: int, kind: int, g: int) -> None:
    """Carry out an event of somebody whose journey goes on."""
    if kind == E_READY:
        get_ready(w, g)
    elif kind == E_LEAVE:
        leave(w, g)
    elif kind == E_MOVED:
        move_in(w, g)
    elif kind == E_GIVE_UP:
        give_up(w, g)
    elif kind == E_DEATH or (kind == E_DEATH_WAITING and waits_in(w, g)):
        die(w, node(w, g, NODE_OWNER))
    else:
        happen_in_waiting(w, kind, g)


@called
def happen_in_waiting(w: int, kind: int, g: int) -> None:
    """Carry out an event that matters to somebody who has left, too: handoffs may go on."""
    if kind == E_LIMIT:
        put_cell(w, DUE_STEP, get(w, DUE), g)
        add(w, DUE, 1)
    elif kind == E_REBOOK:
        wait(w, g)
    elif kind == E_WIDEN:
        widen(w, g)
    elif kind == E_PLAN:
        finish_one(w, g)
