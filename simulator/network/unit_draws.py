"""The capacity of a unit as a scenario says it: what is certain, and what is left to chance."""

from __future__ import annotations

import json
from collections.abc import Iterator

from simulator.network.calendars import Dates
from simulator.network.capacity import THOUSAND, Effect, Layer, laid, open_path
from simulator.network.network import CapacityPath
from simulator.network.plan import ClosureDraws, RosterDraws, ShiftDraws, UnitDraws
from simulator.network.shifts import dated
from simulator.network.visits import visiting
from simulator.scenario.care_setting import Unit
from simulator.scenario.closure import Closure
from simulator.scenario.part import BankHolidays
from simulator.scenario.roster import Roster

_MONTH_DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def unit_draws(
    setting: str, number: int, unit: Unit, dates: Dates, rule: BankHolidays
) -> UnitDraws:
    """Everything that makes the capacity of a unit, given with its care setting and its index."""
    return UnitDraws(
        unit=number,
        key=json.dumps([setting, unit.name]),
        layers=tuple(_layers(unit, dates, rule)),
        closures=tuple(
            _closure(cause, each, unit)
            for cause, each in unit.closures.items()
            if each.per_year > 0
        ),
        roster=_roster(unit.staffing, unit.capacity, dates, rule)
        if unit.staffing is not None
        else None,
    )


def _layers(unit: Unit, dates: Dates, rule: BankHolidays) -> Iterator[Layer]:
    """What is there from the start, by weekday where that matters, and dated changes."""
    if unit.by_weekday is None:
        yield from laid(unit.capacity, unit.capacity_changes, dates, rule)
    else:
        yield visiting(unit.visits_by_weekday, dates, rule)
        yield from laid(0, unit.capacity_changes, dates, rule)


def has_chance(draws: UnitDraws) -> bool:
    """Whether anything of it differs between replications."""
    return bool(draws.closures) or (draws.roster is not None and draws.roster.absence > 0)


def planned(draws: UnitDraws) -> CapacityPath:
    """Capacity through time with no closure and everyone on the roster present."""
    if draws.roster is None:
        return open_path(draws.layers)
    staff = [layer for shift in draws.roster.shifts for layer in on_duty(shift)]
    return open_path([*draws.layers, *staff], draws.roster.least_on_shift)


def on_duty(shift: ShiftDraws) -> tuple[Layer, Layer]:
    """The layers of a shift with everyone present."""
    return (
        Layer(Effect.NURSES, shift.begins, shift.ends, (shift.nurses,) * len(shift.dates)),
        Layer(
            Effect.NURSE_BEDS,
            shift.begins,
            shift.ends,
            (shift.nurses * shift.nurse_beds,) * len(shift.dates),
        ),
    )


def _closure(cause: str, closure: Closure, unit: Unit) -> ClosureDraws:
    weights = closure.by_month or (1.0,) * 12
    mean = sum(w * n for w, n in zip(weights, _MONTH_DAYS, strict=True)) / sum(_MONTH_DAYS)
    return ClosureDraws(
        cause=cause,
        per_year=closure.per_year,
        by_month=tuple(weight / mean for weight in weights),
        lasts=closure.lasts,
        beds=closure.beds(unit.bay_beds),
    )


def _roster(roster: Roster, beds: int, dates: Dates, rule: BankHolidays) -> RosterDraws:
    shifts = []
    for name, shift in roster.shifts.items():
        each = dated(shift.hours, dates, rule)
        on, begins, ends = (tuple(one[i] for one in each) for i in range(3))
        nurse_beds = round(shift.beds_per_nurse * THOUSAND)
        nurses = roster.nurses(name, beds)
        shifts.append(ShiftDraws(name, nurses, nurse_beds, on, begins, ends))
    return RosterDraws(
        tuple(shifts),
        roster.absence,
        roster.absence_lasts,
        roster.cover,
        roster.least_on_shift,
    )
