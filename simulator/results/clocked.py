"""Responses on the clock of a standard: when it started, and whether it was met in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.results.deadline import deadline
from simulator.results.response import waits_for_handoffs
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import Handoffs, StayEnd, Stays, handoffs, stays
from simulator.results.there_at_start import is_there_at_start
from simulator.results.waits import Waits, waits_for_places, waits_of
from simulator.scenario.standard import Standard


class Outcome(IntEnum):
    """What became of a response.

    ``LATE_OPEN``: a breach still open at the end of the run, past its deadline. ``OPEN``,
    ``GAVE_UP``: open at the end, or ended by death or loss, before it; neither met nor a breach.
    """

    MET = 0
    LATE = 1
    LATE_OPEN = 2
    OPEN = 3
    GAVE_UP = 4


@dataclass(frozen=True, slots=True, eq=False)
class Clocked:
    """Responses of which the clock started in the window: when, whose, and their ``Outcome``."""

    starts: Integers
    patient: Integers
    outcome: Integers


def clocked(run: Run, name: str) -> Clocked:
    """The responses that a standard of the scenario is about, of patients who came in the run."""
    standard = run.scenario.standards[name]
    table, rows = _subject(run, standard)
    starts = _starts(run, standard, table, rows)
    is_counted = run.is_within(starts) & ~run.once(is_there_at_start)[table.patient[rows]]
    inside = np.flatnonzero(is_counted)
    rows, starts = rows[inside], starts[inside]
    waits = run.once(_waits(standard)).taken(rows)
    begun = table.reserved[rows] if isinstance(table, Stays) else table.started[rows]
    outcome = _judge(waits, begun < 0, run.fixed(deadline, name).of(starts), run.network.end)
    return Clocked(starts, table.patient[rows], outcome)


def _judge(waits: Waits, is_waiting: Booleans, latest: Integers, end: int) -> Integers:
    # Who is lost at the wait's own limit was refused, however early; who has begun was not.
    is_late = (waits.ended(end) > latest) | (waits.is_refused & is_waiting)
    in_time = np.where(waits.is_open, Outcome.OPEN, Outcome.GAVE_UP)
    in_time = np.where(waits.answered >= 0, Outcome.MET, in_time)
    late = np.where(waits.is_open, Outcome.LATE_OPEN, Outcome.LATE)
    return np.where(is_late, late, in_time)


def _subject(run: Run, standard: Standard) -> tuple[Stays | Handoffs, Integers]:
    """The table that a standard is about, and its rows of that care setting or handoff."""
    if standard.care_setting is not None:
        places, names = run.once(stays), [each.name for each in run.network.care_settings]
        at = names.index(standard.care_setting)
        return places, np.flatnonzero(places.care_setting == at)
    tasks, names = run.once(handoffs), [each.name for each in run.network.handoffs]
    return tasks, np.flatnonzero(tasks.handoff == names.index(str(standard.handoff)))


def _starts(run: Run, standard: Standard, table: Stays | Handoffs, rows: Integers) -> Integers:
    """When the clock of each row starts; -1 where it does not."""
    if standard.clock.starts == "asked":
        return table.asked[rows]
    if standard.clock.starts == "arrived":
        return run.journeys.arrived[table.patient[rows]].astype(np.int64)
    if standard.clock.ends == "left" and isinstance(table, Stays):
        return table.ready[rows]
    return ready_before(run, table.row[rows], table.patient[rows])


def ready_before(run: Run, row: Integers, patient: Integers) -> Integers:
    """When the patient was declared ready in the last stay before a step; -1 where never."""
    every = run.once(stays)
    # Stays are in order of the step columns, so the last one before a step stands just below it.
    at = np.searchsorted(every.row, row, side="left") - 1
    has_one = (at >= 0) & (every.patient[np.maximum(at, 0)] == patient)
    return np.where(has_one, every.ready[np.maximum(at, 0)], -1)


def waits_until_there(run: Run) -> Waits:
    """The wait of every stay, answered when in the place."""
    every = run.once(stays)
    return waits_of(run, every, every.started)


def waits_until_left(run: Run) -> Waits:
    """Every stay, answered when the place was left alive: to leave, move on or wait at home."""
    every = run.once(stays)
    is_out = (every.end >= StayEnd.MOVED) & (every.end <= StayEnd.LEFT)
    return waits_of(run, every, np.where(is_out, every.left, -1))


def waits_until_done(run: Run) -> Waits:
    """The wait of every handoff, answered when ended."""
    every = run.once(handoffs)
    return waits_of(run, every, every.ended)


_OF_PLACES: dict[str, Callable[[Run], Waits]] = {
    "reserved": waits_for_places,
    "started": waits_until_there,
    "left": waits_until_left,
}
_OF_HANDOFFS: dict[str, Callable[[Run], Waits]] = {
    "started": waits_for_handoffs,
    "ended": waits_until_done,
}


def _waits(standard: Standard) -> Callable[[Run], Waits]:
    known = _OF_HANDOFFS if standard.care_setting is None else _OF_PLACES
    return known[standard.clock.ends]
