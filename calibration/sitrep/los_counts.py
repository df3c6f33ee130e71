"""Counts of stays by band of length, in the one format that this project states itself.

Comma-separated text whose first row is exactly::

    organisation,start,end,group,from_days,to_days,count

- ``organisation``: code of the provider; ``start``, ``end``: first and last day of the period in
  which the stays ended, as 2024-04-01.
- ``group``: any name without a colon, such as ``emergency 75-84``; the same in every row of it.
- ``from_days``, ``to_days``: whole midnights from admission to leaving, both inside; ``to_days``
  empty for the last band, which is open. Bands of a group begin anywhere, leave no gap and do not
  overlap.
- ``count``: stays; ``<5`` where suppressed (1 to 4), or any other ``<n`` (1 to n - 1), or ``*``
  (at least 0, no more is known).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf, nan

from calibration.sitrep.figure import SUPPRESSED, Figure
from calibration.sitrep.flat import Record
from calibration.sitrep.layout import DEFINITION, MISSING
from calibration.sitrep.ledger import Of, Whom
from calibration.sitrep.los_band import LosBand
from calibration.sitrep.period import Period
from calibration.sitrep.reshaped import Reshaped, Table, said_period
from calibration.sitrep.rows import PROVIDER

MEASURE = "stays_by_los"
COLUMNS = ("organisation", "start", "end", "group", "from_days", "to_days", "count")


@dataclass(frozen=True, slots=True)
class Line:
    """One band of one organisation and period."""

    record: Record
    whom: Whom
    when: Period
    band: LosBand


def _fill(table: Table) -> None:
    groups: dict[tuple[str, Period, str], list[Line]] = defaultdict(list)
    for record in table.lines:
        line = _line(table, record)
        if line is not None:
            groups[line.whom.code, line.when, line.band.group].append(line)
            _add(table, line)
    for lines in groups.values():
        _refuse_gaps(table, sorted(lines, key=lambda x: x.band))
    if any(row.missing == SUPPRESSED for row in table.ledger.rows):
        says = "suppressed counts are kept as the least and greatest number they can be"
        table.ledger.note(MISSING, says)
    says = "stays by midnights from admission to leaving; time after ready is included"
    table.ledger.note(DEFINITION, says)


def _line(table: Table, record: Record) -> Line | None:
    said = record.said
    start, end = said_period(said["start"]), said_period(said["end"])
    if start is None or end is None or start.days > 1 or end.days > 1 or start > end:
        says = f"'{said['start']}' to '{said['end']}' is no first and last day"
        table.refuse(record, "start", says, "Days are as 2024-04-01.")
        return None
    first, last = said["from_days"], said["to_days"]
    is_whole = re.fullmatch(r"\d+", first) and re.fullmatch(r"\d*", last)
    if not is_whole or (last and int(last) < int(first)):
        says = f"'{first}' to '{last}' is no band of whole days"
        table.refuse(record, "from_days", says, "Leave to_days empty for the open band.")
        return None
    if not said["organisation"] or not said["group"] or ":" in said["group"]:
        says = f"organisation '{said['organisation']}', group '{said['group']}'"
        table.refuse(record, "group", says, "Both must be given, the group without a colon.")
        return None
    band = LosBand(said["group"], int(first), float(last) if last else inf)
    whom = Whom(said["organisation"], "", PROVIDER)
    return Line(record, whom, Period(start.start, end.start), band)


def _add(table: Table, line: Line) -> None:
    column = table.columns["count"]
    words = line.record.said["count"]
    below = re.fullmatch(r"< ?(\d+)", words)
    found: Figure | None
    if below and int(below[1]) > 1:
        found = Figure(nan, SUPPRESSED, low=1.0, high=int(below[1]) - 1.0)
    else:
        found = table.ledger.figure(table.sheet, line.record.row, column)
    if found is not None and found.missing == SUPPRESSED and not below:
        found = replace(found, low=0.0)
    if found is not None and not found.missing and found.value % 1:
        table.refuse(line.record, "count", f"'{words}' is no whole number of stays")
    elif found is not None:
        of, at = Of(line.band.code), line.record.row
        table.ledger.add(
            line.whom, line.when, MEASURE, of, found=found, sheet=table.sheet, row=at, column=column
        )


def _refuse_gaps(table: Table, lines: list[Line]) -> None:
    for one, following in pairwise(lines):
        if following.band.first != one.band.last + 1:
            says = (
                f"group '{one.band.group}': a band begins at {following.band.first} after one "
                f"that ends at {one.band.last:g}"
            )
            do = "Bands must neither overlap nor leave a gap; only the last may be open."
            table.refuse(following.record, "from_days", says, do)


_layout = Reshaped("counts of stays by band of length", COLUMNS, _fill)
name, looks_for, matches, read = _layout.name, _layout.looks_for, _layout.matches, _layout.read
