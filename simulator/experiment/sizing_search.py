"""The cheapest of a lattice of candidates that is shown to meet all goals.

Candidates are judged one at a time, each until it is told or the last look is over. Which comes
next halves, as nearly as can be, those that are left: one that meets leaves only cheaper ones, one
that misses a goal leaves out those that are no better on it. On one axis that is bisection.

That more (or, for some goals, less) of a capacity is never worse is taken from runs at both ends
of each axis, is used only to leave candidates out, and is held against all that is run. Where
it turns out not to hold, nothing is left out any more and every cheaper candidate is run. A
candidate that is left out and would break the order is not found: hence ``every``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.grid import Point
from simulator.experiment.judgement import Finding, Rule, altogether, bound_of
from simulator.results.run import Booleans, Floats

Observe = Callable[[Point, int], Floats]
# The chance that chance alone seems to turn an axis round, or to break its order.
TURN = 0.01
COST_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A candidate that was run: ``figures``, goals x runs, and the finding on each goal."""

    point: Point
    figures: Floats
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """On all goals together."""
        return altogether(self.findings)

    @property
    def runs(self) -> int:
        """Runs of it."""
        return int(self.figures.shape[1])


@dataclass(frozen=True, slots=True)
class Disorder:
    """Two candidates of which the one with more of a capacity is the worse on a goal."""

    goal: int
    better: Point
    worse: Point


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """What a search has shown. ``looked``: candidates in the order in which they were run.

    ``best``: the cheapest shown to meet all goals; None where none is. ``untold``: cheaper ones
    that may meet them. ``left_out``: candidates not run because another misses a goal on which
    they are no better. ``downward``: (goal, axis) where more is worse. ``idle``: axes along which
    no goal's figure moved. ``disorders``: where the order does not hold.
    """

    looked: dict[Point, Looked]
    best: Point | None
    untold: tuple[Point, ...]
    left_out: tuple[Point, ...]
    downward: frozenset[tuple[int, int]]
    idle: tuple[int, ...]
    disorders: tuple[Disorder, ...]

    @property
    def runs(self) -> int:
        """Runs of all candidates."""
        return sum(each.runs for each in self.looked.values())


def search(
    sizes: Sequence[int], costs: Floats, rule: Rule, observe: Observe, *, every: bool = False
) -> Searched:
    """Search a lattice with ``sizes[a]`` values on axis ``a``.

    ``costs``: of the candidates in the order of ``points_of``, each more for more of any axis.
    ``observe``: the figures of a candidate in runs 1 to n, goals x n, the same whenever asked.
    ``every``: run every candidate cheaper than the answer, and take no order for granted.
    """
    state = _State(sizes, costs, rule, observe, every)
    state.look(state.bottom)
    if state.best is None and not every:
        for end in state.ends:
            state.look(end)
        state.turn()
        for end in state.ends:
            state.check_order(end)
    while (point := state.following()) is not None:
        state.look(point)
        state.check_order(point)
    return state.searched()


def points_of(sizes: Sequence[int]) -> list[Point]:
    """All points of a lattice, the last axis running fastest."""
    return list(product(*(range(size) for size in sizes)))


