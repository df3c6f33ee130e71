"""What happens to a patient, from arriving to leaving, dying or being lost.

Read from the top it is one journey: he asks, waits, starts, is declared ready, goes home to wait,
leaves; ``g`` is the row of one of his steps throughout.
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import (
    ARRIVE,
    DEATH,
    DEATH_WAITING,
    FALL,
    FREE,
    GIVE_UP,
    LEAVE,
    LIMIT,
    MOVED,
    PLAN,
    READY,
    READY_AGAIN,
    REBOOK,
    RELAPSE,
    TASK_END,
    WIDEN,
    schedule,
)
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_hours import opening, review_from, work_ends
from simulator.engine.compiled_lines import (
    drop,
    join,
    line_of,
    next_widening,
    relocate,
    try_service,
    try_unit,
)
from simulator.engine.compiled_records import (
    asking,
    begins_at,
    begins_in,
    dies,
    dies_waiting,
    due,
    duration,
    edge,
    expected_error,
    falls,
    first_step,
    handoff,
    instead_as,
    limit,
    person,
    ready_again,
    relapse_lasts,
    relapsed,
    relapses_after,
    returns_after,
    returns_as,
    review_level,
    route_first,
    route_of,
    route_step,
    taken,
    unit,
)
from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, AtClose, LetsGo, StepKind

# Numba reads members of an enumeration as numbers only when they are numbers.
STAY, HANDOFF, LEAVING = int(StepKind.STAY), int(StepKind.HANDOFF), int(StepKind.LEAVE)
AT_END, NEXT_TASK = int(LetsGo.AT_END), int(LetsGo.NEXT_TASK)
PAUSE, FIT = int(AtClose.PAUSE), int(AtClose.FIT)
LEFT, DIED, LOST = int(Exit.LEFT), int(Exit.DIED), int(Exit.LOST)
SWITCHED = int(Exit.SWITCHED)
MILLION = 1_000_000
# What a patient holds who holds no place.
NOTHING, HAS_LEFT, IS_GONE = -1, -2, -3
# The line of a step that is postponed until its booking comes round.
AWAY = -2


# -- arriving and asking (rules 9 and 11) --------------------------------------------------------


@called
def arrive(w: Any, p: int) -> None:
    """Begin a journey by asking for the steps that come after nothing."""
    blank(w, p)
    mine = person(w, p)
    mine.arrived = w.now
    first = first_step(w, p).value
    step = route_first(w, route_of(w, p).value).row
    for k in range(first_step(w, p + 1).value - first):
        here = taken(w, first + k)
        here.patient = p
        here.step = step + k
        here.duration = duration(w, first + k).value
        here.limit = limit(w, first + k).value
        here.expected_error = expected_error(w, first + k).value
        here.review_level = review_level(w, first + k).value
        here.dies = dies(w, first + k).value
        here.dies_waiting = dies_waiting(w, first + k).value
        here.weight = route_step(w, step + k).weight
        here.unfinished = route_step(w, step + k).n_after
    if w.has_begun == 1 and begins_at(w, p).value >= 0:
        begin_inside(w, p)
        return
    for g in range(first, first_step(w, p + 1).value):
        if taken(w, g).unfinished == 0:
            to_ask(w, g)


@called
def begin_inside(w: Any, p: int) -> None:
    """Be at a step when the run begins, those before it finished (rule 17)."""
    first = first_step(w, p).value
    present = first + begins_at(w, p).value
    for g in range(first, present):
        mine = route_step(w, taken(w, g).step)
        for i in range(mine.edges_first, mine.edges_last):
            taken(w, g + edge(w, i).on).unfinished -= 1
    is_in = begins_in(w, p).value >= 0
    for g in range(present + is_in, first_step(w, p + 1).value):
        if taken(w, g).unfinished == 0:
            to_ask(w, g)
    if is_in:
        taken(w, present).asked = w.now
        take(w, present, begins_in(w, p).value)
        move_in(w, present)


@inlined
def blank(w: Any, p: int) -> None:
    """A record in which nothing has happened."""
    mine = person(w, p)
    mine.arrived = mine.finished = -1
    mine.exit = 0
    mine.holds = NOTHING
    for g in range(first_step(w, p).value, first_step(w, p + 1).value):
        here = taken(w, g)
        here.asked = here.reserved = here.started = here.ended = here.ready = here.left = -1
        here.unit = here.line = -1
        here.postponed = 0


@inlined
def to_ask(w: Any, g: int) -> None:
    """Have a step asked for."""
    asking(w, w.asking).row = g
    w.asking += 1


@inlined
def ask_all(w: Any) -> None:
    """Ask for all steps that have come to be asked for; the dead and lost ask for nothing."""
    while w.asking > 0:
        w.asking -= 1
        g = asking(w, w.asking).row
        here = taken(w, g)
        kind = route_step(w, here.step).kind
        if kind == HANDOFF and here.duration < 0:
            pass_on(w, g, -1)
        elif kind == HANDOFF or holds(w, g) >= NOTHING:
            here.asked = w.now
            if kind == HANDOFF or not is_relapsed(w, holds(w, g)):
                go_for(w, g, kind)


@inlined
def go_for(w: Any, g: int, kind: int) -> None:
    """Leave, or wait for what was asked for."""
    if kind == LEAVING:
        leave_when_open(w, g)
    else:
        wait(w, g)


@called
def pass_on(w: Any, g: int, ready: int) -> None:
    """Ask for what comes after a finished step, if it comes after nothing else unfinished.

    For a stay declared ready, what was planned ahead of that has been asked for already.
    """
    mine = route_step(w, taken(w, g).step)
    for i in range(mine.edges_first, mine.edges_last):
        before = edge(w, i).before
        if ready < 0 or before < 0 or planned_for(w, g, before) >= ready:
            finish_one(w, g + edge(w, i).on)


@inlined
def finish_one(w: Any, g: int) -> None:
    """One of the steps that a step comes after is finished."""
    here = taken(w, g)
    here.unfinished -= 1
    if here.unfinished == 0:
        to_ask(w, g)


@inlined
def planned_for(w: Any, stay: int, before: int) -> int:
    """When a handoff planned ahead of a stay's expected end begins (rule 11)."""
    here = taken(w, stay)
    return max(here.started, here.started + here.duration + here.expected_error - before)


