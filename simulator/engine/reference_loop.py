"""People in full places who wait for one another's, for the SimPy model: rule 19."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.journeys import PlacesLocked
from simulator.engine.waiting import PlaceService, Request, Room, by_order
from simulator.network.network import AtLoop, Network, Step, StepKind
from simulator.network.working_time import is_open
from simulator.sampling.patients import Patients

if TYPE_CHECKING:
    from simulator.engine.reference import House

Leads = Mapping[int, Collection[int]]
# By unit, and by the unit they could take a place in: the first in order of those who could.
Takers = dict[int, dict[int, Request]]


class Loops:
    """Those who hold a place and wait for another, where loops of full places may come about.

    ``rooms``: the units that may ever be in a loop; ``inside``: by the one that they hold a place
    in and one that they wait for, those who wait; ``may_be``: whether something has happened since
    there was no loop that may have brought one about.
    """

    def __init__(self, rooms: list[Room]) -> None:
        self.rooms = rooms
        self.inside: dict[tuple[Room, Room], set[Request]] = defaultdict(set)
        self.may_be = False


class LoopedPlaces(PlaceService):
    """A care setting some of whose units may be in loops, which notes who waits inside for it."""

    def __init__(self, number: int, rooms: list[Room], loops: Loops) -> None:
        super().__init__(number, rooms)
        self.loops = loops
        self.held: dict[Request, Room] = {}

    def join(self, request: Request) -> bool:
        """As ever; who holds a place waits inside."""
        held = request.who.held
        if held is not None and request.weight == 1:
            self.held[request] = held
            for room, _ in request.choices:
                self.loops.inside[held, room].add(request)
            self.loops.may_be = True
        return super().join(request)

    def take(self, position: int, request: Request) -> None:
        """As ever; he waits no longer inside."""
        if request in self.held:
            held = self.held.pop(request)
            for room, _ in request.choices:
                self.loops.inside[held, room].discard(request)
        super().take(position, request)

    def start_one(self, now: int) -> bool:
        """As ever; and what has changed for those who wait may have made a loop."""
        self.loops.may_be = True
        return super().start_one(now)


# -- during a run ------------------------------------------------------------------------------


def move_loop(house: House) -> None:
    """One loop moves, the shortest and of those the first, if there is one."""
    takers = could_take(house.loops, house.now)
    loops = [loop for unit in takers if (loop := shortest(takers, unit))]
    if not loops:
        house.loops.may_be = False
        return
    loop = min(loops, key=lambda units: (len(units), units))
    if house.network.at_loop is AtLoop.STOP:
        raise PlacesLocked(house.now, loop)
    for unit, then in zip(loop, (*loop[1:], loop[0]), strict=True):
        request, room = takers[unit][then], house.rooms[then]
        service = house.places[room.setting]
        service.leave(request)
        request.start_in(room)
        house.stir(service)


def could_take(loops: Loops, now: int) -> Takers:
    """Who could take a place in a full unit, of the units that may then be in a loop."""
    full = {room for room in loops.rooms if may_pass(room, now)}
    waiting = {
        pair: requests
        for pair, requests in loops.inside.items()
        if requests and full.issuperset(pair)
    }
    leads: dict[int, set[int]] = defaultdict(set)
    for held, room in waiting:
        leads[held.number].add(room.number)
    looped = circling(leads)
    takers: Takers = defaultdict(dict)
    for (held, room), requests in waiting.items() if looped else ():
        able = [request for request in requests if could_start(request, held, room, now)]
        if able and looped.issuperset((held.number, room.number)):
            takers[held.number][room.number] = min(able, key=by_order)
    return takers


def may_pass(room: Room, now: int) -> bool:
    """Whether a loop may go through a unit now: exactly full, and open both ways."""
    is_full = room.in_use == room.capacity
    return is_full and is_open(room.admits, now) and is_open(room.moves_out, now)


def could_start(request: Request, held: Room, room: Room, now: int) -> bool:
    """Whether he still holds a place of weight 1 there, and may use this unit by now."""
    if request.who.held is not held or request.who.weight != 1:
        return False
    return any(mine is room and request.order[1] + after <= now for mine, after in request.choices)


def shortest(takers: Takers, lowest: int) -> tuple[int, ...]:
    """The shortest loop of which this unit is the lowest, and of those the first; () if none.

    Rows of units are tried in order of length, and of those of one length the first first.
    """
    rows: deque[tuple[int, ...]] = deque([(lowest,)])
    seen = {lowest}
    while rows:
        row = rows.popleft()
        for unit in sorted(takers.get(row[-1], ())):
            if unit == lowest:
                return row
            if unit > lowest and unit not in seen:
                seen.add(unit)
                rows.append((*row, unit))
    return ()


# -- before it ---------------------------------------------------------------------------------


def in_loops(network: Network, patients: Patients) -> set[int]:
    """The units that may ever be in a loop."""
    leads: dict[int, set[int]] = defaultdict(set)
    for held, wanted in moves(network, patients):
        for unit in held:
            leads[unit] |= wanted
    return circling(leads)


def circling(leads: Leads) -> set[int]:
    """The units that lead to, and are led to by, another of them or themselves: all of a loop."""
    found, before = set(leads), -1
    while len(found) != before:
        before = len(found)
        led_to = {unit for held in found for unit in leads[held]}
        found = {unit for unit in found & led_to if not found.isdisjoint(leads[unit])}
    return found


def moves(network: Network, patients: Patients) -> Iterator[tuple[set[int], set[int]]]:
    """Units in which somebody may hold a place, and those in which he may then want one."""
    away = {number for number, unit in enumerate(network.units) if unit.away}
    began = begun_inside(patients)
    for number, route in enumerate(network.routes):
        stays = [(k, step) for k, step in enumerate(route.steps) if step.kind is StepKind.STAY]
        for (k, step), (_, then) in zip(stays, [*stays, (-1, None)][1:], strict=True):
            for locality, choices in enumerate(step.choices):
                mine = {choice.unit for choice in choices}
                held = mine | began[number, k, locality]
                if away and step.weight == 1:
                    yield held & away, mine - away
                if then is not None and may_swap(step, then):
                    yield held, {choice.unit for choice in then.choices[locality]}


def may_swap(step: Step, then: Step) -> bool:
    """Whether the weights of a stay and the next are ever those of a loop."""
    return then.weight == 1 and 1 in (step.weight, *(weight for _, weight in step.profile))


def begun_inside(patients: Patients) -> dict[tuple[int, int, int], set[int]]:
    """By route, step and locality, the units in which somebody is when the run begins."""
    began: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for p in np.flatnonzero(patients.begins_in >= 0):
        key = int(patients.route[p]), int(patients.begins_at[p]), int(patients.locality[p])
        began[key].add(int(patients.begins_in[p]))
    return began
