"""How often rules acted on those who are in, or wait, when the run begins."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, StepKind
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers


def is_waiting(r: Record) -> Flags:
    """Steps for which somebody waits as the run begins."""
    return (r.position == r.begins_at) & (r.position >= 0) & ~r.is_in


def over_at(r: Record, time: Integers) -> Flags:
    """Units over their capacity once a time is over."""
    units = np.arange(len(r.network.units))
    return r.beds_over.at(units, np.broadcast_to(time, units.shape)) > 0


def over_at_start(r: Record) -> Flags:
    """Units over capacity at time 0."""
    return over_at(r, np.int64(0))


def is_full(r: Record, row: Flags) -> Flags:
    """Of some stays, those in units over capacity at time 0."""
    full = np.append(over_at_start(r), False)
    return row & full[r.unit_taken]


def waited_behind(r: Record) -> Flags:
    """Waits at time 0 for a unit that is over capacity then."""
    units = r.choices[0]
    full = np.append(over_at_start(r), False)
    return r.is_stay & (r.asked == 0) & (r.reserved != 0) & full[units].any(axis=1)


def is_no_choice(r: Record) -> Flags:
    return r.is_in & ~(r.choices[0] == r.unit_taken[:, None]).any(axis=1)


STARTS: dict[str, Count] = {
    "start: in a unit": lambda r: r.is_in,
    "start: in a later stay than the first": lambda r: r.is_in & (r.last_stay >= 0),
    "start: in a unit that is over capacity": lambda r: is_full(r, r.is_in),
    "start: a unit over capacity": over_at_start,
    "start: over capacity, and then no more": lambda r: (
        over_at_start(r) & ~over_at(r, np.int64(r.network.end - 1))
    ),
    "start: over capacity, and somebody waits": waited_behind,
    "start: in a unit that is shut": lambda r: (
        r.is_in & ~r.hours["admits"].is_open(r.unit_taken, np.zeros_like(r.unit))
    ),
    "start: in a unit that he might not choose": is_no_choice,
    "start: no move": lambda r: r.is_in & (r.move > 0),
    "start: no need left": lambda r: r.is_in & (r.duration == 0),
    "start: left at 0": lambda r: r.is_in & (r.left == 0),
    "start: died at 0": lambda r: r.is_in & (r.exit == Exit.DIED) & (r.finished == 0),
    "start: weight fell": lambda r: r.is_in[r.falls[0]],
    "start: fell ill again": lambda r: r.is_in & (r.relapsed >= 0),
    "start: waiting for a stay": lambda r: is_waiting(r) & r.is_stay,
    "start: waiting for a later stay, holding nothing": lambda r: (
        is_waiting(r) & r.is_stay & (r.last_stay >= 0)
    ),
    "start: waiting for a handoff": lambda r: is_waiting(r) & r.is_handoff & (r.asked == 0),
    "start: waiting for a handoff not needed": lambda r: (
        is_waiting(r) & r.is_handoff & (r.duration == NONE)
    ),
    "start: leaving": lambda r: is_waiting(r) & (r.kind == StepKind.LEAVE) & (r.left == 0),
    "start: another step asked for at 0": lambda r: (
        (r.begins_at >= 0) & (r.position > r.begins_at) & (r.asked == 0)
        & (r.after != r.row_at_start[:, None]).all(axis=1)
    ),
    "start: a stay that would have grown": lambda r: (
        is_waiting(r) & (r.growth > 0) & (r.last_stay >= 0) & (r.reserved > 0)
    ),
    "start: waiting, and started at 0": lambda r: is_waiting(r) & (r.reserved == 0),
    "start: waiting, and started later": lambda r: is_waiting(r) & (r.reserved > 0),
    "start: waiting, and lost": lambda r: is_waiting(r) & (r.asked == 0) & (r.exit == Exit.LOST),
    "start: waiting, and sent elsewhere": lambda r: (
        is_waiting(r) & (r.asked == 0) & (r.exit == Exit.SWITCHED)
    ),
    "start: returned later": lambda r: (
        r.journeys.arrived[r.patients.returns_as[
            (r.patients.begins_at >= 0) & (r.patients.returns_as >= 0)
        ]] >= 0
    ),
}  # fmt: skip
