"""Picture 14: which input moves the decision most, and where does it flip?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.flip import Verdict
from simulator.experiment.sensitivity import Sensitivity, Swing
from simulator.report.draws_words import averaged
from simulator.report.effect_words import unit_in_words
from simulator.report.names import Names
from simulator.report.picture import INK, LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.report.sensitivity_tables import points_table, swings_table
from simulator.report.sensitivity_words import (
    bounds,
    figure_name,
    flip_in_words,
    input_name,
    tornado_title,
)
from simulator.report.table import unit_of
from simulator.results.measures import Key

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 4


def tornado_picture(found: Sensitivity, key: Key, names: Names) -> Picture:
    """Bars from the difference as given to that with each input at its bounds, widest first."""
    swings = found.swings(key)
    scale, unit = unit_of(key).scale, unit_in_words(unit_of(key))
    with style():
        figure = sheet(1.5 + 0.52 * len(swings))
        axes = figure.subplots()
        given = found.given.effect(key).difference * scale
        for row, each in enumerate(swings):
            _bars(axes, row, each, given, scale)
        _lines(axes, given, found.stated[key] * scale)
        texts = [
            "\n".join(textwrap.wrap(f"{input_name(each.span, names)}, {bounds(each.span)}", 34)[:3])
            for each in swings
        ]
        axes.set_yticks(range(len(swings)), texts, fontsize=7.5)
        axes.set_ylim(len(swings) - 0.4, -1.1)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"difference, {unit}", color=QUIET, fontsize=8)
        svg = as_svg(figure, f"tornado-{key.measure}")
    title = tornado_title(swings)
    return Picture(
        f"tornado-{key.measure}",
        f"{figure_name(key, names)}. {title}",
        "Which input moves the difference most, and where does the decision flip?",
        svg,
        f"Horizontal bars, one for each of {len(swings)} inputs, from the difference as given to "
        f"the difference with the input at its lower and upper bound, the widest first. {title}.",
        "Each bar: how far the difference between scenario and reference moves with one input at "
        "its bounds, everything else as given. Thin lines: 95 % intervals of the difference there "
        f"({averaged(found.second.loaded.scenario)}"
        f"{', holding together for all inputs' if len(swings) > 1 else ''}). On "
        "the right: where the decision flips.",
        (swings_table(found, key, names),),
    )


def _bars(axes: Axes, row: int, swing: Swing, given: float, scale: float) -> None:
    for end, color, shift in ((0, PALETTE[0], -0.16), (-1, PALETTE[1], 0.16)):
        effect = swing.at(end)
        at, half = effect.difference * scale, effect.half_width * scale
        axes.barh(row + shift, at - given, left=given, height=0.3, color=color)
        marks: Any = {"color": INK, "capsize": 2.5, "elinewidth": 1, "linestyle": "none"}
        axes.errorbar(at, row + shift, xerr=np.nan_to_num(half), **marks)
    axes.annotate(
        "\n".join(textwrap.wrap(flip_in_words(swing), 34)[:3]),
        (1.02, row),
        xycoords=("axes fraction", "data"),
        fontsize=7.5,
        va="center",
        annotation_clip=False,
    )


def _lines(axes: Axes, given: float, stated: float) -> None:
    """The difference as given, and what it has to pass; which colour is which bound."""
    from matplotlib.patches import Patch

    axes.axvline(stated, color=INK, linewidth=1.1)
    axes.axvline(given, color=QUIET, linewidth=0.9, linestyle=(0, (4, 3)))
    low, high = axes.get_xlim()
    axes.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    if abs(stated - given) > 0.14 * (high - low):
        texts = [(stated, "no difference" if stated == 0 else "asked for"), (given, "as given")]
        words: Any = {"fontsize": 7.5, "va": "center", "color": QUIET}
        words["textcoords"] = "offset points"
        # Away from each other, so that neither hides the other on a narrow screen.
        for (at, text), side in zip(sorted(texts), ("right", "left"), strict=True):
            off = (-4 if side == "right" else 4, 0)
            axes.annotate(text, (at, -0.8), xytext=off, ha=side, **words)
    patches = [
        Patch(color=color, label=text)
        for color, text in zip(PALETTE, ("at the lower bound", "at the upper bound"), strict=False)
    ]
    axes.legend(
        handles=patches,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=8,
    )


def crossing_picture(found: Sensitivity, key: Key, names: Names) -> Picture | None:
    """The difference along each input that flips it or may; None where none does."""
    swings = [
        each
        for each in found.swings(key)
        if each.flip.verdict in {Verdict.FLIPS, Verdict.CANNOT_TELL}
    ]
    shown = sorted(swings, key=lambda each: each.flip.verdict is not Verdict.FLIPS)[:MOST_LINES]
    if not shown or found.replications < 2:
        return None
    name = f"along-{key.measure}"
    with style():
        figure = sheet(2.4 * len(shown) + 0.2)
        for axes, each in zip(
            figure.subplots(len(shown), 1, squeeze=False)[:, 0], shown, strict=True
        ):
            _along(axes, each)
            axes.set_title(f"{input_name(each.span, names)}: {flip_in_words(each)}", fontsize=9)
            unit = "% of what is given" if each.span.is_relative else f"{each.span.unit}s"
            axes.set_xlabel(unit if each.span.unit else "", color=QUIET, fontsize=8)
            axes.set_ylabel(unit_in_words(unit_of(key)))
        svg = as_svg(figure, name)
    title = f"{figure_name(key, names)}: the difference along the inputs that may turn it round"
    more = len(swings) - len(shown)
    return Picture(
        name,
        title,
        "Where does the difference cross?",
        svg,
        f"{len(shown)} panels with the difference over the values of an input as a line with "
        f"intervals, and the stretch in which the decision may flip shaded. {title}.",
        "Points: what was run, with 95 % intervals. Shaded: values at which it cannot be told on "
        "which side of the line the difference lies; the decision flips in there, where it flips."
        + (f" {more} more inputs are in the table." if more else ""),
        (points_table(found, key, names),),
    )


def _along(axes: Axes, swing: Swing) -> None:
    scale, response = unit_of(swing.key).scale, swing.response
    for stretch in (*swing.flip.crossings, *swing.flip.unsure):
        axes.axvspan(stretch.low, stretch.high, color=LIGHT, alpha=0.6, linewidth=0)
    bars: Any = {"color": PALETTE[0], "marker": "o", "markersize": 4, "capsize": 3, "elinewidth": 1}
    half = response.half_widths(swing.together) * scale
    axes.errorbar(response.at, response.means * scale, np.nan_to_num(half), **bars)
    axes.axhline(swing.stated * scale, color=INK, linewidth=1.1)
    room = 0.02 * (swing.span.high - swing.span.low)
    axes.set_xlim(swing.span.low - room, swing.span.high + room)
