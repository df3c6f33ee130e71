"""Pathways: the steps of a journey."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.handoff import Limit
from simulator.scenario.law import Law
from simulator.scenario.part import Flag, Name, Number, Part, Share, Whole
from simulator.scenario.quantities import Duration
from simulator.scenario.visits import Visits


def _way_of_naming(given: Any) -> str:
    return "=names" if isinstance(given, (list, tuple)) else "=name"


# One alternative is chosen by form, so that an error is of that one alone.
Steps = Annotated[
    Annotated[tuple[str, ...], Tag("=names")] | Annotated[str, Tag("=name")],
    Discriminator(_way_of_naming),
]
_BEGINS = re.compile(r"^\s*(.+?)\s+before\s+expected\s+ready\s*$")


class Stay(Part):
    """A stay in a care setting."""

    care_setting: str = Field(description="which care setting")
    id: Name | None = Field(
        None, description="name of this step for `after` (default: the setting)"
    )
    after: tuple[str, ...] | None = Field(
        None,
        description="steps that must be finished before it is asked for, besides the stay before "
        "(default: every handoff since that stay that the move waits for)",
    )
    length_of_stay: Law | None = Field(None, description="medical need, on this pathway")
    by_group: dict[str, Law] = Field(
        default_factory=dict,
        description="medical need, on this pathway, by patient group",
    )
    places: Whole = Field(1, ge=1, le=1000, description="beds or places one patient takes")
    visits: Visits | None = Field(
        None,
        description="visits a day that he is owed, falling (kind visits; default: the care "
        "setting's)",
    )
    lets_go: Literal["next place", "at end", "when next task starts"] = Field(
        "next place", description="when he gives up his place"
    )
    move: Duration = Field(Duration(0, "minute"), description="how long the move in takes")
    need_grows: Number = Field(
        0.0,
        ge=0,
        le=10,
        description="days of need that each day of waiting for it adds, from ready in the stay "
        "before",
        json_schema_extra={"unit": "days a day"},
    )
    limit: Limit | None = Field(None, description="how long he waits for it")
    priority: Whole | None = Field(None, description="higher goes first (default: the group's)")
    expected_date_error: Duration | None = Field(
        None,
        description="standard deviation of the expected date around the true one, for handoffs "
        "that begin before it; '0 days' for no error",
    )


class HandoffStep(Part):
    """A handoff within a pathway."""

    name: str = Field(description="which handoff")
    id: Name | None = Field(None, description="name of this step for `after` (default: its name)")
    after: Steps | None = Field(
        None, description="steps it comes after (default: the step before it)"
    )
    begins: str | None = Field(
        None, description="start ahead of time, like '1 day before expected ready'"
    )
    move_waits: Flag = Field(True, description="whether the next move waits for it")
    needed_by: Share = Field(1.0, description="share of patients who need it")
    takes: Law | None = Field(
        None,
        description="its task or lead time on this pathway (default: the handoff's)",
    )
    limit: Limit | None = Field(None, description="how long he waits for it")
    priority: Whole | None = Field(None, description="higher goes first (default: the group's)")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given

    @field_validator("begins")
    @classmethod
    def _begins_reads(cls, begins: str | None) -> str | None:
        match = _BEGINS.match(begins) if begins is not None else None
        if begins is not None and (match is None or not Duration.reads(match[1])):
            raise PydanticCustomError(
                "begins",
                "'{given}' does not say when; write it like '1 day before expected ready'",
                {"given": begins},
            )
        return begins

    @property
    def begins_before(self) -> Duration | None:
        """How long before the expected date it begins, if it does."""
        match = _BEGINS.match(self.begins.strip()) if self.begins is not None else None
        return Duration.parse(match[1]) if match else None


class Option(Part):
    """One way a branch may go."""

    share: Share = Field(description="share of patients who go this way")
    steps: tuple[Step, ...] = Field((), description="what then happens")


class Branch(Part):
    """A fork: one of the options happens, by chance."""

    name: Name = Field(description="name of the decision")
    options: dict[str, Option] = Field(min_length=1, description="shares add up to 1")


class Step(Part):
    """One step: exactly one of stay, handoff, branch and leave."""

    stay: Stay | None = Field(None, description="a stay in a care setting")
    handoff: HandoffStep | None = Field(None, description="a handoff")
    branch: Branch | None = Field(None, description="a fork by chance")
    leave: Name | None = Field(None, description="where the patient leaves to")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("stay"), str):
            return {**given, "stay": {"care_setting": given["stay"]}}
        return given

    @model_validator(mode="before")
    @classmethod
    def _is_a_step(cls, given: Any) -> Any:
        if not isinstance(given, (dict, Step)):
            raise PydanticCustomError(
                "step",
                "{given} is not a step; write it like 'stay: acute', 'handoff: ...', "
                "'branch: ...' or 'leave: home'",
                {"given": repr(given)},
            )
        return given

    @model_validator(mode="after")
    def _one_kind(self) -> Step:
        kinds = [k for k in ("stay", "handoff", "branch", "leave") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise PydanticCustomError(
                "step",
                "a step is exactly one of stay, handoff, branch and leave; this one has {given}",
                {"given": " and ".join(kinds) or "none"},
            )
        return self


class Pathway(Part):
    """The ordered steps of a journey."""

    title: str | None = Field(None, description="name for reports")
    number: Whole | None = Field(
        None, ge=0, le=3, description="discharge pathway 0 to 3 for published counts"
    )
    steps: tuple[Step, ...] = Field(min_length=1, description="in order; the last one leaves")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"steps": given} if isinstance(given, (list, tuple)) else given


Option.model_rebuild()
Step.model_rebuild()
