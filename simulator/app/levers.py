"""The levers that a scenario has: beds, places, staff, days, response times, demand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from simulator.app.lever import PERCENT, Amount, Lever, Promise, around
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
PANELS = (DEMAND, ROOM, STAFF, DAYS, LEAD, PROMISES)


def levers_of(loaded: Loaded) -> dict[str, Lever]:
    """What can be moved in a scenario, by name, panel by panel."""
    number = count(1)
    found = [
        *_demand(loaded, number),
        *_room(loaded, number),
        *_staff(loaded, number),
        *weekend_levers(loaded, DAYS, number),
        *_lead_times(loaded, number),
        *_promises(loaded, number),
    ]
    return {lever.name: lever for lever in found}


def _amount(
    loaded: Loaded, number: Iterator[int], panel: str, label: str, path: Path, **told: Any
) -> Amount:
    where = dotted(path, loaded.document)
    return Amount(f"lever{next(number)}", panel, label, path=where, **told)


def _percent(
    loaded: Loaded, number: Iterator[int], panel: str, label: str, path: Path, *, low: float
) -> Amount:
    bounds = {"low": low, "high": 200.0 - low, "step": 5.0, "unit": PERCENT}
    return _amount(loaded, number, panel, label, path, given=100.0, way="scale", **bounds)


def _demand(loaded: Loaded, number: Iterator[int]) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    groups = entries(loaded.resolved, "patient_groups")
    rates = {name: inside(group, ("arrivals", "per_day")) for name, group in groups.items()}
    if len(rates) > 1 and all(isinstance(rate, (int, float)) for rate in rates.values()):
        yield Amount(
            f"lever{next(number)}",
            DEMAND,
            "Everyone, on top of what is moved below",
            100.0,
            low=50.0,
            high=150.0,
            step=1.0,
            unit=PERCENT,
            path="patient_groups.*.arrivals.per_day",
            way="scale",
        )
    for name, given in rates.items():
        path: Path = ("patient_groups", name, "arrivals", "per_day")
        if isinstance(given, (int, float)) and given > 0:
            label = f"{names.group(name)}: {given:g} a day now"
            yield _percent(loaded, number, DEMAND, label, path, low=50.0)


def _room(loaded: Loaded, number: Iterator[int]) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for setting in entries(loaded.resolved, "care_settings"):
        for path, unit in units(loaded.resolved, setting):
            for field in ("beds", "places"):
                if isinstance(unit.get(field), int):
                    label = f"{names.place(setting)}: {unit.get('name', '')}"
                    yield _whole(
                        loaded, number, ROOM, label, (*path, field), given=unit[field], unit=field
                    )


def _whole(
    loaded: Loaded,
    number: Iterator[int],
    panel: str,
    label: str,
    path: Path,
    *,
    given: int,
    unit: str,
) -> Amount:
    low, high = around(given, 1.0)
    bounds = {"low": low, "high": high, "step": 1.0, "unit": unit}
    return _amount(loaded, number, panel, label, path, given=float(given), **bounds)


def _staff(loaded: Loaded, number: Iterator[int]) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for setting in entries(loaded.resolved, "care_settings"):
        for path, unit in units(loaded.resolved, setting):
            given = inside(unit, ("team", "staff_wte"))
            if isinstance(given, (int, float)):
                low, high = around(given, 0.1)
                label = f"{names.place(setting)}: {unit.get('name', '')}"
                told = {"low": low, "high": round(high, 1), "step": 0.1}
                where: Path = (*path, "team", "staff_wte")
                yield _amount(
                    loaded, number, STAFF, label, where, given=float(given), unit="people", **told
                )
            visits = unit.get("visits_per_day")
            if isinstance(visits, int):
                label = f"{names.place(setting)}: {unit.get('name', '')}"
                where = (*path, "visits_per_day")
                yield _whole(loaded, number, STAFF, label, where, given=visits, unit="visits a day")
    for handoff, held in entries(loaded.resolved, "handoffs").items():
        yield from _of_handoff(loaded, number, names.handoff(handoff), ("handoffs", handoff), held)


def _of_handoff(
    loaded: Loaded, number: Iterator[int], title: str, path: Path, held: dict[str, Any]
) -> Iterator[Lever]:
    staff = held.get("staff")
    if isinstance(staff, int):
        yield _whole(loaded, number, STAFF, title, (*path, "staff"), given=staff, unit="on duty")
    for at, shift in enumerate(staff if isinstance(staff, list) else ()):
        label, where = f"{title}, {shift['hours']}", (*path, "staff", at, "staff")
        yield _whole(loaded, number, STAFF, label, where, given=shift["staff"], unit="on duty")
    for field, unit in (("per_day", "starts a working day"), ("per_week", "starts a week")):
        given = inside(held, ("starts", field))
        if isinstance(given, (int, float)):
            where = (*path, "starts", field)
            yield _percent(loaded, number, STAFF, f"{title}: {given:g} {unit}", where, low=50.0)


def _lead_times(loaded: Loaded, number: Iterator[int]) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for handoff, held in entries(loaded.resolved, "handoffs").items():
        law = held.get("lead_time")
        given = law.get("mean") if isinstance(law, dict) else law
        if isinstance(given, str) and "file" not in (law if isinstance(law, dict) else {}):
            label = f"{names.handoff(handoff)}: {given} on average"
            path: Path = ("handoffs", handoff, "lead_time")
            yield _percent(loaded, number, LEAD, label, path, low=10.0)


def _promises(loaded: Loaded, number: Iterator[int]) -> Iterator[Lever]:
    names = Names(loaded.scenario)
    for standard, held in entries(loaded.resolved, "standards").items():
        if not Duration.reads(str(held.get("within"))):
            continue
        given = Duration.parse(held["within"])
        step = 0.5 if given.amount < 10 else 1.0
        _, high = around(given.amount, step)
        path: Path = ("standards", standard)
        yield Promise(
            f"lever{next(number)}",
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
