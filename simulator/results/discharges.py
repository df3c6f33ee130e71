"""Discharges: leaving a place alive, by pathway, weekday, hour and destination."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY, HOUR, StepKind
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.mix import by_mix, mix_cells, mixes
from simulator.results.outline import Outline
from simulator.results.place import member_wheres, members
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import is_alive, is_inside, routes, stays
from simulator.results.tally import ratio
from simulator.scenario.quantities import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Discharges:
    """One row per discharge in the window.

    ``cell``: row of the route table. ``number``: 1 more than the discharge pathway number, 0 none.
    ``to``: care settings by index, then destinations.
    """

    cell: Integers
    care_setting: Integers
    left: Integers
    to: Integers
    number: Integers


def discharges(run: Run) -> Discharges:
    """Stays left alive in the window for anywhere but, from acute, another acute bed."""
    every = run.once(stays)
    kept = np.flatnonzero(
        run.is_within(every.left) & run.once(is_alive) & (every.started >= 0) & ~run.once(is_inside)
    )
    cell = every.route_row[kept]
    number, to = run.fixed(_ways)
    return Discharges(cell, every.care_setting[kept], every.left[kept], to[cell], number[cell])


def _ways(outline: Outline) -> tuple[Integers, Integers]:
    """``number`` and ``to`` of each row of the route table (see ``Discharges``)."""
    table, said = outline.once(routes), outline.scenario.pathways
    numbers = [said[name].number if name in said else None for name in table.pathways]
    number = np.array([0 if n is None else n + 1 for n in numbers], dtype=np.int64)
    beyond = np.where(table.next_kind == StepKind.LEAVE, len(outline.network.care_settings), 0)
    return number[table.pathway], table.next_target + beyond


def _table(run: Run, column: Integers, size: int) -> Floats:
    """Discharges by place and a column's value."""
    table, places = run.once(discharges), run.fixed(members)
    n = len(run.network.care_settings)
    cells = np.bincount(table.care_setting * size + column, minlength=n * size).reshape(n, size)
    return np.array([cells[inside].sum(axis=0) for _, inside in places], dtype=np.float64)


def _by_number(run: Run) -> Floats:
    """Discharges by place and pathway number 0 to 3; others are left out."""
    return _table(run, run.once(discharges).number, 5)[:, 1:]


def _counts(run: Run) -> Floats:
    """Discharges by mix."""
    return run.fixed(by_mix).counts(run.once(discharges).cell)


def _number_cells(outline: Outline, statistic: str) -> Cells:
    places = [
        where(care_setting=place.care_setting, pathway_number=str(number))
        for place, _ in outline.once(members)
        for number in range(4)
    ]
    return Cells.each(places, (statistic,))


def discharges_per_day(run: Run) -> list[Table]:
    """Discharges a day, by place, group, pathway and pathway number."""
    return [
        Table(run.fixed(mix_cells, ("per_day",)), run.once(_counts) / run.days),
        Table(run.fixed(_number_cells, "per_day"), run.once(_by_number) / run.days),
    ]


def _of_pathways(outline: Outline) -> tuple[Cells, Integers, Integers]:
    """The mixes of places and pathways: their cells, their positions, those of their places."""
    found = [(at, mix) for at, mix in enumerate(outline.once(mixes)) if mix.kind == 2]
    cells = Cells.each([mix.where for _, mix in found], ("share",))
    position = np.array([at for at, _ in found], dtype=np.int64)
    return cells, position, np.array([mix.place for _, mix in found], dtype=np.int64)


def discharge_shares(run: Run) -> list[Table]:
    """Share of each pathway and of each pathway number in a place's discharges."""
    counts, numbered = run.once(_counts), run.once(_by_number)
    cells, position, place = run.fixed(_of_pathways)
    return [
        Table(cells, ratio(counts[position], counts[place])),
        Table(
            run.fixed(_number_cells, "share"), ratio(numbered, numbered.sum(axis=1, keepdims=True))
        ),
    ]


def _weekly(run: Run) -> tuple[Floats, Floats]:
    """Discharges of each place on a day of each weekday, and on any day."""
    counts = _table(run, run.weekday(run.once(discharges).left), 7)
    return ratio(counts, run.days_by_weekday), counts.sum(axis=1) / run.days


def _weekday_cells(outline: Outline) -> Cells:
    places = [
        where(care_setting=place.care_setting, weekday=day)
        for place, _ in outline.once(members)
        for day in WEEKDAYS
    ]
    return Cells.each(places, ("relative", "per_day"))


def discharges_by_weekday(run: Run) -> list[Table]:
    """Discharges on each weekday: a day, and relative to the mean day."""
    rates, mean = run.once(_weekly)
    return [Table.of(run.fixed(_weekday_cells), [ratio(rates, mean[:, None]), rates])]


def _place_cells(outline: Outline, statistic: str) -> Cells:
    return Cells.each(outline.once(member_wheres), (statistic,))


def weekend_ratio(run: Run) -> list[Table]:
    """Discharges on a day of the weekend over those on a day from Monday to Friday."""
    rates, _ = run.once(_weekly)
    ratios = ratio(rates[:, 5:].mean(axis=1), rates[:, :5].mean(axis=1))
    return [Table(run.fixed(_place_cells, "ratio"), ratios)]


def _hourly(run: Run) -> Floats:
    return _table(run, run.once(discharges).left % DAY // HOUR, 24)


def _hour_cells(outline: Outline) -> Cells:
    places = [
        where(care_setting=place.care_setting, hour=str(hour))
        for place, _ in outline.once(members)
        for hour in range(24)
    ]
    return Cells.each(places, ("share",))


def discharges_by_hour(run: Run) -> list[Table]:
    """Share of discharges in each hour of the day."""
    counts = run.once(_hourly)
    return [Table(run.fixed(_hour_cells), ratio(counts, counts.sum(axis=1, keepdims=True)))]


def discharged_by_17(run: Run) -> list[Table]:
    """Share of discharges before 17:00."""
    counts = run.once(_hourly)
    shares = ratio(counts[:, :17].sum(axis=1), counts.sum(axis=1))
    return [Table(run.fixed(_place_cells, "share"), shares)]


def _destinations(outline: Outline) -> tuple[list[str], Integers]:
    """Names of where one may go to, and the name (by position) of each ``to``."""
    settings = [setting.name for setting in outline.network.care_settings]
    names = [*settings, *outline.network.destinations]
    # A care setting and a destination of one name are one.
    known = list(dict.fromkeys(names))
    return known, np.array([known.index(name) for name in names], dtype=np.int64)


def _destination_cells(outline: Outline) -> Cells:
    names, _ = outline.once(_destinations)
    return Cells(
        tuple(
            (where(care_setting=place.care_setting, destination=name), statistic)
            for place, _ in outline.once(members)
            for statistic in ("per_day", "share")
            for name in names
        )
    )


def discharge_destinations(run: Run) -> list[Table]:
    """Discharges a day, and their share, by where to."""
    names, name_of = run.fixed(_destinations)
    values = []
    for counts in _table(run, run.once(discharges).to, len(name_of)):
        totals = (
            np.bincount(name_of, each, minlength=len(names))
            for each in (counts, ratio(counts, counts.sum()))
        )
        total, share = totals
        values.append([total / run.days, share])
    return [Table(run.fixed(_destination_cells), np.array(values))]


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
