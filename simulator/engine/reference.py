"""The SimPy model: one process a patient, each step a few lines.

``Journey.story`` is what happens to a patient; ``House`` keeps the instant (rule 4): everything due
at a time is done first, then services start one person at a time, then limits run out. Nothing here
is random and nothing is measured; ``docs/contract.md`` numbers the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

import numpy as np
from simpy import Environment, Event

from simulator.engine.journeys import Exit, Journeys
from simulator.engine.waiting import PlaceService, Request, Room, Service, TaskService, changes
from simulator.network.network import (
    NEVER,
    AtClose,
    AtLimit,
    Calendar,
    Duration,
    LetsGo,
    Network,
    Route,
    Step,
    StepKind,
)
from simulator.network.working_time import finish, next_open, next_review
from simulator.sampling.patients import Patients

AFTER_EVERYTHING_DUE = 2
Story = Generator[Event, Any, None]


def simulate(network: Network, patients: Patients) -> Journeys:
    """Run every patient through the network from 0 until ``network.end``."""
    house = House(network, patients)
    house.env.process(house.arrivals())
    house.env.run(until=network.end)
    return house.record.journeys()


class Record:
    """The journeys as they are being written: a list for every column."""

    def __init__(self, patients: Patients) -> None:
        none = Journeys.empty(len(patients), len(patients.duration))
        for name in Journeys.__slots__:
            setattr(self, name, getattr(none, name).tolist())

    def __getattr__(self, name: str) -> list[int]:
        raise AttributeError(name)

    def journeys(self) -> Journeys:
        """The record as arrays."""
        columns = {name: np.array(getattr(self, name), np.int64) for name in Journeys.__slots__}
        return Journeys(**columns)


class Draws:
    """The columns of the patient table as lists, which SimPy's plain Python reads faster."""

    def __init__(self, patients: Patients) -> None:
        for name in Patients.__slots__:
            setattr(self, name, getattr(patients, name).tolist())

    def __getattr__(self, name: str) -> list[int]:
        raise AttributeError(name)


