"""Loops of full places: people who wait for one another's places change places (rule 19)."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_hours import is_open
from simulator.engine.compiled_records import (
    arrow,
    component,
    component_service,
    component_unit,
    dirty,
    line,
    line_unit,
    loop,
    person,
    search,
    service,
    taken,
    unit,
)
from simulator.engine.compiled_starts import comes_first
from simulator.engine.compiled_stay import begin_stay

NOTHING_MOVED, MOVED_ONE, STOPPED = range(3)


@called
def move_loop(w: Any) -> int:
    """Let the smallest loop move, if there is one; components without any need no further look."""
    w.loop_length = 0
    i = 0
    while i < w.n_to_search:
        c = dirty(w, i).row
        if find_loops(w, c):
            i += 1
        else:
            component(w, c).is_dirty = 0
            w.n_to_search -= 1
            dirty(w, i).row = dirty(w, w.n_to_search).row
    if w.loop_length == 0:
        return NOTHING_MOVED
    if w.stops == 1:
        return STOPPED
    for k in range(w.loop_length):
        to = k + 1 if k + 1 < w.loop_length else 0
        begin_stay(w, loop(w, k).step, loop(w, to).unit)
    return MOVED_ONE


@called
def find_loops(w: Any, c: int) -> bool:
    """Whether a component has a loop; the smallest is noted if it comes before the one noted."""
    mine = component(w, c)
    if mine.backward == 0:
        return False
    n = mine.units_last - mine.units_first
    draw_arrows(w, c, n)
    shortest = 0
    for lowest in range(n):
        end = search_from(w, lowest, n, shortest)
        if end >= 0:
            shortest = search(w, end).depth
            if comes_before_noted(w, shortest, component_unit(w, mine.units_first + lowest).row):
                note(w, mine.units_first, lowest, end, n)
    return shortest > 0


@inlined
def comes_before_noted(w: Any, length: int, lowest: int) -> bool:
    """Whether a loop counts before the one noted: fewer units, or the lower row of units."""
    noted = w.loop_length
    return noted == 0 or length < noted or (length == noted and lowest < loop(w, 0).unit)


@called
def draw_arrows(w: Any, c: int, n: int) -> None:
    """For each two units, the first in order who could take a place in one and holds the other."""
    for k in range(n * n):
        arrow(w, k).step = -1
    mine = component(w, c)
    for i in range(mine.services_first, mine.services_last):
        s = component_service(w, i).row
        for k in range(service(w, s).lines_first, service(w, s).lines_last):
            g = line(w, k).head
            while g >= 0:
                if line(w, k).weight == 1:
                    draw_from(w, g, c, n)
                g = taken(w, g).next


@called
def draw_from(w: Any, g: int, c: int, n: int) -> None:
    """The arrows of one who waits, from the unit he holds a place in."""
    stay = person(w, taken(w, g).patient).holds
    if stay < 0 or taken(w, stay).weight != 1:
        return
    u = taken(w, stay).unit
    held = unit(w, u)
    if service(w, held.service).component != c or not is_full(w, u):
        return
    if not is_open(w, held.moves_out):
        return
    mine = line(w, taken(w, g).line)
    for i in range(mine.units_first, mine.units_last):
        v = line_unit(w, i).row
        if is_full(w, v):
            here = arrow(w, held.in_component * n + unit(w, v).in_component)
            if here.step < 0 or comes_first(w, g, here.step):
                here.step = g


@inlined
def is_full(w: Any, u: int) -> bool:
    """Whether a unit is open for starts and exactly full."""
    return unit(w, u).in_use == unit(w, u).capacity and is_open(w, unit(w, u).admits)


@called
def search_from(w: Any, lowest: int, n: int, shortest: int) -> int:
    """The last unit of the shortest loop from its lowest unit, -1 if none is shorter than known.

    Units are gone through in order, so that of loops as short the first row of units is found.
    """
    for k in range(n):
        search(w, k).depth = 0
    search(w, lowest).depth = 1
    search(w, 0).queue = lowest
    at, last = 0, 1
    while at < last:
        u = search(w, at).queue
        at += 1
        depth = search(w, u).depth
        if shortest > 0 and depth >= shortest:
            return -1
        if arrow(w, u * n + lowest).step >= 0:
            return u
        for v in range(lowest + 1, n):
            if search(w, v).depth == 0 and arrow(w, u * n + v).step >= 0:
                search(w, v).depth = depth + 1
                search(w, v).came_from = u
                search(w, last).queue = v
                last += 1
    return -1


@called
def note(w: Any, units_first: int, lowest: int, end: int, n: int) -> None:
    """Note a loop, from its last unit back to its lowest."""
    w.loop_length = search(w, end).depth
    u, to = end, lowest
    for k in range(w.loop_length - 1, -1, -1):
        loop(w, k).unit = component_unit(w, units_first + u).row
        loop(w, k).step = arrow(w, u * n + to).step
        to = u
        u = search(w, u).came_from
