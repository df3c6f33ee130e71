"""Dates and lengths of a run against what the scenario says: warned of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from simulator.scenario.care_setting import CapacityChange
from simulator.scenario.checks.hours import longest_opening
from simulator.scenario.checks.reach import handoffs_used, law_of, visits
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.handoff import Handoff
from simulator.scenario.law import Law
from simulator.scenario.quantities import WeeklyHours
from simulator.scenario.schema import Scenario

WARM_UP_STAYS = 3
MeanOf = Callable[[Law], float]


def still_valid(scenario: Scenario) -> Findings:
    """A scenario is valid when its run begins."""
    start = scenario.calendar.start
    if scenario.valid_until is not None and scenario.valid_until < start:
        says = f"valid until {scenario.valid_until}, and the run begins on {start}"
        yield Finding(("valid_until",), says, "look at the scenario again, then set a new date")


def changes_in_the_run(scenario: Scenario) -> Findings:
    """Changes of capacity fall in the run."""
    calendar = scenario.calendar
    days = calendar.warm_up.days + calendar.run_for.days
    last = calendar.start + dt.timedelta(days=days)
    for path, change in _changes(scenario):
        if change.starts >= last:
            says = f"begins on {change.starts}; the run ends before {last}"
            yield Finding((*path, "starts"), says, "look at the date, or run for longer")
        elif change.every_year:
            continue
        elif change.ends is not None and change.ends < calendar.start:
            says = f"is over on {change.ends}; the run begins on {calendar.start}"
            yield Finding((*path, "ends"), says, "look at the date, or leave it out")


def _changes(scenario: Scenario) -> Iterator[tuple[Path, CapacityChange]]:
    held: list[tuple[Path, Sequence[CapacityChange]]] = [
        (("handoffs", name), handoff.capacity_changes)
        for name, handoff in scenario.handoffs.items()
    ]
    for name, setting in scenario.care_settings.items():
        for i, unit in enumerate(setting.units):
            held.append((("care_settings", name, "units", i), unit.capacity_changes))
    for path, changes in held:
        for i, change in enumerate(changes):
            yield (*path, "capacity_changes", i), change


def warm_up_long_enough(mean_of: MeanOf) -> Callable[..., Findings]:
    """The rule that warm-up is at least three times the longest mean stay.

    A run that starts full needs none.
    """

    def find(scenario: Scenario) -> Findings:
        if scenario.starts_full is not None:
            return
        laws = [
            (law, v.stay.care_setting) for v in visits(scenario) if (law := law_of(scenario, v))
        ]
        longest, where = max(((mean_of(law), where) for law, where in laws), default=(0.0, ""))
        warm_up = scenario.calendar.warm_up
        if warm_up.days < WARM_UP_STAYS * longest:
            needed = WARM_UP_STAYS * longest
            says = (
                f"warm-up is {warm_up}; patients stay in '{where}' for {longest:.1f} days on "
                "average, so the place may not have filled up by then"
            )
            yield Finding(("calendar", "warm_up"), says, f"make it {needed:.0f} days or more")

    return find


def tasks_fit(mean_of: MeanOf) -> Callable[..., Findings]:
    """The rule that a task done only if it fits is, on average, no longer than the opening."""

    def find(scenario: Scenario) -> Findings:
        used = handoffs_used(scenario)
        for name, handoff in scenario.handoffs.items():
            if name not in used or handoff.task is None or handoff.at_close != "fit":
                continue
            longest = _longest_opening(handoff)
            mean_hours = 24 * mean_of(handoff.task)
            if mean_hours * 60 > longest:
                yield Finding(
                    ("handoffs", name, "at_close"),
                    f"a task of '{name}' takes {mean_hours:.1f} hours on average, its longest "
                    f"opening {longest / 60:.1f}: most tasks never fit, and run on as `pause`",
                    "use `pause` or `finish`, or longer hours",
                )

    return find


def _longest_opening(handoff: Handoff) -> int:
    """Minutes of the longest opening; of its shifts together where it has no hours of its own."""
    hours = handoff.hours
    if hours.is_always and handoff.staff is not None and not isinstance(handoff.staff, int):
        hours = WeeklyHours.together([shift.hours for shift in handoff.staff if shift.staff > 0])
    return longest_opening(hours)
