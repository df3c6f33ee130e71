"""Tables of delay: what patients who are ready to leave wait for, and who answers for it."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import ORGANISATIONS, Names
from simulator.report.table import DAYS, PATIENTS, SHARE, Ask, Column, Table, Unit, ask
from simulator.results.ready_date import BANDS

ONE_REASON = (
    "Each moment of delay counts once, under the first unfinished step in the order in which the "
    "scenario lists them: with two steps unfinished, only the first-listed is blamed."
)
PERIOD = Unit("days in the period", shown_as="#,##0")
ASKED = (
    Ask("Ready to leave", PATIENTS, "delayed_patients"),
    Ask("Of the delay there", SHARE, "delay_share"),
    Ask("Bed-days of delay", PERIOD, "delayed_bed_days", "total"),
)


def reasons(known: Known) -> list[str]:
    """The codes of delay reasons that the scenario uses."""
    return list(dict.fromkeys(each.code for each in known.result.setup.network.reasons))


def by_size(known: Known, place: str) -> list[str]:
    """The codes of delay reasons, that of the most delay in a place first."""

    def size(code: str) -> float:
        found = known.get("delayed_patients", {"care_setting": place, "reason": code})
        return found.mean if found is not None and found.is_known else 0.0

    return sorted(reasons(known), key=lambda code: -size(code))


def covers_table(known: Known, names: Names) -> Table:
    """What each delay reason covers in this scenario."""
    return Table(
        "Reasons",
        "What each delay reason covers in this scenario",
        (Column("Reason"), Column("Handoffs, places and hours under it")),
        tuple((names.reason(code), names.covers(code)) for code in reasons(known)),
    )


def reasons_table(known: Known, names: Names) -> Table:
    """Delay by place and reason."""
    rows = [
        ((names.place(place), names.reason(code)), {"care_setting": place, "reason": code})
        for place in known.places
        for code in by_size(known, place)
    ]
    return ask(
        known,
        "Delay by reason",
        "What patients who are ready to leave wait for",
        ("Where they wait", "Reason"),
        rows=rows,
        asked=ASKED,
        note=ONE_REASON,
        is_open=True,
        skip_zero=True,
    )


def focus_reasons_table(known: Known, names: Names) -> Table:
    """Delay by reason in the place that the first page is about."""
    place = known.focus
    rows = [
        ((names.reason(code), names.covers(code)), {"care_setting": place, "reason": code})
        for code in by_size(known, place)
    ]
    return ask(
        known,
        "Delay in focus",
        f"What patients in {names.beds_of(place)} wait for when ready to leave",
        ("Reason", "What it covers here"),
        rows=rows,
        asked=ASKED[:2],
        note=ONE_REASON,
        is_open=True,
        skip_zero=True,
    )


def organisations_table(known: Known, names: Names) -> Table:
    """Delay by place and organisation."""
    rows = [
        ((names.place(place), said), {"care_setting": place, "organisation": code})
        for place in known.places
        for code, said in ORGANISATIONS.items()
    ]
    return ask(
        known,
        "Delay by organisation",
        "Who answers for the delay",
        ("Where they wait", "Organisation"),
        rows=rows,
        asked=ASKED,
        is_open=True,
        skip_zero=True,
    )


def sitrep_table(known: Known, names: Names) -> Table:
    """Delay as the daily and monthly returns count it."""
    return ask(
        known,
        "As returns count it",
        "Delay as the daily and monthly returns count it",
        ("Care setting",),
        rows=[((names.place(place),), {"care_setting": place}) for place in known.places],
        asked=(
            Ask("No longer meeting the criteria to reside", PATIENTS, "nctr"),
            Ask("Of them remaining at midnight", PATIENTS, "nctr_remaining"),
            Ask("Remaining, of those in", SHARE, "nctr_share"),
            Ask("Discharged a day or more after ready", SHARE, "after_ready_date"),
            Ask("Days of delay, given any", DAYS, "days_after_ready_date"),
        ),
        is_open=True,
    )


def delay_bands_table(known: Known, names: Names) -> Table:
    """Discharges by days from ready to discharge."""
    return ask(
        known,
        "Delay bands",
        "Discharges by days from ready to discharge",
        ("Care setting",),
        rows=[((names.place(place),), {"care_setting": place}) for place in known.places],
        asked=[Ask(band, SHARE, "ready_date_bands", "share", {"band": band}) for band in BANDS],
    )
