"""Totals of delayed transfers that are added again, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from math import fsum, isnan

from calibration.sitrep.dtoc import OTHER_SINCE
from calibration.sitrep.dtoc_table import BEDS, DAYS, ENGLAND, Entry
from calibration.sitrep.grid import Sheet
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period

# Beds are days over the days of the month, printed to about fifteen figures.
WITHIN = {DAYS: 0.0, BEDS: 1e-6}


def check_parts(ledger: Ledger, sheet: Sheet, entries: Sequence[Entry], of_what: str = "") -> None:
    """The parts of a row add to its total."""
    for (_, measure), group in groupby(entries, lambda x: (x.row, x.column.measure)):
        cells = list(group)
        whole = next((x for x in cells if x.column.of == Of()), None)
        parts = [x.figure.value for x in cells if x.column.of != Of()]
        if whole is not None and parts:
            added = fsum(value for value in parts if not isnan(value))
            what = f"{of_what or whole.whom.name}: {measure}, parts of the total"
            printed = whole.figure.value
            ledger.check(what, printed, added, sheet, whole.cell, within=WITHIN[measure])


def check_nation(ledger: Ledger, sheet: Sheet, entries: Sequence[Entry]) -> None:
    """The organisations of a column add to England."""
    columns: dict[int, list[float]] = {}
    for each in entries:
        if each.whom != ENGLAND and not isnan(each.figure.value):
            columns.setdefault(each.column.at, []).append(each.figure.value)
    for nation in (x for x in entries if x.whom == ENGLAND):
        added = fsum(columns.get(nation.column.at, []))
        measure = nation.column.measure
        what = f"England: {measure}, {nation.column.of}, all rows below"
        printed = nation.figure.value
        ledger.check(what, printed, added, sheet, nation.cell, within=WITHIN[measure])


def check_beds(ledger: Ledger, sheet: Sheet, entries: Sequence[Entry], when: Period) -> None:
    """DTOC beds are the delayed days over the days of the month."""
    days = {(x.row, x.column.of): x for x in entries if x.column.measure == DAYS}
    for entry in entries:
        if entry.column.measure == BEDS and (entry.row, entry.column.of) in days:
            of_days = days[entry.row, entry.column.of].figure.value / when.days
            what = f"{entry.whom.name} {when}: dtoc_beds, {entry.column.of}, from delayed days"
            printed = entry.figure.value
            ledger.check(what, printed, of_days, sheet, entry.cell, within=WITHIN[BEDS])


def check_same_totals(
    ledger: Ledger,
    sheet: Sheet,
    entries: Sequence[Entry],
    when: Period,
    totals: dict[tuple[str, str, Period], Entry],
) -> list[Entry]:
    """Compare totals with those of sheets before, and leave those out: a figure is added once.

    Args:
        ledger: Takes the checks.
        sheet: Where the entries stand.
        entries: Of this sheet, this month.
        when: The month.
        totals: Totals met so far by organisation, measure and month; added to.

    Returns:
        The entries that no sheet before has.
    """
    fresh = []
    for entry in entries:
        measure = entry.column.measure
        key = (entry.whom.code, measure, when)
        if entry.column.of != Of() or key not in totals:
            fresh.append(entry)
            if entry.column.of == Of():
                totals[key] = entry
            continue
        what = f"{entry.whom.name} {when}: {measure}, total here and in another sheet"
        there = totals[key].figure.value
        here = entry.figure.value
        ledger.check(what, here, there, sheet, entry.cell, within=WITHIN[measure])
    return fresh


def note_definitions(ledger: Ledger, months: Collection[Period]) -> None:
    """The basis, and the step in definition if these months lie on both sides of it."""
    says = "delay counts from ready, team decision and safe to move"
    ledger.note(DEFINITION, f"DTOC basis: {says}; never one target with 'no longer meets criteria'")
    if any(when.start < OTHER_SINCE for when in months):
        ledger.note(DEFINITION, "reason O is not collected before April 2017")
