"""Picture 5: patients ready to leave acute beds, by what they wait for, through time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np

from simulator.experiment.streaming_series import Series
from simulator.report.day_series import DaySeries, Floats
from simulator.report.delay_tables import focus_reasons_table
from simulator.report.estimate import Estimate
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.picture import (
    PALETTE,
    Picture,
    as_svg,
    label_right,
    sheet,
    style,
    through_time,
)
from simulator.results.measure import ALL_ACUTE

MOST_NAMED = 3


def delay_picture(known: Known, names: Names, series: DaySeries) -> Picture | None:
    """Stacked areas: the three greatest reasons and all others; None where nobody is delayed."""
    delayed = series.delayed()
    if known.focus != ALL_ACUTE or not any(each.any() for each in delayed.values()):
        return None
    layers, texts = _layers(delayed, series, names)
    with style():
        figure = sheet(3.4)
        axes = figure.subplots()
        axes.stackplot(
            series.at, *layers, colors=PALETTE[: len(layers)], edgecolor="white", linewidth=1
        )
        axes.set_ylim(0, None)
        axes.set_ylabel("patients at midnight")
        through_time(axes, series, 0.94)
        tops = np.cumsum([layer[-1] for layer in layers])
        middles = [top - layer[-1] / 2 for top, layer in zip(tops, layers, strict=True)]
        label_right(axes, texts, middles, 0.17)
        svg = as_svg(figure, "delay")
    title = finding(delayed, series, names)
    return Picture(
        "delay",
        title,
        "What do patients who are ready to leave acute beds wait for?",
        svg,
        f"Stacked areas through time of patients delayed in acute beds by reason. {title}.",
        "Patients ready to leave at midnight, average "
        + ("of each week " if series.step > 1 else "")
        + "over the replications; the reasons with the most of them are named. Fewer "
        "than the averages over all hours in the table: those declared ready and discharged on "
        "one day are gone by midnight.",
        (focus_reasons_table(known, names),),
    )


def _layers(
    delayed: Mapping[str, Series], series: DaySeries, names: Names
) -> tuple[list[Floats], list[str]]:
    """What is stacked, greatest in the results' period at the bottom, and its labels."""
    size = {code: each.mean(series.window) for code, each in delayed.items() if each.any()}
    order = sorted(size, key=lambda code: -size[code])
    named, rest = order[:MOST_NAMED], order[MOST_NAMED:]
    layers = [series.means(delayed[code]) for code in named]
    texts = ["\n".join(textwrap.wrap(names.reason(code), 26)) for code in named]
    if rest:
        layers.append(sum((series.means(delayed[code]) for code in rest), np.zeros(len(series.at))))
        n = len(rest)
        texts.append(f"{n} other reasons" if n > 1 else names.reason(rest[0]))
    return layers, texts


def finding(delayed: Mapping[str, Series], series: DaySeries, names: Names) -> str:
    """What most wait for at midnight, if chance lets that be said."""
    inside = {code: each.means(series.window) for code, each in delayed.items()}
    first, *others = sorted(inside, key=lambda code: -inside[code].mean())
    total = Estimate.of(list(sum(inside.values(), np.zeros(1))))
    said = f"{Estimate.of(list(inside[first])).text()} of {total.text()}"
    if others and len(inside[first]) > 1 and inside[others[0]].any():
        ahead = Estimate.of(list(inside[first] - inside[others[0]]))
        if not ahead.differs_from(0):
            both = " and ".join(f"“{names.reason(code)}”" for code in (first, others[0]))
            return f"At midnight two reasons lead, too close to tell apart: {both}"
    return (
        f"At midnight {said} patients ready to leave acute beds wait under "
        f"“{names.reason(first)}”, the most of any reason"
    )
