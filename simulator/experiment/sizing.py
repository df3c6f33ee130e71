"""Sizing: the least capacity, or the cheapest mix, with which goals are met, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, prepare_all
from simulator.experiment.draws import own_draws
from simulator.experiment.goal import Goal, goals_of, unmeasured
from simulator.experiment.grid import Axis, Point
from simulator.experiment.judgement import Rule, looks_until
from simulator.experiment.lean import Lean
from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.experiment.sizing_price import Pricing, prices_of, pricing_of
from simulator.experiment.sizing_range import mixes, ranges_of
from simulator.experiment.sizing_search import Searched, search
from simulator.experiment.store import Store
from simulator.results.measures import Key, Measured
from simulator.results.run import Floats
from simulator.scenario.address import AmbiguousError, find, parse
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

CONFIDENCE = 0.95
MOST_RUNS = 160
TRIAL_RUNS = 10
# Besides goals: what prices capacity, and whether what is stated opens.
MEASURED = ("cost_by_part", "open_places")
Says = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question of size that can be put: ranges, goals and settings, checked.

    ``base``: the scenario as it stands, with ``sets``. ``today``: its values of what is varied,
    None where it has no number there. ``prices``: given, a year; None to ask the scenario.
    """

    base: Loaded
    sets: tuple[str, ...]
    axes: tuple[Axis, ...]
    goals: tuple[Goal, ...]
    prices: tuple[float, ...] | None
    confidence: float
    every: bool
    batch: Batch
    today: tuple[float | None, ...]
    arms: dict[Point, Arm] = field(repr=False)

    @property
    def rule(self) -> Rule:
        """How candidates are judged."""
        looks = looks_until(self.batch.replications)
        return Rule(self.goals, self.confidence, mixes(self.axes), looks)

    def says(self, point: Point) -> dict[str, str]:
        """The values at a point by path."""
        return {axis.path: axis.values[at] for axis, at in zip(self.axes, point, strict=True)}

    def arm(self, point: Point) -> Arm:
        """The scenario at a point, made ready when it is first asked for."""
        if point not in self.arms:
            self.arms[point] = _arms(self.base.path, self.sets, self.axes, [point])[point]
        return self.arms[point]


@dataclass(frozen=True, slots=True, eq=False)
class Sizing:
    """The answer to a question of size. ``measured``: the runs of each candidate that was judged.

    ``runs_to_price``: runs besides, of candidates that were run for what they cost only.
    """

    question: Question
    pricing: Pricing
    searched: Searched
    measured: dict[Point, tuple[Measured, ...]]
    runs_to_price: int = 0

    @property
    def points(self) -> list[Point]:
        """The candidates that were run, cheapest first."""
        return sorted(self.searched.looked, key=lambda point: (self.cost(point), point))

    @property
    def top(self) -> Point:
        """The greatest of every capacity."""
        return tuple(len(axis.values) - 1 for axis in self.question.axes)

    @property
    def bottom(self) -> Point:
        """The least of every capacity."""
        return (0,) * len(self.question.axes)

    def cost(self, point: Point) -> float:
        """What is varied costs so much a year at a point; or is so much capacity."""
        values = self.question.axes, point, self.pricing.per_unit
        total = 0.0
        for axis, at, price in zip(*values, strict=True):
            assert axis.numbers is not None
            total += axis.numbers[at] * price
        return total

    def values(self, point: Point, key: Key) -> Floats:
        """A figure in each run of a candidate; NaN where it has none."""
        return _values(self.measured[point], key)


def question_of(
    path: str | Path,
    vary: Sequence[str],
    goals: Sequence[str],
    *,
    batch_of: Callable[[Batch], Batch],
    sets: Sequence[str] = (),
    prices: Sequence[str] = (),
    confidence: float = CONFIDENCE,
    every: bool = False,
) -> Question:
    """Read and check a question of size.

    ``vary`` like ``care_settings.acute.units.North.beds=8..20:2``; ``goals`` as ``goals_of`` reads
    them; ``prices`` like ``care_settings.acute.units.North.beds=90000``, a year for one more;
    ``every``: run every candidate cheaper than the answer.
    ``batch_of``: from the scenario's batch, the one to use; its replications are the most of each
    candidate.

    Raises:
        InputError: it cannot be put; all problems at once.
    """
    axes, problems = ranges_of(vary)
    if not 0.5 <= confidence < 1:
        says = f"a confidence of {confidence:g} is none"
        do = "give one from 0.5 to below 1, like 0.95"
        problems.append(Problem(says, path="--confidence", do=do))
    base, found = _base(path, sets)
    problems += found
    if base is not None and (own := own_draws([base])):
        sets = (*sets, *own)
        base, _ = _base(path, sets)
    # Without the scenario nobody knows the names of its standards.
    told = [text for text in goals if base is not None or set(text) & set("<>=")]
    asked, found = goals_of(told or goals, base.scenario.standards if base else {})
    problems += found if told or not goals else []
    priced, found = prices_of(prices, axes)
    problems += found
    arms: dict[Point, Arm] = {}
    if base is not None and axes:
        try:
            arms = _checked(base.path, sets, axes)
        except InputError as error:
            problems += error.problems
    if problems or base is None:
        raise InputError(list(dict.fromkeys(problems)))
    headline = (*base.scenario.batch.headline, *MEASURED, *(goal.key.measure for goal in asked))
    batch = batch_of(base.scenario.batch).model_copy(
        update={"headline": tuple(dict.fromkeys(headline)), "precision": None, "absolute": {}}
    )
    if batch.replications < 2:
        says = "one run of each candidate tells nothing of chance"
        raise InputError([Problem(says, path="--replications", do="give 2 or more")])
    today = tuple(_today(base, axis.path) for axis in axes)
    return Question(base, tuple(sets), axes, asked, priced, confidence, every, batch, today, arms)


