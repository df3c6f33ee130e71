"""What the clock alone changes, for the SimPy model: openings, capacities and releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.engine.reference_process import Process, Story
from simulator.engine.waiting import Room, Service, TaskService, changes
from simulator.network.network import Calendar

if TYPE_CHECKING:
    from simulator.engine.reference import House


def keep_hours(house: House) -> None:
    """Set going everything that happens by the clock, whoever comes."""
    for room in house.rooms:
        mine = house.places[room.unit.care_setting]
        Process(house, _openings(house, room.admits, [mine]))
        Process(house, _openings(house, room.moves_out, house.places))
        Process(house, _places(house, room, mine))
    for task in house.tasks:
        Process(house, _openings(house, task.handoff.hours, [task]))
        Process(house, _staff(house, task))
        Process(house, _releases(house, task))


def _openings(house: House, calendar: Calendar | None, services: Sequence[Service]) -> Story:
    for opens in calendar.opens if calendar else ():
        if opens >= 0:
            yield opens
            for service in services:
                house.stir(service)


def _places(house: House, room: Room, service: Service) -> Story:
    for time, places in changes(room.unit.capacity):
        yield time
        room.has(places)
        house.stir(service)


def _staff(house: House, task: TaskService) -> Story:
    for time, staff in changes(task.handoff.staff) if task.handoff.staff else ():
        yield time
        task.staff = staff
        house.stir(task)


def _releases(house: House, task: TaskService) -> Story:
    releases = task.handoff.releases
    for time, count in zip(releases.times, releases.counts, strict=True) if releases else ():
        yield time
        task.release(time, count)
        house.stir(task)
