"""Intermediate care beds by system: the community bed audit re-shaped to text."""

from __future__ import annotations

from calibration.sitrep.community_beds import (
    BEDS,
    BY_CONTRACT,
    BY_OWNER,
    CONTRACTS,
    LOS,
    OWNERS,
    PURPOSES,
    Spot,
    add_audit,
)
from calibration.sitrep.flat import marks, named_period, note_empty, records
from calibration.sitrep.grid import Book
from calibration.sitrep.layout import Match, Reading
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.rows import NATION, SYSTEM

name = "community bed audit, re-shaped to text"

_WORDS = (
    "step up",
    "assessment",
    "homelessness recovery",
    "post hospital rehab",
    "amputee rehab",
    "bariatric rehab",
    "complex specialist rehab",
    "confusion delirium dementia",
    "stroke neuro rehab",
    "other",
)
_PURPOSES = tuple(words.replace(" ", "_") for words in _WORDS)
MEASURES = {
    "total_beds": (BEDS, ""),
    **{f"beds_{x}": (BEDS, part) for x, part in zip(_PURPOSES, PURPOSES, strict=True)},
    "alos_overall": (LOS, ""),
    **{f"alos_{x}": (LOS, part) for x, part in zip(_PURPOSES, PURPOSES, strict=True)},
    "block_contract": (BY_CONTRACT, CONTRACTS[0]),
    "spot_purchase": (BY_CONTRACT, CONTRACTS[1]),
    "nhs_trust": (BY_OWNER, OWNERS[0]),
    "non_nhs": (BY_OWNER, OWNERS[1]),
}
COLUMNS = ("code", "name", *MEASURES)
looks_for = (
    f"comma-separated text whose first row has {', '.join(COLUMNS[:5])} and so on, to non_nhs"
)


def matches(book: Book) -> Match:
    """The columns."""
    return marks(book, COLUMNS)


def read(book: Book) -> Reading:
    """Beds and mean stay by purpose, on a day that only the file's name says.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, given = records(ledger, COLUMNS)
    when = named_period(ledger)
    cells = []
    for each in given:
        code = each.said["code"]
        whom = Whom(code, each.said["name"], NATION if code == "ENGLAND" else SYSTEM)
        for column, (measure, part) in MEASURES.items():
            spot = Spot(whom, measure, part)
            cells.append((spot, book.sheets[0], each.row, columns[column]))
    if when is not None:
        add_audit(ledger, when, cells)
    note_empty(ledger)
    return ledger.reading(name)
