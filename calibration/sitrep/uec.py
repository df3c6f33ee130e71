"""Beds of the urgent and emergency care sitrep: what a column counts, and what adds up."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from math import nan

from calibration.sitrep.addition import Sum, check_levels, compare
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.non_reporter import blank_zeros
from calibration.sitrep.rows import REGION, Row
from calibration.sitrep.wording import plain

AVAILABLE, OCCUPIED, OCCUPANCY = "uec_beds_available", "uec_beds_occupied", "uec_bed_occupancy"
CORE, ESCALATION, UNAVAILABLE = "uec_beds_core", "uec_beds_escalation", "uec_beds_unavailable"
LONG_STAY = "uec_long_stay_beds"
GENERAL = "general and acute"

# What kind of bed a label or a sheet's name begins with; the longer name is looked for first.
KINDS = {
    "adult g & a": "adult general and acute",
    "paediatric g & a": "paediatric general and acute",
    "total g & a": GENERAL,
    "g & a": GENERAL,
    "adult critical care": "adult critical care",
    "adult cc": "adult critical care",
    "paediatric intensive care": "paediatric intensive care",
    "neonatal intensive care": "neonatal intensive care",
    "neo natal intensive care": "neonatal intensive care",
}
_LONG = re.compile(r"(?:> ?|.*\b)(7|14|21)(?: or more)? days\b.*")
_HALF = 0.0051


@lru_cache(maxsize=512)
def counted(label: str, sheet: str = "") -> tuple[str, str] | None:
    """The measure and kind of bed of a column; None if it is not known.

    Args:
        label: Of the column, as 'Adult G&A beds occupied' or, on a sheet of one kind, 'Core Beds
            Open'.
        sheet: The sheet's name, which says the kind where the label does not.
    """
    words = plain(label)
    kind = _kind(words)
    rest = words.removeprefix(kind).strip() if kind else words
    if "long stay" in plain(sheet) or "length of stay" in words:
        found = _LONG.fullmatch(words)
        sign = "+" if found and "or more" in words else ">"
        code = f"{found[1]}+" if found and sign == "+" else f">{found[1]}" if found else ""
        return (LONG_STAY, code) if found and not words.startswith("%") else None
    kind = kind or _kind(plain(sheet))
    measure = _measure(rest)
    return (measure, KINDS[kind]) if kind and measure else None


def _kind(words: str) -> str:
    return next((x for x in KINDS if words == x or words.startswith(f"{x} ")), "")


def _measure(words: str) -> str | None:
    if "occupancy" in words:
        return OCCUPANCY
    if re.search(r"\bocc(upied|d)?\b", words):
        return OCCUPIED
    if "core" in words:
        return CORE
    if "escalation" in words:
        return ESCALATION
    if re.search(r"\b(unavailable|void)\b", words):
        return UNAVAILABLE
    return AVAILABLE if re.search(r"\bbeds? (open|available)\b|^(open|available)$", words) else None


def check_beds(ledger: Ledger) -> None:
    """Rates, core and escalation beds, and regions, worked out again; then zeros of no report."""
    beds: dict[tuple[object, ...], dict[str, Row]] = defaultdict(dict)
    for row in ledger.rows:
        beds[row.organisation, row.level, row.start, row.end, row.reason][row.measure] = row
    rates = (_rate(each) for each in beds.values() if {OCCUPANCY, OCCUPIED, AVAILABLE} <= set(each))
    compare(ledger, "occupancy is occupied over available", rates)
    opened = (
        Sum(each[AVAILABLE], each[AVAILABLE].value, each[CORE].value + each[ESCALATION].value)
        for each in beds.values()
        if {CORE, ESCALATION, AVAILABLE} <= set(each)
    )
    compare(ledger, "core and escalation beds add to beds open", opened)
    is_month = any(row.start != row.end for row in ledger.rows)
    check_levels(ledger, REGION, lambda _: 0.51 if is_month else 0.0)
    _blank(ledger)
    says = "beds are those of the sitrep, counted each day, not of KH03, counted at midnight"
    ledger.note(DEFINITION, says)


def _rate(each: dict[str, Row]) -> Sum:
    """Printed to a tenth of a per cent or finer, from whole beds in a month's average."""
    beds = each[AVAILABLE].value or nan
    is_month = each[AVAILABLE].start != each[AVAILABLE].end
    within = _HALF if not is_month else _HALF + 1.0 / beds
    return Sum(each[OCCUPANCY], each[OCCUPANCY].value, each[OCCUPIED].value / beds, within)


def _blank(ledger: Ledger) -> None:
    """A zero of general and acute beds is nobody's report; of other kinds it may be true."""
    general = [row for row in ledger.rows if row.reason == GENERAL]
    others = [row for row in ledger.rows if row.reason != GENERAL]
    ledger.rows[:] = general
    blank_zeros(ledger, {AVAILABLE, OCCUPIED})
    ledger.rows += others
