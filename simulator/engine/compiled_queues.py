"""Units that are opened and shut by the queue for their care setting (rule 7)."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import HAS_STAYED_OPEN, OPENS, schedule
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_lines import look_for_loops, try_unit
from simulator.engine.compiled_numbers import CALLED, OPEN, SHUT
from simulator.engine.compiled_records import opening_row, service, trigger, unit


@called
def look_at_queues(w: Any) -> None:
    """Call or shut units, when nothing more happens at a time."""
    for i in range(w.n_triggers):
        mine = trigger(w, i)
        waiting = service(w, mine.service).waiting
        if mine.state == SHUT and waiting > mine.opens_above:
            mine.state = CALLED
            schedule(w, w.now + mine.opens_after, OPENS, i)
        elif mine.state == OPEN and waiting <= mine.shuts_at and has_stayed_open(w, i):
            shut(w, i)


@inlined
def has_stayed_open(w: Any, i: int) -> bool:
    """Whether a unit has been open for as long as it stays open at least."""
    return w.now - trigger(w, i).opened_at >= trigger(w, i).stays_open


@called
def open_by_queue(w: Any, i: int) -> None:
    """Open a unit that was called."""
    mine = trigger(w, i)
    mine.state = OPEN
    mine.opened_at = w.now
    mine.row = w.opened
    w.opened += 1
    noted = opening_row(w, mine.row)
    noted.unit = mine.unit
    noted.opened_at = w.now
    noted.shut_at = -1
    if mine.stays_open > 0:
        schedule(w, w.now + mine.stays_open, HAS_STAYED_OPEN, i)
    set_capacity(w, mine.unit, mine.planned)


@called
def shut(w: Any, i: int) -> None:
    """Shut a unit; who is in stays in."""
    mine = trigger(w, i)
    mine.state = SHUT
    opening_row(w, mine.row).shut_at = w.now
    set_capacity(w, mine.unit, 0)


@called
def plan_capacity(w: Any, u: int, capacity: int) -> None:
    """The path of a unit's capacity changes, which counts for as long as it is open."""
    i = unit(w, u).trigger
    if i >= 0:
        trigger(w, i).planned = capacity
    if i < 0 or trigger(w, i).state == OPEN:
        set_capacity(w, u, capacity)


@called
def set_capacity(w: Any, u: int, capacity: int) -> None:
    """So much is open from now on, which may let others start."""
    unit(w, u).capacity = capacity
    try_unit(w, u)
    look_for_loops(w, unit(w, u).service)
