"""How often rules acted on relapse: when it came, what waited meanwhile, and what came after."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, NONE, LetsGo, StepKind
from tests.journey_steps import Count, Record
from tests.stay_counts import frees_at
from tests.step_functions import Flags, Integers


def fell_ill(r: Record) -> Flags:
    return r.relapsed >= 0


def again(r: Record) -> Integers:
    """When he was ready again; never where he was not."""
    return np.where(r.ready_again >= 0, r.ready_again, NEVER)


def is_booked(r: Record) -> Flags:
    """Next stays that were asked for before the relapse in the stay before."""
    return (r.ill < NEVER) & (r.asked >= 0) & (r.asked < r.ill)


def is_queued(r: Record) -> Flags:
    """Next stays for which he was in the queue as he relapsed."""
    return is_booked(r) & (r.booked < r.ill)


def is_put_off(r: Record) -> Flags:
    """Next stays whose booking had been postponed before the relapse."""
    return is_booked(r) & (r.put_off_before > 0)


def move_asked(r: Record) -> Integers:
    """When leaving, if that is the next move, was asked for; -1 otherwise."""
    is_leaving = (r.next_move >= 0) & (r.kind[r.next_move] == StepKind.LEAVE)
    return np.where(is_leaving, r.asked[r.next_move], NONE)


def moved_at(r: Record) -> Integers:
    """When he left, if leaving is the next move; -1 otherwise."""
    return np.where(move_asked(r) >= 0, r.left[r.next_move], NONE)


def due(r: Record) -> Integers:
    """When he would have relapsed in a stay and did not; -1 otherwise."""
    is_due = r.is_stay & (r.relapses_after >= 0) & (r.ready >= 0) & ~fell_ill(r)
    return np.where(is_due, r.ready + r.relapses_after, NONE)


def reserved_next(r: Record) -> Integers:
    return np.where(r.next_stay >= 0, r.reserved[r.next_stay], NONE)


def meanwhile(r: Record, time: Integers) -> Flags:
    """Handoffs of which something happened at a time while he was ill in the stay before."""
    stay = r.last_stay
    is_ill = r.is_handoff & (stay >= 0) & (r.relapsed[stay] >= 0) & (time >= r.relapsed[stay])
    return is_ill & (time < again(r)[stay])


def ended_ill(r: Record, exit_: Exit) -> Flags:
    return fell_ill(r) & (r.ready_again < 0) & (r.exit == exit_)


RELAPSES: dict[str, Count] = {
    "relapse: came": fell_ill,
    "relapse: as he was declared ready": lambda r: fell_ill(r) & (r.relapsed == r.ready),
    "relapse: ready again": lambda r: r.ready_again >= 0,
    "relapse: ready again at a review": lambda r: r.ready_again > r.relapsed + r.relapse_lasts,
    "relapse: no review came": lambda r: (
        fell_ill(r) & (r.ready_again < 0)
        & (r.relapsed + r.relapse_lasts < np.minimum(r.stopped, r.network.end))
    ),
    "relapse: open at the end": lambda r: ended_ill(r, Exit.OPEN),
    "relapse: while in a queue": is_queued,
    "relapse: as the next place came free": lambda r: (
        is_queued(r) & frees_at(r, r.row, r.ill) & (r.ill > 0)
    ),
    "relapse: while a booking was put off": lambda r: is_put_off(r) & (r.booked > r.ill),
    "relapse: as a booking would come round": lambda r: is_put_off(r) & (r.booked == r.ill),
    "relapse: a booking came round meanwhile": lambda r: (
        is_put_off(r) & (r.booked > r.ill) & (r.booked <= np.minimum(r.well, r.network.end - 1))
    ),
    "relapse: a booking came round after it": lambda r: is_put_off(r) & (r.booked > r.well),
    "relapse: as a limit would run out": lambda r: (
        is_queued(r) & (r.limit >= 0) & (r.booked + r.limit == r.ill)
    ),
    "relapse: a limit would have run out meanwhile": lambda r: (
        is_queued(r) & (r.limit >= 0) & (r.booked + r.limit > r.ill)
        & (r.booked + r.limit <= np.minimum(r.well, r.network.end))
    ),
    "relapse: a next stay asked for as it came": lambda r: (
        (r.ill < NEVER) & (r.asked == r.ill)
    ),
    "relapse: a next stay asked for meanwhile": lambda r: (
        (r.ill < NEVER) & (r.asked > r.ill) & (r.asked < r.well)
    ),
    "relapse: started as he was ready again": lambda r: (
        (r.ill < NEVER) & (r.reserved >= 0) & (r.reserved == r.well)
    ),
    "relapse: waited on when ready again": lambda r: (
        r.is_withdrawn & (r.well < NEVER) & (r.reserved > r.well)
    ),
    "relapse: lost by the limit that ran anew": lambda r: (
        r.is_withdrawn & (r.reserved < 0) & (r.exit == Exit.LOST) & (r.limit >= 0)
        & (r.since == r.well) & (r.since + r.limit == r.finished)
    ),
    "relapse: postponed after it": lambda r: r.is_withdrawn & (r.postponed > r.put_off_before),
    "relapse: postponed before and after it": lambda r: (
        r.is_withdrawn & (r.postponed > r.put_off_before) & (r.put_off_before > 0)
    ),
    "relapse: leaving asked for as it came": lambda r: fell_ill(r) & (move_asked(r) == r.relapsed),
    "relapse: leaving asked for meanwhile": lambda r: (
        fell_ill(r) & (move_asked(r) > r.relapsed) & (move_asked(r) < again(r))
    ),
    "relapse: while waiting for discharge hours": lambda r: (
        fell_ill(r) & (move_asked(r) >= 0) & (move_asked(r) < r.relapsed)
    ),
    "relapse: as discharge hours opened": lambda r: (
        fell_ill(r) & (move_asked(r) >= 0) & (move_asked(r) < r.relapsed)
        & r.hours["discharges"].opens_at(r.unit, r.relapsed)
    ),
    "relapse: left as he was ready again": lambda r: (
        (r.ready_again >= 0) & (moved_at(r) == r.ready_again)
    ),
    "relapse: ready again, then waited for discharge hours": lambda r: (
        (r.ready_again >= 0) & (move_asked(r) <= r.ready_again) & (moved_at(r) > r.ready_again)
    ),
    "relapse: while going home waited for discharge hours": lambda r: (
        fell_ill(r) & (r.lets_go == LetsGo.AT_END) & (r.relapsed > r.ready)
    ),
    "relapse: as he would go home": lambda r: (
        fell_ill(r) & (r.lets_go == LetsGo.AT_END) & (r.relapsed > r.ready)
        & r.hours["discharges"].opens_at(r.unit, r.relapsed)
    ),
    "relapse: went home as he was ready again": lambda r: (
        r.is_given_up & (r.left == r.ready_again)
    ),
    "relapse: went home later than ready again": lambda r: (
        r.is_given_up & (r.ready_again >= 0) & (r.left > r.ready_again)
    ),
    "relapse: came too late, the next place was reserved": lambda r: (
        (due(r) >= 0) & (reserved_next(r) >= 0) & (reserved_next(r) < due(r))
    ),
    "relapse: came too late, he was on his way": lambda r: (
        (due(r) >= 0) & (reserved_next(r) >= 0) & (reserved_next(r) < due(r)) & (r.left > due(r))
    ),
    "relapse: came too late, he had gone": lambda r: (
        (due(r) >= 0) & (reserved_next(r) < 0) & (r.left >= 0) & (r.left < due(r))
    ),
    "relapse: died as it would come": lambda r: (
        (due(r) >= 0) & (r.exit == Exit.DIED) & (r.finished == due(r)) & (r.left == r.finished)
    ),
    "relapse: died meanwhile": lambda r: ended_ill(r, Exit.DIED),
    "relapse: died as he would be ready again": lambda r: (
        ended_ill(r, Exit.DIED) & (r.relapsed + r.relapse_lasts == r.finished)
    ),
    "relapse: died after it": lambda r: (
        (r.ready_again >= 0) & (r.exit == Exit.DIED) & (r.left == r.finished)
        & (r.finished == r.ready + r.dies_waiting)
    ),
    "relapse: lost meanwhile": lambda r: ended_ill(r, Exit.LOST),
    "relapse: a handoff was asked for meanwhile": lambda r: meanwhile(r, r.asked),
    "relapse: a handoff began meanwhile": lambda r: meanwhile(r, r.started),
    "relapse: a handoff ended meanwhile": lambda r: meanwhile(r, r.ended),
}  # fmt: skip
