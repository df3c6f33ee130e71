"""Tables of stays: how long, what they are made of, and the long ones."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.table import COUNT, DAYS, PATIENTS, SHARE, Ask, Labelled, Table, ask
from simulator.results.length_of_stay import LONG
from simulator.results.ready_date import BANDS

PARTS = (
    Ask("Stay, average", DAYS, "length_of_stay", "mean"),
    Ask("Half stay at most", DAYS, "length_of_stay", "median"),
    Ask("9 in 10 at most", DAYS, "length_of_stay", "p90"),
    Ask("Medical need", DAYS, "length_of_need", "mean"),
    Ask("then wait for review", DAYS, "wait_for_review", "mean"),
    Ask("then delay", DAYS, "delay_length", "mean"),
    Ask("Stays ended", COUNT, "length_of_stay", "n"),
)
PARTS_NOTE = (
    "Need, wait for review and delay are averages of the stays that had each, so they need not "
    "add up to the stay: those who die are never declared ready."
)


def _places(known: Known, names: Names) -> Iterator[Labelled]:
    for place in known.places:
        yield (names.place(place),), {"care_setting": place}


def stays_table(known: Known, names: Names) -> Table:
    """Length of stay by place, and its parts."""
    title = "Length of stay, and what it is made of"
    rows = list(_places(known, names))
    heads = ("Care setting",)
    note = PARTS_NOTE
    return ask(
        known, "Length of stay", title, heads, rows=rows, asked=PARTS, note=note, is_open=True
    )


def stays_by_group_table(known: Known, names: Names) -> Table:
    """Length of stay by place and patient group."""
    title = "Length of stay by patient group"
    rows = [
        ((names.place(p), names.group(g)), {"care_setting": p, "group": g})
        for p in known.places
        for g in known.result.setup.network.groups
    ]
    heads = ("Care setting", "Patient group")
    return ask(known, "Stay by group", title, heads, rows=rows, asked=PARTS, note=PARTS_NOTE)


def stays_by_pathway_table(known: Known, names: Names) -> Table:
    """Length of stay by place and pathway."""
    title = "Length of stay by pathway"
    rows = [
        ((names.place(p), names.pathway(w)), {"care_setting": p, "pathway": w})
        for p in known.places
        for w in names.scenario.pathways
    ]
    heads = ("Care setting", "Pathway")
    return ask(known, "Stay by pathway", title, heads, rows=rows, asked=PARTS, note=PARTS_NOTE)


def nights_table(known: Known, names: Names) -> Table:
    """Stays by nights stayed."""
    asked = [Ask(band, SHARE, "length_of_stay_bands", "share", {"band": band}) for band in BANDS]
    title = "Stays by number of nights"
    return ask(known, "Nights", title, ("Care setting",), rows=_places(known, names), asked=asked)


def long_stays_table(known: Known, names: Names) -> Table:
    """Stays of 7, 14 and 21 days or more."""
    rows = [
        ((names.place(place), f"{days} days or more"), {"care_setting": place, "band": band})
        for place in known.places
        for band, days in LONG.items()
    ]
    asked = (
        Ask("Patients there so long, on average", PATIENTS, "patients_past"),
        Ask("They hold, of those in", SHARE, "beds_past"),
        Ask("Of stays that ended", SHARE, "long_stays"),
        Ask("Their part of bed-days", SHARE, "long_stay_bed_days"),
    )
    title = "Long stays"
    heads = ("Care setting", "Stays of")
    return ask(known, "Long stays", title, heads, rows=rows, asked=asked, is_open=True)
