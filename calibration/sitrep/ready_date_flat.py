"""Discharge ready date re-shaped to text: bands of a year, and totals by month."""

from __future__ import annotations

from dataclasses import replace
from math import nan

from calibration.sitrep.addition import Sum, compare
from calibration.sitrep.flat import Record, named_period
from calibration.sitrep.layout import MISSING
from calibration.sitrep.ledger import Of, Whom
from calibration.sitrep.period import Period, month
from calibration.sitrep.ready_date import (
    BANDS,
    BED_DAYS,
    DELAYED,
    DISCHARGES,
    PROVIDERS,
    PROVIDERS_SHARE,
    check_ready,
    note_definition,
)
from calibration.sitrep.reshaped import Reshaped, Table, said_period

NAMES = ("no_delay", "one_day", "two_three", "four_six", "seven_thirteen", "fourteen_twenty")
_BAND = dict(zip((*NAMES, "twenty_one_plus"), BANDS, strict=True))
_SETTING = "acute"
_MONTHS = 12
_CENT = 0.0051
_PARTS = "same day and later add to all discharges"
_SAME = "the per cent on the same day"
_LATER = "the per cent a day or more later"
_MEAN = "the mean delay is bed-days over those delayed"
_SHARES = {
    "acceptable_provider_percent": PROVIDERS_SHARE,
    "utla_coverage_percent": "ready_coverage_share",
}
_NUMBERS = (
    "total_discharges",
    "same_day_count",
    "same_day_percent",
    "delayed_count",
    "delayed_percent",
    "bed_days_after_drd",
    "average_days_after_drd_excluding_zero",
    "acceptable_provider_count",
    *_SHARES,
)


def _fill_bands(table: Table) -> None:
    when = named_period(table.ledger)
    fewer: dict[str, float] = {}
    sums: list[Sum] = []
    for line in table.lines:
        whom, code = table.whom(line), _BAND.get(line.said["band"])
        if code is None:
            says = f"band '{line.said['band']}' is none of {', '.join(_BAND)}"
            table.refuse(line, "band", says)
        elif whom is not None and when is not None:
            of = Of(code, _SETTING)
            table.add(line, "bed_days", whom, when, measure=BED_DAYS, of=of)
            table.add(line, "discharges", whom, when, measure=DISCHARGES, of=of)
            months = table.number(line, "months")
            if months < _MONTHS:
                fewer[whom.code] = months
            if code == "1":
                days = table.number(line, "bed_days")
                sums.append(Sum(table.ledger.rows[-1], days, table.number(line, "discharges")))
    compare(table.ledger, "delays of one day are a bed-day each", sums)
    if fewer:
        names = ", ".join(f"{code} {months:g}" for code, months in fewer.items())
        says = (
            f"{len(fewer)} organisations have acceptable data of fewer than {_MONTHS} months: "
            f"their shares by band may be used, their totals are no year's ({names})"
        )
        table.ledger.note(MISSING, says)
    check_ready(table.ledger)
    note_definition(table.ledger)


def _fill_months(table: Table) -> None:
    columns = {
        "total_discharges": (DISCHARGES, ""),
        "same_day_count": (DISCHARGES, "0"),
        "delayed_count": (DISCHARGES, DELAYED),
        "bed_days_after_drd": (BED_DAYS, ""),
        "average_days_after_drd_excluding_zero": ("ready_delay_mean_delayed", ""),
        "acceptable_provider_count": (PROVIDERS, ""),
    }
    sums: dict[str, list[Sum]] = {what: [] for what in (_PARTS, _SAME, _LATER, _MEAN)}
    for line in table.lines:
        whom, when = table.whom(line), said_period(line.said["month"])
        if when is None or when != month(when.start.year, when.start.month):
            table.refuse(line, "month", f"'{line.said['month']}' is no month such as Apr 2024")
            continue
        if whom is None:
            continue
        for column, (measure, reason) in columns.items():
            if line.said[column] or measure in {DISCHARGES, BED_DAYS}:
                table.add(line, column, whom, when, measure=measure, of=Of(reason, _SETTING))
        _add_share(table, line, whom, when)
        _add_sums(table, line, sums)
    for what, each in sums.items():
        compare(table.ledger, what, each)
    check_ready(table.ledger)
    note_definition(table.ledger)


def _add_share(table: Table, line: Record, whom: Whom, when: Period) -> None:
    """Per cent are printed as such; a share is 0 to 1."""
    for column, measure in _SHARES.items():
        if line.said[column]:
            table.add(line, column, whom, when, measure=measure, of=Of(setting=_SETTING))
            row = table.ledger.rows[-1]
            table.ledger.rows[-1] = replace(row, value=row.value / 100)


def _add_sums(table: Table, line: Record, sums: dict[str, list[Sum]]) -> None:
    at = table.ledger.rows[-1]
    number = {column: table.number(line, column) for column in table.columns if column in _NUMBERS}
    total, same = number["total_discharges"], number["same_day_count"]
    later = number["delayed_count"]
    sums[_PARTS].append(Sum(at, total, same + later))
    sums[_SAME].append(Sum(at, number["same_day_percent"], 100 * same / (total or nan), _CENT))
    sums[_LATER].append(Sum(at, number["delayed_percent"], 100 * later / (total or nan), _CENT))
    mean = number["bed_days_after_drd"] / (later or nan)
    sums[_MEAN].append(Sum(at, number["average_days_after_drd_excluding_zero"], mean, _CENT))


LAYOUTS = (
    Reshaped(
        "discharge ready date, bands of a year, re-shaped to text",
        ("level", "code", "name", "months", "band", "discharges", "bed_days"),
        _fill_bands,
    ),
    Reshaped(
        "discharge ready date, totals by month, re-shaped to text",
        ("level", "code", "month", *_NUMBERS),
        _fill_months,
    ),
)
