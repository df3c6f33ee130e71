"""What happens to a patient, from arriving to leaving: the story that the other files fill in.

He asks (``compiled_asking``), waits in line (``compiled_lines``), starts a stay (``compiled_stay``)
or a handoff (``compiled_handoff``), leaves, or is lost or dies (``compiled_endings``); ``g`` is the
row of one of his steps throughout.
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import ARRIVE, LEAVE, schedule
from simulator.engine.compiled_asking import pass_on, to_ask, wait
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_hours import opening
from simulator.engine.compiled_numbers import (
    BOOKED,
    HANDOFF,
    HAS_LEFT,
    LEAVING,
    LEFT,
    NOTHING,
    STAY,
)
from simulator.engine.compiled_place import fall, holds, take, vacate
from simulator.engine.compiled_records import (
    asking,
    begins_at,
    begins_in,
    dies,
    dies_waiting,
    duration,
    edge,
    expected_error,
    first_step,
    limit,
    person,
    ready_again,
    returns_after,
    returns_as,
    review_level,
    route_first,
    route_of,
    route_step,
    taken,
    unit,
)
from simulator.engine.compiled_relapse import is_relapsed
from simulator.engine.compiled_stay import go_home_if_wanted, move_in


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
        taken(w, present).reserved = w.now
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
        here.postponed = here.closes = 0


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
def get_ready_again(w: Any, g: int) -> None:
    """Be declared ready again: go home to wait, leave, or wait for the next place anew."""
    ready_again(w, g).value = w.now
    go_home_if_wanted(w, g)
    move = g + route_step(w, taken(w, g).step).to_move
    next_move = taken(w, move)
    if next_move.asked >= 0 and next_move.line != BOOKED:
        go_for(w, move, route_step(w, next_move.step).kind)


@called
def come_round(w: Any, g: int) -> None:
    """A booking comes round again; who is not ready then waits to be."""
    here = taken(w, g)
    here.line = -1
    is_stay = route_step(w, here.step).kind == STAY
    if not (is_stay and is_relapsed(w, holds(w, g))):
        wait(w, g)


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
