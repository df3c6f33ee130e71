"""Who comes, starts, becomes ready, leaves, dies, is lost and comes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import DAY
from simulator.results.measure import Measure, Row, spread
from simulator.results.mix import keys, mixes, repeated
from simulator.results.place import members, units
from simulator.results.run import Booleans, Integers, Run
from simulator.results.spell import spells
from simulator.results.stays import StayEnd, is_acute_setting, stays
from simulator.results.tally import part_of, ratio
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
    return _per_day(run, run.is_within(run.journeys.arrived))


def departures(run: Run) -> list[Row]:
    """Journeys ended by leaving a day."""
    return _per_day(run, run.is_within(run.journeys.finished) & _has_exit(run, Exit.LEFT))


def lost(run: Run) -> list[Row]:
    """Journeys lost a day."""
    return _per_day(run, run.is_within(run.journeys.finished) & _has_exit(run, Exit.LOST))


def postponed(run: Run) -> list[Row]:
    """Postponements a day."""
    is_asked = run.is_within(run.journeys.asked)
    times = np.where(is_asked, run.journeys.postponed, 0)
    per_patient = np.add.reduceat(np.append(times, 0), run.patients.first[:-1])
    n = np.bincount(run.patients.group, per_patient, minlength=len(run.network.groups))
    named = zip(run.network.groups, n, strict=True)
    rows = [Row("per_day", float(count) / run.days, group=group) for group, count in named]
    return [Row("per_day", float(times.sum()) / run.days), *rows]


def _has_exit(run: Run, how: Exit) -> Booleans:
    is_so: Booleans = run.journeys.exit == how
    return is_so


def readmissions(run: Run) -> list[Row]:
    """Returns a day, by group that they come back as."""
    is_return = run.patients.depth > 0
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


def deaths(run: Run) -> list[Row]:
    """Deaths a day, and as a share of the stays that ended."""
    every = run.once(stays)
    ended = np.flatnonzero(run.is_within(every.left) & (every.started >= 0))
    row, place = repeated(run, every.care_setting[ended])
    row = ended[row]
    table = keys(run, place, every.group[row], every.pathway[row])
    n, died = table.counts(), table.counts(every.end[row] == StayEnd.DIED)
    rows = []
    for mix in run.once(mixes):
        dead, whole = float(died[mix.kind][mix.key]), float(n[mix.kind][mix.key])
        values = {"per_day": dead / run.days, "share": part_of(dead, whole)}
        rows += spread(values, **mix.where)
    died_at = run.is_within(run.journeys.finished) & _has_exit(run, Exit.DIED)
    return [*_per_day(run, died_at), *rows]


def starts(run: Run) -> list[Row]:
    """Stays started a day, by place, group and pathway, and by unit."""
    every = run.once(stays)
    started = np.flatnonzero(run.is_within(every.started) & ~run.once(is_inner_move))
    row, place = repeated(run, every.care_setting[started])
    row = started[row]
    # A move within acute beds is a start in its setting and in its unit, not in all acute beds.
    inner = np.flatnonzero(run.is_within(every.started) & run.once(is_inner_move))
    row, place = np.append(row, inner), np.append(place, every.care_setting[inner])
    n = keys(run, place, every.group[row], every.pathway[row]).counts()
    rows = [
        Row("per_day", float(n[mix.kind][mix.key]) / run.days, **mix.where)
        for mix in run.once(mixes)
    ]
    by_unit = np.bincount(
        every.unit[run.is_within(every.started)], minlength=len(run.network.units)
    )
    for one, count in zip(units(run.network), by_unit, strict=True):
        rows.append(Row("per_day", float(count) / run.days, **one.where))
    return rows


def is_inner_move(run: Run) -> Booleans:
    """For each stay, whether it goes on with a hospital spell."""
    every = run.once(stays)
    is_acute = run.once(is_acute_setting)[every.care_setting] & (every.started >= 0)
    begins = np.zeros(len(every), dtype=np.bool_)
    begins[run.once(spells).first] = True
    return is_acute & ~begins


def readiness(run: Run) -> list[Row]:
    """Patients declared ready a day, by weekday."""
    every = run.once(stays)
    ready = np.flatnonzero(run.is_within(every.ready))
    row, place = repeated(run, every.care_setting[ready])
    weekday = run.weekday(every.ready[ready[row]])
    n = np.bincount(place * 7 + weekday, minlength=len(members(run)) * 7).reshape(-1, 7)
    rows = []
    for (one, _), counts in zip(members(run), n, strict=True):
        where = {"care_setting": one.care_setting}
        rows.append(Row("per_day", float(counts.sum()) / run.days, **where))
        rates = ratio(counts, run.days_by_weekday)
        for weekday_name, rate in zip(WEEKDAYS, rates, strict=True):
            rows.append(Row("per_day", float(rate), weekday=weekday_name, **where))
    return rows


_DAILY = ("per_day",)

MEASURES = (
    Measure(
        "arrivals",
        "Arrivals",
        "patients a day",
        "Journeys that began in the window, returns included, a day.",
        ("group",),
        _DAILY,
        arrivals,
    ),
    Measure(
        "starts",
        "Stays started",
        "patients a day",
        "Stays started (in the place) in the window, a day; for all acute beds hospital spells "
        "begun, so a move from one acute bed to another is not counted there.",
        ("care_setting", "unit", "group", "pathway"),
        _DAILY,
        starts,
    ),
    Measure(
        "readiness",
        "Declared ready",
        "patients a day",
        "Stays declared ready in the window, a day; by weekday, on a day that is one.",
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
