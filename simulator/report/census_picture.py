"""Picture 4: patients in each care setting through time, with their range and the open beds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.experiment.streaming_series import Series
from simulator.report.day_series import DaySeries
from simulator.report.known import NO_END, Known
from simulator.report.names import Names
from simulator.report.picture import INK, PALETTE, Picture, as_svg, sheet, style, through_time
from simulator.report.place_tables import settings_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 8


def census_picture(known: Known, names: Names, series: DaySeries) -> Picture:
    """One panel a care setting."""
    settings = [each.name for each in known.result.setup.network.care_settings]
    shown = sorted(settings, key=lambda name: -series.get("census", name).mean())[:MOST_PANELS]
    with style():
        figure = sheet(1.95 * len(shown) + 0.3)
        panels = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
        for axes, name in zip(panels, shown, strict=True):
            _panel(axes, series, name, names)
            through_time(axes, series, 0.03 if name == shown[0] else None)
        svg = as_svg(figure, "census")
    table = settings_table(known, names)
    left_out = len(settings) - len(shown)
    return Picture(
        "census",
        finding(known, names),
        "How many patients are in each care setting, and how near is it to full?",
        svg,
        f"{len(shown)} line charts, one for each care setting, of patients at midnight through "
        f"time with their range and the number open. {finding(known, names)}.",
        _note(series) + (f" The {left_out} smallest are left out." if left_out else ""),
        (table,),
    )


def _note(series: DaySeries) -> str:
    each = "each week" if series.step > 1 else "each day"
    return (
        f"Line: average of {each} over the replications. Band: on 9 days in 10 of {each}, over all "
        "replications, the midnight count lies in it (day-to-day range). Black line: places open."
    )


def finding(known: Known, names: Names) -> str:
    """Which place is full most often, if chance lets that be said."""
    settings = [each.name for each in known.result.setup.network.care_settings]
    for measure, words in (("days_full", "full"), ("days_over_92", "above 92 %")):
        found = {name: known.get(measure, {"care_setting": name}) for name in settings}
        told = {name: each for name, each in found.items() if each is not None and each.mean > 0}
        order = sorted(told, key=lambda name: -told[name].mean)[:2]
        if order:
            most = [f"{names.place(name)} ({told[name].text(100, ' %')} of days)" for name in order]
            if len(order) == 2 and not _is_ahead(known, measure, order):
                return f"Most often {words}, too close to tell apart: {most[0]} and {most[1]}"
            only = ", and nowhere else on any day" if len(order) == 1 < len(settings) else ""
            return f"Most often {words}: {most[0]}{only}"
    return "No place is above 92 % full on any day"


def _is_ahead(known: Known, measure: str, order: list[str]) -> bool:
    one, other = ({"care_setting": name} for name in order)
    return known.result.summary.replications < 2 or known.differ(measure, one, other)


def _panel(axes: Axes, series: DaySeries, name: str, names: Names) -> None:
    census, places = series.get("census", name), series.get("open", name)
    axes.fill_between(
        series.at,
        series.quantile(census, 0.05),
        series.quantile(census, 0.95),
        color=PALETTE[1],
        alpha=0.35,
        linewidth=0,
    )
    axes.plot(series.at, series.means(census), color=PALETTE[0])
    if _end(places):
        axes.step(range(series.days), places.first, where="post", color=INK, linewidth=1)
        _say_open(axes, series, places)
    axes.set_title(names.place(name))
    axes.set_ylabel("patients")
    axes.set_ylim(0, 1.1 * max(census.max(), _end(places), 1))


def _end(places: Series) -> float:
    """The most places open; 0 where there is no end to them."""
    most = places.max()
    return most if most < NO_END else 0.0


def _say_open(axes: Axes, series: DaySeries, places: Series) -> None:
    last = float(places.first[-1])
    axes.annotate(
        f"{last:,.0f} open",
        (series.days, last),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        annotation_clip=False,
    )
