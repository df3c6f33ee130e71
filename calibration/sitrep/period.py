"""The days that a printed period covers."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from calibration.sitrep.figure import text
from calibration.sitrep.grid import Cell

FORMS = "'April 2017', 'Apr-24', '2024-25 Q1', '2024-25', '2024-06-01' or '01/06/2024'"

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
_MONTH = re.compile(r"([a-z]{3,9})\.?[ -]+(\d{4}|\d{2})")
_YEAR = re.compile(r"(20\d\d)[-/](\d\d|20\d\d)")
_QUARTER = re.compile(r"(?:(.+?)[, ]+)?(?:q|quarter )([1-4])(?:[, ]+(.+))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day, both inside."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        if self == month(self.start.year, self.start.month):
            return f"{self.start:%B %Y}"
        return f"{self.start}" if self.start == self.end else f"{self.start} to {self.end}"


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def financial_year(words: str) -> Period | None:
    """April to March, from '2024-25', '2024/25' or '2024-2025'; None if it is no such pair."""
    found = _YEAR.fullmatch(words.strip())
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]) % 100:
        return None
    return Period(date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31))


def month_number(words: str) -> int | None:
    """1 to 12 from a month's name or its first letters, in any case; None otherwise."""
    bare = words.strip().lower().rstrip(".")
    number = _MONTHS.get(bare[:3])
    if number is None or not (calendar.month_name[number].lower().startswith(bare)):
        return 9 if bare == "sept" else None
    return number if len(bare) >= 3 else None


def month_of_year(year: str, name: str) -> Period | None:
    """The month of a financial year, as '2016-17' and 'OCTOBER'."""
    whole, number = financial_year(year), month_number(name)
    if whole is None or number is None:
        return None
    return month(whole.start.year + (number < 4), number)


def period(cell: Cell) -> Period | None:
    """The period in a cell, in one of `FORMS`; None if it is in none of them."""
    if isinstance(cell, datetime):
        return Period(cell.date(), cell.date())
    if isinstance(cell, date):
        return Period(cell, cell)
    words = text(cell).lower()
    return _of_day(words) or _of_month(words) or _of_quarter(words) or financial_year(words)


def period_in_name(file: str) -> Period | None:
    """A day or financial year in a file's name, as '2026_03_04' or '2024-25'; None without one.

    Only for files whose content does not say; a reading that uses it must say so.
    """
    parts = re.sub(r"[_.]", "-", file)
    day = re.search(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)", parts)
    year = re.search(r"(?<!\d)20\d\d-\d\d(?!\d)", parts)
    return (_of_day(day[0]) if day else None) or (financial_year(year[0]) if year else None)


def _of_day(words: str) -> Period | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            day = datetime.strptime(words, form).date()
        except ValueError:
            continue
        return Period(day, day)
    return None


def _of_month(words: str) -> Period | None:
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", words) and financial_year(words) is None:
        return month(int(words[:4]), int(words[5:]))
    found = _MONTH.fullmatch(words)
    number = month_number(found[1]) if found else None
    if found is None or number is None:
        return None
    return month(int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2]), number)


def _of_quarter(words: str) -> Period | None:
    found = _QUARTER.fullmatch(words)
    whole = financial_year(found[1] or found[3] or "") if found else None
    if found is None or whole is None:
        return None
    first = 3 * int(found[2]) + 1
    year, first = whole.start.year + (first > 12), (first - 1) % 12 + 1
    return Period(date(year, first, 1), month(year, first + 2).end)
