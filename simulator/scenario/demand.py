"""Demand: who arrives when, as a scenario says it, in one of six ways."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.demand_file import (
    MOST_A_DAY,
    MOST_AT_ONE_TIME,
    ArrivalTimes,
    DemandTable,
    not_whole_hour,
)
from simulator.scenario.demand_file import Step as CurveStep
from simulator.scenario.instant import Instant
from simulator.scenario.part import Flag, Number, Part, Whole
from simulator.scenario.quantities import Moments

Weights = tuple[Annotated[Number, Field(ge=0)], ...]
HourlyRates = Annotated[
    tuple[Annotated[Number, Field(ge=0, le=MOST_A_DAY)], ...], Field(min_length=24, max_length=24)
]

_WEIGHTS = ("by_hour", "by_weekday", "by_month", "growth_per_year")
_CHANCE = ("includes_readmissions", "varies_by_day")
# The ways of saying demand, and what may be said beside each.
ALONGSIDE: dict[str, tuple[str, ...]] = {
    "per_day": (*_WEIGHTS, *_CHANCE),
    "by_weekday_and_hour": ("by_month", "growth_per_year", *_CHANCE),
    "curve": ("by_hour", "by_weekday", *_CHANCE),
    "table": ("by_hour", "by_weekday", *_CHANCE),
    "times": (),
    "booked": ("bank_holidays",),
}
_SAYS = {
    "per_day": "is never changed by bank holidays",
    "by_weekday_and_hour": "says what each hour of each weekday brings",
    "curve": "says itself how demand changes from date to date",
    "table": "says itself how demand changes from date to date",
    "times": "says every arrival exactly",
    "booked": "says every arrival exactly",
}
WAYS = tuple(ALONGSIDE)


class DemandStep(Part):
    """One step of a demand curve: from when on, and how many."""

    starts: Instant = Field(
        description="from when on this holds, until the next step or the end; on the hour"
    )
    per_day: Number = Field(
        ge=0,
        le=MOST_A_DAY,
        description="mean arrivals a day from then on",
        json_schema_extra={"unit": "a day"},
    )


class Booking(Part):
    """Patients booked to arrive at moments of every week."""

    at: Moments = Field(description="when they arrive: days and times of the week")
    count: Whole = Field(
        ge=0,
        le=1000,
        description="how many arrive at each of these moments",
        json_schema_extra={"unit": "patients"},
    )


class Arrivals(Part):
    """Demand, said in one way: per_day, by_weekday_and_hour, curve, table, times, or booked.

    By the first four, arrivals come by chance (a Poisson process) around a mean that changes
    through time; by times and booked they come exactly then. Weights are relative: only their
    proportions count.
    """

    per_day: Number | None = Field(
        None,
        ge=0,
        le=MOST_A_DAY,
        description="mean arrivals a day over a year",
        json_schema_extra={"unit": "a day"},
    )
    by_weekday_and_hour: tuple[HourlyRates, ...] | None = Field(
        None,
        min_length=7,
        max_length=7,
        description="instead of per_day: mean arrivals in each hour (24, from 0) of each weekday "
        "(7 rows, Monday first), over a year",
        json_schema_extra={"unit": "an hour"},
    )
    curve: tuple[DemandStep, ...] | None = Field(
        None,
        min_length=1,
        description="instead of per_day: steps in order of time, each holding until the next; the "
        "first begins no later than the run. Multiplied by by_hour and by_weekday where those are "
        "given, by nothing else",
    )
    table: DemandTable | None = Field(
        None,
        description="instead of per_day: a curve in a CSV file with columns starts and per_day, in "
        "or below the folder of this file",
    )
    times: ArrivalTimes | None = Field(
        None,
        description="instead of per_day: the time of each arrival, exactly, in a CSV file with the "
        "column arrives, in or below the folder of this file; those outside the run are left out",
    )
    booked: tuple[Booking, ...] | None = Field(
        None,
        min_length=1,
        description="instead of per_day: patients who arrive at moments of every week, exactly",
    )
    bank_holidays: Literal["as_usual", "as_sunday", "none_booked"] | None = Field(
        None,
        description="of booked: what arrives on a bank holiday (when left out: as_usual)",
    )
    by_hour: Weights | None = Field(
        None, min_length=24, max_length=24, description="weight of each hour, 0 to 23"
    )
    by_weekday: Weights | None = Field(
        None,
        min_length=7,
        max_length=7,
        description="weight of each weekday, Monday first",
    )
    by_month: Weights | None = Field(
        None,
        min_length=12,
        max_length=12,
        description="weight of each month, January first",
    )
    growth_per_year: Number = Field(
        0.0,
        gt=-1,
        le=1,
        description="growth a year, compound, from the start date",
        json_schema_extra={"unit": "share a year"},
    )
    varies_by_day: Number = Field(
        0.0,
        ge=0,
        le=2,
        description="how much the mean itself varies by chance from date to date, beyond the "
        "chance of a Poisson process: its standard deviation as a share of it. A day with mean m "
        "has counts of variance m + (varies_by_day x m) squared",
        json_schema_extra={"unit": "share of the mean"},
    )
    includes_readmissions: Flag = Field(
        False,
        description="whether demand counts this group's readmissions as well as first arrivals",
    )

    @model_validator(mode="after")
    def _in_one_way(self) -> Arrivals:
        ways = [way for way in WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            given = " and ".join(ways) or "none of them"
            raise PydanticCustomError(
                "arrivals",
                "arrivals are said in one way, by {ways} or {last}; this gives {given}",
                {"ways": ", ".join(WAYS[:-1]), "last": WAYS[-1], "given": given},
            )
        self._check_alongside(ways[0])
        self._check_steps()
        booked = sum(booking.count for booking in self.booked or ())
        if booked > MOST_AT_ONE_TIME:
            raise PydanticCustomError(
                "arrivals",
                "{booked} patients are booked together; at most {most}",
                {"booked": f"{booked:,}", "most": f"{MOST_AT_ONE_TIME:,}"},
            )
        return self

    @property
    def way(self) -> str:
        """Which of the ways of saying demand is used."""
        return next(way for way in WAYS if getattr(self, way) is not None)

    @property
    def steps(self) -> tuple[CurveStep, ...]:
        """Steps of the curve or table: from when on, and arrivals a day; empty without one."""
        if self.table is not None:
            return self.table.rows
        return tuple((step.starts.time, step.per_day) for step in self.curve or ())

    @property
    def is_any(self) -> bool:
        """Whether anybody is said to arrive, at any time."""
        if self.times is not None:
            return len(self.times.rows) > 0
        if self.booked is not None:
            return any(booking.count > 0 for booking in self.booked)
        if self.by_weekday_and_hour is not None:
            return any(rate > 0 for day in self.by_weekday_and_hour for rate in day)
        steps = any(per_day > 0 for _, per_day in self.steps)
        return steps or (self.per_day is not None and self.per_day > 0)

    def _check_alongside(self, way: str) -> None:
        others = {name for names in ALONGSIDE.values() for name in names} - set(ALONGSIDE[way])
        fields = type(self).model_fields
        given = [name for name in fields if name in others and _is_said(self, name)]
        if given:
            raise PydanticCustomError(
                "arrivals",
                "{given} cannot be given with {way}, which {says}; leave {them} out",
                {
                    "given": " and ".join(given),
                    "way": way,
                    "says": _SAYS[way],
                    "them": "it" if len(given) == 1 else "them",
                },
            )

    def _check_steps(self) -> None:
        for step in self.curve or ():
            if wrong := not_whole_hour(step.starts.time):
                raise PydanticCustomError("arrivals", "{wrong}", {"wrong": wrong})
        starts = [time for time, _ in self.steps]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            says = "steps of the curve are not in order of time, each time once"
            raise PydanticCustomError("arrivals", says)
        within_day = next((time for time in starts if time.hour), None)
        if self.by_hour is not None and within_day is not None:
            raise PydanticCustomError(
                "arrivals",
                "by_hour cannot be given with a curve that itself changes within a day ({time}); "
                "begin each step at 00:00, or leave by_hour out",
                {"time": str(within_day)},
            )
        week = dt.timedelta(days=7)
        short = next((a for a, b in pairwise(starts) if b - a < week), None)
        if self.by_weekday is not None and short is not None:
            raise PydanticCustomError(
                "arrivals",
                "by_weekday cannot be given with a curve that itself says what single days bring "
                "(the step of {date} is shorter than a week); leave by_weekday out",
                {"date": f"{short:%Y-%m-%d}"},
            )


def _is_said(arrivals: Arrivals, name: str) -> bool:
    value: Any = getattr(arrivals, name)
    return value is not None and value != type(arrivals).model_fields[name].default