@dataclass
class _State:
    sizes: Sequence[int]
    costs: Floats
    rule: Rule
    observe: Observe
    every: bool = False
    looked: dict[Point, Looked] = field(default_factory=dict)
    downward: set[tuple[int, int]] = field(default_factory=set)
    idle: list[int] = field(default_factory=list)
    disorders: list[Disorder] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.points = points_of(self.sizes)
        self.index = {point: at for at, point in enumerate(self.points)}
        self.lattice: NDArray[np.int64] = np.array(self.points, dtype=np.int64)

    @property
    def bottom(self) -> Point:
        return self.points[0]

    @property
    def ends(self) -> list[Point]:
        """The bottom with each axis at its top, one by one, then the top of all."""
        tops = [
            tuple(size - 1 if at == axis else 0 for at in range(len(self.sizes)))
            for axis, size in enumerate(self.sizes)
        ]
        return list(dict.fromkeys([*tops, self.points[-1]]))

    @property
    def best(self) -> Point | None:
        met = [point for point, each in self.looked.items() if each.finding is Finding.MEETS]
        return min(met, key=lambda point: self.costs[self.index[point]], default=None)

    def look(self, point: Point) -> None:
        """Run a candidate until every goal is told, or one is missed, or the last look is over."""
        for n in self.rule.looks:
            figures = self.observe(point, n)
            findings = self.rule.findings(figures)
            if altogether(findings) is not Finding.UNTOLD:
                break
        self.looked[point] = Looked(point, figures, findings)

    def turn(self) -> None:
        """Find the axes along which more is worse for a goal, or nothing moves."""
        error = TURN / (len(self.rule.goals) * len(self.sizes))
        for axis, end in enumerate(self.ends[: len(self.sizes)]):
            gains = [self._gain(goal, self.bottom, end) for goal in range(len(self.rule.goals))]
            for goal, gain in enumerate(gains):
                if _is_below_zero(gain, error):
                    self.downward.add((goal, axis))
            if all(len(gain) > 1 and not gain.any() for gain in gains):
                self.idle.append(axis)

    def _gain(self, goal: int, before: Point, after: Point) -> Floats:
        """How much better the figure of a goal is in each run of both candidates."""
        a, b = self.looked[before].figures[goal], self.looked[after].figures[goal]
        n = min(len(a), len(b))
        gain = (b[:n] - a[:n]) * (1 if self.rule.goals[goal].is_at_least else -1)
        known: Floats = gain[~np.isnan(gain)]
        return known

    def no_better(self, goal: int, point: Point) -> Booleans:
        """The candidates that are no better than one on a goal, by the order of each axis."""
        below = (np.array(point) - self.lattice) * self._signs(goal) >= 0
        return np.asarray(below.all(axis=1), dtype=np.bool_)

    def _signs(self, goal: int) -> NDArray[np.int64]:
        axes = range(len(self.sizes))
        return np.array([-1 if (goal, axis) in self.downward else 1 for axis in axes])

    def left_out(self) -> Booleans:
        """Those that cannot meet, if the order holds, because another misses."""
        out = np.zeros(len(self.points), dtype=bool)
        if self.disorders or self.every:
            return out
        for point, each in self.looked.items():
            for goal, finding in enumerate(each.findings):
                if finding is Finding.MISSES:
                    out |= self.no_better(goal, point)
        return out

    def _cheaper(self) -> Booleans:
        best = self.best
        if best is None:
            return np.ones(len(self.points), dtype=bool)
        limit = float(self.costs[self.index[best]])
        cheaper: Booleans = self.costs < limit - COST_ROUNDING * abs(limit)
        return cheaper

    def _rest(self) -> Booleans:
        rest = self._cheaper() & ~self.left_out()
        rest[[self.index[point] for point in self.looked]] = False
        return rest

    def following(self) -> Point | None:
        """The candidate that leaves out the most of the rest, whatever it turns out to be."""
        rest = self._rest()
        chosen = np.flatnonzero(rest)
        if not len(chosen):
            return None
        if self.disorders or self.every:
            return self.points[int(chosen[np.argmin(self.costs[chosen])])]
        costs = self.costs[chosen]
        dearer = len(chosen) - np.searchsorted(np.sort(costs), costs, side="left")
        worse = [
            min(int((self.no_better(goal, self.points[at]) & rest).sum()) for goal in self._goals)
            for at in chosen
        ]
        return self.points[int(chosen[np.argmax(np.minimum(dearer, worse))])]

    @property
    def _goals(self) -> range:
        return range(len(self.rule.goals))

    def check_order(self, point: Point) -> None:
        """Hold the order against a candidate that was just run."""
        if self.disorders:
            return
        n = len(self.looked)
        error = TURN / (max(n * (n - 1) // 2, 1) * len(self.rule.goals))
        for goal, worse, better in self._ordered(point):
            findings = [self.looked[each].findings[goal] for each in (worse, better)]
            turned = findings == [Finding.MEETS, Finding.MISSES]
            if turned or _is_below_zero(self._gain(goal, worse, better), error):
                self.disorders.append(Disorder(goal, better=worse, worse=better))

    def _ordered(self, point: Point) -> Iterator[tuple[int, Point, Point]]:
        """Pairs of a candidate and another, the one that should be no better on a goal first."""
        others = [each for each in self.looked if each != point]
        for goal in self._goals:
            below = self.no_better(goal, point)
            signs = self._signs(goal)
            for other in others:
                if below[self.index[other]]:
                    yield goal, other, point
                elif ((np.array(other) - np.array(point)) * signs >= 0).all():
                    yield goal, point, other

    def searched(self) -> Searched:
        cheaper, out = self._cheaper(), self.left_out()
        untold = [
            point
            for point, each in self.looked.items()
            if each.finding is Finding.UNTOLD and cheaper[self.index[point]]
        ]
        out &= cheaper
        out[[self.index[point] for point in self.looked]] = False
        return Searched(
            dict(self.looked),
            self.best,
            tuple(sorted(untold, key=lambda point: float(self.costs[self.index[point]]))),
            tuple(self.points[at] for at in np.flatnonzero(out)),
            frozenset(self.downward),
            tuple(self.idle),
            tuple(self.disorders),
        )


def _is_below_zero(values: Floats, error: float) -> bool:
    """Whether the mean of some runs is below zero but for a chance of error."""
    return len(values) > 1 and bound_of(values, error, is_lower=False) < 0
