"""Tables of discharges, deaths, returns and travel."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names
from simulator.report.table import (
    COUNT,
    MINUTES,
    PATIENTS_A_DAY,
    RELATIVE,
    SHARE,
    Ask,
    Labelled,
    Table,
    Unit,
    ask,
)

RATIO = Unit("ratio")
TIMES_A_DAY = Unit("times a day")
NOT_INSIDE = "From an acute bed to another acute bed is no discharge."


def _places(known: Known, names: Names) -> list[Labelled]:
    return [((names.place(place),), {"care_setting": place}) for place in known.places]


def discharges_table(known: Known, names: Names) -> Table:
    """Discharges by place and pathway number, with the weekend and 17:00."""
    numbers = [
        Ask(f"Pathway {n}", SHARE, "discharge_share", "share", {"pathway_number": str(n)})
        for n in range(4)
    ]
    asked = (
        Ask("Discharges", PATIENTS_A_DAY, "discharges"),
        *numbers,
        Ask("Weekend over weekday", RATIO, "weekend_ratio"),
        Ask("Before 17:00", SHARE, "discharged_by_17"),
    )
    title = "Discharges: how many, by which pathway, when"
    heads = ("Care setting",)
    rows = _places(known, names)
    return ask(
        known, "Discharges", title, heads, rows=rows, asked=asked, note=NOT_INSIDE, is_open=True
    )


def destinations_table(known: Known, names: Names) -> Table:
    """Discharges by where to."""
    network = known.result.setup.network
    to = [*(each.name for each in network.care_settings), *network.destinations]
    rows = [
        ((names.place(p), names.destination(t)), {"care_setting": p, "destination": t})
        for p in known.places
        for t in dict.fromkeys(to)
    ]
    asked = (
        Ask("Discharges", PATIENTS_A_DAY, "discharge_destinations", "per_day"),
        Ask("Of those from there", SHARE, "discharge_destinations", "share"),
    )
    title = "Discharges by where to"
    return ask(known, "Destinations", title, ("From", "To"), rows=rows, asked=asked, skip_zero=True)


def pathways_table(known: Known, names: Names) -> Table:
    """Discharges by pathway."""
    rows = [
        ((names.place(p), names.pathway(w)), {"care_setting": p, "pathway": w})
        for p in known.places
        for w in names.scenario.pathways
    ]
    asked = (
        Ask("Discharges", PATIENTS_A_DAY, "discharges"),
        Ask("Of those from there", SHARE, "discharge_share"),
    )
    title = "Discharges by pathway"
    return ask(known, "Pathways", title, ("From", "Pathway"), rows=rows, asked=asked)


def weekdays_table(known: Known, names: Names) -> Table:
    """Readiness and discharges by weekday."""
    rows = [
        ((names.place(p), said), {"care_setting": p, "weekday": day})
        for p in known.places
        for day, said in WEEKDAYS.items()
    ]
    asked = (
        Ask("Declared ready", PATIENTS_A_DAY, "readiness"),
        Ask("Discharges", PATIENTS_A_DAY, "discharges_by_weekday", "per_day"),
        Ask("Discharges", RELATIVE, "discharges_by_weekday", "relative"),
    )
    title = "Declared ready and discharged, by weekday"
    return ask(known, "By weekday", title, ("Care setting", "Day"), rows=rows, asked=asked)


def hours_table(known: Known, names: Names) -> Table:
    """Discharges by hour of the day."""
    asked = [
        Ask(names.place(p), SHARE, "discharges_by_hour", "share", {"care_setting": p})
        for p in known.places
    ]
    rows: list[Labelled] = [
        ((f"{hour:02d}:00 to {hour + 1:02d}:00",), {"hour": str(hour)}) for hour in range(24)
    ]
    title = "Discharges by hour of the day, of each place's own"
    return ask(known, "By hour", title, ("Hour",), rows=rows, asked=asked, skip_zero=True)


def groups_table(known: Known, names: Names) -> Table:
    """Who comes, leaves, dies, comes back and is lost, by patient group."""
    rows: list[Labelled] = [(("Everyone",), {})]
    rows += [((names.group(g),), {"group": g}) for g in known.result.setup.network.groups]
    asked = (
        Ask("Arrive", PATIENTS_A_DAY, "arrivals"),
        Ask("of them returning", PATIENTS_A_DAY, "readmissions"),
        Ask("Leave at the end", PATIENTS_A_DAY, "departures"),
        Ask("Die", PATIENTS_A_DAY, "deaths"),
        Ask("Lost to a long wait", PATIENTS_A_DAY, "lost"),
        Ask("Sent elsewhere after a wait", PATIENTS_A_DAY, "sent_elsewhere"),
        Ask("Postponed", TIMES_A_DAY, "postponed"),
        Ask("Readmitted in 30 days", SHARE, "readmitted"),
    )
    title = "Patients: who arrives, leaves, dies and comes back"
    heads = ("Patient group",)
    return ask(known, "Patients", title, heads, rows=rows, asked=asked, is_open=True)


def deaths_table(known: Known, names: Names) -> Table:
    """Deaths by place."""
    asked = (
        Ask("Deaths", PATIENTS_A_DAY, "deaths", "per_day"),
        Ask("Of stays that ended", SHARE, "deaths", "share"),
    )
    title = "Deaths by place"
    return ask(known, "Deaths", title, ("Care setting",), rows=_places(known, names), asked=asked)


def travel_table(known: Known, names: Names) -> Table:
    """Travel time from home, by place and locality."""
    localities = ["", *(each for each in known.result.setup.network.localities if each)]
    rows = [
        (
            (names.place(p), names.locality(each) if each else "Everywhere"),
            {"care_setting": p, "locality": each},
        )
        for p in known.places
        for each in localities
    ]
    asked = (
        Ask("Average", MINUTES, "travel_minutes", "mean"),
        Ask("Half at most", MINUTES, "travel_minutes", "median"),
        Ask("19 in 20 at most", MINUTES, "travel_minutes", "p95"),
        Ask("Stays", COUNT, "travel_minutes", "n"),
    )
    title = "Travel from where patients live, one way"
    heads = ("Care setting", "Patients from")
    return ask(known, "Travel", title, heads, rows=rows, asked=asked)
