"""The beds or visits of one pathway of an IPACS workbook, and what they cost."""

from __future__ import annotations

from typing import Any

from simulator.errors import Problem
from simulator.exchange.grid import Cell
from simulator.exchange.ipacs_input import find, text_of
from simulator.exchange.ipacs_made import Made, Node, Visited, only
from simulator.exchange.ipacs_stay import IpacsStay
from simulator.exchange.ipacs_words import CHOSEN_IN


def unit_of(
    made: Made, node: Node, stay: IpacsStay, capacity: Cell
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The unit of a node, and the fields of its care setting that go with it."""
    read, room = made.read, made.whole(capacity, "capacity", is_so_there=True)
    if node.pathway != 1:
        unit = {"name": node.title, "beds": room, "source": read.said([capacity])}
        return unit, {"kind": "beds"}
    rates = _rates(made, node)
    if rates is None:
        says = f"{read.file}: no IVR and FVR (visits a day at first and last) for '{node.said}'"
        read.problems.append(Problem(says))
        return {"name": node.title, "visits_per_day": 0}, {"kind": "visits"}
    first, last, cells = rates
    mean = (first + last) / 2
    made.visits.append(Visited(node.said, room, mean, _rows(made, node)))
    made.differs += _visits_differ(node, first, last)
    unit = {
        "name": node.title,
        "visits_per_day": int(room * mean),
        "source": read.said([capacity]),
        "note": f"{room} patients at {mean:g} visits a day on average",
    }
    visits = _falling(first, last, stay.mean)
    visits[0]["source"] = read.said(cells)
    return unit, {"kind": "visits", "visits": visits}


def _rates(made: Made, node: Node) -> tuple[int, int, list[Cell]] | None:
    """Whole visits a day at first and last, and their cells."""
    found = [find(made.read, node.said, name, made.chosen.__getitem__) for name in ("ivr", "fvr")]
    cells = [each[1] for each in found if each is not None]
    if len(cells) < len(found):
        return None
    first, last = (
        made.whole(cell, name, is_so_there=True)
        for cell, name in zip(cells, ("IVR", "FVR"), strict=True)
    )
    return first, last, cells


def _rows(made: Made, node: Node) -> int:
    """In how many rows IPACS has a node: one for each way to combine its sheets' scenarios."""
    count = 1
    for sheet in CHOSEN_IN:
        count *= len({text_of(row["scenario"]) for row in made.read.rows(sheet, node.said)})
    return count


def visits_shared(visits: list[Visited]) -> list[str]:
    """Where IPACS, which takes one mean of visits for all of P1, has other visits a day."""
    rows = sum(each.rows for each in visits)
    mean = sum(each.rows * each.mean for each in visits) / rows if rows else 0.0
    found = []
    for each in visits:
        own, here = each.people * each.mean, int(each.people * each.mean)
        if abs(each.mean - mean) > 1e-9:
            found.append(
                f"{each.said}: IPACS has {each.people * mean:g} visits a day: capacity "
                f"{each.people} times {mean:g}, one mean of IVR and FVR over all P1 localities; "
                f"here {here}: times its own mean of {each.mean:g}"
            )
        elif own != here:
            found.append(f"{each.said}: {own:g} visits a day in IPACS, {here} here: whole ones")
    return found


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
    rates = _rates(made, node)
    visits = (rates[0] + rates[1]) / 2 if rates else 0
    if not visits:
        return {}
    note = f"{a_day:g} a day on the pathway over {visits:g} visits a day on average"
    price = round(a_day / visits, 4)
    return {"cost": {"per_visit": price, "note": note, "source": read.said([cell])}}
