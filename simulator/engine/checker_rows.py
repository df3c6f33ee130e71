"""A record as plain lists, and how far the replay has come with each step."""

from __future__ import annotations

import numpy as np

from simulator.engine.checker_steps import Case
from simulator.engine.checker_times import Times
from simulator.network.network import NEVER, NONE, AtLimit, Choice, Step, StepKind

# Where the replay is with a step. POSTPONED: for a while; WITHDRAWN: until the patient, who has
# relapsed, is ready again; GONE: it will never start; OUT: in a place out of area, and waiting to
# come back from it. Who is WAITING or OUT is in a queue, who is OUT or STARTED has started.
NOT_ASKED, POSTPONED, WITHDRAWN, GONE, WAITING, OUT, STARTED = range(7)


class Rows:
    """Steps by row; lists are quicker than arrays to read one by one.

    ``rank`` is the place of a step in the order of rule 5, and ``row_of`` its inverse. What
    changes as the replay goes on: ``status``, ``deadline``, ``postponed``, ``has_left_place``,
    ``weight`` (in use by a stay), ``unit`` (of a stay: ``first_unit`` until he comes back from out
    of area to ``last_unit``), ``n_waiting`` (by care setting: how many are in its queue).
    """

    def __init__(self, case: Case, due: Times) -> None:
        """Copy the record, with nothing asked for yet."""
        patients, journeys, steps = case.patients, case.journeys, case.steps
        order = np.lexsort((steps.position, steps.patient, due.asked, -steps.priority))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        self.row_of: list[int] = order.tolist()
        self.rank: list[int] = rank.tolist()
        self.step: list[Step] = [steps.templates[i] for i in steps.template.tolist()]
        self.patient: list[int] = steps.patient.tolist()
        self.is_needed: list[bool] = steps.is_needed.tolist()
        self.next_stay: list[int] = steps.next_stay.tolist()
        self.last_stay: list[int] = steps.last_stay.tolist()
        self.duration: list[int] = patients.duration.tolist()
        self.limit: list[int] = patients.limit.tolist()
        self.expected_error: list[int] = patients.expected_error.tolist()
        self.asked: list[int] = due.asked.tolist()
        self.reserved: list[int] = due.reserved.tolist()
        self.started: list[int] = due.started.tolist()
        self.ended: list[int] = due.ended.tolist()
        self.ready: list[int] = due.ready.tolist()
        self.dies: list[int] = due.dies.tolist()
        self.gives_up: list[int] = due.gives_up.tolist()
        self.withdrawn = _spans(due)
        self.left: list[int] = journeys.left.tolist()
        self.first_unit: list[int] = due.first_unit.tolist()
        self.unit = self.first_unit.copy()
        self.last_unit: list[int] = journeys.unit.tolist()
        self.moved_back: list[int] = due.moved_back.tolist()
        self.away_units = frozenset(u for u, unit in enumerate(case.network.units) if unit.away)
        self.recorded_postponed: list[int] = journeys.postponed.tolist()
        self._locality: list[int] = patients.locality.tolist()
        self._first: list[int] = patients.first.tolist()
        self.status = [NOT_ASKED] * len(steps)
        self.deadline = [NEVER] * len(steps)
        self.postponed = [0] * len(steps)
        self.has_left_place = [False] * len(steps)
        self.weight: list[int] = steps.weight.tolist()
        self.n_waiting = [0] * len(case.network.care_settings)

    def of(self, patient: int) -> range:
        """The rows of one patient; the last is his LEAVE."""
        return range(self._first[patient], self._first[patient + 1])

    def choices(self, row: int) -> tuple[Choice, ...]:
        """The units that a stay may be in, in the patient's order."""
        return self.step[row].choices[self._locality[self.patient[row]]]

    def usable(self, row: int, now: int) -> list[int]:
        """Rules 5 and 15: those of them that the patient, who waits, may use now."""
        waited = now - self.asked[row]
        units = [choice.unit for choice in self.choices(row) if choice.after <= waited]
        if self.status[row] == OUT:
            return [unit for unit in units if unit not in self.away_units]
        return units

    def become(self, row: int, status: int) -> None:
        """From now on the replay is there with this step."""
        joins = WAITING <= status <= OUT
        leaves = WAITING <= self.status[row] <= OUT
        self.status[row] = status
        if joins != leaves:
            step = self.step[row]
            if step.kind == StepKind.STAY:
                self.n_waiting[step.target] += joins - leaves

    def waits_for(self, row: int, unit: int) -> bool:
        """Whether he is in the queue, and for this unit too; a unit that he may use now."""
        status = self.status[row]
        return status == WAITING or (status == OUT and unit not in self.away_units)

    def has_started(self, row: int) -> bool:
        """Whether the waiting for this step has ended with a start."""
        return self.status[row] >= OUT

    def has_place(self, row: int) -> bool:
        """Whether the place of this stay is held or reserved."""
        is_stay = self.step[row].kind == StepKind.STAY
        return is_stay and self.status[row] >= OUT and not self.has_left_place[row]

    def stay_left_from(self, row: int, now: int) -> int:
        """The stay of whose place he who waits for this one lets go: its row, or -1 for none.

        The stay before, or this one itself out of area.
        """
        if self.status[row] == OUT:
            return row
        stay = self.last_stay[row]
        if stay < 0 or not self.has_place(stay) or self.started[stay] > now:
            return NONE
        return stay

    def has_started_task(self, stay: int) -> bool:
        """Rule 6: whether a handoff listed after this stay has started."""
        row = stay + 1
        while self.step[row].kind == StepKind.HANDOFF:
            if self.has_started(row):
                return True
            row += 1
        return False

    def may_postpone(self, row: int) -> bool:
        """Rule 15: whether a limit that runs out now leads to another booking."""
        step = self.step[row]
        return step.at_limit == AtLimit.POSTPONED and self.postponed[row] < step.postpone_most


def _spans(due: Times) -> dict[int, tuple[int, int]]:
    """Rule 10: by row, from when until when those who have relapsed do not wait for it."""
    if not due.has_relapses:
        return {}
    rows = np.flatnonzero(due.withdrawn_from < NEVER)
    times = zip(due.withdrawn_from[rows].tolist(), due.withdrawn_until[rows].tolist(), strict=True)
    return dict(zip(rows.tolist(), times, strict=True))
