"""The table of a single run that says who pays."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import Ask, Labelled, Table, ask, money
from simulator.results.costs_amount import PARTS
from simulator.results.money_paid import COST_PAID, HANDOFFS, NOT_SAID

KINDS = (*PARTS, HANDOFFS)


def paid_table(known: Known, names: Names) -> Table:
    """Cost a year by payer, in all and by kind."""
    payers = {**names.scenario.costs.known_payers, NOT_SAID: "Not said who pays"}
    rows: list[Labelled] = [((said,), {"organisation": code}) for code, said in payers.items()]
    unit = money(names.money())
    kinds = [Ask(kind.capitalize(), unit, COST_PAID, "per_year", {"band": kind}) for kind in KINDS]
    return ask(
        known,
        "Cost by payer",
        f"Cost a year by who pays, {names.price_year}",
        ("Payer",),
        rows=rows,
        asked=[Ask("In all", unit, COST_PAID, "per_year"), *kinds],
        note="Who pays is what the scenario says (paid_by), and is not guessed from who runs the "
        "care. Fixed, variable and staffing are of care settings; handoffs are all of theirs.",
        is_open=True,
        skip_zero=True,
    )
