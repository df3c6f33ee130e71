"""Need that comes back while a patient waits, for the SimPy model: rule 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.network.network import NEVER
from simulator.network.working_time import next_review

if TYPE_CHECKING:
    from simulator.engine.reference_journey import Journey


def relapse(journey: Journey, k: int) -> None:
    """Need comes back, unless the wait in this stay has ended; death comes first."""
    now = journey.house.now
    if journey.in_stay != k or journey.relapses_at != now or journey.dies_at == now:
        return
    journey.record.relapsed[journey.first + k] = now
    for j, request in journey.waiting.items():
        if not journey.track.is_handoff[j] and journey.stop_waiting(j, request):
            journey.wait(j, request)  # when ready again
    journey.house.at(ready_again_at(journey), ready_again, journey, k)


def ready_again_at(journey: Journey) -> int:
    """When he who has relapsed, or relapses now, is seen to need no more."""
    assert journey.held is not None
    draws, row = journey.draws, journey.first + journey.in_stay
    need_ends = journey.relapses_at + draws.relapse_lasts[row]
    return next_review(journey.held.unit.reviews, need_ends, draws.review_level[row])


def ready_again(journey: Journey, k: int) -> None:
    """Declared ready again: what was put off comes round, and he may leave or go home to wait."""
    if not journey.is_over and journey.dies_at != journey.house.now:
        journey.record.ready_again[journey.first + k] = journey.house.now
        journey.relapses_at = NEVER
        journey.may_go_home(k, journey.track.steps[k])
