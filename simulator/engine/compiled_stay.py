"""A stay, from the place being his to going home to wait (rules 6, 10, 11 and 15).

``g`` is the row of a step throughout.
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import (
    DEATH,
    DEATH_WAITING,
    FALL,
    GIVE_UP,
    MOVED,
    NEED_ENDS,
    READY,
    schedule,
)
from simulator.engine.compiled_asking import pass_on, plan, wait_to_come_back
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_endings import die
from simulator.engine.compiled_hours import opening, review_from
from simulator.engine.compiled_lines import drop
from simulator.engine.compiled_numbers import AT_END, MILLION, NEXT_TASK
from simulator.engine.compiled_place import (
    fall,
    give_up_place,
    hold,
    holds,
    take,
    vacate,
    vacate_away,
    waits_in,
)
from simulator.engine.compiled_records import (
    away_unit,
    falls,
    moved_back,
    relapses_after,
    route_step,
    taken,
    unit,
)
from simulator.engine.compiled_relapse import is_relapsed, relapse_later
from simulator.network.network import NEVER


@called
def begin_stay(w: Any, g: int, u: int) -> None:
    """Start a stay, or go on with it back from out of area."""
    drop(w, g)
    if taken(w, g).reserved >= 0:
        come_back(w, g, u)
    else:
        reserve(w, g, u)


@inlined
def reserve(w: Any, g: int, u: int) -> None:
    """The place is his, and he is there when the move is over."""
    taken(w, g).reserved = w.now
    take(w, g, u)
    move = route_step(w, taken(w, g).step).move
    if move == 0:
        move_in(w, g)
    else:
        schedule(w, w.now + move, MOVED, g)


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
    if ended < w.end:
        here.ended = ended
    is_away = unit(w, here.unit).away == 1 and here.duration > 0
    if is_away:
        wait_to_come_back(w, g)
    until = NEVER
    if is_away and here.dies == 0:
        until = ended
        schedule(w, ended, NEED_ENDS, g)
    elif ended < w.end:
        until = see_when_ready(w, g)
    plan(w, g, until)


@inlined
def see_when_ready(w: Any, g: int) -> int:
    """See to it that he dies when need ends or is declared ready after it; when that will be."""
    here = taken(w, g)
    if here.dies == 1:
        schedule(w, here.ended, DEATH, g)
        return here.ended
    seen = review_from(w, unit(w, here.unit).reviews, here.ended, here.review_level)
    schedule(w, seen, READY, g)
    return seen


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


# -- out of area and back (rule 15) --------------------------------------------------------------


@called
def come_back(w: Any, g: int, u: int) -> None:
    """Go on with a stay in a place nearer home."""
    away_unit(w, g).value = taken(w, g).unit
    moved_back(w, g).value = w.now
    vacate_away(w, g)
    take(w, g, u)
    hold(w, taken(w, g).patient, g)


@called
def end_need(w: Any, g: int) -> None:
    """Need ends of a stay begun out of area; who is there still waits no longer to come back."""
    if taken(w, g).line >= 0:
        drop(w, g)
    plan(w, g, see_when_ready(w, g))


# -- ready (rules 10 and 6) ----------------------------------------------------------------------


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


@inlined
def has_task_begun(w: Any, g: int) -> bool:
    """Whether a needed handoff before the next move has started."""
    task = g + 1
    move = g + route_step(w, taken(w, g).step).to_move
    while task < move and taken(w, task).started < 0:
        task += 1
    return task < move


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
        give_up_place(w, g)
