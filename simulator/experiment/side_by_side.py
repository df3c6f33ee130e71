"""Two scenarios run with more and more values set, on the same patients; what was run is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simulator.experiment.arm import Arm, prepare_all
from simulator.experiment.lean import Lean
from simulator.experiment.replication import Setup
from simulator.experiment.span import Span
from simulator.experiment.store import Store
from simulator.results.measures import Key, Measured
from simulator.results.paired import ROUNDING, Effect, pair
from simulator.results.run import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Both scenarios with an input at one value: figures by key, one a replication."""

    at: float
    first: dict[Key, Floats]
    second: dict[Key, Floats]

    def effect(self, key: Key, together: int = 1) -> Effect:
        """What the scenario does to a figure here."""
        found = pair(alone(key, self.first[key]), alone(key, self.second[key]))
        effect = found.effect(key, together)
        assert effect is not None
        return effect

    def differences(self, key: Key) -> Floats:
        """The scenario's figure less the reference's in each replication; rounding of sums is 0."""
        a, b = self.first[key], self.second[key]
        return np.where(np.abs(b - a) <= ROUNDING * np.maximum(np.abs(a), np.abs(b)), 0.0, b - a)


def alone(key: Key, values: Floats) -> list[Measured]:
    """One figure of every replication as measures that can be paired."""
    return [Measured((key,), np.array([value])) for value in values]


@dataclass
class SideBySide:
    """Two scenario files, run with more and more values set; what was run is kept.

    ``sets``: what was set in both on the command line. ``planned``: runs, for telling progress.
    """

    paths: tuple[str | Path, str | Path]
    sets: tuple[str, ...]
    lean: Lean
    store: Callable[[Arm], Store]
    replications: int
    planned: int = 2
    _arms: dict[tuple[int, tuple[str, ...]], Arm] = field(default_factory=dict)
    _found: dict[tuple[int, tuple[str, ...]], tuple[Measured, ...]] = field(default_factory=dict)

    def prepare(self, asked: Sequence[tuple[int, tuple[str, ...]]]) -> None:
        """Read and check both scenarios with what is set; all problems at once."""
        new = [each for each in dict.fromkeys(asked) if each not in self._arms]
        loaded = prepare_all([(self.paths[side], (*self.sets, *sets)) for side, sets in new])
        for (side, sets), one in zip(new, loaded, strict=True):
            label = Path(one.path).stem + "".join(f"; {each}" for each in sets)
            self._arms[side, sets] = Arm(label, one, Setup.of(one.scenario))
        self.planned = max(self.planned, len(self._arms))

    def arm(self, side: int, sets: tuple[str, ...] = ()) -> Arm:
        """A scenario that was prepared."""
        return self._arms[side, sets]

    def measured(self, side: int, sets: tuple[str, ...] = ()) -> tuple[Measured, ...]:
        """All that is taken of a scenario, run unless it was before."""
        if (side, sets) not in self._found:
            arm = self._arms[side, sets]
            n = self.replications
            self._found[side, sets] = self.lean.run(arm, n, self.store(arm), n * self.planned)
        return self._found[side, sets]

    def wanted(self, span: Span, at: float) -> list[tuple[int, tuple[str, ...]]]:
        """Both scenarios with an input at a value: which side, and what is set."""
        sides = (span.in_first, span.in_second)
        return [
            (side, span.sets(self.arm(side).loaded, at) if is_set else ())
            for side, is_set in enumerate(sides)
        ]

    def point(self, span: Span | None, at: float, keys: Sequence[Key]) -> Point:
        """Figures of both scenarios with an input at a value; of none, as they are given."""
        asked = self.wanted(span, at) if span is not None else [(0, ()), (1, ())]
        first, second = (
            {key: _of(self.measured(side, sets), key) for key in keys} for side, sets in asked
        )
        return Point(at, first, second)


def _of(measured: Sequence[Measured], key: Key) -> Floats:
    at = measured[0].keys.index(key)
    return np.array([each.values[at] for each in measured])
