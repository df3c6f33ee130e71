"""How often rules acted on loops of full places: how long, which of several, what stood by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.journey_steps import Count, Record
from tests.loop_steps import Loop, Standby, is_among_several, loops, standbys
from tests.step_functions import Flags, Integers

Moved = tuple[Integers, Integers]


def moved(r: Record) -> Moved:
    """Those who moved in loops: row and time."""
    rows = [row for loop in loops(r) for row in loop.rows]
    times = [loop.time for loop in loops(r) for _ in loop.rows]
    return np.array(rows, np.int64), np.array(times, np.int64)


def loops_with(holds: Callable[[Record, Loop], bool]) -> Count:
    """Loops of which something holds."""
    return lambda r: sum(holds(r, loop) for loop in loops(r))


def others_with(holds: Callable[[Loop, Standby], int]) -> Count:
    """Of the first loops of a run, what stood by."""
    return lambda r: sum(holds(loop, by) for loop, by in zip(loops(r), standbys(r), strict=False))


def started(r: Record, which: Flags | Integers) -> Flags:
    """Those who moved to their next stay in a loop, of whom something holds."""
    row, time = moved(r)
    return (which != 0)[row] & (r.reserved[row] == time)


def is_over(r: Record, loop: Loop) -> bool:
    """More in use than there is in a unit of the loop, once it has moved."""
    units = np.array(loop.units)
    now = np.full_like(units, loop.time)
    return bool((r.beds_in_use.at(units, now) > r.beds_during.at(units, now)).any())


LOOPS: dict[str, Count] = {
    "loop: of one unit": loops_with(lambda r, loop: len(loop.units) == 1),
    "loop: of two units": loops_with(lambda r, loop: len(loop.units) == 2),
    "loop: of three units or more": loops_with(lambda r, loop: len(loop.units) > 2),
    "loop: chosen among several": others_with(lambda loop, by: is_among_several(loop, by.pairs)),
    "loop: over capacity through it": loops_with(is_over),
    "loop: as a limit would run out": lambda r: started(
        r, (r.limit >= 0) & (r.reserved == r.since + r.limit)
    ),
    "loop: asked for at that time": lambda r: started(r, r.reserved == r.asked),
    "loop: after a wait": lambda r: started(r, r.reserved > r.asked),
    "loop: the move took time": lambda r: started(r, r.started > r.reserved),
    "loop: no first choice": lambda r: started(r, r.choice > 0),
    "loop: back from out of area": lambda r: r.moved_back[moved(r)[0]] == moved(r)[1],
}
