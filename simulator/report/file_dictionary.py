"""Every tidy file of a run, a comparison and a fit, column by column, and the page of it."""

from __future__ import annotations

from simulator.report.file_said import FileSaid
from simulator.report.file_said_compare import comparison
from simulator.report.file_said_fit import fit
from simulator.report.file_said_run import run
from simulator.report.file_said_stays import stays
from simulator.report.markdown import markdown_table

_HEAD = """# Tables of results

Every column of the tidy files that a run, a comparison and a fit leave. Made from
`simulator/report/file_dictionary.py`; do not edit. How to open them is in
[Read results elsewhere](howto/results.md).

Types are plain ones: text, whole number, number (double precision), true or false, date. No column
is an index, a category or a list. In Parquet a value that is not there is null; in text an empty
field. Shares are 0 to 1. The unit of a value *of the measure* is in [Measures](measures.md), unless
the statistic is `n` or `open` (counts) or a share. A column whose name ends in `*` is there once
for each thing that the scenario names.
"""


def files() -> tuple[FileSaid, ...]:
    """Every tidy file, in the order of the commands that make them."""
    return (*run(), *comparison(), *fit(), *stays())


def page() -> str:
    """The page as Markdown."""
    parts, by = [_HEAD], ""
    for each in files():
        if each.made_by != by:
            by = each.made_by
            parts.append(f"## `{by}`\n")
        names = " and ".join(f"`{each.name}{ending}`" for ending in each.endings)
        parts.append(f"### {names}\n\nA row is {each.row}.\n")
        rows = [(f"`{c.name}`", c.type, c.unit, c.meaning) for c in each.columns]
        parts.append(markdown_table(("Column", "Type", "Unit", "Meaning"), rows) + "\n")
    return "\n".join(parts)
