"""What the rules of a journey look at, and the violations they find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_steps import Names, Steps, Violation, days
from simulator.engine.checker_times import Times, recorded
from simulator.engine.journeys import Journeys
from simulator.network.network import NEVER, NONE, Network

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The record, and the times that should stand in it."""

    network: Network
    steps: Steps
    journeys: Journeys
    due: Times

    def until_stopped(self, times: Integers) -> Integers:
        """By step: -1 for what comes after the end of the run, or after death or loss."""
        return np.where(times > self.due.stop[self.steps.patient], NONE, self.until_end(times))

    def until_end(self, times: Integers) -> Integers:
        """Rule 1: -1 for what would happen at the end or after it."""
        return np.where(times >= self.network.end, NONE, times)


@dataclass(slots=True)
class Findings:
    """Violations found so far. ``until``: what the record says before then is as it should be."""

    steps: Steps
    names: Names
    most: int
    until: int
    violations: list[Violation] = field(default_factory=list)

    def differ(
        self, rule: str, what: str, given: Integers, due: Integers, among: Flags | None = None
    ) -> None:
        """Report steps at which a recorded time is not the due one."""
        is_wrong = given != due
        wrong = np.flatnonzero(is_wrong if among is None else is_wrong & among)
        at = earliest(given[wrong], due[wrong])

        def says(row: int) -> str:
            return f"{what}: {when(int(given[row]))}, but should be {when(int(due[row]))}"

        self.report(rule, wrong, at, says)

    def report(self, rule: str, rows: Integers, at: Integers, says: Callable[[int], str]) -> None:
        """Report steps, each at its time."""
        for i in self._earliest(at):
            row = int(rows[i])
            patient, position = int(self.steps.patient[row]), int(self.steps.position[row])
            text = f"{self.names.step(row)}: {says(row)}"
            self.violations.append(Violation(rule, patient, position, int(at[i]), text))

    def report_patients(
        self, rule: str, patients: Integers, at: Integers, says: Callable[[int], str]
    ) -> None:
        """Report whole journeys, each at its time."""
        for i in self._earliest(at):
            patient = int(patients[i])
            self.violations.append(Violation(rule, patient, NONE, int(at[i]), says(patient)))

    def _earliest(self, at: Integers) -> list[int]:
        if len(at):
            self.until = min(self.until, int(at.min()))
        return [int(i) for i in np.argsort(at, kind="stable")[: self.most]]


def earliest(given: Integers, due: Integers) -> Integers:
    """The earlier of two times, of which -1 is none; 0 where neither is a time."""
    first = np.minimum(recorded(given), recorded(due))
    return np.where((given < NONE) | (first >= NEVER), 0, first)


def when(time: int) -> str:
    """A recorded value as a time in days, or as it is where it cannot be a time."""
    return f"{time} microseconds" if time < NONE else days(time)
