"""Everything that may let somebody start, in order of time, for the replay of a record.

Entries come from the network's calendars and from the record. What a start may itself bring about
at its own time (a place left by moving into the next one, work that takes no time) is not entered
here under its own name: the patient is entered as ``CHAINED`` at that time, and the replay then
looks at him again after each of his starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_away import is_away
from simulator.engine.checker_calendar import add
from simulator.engine.checker_steps import Case, groups
from simulator.engine.checker_times import Times, recorded
from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, AtLimit, Duration, StepKind

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Entry(IntEnum):
    """What an entry is, in the order of doing at one time.

    It matters only that death is before relapse and relapse before the rest, that weights fall
    before places are left, and that those who begin inside are in before anything follows from it.
    ``IN_PLACE`` and ``NEED_ENDED`` are of stays begun out of area, after a move that takes time and
    in general.
    """

    WEIGHT_FALLS = 0
    DIES = 1
    BEGINS_IN = 2
    RELAPSED = 3
    PLACE_LEFT = 4
    PLACE_FREE = 5
    STAFF_FREE = 6
    UNIT_CAPACITY = 7
    STAFF_CAPACITY = 8
    UNIT_OPENS = 9
    MOVES_OUT = 10
    HOURS_OPEN = 11
    RELEASED = 12
    ASKED = 13
    BOOKED_AGAIN = 14
    READY_AGAIN = 15
    USABLE = 16
    LIMIT = 17
    RECORDED_START = 18
    RECORDED_RETURN = 19
    IN_PLACE = 20
    NEED_ENDED = 21
    AWAY_PLACE_FREE = 22
    CHAINED = 23


class Agenda:
    """Entries as columns: time, kind, item (a patient, row, unit, handoff) and detail."""

    def __init__(self, end: int) -> None:
        """An empty agenda of what comes before ``end``."""
        self.end = end
        self._columns: list[tuple[Integers, Integers, Integers, Integers]] = []

    def add(
        self, kind: Entry, times: Integers, items: Integers, details: Integers | int = 0
    ) -> None:
        """Enter what comes before the end; ``NEVER`` never does."""
        is_in = np.flatnonzero((times >= 0) & (times < self.end))
        detail = np.broadcast_to(np.asarray(details, dtype=np.int64), times.shape)
        kinds = np.full(len(is_in), kind, dtype=np.int64)
        self._columns.append((times[is_in], kinds, items[is_in], detail[is_in]))

    def add_path(
        self, kind: Entry, item: int, times: Sequence[int], details: Sequence[int] = ()
    ) -> None:
        """Enter a course of times of one unit or handoff."""
        at = np.array(times, dtype=np.int64)
        values = np.array(details or [0] * len(times), dtype=np.int64)
        self.add(kind, at, np.full(len(at), item, dtype=np.int64), values)

    def in_order(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Times, kinds, items and details, by time and then by kind."""
        times, kinds, items, details = (
            np.concatenate([columns[i] for columns in self._columns]) for i in range(4)
        )
        order = np.lexsort((kinds, times))
        return (
            times[order].tolist(),
            kinds[order].tolist(),
            items[order].tolist(),
            details[order].tolist(),
        )


def agenda(case: Case, due: Times, until: int) -> Agenda:
    """All entries before ``until``."""
    entries = Agenda(until)
    _enter_calendars(entries, case)
    _enter_queues(entries, case, due)
    _enter_deaths(entries, case)
    _enter_places(entries, case, due)
    _enter_places_away(entries, case, due)
    _enter_falling_weights(entries, case, due)
    _enter_tasks(entries, case)
    _enter_chained(entries, case, due)
    return entries


def _enter_calendars(entries: Agenda, case: Case) -> None:
    """Openings, changes of capacity and releases of starts."""
    for number, unit in enumerate(case.network.units):
        path = unit.capacity
        entries.add_path(Entry.UNIT_CAPACITY, number, path.times, path.values)
        if unit.admits is not None:
            entries.add_path(Entry.UNIT_OPENS, number, unit.admits.opens)
        if unit.moves_out is not None:
            entries.add_path(Entry.MOVES_OUT, number, unit.moves_out.opens)
    for number, handoff in enumerate(case.network.handoffs):
        if handoff.staff is not None:
            path = handoff.staff
            entries.add_path(Entry.STAFF_CAPACITY, number, path.times, path.values)
        if handoff.hours is not None:
            entries.add_path(Entry.HOURS_OPEN, number, handoff.hours.opens)
        if handoff.releases is not None:
            releases = handoff.releases
            entries.add_path(Entry.RELEASED, number, releases.times, releases.counts)


