"""Tables of waits: for places and handoffs, by day of referral."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.known import Known
from simulator.report.names import WEEKDAYS, Names
from simulator.report.table import (
    COUNT,
    HOURS,
    PATIENTS,
    PATIENTS_A_DAY,
    SHARE,
    Ask,
    Labelled,
    Table,
    ask,
)
from simulator.results.waits import KINDS, OVER

KIND = {"admission": "First place of a journey", "onward": "Next place of a journey"}


def waits_table(known: Known, names: Names) -> Table:
    """Waits for a place, for the first and for later places of a journey."""
    rows = [
        ((names.place(place), KIND[kind]), {"care_setting": place, "band": kind})
        for place in known.places
        for kind in KINDS
    ]
    asked = (
        Ask("Average", HOURS, "wait_for_place", "mean"),
        Ask("Half wait at most", HOURS, "wait_for_place", "median"),
        Ask("9 in 10 at most", HOURS, "wait_for_place", "p90"),
        Ask("19 in 20 at most", HOURS, "wait_for_place", "p95"),
        Ask("Got a place", COUNT, "wait_for_place", "n"),
        Ask("Still waiting at the end", COUNT, "wait_for_place", "open"),
        Ask("Died or gave up first", COUNT, "wait_for_place", "gave_up"),
    )
    heads = ("Waiting for", "As")
    note = (
        "From asked for until a place is theirs, wherever they wait meanwhile; a booking that was "
        "postponed counts from when it was first asked for."
    )
    title = "Waits for a place"
    return ask(
        known,
        "Waits",
        title,
        heads,
        rows=rows,
        asked=asked,
        note=note,
        is_open=True,
        skip_zero=True,
    )


def group_waits_table(known: Known, names: Names) -> Table:
    """Waits for a place by patient group: those whose booking can be postponed apart."""
    postponable = known.postponable
    rows = [
        (
            (
                names.place(place),
                names.group(group),
                "yes" if (place, group) in postponable else "no",
            ),
            {"care_setting": place, "group": group},
        )
        for place in known.places
        for group in sorted(
            names.scenario.patient_groups, key=lambda name: (place, name) in postponable
        )
    ]
    over = [
        Ask(f"Over {band}{per}", unit, "waits_over", statistic, {"band": band})
        for band in OVER
        for statistic, unit, per in (("share", SHARE, ""), ("per_day", PATIENTS_A_DAY, ", a day"))
    ]
    return ask(
        known,
        "Waits by group",
        "Waits for a place by patient group",
        ("Waiting for", "Patient group", "Can be postponed"),
        rows=rows,
        asked=(
            Ask("Average", HOURS, "wait_for_place", "mean"),
            Ask("9 in 10 at most", HOURS, "wait_for_place", "p90"),
            *over,
            Ask("Got a place", COUNT, "wait_for_place", "n"),
            Ask("Still waiting at the end", COUNT, "wait_for_place", "open"),
        ),
        note="A booking that was postponed is waited for at home, in days, and counts from when it "
        "was first asked for: read the groups that cannot be postponed on their own.",
        is_open=True,
        skip_zero=True,
    )


def long_waits_table(known: Known, names: Names) -> Table:
    """Waits for a place over 4 and 12 hours."""
    asked = [
        Ask(f"Over {band}{per}", unit, "waits_over", statistic, {"band": band})
        for band in OVER
        for statistic, unit, per in (
            ("share", SHARE, ""),
            ("per_day", PATIENTS_A_DAY, ", a day"),
        )
    ]
    rows = [((names.place(place),), {"care_setting": place}) for place in known.places]
    title = "Waits for a place over 4 and 12 hours"
    note = "Of all patients, postponed bookings from when first asked for; by group above."
    return ask(known, "Waits over", title, ("Waiting for",), rows=rows, asked=asked, note=note)


def services(known: Known) -> list[dict[str, str]]:
    """The dimensions of each care setting and handoff."""
    network = known.result.setup.network
    settings = [{"care_setting": each.name} for each in network.care_settings]
    return [*settings, *({"handoff": each.name} for each in network.handoffs)]


def _rows(known: Known, names: Names) -> Iterator[Labelled]:
    for where in services(known):
        yield (names.service(where),), where


def responses_table(known: Known, names: Names) -> Table:
    """Mean response time by day of referral."""
    days = [
        Ask(said[:3], HOURS, "response_time", "mean", {"weekday": day})
        for day, said in WEEKDAYS.items()
    ]
    title = "Response time by day of referral: hours from referral to start, on average"
    note = (
        "Of referrals answered by the end of the run; those still open then are in the table "
        "below. 0: it can always begin at once."
    )
    return ask(
        known,
        "Response by day",
        title,
        ("Care setting or handoff",),
        rows=_rows(known, names),
        asked=(Ask("All days", HOURS, "response_time", "mean"), *days),
        note=note,
        is_open=True,
    )


def response_spread_table(known: Known, names: Names) -> Table:
    """How response times spread, and how long until the work is done."""
    asked = (
        Ask("Waiting, on average", PATIENTS, "waiting_for_handoff"),
        Ask("Half start within", HOURS, "response_time", "median"),
        Ask("9 in 10 within", HOURS, "response_time", "p90"),
        Ask("19 in 20 within", HOURS, "response_time", "p95"),
        Ask("Until done, average", HOURS, "completion_time", "mean"),
        Ask("Answered", COUNT, "response_time", "n"),
        Ask("Open at the end", COUNT, "response_time", "open"),
    )
    title = "Response times: how they spread"
    heads = ("Care setting or handoff",)
    return ask(known, "Response spread", title, heads, rows=_rows(known, names), asked=asked)
