"""Tables of delay: what patients who are ready to leave wait for, and who answers for it."""

from __future__ import annotations

from simulator.report.known import Known
from simulator.report.names import ORGANISATIONS, Names
from simulator.report.table import DAYS, PATIENTS, SHARE, Ask, Table, ask
from simulator.results.ready_date import BANDS

ONE_REASON = (
    "Each moment of delay counts once, under the first unfinished step in the order in which the "
    "scenario lists them: with two steps unfinished, only the first-listed is blamed."
)
ASKED = (
    Ask("Ready to leave", PATIENTS, "delayed_patients"),
    Ask("Of the delay there", SHARE, "delay_share"),
    Ask("Delayed days, a day", DAYS, "delayed_bed_days", "per_day"),
)


def reasons(known: Known) -> list[str]:
    """The codes of delay reasons that the scenario uses."""
    return list(dict.fromkeys(each.code for each in known.result.setup.network.reasons))


def reasons_table(known: Known, names: Names) -> Table:
    """Delay by place and reason."""
    rows = [
        (
            (names.place(place), names.reason(code), names.covers(code)),
            {"care_setting": place, "reason": code},
        )
        for place in known.places
        for code in reasons(known)
    ]
    return ask(
        known,
        "Delay by reason",
        "What patients who are ready to leave wait for",
        ("Where they wait", "Reason", "What it covers here"),
        rows,
        ASKED,
        note=ONE_REASON,
        is_open=True,
        skip_zero=True,
    )


def focus_reasons_table(known: Known, names: Names) -> Table:
    """Delay by reason in the place that the first page is about."""
    place = known.focus
    rows = [
        ((names.reason(code), names.covers(code)), {"care_setting": place, "reason": code})
        for code in reasons(known)
    ]
    return ask(
        known,
        "Delay in focus",
        f"What patients in {names.beds_of(place)} wait for when ready to leave",
        ("Reason", "What it covers here"),
        rows,
        ASKED[:2],
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
        rows,
        ASKED,
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
        [((names.place(place),), {"care_setting": place}) for place in known.places],
        (
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
        [((names.place(place),), {"care_setting": place}) for place in known.places],
        [Ask(band, SHARE, "ready_date_bands", "share", {"band": band}) for band in BANDS],
    )
