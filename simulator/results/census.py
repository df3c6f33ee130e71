"""Census, open places and occupancy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.falls import falls
from simulator.results.hold import holds
from simulator.results.measure import DIMENSIONS, Cells, Measure, Table, Where, where
from simulator.results.midnight import (
    Midnights,
    days_within,
    midnights_by_place,
    sums_here,
    unit_sums,
)
from simulator.results.opening import open_paths
from simulator.results.outline import Outline
from simulator.results.place import care_settings, integral, members, units
from simulator.results.run import Floats, Integers, Run
from simulator.results.tally import ratio
from simulator.scenario.quantities import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Stock:
    """Days within the window, by unit.

    ``patients`` in the place, places ``taken`` by them, places ``open``, places ``in_use``.
    """

    patients: Floats
    taken: Floats
    open: Floats
    in_use: Floats


def stock(run: Run) -> Stock:
    """Patient-days and place-days of the window, by unit, by integration over time."""
    every, n = run.once(holds), len(run.network.units)
    there, held = np.flatnonzero(every.started >= 0), np.flatnonzero(every.reserved >= 0)
    time = run.within(every.started[there], every.left[there])
    unit, left = every.unit[held], every.left[held]
    until = np.where(left < 0, -1, left + run.fixed(turnaround)[unit])
    in_use = run.within(every.reserved[held], until)
    patients = np.bincount(every.unit[there], time, minlength=n) / DAY
    taken = patients
    if (every.weight != 1).any():
        time, in_use = time * every.weight[there], in_use * every.weight[held]
        taken = np.bincount(every.unit[there], time, minlength=n) / DAY
    used = np.bincount(unit, in_use, minlength=n) / DAY
    if len(fallen := run.once(falls)):
        # Of a stay that may be made out of area nothing falls, so it is the first row of each.
        unit, left = every.unit[fallen.stay], every.left[fallen.stay]
        until = np.where(left < 0, -1, left + run.fixed(turnaround)[unit])
        given_up, free = (run.within(fallen.at, end) * fallen.drop for end in (left, until))
        taken = taken - np.bincount(unit, given_up, minlength=n) / DAY
        used = used - np.bincount(unit, free, minlength=n) / DAY
    return Stock(patients, taken, open_days(run), used)


def turnaround(outline: Outline) -> Integers:
    """Turnaround of each unit, in microseconds."""
    return np.array([unit.turnaround for unit in outline.network.units], dtype=np.int64)


def open_days(run: Run) -> Floats:
    """Open place-days of the window, by unit."""
    opened = run.once(open_paths)
    paths = [opened.get(i, unit.capacity) for i, unit in enumerate(run.network.units)]
    return np.array([integral(path, *run.window) for path in paths]) / DAY


def stock_by_place(run: Run) -> Stock:
    """The same by place instead of unit: care settings and their sums, then units.

    Open places, and those taken of them, of a care setting are without its units out of area.
    """
    held, every, here = run.once(stock), run.fixed(unit_sums), run.fixed(sums_here)

    def by_place(by_unit: Floats, sums: Sequence[tuple[int, ...]]) -> Floats:
        return np.array([by_unit[list(one)].sum() for one in sums])

    return Stock(
        by_place(held.patients, every),
        by_place(held.taken, here),
        by_place(held.open, here),
        by_place(held.in_use, every),
    )


def _wheres(outline: Outline) -> list[Where]:
    """The dimensions of each place."""
    network = outline.network
    return [where(**place.where) for place in (*care_settings(network), *units(network))]


def _cells(outline: Outline, statistic: str) -> Cells:
    return Cells.each(_wheres(outline), (statistic,))


def census(run: Run) -> list[Table]:
    """Mean number of patients in each place."""
    return [Table(run.fixed(_cells, "mean"), run.once(stock_by_place).patients / run.days)]


def open_places(run: Run) -> list[Table]:
    """Mean number of open places."""
    return [Table(run.fixed(_cells, "mean"), run.once(stock_by_place).open / run.days)]


def in_use(run: Run) -> list[Table]:
    """Mean number of places in use."""
    return [Table(run.fixed(_cells, "mean"), run.once(stock_by_place).in_use / run.days)]


def occupancy(run: Run) -> list[Table]:
    """Places taken over places open."""
    held = run.once(stock_by_place)
    return [Table(run.fixed(_cells, "mean"), ratio(held.taken, held.open))]


_SPREAD = ("mean", "p05", "p95")


def _midnight_cells(outline: Outline) -> Cells:
    """Mean and percentiles of every place, and of whole care settings the mean by weekday."""
    cells = []
    for place in _wheres(outline):
        cells += [(place, name) for name in _SPREAD]
        named = dict(zip(DIMENSIONS, place, strict=True))
        if not named["unit"]:
            cells += [(where(**{**named, "weekday": day}), "mean") for day in WEEKDAYS]
    return Cells(tuple(cells))


def _midnight_table(run: Run, quantiles: Floats, by_weekday: Floats) -> list[Table]:
    """From statistics of every place, and means by weekday of whole care settings."""
    whole = [np.append(*both) for both in zip(quantiles, by_weekday, strict=False)]
    values = np.concatenate([*whole, quantiles[len(whole) :].ravel()])
    return [Table(run.fixed(_midnight_cells), values)]


def _quantiles(values: Floats | Integers) -> Floats:
    """Mean, 5th and 95th percentile of each row, over what is not NaN."""
    if not values.shape[1]:
        return np.full((len(values), 3), np.nan)
    # Each row in one piece, since the order in which numbers lie is that in which they are added.
    rows = np.ascontiguousarray(values, dtype=np.float64)
    means, (low, high) = rows.mean(axis=1), np.quantile(rows, [0.05, 0.95], axis=1)
    found = np.stack([means, low, high], axis=1)
    for row in np.flatnonzero(np.isnan(rows).any(axis=1)):
        known = rows[row][~np.isnan(rows[row])]
        has_any = len(known) > 0
        found[row] = [known.mean(), *np.quantile(known, [0.05, 0.95])] if has_any else np.nan
    return found


def _weekdays(outline: Outline) -> Integers:
    """Weekday of each whole day of the window."""
    return outline.weekday(outline.once(days_within) * DAY)


def _in_window(run: Run) -> Midnights:
    """Counts by place at the midnights of the window."""
    counts, days = run.once(midnights_by_place), run.fixed(days_within)
    columns = counts.patients, counts.taken, counts.open, counts.nctr
    return Midnights(*(column.take(days, axis=1) for column in columns))


def midnight_census(run: Run) -> list[Table]:
    """Patients at midnight: mean, 5th and 95th percentile, and mean by weekday."""
    weekday, patients = run.fixed(_weekdays), run.once(_in_window).patients
    n, whole = np.bincount(weekday, minlength=7), patients[: len(run.fixed(members))]
    means = [ratio(np.bincount(weekday, of_one, minlength=7), n) for of_one in whole]
    return _midnight_table(run, _quantiles(patients), np.array(means))


def midnight_occupancy(run: Run) -> list[Table]:
    """Occupancy at midnight: mean, 5th and 95th percentile, and by weekday."""
    weekday, counts = run.fixed(_weekdays), run.once(_in_window)
    daily, means = ratio(counts.taken, counts.open), []
    for at in range(len(run.fixed(members))):
        has_any = counts.open[at] > 0
        n = np.bincount(weekday[has_any], minlength=7)
        sums = np.bincount(weekday[has_any], daily[at][has_any], minlength=7)
        means.append(ratio(sums, n))
    return _midnight_table(run, _quantiles(daily), np.array(means))


def _share_of_days(run: Run, percent: int, *, or_equal: bool) -> list[Table]:
    counts = run.once(_in_window)
    has_any = counts.open > 0
    # Whole numbers on both sides: 92 of 100 is not above 92 %.
    above = 100 * counts.taken - percent * counts.open
    is_so = has_any & ((above >= 0) if or_equal else (above > 0))
    return [Table(run.fixed(_cells, "share"), ratio(is_so.sum(axis=1), has_any.sum(axis=1)))]


def days_over_92(run: Run) -> list[Table]:
    """Share of midnights above 92 %."""
    return _share_of_days(run, 92, or_equal=False)


def days_full(run: Run) -> list[Table]:
    """Share of midnights at 100 % or more."""
    return _share_of_days(run, 100, or_equal=True)


_BY = ("care_setting", "unit")
_SHUT = ", 0 while a unit that a queue opens is shut"
_HERE = "; of care settings, without their units out of area."
_MIDNIGHT = (
    "counted just before the midnight that ends each whole day of the window; a day is labelled by "
    "the date that ends"
)

MEASURES = (
    Measure(
        "census",
        "Patients in the place",
        "patients",
        "Time average over the window of patients in the place: from started (a patient on his way "
        "counts where he came from) until he gives up the place; open stays count until the "
        "window's end.",
        _BY,
        ("mean",),
        census,
    ),
    Measure(
        "open_places",
        "Beds or places open",
        "places",
        f"Time average over the window of the capacity path{_SHUT}{_HERE}",
        _BY,
        ("mean",),
        open_places,
    ),
    Measure(
        "in_use",
        "Beds or places in use",
        "places",
        "Time average over the window of places in use: from reserved until turnaround after "
        "leaving is over. More than the census by places kept for those on their way and by "
        "cleaning.",
        _BY,
        ("mean",),
        in_use,
    ),
    Measure(
        "occupancy",
        "Occupancy",
        "share",
        "Places taken by the patients of the census, over places open, both as time averages over "
        f"the window{_HERE}",
        _BY,
        ("mean",),
        occupancy,
    ),
    Measure(
        "midnight_census",
        "Patients at midnight",
        "patients",
        f"Patients in the place, {_MIDNIGHT}; percentiles are over days.",
        (*_BY, "weekday"),
        ("mean", "p05", "p95"),
        midnight_census,
    ),
    Measure(
        "midnight_occupancy",
        "Occupancy at midnight",
        "share",
        f"Places taken over places open, {_MIDNIGHT}; mean and percentiles are over days with "
        f"a place open{_HERE}",
        (*_BY, "weekday"),
        ("mean", "p05", "p95"),
        midnight_occupancy,
    ),
    Measure(
        "days_over_92",
        "Days above 92 % occupied",
        "share",
        f"Share of days with more than 92 % of open places taken, {_MIDNIGHT}; days with no place "
        f"open are left out{_HERE}",
        _BY,
        ("share",),
        days_over_92,
    ),
    Measure(
        "days_full",
        "Days full",
        "share",
        f"Share of days with 100 % or more of open places taken, {_MIDNIGHT}; days with no place "
        f"open are left out{_HERE}",
        _BY,
        ("share",),
        days_full,
    ),
)
