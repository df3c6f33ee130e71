"""Hospital episodes of a year by provider: the published HES workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Book, Sheet, address
from calibration.sitrep.heading import DEEPEST, rows_below
from calibration.sitrep.hes_admissions import Line, add_admissions
from calibration.sitrep.layout import ODDITY, UNTRIED, Match, Reading, match
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.period import Period, financial_year
from calibration.sitrep.rows import NATION, PROVIDER, REGION

name = "HES admissions by provider, one year"

SHEET = "Hospital Providers"
# The words a column begins with; where several do, the first right of the admissions is taken.
LABELS = {
    "finished_consultant_episodes": r"finished consultant episodes?\b(?!.*bed)",
    "finished_admissions": r"finished admission episodes?\b",
    "emergency_admissions": r"emergency\b",
    "waiting_list_admissions": r"waiting list\b",
    "planned_admissions": r"planned\b",
    "other_admissions": r"other\b",
    "bed_days": r"(finished consultant episode |fce )?bed ?days?\b",
    "wait_mean": r"mean (time waited|waiting time|wait)\b",
    "wait_median": r"median (time waited|waiting time|wait)\b",
    "los_mean": r"mean length of stay\b",
    "los_median": r"median length of stay\b",
    "age_mean": r"mean age\b",
}
NEEDED = ("finished_consultant_episodes", "finished_admissions", "emergency_admissions", "los_mean")
AFTER_ADMISSIONS = (
    "emergency_admissions",
    "waiting_list_admissions",
    "planned_admissions",
    "other_admissions",
)
looks_for = (
    f"a sheet '{SHEET}' with columns that begin Finished consultant episodes, Finished admission "
    "episodes, Emergency and Mean length of stay in one row"
)


def matches(book: Book) -> Match:
    """The sheet and its row of headings."""
    sheet = book.sheet(SHEET)
    found = _columns(sheet)[1] if sheet is not None else {}
    return match(
        {
            f"a sheet '{SHEET}'": sheet is not None,
            **{f"a column of {x.replace('_', ' ')}": x in found for x in NEEDED},
        }
    )


def read(book: Book) -> Reading:
    """Admissions, stays and waits of a financial year by provider, region and England.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    sheet = book.sheet(SHEET)
    assert sheet is not None  # it matched
    row, columns = _columns(sheet)
    when = _year(ledger, sheet, row)
    lines = list(_lines(ledger, sheet, row, min(columns.values())))
    ledger.note(ODDITY, UNTRIED)
    lacking = [measure for measure in LABELS if measure not in columns]
    if lacking:
        ledger.note(ODDITY, f"no column of {', '.join(lacking)}", sheet, address(row, 0))
    if when is not None:
        add_admissions(ledger, sheet, lines, columns, when)
    return ledger.reading(name)


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row with the most of the labels, and the column of each measure in it."""
    found = [(row, _in_row(sheet, row)) for row in range(min(sheet.height, DEEPEST))]
    return max(found, key=lambda each: len(each[1]), default=(0, {}))


def _in_row(sheet: Sheet, row: int) -> dict[str, int]:
    labels = [text(cell).lower() for cell in sheet.cells[row]]
    columns: dict[str, int] = {}
    for measure, pattern in LABELS.items():
        start = columns.get("finished_admissions", 0) if measure in AFTER_ADMISSIONS else 0
        hit = next((at for at in range(start, len(labels)) if re.match(pattern, labels[at])), None)
        if hit is not None:
            columns[measure] = hit
    return columns


def _year(ledger: Ledger, sheet: Sheet, row: int) -> Period | None:
    """The one financial year that stands above the table."""
    words = " ".join(text(cell) for line in sheet.cells[:row] for cell in line)
    years = [financial_year(x) for x in re.findall(r"(?<!\d)20\d\d[-/](?:20)?\d\d(?!\d)", words)]
    found = {year for year in years if year is not None}
    if len(found) == 1:
        return found.pop()
    says = f"{len(found)} financial years above the table, not one"
    ledger.refuse(sheet, 0, 0, says, "Expected a title such as '..., 2024-25'.")
    return None


def _lines(ledger: Ledger, sheet: Sheet, row: int, first: int) -> Iterator[Line]:
    """England, regions (codes Y and two more) and providers; figures without a code are refused."""
    for below in rows_below(sheet, row):
        said = [text(sheet.at(below, at)) for at in range(first)]
        code = next((x for x in said if re.fullmatch(r"[A-Z0-9]{3,9}(-X)?", x)), "")
        words = next((x for x in said if re.search("[a-z]", x)), "")
        if re.match(r"(england|total)\b", words.lower()) and not re.search(r"\d", code):
            yield Line(Whom("ENGLAND", "England", NATION), below)
        elif code:
            is_region = re.fullmatch(r"Y\d\d", code) is not None
            yield Line(Whom(code, words, REGION if is_region else PROVIDER), below)
        elif any(text(cell) for cell in sheet.cells[below][first:]):
            says = f"this row is of no organisation: '{' '.join(said).strip()}'"
            ledger.refuse(sheet, below, 0, says, "Look whether its cells have moved.")
        else:
            says = f"a row of words is left out: {' '.join(said).strip()}"
            ledger.note(ODDITY, says, sheet, address(below, 0))
