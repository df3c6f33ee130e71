"""What of an acute discharge sitrep is added up again, and which of its zeros are missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from math import nan

from calibration.sitrep.addition import check_difference, check_levels, check_months, check_parts
from calibration.sitrep.figure import NOT_REPORTED
from calibration.sitrep.layout import MISSING, Note
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.nctr import (
    AFTER_17,
    BEFORE,
    BY_17,
    DELAYED,
    DESTINATIONS,
    DISCHARGED,
    PATIENTS,
    REMAINING,
)
from calibration.sitrep.non_reporter import blank_zeros
from calibration.sitrep.rows import REGION, Row

SPLIT = (BY_17 + BEFORE, AFTER_17 + BEFORE)
# Averages of weekly snapshots are printed as whole patients.
_ROUNDED = 0.5


def add_split_discharges(ledger: Ledger) -> None:
    """Where discharges are printed in two parts of the day only, add their sum as well."""
    pairs: dict[tuple[str, str, date], dict[str, Row]] = defaultdict(dict)
    for row in ledger.rows:
        if row.measure in SPLIT or row.measure == DISCHARGED + BEFORE:
            pairs[row.organisation, row.level, row.start][row.measure] = row
    for each in pairs.values():
        if set(each) == set(SPLIT):
            first, second = (each[name] for name in SPLIT)
            whole = first.value + second.value
            missing, cell = first.missing or second.missing, f"{first.cell} +1"
            measure = DISCHARGED + BEFORE
            ledger.rows.append(
                replace(first, measure=measure, value=whole, missing=missing, cell=cell)
            )


def check_acute(ledger: Ledger) -> None:
    """Add the printed totals up again, then take zeros of those who did not report as missing."""
    remaining: dict[str, tuple[str, ...]] = {}
    for suffix in ("", BEFORE):
        whole, less, left = (stem + suffix for stem in (PATIENTS, DISCHARGED, REMAINING))
        check_difference(ledger, whole, less, left)
        what = f"{DESTINATIONS}{suffix}: destinations add to the discharges of every day"
        check_months(ledger, less, DESTINATIONS + suffix, what)
        remaining[left] = (whole, less)
    check_totals(ledger)
    _check_split(ledger)
    check_levels(ledger, REGION, lambda x: _ROUNDED if x.startswith(DELAYED) else 0.0)
    blank_negatives(ledger, list(remaining))
    zeros = {name for names in remaining.values() for name in names}
    blank_zeros(ledger, zeros | set(SPLIT), remaining)


def blank_negatives(ledger: Ledger, measures: list[str]) -> None:
    """What remains cannot be below 0: where it is printed so, more left than there were."""
    below = [at for at, row in enumerate(ledger.rows) if row.measure in measures and row.value < 0]
    for at in below:
        ledger.rows[at] = replace(ledger.rows[at], value=nan, missing=NOT_REPORTED)
    if below:
        first = ledger.rows[below[0]]
        whose = ", ".join(sorted({ledger.rows[at].organisation for at in below}))
        says = f"{len(below)} figures of what remains are printed below 0 and taken as missing"
        ledger.notes.append(Note(MISSING, f"{says}: {whose}", first.sheet, first.cell))


def check_totals(ledger: Ledger) -> None:
    """Categories of a month against a total printed beside them."""
    for measure in sorted({row.measure for row in ledger.rows if row.reason}):
        if not measure.startswith((DESTINATIONS, DELAYED)):
            continue

        def is_part(row: Row, measure: str = measure) -> bool:
            return row.measure == measure and bool(row.reason)

        def is_whole(row: Row, measure: str = measure) -> bool:
            return row.measure == measure and not row.reason

        what = f"{measure}: categories add to the printed total"
        check_parts(ledger, what, is_part, is_whole, _ROUNDED if DELAYED in measure else 0.0)


def _check_split(ledger: Ledger) -> None:
    """The two parts of the day add to the discharges, where a total is printed as well."""
    check_parts(
        ledger,
        "discharges by 17:00 and after add to all",
        lambda row: row.measure in SPLIT,
        lambda row: row.measure == DISCHARGED + BEFORE and "+" not in row.cell,
    )
