"""A picture of one figure over trusts: errors of the fit beside those of naive forecasts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.fit.held_out_months import LAST_VALUE, NAIVE
from simulator.report.picture import LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style

OBSERVED = "what was observed"


def error_picture(
    target: str, of: pd.DataFrame, name: str, naive: Sequence[str] = NAIVE, of_what: str = OBSERVED
) -> Picture:
    """``of``: a row a trust, with `code`, `error` and the naive errors, as shares; `carried` too.

    ``naive``: the columns that hold what is said without a model. ``of_what``: errors are shares.
    """
    won = wins(of, naive)
    simple = "every simple forecast" if len(naive) > 1 else naive[0]
    title = f"{target}: in {won} of {len(of)} trusts the fit was no worse than {simple}"
    with style():
        figure = sheet(1.5 + 0.32 * len(of))
        axes = figure.subplots()
        rows = of.sort_values("error", kind="stable").reset_index(drop=True)
        there = [
            (label, column, color, mark)
            for (label, column), color, mark in zip(_series(naive), PALETTE, "osD^", strict=False)
            if column in rows and rows[column].astype(float).notna().any()
        ]
        for at in range(len(rows)):
            values = [float(rows[column][at]) for _, column, _, _ in there]
            whole = [100 * value for value in values if np.isfinite(value)]
            axes.plot([min(whole), max(whole)], [at, at], color=LIGHT, linewidth=2, zorder=1)
        for label, column, color, mark in there:
            x = 100 * rows[column].astype(float)
            axes.plot(x, range(len(rows)), mark, color=color, markersize=6, label=label)
        axes.set_yticks(range(len(rows)), list(rows["code"]), fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(left=0)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(f"error, % of {of_what}", color=QUIET, fontsize=8)
        axes.legend(
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=len(there),
            frameon=False,
            fontsize=8,
        )
        svg = as_svg(figure, name)
    alt = (
        f"A row a trust: error of the fit, and of forecasts by {', '.join(naive)}, in per cent of "
        f"{of_what}. {title}."
    )
    return Picture(name, title, "Does the fit beat a simple forecast?", svg, alt, "", ())


def _series(naive: Sequence[str]) -> list[tuple[str, str]]:
    """What is drawn, by label and column: four at most, so that the last value is left out."""
    said = [(each, each) for each in naive if each != LAST_VALUE]
    return [("fit", "error"), ("fit, carried on", "carried"), *said]


def wins(of: pd.DataFrame, naive: Sequence[str] = NAIVE) -> int:
    """Trusts whose fit is no worse than every naive forecast that is there."""
    said = of[list(naive)].astype(float)
    is_win = said.ge(of["error"].astype(float), axis=0) | said.isna()
    return int(is_win.all(axis=1).sum())
