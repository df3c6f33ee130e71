"""Limits that run out together, at an instant of the replay (rule 15)."""

from __future__ import annotations

from simulator.engine.checker_course import Course
from simulator.engine.checker_rows import GONE, POSTPONED, WAITING, Rows
from simulator.engine.checker_services import Services
from simulator.engine.checker_verdict import Verdict
from simulator.engine.journeys import Exit
from simulator.network.network import AtLimit


class Limits:
    """Those that the agenda has entered for now."""

    def __init__(self, rows: Rows, services: Services, course: Course, verdict: Verdict) -> None:
        """None is due."""
        self._rows, self._services = rows, services
        self._course, self._verdict = course, verdict
        self._entered: list[int] = []

    def enter(self, row: int) -> None:
        """The limit of this step may run out now."""
        self._entered.append(row)

    def clear(self) -> None:
        """The instant is over."""
        self._entered.clear()

    def run_out(self) -> bool:
        """All limits due now run out together; whether there were any."""
        if not self._entered:
            return False
        rows = self._rows
        due = [row for row in sorted(set(self._entered)) if self._is_due(row)]
        ends = [row for row in due if not rows.may_postpone(row)]
        # Of one patient's, loss comes before being led elsewhere.
        for row in sorted(ends, key=self._leads_elsewhere):
            self._lose(row)
        for row in due:
            self._services.try_lists_of(row)
            if rows.status[row] == WAITING:
                rows.postponed[row] += 1
                rows.become(row, POSTPONED)
        for row in due:
            if rows.status[row] == POSTPONED and rows.step[row].postpone_by == 0:
                self._course.wait(row)
        return bool(due)

    def _is_due(self, row: int) -> bool:
        is_waiting = self._rows.status[row] == WAITING
        return is_waiting and self._rows.deadline[row] == self._course.now

    def _leads_elsewhere(self, row: int) -> bool:
        return self._rows.step[row].at_limit == AtLimit.ELSEWHERE

    def _lose(self, row: int) -> None:
        """The journey ends here or goes on elsewhere, unless he had left already."""
        course = self._course
        self._rows.become(row, GONE)
        patient = self._rows.patient[row]
        if course.is_stopped[patient] or course.has_left_by_now(patient):
            return
        is_switched = self._leads_elsewhere(row)
        due = Exit.SWITCHED if is_switched else Exit.LOST
        if course.exit[patient] != due or course.finished[patient] != course.now:
            says = "led elsewhere" if is_switched else "lost"
            says = f"the limit runs out, and he should be {says}"
            raise self._verdict.broken("15", row, course.now, says)
        course.end_journey(patient)
        if is_switched and course.instead_as[patient] >= 0:
            course.chain(course.instead_as[patient])
