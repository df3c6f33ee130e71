"""Stays counted into tables of groups, with small counts hidden."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, isnan, nan

from calibration.sitrep.figure import SUPPRESSED
from calibration.sitrep.layout import DEFINITION
from calibration.sitrep.ledger import Ledger
from calibration.sitrep.los_band import LosBand
from calibration.sitrep.period import Period
from calibration.sitrep.rows import PROVIDER, Row

LEAST = 5
# First days of the bands of length, fine where most stays are; and of the bands of delay.
LOS = (0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 42, 63)
DELAY = (0, 1, 2, 4, 7, 14, 21)
AGES = ((0, "0-17"), (18, "18-64"), (65, "65-74"), (75, "75-84"), (85, "85+"))
BEGINS = ("before", "within")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ELECTIVE = {"11", "12", "13"}
_EMERGENCY = {"21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D"}
_MATERNITY = {"31", "32", "82", "83"}
_DIED = {"4", "5"}
_ENDS = {
    "19": "home",
    "29": "home",
    "54": "care home",
    "65": "care home",
    "85": "care home",
    "49": "other hospital",
    "50": "other hospital",
    "51": "other hospital",
    "52": "other hospital",
    "53": "other hospital",
    "84": "other hospital",
    "87": "other hospital",
    "88": "hospice",
    "79": "died",
}


@dataclass(frozen=True, slots=True)
class Stay:
    """What is read of one stay; it is counted and forgotten."""

    provider: str
    admitted: date
    left: date | None
    ready: date | None
    method: str
    age: int | None
    ended: str
    destination: str

    @property
    def group(self) -> str:
        """How admitted and of what age, as 'emergency 75-84'."""
        if self.age is None:
            return f"{self.way} age unknown"
        at = bisect_right([first for first, _ in AGES], self.age) - 1
        return f"{self.way} {AGES[at][1]}"

    @property
    def way(self) -> str:
        """How admitted, in words."""
        if self.method in _ELECTIVE:
            return "elective"
        if self.method in _EMERGENCY:
            return "emergency"
        if self.method in _MATERNITY:
            return "maternity"
        return "transfer" if self.method == "81" else "other"

    @property
    def is_timed(self) -> bool:
        """Whether it has a ready date between its two other dates."""
        if self.left is None or self.ready is None:
            return False
        return self.admitted <= self.ready <= self.left

    @property
    def end(self) -> str:
        """How it ended, in words."""
        if self.ended in _DIED:
            return "died"
        return _ENDS.get(self.destination, "other")


def at_least_five(count: int) -> str:
    """A count as it may be shown."""
    return f"{count:,}" if count >= LEAST else f"fewer than {LEAST}"


def add_tables(ledger: Ledger, stays: list[Stay], when: Period) -> None:
    """Every table of the stays of an extract; `when` is from its first day to its last."""
    over = [stay for stay in stays if stay.left is not None]
    timed = [stay for stay in over if stay.is_timed]
    still = [stay for stay in stays if stay.left is None]
    last = Period(when.end, when.end)
    _add(ledger, _banded("stays_by_los", LOS, lambda x: _days(x.admitted, x.left)), over, when)
    to_ready = _banded("stays_by_days_to_ready", LOS, lambda x: _days(x.admitted, x.ready))
    _add(ledger, to_ready, timed, when)
    if timed:
        untimed = _banded("stays_without_ready_by_los", LOS, lambda x: _days(x.admitted, x.left))
        _add(ledger, untimed, [x for x in over if not x.is_timed], when)
    _add(ledger, _banded("stays_by_delay", DELAY, lambda x: _days(x.ready, x.left)), timed, when)
    so_far = _banded("stays_open_by_days", LOS, lambda x: _days(x.admitted, when.end))
    _add(ledger, so_far, still, last)
    begun = _Table("stays_by_begin", BEGINS, lambda x: BEGINS[x.admitted >= when.start])
    _add(ledger, begun, over, when)
    ends = sorted({*_ENDS.values(), "died", "other"})
    _add(ledger, _Table("stays_by_end", ends, lambda stay: stay.end), over, when)
    of_week = _Table("stays_by_weekday", WEEKDAYS, lambda stay: WEEKDAYS[stay.admitted.weekday()])
    _add(ledger, of_week, over, when)
    _note(ledger, over, timed, still, when)


def _days(first: date | None, last: date | None) -> int:
    assert first is not None
    assert last is not None
    return (last - first).days


@dataclass(frozen=True)
class _Table:
    """A measure, its categories in order, and which one a stay is in."""

    measure: str
    categories: Sequence[str]
    of: Callable[[Stay], str]


def _banded(measure: str, firsts: Sequence[int], days: Callable[[Stay], int]) -> _Table:
    lasts = [*(following - 1 for following in firsts[1:]), inf]
    codes = [LosBand("", first, last).code[1:] for first, last in zip(firsts, lasts, strict=True)]
    return _Table(measure, codes, lambda stay: codes[bisect_right(firsts, days(stay)) - 1])


def _add(ledger: Ledger, table: _Table, stays: Iterable[Stay], when: Period) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for stay in stays:
        counts[stay.provider, stay.group][table.of(stay)] += 1
    for (provider, group), counted in sorted(counts.items()):
        shown = hidden([counted[category] for category in table.categories])
        for category, (value, low, high) in zip(table.categories, shown, strict=True):
            ledger.rows.append(
                Row(
                    organisation=provider,
                    name="",
                    level=PROVIDER,
                    start=when.start,
                    end=when.end,
                    measure=table.measure,
                    value=value,
                    missing=SUPPRESSED if isnan(value) else "",
                    reason=f"{group}:{category}",
                    low=low,
                    high=high,
                    file=ledger.book.file,
                )
            )


def hidden(counts: Sequence[int]) -> list[tuple[float, float, float]]:
    """Each count as (value, low, high), none from one to four as a number.

    A count of one to four is (NaN, 1, 4). If it is the only one, the least of the others is hidden
    as well, so that a total known from elsewhere tells neither: its interval, of fifteen, holds
    every number that such a total leaves possible.
    """
    shown = [(float(count), nan, nan) for count in counts]
    small = [at for at, count in enumerate(counts) if 0 < count < LEAST]
    for at in small:
        shown[at] = (nan, 1.0, LEAST - 1.0)
    others = [(count, at) for at, count in enumerate(counts) if count >= LEAST]
    if len(small) == 1 and others:
        count, at = min(others)
        step = count - count % LEAST
        shown[at] = (nan, max(1.0, step - LEAST), step + 2.0 * LEAST - 1)
    return shown


def _note(
    ledger: Ledger, over: list[Stay], timed: list[Stay], still: list[Stay], when: Period
) -> None:
    says = f"{at_least_five(len(over))} stays ended, {at_least_five(len(still))} are open"
    ledger.note(DEFINITION, f"{says}; the extract is taken to end on {when.end}, its last date")
    says = (
        f"{at_least_five(len(timed))} ended stays have a ready date between their two other dates"
    )
    ledger.note(DEFINITION, says)
    if still:
        says = "to leave open stays out makes lengths too short; they are censored at the last day"
        ledger.note(DEFINITION, says)
