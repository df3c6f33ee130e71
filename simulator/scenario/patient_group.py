"""Patient groups: who arrives, where they go, how ill they are."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.demand import Arrivals
from simulator.scenario.law import Law
from simulator.scenario.part import Number, Part, Share, Whole


class Mortality(Part):
    """Deaths in a care setting."""

    chance: Share = Field(description="chance that a stay ends in death instead of readiness")
    while_delayed_per_day: Number = Field(
        0.0,
        ge=0,
        lt=1,
        description="chance of death on each day of waiting after ready",
        json_schema_extra={"unit": "a day"},
    )


class Relapse(Part):
    """Need that comes back while a patient who is ready waits, at most once in a stay."""

    per_day: Number = Field(
        ge=0,
        lt=1,
        description="chance that need comes back on each day of waiting after ready",
        json_schema_extra={"unit": "a day"},
    )
    lasts: Law = Field(description="how long need then lasts")


class Readmission(Part):
    """Coming back after leaving alive."""

    chance: Share = Field(description="chance that a journey that ended by leaving is followed")
    gap: Law = Field(description="from leaving to coming back")
    at_most: Whole = Field(1, ge=1, le=10, description="how many times in a row")
    returns_as: str | None = Field(
        None, description="patient group he comes back as (default: the same)"
    )


class PatientGroup(Part):
    """Who arrives: demand, where they live, pathways, stays, mortality, readmission."""

    title: str | None = Field(None, description="name for reports")
    arrivals: Arrivals = Field(description="demand, by its mean and shape, a curve, or exact times")
    localities: dict[str, Share] | None = Field(
        None,
        description="share living in each locality (default: the shares of the place)",
    )
    pathways: dict[str, Share] = Field(
        min_length=1, description="share taking each pathway; they add up to 1"
    )
    length_of_stay: dict[str, Law] = Field(
        default_factory=dict,
        description="medical need by care setting, for this group (before the setting's own)",
    )
    mortality: dict[str, Mortality] = Field(
        default_factory=dict, description="deaths by care setting"
    )
    relapse: dict[str, Relapse] = Field(
        default_factory=dict, description="need that comes back while waiting, by care setting"
    )
    readmission: Readmission | None = Field(None, description="coming back after leaving")
    priority: Whole = Field(
        0, ge=-100, le=100, description="higher goes first wherever this group waits"
    )