def _enter_queues(entries: Agenda, case: Case, due: Times) -> None:
    """Joining waiting lists, limits, coming round again, further units, and recorded starts."""
    steps = case.steps
    rows = np.arange(len(steps))
    is_in = np.flatnonzero(steps.begins_in >= 0)
    entries.add(Entry.BEGINS_IN, due.started[is_in], is_in)
    waits_from = due.reserved.copy()
    waits_from[is_in] = NEVER
    entries.add(Entry.RECORDED_START, waits_from, rows)
    waits_until = np.minimum(due.reserved, due.stop[steps.patient])
    joins = steps.is_waited_for & (due.asked <= waits_until)
    asked = np.where(joins, due.asked, NEVER)
    entries.add(Entry.ASKED, np.where(due.is_fresh, NEVER, asked), rows)
    if due.has_relapses:
        is_put_off = np.flatnonzero(joins & (due.withdrawn_from <= waits_until))
        entries.add(Entry.RELAPSED, due.withdrawn_from[is_put_off], is_put_off)
        entries.add(Entry.READY_AGAIN, due.withdrawn_until[is_put_off], is_put_off)
    _enter_limits(entries, case, due, asked, waits_until)
    _enter_choices(entries, case, due, asked, waits_until)


def _enter_limits(
    entries: Agenda, case: Case, due: Times, asked: Integers, waits_until: Integers
) -> None:
    """Rule 15: whenever a limit may run out, and a postponed booking come round again."""
    steps, limit = case.steps, case.patients.limit
    rows = np.flatnonzero((asked < NEVER) & (limit >= 0))
    since = asked[rows]
    times_postponed = 0
    while len(rows):
        deadline = due.runs_out(rows, since)
        entries.add(Entry.LIMIT, np.where(deadline <= waits_until[rows], deadline, NEVER), rows)
        since = add(deadline, steps.postpone_by[rows])
        goes_on = (steps.at_limit[rows] == AtLimit.POSTPONED) & (since <= waits_until[rows])
        goes_on &= (times_postponed < steps.postpone_most[rows]) & (since < entries.end)
        again = goes_on & (steps.postpone_by[rows] > 0)
        entries.add(Entry.BOOKED_AGAIN, since[again], rows[again])
        goes_on &= limit[rows] + steps.postpone_by[rows] > 0
        rows, since = rows[goes_on], since[goes_on]
        times_postponed += 1


