"""Discharges: leaving a place alive, by pathway, weekday, hour and destination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY, HOUR, StepKind
from simulator.results.measure import Measure, Row
from simulator.results.mix import Keys, keys, mixes, repeated
from simulator.results.place import members
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import StayEnd, goes_to_acute, is_acute_setting, routes, stays
from simulator.results.tally import part_of, ratio
from simulator.scenario.quantities import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Discharges:
    """One row per discharge in the window, under each place that it is reported in.

    ``to``: care settings by index, then destinations. ``number``: discharge pathway number, -1
    none.
    """

    place: Integers
    keys: Keys
    left: Integers
    to: Integers
    number: Integers


def discharges(run: Run) -> Discharges:
    """Stays left alive in the window for anywhere but, from acute, another acute bed."""
    every = run.once(stays)
    is_alive = np.isin(every.end, (StayEnd.MOVED, StayEnd.WENT_HOME, StayEnd.LEFT))
    is_inside = run.once(is_acute_setting)[every.care_setting] & run.once(goes_to_acute)
    is_place = every.started >= 0
    kept = np.flatnonzero(run.is_within(every.left) & is_alive & is_place & ~is_inside)
    row, place = repeated(run, every.care_setting[kept])
    row = kept[row]
    beyond = np.where(every.next_kind == StepKind.LEAVE, len(run.network.care_settings), 0)
    return Discharges(
        place,
        keys(run, place, every.group[row], every.pathway[row]),
        every.left[row],
        (every.next_target + beyond)[row],
        _numbers(run)[every.pathway[row]],
    )


def _numbers(run: Run) -> Integers:
    """Discharge pathway number of each pathway, -1 if it has none."""
    said = run.scenario.pathways
    numbers = [said[name].number if name in said else None for name in run.once(routes).pathways]
    return np.array([-1 if number is None else number for number in numbers], dtype=np.int64)


def _table(run: Run, column: Integers, size: int) -> Iterator[tuple[dict[str, str], Floats]]:
    """For each place, discharges by a column's value."""
    n = len(members(run))
    cells = np.bincount(run.once(discharges).place * size + column, minlength=n * size)
    for (place, _), counts in zip(members(run), cells.reshape(n, size), strict=True):
        yield {"care_setting": place.care_setting}, counts.astype(np.float64)


def discharges_per_day(run: Run) -> list[Row]:
    """Discharges a day, by place, group, pathway and pathway number."""
    table = run.once(discharges)
    counts = table.keys.counts()
    rows = [
        Row("per_day", float(counts[mix.kind][mix.key]) / run.days, **mix.where)
        for mix in run.once(mixes)
    ]
    for where, by_number in _table(run, table.number + 1, 5):
        rows += [
            Row("per_day", by_number[number + 1] / run.days, pathway_number=str(number), **where)
            for number in range(4)
        ]
    return rows


def discharge_shares(run: Run) -> list[Row]:
    """Share of each pathway and of each pathway number in a place's discharges."""
    table = run.once(discharges)
    counts, rows = table.keys.counts(), []
    whole = {str(mix.where): counts[0][mix.key] for mix in run.once(mixes) if mix.kind == 0}
    for mix in run.once(mixes):
        if mix.kind == 2:
            total = whole[str({"care_setting": mix.where["care_setting"]})]
            share = part_of(float(counts[2][mix.key]), float(total))
            rows.append(Row("share", share, **mix.where))
    for where, by_number in _table(run, table.number + 1, 5):
        rows += [
            Row("share", float(share), pathway_number=str(number), **where)
            for number, share in enumerate(ratio(by_number[1:], by_number[1:].sum()))
        ]
    return rows


def _weekly(run: Run) -> Iterator[tuple[dict[str, str], Floats, float]]:
    """For each place, discharges on a day of each weekday, and on any day."""
    days = run.days_by_weekday
    for where, counts in _table(run, run.weekday(run.once(discharges).left), 7):
        yield where, ratio(counts, days), float(counts.sum()) / run.days


