"""The SimPy model: one process a patient, each step a few lines.

``Journey.story`` (in ``reference_journey``) is what happens to a patient; ``House`` keeps the
instant (rule 4): everything due at a time is done first, then services start one person at a time,
then loops of full places move, then limits run out. Nothing here is random and nothing is measured;
``docs/contract.md`` numbers the rules.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray
from simpy import Environment
from simpy.events import NORMAL

from simulator.engine.journeys import Exit, Journeys
from simulator.engine.reference_hours import keep_hours
from simulator.engine.reference_journey import Journey
from simulator.engine.reference_limit import run_out
from simulator.engine.reference_loop import LoopedPlaces, Loops, in_loops, move_loop
from simulator.engine.reference_process import Moment, Process, Story
from simulator.engine.reference_track import Track
from simulator.engine.reference_trigger import Watch, record_openings
from simulator.engine.waiting import PlaceService, Request, Room, Service, TaskService
from simulator.network.network import NEVER, Network
from simulator.sampling.patients import Patients

OBJECTS_BETWEEN_COLLECTIONS = 100_000


def simulate(network: Network, patients: Patients) -> Journeys:
    """Run every patient through the network from 0 until ``network.end``.

    Raises:
        PlacesLocked: people in full places wait for one another, where the network says stop.
    """
    house = House(network, patients)
    keep_hours(house)
    with collecting_seldom():
        Process(house, house.arrivals())
        house.run()
    record_openings(house)
    return house.record.journeys()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Python's collector looks for cycles seldom: a finished journey leaves none."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Record:
    """The journeys as they are being written: the columns of ``Journeys`` as Python's arrays."""

    def __init__(self, patients: Patients) -> None:
        people, steps = len(patients), len(patients.duration)
        self.asked = array("q", [-1]) * steps
        self.reserved = array("q", [-1]) * steps
        self.started = array("q", [-1]) * steps
        self.ended = array("q", [-1]) * steps
        self.ready = array("q", [-1]) * steps
        self.left = array("q", [-1]) * steps
        self.unit = array("q", [-1]) * steps
        self.postponed = array("q", [0]) * steps
        self.relapsed = array("q", [-1]) * steps
        self.ready_again = array("q", [-1]) * steps
        self.moved_back = array("q", [-1]) * steps
        self.away_unit = array("q", [-1]) * steps
        self.arrived = array("q", [-1]) * people
        self.finished = array("q", [-1]) * people
        self.exit = array("q", [Exit.OPEN]) * people
        self.opened_unit = array("q")
        self.opened_at = array("q")
        self.shut_at = array("q")

    def journeys(self) -> Journeys:
        """The record as numpy's arrays."""
        return Journeys(**{name: np.array(column, np.int64) for name, column in vars(self).items()})


class Draws:
    """Columns of the patient table as tuples, which plain Python reads faster."""

    def __init__(self, patients: Patients) -> None:
        self.locality = _column(patients.locality)
        self.route = _column(patients.route)
        self.arrives = _column(patients.arrives)
        self.begins_at = _column(patients.begins_at)
        self.begins_in = _column(patients.begins_in)
        self.returns_as = _column(patients.returns_as)
        self.returns_after = _column(patients.returns_after)
        self.instead_as = _column(patients.instead_as)
        self.first = _column(patients.first)
        self.duration = _column(patients.duration)
        self.limit = _column(patients.limit)
        self.expected_error = _column(patients.expected_error)
        self.review_level = _column(patients.review_level)
        self.dies = _column(patients.dies)
        self.dies_waiting = _column(patients.dies_waiting)
        self.relapses_after = _column(patients.relapses_after)
        self.relapse_lasts = _column(patients.relapse_lasts)


def _column(values: NDArray[Any]) -> tuple[int, ...]:
    """One number again and again, as in columns that a place does not use, is soon written."""
    if len(values) and (values == values[0]).all():
        return (int(values[0]),) * len(values)
    return tuple(values.tolist())


class House:
    """The place during a run: rooms, services, and the instant.

    ``now``: the time, in microseconds. ``coming``: SimPy's heap of events, the next one first.
    ``changed``: the services that may be able to start somebody now. ``loops``: those who wait
    where loops of full places may come about. ``limits_due``: limits that run out now, unless their
    patients start now. ``watches``: the units that a queue opens.
    """

    def __init__(self, network: Network, patients: Patients) -> None:
        self.env = Environment(initial_time=0)
        self.coming: list[Any] = self.env._queue
        self.ticket = self.env._eid
        self.now = 0
        self.network = network
        self.draws = Draws(patients)
        self.record = Record(patients)
        self.rooms = [Room(number, unit) for number, unit in enumerate(network.units)]
        self.loops = Loops([self.rooms[unit] for unit in sorted(in_loops(network, patients))])
        self.places = [
            self.place_service(number, [self.rooms[unit] for unit in setting.units])
            for number, setting in enumerate(network.care_settings)
        ]
        self.tasks = [
            TaskService(number, handoff)
            for number, handoff in enumerate(network.handoffs, len(self.places))
        ]
        self.services: list[Service] = [*self.places, *self.tasks]
        self.tracks = [
            Track(route, len(network.localities), self.rooms, self.places, self.tasks)
            for route in network.routes
        ]
        self.changed: set[int] = set()
        self.limits_due: list[tuple[Journey, int, Request]] = []
        self.watches = [Watch(self, room) for room in self.rooms if room.unit.trigger is not None]

    def place_service(self, number: int, rooms: list[Room]) -> PlaceService:
        """The queue for a care setting of these units."""
        if any(room in self.loops.rooms for room in rooms):
            return LoopedPlaces(number, rooms, self.loops)
        return PlaceService(number, rooms)

    # -- the instant ---------------------------------------------------------------------------

    def run(self) -> None:
        """Rule 4, at one time after another.

        (a) What is due, (b) one start, (c) one loop, (d) the limits due; last, units open or shut.
        """
        env, end, coming, changed = self.env, self.network.end, self.coming, self.changed
        loops, watches = self.loops, self.watches
        env.timeout(end)  # so that there is always something to come
        while coming[0][0] < end:
            now = self.now = coming[0][0]
            env.step()
            while coming[0][0] == now:
                env.step()
            while changed or loops.may_be or self.limits_due:
                if changed:
                    service = self.services[min(changed)]
                    if not service.start_one(now) or not service.requests:
                        changed.discard(service.number)
                elif loops.may_be:
                    move_loop(self)
                else:
                    due, self.limits_due = self.limits_due, []
                    run_out(due)
                while coming[0][0] == now:
                    env.step()
            for watch in watches:
                watch.look()

    def stir(self, service: Service) -> None:
        """Something changed for a service: let it look again at those who wait."""
        if service.requests:
            self.changed.add(service.number)

    def at(self, time: int, do: Callable[..., object], *what: Any) -> None:
        """Do something at a time, now or later: ``Environment.schedule``, but not by a delay."""
        if time < NEVER:
            heappush(self.coming, (time, NORMAL, next(self.ticket), Moment(do, what)))

    # -- who comes and goes ----------------------------------------------------------------------

    def arrivals(self) -> Story:
        """Everyone who comes of himself, in order of arrival."""
        for number, time in enumerate(self.draws.arrives):
            if time >= 0:
                yield time
                Journey(self, number)

    def leave_room(self, room: Room, weight: int, turnaround: int) -> None:
        """A place is given up; it can be used again after its turnaround."""
        if turnaround:
            self.at(self.now + turnaround, self.leave_room, room, weight, 0)
            return
        room.in_use -= weight
        if room.wanted:
            self.changed.add(room.setting)
