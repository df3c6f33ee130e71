"""Urgent and emergency care sitrep of a month: beds as long text (from April 2024).

The columns are known from programs that read this text; no copy was at hand to try it on.
"""

from __future__ import annotations

from calibration.sitrep.blocks import ENGLAND
from calibration.sitrep.duplicates import settle_duplicates
from calibration.sitrep.figure import text
from calibration.sitrep.flat import LEVELS, Record, marks, records
from calibration.sitrep.grid import Book, address
from calibration.sitrep.layout import ODDITY, Match, Reading
from calibration.sitrep.ledger import Ledger, Of, Whom
from calibration.sitrep.period import Period, month
from calibration.sitrep.reshaped import said_period
from calibration.sitrep.rows import NATION
from calibration.sitrep.uec import check_beds, counted

name = "urgent and emergency care sitrep, long text of a month"
COLUMNS = ("period", "level", "org code", "org name", "metric", "type", "value")
OPTIONAL = ("region", "icb")
looks_for = (
    f"comma-separated text whose first row has {', '.join(COLUMNS)}, with metrics such as 'G&A "
    "beds available'"
)
SETTING = "acute"
# Trusts with a major A&E are also given apart; they are part of all.
_TYPE = "all type"


def matches(book: Book) -> Match:
    """The columns, and a metric of beds."""
    found = marks(book, COLUMNS)
    says = "a metric of beds"
    if found.is_match and _has_beds(book):
        return Match((*found.found, says), ())
    return Match(found.found, (*found.lacking, says))


def _has_beds(book: Book) -> bool:
    sheet = book.sheets[0]
    at = [text(cell).lower() for cell in sheet.cells[0]].index("metric")
    return any(counted(text(line[at])) for line in sheet.cells[1:])


def read(book: Book) -> Reading:
    """Beds and long stays, average over the days of the month.

    Raises:
        InputError: with everything in it that cannot be understood.
    """
    ledger = Ledger(book)
    columns, lines = records(ledger, (*COLUMNS, *OPTIONAL))
    for line in lines:
        whom, when = _whom(ledger, columns, line), _when(ledger, columns, line)
        if whom is not None and when is not None:
            _add(ledger, columns["value"], line, whom, when)
    settle_duplicates(ledger)
    check_beds(ledger)
    return ledger.reading(name)


def _whom(ledger: Ledger, columns: dict[str, int], line: Record) -> Whom | None:
    level, code = LEVELS.get(line.said["level"].lower()), line.said["org code"]
    if level is None or (not code and level != NATION):
        says = f"level '{line.said['level']}', code '{code}': not an organisation"
        do = f"Levels are {', '.join(LEVELS)}."
        ledger.refuse(ledger.book.sheets[0], line.row, columns["level"], says, do)
        return None
    return ENGLAND if level == NATION else Whom(code, line.said["org name"], level)


def _when(ledger: Ledger, columns: dict[str, int], line: Record) -> Period | None:
    when = said_period(line.said["period"])
    if when is None or when.days > 31:
        says = f"'{line.said['period']}' is no month such as 01/06/2024"
        ledger.refuse(ledger.book.sheets[0], line.row, columns["period"], says)
        return None
    return month(when.start.year, when.start.month)


def _add(ledger: Ledger, at: int, line: Record, whom: Whom, when: Period) -> None:
    found, kind = counted(line.said["metric"]), line.said["type"]
    if found is None or kind.lower() != _TYPE:
        says = f"metric '{line.said['metric']}' is not read: it is no count of beds"
        if found is not None:
            says = f"rows of type '{kind}' are not read: they are part of all"
        ledger.note(ODDITY, says, cell=address(line.row, at))
        return
    sheet = ledger.book.sheets[0]
    figure = ledger.figure(sheet, line.row, at)
    if figure is not None:
        of = Of(found[1], SETTING)
        ledger.add(whom, when, found[0], of, found=figure, sheet=sheet, row=line.row, column=at)
