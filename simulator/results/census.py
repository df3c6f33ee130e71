"""Census, open places and occupancy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import Measure, Row
from simulator.results.midnight import days_within, midnights
from simulator.results.place import Place, care_settings, integral, units
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import stays
from simulator.results.tally import part_of, ratio
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
    every, n = run.once(stays), len(run.network.units)
    there, held = every.started >= 0, every.reserved >= 0
    time = run.within(every.started[there], every.left[there])
    turnaround = np.array([unit.turnaround for unit in run.network.units], dtype=np.int64)
    unit, left = every.unit[held], every.left[held]
    in_use = run.within(every.reserved[held], np.where(left < 0, -1, left + turnaround[unit]))
    return Stock(
        np.bincount(every.unit[there], time, minlength=n) / DAY,
        np.bincount(every.unit[there], time * every.weight[there], minlength=n) / DAY,
        np.array([integral(one.capacity, *run.window) for one in run.network.units]) / DAY,
        np.bincount(unit, in_use * every.weight[held], minlength=n) / DAY,
    )


def _places(run: Run) -> list[Place]:
    return [*care_settings(run.network), *units(run.network)]


def _means(run: Run, by_unit: Floats) -> list[Row]:
    return [
        Row("mean", float(place.total(by_unit)) / run.days, **place.where) for place in _places(run)
    ]


def census(run: Run) -> list[Row]:
    """Mean number of patients in each place."""
    return _means(run, run.once(stock).patients)


def open_places(run: Run) -> list[Row]:
    """Mean number of open places."""
    return _means(run, run.once(stock).open)


def in_use(run: Run) -> list[Row]:
    """Mean number of places in use."""
    return _means(run, run.once(stock).in_use)


def occupancy(run: Run) -> list[Row]:
    """Places taken over places open."""
    held = run.once(stock)
    return [
        Row(
            "mean",
            part_of(float(place.total(held.taken)), float(place.total(held.open))),
            **place.where,
        )
        for place in _places(run)
    ]


def _daily(run: Run, place: Place) -> tuple[Integers, Integers, Integers]:
    """Patients, places taken and places open at the midnights of the window."""
    counts, days = run.once(midnights), run.once(days_within)
    patients, taken, capacity = (
        place.total(count)[days] for count in (counts.patients, counts.taken, counts.open)
    )
    return patients, taken, capacity


def _quantiles(values: Floats | Integers) -> dict[str, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return dict.fromkeys(("mean", "p05", "p95"), float("nan"))
    low, high = np.quantile(known, [0.05, 0.95])
    return {"mean": float(known.mean()), "p05": float(low), "p95": float(high)}


def midnight_census(run: Run) -> list[Row]:
    """Patients at midnight: mean, 5th and 95th percentile, and mean by weekday."""
    weekday = run.weekday(run.once(days_within) * DAY)
    n = np.bincount(weekday, minlength=7)
    rows = []
    for place in _places(run):
        patients, _, _ = _daily(run, place)
        rows += [Row(name, value, **place.where) for name, value in _quantiles(patients).items()]
        if not place.unit:
            means = ratio(np.bincount(weekday, patients, minlength=7), n)
            rows += _by_weekday(means, place)
    return rows


def midnight_occupancy(run: Run) -> list[Row]:
    """Occupancy at midnight: mean, 5th and 95th percentile, and by weekday."""
    weekday = run.weekday(run.once(days_within) * DAY)
    rows = []
    for place in _places(run):
        _, taken, capacity = _daily(run, place)
        daily = ratio(taken, capacity)
        rows += [Row(name, value, **place.where) for name, value in _quantiles(daily).items()]
        if not place.unit:
            has_any = capacity > 0
            n = np.bincount(weekday[has_any], minlength=7)
            sums = np.bincount(weekday[has_any], daily[has_any], minlength=7)
            rows += _by_weekday(ratio(sums, n), place)
    return rows


def _by_weekday(values: Floats, place: Place) -> list[Row]:
    return [
        Row("mean", float(value), weekday=name, **place.where)
        for name, value in zip(WEEKDAYS, values, strict=True)
    ]


def _share_of_days(run: Run, percent: int, *, or_equal: bool) -> list[Row]:
    rows = []
    for place in _places(run):
        _, taken, capacity = _daily(run, place)
        has_any = capacity > 0
        # Whole numbers on both sides: 92 of 100 is not above 92 %.
        above = 100 * taken[has_any] - percent * capacity[has_any]
        n = np.sum(above >= 0) if or_equal else np.sum(above > 0)
        rows.append(Row("share", part_of(float(n), float(has_any.sum())), **place.where))
    return rows


def days_over_92(run: Run) -> list[Row]:
    """Share of midnights above 92 %."""
    return _share_of_days(run, 92, or_equal=False)


def days_full(run: Run) -> list[Row]:
    """Share of midnights at 100 % or more."""
    return _share_of_days(run, 100, or_equal=True)


_BY = ("care_setting", "unit")
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
        "Time average over the window of the capacity path.",
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
        "the window.",
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
        "a place open.",
        (*_BY, "weekday"),
        ("mean", "p05", "p95"),
        midnight_occupancy,
    ),
    Measure(
        "days_over_92",
        "Days above 92 % occupied",
        "share",
        f"Share of days with more than 92 % of open places taken, {_MIDNIGHT}; days with no place "
        "open are left out.",
        _BY,
        ("share",),
        days_over_92,
    ),
    Measure(
        "days_full",
        "Days full",
        "share",
        f"Share of days with 100 % or more of open places taken, {_MIDNIGHT}; days with no place "
        "open are left out.",
        _BY,
        ("share",),
        days_full,
    ),
)
