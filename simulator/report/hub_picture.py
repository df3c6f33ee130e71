"""Picture 11: a hub against the small units it replaces: pooling, staffing and travel together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.hub_figure import Figure, signed
from simulator.report.names import listed
from simulator.report.picture import INK, PALETTE, QUIET, Picture, as_svg, sheet, style
from simulator.report.table import Column, Said, Table, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 2
SIDES = ("small units", "hub")
MEASURES = (
    *("days_full", "waiting_for_place", "delayed_patients", "open_places", "census"),
    *("lost_bed_days", "nursing_per_bed", "cost_per_bed_day", "cost", "travel_minutes"),
    "travel_of_visitors",
)
LOST = "Bed-days lost a year "
SAID = (
    ("Nursing, an occupied bed", "nursing cost of an occupied bed"),
    ("Waiting for a bed in the care setting", "waiting for a bed"),
    ("Travel of patients, mean", "travel"),
)
NOTE = (
    "Bars: means over the replications. Whisker on the hub's bar, and the figure below: 95 % "
    "interval of the difference on the same patients, noise of the simulation, each by itself."
)


def hub_picture(figures: Sequence[Figure], names: Sequence[str], hub: str, anchor: str) -> Picture:
    """One panel a figure: a bar for the small units, one for the hub, and the difference."""
    shown = [each for each in figures if each.panel]
    rows = -(-len(shown) // COLUMNS)
    with style():
        figure = sheet(rows * 1.32 + 0.1)
        panels = figure.subplots(rows, COLUMNS, squeeze=False)
        for axes, each in zip(panels.flat, shown, strict=False):
            _panel(axes, each)
        for axes in panels.flat[len(shown) :]:
            axes.set_visible(False)
        svg = as_svg(figure, anchor)
    title = finding(figures, hub)
    return Picture(
        anchor,
        title,
        f"{hub} against {listed(list(names))}: what do pooling, staffing and travel do together?",
        svg,
        f"{len(shown)} panels, each with a bar for the small units and one for the hub: "
        + "; ".join(f"{each.panel}: {_spoken(each)}" for each in shown)
        + f". {title}.",
        NOTE,
        (hub_table(figures, hub, anchor),),
    )


def finding(figures: Sequence[Figure], hub: str) -> str:
    """What the picture shows, read off intervals that leave 0 out."""
    told = [each for each in figures if each.panel and each.is_told]
    said = [
        *_lost([each for each in told if each.name.startswith(LOST)]),
        *(_change(each, says) for start, says in SAID for each in told if each.name == start),
    ]
    if not said:
        return f"{hub}: no difference from the small units that chance does not explain"
    return f"{hub}: {listed(said)}"


def _lost(told: Sequence[Figure]) -> list[str]:
    """Fewer or more bed-days lost, and to what."""
    found = []
    for word, is_fewer in (("fewer", True), ("more", False)):
        causes = [
            each.name.removeprefix(LOST) for each in told if (each.difference.mean < 0) == is_fewer
        ]
        if causes:
            found.append(f"{word} bed-days lost {' and '.join(causes)}")
    return found


def _change(each: Figure, what: str) -> str:
    return f"{'less' if each.difference.mean < 0 else 'more'} {what}"


def _spoken(each: Figure) -> str:
    here, there = each.text(each.here), each.text(each.there)
    return f"{here} to {there}, difference {signed(each.difference)}"


def _panel(axes: Axes, each: Figure) -> None:
    values = (each.here.mean, each.there.mean)
    axes.barh((0, 1), values, color=PALETTE[:2], height=0.62)
    half = each.difference.half_width
    if not math.isnan(half) and half > 0:
        bar: Any = {"color": INK, "capsize": 3, "linewidth": 1.2, "fmt": "none"}
        axes.errorbar(values[1], 1, xerr=half, **bar)
    ends = (values[0], values[1] + (0 if math.isnan(half) else half))
    for at, (end, one) in enumerate(zip(ends, (each.here, each.there), strict=True)):
        axes.annotate(
            f"  {each.text(one)}", (max(end, 0), at), va="center", fontsize=8, annotation_clip=False
        )
    most = max(*ends, each.line[0] if each.line else 0.0)
    axes.set_xlim(0, most * 1.22 if most > 0 else 1)
    if each.line:
        axes.axvline(each.line[0], color=PALETTE[2], linewidth=1.2, linestyle=(0, (4, 3)))
        look: Any = {"fontsize": 7, "color": PALETTE[2], "va": "center", "ha": "right"}
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        axes.annotate(f"{each.line[1]} ", (each.line[0], 0.5), **look)
    axes.set_title(each.panel)
    axes.set_yticks((0, 1), SIDES)
    axes.set_ylim(1.6, -0.6)
    axes.set_xlabel(f"hub less small units: {signed(each.difference)}", color=QUIET, fontsize=8)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=5)


def hub_table(figures: Sequence[Figure], hub: str, anchor: str) -> Table:
    """Every figure of both sides, with the difference and what it says."""
    unit = Unit("", raw="as measured")
    return Table(
        anchor.capitalize().replace("-", " "),
        f"{hub} against the small units",
        (
            *(Column(head) for head in ("Figure", "In")),
            *(Column(head, unit) for head in ("Small units", "Hub", "Difference")),
            Column("Says"),
        ),
        tuple(
            (
                each.name,
                each.unit,
                Said(each.text(each.here), each.here),
                Said(each.text(each.there), each.there),
                Said(signed(each.difference), each.difference),
                each.says,
            )
            for each in figures
        ),
        "Small units: before, together or their mean; days full: the mean of the units. Lost "
        "bed-days, beds, nursing and cost are of the small units and of the hub; waiting, and "
        "travel, of all units of the care setting, since patients are taken where there is room. "
        "Travel is one way. Worst-off: the locality with the longest mean journey on either side. "
        f"Difference ± half-width of its 95 % interval, each by itself. {NO_DISTANCE}",
        MEASURES,
    )


NO_DISTANCE = (
    "Going home does not depend on distance in this model: the share discharged home is the same "
    "however far the unit is."
)
