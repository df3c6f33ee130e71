"""How far each journey has come in the replay, and what follows from its starts at once.

A start may bring about more within its own instant: a place left by moving into the next one, work
that takes no time, a death. Patients whom the agenda enters as ``CHAINED`` are looked at again
after each of their starts.
"""

from __future__ import annotations

from simulator.engine.checker_rows import (
    GONE,
    NOT_ASKED,
    OUT,
    POSTPONED,
    STARTED,
    WAITING,
    WITHDRAWN,
    Rows,
)
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case
from simulator.engine.checker_times import Times
from simulator.engine.checker_verdict import Verdict
from simulator.engine.journeys import Exit
from simulator.network.network import LetsGo, StepKind


class Course:
    """The journeys at ``now``: who has ended, who has left, and who is to be looked at again."""

    def __init__(
        self, case: Case, due: Times, rows: Rows, services: Services, verdict: Verdict
    ) -> None:
        """Nothing has happened yet."""
        self._rows, self._services, self._verdict = rows, services, verdict
        self.finished: list[int] = case.journeys.finished.tolist()
        self.exit: list[int] = case.journeys.exit.tolist()
        self.instead_as: list[int] = case.patients.instead_as.tolist()
        self._returns_as: list[int] = case.patients.returns_as.tolist()
        self._follows = {row: i for i, row in enumerate(self._returns_as) if row >= 0}
        self._follows |= {row: i for i, row in enumerate(self.instead_as) if row >= 0}
        self._follows_at_once: list[bool] = due.follows_at_once.tolist()
        self.is_stopped = [False] * len(self.exit)
        self._has_left = [False] * len(self.exit)
        self._chained: set[int] = set()
        self.now = 0

    def wait(self, row: int) -> None:
        """He waits for a step, unless he has relapsed, and a limit begins to run."""
        rows = self._rows
        if row in rows.withdrawn and self._is_withdrawn(row):
            rows.become(row, WITHDRAWN)
            return
        rows.become(row, WAITING)
        if rows.limit[row] >= 0:
            rows.deadline[row] = self.now + rows.limit[row]
        self._services.join(row, self.now)

    def _is_withdrawn(self, row: int) -> bool:
        """Rule 10: whether he has relapsed, and is not yet ready again for this step."""
        withdrawn_from, withdrawn_until = self._rows.withdrawn[row]
        return withdrawn_from <= self.now < withdrawn_until

    def wait_out(self, row: int) -> None:
        """Rule 15: who is in a place out of area now waits on, to come back from it."""
        rows = self._rows
        is_out = rows.has_place(row) and rows.unit[row] in rows.away_units
        if is_out and rows.started[row] <= self.now < rows.ended[row]:
            rows.become(row, OUT)
            self._services.join(row, self.now)

    def end_need(self, row: int) -> None:
        """Rule 15: and from now on he does not."""
        if self._rows.status[row] == OUT:
            self._rows.become(row, STARTED)
            self._services.try_lists_of(row)

    def end_journey(self, patient: int) -> None:
        """Rule 15: he leaves every queue, and any place held or reserved."""
        rows = self._rows
        self.is_stopped[patient] = True
        for row in rows.of(patient):
            if rows.status[row] in (WAITING, POSTPONED, WITHDRAWN):
                rows.become(row, GONE)
                if self.exit[patient] == Exit.DIED and rows.asked[row] == self.now:
                    rows.postponed[row] = 0
                self._services.try_lists_of(row)
            elif rows.has_place(row):
                self.end_need(row)
                self._services.leave_place(row)

    def has_left_by_now(self, patient: int) -> bool:
        """Whether his journey has ended by leaving."""
        if self.exit[patient] != Exit.LEFT or self.finished[patient] > self.now:
            return False
        may_be_later = patient in self._chained and self.finished[patient] == self.now
        return self._has_left[patient] or not may_be_later

    def chain(self, patient: int) -> None:
        """From now on, in this instant, look at him again after each of his starts."""
        self._chained.add(patient)
        self._follow(patient)

    def follow_start(self, row: int) -> None:
        """He has just started this step."""
        if self._rows.away_units:
            self.wait_out(row)
        if self._rows.patient[row] in self._chained:
            self._follow(self._rows.patient[row])

    def finish_instant(self) -> None:
        """No place may be left by the record and held by the rules."""
        if not self._chained:
            return
        for patient in self._chained:
            for row in self._rows.of(patient):
                if self._rows.has_place(row) and self._rows.left[row] == self.now:
                    says = "gives up his place, but keeps it by the rules"
                    raise self._verdict.broken("6 home", row, self.now, says)
        self._chained.clear()

    def _follow(self, patient: int) -> None:
        """Do all that is due now for this patient and not yet done."""
        if self.is_stopped[patient]:
            return
        rows = self._rows.of(patient)
        if any(self._dies_now(row) for row in rows):
            self.end_journey(patient)
            return
        for row in rows:
            if self._is_to_be_asked(row) and self._is_asked_by_now(row):
                self.wait(row)
        self._follow_leaving(patient)
        for row in rows:
            if self._rows.has_place(row) and self._place_goes(row):
                if self._rows.left[row] != self.now:
                    says = "should give up his place now"
                    raise self._verdict.broken("6 home", row, self.now, says)
                self._services.leave_place(row)

    def _dies_now(self, row: int) -> bool:
        return self._rows.dies[row] == self.now and self._rows.has_started(row)

    def _is_to_be_asked(self, row: int) -> bool:
        rows = self._rows
        is_due = rows.status[row] == NOT_ASKED and rows.asked[row] == self.now
        return is_due and rows.is_needed[row] and rows.step[row].kind != StepKind.LEAVE

    def _is_asked_by_now(self, row: int) -> bool:
        """Rule 9, for a step asked for at this time: whether that has come about yet."""
        after = self._rows.step[row].after
        patient = self._rows.patient[row]
        first = self._rows.of(patient).start
        return all(self._is_finished(first + k, row) for k in after) and (
            bool(after) or self._has_arrived(patient)
        )

    def _has_arrived(self, patient: int) -> bool:
        if not self._follows_at_once[patient]:
            return True
        before = self._follows[patient]
        return self._has_left[before] or self.is_stopped[before]

    def _is_finished(self, row: int, following: int) -> bool:
        """Rules 9 and 11: whether a step is finished for one that comes after it."""
        rows = self._rows
        if not rows.is_needed[row]:
            return self._is_asked_by_now(row)
        if not rows.has_started(row):
            return False
        if rows.step[row].kind == StepKind.HANDOFF:
            return rows.ended[row] <= self.now
        step = rows.step[following]
        if step.kind == StepKind.HANDOFF and step.begins_before >= 0:
            expected = rows.ended[row] + rows.expected_error[row]
            if max(rows.started[row], expected - step.begins_before) <= self.now:
                return True
        return rows.ready[row] <= self.now

    def _follow_leaving(self, patient: int) -> None:
        """Rules 14 and 16: he leaves now, and a return without a gap arrives."""
        is_due = self.exit[patient] == Exit.LEFT and self.finished[patient] == self.now
        if not is_due or self._has_left[patient]:
            return
        leave = self._rows.of(patient)[-1]
        if self._rows.asked[leave] == self.now and not self._is_asked_by_now(leave):
            return
        self._has_left[patient] = True
        returning = self._returns_as[patient]
        if returning >= 0 and self._follows_at_once[returning]:
            self.chain(returning)

    def _place_goes(self, row: int) -> bool:
        """Rule 6: whether the place of this stay is left now, going by what has started so far."""
        rows = self._rows
        following = rows.next_stay[row]
        if following >= 0 and rows.has_started(following):
            return rows.started[following] == self.now
        if self._has_left[rows.patient[row]]:
            return True
        if rows.gives_up[row] != self.now:
            return False
        return rows.step[row].lets_go == LetsGo.AT_END or rows.has_started_task(row)
