"""What happens to the capacity of a unit, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from simulator.scenario.care_setting import CapacityChange, Unit
from simulator.scenario.closure import Closure
from simulator.scenario.roster import Roster
from simulator.scenario.trigger import trigger_in_words
from simulator.scenario.visit_words import team_in_words
from simulator.scenario.word import percent, say


def capacity_in_words(unit: Unit) -> Iterator[str]:
    """One line for a team that visits, what opens it, each change and closure, and the roster."""
    yield from team_in_words(unit)
    if unit.opens_when is not None:
        yield trigger_in_words(unit.opens_when)
    if unit.out_of_area:
        yield "out of area: patients come back from it once there is room"
    for change in unit.capacity_changes:
        if change.every_year:
            yield f"every year: {_changed(change)}"
    for cause, closure in unit.closures.items():
        yield f"{cause}: {_closed(closure, unit)}"
    if unit.staffing is not None:
        yield from _staffed(unit.staffing, unit.capacity)


def _changed(change: CapacityChange) -> str:
    amounts = ((change.add, "more"), (change.out_of_use, "out of use"))
    said = next((f"{n} {what}" for n, what in amounts if n is not None), "")
    said = said or f"no more than {change.limit_to}"
    hours = "" if change.on is None else f" on {change.on}"
    return f"{said} from {_day(change.starts)} to {_day(change.ends)}{hours}"


def _day(date: dt.date | None) -> str:
    return f"{date.day} {date:%B}" if date is not None else "then on"


def _closed(closure: Closure, unit: Unit) -> str:
    if closure.bays is not None:
        plural = "" if closure.bays == 1 else "s"
        what = f"{closure.bays} bay{plural} ({closure.beds(unit.bay_beds)} beds)"
    else:
        what = f"{closure.out_of_use} of it" if closure.out_of_use else "to all who come"
    by_month = ", by month" if closure.by_month is not None else ""
    return f"closes {what} {say(closure.per_year)} times a year{by_month}, for {say(closure.lasts)}"


def _staffed(roster: Roster, places: int) -> Iterator[str]:
    for name, shift in roster.shifts.items():
        beds = say(shift.beds_per_nurse)
        support = roster.support_workers(name, places)
        beside = f", and {support} support workers" if support else ""
        nurses = roster.nurses(name, places)
        yield f"{name} ({shift.hours}): {nurses} nurses, each for {beds} beds{beside}"
    words = [f"takes nobody with fewer than {roster.least_on_shift} nurses"]
    if roster.absence > 0:
        lasts = f", for {say(roster.absence_lasts)}" if roster.absence_lasts is not None else ""
        words.insert(0, f"{percent(roster.absence)} of nurses absent{lasts}")
    if roster.cover > 0:
        words.insert(1, f"{percent(roster.cover)} of absences covered")
    yield ", ".join(words)
