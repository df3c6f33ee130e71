"""Picture 8 of a comparison: the week of readiness, discharge and response in each scenario."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import (
    before_after,
    difference,
    difference_columns,
    effects_of,
    names_of,
)
from simulator.report.comparison_tables import together_note
from simulator.report.effect_words import level, said, signed
from simulator.report.known import Known
from simulator.report.names import WEEKDAYS
from simulator.report.picture import PALETTE, Picture, as_svg, label_right, sheet, style
from simulator.report.queue_move import family
from simulator.report.table import Column, Table
from simulator.report.week_picture import DAYS, slowest
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import REGISTRY, Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict
from simulator.scenario.difference import diff

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_SERVICES, MOST_LINES, MOST_COLUMNS = 2, 4, 2
MOVED = {Verdict.LOWER, Verdict.HIGHER}
# Fields that say on which days or hours something is done.
OF_HOURS = {"hours", "admits", "at", "covers", "sits", "days", "discharge_hours", "bank_holidays"}
SAME_WEEK = (
    "No hours or days of anything differ between the scenarios, and no day of the week of "
    "readiness, discharge or response changes by what can be told from chance."
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is drawn by day of the week: a key for each day."""

    title: str
    unit: str
    keys: tuple[Key, ...]


def week_changes(comparison: Comparison) -> bool:
    """Whether hours or days of anything differ, or a scenario moves any day of the week."""
    return _moves(comparison, profiles(comparison)) or _hours_differ(comparison)


def week_part(comparison: Comparison) -> tuple[str, tuple[Picture, ...]]:
    """The picture of the week; one line instead where nothing of it changes."""
    if week_changes(comparison):
        return "", (weekday_picture(comparison),)
    return SAME_WEEK, ()


def _hours_differ(comparison: Comparison) -> bool:
    reference = comparison.arms[0].loaded
    words = [
        each.said.replace("]", "").replace("[", ".").split(".")
        for arm in comparison.others
        for each in diff(reference, arm.loaded)
    ]
    return any(OF_HOURS & set(each) for each in words)


def _moves(comparison: Comparison, drawn: Sequence[Profile]) -> bool:
    keys = [ratio_key(comparison), *(key for each in drawn for key in each.keys)]
    together = family(comparison, keys)
    return any(
        effect.verdict in MOVED
        for key in keys
        for _, effect in effects_of(comparison, key, together)
    )


def ratio_key(comparison: Comparison) -> Key:
    """Weekend over weekday discharges of the place that the page is about."""
    focus = Known.of(comparison.results[0]).focus
    return Key("weekend_ratio", where(care_setting=focus), "ratio")


def profiles(comparison: Comparison) -> list[Profile]:
    """Readiness and discharge of the place in focus; response where it changes most."""
    known, names = Known.of(comparison.results[0]), names_of(comparison)
    place = names.beds_of(known.focus)
    there = {"care_setting": known.focus}
    found = [
        Profile(f"Declared ready: {place}", "patients a day", _week("readiness", "", **there)),
        Profile(
            f"Discharged: {place}",
            "patients a day",
            _week("discharges_by_weekday", "per_day", **there),
        ),
    ]
    services = [
        Profile(
            f"From referral to start: {names.service(each)}",
            "hours, on average",
            _week("response_time", "mean", **each),
        )
        for each in slowest(known)
    ]
    size = {each.title: _most_moved(comparison, each) for each in services}
    moved = sorted(services, key=lambda each: -size[each.title])
    return [*found, *([each for each in moved if size[each.title]] or services[:1])[:MOST_SERVICES]]


def _week(measure: str, statistic: str, **place: str) -> tuple[Key, ...]:
    told = statistic or REGISTRY[measure].statistics[0]
    return tuple(Key(measure, where(**place, weekday=day), told) for day in WEEKDAYS)


def _most_moved(comparison: Comparison, profile: Profile) -> float:
    """The greatest change on any day that can be told from chance."""
    together = family(comparison, profile.keys)
    moved = [
        abs(effect.difference)
        for key in profile.keys
        for _, effect in effects_of(comparison, key, together)
        if effect.verdict in MOVED
    ]
    return max(moved, default=0.0)


