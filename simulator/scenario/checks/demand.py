"""Demand against the run: how many it brings, and whether what it says falls in the run."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.demand import Arrivals
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.schema import Calendar, Scenario

DAYS_A_YEAR = 365.25
DAY = dt.timedelta(days=1)
# A last step that holds for this many times as long as any before it is looked at.
LONG = 2


def days_of(calendar: Calendar) -> float:
    """Days of a run, warm-up included."""
    return calendar.warm_up.days + calendar.run_for.days


def span(calendar: Calendar) -> tuple[dt.datetime, dt.datetime]:
    """When a run begins, and when it is over."""
    first = calendar.start
    begins = dt.datetime(first.year, first.month, first.day)
    return begins, begins + dt.timedelta(days=days_of(calendar))


def expected_arrivals(arrivals: Arrivals, calendar: Calendar) -> float:
    """First arrivals expected in a run, with growth, without the seasons and bank holidays."""
    begins, ends = span(calendar)
    if arrivals.times is not None:
        return float(sum(begins <= time < ends for time in arrivals.times.rows))
    if arrivals.steps:
        return sum(
            per_day * ((min(until, ends) - max(time, begins)) / DAY)
            for (time, per_day), until in _held(arrivals, ends)
            if until > begins
        )
    a_day, days = _a_day(arrivals), days_of(calendar)
    rate = math.log1p(arrivals.growth_per_year) / DAYS_A_YEAR
    return a_day * (math.expm1(rate * days) / rate if rate else days)


def _a_day(arrivals: Arrivals) -> float:
    if arrivals.booked is not None:
        weekly = sum(
            each.count * sum(len(day) for day in each.at.minutes) for each in arrivals.booked
        )
        return weekly / 7
    if arrivals.by_weekday_and_hour is not None:
        return sum(map(sum, arrivals.by_weekday_and_hour)) / 7
    return arrivals.per_day or 0.0


def _held(
    arrivals: Arrivals, ends: dt.datetime
) -> list[tuple[tuple[dt.datetime, float], dt.datetime]]:
    """Each step that begins before the end, and until when it holds."""
    steps = [step for step in arrivals.steps if step[0] < ends]
    untils = [*(time for time, _ in steps[1:]), ends]
    return list(zip(steps, untils, strict=False))


def curve_covers_the_run(
    scenario: Scenario, path: Path, name: str, group: PatientGroup
) -> Findings:
    """A demand curve begins no later than the run does."""
    steps = group.arrivals.steps
    if steps and steps[0][0] > span(scenario.calendar)[0]:
        yield Finding(
            (*path, "arrivals", group.arrivals.way),
            f"the demand of '{name}' is said from {steps[0][0]:%Y-%m-%d %H:%M} on, and the run "
            f"begins on {scenario.calendar.start}, warm-up included",
            "add a step that begins no later than the run; with per_day 0 if nobody comes then",
        )


def curve_goes_on(scenario: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """The last step of a demand curve does not hold on for very much longer than the others."""
    steps = group.arrivals.steps
    longest = max((b - a for (a, _), (b, _) in pairwise(steps)), default=None)
    if longest is None:
        return
    _, ends = span(scenario.calendar)
    if ends - steps[-1][0] > LONG * longest:
        time, per_day = steps[-1]
        yield Finding(
            (*path, "arrivals", group.arrivals.way),
            f"the last step of the demand of '{name}', {per_day:g} a day, begins at "
            f"{time:%Y-%m-%d %H:%M} and holds for {(ends - time) / DAY:.0f} days to the end of "
            f"the run; no step before it holds for more than {longest / DAY:.3g}",
            "add the steps that are missing, or run for less",
        )


def times_in_the_run(scenario: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """Every arrival of a file falls in the run."""
    times = group.arrivals.times
    if times is None:
        return
    begins, ends = span(scenario.calendar)
    before = sum(time < begins for time in times.rows)
    after = sum(time >= ends for time in times.rows)
    if before or after:
        yield Finding(
            (*path, "arrivals", "times"),
            f"{before + after:,} of the {len(times.rows):,} arrivals of '{name}' in {times.file} "
            f"are left out: {before:,} before the run begins on {begins:%Y-%m-%d} and {after:,} "
            f"after it ends at {ends:%Y-%m-%d %H:%M}",
            "look at start, warm_up and run_for, if they should be in it",
        )


def times_without_returns(_: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """A group whose arrivals are all in a file does not come back on top of them."""
    rule = group.readmission
    if group.arrivals.times is None or rule is None or rule.chance == 0:
        return
    if rule.returns_as in (None, name):
        yield Finding(
            (*path, "readmission"),
            f"patients of '{name}' come back on top of the arrivals in "
            f"{group.arrivals.times.file}; they come twice if the file has readmissions too",
            "leave readmissions out of the file, or readmission out of the group",
        )
