"""A scenario to the network that engines run and the plan that the sampler draws from."""

from __future__ import annotations

from dataclasses import replace

from simulator.network import calendars
from simulator.network.capacity import capacity as capacity_of
from simulator.network.network import (
    NEVER,
    AtClose,
    AtLoop,
    CapacityPath,
    CareSetting,
    Clock,
    Duration,
    Handoff,
    Network,
    Reason,
    Trigger,
    Unit,
)
from simulator.network.plan import Plan
from simulator.network.routes import Index, build_routes, destinations
from simulator.network.unit_draws import has_chance, planned, unit_draws
from simulator.scenario import care_setting as said
from simulator.scenario import handoff as said_handoff
from simulator.scenario.quantities import WeeklyHours
from simulator.scenario.schema import Scenario
from simulator.scenario.trigger import Trigger as SaidTrigger

AT_LOOP = {"swap": AtLoop.SWAP, "stop": AtLoop.STOP}
AT_CLOSE = {"finish": AtClose.FINISH, "pause": AtClose.PAUSE, "fit": AtClose.FIT}


def build(scenario: Scenario) -> tuple[Network, Plan]:
    """Build the network and the plan of draws of a scenario that has passed its checks."""
    end = scenario.calendar.warm_up.microseconds + scenario.calendar.run_for.microseconds
    dates = calendars.Dates.of(scenario.calendar.start, end, scenario.calendar.bank_holidays)
    reasons = _Reasons()
    index = _index(scenario)
    settings = tuple(
        _care_setting(name, setting, index, reasons)
        for name, setting in scenario.care_settings.items()
    )
    said_units = [(s, u) for s, setting in scenario.care_settings.items() for u in setting.units]
    chance = [
        unit_draws(name, i, unit, dates, scenario.care_settings[name].bank_holidays)
        for i, (name, unit) in enumerate(said_units)
    ]
    units = tuple(
        _unit(scenario.care_settings[name], unit, index.care_settings[name], dates, planned(draws))
        for (name, unit), draws in zip(said_units, chance, strict=True)
    )
    handoffs = tuple(
        _handoff(name, handoff, dates, reasons) for name, handoff in scenario.handoffs.items()
    )
    routes, plan = build_routes(scenario, index)
    network = Network(
        end=end,
        groups=tuple(scenario.patient_groups),
        localities=index.localities,
        care_settings=settings,
        units=units,
        handoffs=handoffs,
        destinations=tuple(index.destinations),
        reasons=tuple(reasons.known),
        routes=routes,
        at_loop=AT_LOOP[scenario.loops_of_full_places],
    )
    return network, replace(plan, units=tuple(each for each in chance if has_chance(each)))


class _Reasons:
    """Numbers the pairs of reason code and organisation as they are met."""

    def __init__(self) -> None:
        self.known: dict[Reason, int] = {}

    def number(self, code: str, organisation: str) -> int:
        return self.known.setdefault(Reason(code, organisation), len(self.known))


def _index(scenario: Scenario) -> Index:
    units = [(s, u.name) for s, setting in scenario.care_settings.items() for u in setting.units]
    leaves = [d for p in scenario.pathways.values() for d in destinations(p.steps)]
    return Index(
        care_settings={name: i for i, name in enumerate(scenario.care_settings)},
        units={key: i for i, key in enumerate(units)},
        handoffs={name: i for i, name in enumerate(scenario.handoffs)},
        destinations={name: i for i, name in enumerate(dict.fromkeys(leaves))},
        localities=tuple(scenario.localities) or ("",),
    )


def _care_setting(
    name: str, setting: said.CareSetting, index: Index, reasons: _Reasons
) -> CareSetting:
    waiting = setting.delay_organisation or setting.organisation
    leaving = setting.leaving_organisation or setting.organisation
    return CareSetting(
        name=name,
        kind=setting.kind,
        is_acute=setting.acute,
        organisation=setting.organisation,
        units=tuple(index.units[name, unit.name] for unit in setting.units),
        waiting_reason=reasons.number(setting.delay_reason, waiting),
        leaving_reason=reasons.number(setting.leaving_reason, leaving),
    )


def _unit(
    setting: said.CareSetting,
    unit: said.Unit,
    number: int,
    dates: calendars.Dates,
    capacity: CapacityPath,
) -> Unit:
    rule = setting.bank_holidays
    rounds = unit.reviews if unit.reviews is not None else setting.reviews
    turnaround = unit.turnaround or setting.turnaround
    return Unit(
        name=unit.name,
        care_setting=number,
        locality=unit.locality,
        capacity=capacity,
        admits=calendars.opening(unit.admits or setting.admits, dates, rule),
        reviews=calendars.reviews(rounds, dates, rule),
        discharges=calendars.opening(unit.discharge_hours or setting.discharge_hours, dates, rule),
        moves_out=calendars.opening(unit.moves_out or setting.moves_out, dates, rule),
        turnaround=turnaround.microseconds,
        trigger=_trigger(unit.opens_when) if unit.opens_when is not None else None,
        away=unit.out_of_area,
    )


def _trigger(said: SaidTrigger) -> Trigger:
    return Trigger(
        opens_above=said.waiting_above,
        opens_after=said.after.microseconds,
        stays_open=said.stays_open.microseconds,
        shuts_at=said.shuts_at,
    )


def _handoff(
    name: str, handoff: said_handoff.Handoff, dates: calendars.Dates, reasons: _Reasons
) -> Handoff:
    rule = handoff.bank_holidays
    weekly = working_hours(handoff)
    hours = calendars.opening(weekly, dates, rule)
    staff = None
    if handoff.staff is not None:
        staff = capacity_of(handoff.staff, handoff.capacity_changes, dates, rule)
    releases = None
    if handoff.panel is not None:
        releases, hours = calendars.sittings(handoff.panel, dates), None
    elif handoff.starts is not None:
        releases = calendars.releases(handoff.starts, weekly, dates, rule)
    return Handoff(
        name=name,
        organisation=handoff.organisation,
        reason=reasons.number(handoff.delay_reason, handoff.organisation),
        hours=hours,
        clock=_clock(handoff, weekly, dates),
        duration=Duration.TASK if handoff.task is not None else Duration.LEAD,
        staff=staff,
        at_close=AT_CLOSE[handoff.at_close],
        releases=releases,
        longest_window=calendars.longest_window(hours) if handoff.panel is None else NEVER,
    )


def working_hours(handoff: said_handoff.Handoff) -> WeeklyHours:
    """A handoff's weekly hours: as said, or those of its shifts together."""
    if not handoff.hours.is_always or handoff.staff is None or isinstance(handoff.staff, int):
        return handoff.hours
    texts = [shift.hours for shift in handoff.staff if shift.staff > 0]
    if not texts:
        return WeeklyHours.parse("never")
    return WeeklyHours.together(texts)


def _clock(
    handoff: said_handoff.Handoff, weekly: WeeklyHours, dates: calendars.Dates
) -> Clock | None:
    law = handoff.task or handoff.lead_time
    if law is None or (handoff.lead_time is not None and not law.is_working):
        return None
    if handoff.lead_time is not None and law.unit == "working day":
        return calendars.days_clock(weekly, dates, handoff.bank_holidays)
    return calendars.hours_clock(calendars.opening(weekly, dates, handoff.bank_holidays))