@called
def wait(w: Any, g: int) -> None:
    """Wait for a place or a handoff, for no longer than the limit."""
    join(w, g, line_of(w, g))
    here = taken(w, g)
    if here.limit >= 0:
        schedule(w, w.now + here.limit, LIMIT, g)
    schedule(w, next_widening(w, g), WIDEN, g)


@called
def widen(w: Any, g: int) -> None:
    """A further unit may be used by now, if he still waits."""
    if taken(w, g).line >= 0:
        relocate(w, g)
        schedule(w, next_widening(w, g), WIDEN, g)


# -- holding a place (rule 6) --------------------------------------------------------------------


@inlined
def holds(w: Any, g: int) -> int:
    """The stay whose place a patient holds, NOTHING, or how his journey ended."""
    return person(w, taken(w, g).patient).holds


@inlined
def hold(w: Any, p: int, stay: int) -> None:
    """Hold the place of another stay or NOTHING; it may matter to what he waits for."""
    person(w, p).holds = stay
    if w.has_moves_out == 1:
        wait_otherwise(w, p)


@called
def wait_otherwise(w: Any, p: int) -> None:
    """Wait for places as somebody who holds what he holds by now."""
    for g in range(first_step(w, p).value, first_step(w, p + 1).value):
        here = taken(w, g)
        if here.line >= 0 and route_step(w, here.step).kind == STAY:
            relocate(w, g)


@called
def vacate(w: Any, g: int) -> None:
    """Leave a place, which is in use until its turnaround is over."""
    here = taken(w, g)
    here.left = w.now
    turnaround = unit(w, here.unit).turnaround
    if turnaround > 0:
        schedule(w, w.now + turnaround, FREE, g)
    else:
        free(w, g)


@inlined
def free(w: Any, g: int) -> None:
    """A place is no longer in use."""
    weigh(w, g, 0)


@inlined
def fall(w: Any, g: int) -> None:
    """Need no more than the profile says by now, as long as the place is held."""
    mine = route_step(w, taken(w, g).step)
    if mine.falls_first < mine.falls_last:
        fall_to(w, g, mine.falls_first, mine.falls_last)


@called
def fall_to(w: Any, g: int, first: int, last: int) -> None:
    """Need what the last fall by now says."""
    here = taken(w, g)
    weight = here.weight
    for i in range(first, last):
        if here.started + falls(w, i).after <= w.now:
            weight = falls(w, i).weight
    if weight < here.weight:
        weigh(w, g, weight)


