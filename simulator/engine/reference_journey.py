"""What happens to one patient, as a story and a few lines for each of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.journeys import Exit
from simulator.engine.reference_process import Process, Signal, Story
from simulator.engine.waiting import Request, Room
from simulator.network.network import NEVER, AtLimit, LetsGo, Step, StepKind
from simulator.network.working_time import next_open, next_review

if TYPE_CHECKING:
    from simulator.engine.reference import House

# Looking up a member of an enumeration costs a function call.
LEAVE, AT_END, NEXT_TASK = StepKind.LEAVE, LetsGo.AT_END, LetsGo.NEXT_TASK
NONE_YET: frozenset[int] = frozenset()


class Journey(Process):
    """One patient on his way.

    ``first``: where the rows of his steps begin; ``finished_steps``: a bit for each; ``planned``:
    the handoffs begun ahead of the expected date; ``waiting``: by step, what he waits for;
    ``called``: what his story waits for until the next move is asked for; ``held``: where he holds
    a place; ``in_stay``: the step of that stay; ``moving_into``: the stay whose place he has
    reserved and not reached (-1: none); ``dies_at``: when he dies, if no start comes before;
    ``is_over``: whether death or loss has ended the journey.
    """

    __slots__ = (
        "called", "dies_at", "draws", "finished_steps", "first", "held",
        "in_stay", "is_over", "moving_into", "number", "planned", "record", "track", "waiting",
    )  # fmt: skip

    def __init__(self, house: House, number: int) -> None:
        draws = house.draws
        self.house, self.record, self.draws = house, house.record, draws
        self.number, self.first = number, draws.first[number]
        self.track = house.tracks[draws.route[number]]
        self.finished_steps = 0
        self.planned: frozenset[int] = NONE_YET
        self.waiting: dict[int, Request] = {}
        self.called: Signal | None = None
        self.held: Room | None = None
        self.in_stay = self.moving_into = -1
        self.dies_at = NEVER
        self.is_over = False
        self.telling = self.story()
        self.go_on()

    # -- the story -------------------------------------------------------------------------------

    def story(self) -> Story:
        """From arrival to leaving."""
        house, record, draws = self.house, self.record, self.draws
        record.arrived[self.number] = house.now
        for k in self.track.begins:
            self.call(k)
        for k, step in self.track.moves:
            row = self.first + k
            if record.asked[row] < 0:
                self.called = Signal()
                yield self.called
            if step.kind is LEAVE:
                break
            # Wait for a place, and move there.
            request = self.ask(k, step)
            yield request
            room = request.room
            record.reserved[row], record.unit[row] = house.now, room.number
            del self.waiting[k]
            self.dies_at = NEVER
            if step.move:
                self.moving_into = k
                yield house.now + step.move
                self.moving_into = -1
            # Be there until need ends and is seen to have ended.
            if self.held is not None:
                self.give_up()
            self.held, self.in_stay = room, k
            record.started[row] = house.now
            need_ends, dies = house.now + draws.duration[row], draws.dies[row]
            if dies:
                self.dies_at = need_ends
            if self.track.planned[k]:
                self.plan_ahead(k, need_ends)
            yield need_ends
            record.ended[row] = need_ends
            if dies:
                self.end(Exit.DIED)
                return
            if room.unit.reviews is not None:
                yield next_review(room.unit.reviews, need_ends, draws.review_level[row])
            self.ready(k, step)
        if self.held is not None and self.held.unit.discharges is not None:
            yield next_open(self.held.unit.discharges, house.now)
        if self.dies_at != house.now:
            self.leave(k)

    def errand(self, k: int, step: Step) -> Story:
        """A handoff, from asking to done."""
        house, record, row = self.house, self.record, self.first + k
        task = house.tasks[step.target]
        yield self.ask(k, step)
        record.reserved[row] = record.started[row] = house.now
        del self.waiting[k]
        self.task_started(k)
        yield task.ends(self.draws.duration[row], house.now)
        record.ended[row] = house.now
        if task.holds_staff:
            task.staff_in_use -= 1
            house.stir(task)
        self.finished(k)

    # -- asking and waiting ----------------------------------------------------------------------

    def finished(self, k: int) -> None:
        """Whatever comes after this step, and after no other that goes on, is asked for now."""
        self.finished_steps |= 1 << k
        for j, after in self.track.followers[k]:
            if self.finished_steps & after == after and j not in self.planned:
                self.call(j)

    def call(self, k: int) -> None:
        """A step is asked for now; who dies now asks for nothing."""
        if self.is_over or self.dies_at == self.house.now:
            return
        if not self.track.is_handoff[k]:
            self.record.asked[self.first + k] = self.house.now
            if self.called is not None:
                called, self.called = self.called, None
                called.give()
        elif self.draws.duration[self.first + k] < 0:
            self.finished(k)
        else:
            self.record.asked[self.first + k] = self.house.now
            Process(self.house, self.errand(k, self.track.steps[k]))

    def ask(self, k: int, step: Step) -> Request:
        """Join the waiting list; the request is given when he starts."""
        house, track, locality = self.house, self.track, self.draws.locality[self.number]
        order = (-step.priority, house.now, self.number, k)
        work = self.draws.duration[self.first + k]
        request = Request(order, self, step.weight, track.choices[k][locality], work)
        for later in track.widens[k][locality]:
            house.at(house.now + later, house.stir, track.service[k])
        self.wait(k, request)
        return request

    def wait(self, k: int, request: Request) -> None:
        """Wait, for the first time or again, under this step's limit."""
        service = self.track.service[k]
        self.waiting[k] = request
        if service.join(request):
            self.house.changed.add(service.number)
        limit = self.draws.limit[self.first + k]
        if limit >= 0:
            self.house.at(self.house.now + limit, self.limit_due, k, request)

    def limit_due(self, k: int, request: Request) -> None:
        """The limit runs out now, unless he starts now."""
        self.house.limits_due.append((self, k, request))

    def stop_waiting(self, k: int, request: Request) -> bool:
        """Leave the queue, which lets those behind try; False if he was not in it."""
        service = self.track.service[k]
        self.house.stir(service)
        was_in: bool = service.leave(request)
        return was_in

    def lose(self, k: int) -> None:
        """Lost; where he has left already, only this handoff is given up."""
        self.waiting.pop(k, None)
        if self.record.finished[self.number] < 0:
            self.end(Exit.LOST)

    def can_be_postponed(self, k: int) -> bool:
        """Whether a limit that runs out leads to another booking."""
        step = self.track.steps[k]
        booked_again = self.record.postponed[self.first + k]
        return step.at_limit is AtLimit.POSTPONED and booked_again < step.postpone_most

    def postpone(self, k: int) -> None:
        """Booked again some days on, with his first asked time kept."""
        self.record.postponed[self.first + k] += 1
        later = self.house.now + self.track.steps[k].postpone_by
        self.house.at(later, self.come_round, k, self.waiting[k])

    def come_round(self, k: int, request: Request) -> None:
        """The new booking begins."""
        if not self.is_over and self.dies_at != self.house.now:
            self.wait(k, request)

    # -- places ----------------------------------------------------------------------------------

    def plan_ahead(self, k: int, need_ends: int) -> None:
        """Handoffs that begin ahead of the date at which this stay is expected to end."""
        expected = need_ends + self.draws.expected_error[self.first + k]
        for j in self.track.planned[k]:
            begins = expected - self.track.steps[j].begins_before
            self.house.at(max(self.house.now, begins), self.plan, j)

    def plan(self, j: int) -> None:
        """A handoff that begins ahead of the expected date, or when he is ready."""
        if j not in self.planned:
            self.planned |= {j}
            self.call(j)

    def ready(self, k: int, step: Step) -> None:
        """Declared ready: delay begins, and he may go home to wait."""
        now, row = self.house.now, self.first + k
        self.record.ready[row] = now
        dies_waiting = self.draws.dies_waiting[row]
        if dies_waiting >= 0:
            self.dies_at = now + dies_waiting
            self.house.at(self.dies_at, self.dies_if_waiting, k)
        if step.lets_go is AT_END or (step.lets_go is NEXT_TASK and self.has_begun_task(k)):
            self.go_home_to_wait()
        for j in self.track.planned[k]:
            self.plan(j)
        self.finished(k)

    def has_begun_task(self, k: int) -> bool:
        """Whether a handoff between this stay and the next has started."""
        return any(self.record.started[self.first + j] >= 0 for j in self.track.tasks[k])

    def task_started(self, k: int) -> None:
        """With ``lets_go`` when the next task starts, he goes home as soon as one has."""
        stay = self.in_stay
        if (
            self.held is not None
            and self.track.steps[stay].lets_go is NEXT_TASK
            and self.record.ready[self.first + stay] >= 0
            and k in self.track.tasks[stay]
        ):
            self.go_home_to_wait()

    def go_home_to_wait(self) -> None:
        """Give up the place in discharge hours, unless the next one comes first."""
        if self.held is not None:
            opens = next_open(self.held.unit.discharges, self.house.now)
            self.house.at(opens, self.go_home, self.in_stay)

    def go_home(self, stay: int) -> None:
        """Give up the place, if he still holds it and has not reserved the next."""
        waits_here = self.held is not None and self.in_stay == stay and self.moving_into < 0
        if waits_here and self.dies_at != self.house.now:
            self.give_up()

    def give_up(self) -> None:
        """Leave the place held now."""
        assert self.held is not None
        room, stay = self.held, self.in_stay
        self.record.left[self.first + stay] = self.house.now
        self.house.leave_room(room, self.track.steps[stay].weight, room.turnaround)
        self.held, self.dies_at = None, NEVER
        for k in self.waiting:
            self.house.stir(self.track.service[k])

    # -- endings ---------------------------------------------------------------------------------

    def leave(self, k: int) -> None:
        """Leave, perhaps to return."""
        if self.held is not None:
            self.give_up()
        now = self.house.now
        self.record.left[self.first + k] = self.record.finished[self.number] = now
        self.record.exit[self.number] = Exit.LEFT
        again = self.draws.returns_as[self.number]
        if again >= 0:
            later = now + self.draws.returns_after[self.number]
            self.house.at(later, Journey, self.house, again)

    def dies_if_waiting(self, k: int) -> None:
        """Death while delayed in this stay, unless the wait has ended."""
        if self.in_stay == k and self.dies_at == self.house.now and not self.is_over:
            self.end(Exit.DIED)

    def end(self, how: Exit) -> None:
        """Death or loss: every place and every queue is left at once."""
        self.is_over = True
        self.stop()
        self.record.finished[self.number] = self.house.now
        self.record.exit[self.number] = how
        if self.held is not None:
            self.give_up()
        if self.moving_into >= 0:
            row = self.first + self.moving_into
            self.record.left[row] = self.house.now
            weight = self.track.steps[self.moving_into].weight
            room = self.house.rooms[self.record.unit[row]]
            self.house.leave_room(room, weight, room.turnaround)
            self.moving_into = -1
        for k, request in self.waiting.items():
            self.stop_waiting(k, request)
            if how is Exit.DIED:
                self.ask_nothing_now(self.first + k)
        self.waiting.clear()

    def ask_nothing_now(self, row: int) -> None:
        """Who dies at a time has asked for nothing at that time."""
        if self.record.asked[row] == self.house.now:
            self.record.asked[row], self.record.postponed[row] = -1, 0
