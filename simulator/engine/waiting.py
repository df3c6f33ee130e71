"""Who waits for what, and who starts: rules 4, 5 and 13 for the SimPy model."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from simulator.network.network import AtClose, CapacityPath, Choice, Duration, Handoff, Unit
from simulator.network.working_time import closing, is_open

if TYPE_CHECKING:
    from simpy import Event

Order = tuple[int, int, int, int]


class Patient(Protocol):
    """What a waiting list may ask of somebody who waits: the unit he holds a place in now."""

    held: int


@dataclass(slots=True, eq=False)
class Request:
    """Somebody waiting: his place in the order, what he needs, and whom to tell when he starts.

    ``order``: (-priority, first asked, patient number, position of the step).
    """

    order: Order
    who: Patient
    told: Event
    weight: int = 1
    choices: tuple[Choice, ...] = ()
    work: int = 0

    def __lt__(self, other: Request) -> bool:
        return self.order < other.order

    def usable(self, now: int) -> list[int]:
        """Units he may use by now, in his own order."""
        asked = self.order[1]
        return [choice.unit for choice in self.choices if asked + choice.after <= now]


class WaitingList:
    """Requests of one service in the order of rule 5."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def join(self, request: Request) -> None:
        """Wait."""
        insort(self.requests, request)

    def leave(self, request: Request) -> bool:
        """Stop waiting; False if he was not."""
        if request not in self.requests:
            return False
        self.requests.remove(request)
        return True


class Room:
    """A unit during a run: what is in use, and what is open."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.in_use = 0
        self.capacity = unit.capacity.values[0]

    def is_taking(self, now: int) -> bool:
        """Whether somebody could start here."""
        return self.in_use < self.capacity and is_open(self.unit.admits, now)

    def has_room(self, weight: int) -> bool:
        """Whether somebody of this weight fits."""
        return self.in_use + weight <= self.capacity


class PlaceService(WaitingList):
    """A care setting as those who wait for it meet it."""

    def __init__(self, rooms: list[Room], mine: tuple[int, ...]) -> None:
        super().__init__()
        self.rooms = rooms
        self.mine = mine
        self.wanted = dict.fromkeys(mine, 0)

    def join(self, request: Request) -> None:
        """Wait."""
        super().join(request)
        for choice in request.choices:
            self.wanted[choice.unit] += 1

    def leave(self, request: Request) -> bool:
        """Stop waiting; False if he was not."""
        was_waiting = super().leave(request)
        if was_waiting:
            for choice in request.choices:
                self.wanted[choice.unit] -= 1
        return was_waiting

    def start_one(self, now: int) -> bool:
        """Start the first who can; a waiting head blocks every unit he may use."""
        taking = {u for u in self.mine if self.wanted[u] and self.rooms[u].is_taking(now)}
        for request in self.requests:
            if not taking:
                return False
            usable = request.usable(now)
            unit = self._place_for(request, usable, taking, now)
            if unit is not None:
                self.leave(request)
                self.rooms[unit].in_use += request.weight
                request.told.succeed(unit)
                return True
            taking.difference_update(usable)
        return False

    def _place_for(
        self, request: Request, usable: list[int], taking: set[int], now: int
    ) -> int | None:
        held = request.who.held
        if held >= 0 and not is_open(self.rooms[held].unit.moves_out, now):
            return None
        fits = (u for u in usable if u in taking and self.rooms[u].has_room(request.weight))
        return next(fits, None)


class TaskService(WaitingList):
    """A handoff as those who wait for it meet it."""

    def __init__(self, handoff: Handoff) -> None:
        super().__init__()
        self.handoff = handoff
        self.holds_staff = handoff.staff is not None and handoff.duration is Duration.TASK
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
        self.requests.pop(0)
        self.staff_in_use += self.holds_staff
        self.starts_left -= self.handoff.releases is not None
        request.told.succeed()
        return True

    def _is_open(self, now: int) -> bool:
        handoff = self.handoff
        if not is_open(handoff.hours, now):
            return False
        if handoff.staff is not None and self.staff_in_use >= self.staff:
            return False
        if handoff.releases is None:
            return True
        return self.starts_left > 0 and (not handoff.releases.only_then or self.released_at == now)

    def _fits(self, work: int, now: int) -> bool:
        handoff = self.handoff
        if handoff.duration is not Duration.TASK or handoff.at_close is not AtClose.FIT:
            return True
        return work > handoff.longest_window or now + work <= closing(handoff.hours, now)


Service = PlaceService | TaskService


def changes(path: CapacityPath) -> list[tuple[int, int]]:
    """The later turns of a capacity path: (time, value)."""
    return list(zip(path.times, path.values, strict=True))[1:]
