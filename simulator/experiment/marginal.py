"""Marginal effects along one value varied: what one more does, and where that stops being told.

Neighbouring values are compared on the same patients, and the difference is divided by the step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from simulator.experiment.draws_split import paired_over_draws
from simulator.experiment.grid import Grid
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict


class Returns(StrEnum):
    """What the steps show of returns."""

    STOP = "stop"
    GO_ON = "go on"
    NEVER_TOLD = "never told"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class MarginalStep:
    """From one value to the next higher: the whole step's effect, and the length of the step.

    ``before``, ``after``: the values as numbers (durations in days); ``texts``: as typed.
    """

    before: float
    after: float
    texts: tuple[str, str]
    effect: Effect

    @property
    def each(self) -> float:
        """What one more of what is varied does, on average over the step."""
        return self.effect.difference / (self.after - self.before)

    @property
    def half_width(self) -> float:
        """Of the interval of ``each``; 0 where every replication is the same."""
        if self.effect.verdict is Verdict.SAME:
            return 0.0
        return self.effect.half_width / (self.after - self.before)

    @property
    def is_told(self) -> bool:
        """Whether the effect can be told from 0."""
        return self.effect.verdict in {Verdict.LOWER, Verdict.HIGHER}


@dataclass(frozen=True, slots=True)
class Marginals:
    """The steps of one figure along an axis of numbers, lowest first.

    Their intervals hold together for all steps (Bonferroni).
    """

    key: Key
    steps: tuple[MarginalStep, ...]

    @classmethod
    def of(cls, grid: Grid, key: Key) -> Marginals | None:
        """Of a grid of one axis of numbers; None of two, of words, or where it is not known."""
        numbers = grid.axes[0].numbers
        if len(grid.axes) != 1 or numbers is None or len(set(numbers)) < len(numbers):
            return None
        order = sorted(range(len(numbers)), key=lambda at: numbers[at])
        steps = []
        for a, b in pairwise(order):
            scenarios = (grid.arms[(a,)].loaded.scenario, grid.arms[(b,)].loaded.scenario)
            found = paired_over_draws(scenarios, (grid.measured[(a,)], grid.measured[(b,)]))
            effect = found.effect(key, len(order) - 1)
            if effect is None or effect.verdict is Verdict.ABSENT:
                return None
            texts = (grid.axes[0].values[a], grid.axes[0].values[b])
            steps.append(MarginalStep(numbers[a], numbers[b], texts, effect))
        return cls(key, tuple(steps))

    @property
    def returns(self) -> Returns:
        """Whether steps do something up to a value and nothing that can be told after it."""
        told = [step.is_told for step in self.steps]
        if not any(told):
            return Returns.NEVER_TOLD
        if all(told):
            return Returns.GO_ON
        last = max(at for at, is_told in enumerate(told) if is_told)
        if last == len(told) - 1:
            return Returns.MIXED
        return Returns.STOP if all(told[: last + 1]) else Returns.MIXED

    @property
    def stops_at(self) -> MarginalStep | None:
        """The first step of which nothing can be told, where returns stop; else None."""
        if self.returns is not Returns.STOP:
            return None
        return next(step for step in self.steps if not step.is_told)
