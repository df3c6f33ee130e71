"""Tables of a hub at several distances: what it saves, and from where on it loses."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.estimate import Estimate, plain, rounded
from simulator.report.hub_crossover import (
    AHEAD,
    BEHIND,
    CANNOT_TELL,
    MINUTES_AN_HOUR,
    Crossing,
    Gain,
    Span,
    crossing,
    even_factor,
    even_hour,
    joint,
    who_leads,
)
from simulator.report.hub_figure import signed
from simulator.report.hub_study import Study
from simulator.report.table import Column, Table
from simulator.results.outline import Floats

NOT_TOLD = "cannot tell"
TEN = 10.0
# Minutes one way beyond which nobody would think of a hub.
NO_JOURNEY = 240.0
POINTS = (0.5, 1.0, 2.0)


def distances_table(study: Study) -> Table:
    """What the hub saves and takes a year at each distance, by itself."""
    sign = study.names.money()
    rows = [
        (
            f"× {one.factor:g}",
            plain(one.farthest),
            signed(_estimate(one.hours)),
            signed(_estimate(one.money / 1000)),
            signed(_estimate(one.bed_days)),
            in_words(even_hour(one, study.exchange.bed_day), sign),
        )
        for one in study.gains
    ]
    heads = (
        "Travel",
        "Farthest locality to the hub, minutes",
        "More hours on the way a year",
        f"Cost saved a year, {sign} thousand",
        "Acute bed-days saved a year",
        f"An hour at which it comes out even, {sign}",
    )
    return Table(
        "Distances",
        "What the hub saves and takes, at each distance",
        tuple(map(Column, heads)),
        tuple(rows),
        "95 % intervals of the differences on the same patients, each by itself: chance alone. "
        "Even: the value of an hour at which what is saved, acute bed-days at the rate above, and "
        "hours on the way outweigh each other (Fieller's interval of a ratio).",
    )


def worth_table(study: Study, gains: Sequence[Gain], title: str) -> Table:
    """What the hub is worth a year at each distance and value of an hour, and where it turns."""
    sign, bed_day = study.names.money(), study.exchange.bed_day
    rows = []
    for hour in study.exchange.hours:
        found = [joint(one.worth(hour, bed_day) / 1000, len(gains)) for one in gains]
        cells = [f"{signed(one)}: {who_leads(one)}" for one in found]
        turn = turning(crossing(gains, hour, bed_day), gains)
        rows.append((f"{sign}{hour:g}", *cells, turn))
    distances = [f"Travel × {one.factor:g} ({plain(one.farthest)} minutes)" for one in gains]
    return Table(
        title,
        title,
        tuple(map(Column, ("An hour on the way", *distances, "Where the hub stops being ahead"))),
        tuple(rows),
        f"In {sign} thousand a year; above 0 the hub is ahead, below 0 it is what more would have "
        f"to be saved. The intervals of a row hold together (Bonferroni); {CANNOT_TELL}: the "
        "interval holds 0. Between distances that were run, straight lines.",
    )


def turning(found: Crossing, gains: Sequence[Gain]) -> str:
    """Where a hub stops being ahead, in words."""
    leads, last = set(found.leads), gains[-1]
    if leads == {AHEAD}:
        return f"not up to × {last.factor:g}"
    if leads == {BEHIND}:
        return "never ahead"
    if leads == {CANNOT_TELL}:
        return NOT_TOLD
    order = [AHEAD, CANNOT_TELL, BEHIND]
    ranks = [order.index(each) for each in found.leads]
    if ranks != sorted(ranks):
        return "no one distance: see the row"
    low = "" if ranks[0] else f"× {found.low:.2f}"
    high = f"× {found.high:.2f}" if not math.isnan(found.high) else "beyond what was run"
    span = f"{low or 'below what was run'} to {high}"
    if math.isnan(found.at) or (ranks[0] and found.at == gains[0].factor):
        return f"{NOT_TOLD}: {span}"
    per_factor = last.farthest / last.factor
    return f"× {found.at:.2f} ({span}), {found.at * per_factor:.0f} minutes"


def stretch_table(study: Study) -> Table:
    """Where the hub comes out even if limits of travel stretch as travel does."""
    one, exchange, sign = study.as_it_is, study.exchange, study.names.money()
    rows = []
    for hour in exchange.hours:
        cells = []
        for each in (one, one.without_money):
            factor = even_factor(each, hour, exchange.bed_day)
            minutes = None if factor is None else factor.times(one.farthest)
            cells += [in_words(factor, "× "), _journey(minutes)]
        rows.append((f"{sign}{hour:g}", *cells))
    heads = (
        "An hour on the way",
        "Travel as now times",
        "Farthest locality, minutes",
        "Money left out: travel times",
        "Farthest locality, minutes, money left out",
    )
    return Table(
        "Stretch",
        "If people accept longer journeys: how far apart until the hub loses",
        tuple(map(Column, heads)),
        tuple(rows),
        "With limits of travel that stretch as travel does, everybody goes where he goes now and "
        "only journeys grow, so the answer follows from the runs with travel as it is. A factor "
        "below 1: at that value of an hour the hub loses already. Below 0: with the money left out "
        "it saves nothing that could make up for any journey.",
    )


def going_home_table(study: Study) -> Table:
    """What it would mean if distance kept people from going home, which the model has not."""
    sides = study.sides
    minutes = sides.of_setting("travel_of_visitors", "mean")
    stays = sides.of_setting("travel_minutes", "n")[0] / study.arms[0].setup.outline.days * 365
    rows = [
        (f"{points:g}", signed(_estimate(stays * (minutes[1] - minutes[0]) / TEN * points / 100)))
        for points in POINTS
    ]
    heads = (
        "Percentage points fewer going home for each 10 minutes farther (a what-if)",
        "People a year who would not go home with the hub",
    )
    return Table(
        "Going home",
        "If distance kept people from going home",
        tuple(map(Column, heads)),
        tuple(rows),
        "The model has no such effect: how a journey goes on is drawn before the run, whatever the "
        "unit. No figure for it is known; these are no estimates. Stays a year times the longer "
        "mean journey of visitors times the points assumed.",
    )


def in_words(span: Span | None, sign: str) -> str:
    """A value with the interval in which it lies."""
    if span is None:
        return NOT_TOLD
    value, low, high = (_three(each) for each in (span.value, span.low, span.high))
    return f"{sign}{value} ({low} to {high})"


def _journey(minutes: Span | None) -> str:
    """Minutes of a journey, unless nobody would make one so long."""
    if minutes is not None and minutes.low > NO_JOURNEY:
        return f"no distance: over {NO_JOURNEY / MINUTES_AN_HOUR:g} hours one way"
    return in_words(minutes, "")


def _three(value: float) -> str:
    """A number to about two figures."""
    if value == 0:
        return "0"
    return rounded(value, 1 - math.floor(math.log10(abs(value))))


def _estimate(values: Floats) -> Estimate:
    return Estimate.of([float(each) for each in values])
