"""One scenario with one or two of its values varied: every combination on the same patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, prepare_all
from simulator.experiment.comparison import until_precise
from simulator.experiment.draws_split import paired_over_draws
from simulator.experiment.lean import Lean
from simulator.experiment.precision import Wanting
from simulator.experiment.replication import Setup
from simulator.experiment.store import Store
from simulator.results.measures import Measured
from simulator.results.paired import Paired, pair
from simulator.scenario.quantities import Duration

if TYPE_CHECKING:
    import pandas as pd

MOST_AXES, MOST_POINTS = 2, 400
Point = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """A value that is varied: its path, and what it is set to, as typed."""

    path: str
    values: tuple[str, ...]

    @property
    def short(self) -> str:
        """The last two words of the path, which mostly tell enough."""
        return ".".join(self.path.split(".")[-2:])

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The values as numbers (durations in days); None where some are neither."""
        found = [_number(value) for value in self.values]
        return tuple(each for each in found if each is not None) if None not in found else None


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one step along an axis does, everything else as at ``before``."""

    axis: int
    before: Point
    after: Point
    paired: Paired


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Every combination of the values of one or two axes; ``measured`` by point.

    ``against_first``: each point against the one with the first value of every axis.
    """

    axes: tuple[Axis, ...]
    arms: dict[Point, Arm]
    measured: dict[Point, tuple[Measured, ...]]
    against_first: dict[Point, Paired]
    marginals: tuple[Marginal, ...]
    wanting: tuple[Wanting, ...]

    @property
    def replications(self) -> int:
        """Replications of each point."""
        return len(next(iter(self.measured.values())))

    @property
    def points(self) -> list[Point]:
        """All points, the last axis running fastest."""
        return list(self.arms)

    def says(self, point: Point) -> dict[str, str]:
        """The values at a point by path."""
        return {axis.path: axis.values[at] for axis, at in zip(self.axes, point, strict=True)}

    def frame(self) -> pd.DataFrame:
        """Tidy rows: every figure of every point, and its difference from the first point."""
        import pandas as pd

        tables = []
        for point in self.points:
            table = self.against_first[point].frame()
            for at, (path, value) in enumerate(self.says(point).items()):
                table.insert(at, path, value)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    def marginal_frame(self) -> pd.DataFrame:
        """Tidy rows: what each step along an axis does to every figure."""
        import pandas as pd

        tables = []
        for each in self.marginals:
            table = each.paired.frame()
            table.insert(0, "step", self._step(each))
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    def _step(self, each: Marginal) -> str:
        axis = self.axes[each.axis]
        held = "; ".join(
            f"{other.path}={other.values[each.before[at]]}"
            for at, other in enumerate(self.axes)
            if at != each.axis
        )
        step = f"{axis.path}: {axis.values[each.before[each.axis]]} to "
        step += axis.values[each.after[each.axis]]
        return f"{step} ({held})" if held else step


def axes_of(texts: Sequence[str]) -> tuple[Axis, ...]:
    """Axes from texts like ``care_settings.acute.units.North.beds=10,20,30``.

    Raises:
        InputError: one cannot be read, or there are too many of them or of their points.
    """
    problems, axes = [], []
    for text in texts:
        path, _, values = text.partition("=")
        items = _items(values)
        if not path.strip() or len(items) < 2 or not all(items):
            do = "write a path and two or more values: care_settings.acute.units.North.beds=10,20"
            problems.append(Problem(f"'{text}' does not say what to vary", path="--vary", do=do))
        elif len(set(items)) < len(items):
            problems.append(Problem(f"'{text}' has a value twice", path="--vary"))
        else:
            axes.append(Axis(path.strip(), tuple(items)))
    points = 1
    for axis in axes:
        points *= len(axis.values)
    if len(texts) > MOST_AXES:
        problems.append(Problem(f"{len(texts)} values are varied; at most {MOST_AXES} can be"))
    elif len({axis.path for axis in axes}) < len(axes):
        problems.append(Problem(f"{axes[0].path} is varied twice", path="--vary"))
    elif points > MOST_POINTS:
        problems.append(Problem(f"{points} combinations; at most {MOST_POINTS} can be run"))
    if problems:
        raise InputError(problems)
    return tuple(axes)


def arms_of_grid(path: str | Path, sets: Sequence[str], axes: Sequence[Axis]) -> dict[Point, Arm]:
    """The scenario at every point.

    Raises:
        InputError: it cannot be run at some of them; all problems at once.
    """
    points = list(product(*(range(len(axis.values)) for axis in axes)))
    asked = []
    for point in points:
        more = [f"{a.path}={a.values[at]}" for a, at in zip(axes, point, strict=True)]
        asked.append((path, [*sets, *more]))
    found = {}
    for point, loaded, (_, given) in zip(points, prepare_all(asked), asked, strict=True):
        label = "; ".join(given[len(sets) :])
        found[point] = Arm(label, loaded, Setup.of(loaded.scenario))
    return found


def run_grid(
    axes: Sequence[Axis], arms: dict[Point, Arm], lean: Lean, store: Callable[[Arm], Store]
) -> Grid:
    """Run every point on the same patients; a precision asked for is that of each step."""
    measured: dict[Point, tuple[Measured, ...]] = {}
    stores = {point: store(arm) for point, arm in arms.items()}
    steps = [
        (axis, point, after)
        for point in arms
        for axis in range(len(axes))
        if (after := (*point[:axis], point[axis] + 1, *point[axis + 1 :])) in arms
    ]

    def look(n: int) -> Sequence[Paired]:
        for point, arm in arms.items():
            measured[point] = lean.run(arm, n, stores[point], n * len(arms))
        return [pair(measured[before], measured[after]) for _, before, after in steps]

    _, wanting = until_precise(lean.batch, look)
    first = next(iter(arms))

    def told(before: Point, after: Point) -> Paired:
        scenarios = (arms[before].loaded.scenario, arms[after].loaded.scenario)
        return paired_over_draws(scenarios, (measured[before], measured[after]))

    return Grid(
        tuple(axes),
        arms,
        measured,
        {point: told(first, point) for point in measured},
        tuple(Marginal(axis, before, after, told(before, after)) for axis, before, after in steps),
        tuple(wanting),
    )


def _items(text: str) -> list[str]:
    """Values between commas, those in brackets and quotes kept whole."""
    items, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0 and not quote:
            items.append("")
        else:
            items[-1] += letter
    return [item.strip() for item in items]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return Duration.parse(text).days
    except (AttributeError, ValueError, TypeError):
        return None