def discharges_by_weekday(run: Run) -> list[Row]:
    """Discharges on each weekday: a day, and relative to the mean day."""
    return [
        row
        for where, rates, mean in _weekly(run)
        for weekday, rate in zip(WEEKDAYS, rates, strict=True)
        for row in (
            Row("relative", part_of(rate, mean), weekday=weekday, **where),
            Row("per_day", float(rate), weekday=weekday, **where),
        )
    ]


def weekend_ratio(run: Run) -> list[Row]:
    """Discharges on a day of the weekend over those on a day from Monday to Friday."""
    return [
        Row("ratio", part_of(rates[5:].mean(), rates[:5].mean()), **where)
        for where, rates, _ in _weekly(run)
    ]


def _hourly(run: Run) -> Iterator[tuple[dict[str, str], Floats]]:
    yield from _table(run, run.once(discharges).left % DAY // HOUR, 24)


def discharges_by_hour(run: Run) -> list[Row]:
    """Share of discharges in each hour of the day."""
    return [
        Row("share", float(share), hour=str(hour), **where)
        for where, counts in _hourly(run)
        for hour, share in enumerate(ratio(counts, counts.sum()))
    ]


def discharged_by_17(run: Run) -> list[Row]:
    """Share of discharges before 17:00."""
    return [
        Row("share", part_of(counts[:17].sum(), counts.sum()), **where)
        for where, counts in _hourly(run)
    ]


def discharge_destinations(run: Run) -> list[Row]:
    """Discharges a day, and their share, by where to."""
    names = [setting.name for setting in run.network.care_settings] + list(run.network.destinations)
    rows = []
    for where, counts in _table(run, run.once(discharges).to, len(names)):
        shares = ratio(counts, counts.sum())
        for name, total in _by_name(names, counts).items():
            rows.append(Row("per_day", total / run.days, destination=name, **where))
        for name, share in _by_name(names, shares).items():
            rows.append(Row("share", share, destination=name, **where))
    return rows


def _by_name(names: list[str], values: Floats) -> dict[str, float]:
    """Values by name; a care setting and a destination of one name are one."""
    total = dict.fromkeys(names, 0.0)
    for name, value in zip(names, values, strict=True):
        total[name] += float(value)
    return total


_OUT = (
    "Over discharges in the window: a place given up alive, to leave or to go on elsewhere (to "
    "wait at home included); from an acute bed to another acute bed is not one. "
)
_PLACE = ("care_setting",)

MEASURES = (
    Measure(
        "discharges",
        "Discharges",
        "discharges a day",
        _OUT + "A day of the window.",
        ("care_setting", "group", "pathway", "pathway_number"),
        ("per_day",),
        discharges_per_day,
    ),
    Measure(
        "discharge_share",
        "Discharges by pathway",
        "share",
        _OUT + "Share of each pathway among the place's discharges; by pathway number, among those "
        "whose pathway has a number.",
        ("care_setting", "pathway", "pathway_number"),
        ("share",),
        discharge_shares,
    ),
    Measure(
        "discharges_by_weekday",
        "Discharges by weekday",
        "relative to the mean day",
        _OUT + "Discharges on a day of each weekday, over those on the mean day (relative), or as "
        "they are (per_day).",
        ("care_setting", "weekday"),
        ("relative", "per_day"),
        discharges_by_weekday,
    ),
    Measure(
        "weekend_ratio",
        "Weekend over weekday discharges",
        "ratio",
        _OUT + "Mean of the daily rates of Saturday and Sunday over the mean of Monday to Friday.",
        _PLACE,
        ("ratio",),
        weekend_ratio,
    ),
    Measure(
        "discharges_by_hour",
        "Discharges by hour",
        "share",
        _OUT + "Share in each hour of the day.",
        ("care_setting", "hour"),
        ("share",),
        discharges_by_hour,
    ),
    Measure(
        "discharged_by_17",
        "Discharged before 17:00",
        "share",
        _OUT + "Share before 17:00 of the day.",
        _PLACE,
        ("share",),
        discharged_by_17,
    ),
    Measure(
        "discharge_destinations",
        "Discharges by destination",
        "discharges a day",
        _OUT + "By the next care setting of the pathway, or where it leaves to.",
        ("care_setting", "destination"),
        ("per_day", "share"),
        discharge_destinations,
    ),
)
