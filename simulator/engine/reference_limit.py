"""Limits that run out, for the SimPy model: rules 4(c) and 15."""

from __future__ import annotations

from simulator.engine.journeys import Exit
from simulator.engine.reference_journey import Journey
from simulator.engine.waiting import Request
from simulator.network.network import AtLimit

IN_TURN = AtLimit.LOST, AtLimit.ELSEWHERE, AtLimit.POSTPONED


def run_out(due: list[tuple[Journey, int, Request]]) -> None:
    """All limits due now, together: of one patient's, lost before elsewhere before postponed."""
    reached = [
        (journey, k)
        for journey, k, request in due
        if request.runs_out == journey.house.now and journey.stop_waiting(k, request)
    ]
    for where in IN_TURN:
        for journey, k in reached:
            if k in journey.waiting and leads_to(journey, k) is where:
                if where is AtLimit.POSTPONED:
                    postpone(journey, k)
                else:
                    end(journey, k, where)


def leads_to(journey: Journey, k: int) -> AtLimit:
    """Where the limit of this step leads; after the last booking, lost."""
    step, booked_again = journey.track.steps[k], journey.record.postponed[journey.first + k]
    if step.at_limit is AtLimit.POSTPONED and booked_again >= step.postpone_most:
        return AtLimit.LOST
    return step.at_limit


def postpone(journey: Journey, k: int) -> None:
    """Booked again some days on, with his first asked time kept."""
    journey.record.postponed[journey.first + k] += 1
    later = journey.house.now + journey.track.steps[k].postpone_by
    journey.house.at(later, journey.come_round, k, journey.waiting[k])


def end(journey: Journey, k: int, where: AtLimit) -> None:
    """Lost or elsewhere; where he has left already, only this handoff is given up."""
    house = journey.house
    del journey.waiting[k]
    if journey.record.finished[journey.number] >= 0:
        return
    if where is AtLimit.LOST:
        journey.end(Exit.LOST)
        return
    journey.end(Exit.SWITCHED)
    instead = journey.draws.instead_as[journey.number]
    if instead >= 0:
        house.at(house.now, Journey, house, instead)
