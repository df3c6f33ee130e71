"""Patient groups: who arrives, where they go, how ill they are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.law import Law
from simulator.scenario.part import Flag, Number, Part, Share, Whole

Weights = tuple[Annotated[Number, Field(ge=0)], ...]


class Arrivals(Part):
    """Demand: a daily mean and its shape. Weights are relative; only their proportions count."""

    per_day: Number = Field(
        ge=0,
        le=5000,
        description="mean arrivals a day over a year",
        json_schema_extra={"unit": "a day"},
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
    includes_readmissions: Flag = Field(
        False,
        description="whether per_day counts this group's readmissions as well as first arrivals",
    )


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
    arrivals: Arrivals = Field(description="demand by hour, weekday, month and growth")
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
    readmission: Readmission | None = Field(None, description="coming back after leaving")
    priority: Whole = Field(
        0, ge=-100, le=100, description="higher goes first wherever this group waits"
    )
