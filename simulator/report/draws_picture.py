"""A picture of how much of a figure is not known, and how much is the luck of one run."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.report.draws_words import LUCK, NOT_KNOWN
from simulator.report.picture import INK, LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style

MOST = 8


@dataclass(frozen=True, slots=True)
class Bars:
    """One figure: half-widths that hold 95 % as shares of it, and which of the two is more."""

    label: str
    unknown: float
    luck: float
    verdict: str


def split_picture(bars: Sequence[Bars], name: str) -> Picture:
    """Two bars a figure, around it: what is not known, and the luck of one run."""
    shown = [each for each in bars if not math.isnan(each.luck)][:MOST]
    with style():
        figure = sheet(1.2 + 0.55 * max(len(shown), 1))
        axes = figure.subplots()
        for row, each in enumerate(shown):
            for half, color, up in (
                (each.unknown, PALETTE[0], -0.17),
                (each.luck, PALETTE[1], 0.17),
            ):
                ends = [-100 * half, 100 * half]
                axes.plot(ends, [row + up] * 2, color=color, linewidth=6, solid_capstyle="butt")
            axes.annotate(
                each.verdict,
                (1.02, row),
                xycoords=("axes fraction", "data"),
                fontsize=8,
                va="center",
                color=INK,
            )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        texts = ["\n".join(textwrap.wrap(each.label, 34)[:2]) for each in shown]
        axes.set_yticks(range(len(shown)), texts, fontsize=8)
        axes.set_ylim(len(shown) - 0.45, -1.2)
        axes.grid(visible=True, axis="x", color=LIGHT)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("% above and below the average", color=QUIET, fontsize=8)
        for at, words in ((0.02, "what is not known"), (0.4, "luck of one run")):
            color = PALETTE[0] if at < 0.3 else PALETTE[1]
            axes.annotate(
                f"■ {words}",
                (at, -0.85),
                xycoords=("axes fraction", "data"),
                fontsize=8,
                color=color,
            )
        svg = as_svg(figure, f"not-known-{name}")
    title = finding(shown)
    return Picture(
        f"not-known-{name}",
        title,
        "How much of each figure is not known, and how much is luck?",
        svg,
        "Two bars for each figure, around its average: how far the long-run figure may lie from "
        f"it, and how far one run lies from its long run. {title}.",
        "Bars hold 95 %. More replications narrow neither: local figures narrow the first.",
        (),
    )


def finding(bars: Sequence[Bars]) -> str:
    """What the bars show, in a sentence."""
    unknown = sum(each.verdict == NOT_KNOWN for each in bars)
    luck = sum(each.verdict == LUCK for each in bars)
    if not unknown and not luck:
        return "These runs cannot tell what is not known from luck"
    n = len(bars)
    if unknown >= luck:
        return f"What is not known moves {unknown} of {n} figures more than luck does"
    return f"Luck moves {luck} of {n} figures more than what is not known does"
