"""Which parts of a scenario are tables of a workbook, and on which sheet."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.document import Path

BY_NAME, BY_ORDER = "*", "#"
_UNIT = ("care_settings", BY_NAME, "units", BY_ORDER)
_STEP = ("pathways", BY_NAME, "steps", BY_ORDER)
_OPTION = ("branch", "options", BY_NAME)
# Branches within branches: how many times over they have sheets of their own.
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a row for each entry of one kind.

    ``pattern``: the path of an entry, with ``*`` for any name and ``#`` for any place in a list.
    """

    sheet: str
    pattern: Path
    about: str

    def holds(self, path: Path) -> bool:
        """Whether a path is an entry of this kind, or a value within one."""
        return len(path) >= len(self.pattern) and all(
            isinstance(key, int)
            if part == BY_ORDER
            else isinstance(key, str)
            if part == BY_NAME
            else part == key
            for part, key in zip(self.pattern, path, strict=False)
        )

    @property
    def keys(self) -> tuple[int, ...]:
        """Where in the path of an entry stand the keys that its row begins with."""
        last = len(self.pattern) - 1
        return tuple(
            at
            for at, part in enumerate(self.pattern)
            if part == BY_NAME or (part == BY_ORDER and at != last)
        )

    @property
    def is_by_key(self) -> bool:
        """Whether its entries have names or an order of their own; prices and the like have not."""
        return self.pattern[-1] in {BY_NAME, BY_ORDER}

    def key_head(self, at: int) -> str:
        """What a key is the name of: ``care_settings``, ``units``."""
        return str(self.pattern[at - 1])


def _branches() -> list[Table]:
    """The options of branches, and their steps, which may branch again."""
    found: list[Table] = []
    step: Path = _STEP
    for level in range(1, _LEVELS + 1):
        again = f" {level}" if level > 1 else ""
        within = f", within steps of options{f' {level - 1}' if level > 2 else ''}"
        option = (*step, *_OPTION)
        about = f"the ways that a branch may go{within if again else ''}"
        found.append(Table(f"Options{again}", option, about))
        step = (*option, "steps", BY_ORDER)
        about = f"what then happens, in order: the steps of options{again}"
        found.append(Table(f"Steps of options{again}", step, about))
    return found


TABLES = (
    Table("Changes", ("changes", BY_ORDER), "what is different from the scenario extended"),
    Table("Assumptions", ("assumptions", BY_ORDER), "what is taken to be true"),
    Table("Localities", ("localities", BY_NAME), "parts of the place"),
    Table("Delay reasons", ("delay_reasons", BY_NAME), "codes added to the published ones"),
    Table("Patient groups", ("patient_groups", BY_NAME), "who arrives, and their pathways"),
    Table("Arrivals", ("patient_groups", BY_NAME, "arrivals"), "how many arrive, and when"),
    Table(
        "Lengths of stay",
        ("patient_groups", BY_NAME, "length_of_stay", BY_NAME),
        "medical need of each patient group in each care setting",
    ),
    Table("Deaths", ("patient_groups", BY_NAME, "mortality", BY_NAME), "chances of dying"),
    Table("Relapses", ("patient_groups", BY_NAME, "relapse", BY_NAME), "need that comes back"),
    Table("Returns", ("patient_groups", BY_NAME, "readmission"), "readmissions"),
    Table("Care settings", ("care_settings", BY_NAME), "where patients stay"),
    Table("Beds and teams", _UNIT, "wards, small hospitals and teams: beds, places, visits"),
    Table("Rounds", ("care_settings", BY_NAME, "reviews", BY_ORDER), "reviews of a care setting"),
    Table("Rounds of units", (*_UNIT, "reviews", BY_ORDER), "reviews of a unit of its own"),
    Table("Who units take", (*_UNIT, "takes", BY_ORDER), "whom a unit takes, how willingly"),
    Table("Capacity changes", (*_UNIT, "capacity_changes", BY_ORDER), "dated changes of capacity"),
    Table("Closures", (*_UNIT, "closures", BY_NAME), "closures by chance"),
    Table("Nursing shifts", (*_UNIT, "staffing", "shifts", BY_NAME), "nurses by shift"),
    Table("Visits", ("care_settings", BY_NAME, "visits", BY_ORDER), "visits owed, falling"),
    Table("Widening", ("care_settings", BY_NAME, "widening", BY_ORDER), "travel limits that widen"),
    Table("Prices of settings", ("care_settings", BY_NAME, "cost"), "money: care settings"),
    Table("Prices of units", (*_UNIT, "cost"), "money: units with prices of their own"),
    Table("Handoffs", ("handoffs", BY_NAME), "what must be done before a move"),
    Table("Staff of handoffs", ("handoffs", BY_NAME, "staff", BY_ORDER), "people doing it"),
    Table("Prices of handoffs", ("handoffs", BY_NAME, "cost"), "money: handoffs"),
    Table("Pathways", ("pathways", BY_NAME), "the journeys"),
    Table("Steps", _STEP, "the steps of each pathway, in order"),
    Table(
        "Stays by group",
        (*_STEP, "stay", "by_group", BY_NAME),
        "medical need on a pathway, by patient group",
    ),
    *_branches(),
    Table("Standards", ("standards", BY_NAME), "response-time promises"),
    Table("Published", ("published", BY_ORDER), "figures to compare with; never an input"),
)
CONTENTS, SCENARIO, LISTS, OTHER, ORDER = (
    "Contents",
    "Scenario",
    "Lists",
    "Other values",
    "Order of names",
)
# Columns deeper than this would each be used by a row or two.
DEEPEST_COLUMN = 3


def table_of(path: Path) -> Table | None:
    """The table that a value belongs to: that of the nearest entry around it."""
    found = [table for table in TABLES if table.holds(path)]
    return max(found, key=lambda table: len(table.pattern), default=None)


def has_row(path: Path) -> bool:
    """Whether a path is that of an entry with a row of its own."""
    table = table_of(path)
    return table is not None and len(table.pattern) == len(path)
