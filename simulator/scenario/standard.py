"""Standards: a share of patients to be answered within a time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import BankHolidays, Part, Share
from simulator.scenario.quantities import Duration, WeeklyHours


class ResponseClock(Part):
    """What a standard counts from, to what, and how."""

    starts: Literal["asked", "arrived", "ready"] = Field(
        "asked",
        description="asked: the care setting or handoff is asked for; arrived: the patient's "
        "journey began; ready: he was declared ready (with ends: left in this care setting, else "
        "in the one before)",
    )
    ends: Literal["started", "reserved", "ended", "left"] = Field(
        "started",
        description="started: in the place, or the work begun; reserved: a place is his; left: he "
        "left the place (reserved and left: care settings only); ended: the work is done "
        "(handoffs only)",
    )
    counts: Literal["time", "dates"] = Field(
        "time",
        description="time: hours and minutes; dates: dates only, so that within 0 days is on the "
        "same date and within 2 working days by the end of the second working day after it",
    )


class Standard(Part):
    """A response-time promise: a share answered within a time on a stated clock."""

    title: str | None = Field(None, description="name for reports")
    care_setting: str | None = Field(None, description="the care setting it is about")
    handoff: str | None = Field(None, description="or the handoff it is about")
    clock: ResponseClock = Field(
        default_factory=ResponseClock, description="from what to what; from asked to started"
    )
    within: Duration = Field(
        description="longest time that meets it; in working hours or days with `hours`"
    )
    hours: WeeklyHours | None = Field(
        None, description="weekly hours in which working hours and days of `within` run"
    )
    bank_holidays: BankHolidays = Field(
        "as_sunday", description="whether a bank holiday has a Sunday's `hours`"
    )
    target: Share = Field(description="share to be met")

    @model_validator(mode="after")
    def _on_one(self) -> Standard:
        if (self.care_setting is None) == (self.handoff is None):
            raise PydanticCustomError(
                "standard", "a standard is about one care_setting or one handoff"
            )
        return self
