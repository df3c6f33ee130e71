"""Printed totals added up again: what agrees in one line each, what does not by its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum, isnan

from calibration.sitrep.layout import Check
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.measure import MEAN, SHARE
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.period import Period
from calibration.sitrep.rows import NATION, Row


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed figure, what its parts add to, and the row it is held at."""

    at: Row
    printed: float
    added: float
    within: float = 0.0

    def check(self, what: str) -> Check:
        """As a check of its own."""
        row = self.at
        return Check(what, self.printed, self.added, self.within, row.sheet, row.cell)


def compare(ledger: Ledger, what: str, sums: Iterable[Sum]) -> None:
    """One check for all sums that agree, and one each, with its cell, for those that do not.

    A sum with a missing figure is no sum and is left out.
    """
    whole = [each for each in sums if not (isnan(each.printed) or isnan(each.added))]
    good = [each for each in whole if each.check(what).holds]
    if good:
        says = f"{what}: {len(good):,} sums" if len(good) > 1 else what
        printed, added = fsum(x.printed for x in good), fsum(x.added for x in good)
        together = Sum(good[0].at, printed, added, fsum(x.within for x in good))
        ledger.checks.append(together.check(says))
    for each in whole:
        says = f"{what}, {each.at.organisation} from {each.at.start}"
        if not each.check(says).holds:
            ledger.checks.append(each.check(says))


def check_difference(ledger: Ledger, whole: str, less: str, left: str) -> None:
    """What is left is the whole less a part, by organisation and day; names of measures."""
    table: dict[tuple[object, ...], dict[str, Row]] = defaultdict(dict)
    for row in ledger.rows:
        if row.measure in {whole, less, left} and row.start == row.end:
            table[_whose(row)][row.measure] = row
    full = [each for each in table.values() if {whole, less, left} <= set(each)]
    sums = (Sum(x[left], x[left].value, x[whole].value - x[less].value) for x in full)
    compare(ledger, f"{left} is {whole} less {less}", sums)


def check_parts(
    ledger: Ledger,
    what: str,
    is_part: Callable[[Row], bool],
    is_whole: Callable[[Row], bool],
    within: float = 0.0,
) -> None:
    """Rows that are parts add to the row that is their whole, by organisation and period.

    Where a part is missing nothing is compared. `within` is for each part and the whole.
    """
    parts: dict[tuple[object, ...], list[float]] = defaultdict(list)
    for row in ledger.rows:
        if is_part(row):
            parts[_whose(row)].append(row.value)
    wholes = ((row, parts.get(_whose(row))) for row in ledger.rows if is_whole(row))
    sums = (Sum(row, row.value, fsum(x), within * (len(x) + 1)) for row, x in wholes if x)
    compare(ledger, what, sums)


def check_levels(ledger: Ledger, level: str, within: Callable[[str], float] | None = None) -> None:
    """The organisations of a level add to England, for every count given for both.

    Missing organisations count as none, as in the printed total. `within` says by how much each
    part of a measure may be rounded.
    """
    kinds = {name: each.kind for name, each in MEASURES.items()}
    parts: dict[tuple[object, ...], list[float]] = defaultdict(list)
    for row in ledger.rows:
        if row.level == level:
            parts[_what(row)].append(row.value)
    nation = [row for row in ledger.rows if row.level == NATION]
    for measure in sorted({row.measure for row in nation}):
        if kinds[measure] in {SHARE, MEAN}:
            continue
        each = within(measure) if within else 0.0
        pairs = ((row, parts.get(_what(row))) for row in nation if row.measure == measure)
        sums = (Sum(row, row.value, _present(x), each * (len(x) + 1)) for row, x in pairs if x)
        compare(ledger, f"England's {measure} is every {level} added", sums)


def check_months(ledger: Ledger, of_days: str, of_month: str, what: str) -> None:
    """The categories of a month add to a count of each of its days; names of measures.

    Compared only where every day of the month is given.
    """
    days: dict[tuple[object, ...], list[float]] = defaultdict(list)
    parts: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in ledger.rows:
        if row.measure == of_days and row.start == row.end:
            days[row.organisation, row.level, row.start.year, row.start.month].append(row.value)
        if row.measure == of_month and row.reason:
            parts[row.organisation, row.level, row.start.year, row.start.month].append(row)
    pairs = ((rows, days.get(key, [])) for key, rows in parts.items())
    sums = (
        Sum(rows[0], fsum(row.value for row in rows), fsum(values))
        for rows, values in pairs
        if len(values) == Period(rows[0].start, rows[0].end).days
    )
    compare(ledger, what, sums)


def _present(values: list[float]) -> float:
    return fsum(value for value in values if not isnan(value))


def _whose(row: Row) -> tuple[object, ...]:
    return (row.organisation, row.level, row.start, row.end, row.setting)


def _what(row: Row) -> tuple[object, ...]:
    return (row.measure, row.reason, row.setting, row.start, row.end)
