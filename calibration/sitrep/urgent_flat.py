"""Beds, A&E and urgent community response re-shaped to text."""

from __future__ import annotations

from dataclasses import replace

from calibration.sitrep.addition import Sum, check_levels, compare
from calibration.sitrep.flat import Record, note_empty
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Of, Whom
from calibration.sitrep.period import Period, month
from calibration.sitrep.reshaped import Reshaped, Table, said_period
from calibration.sitrep.response import (
    CONTACTS,
    REFERRALS,
    ROUNDED,
    WITHIN,
    note_rounding,
    with_bounds,
)
from calibration.sitrep.rows import PROVIDER, SYSTEM
from calibration.sitrep.uec import AVAILABLE, OCCUPANCY, OCCUPIED, check_beds

_BEDS = {
    "general_acute_bed": "general and acute",
    "adult_general_acute_bed": "adult general and acute",
    "paediatric_general_acute_bed": "paediatric general and acute",
    "adult_critical_care_bed": "adult critical care",
    "paediatric_intensive_cared_bed": "paediatric intensive care",
    "neonatal_intensive_care_bed": "neonatal intensive care",
}
_COUNTS = {"available": AVAILABLE, "occupied": OCCUPIED}
_AE = {
    "total_attendances": "ae_attendances",
    "attendances_over_4hours": "ae_over_4_hours",
    "total_emergency_admissions": "ae_emergency_admissions",
    "emergency_admissions_over_4hours": "ae_admission_over_4_hours",
    "pct_attendance_over_4hours": "ae_over_4_hours_share",
    "pct_emergency_admissions_over_4hours": "ae_admission_over_4_hours_share",
}
_RESPONSE = {"performance": WITHIN, "referrals": REFERRALS, "contacts": CONTACTS}
_CENT = 0.0051


def _columns() -> dict[str, tuple[str, str]]:
    """Measure and kind by column; the text's plural and its rates are not quite regular."""
    found = {}
    for stem, kind in _BEDS.items():
        plural = "" if stem.startswith("neonatal") else "s"
        for word, measure in _COUNTS.items():
            found[f"{stem}{plural}_{word}"] = (measure, kind)
        is_care = stem.endswith(("care_bed", "cared_bed"))
        rate = stem.removesuffix("_bed") if is_care else f"{stem}s"
        found[f"{rate}_occupancy_rate"] = (OCCUPANCY, kind)
    return found


BEDS = _columns()


def _fill_beds(table: Table) -> None:
    for line in table.lines:
        when = _month(table, line, "date")
        if when is not None:
            whom = Whom(line.said["nhs_trust22_code"], "", PROVIDER)
            for column, (measure, kind) in BEDS.items():
                table.add(line, column, whom, when, measure=measure, of=Of(kind, "acute"))
    check_beds(table.ledger)
    note_empty(table.ledger)


def _fill_ae(table: Table) -> None:
    sums: dict[str, list[Sum]] = {"attendances": [], "admissions": []}
    for line in table.lines:
        when = _month(table, line, "date")
        if when is None:
            continue
        whom = Whom(line.said["nhs_trust22_code"], "", PROVIDER)
        for column, measure in _AE.items():
            table.add(line, column, whom, when, measure=measure, of=Of(setting="acute"))
        long, all_, share = (table.number(line, x) for x in (*list(_AE)[1::-1], list(_AE)[4]))
        sums["attendances"].append(_share(table, share, long, all_))
        long, all_, share = (table.number(line, x) for x in (*list(_AE)[3:1:-1], list(_AE)[5]))
        sums["admissions"].append(_share(table, share, long, all_))
    for what, each in sums.items():
        compare(table.ledger, f"the share of {what} of more than four hours", each)
    note_empty(table.ledger)


def _share(table: Table, share: float, long: float, all_: float) -> Sum:
    return Sum(table.ledger.rows[-1], share, long / (all_ or float("nan")), _CENT)


def _fill_response(table: Table) -> None:
    for line in table.lines:
        whom, when = table.whom(line), _month(table, line, "month")
        measure = _RESPONSE.get(line.said["metric"])
        if measure is None:
            says = f"'{line.said['metric']}' is none of {', '.join(_RESPONSE)}"
            table.refuse(line, "metric", says)
            continue
        found = table.ledger.figure(table.sheet, line.row, table.columns["value"])
        if whom is None or when is None or found is None:
            continue
        # The share is printed in per cent.
        value = replace(found, value=found.value / 100) if measure == WITHIN else with_bounds(found)
        at, of = table.columns["value"], Of(setting="community")
        table.ledger.add(
            whom, when, measure, of, found=value, sheet=table.sheet, row=line.row, column=at
        )
    check_levels(table.ledger, SYSTEM, lambda _: ROUNDED)
    says = (
        "systems need not add to England: the published table has a row of unknown systems that "
        "this text leaves out"
    )
    table.ledger.note(DEFINITION, says)
    note_rounding(table.ledger)
    note_empty(table.ledger)


def _month(table: Table, line: Record, column: str) -> Period | None:
    when = said_period(line.said[column])
    if when is None or when != month(when.start.year, when.start.month):
        table.refuse(line, column, f"'{line.said[column]}' is no month such as April 2022")
        return None
    return when


LAYOUTS = (
    Reshaped(
        "urgent and emergency care sitrep, beds of a month, re-shaped to text",
        ("nhs_trust22_code", "date", *BEDS),
        _fill_beds,
    ),
    Reshaped(
        "A&E attendances and emergency admissions of a month, re-shaped to text",
        ("nhs_trust22_code", "date", *_AE),
        _fill_ae,
    ),
    Reshaped(
        "urgent community response by month, re-shaped to text",
        ("level", "code", "name", "metric", "month", "value"),
        _fill_response,
    ),
)
