"""Picture 7: where the queue moved, by care setting and reason of delay."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import names_of
from simulator.report.comparison_tables import queue_table, reason_codes, reasons_table
from simulator.report.picture import PALETTE, Picture, as_svg, sheet, style
from simulator.report.queue_move import queue_key, queue_places
from simulator.results.everywhere import EVERYWHERE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMED, MOST_PANELS, MOST_BARS = 3, 6, 8


def moved_picture(comparison: Comparison, title: str) -> Picture | None:
    """Bars for each scenario in each place, stacked by reason; None where nobody is delayed."""
    names = names_of(comparison)
    places = [
        place
        for place in queue_places(comparison)
        if place != EVERYWHERE and any(_delayed(comparison, place).values())
    ][:MOST_PANELS]
    if not places:
        return None
    named = _leading(comparison, places)
    bars = comparison.arms[:MOST_BARS]
    with style():
        figure = sheet(len(places) * (0.75 + 0.26 * len(bars)) + 0.6)
        panels = figure.subplots(len(places), 1, squeeze=False)[:, 0]
        for axes, place in zip(panels, places, strict=True):
            _panel(axes, comparison, place, named)
            axes.set_title(names.place(place))
        panels[-1].set_xlabel("patients ready to leave, on average")
        texts = ["\n".join(textwrap.wrap(names.reason(code), 26)) for code in named]
        _labels(panels[0], [*texts, *_rest(comparison, named)])
        svg = as_svg(figure, "moved")
    return Picture(
        "moved",
        title,
        "Where did the queue go?",
        svg,
        f"Stacked bars of patients ready to leave, one bar for each scenario in each of "
        f"{len(places)} places, by reason of delay. {title}.",
        "Each bar: patients ready to leave on average, by what they wait for; the reasons with the "
        "most of them are named. Intervals of the changes are in the tables.",
        (queue_table(comparison), reasons_table(comparison)),
    )


def _delayed(comparison: Comparison, place: str) -> dict[str, list[float]]:
    """Patients delayed in a place by reason, in each scenario; reasons of nobody left out."""
    found = {}
    for code in reason_codes(comparison):
        key = queue_key("delayed_patients", place, code)
        row = []
        for one in comparison.measured:
            has = key in one[0].keys
            at = one[0].keys.index(key) if has else 0
            row.append(float(np.mean([each.values[at] for each in one])) if has else 0.0)
        if any(row):
            found[code] = row
    return found


def _leading(comparison: Comparison, places: list[str]) -> list[str]:
    size: dict[str, float] = {}
    for place in places:
        for code, row in _delayed(comparison, place).items():
            size[code] = size.get(code, 0.0) + sum(row)
    order = sorted(size, key=lambda code: -size[code])
    return order[: MOST_NAMED if len(order) > MOST_NAMED + 1 else len(order)]


def _rest(comparison: Comparison, named: list[str]) -> list[str]:
    places = queue_places(comparison)[:-1]
    every = {code for place in places for code in _delayed(comparison, place)}
    n = len(every - set(named))
    return [f"{n} other reasons"] if n else []


def _panel(axes: Axes, comparison: Comparison, place: str, named: list[str]) -> None:
    delayed, bars = _delayed(comparison, place), comparison.arms[:MOST_BARS]
    nothing = [0.0] * len(comparison.arms)
    stacks = [delayed.get(code, nothing) for code in named]
    rest = [row for code, row in delayed.items() if code not in named]
    if rest:
        stacks.append([sum(column) for column in zip(*rest, strict=True)])
    left = np.zeros(len(bars))
    for stack, color in zip(stacks, PALETTE, strict=False):
        widths = np.array(stack[: len(bars)])
        axes.barh(range(len(bars)), widths, left=left, color=color, edgecolor="white", height=0.7)
        left = left + widths
    for at, total in enumerate(left):
        axes.annotate(f" {total:,.1f}", (total, at), va="center", fontsize=8, annotation_clip=False)
    titles = ["\n".join(textwrap.wrap(arm.title, 30)[:2]) for arm in bars]
    axes.set_yticks(range(len(bars)), titles, fontsize=7.5)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")


def _labels(axes: Axes, texts: list[str]) -> None:
    """What each colour stands for, beside the first panel."""
    from matplotlib.patches import Patch

    patches = [Patch(color=color, label=text) for text, color in zip(texts, PALETTE, strict=False)]
    axes.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(1.02, 1.15),
        frameon=False,
        fontsize=7.5,
        title="waiting for",
        alignment="left",
    )
