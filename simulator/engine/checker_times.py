"""What the contract makes of one journey, given when each of its waits ended.

Every recorded time but the starts themselves follows from other times in the same journey (rules
6, 9 to 11 and 13 to 16). ``Times`` holds those that should be there, worked out from the record's
own starts and, one link of the chain back, from its other recorded times. A record in which every
link holds is right throughout, as each rests on earlier ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_away import come_back
from simulator.engine.checker_calendar import add, handoff_ends, next_open, next_review
from simulator.engine.checker_steps import Case, groups
from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, NONE, AtLimit, LetsGo, StepKind

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
MILLION = 1_000_000


def recorded(column: Integers) -> Integers:
    """A column of the record with ``NEVER`` for -1."""
    return np.where(column < 0, NEVER, column.astype(np.int64))


class Times:
    """Times as they should be, ``NEVER`` for what does not happen, but for death, loss and the end.

    By step: ``reserved`` (as recorded), ``started``, ``ended``, ``ready``, ``asked`` (all that it
    comes after is finished; ``is_fresh``: perhaps by a start at that very time), ``relapsed`` and
    ``ready_again``, ``gives_up`` (the place of a stay, to wait at home), ``left`` and ``or_left``
    (the place of a stay; there are two answers where only the order of starts within an instant can
    tell), ``dies`` (the death that a stay leads to); ``withdrawn_from`` and ``withdrawn_until`` (of
    a step that waits for a stay before it to be ready again: those of that stay); ``unit`` and
    ``first_unit`` (of a stay, -1 for none; they differ where he comes back from out of area, at
    ``moved_back``). By patient: ``arrived``, ``follows_at_once`` (just as another leaves, or is led
    elsewhere), ``leaves``, ``finished``, ``exit``, ``stop`` (the end of the journey otherwise than
    by leaving, as recorded).
    """

    def __init__(self, case: Case) -> None:
        """Work out all times that follow from the recorded starts."""
        self._case = case
        journeys = case.journeys
        steps = self._steps = case.steps
        is_stay = steps.kind == StepKind.STAY
        self.reserved = np.where(steps.is_waited_for, recorded(journeys.reserved), NEVER)
        moves = is_stay & (steps.begins_in == NONE)
        self.started = np.where(moves, add(self.reserved, steps.move), self.reserved)
        has_unit = is_stay & (self.reserved < NEVER) & (journeys.unit >= 0)
        has_unit &= journeys.unit < len(case.network.units)
        self.unit = np.where(has_unit, journeys.unit, NONE)
        self.stop = np.where(journeys.exit > Exit.LEFT, recorded(journeys.finished), NEVER)
        self.ended = self._end()
        # Reviews and hours are of the unit he is back in: need ends after he has come back.
        self.moved_back, self.first_unit = come_back(case, self.unit, self.started, self.ended)
        self.ready = self._review()
        self.arrived, self.follows_at_once = self._arrive()
        self.is_fresh = steps.comes_first & self.follows_at_once[steps.patient]
        self.asked = self._ask()
        self._first_task = self._start_tasks()
        self.next_reserved = self._at_next_stay(self.reserved)
        self._go_without_relapse()
        self.relapsed, self.ready_again = self._relapse()
        self.withdrawn_from, self.withdrawn_until = self._keep_waiting()
        if self.has_relapses:
            self._go_when_ready_again()
        self.left, self.or_left = self._leave_places()
        self.dies = self._die()
        self.finished, self.exit = self._finish()

    def _end(self) -> Integers:
        """Rules 10 and 13: ends of need, of tasks and of lead times."""
        steps, durations = self._steps, self._case.patients.duration
        ended = np.full(len(steps), NEVER, dtype=np.int64)
        stays = np.flatnonzero(steps.kind == StepKind.STAY)
        ended[stays] = add(self.started[stays], durations[stays] + self._grow(stays))
        needed = np.flatnonzero(steps.is_waited_for & (steps.kind == StepKind.HANDOFF))
        for target, chunk in groups(steps.target[needed]):
            rows = needed[chunk]
            handoff = self._case.network.handoffs[target]
            ended[rows] = handoff_ends(handoff, self.started[rows], durations[rows])
        return ended

    def _grow(self, stays: Integers) -> Integers | int:
        """Rule 15: what the wait for each stay since the one before adds to its need."""
        steps = self._steps
        grows = (steps.growth[stays] > 0) & (steps.last_stay[stays] >= 0)
        if not grows.any():
            return 0
        ready = recorded(self._case.journeys.ready[steps.last_stay[stays]])
        grows &= self.reserved[stays] < NEVER
        wait = np.where(grows, np.maximum(self.reserved[stays] - ready, 0), 0)
        whole, rest = np.divmod(wait, MILLION)  # the product itself could be too large
        extra: Integers = whole * steps.growth[stays] + rest * steps.growth[stays] // MILLION
        return extra

    def _review(self) -> Integers:
        """Rule 10: declared ready at the first review that sees him, unless he dies."""
        ready = self._seen(self.ended)
        return np.where(self._case.patients.dies == 1, NEVER, ready)

    def _seen(self, times: Integers) -> Integers:
        """Rule 10: the first review, at or after each time, that sees the patient."""
        level = self._case.patients.review_level
        seen = np.full(len(self.unit), NEVER, dtype=np.int64)
        for number, rows in groups(self.unit):
            if number != NONE:
                reviews = self._case.network.units[number].reviews
                seen[rows] = next_review(reviews, times[rows], level[rows])
        return seen

    def _arrive(self) -> tuple[Integers, Flags]:
        """Rules 15 and 16: of their own, after somebody has left, or in his stead."""
        patients, journeys = self._case.patients, self._case.journeys
        arrived = recorded(patients.arrives)
        at_once = np.zeros(len(patients), dtype=bool)
        returning = np.flatnonzero((patients.returns_as >= 0) & (journeys.exit == Exit.LEFT))
        row = patients.returns_as[returning]
        departure = recorded(journeys.finished[returning])
        arrived[row] = add(departure, patients.returns_after[returning])
        at_once[row] = (patients.returns_after[returning] == 0) & (departure < NEVER)
        switched = np.flatnonzero((patients.instead_as >= 0) & (journeys.exit == Exit.SWITCHED))
        row = patients.instead_as[switched]
        arrived[row] = recorded(journeys.finished[switched])
        at_once[row] = arrived[row] < NEVER
        return arrived, at_once

    def _ask(self) -> Integers:
        """Rule 9: asked when all that it comes after is finished, position by position."""
        steps = self._steps
        asked = np.where(steps.comes_first, self.arrived[steps.patient], -1)
        for begin, end in zip(steps.edge_first[:-1], steps.edge_first[1:], strict=True):
            step, pred = steps.edge_step[begin:end], steps.edge_pred[begin:end]
            is_needed = steps.is_needed[pred]
            finished = np.where(is_needed, self._finished_for(step, pred), asked[pred])
            np.maximum.at(asked, step, finished)
            fresh = np.where(is_needed, self.reserved[pred] == asked[step], self.is_fresh[pred])
            fresh &= finished == asked[step]
            self.is_fresh[step[fresh]] = True
        return asked

    def _finished_for(self, step: Integers, pred: Integers) -> Integers:
        """Rules 9 and 11: when ``pred`` is finished as far as ``step`` is concerned."""
        steps, patients = self._steps, self._case.patients
        is_stay = steps.kind[pred] == StepKind.STAY
        finished = np.where(is_stay, self.ready[pred], self.ended[pred])
        is_planned = is_stay & (steps.kind[step] == StepKind.HANDOFF)
        is_planned &= steps.begins_before[step] >= 0
        lead = patients.expected_error[pred] - steps.begins_before[step]
        ahead = np.maximum(self.started[pred], add(self.ended[pred], lead))
        return np.where(is_planned, np.minimum(finished, ahead), finished)

    def _start_tasks(self) -> Integers:
        """The first start of a handoff between each stay and the next STAY or LEAVE."""
        steps = self._steps
        first = np.full(len(steps), NEVER, dtype=np.int64)
        needed = steps.is_needed[steps.task]
        np.minimum.at(first, steps.task_stay[needed], self.reserved[steps.task[needed]])
        return first

    def _go_without_relapse(self) -> None:
        asked = recorded(self._case.journeys.asked[self._steps.leaves])
        self.gives_up = self._give_up(self.ready)
        self.leaves = self._leave(asked)

    def _relapse(self) -> tuple[Integers, Integers]:
        """Rule 10: need that comes back to those who, ready, still wait in their place.

        Death at that time comes before it, and everything else at that time after it.
        """
        patients, patient = self._case.patients, self._steps.patient
        may = (patients.relapses_after >= 0) & (self.ready < NEVER)
        self.has_relapses = bool(may.any())
        if not self.has_relapses:
            return (np.full(len(may), NEVER, dtype=np.int64),) * 2
        relapses = add(self.ready, patients.relapses_after)
        may &= (self.gives_up >= relapses) & (self.next_reserved >= relapses)
        stop = self.stop[patient]
        has_died = (stop == relapses) & (self._case.journeys.exit[patient] == Exit.DIED)
        may &= (self.leaves[patient] >= relapses) & (stop >= relapses) & ~has_died
        relapsed = np.where(may, relapses, NEVER)
        return relapsed, self._seen(add(relapsed, patients.relapse_lasts))

    def _keep_waiting(self) -> tuple[Integers, Integers]:
        """Rule 10: stays and leaving wait for the stay before them to be ready again."""
        steps = self._steps
        if not self.has_relapses:
            return self.relapsed, self.ready_again
        waits = (steps.last_stay >= 0) & (steps.kind != StepKind.HANDOFF)
        return (
            np.where(waits, self.relapsed[steps.last_stay], NEVER),
            np.where(waits, self.ready_again[steps.last_stay], NEVER),
        )

    def _go_when_ready_again(self) -> None:
        """Rule 10: after a relapse nobody goes home or leaves before he is ready again."""
        leaves = self._steps.leaves
        has_relapsed = self.relapsed < NEVER
        self.gives_up = self._give_up(np.where(has_relapsed, self.ready_again, self.ready))
        asked = recorded(self._case.journeys.asked[leaves])
        waits = self.withdrawn_from[leaves] < NEVER
        goes = np.where(waits, np.maximum(asked, self.withdrawn_until[leaves]), asked)
        self.leaves = self._leave(goes)

    def _give_up(self, ready: Integers) -> Integers:
        """Rule 6: when a place is given up for home, if no next stay is reserved by then."""
        lets_go = self._steps.lets_go
        gives_up = np.where(lets_go == LetsGo.AT_END, ready, NEVER)
        after_task = np.maximum(ready, self._first_task)
        gives_up = np.where(lets_go == LetsGo.NEXT_TASK, after_task, gives_up)
        for number, rows in groups(self.unit):
            if number != NONE:
                discharges = self._case.network.units[number].discharges
                gives_up[rows] = next_open(discharges, gives_up[rows])
        return np.where(self.unit == NONE, NEVER, gives_up)

    def _leave(self, asked: Integers) -> Integers:
        """Rule 14, by patient: he leaves in the discharge hours of the unit he is in."""
        stay = self._steps.last_stay[self._steps.leaves]
        holds = (stay >= 0) & (asked < NEVER)
        holds &= (self.started[stay] <= asked) & (self.gives_up[stay] >= asked)
        leaves = asked.copy()
        for number, patients in groups(np.where(holds, self.unit[stay], NONE)):
            if number != NONE:
                discharges = self._case.network.units[number].discharges
                leaves[patients] = next_open(discharges, asked[patients])
        return leaves

    def _at_next_stay(self, times: Integers) -> Integers:
        following = self._steps.next_stay
        return np.where(following >= 0, times[following], NEVER)

    def _leave_places(self) -> tuple[Integers, Integers]:
        """Rule 6: when places are left, by those who neither die nor are lost.

        Where the next stay is reserved at the very time at which the start of a handoff would give
        up the place, it depends on which of the two starts is first in that instant.
        """
        moves = self._at_next_stay(self.started)
        leaves = self.leaves[self._steps.patient]
        otherwise = np.where(self.unit == NONE, NEVER, np.minimum(moves, leaves))
        goes_home = self.gives_up <= self.next_reserved
        left = np.where(goes_home, np.minimum(self.gives_up, otherwise), otherwise)
        is_tie = (self.gives_up == self.next_reserved) & (self.gives_up < NEVER)
        is_tie &= (self._steps.lets_go == LetsGo.NEXT_TASK) & (self._first_task == self.gives_up)
        return left, np.where(is_tie, otherwise, left)

    def _die(self) -> Integers:
        """Rule 10: death at the end of need, or while ready and waiting in the place."""
        patients = self._case.patients
        holds_until = np.minimum(self.gives_up, self.next_reserved)
        holds_until = np.minimum(holds_until, self.leaves[self._steps.patient])
        waiting = add(self.ready, patients.dies_waiting)
        dies_waiting = (patients.dies_waiting >= 0) & (waiting <= holds_until)
        dies = np.where(dies_waiting, waiting, NEVER)
        dies = np.where(patients.dies == 1, self.ended, dies)
        return np.where(self._steps.kind == StepKind.STAY, dies, NEVER)

    def _lose(self) -> Integers:
        """Rule 15: when the limit of a step that never starts runs out for the last time."""
        steps, journeys, limit = self._steps, self._case.journeys, self._case.patients.limit
        most = np.where(steps.at_limit == AtLimit.POSTPONED, steps.postpone_most, 0)
        whole = limit + most * (limit + steps.postpone_by)
        waits = steps.is_waited_for & (limit >= 0) & (journeys.reserved < 0)
        loses = np.where(waits, add(recorded(journeys.asked), whole), NEVER)
        for row in np.flatnonzero(waits & (self.withdrawn_from < NEVER)):
            loses[row] = self._lose_after_relapse(np.array([row]), int(most[row]))
        return loses

    def _lose_after_relapse(self, row: Integers, times_postponed: int) -> int:
        """The same for one step, wait by wait."""
        runs_out = self.runs_out(row, recorded(self._case.journeys.asked[row]))
        for _ in range(times_postponed):
            runs_out = self.runs_out(row, add(runs_out, self._steps.postpone_by[row]))
        return int(runs_out[0])

    def runs_out(self, rows: Integers, since: Integers) -> Integers:
        """Rules 10 and 15: when the limits of those who begin to wait at these times run out."""
        limit = self._case.patients.limit[rows]
        deadline = add(since, limit)
        if not self.has_relapses:
            return deadline
        until = self.withdrawn_until[rows]
        is_put_off = (since < until) & (deadline >= self.withdrawn_from[rows])
        return np.where(is_put_off, add(until, limit), deadline)

    def _finish(self) -> tuple[Integers, Integers]:
        """Whichever end of the journey comes first; at one time death, then leaving, then loss."""
        loses, leads_elsewhere = self._lose(), self._steps.at_limit == AtLimit.ELSEWHERE
        death = self._earliest(self.dies)
        loss = self._earliest(np.where(leads_elsewhere, NEVER, loses))
        switch = self._earliest(np.where(leads_elsewhere, loses, NEVER))
        finished = np.minimum(np.minimum(death, self.leaves), np.minimum(loss, switch))
        # Where both are due at one time, only the rounds of that instant can tell: the replay does.
        is_switched = (switch < loss) | (self._case.journeys.exit == Exit.SWITCHED)
        ends = np.where((switch == finished) & is_switched, Exit.SWITCHED, Exit.LOST)
        ends = np.where(self.leaves == finished, Exit.LEFT, ends)
        ends = np.where(death == finished, Exit.DIED, ends)
        return finished, np.where(finished >= NEVER, Exit.OPEN, ends).astype(np.int64)

    def _earliest(self, times: Integers) -> Integers:
        """By patient, the earliest of his steps' times."""
        earliest = np.full(len(self._case.patients), NEVER, dtype=np.int64)
        np.minimum.at(earliest, self._steps.patient, times)
        return earliest
