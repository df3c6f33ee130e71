"""How often rules acted on handoffs, one patient at a time: hours, work, planning ahead."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtClose, Duration, StepKind
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers


def is_under(r: Record, at_close: AtClose) -> Flags:
    """Tasks begun in a handoff that does so at closing."""
    is_task = r.of_handoff(lambda h: h.duration) == Duration.TASK
    return is_task & (r.started >= 0) & (r.of_handoff(lambda h: h.at_close) == at_close)


def runs_past_close(r: Record, at_close: AtClose) -> Flags:
    closes = r.hours["hours"].closes_after(r.handoff, r.started)
    return is_under(r, at_close) & (r.ended > closes)


def is_to_fit(r: Record) -> Flags:
    """Tasks that may start only where they are done by closing."""
    is_task = r.of_handoff(lambda h: h.duration == Duration.TASK and h.at_close == AtClose.FIT) == 1
    return is_task & (r.duration <= r.of_handoff(lambda h: h.longest_window))


def fits_at(r: Record, time: Integers) -> Flags:
    return time + r.duration <= r.hours["hours"].closes_after(r.handoff, time)


def waits_for_fit(r: Record) -> Flags:
    """Asked in hours, but with too little of them left."""
    is_open = r.hours["hours"].is_open(r.handoff, r.asked)
    return is_to_fit(r) & (r.started > r.asked) & is_open & ~fits_at(r, r.asked)


def kept_by_the_first(r: Record) -> Flags:
    """Could have begun when he asked, but for somebody before him whose work did not fit."""
    is_open = r.hours["hours"].is_open(r.handoff, r.asked) & (r.asked >= 0) & (r.until > r.asked)
    is_free = r.free_staff.at(r.handoff, r.asked) > 0
    is_unlimited = r.of_handoff(lambda h: h.releases is None) == 1
    return is_to_fit(r) & is_open & is_free & is_unlimited & fits_at(r, r.asked)


def is_lead(r: Record) -> Flags:
    return (r.started >= 0) & (r.of_handoff(lambda h: h.duration) == Duration.LEAD)


def is_after_several(r: Record) -> Flags:
    """Steps asked for as the last of several before them was finished, at different times."""
    done = np.where(r.is_stay, r.ready, r.ended)[r.after]
    done = np.where((r.after >= 0) & (done >= 0), done, NONE)
    least = np.where(done >= 0, done, 2**62).min(axis=1)
    return (r.asked >= 0) & (done.max(axis=1) > least)


def panels(r: Record) -> Flags:
    return r.of_handoff(lambda h: h.releases is not None and h.releases.only_then) == 1


def sat_before(r: Record) -> Flags:
    """Whether there was a sitting from asking until just before the start."""
    found = np.zeros(len(r.asked), bool)
    for number, releases in enumerate(r.handoffs("releases")):
        if releases is not None:
            mine = (r.handoff == number) & (r.started >= 0)
            times = np.array(releases.times, np.int64)
            asked, started = (np.searchsorted(times, t[mine]) for t in (r.asked, r.started))
            found[mine] = started > asked
    return found


HANDOFFS: dict[str, Count] = {
    "handoff: started": lambda r: r.is_handoff & (r.started >= 0),
    "handoff: waited": lambda r: r.is_handoff & (r.started > r.asked),
    "handoff: not needed": lambda r: r.is_handoff & (r.duration == NONE),
    "handoff: took no time": lambda r: r.is_handoff & (r.ended == r.started) & (r.started >= 0),
    "handoff: alongside another": lambda r: (
        r.is_handoff & (r.started >= 0) & (r.kind[r.row_before] == StepKind.HANDOFF)
        & (r.started[r.row_before] >= 0) & (r.ended[r.row_before] > r.started)
        & (r.started[r.row_before] <= r.started)
    ),
    "step: asked after the last of several": is_after_several,
    "handoff: lead time": is_lead,
    "handoff: lead time stood still": lambda r: is_lead(r) & (r.ended - r.started > r.duration),
    "handoff: lead time in working days": lambda r: (
        is_lead(r) & (r.of_handoff(lambda h: h.clock is not None
                                   and any(m != 1440 for m in h.clock.minutes)) == 1)
    ),
    "handoff: work that never ends": lambda r: (
        r.is_handoff & (r.started >= 0) & (r.ended < 0) & (r.started + r.duration < r.network.end)
    ),
    "handoff: planned before ready": lambda r: (
        (r.planned_after >= 0)
        & ((r.ready[r.planned_after] < 0) | (r.asked < r.ready[r.planned_after]))
    ),
    "handoff: planned for before the stay": lambda r: (
        (r.planned_after >= 0) & (r.asked == r.started[r.planned_after]) & (r.asked > r.expected)
    ),
    "handoff: expected later than ready": lambda r: (
        (r.planned_after >= 0) & (r.asked == r.ready[r.planned_after]) & (r.asked < r.expected)
    ),
    "handoff: planned for one who then died": lambda r: (
        (r.planned_after >= 0) & (r.ready[r.planned_after] < 0) & (r.exit == Exit.DIED)
        & (r.asked < r.finished)
    ),
    "handoff: task paused at closing": lambda r: runs_past_close(r, AtClose.PAUSE),
    "handoff: task finished after closing": lambda r: runs_past_close(r, AtClose.FINISH),
    "handoff: waited until it fits": waits_for_fit,
    "handoff: fits, but the one before does not": kept_by_the_first,
    "handoff: too long to fit": lambda r: runs_past_close(r, AtClose.FIT),
    "handoff: done at the very closing": lambda r: (
        (is_under(r, AtClose.PAUSE) | is_under(r, AtClose.FIT))
        & (r.ended > r.started) & r.hours["hours"].closes_at(r.handoff, r.ended)
    ),
    "handoff: asked at the very closing": lambda r: (
        (r.asked >= 0) & r.hours["hours"].closes_at(r.handoff, r.asked)
    ),
    "handoff: waited for opening": lambda r: (
        (r.started > r.asked) & r.hours["hours"].opens_at(r.handoff, r.started)
    ),
    "handoff: asked at the very sitting": lambda r: (
        panels(r) & (r.asked == r.started) & (r.started >= 0)
    ),
    "handoff: sent on to a later sitting": lambda r: panels(r) & sat_before(r),
    "handoff: waited for staff": lambda r: (
        (r.started > r.asked) & (r.of_handoff(lambda h: h.staff is not None) == 1)
        & (r.free_staff.at(r.handoff, r.asked) <= 0)
    ),
    "handoff: went on after he had moved": lambda r: (
        r.is_handoff & (r.ended >= 0) & (r.next_stay >= 0) & (r.started[r.next_stay] >= 0)
        & (r.started[r.next_stay] < r.ended)
    ),
    "handoff: went on after he had left": lambda r: (
        r.is_handoff & (r.exit == Exit.LEFT) & (r.finished < np.maximum(r.started, r.ended))
    ),
    "handoff: went on after death or loss": lambda r: (
        r.is_handoff & np.isin(r.exit, (Exit.DIED, Exit.LOST)) & (r.finished < r.ended)
    ),
}  # fmt: skip
