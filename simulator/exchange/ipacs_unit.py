"""The beds or visits of one pathway of an IPACS workbook, and what they cost."""

from __future__ import annotations

from typing import Any

from simulator.errors import Problem
from simulator.exchange.grid import Cell
from simulator.exchange.ipacs_input import find
from simulator.exchange.ipacs_made import Made, Node, only
from simulator.exchange.ipacs_stay import IpacsStay


def unit_of(
    made: Made, node: Node, stay: IpacsStay, capacity: Cell
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The unit of a node, and the fields of its care setting that go with it."""
    read, room = made.read, int(made.read.number(capacity))
    if node.pathway != 1:
        unit = {"name": node.title, "beds": room, "source": read.said([capacity])}
        return unit, {"kind": "beds"}
    rates = [find(read, node.said, name, made.chosen.__getitem__) for name in ("ivr", "fvr")]
    if rates[0] is None or rates[1] is None:
        says = f"{read.file}: no IVR and FVR (visits a day at first and last) for '{node.said}'"
        read.problems.append(Problem(says))
        return {"name": node.title, "visits_per_day": 0}, {"kind": "visits"}
    (first, first_cell), (last, last_cell) = rates[0], rates[1]
    cells = [first_cell, last_cell]
    made.differs += _visits_differ(node, int(first), int(last))
    unit = {
        "name": node.title,
        "visits_per_day": int(room * (int(first) + int(last)) / 2),
        "source": read.said([capacity]),
        "note": f"{room} patients at {(int(first) + int(last)) / 2:g} visits a day on average",
    }
    visits = _falling(int(first), int(last), stay.mean)
    visits[0]["source"] = read.said(cells)
    return unit, {"kind": "visits", "visits": visits}


def _visits_differ(node: Node, first: int, last: int) -> list[str]:
    if last <= first:
        return []
    return [
        f"{node.said}: visits rise from {first} to {last} a day; here they are {first} throughout, "
        "since visits owed may only fall"
    ]


def _falling(first: int, last: int, mean: float) -> list[dict[str, Any]]:
    """Whole visits a day that fall evenly over a stay of mean length.

    A straight fall rounded to whole visits spends half as long on the first and last number as on
    those between.
    """
    if last >= first:
        return [{"per_day": first}]
    step = mean / (first - last)
    phases = [{"per_day": first, "lasts": f"{round(step / 2, 3)!r} days"}]
    phases += [
        {"per_day": number, "lasts": f"{round(step, 3)!r} days"}
        for number in range(first - 1, last, -1)
    ]
    return [*phases, {"per_day": last}]


def cost_of(made: Made, node: Node, setting: dict[str, Any]) -> dict[str, Any]:
    """The price of a node's care setting, a day in a bed or a visit, as fields of it."""
    row = only(made, node, "costs")
    if row is None:
        return {}
    cell, read = row["community_cost"], made.read
    a_day = read.number(cell)
    if setting["kind"] == "beds":
        return {"cost": {"per_occupied_day": a_day, "source": read.said([cell])}}
    rates = [find(read, node.said, name, made.chosen.__getitem__) for name in ("ivr", "fvr")]
    visits = sum(int(rate[0]) for rate in rates if rate) / 2
    if not visits:
        return {}
    note = f"{a_day:g} a day on the pathway over {visits:g} visits a day on average"
    price = round(a_day / visits, 4)
    return {"cost": {"per_visit": price, "note": note, "source": read.said([cell])}}
