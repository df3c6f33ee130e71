"""Tables of money: what care costs, and who pays."""

from __future__ import annotations

import dataclasses

from simulator.report.known import Known
from simulator.report.names import ORGANISATIONS, Names, listed
from simulator.report.table import Ask, Labelled, Table, ask, money
from simulator.results.costs_amount import PARTS
from simulator.scenario.care_setting import CareSetting
from simulator.scenario.money import Costs
from simulator.scenario.prices import handoff_prices, posts, prices


def costs_table(known: Known, names: Names) -> Table:
    """Cost a year by care setting and handoff."""
    network = known.result.setup.network
    rows: list[Labelled] = [(("In all", ""), {})]
    rows += [
        ((names.place(each.name), ORGANISATIONS[each.organisation]), {"care_setting": each.name})
        for each in network.care_settings
    ]
    rows += [
        ((names.handoff(each.name), ORGANISATIONS[each.organisation]), {"handoff": each.name})
        for each in network.handoffs
    ]
    title = f"Cost a year by care setting and handoff, {names.price_year}"
    return ask(
        known,
        "Cost",
        title,
        ("Care setting or handoff", "Organisation"),
        rows=rows,
        asked=[Ask("Cost", money(names.money()), "cost", "per_year")],
        note=_note(names),
        is_open=True,
        skip_zero=True,
    )


def parts_table(known: Known, names: Names) -> Table:
    """Cost a year, fixed, variable and staffing: in all, by care setting, unit and handoff."""
    network = known.result.setup.network
    rows: list[Labelled] = [(("In all", ""), {})]
    for setting in network.care_settings:
        place = names.place(setting.name)
        rows.append(((place, ""), {"care_setting": setting.name}))
        units = (network.units[at].name for at in setting.units)
        rows += [((place, unit), {"care_setting": setting.name, "unit": unit}) for unit in units]
    rows += [((names.handoff(each.name), ""), {"handoff": each.name}) for each in network.handoffs]
    unit = money(names.money())
    return ask(
        known,
        "Cost by part",
        f"Cost a year that is fixed, that goes with patients, and of staff, {names.price_year}",
        ("Care setting or handoff", "Unit"),
        rows=rows,
        asked=[
            Ask(part.capitalize(), unit, "cost_by_part", "per_year", {"band": part})
            for part in PARTS
        ],
        note="The three add up to the cost. Fixed: what is open, and sites. Variable: days in use, "
        "starts, and visits with their travel. Staffing: by rosters, teams and hours on duty.",
        skip_zero=True,
    )


def payers_table(known: Known, names: Names) -> Table:
    """Cost a year by organisation."""
    rows: list[Labelled] = [
        ((said,), {"organisation": code}) for code, said in ORGANISATIONS.items()
    ]
    return ask(
        known,
        "Cost by organisation",
        f"Cost a year by the organisation that runs the care, {names.price_year}",
        ("Organisation",),
        rows=rows,
        asked=[Ask("Cost", money(names.money()), "cost", "per_year")],
        note="By who runs it, not by who is charged for it.",
        is_open=True,
        skip_zero=True,
    )


def _note(names: Names) -> str:
    """What the money rests on, and what has no cost in the scenario."""
    costs = names.scenario.costs
    words = ["The scenario's prices times what there was in the results' period, for 365 days."]
    if costs.source:
        words.append(f"The scenario says of its prices: {costs.source}.")
    words += [
        f"Prices of {year} are multiplied by {index.factor:g} ({index.source})."
        for year, index in costs.indices.items()
    ]
    if costs.not_covered:
        words.append(f"Not covered: {listed(list(costs.not_covered))}.")
    words += _covered(names)
    if free := _without_cost(names):
        words.append(f"No unit cost is given for {listed(free)}: they count as nothing here.")
    return " ".join(words)


def _covered(names: Names) -> list[str]:
    """What prices are said to be for."""
    scenario, found = names.scenario, []
    for name, setting in scenario.care_settings.items():
        place = names.place(name)
        entries = [(place, setting.cost), *((f"{place}, {u.name}", u.cost) for u in setting.units)]
        for whose, cost in entries:
            for price, words in (cost.covers if cost is not None else {}).items():
                found.append(f"{whose}: {price.replace('_', ' ')} is for {listed(list(words))}.")
    return found


def _without_cost(names: Names) -> list[str]:
    scenario = names.scenario
    free = [
        names.place(name)
        for name, each in scenario.care_settings.items()
        if not _is_priced(scenario.costs, each)
    ]
    for name, handoff in scenario.handoffs.items():
        if not any(dataclasses.astuple(handoff_prices(scenario.costs, handoff))):
            free.append(names.handoff(name))
    return free


def _is_priced(costs: Costs, setting: CareSetting) -> bool:
    """Whether anything of a care setting has a price."""
    return bool(setting.cost.per_year) or any(
        any(dataclasses.astuple(prices(costs, setting.cost, unit.cost)))
        or posts(costs, setting.cost, unit)
        for unit in setting.units
    )
