"""Pictures of a fit: what the targets moved, and what the fitted model predicts of them.

The table of each stands open below it on the page.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from calibration.fit.fitted import TOLD, Fitted
from simulator.report.picture import INK, LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PRIOR, _POSTERIOR = 9.0, 4.5


def rows_named(axes: Axes, names: list[str], shown: float) -> None:
    """Rows by name from the top, with room at the top for what the bars are."""
    broken = [textwrap.wrap(name.replace(".", ". "), 36)[:3] for name in names]
    texts = ["\n".join(lines).replace(". ", ".") for lines in broken]
    axes.set_yticks(range(len(names)), texts, fontsize=7.5)
    axes.set_ylim(len(names) - 0.4, -1.1)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.annotate("before", (shown, -0.75), fontsize=7.5, color=QUIET, ha="left", va="center")


def parameter_picture(found: Fitted) -> Picture:
    """Each unknown's 90 % interval before and after, on the scale of its prior."""
    table = found.parameters()
    many = len(table)
    with style():
        figure = sheet(1.4 + 0.5 * many)
        axes = figure.subplots()
        left, right = -0.1, 1.1
        for row, (free, one) in enumerate(
            zip(found.question.frees, table.to_dict("records"), strict=True)
        ):
            low, high = (float(free.unbounded(np.array(end))) for end in (free.low, free.high))
            ends = [one["low"], one["median"], one["high"]]
            at = [(float(free.unbounded(np.array(x))) - low) / (high - low) for x in ends]
            left, right = min(left, at[0] - 0.03), max(right, at[2] + 0.03)
            is_told = one["verdict"] == TOLD
            color = PALETTE[0] if is_told else QUIET
            axes.plot([0, 1], [row, row], color=LIGHT, linewidth=_PRIOR, solid_capstyle="butt")
            style_of = "-" if is_told else (0, (1.2, 0.8))
            axes.plot(
                [at[0], at[2]],
                [row, row],
                color=color,
                linewidth=_POSTERIOR,
                linestyle=style_of,
                solid_capstyle="butt",
            )
            axes.plot([at[1]], [row], marker="|", color=INK, markersize=11)
            says = free.in_words(one["median"]) if is_told else "cannot tell"
            axes.annotate(
                f"  {says}",
                (1, row),
                xycoords=("axes fraction", "data"),
                fontsize=8,
                color=INK,
                va="center",
            )
        rows_named(axes, list(table["unknown"]), 0.0)
        axes.annotate("after", (0.5, -0.75), fontsize=7.5, color=PALETTE[0], va="center")
        axes.set_xlim(left, right)
        axes.set_xticks([0, 0.5, 1], ["prior 5 %", "prior middle", "prior 95 %"])
        svg = as_svg(figure, "parameters")
    told = int(found.is_told.sum())
    title = f"The targets tell {told} of {many} unknowns"
    return Picture(
        "parameters",
        title,
        "Which unknowns do the targets tell, and what is left open?",
        svg,
        f"One row an unknown: the 90 % interval of the prior in grey and of the posterior on it. "
        f"{title}.",
        "Bars hold 90 %. A dashed bar is little narrower than the prior: the targets cannot tell.",
        (),
    )


def target_picture(found: Fitted) -> Picture:
    """What is predicted of each target over what was observed, before and after."""
    table = found.targets()
    with style():
        figure = sheet(1.4 + 0.5 * len(table))
        axes = figure.subplots()
        for row, one in enumerate(table.to_dict("records")):
            for name, width, color in (
                ("prior", _PRIOR, LIGHT),
                ("posterior", _POSTERIOR, PALETTE[0] if one["is_inside"] else PALETTE[3]),
            ):
                ends = [
                    max(one[f"{name}_{end}"], 1e-3 * one["observed"]) / one["observed"]
                    for end in ("low", "high")
                ]
                axes.plot(ends, [row, row], color=color, linewidth=width, solid_capstyle="butt")
            says = "" if one["is_inside"] else "not met"
            axes.annotate(
                says, (1.01, row), xycoords=("axes fraction", "data"), fontsize=8, va="center"
            )
        axes.axvline(1, color=INK, linewidth=1.0)
        axes.set_xscale("log")
        left = axes.get_xlim()[0] * 1.05
        rows_named(axes, list(table["target"]), left)
        axes.annotate(" observed", (1, -0.75), fontsize=7.5, color=INK, va="center")
        ticks = [x for x in (0.1, 0.2, 0.5, 1, 2, 5, 10) if left <= x <= axes.get_xlim()[1]]
        axes.set_xticks(ticks, [f"× {x:g}" for x in ticks])
        axes.set_xticks([], minor=True)
        axes.set_xlabel("predicted over observed", color=QUIET, fontsize=8)
        svg = as_svg(figure, "targets")
    inside = int(table["is_inside"].sum())
    title = f"{inside} of {len(table)} targets lie within what the fitted model predicts"
    return Picture(
        "targets",
        title,
        "Does the fitted model produce what was observed?",
        svg,
        "One row a target: 90 % of what is predicted over what was observed, with the prior in "
        f"grey and with the posterior on it. {title}.",
        "Predictions hold chance, what is not known, and the stated uncertainty of the target. "
        "That targets are met proves little: they were used to fit.",
        (),
    )
