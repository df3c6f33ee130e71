"""A picture of one figure over trusts: errors of the fit beside those of naive forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.fit.held_out_months import LAST_YEAR, NAIVE, SAME_MONTH
from simulator.report.picture import LIGHT, PALETTE, QUIET, Picture, as_svg, sheet, style

_SERIES = (
    ("fit", "error", PALETTE[0], "o"),
    ("fit, carried on", "carried", PALETTE[1], "s"),
    (SAME_MONTH, SAME_MONTH, PALETTE[2], "D"),
    (LAST_YEAR, LAST_YEAR, PALETTE[3], "^"),
)


def error_picture(target: str, of: pd.DataFrame, name: str) -> Picture:
    """``of``: a row a trust, with `code`, `error`, `carried` and the naive errors, as shares."""
    won = wins(of)
    title = (
        f"{target}: in {won} of {len(of)} trusts the fit was no worse than every simple forecast"
    )
    with style():
        figure = sheet(1.5 + 0.32 * len(of))
        axes = figure.subplots()
        rows = of.sort_values("error", kind="stable").reset_index(drop=True)
        there = [one for one in _SERIES if rows[one[1]].astype(float).notna().any()]
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
        axes.set_xlabel("mean absolute error, % of what was observed", color=QUIET, fontsize=8)
        axes.legend(
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=len(there),
            frameon=False,
            fontsize=8,
        )
        svg = as_svg(figure, name)
    alt = (
        f"A row a trust: error of the fit, and of forecasts by {', '.join(NAIVE)}, in per cent of "
        f"what was observed. {title}."
    )
    return Picture(name, title, "Does the fit beat a simple forecast?", svg, alt, "", ())


def wins(of: pd.DataFrame) -> int:
    """Trusts whose fit is no worse than every naive forecast that is there."""
    naive = of[list(NAIVE)].astype(float)
    is_win = naive.ge(of["error"].astype(float), axis=0) | naive.isna()
    return int(is_win.all(axis=1).sum())
