"""Picture 6: paired differences with their intervals: by how much, and how sure?"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import effects_of
from simulator.report.comparison_tables import headline_keys, headline_table
from simulator.report.effect_words import signed, unit_in_words
from simulator.report.picture import INK, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.report.table import unit_of
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS, MOST_PANELS, MOST_ROWS = 2, 8, 12


def difference_picture(comparison: Comparison, title: str) -> Picture:
    """One panel a headline figure, one point with its interval for each scenario."""
    keys = headline_keys(comparison)
    together = len(comparison.others)
    shown = keys[:MOST_PANELS]
    arms = comparison.others[:MOST_ROWS]
    rows = -(-len(shown) // COLUMNS)
    with style():
        figure = sheet(rows * (1.0 + 0.24 * len(arms)) + 0.2)
        panels = figure.subplots(rows, COLUMNS, squeeze=False)
        for axes, (label, key) in zip(panels.flat, shown, strict=False):
            told = {arm.label: effect for arm, effect in effects_of(comparison, key, together)}
            found = [told.get(arm.label) for arm in arms]
            _panel(axes, label, key, [arm.title for arm in arms], found)
        for axes in panels.flat[len(shown) :]:
            axes.set_visible(False)
        svg = as_svg(figure, "differences")
    more = len(comparison.others) - len(arms)
    return Picture(
        "differences",
        title,
        f"What changes against “{comparison.arms[0].title}”, by how much, and how sure is that?",
        svg,
        f"{len(shown)} panels, one for each figure, with a point and an interval for each "
        f"scenario's difference from the reference, and a line at no difference. {title}.",
        f"Point: mean of the paired differences. Bar: 95 % interval{_held(together)}. Line at 0: "
        "no difference. No bar: the difference is the same in every replication."
        + (f" {more} more scenarios are in the table." if more > 0 else ""),
        (headline_table(comparison),),
    )


def told_in_words(comparison: Comparison) -> str:
    """How many of the differences can be told from none, and which of them is surest."""
    found = [
        (label, arm.title, effect)
        for label, key in headline_keys(comparison)[:MOST_PANELS]
        for arm, effect in effects_of(comparison, key, len(comparison.others))
        if effect.verdict is not Verdict.ABSENT
    ]
    told = [each for each in found if each[2].verdict in {Verdict.LOWER, Verdict.HIGHER}]
    if not told:
        return f"None of {len(found)} differences can be told from none"
    label, title, effect = max(told, key=lambda each: _sureness(each[2]))
    unit = unit_in_words(unit_of(effect.key))
    whose = f"{title}: " if len(comparison.others) > 1 else ""
    return (
        f"{len(told)} of {len(found)} differences can be told from none; the surest: {whose}"
        f"“{label[:1].upper()}{label[1:]}” {signed(effect)} {unit}"
    )


def _sureness(effect: Effect) -> float:
    return abs(effect.difference) / effect.half_width if effect.half_width > 0 else math.inf


def _held(scenarios: int) -> str:
    return ", holding together for all scenarios of a figure" if scenarios > 1 else ""


def _panel(
    axes: Axes, label: str, key: Key, titles: Sequence[str], effects: Sequence[Effect | None]
) -> None:
    unit = unit_of(key)
    for at, effect in enumerate(effects):
        if effect is None:
            continue
        half = effect.half_width * unit.scale
        bar: Any = {"color": PALETTE[0], "capsize": 3, "marker": "o", "markersize": 5}
        width = None if math.isnan(half) else half
        axes.errorbar(effect.difference * unit.scale, at, xerr=width, **bar)
        axes.annotate(
            signed(effect),
            (1.02, at),
            xycoords=("axes fraction", "data"),
            fontsize=7.5,
            va="center",
            annotation_clip=False,
        )
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.set_title("\n".join(textwrap.wrap(label[:1].upper() + label[1:], 38)))
    axes.set_yticks(
        range(len(titles)), ["\n".join(textwrap.wrap(each, 24)[:2]) for each in titles], fontsize=7
    )
    axes.set_ylim(len(titles) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit_in_words(unit), color=QUIET, fontsize=8)
    axes.locator_params(axis="x", nbins=5)
    low, high = axes.get_xlim()
    if high - low < 1e-9 or all(each is None or each.difference == 0 for each in effects):
        axes.set_xlim(-1, 1)
