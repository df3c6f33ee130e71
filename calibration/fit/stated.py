"""Targets stated by hand: comma-separated text, a figure a line, in the model's own definitions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

from calibration.fit.observed import (
    DISCREPANCY,
    Observed,
    kind_of,
    monthly_by_default,
    name_of,
)
from simulator.errors import InputError, Place, Problem
from simulator.results.published import key_of
from simulator.scenario.csv_text import Cell, CellFault, UnreadableCellError, read_rows
from simulator.scenario.schema import Published
from simulator.scenario.source_file import FileRead, read_file

NEEDED = (("measure",), ("value",), ("first",), ("last",))
MAY_BE = ("title", "where", "sampling", "monthly", "discrepancy", "source", "note")
EXAMPLE = "measure,where,value,first,last\n    delayed_patients,care_setting: acute,41.5,..."
_AMOUNT = re.compile(r"^(\d+(?:\.\d+)?)\s*(%?)$")


def read_stated(file: Path) -> tuple[list[Observed], FileRead]:
    """The figures of a file of targets.

    Columns ``measure``, ``value``, ``first``, ``last``, and as wanted ``where`` (like
    ``care_setting: acute; reason: A; statistic: per_day``), ``title``, ``source`` and the three
    parts of uncertainty (``5%`` or ``0.05`` of the figure).

    Raises:
        InputError: a line cannot be read; all of them, with line and column.
    """
    text, read_as = read_file(str(file))
    rows, faults = read_rows(text, NEEDED, _row, MAY_BE)
    problems = [_problem(each, file, text) for each in faults]
    if not rows and not problems:
        problems = [Problem("there is no target in it", Place(str(file), 1, 1), do=EXAMPLE)]
    if problems:
        raise InputError(problems)
    return rows, read_as


def _problem(fault: CellFault, file: Path, text: str) -> Problem:
    lines = text.splitlines()
    line = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
    return Problem(fault.says, Place(str(file), fault.line, fault.column, line), do=fault.do)


def _row(names: tuple[str, ...], cells: tuple[Cell, ...]) -> Observed:
    bare = (replace(cell, text=cell.text.strip()) for cell in cells)
    of = dict(zip(names, bare, strict=True))
    measure = of["measure"].text
    published = Published(title="", measure=measure, where=_where(of.get("where")), value=0.0)
    key = key_of(published, "")
    if isinstance(key, Problem):
        at = of["measure"] if measure in key.says and "no measure" in key.says else of["where"]
        raise UnreadableCellError(at, key.says, key.do)
    first, last = _day(of["first"]), _day(of["last"])
    if last < first:
        raise UnreadableCellError(of["last"], "it lies before the first day", "give the last day")
    title = of["title"].text if "title" in of else ""
    source = of["source"].text if "source" in of else ""
    default = DISCREPANCY[kind_of(measure)]
    return Observed(
        name=title or name_of(key),
        key=key,
        value=_number(of["value"]),
        first=first,
        last=last,
        sampling=_share(of.get("sampling"), 0.0),
        monthly=_share(of.get("monthly"), monthly_by_default(first, last)),
        discrepancy=_share(of.get("discrepancy"), default),
        source=source,
    )


def _where(cell: Cell | None) -> dict[str, str]:
    found = {}
    for part in (cell.text if cell else "").split(";"):
        if not part.strip() or cell is None:
            continue
        name, colon, value = (each.strip() for each in part.partition(":"))
        if not (name and colon and value):
            do = "write it like care_setting: acute; reason: A"
            raise UnreadableCellError(cell, f"'{part.strip()}' is no dimension", do)
        found[name] = value
    return found


def _day(cell: Cell) -> dt.date:
    try:
        return dt.date.fromisoformat(cell.text)
    except ValueError:
        do = "write year, month and day like 2025-04-01"
        raise UnreadableCellError(cell, f"'{cell.text}' is no date", do) from None


def _number(cell: Cell) -> float:
    try:
        return float(cell.text)
    except ValueError:
        do = "write a number in the unit of the measure (a share of 0 to 1)"
        raise UnreadableCellError(cell, f"'{cell.text}' is no number", do) from None


def _share(cell: Cell | None, default: float) -> float:
    if cell is None or not cell.text:
        return default
    match = _AMOUNT.match(cell.text)
    if match is None:
        do = "write a share of the figure, like 5% or 0.05; 0 for none"
        raise UnreadableCellError(cell, f"'{cell.text}' is no share", do)
    return float(match[1]) / (100 if match[2] else 1)
