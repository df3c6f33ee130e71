"""Acute discharge sitrep of a month: the long text (from April 2024)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from calibration.sitrep.acute_checks import check_acute
from calibration.sitrep.acute_metric import DAY, Metric, metric
from calibration.sitrep.blocks import ENGLAND
from calibration.sitrep.duplicates import settle_duplicates
from calibration.sitrep.figure import text
from calibration.sitrep.flat import LEVELS, Record, marks, records
from calibration.sitrep.grid import Book, address
from calibration.sitrep.layout import ODDITY, Match, Reading
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.nctr import daily, note_definition
from calibration.sitrep.period import Period, month
from calibration.sitrep.reshaped import said_period
from calibration.sitrep.rows import NATION

name = "acute discharge sitrep, long text of a month"
COLUMNS = ("period", "level", "org code", "org name", "metric", "value")
OPTIONAL = ("region", "icb", "metric type", "metric group")
looks_for = (
    f"comma-separated text whose first row has {', '.join(COLUMNS)}, with metrics about patients "
    "who no longer meet the criteria to reside"
)
SETTING = "acute"


@dataclass(frozen=True, slots=True)
class Line:
    """One row understood: whose, which metric, and its date."""

    row: int
    whom: Whom
    metric: Metric
    day: date


def matches(book: Book) -> Match:
    """The columns, and a daily metric."""
    found = marks(book, COLUMNS)
    says = "a metric of patients who no longer meet the criteria to reside"
    if found.is_match and _has_daily(book):
        return Match((*found.found, says), ())
    return Match(found.found, (*found.lacking, says))


def _has_daily(book: Book) -> bool:
    sheet = book.sheets[0]
    at = [text(cell).lower() for cell in sheet.cells[0]].index("metric")
    return any(daily(text(line[at])) for line in sheet.cells[1:])


def read(book: Book) -> Reading:
    """Every figure of the month; rows dated outside it are left out and named.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, given = records(ledger, (*COLUMNS, *OPTIONAL))
    lines = [line for each in given if (line := _line(ledger, columns, each))]
    of_days = Counter((x.day.year, x.day.month) for x in lines if x.metric.over == DAY)
    whole = month(*of_days.most_common(1)[0][0]) if of_days else None
    strays: dict[tuple[str, date], list[int]] = defaultdict(list)
    for line in lines:
        if whole is None or line.metric.belongs(line.day, whole):
            _add(ledger, columns["value"], line)
        else:
            strays[line.metric.stem, line.day].append(line.row)
    _note_strays(ledger, strays, whole)
    settle_duplicates(ledger)
    check_acute(ledger)
    note_definition(ledger)
    return ledger.reading(name)


def _line(ledger: Ledger, columns: dict[str, int], each: Record) -> Line | None:
    sheet, said = ledger.book.sheets[0], each.said
    level = LEVELS.get(said["level"].lower())
    code = said["org code"]
    when = said_period(said["period"])
    counted = metric(said["metric"], said.get("metric group", ""))
    if level is None or (not code and level != NATION):
        says = f"level '{said['level']}', code '{code}': not an organisation"
        ledger.refuse(sheet, each.row, columns["level"], says, f"Levels are {', '.join(LEVELS)}.")
    elif when is None or when.start != when.end:
        says = f"'{said['period']}' is no day such as 01/06/2024"
        ledger.refuse(sheet, each.row, columns["period"], says, "Save the dates as text.")
    elif counted is None:
        says = f"metric '{said['metric']}' is none that is known"
        ledger.refuse(sheet, each.row, columns["metric"], says, "Look whether it was typed over.")
    else:
        whom = ENGLAND if level == NATION else Whom(code, said["org name"], level)
        return Line(each.row, whom, counted, when.start)
    return None


def _add(ledger: Ledger, at: int, line: Line) -> None:
    sheet, when = ledger.book.sheets[0], line.metric.when(line.day)
    measure = line.metric.measure(when)
    found = ledger.figure(sheet, line.row, at)
    if measure is None:
        says = f"'{line.metric.reason}' is a category of another collection"
        ledger.refuse(sheet, line.row, at, says)
    elif found is not None:
        of = Of(line.metric.reason, SETTING)
        ledger.add(line.whom, when, measure, of, found=found, sheet=sheet, row=line.row, column=at)
        if not line.metric.is_known:
            says = f"category '{line.metric.reason}' is on no list that is known"
            ledger.note(ODDITY, says, cell=address(line.row, at))


def _note_strays(
    ledger: Ledger, strays: dict[tuple[str, date], list[int]], whole: Period | None
) -> None:
    """Name rows that cannot be of the month; whose they are, only the publisher can say."""
    for (stem, day), rows in strays.items():
        says = (
            f"{len(rows)} rows of {stem} are dated {day:%d %B %Y} in a file of {whole}; they are "
            f"left out (rows {rows[0] + 1} to {rows[-1] + 1})"
        )
        ledger.note(ODDITY, says, cell=address(rows[0], 0))
