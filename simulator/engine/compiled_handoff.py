"""A handoff, from its beginning to its end (rule 13); ``g`` is the row of a step throughout."""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_agenda import TASK_END, schedule
from simulator.engine.compiled_asking import pass_on
from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_hours import work_ends
from simulator.engine.compiled_lines import drop, try_service
from simulator.engine.compiled_numbers import FIT, IS_GONE, NEXT_TASK, PAUSE
from simulator.engine.compiled_place import holds
from simulator.engine.compiled_records import handoff, route_step, taken
from simulator.engine.compiled_relapse import is_relapsed
from simulator.engine.compiled_stay import go_home_when_open


@called
def begin_handoff(w: Any, g: int, h: int) -> None:
    """Begin a task or lead time, and go home if that is what was waited for."""
    drop(w, g)
    here = taken(w, g)
    mine = handoff(w, h)
    here.reserved = here.started = w.now
    if mine.has_releases == 1:
        mine.left -= 1
    if holds_staff(w, h):
        mine.in_use += 1
    too_long = mine.at_close == FIT and here.duration > mine.longest
    by_clock = mine.is_lead == 1 or mine.at_close == PAUSE or too_long
    schedule(w, work_ends(w, mine.clock if by_clock else -1, here.duration), TASK_END, g)
    back = route_step(w, here.step).back
    if back > 0:
        begin_waiting_at_home(w, g - back)


@inlined
def holds_staff(w: Any, h: int) -> bool:
    """Whether a handoff takes up a member of staff while it lasts."""
    mine = handoff(w, h)
    return mine.has_staff == 1 and mine.is_lead == 0


@called
def end_handoff(w: Any, g: int) -> None:
    """A task or lead time is over; the dead and lost ask for nothing more."""
    here = taken(w, g)
    here.ended = w.now
    s = route_step(w, here.step).service
    h = s - w.n_care_settings
    if holds_staff(w, h):
        handoff(w, h).in_use -= 1
        try_service(w, s)
    if holds(w, g) > IS_GONE:
        pass_on(w, g, -1)


@called
def begin_waiting_at_home(w: Any, stay: int) -> None:
    """A task that a patient may wait for at home has begun."""
    here = taken(w, stay)
    is_delayed = here.ready >= 0 and here.left < 0 and not is_relapsed(w, stay)
    if is_delayed and route_step(w, here.step).lets_go == NEXT_TASK:
        go_home_when_open(w, stay)
