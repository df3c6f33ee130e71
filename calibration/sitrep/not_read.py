"""Published tables that are known and not read, each with what it is and what to use instead."""

from __future__ import annotations

from dataclasses import dataclass

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book
from simulator.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Known:
    """A table by its columns: what it is, why it is no source of targets, what to do."""

    columns: frozenset[str]
    says: str
    do: str


def _known(columns: str, says: str, do: str) -> Known:
    return Known(frozenset(columns.split("|")), says, do)


KNOWN = (
    _known(
        "agg_supportreason|18 to 64|65 and over|all_ages",
        "short-term support by reason for it, of a whole country and year: it has no organisation "
        "and no date",
        "Use a council's own starts of reablement, or the community discharge sitrep.",
    ),
    _known(
        "date|metric|episodes",
        "what followed episodes of short-term support, of a whole country and year: it has no "
        "organisation",
        "Write the shares into the pathway's branch by hand, with their source.",
    ),
    _known(
        "pathway|metric|weekly_discharges|weekly_delayed|pc_delayed",
        "discharges and delays on pathways 1 and 2 a week, of a whole country: it says neither "
        "when nor of whom",
        "Use destinations and reasons of the acute discharge sitrep, which name trust and month.",
    ),
    _known(
        "date|real_spend_per_episode",
        "spending on an episode of reablement: a cost, and the model is fitted to none",
        "Write it under `cost:` of the care setting, with its price year and source.",
    ),
    _known(
        "code|ga_av|ga_oc|fae|emerg|beddays|nctr|disch|remain|drd_dis",
        "figures of KH03, HES, the discharge sitrep and discharge-ready dates joined, of one year: "
        "their periods and definitions cannot be told apart in it any more",
        "Give the tables that it was joined from.",
    ),
    _known(
        "field|name|format|description|values|cleaning|derivations|notes",
        "a list of fields of patient-level extracts, not figures",
        "Give the extract itself: one row a stay, with the columns ADMIDATE, DISDATE, ADMIMETH, "
        "CLASSPAT and a provider.",
    ),
    _known(
        "id|organisation|age|los|death",
        "lengths of stay of single patients without dates: when they were there and who was still "
        "there cannot be told",
        "Count them into bands of length (organisation, start, end, group, from_days, to_days, "
        "count), or give dates of admission and discharge under HES names.",
    ),
    _known(
        "stranded.label|age|care.home.referral|medicallysafe|admit_date",
        "patients with a label for long stays, without a date of discharge: made for teaching how "
        "to classify",
        "Give one row a stay with ADMIDATE and DISDATE instead.",
    ),
    _known(
        "period|org_code|type|attendances|breaches|admissions",
        "A&E attendances by trust, type of department and month: the model begins at admission to "
        "a bed, and no figure of it is of attendances",
        "Set `by_month` of emergency groups from its admissions by hand, with the source.",
    ),
    _known(
        "reporting period|measure type|00:00:00|23:00:00",
        "A&E arrivals of England by hour and weekday: a shape of demand and no target",
        "Set `by_hour` and `by_weekday` of emergency groups from it by hand, with the source.",
    ),
)
# Published titles stand above the columns.
_LOOKED_AT = 20


def refuse_known(book: Book) -> None:
    """Stop at a table that is known and not read.

    Raises:
        InputError: says what it is, why it is not read, and what to use.
    """
    if not book.is_text or not book.sheets:
        return
    for cells in book.sheets[0].cells[:_LOOKED_AT]:
        there = {text(cell).strip().lower() for cell in cells}
        for known in KNOWN:
            if known.columns <= there:
                raise InputError([Problem(f"{book.file}: {known.says}", do=known.do)])
