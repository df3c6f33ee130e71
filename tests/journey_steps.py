"""Journeys step by step, with what was drawn, planned and recorded side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.engine.journeys import Journeys
from simulator.network.network import NONE, Choice, Handoff, Network, Step, StepKind, Unit
from simulator.sampling.patients import Patients


@dataclass
class Taken:
    """One step of one patient: what he drew, and what happened."""

    record: Record
    patient: int
    position: int
    row: int
    step: Step

    def __getattr__(self, name: str) -> int:
        source = self.record.journeys if name in Journeys.__slots__ else self.record.patients
        return int(getattr(source, name)[self.row])

    @cached_property
    def whole_unit(self) -> Unit:
        return self.record.network.units[self.unit]

    @cached_property
    def whole_handoff(self) -> Handoff:
        return self.record.network.handoffs[self.step.target]

    @cached_property
    def choice(self) -> Choice:
        choices = self.step.choices[int(self.record.patients.locality[self.patient])]
        return next(choice for choice in choices if choice.unit == self.unit)

    @cached_property
    def order(self) -> tuple[int, int, int, int]:
        return (-self.step.priority, self.asked, self.patient, self.position)

    def stay_nearby(self, steps: Sequence[Taken]) -> Taken | None:
        return next((s for s in steps if s.step.kind is StepKind.STAY), None)

    @cached_property
    def next_stay(self) -> Taken | None:
        return self.stay_nearby(self.record.of(self.patient)[self.position + 1 :])

    @cached_property
    def last_stay(self) -> Taken | None:
        return self.stay_nearby(self.record.of(self.patient)[: self.position][::-1])

    @property
    def journey_exit(self) -> int:
        return int(self.record.journeys.exit[self.patient])

    @property
    def finished(self) -> int:
        return int(self.record.journeys.finished[self.patient])

    @property
    def is_given_up(self) -> bool:
        """Whether the place was left for home, before the journey or the next stay took it."""
        following = self.next_stay
        is_moved = following is not None and following.started == self.left
        return self.left >= 0 and self.finished != self.left and not is_moved

    @property
    def planned_after(self) -> Taken | None:
        """The stay before whose expected end this handoff begins."""
        if self.step.begins_before == NONE or self.asked < 0:
            return None
        return self.record.of(self.patient)[self.step.after[0]]

    @property
    def expected(self) -> int:
        stay = self.planned_after
        assert stay is not None
        return stay.started + stay.duration + stay.expected_error - self.step.begins_before


class Record:
    """A network, its patients and their journeys, step by step."""

    def __init__(self, network: Network, patients: Patients, journeys: Journeys) -> None:
        self.network, self.patients, self.journeys = network, patients, journeys
        self._of = [
            [
                Taken(self, patient, k, int(patients.first[patient]) + k, step)
                for k, step in enumerate(network.routes[patients.route[patient]].steps)
            ]
            for patient in range(len(patients))
        ]

    def of(self, patient: int) -> list[Taken]:
        return self._of[patient]

    @cached_property
    def steps(self) -> list[Taken]:
        return [taken for steps in self._of for taken in steps]

    @cached_property
    def starts(self) -> dict[tuple[StepKind, int], list[Taken]]:
        """What started, by service, in order of time."""
        found: dict[tuple[StepKind, int], list[Taken]] = {}
        for taken in sorted(self.steps, key=lambda taken: taken.reserved):
            if taken.reserved >= 0:
                found.setdefault((taken.step.kind, taken.step.target), []).append(taken)
        return found
