"""Figures that one file gives more than once."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan

from calibration.sitrep.figure import NOT_REPORTED
from calibration.sitrep.layout import MISSING, ODDITY
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.rows import KEY, Row


def settle_duplicates(ledger: Ledger) -> None:
    """Keep one row of each figure.

    Rows that agree are kept once. Of rows that differ nobody but the publisher can say which is
    right, so the figure is missing, with the least and the greatest as its bounds.
    """
    kept: dict[tuple[object, ...], Row] = {}
    same: list[Row] = []
    for row in ledger.rows:
        key = tuple(getattr(row, name) for name in KEY)
        first = kept.setdefault(key, row)
        if first is row:
            continue
        if first.value == row.value or (isnan(first.value) and isnan(row.value)):
            same.append(row)
        else:
            kept[key] = _between(ledger, first, row)
    ledger.rows[:] = kept.values()
    if same:
        says = f"{len(same):,} rows are there twice with the same figure; they are counted once"
        ledger.note(ODDITY, says, cell=same[0].cell)


def _between(ledger: Ledger, first: Row, again: Row) -> Row:
    values = (first.low, first.high, first.value, again.value)
    known = [value for value in values if not isnan(value)]
    says = (
        f"{first.organisation}, {first.measure} {first.reason} from {first.start} is given as "
        f"{first.value:g} in {first.cell} and {again.value:g} in {again.cell}: taken as missing, "
        f"{min(known):g} to {max(known):g}"
    )
    ledger.note(MISSING, says, cell=again.cell)
    return replace(
        first, value=nan, missing=first.missing or NOT_REPORTED, low=min(known), high=max(known)
    )
