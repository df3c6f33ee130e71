"""Handoffs: what must be finished before a patient may move on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.care_setting import Capacity, CapacityChange
from simulator.scenario.cost import HandoffCost
from simulator.scenario.law import Law
from simulator.scenario.part import BankHolidays, Flag, Number, Organisation, Part, Whole
from simulator.scenario.quantities import Duration, Moments, WeeklyHours


class Shift(Part):
    """Staff on duty in some of the week's hours."""

    hours: WeeklyHours = Field(description="when they are on duty")
    staff: Capacity = Field(description="how many", json_schema_extra={"unit": "people"})


class Starts(Part):
    """How many may begin: released over the handoff's working days."""

    per_day: Number | None = Field(
        None,
        ge=0,
        description="on each working day",
        json_schema_extra={"unit": "a working day"},
    )
    per_week: Number | None = Field(
        None, ge=0, description="in each week", json_schema_extra={"unit": "a week"}
    )
    released: Literal["evenly", "weekly"] = Field(
        "evenly", description="evenly over the week's working days, or all on the first"
    )
    carry: Flag = Field(False, description="whether starts not used are kept for later")

    @model_validator(mode="after")
    def _one_rate(self) -> Starts:
        if (self.per_day is None) == (self.per_week is None):
            raise PydanticCustomError("starts", "give per_day or per_week, one of the two")
        if self.per_day is not None and self.released == "weekly":
            raise PydanticCustomError("starts", "released: weekly goes with per_week")
        return self


class Panel(Part):
    """A meeting that decides: it takes those asked at or before the sitting, up to its limit."""

    sits: Moments = Field(description="when it sits, like 'tue 10:00'")
    limit: Annotated[Whole, Field(ge=1)] | None = Field(
        None, description="cases a sitting (default: no limit)"
    )
    on_bank_holiday: Literal["skip", "move", "sit"] = Field(
        "skip",
        description="a sitting on a bank holiday: left out, on the next weekday, or held",
    )


def _way_of_staffing(given: Any) -> str:
    return "=shifts" if isinstance(given, (list, tuple)) else "=number"


# One alternative is chosen by form, so that an error is of that one alone.
Staffing = Annotated[
    Annotated[Capacity, Tag("=number")]
    | Annotated[tuple[Shift, ...], Field(min_length=1), Tag("=shifts")],
    Discriminator(_way_of_staffing),
]


class Handoff(Part):
    """A task by staff, a lead time, or a panel, under one delay reason and organisation."""

    title: str | None = Field(None, description="name for reports")
    delay_reason: str = Field(description="reason code of a patient waiting for this")
    organisation: Organisation = Field("nhs", description="who answers for it")
    staff: Staffing | None = Field(
        None,
        description="people doing it: a number (in `hours`), or shifts",
        json_schema_extra={"unit": "people"},
    )
    task: Law | None = Field(None, description="hours of one person's work on a case")
    at_close: Literal["finish", "pause", "fit"] = Field(
        "finish",
        description="a task at closing time: finished, resumed at opening, or begun only if it "
        "is done by then",
    )
    lead_time: Law | None = Field(
        None,
        description="time from start to done, in hours, days, or working days or hours",
    )
    panel: Panel | None = Field(None, description="decided at a meeting")
    starts: Starts | None = Field(None, description="limit on how many begin")
    hours: WeeklyHours = Field(
        WeeklyHours.parse("always"), description="when one may begin; its working time"
    )
    bank_holidays: BankHolidays = Field(
        "as_usual", description="whether a bank holiday is worked as a Sunday"
    )
    capacity_changes: tuple[CapacityChange, ...] = Field((), description="dated changes of staff")
    cost_per_start: Number = Field(
        0.0,
        ge=0,
        description="cost of one",
        json_schema_extra={"unit": "currency"},
    )
    cost: HandoffCost = Field(
        default_factory=HandoffCost, description="prices, where cost_per_start does not say it all"
    )

    @model_validator(mode="after")
    def _one_way_of_working(self) -> Handoff:
        if (self.staff is None) != (self.task is None):
            raise PydanticCustomError("handoff", "staff and task go together")
        if self.staff is not None and (self.lead_time is not None or self.panel is not None):
            raise PydanticCustomError("handoff", "a handoff by staff has no lead_time and no panel")
        if self.staff is None and self.lead_time is None and self.panel is None:
            raise PydanticCustomError(
                "handoff", "say how it is done: staff and task, or lead_time, or panel"
            )
        if self.staff is None and (self.capacity_changes or "at_close" in self.model_fields_set):
            raise PydanticCustomError(
                "handoff", "capacity_changes and at_close are for a handoff by staff"
            )
        if self.panel is not None and self.starts is not None:
            raise PydanticCustomError("handoff", "a panel's limit is its own: leave out starts")
        return self


class Limit(Part):
    """How long a patient waits for a step, and what then."""

    within: Law = Field(description="from asked to started")
    then: Literal["lost", "postponed", "elsewhere"] = Field(
        description="what happens when it runs out"
    )
    pathway: str | None = Field(
        None, description="elsewhere: the pathway that he goes on along, from its first step"
    )
    by: Duration | None = Field(None, description="postponed: booked again this much later")
    at_most: Whole = Field(1, ge=0, description="postponed: how often, then lost")

    @model_validator(mode="after")
    def _postponed_by(self) -> Limit:
        if self.then == "postponed" and (self.by is None or self.by.amount <= 0):
            raise PydanticCustomError("limit", "postponed needs `by`, like by: 7 days")
        if self.then != "postponed" and {"by", "at_most"} & self.model_fields_set:
            raise PydanticCustomError("limit", "`by` and `at_most` go with then: postponed")
        if self.then == "elsewhere" and self.pathway is None:
            raise PydanticCustomError(
                "limit", "elsewhere needs `pathway`, the one that he goes on along"
            )
        if self.then != "elsewhere" and self.pathway is not None:
            raise PydanticCustomError("limit", "`pathway` goes with then: elsewhere")
        return self
