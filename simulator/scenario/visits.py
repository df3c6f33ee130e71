"""Teams that visit patients at home: the visits they can make, and those that each patient owes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Number, Part, Share, Whole
from simulator.scenario.quantities import Duration

HOUR_MINUTES = 60
EVERY_DAY = (1.0,) * 7

WeekdayWeights = Annotated[
    tuple[Annotated[Number, Field(ge=0, le=1000)], ...], Field(min_length=7, max_length=7)
]


class VisitPhase(Part):
    """Some days of a stay on which a patient is owed the same number of visits."""

    per_day: Whole = Field(
        ge=0, le=1000, description="whole visits a day", json_schema_extra={"unit": "visits a day"}
    )
    lasts: Duration | None = Field(
        None, description="for how long; not of the last, which goes on until he leaves"
    )


def _lasting(phases: tuple[VisitPhase, ...]) -> tuple[VisitPhase, ...]:
    """Refuse a phase without an end before the last, and a last one with an end."""
    if phases[-1].lasts is not None:
        says = "the last of the visits goes on until the patient leaves; leave out its lasts"
        raise PydanticCustomError("visits", says)
    for number, phase in enumerate(phases[:-1], start=1):
        if phase.lasts is None:
            raise PydanticCustomError(
                "visits",
                "visits number {number} need lasts, like lasts: 3 days; only the last go on until "
                "the patient leaves",
                {"number": number},
            )
        if phase.lasts.is_working or phase.lasts.days <= 0:
            raise PydanticCustomError(
                "visits",
                "visits number {number} last {given}; give a time above 0 in hours, days or weeks",
                {"number": number, "given": str(phase.lasts)},
            )
    return phases


def _falling(phases: tuple[VisitPhase, ...]) -> tuple[VisitPhase, ...]:
    """Refuse visits that rise, and none from the start."""
    if phases[0].per_day < 1:
        raise PydanticCustomError("visits", "a patient begins with at least one visit a day")
    for before, after in pairwise(phases):
        if after.per_day > before.per_day:
            raise PydanticCustomError(
                "visits",
                "visits rise from {before} to {after} a day; they may only fall during a stay (for "
                "more later, write a second stay)",
                {"before": before.per_day, "after": after.per_day},
            )
    return phases


Visits = Annotated[
    tuple[VisitPhase, ...],
    Field(min_length=1),
    AfterValidator(_lasting),
    AfterValidator(_falling),
]


def falls(phases: Sequence[VisitPhase]) -> Iterator[tuple[int, int]]:
    """When visits fall, in microseconds since the start, and the visits a day from then on."""
    after = 0
    for phase, following in pairwise(phases):
        after += phase.lasts.microseconds if phase.lasts is not None else 0
        if following.per_day < phase.per_day:
            yield after, following.per_day


class Team(Part):
    """The people of a visiting team, from whom the visits that it can make a day follow.

    Whole-time equivalents times contracted hours, less headroom, make people on duty, spread over
    the days of the week (``by_weekday`` of the unit). Their hours times the share in direct care
    make visits. Only visits are rounded, down to whole ones.
    """

    staff_wte: Number = Field(
        ge=0,
        le=1_000_000,
        description="staff in post, whole-time equivalents",
        json_schema_extra={"unit": "whole-time equivalents"},
    )
    hours_per_week: Number = Field(
        37.5,
        gt=0,
        le=168,
        description="contracted hours of a whole-time equivalent",
        json_schema_extra={"unit": "hours a week"},
    )
    shift_hours: Number = Field(
        7.5,
        gt=0,
        le=24,
        description="length of a shift; says how many are on duty, not how much they do",
        json_schema_extra={"unit": "hours"},
    )
    headroom: Annotated[Number, Field(ge=0, lt=1, json_schema_extra={"unit": "share, 0 to 1"})] = (
        Field(description="share of contracted time on leave, in training and absent")
    )
    direct_care_share: Share = Field(description="share of the time on duty spent with patients")
    visit_minutes: Number = Field(
        gt=0,
        le=1440,
        description="length of a visit, travel not included",
        json_schema_extra={"unit": "minutes"},
    )
    double_visits: Share = Field(0.0, description="share of visits that two people make together")
    travel_minutes_per_visit: Number = Field(
        0.0,
        ge=0,
        le=1440,
        description="travel to a visit; it must fit beside direct care, and takes no visits away",
        json_schema_extra={"unit": "minutes"},
    )

    @model_validator(mode="after")
    def _fits_the_day(self) -> Team:
        direct, travel = self.direct_care_share, self.travel_share
        if _exact(direct) + travel > 1:
            raise PydanticCustomError(
                "team",
                "{direct} of the day with patients and {travel} on the way ({share} x {minutes} "
                "minutes of travel / {visit} minutes of visit) add up to {sum}, more than the day; "
                "look at direct_care_share and travel_minutes_per_visit",
                {
                    "direct": f"{100 * direct:.4g} %",
                    "travel": f"{100 * float(travel):.4g} %",
                    "share": f"{direct:g}",
                    "minutes": f"{self.travel_minutes_per_visit:g}",
                    "visit": f"{self.visit_minutes:g}",
                    "sum": f"{100 * (direct + float(travel)):.4g} %",
                },
            )
        return self

    @property
    def travel_share(self) -> Fraction:
        """Share of the time on duty spent on the way: each in a double visit travels."""
        per_visit = _exact(self.travel_minutes_per_visit) / _exact(self.visit_minutes)
        return _exact(self.direct_care_share) * per_visit

    def on_duty(self, by_weekday: Sequence[float]) -> tuple[Fraction, ...]:
        """People on duty on each weekday, Monday first, not whole."""
        weights = [_exact(weight) for weight in by_weekday]
        total = sum(weights)
        a_week = (
            _exact(self.staff_wte)
            * _exact(self.hours_per_week)
            / _exact(self.shift_hours)
            * (1 - _exact(self.headroom))
        )
        return tuple(a_week * each / total if total else Fraction(0) for each in weights)

    @property
    def visits_each(self) -> Fraction:
        """Visits that one person on duty can make in a shift, a double one counted half."""
        minutes = _exact(self.shift_hours) * HOUR_MINUTES * _exact(self.direct_care_share)
        return minutes / (_exact(self.visit_minutes) * (1 + _exact(self.double_visits)))

    def visits(self, by_weekday: Sequence[float]) -> tuple[int, ...]:
        """Visits that can be made on each weekday, Monday first, rounded down."""
        return tuple(int(people * self.visits_each) for people in self.on_duty(by_weekday))


def _exact(number: float) -> Fraction:
    """The number as written: 0.2 is a fifth, so that rounding down takes no visit by mistake."""
    return Fraction(repr(number))


def visits_by_weekday(
    per_day: int | None, team: Team | None, by_weekday: Sequence[float] | None
) -> tuple[int, ...]:
    """Visits that a unit can make on each weekday, Monday first, from what is given of it."""
    weights = EVERY_DAY if by_weekday is None else by_weekday
    if team is not None:
        return team.visits(weights)
    return tuple(int((per_day or 0) * _exact(weight)) for weight in weights)
