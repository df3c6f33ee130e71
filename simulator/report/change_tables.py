"""The table of what a scenario changes in the one that it extends, value by value."""

from __future__ import annotations

from simulator.report.input_tables import NO_SOURCE
from simulator.report.names import CONFIDENCE
from simulator.report.table import Column, Table
from simulator.scenario.change import Changed
from simulator.scenario.load import Loaded
from simulator.scenario.word import say

HEADS = ("Value of", "Before", "After", "How", "Why", "Source", "Confidence", "Where")
NOT_THERE = "not there"
# Entries of these are of the place; all else is words about the scenario, and how it is run.
_PARTS = {"localities", "patient_groups", "care_settings", "handoffs", "pathways", "standards"}


def changes_table(loaded: Loaded) -> Table | None:
    """Every single value changed, by hand or by a lever; None where nothing is."""
    rows = tuple(
        _row(one)
        for change in loaded.changes
        if change.path.partition(".")[0] in _PARTS
        for one in change.singly()
    )
    if not rows:
        return None
    return Table(
        "Changes",
        "What is changed in the scenario that this one extends",
        tuple(Column(head) for head in HEADS),
        rows,
        note="A lever moves several values together; each of them stands here.",
    )


def _row(one: Changed) -> tuple[str, ...]:
    return (
        one.path,
        NOT_THERE if one.is_new else say(one.before),
        "taken out" if one.is_gone else say(one.after),
        one.how,
        one.why or "",
        one.source or NO_SOURCE,
        CONFIDENCE[one.confidence],
        f"{one.place.file}:{one.place.line}",
    )
