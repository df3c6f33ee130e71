"""A record as plain lists, and how far the replay has come with each step."""

from __future__ import annotations

import numpy as np

from simulator.engine.checker_steps import Case
from simulator.engine.checker_times import Times
from simulator.network.network import NEVER, NONE, AtLimit, Choice, Step, StepKind

# Where the replay is with a step. AWAY: postponed for a while; WITHDRAWN: until the patient, who
# has relapsed, is ready again; GONE: it will never start.
NOT_ASKED, WAITING, AWAY, WITHDRAWN, STARTED, GONE = range(6)


class Rows:
    """Steps by row; lists are quicker than arrays to read one by one.

    ``rank`` is the place of a step in the order of rule 5, and ``row_of`` its inverse. What
    changes as the replay goes on: ``status``, ``deadline``, ``postponed``, ``has_left_place``,
    ``weight`` (in use by a stay).
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
        self.away = _spans(due)
        self.left: list[int] = journeys.left.tolist()
        self.unit: list[int] = journeys.unit.tolist()
        self.recorded_postponed: list[int] = journeys.postponed.tolist()
        self._locality: list[int] = patients.locality.tolist()
        self._first: list[int] = patients.first.tolist()
        self.status = [NOT_ASKED] * len(steps)
        self.deadline = [NEVER] * len(steps)
        self.postponed = [0] * len(steps)
        self.has_left_place = [False] * len(steps)
        self.weight: list[int] = steps.weight.tolist()

    def of(self, patient: int) -> range:
        """The rows of one patient; the last is his LEAVE."""
        return range(self._first[patient], self._first[patient + 1])

    def choices(self, row: int) -> tuple[Choice, ...]:
        """The units that a stay may be in, in the patient's order."""
        return self.step[row].choices[self._locality[self.patient[row]]]

    def usable(self, row: int, now: int) -> list[int]:
        """Rule 5: those of them that the patient may use now."""
        waited = now - self.asked[row]
        return [choice.unit for choice in self.choices(row) if choice.after <= waited]

    def has_place(self, row: int) -> bool:
        """Whether the place of this stay is held or reserved."""
        is_stay = self.step[row].kind == StepKind.STAY
        return is_stay and self.status[row] == STARTED and not self.has_left_place[row]

    def unit_left_from(self, row: int, now: int) -> int:
        """The unit that he who waits for this stay holds a place in now, or -1."""
        stay = self.last_stay[row]
        if stay < 0 or not self.has_place(stay) or self.started[stay] > now:
            return NONE
        return self.unit[stay]

    def has_started_task(self, stay: int) -> bool:
        """Rule 6: whether a handoff listed after this stay has started."""
        row = stay + 1
        while self.step[row].kind == StepKind.HANDOFF:
            if self.status[row] == STARTED:
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
    rows = np.flatnonzero(due.away_from < NEVER)
    times = zip(due.away_from[rows].tolist(), due.away_until[rows].tolist(), strict=True)
    return dict(zip(rows.tolist(), times, strict=True))