def answer(
    question: Question, lean: Lean, store: Callable[[Arm], Store], says: Says | None = None
) -> Sizing:
    """Search until the question is answered, or cannot be within the runs allowed.

    Raises:
        InputError: a goal is on a figure that no run has, or what is varied cannot be priced.
    """
    measured: dict[Point, tuple[Measured, ...]] = {}
    stores: dict[Point, Store] = {}

    def runs(point: Point, n: int) -> tuple[Measured, ...]:
        arm = question.arm(point)
        if says is not None:
            says(f"{arm.label}: {n} runs")
        measured[point] = lean.run(arm, n, stores.setdefault(point, store(arm)), n)
        return measured[point]

    def figures(point: Point, n: int) -> Floats:
        found = runs(point, n)
        return np.stack([_values(found, goal.key) for goal in question.goals])

    rule = question.rule
    bottom = tuple(0 for _ in question.axes)
    first = runs(bottom, 1)
    problems = unmeasured(question.goals, first[0].keys)
    if problems:
        raise InputError(problems)
    # Enough of them that closures, which differ from run to run, hardly move the price.
    n = rule.looks[0]
    ends = [] if question.prices else [runs(end, n) for end in _ends(question.axes)]
    below = [] if question.prices else runs(bottom, n)
    pricing = pricing_of(question.axes, question.prices, below, ends)
    sizes = [len(axis.values) for axis in question.axes]
    searched = search(sizes, pricing.costs(question.axes), rule, figures, every=question.every)
    looked = {point: measured[point] for point in searched.looked}
    besides = sum(len(each) for point, each in measured.items() if point not in looked)
    return Sizing(question, pricing, searched, looked, besides)


def _ends(axes: Sequence[Axis]) -> list[Point]:
    """The least of all capacities with each in turn at its greatest."""
    return [
        tuple(len(axis.values) - 1 if at == a else 0 for a, axis in enumerate(axes))
        for at in range(len(axes))
    ]


def _values(measured: Sequence[Measured], key: Key) -> Floats:
    keys = measured[0].keys
    if key not in keys:
        return np.full(len(measured), np.nan)
    row = keys.index(key)
    return np.array([float(each.values[row]) for each in measured])


def _base(path: str | Path, sets: Sequence[str]) -> tuple[Loaded | None, list[Problem]]:
    try:
        return prepare(path, sets), []
    except InputError as error:
        return None, error.problems


def _checked(path: str, sets: Sequence[str], axes: Sequence[Axis]) -> dict[Point, Arm]:
    """The scenario at the ends of the ranges and one step in: what is wrong there is told first.

    What is wrong with the least is mostly wrong with the others, so they are then not told.
    """
    bottom = tuple(0 for _ in axes)
    steps = [tuple(int(a == at) for a in range(len(axes))) for at in range(len(axes))]
    arms = _arms(path, sets, axes, [bottom])
    top = tuple(len(axis.values) - 1 for axis in axes)
    return arms | _arms(path, sets, axes, list(dict.fromkeys([*_ends(axes), *steps, top])))


def _arms(
    path: str, sets: Sequence[str], axes: Sequence[Axis], points: Sequence[Point]
) -> dict[Point, Arm]:
    asked = []
    for point in points:
        more = [f"{axis.path}={axis.values[at]}" for axis, at in zip(axes, point, strict=True)]
        asked.append((path, [*sets, *more]))
    return {
        point: Arm("; ".join(given[len(sets) :]), loaded, Setup.of(loaded.scenario))
        for point, loaded, (_, given) in zip(points, prepare_all(asked), asked, strict=True)
    }


def _today(base: Loaded, path: str) -> float | None:
    """The number that the scenario itself has at a path."""
    node = base.document
    try:
        for word in parse(path):
            ((_, node),) = find(node, word)
    except (AmbiguousError, ValueError):
        return None
    value = node.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
