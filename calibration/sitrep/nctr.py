"""No longer meeting the criteria to reside: two definitions, and which a figure is of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from calibration.sitrep.destinations import ACUTE, ACUTE_2022, COMMUNITY, COMMUNITY_2023
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.period import Period
from calibration.sitrep.wording import plain

BREAK = date(2024, 5, 27)
BEFORE = "_2022"
COMMUNITY_BREAK = date(2023, 10, 1)
COMMUNITY_BEFORE = "_2023"

PATIENTS, DISCHARGED, REMAINING = "nctr_patients", "nctr_discharged", "nctr_remaining"
BY_17, AFTER_17 = "nctr_discharged_by_17", "nctr_discharged_after_17"
ADDITIONAL = "additional_bed_days"
DESTINATIONS, PATHWAYS = "discharges_by_destination", "discharges_by_pathway"
DELAYED = "delayed_patients_los"

_DAILY = {
    "number of patients who no longer meet the criteria to reside": PATIENTS,
    "number of patients discharged": DISCHARGED,
    "number of patients discharged by 17 00": BY_17,
    "number of patients discharged between 17 01 and 23 59": AFTER_17,
    "number of patients remaining in hospital who no longer meet the criteria to reside": REMAINING,
}


def daily(label: str) -> str | None:
    """Which of the five daily counts a label names, without its definition."""
    words = plain(label)
    if words.startswith("number of patients remaining in") and words.endswith("to reside"):
        return REMAINING
    return _DAILY.get(words)


def defined(stem: str, when: Period) -> str:
    """The measure of a stem under the definition that most days of a period had."""
    days_before = min(when.days, max(0, (BREAK - when.start).days))
    return stem + BEFORE if 2 * days_before > when.days else stem


def straddles(when: Period) -> bool:
    """Whether a period has days of both definitions."""
    return when.start < BREAK <= when.end


def categorised(stem: str, schemes: Collection[str], when: Period) -> str | None:
    """The measure of an acute count by category: the words tell the definition, else the date.

    None where the words are of another collection.
    """
    if ACUTE in schemes:
        return stem
    if ACUTE_2022 in schemes:
        return stem + BEFORE
    return None if schemes else defined(stem, when)


def categorised_community(stem: str, schemes: Collection[str], when: Period) -> str | None:
    """The same for the community sitrep, whose words changed in October 2023."""
    if schemes and not {COMMUNITY, COMMUNITY_2023} & set(schemes):
        return None
    is_either = not schemes or {COMMUNITY, COMMUNITY_2023} <= set(schemes)
    is_new = when.start >= COMMUNITY_BREAK if is_either else COMMUNITY in schemes
    return stem if is_new else stem + COMMUNITY_BEFORE


def note_definition(ledger: Ledger) -> None:
    """Say which definition the figures have, and name what lies on or across the break."""
    says = (
        "no longer meets the criteria to reside: never one target beside delayed transfers of "
        "care, nor beside days after the ready date"
    )
    ledger.note(DEFINITION, says)
    periods = {Period(row.start, row.end) for row in ledger.rows}
    if any(when.start < BREAK for when in periods):
        before = BREAK - timedelta(days=1)
        says = (
            f"the definition broke on {BREAK:%d %B %Y}: England's daily counts fell by about a "
            "tenth that day, and destinations and reasons are other ones. Figures to "
            f"{before:%d %B %Y} are measures of their own, ending in '{BEFORE}'"
        )
        ledger.note(DEFINITION, says)
    across = sorted(when for when in periods if straddles(when))
    if across:
        names = ", ".join(f"{when} ({_side(when)})" for when in across)
        says = f"has days of both definitions, put where most of its days are: {names}"
        ledger.note(DEFINITION, says)


def _side(when: Period) -> str:
    return "before" if defined("", when) else "after"
