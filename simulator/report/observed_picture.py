"""Picture 2 of a comparison: does the reference look like the place?"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from simulator.experiment.comparison import Comparison
from simulator.report.check_tables import BEFORE, counted, published_table
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.picture import INK, LIGHT, PALETTE, Picture, as_svg, sheet, style
from simulator.report.provenance import Provenance
from simulator.results.published import Compared

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 30
COLORS = {"agrees": PALETTE[1], "differs": PALETTE[2], "cannot tell": PALETTE[3]}
# Farther than this, in percent of the published figure, is drawn as an arrow at the edge.
FARTHEST = 200.0


def observed_picture(comparison: Comparison) -> Picture | None:
    """Of the reference of a comparison; None where no figure is published."""
    first = comparison.arms[0]
    is_of_before = Provenance.of(first.loaded).is_of_before
    return observed_of(Known.of(comparison.results[0]), Names(first.loaded.scenario), is_of_before)


def observed_of(known: Known, names: Names, is_of_before: bool) -> Picture | None:
    """Published figures with their range, each simulated one beside it; None where none are given.

    All in percent of the published figure, since they are in different units.
    """
    table = published_table(known, names, is_of_before)
    # A percentage of nothing says nothing.
    drawn = [each for each in known.result.published if each.published.value != 0][:MOST_ROWS]
    if table is None or not drawn:
        return None
    with style():
        figure = sheet(0.9 + 0.3 * len(drawn))
        axes = figure.subplots()
        for row, each in enumerate(drawn):
            _row(axes, row, each)
        _frame(axes, drawn)
        svg = as_svg(figure, "observed")
    title = _finding(names.scenario.title, known.result.published)
    left_out = len(known.result.published) - len(drawn)
    return Picture(
        "observed",
        title,
        "Does the model look like the place as published?",
        svg,
        f"One row for each of {len(drawn)} published figures: its range, and the simulated figure "
        f"with its interval, in percent of it. {title}",
        f"{counted(known.result.published)} Grey: the range between places, or how near counts as "
        "agreement. Point: simulated; bar: 95 % interval (what ± holds). Open circle: somebody "
        "chose parameters looking at this figure, so that agreement is no evidence."
        + (f" {BEFORE}" if is_of_before else "")
        + (f" {left_out} more are in the table only." if left_out else ""),
        (table,),
    )


def _finding(title: str, published: tuple[Compared, ...]) -> str:
    """How many agree, and how many of those were in sight when parameters were set."""
    first = counted(published).partition(". ")[0].rstrip(".")
    in_sight = sum(each.verdict == "agrees" and each.published.set_with for each in published)
    more = f"; {in_sight} of those that agree were set by hand to do so" if in_sight else ""
    return f"{title}: {first}{more}"


def _row(axes: Axes, row: int, one: Compared) -> None:
    whole = abs(one.published.value)
    low, high = _range(one)
    axes.barh(row, 100 * (high - low) / whole, left=100 * low / whole, height=0.62, color=LIGHT)
    color = COLORS[one.verdict]
    at = 100 * one.simulated / whole
    half = 0.0 if math.isnan(one.half_width) else 100 * one.half_width / whole
    face = "white" if one.published.set_with else color
    if not 0 <= at <= FARTHEST:
        edge = 0.0 if at < 0 else FARTHEST
        axes.plot(edge, row, marker="<" if at < 0 else ">", color=color, clip_on=False)
    else:
        mark: Any = {"color": color, "marker": "o", "markerfacecolor": face, "capsize": 3}
        axes.errorbar(at, row, xerr=half, markersize=5.5, elinewidth=1.2, **mark)
    axes.annotate(
        one.verdict,
        (1.02, row),
        xycoords=("axes fraction", "data"),
        fontsize=7.5,
        va="center",
        annotation_clip=False,
    )


def _range(one: Compared) -> tuple[float, float]:
    """What counts as agreement."""
    said = one.published
    slack = said.agrees_within * abs(said.value)
    if said.low is None or said.high is None:
        return said.value - slack, said.value + slack
    return said.low, said.high


def _frame(axes: Axes, drawn: list[Compared]) -> None:
    axes.axvline(100, color=INK, linewidth=0.9)
    titles = ["\n".join(textwrap.wrap(each.published.title, 44)[:2]) for each in drawn]
    axes.set_yticks(range(len(drawn)), titles, fontsize=7)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    low, high = axes.get_xlim()
    axes.set_xlim(max(low, 0.0), min(high, FARTHEST))
    axes.set_xlabel("percent of the published figure")
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