@inlined
def weigh(w: Any, g: int, weight: int) -> None:
    """Have so much in use from now on, which may let others start."""
    here = taken(w, g)
    unit(w, here.unit).in_use += weight - here.weight
    here.weight = weight
    try_unit(w, here.unit)


# -- a stay, from the place being his to being declared ready (rules 6, 10 and 11) ---------------


@called
def reserve(w: Any, g: int, u: int) -> None:
    """Start a stay: the place is his, and he is there when the move is over."""
    drop(w, g)
    take(w, g, u)
    move = route_step(w, taken(w, g).step).move
    if move == 0:
        move_in(w, g)
    else:
        schedule(w, w.now + move, MOVED, g)


@inlined
def take(w: Any, g: int, u: int) -> None:
    """Have a place in a unit from now on."""
    here = taken(w, g)
    here.reserved = w.now
    here.unit = u
    unit(w, u).in_use += here.weight


@called
def move_in(w: Any, g: int) -> None:
    """Leave the place he came from, and know how long he will need this one."""
    here = taken(w, g)
    here.started = w.now
    before = holds(w, g)
    if before >= 0:
        fall(w, before)
        vacate(w, before)
    hold(w, here.patient, g)
    here.duration += growth(w, g)
    mine = route_step(w, here.step)
    for i in range(mine.falls_first, mine.falls_last):
        schedule(w, w.now + falls(w, i).after, FALL, g)
    ended = w.now + here.duration
    until = NEVER
    if ended < w.end:
        here.ended = ended
        if here.dies == 1:
            until = ended
            schedule(w, until, DEATH, g)
        else:
            until = review_from(w, unit(w, here.unit).reviews, ended, here.review_level)
            schedule(w, until, READY, g)
    plan(w, g, until)


@inlined
def growth(w: Any, g: int) -> int:
    """By how much need has grown while he waited for a place (rule 15)."""
    here = taken(w, g)
    mine = route_step(w, here.step)
    if mine.growth == 0 or mine.back < 0:
        return 0
    since = taken(w, g - mine.back).ready
    if since < 0:
        return 0
    # In two parts, because the whole product may not fit.
    waited = here.reserved - since
    return waited // MILLION * mine.growth + waited % MILLION * mine.growth // MILLION


@inlined
def plan(w: Any, g: int, until: int) -> None:
    """Have handoffs begin ahead of the expected end of a stay, if that comes before its end."""
    mine = route_step(w, taken(w, g).step)
    for i in range(mine.edges_first, mine.edges_last):
        before = edge(w, i).before
        if before >= 0:
            time = planned_for(w, g, before)
            if time < until:
                schedule(w, time, PLAN, g + edge(w, i).on)


@called
def get_ready(w: Any, g: int) -> None:
    """Be declared ready: go home to wait, ask for what comes after, or die."""
    here = taken(w, g)
    here.ready = w.now
    if here.dies_waiting == 0 and waits_in(w, g):
        die(w, here.patient)
        return
    if here.dies_waiting >= 0:
        schedule(w, w.now + here.dies_waiting, DEATH_WAITING, g)
    if w.has_relapses == 1 and relapses_after(w, g).value >= 0:
        relapse_later(w, g)
    if not is_relapsed(w, g):
        go_home_if_wanted(w, g)
    pass_on(w, g, w.now)


@inlined
def go_home_if_wanted(w: Any, g: int) -> None:
    """Go home to wait, if that is how this stay ends and what it needs has begun."""
    lets_go = route_step(w, taken(w, g).step).lets_go
    if lets_go == AT_END or (lets_go == NEXT_TASK and has_task_begun(w, g)):
        go_home_when_open(w, g)


# -- relapse while waiting (rule 10) -------------------------------------------------------------


@inlined
def is_relapsed(w: Any, stay: int) -> bool:
    """Whether need has come back in a stay and lasts; -1 for a stay: no."""
    if w.has_relapses == 0 or stay < 0:
        return False
    return relapsed(w, stay).value >= 0 and ready_again(w, stay).value < 0


@called
def relapse_later(w: Any, g: int) -> None:
    """Relapse at once, before anything else that readiness leads to, or later."""
    after = relapses_after(w, g).value
    if after == 0:
        relapse(w, g)
    else:
        schedule(w, w.now + after, RELAPSE, g)


