"""Pictures in the frame of a phone: the same marks, one panel below the other, larger letters.

What stands beside a panel on a page (what a row or a line is, and its figure) goes to the left of
it or below it. Lengths are in inches, letters in points.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

# Shown 350 pixels wide, a letter of 10 points then is 11 pixels high.
WIDTH = 4.4
SMALLEST = 10.0
LINE = 0.178
LETTERS, LETTERS_OF_ROW, LETTERS_OF_TITLE = 46, 19, 30
LEAST_PANEL = 2.1
BESIDE = 1.0


def slim(figure: Figure) -> None:
    """Change a finished picture to the width of a phone."""
    panels = [axes for axes in figure.axes if axes.get_visible()]
    _keep_titles(panels)
    heights = [_heights(figure, axes) for axes in panels]
    marks = _taken_legends(figure, panels)
    heights = [_fitted(axes, height) for axes, height in zip(panels, heights, strict=True)]
    own = [_beside(axes) for axes in panels]
    if _are_alike(own):
        marks |= {text: mark for one in own for text, mark in one.items()}
    else:
        heights = [
            height + _legend_below(axes, one, height)
            for axes, one, height in zip(panels, own, heights, strict=True)
        ]
    _larger(figure)
    _legend(figure, marks)
    figure.set_size_inches(WIDTH, sum(heights) + _height_of(marks) + 0.15)
    grid = figure.add_gridspec(len(panels), 1, height_ratios=heights)
    for at, axes in enumerate(panels):
        axes.set_subplotspec(grid[at, 0])
        axes.tick_params(labelleft=True)
    for axes in figure.axes:
        if axes not in panels:
            axes.remove()


def _keep_titles(panels: Sequence[Axes]) -> None:
    """A panel that took its title from the one to its left gets it itself."""
    title: dict[int, str] = {}
    for axes in panels:
        row = _spec(axes).rowspan.start
        title.setdefault(row, axes.get_title(loc="left"))
        if not axes.get_title(loc="left") and _spec(axes).colspan.start:
            axes.set_title(f"{title[row]} (more)" if title[row] else "")


def _spec(axes: Axes) -> Any:
    return axes.get_subplotspec()


def _heights(figure: Figure, axes: Axes) -> float:
    """How high a panel is on the page."""
    grid = _spec(axes).get_gridspec()
    ratios = grid.get_height_ratios()
    own = sum(ratios[at] for at in _spec(axes).rowspan)
    return float(figure.get_size_inches()[1] * own / sum(ratios))


def _fitted(axes: Axes, height: float) -> float:
    """Put a panel's words where there is room, and say how high it has to be."""
    said = axes.get_title(loc="left")
    title = _wrapped(said, LETTERS_OF_TITLE if _has_rows(axes) else LETTERS - 4)
    axes.set_title("\n".join(title))
    axes.set_xlabel("\n".join(_wrapped(axes.get_xlabel(), LETTERS - 8)))
    _fit_words(axes)
    height = _fit_rows(axes) if _has_rows(axes) else max(height, LEAST_PANEL)
    _fewer_ticks(axes)
    return height + LINE * max(0, len(title) - 1)


def _has_rows(axes: Axes) -> bool:
    return _is_named(axes.yaxis)


def _is_named(axis: Axis) -> bool:
    """Whether places on an axis have names of their own."""
    from matplotlib.ticker import FixedLocator

    return isinstance(axis.get_major_locator(), FixedLocator)


def _fit_rows(axes: Axes) -> float:
    """Each row's name with what is said of it below, to its left; the height of all rows."""
    places = [float(each) for each in axes.get_yticks()]
    names = [each.get_text().replace("\n", " ") for each in axes.get_yticklabels()]
    said: list[list[str]] = [[] for _ in places]
    for each in sorted(_outside(axes), key=lambda one: float(one.xy[1])):
        nearest = min(range(len(places)), key=lambda at: abs(places[at] - float(each.xy[1])))
        said[nearest].append(each.get_text().replace("\n", " "))
        each.remove()
    lines = [
        [*_wrapped(name, LETTERS_OF_ROW), *(part for one in some for part in _wrapped(one, 20))]
        for name, some in zip(names, said, strict=True)
    ]
    axes.set_yticks(places, ["\n".join(some) for some in lines])
    most = max((len(some) for some in lines), default=1)
    low, high = sorted(axes.get_ylim())
    rows = (high - low) * max(most * LINE, 0.3) * 1.08
    return rows + LINE * (3.5 + axes.get_xlabel().count("\n"))


