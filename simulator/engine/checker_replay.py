"""Replay of the recorded starts in order of time: does each instant go as rules 4 and 5 say?

The times of each journey are taken as known (``checker_times``). At each instant everything due is
done, the starts that rule 4 gives are found one by one (``checker_services``), and each of them
must be one that the record has at this time; at the end of the instant none may be left over.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.engine.checker_agenda import Entry, agenda
from simulator.engine.checker_rows import (
    AWAY,
    GONE,
    NOT_ASKED,
    STARTED,
    WAITING,
    WITHDRAWN,
    Rows,
)
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case, Names, Violation, days
from simulator.engine.checker_times import Times
from simulator.engine.journeys import Exit
from simulator.network.network import NONE, AtLimit, LetsGo, StepKind


def replay(case: Case, due: Times, until: int) -> list[Violation]:
    """The first violation of rules 4, 5, 7, 13 or 15 before ``until``, if there is one."""
    instants = _Replay(case, due)
    try:
        instants.run(*agenda(case, due, until).in_order())
    except _BrokenError as broken:
        return [broken.violation]
    return instants.miscounted() if until >= case.network.end else []


class _BrokenError(Exception):
    """What comes after this violation is another story."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.says)
        self.violation = violation


class _Replay:
    """The recorded instants, one after another."""

    def __init__(self, case: Case, due: Times) -> None:
        self.names = Names(case)
        self.rows = Rows(case, due)
        self.services = Services(case.network, self.rows)
        self.finished: list[int] = case.journeys.finished.tolist()
        self.exit: list[int] = case.journeys.exit.tolist()
        self.returns_as: list[int] = case.patients.returns_as.tolist()
        self.instead_as: list[int] = case.patients.instead_as.tolist()
        self.follows = {row: i for i, row in enumerate(self.returns_as) if row >= 0}
        self.follows |= {row: i for i, row in enumerate(self.instead_as) if row >= 0}
        self.follows_at_once: list[bool] = due.follows_at_once.tolist()
        self.is_stopped = [False] * len(self.exit)
        self.has_left = [False] * len(self.exit)
        self.now = 0
        self.limits: list[int] = []
        self.recorded: set[int] = set()
        self.chained: set[int] = set()

    def run(self, times: list[int], kinds: list[int], items: list[int], details: list[int]) -> None:
        """Go through all instants."""
        act = self._actions()
        actions = [act[kind] for kind in Entry]
        i, n = 0, len(times)
        while i < n:
            now = self.now = times[i]
            while i < n and times[i] == now:
                actions[kinds[i]](items[i], details[i])
                i += 1
            self._finish_instant()

    def _finish_instant(self) -> None:
        """Rule 4 (b) and (c): starts one by one, then limits together, until nothing happens."""
        while True:
            start = self.services.next_start(self.now)
            if start is not None:
                self._start(*start)
            elif not self.limits or not self._run_out():
                break
        if self.recorded:
            raise self._broken_start(min(self.recorded))
        for patient in self.chained:
            self._confirm_places(patient)
        self.chained.clear()
        self.limits.clear()

    # Rule 4 (a): what is due now.

    def _actions(self) -> dict[Entry, Callable[[int, int], None]]:
        """What is done at each kind of entry, given its item and detail."""
        services = self.services
        return {
            Entry.DIES: lambda patient, _: self._end_journey(patient),
            Entry.BEGINS_IN: lambda row, _: services.start(row, self.rows.unit[row], self.now),
            Entry.RELAPSED: self._relapsed,
            Entry.WEIGHT_FALLS: services.change_weight,
            Entry.PLACE_LEFT: self._place_left,
            Entry.PLACE_FREE: lambda row, _: services.free_place(row),
            Entry.STAFF_FREE: lambda handoff, _: services.free_staff(handoff),
            Entry.UNIT_CAPACITY: self._unit_capacity,
            Entry.STAFF_CAPACITY: self._staff_capacity,
            Entry.UNIT_OPENS: lambda unit, _: services.units_to_try.add(unit),
            Entry.MOVES_OUT: lambda _, __: services.try_all_units(),
            Entry.HOURS_OPEN: lambda handoff, _: services.handoffs_to_try.add(handoff),
            Entry.RELEASED: lambda handoff, count: services.release(handoff, count, self.now),
            Entry.ASKED: self._asked,
            Entry.BOOKED_AGAIN: self._booked_again,
            Entry.READY_AGAIN: self._ready_again,
            Entry.USABLE: self._usable,
            Entry.LIMIT: lambda row, _: self.limits.append(row),
            Entry.RECORDED_START: lambda row, _: self.recorded.add(row),
            Entry.CHAINED: self._chained,
        }

    def _place_left(self, row: int, _: int) -> None:
        if not self.rows.has_left_place[row]:
            self.services.leave_place(row)

    def _unit_capacity(self, unit: int, capacity: int) -> None:
        self.services.unit_capacity[unit] = capacity
        self.services.units_to_try.add(unit)

    def _staff_capacity(self, handoff: int, capacity: int) -> None:
        self.services.staff_capacity[handoff] = capacity
        self.services.handoffs_to_try.add(handoff)

    def _asked(self, row: int, _: int) -> None:
        is_new = self.rows.status[row] == NOT_ASKED
        if is_new and not self.is_stopped[self.rows.patient[row]]:
            self._wait(row)

    def _booked_again(self, row: int, _: int) -> None:
        if self.rows.status[row] == AWAY:
            self._wait(row)

    def _relapsed(self, row: int, _: int) -> None:
        if self.rows.status[row] == WAITING:
            self.rows.status[row] = WITHDRAWN
            self.services.try_lists_of(row)

    def _ready_again(self, row: int, _: int) -> None:
        if self.rows.status[row] == WITHDRAWN:
            self._wait(row)

    def _usable(self, row: int, unit: int) -> None:
        if self.rows.status[row] == WAITING:
            self.services.join_unit(row, unit)

    def _wait(self, row: int) -> None:
        if row in self.rows.away and self._is_withdrawn(row):
            self.rows.status[row] = WITHDRAWN
            return
        self.rows.status[row] = WAITING
        if self.rows.limit[row] >= 0:
            self.rows.deadline[row] = self.now + self.rows.limit[row]
        self.services.join(row, self.now)

    def _is_withdrawn(self, row: int) -> bool:
        """Rule 10: whether he has relapsed, and is not yet ready again for this step."""
        away_from, away_until = self.rows.away[row]
        return away_from <= self.now < away_until

    def _end_journey(self, patient: int) -> None:
        """Rule 15: he leaves every queue, and any place held or reserved."""
        self.is_stopped[patient] = True
        for row in self.rows.of(patient):
            if self.rows.status[row] in (WAITING, AWAY, WITHDRAWN):
                self.rows.status[row] = GONE
                if self.exit[patient] == Exit.DIED and self.rows.asked[row] == self.now:
                    self.rows.postponed[row] = 0
                self.services.try_lists_of(row)
            elif self.rows.has_place(row):
                self.services.leave_place(row)

    # What the starts of a patient bring about within the instant.

    def _chained(self, patient: int, _: int) -> None:
        self.chained.add(patient)
        self._follow(patient)

    def _follow(self, patient: int) -> None:
        """Do all that is due now for this patient and not yet done."""
        if self.is_stopped[patient]:
            return
        if any(self._dies_now(row) for row in self.rows.of(patient)):
            self._end_journey(patient)
            return
        for row in self.rows.of(patient):
            if self._is_to_be_asked(row) and self._is_asked_by_now(row):
                self._wait(row)
        self._follow_leaving(patient)
        for row in self.rows.of(patient):
            if self.rows.has_place(row) and self._place_goes(row):
                if self.rows.left[row] != self.now:
                    raise self._broken("6 home", row, "should give up his place now")
                self.services.leave_place(row)

    def _dies_now(self, row: int) -> bool:
        return self.rows.dies[row] == self.now and self.rows.status[row] == STARTED

    def _confirm_places(self, patient: int) -> None:
        """At the end of the instant, no place may be left by the record and held by the rules."""
        for row in self.rows.of(patient):
            if self.rows.has_place(row) and self.rows.left[row] == self.now:
                raise self._broken("6 home", row, "gives up his place, but keeps it by the rules")

    def _is_to_be_asked(self, row: int) -> bool:
        is_due = self.rows.status[row] == NOT_ASKED and self.rows.asked[row] == self.now
        joins = self.rows.is_needed[row] and self.rows.step[row].kind != StepKind.LEAVE
        return is_due and joins

    def _is_asked_by_now(self, row: int) -> bool:
        """Rule 9, for a step asked for at this time: whether that has come about yet."""
        after = self.rows.step[row].after
        patient = self.rows.patient[row]
        first = self.rows.of(patient).start
        return all(self._is_finished(first + k, row) for k in after) and (
            bool(after) or self._has_arrived(patient)
        )

    def _has_arrived(self, patient: int) -> bool:
        if not self.follows_at_once[patient]:
            return True
        before = self.follows[patient]
        return self.has_left[before] or self.is_stopped[before]

    def _is_finished(self, row: int, following: int) -> bool:
        """Rules 9 and 11: whether a step is finished for one that comes after it."""
        rows = self.rows
        if not rows.is_needed[row]:
            return self._is_asked_by_now(row)
        if rows.status[row] != STARTED:
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
        if not is_due or self.has_left[patient]:
            return
        leave = self.rows.of(patient)[-1]
        if self.rows.asked[leave] == self.now and not self._is_asked_by_now(leave):
            return
        self.has_left[patient] = True
        returning = self.returns_as[patient]
        if returning >= 0 and self.follows_at_once[returning]:
            self._chained(returning, 0)

    def _place_goes(self, row: int) -> bool:
        """Rule 6: whether the place of this stay is left now, going by what has started so far."""
        rows = self.rows
        following = rows.next_stay[row]
        if following >= 0 and rows.status[following] == STARTED:
            return rows.started[following] == self.now
        if self.has_left[rows.patient[row]]:
            return True
        if rows.gives_up[row] != self.now:
            return False
        return rows.step[row].lets_go == LetsGo.AT_END or rows.has_started_task(row)

    # Rule 4 (b) and (c): starts and limits.

    def _start(self, row: int, unit: int) -> None:
        """One start, which must be one that is recorded."""
        rows = self.rows
        if row not in self.recorded:
            raise self._broken_wait(row, unit)
        if rows.unit[row] != unit:
            recorded, due = self.names.unit(rows.unit[row]), self.names.unit(unit)
            raise self._broken("5 unit", row, f"starts in {recorded}, but should in {due}")
        if rows.postponed[row] != rows.recorded_postponed[row]:
            raise self._broken("15 postponed", row, self._miscount(row))
        self.recorded.discard(row)
        self.services.start(row, unit, self.now)
        if rows.patient[row] in self.chained:
            self._follow(rows.patient[row])

    def _run_out(self) -> bool:
        """Rule 15: all limits due now run out together; whether there were any."""
        rows = self.rows
        due = [row for row in sorted(set(self.limits)) if self._is_due(row)]
        ends = [row for row in due if not rows.may_postpone(row)]
        # Of one patient's, loss comes before being led elsewhere.
        for row in sorted(ends, key=self._leads_elsewhere):
            self._lose(row)
        for row in due:
            self.services.try_lists_of(row)
            if rows.status[row] == WAITING:
                rows.postponed[row] += 1
                rows.status[row] = AWAY
        for row in due:
            if rows.status[row] == AWAY and rows.step[row].postpone_by == 0:
                self._wait(row)
        return bool(due)

    def _is_due(self, row: int) -> bool:
        return self.rows.status[row] == WAITING and self.rows.deadline[row] == self.now

    def _leads_elsewhere(self, row: int) -> bool:
        return self.rows.step[row].at_limit == AtLimit.ELSEWHERE

    def _lose(self, row: int) -> None:
        """Rule 15: the journey ends here or goes on elsewhere, unless he had left already."""
        self.rows.status[row] = GONE
        patient = self.rows.patient[row]
        if self.is_stopped[patient] or self._has_left_by_now(patient):
            return
        is_switched = self._leads_elsewhere(row)
        due = Exit.SWITCHED if is_switched else Exit.LOST
        if self.exit[patient] != due or self.finished[patient] != self.now:
            says = "led elsewhere" if is_switched else "lost"
            raise self._broken("15", row, f"the limit runs out, and he should be {says}")
        self._end_journey(patient)
        if is_switched and self.instead_as[patient] >= 0:
            self._chained(self.instead_as[patient], 0)

    def _has_left_by_now(self, patient: int) -> bool:
        if self.exit[patient] != Exit.LEFT or self.finished[patient] > self.now:
            return False
        may_be_later = patient in self.chained and self.finished[patient] == self.now
        return self.has_left[patient] or not may_be_later

    # What is found.

    def _broken_wait(self, row: int, unit: int) -> _BrokenError:
        """He can start and does not."""
        place = f" in {self.names.unit(unit)}" if unit != NONE else ""
        says = f"can start now{place}, but waits until: {days(self.rows.reserved[row])}"
        if self.rows.limit[row] >= 0 and self.rows.deadline[row] == self.now:
            return self._broken("4 limit before start", row, says)
        rivals = [other for other in self.recorded if self._is_same_service(row, other)]
        if rivals:
            other = self.rows.patient[min(rivals)]
            return self._broken("5 order", row, f"{says}; patient {other} starts in his turn")
        rule = "5 waiting beside room" if unit != NONE else "13 waiting beside a free start"
        return self._broken(rule, row, says)

    def _is_same_service(self, row: int, other: int) -> bool:
        one, two = self.rows.step[row], self.rows.step[other]
        return (one.kind, one.target) == (two.kind, two.target)

    def _broken_start(self, row: int) -> _BrokenError:
        """He starts by the record and cannot."""
        if self.rows.status[row] == WITHDRAWN:
            return self._broken("10 start", row, "starts, but has relapsed and is not ready again")
        if self.rows.status[row] != WAITING:
            return self._broken("9 start", row, "starts, but is not waiting for it now")
        rule, why = self.services.why_not(row, self.now)
        unit = self.rows.unit[row]
        place = f" in {self.names.unit(unit)}" if unit != NONE else ""
        return self._broken(rule, row, f"starts{place}, but {why}")

    def _miscount(self, row: int) -> str:
        given, due = self.rows.recorded_postponed[row], self.rows.postponed[row]
        return f"postponed {given} times by the record, should be {due}"

    def _broken(self, rule: str, row: int, says: str) -> _BrokenError:
        patient = self.rows.patient[row]
        position = row - self.rows.of(patient).start
        text = f"{self.names.step(row)}, {days(self.now)}: {says}"
        return _BrokenError(Violation(rule, patient, position, self.now, text))

    def miscounted(self) -> list[Violation]:
        """Rule 15: counts of postponements of those who never started."""
        differs = np.array(self.rows.postponed) != np.array(self.rows.recorded_postponed)
        wrong = np.flatnonzero(differs).tolist()
        return [self._broken("15 postponed", row, self._miscount(row)).violation for row in wrong]
