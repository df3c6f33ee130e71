"""Dates with a time of day, as scenarios and their data files write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import FromText

_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")
_DATE_LENGTH = len("2025-04-01")


def read_time(text: str) -> dt.datetime | None:
    """The date, or date and time, that a text is; None where it is none. A date is its 00:00."""
    text = text.strip()
    if _FORM.fullmatch(text) is None:
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def has_time(text: str) -> bool:
    """Whether a text that can be read says a time of day too."""
    return len(text.strip()) > _DATE_LENGTH


@dataclass(frozen=True, slots=True)
class Instant(FromText):
    """A date, or a date and a time of day; ``time`` is 00:00 where only the date is given."""

    text: str
    time: dt.datetime

    @classmethod
    def parse(cls, text: str) -> Instant:
        """Read ``'2025-04-01'`` or ``'2025-04-01 06:00'``."""
        time = read_time(text)
        if time is None:
            raise PydanticCustomError(
                "instant",
                "'{given}' is not a date, or date and time; write it like '2025-04-01' or "
                "'2025-04-01 06:00'",
                {"given": text},
            )
        return cls(text.strip(), time)

    def __str__(self) -> str:
        return self.text


Instant.example = "2025-04-01 06:00"
Instant.pattern = (
    r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?\s*$"
)
Instant.meaning = "a date, or a date and time of day"
Instant.more = "a date on its own is its 00:00; times are local, and every day has 24 hours"
