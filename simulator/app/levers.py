"""The levers that a scenario has: beds, places, staff, days, response times, limits, demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simulator.app.lever import Lever, Promise, amount, around, percent, whole
from simulator.app.limits import limit_levers
from simulator.app.weekend import weekend_levers
from simulator.report.names import Names
from simulator.scenario.address import dotted
from simulator.scenario.document import Path
from simulator.scenario.lever import entries, inside, units
from simulator.scenario.load import Loaded
from simulator.scenario.quantities import Duration

DEMAND = "Demand"
ROOM = "Beds and places"
STAFF = "Staff and starts"
DAYS = "Days of the week"
LEAD = "How long it takes"
PROMISES = "Response times promised"
LIMITS = "Response limits"
PANELS = {
    DEMAND: "Who comes, as a share of those who come now.",
    ROOM: "Beds open when nothing is closed. Beds whose nurses do not come too may stay shut.",
    STAFF: "People employed in a team, people on duty at once, or starts that can be made.",
    DAYS: "On which days a service admits, works or starts.",
    LEAD: "Time that passes however many staff there are, as a share of the time it takes now.",
    PROMISES: "What is promised, and so what counts as met. It changes no patient's journey: "
    "only beds, staff and days do.",
    LIMITS: "How long somebody waits at most, and what happens to him then. It changes journeys, "
    "and so beds and queues.",
}


def levers_of(loaded: Loaded) -> dict[str, Lever]:
    """What can be moved in a scenario, by name, panel by panel."""
    found = [
        *_demand(loaded),
        *_room(loaded),
        *_staff(loaded),
        *weekend_levers(loaded, DAYS),
        *_lead_times(loaded),
        *_promises(loaded),
        *limit_levers(loaded, LIMITS),
    ]
    named = (replace(lever, name=f"lever{at}") for at, lever in enumerate(found, start=1))
    return {lever.name: lever for lever in named}


def _demand(loaded: Loaded) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    groups = entries(loaded.resolved, "patient_groups")
    rates = {name: inside(group, ("arrivals", "per_day")) for name, group in groups.items()}
    if len(rates) > 1 and all(isinstance(rate, (int, float)) for rate in rates.values()):
        everyone = "patient_groups.*.arrivals.per_day"
        yield percent(DEMAND, "Everyone, on top of what is moved below", everyone, 50.0, step=1.0)
    for name, given in rates.items():
        if isinstance(given, (int, float)) and given > 0:
            label = f"{names.group(name)}: {given:g} a day now"
            path: Path = ("patient_groups", name, "arrivals", "per_day")
            yield percent(DEMAND, label, dotted(path, loaded.document), 50.0)


def _room(loaded: Loaded) -> Iterator[Lever]:
    for label, path, unit in _all_units(loaded):
        for field in ("beds", "places"):
            if isinstance(unit.get(field), int):
                where = dotted((*path, field), loaded.document)
                yield whole(ROOM, label, where, unit[field], field)


def _all_units(loaded: Loaded) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Every unit of every care setting: its label, its path and what it says."""
    names = Names(loaded.scenario)
    for setting in entries(loaded.resolved, "care_settings"):
        for path, unit in units(loaded.resolved, setting):
            yield f"{names.place(setting)}: {unit.get('name', '')}", path, unit


def _staff(loaded: Loaded) -> Iterator[Lever]:
    for label, path, unit in _all_units(loaded):
        given = inside(unit, ("team", "staff_wte"))
        if isinstance(given, (int, float)):
            where = dotted((*path, "team", "staff_wte"), loaded.document)
            low, high = around(given, 0.1)
            bounds = (low, round(high, 1), 0.1)
            yield amount(STAFF, label, where, float(given), bounds=bounds, unit="people")
        visits = unit.get("visits_per_day")
        if isinstance(visits, int):
            where = dotted((*path, "visits_per_day"), loaded.document)
            yield whole(STAFF, label, where, visits, "visits a day")
    for handoff in entries(loaded.resolved, "handoffs"):
        yield from _of_handoff(loaded, handoff)


def _of_handoff(loaded: Loaded, handoff: str) -> Iterator[Lever]:
    title, path = Names(loaded.scenario).handoff(handoff), ("handoffs", handoff)
    held = entries(loaded.resolved, *path)
    staff = held.get("staff")
    if isinstance(staff, int):
        yield whole(STAFF, title, dotted((*path, "staff"), loaded.document), staff, "on duty")
    for at, shift in enumerate(staff if isinstance(staff, list) else ()):
        where = dotted((*path, "staff", at, "staff"), loaded.document)
        yield whole(STAFF, f"{title}, {shift['hours']}", where, shift["staff"], "on duty")
    for field, unit in (("per_day", "starts a working day"), ("per_week", "starts a week")):
        given = inside(held, ("starts", field))
        if isinstance(given, (int, float)):
            where = dotted((*path, "starts", field), loaded.document)
            yield percent(STAFF, f"{title}: {given:g} {unit}", where, 50.0)


def _lead_times(loaded: Loaded) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for handoff, held in entries(loaded.resolved, "handoffs").items():
        law = held.get("lead_time")
        given = law.get("mean") if isinstance(law, dict) else law
        if isinstance(given, str) and "file" not in (law if isinstance(law, dict) else {}):
            where = dotted(("handoffs", handoff, "lead_time"), loaded.document)
            label = f"{names.handoff(handoff)}: {given} on average"
            yield percent(LEAD, label, where, 10.0)


def _promises(loaded: Loaded) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for standard, held in entries(loaded.resolved, "standards").items():
        if not Duration.reads(str(held.get("within"))):
            continue
        given = Duration.parse(held["within"])
        step = 0.5 if given.amount < 10 else 1.0
        _, high = around(given.amount, step)
        path: Path = ("standards", standard)
        yield Promise(
            "",
            PROMISES,
            names.standard(standard),
            float(given.amount),
            low=step,
            high=high,
            step=step,
            unit=f"{given.unit}s",
            path=dotted((*path, "within"), loaded.document),
            title_path=dotted((*path, "title"), loaded.document),
        )
