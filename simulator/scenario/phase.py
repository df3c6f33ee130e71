"""One phase of a law that goes through phases."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Number, Part, Share
from simulator.scenario.quantities import Duration


class Phase(Part):
    """One phase of a coxian law: an exponential time, after which it goes on or is over."""

    mean: Duration | None = Field(None, description="mean time in this phase")
    rate_per_day: Number | None = Field(
        None,
        gt=0,
        description="or the rate at which this phase ends: one over its mean",
        json_schema_extra={"unit": "a day"},
    )
    goes_on: Share = Field(
        0.0, description="chance of going on to the next phase when this one ends"
    )

    @model_validator(mode="after")
    def _one_length(self) -> Phase:
        if (self.mean is None) == (self.rate_per_day is None):
            raise PydanticCustomError("phase", "a phase is given by its mean or its rate_per_day")
        if self.mean is not None and self.mean.days == 0:
            raise PydanticCustomError("phase", "the mean of a phase must be more than 0")
        return self

    @property
    def days(self) -> float:
        """Mean time in days, or working days."""
        return self.mean.days if self.mean is not None else 1 / (self.rate_per_day or 1.0)
