"""Picture 9: what is judged against capacity, or against the cost of a mix, with the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.experiment.goal import Goal
from simulator.experiment.judgement import Finding
from simulator.experiment.sizing import Sizing
from simulator.report.draws_words import averaged
from simulator.report.estimate import Estimate, plain
from simulator.report.picture import INK, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.report.size_words import (
    axis_in_words,
    bound_in_words,
    figure_in_words,
    names_of,
    point_in_words,
)
from simulator.report.table import Table, unit_of
from simulator.results.chance import Chance
from simulator.results.run import Floats

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

MOST_PANELS = 4
HEIGHT = 2.7
_MARKS = {
    Finding.MEETS: (PALETTE[1], "o", PALETTE[1]),
    Finding.MISSES: (PALETTE[2], "X", PALETTE[2]),
    Finding.UNTOLD: (PALETTE[3], "s", "white"),
}


def size_picture(sizing: Sizing, title: str, tables: tuple[Table, ...] = ()) -> Picture:
    """One panel a goal: every candidate that was run, its interval and its finding."""
    goals, names = sizing.question.goals[:MOST_PANELS], names_of(sizing)
    with style():
        figure = sheet(HEIGHT * len(goals) + 0.5)
        panels = figure.subplots(len(goals), 1, squeeze=False)
        for at, (axes, goal) in enumerate(zip(panels.flat, goals, strict=True)):
            axes.set_title(f"{figure_in_words(goal, names)}: {bound_in_words(goal)}")
            _panel(axes, sizing, at)
        panels.flat[-1].set_xlabel(_across(sizing))
        marks: dict[str, Artist] = {}
        for axes in panels.flat:
            handles, labels = axes.get_legend_handles_labels()
            marks |= dict(zip(labels, handles, strict=True))
        figure.legend(
            list(marks.values()), list(marks), loc="outside lower left", ncols=3, frameon=False
        )
        svg = as_svg(figure, "size")
    return Picture(
        "size",
        title,
        "What does a promise cost?",
        svg,
        f"{len(goals)} panels, one a goal: {len(sizing.points)} candidates against "
        f"{_across(sizing)}, each with its interval, and the goal as a line. {title}.",
        "Each mark: a candidate that was run, with the 95 % interval of its mean (of a share of "
        "runs: Wilson's), "
        f"{averaged(sizing.question.base.scenario)}. Its form and colour: the finding on the goal "
        "of the panel, which rests on wider bounds. Dashed: the goal.",
        tables,
    )


def _across(sizing: Sizing) -> str:
    names, axes = names_of(sizing), sizing.question.axes
    if len(axes) == 1:
        return axis_in_words(axes[0], names)
    if sizing.pricing.basis == "capacity":
        return "capacity of the mix, added up"
    return f"cost of the mix, {names.money()} thousand a year"


def _place(sizing: Sizing, point: tuple[int, ...]) -> float:
    axes = sizing.question.axes
    if len(axes) == 1:
        numbers = axes[0].numbers
        assert numbers is not None
        return numbers[point[0]]
    return sizing.cost(point) / (1 if sizing.pricing.basis == "capacity" else 1000)


def _panel(axes: Axes, sizing: Sizing, at: int) -> None:
    goal, looked = sizing.question.goals[at], sizing.searched.looked
    unit = unit_of(goal.key)
    scale = 100.0 if goal.share_of_runs is not None else unit.scale
    for finding, (color, marker, fill) in _MARKS.items():
        points = [p for p in sizing.points if looked[p].findings[at] is finding]
        if not points:
            continue
        x = np.array([_place(sizing, point) for point in points])
        levels = [_level(goal, looked[point].figures[at]) for point in points]
        mean, low, high = (np.array([each[i] for each in levels]) * scale for i in range(3))
        axes.plot(
            x, mean, linestyle="none", marker=marker, color=color, markerfacecolor=fill,
            markersize=7, label=finding.value, zorder=3,
        )  # fmt: skip
        axes.vlines(x, low, high, color=color, linewidth=1.4, zorder=2)
    limit = goal.limit * scale
    axes.axhline(limit, color=INK, linestyle=(0, (4, 3)), linewidth=1)
    axes.annotate(
        f"goal {plain(limit)}", (1.0, limit), xycoords=("axes fraction", "data"), fontsize=8,
        va="center", xytext=(3, 0), textcoords="offset points", annotation_clip=False,
    )  # fmt: skip
    if len(sizing.question.axes) == 1:
        shown = {_place(sizing, p): point_in_words(sizing, p) for p in sizing.points}
        axes.set_xticks([*shown], [*shown.values()])
    axes.set_ylabel("% of runs" if goal.share_of_runs is not None else unit.name)
    axes.margins(0.06, 0.15)
    _mark_answer(axes, sizing)


def _mark_answer(axes: Axes, sizing: Sizing) -> None:
    best = sizing.searched.best
    if best is None:
        return
    x = _place(sizing, best)
    axes.axvline(x, color=QUIET, linewidth=0.9, zorder=1)
    said = f"least shown to meet: {point_in_words(sizing, best)}"
    if len(best) > 1:
        said = "cheapest shown to meet"
    axes.annotate(
        said, (x, 1.0), xycoords=("data", "axes fraction"), fontsize=8, color=QUIET,
        xytext=(3, -2), textcoords="offset points", va="top",
    )  # fmt: skip


def _level(goal: Goal, values: Floats) -> tuple[float, float, float]:
    """What is judged of a goal on average, and its 95 % interval."""
    judged = [float(each) for each in goal.judged(values)]
    if goal.share_of_runs is not None:
        chance = Chance.of(judged)
        return chance.share, *chance.interval
    known = Estimate.of(judged)
    half = 0.0 if np.isnan(known.half_width) else known.half_width
    return known.mean, known.mean - half, known.mean + half
