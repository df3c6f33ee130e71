"""Who waits for what, and who starts: rules 4, 5 and 13 for the SimPy model."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

from simulator.engine.reference_process import Signal
from simulator.network.network import AtClose, CapacityPath, Duration, Handoff, Unit
from simulator.network.working_time import closing, finish, is_open

by_order = attrgetter("order")


class Room:
    """A unit during a run: what is in use, and how many who wait may use it, now or later.

    ``capacity``: its path as it is now, or 0 while ``is_shut`` for want of a queue (rule 7).
    """

    __slots__ = (
        "admits", "capacity", "in_use", "is_shut", "moves_out", "number", "places",
        "setting", "turnaround", "unit", "wanted",
    )  # fmt: skip

    def __init__(self, number: int, unit: Unit) -> None:
        self.number, self.unit = number, unit
        self.admits, self.moves_out = unit.admits, unit.moves_out
        self.setting, self.turnaround = unit.care_setting, unit.turnaround
        self.is_shut = unit.trigger is not None
        self.has(unit.capacity.values[0])
        self.in_use = self.wanted = 0

    def has(self, places: int) -> None:
        """As many places from now on, while it is open."""
        self.places = places
        self.capacity = 0 if self.is_shut else places

    def shut(self, is_shut: bool) -> None:
        """Shut, or open, from now on."""
        self.is_shut = is_shut
        self.has(self.places)


class Patient(Protocol):
    """What may be asked of somebody who waits: where he holds a place now, and how much of it."""

    held: Room | None
    weight: int


Choices = Sequence[tuple[Room, int]]


class Request(Signal):
    """Somebody waiting: his place in the order and what he needs; given when he starts.

    ``order``: (-priority, first asked, patient number, position of the step). ``choices``: for a
    place, the rooms in his own order and how long after being asked each becomes one. ``work``:
    how long a handoff takes. ``room``: where he starts, once he has. ``runs_out``: when his limit,
    if he has one, runs out as things are.
    """

    __slots__ = ("choices", "order", "room", "runs_out", "weight", "who", "work")

    def __init__(
        self,
        order: tuple[int, int, int, int],
        who: Patient,
        weight: int,
        choices: Choices,
        work: int,
    ) -> None:
        self.order, self.who = order, who
        self.weight, self.choices, self.work = weight, choices, work
        self.room: Room
        self.runs_out: int

    def may_move(self, now: int) -> bool:
        """Whether the unit in which he holds a place, if any, lets people move out now."""
        held = self.who.held
        return held is None or held.moves_out is None or is_open(held.moves_out, now)

    def start_in(self, room: Room) -> None:
        """Have a place in this room from now on."""
        room.in_use += self.weight
        self.room = room
        self.process.go_on()


class WaitingList:
    """Requests of one service in the order of rule 5."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.requests: deque[Request] = deque()

    def join(self, request: Request) -> bool:
        """Wait, most often behind everybody else; False if he cannot start as things are."""
        if not self.requests or self.requests[-1].order < request.order:
            self.requests.append(request)
        else:
            insort(self.requests, request, key=by_order)
        may_start = not request.choices
        for room, _ in request.choices:
            room.wanted += 1
            if room.in_use < room.capacity:
                may_start = True
        return may_start

    def leave(self, request: Request) -> bool:
        """Wait no longer; False if he did not."""
        position = bisect_left(self.requests, request.order, key=by_order)
        if position == len(self.requests) or self.requests[position] is not request:
            return False
        self.take(position, request)
        return True

    def take(self, position: int, request: Request) -> None:
        """The request at this position of the list waits no longer."""
        del self.requests[position]
        for room, _ in request.choices:
            room.wanted -= 1


class PlaceService(WaitingList):
    """A care setting as those who wait for it meet it."""

    def __init__(self, number: int, rooms: list[Room]) -> None:
        super().__init__(number)
        self.rooms = rooms
        self.has_away = any(room.unit.away for room in rooms)

    def start_one(self, now: int) -> bool:
        """Start the first who can; a waiting head blocks every unit he may use."""
        taking = []
        for room in self.rooms:
            has_room = room.wanted and room.in_use < room.capacity
            if has_room and (room.admits is None or is_open(room.admits, now)):
                taking.append(room)
        if not taking:
            return False
        for position, request in enumerate(self.requests):
            for room, after in request.choices:
                if room in taking and (not after or request.order[1] + after <= now):
                    if room.in_use + request.weight <= room.capacity and request.may_move(now):
                        self.take(position, request)
                        request.start_in(room)
                        return True
                    taking.remove(room)
            if not taking:
                return False
        return False


class TaskService(WaitingList):
    """A handoff as those who wait for it meet it."""

    def __init__(self, number: int, handoff: Handoff) -> None:
        super().__init__(number)
        self.handoff = handoff
        is_task = handoff.duration is Duration.TASK
        self.holds_staff = handoff.staff is not None and is_task
        self.must_fit = is_task and handoff.at_close is AtClose.FIT
        self.keeps_on = is_task and handoff.at_close is not AtClose.PAUSE
        self.staff_in_use = 0
        self.staff = handoff.staff.values[0] if handoff.staff else 0
        self.starts_left = 0
        self.released_at = -1

    def release(self, now: int, count: int) -> None:
        """More may start; what is left over lapses unless carried."""
        assert self.handoff.releases is not None
        self.starts_left = count + (self.starts_left if self.handoff.releases.carry else 0)
        self.released_at = now

    def start_one(self, now: int) -> bool:
        """Start the first in order, if he can."""
        if not self.requests or not self._is_open(now):
            return False
        request = self.requests[0]
        if not self._fits(request.work, now):
            return False
        self.take(0, request)
        self.staff_in_use += self.holds_staff
        self.starts_left -= self.handoff.releases is not None
        request.give()
        return True

    def ends(self, work: int, now: int) -> int:
        """When the task or lead time begun now ends."""
        if self.keeps_on and not (self.must_fit and work > self.handoff.longest_window):
            return now + work
        return finish(self.handoff.clock, now, work)

    def _is_open(self, now: int) -> bool:
        handoff = self.handoff
        if handoff.hours is not None and not is_open(handoff.hours, now):
            return False
        if handoff.staff is not None and self.staff_in_use >= self.staff:
            return False
        if handoff.releases is None:
            return True
        return self.starts_left > 0 and (not handoff.releases.only_then or self.released_at == now)

    def _fits(self, work: int, now: int) -> bool:
        if not self.must_fit or work > self.handoff.longest_window:
            return True
        return now + work <= closing(self.handoff.hours, now)


Service = PlaceService | TaskService


def changes(path: CapacityPath) -> list[tuple[int, int]]:
    """The later turns of a capacity path: (time, value)."""
    return list(zip(path.times, path.values, strict=True))[1:]
