"""Asking for the steps of a journey, and waiting for them (rules 9, 11 and 15)."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import LIMIT, PLAN, WIDEN, schedule
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_lines import join, line_of, next_widening, relocate
from simulator.engine.compiled_records import asking, edge, route_step, taken


@inlined
def to_ask(w: Any, g: int) -> None:
    """Have a step asked for."""
    asking(w, w.asking).row = g
    w.asking += 1


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


@inlined
def plan(w: Any, g: int, until: int) -> None:
    """Have handoffs begin ahead of the expected end of a stay, from now on until a time."""
    mine = route_step(w, taken(w, g).step)
    for i in range(mine.edges_first, mine.edges_last):
        before = edge(w, i).before
        if before >= 0:
            time = planned_for(w, g, before)
            if w.now <= time < until:
                schedule(w, time, PLAN, g + edge(w, i).on)


@called
def wait(w: Any, g: int) -> None:
    """Wait for a place or a handoff, for no longer than the limit."""
    join(w, g, line_of(w, g))
    here = taken(w, g)
    if here.limit >= 0:
        schedule(w, w.now + here.limit, LIMIT, g)
    schedule(w, next_widening(w, g), WIDEN, g)


@called
def wait_to_come_back(w: Any, g: int) -> None:
    """Wait on out of area for a place nearer home, without a limit."""
    join(w, g, line_of(w, g))
    schedule(w, next_widening(w, g), WIDEN, g)


@called
def widen(w: Any, g: int) -> None:
    """A further unit may be used by now, if he still waits."""
    if taken(w, g).line >= 0:
        relocate(w, g)
        schedule(w, next_widening(w, g), WIDEN, g)
