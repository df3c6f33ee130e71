"""Table of bed-days lost, by unit and cause."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import SHARE, Ask, Labelled, Table, Unit, ask
from simulator.results.lost import PLANNED_CHANGES
from simulator.results.measure import DIMENSIONS

MEASURE = "lost_bed_days"
A_YEAR = Unit("bed-days a year")
NOTE = (
    "Each bed-day counts once: to closures in the order of the scenario, then to want of staff. "
    "The causes add up to planned capacity less what was open. Planned changes are beds that the "
    "scenario takes away on stated dates: less than there would be, and not part of that sum."
)


def lost_table(known: Known, names: Names) -> Table:
    """Bed-days lost a year of each care setting and unit, in all and by cause."""
    rows: dict[tuple[str, ...], Labelled] = {}
    for key in known.result.summary.keys:
        if key.measure == MEASURE:
            where = dict(zip(DIMENSIONS, key.where, strict=True))
            labels = (
                names.place(where["care_setting"]),
                where["unit"] or "all units",
                _cause(where["band"]),
            )
            rows[key.where] = labels, where
    asked = (
        Ask("Lost", A_YEAR, MEASURE, "per_year"),
        Ask("Of those planned", SHARE, MEASURE, "share"),
    )
    heads = ("Care setting", "Unit", "Cause")
    title = "Bed-days lost, by cause"
    return ask(known, "Bed-days lost", title, heads, rows=rows.values(), asked=asked, note=NOTE)


def _cause(band: str) -> str:
    if band == PLANNED_CHANGES:
        return "planned changes (not lost)"
    return band or "all causes"
