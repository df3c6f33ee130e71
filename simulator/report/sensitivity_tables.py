"""Tables of a sensitivity analysis."""

from __future__ import annotations

from simulator.experiment.sensitivity import Sensitivity
from simulator.report.comparison_cells import FIGURES, difference, unit_after
from simulator.report.effect_words import level
from simulator.report.names import Names
from simulator.report.sensitivity_caution import beside
from simulator.report.sensitivity_words import (
    bounds,
    figure_name,
    flip_in_words,
    input_name,
    value_text,
)
from simulator.report.table import Column, Said, Table
from simulator.results.measures import Key
from simulator.scenario.difference import diff

PAIRED = (
    "Difference: scenario less reference, mean over the replications on the same patients, ± "
    "half-width of its 95 % interval by Student's t."
)


def swings_table(found: Sensitivity, key: Key, names: Names) -> Table:
    """Every input: the difference at its bounds, the swing, and where the decision flips."""
    rows = [
        (
            input_name(each.span, names),
            bounds(each.span),
            _given(each.span.given, each.span.unit),
            difference(each.at(0)),
            difference(each.at(-1)),
            difference(each.effect),
            beside(found, each.span, flip_in_words(each)),
        )
        for each in found.swings(key)
    ]
    n = len(found.spans)
    held = f" The intervals hold together for all {n} inputs (Bonferroni)." if n > 1 else ""
    stated = found.stated[key]
    what = "0" if stated == 0 else f"{stated:g}"
    return Table(
        f"Swings {key.measure}",
        f"{figure_name(key, names)}: the difference with each input at its bounds",
        (
            *map(Column, ("Input", "Bounds", "As given")),
            Column("At the lower", FIGURES),
            Column("At the upper", FIGURES),
            Column("Swing", FIGURES),
            Column("Decision"),
        ),
        tuple(rows),
        f"{PAIRED}{held} Swing: the difference at the upper bound less that at the lower, "
        f"replication by replication. The decision flips where the difference crosses {what}; "
        "between values that were run each replication's difference is taken to run straight, and "
        "the interval of the flip holds the values at which it cannot be told on which side the "
        "difference lies (Fieller).",
        (key.measure,),
        is_open=True,
    )


def _given(given: float | None, unit: str) -> str:
    if given is None or unit == "%":
        return "as it is" if unit == "%" else "differs"
    return f"{given:g} {unit}{'s' if unit and given != 1 else ''}".strip()


def points_table(found: Sensitivity, key: Key, names: Names) -> Table:
    """Every value of every input at which both scenarios were run."""
    together = len(found.spans)
    rows = []
    for each in found.swings(key):
        for point in each.points:
            effect = point.effect(key, together)
            rows.append(
                (
                    input_name(each.span, names),
                    value_text(point.at, 0.0, each.span),
                    Said(f"{level(effect.reference, effect)}{unit_after(key)}", effect.reference),
                    Said(f"{level(effect.other, effect)}{unit_after(key)}", effect.other),
                    difference(effect),
                )
            )
    return Table(
        f"Values {key.measure}",
        f"{figure_name(key, names)}: every value at which both were run",
        (
            *map(Column, ("Input", "At")),
            Column("Reference", FIGURES),
            Column("Scenario", FIGURES),
            Column("Difference", FIGURES),
        ),
        tuple(rows),
        "Besides the bounds: what the scenarios say, and values added where the difference seemed "
        "to cross.",
    )


def differs_table(found: Sensitivity) -> Table:
    """What the scenario says that the reference does not."""
    rows = [
        (each.said, each.before or "not there", each.after or "not there", each.why or "")
        for each in diff(found.first.loaded, found.second.loaded)
    ]
    return Table(
        "What differs",
        f"What “{found.second.title}” says that “{found.first.title}” does not",
        tuple(map(Column, ("Value", "Reference", "Here", "Why"))),
        tuple(rows),
    )
