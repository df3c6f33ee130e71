"""Words of a scenario that stand for quantities: durations, weekly hours, moments of the week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440

_UNITS: dict[str, tuple[float, bool]] = {
    "minute": (1 / 1440, False),
    "hour": (1 / 24, False),
    "day": (1.0, False),
    "week": (7.0, False),
    "working day": (1.0, True),
    "working hour": (1 / 24, True),
}
_DURATION = re.compile(
    r"^\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s+(working\s+days?|working\s+hours?|[a-z]+)\s*$"
)
_CLOCK = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)$")
LONGEST_DAYS = 100_000
UNITS_ALLOWED = "minutes, hours, days, weeks, working hours or working days"


class FromText:
    """A value written as one piece of text, parsed by ``parse`` and printed by ``str``."""

    example = ""
    meaning = ""
    more = ""
    pattern = ""

    @classmethod
    def parse(cls, text: str) -> Any:
        """The value that a text stands for; raises PydanticCustomError when it stands for none."""
        raise NotImplementedError

    @classmethod
    def reads(cls, text: str) -> bool:
        """Whether a text can be parsed."""
        try:
            cls.parse(text)
        except PydanticCustomError:
            return False
        return True

    @classmethod
    def _validate(cls, given: Any) -> Any:
        if isinstance(given, cls):
            return given
        if not isinstance(given, str):
            raise PydanticCustomError(
                "text_expected",
                "{given} is not {meaning}; write it like '{example}'",
                {"given": repr(given), "meaning": cls.meaning, "example": cls.example},
            )
        return cls.parse(given)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        meaning = f"{cls.meaning}; {cls.more}" if cls.more else cls.meaning
        about = {"type": "string", "description": meaning, "examples": [cls.example]}
        return {**about, "pattern": cls.pattern} if cls.pattern else about


@dataclass(frozen=True, slots=True)
class Duration(FromText):
    """A length of time with its unit; working days and hours run only while their service is open.

    ``days`` is the length in days (24 hours); for a working day, the number of working days.
    """

    amount: float
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``'48 hours'`` or ``'2 working days'``."""
        match = _DURATION.match(text.lower())
        unit = re.sub(r"\s+", " ", match[2]).removesuffix("s") if match else ""
        if match is None or unit not in _UNITS:
            raise PydanticCustomError(
                "duration",
                "'{given}' is not a duration; write a number and its unit ({allowed}), "
                "like '48 hours'",
                {"given": text, "allowed": UNITS_ALLOWED},
            )
        duration = cls(float(match[1]), unit)
        if not 0 <= duration.days <= LONGEST_DAYS:
            raise PydanticCustomError(
                "duration",
                "'{given}' is not a length of time from 0 to {longest} days",
                {"given": text, "longest": LONGEST_DAYS},
            )
        return duration

    @property
    def days(self) -> float:
        """Length in days of 24 hours, or in working days."""
        return self.amount * _UNITS[self.unit][0]

    @property
    def is_working(self) -> bool:
        """Whether it runs in working time only."""
        return _UNITS[self.unit][1]

    @property
    def microseconds(self) -> int:
        """Length in whole microseconds (of 24-hour days, or of working time)."""
        return round(self.days * 86_400_000_000)

    def __str__(self) -> str:
        plural = "" if self.amount == 1 else "s"
        amount = int(self.amount) if float(self.amount).is_integer() else self.amount
        return f"{amount} {self.unit}{plural}"


Duration.example = "48 hours"
Duration.pattern = r"^\s*\d+(\.\d+)?([eE][-+]?\d+)?\s+([wW]orking\s+)?[A-Za-z]+\s*$"
Duration.meaning = f"a duration: a number and its unit ({UNITS_ALLOWED})"


def _parse_days(text: str) -> tuple[int, ...]:
    days: list[int] = []
    for part in text.split("+"):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            raise ValueError(part)
        a = WEEKDAYS.index(first)
        b = WEEKDAYS.index(last) if last else a
        days.extend(range(a, b + 1) if a <= b else [*range(a, 7), *range(b + 1)])
    return tuple(days)


def _parse_clock(text: str) -> int:
    match = _CLOCK.match(text)
    if match is None:
        raise ValueError(text)
    minutes = int(match[1]) * 60 + int(match[2])
    if minutes > DAY_MINUTES:
        raise ValueError(text)
    return minutes


