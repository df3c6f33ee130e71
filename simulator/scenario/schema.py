"""A scenario: a place, and the question asked of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.care_setting import CareSetting
from simulator.scenario.full_start import FullStart
from simulator.scenario.handoff import Handoff
from simulator.scenario.money import Costs
from simulator.scenario.part import Day, Flag, Number, Part, Share, Whole
from simulator.scenario.pathway import Pathway
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.posterior import Posterior
from simulator.scenario.quantities import Duration
from simulator.scenario.standard import Standard

SCHEMA_VERSION = 1
LONGEST_RUN_DAYS = 7305
# Bank holidays are known to the end of 2100, and a run must end by then.
FIRST_START, LAST_START = dt.date(1990, 1, 1), dt.date(2090, 12, 31)
LAST_DAY = dt.date(2100, 12, 31)

DELAY_REASONS = {
    "A": "Awaiting completion of assessment",
    "B": "Awaiting public funding",
    "C": "Awaiting further non-acute NHS care",
    "Di": "Awaiting residential home placement or availability",
    "Dii": "Awaiting nursing home placement or availability",
    "E": "Awaiting care package in own home",
    "F": "Awaiting community equipment and adaptations",
    "G": "Patient or family choice",
    "H": "Disputes",
    "I": "Housing",
    "O": "Other",
}


class Assumption(Part):
    """Something taken to be true."""

    says: str = Field(description="the assumption, in a sentence")


class DataSource(Part):
    """Where values of the scenario were taken from."""

    title: str = Field(min_length=1, description="name of the data or document")
    where: str | None = Field(
        None, description="who publishes it and where it can be had, with edition or date"
    )
    covers: str | None = Field(None, description="the period and the places that it covers")
    used_for: str | None = Field(None, description="what was taken from it")
    prepared: str | None = Field(
        None,
        description="what was done to it before figures were taken: rows left out, gaps filled, "
        "units changed; 'nothing' where nothing was",
    )


class Decision(Part):
    """Something decided while the scenario was made."""

    says: str = Field(min_length=1, description="what was decided, in a sentence")
    why: str | None = Field(None, description="why")
    by: str | None = Field(None, description="who decided")
    on: Day | None = Field(None, description="when")


class Calendar(Part):
    """When the run takes place."""

    start: Day = Field(
        description="first day of the run, warm-up included; from 1990-01-01 to 2090-12-31"
    )
    warm_up: Duration = Field(
        Duration(180, "day"), description="left out of the results, from the start"
    )
    run_for: Duration = Field(
        Duration(365, "day"),
        description="length of the results' period; with warm_up at most 7,305 days (20 years)",
    )
    bank_holidays: Literal["england", "none"] = Field("england", description="whose bank holidays")

    @field_validator("start")
    @classmethod
    def _in_known_years(cls, start: dt.date) -> dt.date:
        if not FIRST_START <= start <= LAST_START:
            raise PydanticCustomError(
                "calendar",
                "{given} is not between {first} and {last}, the years for which bank "
                "holidays are known",
                {"given": str(start), "first": str(FIRST_START), "last": str(LAST_START)},
            )
        return start

    @model_validator(mode="after")
    def _sensible(self) -> Calendar:
        if self.warm_up.is_working or self.run_for.is_working:
            raise PydanticCustomError("calendar", "warm_up and run_for are in days or weeks")
        if self.warm_up.amount < 0 or self.run_for.amount <= 0:
            raise PydanticCustomError("calendar", "run_for must be more than 0, warm_up 0 or more")
        days = self.warm_up.days + self.run_for.days
        if days > LONGEST_RUN_DAYS:
            raise PydanticCustomError(
                "calendar",
                "warm_up and run_for are {days} days together; a run is at most {most} days "
                "(20 years)",
                {"days": f"{days:,.0f}", "most": f"{LONGEST_RUN_DAYS:,}"},
            )
        # The first day after the run.
        if self.start + dt.timedelta(days=days) > LAST_DAY:
            raise PydanticCustomError(
                "calendar",
                "the run goes beyond {last}; bank holidays are known up to then",
                {"last": str(LAST_DAY)},
            )
        return self


class Locality(Part):
    """A part of the place."""

    title: str | None = Field(None, description="name for reports")
    share: Share = Field(description="share of patients living there; they add up to 1")


class Published(Part):
    """A published figure to be set beside the simulated one; never an input."""

    title: str = Field(description="what it is")
    measure: str = Field(description="name of the measure, as `stepdown describe` lists them")
    where: dict[str, str] = Field(
        default_factory=dict,
        description="which row of the measure, like care_setting: acute",
    )
    value: Number = Field(description="the published figure, in the measure's unit")
    low: Number | None = Field(None, description="lower end of the range between places")
    high: Number | None = Field(None, description="upper end of the range between places")
    set_with: Flag = Field(
        False,
        description="whether parameters were set by hand with this figure in sight; its agreement "
        "is then no evidence",
    )
    agrees_within: Number = Field(
        0.1, ge=0, description="called agreement within this share of the figure"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Published:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise PydanticCustomError(
                "published",
                "low ({low}) is above high ({high})",
                {"low": f"{self.low:g}", "high": f"{self.high:g}"},
            )
        return self


class Batch(Part):
    """How often to run."""

    replications: Whole = Field(10, ge=1, le=100_000, description="runs with fresh chance")
    seed: Whole = Field(1, ge=0, description="start of all chance")
    precision: Number | None = Field(
        None,
        gt=0,
        lt=1,
        description="run until each headline measure's 95 % half-width is within this share of "
        "its mean, in every care setting",
    )
    absolute: dict[str, Number] = Field(
        default_factory=dict,
        description="measure: run until its 95 % half-width is within this, in its own unit, "
        "instead of a share of the mean",
    )
    at_most: Whole = Field(
        200, ge=2, le=100_000, description="replications at which a search for precision stops"
    )
    headline: tuple[str, ...] = Field(
        ("occupancy", "delayed_patients"),
        min_length=1,
        description="measures that precision is asked of",
    )


class Scenario(Part):
    """A place as a network of pathways, and the question asked of it."""

    schema_version: Literal[1] = Field(description="version of this format")
    title: str = Field(min_length=1, description="name of the scenario")
    question: str | None = Field(None, description="what it is to answer")
    rationale: str | None = Field(None, description="why it is asked")
    intended_use: str | None = Field(None, description="what its results may be used for")
    not_for: str | None = Field(None, description="what they may not be used for")
    valid_until: Day | None = Field(None, description="when it must be looked at again")
    analyst: str | None = Field(None, description="who made it")
    assurer: str | None = Field(None, description="who checked it")
    assumptions: tuple[Assumption, ...] = Field((), description="what is taken to be true")
    sources: tuple[DataSource, ...] = Field(
        (), description="data and documents that its values come from"
    )
    decisions: tuple[Decision, ...] = Field(
        (), description="what was decided while it was made, for its log"
    )
    logic: str | None = Field(
        None, description="how the place works, what is in the model and what is left out, and why"
    )
    sharing: str | None = Field(
        None, description="where model, data and results can be had, and on what terms"
    )
    explained: dict[str, str] = Field(
        default_factory=dict,
        description="shown check that fails or cannot tell, by its name in checks.json: why the "
        "results may be used all the same; not handed on to what extends this",
    )
    calendar: Calendar = Field(description="when the run takes place")
    localities: dict[str, Locality] = Field(default_factory=dict, description="parts of the place")
    delay_reasons: dict[str, str] = Field(
        default_factory=lambda: dict(DELAY_REASONS),
        description="code: what it means; added to the codes of the published statistics",
    )
    patient_groups: dict[str, PatientGroup] = Field(min_length=1, description="who arrives")
    care_settings: dict[str, CareSetting] = Field(min_length=1, description="where they stay")
    handoffs: dict[str, Handoff] = Field(
        default_factory=dict, description="what must be done before a move"
    )
    pathways: dict[str, Pathway] = Field(min_length=1, description="the steps of journeys")
    standards: dict[str, Standard] = Field(
        default_factory=dict, description="response-time promises"
    )
    loops_of_full_places: Literal["swap", "stop"] = Field(
        "swap",
        description="where people in full places wait for one another's: swap lets the smallest "
        "such loop move at once, stop ends the run and says which places they are",
    )
    starts_full: FullStart | None = Field(
        None, description="who is in or waiting when the run begins (default: nobody)"
    )
    posterior: Posterior | Literal["none"] | None = Field(
        None,
        description="draws of what is not known, of which each replication takes one; none: the "
        "values as they stand, and ranges of chance alone",
    )
    costs: Costs = Field(default_factory=Costs, description="currency and price year")
    published: tuple[Published, ...] = Field((), description="figures to be compared with")
    batch: Batch = Field(default_factory=Batch, description="how often to run")

    @field_validator("delay_reasons", mode="before")
    @classmethod
    def _besides_the_published(cls, given: Any) -> Any:
        return {**DELAY_REASONS, **given} if isinstance(given, dict) else given
