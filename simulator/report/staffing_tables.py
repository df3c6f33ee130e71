"""Tables of what staff cost by the rule of their unit, with each term of the sum."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import Ask, Cell, Column, Labelled, Table, Unit, ask, money
from simulator.scenario.prices import Posts, posts

WTE = Unit("whole-time equivalents")
SUM_NOTE = (
    "People on duty times hours a week, over contracted hours less headroom, are whole-time "
    "equivalents; these times pay, and times the part paid for (above 1 where temporary staff cost "
    "more, below it for absences that are covered), are the cost. Of a whole year in which no "
    "dated change shuts the unit."
)


def unit_costs_table(known: Known, names: Names) -> Table:
    """What an occupied bed costs, in all and in nursing, and the staff of each unit."""
    sign = names.money()
    asked = (
        Ask("Cost of an occupied bed-day", Unit(sign), "cost_per_bed_day"),
        Ask("Nursing, an occupied bed", money(sign), "nursing_per_bed", "per_year"),
        Ask("Staff by rule", WTE, "staff_by_rule"),
    )
    return ask(
        known,
        "Cost of a bed",
        f"What an occupied bed costs, {names.price_year}",
        ("Care setting", "Unit"),
        rows=list(_places(known, names)),
        asked=asked,
        note="Only the parts that have a price in the scenario.",
        skip_zero=True,
    )


def _places(known: Known, names: Names) -> Iterator[Labelled]:
    network = known.result.setup.network
    for setting in network.care_settings:
        place = names.place(setting.name)
        yield (place, "all units"), {"care_setting": setting.name}
        for at in setting.units:
            unit = network.units[at].name
            yield (place, unit), {"care_setting": setting.name, "unit": unit}


def staffing_table(_: Known, names: Names) -> Table:
    """The sum of each unit's staffing, a line for each shift and grade."""
    sign = names.money()
    columns = (
        *(Column(head) for head in ("Care setting", "Unit", "Shift", "Who")),
        Column("On duty", Unit("people", shown_as="0")),
        Column("Hours a week, each", Unit("hours")),
        Column("Staff", WTE),
        Column("Pay", money(sign)),
        Column("Part paid for", Unit("times", shown_as="0.000")),
        Column("Cost", money(sign)),
    )
    title = f"How staffing costs follow from the rules, {names.price_year}"
    return Table("Staffing sums", title, columns, tuple(_lines(names)), SUM_NOTE)


def _lines(names: Names) -> Iterator[tuple[Cell, ...]]:
    scenario = names.scenario
    for name, setting in scenario.care_settings.items():
        for unit in setting.units:
            lines = posts(scenario.costs, setting.cost, unit)
            for line in lines:
                yield (names.place(name), unit.name, *_terms(line))
            if len(lines) > 1:
                wte = sum(line.wte for line in lines if line.is_post)
                total = sum(line.per_year for line in lines)
                blank: tuple[Cell, ...] = ("", "together", None, None)
                yield (names.place(name), unit.name, *blank, wte, None, None, total)


def _terms(line: Posts) -> tuple[Cell, ...]:
    is_shift = line.people > 0
    on_duty = (float(line.people), line.hours) if is_shift else (None, None)
    return (line.shift, line.grade, *on_duty, line.wte, line.pay, line.times, line.per_year)
