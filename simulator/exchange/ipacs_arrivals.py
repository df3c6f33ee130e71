"""Arrivals of an IPACS workbook: the days of its run, and the rate of a pathway on each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from simulator.errors import Problem
from simulator.exchange.grid import Cell
from simulator.exchange.ipacs_made import Made, Node

_MOST_NAMED = 3


def dates_of(made: Made) -> list[dt.date]:
    """The days of the run: each date of the arrivals once, in order."""
    given = {made.read.date(row["date"]) for row in made.read.sheets["arrivals"]}
    dates = sorted(each for each in given if each is not None)
    if not dates:
        made.read.problems.append(Problem(f"{made.read.file}: sheet arrivals: there are no dates"))
        return [dt.date(2000, 1, 1)]
    missing = (dates[-1] - dates[0]).days + 1 - len(dates)
    if missing:
        made.not_carried.append(
            f"{missing} days between {dates[0]} and {dates[-1]} have no arrivals' row; here the "
            "rate of the day before holds on them, where IPACS leaves them out of its run"
        )
    return dates


def arrivals_of(made: Made, node: Node, dates: list[dt.date]) -> dict[str, Any]:
    """The rate of each day, days of the same rate together; ``dates``: those of the run."""
    read = made.read
    by_date = _by_date(made, node)
    if not by_date:
        says = f"{read.file}: sheet arrivals: no rows for '{node.said}'"
        read.problems.append(Problem(says))
        return {"per_day": 0}
    _tell_missing(made, node, [date for date in dates if date not in by_date], dates)
    curve: list[dict[str, Any]] = []
    for date, cell in sorted(by_date.items()):
        rate = read.number(cell)
        if not curve or curve[-1]["per_day"] != rate:
            curve.append({"starts": date.isoformat(), "per_day": rate})
    cells = [by_date[min(by_date)], by_date[max(by_date)]]
    source = f"{read.said(cells)}, and those between"
    if len(curve) == 1:
        return {"per_day": curve[0]["per_day"], "source": source}
    return {"curve": curve, "source": source}


def _by_date(made: Made, node: Node) -> dict[dt.date, Cell]:
    found: dict[dt.date, Cell] = {}
    for row in made.read.rows("arrivals", node.said, made.chosen["arrivals"]):
        date = made.read.date(row["date"])
        if date in found:
            made.read.blame(row["date"], f"'{node.said}' has {date} twice")
        elif date is not None:
            found[date] = row["arrivals"]
    return found


def _tell_missing(made: Made, node: Node, missing: list[dt.date], dates: list[dt.date]) -> None:
    """Days on which others have a rate, and this one none."""
    if not missing:
        return
    if missing[0] == dates[0]:
        says = f"sheet arrivals: '{node.said}' has no row on {dates[0]}, the first day of the run"
        do = "give its rate from that day on; 0 where nobody comes"
        made.read.problems.append(Problem(f"{made.read.file}: {says}", do=do))
        return
    named = ", ".join(map(str, missing[:_MOST_NAMED]))
    more = ", ..." if len(missing) > _MOST_NAMED else ""
    made.not_carried.append(
        f"{node.said}: no arrivals' row on {len(missing)} of {len(dates)} days ({named}{more}); "
        "here the rate of the day before holds on them, where IPACS has none and stops"
    )
