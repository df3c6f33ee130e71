"""Delayed transfers of care: its reasons, who is responsible, and how columns are named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from math import nan

from calibration.sitrep.figure import NOT_APPLICABLE, Figure
from calibration.sitrep.ledger import Of

REASONS = ("A", "B", "C", "Di", "Dii", "E", "F", "G", "H", "I", "O")
OTHER_SINCE = date(2017, 4, 1)
RESPONSIBLE = {"nhs": "nhs", "social care": "social care", "both": "both"}
SETTINGS = {"acute": "acute", "non-acute": "non-acute"}

_NHS_ONLY = {"C", "I"}
_NEVER_BOTH = {"Di", "G", "H"}
_TOKEN = re.compile(r"(dii|di|[a-i]|o)(?:\)|_| ?- ).*", re.IGNORECASE)
_CODES = {reason.lower(): reason for reason in REASONS}


def reason(label: str) -> str | None:
    """The code a label begins with: 'DII) AWAITING ...' and 'DII_NURSING_HOME' are 'Dii'."""
    found = _TOKEN.fullmatch(label.strip())
    return _CODES[found[1].lower()] if found else None


def part(label: str) -> Of | None:
    """Which part of the delayed days a column's label means; None if it is not known."""
    lower = label.lower()
    if lower == "total":
        return Of()
    if lower in SETTINGS:
        return Of(setting=SETTINGS[lower])
    if lower in RESPONSIBLE:
        return Of(responsible=RESPONSIBLE[lower])
    code = reason(label)
    return Of(reason=code) if code else None


def is_applicable(of: Of, start: date) -> bool:
    """Whether the collection could hold such a figure in a month.

    Reasons C and I are the NHS's alone, Di, G and H never of both, and O began in April 2017.
    """
    if of.reason == "O" and start < OTHER_SINCE:
        return False
    if of.reason in _NHS_ONLY:
        return of.responsible not in {"social care", "both"}
    return not (of.reason in _NEVER_BOTH and of.responsible == "both")


def as_collected(found: Figure, of: Of, start: date) -> Figure:
    """A zero where nothing could be reported is no zero; any other figure is left as printed."""
    if found.value == 0 and not is_applicable(of, start):
        return replace(found, value=nan, missing=NOT_APPLICABLE)
    return found
