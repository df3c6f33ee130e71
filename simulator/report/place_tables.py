"""Tables of places: how full they are, and how many wait in and for them."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import (
    PATIENTS,
    PATIENTS_A_DAY,
    PLACES,
    SHARE,
    Ask,
    Labelled,
    Table,
    ask,
)

DAYS_NOTE = (
    "Lowest and highest: on 9 days in 10 the midnight count lies between them (5th and 95th "
    "percentile of the days of a run, averaged over runs)."
)

PLACE = (
    Ask("Open", PLACES, "open_places"),
    Ask("In them, on average", PATIENTS, "census"),
    Ask("Lowest, 9 days in 10", PATIENTS, "midnight_census", "p05"),
    Ask("Highest, 9 days in 10", PATIENTS, "midnight_census", "p95"),
    Ask("Occupancy", SHARE, "occupancy"),
    Ask("Days above 92 %", SHARE, "days_over_92"),
    Ask("Days full", SHARE, "days_full"),
)


def settings_table(known: Known, names: Names) -> Table:
    """Each care setting: open, occupied, days over 92 % and full, ready to leave, waited for."""
    return ask(
        known,
        "Care settings",
        "Care settings: how full, and how many wait in them and for them",
        ("Care setting",),
        rows=[((names.place(place),), {"care_setting": place}) for place in known.places],
        asked=(
            *PLACE,
            Ask("Ready to leave", PATIENTS, "delayed_patients"),
            Ask("Ready, of those in", SHARE, "delayed_share_of_occupied"),
            Ask("Waiting to get in", PATIENTS, "waiting_for_place"),
        ),
        note=DAYS_NOTE,
        is_open=True,
    )


def first_table(known: Known, names: Names) -> Table:
    """The table of the first page: the settings in few columns."""
    return ask(
        known,
        "Summary",
        "Where patients are, and where they wait",
        ("Care setting",),
        rows=[((names.place(place),), {"care_setting": place}) for place in known.places],
        asked=(
            Ask("Open", PLACES, "open_places"),
            Ask("Occupancy", SHARE, "occupancy"),
            Ask("Days full", SHARE, "days_full"),
            Ask("Ready to leave", PATIENTS, "delayed_patients"),
            Ask("Waiting to get in", PATIENTS, "waiting_for_place"),
        ),
        note="Averages over all hours of the results' period.",
        is_open=True,
    )


def units_table(known: Known, names: Names) -> Table:
    """Each ward, hospital or team."""
    asked = (*PLACE, Ask("Start there", PATIENTS_A_DAY, "starts"))
    title = "Wards, hospitals and teams: how full"
    heads = ("Care setting", "Unit")
    return ask(known, "Units", title, heads, rows=_units(known, names), asked=asked, note=DAYS_NOTE)


def _units(known: Known, names: Names) -> Iterator[Labelled]:
    network = known.result.setup.network
    for unit in network.units:
        setting = network.care_settings[unit.care_setting].name
        yield (names.place(setting), unit.name), {"care_setting": setting, "unit": unit.name}
