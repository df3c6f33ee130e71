"""A picture of what the targets tell of each unknown, and what could be asked for next."""

from __future__ import annotations

from calibration.fit.belief import Belief
from calibration.fit.belief_words import best_next
from calibration.fit.fitted import TOLD_BELOW
from calibration.fit.picture import rows_named
from simulator.report.picture import INK, LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style


def worth_picture(belief: Belief) -> Picture:
    """Spread left of each unknown: of the prior, with the targets, with the best next figure."""
    found = belief.found
    many = len(found.question.frees)
    with style():
        figure = sheet(1.5 + 0.5 * many)
        axes = figure.subplots()
        for row in range(many):
            now = min(float(found.left[row]), 1.0)
            axes.plot([0, 1], [row, row], color=LIGHT, linewidth=9, solid_capstyle="butt")
            color = PALETTE[0] if found.is_told[row] else QUIET
            axes.plot([0, now], [row, row], color=color, linewidth=4.5, solid_capstyle="butt")
            best = best_next(belief, row)
            if best is not None and not found.is_told[row]:
                axes.plot([best.left[row]], [row], marker="D", color=PALETTE[3], markersize=6)
                axes.annotate(best.title, (1.03, row), fontsize=8, color=INK, va="center")
        axes.axvline(TOLD_BELOW, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        rows_named(axes, [free.path for free in found.question.frees], 0.0)
        for at, text, color in (
            (0.2, "left by the targets", PALETTE[0]),
            (0.72, "cannot tell", INK),
            (1.03, "◆ left if this were known too", PALETTE[3]),
        ):
            axes.annotate(text, (at, -0.75), fontsize=7.5, color=color, va="center")
        axes.set_xlim(0, 1.55)
        axes.set_xticks([0, 0.5, 1], ["0: all known", "half", "1: the prior"])
        svg = as_svg(figure, "worth")
    return Picture(
        "worth",
        finding(belief),
        "What do the targets tell, and what should be asked for next?",
        svg,
        "One row an unknown: how much of its prior spread the targets leave, and how much would be "
        f"left if the figure that tells most of it were known too. {finding(belief)}.",
        "Grey bars: cannot tell. A diamond stands only where a figure that was tried would tell "
        "an unknown that the targets do not.",
        (),
    )


def finding(belief: Belief) -> str:
    """What to ask for next, in a sentence."""
    open_now = [at for at in range(len(belief.found.left)) if not belief.found.is_told[at]]
    if not open_now:
        return "The targets tell every unknown"
    best = [each for at in open_now if (each := best_next(belief, at)) is not None]
    if not best:
        return "No figure that was tried would tell what the targets leave open"
    title = max({each.title for each in best}, key=[each.title for each in best].count)
    n = sum(each.title == title for each in best)
    return f"“{title}” would narrow {n} of {len(open_now)} unknowns that are open"