class House:
    """The place during a run: rooms, services, and the instant."""

    def __init__(self, network: Network, patients: Patients) -> None:
        self.env = Environment(initial_time=0)
        self.network = network
        self.draws = Draws(patients)
        self.record = Record(patients)
        self.rooms = [Room(unit) for unit in network.units]
        places = [PlaceService(self.rooms, s.units) for s in network.care_settings]
        self.tasks = [TaskService(handoff) for handoff in network.handoffs]
        self.services: list[Service] = [*places, *self.tasks]
        self.tracks = [Track(route, len(places)) for route in network.routes]
        self.changed: set[int] = set()
        self.limits_due: list[tuple[Journey, int, Request]] = []
        self._settling = False
        self._keep_hours()

    # -- the instant ---------------------------------------------------------------------------

    def stir(self, services: Iterable[int] = ()) -> None:
        """Something changed for these services: settle once everything due now is done."""
        for service in services:
            if self.services[service].requests:
                self.changed.add(service)
        if not self._settling and (self.changed or self.limits_due):
            self._settling = True
            event = Event(self.env)
            event._ok, event._value = True, None
            assert event.callbacks is not None
            event.callbacks.append(self._settle)
            self.env.schedule(event, priority=AFTER_EVERYTHING_DUE)  # type: ignore[arg-type]

    def _settle(self, _: Event) -> None:
        """Rule 4 (b) and (c): one start, or else the limits due now."""
        self._settling = False
        while self.changed:
            first = min(self.changed)
            if self.services[first].start_one(self.env.now):  # type: ignore[arg-type]
                self.stir()
                return
            self.changed.discard(first)
        due, self.limits_due = self.limits_due, []
        reached = [(journey, k) for journey, k, request in due if journey.stop_waiting(k, request)]
        for journey, k in reached:
            if not journey.can_be_postponed(k):
                journey.lose(k)
        for journey, k in reached:
            if k in journey.waiting:
                journey.postpone(k)

    def at(self, time: int, do: Callable[[], None]) -> None:
        """Do something at a time, now or later."""
        if time < NEVER:
            event = self.env.timeout(time - int(self.env.now))
            assert event.callbacks is not None
            event.callbacks.append(lambda _: do())

    # -- what the clock alone changes ------------------------------------------------------------

    def _keep_hours(self) -> None:
        settings = range(len(self.network.care_settings))
        for number, room in enumerate(self.rooms):
            unit = self.network.units[number]
            self._ring(unit.admits, [unit.care_setting])
            self._ring(unit.moves_out, settings)
            self._follow(changes(unit.capacity), room, "capacity", unit.care_setting)
        for number, task in enumerate(self.tasks, len(settings)):
            self._ring(task.handoff.hours, [number])
            if task.handoff.staff is not None:
                self._follow(changes(task.handoff.staff), task, "staff", number)
            if task.handoff.releases is not None:
                self.env.process(self._release(task, number))

    def _ring(self, calendar: Calendar | None, services: Iterable[int]) -> None:
        if calendar is not None:
            self.env.process(self._openings(calendar, list(services)))

    def _openings(self, calendar: Calendar, services: list[int]) -> Story:
        for opens in calendar.opens:
            if opens >= self.env.now:
                yield self.env.timeout(opens - self.env.now)
                self.stir(services)

    def _follow(
        self, turns: list[tuple[int, int]], what: Room | TaskService, name: str, service: int
    ) -> None:
        if turns:
            self.env.process(self._changes(turns, what, name, service))

    def _changes(
        self, turns: list[tuple[int, int]], what: Room | TaskService, name: str, service: int
    ) -> Story:
        for time, value in turns:
            yield self.env.timeout(time - self.env.now)
            setattr(what, name, value)
            self.stir([service])

    def _release(self, task: TaskService, service: int) -> Story:
        assert task.handoff.releases is not None
        for time, count in zip(
            task.handoff.releases.times, task.handoff.releases.counts, strict=True
        ):
            yield self.env.timeout(time - self.env.now)
            task.release(int(self.env.now), count)
            self.stir([service])

    # -- who comes -------------------------------------------------------------------------------

    def arrivals(self) -> Story:
        """Everyone who is not a return, in order of arrival."""
        for number, time in enumerate(self.draws.arrives):
            if time >= 0:
                yield self.env.timeout(time - self.env.now)
                Journey(self, number)

    def arrive_again(self, number: int, gap: int) -> None:
        """A return, activated by a departure."""

        def arrive() -> None:
            Journey(self, number)

        self.at(int(self.env.now) + gap, arrive)

    def leave_room(self, unit: int, weight: int) -> None:
        """A place is given up; it can be used again after its turnaround."""

        def free() -> None:
            self.rooms[unit].in_use -= weight
            self.stir([self.network.units[unit].care_setting])

        turnaround = self.network.units[unit].turnaround
        if turnaround:
            self.at(int(self.env.now) + turnaround, free)
        else:
            free()


class Track:
    """A route read forwards: what comes after each step.

    ``followers``: by step, the steps that come after it; ``tasks``: by step, the handoffs listed
    between it and the next stay or leaving; ``unfinished``: by step, how many it comes after.
    """

    def __init__(self, route: Route, settings: int) -> None:
        self.steps = tuple(enumerate(route.steps))
        self.moves = [(k, step) for k, step in self.steps if step.kind is not StepKind.HANDOFF]
        self.unfinished = [len(step.after) for step in route.steps]
        self.begins = [k for k, n in enumerate(self.unfinished) if n == 0]
        self.followers = [[j for j, step in self.steps if k in step.after] for k, _ in self.steps]
        self.tasks = [self._tasks(route, k) for k, _ in self.steps]
        self.planned = [
            [j for j in followers if route.steps[j].begins_before >= 0]
            for followers in self.followers
        ]
        self.service = [
            step.target if step.kind is StepKind.STAY else settings + step.target
            for step in route.steps
        ]

    @staticmethod
    def _tasks(route: Route, stay: int) -> list[int]:
        tasks = []
        for k in range(stay + 1, len(route.steps)):
            if route.steps[k].kind is not StepKind.HANDOFF:
                break
            tasks.append(k)
        return tasks


