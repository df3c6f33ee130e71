"""The run: instant by instant, each as rule 4 says."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import (
    ARRIVE,
    DEATH,
    FALL,
    FREE,
    FREE_AWAY,
    GIVE_UP,
    HAS_STAYED_OPEN,
    KIND_BITS,
    KINDS,
    LEAVE,
    LIMIT,
    MOVED,
    NEED_ENDS,
    OPENS,
    PLAN,
    READY,
    READY_AGAIN,
    REBOOK,
    RELAPSE,
    TASK_END,
    WIDEN,
    next_event,
    pop,
)
from simulator.engine.compiled_asking import finish_one, widen
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_endings import die, run_out
from simulator.engine.compiled_handoff import end_handoff
from simulator.engine.compiled_journey import (
    arrive,
    ask_all,
    blank,
    come_round,
    get_ready_again,
    leave,
)
from simulator.engine.compiled_layout import (
    ADMITS,
    CAPACITY,
    CROWDED,
    DONE,
    LOCKED,
    MOVES_OUT,
    RELEASE,
    STAFF,
)
from simulator.engine.compiled_lines import look_for_loops, try_line, try_service, try_unit
from simulator.engine.compiled_loops import NOTHING_MOVED, STOPPED, move_loop
from simulator.engine.compiled_numbers import IS_GONE, NOTHING
from simulator.engine.compiled_place import fall, free, free_away, holds, waits_in
from simulator.engine.compiled_queues import look_at_queues, open_by_queue, plan_capacity
from simulator.engine.compiled_records import (
    arrived,
    arrives,
    asked,
    calendar,
    due,
    ended,
    exit_,
    finished,
    handoff,
    held_line,
    in_unit,
    left,
    line,
    person,
    postponed,
    ready,
    reserved,
    started,
    taken,
    turn,
    unit,
    user,
)
from simulator.engine.compiled_relapse import is_limit_of_before, relapse
from simulator.engine.compiled_starts import start_one
from simulator.engine.compiled_stay import end_need, get_ready, give_up, move_in
from simulator.network.network import NEVER


def run(worlds: Any) -> int:
    """Go on until the end (DONE), or a loop of full places (LOCKED).

    CROWDED: events or openings might not find room; to be resumed.
    """
    w = worlds[0]
    while True:
        ask_all(w)
        if w.pending + 3 * w.due + w.room > w.slots or w.opened + w.n_triggers > w.n_openings:
            return CROWDED
        event = next_event(w)
        turning = next_turn(w)
        arrival = next_arrival(w)
        if event == w.now:
            happen(w, pop(w))
        elif arrival == w.now:
            arrive(w, w.next_arrival)
            w.next_arrival += 1
        elif turning == w.now:
            change(w, w.next_turn)
            w.next_turn += 1
        elif not start_one(w):
            moved = move_loop(w) if w.n_to_search > 0 else NOTHING_MOVED
            if moved == STOPPED:
                return LOCKED
            if moved == NOTHING_MOVED and not (w.due > 0 and run_out(w)):
                if w.n_triggers > 0:
                    look_at_queues(w)
                    event = next_event(w)
                w.now = min(event, turning, arrival)
                if w.now >= w.end:
                    write_down(w)
                    return DONE


@inlined
def happen(w: Any, what: int) -> None:
    """Carry out an event."""
    kind, g = what & KINDS, what >> KIND_BITS
    if kind == ARRIVE:
        arrive(w, g)
    elif kind == TASK_END:
        end_handoff(w, g)
    elif kind == FREE:
        free(w, g)
    elif kind == FREE_AWAY:
        free_away(w, g)
    elif kind == OPENS:
        open_by_queue(w, g)
    elif kind == HAS_STAYED_OPEN:
        pass  # That it is time to look at the queue again is all.
    elif kind == FALL:
        if taken(w, g).left < 0:
            fall(w, g)
    elif kind >= PLAN:
        go_on(w, kind, g)
    elif holds(w, g) >= NOTHING:
        get_on(w, kind, g)


@inlined
def get_on(w: Any, kind: int, g: int) -> None:
    """Carry out an event of somebody who is still here."""
    if kind == READY:
        get_ready(w, g)
    elif kind == LEAVE:
        leave(w, g)
    elif kind == NEED_ENDS:
        end_need(w, g)
    elif kind == MOVED:
        move_in(w, g)
    elif kind == GIVE_UP:
        give_up(w, g)
    elif kind == RELAPSE:
        relapse(w, g)
    elif kind == READY_AGAIN:
        get_ready_again(w, g)
    elif kind == DEATH or waits_in(w, g):
        die(w, taken(w, g).patient)


@called
def go_on(w: Any, kind: int, g: int) -> None:
    """Carry out an event of waiting, unless the patient is dead or lost."""
    if holds(w, g) == IS_GONE:
        return
    if kind == LIMIT:
        if not is_limit_of_before(w, g):
            due(w, w.due).row = g
            w.due += 1
    elif kind == REBOOK:
        come_round(w, g)
    elif kind == WIDEN:
        widen(w, g)
    else:
        finish_one(w, g)


@inlined
def next_turn(w: Any) -> int:
    """When the place next changes."""
    return turn(w, w.next_turn).time if w.next_turn < w.n_turns else NEVER


@inlined
def next_arrival(w: Any) -> int:
    """When the next patient comes."""
    return arrives(w, w.next_arrival).value if w.next_arrival < w.n_arrivals else NEVER


@called
def change(w: Any, i: int) -> None:
    """The place changes: capacity, staff, starts released, or something opens."""
    here = turn(w, i)
    if here.kind == CAPACITY:
        plan_capacity(w, here.number, here.value)
    elif here.kind == STAFF:
        handoff(w, here.number).staff = here.value
        try_service(w, w.n_care_settings + here.number)
    elif here.kind == RELEASE:
        release(w, here.number, here.value)
    else:
        mine = calendar(w, here.number)
        for k in range(mine.users_first, mine.users_last):
            open_user(w, user(w, k).use, user(w, k).number)


@inlined
def release(w: Any, h: int, count: int) -> None:
    """Starts are released; those left are kept or lapse."""
    mine = handoff(w, h)
    mine.left = count + (mine.left if mine.carries == 1 else 0)
    mine.released_at = w.now
    try_service(w, w.n_care_settings + h)


@called
def open_user(w: Any, use: int, number: int) -> None:
    """A unit admits or lets people move out again, or a handoff opens."""
    if use == ADMITS:
        try_unit(w, number)
        look_for_loops(w, unit(w, number).service)
    elif use == MOVES_OUT:
        look_for_loops(w, unit(w, number).service)
        for i in range(unit(w, number).held_first, unit(w, number).held_last):
            if line(w, held_line(w, i).row).head >= 0:
                try_line(w, held_line(w, i).row)
    else:
        try_service(w, w.n_care_settings + number)


@called
def write_down(w: Any) -> None:
    """Write the journeys down, those of patients who never came as nothing."""
    for p in range(w.n_people):
        mine = person(w, p)
        if mine.arrived < 0:
            blank(w, p)
        arrived(w, p).value = mine.arrived
        finished(w, p).value = mine.finished
        exit_(w, p).value = mine.exit
    for g in range(w.n_taken):
        here = taken(w, g)
        asked(w, g).value = here.asked
        reserved(w, g).value = here.reserved
        started(w, g).value = here.started
        ended(w, g).value = here.ended
        ready(w, g).value = here.ready
        left(w, g).value = here.left
        in_unit(w, g).value = here.unit
        postponed(w, g).value = here.postponed