def _enter_choices(
    entries: Agenda, case: Case, due: Times, asked: Integers, waits_until: Integers
) -> None:
    """Rule 5: units that become usable to somebody who has waited long enough."""
    steps = case.steps
    # He who is out of area waits on; what is entered too long for him does nothing.
    waits_until = np.where(is_away(case, due.first_unit), due.ended, waits_until)
    stays = np.flatnonzero((steps.kind == StepKind.STAY) & (asked < NEVER))
    n_localities = max(1, len(case.network.localities))
    locality = case.patients.locality[steps.patient[stays]].astype(np.int64)
    for key, chunk in groups(steps.template[stays] * n_localities + locality):
        choices = steps.templates[key // n_localities].choices[key % n_localities]
        rows = stays[chunk]
        for choice in choices:
            if choice.after > 0:
                usable = asked[rows] + choice.after
                is_in_time = usable <= waits_until[rows]
                entries.add(Entry.USABLE, usable[is_in_time], rows[is_in_time], choice.unit)


def _enter_deaths(entries: Agenda, case: Case) -> None:
    """Deaths that no start at the same time brings about."""
    finished = recorded(case.journeys.finished)
    died = np.flatnonzero((case.journeys.exit == Exit.DIED) & (finished < NEVER))
    died = died[~_has_start_at(case, died, finished[died])]
    entries.add(Entry.DIES, finished[died], died)


def _enter_places(entries: Agenda, case: Case, due: Times) -> None:
    """Places left, but by death or loss, and the ends of turnaround."""
    steps, units = case.steps, case.network.units
    stays = np.flatnonzero((due.unit >= 0) & (case.journeys.left >= 0))
    left = case.journeys.left[stays]
    is_by_itself = (left == due.left[stays]) | (left == due.or_left[stays])
    plain = is_by_itself & ~_has_start_at(case, steps.patient[stays], left)
    entries.add(Entry.PLACE_LEFT, left[plain], stays[plain])
    turnaround = np.array([unit.turnaround for unit in units], dtype=np.int64)[due.unit[stays]]
    takes_time = turnaround > 0
    entries.add(Entry.PLACE_FREE, (left + turnaround)[takes_time], stays[takes_time])


def _enter_places_away(entries: Agenda, case: Case, due: Times) -> None:
    """Rule 15: who is out of area waits until his need has ended, and perhaps comes back."""
    away = np.flatnonzero(is_away(case, due.first_unit))
    if not len(away):
        return
    moves = away[due.started[away] > due.reserved[away]]
    entries.add(Entry.IN_PLACE, due.started[moves], moves)
    entries.add(Entry.NEED_ENDED, due.ended[away], away)
    back = away[due.moved_back[away] < NEVER]
    entries.add(Entry.RECORDED_RETURN, due.moved_back[back], back)
    turnaround = np.array([unit.turnaround for unit in case.network.units], dtype=np.int64)
    takes = turnaround[due.first_unit[back]]
    takes_time = takes > 0
    entries.add(Entry.AWAY_PLACE_FREE, (due.moved_back[back] + takes)[takes_time], back[takes_time])


def _enter_falling_weights(entries: Agenda, case: Case, due: Times) -> None:
    """Rule 6: falls in weight up to the moment of leaving."""
    steps, journeys = case.steps, case.journeys
    falls = np.array([bool(step.profile) for step in steps.templates], dtype=bool)
    if not falls.any():
        return
    stays = np.flatnonzero(falls[steps.template] & (due.unit >= 0))
    last = np.minimum(recorded(journeys.left[stays]), due.stop[steps.patient[stays]])
    for template, chunk in groups(steps.template[stays]):
        rows = stays[chunk]
        for after, weight in steps.templates[template].profile:
            at = add(due.started[rows], after)
            entries.add(Entry.WEIGHT_FALLS, np.where(at <= last[chunk], at, NEVER), rows, weight)


def _enter_tasks(entries: Agenda, case: Case) -> None:
    """Ends of tasks that hold staff."""
    steps, journeys, handoffs = case.steps, case.journeys, case.network.handoffs
    holds = [h.staff is not None and h.duration == Duration.TASK for h in handoffs]
    rows = np.flatnonzero(steps.is_waited_for & (steps.kind == StepKind.HANDOFF))
    rows = rows[np.array(holds, dtype=bool)[steps.target[rows]]]
    rows = rows[(journeys.reserved[rows] >= 0) & (journeys.ended[rows] > journeys.reserved[rows])]
    entries.add(Entry.STAFF_FREE, journeys.ended[rows], steps.target[rows])


def _enter_chained(entries: Agenda, case: Case, due: Times) -> None:
    """Patients at times at which one of their starts may bring about something more."""
    steps, journeys = case.steps, case.journeys
    fresh = np.flatnonzero(due.is_fresh & (due.asked <= due.stop[steps.patient]))
    _enter_chain(entries, steps.patient[fresh], due.asked[fresh])
    finished = recorded(journeys.finished)
    died = np.flatnonzero((journeys.exit == Exit.DIED) & (finished < NEVER))
    died = died[_has_start_at(case, died, finished[died])]
    _enter_chain(entries, died, finished[died])
    for times in (recorded(journeys.left), due.gives_up):
        stays = np.flatnonzero((steps.kind == StepKind.STAY) & (times < NEVER))
        stays = stays[_has_start_at(case, steps.patient[stays], times[stays])]
        _enter_chain(entries, steps.patient[stays], times[stays])
    returning = (case.patients.returns_as >= 0) & (journeys.exit == Exit.LEFT)
    returning = np.flatnonzero(returning)
    returning = returning[due.follows_at_once[case.patients.returns_as[returning]]]
    _enter_chain(entries, returning, finished[returning])


def _enter_chain(entries: Agenda, patients: Integers, times: Integers) -> None:
    entries.add(Entry.CHAINED, times, patients)


def _has_start_at(case: Case, patients: Integers, times: Integers) -> Flags:
    """Whether each patient has a start recorded at the time that goes with him."""
    found = np.zeros(len(patients), dtype=bool)
    first, last = case.patients.first[patients], case.steps.leaves[patients]
    for further in range(int((last - first).max(initial=-1)) + 1):
        row = np.minimum(first + further, last)
        found |= case.journeys.reserved[row] == times
    return found