class Journey:
    """One patient on his way.

    ``held``: the unit he holds a place in (-1: none); ``in_stay``: the step of that stay;
    ``moving_into``: the stay whose place he has reserved and not reached (-1: none).
    """

    def __init__(self, house: House, number: int) -> None:
        draws = house.draws
        self.house, self.env, self.record = house, house.env, house.record
        self.number, self.first = number, draws.first[number]
        self.route = house.network.routes[draws.route[number]]
        self.track = house.tracks[draws.route[number]]
        self.unfinished = self.track.unfinished.copy()
        self.held, self.in_stay, self.moving_into = -1, -1, -1
        self.dies_at = NEVER
        self.ended_early = False
        self.called_now: Event | None = None
        self.waiting: dict[int, Request] = {}
        self.planned: set[int] = set()
        self.env.process(self.story())

    # -- the story -------------------------------------------------------------------------------

    def story(self) -> Story:
        """From arrival to leaving."""
        self.record.arrived[self.number] = self.now
        self.call(self.track.begins)
        for k, step in self.track.moves:
            if self.record.asked[self.first + k] < 0:
                self.called_now = self.env.event()
                yield self.called_now
            if step.kind is StepKind.STAY:
                unit = yield self.ask(k, step)
                self.reserve(k, unit)
                if step.move:
                    yield self.env.timeout(step.move)
                    if self.is_over():
                        return
                self.enter(k, unit)
                yield self.env.timeout(self.drawn("duration", k))
                if self.is_over():
                    return
                self.record.ended[self.first + k] = self.now
                if self.drawn("dies", k):
                    self.end(Exit.DIED)
                    return
                yield from self.until_reviewed(k, unit)
                if self.is_over():
                    return
                self.ready(k, step)
            else:
                yield from self.until_discharge_hours()
                self.leave(k)

    def errand(self, k: int, step: Step) -> Story:
        """A handoff, from asking to done."""
        yield self.ask(k, step)
        task = self.house.tasks[step.target]
        self.record.reserved[self.first + k] = self.record.started[self.first + k] = self.now
        self.waiting.pop(k)
        self.task_started(k)
        yield self.env.timeout(self.length_of_task(task, k) - self.now)
        self.record.ended[self.first + k] = self.now
        if task.holds_staff:
            task.staff_in_use -= 1
            self.house.stir([self.service(k)])
        self.finished(k)

    # -- asking and waiting ----------------------------------------------------------------------

    def finished(self, k: int) -> None:
        """Whatever comes after this step may now be asked for."""
        due = []
        for j in self.track.followers[k]:
            if j not in self.planned:
                self.unfinished[j] -= 1
                if self.unfinished[j] == 0:
                    due.append(j)
        self.call(due)

    def call(self, steps: Iterable[int]) -> None:
        """These steps are asked for now; who dies now asks for nothing."""
        if self.is_over() or self.dies_at == self.now:
            return
        for k in steps:
            step = self.route.steps[k]
            if step.kind is not StepKind.HANDOFF:
                self.record.asked[self.first + k] = self.now
                if self.called_now is not None:
                    self.called_now.succeed()
                    self.called_now = None
            elif self.drawn("duration", k) < 0:
                self.finished(k)
            else:
                self.record.asked[self.first + k] = self.now
                self.env.process(self.errand(k, step))

    def ask(self, k: int, step: Step) -> Event:
        """Join the waiting list; the event comes when he starts."""
        asked = self.record.asked[self.first + k]
        request = Request(
            (-step.priority, asked, self.number, k),
            self,
            Event(self.env),
            step.weight,
            step.choices[self.house.draws.locality[self.number]] if step.choices else (),
            self.drawn("duration", k),
        )
        for later in {choice.after for choice in request.choices if choice.after}:
            self.house.at(asked + later, lambda: self.house.stir([self.service(k)]))
        self.wait(k, request)
        return request.told

    def wait(self, k: int, request: Request) -> None:
        """Wait, for the first time or again, under this step's limit."""
        house = self.house
        self.waiting[k] = request
        house.services[self.service(k)].join(request)
        house.stir([self.service(k)])
        limit = self.drawn("limit", k)
        if limit >= 0:
            house.at(self.now + limit, lambda: self.limit_due(k, request))

    def limit_due(self, k: int, request: Request) -> None:
        """The limit runs out now, unless he starts now."""
        self.house.limits_due.append((self, k, request))
        self.house.stir()

    def stop_waiting(self, k: int, request: Request) -> bool:
        """Leave the queue, which lets those behind try; False if he was not in it."""
        if not self.house.services[self.service(k)].leave(request):
            return False
        self.house.stir([self.service(k)])
        return True

    def lose(self, k: int) -> None:
        """Lost; where he has left already, only this handoff is given up."""
        self.waiting.pop(k, None)
        if self.record.finished[self.number] < 0:
            self.end(Exit.LOST)

    def can_be_postponed(self, k: int) -> bool:
        """Whether a limit that runs out leads to another booking."""
        step = self.route.steps[k]
        booked_again = self.record.postponed[self.first + k]
        return step.at_limit is AtLimit.POSTPONED and booked_again < step.postpone_most

    def postpone(self, k: int) -> None:
        """Booked again some days on, with his first asked time kept."""
        self.record.postponed[self.first + k] += 1
        request = self.waiting[k]
        later = self.now + self.route.steps[k].postpone_by
        self.house.at(later, lambda: self.come_round(k, request))

    def come_round(self, k: int, request: Request) -> None:
        """The new booking begins."""
        if not self.is_over() and self.dies_at != self.now:
            self.wait(k, request)

    # -- places ----------------------------------------------------------------------------------

    def reserve(self, k: int, unit: int) -> None:
        """Waiting for a place is over; the move into it begins."""
        self.waiting.pop(k)
        self.record.reserved[self.first + k] = self.now
        self.record.unit[self.first + k] = unit
        self.moving_into = k
        self.dies_at = NEVER

    def enter(self, k: int, unit: int) -> None:
        """Be there: the old place is given up, need runs, and handoffs may be planned."""
        if self.held >= 0:
            self.give_up()
        self.held, self.in_stay, self.moving_into = unit, k, -1
        self.record.started[self.first + k] = self.now
        need = self.drawn("duration", k)
        if self.drawn("dies", k):
            self.dies_at = self.now + need
        expected = self.now + need + self.drawn("expected_error", k)
        for j in self.track.planned[k]:
            moment = max(self.now, expected - self.route.steps[j].begins_before)
            self.house.at(moment, lambda j=j: self.plan(j))  # type: ignore[misc]

    def plan(self, j: int) -> None:
        """A handoff that begins ahead of the expected date."""
        if j not in self.planned:
            self.planned.add(j)
            self.call({j})

    def until_reviewed(self, k: int, unit: int) -> Story:
        """Wait for the review that declares him ready."""
        reviews = self.house.network.units[unit].reviews
        seen = next_review(reviews, self.now, self.drawn("review_level", k))
        if seen > self.now:
            yield self.env.timeout(seen - self.now)

    def ready(self, k: int, step: Step) -> None:
        """Declared ready: delay begins, and he may go home to wait."""
        self.record.ready[self.first + k] = self.now
        dies_waiting = self.drawn("dies_waiting", k)
        if dies_waiting >= 0:
            self.dies_at = self.now + dies_waiting
            self.house.at(self.dies_at, lambda: self.dies_if_waiting(k))
        begun = any(self.record.started[self.first + j] >= 0 for j in self.track.tasks[k])
        if step.lets_go is LetsGo.AT_END or (step.lets_go is LetsGo.NEXT_TASK and begun):
            self.go_home_to_wait()
        for j in self.track.planned[k]:
            self.plan(j)
        self.finished(k)

    def task_started(self, k: int) -> None:
        """With ``lets_go`` when the next task starts, he goes home as soon as one has."""
        stay = self.in_stay
        if (
            self.held >= 0
            and self.route.steps[stay].lets_go is LetsGo.NEXT_TASK
            and self.record.ready[self.first + stay] >= 0
            and k in self.track.tasks[stay]
        ):
            self.go_home_to_wait()

    def go_home_to_wait(self) -> None:
        """Give up the place in discharge hours, unless the next one comes first."""
        stay = self.in_stay
        hours = self.house.network.units[self.held].discharges

        def go() -> None:
            waits_here = self.held >= 0 and self.in_stay == stay and self.moving_into < 0
            if waits_here and self.dies_at != self.now:
                self.give_up()

        self.house.at(next_open(hours, self.now), go)

    def give_up(self) -> None:
        """Leave the place held now."""
        row = self.first + self.in_stay
        self.record.left[row] = self.now
        self.house.leave_room(self.held, self.route.steps[self.in_stay].weight)
        self.held, self.dies_at = -1, NEVER
        self.house.stir(self.service(k) for k in self.waiting)

    # -- endings ---------------------------------------------------------------------------------

    def until_discharge_hours(self) -> Story:
        """Leaving happens in the ward's discharge hours."""
        if self.held >= 0:
            opens = next_open(self.house.network.units[self.held].discharges, self.now)
            if opens > self.now:
                yield self.env.timeout(opens - self.now)

    def leave(self, k: int) -> None:
        """Leave, unless this is the moment of death; perhaps to return."""
        if self.is_over() or self.dies_at == self.now:
            return
        if self.held >= 0:
            self.give_up()
        self.record.left[self.first + k] = self.now
        self.record.finished[self.number] = self.now
        self.record.exit[self.number] = Exit.LEFT
        again = self.house.draws.returns_as[self.number]
        if again >= 0:
            self.house.arrive_again(again, self.house.draws.returns_after[self.number])

    def dies_if_waiting(self, k: int) -> None:
        """Death while delayed in this stay, unless the wait has ended."""
        if self.in_stay == k and self.dies_at == self.now and not self.is_over():
            self.end(Exit.DIED)

    def end(self, how: Exit) -> None:
        """Death or loss: every place and every queue is left at once."""
        self.ended_early = True
        self.record.finished[self.number] = self.now
        self.record.exit[self.number] = how
        if self.held >= 0:
            self.give_up()
        if self.moving_into >= 0:
            row = self.first + self.moving_into
            self.record.left[row] = self.now
            self.house.leave_room(self.record.unit[row], self.route.steps[self.moving_into].weight)
            self.moving_into = -1
        for k, request in self.waiting.items():
            self.stop_waiting(k, request)
            if how is Exit.DIED:
                self.ask_nothing_now(self.first + k)
        self.waiting.clear()

    def ask_nothing_now(self, row: int) -> None:
        """Who dies at a time has asked for nothing at that time."""
        if self.record.asked[row] == self.now:
            self.record.asked[row], self.record.postponed[row] = -1, 0

    # -- small words -----------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The time, in microseconds."""
        return self.env.now  # type: ignore[return-value]

    def is_over(self) -> bool:
        """Whether death or loss has ended the journey."""
        return self.ended_early

    def drawn(self, what: str, k: int) -> int:
        """A draw of one of his steps."""
        column: list[int] = getattr(self.house.draws, what)
        return column[self.first + k]

    def service(self, k: int) -> int:
        """The service that a step waits for."""
        return self.track.service[k]

    def length_of_task(self, task: TaskService, k: int) -> int:
        """When the task or lead time begun now ends."""
        handoff, work = task.handoff, self.drawn("duration", k)
        too_long = handoff.at_close is AtClose.FIT and work > handoff.longest_window
        if handoff.duration is Duration.TASK and not (
            too_long or handoff.at_close is AtClose.PAUSE
        ):
            return self.now + work
        return finish(handoff.clock, self.now, work)
