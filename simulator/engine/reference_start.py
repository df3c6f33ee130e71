"""Those who are there when the run begins, for the SimPy model: rule 17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.network.network import Step

if TYPE_CHECKING:
    from simulator.engine.reference_journey import Journey


def begin_inside(journey: Journey, begins_at: int) -> list[tuple[int, Step]]:
    """Take up a journey at this step, where all before it is done: the moves still to come."""
    track = journey.track
    journey.finished_steps = (1 << begins_at) - 1
    unit = journey.draws.begins_in[journey.number]
    if unit >= 0:
        be_inside(journey, begins_at, unit)
    asked_for = [
        k
        for k in range(begins_at, len(track.steps))
        if journey.record.asked[journey.first + k] < 0
        and all(j < begins_at for j in track.steps[k].after)
    ]
    for k in reversed(asked_for):
        journey.call(k)
    return [(k, step) for k, step in track.moves if k >= begins_at]


def be_inside(journey: Journey, k: int, unit: int) -> None:
    """He is in this stay, whatever the unit's capacity and hours."""
    record, row, now = journey.record, journey.first + k, journey.house.now
    record.asked[row] = record.reserved[row] = record.started[row] = now
    record.unit[row] = unit
    journey.held, journey.in_stay = journey.house.rooms[unit], k
    journey.weight = journey.track.steps[k].weight
    journey.held.in_use += journey.weight
