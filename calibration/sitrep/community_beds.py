"""Intermediate care beds on the day of the audit: adding and holding together what is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum, isnan, nan

from calibration.sitrep.figure import NOT_APPLICABLE, Figure
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.layout import ODDITY
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period
from calibration.sitrep.rows import NATION

BEDS, LOS = "community_beds", "community_los_mean"
BY_CONTRACT, BY_OWNER = "community_beds_by_contract", "community_beds_by_owner"
PURPOSES = (
    "step up",
    "assessment",
    "homelessness recovery",
    "post-hospital rehabilitation",
    "amputee rehabilitation",
    "bariatric rehabilitation",
    "complex specialist rehabilitation",
    "confusion, delirium and dementia",
    "stroke and neurological rehabilitation",
    "other",
)
CONTRACTS = ("block contract", "spot purchase")
OWNERS = ("NHS trust", "other than NHS")
PARTS = ((BEDS, PURPOSES), (BY_OWNER, OWNERS))
COMMUNITY = "community"


@dataclass(frozen=True)
class Spot:
    """What a cell holds: whose, which measure, which part of it ('' is all)."""

    whom: Whom
    measure: str
    part: str


def add_audit(ledger: Ledger, when: Period, cells: Iterable[tuple[Spot, Sheet, int, int]]) -> None:
    """Add the figures in some cells, each given with its sheet, row and column, and check them."""
    given: dict[Spot, tuple[Figure, Sheet, int, int]] = {}
    for spot, sheet, row, column in cells:
        found = ledger.figure(sheet, row, column)
        if found is not None:
            given[spot] = (found, sheet, row, column)
    for spot, (found, sheet, row, column) in given.items():
        beds = given.get(replace(spot, measure=BEDS))
        is_of_none = spot.measure == LOS and beds is not None and beds[0].value == 0
        ledger.add(
            spot.whom,
            when,
            spot.measure,
            Of(spot.part, COMMUNITY),
            found=replace(found, missing=NOT_APPLICABLE)
            if is_of_none and isnan(found.value)
            else found,
            sheet=sheet,
            row=row,
            column=column,
        )
    values = {spot: found.value for spot, (found, _, _, _) in given.items()}
    for spot, (found, sheet, row, column) in given.items():
        cell = address(row, column)
        _check(ledger, spot, found.value, values, (sheet, cell))


def _check(
    ledger: Ledger,
    spot: Spot,
    printed: float,
    values: dict[Spot, float],
    where: tuple[Sheet, str],
) -> None:
    """Purposes and owners add to all beds, contracts to no more; systems add to England."""
    if spot.measure == BEDS and not spot.part:
        _note_contracts(ledger, spot, printed, values, where)
        for measure, parts in PARTS:
            mine = [values.get(Spot(spot.whom, measure, part)) for part in parts]
            known = [value for value in mine if value is not None and not isnan(value)]
            if known:
                what = f"{spot.whom.name}: all beds, {measure} by {len(parts)} kinds"
                ledger.check(what, printed, fsum(known), *where)
    if spot.whom.level == NATION and spot.measure != LOS:
        others = [x for each, x in values.items() if replace(each, whom=spot.whom) == spot]
        added = fsum(x for x in others if not isnan(x)) - printed
        what = f"England: {spot.measure}, {spot.part or 'all'}, all systems"
        ledger.check(what, printed, added, *where)


def _note_contracts(
    ledger: Ledger,
    spot: Spot,
    printed: float,
    values: dict[Spot, float],
    where: tuple[Sheet, str],
) -> None:
    """Beds may be under neither kind of contract, but not under more than there are."""
    by_contract = [values.get(Spot(spot.whom, BY_CONTRACT, part), nan) for part in CONTRACTS]
    over = fsum(by_contract) - printed
    if over > 0:
        says = f"{spot.whom.name}: {over:g} more beds by contract than beds in all"
        ledger.note(ODDITY, says, *where)