def _outside(axes: Axes) -> Iterator[Annotation]:
    """Words that stand beside a panel, on its right."""
    from matplotlib.text import Annotation

    for each in list(axes.texts):
        if not isinstance(each, Annotation) or each.xycoords != ("axes fraction", "data"):
            continue
        if float(each.xy[0]) > BESIDE:
            yield each


def _beside(axes: Axes) -> dict[str, Artist]:
    """Take away what stands beside a panel; what each line's colour was said to be."""
    found: dict[str, Artist] = {}
    squares = [line for line in axes.lines if line.get_transform() == axes.get_yaxis_transform()]
    squares = [line for line in squares if float(np.asarray(line.get_xdata())[0]) > BESIDE]
    words = list(_outside(axes))
    # The first of them stands highest on the page.
    order = sorted(zip(squares, words, strict=False), key=lambda one: -float(one[1].xy[1]))
    for square, word in order:
        found[word.get_text().replace("\n", " ")] = square
    for each in (*squares, *words):
        each.remove()
    return found


def _fit_words(axes: Axes) -> None:
    """Words inside a panel in short lines."""
    for each in axes.texts:
        text = each.get_text()
        if each.get_horizontalalignment() == "center" and "\n" not in text:
            each.set_text("\n".join(_wrapped(text, 12)))
            each.set_verticalalignment("top" if _is_above(each) else "bottom")


def _is_above(text: Any) -> bool:
    at = getattr(text, "xy", None) or text.get_position()
    return float(at[1]) > 0.5


def _fewer_ticks(axes: Axes) -> None:
    """No more labels below a panel than there is room for."""
    from matplotlib.ticker import MaxNLocator

    if not _is_named(axes.xaxis):
        locator = axes.xaxis.get_major_locator()
        if isinstance(locator, MaxNLocator):
            locator.set_params(nbins=4)
        return
    labels = [each.get_text() for each in axes.get_xticklabels()]
    longest = max((len(each) for each in labels), default=0) + 2
    room = LETTERS - (LETTERS_OF_ROW if _has_rows(axes) else 10)
    step = max(1, -(-len(labels) * longest // room))
    axes.set_xticks(list(axes.get_xticks())[::step], labels[::step])


def _taken_legends(figure: Figure, panels: Sequence[Axes]) -> dict[str, Artist]:
    """Take away all legends; what was in them."""
    found: dict[str, Artist] = {}
    legends: list[Any] = [axes.get_legend() for axes in panels] + list(figure.legends)
    for each in legends:
        if each is None:
            continue
        for handle, text in zip(each.legend_handles, each.get_texts(), strict=True):
            found[text.get_text().replace("\n", " ")] = handle
        each.remove()
    return found


def _are_alike(own: Sequence[dict[str, Artist]]) -> bool:
    """Whether a colour stands for the same in all panels, so that one legend will do."""
    return len({tuple(one) for one in own if one}) < 2


LOOK: Any = {"frameon": False, "fontsize": SMALLEST, "ncols": 1, "borderaxespad": 0.2}


def _legend(figure: Figure, marks: dict[str, Artist]) -> None:
    if marks:
        figure.legend(list(marks.values()), _lines(marks), loc="outside lower left", **LOOK)


def _legend_below(axes: Axes, marks: dict[str, Artist], height: float) -> float:
    """A legend of a panel's own below it; how much higher that makes it."""
    if not marks:
        return 0.0
    below = -0.3 / max(height - 0.7, 0.5)
    place: Any = {"loc": "upper left", "bbox_to_anchor": (-0.1, below)}
    axes.legend(list(marks.values()), _lines(marks), **place, **LOOK)
    return _height_of(marks)


def _lines(marks: dict[str, Artist]) -> list[str]:
    return ["\n".join(_wrapped(text, LETTERS - 8)) for text in marks]


def _height_of(marks: dict[str, Artist]) -> float:
    return LINE * 1.15 * sum(text.count("\n") + 1 for text in _lines(marks))


def _larger(figure: Figure) -> None:
    """No letter smaller than can be read."""
    from matplotlib.text import Text

    for axes in figure.axes:
        axes.tick_params(labelsize=SMALLEST)
    for each in figure.findobj(Text):
        assert isinstance(each, Text)
        each.set_fontsize(max(float(each.get_fontsize()), SMALLEST))


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text.replace("\n", " "), letters)
