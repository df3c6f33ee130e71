"""Closures and rosters of units: that they fit the unit, and that somebody is on duty."""

from __future__ import annotations

from collections.abc import Callable

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.durations import CLOCK_TIME
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.closure import Closure
from simulator.scenario.law import Law
from simulator.scenario.quantities import DAY_MINUTES, WEEKDAYS
from simulator.scenario.roster import Roster
from simulator.scenario.schema import Scenario

DAYS_A_YEAR = 365.25


def closures_fit(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
    """Each closure of a unit takes no more than the unit has."""
    for cause, closure in unit.closures.items():
        here = (*path, "closures", cause)
        if closure.bays is not None and unit.bay_beds is None:
            says = f"'{cause}' closes bays, and unit '{unit.name}' does not say how large they are"
            yield Finding((*here, "bays"), says, "give the unit bay_beds, like bay_beds: 6")
        elif closure.beds(unit.bay_beds) > unit.capacity:
            yield Finding(
                (*here, "bays" if closure.bays is not None else "out_of_use"),
                f"'{cause}' takes {closure.beds(unit.bay_beds)} of the {unit.capacity} that unit "
                f"'{unit.name}' has",
                "take fewer; to close the whole unit leave this out",
            )


def times_of_closures(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
    """Closures and absences of a unit run day and night."""
    for cause, closure in unit.closures.items():
        if closure.lasts.is_working:
            yield _working((*path, "closures", cause, "lasts"), "a closure")
    roster = unit.staffing
    if roster is not None and roster.absence_lasts is not None and roster.absence_lasts.is_working:
        yield _working((*path, "staffing", "absence_lasts"), "a spell of absence")


def _working(path: Path, what: str) -> Finding:
    return Finding(path, f"{what} cannot be in working time", CLOCK_TIME)


def rosters_of_beds(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """Nurses are rostered to beds, not to a caseload."""
    if unit.staffing is not None and setting.kind != "beds":
        says = f"unit '{unit.name}' has a roster, and its care setting is of kind {setting.kind}"
        do = "leave staffing out; say how many places the team has through time"
        yield Finding((*path, "staffing"), says, do)


def rosters_cover_the_week(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
    """At every time of the week at least the least number of nurses is rostered."""
    roster = unit.staffing
    if roster is None:
        return
    for name, shift in roster.shifts.items():
        if not sum(shift.hours.open_minutes):
            here = (*path, "staffing", "shifts", name, "hours")
            yield Finding(here, f"the shift '{name}' is never on duty", "leave it out")
    least = max(roster.least_on_shift, 1)
    for day, by_minute in enumerate(_rostered(roster, unit.capacity)):
        short = next((minute for minute, n in enumerate(by_minute) if n < least), None)
        if short is not None:
            yield Finding(
                (*path, "staffing", "shifts"),
                f"nurses rostered to unit '{unit.name}' on {WEEKDAYS[day]} at "
                f"{short // 60:02}:{short % 60:02}: {by_minute[short]}; with fewer than {least} it "
                "takes nobody",
                "roster more then, or lower least_on_shift; for hours of admission use admits",
            )
            return


def _rostered(roster: Roster, beds: int) -> list[list[int]]:
    """Nurses rostered in each minute of each weekday."""
    found = [[0] * DAY_MINUTES for _ in WEEKDAYS]
    for name, shift in roster.shifts.items():
        nurses = roster.nurses(name, beds)
        for by_minute, windows in zip(found, shift.hours.windows, strict=True):
            for opens, closes in windows:
                by_minute[opens:closes] = [n + nurses for n in by_minute[opens:closes]]
    return found


def rosters_open_all_beds(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
    """Everyone on a shift that works by itself allows all beds to be open."""
    roster = unit.staffing
    if roster is None:
        return
    for name, shift in roster.shifts.items():
        allowed = int(roster.nurses(name, unit.capacity) * shift.beds_per_nurse)
        if allowed < unit.capacity and not _overlaps(roster, name, unit.capacity):
            yield Finding(
                (*path, "staffing", "shifts", name),
                f"with everyone present the shift '{name}' allows {allowed} of the "
                f"{unit.capacity} beds of unit '{unit.name}'",
                "look at nurses and beds_per_nurse",
            )


def _overlaps(roster: Roster, name: str, beds: int) -> bool:
    own = roster.model_copy(update={"shifts": {name: roster.shifts[name]}})
    return any(
        0 < alone < together
        for these, those in zip(_rostered(own, beds), _rostered(roster, beds), strict=True)
        for alone, together in zip(these, those, strict=True)
    )


def closures_pass(mean_of: Callable[[Law], float]) -> Callable[..., Findings]:
    """The rule that closures of one cause are over, on average, before the next."""

    def find(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
        for cause, closure in unit.closures.items():
            under_way = _under_way(closure, mean_of)
            if under_way >= 1:
                yield Finding(
                    (*path, "closures", cause, "per_year"),
                    f"{under_way:.1f} closures by '{cause}' are under way on average in unit "
                    f"'{unit.name}', so it is hardly ever open",
                    "look at per_year and lasts",
                )

    return find


def _under_way(closure: Closure, mean_of: Callable[[Law], float]) -> float:
    return closure.per_year * mean_of(closure.lasts) / DAYS_A_YEAR
