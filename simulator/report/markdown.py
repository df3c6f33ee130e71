"""Tables as Markdown, for pages that are kept with the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.report.comparison_cells import FIGURES
from simulator.report.table import AS_SAID, Column, Table


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars and line breaks in its cells are made harmless."""
    lines = [_row(heads), _row(["---"] * len(heads))]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def as_markdown(table: Table) -> str:
    """A table of a report: what is shown of it on the page, with the units in the heads."""
    return markdown_table([_head(column) for column in table.heads], table.shown)


def _head(column: Column) -> str:
    unit = column.unit.name if column.unit is not None else ""
    return column.head if unit in {"", FIGURES.name, AS_SAID.name} else f"{column.head}, {unit}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(each.split()).replace('|', '/') for each in cells)} |"
