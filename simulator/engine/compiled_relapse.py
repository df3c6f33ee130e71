"""Relapse while waiting to move on (rule 10); ``g`` is the row of a step throughout."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import READY_AGAIN, RELAPSE, schedule
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_hours import review_from
from simulator.engine.compiled_lines import drop
from simulator.engine.compiled_numbers import STAY
from simulator.engine.compiled_place import waits_in
from simulator.engine.compiled_records import (
    ready_again,
    relapse_lasts,
    relapsed,
    relapses_after,
    route_step,
    taken,
    unit,
)


@inlined
def is_relapsed(w: Any, stay: int) -> bool:
    """Whether need has come back in a stay and lasts; -1 for a stay: no."""
    if w.has_relapses == 0 or stay < 0:
        return False
    return relapsed(w, stay).value >= 0 and ready_again(w, stay).value < 0


@called
def relapse_later(w: Any, g: int) -> None:
    """Relapse at once, before anything else that readiness leads to, or later."""
    after = relapses_after(w, g).value
    if after == 0:
        relapse(w, g)
    else:
        schedule(w, w.now + after, RELAPSE, g)


@called
def relapse(w: Any, g: int) -> None:
    """Need comes back, if he still waits: he is withdrawn from the queue for the next place."""
    if not waits_in(w, g):
        return
    here = taken(w, g)
    relapsed(w, g).value = w.now
    on = route_step(w, here.step).to_stay
    if on >= 0 and taken(w, g + on).line >= 0:
        drop(w, g + on)
    need_ends = w.now + relapse_lasts(w, g).value
    if need_ends < w.end:
        seen = review_from(w, unit(w, here.unit).reviews, need_ends, here.review_level)
        schedule(w, seen, READY_AGAIN, g)


@called
def is_limit_of_before(w: Any, g: int) -> bool:
    """Whether the limit due now ran from before a relapse, since when he waits anew."""
    here = taken(w, g)
    mine = route_step(w, here.step)
    if w.has_relapses == 0 or mine.kind != STAY or mine.back < 0:
        return False
    stay = g - mine.back
    again = ready_again(w, stay).value
    return relapsed(w, stay).value >= 0 and (again < 0 or w.now - here.limit < again)
