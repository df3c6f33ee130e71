"""Who comes, starts, becomes ready, leaves, dies, is lost and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import DAY
from simulator.results.measure import (
    ALL_ACUTE,
    DIMENSIONS,
    Cells,
    Measure,
    Row,
    Table,
    spread,
    where,
)
from simulator.results.mix import by_mix, mix_cells, mixes
from simulator.results.outline import Outline
from simulator.results.place import members, units
from simulator.results.run import Booleans, Integers, Run
from simulator.results.spell import spells
from simulator.results.stays import StayEnd, is_acute, stays
from simulator.results.tally import part_of, ratio
from simulator.results.there_at_start import is_there_at_start, started_in_run, was_ready
from simulator.scenario.quantities import WEEKDAYS

READMITTED_WITHIN = 30 * DAY


def _by_group(run: Run, patients: Integers) -> Iterator[tuple[dict[str, str], int]]:
    """Patients in all and by group."""
    yield {}, len(patients)
    n = np.bincount(run.patients.group[patients], minlength=len(run.network.groups))
    for group, count in zip(run.network.groups, n, strict=True):
        yield {"group": group}, int(count)


def _per_day(run: Run, is_counted: Booleans) -> list[Row]:
    return [
        Row("per_day", n / run.days, **where)
        for where, n in _by_group(run, np.flatnonzero(is_counted))
    ]


def arrivals(run: Run) -> list[Row]:
    """Journeys begun a day."""
    came = run.is_within(run.journeys.arrived) & ~run.once(is_there_at_start)
    return _per_day(run, came)


def departures(run: Run) -> list[Row]:
    """Journeys ended by leaving a day."""
    return _per_day(run, run.is_within(run.journeys.finished) & _has_exit(run, Exit.LEFT))


def lost(run: Run) -> list[Row]:
    """Journeys lost a day."""
    return _per_day(run, run.is_within(run.journeys.finished) & _has_exit(run, Exit.LOST))


def postponed(run: Run) -> list[Row]:
    """Postponements a day."""
    row = np.flatnonzero(run.journeys.postponed)
    row = row[run.is_within(run.journeys.asked[row])]
    times = run.journeys.postponed[row]
    patient = np.searchsorted(run.patients.first, row, side="right") - 1
    n = np.bincount(run.patients.group[patient], times, minlength=len(run.network.groups))
    named = zip(run.network.groups, n, strict=True)
    rows = [Row("per_day", float(count) / run.days, group=group) for group, count in named]
    return [Row("per_day", float(times.sum()) / run.days), *rows]


def _has_exit(run: Run, how: Exit) -> Booleans:
    is_so: Booleans = run.journeys.exit == how
    return is_so


def readmissions(run: Run) -> list[Row]:
    """Returns a day, by group that they come back as."""
    is_return = run.patients.depth > 0
    # What a returned patient does elsewhere goes on with that return.
    is_return[run.patients.instead_as[run.patients.instead_as >= 0]] = False
    return _per_day(run, run.is_within(run.journeys.arrived) & is_return)


def readmitted(run: Run) -> list[Row]:
    """Share of those who left that came back within 30 days."""
    journeys, returns = run.journeys, run.patients.returns_as
    is_followed = journeys.finished + READMITTED_WITHIN <= run.network.end
    left = np.flatnonzero(
        _has_exit(run, Exit.LEFT) & run.is_within(journeys.finished) & is_followed
    )
    back = np.where(returns[left] >= 0, journeys.arrived[np.maximum(returns[left], 0)], -1)
    soon = left[(back >= 0) & (back - journeys.finished[left] <= READMITTED_WITHIN)]
    return [
        row
        for (where, n), (_, came_back) in zip(
            _by_group(run, left), _by_group(run, soon), strict=True
        )
        for row in spread({"share": part_of(came_back, n), "n": float(n)}, **where)
    ]


def deaths(run: Run) -> list[Row | Table]:
    """Deaths a day, and as a share of the stays that ended."""
    every, grouping = run.once(stays), run.fixed(by_mix)
    ended = np.flatnonzero(run.is_within(every.left) & (every.started >= 0))
    cell = every.route_row[ended]
    n, dead = grouping.counts(cell), grouping.counts(cell, every.end[ended] == StayEnd.DIED)
    cells = run.fixed(mix_cells, ("per_day", "share"))
    died_at = run.is_within(run.journeys.finished) & _has_exit(run, Exit.DIED)
    return [*_per_day(run, died_at), Table.of(cells, [dead / run.days, ratio(dead, n)])]


def _unit_cells(outline: Outline) -> Cells:
    return Cells.each([where(**one.where) for one in units(outline.network)], ("per_day",))


def starts(run: Run) -> list[Table]:
    """Stays started a day, by place, group and pathway, and by unit."""
    every, grouping = run.once(stays), run.fixed(by_mix)
    started = np.flatnonzero(run.once(started_in_run))
    n = grouping.counts(every.route_row[started])
    # A move within acute beds is a start in its setting and in its unit, not in all acute beds.
    is_inner = run.once(is_inner_move)[started]
    if is_inner.any():
        without = grouping.counts(every.route_row[started[~is_inner]])
        n = np.where(run.fixed(_is_all_acute), without, n)
    by_unit = np.bincount(every.first_unit[started], minlength=len(run.network.units))
    return [
        Table(run.fixed(mix_cells, ("per_day",)), n / run.days),
        Table(run.fixed(_unit_cells), by_unit / run.days),
    ]


def _is_all_acute(outline: Outline) -> Booleans:
    """For each mix, whether it is of all acute beds."""
    at = DIMENSIONS.index("care_setting")
    return np.array([mix.where[at] == ALL_ACUTE for mix in outline.once(mixes)])


def is_inner_move(run: Run) -> Booleans:
    """For each stay, whether it goes on with a hospital spell."""
    goes_on = run.once(is_acute) & (run.once(stays).started >= 0)
    goes_on[run.once(spells).first] = False
    return goes_on


def _weekday_cells(outline: Outline) -> Cells:
    places = [
        where(care_setting=place.care_setting, weekday=day)
        for place, _ in outline.once(members)
        for day in ("", *WEEKDAYS)
    ]
    return Cells.each(places, ("per_day",))


def readiness(run: Run) -> list[Table]:
    """Patients declared ready a day, by weekday."""
    every, n_settings = run.once(stays), len(run.network.care_settings)
    ready = np.flatnonzero(run.is_within(every.ready) & ~run.once(was_ready))
    cell = every.care_setting[ready] * 7 + run.weekday(every.ready[ready])
    by_setting = np.bincount(cell, minlength=n_settings * 7).reshape(n_settings, 7)
    n = np.array([by_setting[inside].sum(axis=0) for _, inside in run.fixed(members)])
    in_all, rates = n.sum(axis=1, keepdims=True) / run.days, ratio(n, run.days_by_weekday)
    return [Table(run.fixed(_weekday_cells), np.concatenate([in_all, rates], axis=1))]


_DAILY = ("per_day",)

MEASURES = (
    Measure(
        "arrivals",
        "Arrivals",
        "patients a day",
        "Journeys that began in the window, returns and those sent here from elsewhere included, a "
        "day; not of those there when the run began.",
        ("group",),
        _DAILY,
        arrivals,
    ),
    Measure(
        "starts",
        "Stays started",
        "patients a day",
        "Stays started (in the place) in the window, a day; for all acute beds hospital spells "
        "begun, so a move from one acute bed to another is not counted there. Who is brought back "
        "from out of area started there, and does not start again.",
        ("care_setting", "unit", "group", "pathway"),
        _DAILY,
        starts,
    ),
    Measure(
        "readiness",
        "Declared ready",
        "patients a day",
        "Stays declared ready (for the first time) in the window, a day; by weekday, on a day that "
        "is one.",
        ("care_setting", "weekday"),
        _DAILY,
        readiness,
    ),
    Measure(
        "departures",
        "Journeys ended by leaving",
        "patients a day",
        "Journeys whose last step, leaving, was reached in the window, a day.",
        ("group",),
        _DAILY,
        departures,
    ),
    Measure(
        "deaths",
        "Deaths",
        "deaths a day",
        "Deaths in the window, a day; in a place, those who died in it. Share: of the stays there "
        "that ended in the window, however they ended.",
        ("care_setting", "group", "pathway"),
        ("per_day", "share"),
        deaths,
    ),
    Measure(
        "lost",
        "Lost",
        "patients a day",
        "Journeys that ended in the window because a limit on waiting ran out, a day.",
        ("group",),
        _DAILY,
        lost,
    ),
    Measure(
        "postponed",
        "Postponed",
        "postponements a day",
        "Times that a wait was put off, of steps first asked for in the window, a day.",
        ("group",),
        _DAILY,
        postponed,
    ),
    Measure(
        "readmissions",
        "Readmissions",
        "patients a day",
        "Returns that arrived in the window, a day, by the group that they come back as.",
        ("group",),
        _DAILY,
        readmissions,
    ),
    Measure(
        "readmitted",
        "Readmitted within 30 days",
        "share",
        "Of journeys that ended by leaving in the window and at least 30 days before the end of "
        "the run: the share followed by a return at most 30 days later; by the group that left.",
        ("group",),
        ("share", "n"),
        readmitted,
    ),
)
