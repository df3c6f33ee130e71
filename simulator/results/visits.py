"""Visits of teams: owed to their patients, deliverable, delivered and not delivered.

Read off the journeys and the capacity paths, in whole days of the window.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.network.calendars import Dates
from simulator.network.network import DAY
from simulator.results.falls import falls
from simulator.results.hold import holds
from simulator.results.measure import Cells, Measure, Row, Table, Where, where
from simulator.results.midnight import days_within
from simulator.results.opening import open_paths
from simulator.results.outline import Booleans, Floats, Integers, Outline
from simulator.results.place import Path, Place
from simulator.results.run import Run
from simulator.results.tally import ratio
from simulator.scenario.care_setting import Unit
from simulator.scenario.quantities import WEEKDAYS

VISITS = "visits"
HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Visiting:
    """Visits by unit of a visiting team (``visiting_units``) and whole day of the window."""

    owed: Floats
    deliverable: Floats

    @property
    def delivered(self) -> Floats:
        """What is owed, as far as it can be made, unit by unit and day by day."""
        return np.minimum(self.owed, self.deliverable)


def visiting_units(outline: Outline) -> tuple[int, ...]:
    """Indices of the units whose care setting is of kind visits."""
    owners = outline.network.care_settings
    return tuple(
        at
        for at, unit in enumerate(outline.network.units)
        if owners[unit.care_setting].kind == VISITS
    )


def visits(run: Run) -> Visiting:
    """Visits owed and deliverable, days with nothing owed by agreement left at 0."""
    chosen = list(run.fixed(visiting_units))
    deliverable = _deliverable(run)
    if not chosen:
        return Visiting(deliverable, deliverable)
    return Visiting(np.where(run.fixed(_owes), _weight_days(run)[chosen], 0.0), deliverable)


def _weight_days(run: Run) -> Floats:
    """What patients in the place are owed: units x whole days of the window, in visits."""
    every, fallen = run.once(holds), run.once(falls)
    is_visited = np.isin(every.unit, run.fixed(visiting_units))
    came = np.flatnonzero(is_visited & (every.started >= 0))
    went = came[every.left[came] >= 0]
    still = np.flatnonzero(every.left[fallen.stay] >= 0)
    unit = every.unit[np.concatenate([came, went, fallen.stay, fallen.stay[still]])]
    time = np.concatenate(
        [every.started[came], every.left[went], fallen.at, every.left[fallen.stay[still]]]
    )
    change = np.concatenate(
        [every.weight[came], -every.weight[went], -fallen.drop, fallen.drop[still]]
    )
    days = run.fixed(days_within)
    until = [_sum_to(unit, time, change, edge, len(run.network.units)) for edge in (days, days + 1)]
    return (until[1] - until[0]) / DAY


def _sum_to(
    unit: Integers, time: Integers, change: Integers, days: Integers, n_units: int
) -> Integers:
    """Integral from time 0 to each midnight of what changes by ``change``: units x midnights.

    In whole numbers: a level that changes by c at t has added up to the sum of c (T - t) at T.
    """
    order = np.lexsort((time, unit))
    unit, time, change = unit[order], time[order], change[order]
    levels = np.concatenate([[0], np.cumsum(change)])
    moments = np.concatenate([[0], np.cumsum(change * time)])
    found = np.zeros((n_units, len(days)), dtype=np.int64)
    cuts = np.searchsorted(unit, np.arange(n_units + 1))
    for at, (first, last) in enumerate(pairwise(cuts)):
        upto = first + np.searchsorted(time[first:last], days * DAY, side="right")
        level, moment = levels[upto] - levels[first], moments[upto] - moments[first]
        found[at] = level * days * DAY - moment
    return found


def _deliverable(run: Run) -> Floats:
    """Mean of the capacity path on each whole day of the window: units x days, in visits."""
    opened, days, units = run.once(open_paths), run.fixed(days_within), run.fixed(visiting_units)
    paths = [opened.get(unit, run.network.units[unit].capacity) for unit in units]
    means = [_mean_by_day(Path.of(path), days) for path in paths]
    return np.array(means).reshape(len(units), len(days))


def _mean_by_day(path: Path, days: Integers) -> Floats:
    change = np.diff(path.values, prepend=0)
    begins, ends = (
        _sum_to(np.zeros_like(path.times), path.times, change, edge, 1)[0]
        for edge in (days, days + 1)
    )
    return np.asarray((ends - begins) / DAY)


def _owes(outline: Outline) -> Booleans:
    """Whether visits are owed: units x whole days of the window."""
    scenario, days = outline.scenario, outline.once(days_within)
    dates = Dates.of(scenario.calendar.start, outline.network.end, scenario.calendar.bank_holidays)
    owes = np.ones((len(outline.once(visiting_units)), len(days)), dtype=np.bool_)
    for row, at in enumerate(outline.once(visiting_units)):
        setting = scenario.care_settings[_setting(outline, at)]
        if setting.weekend_visits == "not_owed":
            by_weekday = outline.once(_said)[at].visits_by_weekday
            owes[row] = [
                by_weekday[dates.weekday(_date(dates, day), setting.bank_holidays)] > 0
                for day in days.tolist()
            ]
    return owes


def _date(dates: Dates, day: int) -> dt.date:
    return dates.start + dt.timedelta(days=day)


def _setting(outline: Outline, unit: int) -> str:
    return outline.network.care_settings[outline.network.units[unit].care_setting].name


def _said(outline: Outline) -> tuple[Unit, ...]:
    """Units as the scenario says them, in the order of the network."""
    settings = outline.scenario.care_settings.values()
    return tuple(unit for setting in settings for unit in setting.units)


def _places(outline: Outline) -> list[Place]:
    """Care settings that visit, then their units, by position in ``visiting_units``."""
    at = {unit: row for row, unit in enumerate(outline.once(visiting_units))}
    network = outline.network
    whole = [
        Place(one.name, "", tuple(at[unit] for unit in one.units))
        for one in network.care_settings
        if one.kind == VISITS
    ]
    single = [Place(_setting(outline, u), network.units[u].name, (row,)) for u, row in at.items()]
    return whole + single


def _wheres(outline: Outline) -> tuple[Where, ...]:
    """All days together, then each weekday, of each place."""
    return tuple(
        where(**place.where, weekday=day)
        for place in outline.once(_places)
        for day in ("", *WEEKDAYS)
    )


def _cells(outline: Outline, *statistics: str) -> Cells:
    return Cells.each(outline.once(_wheres), statistics)


def _sums(run: Run, by_unit: Floats) -> Floats:
    """Sums over days, all and of each weekday: one for each of ``_wheres``."""
    weekday = run.outline.weekday(run.fixed(days_within) * DAY)
    sums = []
    for place in run.fixed(_places):
        daily = place.total(by_unit)
        sums += [daily.sum(keepdims=True), np.bincount(weekday, daily, minlength=7)]
    return np.concatenate(sums) if sums else np.zeros(0)


def _means(run: Run, by_unit: Floats) -> Floats:
    """Means over days, NaN where there is no such day."""
    return ratio(_sums(run, by_unit), _sums(run, np.ones_like(by_unit)) / _sums_of_units(run))


def _sums_of_units(run: Run) -> Floats:
    """How many units each of ``_wheres`` has."""
    return np.repeat([float(len(place.units)) for place in run.fixed(_places)], 1 + len(WEEKDAYS))


def visits_owed(run: Run) -> list[Table]:
    """Visits owed a day."""
    return [Table(run.fixed(_cells, "mean"), _means(run, run.once(visits).owed))]


def visits_deliverable(run: Run) -> list[Table]:
    """Visits that can be made a day."""
    return [Table(run.fixed(_cells, "mean"), _means(run, run.once(visits).deliverable))]


def visits_delivered(run: Run) -> list[Table]:
    """Visits made a day."""
    return [Table(run.fixed(_cells, "mean"), _means(run, run.once(visits).delivered))]


def visits_not_delivered(run: Run) -> list[Table]:
    """Visits owed and not made, a day and as a share of those owed."""
    made = run.once(visits)
    missed = made.owed - made.delivered
    share = ratio(_sums(run, missed), _sums(run, made.owed))
    return [Table.of(run.fixed(_cells, "mean", "share"), [_means(run, missed), share])]


def _teams(run: Run) -> list[tuple[Place, float, Floats]]:
    """Places of which every unit says its team: staff, and hours on the way for each visit."""
    said, visiting = run.fixed(_said), run.fixed(visiting_units)
    found = []
    for place in run.fixed(_places):
        teams = [said[visiting[row]].team for row in place.units]
        known = [team for team in teams if team is not None]
        if len(known) == len(teams):
            hours = [
                team.travel_minutes_per_visit * (1 + team.double_visits) / HOUR_MINUTES
                for team in known
            ]
            found.append((place, sum(team.staff_wte for team in known), np.array(hours)))
    return found


def visits_per_wte(run: Run) -> list[Row]:
    """Visits made a day for each whole-time equivalent in post."""
    made, n = run.once(visits).delivered, len(run.fixed(days_within))
    return [
        Row("mean", float(place.total(made).sum()) / n / staff, **place.where)
        if n and staff
        else Row("mean", float("nan"), **place.where)
        for place, staff, _ in _teams(run)
    ]


def visit_travel(run: Run) -> list[Row]:
    """Hours a day that a team spends on the way."""
    made, n = run.once(visits).delivered, len(run.fixed(days_within))
    return [
        Row("mean", float(made[list(place.units)].sum(axis=1) @ hours) / n, **place.where)
        if n
        else Row("mean", float("nan"), **place.where)
        for place, _, hours in _teams(run)
    ]


_BY = ("care_setting", "unit", "weekday")
_DAYS = "Over whole days of the window, of care settings of kind visits. "
_OWED = (
    "owed on a day: the day's time average of the visits a day that patients in the place are owed "
    "by their falling profiles"
)

MEASURES = (
    Measure(
        "visits_owed",
        "Visits owed",
        "visits a day",
        f"{_DAYS}Visits {_OWED}; where weekend_visits is not_owed, 0 on days on which the unit has "
        "no staff by its by_weekday.",
        _BY,
        ("mean",),
        visits_owed,
    ),
    Measure(
        "visits_deliverable",
        "Visits that can be made",
        "visits a day",
        f"{_DAYS}The day's time average of the capacity path.",
        _BY,
        ("mean",),
        visits_deliverable,
    ),
    Measure(
        "visits_delivered",
        "Visits made",
        "visits a day",
        f"{_DAYS}Of each unit and day the lesser of visits owed and visits that can be made.",
        _BY,
        ("mean",),
        visits_delivered,
    ),
    Measure(
        "visits_not_delivered",
        "Visits owed and not made",
        "visits a day",
        f"{_DAYS}Visits owed less visits made, unit by unit and day by day: none is made up for on "
        "another day. share: of visits owed.",
        _BY,
        ("mean", "share"),
        visits_not_delivered,
    ),
    Measure(
        "visits_per_wte",
        "Visits made for each whole-time equivalent",
        "visits a day",
        f"{_DAYS}Visits made a day over staff in post, where every unit gives its team; days "
        "without staff count among the days.",
        ("care_setting", "unit"),
        ("mean",),
        visits_per_wte,
    ),
    Measure(
        "visit_travel",
        "Time that teams spend on the way",
        "hours a day",
        f"{_DAYS}Visits made times travel to a visit, twice for double visits, where every unit "
        "gives its team.",
        ("care_setting", "unit"),
        ("mean",),
        visit_travel,
    ),
)
