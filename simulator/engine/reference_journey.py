"""What happens to one patient, as a story and a few lines for each of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.journeys import Exit
from simulator.engine.reference_away import wait_to_come_back
from simulator.engine.reference_process import Process, Signal, Story
from simulator.engine.reference_relapse import ready_again_at, relapse
from simulator.engine.reference_start import begin_inside
from simulator.engine.waiting import Request, Room
from simulator.network.network import NEVER, LetsGo, Step, StepKind
from simulator.network.working_time import next_open, next_review

if TYPE_CHECKING:
    from simulator.engine.reference import House

# Looking up a member of an enumeration costs a function call.
LEAVE = StepKind.LEAVE
NEXT_PLACE, AT_END, NEXT_TASK = LetsGo.NEXT_PLACE, LetsGo.AT_END, LetsGo.NEXT_TASK
MILLION = 1_000_000
NONE_YET: frozenset[int] = frozenset()


class Journey(Process):
    """One patient on his way.

    ``first``: where the rows of his steps begin; ``finished_steps``: a bit for each; ``planned``:
    the handoffs begun ahead of the expected date; ``waiting``: by step, what he waits for;
    ``called``: what his story waits for until the next move is asked for; ``held``: where he holds
    a place; ``in_stay``: the step of that stay; ``moving_into``: the stay whose place he has
    reserved and not reached (-1: none); ``dies_at``: when he dies, if no start comes before;
    ``relapses_at``: when he relapses, if no start comes before, kept until he is ready again;
    ``weight``: what he has in use of the place that he holds; ``is_over``: whether the journey has
    ended by death or at a limit.
    """

    __slots__ = (
        "called", "dies_at", "draws", "finished_steps", "first", "held",
        "in_stay", "is_over", "moving_into", "number", "planned", "record", "relapses_at", "track",
        "waiting", "weight",
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
        self.dies_at = self.relapses_at = NEVER
        self.is_over = False
        self.telling = self.story()
        self.go_on()

    # -- the story -------------------------------------------------------------------------------

    def story(self) -> Story:
        """From arrival to leaving."""
        house, record, draws = self.house, self.record, self.draws
        record.arrived[self.number] = house.now
        for k, step in self.begin():
            row = self.first + k
            if record.asked[row] < 0:
                self.called = Signal()
                yield self.called
            if step.kind is LEAVE:
                break
            if self.in_stay != k:  # as he is where the run begins with him
                # Wait for a place, and move there.
                request = self.ask(k, step)
                yield request
                room = request.room
                record.reserved[row], record.unit[row] = house.now, room.number
                del self.waiting[k]
                self.dies_at = self.relapses_at = NEVER
                if step.move:
                    self.moving_into = k
                    yield house.now + step.move
                    self.moving_into = -1
                if self.held is not None:
                    self.give_up()
                self.held, self.in_stay, self.weight = room, k, step.weight
                record.started[row] = house.now
            # Be there until need ends and is seen to have ended.
            need_ends, dies = house.now + draws.duration[row], draws.dies[row]
            if self.track.special[k]:
                need_ends = self.be_there(k, step, need_ends)
            if dies:
                self.dies_at = need_ends
            yield need_ends
            record.ended[row] = need_ends
            if dies:
                self.end(Exit.DIED)
                return
            assert self.held is not None
            reviews = self.held.unit.reviews
            if reviews is not None:
                yield next_review(reviews, need_ends, draws.review_level[row])
            self.ready(k, step)
        if self.held is not None and (
            self.held.unit.discharges is not None or self.relapses_at <= house.now
        ):
            yield from self.until_let_go(self.held)
        if self.dies_at != house.now:
            self.leave(k)

    def begin(self) -> list[tuple[int, Step]]:
        """Ask for the first steps; the moves to come."""
        begins_at = self.draws.begins_at[self.number]
        if begins_at >= 0:
            return begin_inside(self, begins_at)
        for k in self.track.begins:
            self.call(k)
        return self.track.moves

    def until_let_go(self, held: Room) -> Story:
        """To the discharge hours; who has relapsed, to those in which he is ready again."""
        yield next_open(held.unit.discharges, self.house.now)
        while self.relapses_at <= self.house.now:
            yield ready_again_at(self)
            yield next_open(held.unit.discharges, self.house.now)

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
        """Wait, for the first time or again, under this step's limit; for a place when well."""
        house, service = self.house, self.track.service[k]
        self.waiting[k] = request
        if self.relapses_at <= house.now and not self.track.is_handoff[k]:
            house.at(ready_again_at(self), self.come_round, k, request)
            return
        if service.join(request):
            house.changed.add(service.number)
        limit = self.draws.limit[self.first + k]
        if limit >= 0:
            request.runs_out = house.now + limit
            house.at(request.runs_out, self.limit_due, k, request)

    def limit_due(self, k: int, request: Request) -> None:
        """The limit runs out now, unless he starts now, or a relapse has put it off."""
        self.house.limits_due.append((self, k, request))

    def stop_waiting(self, k: int, request: Request) -> bool:
        """Leave the queue, which lets those behind try; False if he was not in it."""
        service = self.track.service[k]
        self.house.stir(service)
        was_in: bool = service.leave(request)
        return was_in

    def come_round(self, k: int, request: Request) -> None:
        """The new booking begins."""
        if not self.is_over and self.dies_at != self.house.now:
            self.wait(k, request)

    # -- places ----------------------------------------------------------------------------------

    def be_there(self, k: int, step: Step, need_ends: int) -> int:
        """Need may have grown, weight may fall, handoffs may begin ahead; when need ends.

        Out of area, he waits to come back.
        """
        need_ends += self.growth(k, step)
        for after, _ in step.profile:
            self.house.at(self.house.now + after, self.lighten, k)
        self.plan_ahead(k, need_ends)
        if self.held is not None and self.held.unit.away:
            wait_to_come_back(self, k, need_ends)
        return need_ends

    def growth(self, k: int, step: Step) -> int:
        """By how much need has grown in the wait for this place, from ready to reserved."""
        before = self.track.stay_before[k]
        ready = self.record.ready[self.first + before] if before >= 0 else -1
        if ready < 0:
            return 0
        return (self.record.reserved[self.first + k] - ready) * step.growth // MILLION

    def lighten(self, k: int) -> None:
        """Of the place of this stay, if he is still there, as much is in use as by now is due."""
        if self.held is None or self.in_stay != k:
            return
        spent = self.house.now - self.record.started[self.first + k]
        due = [weight for after, weight in self.track.steps[k].profile if after <= spent]
        if due and due[-1] < self.weight:
            self.house.leave_room(self.held, self.weight - due[-1], 0)
            self.weight = due[-1]

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
        house, draws, row = self.house, self.draws, self.first + k
        now = self.record.ready[row] = house.now
        dies_waiting, relapses_after = draws.dies_waiting[row], draws.relapses_after[row]
        if dies_waiting >= 0:
            self.dies_at = now + dies_waiting
            house.at(self.dies_at, self.dies_if_waiting, k)
        if relapses_after >= 0:
            self.relapses_at = now + relapses_after
            house.at(self.relapses_at, relapse, self, k)
        if step.lets_go is not NEXT_PLACE:
            self.may_go_home(k, step)
        for j in self.track.planned[k]:
            self.plan(j)
        self.finished(k)

    def may_go_home(self, k: int, step: Step) -> None:
        """Ready, for the first time or again: some need not wait in their place."""
        if step.lets_go is AT_END or (step.lets_go is NEXT_TASK and self.has_begun_task(k)):
            self.go_home_to_wait()

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
        if waits_here and self.dies_at != self.house.now and self.relapses_at > self.house.now:
            self.give_up()

    def give_up(self) -> None:
        """Leave the place held now; a fall in weight due now comes before."""
        assert self.held is not None
        house, room, stay = self.house, self.held, self.in_stay
        self.record.left[self.first + stay] = house.now
        if self.track.special[stay]:
            self.lighten(stay)
        house.leave_room(room, self.weight, room.turnaround)
        self.held = None
        self.dies_at = self.relapses_at = NEVER
        for k in self.waiting:
            house.stir(self.track.service[k])

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
        """Death, or a limit that ends the journey: every place and every queue is left at once."""
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
