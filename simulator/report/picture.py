"""Pictures: a finding in words, a drawing as SVG, the same in words, and its table."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.report.day_series import DaySeries
from simulator.report.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Contrast of at least 3:1 on white and between neighbours.
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
INK, QUIET, LIGHT = "#0B0C0C", "#505A5F", "#D4D8DB"
WIDTH = 9.2
# Each as wide as the other, so that words fit wherever the page is read.
FONTS = "'DejaVu Sans', Verdana, sans-serif"

_STYLE: Any = {
    "svg.hashsalt": "stepdown",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": LIGHT,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. ``title`` is what it shows; ``question`` what it was drawn for.

    ``alt``: the same for those who cannot see it. ``note``: how to read it. ``stacked``: markup
    that says the same on a phone, where a drawing would not do.
    """

    name: str
    title: str
    question: str
    svg: str
    alt: str
    note: str
    tables: tuple[Table, ...]
    stacked: str = ""

    @property
    def image(self) -> str:
        """The drawing as markup that says what it shows."""
        return self._said(self.svg, "wide")

    @property
    def slim_image(self) -> str:
        """The same for a phone: the stacked form, else the slim drawing, else the drawing."""
        return self.stacked or self._said(getattr(self.svg, "slim", "") or self.svg, "slim")

    def _said(self, svg: str, form: str) -> str:
        """A drawing with what it shows as its title and description."""
        title, says = f"{self.name}-{form}-title", f"{self.name}-{form}-says"
        inside = (
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{says}">{escape(self.alt)}</desc>'
        )
        named = f'<svg role="img" aria-labelledby="{title}" aria-describedby="{says}"'
        opened = svg.replace("<svg", named, 1)
        end = opened.index(">") + 1
        return f"{opened[:end]}{inside}{opened[end:]}"


class Drawing(str):
    """A drawing as an SVG element. ``slim``: the same, as wide as a phone."""

    __slots__ = ("slim",)
    slim: str


@contextmanager
def style() -> Iterator[None]:
    """The look of every picture, whatever the user's own settings are."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        # A title may have letters that the font lacks: it is still drawn.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def sheet(height: float, width: float = WIDTH) -> Figure:
    """An empty picture, in inches; as wide as a page unless it needs more."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def as_svg(figure: Figure, name: str) -> Drawing:
    """A picture as an SVG element to stand in a page, its ids its own; with its slim form."""
    from simulator.report.frame_slim import slim

    wide = Drawing(_element(figure, name))
    slim(figure)
    wide.slim = _element(figure, f"{name}-slim")
    return wide


def as_wide_svg(figure: Figure, name: str) -> str:
    """The same, of a picture that has another form for a phone."""
    return _element(figure, name)


def _element(figure: Figure, name: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata=_METADATA)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<style.*?</style>|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    text = text.replace("xlink:href", "href").replace("'DejaVu Sans'", FONTS)
    text = _clips_numbered(text)
    # Spaces at the ends keep words off the mark they stand beside; SVG drops plain ones.
    text = re.sub(r">( +)(?=[^<>]*</text>)", _kept_spaces, text)
    text = re.sub(r'id="', f'id="{name}-', text)
    text = re.sub(r'href="#', f'href="#{name}-', text)
    text = text.replace("url(#", f"url(#{name}-")
    return re.sub(r'width="[^"]*pt"|height="[^"]*pt"', "", text, count=2)


def _clips_numbered(text: str) -> str:
    """Names of frames by their order: they are of lengths whose last digits differ between runs."""
    for number, name in enumerate(re.findall(r'<clipPath id="(\w+)"', text), 1):
        text = text.replace(f'"{name}"', f'"clip{number}"').replace(
            f"(#{name})", f"(#clip{number})"
        )
    return text


def _kept_spaces(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\N{NO-BREAK SPACE}")


def apart(positions: Sequence[float], gap: float) -> list[float]:
    """Positions moved as little as needed to be a gap apart, in the same order."""
    order = np.argsort(positions, kind="stable")
    placed = np.array(positions, dtype=np.float64)[order]
    for _ in range(100):
        short = gap - np.diff(placed)
        if not np.any(short > 1e-9):
            break
        for at in np.flatnonzero(short > 1e-9):
            push = (gap - (placed[at + 1] - placed[at])) / 2
            if push > 0:
                placed[at] -= push
                placed[at + 1] += push
    moved = np.empty_like(placed)
    moved[order] = placed
    return [float(each) for each in moved]


def label_right(axes: Axes, texts: Sequence[str], heights: Sequence[float], share: float) -> None:
    """Direct labels beside the right end, each with its series' colour, kept apart.

    ``share``: of the axes' height that a label needs.
    """
    low, high = axes.get_ylim()
    placed = apart(heights, (high - low) * share)
    for text, height, color in zip(texts, placed, PALETTE, strict=False):
        mark: Any = {"color": color, "marker": "s", "markersize": 6, "linestyle": "none"}
        axes.plot([1.015], [height], transform=axes.get_yaxis_transform(), clip_on=False, **mark)
        axes.annotate(
            text,
            (1.03, height),
            xycoords=("axes fraction", "data"),
            fontsize=8,
            va="center",
            annotation_clip=False,
        )


def through_time(axes: Axes, series: DaySeries, height: float | None = 0.03) -> None:
    """An axis of dates with the warm-up shaded, and said so at a share of the height if any."""
    days, labels = series.months()
    axes.set_xlim(0, series.days)
    axes.set_xticks(days, labels)
    if series.warm_up:
        axes.axvspan(0, series.warm_up, color=LIGHT, alpha=0.45, linewidth=0)
        axes.axvline(series.warm_up, color=QUIET, linewidth=0.8, linestyle=(0, (4, 3)))
        if height is not None:
            axes.annotate(
                "warm-up: not in the results",
                (series.warm_up / 2, height),
                xycoords=("data", "axes fraction"),
                ha="center",
                fontsize=7.5,
                color=QUIET,
            )
