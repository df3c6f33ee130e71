"""Urgent community response: counts rounded to five, and the standard of two hours."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

from calibration.sitrep.figure import Figure
from calibration.sitrep.layout import DEFINITION, MISSING
from calibration.sitrep.ledger import Ledger

WITHIN, REFERRALS, CONTACTS = (
    "response_within_2_hours",
    "response_referrals",
    "response_contacts",
)
# Half the step of rounding.
ROUNDED = 2.5


def with_bounds(found: Figure) -> Figure:
    """A count with the least and greatest number that is published so.

    One to seven are published as five, all others as the nearest multiple of five.
    """
    if isnan(found.value) or found.value == 0:
        return found
    if found.value == 5:
        return replace(found, low=1.0, high=7.0)
    return replace(found, low=found.value - 2, high=found.value + 2)


def note_rounding(ledger: Ledger) -> None:
    """What is counted and how it is rounded."""
    says = (
        "counts are rounded to five and one to seven are published as five: each has its least "
        "and greatest; sums of them differ from printed totals by the rounding"
    )
    ledger.note(MISSING, says)
    says = (
        "the share seen in two hours and the referrals are dated by different events, so their "
        "product is no count"
    )
    ledger.note(DEFINITION, says)
