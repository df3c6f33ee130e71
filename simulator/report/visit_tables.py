"""Tables of teams that visit: visits owed, made and not made."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names
from simulator.report.table import HOURS, SHARE, Ask, Labelled, Table, Unit, ask

VISITS = Unit("visits a day")
NOTE = (
    "Owed: what the patients of a team are due by their falling profiles. A visit that the team "
    "cannot make on its day is not made up for later."
)
ASKED = (
    Ask("Owed", VISITS, "visits_owed"),
    Ask("Can be made", VISITS, "visits_deliverable"),
    Ask("Made", VISITS, "visits_delivered"),
    Ask("Owed and not made", VISITS, "visits_not_delivered"),
    Ask("Not made, of those owed", SHARE, "visits_not_delivered", "share"),
)


def visits_table(known: Known, names: Names) -> Table:
    """Each care setting that visits, and each of its teams."""
    asked = (
        *ASKED,
        Ask("Made, for each whole-time equivalent", VISITS, "visits_per_wte"),
        Ask("On the way, a day", HOURS, "visit_travel"),
    )
    title, heads = "Visits owed and made", ("Care setting", "Team")
    return ask(known, "Visits", title, heads, rows=_teams(known, names), asked=asked, note=NOTE)


def weekdays_table(known: Known, names: Names) -> Table:
    """Visits of each care setting by weekday."""
    rows = [
        ((names.place(place), said), {"care_setting": place, "weekday": day})
        for place in known.places
        for day, said in WEEKDAYS.items()
    ]
    title, heads = "Visits owed and made, by weekday", ("Care setting", "Day")
    return ask(known, "Visits by weekday", title, heads, rows=rows, asked=ASKED, note=NOTE)


def _teams(known: Known, names: Names) -> list[Labelled]:
    network = known.result.setup.network
    rows: list[Labelled] = []
    for setting in network.care_settings:
        if setting.kind != "visits":
            continue
        place = names.place(setting.name)
        rows.append(((place, "all teams"), {"care_setting": setting.name}))
        for unit in setting.units:
            name = network.units[unit].name
            rows.append(((place, name), {"care_setting": setting.name, "unit": name}))
    return rows
