"""Months of the acute sitrep re-shaped to text: averages, destinations, reasons."""

from __future__ import annotations

from datetime import date
from math import isnan, nan

from calibration.sitrep.acute_checks import check_acute
from calibration.sitrep.addition import Sum, check_levels, compare
from calibration.sitrep.delay_reasons import delay_reason
from calibration.sitrep.destinations import ACUTE, destination
from calibration.sitrep.flat import Record
from calibration.sitrep.layout import DEFINITION, MISSING, ODDITY
from calibration.sitrep.ledger import Of, Whom
from calibration.sitrep.nctr import (
    ADDITIONAL,
    DELAYED,
    DESTINATIONS,
    DISCHARGED,
    PATHWAYS,
    PATIENTS,
    REMAINING,
    defined,
    note_definition,
)
from calibration.sitrep.period import Period, month, period_in_name
from calibration.sitrep.reshaped import Reshaped, Table, said_period
from calibration.sitrep.rows import PROVIDER, SYSTEM

# What such text was made of where neither it nor its name says.
YEAR = Period(date(2024, 4, 1), date(2025, 3, 31))
SINCE_BREAK = Period(date(2024, 6, 1), date(2025, 3, 31))
_MONTHS = 10

_SETTING = "acute"
# Averages and per cent are printed with two decimals.
_CENT = 0.0051
_A_DAY = "the average of discharges is the total over the days recorded"
_REMAINING = "the average remaining is patients less discharged"
_PERCENT = "remaining in per cent of patients"


def _fill_months(table: Table) -> None:
    columns = {
        "nctr_average": PATIENTS,
        "discharged_total": DISCHARGED,
        "remaining_average": REMAINING,
    }
    short: list[str] = []
    sums: dict[str, list[Sum]] = {what: [] for what in (_A_DAY, _REMAINING, _PERCENT)}
    for line in table.lines:
        whom, when = table.whom(line), said_period(line.said["month"])
        if when is None or when != month(when.start.year, when.start.month):
            table.refuse(line, "month", f"'{line.said['month']}' is no month such as 2024-06")
            continue
        if whom is None:
            continue
        for column, stem in columns.items():
            measure = defined(stem, when)
            table.add(line, column, whom, when, measure=measure, of=Of(setting=_SETTING))
        _add_sums(table, line, sums)
        if table.number(line, "days_recorded") < when.days:
            short.append(f"{whom.code} in {when}")
    if short:
        says = f"fewer days are recorded than the month has, totals are of those: {_few(short)}"
        table.ledger.note(MISSING, says)
    for what, each in sums.items():
        compare(table.ledger, what, each)
    check_levels(table.ledger, SYSTEM, lambda x: 0.0 if DISCHARGED in x else _CENT)
    _finish(table)


def _add_sums(table: Table, line: Record, sums: dict[str, list[Sum]]) -> None:
    """The averages and the per cent that are no rows of their own, against those that are."""
    at = table.ledger.rows[-1]
    mean, left = table.number(line, "nctr_average"), table.number(line, "discharged_average")
    days = table.number(line, "days_recorded") or nan
    a_day = table.number(line, "discharged_total") / days
    sums[_A_DAY].append(Sum(at, left, a_day, _CENT))
    sums[_REMAINING].append(_remaining(table, line))
    share = table.number(line, "remaining_percent")
    percent = 100 * table.number(line, "remaining_average") / (mean or nan)
    # The per cent was worked out from sums, the averages are rounded.
    sums[_PERCENT].append(Sum(at, share, percent, _CENT + 200 * _CENT / (mean or nan)))


def _remaining(table: Table, line: Record) -> Sum:
    remains = table.number(line, "nctr_average") - table.number(line, "discharged_average")
    at = table.ledger.rows[-1]
    return Sum(at, table.number(line, "remaining_average"), remains, 3 * _CENT)


def _fill_summary(table: Table) -> None:
    when = period_in_name(table.ledger.book.file) or YEAR
    _note_period(table, when)
    stocks = {"nctr_average": PATIENTS, "remaining_average": REMAINING}
    sums: list[Sum] = []
    for line in table.lines:
        whom = table.whom(line)
        if whom is None:
            continue
        for column, stem in stocks.items():
            measure = defined(stem, when)
            table.add(line, column, whom, when, measure=measure, of=Of(setting=_SETTING))
        for los in (7, 14, 21):
            measure, of = defined(ADDITIONAL, when), Of(f"{los}+", _SETTING)
            table.add(line, f"abd_{los}_plus", whom, when, measure=measure, of=of)
        for way in range(4):
            of = Of(f"P{way}", _SETTING)
            table.add(line, f"pathway_{way}", whom, SINCE_BREAK, measure=PATHWAYS, of=of)
        sums.append(_remaining(table, line))
    compare(table.ledger, _REMAINING, sums)
    says = "averages of a year hold months without report as 0, where there were any"
    table.ledger.note(MISSING, says)
    table.ledger.note(ODDITY, "discharged_average is an average a day; only sums use it")
    _finish(table)


