"""How nursing cost follows from the staffing rule, for small units and the hub, term by term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.arm import Arm
from simulator.report.hub_figure import Figure
from simulator.report.hub_figures import CARTER
from simulator.report.hub_merger import Merger
from simulator.report.names import Names, listed
from simulator.report.staffing_tables import SUM_NOTE, WTE
from simulator.report.table import Cell, Column, Table, Unit, money
from simulator.scenario.prices import Posts, posts

IN_THEM, PER_BED = "Patients in them", "Nursing, an occupied bed"


def hub_staffing(
    reference: Arm, other: Arm, merger: Merger, figures: Sequence[Figure], anchor: str
) -> Table:
    """A line for each shift and grade of each unit, their sum, and what an occupied bed costs."""
    names = Names(other.loaded.scenario)
    sign = names.money()
    rows = [
        *_side(reference, merger.care_setting, merger.small, figures, 0),
        *_side(other, merger.care_setting, (merger.hub,), figures, 1),
    ]
    return Table(
        f"{anchor.capitalize().replace('-', ' ')} staffing",
        f"How nursing cost follows from the rule, {names.price_year}",
        (
            *(Column(head) for head in ("Unit", "Shift", "Who")),
            Column("On duty", Unit("people", shown_as="0")),
            Column("Length a week", Unit("hours")),
            Column("Staff", WTE),
            Column("Pay", money(sign)),
            Column("Part paid for", Unit("times", shown_as="0.000")),
            Column("Cost", money(sign)),
        ),
        tuple(rows),
        f"{SUM_NOTE} The last line of each side: all of it over the patients in them on average. "
        f"The Carter review of 2018 found that it can exceed {sign}{CARTER:,.0f} in small units, "
        "in prices of about 2016-17; pay has risen by about a third since (by judgement).",
    )


def _side(
    arm: Arm, care_setting: str, units: Sequence[str], figures: Sequence[Figure], at: int
) -> Iterator[tuple[Cell, ...]]:
    scenario = arm.loaded.scenario
    setting = scenario.care_settings[care_setting]
    alike: dict[tuple[Posts, ...], list[str]] = {}
    for unit in setting.units:
        if unit.name in units and (lines := posts(scenario.costs, setting.cost, unit)):
            alike.setdefault(lines, []).append(unit.name)
    if not alike:
        return
    for lines, names in alike.items():
        said = f"{listed(names)}, each" if len(names) > 1 else names[0]
        yield from ((said, *_terms(line)) for line in lines)
    every = "all of them" if len(units) > 1 else units[0]
    blank: tuple[Cell, ...] = (None, None, None, None, None)
    total = sum(len(names) * line.per_year for lines, names in alike.items() for line in lines)
    yield (every, "", "together", *blank, total)
    told = {each.name: (each.here, each.there)[at] for each in figures}
    if PER_BED in told:
        says = f"over {told[IN_THEM].mean_text()} patients"
        yield (every, "", says, *blank, told[PER_BED].mean * 1000)


def _terms(line: Posts) -> tuple[Cell, ...]:
    on_duty = float(line.people), line.hours
    return (line.shift, line.grade, *on_duty, line.wte, line.pay, line.times, line.per_year)
