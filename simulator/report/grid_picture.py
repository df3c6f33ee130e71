"""Pictures of a value varied: a line with its interval, or contours of two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.grid import Axis, Grid
from simulator.report.effect_words import signed, unit_in_words
from simulator.report.grid_words import varied_in_words
from simulator.report.picture import INK, PALETTE, Picture, as_svg, sheet, style
from simulator.report.table import Table, unit_of
from simulator.results.intervals import student
from simulator.results.measures import Key

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 4


def grid_picture(
    grid: Grid, keys: Sequence[tuple[str, Key]], title: str, tables: tuple[Table, ...]
) -> Picture:
    """One panel a figure: a line over one axis, contours over two."""
    shown = list(keys[:MOST_PANELS])
    is_line = len(grid.axes) == 1
    with style():
        rows = len(shown) if is_line else -(-len(shown) // 2)
        figure = sheet((2.3 if is_line else 3.6) * rows + 0.2)
        panels = figure.subplots(rows, 1 if is_line else 2, squeeze=False)
        for axes, (label, key) in zip(panels.flat, shown, strict=False):
            (_line if is_line else _contours)(axes, grid, key)
            axes.set_title(label[:1].upper() + label[1:])
        for axes in panels.flat[len(shown) :]:
            axes.set_visible(False)
        svg = as_svg(figure, "grid")
    drawn = "lines" if is_line else "contours over a table of figures"
    return Picture(
        "grid",
        title,
        f"What do {' and '.join(each.more for each in varied_in_words(grid))} change?",
        svg,
        f"{len(shown)} panels, one for each figure, with {drawn}. {title}.",
        "Line: mean over the replications; band: 95 % interval of that mean, much wider than that "
        "of a step, which is on the same patients and stands in the table of steps."
        if is_line
        else "Dots: what was run, with its mean. Contours run straight between them.",
        tables,
    )


def step_in_words(grid: Grid, key: Key) -> str:
    """The first and the last step along one axis, for a title."""
    first, *others = varied_in_words(grid)
    last = grid.against_first[grid.points[-1]].effect(key)
    assert last is not None
    ends = f"{grid.axes[0].values[0]} to {grid.axes[0].values[-1]}"
    if len(grid.axes) == 2:
        ends += f", {others[0].text} from {grid.axes[1].values[0]} to {grid.axes[1].values[-1]}"
    return f"{first.text} from {ends}: {signed(last)} {unit_in_words(unit_of(key))}"


def _values(grid: Grid, key: Key) -> NDArray[np.float64]:
    """A figure as it is shown: points x replications."""
    scale = unit_of(key).scale
    rows = []
    for point in grid.points:
        one = grid.measured[point]
        at = one[0].keys.index(key)
        rows.append([float(each.values[at]) * scale for each in one])
    return np.array(rows)


def _places(axis: Axis) -> Sequence[float]:
    """Where the values of an axis stand: as numbers, or one after another."""
    return axis.numbers or tuple(float(at) for at in range(len(axis.values)))


def _line(axes: Axes, grid: Grid, key: Key) -> None:
    axis, values = grid.axes[0], _values(grid, key)
    n = values.shape[1]
    order = np.argsort(_places(axis))
    x, mean = np.array(_places(axis))[order], values.mean(axis=1)[order]
    if n > 1:
        half = (float(student(n)) * values.std(axis=1, ddof=1) / np.sqrt(n))[order]
        axes.fill_between(x, mean - half, mean + half, color=PALETTE[1], alpha=0.3, linewidth=0)
    axes.plot(x, mean, color=PALETTE[0], marker="o", markersize=4)
    axes.set_xticks(_places(axis), axis.values)
    axes.set_xlabel(varied_in_words(grid)[0].head)
    axes.set_ylabel(unit_of(key).name)


def _contours(axes: Axes, grid: Grid, key: Key) -> None:
    across, up = grid.axes
    x, y = np.array(_places(across)), np.array(_places(up))
    mean = _values(grid, key).mean(axis=1).reshape(len(x), len(y)).T
    columns, rows = np.argsort(x), np.argsort(y)
    drawn: Any = mean[np.ix_(rows, columns)]
    if np.ptp(drawn) > 1e-9:
        lines = axes.contour(x[columns], y[rows], drawn, levels=6, colors=PALETTE[0])
        axes.clabel(lines, fontsize=7)
    for i, j in np.ndindex(mean.shape):
        axes.plot(x[j], y[i], marker="o", markersize=3, color=INK, linestyle="none")
        axes.annotate(
            f"{mean[i, j]:,.4g}", (x[j], y[i]), xytext=(3, 3), textcoords="offset points",
            fontsize=7, annotation_clip=False,
        )  # fmt: skip
    axes.set_xticks(x, across.values)
    axes.set_yticks(y, up.values)
    along = varied_in_words(grid)
    axes.set_xlabel(along[0].head, fontsize=8)
    axes.set_ylabel(along[1].head, fontsize=8)
    axes.margins(0.14)
    axes.grid(visible=False)
