"""How often rules acted on whole journeys: limits, endings, returns, delay."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, StepKind
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers


def is_again(r: Record) -> Flags:
    """Steps that were postponed and then started."""
    return (r.postponed > 0) & (r.reserved >= 0)


def ran_out(r: Record) -> Flags:
    """Steps of the lost at which the limit ran out that lost them."""
    is_waiting = (r.asked >= 0) & (r.reserved < 0) & (r.limit >= 0)
    return is_waiting & (r.exit == Exit.LOST) & (r.since + r.limit == r.finished)


def may_be_postponed(r: Record) -> Flags:
    return (r.at_limit == AtLimit.POSTPONED) & (r.postponed < r.postpone_most)


LIMITS: dict[str, Count] = {
    "limit: started at the limit": lambda r: (
        (r.asked >= 0) & (r.limit > 0) & (r.reserved == r.since + r.limit)
    ),
    "limit: zero, and started": lambda r: (
        (r.limit == 0) & (r.reserved == r.since) & (r.asked >= 0)
    ),
    "limit: postponed": lambda r: r.postponed > 0,
    "limit: postponed and then started": is_again,
    "limit: postponed and then started at once": lambda r: is_again(r) & (r.reserved == r.since),
    "limit: postponed by no time": lambda r: (r.postponed > 0) & (r.postpone_by == 0),
    "limit: postponed with a place held": lambda r: (
        (r.postponed > 0) & r.is_stay & r.holds(r.last_stay, r.asked + r.limit)
    ),
    "limit: postponed, then a unit usable only later": lambda r: is_again(r) & (r.widened > 0),
    "limit: postponed past the end": lambda r: (r.postponed > 0) & (r.since >= r.network.end),
    "limit: postponed for as often as may be": lambda r: (
        (r.postponed == r.postpone_most) & (r.postponed > 0)
    ),
    "limit: postponed and then lost": lambda r: ran_out(r) & (r.postponed > 0),
    "limit: lost rather than postponed": lambda r: (
        (r.asked >= 0) & (r.reserved < 0) & (r.limit >= 0) & (r.exit == Exit.LOST)
        & (r.since + r.limit == r.finished) & may_be_postponed(r)
    ),
    "limit: of a handoff ran out": lambda r: ran_out(r) & r.is_handoff & ~may_be_postponed(r),
    "limit: of a stay ran out": lambda r: ran_out(r) & r.is_stay & ~may_be_postponed(r),
    "limit: of a handoff, after he had left": lambda r: (
        r.is_handoff & (r.exit == Exit.LEFT) & (r.asked >= 0) & (r.reserved < 0)
        & (r.limit >= 0) & (r.since + r.limit < r.network.end)
        & (r.since + r.limit > r.finished) & ~may_be_postponed(r)
    ),
    "limit: of a handoff, postponed after he had left": lambda r: (
        r.is_handoff & (r.exit == Exit.LEFT) & (r.postponed > 0)
        & (r.since - r.postpone_by > r.finished)
    ),
}  # fmt: skip


def any_step(r: Record, acted: Flags) -> Integers:
    """Patients of whom something holds for at least one step."""
    return np.unique(r.patient[acted & (r.patient >= 0)])


def is_lost(r: Record) -> Flags:
    return (r.exit == Exit.LOST) & ran_out(r) & ~may_be_postponed(r)


def is_leaving(r: Record) -> Flags:
    return r.kind == StepKind.LEAVE


def exits(exit_: Exit) -> Count:
    return lambda r: r.journeys.exit == exit_


def unending(r: Record) -> Flags:
    return r.exit == Exit.OPEN


def lost_during(r: Record, what: Flags) -> int:
    """How many of the lost are in such a step as they are lost."""
    return len(np.intersect1d(any_step(r, what & (r.exit == Exit.LOST)), any_step(r, is_lost(r))))


def returns_of(r: Record, exit_: Exit) -> Flags:
    return (r.journeys.exit == exit_) & (r.patients.returns_as >= 0)


def due_back(r: Record) -> Integers:
    """When those who left are due back."""
    return r.journeys.finished + r.patients.returns_after


def same_time(r: Record, exit_: Exit) -> int:
    times = r.journeys.finished[r.journeys.exit == exit_]
    return len(times) - len(np.unique(times))


def postponed_at(r: Record) -> Integers:
    """Times at which somebody was postponed for the last time."""
    return (r.since - r.postpone_by)[r.postponed > 0]


def postponed_and_revoked(r: Record) -> int:
    """Patients dead as they arrive, of whom a handoff's limit of nothing ran out before they died.

    The record says that they never asked. It ran out first where they could start only once the
    limits of that time had run out: somebody before them blocked the unit till then.
    """
    is_put_off = r.is_handoff & (r.after[:, 0] < 0) & (r.duration >= 0) & (r.limit == 0)
    is_put_off &= ~r.is_past
    is_put_off &= (r.at_limit == AtLimit.POSTPONED) & (r.postpone_most > 0) & (r.asked < 0)
    dies = r.is_stay & (r.unit >= 0) & (r.arrived == r.finished) & (r.exit == Exit.DIED)
    died = np.flatnonzero(dies & np.isin(r.patient, any_step(r, is_put_off)))
    if not len(died):
        return 0
    is_first = np.append(r.patients.depth, NONE)[r.patient] == 0
    lost_at = np.where(r.reserved < 0, r.stopped, NONE)
    ran_out_at = np.where(r.postponed > 0, r.asked + r.limit, lost_at)
    was_there = (r.asked < ran_out_at) | ((r.after[:, 0] < 0) & (r.arrived == ran_out_at))
    blocks = r.is_stay & (r.asked >= 0) & was_there & is_first & (r.exit != Exit.DIED)
    return sum(is_unblocked(r, row, np.where(blocks, ran_out_at, NONE)) for row in died.tolist())


def is_unblocked(r: Record, row: int, gone_at: Integers) -> bool:
    """Whether somebody stood before a patient, for the same unit, until limits ran out."""
    now = r.reserved[row]
    before = np.flatnonzero((gone_at == now) & (r.target == r.target[row]))
    units, after = r.choices[0][before], r.choices[1][before]
    is_mine = ((units == r.unit_taken[row]) & (r.asked[before][:, None] + after <= now)).any(axis=1)
    mine = (-int(r.priority[row]), int(r.asked[row]), int(r.patient[row]))
    orders = zip(-r.priority[before], r.asked[before], r.patient[before], strict=True)
    return any(is_his and order < mine for is_his, order in zip(is_mine, orders, strict=True))


def unfinished(r: Record) -> Integers:
    """How many handoffs that a move waits for are not done as the stay before is declared ready."""
    ready = r.ready[r.last_stay][:, None]
    rows = r.waits_for
    is_open = (rows >= 0) & (r.duration[rows] >= 0) & ~r.is_past[rows] & (
        (r.ended[rows] < 0) | (r.ended[rows] > ready)
    )  # fmt: skip
    return np.where((r.last_stay >= 0) & (ready[:, 0] >= 0), is_open.sum(axis=1), 0)


JOURNEYS: dict[str, Count] = {
    "journey: left": exits(Exit.LEFT),
    "journey: died": exits(Exit.DIED),
    "journey: lost": exits(Exit.LOST),
    "journey: open at the end": lambda r: (
        (r.journeys.exit == Exit.OPEN) & (r.journeys.arrived >= 0)
    ),
    "journey: open, waiting for a place": lambda r: (
        unending(r) & r.is_stay & (r.asked >= 0) & (r.reserved < 0)
    ),
    "journey: open, during need": lambda r: (
        unending(r) & r.is_stay & (r.started >= 0) & (r.ended < 0)
    ),
    "journey: open, on the way": lambda r: (
        unending(r) & r.is_stay & (r.reserved >= 0) & (r.started < 0)
    ),
    "journey: open, in the middle of a handoff": lambda r: (
        unending(r) & r.is_handoff & (r.started >= 0) & (r.ended < 0)
    ),
    "journey: lost at once": lambda r: len(any_step(r, is_lost(r) & (r.limit == 0))),
    "journey: lost holding a place": lambda r: (
        len(any_step(r, is_lost(r) & r.holds(r.last_stay, r.finished)))
    ),
    "journey: lost during need": lambda r: (
        lost_during(r, r.is_stay & (r.started >= 0) & (r.ended < 0))
    ),
    "journey: lost on the way to a place": lambda r: (
        lost_during(r, r.is_stay & (r.reserved >= 0) & (r.started < 0))
    ),
    "journey: lost at the same time as another": lambda r: same_time(r, Exit.LOST),
    "journey: lost and others postponed at the same time": lambda r: (
        np.isin(r.journeys.finished[r.journeys.exit == Exit.LOST], postponed_at(r))
    ),
    "journey: died as a handoff was done": lambda r: (
        r.is_handoff & (r.exit == Exit.DIED) & (r.ended == r.finished) & (r.ended > r.started)
    ),
    "journey: died as a limit would run out": lambda r: (
        (r.exit == Exit.DIED) & (r.asked >= 0) & (r.reserved < 0) & (r.limit >= 0)
        & (r.since + r.limit == r.finished)
    ),
    "journey: died as a booking would come round": lambda r: (
        (r.exit == Exit.DIED) & (r.postponed > 0) & (r.since == r.finished) & (r.reserved < 0)
    ),
    "journey: died while a booking was put off": lambda r: (
        (r.exit == Exit.DIED) & (r.postponed > 0) & (r.since > r.finished)
    ),
    "journey: died at once, having been postponed": postponed_and_revoked,
    "journey: asked at death and recorded as never": lambda r: (
        (r.exit == Exit.DIED) & r.is_handoff & (r.duration >= 0) & (r.asked < 0)
        & (r.after[:, 0] < 0) & (r.arrived == r.finished) & (r.finished >= 0) & ~r.is_past
    ),
    "journey: waited for discharge hours": lambda r: (
        is_leaving(r) & (r.asked >= 0) & (r.asked < r.left)
    ),
    "journey: left from home": lambda r: (
        is_leaving(r) & (r.left >= 0) & r.is_given_up[r.last_stay]
    ),
    "journey: left without a stay": lambda r: is_leaving(r) & (r.left >= 0) & (r.last_stay < 0),
    "journey: died or was lost before discharge hours": lambda r: (
        is_leaving(r) & (r.asked >= 0) & (r.left < 0) & (r.stopped < r.network.end)
    ),
    "journey: a return": lambda r: (r.patients.depth > 0) & (r.journeys.arrived >= 0),
    "journey: a return of a return": lambda r: (r.patients.depth > 1) & (r.journeys.arrived >= 0),
    "journey: a return at once": lambda r: (
        returns_of(r, Exit.LEFT) & (r.patients.returns_after == 0)
    ),
    "journey: a return after the end": lambda r: (
        returns_of(r, Exit.LEFT) & (due_back(r) >= r.network.end)
    ),
    "journey: a return that was lost": lambda r: (
        (r.patients.depth > 0) & (r.journeys.exit == Exit.LOST)
    ),
    "journey: no return after death": lambda r: returns_of(r, Exit.DIED),
    "journey: no return after loss": lambda r: returns_of(r, Exit.LOST),
    "journey: due at the very end": lambda r: (
        (r.patients.arrives == r.network.end).sum()
        + (r.is_stay & (r.started >= 0) & (r.started + r.need == r.network.end)).sum()
        + ((r.asked >= 0) & (r.until == r.network.end) & (r.limit >= 0)
           & (r.since + r.limit == r.network.end)).sum()
    ),
}  # fmt: skip

DELAYS: dict[str, Count] = {
    "delay: one handoff was not done": lambda r: unfinished(r) == 1,
    "delay: several handoffs were not done": lambda r: unfinished(r) > 1,
    "delay: only a place was wanting": lambda r: (
        r.is_stay & (r.asked >= 0) & (r.ready[r.last_stay] >= 0)
        & (r.until > np.maximum(r.asked, r.ready[r.last_stay]))
    ),
    "delay: only discharge hours were wanting": lambda r: (
        is_leaving(r) & (r.asked >= 0) & (r.last_stay >= 0) & ((r.left < 0) | (r.asked < r.left))
    ),
}  # fmt: skip
