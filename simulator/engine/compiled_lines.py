"""Those who wait, in lines of patients who are alike, and what has to be tried again for them.

All in a line share priority, usable units, weight and unit held, so when its first cannot start
none of it can. A unit that is not marked to be tried cannot take the first of those who may use it.
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_records import (
    choice,
    choice_of,
    component,
    dirty,
    held,
    line,
    line_at,
    line_unit,
    locality,
    person,
    route_step,
    service,
    stage,
    taken,
    to_try,
    unit,
)
from simulator.network.network import NEVER


@inlined
def try_service(w: Any, s: int) -> None:
    """Have a service tried, if anybody waits for it."""
    mine = service(w, s)
    if mine.waiting > 0 and mine.changed == 0:
        mine.changed = 1
        w.n_changed += 1
        w.lowest = min(w.lowest, s)


@called
def try_unit(w: Any, u: int) -> None:
    """Have a unit tried, if it has any room and anybody waits for its care setting."""
    mine = unit(w, u)
    setting = service(w, mine.service)
    if setting.waiting > 0 and mine.changed == 0 and mine.in_use < mine.capacity:
        mine.changed = 1
        to_try(w, setting.units_first + setting.tries).row = u
        setting.tries += 1
        try_service(w, mine.service)


@inlined
def try_line(w: Any, n: int) -> None:
    """Have all tried that the first of a line may start in."""
    mine = line(w, n)
    if mine.service >= w.n_care_settings:
        try_service(w, mine.service)
        return
    for i in range(mine.units_first, mine.units_last):
        try_unit(w, line_unit(w, i).row)


@inlined
def is_before(w: Any, a: int, b: int) -> bool:
    """Whether a step comes before another of the same priority (rule 5)."""
    mine = taken(w, a).asked
    other = taken(w, b).asked
    return mine < other or (mine == other and a < b)


@called
def join(w: Any, g: int, n: int) -> None:
    """Put a step in its place in a line, looked for from both ends at once."""
    mine = line(w, n)
    low = mine.head
    high = mine.tail
    while high >= 0 and not is_before(w, high, g):
        if is_before(w, g, low):
            high = taken(w, low).last
            break
        high = taken(w, high).last
        low = taken(w, low).next
    after = taken(w, high).next if high >= 0 else mine.head
    taken(w, g).line = n
    follow(w, n, high, g)
    follow(w, n, g, after)
    service(w, mine.service).waiting += 1
    if high < 0:
        try_line(w, n)
    if w.n_components > 0:
        count_in_loop(w, g)
        look_for_loops(w, mine.service)


@called
def drop(w: Any, g: int) -> None:
    """Take a step out of its line, which lets those behind it try."""
    mine = taken(w, g)
    n = mine.line
    mine.line = -1
    follow(w, n, mine.last, mine.next)
    service(w, line(w, n).service).waiting -= 1
    if mine.last < 0:
        try_line(w, n)
    if w.n_components > 0 and mine.closes == 1:
        mine.closes = 0
        component(w, service(w, line(w, n).service).component).backward -= 1


@inlined
def follow(w: Any, n: int, before: int, after: int) -> None:
    """Let one follow another in a line; -1 for its ends."""
    if before >= 0:
        taken(w, before).next = after
    else:
        line(w, n).head = after
    if after >= 0:
        taken(w, after).last = before
    else:
        line(w, n).tail = before


@inlined
def line_of(w: Any, g: int) -> int:
    """The line in which a step waits."""
    own = route_step(w, taken(w, g).step).own_line
    return own if own >= 0 and taken(w, g).reserved < 0 else place_line(w, g)


@called
def place_line(w: Any, g: int) -> int:
    """The line for a place, by how long ago he asked and the unit he holds."""
    mine = taken(w, g)
    chosen = choice(w, choice_row(w, g))
    i = chosen.stages_last - 1
    while stage(w, i).after > w.now - mine.asked:
        i -= 1
    at = stage(w, i).lines_first
    stay = person(w, mine.patient).holds
    if stay >= 0 and chosen.held_first < chosen.held_last:
        u = taken(w, stay).unit
        if unit(w, u).moves_out >= 0:
            k = chosen.held_first
            while held(w, k).row != u:
                k += 1
            at += k - chosen.held_first + 1
    return line_at(w, at).row


@inlined
def choice_row(w: Any, g: int) -> int:
    """What a patient who lives where he does has chosen for a stay, or to come back to in it."""
    mine = taken(w, g)
    step = route_step(w, mine.step)
    chosen_first = step.choices if mine.reserved < 0 else step.choices_back
    return choice_of(w, chosen_first + locality(w, mine.patient).value).row


@called
def relocate(w: Any, g: int) -> None:
    """Put somebody who waits for a place in the line where he belongs by now."""
    n = line_of(w, g)
    if n != taken(w, g).line:
        drop(w, g)
        join(w, g, n)


@called
def next_widening(w: Any, g: int) -> int:
    """When he who waits for a place may use a further unit, NEVER if he may use all."""
    mine = taken(w, g)
    if route_step(w, mine.step).own_line >= 0 and mine.reserved < 0:
        return NEVER
    chosen = choice(w, choice_row(w, g))
    for i in range(chosen.stages_first, chosen.stages_last):
        if stage(w, i).after > w.now - mine.asked:
            return mine.asked + stage(w, i).after
    return NEVER


# -- who may close a loop of full places (rule 19) -----------------------------------------------


@called
def count_in_loop(w: Any, g: int) -> None:
    """Count somebody who waits if he may close a loop: the place he holds is not before in order.

    Every loop has such a patient, so where there is none nothing need be looked for.
    """
    here = taken(w, g)
    s = line(w, here.line).service
    c = service(w, s).component
    if c < 0:
        return
    stay = person(w, here.patient).holds
    closes = 0
    if stay >= 0:
        held_in = unit(w, taken(w, stay).unit).service
        if service(w, held_in).component == c and held_in >= s:
            closes = 1
    component(w, c).backward += closes - here.closes
    here.closes = closes
    look_for_loops(w, s)


@inlined
def look_for_loops(w: Any, s: int) -> None:
    """Have loops looked for around a care setting in which something has changed."""
    if w.n_components > 0:
        look_around(w, s)


@called
def look_around(w: Any, s: int) -> None:
    """Have a component looked at, if anybody waits who may close a loop of it."""
    c = service(w, s).component
    if c >= 0 and component(w, c).backward > 0 and component(w, c).is_dirty == 0:
        component(w, c).is_dirty = 1
        dirty(w, w.n_to_search).row = c
        w.n_to_search += 1
