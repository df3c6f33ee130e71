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
    return own if own >= 0 else place_line(w, g)


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
    """What a patient who lives where he does has chosen for a stay."""
    mine = taken(w, g)
    chosen_first = route_step(w, mine.step).choices
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
    if route_step(w, mine.step).own_line >= 0:
        return NEVER
    chosen = choice(w, choice_row(w, g))
    for i in range(chosen.stages_first, chosen.stages_last):
        if stage(w, i).after > w.now - mine.asked:
            return mine.asked + stage(w, i).after
    return NEVER