def weekday_picture(comparison: Comparison) -> Picture:
    """Small multiples: a row for each profile, the reference and up to three scenarios in each."""
    drawn = profiles(comparison)
    groups = _groups(comparison)
    with style():
        figure = sheet(2.5 * len(drawn) + 0.1)
        panels = figure.subplots(len(drawn), len(groups), squeeze=False, sharey="row")
        for row, profile in zip(panels, drawn, strict=True):
            for axes, arms in zip(row, groups, strict=True):
                _lines(axes, comparison, profile, arms)
            row[0].set_title(profile.title)
            row[0].set_ylabel(profile.unit)
        svg = as_svg(figure, "weekdays")
    title = _finding(comparison)
    left_out = len(comparison.others) - MOST_COLUMNS * (MOST_LINES - 1)
    return Picture(
        "weekdays",
        title,
        "What does working on other days flatten?",
        svg,
        f"Line charts by day of the week, one for each of {len(drawn)} figures, with a line for "
        f"the reference and for each scenario. {title}.",
        "Bars: 95 % interval of the average over the replications (what ± holds), wider than "
        "those of the differences in the table, which are on the same patients. Response is by day "
        "of referral, of the services in which it changes most by what can be told from chance."
        + (f" {left_out} more scenarios are in the tables." if left_out > 0 else ""),
        (ratio_table(comparison), weekdays_table(comparison, drawn)),
    )


def _groups(comparison: Comparison) -> list[list[int]]:
    """Positions of the arms in each column: the reference with up to three others."""
    others = list(range(1, len(comparison.arms)))
    step = MOST_LINES - 1
    return [[0, *others[at : at + step]] for at in range(0, len(others), step)][:MOST_COLUMNS]


def _lines(axes: Axes, comparison: Comparison, profile: Profile, arms: Sequence[int]) -> None:
    ends = []
    for at, (arm, color) in enumerate(zip(arms, PALETTE, strict=False)):
        known = Known.of(comparison.results[arm])
        days = [_estimate(known, key) for key in profile.keys]
        means, halves = np.array([d[0] for d in days]), np.array([d[1] for d in days])
        marks: Any = {"marker": "o", "markersize": 4, "capsize": 3, "elinewidth": 1}
        x = np.arange(7) + 0.06 * (at - (len(arms) - 1) / 2)
        axes.errorbar(x, means, np.nan_to_num(halves), color=color, **marks)
        there = means[~np.isnan(means)]
        ends.append(float(there[-1]) if len(there) else 0.0)
    axes.set_ylim(0, None)
    axes.set_xlim(-0.3, 6.3)
    axes.set_xticks(range(7), DAYS)
    titles = [comparison.arms[arm].title for arm in arms]
    label_right(axes, ["\n".join(textwrap.wrap(each, 24)[:2]) for each in titles], ends, 0.17)


def _estimate(known: Known, key: Key) -> tuple[float, float]:
    found = known.get(key.measure, dict(zip(DIMENSIONS, key.where, strict=True)), key.statistic)
    return (found.mean, found.half_width) if found is not None else (np.nan, np.nan)


def _finding(comparison: Comparison) -> str:
    """What happens to weekend over weekday discharges."""
    key, together = ratio_key(comparison), len(comparison.others)
    parts = [
        _ratio_says(comparison, arm, effect)
        for arm, effect in effects_of(comparison, key, together)
    ]
    if not parts:
        return "The week of readiness, discharge and response"
    return f"Discharges on a weekend day over those on a weekday: {'; '.join(parts[:3])}"


def _ratio_says(comparison: Comparison, arm: Arm, effect: Effect) -> str:
    name = f"{arm.title} " if len(comparison.others) > 1 else ""
    if effect.verdict is Verdict.SAME:
        return f"{name}{level(effect.reference, effect)}, the same"
    before, after = level(effect.reference, effect), level(effect.other, effect)
    return f"{name}{before} to {after} ({signed(effect)})"


def ratio_table(comparison: Comparison) -> Table:
    """Weekend over weekday discharges of each scenario against the reference."""
    names, key = names_of(comparison), ratio_key(comparison)
    together = len(comparison.others)
    rows = [
        (
            names.place(key.where[0]),
            arm.title,
            *before_after(effect),
            difference(effect),
            said(effect),
        )
        for arm, effect in effects_of(comparison, key, together)
    ]
    return Table(
        "Weekend",
        "Discharges on a weekend day over those on a weekday",
        (*difference_columns(("Place", "Scenario")), Column("Says")),
        tuple(rows),
        f"{together_note(together)} 1: as many leave on Saturday and Sunday as from Monday to "
        "Friday.",
        ("weekend_ratio",),
        is_open=True,
    )


def weekdays_table(comparison: Comparison, drawn: Sequence[Profile]) -> Table:
    """Every profile by day, in the reference and each scenario."""
    keys = [key for profile in drawn for key in profile.keys]
    together = family(comparison, keys)
    rows = [
        (profile.title, day, arm.title, *before_after(effect), difference(effect), said(effect))
        for profile in drawn
        for day, key in zip(WEEKDAYS.values(), profile.keys, strict=True)
        for arm, effect in effects_of(comparison, key, together)
    ]
    return Table(
        "Weekdays",
        "Readiness, discharge and response by day of the week",
        (*difference_columns(("Figure", "Day", "Scenario")), Column("Says")),
        tuple(rows),
        together_note(together),
        tuple(dict.fromkeys(key.measure for key in keys)),
    )
