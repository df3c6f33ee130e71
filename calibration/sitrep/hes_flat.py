"""Hospital episodes of a year by provider and system: HES tables re-shaped to text."""

from __future__ import annotations

from calibration.sitrep.flat import marks, named_period, note_empty, records, whom
from calibration.sitrep.grid import Book
from calibration.sitrep.hes_admissions import Line, add_admissions
from calibration.sitrep.layout import Match, Reading
from calibration.sitrep.ledger import Ledger

name = "HES admissions by provider, re-shaped to text"

MEASURES = {
    "finished_consultant_episodes": "finished_consultant_episodes",
    "finished_admission_episodes": "finished_admissions",
    "emergency_admissions": "emergency_admissions",
    "waiting_list_admissions": "waiting_list_admissions",
    "planned_admissions": "planned_admissions",
    "other_admission_method": "other_admissions",
    "bed_days": "bed_days",
    "mean_time_waited_days": "wait_mean",
    "median_time_waited_days": "wait_median",
    "mean_length_of_stay_days": "los_mean",
    "median_length_of_stay_days": "los_median",
    "mean_age": "age_mean",
}
COLUMNS = ("level", "code", "name", *MEASURES)
looks_for = (
    f"comma-separated text whose first row has {', '.join(COLUMNS[:6])} and the like, to mean_age"
)


def matches(book: Book) -> Match:
    """The columns."""
    return marks(book, COLUMNS)


def read(book: Book) -> Reading:
    """Admissions, stays and waits of a financial year, which only the file's name says.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, given = records(ledger, COLUMNS)
    when = named_period(ledger)
    lines = [Line(who, each.row) for each in given if (who := whom(ledger, columns, each))]
    if when is not None:
        of = {measure: columns[column] for column, measure in MEASURES.items()}
        add_admissions(ledger, book.sheets[0], lines, of, when)
    note_empty(ledger)
    return ledger.reading(name)
