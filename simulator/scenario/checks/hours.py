"""Hours, staff, starts and reviews: what somebody needs happens at some time."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.reach import Visit, handoffs_used, takes, visits
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.handoff import Handoff, Shift
from simulator.scenario.quantities import DAY_MINUTES, WeeklyHours
from simulator.scenario.schema import Scenario

ALL = 1_000_000


def is_never(hours: WeeklyHours) -> bool:
    """Whether hours never open."""
    return not sum(hours.open_minutes)


def meet(one: WeeklyHours, other: WeeklyHours) -> bool:
    """Whether two sets of hours are ever open together."""
    return any(
        max(a, c) < min(b, d)
        for these, those in zip(one.windows, other.windows, strict=True)
        for a, b in these
        for c, d in those
    )


def longest_opening(hours: WeeklyHours) -> int:
    """Minutes of the longest opening in a row, midnights included; a week when it never closes."""
    days = [
        (i * DAY_MINUTES + a, i * DAY_MINUTES + b) for i in range(7) for a, b in hours.windows[i]
    ]
    week = 7 * DAY_MINUTES
    rows: list[list[int]] = []
    for a, b in [*days, *((a + week, b + week) for a, b in days)]:
        if rows and rows[-1][1] == a:
            rows[-1][1] = b
        else:
            rows.append([a, b])
    return min(max((b - a for a, b in rows), default=0), week)


def handoffs_open(scenario: Scenario) -> Findings:
    """A handoff that somebody needs has hours in which it opens."""
    for path, name, handoff in _needed(scenario):
        if handoff.panel is None and is_never(handoff.hours):
            says = f"'{name}' is needed and never opens"
            yield Finding((*path, "hours"), says, "give it hours, like 'mon-fri 09:00-17:00'")
        elif handoff.panel is not None and _works_in_hours(handoff) and is_never(handoff.hours):
            says = f"the lead time of '{name}' runs in working time, and it never opens"
            yield Finding((*path, "hours"), says, "give it hours, like 'mon-fri 09:00-17:00'")


def _works_in_hours(handoff: Handoff) -> bool:
    return handoff.lead_time is not None and handoff.lead_time.is_working


def handoffs_staffed(scenario: Scenario) -> Findings:
    """A staffed handoff that somebody needs has somebody on duty in its hours."""
    for path, name, handoff in _needed(scenario):
        if handoff.staff is None or is_never(handoff.hours):
            continue
        if any(change.add for change in handoff.capacity_changes):
            continue
        on_duty = _on_duty(handoff)
        if not on_duty:
            says = f"'{name}' is needed and never has any staff"
            yield Finding((*path, "staff"), says, "give it at least one")
        elif not any(meet(shift.hours, handoff.hours) for shift in on_duty):
            says = f"the staff of '{name}' are never on duty in its hours"
            yield Finding((*path, "staff"), says, "let its shifts and its hours overlap")


def _on_duty(handoff: Handoff) -> list[Shift]:
    """Shifts with staff; staff given as a number are on duty always."""
    if handoff.staff is None:
        return []
    shifts = handoff.staff
    if isinstance(shifts, int):
        shifts = (Shift(hours=WeeklyHours.parse("always"), staff=shifts),)
    return [shift for shift in shifts if shift.staff > 0 and not is_never(shift.hours)]


def handoffs_started(scenario: Scenario) -> Findings:
    """A handoff that somebody needs may start, and a panel sits, at some time."""
    for path, name, handoff in _needed(scenario):
        starts = handoff.starts
        if starts is not None and not (starts.per_day or starts.per_week):
            says = f"'{name}' is needed and none may start"
            yield Finding(
                (*path, "starts"), says, "give it more than 0 starts, or leave starts out"
            )
        if handoff.panel is not None and not any(handoff.panel.sits.minutes):
            says = f"the panel of '{name}' never sits"
            yield Finding((*path, "panel", "sits"), says, "say when, like 'tue 10:00'")


def _needed(scenario: Scenario) -> Iterator[tuple[Path, str, Handoff]]:
    used = handoffs_used(scenario)
    for name, handoff in scenario.handoffs.items():
        if name in used:
            yield ("handoffs", name), name, handoff


def everyone_reviewed(scenario: Scenario) -> Findings:
    """Where there are reviews, some review sees everyone."""
    for path, setting, unit, _ in _units_used(scenario):
        rounds = setting.reviews if unit.reviews is None else unit.reviews
        most = max((round(each.covers * ALL) for each in rounds), default=ALL)
        if most < ALL:
            own = path if unit.reviews is not None else path[:2]
            yield Finding(
                (*own, "reviews"),
                f"no review sees more than {most / ALL:.4g} of patients, so the others are never "
                "declared ready",
                "give at least one review covers: 1",
            )


def ways_out_open(scenario: Scenario) -> Findings:
    """Units from which patients leave or move on are open for it at some time."""
    for path, setting, unit, made in _units_used(scenario):
        discharges = unit.discharge_hours or setting.discharge_hours
        moves_out = unit.moves_out or setting.moves_out
        if is_never(discharges) and any(_needs_discharge(visit) for visit in made):
            says = f"patients of '{unit.name}' leave for home, and its discharge hours never open"
            own = path if unit.discharge_hours is not None else path[:2]
            yield Finding((*own, "discharge_hours"), says, "give it hours")
        if is_never(moves_out) and any(_needs_moving(visit) for visit in made):
            says = f"patients of '{unit.name}' move on, and moves out never open"
            own = path if unit.moves_out is not None else path[:2]
            yield Finding((*own, "moves_out"), says, "give it hours")


def moves_meet_admissions(scenario: Scenario) -> Findings:
    """Where a place is held until the next one, moving out and admitting are open together."""
    for visit in visits(scenario):
        following = visit.following()
        if following is None or not _needs_moving(visit):
            continue
        if following.stay.care_setting not in scenario.care_settings:
            continue
        setting = scenario.care_settings[visit.stay.care_setting]
        to = scenario.care_settings[following.stay.care_setting]
        admits = [unit.admits or to.admits for unit in to.units]
        for unit in setting.units:
            moves_out = unit.moves_out or setting.moves_out
            is_open = not is_never(moves_out) and not all(is_never(each) for each in admits)
            if is_open and not any(meet(moves_out, each) for each in admits):
                yield Finding(
                    following.path,
                    f"patients cannot move from '{unit.name}' to '{following.stay.care_setting}': "
                    "its hours for moving out never meet the other's for admitting",
                    "let moves_out and admits overlap, or let the stay before let go `at end`",
                )


def _needs_discharge(visit: Visit) -> bool:
    return visit.following() is None or visit.stay.lets_go != "next place"


def _needs_moving(visit: Visit) -> bool:
    return visit.following() is not None and visit.stay.lets_go == "next place"


def _units_used(scenario: Scenario) -> Iterator[tuple[Path, CareSetting, Unit, list[Visit]]]:
    """Units that somebody may be in, with the visits that may be made there."""
    made: dict[str, list[Visit]] = {}
    for visit in visits(scenario):
        made.setdefault(visit.stay.care_setting, []).append(visit)
    for name, visitors in made.items():
        setting = scenario.care_settings[name]
        for i, unit in enumerate(setting.units):
            taken = [visit for visit in visitors if takes(unit, visit.group, visit.pathway)]
            if taken:
                yield ("care_settings", name, "units", i), setting, unit, taken
