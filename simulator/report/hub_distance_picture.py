"""What a hub is worth as all travel grows: from where on does it lose?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.estimate import plain
from simulator.report.hub_crossover import BEHIND, CANNOT_TELL, Gain, crossing, joint
from simulator.report.hub_distance_tables import worth_table
from simulator.report.hub_study import Study
from simulator.report.picture import INK, PALETTE, QUIET, Picture, apart, as_svg, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WORTH = "What the hub is worth a year"


def distance_picture(study: Study) -> Picture:
    """Lines over distance for up to four values of an hour: all of it, and the money left out."""
    gains, hours, sign = study.gains, study.exchange.hours, study.names.money()
    shown = hours if len(hours) <= len(PALETTE) else (hours[0], *hours[1 - len(PALETTE) :])
    sides = {"All of it": gains, "The money left out": [one.without_money for one in gains]}
    with style():
        figure = sheet(3.4)
        panels = figure.subplots(1, 2)
        for axes, (says, own) in zip(panels, sides.items(), strict=True):
            ends = _panel(axes, own, shown, study.exchange.bed_day)
            axes.set_title(says)
        panels[0].set_ylabel(f"{sign} thousand a year")
        figure.supxlabel("all travel, and minutes from the farthest locality to the hub", size=9)
        _sides_of_zero(panels[0])
        _labels(panels[1], [f"{sign}{hour:g} an hour" for hour in shown], ends)
        svg = as_svg(figure, "distance")
    title = distance_finding(study)
    return Picture(
        "distance",
        title,
        "How far apart must the units be before the hub loses?",
        svg,
        "Two panels of what the hub is worth a year over distance, all of it and with the money "
        f"left out: a line with intervals for each of {len(shown)} values of an hour on the way, "
        f"and a line at 0. {title}.",
        "Money saved, acute bed-days saved and hours on the way, at the rates stated; scales "
        "differ. Bars: 95 % intervals that hold together along a line: chance alone.",
        (worth_table(study, gains, WORTH),),
    )


def _panel(
    axes: Axes, gains: Sequence[Gain], hours: Sequence[float], bed_day: float
) -> list[float]:
    """Lines of one panel; where they end."""
    factors, ends = [one.factor for one in gains], []
    aside = 0.012 * (factors[-1] - factors[0])
    for at, (hour, color) in enumerate(zip(hours, PALETTE, strict=False)):
        found = [joint(one.worth(hour, bed_day) / 1000, len(gains)) for one in gains]
        bar: Any = {"color": color, "capsize": 3, "marker": "o", "markersize": 4}
        half = [one.half_width for one in found]
        # Side by side, so that no bar hides another.
        beside = [factor + aside * (at - (len(hours) - 1) / 2) for factor in factors]
        axes.errorbar(beside, [one.mean for one in found], yerr=half, **bar)
        ends.append(found[-1].mean)
    low, high = axes.get_ylim()
    reach = 0.12 * (max(high, 0) - min(low, 0))
    axes.set_ylim(min(low, -reach), max(high, reach))
    axes.axhline(0, color=INK, linewidth=0.9)
    axes.set_xticks(factors, [f"× {one.factor:g}\n{plain(one.farthest)} min" for one in gains])
    return ends


def _sides_of_zero(axes: Axes) -> None:
    """Who is ahead above the line at 0, and who below it."""
    look: Any = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    for says, up in (("hub ahead", 4), ("small units ahead", -11)):
        axes.annotate(says, (0.01, 0), xytext=(0, up), fontsize=8, color=QUIET, **look)


def _labels(axes: Axes, texts: Sequence[str], heights: Sequence[float]) -> None:
    """What each line is, beside its right end."""
    low, high = axes.get_ylim()
    placed = apart(heights, (high - low) * 0.08)
    for text, height, color in zip(texts, placed, PALETTE, strict=False):
        look: Any = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        look |= {"fontsize": 8, "va": "center", "annotation_clip": False}
        axes.annotate("\N{BLACK SQUARE}", (1, height), xytext=(5, 0), color=color, **look)
        axes.annotate(text, (1, height), xytext=(16, 0), **look)


def distance_finding(study: Study) -> str:
    """What the picture shows at the first value of an hour."""
    hour, sign, bed_day = study.exchange.hours[0], study.names.money(), study.exchange.bed_day
    gains = study.gains
    with_money = _said(crossing(gains, hour, bed_day).leads, gains)
    poor = [one.without_money for one in gains]
    without = _said(crossing(poor, hour, bed_day).leads, gains)
    return f"With an hour on the way at {sign}{hour:g} {with_money}; money left out, {without}"


def _said(leads: Sequence[str], gains: Sequence[Gain]) -> str:
    """Who is ahead where, in words."""
    if len(set(leads)) == 1:
        who = (
            "it cannot be told who is" if leads[0] == CANNOT_TELL else f"{leads[0]} {_verb(leads)}"
        )
        return (
            f"{who} ahead at any distance run"
            if who.startswith("it")
            else (f"{who} ahead at every distance run, up to {plain(gains[-1].farthest)} minutes")
        )
    last = leads[-1]
    since = next(at for at in range(len(leads)) if set(leads[at:]) == {last})
    if last == CANNOT_TELL:
        return f"it cannot be told who is ahead from {plain(gains[since].farthest)} minutes on"
    return f"{last} {_verb(leads[-1:])} ahead from {plain(gains[since].farthest)} minutes on"


def _verb(leads: Sequence[str]) -> str:
    return "are" if leads[0] == BEHIND else "is"
