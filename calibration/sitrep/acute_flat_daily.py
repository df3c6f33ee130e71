"""Daily counts of the acute sitrep re-shaped to text, by trust or by system."""

from __future__ import annotations

from collections.abc import Callable

from calibration.sitrep.acute_checks import check_acute
from calibration.sitrep.layout import MISSING
from calibration.sitrep.ledger import Of, Whom
from calibration.sitrep.nctr import (
    AFTER_17,
    BY_17,
    DISCHARGED,
    PATIENTS,
    defined,
    note_definition,
)
from calibration.sitrep.reshaped import Reshaped, Table, said_period
from calibration.sitrep.rows import PROVIDER, SYSTEM

CODES = {"nhs_trust22_code": PROVIDER, "icb22_code": SYSTEM}
_PATIENTS = {"do_not_meet_criteria_to_reside": PATIENTS}
_DISCHARGED = {
    "discharged_by_1700": BY_17,
    "discharged_between_1701_2359": AFTER_17,
    "discharged_total": DISCHARGED,
}
_PARTS = {BY_17, AFTER_17}


def _filler(code: str, measures: dict[str, str]) -> Callable[[Table], None]:
    def fill(table: Table) -> None:
        _fill(table, code, measures)

    return fill


def _fill(table: Table, code: str, measures: dict[str, str]) -> None:
    ended = 0
    for line in table.lines:
        when = said_period(line.said["date"])
        whom = Whom(line.said[code], "", CODES[code])
        if when is None or when.start != when.end or not whom.code:
            says = f"'{whom.code}' on '{line.said['date']}': no organisation and day"
            table.refuse(line, "date", says, "A day is as 2024-06-01.")
            continue
        for column, stem in measures.items():
            if stem in _PARTS and not line.said[column]:
                ended += 1
            else:
                table.add(
                    line, column, whom, when, measure=defined(stem, when), of=Of(setting="acute")
                )
    if ended:
        says = "discharges by 17:00 and after were published to May 2023; empty ones are no figures"
        table.ledger.note(MISSING, f"{says} ({ended:,} cells)")
    check_acute(table.ledger)
    note_definition(table.ledger)


LAYOUTS = tuple(
    Reshaped(
        f"acute discharge sitrep, {what} by {whose} and day, re-shaped to text",
        (code, "date", *measures),
        _filler(code, measures),
    )
    for code, whose in (("nhs_trust22_code", "trust"), ("icb22_code", "system"))
    for what, measures in (("patients", _PATIENTS), ("discharges", _DISCHARGED))
)
