"""Picture 15: are there enough replications, and is the warm-up long enough?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.report.day_series import DaySeries
from simulator.report.estimate import Estimate
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.picture import PALETTE, Picture, as_svg, sheet, style, through_time
from simulator.report.table import PATIENTS, Column, Said, Table, Unit
from simulator.results.measures import REGISTRY
from simulator.results.settling import settled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADLINE = "delayed_patients"
CUT = Unit("days", shown_as="0")
NUMBER = Unit("replications", shown_as="0")
MOST_POINTS = 200
ROWS = 12


def warm_up_picture(known: Known, names: Names, series: DaySeries) -> Picture:
    """Running mean of patients ready to leave, and the slowest place through time."""
    running = _running(known)
    slow = slowest_place(known)
    place = names.beds_of(known.focus)
    with style():
        figure = sheet(5.2)
        above, below = figure.subplots(2, 1)
        _interval(above, running)
        above.set_title(f"Patients ready to leave {place}: mean after so many replications")
        below.plot(series.at, series.means(series.get("census", slow)), color=PALETTE[0])
        below.set_title(f"{names.place(slow)}: patients at midnight (slowest to settle)")
        below.set_ylabel("patients")
        below.set_ylim(0, None)
        through_time(below, series)
        svg = as_svg(figure, "enough")
    n = max(running)
    title = finding(running[n], n)
    return Picture(
        "enough",
        title,
        "Are there enough replications, and was the warm-up long enough?",
        svg,
        f"A line chart of the running mean of patients ready to leave with its 95 % interval by "
        f"number of replications, and one of patients in the slowest place through time. {title}.",
        "Above: the band is the 95 % interval for chance; it narrows as replications are added. "
        "Below: after the dashed line the line should have no trend but the seasons'. Slowest: "
        "the place with the longest stays.",
        (_table(running, place), settling_table(known, names)),
    )


def _running(known: Known) -> dict[int, Estimate]:
    """The mean after so many replications; of more than can be seen apart, some evenly spread."""
    values = known.values(HEADLINE, {"care_setting": known.focus})
    shown = np.linspace(1, len(values), min(len(values), MOST_POINTS)).round()
    return {int(n): Estimate.of(values[: int(n)]) for n in shown}


def slowest_place(known: Known) -> str:
    """The care setting with the longest stays, which takes longest to fill."""
    settings = [each.name for each in known.result.setup.network.care_settings]

    def stay(name: str) -> float:
        found = known.get("length_of_stay", {"care_setting": name})
        return found.mean if found is not None and found.is_known else 0.0

    return max(settings, key=stay)


def _interval(axes: Axes, running: dict[int, Estimate]) -> None:
    n = np.array(list(running))
    mean = np.array([each.mean for each in running.values()])
    half = np.array([each.half_width for each in running.values()])
    axes.fill_between(n, mean - half, mean + half, color=PALETTE[1], alpha=0.35, linewidth=0)
    axes.plot(n, mean, color=PALETTE[0], marker="o", markersize=3.5)
    axes.set_xlabel("replications")
    axes.set_ylabel("patients")
    axes.set_xlim(0.5, n[-1] + 0.5)
    axes.set_xticks(n[:: max(1, len(n) // 12)])
    if len(running) > 2:
        # The interval of two runs is so wide that it would hide all others.
        low, high = np.nanmin((mean - half)[2:]), np.nanmax((mean + half)[2:])
        low, high = min(low, mean.min()), max(high, mean.max())
        room = 0.15 * (high - low) or 1.0
        axes.set_ylim(max(0, low - room), high + room)


def finding(last: Estimate, n: int) -> str:
    """How well the headline figure is known."""
    if n < 2:
        return "One replication: no interval can be given"
    if not last.has_interval:
        return f"All {n} replications give the same number of patients ready to leave"
    said = last.text().replace(" ± ", " patients ready to leave, give or take ")
    return f"After {n} replications: {said} for chance"


def _table(running: dict[int, Estimate], place: str) -> Table:
    last = list(running)[-ROWS:]
    return Table(
        "Running mean",
        f"Patients ready to leave {place}, by number of replications",
        (Column("Replications", NUMBER), Column("Ready to leave", PATIENTS)),
        tuple((float(n), running[n]) for n in last),
        measures=(HEADLINE,),
    )


def settling_table(known: Known, names: Names) -> Table:
    """How long each headline stock takes to settle by MSER-5, slowest first."""
    days = [] if known.result.mean_days is None else [known.result.mean_days]
    warm_up = known.result.setup.scenario.calendar.warm_up.days
    rows = []
    for one in settled(days, known.result.setup.scenario):
        title = REGISTRY[one.measure].title
        stock = f"{title}, {names.place(one.of)}" if one.of else title
        cut = "cannot tell" if one.days is None else str(one.days)
        rows.append((stock, Said(cut, one.days), warm_up, one.level))
    columns = (
        Column("At midnight"),
        Column("Settled after, by MSER-5", CUT),
        Column("Warm-up", CUT),
        Column("Average from then on", PATIENTS),
    )
    return Table(
        "Warm-up",
        "How long the numbers take to settle from the first day, slowest first",
        columns,
        tuple(rows),
        note="MSER-5 (White 1997) on daily counts from day 0, averaged over the runs: it leaves "
        "out the first days so that the average of the rest is known best. Cannot tell: its best "
        "cut lies in the second half of the run; seasons of demand do that too. Its average is "
        "then of all days.",
    )
