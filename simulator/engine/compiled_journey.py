"""What happens to one patient (rules 6, 9 to 11 and 13 to 16)."""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ARRIVED,
    ASKED,
    ASKING,
    DUE,
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
    HAS_MOVES_OUT,
    KIND,
    LAST_STAY,
    LEFT_AT,
    LETS_GO,
    LOSES,
    MOVE,
    N_AFTER,
    N_CARE_SETTINGS,
    NEXT_MOVE,
    NEXT_STAY,
    NODE_LINE,
    NODE_NEEDS,
    NODE_OWNER,
    NODE_STEP,
    NOW,
    POSTPONE_BY,
    POSTPONE_MOST,
    POSTPONED,
    READY,
    RESERVED,
    SERVICE,
    STARTED,
    STEP_RECORDS,
    U_DISCHARGES,
    U_IN_USE,
    U_REVIEWS,
    U_TURNAROUND,
    UNIT,
    WEIGHT,
    World,
)
from simulator.engine.compiled_events import schedule
from simulator.engine.compiled_hours import is_open, opening, review_from, work_ends
from simulator.engine.compiled_waiting import (
    drop,
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
OPEN, LEFT, DIED, LOST = int(Exit.OPEN), int(Exit.LEFT), int(Exit.DIED), int(Exit.LOST)


@inlined
def arrive(w: World, patient: int) -> None:
    """Begin a journey by asking for the steps that come after nothing."""
    blank(w, patient)
    w.patient_record[ARRIVED, patient] = w.tape[NOW]
    first = w.first[patient]
    step = w.route[w.patient_route[patient]]
    for k in range(w.first[patient + 1] - first):
        node = w.node[first + k]
        node[NODE_LINE] = -1
        node[NODE_OWNER] = patient
        node[NODE_STEP] = step + k
        node[NODE_NEEDS] = w.step[step + k, N_AFTER]
        if node[NODE_NEEDS] == 0:
            w.asking[w.tape[ASKING]] = first + k
            w.tape[ASKING] += 1


@inlined
def blank(w: World, patient: int) -> None:
    """A record in which nothing has happened."""
    for g in range(w.first[patient], w.first[patient + 1]):
        for column in range(STEP_RECORDS - 1):
            w.record[column, g] = -1
        w.record[POSTPONED, g] = 0


@inlined
def ask_all(w: World) -> None:
    """Ask for all steps that have come to be asked for."""
    tape = w.tape
    while tape[ASKING] > 0:
        tape[ASKING] -= 1
        g = w.asking[tape[ASKING]]
        kind = w.step[w.node[g, NODE_STEP], KIND]
        if kind == HANDOFF and w.duration[g] < 0:
            pass_on(w, g, -1)
            continue
        if kind != HANDOFF and w.patient_record[EXIT, w.node[g, NODE_OWNER]] != OPEN:
            continue
        w.record[ASKED, g] = tape[NOW]
        if kind == LEAVE:
            leave_when_open(w, g)
        else:
            wait(w, g)


@inlined
def pass_on(w: World, g: int, ready: int) -> None:
    """Ask for what comes after a finished step, if it comes after nothing else unfinished.

    For a stay declared ready, what was planned ahead of that has been asked for already.
    """
    step = w.node[g, NODE_STEP]
    for i in range(w.step[step, EDGE_FIRST], w.step[step, EDGE_LAST]):
        before = w.edge[i, EDGE_BEFORE]
        if ready < 0 or before < 0 or planned_for(w, g, before) >= ready:
            finish_one(w, g + w.edge[i, EDGE_ON])


@inlined
def finish_one(w: World, g: int) -> None:
    """One of the steps that a step comes after is finished."""
    w.node[g, NODE_NEEDS] -= 1
    if w.node[g, NODE_NEEDS] == 0:
        w.asking[w.tape[ASKING]] = g
        w.tape[ASKING] += 1


@inlined
def planned_for(w: World, stay: int, before: int) -> int:
    """When a handoff planned ahead of a stay's expected end begins (rule 11)."""
    started = w.record[STARTED, stay]
    return max(started, started + w.duration[stay] + w.error[stay] - before)


@inlined
def wait(w: World, g: int) -> None:
    """Wait for a place or a handoff, for no longer than the limit."""
    join(w, g, line_of(w, g))
    if w.limit[g] >= 0:
        schedule(w, w.tape[NOW] + w.limit[g], E_LIMIT, g)
    schedule(w, next_widening(w, g), E_WIDEN, g)


@inlined
def widen(w: World, g: int) -> None:
    """A further unit may be used by now, if he still waits and this has not been seen to."""
    if w.node[g, NODE_LINE] >= 0 and relocate(w, g):
        schedule(w, next_widening(w, g), E_WIDEN, g)


@inlined
def reserve(w: World, g: int, unit: int) -> None:
    """Start a stay: the place is his, and he is there when the move is over."""
    drop(w, g)
    step = w.node[g, NODE_STEP]
    w.record[RESERVED, g] = w.tape[NOW]
    w.record[UNIT, g] = unit
    w.unit[unit, U_IN_USE] += w.step[step, WEIGHT]
    if w.step[step, MOVE] == 0:
        move_in(w, g)
    else:
        schedule(w, w.tape[NOW] + w.step[step, MOVE], E_MOVED, g)


@inlined
def moved(w: World, g: int) -> None:
    """The move is over, unless the journey ended meanwhile."""
    if w.record[LEFT_AT, g] < 0:
        move_in(w, g)


@inlined
def move_in(w: World, g: int) -> None:
    """Leave the place he came from, and know how long he will need this one."""
    now = w.tape[NOW]
    patient = w.node[g, NODE_OWNER]
    w.record[STARTED, g] = now
    last = w.holds[patient]
    w.holds[patient] = g
    if last >= 0:
        vacate(w, last)
    hold_otherwise(w, patient)
    ended = now + w.duration[g]
    if ended < w.tape[END]:
        w.record[ENDED, g] = ended
        if w.dies[g] == 1:
            schedule(w, ended, E_DEATH, g)
            plan(w, g, ended)
        else:
            reviews = w.unit[w.record[UNIT, g], U_REVIEWS]
            ready = review_from(w, reviews, ended, w.level[g])
            schedule(w, ready, E_READY, g)
            plan(w, g, ready)
    else:
        plan(w, g, NEVER)


@inlined
def plan(w: World, g: int, until: int) -> None:
    """Have handoffs begin ahead of the expected end of a stay, if that comes before its end."""
    step = w.node[g, NODE_STEP]
    for i in range(w.step[step, EDGE_FIRST], w.step[step, EDGE_LAST]):
        before = w.edge[i, EDGE_BEFORE]
        if before >= 0:
            time = planned_for(w, g, before)
            if time < until:
                schedule(w, time, E_PLAN, g + w.edge[i, EDGE_ON])


@inlined
def get_ready(w: World, g: int) -> None:
    """Be declared ready: go home to wait, ask for what comes after, or die."""
    now = w.tape[NOW]
    w.record[READY, g] = now
    dies_waiting = w.dies_waiting[g]
    if dies_waiting == 0 and waits_in(w, g):
        die(w, w.node[g, NODE_OWNER])
        return
    if dies_waiting >= 0:
        schedule(w, now + dies_waiting, E_DEATH_WAITING, g)
    lets_go = w.step[w.node[g, NODE_STEP], LETS_GO]
    if lets_go == AT_END or (lets_go != NEXT_PLACE and has_task_begun(w, g)):
        go_home_when_open(w, g)
    pass_on(w, g, now)


@inlined
def waits_in(w: World, g: int) -> bool:
    """Whether the place of a stay is still held, and the next one not reserved."""
    on = w.step[w.node[g, NODE_STEP], NEXT_STAY]
    return w.record[LEFT_AT, g] < 0 and (on < 0 or w.record[RESERVED, g + on] < 0)


@inlined
def has_task_begun(w: World, g: int) -> bool:
    """Whether a needed handoff before the next move has started."""
    for on in range(1, w.step[w.node[g, NODE_STEP], NEXT_MOVE]):
        if w.record[STARTED, g + on] >= 0:
            return True
    return False


@inlined
def go_home_when_open(w: World, g: int) -> None:
    """Give up the place at the first moment from now on that discharges are open."""
    time = opening(w, w.unit[w.record[UNIT, g], U_DISCHARGES])
    if time == w.tape[NOW]:
        give_up(w, g)
    else:
        schedule(w, time, E_GIVE_UP, g)


@inlined
def give_up(w: World, g: int) -> None:
    """Give up the place and wait at home, unless the next place is his or he has left."""
    patient = w.node[g, NODE_OWNER]
    if waits_in(w, g):
        vacate(w, g)
        w.holds[patient] = -1
        hold_otherwise(w, patient)


@inlined
def hold_otherwise(w: World, patient: int) -> None:
    """Wait for places as somebody who now holds another place or none."""
    if w.tape[HAS_MOVES_OUT] == 1:
        for g in range(w.first[patient], w.first[patient + 1]):
            step = w.node[g, NODE_STEP]
            if w.node[g, NODE_LINE] >= 0 and w.step[step, KIND] == STAY:
                relocate(w, g)


@inlined
def vacate(w: World, g: int) -> None:
    """Leave a place, which is in use until its turnaround is over."""
    w.record[LEFT_AT, g] = w.tape[NOW]
    turnaround = w.unit[w.record[UNIT, g], U_TURNAROUND]
    if turnaround > 0:
        schedule(w, w.tape[NOW] + turnaround, E_FREE, g)
    else:
        free(w, g)


@inlined
def free(w: World, g: int) -> None:
    """A place is no longer in use."""
    unit = w.record[UNIT, g]
    w.unit[unit, U_IN_USE] -= w.step[w.node[g, NODE_STEP], WEIGHT]
    mark_unit(w, unit)


@inlined
def start_handoff(w: World, g: int, handoff: int) -> None:
    """Begin a task or lead time, and go home if that is what was waited for."""
    drop(w, g)
    now = w.tape[NOW]
    w.record[RESERVED, g] = now
    w.record[STARTED, g] = now
    h = w.handoff[handoff]
    if h[H_HAS_RELEASES] == 1:
        h[H_LEFT] -= 1
    if h[H_HAS_STAFF] == 1 and h[H_IS_LEAD] == 0:
        h[H_IN_USE] += 1
    by_clock = h[H_IS_LEAD] == 1 or h[H_AT_CLOSE] == PAUSE
    if h[H_AT_CLOSE] == FIT and w.duration[g] > h[H_LONGEST]:
        by_clock = True
    clock = h[H_CLOCK] if by_clock else -1
    schedule(w, work_ends(w, clock, w.duration[g]), E_TASK_END, g)
    back = w.step[w.node[g, NODE_STEP], LAST_STAY]
    if back > 0:
        begin_waiting_at_home(w, g - back)


@inlined
def begin_waiting_at_home(w: World, stay: int) -> None:
    """A task that a patient may wait for at home has begun."""
    lets_go = w.step[w.node[stay, NODE_STEP], LETS_GO]
    is_ready = w.record[READY, stay] >= 0 and w.record[LEFT_AT, stay] < 0
    if is_ready and lets_go != NEXT_PLACE and lets_go != AT_END:
        go_home_when_open(w, stay)


@inlined
def end_task(w: World, g: int) -> None:
    """A task or lead time is over; the dead and lost ask for nothing more."""
    w.record[ENDED, g] = w.tape[NOW]
    service = w.step[w.node[g, NODE_STEP], SERVICE]
    h = w.handoff[service - w.tape[N_CARE_SETTINGS]]
    if h[H_HAS_STAFF] == 1 and h[H_IS_LEAD] == 0:
        h[H_IN_USE] -= 1
        mark_service(w, service)
    if w.patient_record[EXIT, w.node[g, NODE_OWNER]] <= LEFT:
        pass_on(w, g, -1)


@inlined
def leave_when_open(w: World, g: int) -> None:
    """Leave in the discharge hours of the unit in which he holds a place (rule 14)."""
    stay = w.holds[w.node[g, NODE_OWNER]]
    time = w.tape[NOW]
    if stay >= 0:
        time = opening(w, w.unit[w.record[UNIT, stay], U_DISCHARGES])
    if time == w.tape[NOW]:
        leave(w, g)
    else:
        schedule(w, time, E_LEAVE, g)


@inlined
def leave(w: World, g: int) -> None:
    """Leave, and perhaps return."""
    patient = w.node[g, NODE_OWNER]
    now = w.tape[NOW]
    w.record[LEFT_AT, g] = now
    w.patient_record[EXIT, patient] = LEFT
    w.patient_record[FINISHED, patient] = now
    if w.holds[patient] >= 0:
        vacate(w, w.holds[patient])
        w.holds[patient] = -1
    again = w.returns_as[patient]
    if again >= 0:
        schedule(w, now + w.returns_after[patient], E_ARRIVE, again)


@inlined
def die(w: World, patient: int) -> None:
    """Die: what was asked at this very time was not asked (rule 4(a))."""
    end_journey(w, patient, DIED)
    for g in range(w.first[patient], w.first[patient + 1]):
        is_asked_now = w.record[ASKED, g] == w.tape[NOW] and w.record[RESERVED, g] < 0
        if is_asked_now and w.record[LEFT_AT, g] < 0:
            w.record[ASKED, g] = -1
            w.record[POSTPONED, g] = 0


@inlined
def end_journey(w: World, patient: int, how: int) -> None:
    """End by death or loss: every line and place is left at once (rule 15)."""
    now = w.tape[NOW]
    w.patient_record[EXIT, patient] = how
    w.patient_record[FINISHED, patient] = now
    w.holds[patient] = -1
    for g in range(w.first[patient], w.first[patient + 1]):
        if w.node[g, NODE_LINE] >= 0:
            drop(w, g)
        is_stay = w.step[w.node[g, NODE_STEP], KIND] == STAY
        if is_stay and w.record[RESERVED, g] >= 0 and w.record[LEFT_AT, g] < 0:
            vacate(w, g)
            if w.record[ENDED, g] > now:
                w.record[ENDED, g] = -1


@inlined
def run_out(w: World) -> bool:
    """Let all limits due now run out together, loss first (rules 4(c) and 15)."""
    tape = w.tape
    some = False
    n = tape[DUE]
    tape[DUE] = 0
    for i in range(n):
        g = w.due[i]
        if w.node[g, NODE_LINE] >= 0 and loses(w, g):
            some = True
            lose(w, g)
    for i in range(n):
        g = w.due[i]
        if w.node[g, NODE_LINE] >= 0:
            some = True
            drop(w, g)
            w.record[POSTPONED, g] += 1
            by = w.step[w.node[g, NODE_STEP], POSTPONE_BY]
            schedule(w, tape[NOW] + by, E_REBOOK, g)
    return some


@inlined
def loses(w: World, g: int) -> bool:
    """Whether the limit of a step, run out, ends the journey."""
    step = w.node[g, NODE_STEP]
    return w.step[step, LOSES] == 1 or w.record[POSTPONED, g] >= w.step[step, POSTPONE_MOST]


@inlined
def lose(w: World, g: int) -> None:
    """Lose a patient; one who has left already only stops waiting."""
    patient = w.node[g, NODE_OWNER]
    if w.patient_record[EXIT, patient] == OPEN:
        end_journey(w, patient, LOST)
    else:
        drop(w, g)


@inlined
def happen(w: World, kind: int, g: int) -> None:
    """Carry out an event of a step."""
    patient = w.node[g, NODE_OWNER]
    if kind == E_READY:
        if w.patient_record[EXIT, patient] == OPEN:
            get_ready(w, g)
    elif kind == E_TASK_END:
        end_task(w, g)
    elif kind == E_FREE:
        free(w, g)
    elif w.patient_record[EXIT, patient] > LEFT:
        return
    elif kind == E_LIMIT:
        w.due[w.tape[DUE]] = g
        w.tape[DUE] += 1
    elif kind == E_REBOOK:
        wait(w, g)
    elif kind == E_WIDEN:
        widen(w, g)
    elif kind == E_PLAN:
        finish_one(w, g)
    elif kind == E_MOVED:
        moved(w, g)
    elif kind == E_LEAVE:
        leave(w, g)
    elif kind == E_GIVE_UP:
        give_up(w, g)
    elif w.patient_record[EXIT, patient] == OPEN and (kind == E_DEATH or waits_in(w, g)):
        die(w, patient)
