"""Discharge ready date: its bands of delay, suppressed counts as bounds, and what adds up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from math import fsum, isnan, nan

from calibration.sitrep.addition import check_levels, check_parts
from calibration.sitrep.figure import NOT_REPORTED, SUPPRESSED
from calibration.sitrep.layout import DEFINITION, MISSING
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.rows import SYSTEM, Row
from calibration.sitrep.wording import plain

DISCHARGES, BED_DAYS = "ready_discharges", "ready_bed_days"
PROVIDERS, PROVIDERS_SHARE = "ready_providers", "ready_providers_share"

# Days from ready date to discharge, both ends inside.
BANDS = ("0", "1", "2-3", "4-6", "7-13", "14-20", "21+")
DELAYED = "1+"

# A single suppressed band is never narrowed below this by taking the others from the total.
_LEAST_WIDTH = 5.0

_WITH_BAND = {
    "number of patients discharged where between the discharge ready date and discharge date "
    "there is": DISCHARGES,
    "total bed days after discharge ready date for patients discharged within": BED_DAYS,
}
_WHOLE = {
    "number of patients discharged in total": DISCHARGES,
    "total discharges for utla from acceptable trusts": DISCHARGES,
    "total bed days lost due to delayed discharge": BED_DAYS,
    "number of providers submitting acceptable data": PROVIDERS,
    "% of providers submitting acceptable data": PROVIDERS_SHARE,
    "% of all utla discharges that are from acceptable trusts": "ready_coverage_share",
    "date of discharge is same as discharge ready date": "ready_same_day_share",
    "date of discharge is 1 + days after discharge ready date": "ready_delayed_share",
    "average days from discharge ready date to date of discharge inc 0 day delays": (
        "ready_delay_mean"
    ),
    "average days from discharge ready date to date of discharge exc 0 day delays": (
        "ready_delay_mean_delayed"
    ),
}


@lru_cache(maxsize=512)
def measured(label: str) -> tuple[str, str] | None:
    """The measure and band that a label names; None if it is not known."""
    words = plain(label)
    if words in _WHOLE:
        return _WHOLE[words], ""
    for start, measure in _WITH_BAND.items():
        found = band(words.removeprefix(start)) if words.startswith(start) else None
        if found is not None:
            return measure, found
    return None


def band(words: str) -> str | None:
    """The band in words such as 'no delay', 'a 2 3 day delay' or '21 days or more'."""
    if words.strip() == "no delay":
        return "0"
    numbers = re.findall(r"\d+", words)
    is_open = "more" in words or "+" in words
    code = f"{numbers[0]}+" if is_open and len(numbers) == 1 else "-".join(numbers)
    return code if code in BANDS[1:] else None


def bound_suppressed(ledger: Ledger) -> None:
    """Give suppressed counts the bounds that the other figures of the organisation leave.

    At least 0, at most the total less the bands that are printed, but never narrower than 0 to
    five: what the publisher hid is not to be worked out. A suppressed total is at least the sum
    of the bands printed.
    """
    whose: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
    for at, row in enumerate(ledger.rows):
        if row.measure in {DISCHARGES, BED_DAYS} and row.reason in {"", *BANDS}:
            key = (row.organisation, row.level, row.start, row.measure)
            whose[key][row.reason] = at
    count = sum(_bound(ledger, parts) for parts in whose.values())
    if count:
        says = f"{count:,} suppressed counts are kept as bounds, not as numbers"
        ledger.note(MISSING, says)


def _bound(ledger: Ledger, parts: dict[str, int]) -> int:
    rows = ledger.rows
    known = fsum(rows[at].value for name, at in parts.items() if name and not rows[at].missing)
    total = rows[parts[""]].value if "" in parts else nan
    hidden = [at for at in parts.values() if rows[at].missing == SUPPRESSED]
    for at in hidden:
        is_total = not rows[at].reason
        most = nan if is_total or isnan(total) else max(total - known, _LEAST_WIDTH)
        rows[at] = replace(rows[at], low=known if is_total else 0.0, high=most)
    return len(hidden)


def check_bands(ledger: Ledger) -> None:
    """Where every band is given they add to the total."""
    for measure in (DISCHARGES, BED_DAYS):

        def is_part(row: Row, measure: str = measure) -> bool:
            return row.measure == measure and row.reason in BANDS

        def is_whole(row: Row, measure: str = measure) -> bool:
            return row.measure == measure and not row.reason

        check_parts(ledger, f"{measure}: bands add to the total", is_part, is_whole)


def check_ready(ledger: Ledger) -> None:
    """Systems add to England; a 0 where no provider was acceptable is missing."""
    check_levels(ledger, SYSTEM)
    _blank_unaccepted(ledger)


def _blank_unaccepted(ledger: Ledger) -> None:
    """Where no provider's data were acceptable, what is printed as 0 was not counted."""
    rows = ledger.rows
    none = {
        (row.organisation, row.start)
        for row in rows
        if row.measure in {PROVIDERS, PROVIDERS_SHARE} and row.value == 0
    }
    blank = [
        at
        for at, row in enumerate(rows)
        if (row.organisation, row.start) in none
        and row.value == 0
        and row.measure not in {PROVIDERS, PROVIDERS_SHARE}
    ]
    for at in blank:
        rows[at] = replace(rows[at], value=nan, missing=NOT_REPORTED)
    if blank:
        whose = ", ".join(f"{name} from {start}" for name, start in sorted(none))
        says = f"no provider with acceptable data, so 0 is taken as not reported: {whose}"
        ledger.note(MISSING, says, cell=rows[blank[0]].cell)


def note_definition(ledger: Ledger) -> None:
    """What is counted, and that it is no other delay."""
    says = (
        "ready date: days from the recorded ready date to discharge, of those discharged, 16 and "
        "over, a night or more, deaths and transfers left out, and only of providers whose data "
        "were acceptable; never one target beside patients who no longer meet the criteria to "
        "reside, nor delayed transfers"
    )
    ledger.note(DEFINITION, says)
