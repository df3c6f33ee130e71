"""The words of a scenario's workbook: what each sheet is, and how to change it."""

from __future__ import annotations

from simulator.exchange.layout import LISTS, OTHER, SCENARIO
from simulator.exchange.sheets import Sheets

ABOUT = {
    SCENARIO: "the scenario as a whole: its question, calendar, runs and money",
    LISTS: "lists of numbers and names, a row each: weights by hour and month, days, covers",
    OTHER: "what fits no table, a row each",
}
HOW = (
    ("Change", "Type over a value. Red corners on headings say what a column means."),
    ("Leave out", "An empty cell says nothing: the default holds, or what is extended."),
    (
        "Add",
        "A new row below the others, with the names it belongs to in its first columns. A new "
        "field: its path in the row of grey paths, of an empty column; docs/data-dictionary.md "
        "has every field.",
    ),
    (
        "Take out",
        "Delete the whole row, here and in the sheets that hold more of it.",
    ),
    ("Times", "With their unit, as text: 48 hours, 2 working days. Hours: mon-fri 09:00-17:00."),
    ("Shares", "From 0 to 1, not per cent. Confidence: A read, B computed, C general knowledge."),
    (
        "yaml:",
        "What begins with this fits no cell as it is (an empty list, a number of 17 digits).",
    ),
)


def contents(title: str, sheets: Sheets, command: str) -> list[tuple[str, str]]:
    """Heads and texts of the first sheet; ``command`` makes a scenario of the workbook again."""
    rows = [("Scenario", title), ("Back to a scenario", command), ("", ""), *HOW, ("", "")]
    rows.append(("Sheet", "What is in it"))
    rows.append((SCENARIO, ABOUT[SCENARIO]))
    for filled in sheets.tables:
        many = len(filled.rows)
        about = f"{filled.table.about} ({many} row{'s' if many != 1 else ''})"
        rows.append((filled.table.sheet, about))
    rows += [(LISTS, ABOUT[LISTS])] if sheets.lists else []
    rows += [(OTHER, ABOUT[OTHER])] if sheets.other else []
    return rows
