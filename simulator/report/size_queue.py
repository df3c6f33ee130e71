"""Where people wait at one candidate of a question of size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.experiment.grid import Point
from simulator.experiment.sizing import Sizing
from simulator.report.estimate import Estimate
from simulator.report.names import Names
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key

# Fewer people than this on average are no queue to name.
WORTH_NAMING = 0.5


@dataclass(frozen=True, slots=True)
class Queue:
    """People who wait for one thing, on average."""

    key: Key
    says: str
    estimate: Estimate

    @property
    def text(self) -> str:
        """How many, with the interval for chance."""
        return self.estimate.text()


def queues_at(sizing: Sizing, point: Point) -> list[Queue]:
    """Queues at a candidate that was run, longest first: delay by reason, then for a place."""
    if point not in sizing.measured:
        return []
    found = list(_queues(sizing, point))
    kept = [each for each in found if each.estimate.mean >= WORTH_NAMING]
    return sorted(kept, key=lambda each: -each.estimate.mean)


def _queues(sizing: Sizing, point: Point) -> Iterator[Queue]:
    names = Names(sizing.question.base.scenario)
    for key in sizing.measured[point][0].keys:
        says = _says(key, names)
        if says:
            values = [float(each) for each in sizing.values(point, key)]
            yield Queue(key, says, Estimate.of(values))


def _says(key: Key, names: Names) -> str:
    told = {n: v for n, v in zip(DIMENSIONS, key.where, strict=True) if v}
    place, reason = told.pop("care_setting", ""), told.pop("reason", "")
    if told or not place:
        return ""
    if key.measure == "delayed_patients" and place == EVERYWHERE and reason:
        return f"ready to leave, for {names.reason_in_full(reason)}"
    is_setting = place in names.scenario.care_settings
    if key.measure == "waiting_for_place" and is_setting and not reason:
        return f"waiting to get into {names.place(place)}"
    return ""
