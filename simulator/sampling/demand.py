"""The demand curve: how many first arrivals a day are expected at each hour of each date.

At hour h of a date d of the run, a group's rate a day is, with ``per_day``,

    per_day x hour[h] / mean(hour) x weekday[d] / mean(weekday) x month[d] / mean(month)
            x (1 + growth_per_year) ** (days since the start / 365.25) x first_share

where the mean of the month weights counts each month by its days in the year of d. So with no
growth, every week of equal month weight brings ``7 x per_day``, and every calendar year
``days x per_day`` but for its one or two weekdays beyond 52 weeks. Growth steps from date to date;
the rate is constant within an hour. Every day has 24 hours.

With ``by_weekday_and_hour`` 24 times its number stands for per_day, hour and weekday. With a curve
or table the step that holds at that hour stands for per_day, and month and growth are left out.
Arrivals that are known beforehand (times and bookings) have as their curve what they bring.

``first_share`` is 1 unless demand counts readmissions too. It is then
``1 / (1 + returns)``, with ``returns`` the expected number of returns of one first arrival:
``sum over k = 1 .. at_most of (chance x alive) ** k``, where ``alive`` is the chance that a journey
of this group meets no death at the end of a stay. Deaths while delayed and losses at a limit depend
on the run and are left out of it, and so are returns as another group; a return is counted on
the day of the first arrival, so that the first weeks of a run see fewer.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, HOUR
from simulator.network.plan import Plan, RouteDraws
from simulator.sampling.known import is_known, known
from simulator.scenario.demand import Arrivals
from simulator.scenario.patient_group import PatientGroup

Reals = NDArray[np.float64]

DAYS_A_YEAR = 365.25
HOURS = DAY // HOUR


def rates(arrivals: Arrivals, start: dt.date, days: int, first_share: float = 1.0) -> Reals:
    """First arrivals a day expected at each hour of each date; shape (days, 24).

    For arrivals that come by chance; those known beforehand are in ``known``.

    Raises:
        ValueError: all weights of an hour, weekday or month are 0, or there is no curve.
    """
    dates = [start + dt.timedelta(days=day) for day in range(days)]
    if arrivals.steps:
        by_weekday = _relative(arrivals.by_weekday, [1.0] * 7, "by_weekday")
        by_day = by_weekday[[date.weekday() for date in dates]]
        by_hour = _relative(arrivals.by_hour, [1.0] * 24, "by_hour")
        return _held(arrivals, start, days) * first_share * by_day[:, None] * by_hour[None, :]
    if arrivals.by_weekday_and_hour is not None:
        week = 24 * np.array(arrivals.by_weekday_and_hour)
        by_day = _by_day(arrivals, dates)
        return week[[date.weekday() for date in dates]] * first_share * by_day[:, None]
    if arrivals.per_day is None:
        raise ValueError(f"arrivals said by {arrivals.way} have no curve")
    by_hour = _relative(arrivals.by_hour, [1.0] * 24, "by_hour")
    return arrivals.per_day * first_share * _by_day(arrivals, dates)[:, None] * by_hour[None, :]


def expected(
    arrivals: Arrivals, start: dt.date, days: int, country: str, first_share: float = 1.0
) -> Reals:
    """First arrivals a day at each hour of each date, those known beforehand included."""
    if not is_known(arrivals):
        return rates(arrivals, start, days, first_share)
    _, times = known(arrivals, start, days * DAY, country)
    by_hour = np.bincount(times // HOUR, minlength=days * HOURS).astype(np.float64)
    return by_hour.reshape(days, HOURS) * HOURS


def _by_day(arrivals: Arrivals, dates: Sequence[dt.date]) -> Reals:
    weekday = _relative(arrivals.by_weekday, [1.0] * 7, "by_weekday")
    months = {
        year: _relative(arrivals.by_month, _month_days(year), "by_month")
        for year in sorted({date.year for date in dates})
    }
    growth = math.log1p(arrivals.growth_per_year) / DAYS_A_YEAR
    return np.array(
        [
            weekday[date.weekday()] * months[date.year][date.month - 1] * math.exp(growth * day)
            for day, date in enumerate(dates)
        ]
    )


def _held(arrivals: Arrivals, start: dt.date, days: int) -> Reals:
    """The step that holds at each hour of each date; 0 before the first."""
    midnight = dt.datetime.combine(start, dt.time())
    begins = [(time - midnight) // dt.timedelta(hours=1) for time, _ in arrivals.steps]
    per_day = np.array([0.0, *(per_day for _, per_day in arrivals.steps)])
    at = np.searchsorted(begins, np.arange(days * HOURS), side="right")
    return per_day[at].reshape(days, HOURS)


def first_share(group: str, who: PatientGroup, plan: Plan) -> float:
    """Share of a group's demand that are first arrivals."""
    if not who.arrivals.includes_readmissions:
        return 1.0
    return 1 / (1 + expected_returns(group, who, plan))


def expected_returns(group: str, who: PatientGroup, plan: Plan) -> float:
    """Returns to the same group expected of one first arrival, as the module says."""
    readmission = who.readmission
    if readmission is None or readmission.returns_as not in (None, group):
        return 0.0
    again = readmission.chance * _alive(group, who, plan)
    return sum(again**time for time in range(1, readmission.at_most + 1))


def _alive(group: str, who: PatientGroup, plan: Plan) -> float:
    total = sum(who.pathways.values())
    return sum(
        who.pathways.get(route.pathway, 0.0)
        / total
        * _branch_chance(route, plan)
        * _survives(route)
        for route in plan.routes
        if route.group == group
    )


def _branch_chance(route: RouteDraws, plan: Plan) -> float:
    shares = {b.name: dict(b.options) for b in plan.branches if b.pathway == route.pathway}
    taken = (shares[name] for name, _ in route.branches)
    return math.prod(
        options[option] / sum(options.values())
        for options, (_, option) in zip(taken, route.branches, strict=True)
    )


def _survives(route: RouteDraws) -> float:
    return math.prod(1 - step.mortality.chance for step in route.steps if step.mortality)


def _relative(weights: Sequence[float] | None, counts: Sequence[float], name: str) -> Reals:
    """Weights over their mean, each counted so often."""
    each = np.ones(len(counts)) if weights is None else np.asarray(weights, dtype=np.float64)
    mean = float(np.average(each, weights=counts))
    if mean <= 0:
        raise ValueError(f"{name}: at least one weight must be above 0")
    return each / mean


def _month_days(year: int) -> list[float]:
    return [float(calendar.monthrange(year, month)[1]) for month in range(1, 13)]
