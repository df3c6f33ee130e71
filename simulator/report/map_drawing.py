"""The system map as a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.report.map_layout import LINE, PAD, Band, Box, Map, Spot
from simulator.report.picture import INK, PALETTE, QUIET, as_wide_svg, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FILL = {"group": "#FFFFFF", "setting": "#EEF2F6", "destination": "#FFFFFF"}
COLOR = {"group": PALETTE[1], "setting": PALETTE[0], "destination": PALETTE[0]}
# Points that the numbers waiting take on the right of a box.
WAITING = 36.0
TEXT: dict[str, Any] = {"fontsize": 7.6, "va": "top", "zorder": 5}


def draw(layout: Map) -> str:
    """The map as SVG."""
    with style():
        figure = sheet(layout.height / 72, layout.width / 72)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, layout.width)
        axes.set_ylim(layout.height, 0)
        axes.axis("off")
        for band in sorted(layout.bands, key=lambda each: -each.thickness):
            _draw_band(axes, band)
        for box, spot in layout.boxes:
            _draw_box(axes, box, spot)
        return as_wide_svg(figure, "map")


def few(per_day: float) -> str:
    """A number to two figures, whole numbers in full."""
    return f"{per_day:,.0f}" if per_day >= 10 else f"{per_day:.2g}"


def _draw_band(axes: Axes, band: Band) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points: list[tuple[float, float]] = [band.points[0]]
    codes: list[Any] = [Path.MOVETO]
    for (x0, y0), (x1, y1) in zip(band.points, band.points[1:], strict=False):
        reach = max(abs(x1 - x0) / 2, 40 if band.goes_back else 0)
        points += [(x0 + reach, y0), (x1 - reach, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    color = COLOR[band.ribbon.origin[0]]
    patch = PathPatch(
        Path(points, codes),
        fill=False,
        edgecolor=color,
        linewidth=band.thickness,
        alpha=0.42,
        capstyle="butt",
        zorder=1,
    )
    axes.add_patch(patch)
    x, y = band.points[-1]
    label = few(band.ribbon.per_day)
    # On white where it stands on more than its own band.
    look: Any = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.4}
    axes.text(x - 3, y, label, ha="right", va="center", fontsize=7, color=INK, zorder=6, bbox=look)


def _draw_box(axes: Axes, box: Box, spot: Spot) -> None:
    from matplotlib.patches import Rectangle

    kind = box.node[0]
    width = spot.right - spot.left
    patch = Rectangle(
        (spot.left, spot.top),
        width,
        spot.height,
        facecolor=FILL[kind],
        edgecolor=COLOR[kind],
        linewidth=1.2,
        zorder=3,
    )
    axes.add_patch(patch)
    y = spot.top + (spot.height - box.text_height) / 2 + PAD
    for line in box.title:
        axes.text(spot.left + PAD, y, line, fontweight="bold", color=INK, **TEXT)
        y += LINE
    for line in box.lines:
        axes.text(spot.left + PAD, y, line, color=INK, **TEXT)
        y += LINE
    if box.to_do:
        y += 0.3 * LINE
        axes.plot([spot.left, spot.right], [y, y], color=COLOR[kind], linewidth=0.6, zorder=4)
        y += 0.3 * LINE
        axes.text(spot.left + PAD, y, "before leaving", color=QUIET, **TEXT)
        axes.text(spot.right - PAD - WAITING, y, "a day", color=QUIET, ha="right", **TEXT)
        axes.text(spot.right - PAD, y, "waiting", color=QUIET, ha="right", **TEXT)
        y += LINE
    for name, per_day, waiting in box.to_do:
        axes.text(spot.left + PAD, y, name, color=INK, **TEXT)
        axes.text(spot.right - PAD - WAITING, y, per_day, color=INK, ha="right", **TEXT)
        axes.text(spot.right - PAD, y, waiting, color=INK, ha="right", **TEXT)
        y += LINE
