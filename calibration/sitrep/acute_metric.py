"""The metrics of the acute sitrep's long text: what each counts, and over what time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from calibration.sitrep.delay_reasons import delay_reason
from calibration.sitrep.destinations import ACUTE_2022, destination
from calibration.sitrep.nctr import (
    ADDITIONAL,
    DELAYED,
    DESTINATIONS,
    REMAINING,
    categorised,
    daily,
    defined,
)
from calibration.sitrep.period import Period, month
from calibration.sitrep.wording import plain

DAY, WEEK, MONTH = "day", "week", "month"
_ONLY_SINCE = {
    "total number of delayed bed days in the month": "delayed_bed_days",
    "total cost of delayed bed days in the month": "delayed_bed_days_cost",
}
_MEAN_REMAINING = (
    "daily average number of patients remaining in hospital who no longer meet the criteria to "
    "reside"
)
_ADDITIONAL = re.compile(
    r"number of additional bed days patients with (?:a )?length of stay of (7|14|21) "
)


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric counts: `stem` without definition, `over` a day, week or month.

    `schemes` are the definitions its words belong to; `is_fixed` if the stem is the measure.
    """

    stem: str
    over: str
    reason: str = ""
    schemes: tuple[str, ...] = ()
    is_known: bool = True
    is_fixed: bool = False

    def when(self, day: date) -> Period:
        """The period of a row dated so."""
        return month(day.year, day.month) if self.over == MONTH else Period(day, day)

    def measure(self, when: Period) -> str | None:
        """The measure under its definition; None if its words are of another collection."""
        if self.is_fixed:
            return self.stem
        return (
            categorised(self.stem, self.schemes, when) if self.schemes else defined(self.stem, when)
        )

    def belongs(self, day: date, whole: Period) -> bool:
        """Whether a row dated so can be of a file of a month; a week may begin before it."""
        before = timedelta(days=7 if self.over == WEEK else 0)
        return whole.start - before <= day <= whole.end


@lru_cache(maxsize=1024)
def metric(label: str, group: str) -> Metric | None:
    """What a metric counts, from its words and its group; None if it is not known."""
    stem, words = daily(label), plain(label)
    additional = _ADDITIONAL.match(words)
    if stem is not None:
        return Metric(stem, DAY)
    if additional is not None:
        return Metric(ADDITIONAL, WEEK, f"{additional[1]}+")
    if words in _ONLY_SINCE:
        return Metric(_ONLY_SINCE[words], MONTH, is_fixed=True)
    if words == _MEAN_REMAINING:
        return Metric(REMAINING, MONTH)
    return _destination(label) or _reason(label, group)


def _destination(label: str) -> Metric | None:
    found = destination(label)
    if found is None:
        return None
    return Metric(DESTINATIONS, MONTH, found.code, found.schemes, found.is_known)


def _reason(label: str, group: str) -> Metric | None:
    found = delay_reason(label)
    if found is None:
        return None
    printed = re.search(r"\b(7|14|21)\b", plain(group))
    los = printed[1] if printed else ("14" if ACUTE_2022 in found.schemes else "7")
    return Metric(f"{DELAYED}{los}", MONTH, found.code, found.schemes, found.is_known)