@dataclass(frozen=True, slots=True)
class WeeklyHours(FromText):
    """Opening hours: for each weekday (Monday first) its windows in minutes since midnight.

    A window that ends at or before its start runs past midnight into the next day.
    """

    text: str
    windows: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def parse(cls, text: str) -> WeeklyHours:
        """Read ``'mon-fri 09:00-17:00, sat 09:00-12:00'``, ``'always'`` or ``'never'``."""
        # A dash pasted from a document means what a hyphen means.
        plain = text.strip().lower().replace("–", "-")
        if plain == "always":
            return cls(plain, tuple(((0, DAY_MINUTES),) for _ in range(7)))
        if plain == "never":
            return cls(plain, tuple(() for _ in range(7)))
        windows: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        empty = ""
        try:
            for part in re.split(r"[,;]", plain):
                days, *spans = part.split()
                if not spans:
                    raise ValueError(part)
                for span in spans:
                    opens, closes = (_parse_clock(word) for word in span.split("-"))
                    if opens == DAY_MINUTES:
                        raise ValueError(span)
                    empty = empty or (span if opens == closes else "")
                    for day in _parse_days(days):
                        _add_window(windows, day, opens, closes)
        except ValueError:
            raise PydanticCustomError(
                "hours",
                "'{given}' are not weekly hours; write days and times like "
                "'mon-fri 09:00-17:00, sat 09:00-12:00', or 'always' or 'never'",
                {"given": text},
            ) from None
        if empty:
            raise PydanticCustomError(
                "hours",
                "'{given}' begins and ends at the same time; for the whole day write 00:00-24:00, "
                "for all days 'always'",
                {"given": empty},
            )
        return cls(plain, tuple(_merge(day) for day in windows))

    @classmethod
    def together(cls, several: Sequence[WeeklyHours]) -> WeeklyHours:
        """Open whenever one of several is."""
        days = (_merge([w for hours in several for w in hours.windows[day]]) for day in range(7))
        return cls(", ".join(hours.text for hours in several), tuple(days))

    @property
    def is_always(self) -> bool:
        """Whether it never closes."""
        return all(day == ((0, DAY_MINUTES),) for day in self.windows)

    @property
    def open_minutes(self) -> tuple[int, ...]:
        """Minutes open on each weekday, Monday first."""
        return tuple(sum(b - a for a, b in day) for day in self.windows)

    def __str__(self) -> str:
        return self.text


WeeklyHours.example = "mon-fri 09:00-17:00, sat 09:00-12:00"
WeeklyHours.meaning = "weekly opening hours, or 'always' or 'never'"
WeeklyHours.more = (
    "hours that end before they begin run past midnight: fri 17:00-09:00 is from Friday 17:00 to "
    "Saturday 09:00, and 00:00-24:00 is the whole day"
)


def _add_window(windows: list[list[tuple[int, int]]], day: int, opens: int, closes: int) -> None:
    if closes > opens:
        windows[day].append((opens, closes))
        return
    windows[day].append((opens, DAY_MINUTES))
    if closes > 0:
        windows[(day + 1) % 7].append((0, closes))


def _merge(day: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for opens, closes in sorted(day):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class Moments(FromText):
    """Moments of the week: for each weekday (Monday first) minutes since midnight."""

    text: str
    minutes: tuple[tuple[int, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Moments:
        """Read ``'mon-fri 09:00 14:00, sat 10:00'``."""
        minutes: list[set[int]] = [set() for _ in range(7)]
        try:
            for part in re.split(r"[,;]", text.strip().lower().replace("–", "-")):
                days, *times = part.split()
                if not times:
                    raise ValueError(part)
                for day in _parse_days(days):
                    minutes[day].update(_parse_clock(word) for word in times)
            if any(DAY_MINUTES in day for day in minutes):
                raise ValueError("24:00 is the next day's 00:00")
        except ValueError:
            raise PydanticCustomError(
                "moments",
                "'{given}' are not moments of the week; write days and times like "
                "'mon-fri 09:00 14:00, sat 10:00'",
                {"given": text},
            ) from None
        return cls(text.strip().lower(), tuple(tuple(sorted(day)) for day in minutes))

    def __str__(self) -> str:
        return self.text


Moments.example = "mon-fri 09:00 14:00, sat 10:00"
Moments.meaning = "moments of the week: days and times"
