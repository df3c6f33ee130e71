"""Picture 8: the week of readiness, discharge and response."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulator.report.discharge_tables import weekdays_table
from simulator.report.estimate import Estimate
from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names
from simulator.report.picture import PALETTE, Picture, as_svg, label_right, sheet, style
from simulator.report.wait_tables import responses_table, services

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_SERVICES = 4
DAYS = [said[:3] for said in WEEKDAYS.values()]


def week_picture(known: Known, names: Names) -> Picture:
    """Two panels: patients a day declared ready and discharged; hours until a start."""
    place = names.beds_of(known.focus)
    slow = slowest(known)
    with style():
        figure = sheet(5.6 if slow else 2.9)
        panels = figure.subplots(2 if slow else 1, 1, squeeze=False)[:, 0]
        _lines(panels[0], _ready_and_discharged(known), ["Declared ready", "Discharged"])
        panels[0].set_title(f"Patients a day: {place}")
        panels[0].set_ylabel("patients a day")
        if slow:
            titles = ["\n".join(textwrap.wrap(names.service(each), 24)) for each in slow]
            _lines(panels[1], [_responses(known, each) for each in slow], titles)
            panels[1].set_title("Hours from referral to start, by day of referral")
            panels[1].set_ylabel("hours, on average")
        svg = as_svg(figure, "week")
    title = finding(known, place)
    return Picture(
        "week",
        title,
        "How do readiness, discharge and response differ between days of the week?",
        svg,
        f"Line charts by day of the week of patients declared ready and discharged a day, and of "
        f"hours from referral to start. {title}.",
        "Bars: 95 % interval of the average over the replications (what ± holds). Response: "
        "the services that most patients wait for, admission to acute beds left out.",
        (weekdays_table(known, names), responses_table(known, names)),
    )


def _ready_and_discharged(known: Known) -> list[list[Estimate | None]]:
    return [
        [known.get("readiness", _on(known, day)) for day in WEEKDAYS],
        [known.get("discharges_by_weekday", _on(known, day), "per_day") for day in WEEKDAYS],
    ]


def _on(known: Known, day: str) -> dict[str, str]:
    return {"care_setting": known.focus, "weekday": day}


def _responses(known: Known, where: Mapping[str, str]) -> list[Estimate | None]:
    return [known.get("response_time", {**where, "weekday": day}, "mean") for day in WEEKDAYS]


def slowest(known: Known) -> list[dict[str, str]]:
    """The services, acute admission left out, that most patients wait for."""
    acute = {each.name for each in known.result.setup.network.care_settings if each.is_acute}
    onward = [each for each in services(known) if each.get("care_setting") not in acute]
    waiting = [_waiting(known, where) for where in onward]
    order = sorted(range(len(onward)), key=lambda at: -waiting[at])
    return [onward[at] for at in order if waiting[at] > 0][:MOST_SERVICES]


def _waiting(known: Known, where: Mapping[str, str]) -> float:
    measure = "waiting_for_handoff" if "handoff" in where else "waiting_for_place"
    found = known.get(measure, where)
    return found.mean if found is not None and found.is_known else 0.0


def _lines(axes: Axes, series: Sequence[Sequence[Estimate | None]], titles: Sequence[str]) -> None:
    ends = []
    for at, (each, color) in enumerate(zip(series, PALETTE, strict=False)):
        means = np.array([one.mean if one else np.nan for one in each])
        halves = np.array([one.half_width if one else np.nan for one in each])
        axes.errorbar(
            np.arange(7) + 0.06 * (at - (len(series) - 1) / 2),
            means,
            np.nan_to_num(halves),
            color=color,
            marker="o",
            markersize=4,
            capsize=3,
            elinewidth=1,
        )
        known = means[~np.isnan(means)]
        ends.append(float(known[-1]) if len(known) else 0.0)
    axes.set_ylim(0, None)
    axes.set_xlim(-0.3, 6.2)
    axes.set_xticks(range(7), DAYS)
    label_right(axes, titles, ends, 0.16)


def finding(known: Known, place: str) -> str:
    """How far readiness and discharge fall at the weekend."""
    ready, left = (
        [one.mean for one in each if one is not None and one.is_known]
        for each in _ready_and_discharged(known)
    )
    if len(ready) < 7 or len(left) < 7 or not sum(ready[:5]) or not sum(left[:5]):
        return f"The week of {place}"
    falls = [np.mean(each[5:]) / np.mean(each[:5]) for each in (ready, left)]
    return (
        f"On a weekend day {falls[0]:.0%} as many patients in {place} are declared ready as on a "
        f"weekday, and {falls[1]:.0%} as many leave"
    ).replace("%", " %")
