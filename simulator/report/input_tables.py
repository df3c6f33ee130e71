"""Tables of what a run was given: assumptions with their sources, and untouched defaults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simulator.report.names import CONFIDENCE, Names
from simulator.report.table import Column, Table
from simulator.scenario.checks.loops import in_words, loops
from simulator.scenario.provenance import DefaultValue, Value

STANDING = {"given": "stated here", "changed": "changed here", "inherited": "taken over unchanged"}
NO_SOURCE = "none given"
OF_PATHWAYS = "follows from the pathways"


def assumptions_table(names: Names) -> Table:
    """What the scenario says it takes to be true, and what happens in loops of full places."""
    scenario = names.scenario
    found = [names.plainly(in_words(loop, scenario)) for loop in loops(scenario)]
    return Table(
        "Assumptions",
        "What is taken to be true",
        (Column("Assumption"), Column("Source"), Column("Confidence")),
        (
            *(
                (" ".join(each.says.split()), each.source or NO_SOURCE, CONFIDENCE[each.confidence])
                for each in scenario.assumptions
            ),
            *((f"{says[0].upper()}{says[1:]}.", OF_PATHWAYS, "") for says in found),
        ),
        is_open=True,
    )


def values_table(values: Sequence[Value]) -> Table:
    """Every figure that results rest on, with where it comes from."""
    heads = ("Value of", "Value", "Unit", "What it is", "Source", "Confidence", "Standing")
    return Table(
        "Inputs",
        "Every figure and choice that results rest on",
        tuple(Column(head) for head in heads),
        tuple(
            (
                each.said,
                each.text,
                each.unit,
                each.meaning,
                each.source or NO_SOURCE,
                CONFIDENCE[each.confidence],
                STANDING[each.standing],
            )
            for each in values
        ),
    )


def defaults_table(defaults: Sequence[DefaultValue]) -> Table:
    """Every value left to its default."""
    return Table(
        "Defaults",
        "Values left to their defaults",
        tuple(Column(head) for head in ("Value of", "Default", "Unit", "What it is")),
        tuple((each.said, each.text, each.unit, each.meaning) for each in defaults),
    )


def standing_in_words(values: Sequence[Value], defaults: Sequence[DefaultValue]) -> str:
    """How many figures come from where, in a sentence or two."""
    n = Counter(each.confidence for each in values)
    without = sum(each.source is None for each in values)
    has = "has" if without == 1 else "have"
    return (
        f"{len(values)} figures and choices are stated: {n['A']} read in a published file (A), "
        f"{n['B']} computed from published files (B), {n['C']} from general knowledge "
        f"(C), {n[None]} with no confidence stated; {without or 'none'} {has} no source. "
        f"{len(defaults)} more are left to their defaults."
    )
