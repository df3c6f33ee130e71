"""Death, loss and limits (rules 4 and 15); ``g`` is the row of a step throughout."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import ARRIVE, REBOOK, schedule
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_lines import drop
from simulator.engine.compiled_numbers import BOOKED, DIED, IS_GONE, LOST, NOTHING, STAY, SWITCHED
from simulator.engine.compiled_place import fall, holds, vacate
from simulator.engine.compiled_records import due, first_step, instead_as, person, route_step, taken


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
        if is_waiting(w, g) and is_last:
            some = True
            lose(w, g, LOST)
    for i in range(n):
        g = due(w, i).row
        here = taken(w, g)
        if is_waiting(w, g) and route_step(w, here.step).is_elsewhere == 1:
            some = True
            send_elsewhere(w, g)
    for i in range(n):
        g = due(w, i).row
        here = taken(w, g)
        if is_waiting(w, g):
            some = True
            drop(w, g)
            here.line = BOOKED
            here.postponed += 1
            schedule(w, w.now + route_step(w, here.step).postpone_by, REBOOK, g)
    return some


@inlined
def is_waiting(w: Any, g: int) -> bool:
    """Whether a step is waited for under its limit, which those out of area no longer do."""
    here = taken(w, g)
    return here.line >= 0 and here.reserved < 0


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
