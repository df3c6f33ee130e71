"""Tables of units out of area, and of units that a queue opens."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.network.network import Unit as Ward
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import (
    COUNT,
    DAYS,
    PATIENTS,
    PATIENTS_A_DAY,
    PLACES,
    SHARE,
    Ask,
    Labelled,
    Table,
    Unit,
    ask,
)

TIMES = Unit("times a run")
DAYS_A_RUN = Unit("days a run")
HEADS = ("Care setting", "Unit")


def out_of_area_table(known: Known, names: Names) -> Table:
    """Who is placed out of area, for how long, and how many come back."""
    units = [unit for unit in known.result.setup.network.units if unit.away]
    owners = dict.fromkeys(_owner(known, unit) for unit in units)
    rows: list[Labelled] = [
        ((names.place(setting), "all out of area"), {"care_setting": setting}) for setting in owners
    ]
    asked = (
        Ask("Placed there", PATIENTS_A_DAY, "placed_out_of_area"),
        Ask("Of all who start", SHARE, "placed_out_of_area", "share"),
        Ask("There, on average", PATIENTS, "out_of_area_days", "mean"),
        Ask("Days there", Unit("patient-days a run"), "out_of_area_days", "total"),
        Ask("Brought back", SHARE, "brought_back"),
        Ask("Until back, on average", DAYS, "days_until_back"),
        Ask("Until back, 9 in 10 at most", DAYS, "days_until_back", "p90"),
        Ask("Came back", COUNT, "days_until_back", "n"),
    )
    title = "Out of area: who is placed there and who comes back"
    rows += _units(known, names, units)
    return ask(known, "Out of area", title, HEADS, rows=rows, asked=asked, is_open=True)


def openings_table(known: Known, names: Names) -> Table:
    """How often, and for how long, a queue had units open."""
    units = [unit for unit in known.result.setup.network.units if unit.trigger is not None]
    asked = (
        Ask("Opened", TIMES, "times_opened"),
        Ask("Open", DAYS_A_RUN, "days_open"),
        Ask("Open, of all days", SHARE, "days_open", "share"),
        Ask("Beds or places open, on average", PLACES, "open_places"),
        Ask("In them, on average", PATIENTS, "census"),
    )
    title = "Units that a queue opens"
    rows = _units(known, names, units)
    return ask(known, "Opened by a queue", title, HEADS, rows=rows, asked=asked, is_open=True)


def _owner(known: Known, unit: Ward) -> str:
    return known.result.setup.network.care_settings[unit.care_setting].name


def _units(known: Known, names: Names, units: list[Ward]) -> Iterator[Labelled]:
    for unit in units:
        setting = _owner(known, unit)
        yield (names.place(setting), unit.name), {"care_setting": setting, "unit": unit.name}