@called
def relapse(w: Any, g: int) -> None:
    """Need comes back, if he still waits: he is withdrawn from the queue for the next place."""
    if not waits_in(w, g):
        return
    here = taken(w, g)
    relapsed(w, g).value = w.now
    on = route_step(w, here.step).to_stay
    if on >= 0 and taken(w, g + on).line >= 0:
        drop(w, g + on)
    need_ends = w.now + relapse_lasts(w, g).value
    if need_ends < w.end:
        seen = review_from(w, unit(w, here.unit).reviews, need_ends, here.review_level)
        schedule(w, seen, READY_AGAIN, g)


@called
def get_ready_again(w: Any, g: int) -> None:
    """Be declared ready again: go home to wait, leave, or wait for the next place anew."""
    ready_again(w, g).value = w.now
    go_home_if_wanted(w, g)
    move = g + route_step(w, taken(w, g).step).to_move
    next_move = taken(w, move)
    if next_move.asked >= 0 and next_move.line != AWAY:
        go_for(w, move, route_step(w, next_move.step).kind)


@called
def is_limit_of_before(w: Any, g: int) -> bool:
    """Whether the limit due now ran from before a relapse, since when he waits anew."""
    here = taken(w, g)
    mine = route_step(w, here.step)
    if w.has_relapses == 0 or mine.kind != STAY or mine.back < 0:
        return False
    stay = g - mine.back
    again = ready_again(w, stay).value
    return relapsed(w, stay).value >= 0 and (again < 0 or w.now - here.limit < again)


@called
def come_round(w: Any, g: int) -> None:
    """A booking comes round again; who is not ready then waits to be."""
    here = taken(w, g)
    here.line = -1
    is_stay = route_step(w, here.step).kind == STAY
    if not (is_stay and is_relapsed(w, holds(w, g))):
        wait(w, g)


# -- a handoff (rule 13) -------------------------------------------------------------------------


@called
def begin_handoff(w: Any, g: int, h: int) -> None:
    """Begin a task or lead time, and go home if that is what was waited for."""
    drop(w, g)
    here = taken(w, g)
    mine = handoff(w, h)
    here.reserved = here.started = w.now
    if mine.has_releases == 1:
        mine.left -= 1
    if holds_staff(w, h):
        mine.in_use += 1
    too_long = mine.at_close == FIT and here.duration > mine.longest
    by_clock = mine.is_lead == 1 or mine.at_close == PAUSE or too_long
    schedule(w, work_ends(w, mine.clock if by_clock else -1, here.duration), TASK_END, g)
    back = route_step(w, here.step).back
    if back > 0:
        begin_waiting_at_home(w, g - back)


@inlined
def holds_staff(w: Any, h: int) -> bool:
    """Whether a handoff takes up a member of staff while it lasts."""
    mine = handoff(w, h)
    return mine.has_staff == 1 and mine.is_lead == 0


@called
def end_handoff(w: Any, g: int) -> None:
    """A task or lead time is over; the dead and lost ask for nothing more."""
    here = taken(w, g)
    here.ended = w.now
    s = route_step(w, here.step).service
    h = s - w.n_care_settings
    if holds_staff(w, h):
        handoff(w, h).in_use -= 1
        try_service(w, s)
    if holds(w, g) > IS_GONE:
        pass_on(w, g, -1)


# -- going home to wait (rule 6) -----------------------------------------------------------------


@inlined
def waits_in(w: Any, g: int) -> bool:
    """Whether the place of a stay is still held, and the next one not reserved."""
    here = taken(w, g)
    on = route_step(w, here.step).to_stay
    return here.left < 0 and (on < 0 or taken(w, g + on).reserved < 0)


@inlined
def has_task_begun(w: Any, g: int) -> bool:
    """Whether a needed handoff before the next move has started."""
    task = g + 1
    move = g + route_step(w, taken(w, g).step).to_move
    while task < move and taken(w, task).started < 0:
        task += 1
    return task < move


@called
def begin_waiting_at_home(w: Any, stay: int) -> None:
    """A task that a patient may wait for at home has begun."""
    here = taken(w, stay)
    is_delayed = here.ready >= 0 and here.left < 0 and not is_relapsed(w, stay)
    if is_delayed and route_step(w, here.step).lets_go == NEXT_TASK:
        go_home_when_open(w, stay)


