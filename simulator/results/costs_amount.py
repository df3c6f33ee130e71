"""Amounts of money of a run: what for, where, and whether it is fixed, variable or for staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from simulator.network.network import CareSetting
from simulator.results.census import stock
from simulator.results.costs_staff import (
    DAYS_A_YEAR,
    posts_by_unit,
    staff_cost,
    staff_hours,
)
from simulator.results.outline import Floats, Outline
from simulator.results.run import Run
from simulator.results.stays import handoffs, stays
from simulator.results.there_at_start import started_in_run
from simulator.results.visits import visiting_units, visits
from simulator.scenario.prices import RATES, HandoffPrices, Prices, handoff_prices, prices

FIXED, VARIABLE, STAFFING = "fixed", "variable", "staffing"
PARTS = (FIXED, VARIABLE, STAFFING)
OCCUPIED, OPEN, STARTS = "occupied days", "open days", "starts"
SITES, VISITS, TRAVEL, STAFF = "sites", "visits", "travel to visits", "staff"


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """Money of one kind in the window, of one care setting or handoff.

    ``by_unit``: what of it belongs to each unit of the care setting; None of a handoff.
    """

    where: dict[str, str]
    organisation: str
    kind: str
    part: str
    amount: float
    by_unit: Floats | None = None


def prices_by_unit(outline: Outline) -> tuple[Prices, ...]:
    """Prices of each unit, in the order of the network."""
    scenario = outline.scenario
    return tuple(
        prices(scenario.costs, setting.cost, unit.cost)
        for setting in scenario.care_settings.values()
        for unit in setting.units
    )


def _rates(outline: Outline) -> dict[str, Floats]:
    every = outline.once(prices_by_unit)
    return {name: np.array([getattr(each, name) for each in every]) for name in RATES}


def has_parts(outline: Outline, setting: CareSetting) -> bool:
    """Whether a care setting says anything of what its units cost, one by one."""
    said = outline.scenario.care_settings[setting.name]
    every = outline.once(posts_by_unit)
    has_staff = any(every[unit] for unit in setting.units)
    return has_staff or any(unit.cost is not None for unit in said.units)


def _site(outline: Outline, setting: CareSetting) -> float:
    """What a care setting costs a year beside its units."""
    costs, cost = outline.scenario.costs, outline.scenario.care_settings[setting.name].cost
    return cost.per_year * costs.factor(cost.price_year)


# What is there of each kind: its price, its part, whether it is told where it has no price.
_KINDS = (
    (OCCUPIED, "per_occupied_day", VARIABLE, True),
    (OPEN, "per_open_day", FIXED, True),
    (STARTS, "per_start", VARIABLE, True),
    (SITES, "per_year", FIXED, False),
    (VISITS, "per_visit", VARIABLE, False),
    (TRAVEL, "per_travel_minute", VARIABLE, False),
)


def _starts(run: Run) -> Floats:
    every = run.once(stays)
    unit = every.first_unit[run.once(started_in_run)]
    return np.bincount(unit, minlength=len(run.network.units)).astype(np.float64)


def _visits(run: Run) -> Floats:
    """Visits made in the window, by unit; days in part count as whole days have it."""
    chosen, made = list(run.fixed(visiting_units)), run.once(visits).delivered
    found = np.zeros(len(run.network.units))
    if chosen and made.shape[1]:
        found[chosen] = made.mean(axis=1) * run.days
    return found


def _travel(run: Run) -> Floats:
    """Minutes on the way to visits made, by unit."""
    teams = (u.team for s in run.scenario.care_settings.values() for u in s.units)
    minutes = [
        team.travel_minutes_per_visit * (1 + team.double_visits) if team is not None else 0.0
        for team in teams
    ]
    travel: Floats = _visits(run) * np.array(minutes)
    return travel


def _years(run: Run) -> Floats:
    return np.full(len(run.network.units), run.days / DAYS_A_YEAR)


_QUANTITIES: dict[str, Callable[[Run], Floats]] = {
    OCCUPIED: lambda run: run.once(stock).taken,
    OPEN: lambda run: run.once(stock).open,
    STARTS: _starts,
    SITES: _years,
    VISITS: _visits,
    TRAVEL: _travel,
}


def amounts(run: Run) -> tuple[Amount, ...]:
    """Everything that costs money, each once: care settings in order, then handoffs."""
    rates = run.fixed(_rates)
    used = {kind for kind, name, _, always in _KINDS if always or rates[name].any()}
    quantities = {kind: _QUANTITIES[kind](run) for kind in used}
    found: list[Amount] = []
    for setting in run.network.care_settings:
        found += _of_setting(run, setting, quantities)
    return (*found, *_of_handoffs(run))


def _of_setting(run: Run, setting: CareSetting, quantities: dict[str, Floats]) -> Iterator[Amount]:
    units, where = list(setting.units), {"care_setting": setting.name}
    site = _site(run.outline, setting) * run.days / DAYS_A_YEAR
    for kind, name, part, is_always in _KINDS:
        rate = run.fixed(_rates)[name][units]
        beside = site if kind == SITES else 0.0
        if is_always or rate.any() or beside:
            there = quantities[kind][units] if kind in quantities else np.zeros(len(units))
            amount = _sum(rate, there) + beside
            yield Amount(where, setting.organisation, kind, part, amount, rate * there)
    if any(run.fixed(posts_by_unit)[unit] for unit in units):
        paid = run.fixed(staff_cost)[units]
        yield Amount(where, setting.organisation, STAFF, STAFFING, float(paid.sum()), paid)


def _sum(rate: Floats, there: Floats) -> float:
    """Rates times what is there; at one rate the sum comes first, and so rounds the same."""
    if (rate == rate[0]).all():
        return float(rate[0]) * float(there.sum())
    return float(rate @ there)


def handoff_rates(outline: Outline) -> tuple[HandoffPrices, ...]:
    """Prices of each handoff, in the order of the network."""
    scenario = outline.scenario
    return tuple(
        handoff_prices(scenario.costs, scenario.handoffs[each.name])
        for each in outline.network.handoffs
    )


def _of_handoffs(run: Run) -> Iterator[Amount]:
    tasks, every = run.once(handoffs), run.network.handoffs
    begun = np.bincount(tasks.handoff[run.is_within(tasks.started)], minlength=len(every))
    hours, rates = run.fixed(staff_hours), run.fixed(handoff_rates)
    for at, handoff in enumerate(every):
        where, organisation = {"handoff": handoff.name}, handoff.organisation
        per_start = rates[at].per_start * float(begun[at])
        yield Amount(where, organisation, STARTS, VARIABLE, per_start)
        if rates[at].per_staff_hour:
            paid = rates[at].per_staff_hour * float(hours[at])
            yield Amount(where, organisation, STAFF, STAFFING, paid)
