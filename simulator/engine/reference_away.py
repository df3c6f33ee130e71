"""Those out of area, who come back when there is room, for the SimPy model: rule 15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.reference_process import Process, Story
from simulator.engine.waiting import Request

if TYPE_CHECKING:
    from simulator.engine.reference_journey import Journey


def wait_to_come_back(journey: Journey, k: int, need_ends: int) -> None:
    """In a unit away from now on: wait on for the same stay, until need ends, without a limit."""
    house, track, step = journey.house, journey.track, journey.track.steps[k]
    service, asked = house.places[step.target], journey.record.asked[journey.first + k]
    choices = [
        (room, after)
        for room, after in track.choices[k][journey.draws.locality[journey.number]]
        if not room.unit.away
    ]
    order = (-step.priority, asked, journey.number, k)
    request = journey.waiting[k] = Request(order, journey, step.weight, choices, 0)
    if service.join(request):
        house.changed.add(service.number)
    for _, after in choices:
        if asked + after > house.now:
            house.at(asked + after, house.stir, service)
    house.at(need_ends, wait_no_more, journey, k, request)
    Process(house, come_back(journey, k, request))


def come_back(journey: Journey, k: int, request: Request) -> Story:
    """There is room: the place away is left, and the stay goes on as it was."""
    away, row = journey.held, journey.first + k
    assert away is not None
    yield request
    del journey.waiting[k]
    journey.held = request.room
    record = journey.record
    record.moved_back[row] = journey.house.now
    record.away_unit[row], record.unit[row] = away.number, request.room.number
    journey.house.leave_room(away, journey.weight, away.turnaround)


def wait_no_more(journey: Journey, k: int, request: Request) -> None:
    """Need ends away: who has not come back by now waits no more."""
    if journey.waiting.pop(k, None) is not None:
        journey.stop_waiting(k, request)
