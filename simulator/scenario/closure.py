"""Closures of a unit by chance: outbreaks, failures, anything that comes unasked and passes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.law import Law
from simulator.scenario.part import Number, Part, Whole

Some = Annotated[Whole, Field(ge=1, le=1_000_000)]


class Closure(Part):
    """A cause that closes a unit, or part of it, to new patients by chance.

    Closures begin by chance (a Poisson process), in each unit by itself and whether or not another
    is under way, and are over after a random time. Whoever is inside stays, and counts against
    the beds left open; for a bay with patients of its own, make it a unit. A unit closed as a whole
    opens nothing, whatever else is opened on top. Several that take part of it add up.
    """

    per_year: Number = Field(
        ge=0,
        le=1000,
        description="how many begin in a year on average",
        json_schema_extra={"unit": "a year"},
    )
    lasts: Law = Field(description="from the start of a closure to its end")
    out_of_use: Some | None = Field(
        None, description="beds or places that it takes (when left out: all, the unit is closed)"
    )
    bays: Some | None = Field(
        None, description="or how many bays it takes, of the unit's bay_beds each"
    )
    by_month: tuple[Annotated[Number, Field(ge=0)], ...] | None = Field(
        None,
        min_length=12,
        max_length=12,
        description="weight of each month, January first; only proportions count",
    )

    @model_validator(mode="after")
    def _one_extent(self) -> Closure:
        if self.out_of_use is not None and self.bays is not None:
            says = "give out_of_use or bays, not both; neither closes the whole unit"
            raise PydanticCustomError("closure", says)
        if self.by_month is not None and sum(self.by_month) <= 0:
            says = "at least one weight of by_month must be above 0"
            raise PydanticCustomError("closure", says)
        return self

    def beds(self, bay_beds: int | None) -> int:
        """Beds or places that one closure takes; 0: the whole unit."""
        return self.out_of_use or (self.bays or 0) * (bay_beds or 0)
