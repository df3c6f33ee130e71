"""Levers for the days of the week on which services work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.app.lever import Choice, Entry, Lever
from simulator.report.names import Names
from simulator.scenario.address import dotted
from simulator.scenario.document import Path
from simulator.scenario.lever import Document, RefusedError, entries
from simulator.scenario.lever_seven_day import SevenDay, seven_day
from simulator.scenario.load import Loaded
from simulator.scenario.quantities import WeeklyHours
from simulator.scenario.week_staff import (
    Stretch,
    hours_in_words,
    shifts_in_words,
    staff_of_week,
)

NOW = "now"
FIVE = "five days"
SAME = "seven days, same staff"
MORE = "seven days, more staff"
SAYS = {
    FIVE: "Monday to Friday only",
    NOW: "as now",
    SAME: "weekends as Wednesdays, with the staff there are",
    MORE: "weekends as Wednesdays, with the staff it needs",
}
SATURDAY = 5


def weekend_levers(loaded: Loaded, panel: str) -> Iterator[Lever]:
    """A choice of days for each care setting and handoff that has hours or staff of a week."""
    names = Names(loaded.scenario)
    named = {
        **{name: names.place(name) for name in entries(loaded.resolved, "care_settings")},
        **{name: names.handoff(name) for name in entries(loaded.resolved, "handoffs")},
    }
    for name, title in named.items():
        ways = list(_ways(loaded, name))
        if len(ways) > 1:
            yield Choice("", panel, title, NOW, tuple(ways))


def _ways(loaded: Loaded, name: str) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
    five = _five_days(loaded, name)
    if five:
        yield FIVE, SAYS[FIVE], tuple(five)
    yield NOW, SAYS[NOW], ()
    for way, extra in ((SAME, False), (MORE, True)):
        if _can_work_seven_days(loaded.resolved, name, extra):
            entry = {"lever": "seven_day", "services": [name], "extra_staff": extra}
            yield way, SAYS[way], (entry,)


def _can_work_seven_days(document: Document, name: str, extra_staff: bool) -> bool:
    told = SevenDay(lever="seven_day", services=(name,), extra_staff=extra_staff)
    try:
        return any(True for _ in seven_day(document, told))
    except (RefusedError, ValueError):
        return False


def _five_days(loaded: Loaded, name: str) -> list[Entry]:
    """What closes a service at weekends; empty where it is closed, or would never open."""
    found: list[Entry] = []
    is_setting = name in entries(loaded.resolved, "care_settings")
    path: Path = ("care_settings" if is_setting else "handoffs", name)
    held = entries(loaded.resolved, *path)
    field = "admits" if is_setting else "hours"
    for value, moved in ((field, _weekdays), ("staff", _weekday_staff)):
        if value in held:
            after = moved(held[value], held.get("hours", "always"))
            if after is None:
                return []
            if after != held[value]:
                found.append({"path": dotted((*path, value), loaded.document), "set": after})
    return found


def _weekdays(hours: str, _: str) -> Any:
    """Hours without those of Saturday and Sunday; None where none would be left."""
    windows = WeeklyHours.parse(hours).windows
    if not any(windows[SATURDAY:]):
        return hours
    return hours_in_words([*windows[:SATURDAY], (), ()]) if any(windows[:SATURDAY]) else None


def _weekday_staff(staff: Any, hours: str) -> Any:
    """Shifts without Saturdays and Sundays; a plain number is on duty in the hours alone."""
    if not isinstance(staff, list):
        return staff
    week: Sequence[list[Stretch]] = staff_of_week(staff, hours)
    if not any(week[SATURDAY:]):
        return staff
    return shifts_in_words([*week[:SATURDAY], [], []]) if any(week[:SATURDAY]) else None
