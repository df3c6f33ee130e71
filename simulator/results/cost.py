"""What care costs, by place, handoff and organisation, in the scenario's currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from simulator.results.census import stock
from simulator.results.measure import Measure, Row, spread
from simulator.results.run import Run
from simulator.results.stays import handoffs, stays

DAYS_A_YEAR = 365
OCCUPIED, OPEN, STARTS = "occupied days", "open days", "starts"


def _parts(run: Run) -> Iterator[tuple[dict[str, str], str, str, float]]:
    """Each place's and handoff's cost in the window: where, organisation, kind, amount."""
    held, every, tasks = run.once(stock), run.once(stays), run.once(handoffs)
    n = len(run.network.care_settings)
    started = np.bincount(every.care_setting[run.is_within(every.started)], minlength=n)
    for setting, starts in zip(run.network.care_settings, started, strict=True):
        cost = run.scenario.care_settings[setting.name].cost
        beds = list(setting.units)
        where, organisation = {"care_setting": setting.name}, setting.organisation
        yield where, organisation, OCCUPIED, cost.per_occupied_day * float(held.taken[beds].sum())
        yield where, organisation, OPEN, cost.per_open_day * float(held.open[beds].sum())
        yield where, organisation, STARTS, cost.per_start * float(starts)
    begun = np.bincount(
        tasks.handoff[run.is_within(tasks.started)], minlength=len(run.network.handoffs)
    )
    for handoff, starts in zip(run.network.handoffs, begun, strict=True):
        per_start = run.scenario.handoffs[handoff.name].cost_per_start
        yield {"handoff": handoff.name}, handoff.organisation, STARTS, per_start * float(starts)


def cost(run: Run) -> list[Row]:
    """Cost a day and a year: in all, by organisation, by place and handoff, by kind."""
    totals: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
    for where, organisation, kind, amount in _parts(run):
        cells: list[dict[str, str]] = [{}, {"organisation": organisation}, where]
        if "care_setting" in where:
            cells.append({**where, "band": kind})
        for cell in cells:
            totals[tuple(cell.items())] += amount
    rows = []
    for cell_items, amount in totals.items():
        per_day = amount / run.days
        values = {"per_day": per_day, "per_year": per_day * DAYS_A_YEAR}
        rows += spread(values, **dict(cell_items))
    return rows


MEASURES = (
    Measure(
        "cost",
        "Cost",
        "the scenario's currency, a day",
        "Within the window: for each care setting, places taken by the patients of the census "
        "times per_occupied_day, places open times per_open_day, stays started times per_start; "
        "for each handoff, starts times cost_per_start. per_year is 365 days of it.",
        ("care_setting", "handoff", "organisation", "band"),
        ("per_day", "per_year"),
        cost,
    ),
)
