"""Tables of money: what care costs, and who pays."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import ORGANISATIONS, Names, listed
from simulator.report.table import Ask, Labelled, Table, ask, money


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
    words = ["Occupied and open days and starts at the scenario's unit costs, times 365 days."]
    if costs.source:
        words.append(f"The scenario says of its prices: {costs.source}.")
    if free := _without_cost(names):
        words.append(f"No unit cost is given for {listed(free)}: they count as nothing here.")
    return " ".join(words)


def _without_cost(names: Names) -> list[str]:
    scenario = names.scenario
    free = [
        names.place(name)
        for name, each in scenario.care_settings.items()
        if not (each.cost.per_occupied_day or each.cost.per_open_day or each.cost.per_start)
    ]
    handoffs = scenario.handoffs
    free += [names.handoff(name) for name, each in handoffs.items() if not each.cost_per_start]
    return free
