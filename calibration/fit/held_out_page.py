"""Held-out months for the page of a fit: the finding in words, a picture, two tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calibration.fit.held_out import CALIBRATED, HeldOut
from calibration.fit.held_out_months import LAST_YEAR, NAIVE, SAME_MONTH
from simulator.report.frame import environment
from simulator.report.picture import (
    INK,
    LIGHT,
    PALETTE,
    QUIET,
    Picture,
    apart,
    as_svg,
    sheet,
    style,
)
from simulator.report.table import Column, Table

Record = Mapping[str, Any]

READ = (
    "Errors are mean absolute errors over the months, as shares of what was observed. The middle "
    "of the fit is a forecast; its interval is to hold nine months in ten, and has what is not "
    "known, chance, the stated discrepancy, and how months differed beyond what the model makes. "
    "'Calibrated' is said only where the fit is no worse than each simple forecast and its "
    "intervals are not too narrow. Carried on: what the fit missed in the fitted months is taken "
    "to go on."
)


def part(found: HeldOut) -> str:
    """The part of a page, as markup with a heading and an id of its own (``held-out``)."""
    records = found.records()
    return (
        environment()
        .get_template("held_out.html")
        .render(
            finding=finding(found),
            says=found.says,
            read=READ,
            picture=month_picture(records, "held-out-months") if records else None,
            tables=[verdict_table(found.verdicts()), month_table(records)] if records else [],
        )
    )


def finding(found: HeldOut) -> str:
    """What held-out months say, in a sentence."""
    told = found.verdicts()
    if not found.records():
        return "No month that is held out could be predicted"
    good = sum(one["verdict"] == CALIBRATED for one in told)
    inside = sum(one["covered"] for one in told)
    months = sum(one["months"] for one in told)
    return (
        f"{good} of {len(told)} targets are calibrated: no worse in the months held out than the "
        f"same month of last year, the last value or the last year's mean; {inside} of {months} "
        "months lie within the 90 % intervals"
    )


def percent(share: float) -> str:
    """A share as it is shown; a dash where there is none."""
    return "–" if not np.isfinite(share) else f"{100 * share:.1f} %"


def verdict_table(verdicts: Sequence[Record]) -> Table:
    """A row a target: errors beside the naive ones, coverage, verdict."""
    rows = tuple(
        (
            one["target"],
            f"{one['observed']:.4g}",
            percent(one["error"]),
            percent(one["carried"]),
            *(percent(one[name]) for name in NAIVE),
            f"{one['covered']} of {one['months']}",
            one["verdict"],
        )
        for one in verdicts
    )
    names = [name.capitalize() for name in NAIVE]
    heads = ("Target", "Mean observed", "Error of the fit", "Carried on", *names, "Within 90 %")
    columns = tuple(Column(head) for head in (*heads, "Verdict"))
    return Table("held-out-verdicts", "Months held out, by target", columns, rows, "", is_open=True)


def month_table(records: Sequence[Record]) -> Table:
    """A row a target and month."""
    rows = tuple(
        (
            one["target"],
            f"{one['first']:%B %Y}",
            f"{one['observed']:.4g}",
            f"{one['middle']:.4g} ({one['low']:.4g} to {one['high']:.4g})",
            *(f"{one[name]:.4g}" if np.isfinite(one[name]) else "–" for name in NAIVE),
            "yes" if one["is_inside"] else "✗ no",
        )
        for one in records
    )
    heads = ("Target", "Month", "Observed", "Predicted", *(x.capitalize() for x in NAIVE), "Inside")
    return Table("held-out-months", "Every month", tuple(map(Column, heads)), rows)


def month_picture(records: Sequence[Record], name: str) -> Picture:
    """A panel a target: observed months, the fit's interval and middle, the same month before."""
    names = list(dict.fromkeys(one["target"] for one in records))
    with style():
        figure = sheet(2.0 * len(names) + 0.5)
        panels = figure.subplots(len(names), 1, squeeze=False)[:, 0]
        for axes, target in zip(panels, names, strict=True):
            _panel(axes, [one for one in records if one["target"] == target])
            axes.set_title(target, fontsize=9)
        svg = as_svg(figure, name)
    inside = sum(one["is_inside"] for one in records)
    title = f"{inside} of {len(records)} months held out lie within the 90 % intervals"
    return Picture(
        name,
        title,
        "Does the fit predict months that it has not seen?",
        svg,
        f"By month, what was observed as dots, the fit's 90 % interval as a band and its middle as "
        f"a line, and the same month of the year before as a broken line. {title}.",
        "Dots: observed. Band and line: the fit's 90 % interval and middle. Broken line: the same "
        "month of the year before, or the last year's mean where there is none.",
        (),
    )


def _panel(axes: Any, records: Sequence[Record]) -> None:
    at = np.arange(len(records))
    low, high = ([one[end] for one in records] for end in ("low", "high"))
    axes.fill_between(at, low, high, color=LIGHT, linewidth=0)
    middle = [one["middle"] for one in records]
    axes.plot(at, middle, color=PALETTE[0])
    naive = [one[SAME_MONTH] if np.isfinite(one[SAME_MONTH]) else one[LAST_YEAR] for one in records]
    axes.plot(at, naive, color=PALETTE[2], linestyle=(0, (4, 2)), linewidth=1.2)
    axes.plot(at, [one["observed"] for one in records], "o", color=INK, markersize=4)
    months = [f"{one['first']:%b}" for one in records]
    axes.set_xticks(at, months, fontsize=7.5)
    top = max(*high, *(one["observed"] for one in records))
    axes.set_ylim(0, 1.1 * top)
    labels = (
        ("90 %", high[-1], QUIET),
        ("fit", middle[-1], PALETTE[0]),
        ("year before", naive[-1], PALETTE[2]),
    )
    heights = apart([value for _, value, _ in labels], 0.11 * top)
    for (text, _, color), height in zip(labels, heights, strict=True):
        axes.annotate(text, (at[-1] + 0.15, height), fontsize=7.5, color=color, va="center")
    axes.set_xlim(-0.4, at[-1] + 1.2)
