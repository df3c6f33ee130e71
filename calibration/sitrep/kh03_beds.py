"""Beds open overnight: adding what a KH03 table prints, and holding it together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum, isnan

from calibration.sitrep.figure import NOT_APPLICABLE, Figure
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period
from calibration.sitrep.rows import NATION

AVAILABLE, OCCUPIED, OCCUPANCY = "beds_available", "beds_occupied", "bed_occupancy"
SECTORS = {
    "total": "",
    "general & acute": "general and acute",
    "general acute": "general and acute",
    "learning disabilities": "learning disabilities",
    "maternity": "maternity",
    "mental illness": "mental illness",
}

# Averages are printed in full; shares of the re-shaped text to a hundredth of a per cent.
_WITHIN_BEDS = 0.01
_WITHIN_SHARE = 0.0001


@dataclass(frozen=True)
class Spot:
    """What a cell holds: whose beds, when, in which sector, and which measure of them."""

    whom: Whom
    when: Period
    sector: str
    measure: str


@dataclass(frozen=True)
class Printed:
    """A figure and the address of its cell."""

    figure: Figure
    row: int
    column: int

    @property
    def value(self) -> float:
        """Its number, NaN where missing."""
        return self.figure.value

    @property
    def cell(self) -> str:
        """Its address."""
        return address(self.row, self.column)


def add_beds(
    ledger: Ledger, sheet: Sheet, cells: Iterable[tuple[Spot, int, int]], *, per_cent: bool
) -> None:
    """Add the beds in some cells, each given with its row and column, and check them.

    Args:
        ledger: Takes rows, problems and checks.
        sheet: Where the cells are.
        cells: What each holds, its row and column.
        per_cent: Whether occupancy is printed as 0 to 100, not as 0 to 1.
    """
    beds: dict[Spot, Printed] = {}
    for spot, row, column in cells:
        found = ledger.figure(sheet, row, column)
        if found is None:
            continue
        if spot.measure == OCCUPANCY:
            found = _share(found, beds.get(replace(spot, measure=AVAILABLE)), per_cent)
        beds[spot] = Printed(found, row, column)
        of = Of(spot.sector)
        ledger.add(
            spot.whom,
            spot.when,
            spot.measure,
            of,
            found=found,
            sheet=sheet,
            row=row,
            column=column,
        )
    _check_sectors(ledger, sheet, beds)
    _check_share(ledger, sheet, beds)
    _check_nation(ledger, sheet, beds)


def _share(found: Figure, available: Printed | None, per_cent: bool) -> Figure:
    """As a share of one; of no beds there is none."""
    if isnan(found.value) and available is not None and available.value == 0:
        return replace(found, missing=NOT_APPLICABLE)
    return replace(found, value=found.value / 100) if per_cent else found


def _check_sectors(ledger: Ledger, sheet: Sheet, beds: dict[Spot, Printed]) -> None:
    """The sectors add to the total."""
    sectors = [sector for sector in dict.fromkeys(SECTORS.values()) if sector]
    for spot, printed in beds.items():
        parts = [beds.get(replace(spot, sector=sector)) for sector in sectors]
        if spot.sector or spot.measure == OCCUPANCY or None in parts:
            continue
        added = fsum(part.value for part in parts if part is not None and not isnan(part.value))
        what = f"{spot.whom.name} {spot.when}: {spot.measure}, sectors"
        ledger.check(what, printed.value, added, sheet, printed.cell, within=_WITHIN_BEDS)


def _check_share(ledger: Ledger, sheet: Sheet, beds: dict[Spot, Printed]) -> None:
    """Occupancy is occupied over available."""
    for spot, printed in beds.items():
        available = beds.get(replace(spot, measure=AVAILABLE))
        occupied = beds.get(replace(spot, measure=OCCUPIED))
        if spot.measure != OCCUPANCY or available is None or occupied is None:
            continue
        if available.value > 0:
            what = f"{spot.whom.name} {spot.when}: {OCCUPANCY}, {spot.sector or 'total'}"
            share = occupied.value / available.value
            ledger.check(what, printed.value, share, sheet, printed.cell, within=_WITHIN_SHARE)


def _check_nation(ledger: Ledger, sheet: Sheet, beds: dict[Spot, Printed]) -> None:
    """The providers add to England, where it is printed."""
    for spot, printed in beds.items():
        if spot.whom.level != NATION or spot.measure == OCCUPANCY:
            continue
        others = [
            other.value
            for each, other in beds.items()
            if each.whom != spot.whom and replace(each, whom=spot.whom) == spot
        ]
        added = fsum(value for value in others if not isnan(value))
        what = f"England {spot.when}: {spot.measure}, {spot.sector or 'total'}, all providers"
        ledger.check(what, printed.value, added, sheet, printed.cell, within=len(others) * 0.01)
