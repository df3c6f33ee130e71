"""What care costs, by place, handoff and organisation, in the scenario's currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from simulator.network.network import CareSetting
from simulator.results.census import stock
from simulator.results.costs_amount import PARTS, STAFF, Amount, amounts, has_parts
from simulator.results.costs_staff import DAYS_A_YEAR, posts_by_unit, staff_cost, staff_wte
from simulator.results.measure import Measure, Row, spread
from simulator.results.run import Run

BEDS = "beds"


def _money(run: Run, amount: float, **where: str) -> list[Row]:
    """An amount of the window a day and a year."""
    per_day = amount / run.days
    return spread({"per_day": per_day, "per_year": per_day * DAYS_A_YEAR}, **where)


def cost(run: Run) -> list[Row]:
    """Cost a day and a year: in all, by organisation, by place and handoff, by kind, by unit."""
    totals: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
    for each in run.once(amounts):
        cells: list[dict[str, str]] = [{}, {"organisation": each.organisation}, each.where]
        if "care_setting" in each.where or each.kind == STAFF:
            cells.append({**each.where, "band": each.kind})
        for cell in cells:
            totals[tuple(cell.items())] += each.amount
    rows = [row for cell, amount in totals.items() for row in _money(run, amount, **dict(cell))]
    for where, _, found in _units(run):
        rows += _money(run, sum(found.values()), **where)
    return rows


def _units(run: Run) -> Iterator[tuple[dict[str, str], int, dict[str, float]]]:
    """Each unit of which prices or pay are said one by one: where, its index, cost by part."""
    network = run.network
    for setting in network.care_settings:
        if not run.fixed(has_parts, setting):
            continue
        own = [each for each in run.once(amounts) if _is_of(each, setting)]
        for at, unit in enumerate(setting.units):
            found = dict.fromkeys(PARTS, 0.0)
            for each in own:
                found[each.part] += float(each.by_unit[at]) if each.by_unit is not None else 0.0
            where = {"care_setting": setting.name, "unit": network.units[unit].name}
            yield where, unit, found


def _is_of(amount: Amount, setting: CareSetting) -> bool:
    return amount.where.get("care_setting") == setting.name


def cost_by_part(run: Run) -> list[Row]:
    """The same, split into fixed, variable and staffing."""
    totals: dict[tuple[tuple[str, str], ...], float] = {}
    for each in run.once(amounts):
        for cell in ({}, {"organisation": each.organisation}, each.where):
            for part in PARTS:
                key = tuple({**cell, "band": part}.items())
                totals[key] = totals.get(key, 0.0) + (each.amount if part == each.part else 0.0)
    rows = [row for cell, amount in totals.items() for row in _money(run, amount, **dict(cell))]
    for where, _, found in _units(run):
        for part, amount in found.items():
            rows += _money(run, amount, **where, band=part)
    return rows


def _per(amount: float, there: float) -> float:
    return amount / there if there > 0 else float("nan")


def cost_per_bed_day(run: Run) -> list[Row]:
    """Cost over occupied bed-days: care settings with beds, and their units."""
    held, rows = run.once(stock), []
    beds = {each.name: each for each in run.network.care_settings if each.kind == BEDS}
    for name, setting in beds.items():
        amount = sum(each.amount for each in run.once(amounts) if _is_of(each, setting))
        there = float(held.taken[list(setting.units)].sum())
        rows.append(Row("mean", _per(amount, there), care_setting=name))
    for where, unit, found in _units(run):
        if where["care_setting"] in beds:
            rows.append(Row("mean", _per(sum(found.values()), float(held.taken[unit])), **where))
    return rows


def _nursed(run: Run) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Care settings with beds of which every unit has pay by its roster, then units that have."""
    network, every = run.network, run.fixed(posts_by_unit)
    for setting in network.care_settings:
        if setting.kind != BEDS:
            continue
        where = {"care_setting": setting.name}
        if all(every[unit] for unit in setting.units):
            yield where, list(setting.units)
        for unit in setting.units:
            if every[unit]:
                yield {**where, "unit": network.units[unit].name}, [unit]


def nursing_per_bed(run: Run) -> list[Row]:
    """Nursing cost a year of an occupied bed."""
    held, paid = run.once(stock), run.fixed(staff_cost)
    return [
        Row("per_year", _per(float(paid[at].sum()), float(held.taken[at].sum())) * DAYS_A_YEAR, **w)
        for w, at in _nursed(run)
    ]


def staff_by_rule(run: Run) -> list[Row]:
    """Whole-time equivalents that the staffing rule of units makes."""
    wte, network, every = run.fixed(staff_wte), run.network, run.fixed(posts_by_unit)
    rows = []
    for setting in network.care_settings:
        paid = [unit for unit in setting.units if every[unit]]
        if paid:
            rows.append(Row("mean", float(np.sum(wte[paid])), care_setting=setting.name))
            rows += [
                Row("mean", float(wte[u]), care_setting=setting.name, unit=network.units[u].name)
                for u in paid
            ]
    return rows


_EACH_ONCE = (
    "Prices of another year are brought to the scenario's by its indices. What no price covers "
    "(costs.not_covered) is left out."
)

MEASURES = (
    Measure(
        "cost",
        "Cost",
        "the scenario's currency, a day",
        "Within the window: for each care setting, places taken by the patients of the census "
        "times per_occupied_day, places open times per_open_day, stays started times per_start, "
        "visits made times per_visit, minutes on the way to them times per_travel_minute, per_year "
        "by the day, and staff by their rule; for each handoff, starts times its price per start, "
        "and hours of staff on duty times per_staff_hour. Of a unit, what is priced by unit: its "
        f"care setting's own per_year is not in it. per_year is 365 days of it. {_EACH_ONCE}",
        ("care_setting", "unit", "handoff", "organisation", "band"),
        ("per_day", "per_year"),
        cost,
    ),
    Measure(
        "cost_by_part",
        "Cost, fixed, variable and staffing",
        "the scenario's currency, a day",
        "The cost in three parts that add up to it. fixed: per_open_day and per_year; variable: "
        "per_occupied_day, per_start, per_visit and per_travel_minute; staffing: units by their "
        "roster or team and its pay, handoffs by per_staff_hour, at the stated shares of absence "
        f"and temporary staff and not as drawn. {_EACH_ONCE}",
        ("care_setting", "unit", "handoff", "organisation", "band"),
        ("per_day", "per_year"),
        cost_by_part,
    ),
    Measure(
        "cost_per_bed_day",
        "Cost of an occupied bed-day",
        "the scenario's currency",
        "The cost of a care setting of kind beds, or of its unit, over the bed-days taken by the "
        f"patients of its census, both in the window. {_EACH_ONCE}",
        ("care_setting", "unit"),
        ("mean",),
        cost_per_bed_day,
    ),
    Measure(
        "nursing_per_bed",
        "Nursing cost of an occupied bed",
        "the scenario's currency, a day",
        "Staffing cost by the roster, over bed-days taken by the patients of the census, both in "
        "the window, times 365 days; of care settings where every unit has pay by its roster, and "
        f"of such units. {_EACH_ONCE}",
        ("care_setting", "unit"),
        ("per_year",),
        nursing_per_bed,
    ),
    Measure(
        "staff_by_rule",
        "Staff by the rule of the unit",
        "whole-time equivalents",
        "Of units with pay: by a roster, people on duty times hours a week over contracted hours "
        "less headroom, summed over shifts; of a team, its staff in post. The same in all "
        "replications.",
        ("care_setting", "unit"),
        ("mean",),
        staff_by_rule,
    ),
)
