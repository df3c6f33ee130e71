"""Nurses rostered to a ward, and how many of them are there."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.law import Law
from simulator.scenario.part import Number, Part, Share, Whole
from simulator.scenario.quantities import WeeklyHours


class NursingShift(Part):
    """Nurses on duty in some of the week's hours.

    Hours that run past midnight are one shift, of the date on which it begins.
    """

    hours: WeeklyHours = Field(description="when the shift is on duty")
    nurses: Whole | None = Field(
        None,
        ge=0,
        le=1000,
        description="rostered (default: as many as the unit's beds need at beds_per_nurse, no "
        "fewer than never_fewer_nurses)",
        json_schema_extra={"unit": "people"},
    )
    beds_per_nurse: Number = Field(
        gt=0,
        le=1000,
        description="beds that may be open for each nurse present",
        json_schema_extra={"unit": "beds"},
    )
    support_workers: Whole | None = Field(
        None,
        ge=0,
        le=1000,
        description="rostered beside them, for their cost only (default: as many as the unit's "
        "beds need at beds_per_support_worker, no fewer than never_fewer_support_workers)",
        json_schema_extra={"unit": "people"},
    )
    beds_per_support_worker: Number | None = Field(
        None,
        gt=0,
        le=1000,
        description="beds for each support worker rostered (default: no rule)",
        json_schema_extra={"unit": "beds"},
    )


class Roster(Part):
    """Nurses by shift, some absent by chance, and the beds that those present allow.

    No more beds are open than nurses present times beds_per_nurse, rounded down; shifts that
    overlap add up. Beds opened on top by a change of capacity come with staff of their own.
    Everyone rostered is absent by chance, one independent of the other.
    """

    shifts: dict[str, NursingShift] = Field(
        min_length=1, description="who is on duty when, like day and night"
    )
    absence: Annotated[Number, Field(ge=0, le=0.9, json_schema_extra={"unit": "share, 0 to 1"})] = (
        Field(0.0, description="share of rostered nurses who are absent")
    )
    absence_lasts: Law | None = Field(
        None,
        description="how long a spell of absence lasts, of one place of the roster (when left out, "
        "or less than an hour on average: each shift by itself)",
    )
    cover: Share = Field(
        0.0, description="share of absences filled by bank or agency staff, shift by shift"
    )
    least_on_shift: Whole = Field(
        1,
        ge=0,
        le=1000,
        description="with fewer nurses present the unit takes nobody, and whoever is inside stays",
        json_schema_extra={"unit": "people"},
    )
    never_fewer_nurses: Whole = Field(
        0,
        ge=0,
        le=1000,
        description="rostered on every shift, however few the beds",
        json_schema_extra={"unit": "people"},
    )
    never_fewer_support_workers: Whole = Field(
        0,
        ge=0,
        le=1000,
        description="rostered on every shift, however few the beds",
        json_schema_extra={"unit": "people"},
    )

    def nurses(self, shift: str, beds: int) -> int:
        """Nurses rostered to a shift of a unit with so many beds."""
        said = self.shifts[shift]
        if said.nurses is not None:
            return said.nurses
        return max(_needed(beds, said.beds_per_nurse), self.never_fewer_nurses)

    def support_workers(self, shift: str, beds: int) -> int:
        """Support workers rostered to a shift of a unit with so many beds."""
        said = self.shifts[shift]
        if said.support_workers is not None:
            return said.support_workers
        return max(_needed(beds, said.beds_per_support_worker), self.never_fewer_support_workers)

    @model_validator(mode="after")
    def _enough_rostered(self) -> Roster:
        for name, shift in self.shifts.items():
            for who in ("nurses", "support_workers"):
                said, least = getattr(shift, who), getattr(self, f"never_fewer_{who}")
                if said is not None and said < least:
                    raise PydanticCustomError(
                        "roster",
                        "the shift '{name}' has {said} {who}, and never_fewer_{field} is {least}",
                        {
                            "name": name,
                            "said": said,
                            "who": who.replace("_", " "),
                            "field": who,
                            "least": least,
                        },
                    )
        return self

    @model_validator(mode="after")
    def _can_be_absent(self) -> Roster:
        says = "{name} says something of absence, and nobody is absent; give absence, a share"
        for name in ("absence_lasts", "cover"):
            if name in self.model_fields_set and getattr(self, name) and self.absence == 0:
                raise PydanticCustomError("roster", says, {"name": name})
        return self


def _needed(beds: int, each: float | None) -> int:
    """People for so many beds, rounded up; the number of beds for each is taken as written."""
    return 0 if each is None else math.ceil(beds / Fraction(repr(each)))