def _fill_destinations(table: Table) -> None:
    for line in table.lines:
        whom, found = table.whom(line), destination(line.said["destination"])
        if found is None or ACUTE not in found.schemes:
            says = f"'{line.said['destination']}' is no destination of the acute sitrep"
            table.refuse(line, "destination", says)
        elif whom is not None:
            of = Of(found.code, _SETTING)
            table.add(line, "count_jun24_mar25", whom, SINCE_BREAK, measure=DESTINATIONS, of=of)
    check_levels(table.ledger, SYSTEM)
    _finish(table)


def _fill_reasons(table: Table) -> None:
    _note_period(table, SINCE_BREAK)
    other: list[str] = []
    for line in table.lines:
        whom = table.whom(line)
        _add_reason(table, line, ("reason", "mean_monthly_avg"), whom, SINCE_BREAK)
        months = table.number(line, "months")
        if whom is not None and months != _MONTHS and not isnan(months):
            other.append(f"{whom.code} {line.said['reason'][:40]}: {months:g}")
    if other:
        says = f"averages of another number of months than {_MONTHS} ({len(other)}): {_few(other)}"
        table.ledger.note(ODDITY, says)
    _note_los(table)
    _finish(table)


def _fill_trust_reasons(table: Table) -> None:
    for line in table.lines:
        when = said_period(line.said["date"])
        whom = Whom(line.said["nhs_trust22_code"], line.said["nhs_trust22_name"], PROVIDER)
        if when is None or when.start != when.end or when.start.day != 1:
            table.refuse(line, "date", f"'{line.said['date']}' is no first day of a month")
            continue
        whole = month(when.start.year, when.start.month)
        _add_reason(table, line, ("delay_reason", "delay_count"), whom, whole)
    _note_los(table)
    _finish(table)


def _add_reason(
    table: Table, line: Record, columns: tuple[str, str], whom: Whom | None, when: Period
) -> None:
    label, column = columns
    found = delay_reason(line.said[label])
    if found is None or ACUTE not in found.schemes:
        says = f"'{line.said[label]}' is no reason of the acute sitrep from 27 May 2024"
        table.refuse(line, label, says)
    elif whom is not None:
        of = Of(found.code, _SETTING)
        table.add(line, column, whom, when, measure=f"{DELAYED}7", of=of)


def _finish(table: Table) -> None:
    check_acute(table.ledger)
    note_definition(table.ledger)


def _note_los(table: Table) -> None:
    says = "the text does not say of which stays; from June 2024 reasons are of 7 days or more"
    table.ledger.note(DEFINITION, says)


def _note_period(table: Table, when: Period) -> None:
    says = f"the text does not say its period; it is taken to be {when}"
    table.ledger.note(ODDITY, says)


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:8])
    return shown if len(names) <= 8 else f"{shown} and {len(names) - 8} more"


LAYOUTS = (
    Reshaped(
        "acute discharge sitrep, averages by month, re-shaped to text",
        (
            "level",
            "code",
            "month",
            "nctr_average",
            "discharged_total",
            "discharged_average",
            "remaining_average",
            "remaining_percent",
            "days_recorded",
        ),
        _fill_months,
    ),
    Reshaped(
        "acute discharge sitrep, averages of a year, re-shaped to text",
        (
            "level",
            "code",
            "name",
            "nctr_average",
            "discharged_average",
            "remaining_average",
            "abd_7_plus",
            "abd_14_plus",
            "abd_21_plus",
            "pathway_0",
            "pathway_1",
            "pathway_2",
            "pathway_3",
        ),
        _fill_summary,
    ),
    Reshaped(
        "acute discharge sitrep, destinations, re-shaped to text",
        ("level", "code", "destination", "count_jun24_mar25"),
        _fill_destinations,
    ),
    Reshaped(
        "acute discharge sitrep, reasons for delay, re-shaped to text",
        ("level", "code", "reason", "mean_monthly_avg", "months"),
        _fill_reasons,
    ),
    Reshaped(
        "acute discharge sitrep, reasons for delay by trust and month, re-shaped to text",
        ("nhs_trust22_name", "nhs_trust22_code", "date", "delay_reason", "delay_count"),
        _fill_trust_reasons,
    ),
)
