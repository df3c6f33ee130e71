"""Where people wait at one candidate of a question of size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.experiment.goal import Goal
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
    """Queues at a candidate that was run, longest first: delay by reason, and for a place.

    Delay is that of the care settings which the goals are of (of a unit or pathway there is none
    by reason); of everywhere where a goal is of everything.
    """
    if point not in sizing.measured:
        return []
    found = list(_queues(sizing, point))
    kept = [each for each in found if each.estimate.mean >= WORTH_NAMING]
    return sorted(kept, key=lambda each: -each.estimate.mean)


def _queues(sizing: Sizing, point: Point) -> Iterator[Queue]:
    names = Names(sizing.question.base.scenario)
    keys = sizing.measured[point][0].keys
    asked = list(dict.fromkeys(_asked(goal, keys) for goal in sizing.question.goals))
    for key in keys:
        says = _says(key, asked, names)
        if says:
            values = [float(each) for each in sizing.values(point, key)]
            yield Queue(key, says, Estimate.of(values))


def _asked(goal: Goal, keys: Sequence[Key]) -> str:
    """The care setting of a goal, if delay is told of it by reason; else everywhere."""
    setting = _of(goal.key)["care_setting"]
    known = {_of(key)["care_setting"] for key in keys if key.measure == "delayed_patients"}
    return setting if setting and setting in known else EVERYWHERE


def _of(key: Key) -> dict[str, str]:
    return dict(zip(DIMENSIONS, key.where, strict=True))


def _says(key: Key, asked: Sequence[str], names: Names) -> str:
    told = {name: value for name, value in _of(key).items() if value}
    place, reason = told.pop("care_setting", ""), told.pop("reason", "")
    if told or not place:
        return ""
    if key.measure == "delayed_patients" and reason and place in asked:
        where = "" if place == EVERYWHERE else f" {names.beds_of(place)}"
        return f"ready to leave{where}, for {names.reason_in_full(reason)}"
    is_setting = place in names.scenario.care_settings
    if key.measure == "waiting_for_place" and is_setting and not reason:
        return f"waiting to get into {names.place(place)}"
    return ""
