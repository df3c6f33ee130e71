"""Replay of the recorded starts in order of time: does each instant go as rules 4 and 5 say?

The times of each journey are taken as known (``checker_times``). At each instant everything due is
done, the starts that rule 4 gives are found one by one (``checker_services``) or loop by loop
(``checker_loops``), and each of them must be one that the record has at this time; at the end of
the instant none may be left over, and the queues open and shut units (``checker_openings``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.engine.checker_agenda import Entry, agenda
from simulator.engine.checker_course import Course
from simulator.engine.checker_limits import Limits
from simulator.engine.checker_loops import Loops, Pair
from simulator.engine.checker_openings import Openings
from simulator.engine.checker_rows import NOT_ASKED, OUT, POSTPONED, WAITING, WITHDRAWN, Rows
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case, Violation
from simulator.engine.checker_times import Times
from simulator.engine.checker_verdict import BrokenError, Verdict
from simulator.network.network import NEVER, AtLoop


def replay(case: Case, due: Times, until: int) -> list[Violation]:
    """The first violation before ``until`` of a rule about what patients share, if there is one.

    These are rules 4, 5, 7, 13, 15 and 19.
    """
    instants = _Replay(case, due, until)
    try:
        instants.run(*agenda(case, due, until).in_order())
    except BrokenError as broken:
        return [broken.violation]
    return instants.miscounted() if until >= case.network.end else []


class _Replay:
    """The recorded instants, one after another."""

    def __init__(self, case: Case, due: Times, until: int) -> None:
        self.stops_at_loop = case.network.at_loop == AtLoop.STOP
        self.is_whole = until >= case.network.end
        self.until = until
        self.rows = Rows(case, due)
        self.services = Services(case.network, self.rows)
        self.verdict = Verdict(case, self.rows, self.services)
        self.course = Course(case, due, self.rows, self.services, self.verdict)
        self.limits = Limits(self.rows, self.services, self.course, self.verdict)
        self.loops = Loops(case, self.rows, self.services)
        self.has_loops = bool(self.loops.units)
        self.openings = Openings(case, self.rows, self.services, self.verdict)
        self.has_openings = self.openings.has_any()
        self.now = 0
        self.recorded: set[int] = set()
        self.recorded_returns: set[int] = set()

    def run(self, times: list[int], kinds: list[int], items: list[int], details: list[int]) -> None:
        """Go through all instants."""
        act = self._actions()
        actions = [act[kind] for kind in Entry]
        times.append(NEVER)
        i = 0
        while (now := self._next_time(times[i])) < self.until:
            self.now = self.course.now = now
            if self.has_openings:
                self.openings.open_units(now)
            while times[i] == now:
                actions[kinds[i]](items[i], details[i])
                i += 1
            self._finish_instant()
        if self.is_whole:
            self.openings.finish(self.until)

    def _next_time(self, entered: int) -> int:
        return min(entered, self.openings.next_time()) if self.has_openings else entered

    def _finish_instant(self) -> None:
        """Rule 4 (b) to (d), until nothing happens, and then the units that the queues open."""
        while True:
            start = self.services.next_start(self.now)
            if start is not None:
                self._start(*start)
            elif self.has_loops and (loop := self.loops.next_loop(self.now)):
                self._swap(loop)
            elif not self.limits.run_out():
                break
        if self.recorded:
            raise self.verdict.broken_start(min(self.recorded), self.now)
        if self.recorded_returns:
            raise self.verdict.broken_return(min(self.recorded_returns), self.now)
        self.course.finish_instant()
        self.limits.clear()
        if self.has_openings:
            self.openings.call_and_shut(self.now)

    # Rule 4 (a): what is due now.

    def _actions(self) -> dict[Entry, Callable[[int, int], None]]:
        """What is done at each kind of entry, given its item and detail."""
        services, course = self.services, self.course
        return {
            Entry.DIES: lambda patient, _: course.end_journey(patient),
            Entry.BEGINS_IN: self._begins_in,
            Entry.RELAPSED: self._relapsed,
            Entry.WEIGHT_FALLS: services.change_weight,
            Entry.PLACE_LEFT: self._place_left,
            Entry.PLACE_FREE: lambda row, _: services.free_place(row),
            Entry.STAFF_FREE: lambda handoff, _: services.free_staff(handoff),
            Entry.UNIT_CAPACITY: services.change_path,
            Entry.STAFF_CAPACITY: self._staff_capacity,
            Entry.UNIT_OPENS: lambda unit, _: services.units_to_try.add(unit),
            Entry.MOVES_OUT: lambda _, __: services.try_all_units(),
            Entry.HOURS_OPEN: lambda handoff, _: services.handoffs_to_try.add(handoff),
            Entry.RELEASED: lambda handoff, count: services.release(handoff, count, self.now),
            Entry.ASKED: self._asked,
            Entry.BOOKED_AGAIN: self._booked_again,
            Entry.READY_AGAIN: self._ready_again,
            Entry.USABLE: self._usable,
            Entry.LIMIT: lambda row, _: self.limits.enter(row),
            Entry.RECORDED_START: lambda row, _: self.recorded.add(row),
            Entry.RECORDED_RETURN: lambda row, _: self.recorded_returns.add(row),
            Entry.IN_PLACE: lambda row, _: course.wait_out(row),
            Entry.NEED_ENDED: lambda row, _: course.end_need(row),
            Entry.AWAY_PLACE_FREE: lambda row, _: services.free_place_away(row),
            Entry.CHAINED: lambda patient, _: course.chain(patient),
        }

    def _begins_in(self, row: int, _: int) -> None:
        self.services.start(row, self.rows.unit[row], self.now)
        self.course.wait_out(row)

    def _place_left(self, row: int, _: int) -> None:
        if not self.rows.has_left_place[row]:
            self.services.leave_place(row)

    def _staff_capacity(self, handoff: int, capacity: int) -> None:
        self.services.staff_capacity[handoff] = capacity
        self.services.handoffs_to_try.add(handoff)

    def _asked(self, row: int, _: int) -> None:
        is_new = self.rows.status[row] == NOT_ASKED
        if is_new and not self.course.is_stopped[self.rows.patient[row]]:
            self.course.wait(row)

    def _booked_again(self, row: int, _: int) -> None:
        if self.rows.status[row] == POSTPONED:
            self.course.wait(row)

    def _relapsed(self, row: int, _: int) -> None:
        if self.rows.status[row] == WAITING:
            self.rows.become(row, WITHDRAWN)
            self.services.try_lists_of(row)

    def _ready_again(self, row: int, _: int) -> None:
        if self.rows.status[row] == WITHDRAWN:
            self.course.wait(row)

    def _usable(self, row: int, unit: int) -> None:
        if self.rows.waits_for(row, unit):
            self.services.join_unit(row, unit)

    # Rule 4 (b) and (c): starts, one by one or a loop of them.

    def _start(self, row: int, unit: int) -> None:
        """One start, which must be one that is recorded."""
        if row not in self._recorded(row):
            others = self.recorded | self.recorded_returns
            raise self.verdict.broken_wait(row, unit, self.now, others)
        self._confirm(row, unit)
        self.services.start(row, unit, self.now)
        self.course.follow_start(row)

    def _swap(self, loop: list[Pair]) -> None:
        """Rule 19: all of a loop start at once, and each must be recorded."""
        if self.stops_at_loop:
            raise self.verdict.broken_run(loop, self.now)
        for row, unit in loop:
            if row not in self._recorded(row) or self._recorded_unit(row) != unit:
                raise self.verdict.broken_loop(row, unit, loop, self.now)
            self._confirm(row, unit)
        for row, unit in loop:
            self.services.start(row, unit, self.now)
        for row, _ in loop:
            self.course.follow_start(row)

    def _recorded(self, row: int) -> set[int]:
        return self.recorded_returns if self.rows.status[row] == OUT else self.recorded

    def _recorded_unit(self, row: int) -> int:
        is_out = self.rows.status[row] == OUT
        return self.rows.last_unit[row] if is_out else self.rows.first_unit[row]

    def _confirm(self, row: int, unit: int) -> None:
        """A start is in the unit that the record has, and counted as recorded."""
        rows, given = self.rows, self._recorded_unit(row)
        if given != unit:
            raise self.verdict.broken_unit_of_start(row, given, unit, self.now)
        if rows.postponed[row] != rows.recorded_postponed[row]:
            raise self.verdict.miscounted(row, self.now)
        self._recorded(row).discard(row)

    def miscounted(self) -> list[Violation]:
        """Rule 15: counts of postponements of those who never started."""
        differs = np.array(self.rows.postponed) != np.array(self.rows.recorded_postponed)
        wrong = np.flatnonzero(differs).tolist()
        return [self.verdict.miscounted(row, self.now).violation for row in wrong]
