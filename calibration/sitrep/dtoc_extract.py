"""Delayed transfers of care by provider and authority: the monthly extract as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, isnan, nan

from calibration.sitrep.dtoc import OTHER_SINCE, SETTINGS, as_collected, reason
from calibration.sitrep.dtoc_checks import note_definitions
from calibration.sitrep.dtoc_table import DAYS
from calibration.sitrep.figure import NOT_REPORTED, Figure, text
from calibration.sitrep.grid import Book, Sheet
from calibration.sitrep.heading import Heading, heading, rows_below
from calibration.sitrep.layout import DEFINITION, ODDITY, UNTRIED, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period, month_of_year
from calibration.sitrep.rows import LOCAL_AUTHORITY, PROVIDER

name = "DTOC by provider and local authority, monthly extract"

PATIENTS = "dtoc_patients"
WORDS = (
    "Year",
    "Period Name",
    "Provider Org Code",
    "Provider Org Name",
    "Local Authority Code",
    "Local Authority Name",
    "Acute Or Non Acute Description",
    "Reason For Delay",
)
FIGURES = {
    f"{word} {letter} Sum": (measure, word.lower())
    for word in ("NHS", "Social Care", "Both")
    for letter, measure in (("A", PATIENTS), ("B", DAYS))
}
NEEDED = tuple(x for x, (measure, _) in FIGURES.items() if measure == DAYS)

looks_for = f"comma-separated text with {', '.join((*WORDS, *NEEDED))} in one row"


@dataclass(frozen=True)
class Line:
    """One line: a provider's patients of an authority, in one kind of care, for one reason."""

    row: int
    when: Period
    provider: Whom
    authority: Whom
    of: Of


def matches(book: Book) -> Match:
    """The row of column names, under a few lines of words."""
    sheet = book.sheets[0]
    found = heading(sheet, ("Provider Org Code", "Reason For Delay"))
    labels = {label.lower() for label in found.labels} if found else set()
    return match({f"a column '{x}'": x.lower() in labels for x in (*WORDS, *NEEDED)})


def read(book: Book) -> Reading:
    """Patients and delayed days by provider and again by authority, by reason and care.

    A figure is the sum of the lines of an organisation: its cell is the first of them, with how
    many more there are. Where a line has none the sum is missing, and at least the others' sum.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger, sheet = Ledger(book), book.sheets[0]
    found = heading(sheet, WORDS)
    assert found is not None  # it matched
    lines = list(_lines(ledger, sheet, found))
    _refuse_repeats(ledger, sheet, lines)
    months = {line.when for line in lines}
    for label, (measure, who) in FIGURES.items():
        at = found.column(label)
        if at is None:
            continue
        given = [(line, ledger.figure(sheet, line.row, at)) for line in lines]
        known = [(line, figure) for line, figure in given if figure is not None]
        if measure == PATIENTS:
            known = _while_counted(ledger, known)
        _add_sums(ledger, sheet, at, known, measure=measure, who=who)
    note_definitions(ledger, months)
    ledger.note(ODDITY, "the extract prints no totals, so none is compared")
    ledger.note(ODDITY, UNTRIED)
    return ledger.reading(name)


def _lines(ledger: Ledger, sheet: Sheet, found: Heading) -> Iterator[Line]:
    at = {word: found.column(word) or 0 for word in WORDS}
    for row in rows_below(sheet, found.row):
        said = {word: text(sheet.at(row, column)) for word, column in at.items()}
        when = month_of_year(said["Year"], said["Period Name"])
        care = SETTINGS.get(said["Acute Or Non Acute Description"].lower())
        code = reason(said["Reason For Delay"])
        if when is None:
            says = f"no month: year '{said['Year']}', period name '{said['Period Name']}'"
            ledger.refuse(sheet, row, at["Year"], says, "Expected as '2016-17' and 'OCTOBER'.")
        elif care is None:
            says = f"care '{said['Acute Or Non Acute Description']}' is not Acute or Non-Acute"
            ledger.refuse(sheet, row, at["Acute Or Non Acute Description"], says)
        elif code is None:
            says = f"reason '{said['Reason For Delay']}' does not begin with a code, A to O"
            ledger.refuse(sheet, row, at["Reason For Delay"], says)
        elif not said["Provider Org Code"] or not said["Local Authority Code"]:
            ledger.refuse(sheet, row, at["Provider Org Code"], "a line without both codes")
        else:
            provider = Whom(said["Provider Org Code"], said["Provider Org Name"], PROVIDER)
            code_of, name_of = said["Local Authority Code"], said["Local Authority Name"]
            authority = Whom(code_of, name_of, LOCAL_AUTHORITY)
            yield Line(row, when, provider, authority, Of(code, care))


def _refuse_repeats(ledger: Ledger, sheet: Sheet, lines: list[Line]) -> None:
    """Added up, a line given twice would count twice."""
    seen: dict[tuple[str, str, Period, Of], int] = {}
    for line in lines:
        key = (line.provider.code, line.authority.code, line.when, line.of)
        first = seen.setdefault(key, line.row)
        if first != line.row:
            who = f"{line.provider.code}, {line.authority.code}, {line.of}, {line.when}"
            says = f"{who} is there twice, also in row {first + 1}"
            ledger.refuse(sheet, line.row, 0, says, "Take one of the two out.")


def _while_counted(ledger: Ledger, known: list[tuple[Line, Figure]]) -> list[tuple[Line, Figure]]:
    """Patients at a midnight were counted to March 2017; later zeros are no count."""
    kept = [(line, figure) for line, figure in known if line.when.start < OTHER_SINCE]
    if len(kept) < len(known):
        says = "patients at midnight are not collected from April 2017; their columns are left out"
        ledger.note(DEFINITION, says)
    return kept


def _add_sums(
    ledger: Ledger,
    sheet: Sheet,
    at: int,
    known: list[tuple[Line, Figure]],
    *,
    measure: str,
    who: str,
) -> None:
    """Add up a column over the lines of each organisation."""
    sums: dict[tuple[str, str, Period, Of], list[tuple[Line, Figure]]] = {}
    for line, figure in known:
        for whom in (line.provider, line.authority):
            sums.setdefault((whom.level, whom.code, line.when, line.of), []).append((line, figure))
    for (level, _, when, of), summands in sums.items():
        first = summands[0][0]
        whom = first.provider if level == PROVIDER else first.authority
        part = Of(of.reason, of.setting, who)
        ledger.add(
            whom,
            when,
            measure,
            part,
            found=as_collected(_sum([figure for _, figure in summands]), part, when.start),
            sheet=sheet,
            row=first.row,
            column=at,
            more=len(summands) - 1,
        )


def _sum(figures: list[Figure]) -> Figure:
    """The sum; missing where any part is, and then at least the sum of the others."""
    known = fsum(figure.value for figure in figures if not isnan(figure.value))
    if any(isnan(figure.value) for figure in figures):
        return Figure(nan, NOT_REPORTED, low=known)
    return Figure(known)
