"""Tables of places: how full they are, and how many wait in and for them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.network.network import CapacityPath
from simulator.report.known import Known
from simulator.report.names import Names, listed
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
from simulator.results.place import level

OPEN = "Open (beds, places or daily visits)"
POSTPONED = (
    "Waiting to get in counts people whose booking was postponed, who are at home, for all of the "
    "time since it was first asked for: {groups}. How many of those waiting they are is not "
    "measured; waits of each group are in the table of waits by patient group."
)
DAYS_NOTE = (
    "Lowest and highest: on 9 days in 10 the midnight count lies between them (5th and 95th "
    "percentile of the days of a run, averaged over runs)."
)

PLACE = (
    Ask(OPEN, PLACES, "open_places"),
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
        note=_joined(DAYS_NOTE, changes_in_words(known, names), postponed_in_words(known, names)),
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
            Ask(OPEN, PLACES, "open_places"),
            Ask("Occupancy", SHARE, "occupancy"),
            Ask("Days full", SHARE, "days_full"),
            Ask("Ready to leave", PATIENTS, "delayed_patients"),
            Ask("Waiting to get in", PATIENTS, "waiting_for_place"),
        ),
        note=_joined(
            "Averages over all hours of the results' period.",
            changes_in_words(known, names),
            postponed_in_words(known, names),
        ),
        is_open=True,
    )


def units_table(known: Known, names: Names) -> Table:
    """Each ward, hospital or team."""
    asked = (*PLACE, Ask("Start there", PATIENTS_A_DAY, "starts"))
    title = "Wards, hospitals and teams: how full"
    heads = ("Care setting", "Unit")
    note = _joined(DAYS_NOTE, changes_in_words(known, names))
    return ask(known, "Units", title, heads, rows=_units(known, names), asked=asked, note=note)


def changes_in_words(known: Known, names: Names) -> str:
    """Where the number open changes during the results' period; '' where it never does."""
    network, (first, end) = known.result.setup.network, known.result.setup.window
    changing = {
        names.place(network.care_settings[unit.care_setting].name)
        for unit in network.units
        if unit.trigger is not None or _changes(unit.capacity, first, end)
    }
    if not changing:
        return ""
    said = listed(sorted(changing))
    return f"Open changes during the period in {said}: the figure is the mean over the period."


def _changes(path: CapacityPath, first: int, end: int) -> bool:
    times = [first, *(time for time in path.times if first < time < end)]
    return len(set(level(path, np.array(times)))) > 1


def postponed_in_words(known: Known, names: Names) -> str:
    """What postponed bookings count as among those waiting; '' where none can be postponed."""
    groups = list(dict.fromkeys(group for _, group in known.postponable))
    if not groups:
        return ""
    return POSTPONED.format(groups=listed([names.group(each) for each in groups]))


def _joined(*notes: str) -> str:
    return " ".join(note for note in notes if note)


def _units(known: Known, names: Names) -> Iterator[Labelled]:
    network = known.result.setup.network
    for unit in network.units:
        setting = network.care_settings[unit.care_setting].name
        yield (names.place(setting), unit.name), {"care_setting": setting, "unit": unit.name}
