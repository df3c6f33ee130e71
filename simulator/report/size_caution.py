"""What must be known before an answer to a question of size is used."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.experiment.grid import Point
from simulator.experiment.judgement import Finding
from simulator.experiment.sizing import Sizing
from simulator.experiment.sizing_price import TOTAL
from simulator.report.estimate import Estimate
from simulator.report.size_words import axis_in_words, figure_in_words, names_of, point_in_words

_NOT_IN = {
    "scenario": "",
    "given": "; the prices given have no part in that",
    "capacity": "; but what more of the capacity itself costs is not in that, for want of a price",
}


def reference(sizing: Sizing) -> Point:
    """The candidate that others are set against: the answer, or the least of all."""
    return sizing.searched.best or sizing.bottom


def more_in_all(sizing: Sizing, point: Point, than: Point) -> Estimate:
    """What the whole place costs more a year at one candidate than at another."""
    a, b = sizing.values(than, TOTAL), sizing.values(point, TOTAL)
    n = min(len(a), len(b))
    return Estimate.of([float(each) for each in b[:n] - a[:n]])


def cheaper_in_all(sizing: Sizing) -> tuple[Point, Estimate] | None:
    """A candidate that meets all goals and with which the whole place costs less, if any."""
    found = sizing.searched
    if found.best is None:
        return None
    met = [p for p, each in found.looked.items() if each.finding is Finding.MEETS]
    less = [(point, more_in_all(sizing, point, found.best)) for point in met]
    sure = [each for each in less if each[1].mean + each[1].half_width < 0]
    return min(sure, key=lambda each: each[1].mean, default=None)


def warnings_of(sizing: Sizing) -> Iterator[str]:
    """What must be known before the answer is used."""
    names, axes = names_of(sizing), sizing.question.axes
    for each in sizing.searched.disorders:
        goal = sizing.question.goals[each.goal]
        yield (
            f"more is not always better here: on {figure_in_words(goal, names)} "
            f"{point_in_words(sizing, each.worse)} is worse than "
            f"{point_in_words(sizing, each.better)}; so every cheaper candidate was run"
        )
    for goal_at, axis in sorted(sizing.searched.downward):
        yield (
            f"more {axis_in_words(axes[axis], names)} is worse for "
            f"{figure_in_words(sizing.question.goals[goal_at], names)}"
        )
    less = cheaper_in_all(sizing)
    if less is not None:
        point, more = less
        yield (
            f"{point_in_words(sizing, point)} meets the goals too, and with it the whole place "
            f"costs less by {names.money()}{Estimate(-more.mean, *_rest(more)).text(1e-3)} "
            f"thousand a year, as the scenario prices it{_NOT_IN[sizing.pricing.basis]} (95 % "
            "interval of this one difference)"
        )
    for axis, low, high in still(sizing):
        yield (
            f"{axis_in_words(axes[axis], names)} from {low} to {high} changes no goal's figure in "
            "any run: something else may hold it back, such as staff, hours or who is taken"
        )


def _rest(estimate: Estimate) -> tuple[float, int, int]:
    return estimate.half_width, estimate.n, estimate.replications


def still(sizing: Sizing) -> Iterator[tuple[int, str, str]]:
    """The widest range along each axis over which no figure of a goal moves in any run."""
    looked = list(sizing.searched.looked.values())
    for at, axis in enumerate(sizing.question.axes):
        widest: tuple[int, int] | None = None
        for a in looked:
            for b in looked:
                along = b.point[at] - a.point[at]
                rest = a.point[:at] + a.point[at + 1 :] == b.point[:at] + b.point[at + 1 :]
                n = min(a.runs, b.runs)
                same = rest and along > 0 and (a.figures[:, :n] == b.figures[:, :n]).all()
                if same and (widest is None or along > widest[1] - widest[0]):
                    widest = (a.point[at], b.point[at])
        if widest is not None:
            yield at, axis.values[widest[0]], axis.values[widest[1]]
