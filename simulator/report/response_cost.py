"""What response standards cost, by prices and where beds stay open, for their first table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from simulator.experiment.money import Money
from simulator.report.estimate import NOTHING
from simulator.report.money_words import only_room
from simulator.report.names import Names
from simulator.report.table import Cell, Said

MILLION = 1e-6


def cost_heads(names: Names, money: Sequence[Money], is_same: bool) -> tuple[str, str]:
    """Heads of cost by prices and of cost with beds only room.

    ``is_same``: whether the same people are there in all scenarios.
    """
    at = "full average price a bed-day" if _is_average(money) else "the scenario's prices"
    unpaid = ", weekends unpaid" if is_same else ""
    return (
        f"Cost a year at {at}{unpaid}, {names.money()} million",
        f"Cost if beds freed or filled stay open, {names.money()} million",
    )


def room_cell(money: Sequence[Money], at: int) -> Cell:
    """Cost of a scenario where beds are only room, together with those of all scenarios."""
    if not at:
        return Said("reference", None)
    if not money[at - 1].payers:
        return Said(NOTHING, None)
    return only_room(dataclasses.replace(money[at - 1], together=len(money)), "", MILLION)


def cost_note(names: Names, money: Sequence[Money], is_same: bool) -> str:
    """What the two costs mean, and what is in neither."""
    costs = names.scenario.costs
    average = (
        " At full average price: every bed-day more or less counts all that a day costs on "
        "average, as if it all came and went with the patient; a bed freed saves that only if it "
        "is closed."
        if _is_average(money)
        else ""
    )
    room = (
        " If beds stay open: only what is said to go with a patient; where the price of a day is "
        "not split, no saving is counted of days freed, and of days added the range from nothing "
        "to all of their price is given."
    )
    unpaid = (
        " Weekends unpaid: the same people start somebody at other hours, and cost nothing more "
        "here unless a scenario says so."
        if is_same
        else " People who start somebody at other hours cost what the scenario says."
    )
    left = f" Not covered: {', '.join(costs.not_covered)}." if costs.not_covered else ""
    return f"Cost: what the scenario prices ({names.price_year}).{average}{room}{unpaid}{left}"


def _is_average(money: Sequence[Money]) -> bool:
    """Whether a price of a whole day is at stake in any scenario."""
    return any(not each.is_told("") for each in money if each.payers)
