"""How often rules acted on weights that fall, need that grows and limits that lead elsewhere."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, StepKind
from tests.journey_counts import may_be_postponed
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers, key


def fell(r: Record) -> Flags:
    """By fall: whether it came."""
    return r.falls[0] >= 0


def fell_as(r: Record, what: Flags) -> Flags:
    """By fall: whether something holds of the stay."""
    return what[r.falls[0]]


def let_in(r: Record) -> Flags:
    """By fall: whether somebody started in that unit then, after a wait."""
    row, at, _ = r.falls
    begun = (r.unit >= 0) & (r.reserved > r.asked) & ~r.is_in
    return np.isin(key(r.unit[row], at), key(r.unit_taken, r.reserved)[begun])


def weight_when(r: Record, time: Integers) -> Integers:
    """The weight of each stay at a time by which it has begun."""
    row, at, by = r.falls
    has_come = at <= time[row]
    return r.weight - np.bincount(row[has_come], by[has_come], len(r.weight)).astype(np.int64)


def beside_his_own(r: Record) -> Flags:
    """Starts in the unit in which he holds a place whose weight has fallen."""
    mine = r.holds(r.last_stay, r.reserved) & (r.unit >= 0) & (r.unit_taken == r.unit[r.last_stay])
    rows = np.where(mine, r.last_stay, NONE)
    when = np.full_like(r.asked, NONE)
    when[rows] = np.where(mine, r.reserved, NONE)
    return (mine & (weight_when(r, when)[rows] < r.weight[rows])) & (rows >= 0)


WEIGHTS: dict[str, Count] = {
    "weight: fell": fell,
    "weight: fell to nothing": lambda r: (
        r.is_stay & (r.started >= 0) & (weight_when(r, np.full_like(r.asked, r.network.end)) == 0)
    ),
    "weight: fell several times": lambda r: np.bincount(r.falls[0], minlength=1) > 1,
    "weight: fell and let somebody start": let_in,
    "weight: fell, and he started beside it in the same unit": beside_his_own,
    "weight: fell while delayed": lambda r: (
        fell_as(r, r.ready >= 0) & (r.falls[1] > r.ready[r.falls[0]])
    ),
    "weight: fell on the way out": lambda r: (
        fell_as(r, (r.next_stay >= 0) & (r.reserved[r.next_stay] >= 0))
        & (r.falls[1] > r.reserved[r.next_stay][r.falls[0]])
    ),
    "weight: fell as he left": lambda r: r.falls[1] == r.left[r.falls[0]],
    "weight: fell as he died": lambda r: (
        (r.falls[1] == r.left[r.falls[0]]) & fell_as(r, (r.exit == Exit.DIED)
                                                     & (r.left == r.finished))
    ),
    "weight: turnaround at a fallen weight": lambda r: (
        fell_as(r, (r.left >= 0) & (r.of_unit(lambda unit: unit.turnaround) > 0))
    ),
    "weight: fell during relapse": lambda r: (
        fell_as(r, r.relapsed >= 0) & (r.falls[1] >= r.relapsed[r.falls[0]])
    ),
}  # fmt: skip

GROWTH: dict[str, Count] = {
    "growth: need grew": lambda r: (r.reserved >= 0) & (r.grown > 0),
    "growth: no wait, no growth": lambda r: (
        (r.growth > 0) & (r.ready[r.last_stay] >= 0) & (r.reserved == r.ready[r.last_stay])
    ),
    "growth: planned ahead by grown need": lambda r: (
        (r.planned_after >= 0) & (r.grown[r.planned_after] > 0) & (r.asked == r.expected)
    ),
    "growth: of a stay that was died in": lambda r: (r.grown > 0) & (r.dies == 1) & (r.ended >= 0),
    "growth: relapse counted in": lambda r: (
        (r.reserved >= 0) & (r.grown > 0) & (r.relapsed[r.last_stay] >= 0)
    ),
}


def is_elsewhere(r: Record) -> Flags:
    return r.at_limit == AtLimit.ELSEWHERE


def is_due(r: Record) -> Flags:
    """Steps whose limit would run out just as the journey ended."""
    is_waiting = (r.asked >= 0) & (r.reserved < 0) & (r.limit >= 0)
    return is_waiting & (r.since + r.limit == r.finished)


def with_other(r: Record, exit_: Exit, one: Flags, other: Flags) -> int:
    """Journeys so ended with a due step of one kind and one of another."""
    ended = is_due(r) & (r.exit == exit_)
    return len(np.intersect1d(r.patient[ended & one], r.patient[ended & other]))


def switched(r: Record) -> Flags:
    return r.journeys.exit == Exit.SWITCHED


def instead(r: Record) -> Integers:
    """Rows that stand for somebody sent elsewhere."""
    return r.patients.instead_as[switched(r) & (r.patients.instead_as >= 0)]


def started_at_once(r: Record) -> Flags:
    """Steps of those who came instead that were begun as they came."""
    is_theirs = np.isin(r.patient, instead(r))
    return is_theirs & (r.reserved >= 0) & (r.reserved == r.arrived)


def is_left_alone(r: Record) -> Flags:
    return is_elsewhere(r) & (r.exit == Exit.LEFT) & (r.asked >= 0) & (r.reserved < 0)


SWITCHES: dict[str, Count] = {
    "elsewhere: sent": switched,
    "elsewhere: sent, and another row came": lambda r: (
        r.journeys.arrived[instead(r)] == r.journeys.finished[switched(r)
                                                              & (r.patients.instead_as >= 0)]
    ),
    "elsewhere: sent out of the place": lambda r: switched(r) & (r.patients.instead_as < 0),
    "elsewhere: sent by a stay": lambda r: (
        is_due(r) & is_elsewhere(r) & r.is_stay & (r.exit == Exit.SWITCHED)
    ),
    "elsewhere: sent by a handoff": lambda r: (
        is_due(r) & is_elsewhere(r) & r.is_handoff & (r.exit == Exit.SWITCHED)
    ),
    "elsewhere: at once": lambda r: is_due(r) & is_elsewhere(r) & (r.exit == Exit.SWITCHED)
    & (r.limit == 0),
    "elsewhere: sent on again": lambda r: switched(r)[instead(r)],
    "elsewhere: sent on within one instant": lambda r: (
        switched(r)[instead(r)]
        & (r.journeys.finished[instead(r)] == r.journeys.arrived[instead(r)])
    ),
    "elsewhere: started as he came": started_at_once,
    "elsewhere: lost rather than sent": lambda r: with_other(
        r, Exit.LOST, is_elsewhere(r), ~is_elsewhere(r) & ~may_be_postponed(r)
    ),
    "elsewhere: sent rather than postponed": lambda r: with_other(
        r, Exit.SWITCHED, is_elsewhere(r), may_be_postponed(r)
    ),
    "elsewhere: started at the limit": lambda r: (
        is_elsewhere(r) & (r.limit > 0) & (r.asked >= 0) & (r.reserved == r.asked + r.limit)
    ),
    "elsewhere: the handoff alone was given up": lambda r: (
        is_left_alone(r) & (r.limit >= 0) & (r.asked + r.limit > r.finished)
        & (r.asked + r.limit < r.network.end)
    ),
    "elsewhere: work begun went on": lambda r: (
        r.is_handoff & (r.exit == Exit.SWITCHED) & (r.ended > r.finished)
    ),
    "elsewhere: nobody came instead of who left": lambda r: (
        (r.journeys.exit == Exit.LEFT) & (r.patients.instead_as >= 0)
    ),
    "elsewhere: nobody came instead of who died or was lost": lambda r: (
        np.isin(r.journeys.exit, (Exit.DIED, Exit.LOST)) & (r.patients.instead_as >= 0)
    ),
    "elsewhere: no return of who was sent": lambda r: switched(r) & (r.patients.returns_as >= 0),
    "elsewhere: who came instead returned": lambda r: (
        r.journeys.arrived[r.patients.returns_as[instead(r)]][
            r.patients.returns_as[instead(r)] != NONE
        ] >= 0
    ),
    "elsewhere: left, having come instead": lambda r: (
        (r.kind == StepKind.LEAVE) & (r.left >= 0) & np.isin(r.patient, instead(r))
    ),
}  # fmt: skip
