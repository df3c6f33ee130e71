"""A route read forwards, for the SimPy model."""

from __future__ import annotations

from simulator.engine.waiting import Choices, PlaceService, Room, Service, TaskService
from simulator.network.network import Route, StepKind


class Track:
    """What comes after each step of a route, and what each waits for.

    ``moves``: the stays and the leaving, with their positions; ``begins``: the steps that come
    after nothing; ``followers``: by step, those that come after it, each with all the steps that it
    comes after, a bit for each (last first: one that is finished when called, being not needed,
    may call those behind it, and none is to be called twice); ``planned``: by step, the followers
    that begin ahead of the expected date; ``special``: by step, whether there are such, or need
    grows, or weight falls, or it may be out of area; ``stay_before``: by step, the stay before it
    (-1: none); ``tasks``: by step, the handoffs listed between it and the next move; ``service``:
    by step, what it waits for. By step and locality, ``choices``: the rooms, and how long after
    being asked each becomes one; ``widens``: these times but 0, each once.
    """

    def __init__(
        self,
        route: Route,
        localities: int,
        rooms: list[Room],
        places: list[PlaceService],
        tasks: list[TaskService],
    ) -> None:
        steps = self.steps = route.steps
        every = range(len(steps))
        self.is_handoff = [step.kind is StepKind.HANDOFF for step in steps]
        self.moves = [(k, steps[k]) for k in every if not self.is_handoff[k]]
        self.begins = [k for k in every if not steps[k].after]
        after = [sum(1 << j for j in step.after) for step in steps]
        self.followers = [
            [(j, after[j]) for j in reversed(every) if k in steps[j].after] for k in every
        ]
        self.planned = [
            [j for j, _ in followers if steps[j].begins_before >= 0] for followers in self.followers
        ]
        self.special = [
            bool(planned or step.growth or step.profile)
            or (step.kind is StepKind.STAY and places[step.target].has_away)
            for planned, step in zip(self.planned, steps, strict=True)
        ]
        self.stay_before = [max((j for j, _ in self.moves if j < k), default=-1) for k in every]
        self.tasks = [self._tasks(k) for k in every]
        self.choices: list[list[Choices]] = [
            [[(rooms[choice.unit], choice.after) for choice in mine] for mine in step.choices]
            or [()] * localities
            for step in steps
        ]
        self.widens = [
            [{after for _, after in mine if after} for mine in choices] for choices in self.choices
        ]
        self.service: dict[int, Service] = {
            k: tasks[step.target] if self.is_handoff[k] else places[step.target]
            for k, step in enumerate(steps)
            if step.kind is not StepKind.LEAVE
        }

    def _tasks(self, stay: int) -> list[int]:
        tasks = []
        for k in range(stay + 1, len(self.steps)):
            if not self.is_handoff[k]:
                break
            tasks.append(k)
        return tasks
