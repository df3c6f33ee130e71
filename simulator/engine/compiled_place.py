"""Holding a place, and what it has in use (rule 6); ``g`` is the row of a step throughout."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import FREE, FREE_AWAY, schedule
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_lines import count_in_loop, look_for_loops, relocate, try_unit
from simulator.engine.compiled_numbers import NOTHING, STAY
from simulator.engine.compiled_records import (
    away_unit,
    falls,
    first_step,
    person,
    route_step,
    taken,
    unit,
)


@inlined
def holds(w: Any, g: int) -> int:
    """The stay whose place a patient holds, NOTHING, or how his journey ended."""
    return person(w, taken(w, g).patient).holds


@inlined
def hold(w: Any, p: int, stay: int) -> None:
    """Hold the place of another stay or NOTHING; it may matter to what he waits for."""
    person(w, p).holds = stay
    if w.has_moves_out == 1 or w.n_components > 0:
        wait_otherwise(w, p)


@called
def wait_otherwise(w: Any, p: int) -> None:
    """Wait for places as somebody who holds what he holds by now."""
    for g in range(first_step(w, p).value, first_step(w, p + 1).value):
        here = taken(w, g)
        if here.line >= 0 and route_step(w, here.step).kind == STAY:
            relocate(w, g)
            count_in_loop(w, g)


@inlined
def waits_in(w: Any, g: int) -> bool:
    """Whether the place of a stay is still held, and the next one not reserved."""
    here = taken(w, g)
    on = route_step(w, here.step).to_stay
    return here.left < 0 and (on < 0 or taken(w, g + on).reserved < 0)


@inlined
def take(w: Any, g: int, u: int) -> None:
    """Have a place in a unit from now on."""
    here = taken(w, g)
    here.unit = u
    unit(w, u).in_use += here.weight
    look_for_loops(w, unit(w, u).service)


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


@called
def vacate_away(w: Any, g: int) -> None:
    """Leave a place out of area, which is in use until its turnaround is over."""
    turnaround = unit(w, away_unit(w, g).value).turnaround
    if turnaround > 0:
        schedule(w, w.now + turnaround, FREE_AWAY, g)
    else:
        free_away(w, g)


@inlined
def free(w: Any, g: int) -> None:
    """A place is no longer in use."""
    weigh(w, g, 0)


@called
def free_away(w: Any, g: int) -> None:
    """The place out of area of somebody who has come back is no longer in use."""
    u = away_unit(w, g).value
    unit(w, u).in_use -= route_step(w, taken(w, g).step).weight
    try_unit(w, u)
    look_for_loops(w, unit(w, u).service)


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
    look_for_loops(w, unit(w, here.unit).service)


@called
def give_up_place(w: Any, g: int) -> None:
    """Go home from a place, and wait for the next one there."""
    fall(w, g)
    vacate(w, g)
    hold(w, taken(w, g).patient, NOTHING)
