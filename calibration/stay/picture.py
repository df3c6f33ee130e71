"""Picture of a group: the share that stays so many midnights or more, counted and fitted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calibration.stay.bins import Bins
from calibration.stay.evidence import LONG
from calibration.stay.group_fit import GroupFit
from calibration.stay.recording import Recording
from calibration.stay.words import finding
from simulator.report.picture import LIGHT, PALETTE, QUIET, Picture, apart, as_svg, sheet
from simulator.report.picture import style as look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Reals = NDArray[np.float64]

_LOWEST, _FARTHEST = 0.0018, 63


def picture(found: GroupFit, number: int) -> Picture:
    """The picture of one group; ``number`` tells it from others of the page."""
    name = f"stay-{number}"
    with look():
        figure = sheet(3.1)
        axes = figure.subplots()
        lines = _counted(axes, found) if _bins(found) is not None else _families(axes, found)
        _frame(axes)
        _labels(axes, lines)
        svg = as_svg(figure, name)
    drawn = " and ".join(text for text, _ in lines)
    says = finding(found)
    title = says[:1].upper() + says[1:]
    what = "the need" if found.basis.kind == "need" else "whole stays and the need in them"
    return Picture(
        name,
        title,
        "How long do patients need, and does the law meet what was counted?",
        svg,
        f"Share of {found.group.name} of so many midnights or more, on a logarithmic scale, by "
        f"midnights from 0 to {_FARTHEST}: {drawn}. {title}.",
        f"It shows {what}. Upright lines: 7, 14 and 21 midnights. Bars at points: small counts "
        "that are known as a range.",
        (),
    )


def _bins(found: GroupFit) -> Bins | None:
    return next((each for each in found.basis.data if isinstance(each, Bins)), None)


def _counted(axes: Axes, found: GroupFit) -> list[tuple[str, float]]:
    """Counted and fitted at the edges of bands; of whole stays the need alone as well."""
    table = _bins(found)
    assert table is not None
    edges = table.edges[:-1]
    is_near = edges <= _FARTHEST
    days = edges[is_near]
    low, high = _from(table.counts.low), _from(table.counts.high)
    seen = _from(table.counts.expected_given(table.share(found.choice.chosen.law)))
    total = seen[0]
    fitted = _from(table.share(found.choice.chosen.law))[is_near]
    near = [each.fit.law for each in found.choice.ranked if each.is_near]
    others = np.array([_from(table.share(law))[is_near] for law in near])
    axes.fill_between(
        days, others.min(axis=0), others.max(axis=0), color=LIGHT, linewidth=0, zorder=1
    )
    axes.plot(days, fitted, color=PALETTE[1], zorder=2)
    ends = np.clip(np.stack([low, high]) / total, _LOWEST, 1.0)[:, is_near]
    axes.vlines(days, ends[0], ends[1], color=PALETTE[0], linewidth=2.2, zorder=3, clip_on=False)
    axes.plot(
        days,
        (seen / total)[is_near],
        "o",
        color=PALETTE[0],
        markersize=4.5,
        zorder=3,
        clip_on=False,
    )
    last = float(fitted[-1])
    # In the order of the palette's colours.
    lines = [("counted", last * 1.5), ("fitted", last)]
    if found.span is not None:
        need = Recording().at_least(found.chosen.law, days)
        axes.plot(days, need, color=PALETTE[2], linestyle=(0, (4, 2)), zorder=2)
        lines.append(("need, by assumption", float(need[-1])))
    return lines


def _families(axes: Axes, found: GroupFit) -> list[tuple[str, float]]:
    """Laws that have the published figures in common."""
    days = np.arange(_FARTHEST + 1.0)
    lines = []
    for each, color in zip(found.choice.ranked, PALETTE, strict=False):
        share = Recording().at_least(each.fit.law, days)
        axes.plot(days, share, color=color)
        lines.append((each.fit.family.title, float(share[-1])))
    return lines


def _from(counts: NDArray[Any]) -> Reals:
    """Sums from each band on."""
    return np.cumsum(np.asarray(counts, dtype=np.float64)[::-1])[::-1]


def _labels(axes: Axes, lines: Sequence[tuple[str, float]]) -> None:
    """What each colour is, beside the right end, a line apart on the logarithmic scale."""
    heights = [math.log10(max(height, _LOWEST)) for _, height in lines]
    mark: Any = {"marker": "s", "markersize": 6, "linestyle": "none", "clip_on": False}
    for (text, _), height, color in zip(lines, apart(heights, 0.24), PALETTE, strict=False):
        at = 10**height
        axes.plot([1.015], [at], transform=axes.get_yaxis_transform(), color=color, **mark)
        axes.annotate(
            text,
            (1.03, at),
            xycoords=("axes fraction", "data"),
            fontsize=8,
            va="center",
            annotation_clip=False,
        )


def _frame(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axes.set_yscale("log")
    axes.set_ylim(_LOWEST, 1.1)
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlim(0, _FARTHEST)
    ticks = (0, *LONG, 28, 42, _FARTHEST)
    axes.set_xticks(list(ticks), [str(tick) for tick in ticks])
    for mark in LONG:
        axes.axvline(mark, color=QUIET, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
    axes.set_xlabel("midnights or more", color=QUIET, fontsize=8)