@called
def go_home_when_open(w: Any, g: int) -> None:
    """Give up the place at the first moment from now on that discharges are open."""
    time = opening(w, unit(w, taken(w, g).unit).discharges)
    if time == w.now:
        give_up(w, g)
    else:
        schedule(w, time, GIVE_UP, g)


@called
def give_up(w: Any, g: int) -> None:
    """Give up the place and wait at home, unless the next place is his or he has left."""
    if waits_in(w, g) and not is_relapsed(w, g):
        fall(w, g)
        vacate(w, g)
        hold(w, taken(w, g).patient, NOTHING)


# -- leaving (rules 14 and 16) -------------------------------------------------------------------


@called
def leave_when_open(w: Any, g: int) -> None:
    """Leave in the discharge hours of the unit in which he holds a place."""
    stay = holds(w, g)
    time = w.now
    if stay >= 0:
        time = opening(w, unit(w, taken(w, stay).unit).discharges)
    if time == w.now:
        leave(w, g)
    else:
        schedule(w, time, LEAVE, g)


@called
def leave(w: Any, g: int) -> None:
    """Leave, unless need has come back, and perhaps return."""
    if is_relapsed(w, holds(w, g)):
        return
    here = taken(w, g)
    mine = person(w, here.patient)
    here.left = mine.finished = w.now
    mine.exit = LEFT
    if mine.holds >= 0:
        fall(w, mine.holds)
        vacate(w, mine.holds)
    mine.holds = HAS_LEFT
    again = returns_as(w, here.patient).value
    if again >= 0:
        schedule(w, w.now + returns_after(w, here.patient).value, ARRIVE, again)


# -- death, loss and limits (rules 4 and 15) -----------------------------------------------------


@called
def die(w: Any, p: int) -> None:
    """Die: what was asked at this very time was not asked (rule 4(a))."""
    end_journey(w, p, DIED)
    for g in range(first_step(w, p).value, first_step(w, p + 1).value):
        here = taken(w, g)
        if here.asked == w.now and here.reserved < 0 and here.left < 0:
            here.asked = -1
            here.postponed = 0


@called
def end_journey(w: Any, p: int, how: int) -> None:
    """End by death or loss: every line and place is left at once (rule 15)."""
    mine = person(w, p)
    mine.exit = how
    mine.finished = w.now
    mine.holds = IS_GONE
    for g in range(first_step(w, p).value, first_step(w, p + 1).value):
        here = taken(w, g)
        if here.line >= 0:
            drop(w, g)
        is_stay = route_step(w, here.step).kind == STAY
        if is_stay and here.reserved >= 0 and here.left < 0:
            if here.started >= 0:
                fall(w, g)
            vacate(w, g)
            if here.ended > w.now:
                here.ended = -1


@called
def run_out(w: Any) -> bool:
    """Let all limits due now run out together, loss first (rules 4(c) and 15)."""
    some = False
    n = w.due
    w.due = 0
    for i in range(n):
        g = due(w, i).row
        here = taken(w, g)
        mine = route_step(w, here.step)
        is_last = here.postponed >= mine.postpone_most and mine.is_elsewhere == 0
        if here.line >= 0 and is_last:
            some = True
            lose(w, g, LOST)
    for i in range(n):
        g = due(w, i).row
        here = taken(w, g)
        if here.line >= 0 and route_step(w, here.step).is_elsewhere == 1:
            some = True
            send_elsewhere(w, g)
    for i in range(n):
        g = due(w, i).row
        here = taken(w, g)
        if here.line >= 0:
            some = True
            drop(w, g)
            here.line = AWAY
            here.postponed += 1
            schedule(w, w.now + route_step(w, here.step).postpone_by, REBOOK, g)
    return some


@called
def lose(w: Any, g: int, how: int) -> None:
    """Lose a patient; one who has left already only stops waiting."""
    if holds(w, g) >= NOTHING:
        end_journey(w, taken(w, g).patient, how)
    else:
        drop(w, g)


@called
def send_elsewhere(w: Any, g: int) -> None:
    """End this journey, and begin the one that the patient goes on with."""
    p = taken(w, g).patient
    is_here = holds(w, g) >= NOTHING
    lose(w, g, SWITCHED)
    if is_here and w.n_instead_as > 0 and instead_as(w, p).value >= 0:
        schedule(w, w.now, ARRIVE, instead_as(w, p).value)
