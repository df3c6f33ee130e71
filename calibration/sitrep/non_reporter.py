"""Zeros that mean that nobody reported.

The rules, in this order; a figure is taken as missing, never changed to another number:

1. *Lost day*: England is printed as 0 on a day, or every organisation of a level is (at least ten
   of them). Every 0 of that day is missing ('lost day').
2. *Whole month*: all that an organisation gives for a measure in a month is 0 (on at least seven
   days, or the one figure of a month), while at least half of the others of its level give
   something. Its zeros of the month are missing ('not reported').
3. *Single day*: a 0 among days whose other values have a median of twenty or more in that month;
   were those counts by chance, a true 0 would come less than once in a hundred million days.
4. *Empty table*: every category that an organisation gives of a month is 0 (at least five of them),
   while at least half of the others of its level give something. All of them are missing.
5. What remains is a difference: where the patients or the discharges it was worked out from are
   missing by these rules, it is missing too, for it was worked out with their 0.

Sums over organisations that the publisher printed hold these zeros; a note says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import replace
from datetime import date
from math import nan
from statistics import median

from calibration.sitrep.figure import LOST_DAY, NOT_REPORTED
from calibration.sitrep.layout import MISSING, Note
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.nctr import BEFORE, DELAYED, DESTINATIONS
from calibration.sitrep.rows import NATION, PROVIDER, Row

LEAST_ORGANISATIONS = 10
LEAST_DAYS = 7
LEAST_MEDIAN = 20.0
LEAST_CATEGORIES = 5

_CATEGORISED = (DESTINATIONS, DELAYED, f"community_{DESTINATIONS}", f"community_{DELAYED}")

_Group = dict[Hashable, list[int]]


def blank_zeros(
    ledger: Ledger, measures: Collection[str], remaining: dict[str, tuple[str, ...]] | None = None
) -> None:
    """Take zeros of these measures as missing by the rules above, with notes.

    Args:
        ledger: Its rows are replaced.
        measures: Whose zeros are looked at.
        remaining: By a measure that is a difference: those it was worked out from.
    """
    _lose_days(ledger, {*measures, *(remaining or {})})
    _blank(ledger, _whole_months(ledger.rows, measures), "0 for a whole month while others report")
    _blank(ledger, _single_days(ledger.rows, measures), "0 on a day among large counts")
    _blank(ledger, _empty_tables(ledger.rows), "0 in every category while others report")
    _blank(ledger, _left_over(ledger.rows, remaining or {}), "worked out from a figure that is")


def _grouped(rows: list[Row], key: Callable[[Row], Hashable], only: Collection[str]) -> _Group:
    groups: _Group = defaultdict(list)
    for at, row in enumerate(rows):
        if row.measure in only and not row.missing:
            groups[key(row)].append(at)
    return groups


def _lose_days(ledger: Ledger, measures: Collection[str]) -> None:
    rows = ledger.rows
    days: set[date] = set()
    for group in _grouped(rows, lambda x: (x.level, x.measure, x.start, x.end), measures).values():
        first = rows[group[0]]
        is_enough = first.level == NATION or len(group) >= LEAST_ORGANISATIONS
        if first.start == first.end and is_enough and not any(rows[at].value for at in group):
            days.add(first.start)
    lost = [
        at
        for at, row in enumerate(rows)
        if row.start in days and row.start == row.end and row.measure in measures and row.value == 0
    ]
    _replace(ledger, lost, LOST_DAY)
    if lost:
        names = ", ".join(f"{day:%d %B %Y}" for day in sorted(days))
        says = f"lost days, on which all are printed as 0: {names} ({len(lost):,} figures)"
        ledger.note(MISSING, says, cell=rows[lost[0]].cell)


def _whole_months(rows: list[Row], measures: Collection[str]) -> Iterable[int]:
    def months(row: Row) -> Hashable:
        return (row.level, _stem(row), row.reason, row.start.year, row.start.month)

    for at_level in _grouped(rows, months, measures).values():
        by_whom: dict[str, list[int]] = defaultdict(list)
        for at in at_level:
            by_whom[rows[at].organisation].append(at)
        zero = [group for group in by_whom.values() if not any(rows[at].value for at in group)]
        if 2 * len(zero) <= len(by_whom):
            yield from (at for group in zero if _is_long(rows, group) for at in group)


def _empty_tables(rows: list[Row]) -> Iterable[int]:
    """Rows of organisations whose categories of a period are all 0."""
    tables: dict[Hashable, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, row in enumerate(rows):
        if row.reason and not row.missing and row.measure.startswith(_CATEGORISED):
            tables[row.level, row.measure, row.start, row.end][row.organisation].append(at)
    for by_whom in tables.values():
        zero = [group for group in by_whom.values() if not any(rows[at].value for at in group)]
        if 2 * len(zero) <= len(by_whom):
            yield from (at for group in zero if len(group) >= LEAST_CATEGORIES for at in group)


def _is_long(rows: list[Row], group: list[int]) -> bool:
    first = rows[group[0]]
    return len(group) >= LEAST_DAYS or (first.end - first.start).days >= LEAST_DAYS


def _single_days(rows: list[Row], measures: Collection[str]) -> Iterable[int]:
    def months(row: Row) -> Hashable:
        return (row.organisation, row.level, _stem(row), row.start.year, row.start.month)

    for group in _grouped(rows, months, measures).values():
        others = [rows[at].value for at in group if rows[at].value > 0]
        if others and median(others) >= LEAST_MEDIAN:
            yield from (at for at in group if rows[at].value == 0 and _is_day(rows[at]))


def _stem(row: Row) -> str:
    """The measure whatever its definition: a month with both is one month."""
    return row.measure.removesuffix(BEFORE)


def _is_day(row: Row) -> bool:
    return row.start == row.end


def _left_over(rows: list[Row], remaining: dict[str, tuple[str, ...]]) -> Iterable[int]:
    sources = {name for names in remaining.values() for name in names}
    blank = {
        (row.organisation, row.level, row.start, row.end, row.measure)
        for row in rows
        if row.measure in sources and row.missing
    }
    for at, row in enumerate(rows):
        names = remaining.get(row.measure, ())
        keys = ((row.organisation, row.level, row.start, row.end, name) for name in names)
        if not row.missing and any(key in blank for key in keys):
            yield at


def _replace(ledger: Ledger, places: Iterable[int], why: str) -> None:
    for at in places:
        ledger.rows[at] = replace(ledger.rows[at], value=nan, low=nan, high=nan, missing=why)


def _blank(ledger: Ledger, places: Iterable[int], why: str) -> None:
    by_measure: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    found = list(places)
    for at in found:
        row = ledger.rows[at]
        by_measure[row.measure][row.organisation].append(row)
    _replace(ledger, found, NOT_REPORTED)
    for measure, whose in by_measure.items():
        names = "; ".join(_named(name, rows) for name, rows in whose.items())
        count, first = sum(map(len, whose.values())), next(iter(whose.values()))[0]
        says = f"{measure}: {count:,} figures taken as not reported, {why}: {names}"
        ledger.notes.append(Note(MISSING, says, first.sheet, first.cell))
    are_sums = any(row.level != PROVIDER for row in ledger.rows)
    if are_sums and any(ledger.rows[at].level == PROVIDER for at in found):
        says = "printed sums of England, regions and systems hold those who did not report as 0"
        ledger.note(MISSING, says)


def _named(organisation: str, rows: list[Row]) -> str:
    cells = rows[0].cell if len(rows) == 1 else f"{rows[0].cell} to {rows[-1].cell}"
    return f"{organisation} {len(rows)}, {rows[0].start} to {rows[-1].end} ({cells})"
