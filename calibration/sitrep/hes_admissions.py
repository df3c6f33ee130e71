"""Hospital episodes of a year: what a table by provider prints, and holding it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import fsum, isnan

from calibration.sitrep.figure import SUPPRESSED, Figure
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.measure import FLOW
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.period import Period
from calibration.sitrep.rows import NATION, PROVIDER, REGION, SYSTEM

ADMISSIONS = "finished_admissions"
BY_METHOD = (
    "emergency_admissions",
    "waiting_list_admissions",
    "planned_admissions",
    "other_admissions",
)
COUNTS = ("finished_consultant_episodes", ADMISSIONS, *BY_METHOD)

# Of providers counts of 1 to 7 are suppressed and others rounded to the nearest 5.
LEAST, MOST, STEP = 1.0, 7.0, 5.0
_ENOUGH_TO_SEE = 20

# A total and four parts, each rounded; a system's counts are sums over up to ten rounded areas.
_SLACK = {NATION: 0.0, PROVIDER: 5 * STEP / 2, SYSTEM: 10 * 5 * STEP / 2, REGION: 5 * STEP / 2}


@dataclass(frozen=True)
class Line:
    """One organisation and its row."""

    whom: Whom
    row: int


def add_admissions(
    ledger: Ledger, sheet: Sheet, lines: list[Line], columns: Mapping[str, int], when: Period
) -> None:
    """Add every line's measures, bounds where suppressed or rounded, and check them.

    Args:
        ledger: Takes rows, problems and checks.
        sheet: Where the lines are.
        lines: Organisations, each with its row.
        columns: Column by name of measure.
        when: The financial year.
    """
    figures = {
        (line, measure): found
        for line in lines
        for measure, at in columns.items()
        if (found := ledger.figure(sheet, line.row, at)) is not None
    }
    is_rounded = _is_rounded(figures)
    if is_rounded:
        says = "every count of a provider is a multiple of 5: taken as rounded, within 2.5"
        ledger.note(DEFINITION, says, sheet)
    for (line, measure), found in figures.items():
        ledger.add(
            line.whom,
            when,
            measure,
            Of(),
            found=_bounded(found, line, measure, is_rounded),
            sheet=sheet,
            row=line.row,
            column=columns[measure],
        )
    for line in lines:
        cell = address(line.row, columns[ADMISSIONS])
        _check(ledger, sheet, cell, line, {m: figures.get((line, m)) for m in COUNTS})
    says = "spells of HES end in the year and include the delay before leaving"
    ledger.note(DEFINITION, f"HES basis: {says}; admissions include those of no night")


def _is_rounded(figures: Mapping[tuple[Line, str], Figure]) -> bool:
    """Whether all counts of providers are multiples of 5, and enough of them to tell."""
    counts = [
        found.value
        for (line, measure), found in figures.items()
        if line.whom.level == PROVIDER and measure in COUNTS and not isnan(found.value)
    ]
    return len(counts) >= _ENOUGH_TO_SEE and all(count % STEP == 0 for count in counts)


def _bounded(found: Figure, line: Line, measure: str, is_rounded: bool) -> Figure:
    """With the least and greatest count it may stand for."""
    if MEASURES[measure].kind != FLOW or line.whom.level != PROVIDER:
        return found
    if found.missing == SUPPRESSED:
        return replace(found, low=LEAST, high=MOST)
    if is_rounded and not isnan(found.value):
        low, high = max(0.0, found.value - STEP / 2), found.value + STEP / 2
        return replace(found, low=low, high=high)
    return found


def _check(
    ledger: Ledger, sheet: Sheet, cell: str, line: Line, figures: Mapping[str, Figure | None]
) -> None:
    """Admissions by method add to all admissions, to within rounding."""
    whole = figures[ADMISSIONS]
    parts = [part for part in map(figures.get, BY_METHOD) if part is not None]
    if whole is None or len(parts) < len(BY_METHOD) or any(isnan(x.value) for x in parts):
        return
    added = fsum(part.value for part in parts)
    what = f"{line.whom.name}: {ADMISSIONS}, by method"
    within = _SLACK[line.whom.level]
    ledger.check(what, whole.value, added, sheet, cell, within=within)
