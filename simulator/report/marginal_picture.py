"""Picture 10: marginal beds, places or nurses: where do returns stop?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.grid import Grid
from simulator.experiment.marginal import Marginals, MarginalStep, Returns
from simulator.report.comparison_cells import in_its_unit
from simulator.report.draws_words import held_by_grid
from simulator.report.effect_words import reach, said, signed, unit_in_words
from simulator.report.grid_words import varied_in_words
from simulator.report.picture import INK, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.report.table import AS_SAID, Column, Said, Table, unit_of
from simulator.results.measures import Key
from simulator.results.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 4


def marginal_picture(grid: Grid, keys: Sequence[tuple[str, Key]]) -> Picture | None:
    """One panel a figure: what one more does, step by step; None where no number is varied."""
    every = [(label, Marginals.of(grid, key)) for label, key in keys]
    found = [(label, each) for label, each in every if each is not None]
    if not found:
        return None
    shown, varied = found[:MOST_PANELS], varied_in_words(grid)[0]
    with style():
        figure = sheet(2.5 * len(shown) + 0.2)
        panels = figure.subplots(len(shown), 1, squeeze=False)[:, 0]
        for axes, (label, each) in zip(panels, shown, strict=True):
            _panel(axes, each)
            axes.set_title(label[:1].upper() + label[1:])
        panels[-1].set_xlabel(varied.head)
        svg = as_svg(figure, "marginal")
    label, first = found[0]
    title = f"{label[:1].upper()}{label[1:]}: {returns_in_words(grid, first)}"
    return Picture(
        "marginal",
        title,
        f"What does one more do, and where do returns stop ({varied.text})?",
        svg,
        f"{len(shown)} panels, one for each figure, with the effect of one more of what is varied "
        f"between neighbouring values, with intervals, and a line at no effect. {title}.",
        "Each line spans a step and stands at the effect of one more within it (the paired "
        "difference of its ends over its length); bar: 95 % interval, holding together for all "
        "steps of a figure. That an effect cannot be told from 0 does not say that there is none: "
        "a small one may hide in a wide interval.",
        (marginal_table(grid, found),),
    )


def _panel(axes: Axes, found: Marginals) -> None:
    unit = unit_of(found.key)
    for step in found.steps:
        height, half = step.each * unit.scale, step.half_width * unit.scale
        color = PALETTE[0] if step.is_told else PALETTE[3]
        axes.plot([step.before, step.after], [height, height], color=color, linewidth=2.4)
        marks: Any = {"color": color, "marker": "o", "markersize": 4, "capsize": 3, "elinewidth": 1}
        axes.errorbar((step.before + step.after) / 2, height, np.nan_to_num(half), **marks)
    axes.axhline(0, color=INK, linewidth=0.9)
    values = [found.steps[0].before, *(step.after for step in found.steps)]
    texts = [found.steps[0].texts[0], *(step.texts[1] for step in found.steps)]
    axes.set_xticks(values, texts)
    axes.set_ylabel(f"{unit_in_words(unit)}\nfor one more", fontsize=8)
    _say_colors(axes, found)


def _say_colors(axes: Axes, found: Marginals) -> None:
    from matplotlib.lines import Line2D

    told = {step.is_told for step in found.steps}
    words = ((True, PALETTE[0], "can be told from 0"), (False, PALETTE[3], "cannot be told from 0"))
    lines = [Line2D([], [], color=c, marker="o", label=t) for is_, c, t in words if is_ in told]
    axes.legend(
        handles=lines, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=7.5
    )
    axes.tick_params(axis="x", labelsize=8, colors=QUIET)


def returns_in_words(grid: Grid, found: Marginals) -> str:
    """Where the effect of one more can no longer be told from 0."""
    first, last = found.steps[0], found.steps[-1]
    stop = found.stops_at
    if stop is not None:
        return (
            f"beyond {stop.texts[0]} one more can no longer be told from none "
            f"({_ends(stop)} in the next step)"
        )
    if found.returns is Returns.GO_ON:
        return f"one more still does {_each(last)} at the last step, to {last.texts[1]}"
    if found.returns is Returns.NEVER_TOLD:
        return f"no step from {first.texts[0]} to {last.texts[1]} can be told from none" + (
            f" ({_ends(first)})" if len(found.steps) == 1 else ""
        )
    return "some steps can be told from none and some cannot, in no order: no stop can be named"


def _each(step: MarginalStep) -> str:
    if step.effect.verdict is Verdict.SAME:
        return "the same"
    unit = unit_of(step.effect.key)
    return f"{signed(step.effect, unit.scale / (step.after - step.before))} {unit_in_words(unit)}"


def _ends(step: MarginalStep) -> str:
    return f"{reach(step.effect)} {unit_in_words(unit_of(step.effect.key))}"


def marginal_table(grid: Grid, found: Sequence[tuple[str, Marginals]]) -> Table:
    """Every step of every figure: its effect, that of one more, and whether it can be told."""
    rows = [
        (
            label[:1].upper() + label[1:],
            f"{step.texts[0]} to {step.texts[1]}",
            in_its_unit(step.effect),
            Said(_each(step), step.each),
            said(step.effect),
        )
        for label, each in found
        for step in each.steps
    ]
    n = len(found[0][1].steps)
    held = f" The intervals hold together for all {n} steps of a figure (Bonferroni)." * (n > 1)
    return Table(
        "Marginal",
        f"What one more does: {varied_in_words(grid)[0].text}",
        (
            *map(Column, ("Figure", "Step")),
            Column("The whole step", AS_SAID),
            Column("One more", AS_SAID),
            Column("Says"),
        ),
        tuple(rows),
        "Differences of neighbouring values on the same patients, ± half-width of the 95 % "
        f"interval: {held_by_grid(grid)}.{held} One more: the step's effect over its length (of a "
        "duration: for a day more).",
        tuple(dict.fromkeys(each.key.measure for _, each in found)),
        is_open=True,
    )
