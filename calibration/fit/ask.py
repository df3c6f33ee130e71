"""The file that says what is not known of a place, and what it is to be fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from calibration.fit.held_out_part import HeldOutPart
from simulator.errors import InputError, Problem
from simulator.scenario.document import Node, read
from simulator.scenario.document import Path as At
from simulator.scenario.fault import place_of, problems
from simulator.scenario.part import Day, Number, Part, Whole
from simulator.scenario.source_file import FileRead, read_file

ShareOfFigure = Annotated[
    Number, Field(ge=0, le=2, json_schema_extra={"unit": "share of the figure"})
]

EXAMPLE = """write one like
    schema_version: 1
    unknowns:
      - path: handoffs.brokerage.lead_time.mean
        prior: {family: lognormal, low: 2 working days, high: 9 working days}
        source: who says so"""


class PriorPart(Part):
    """What is believed beforehand: nine times in ten it lies between low and high."""

    family: Literal["lognormal", "logit-normal", "beta"] = Field(
        description="lognormal for what is above 0; logit-normal or beta for shares between 0 and 1"
    )
    low: Number | str = Field(
        description="one in twenty is below: a number, a duration, or a share of what the place "
        "says, like '50 %'"
    )
    high: Number | str = Field(description="one in twenty is above, in the same unit")


class RecordedPart(Part):
    """A share of what is delayed for one reason that is recorded under another."""

    reason: str = Field(description="code of the reason as it is, like D1")
    under: str = Field(description="code that a share of it is recorded under")


class UnknownPart(Part):
    """One value of the scenario that is not known, or one share of how it is recorded."""

    path: str | None = Field(
        None, description="like handoffs.brokerage.lead_time.mean; * stands for any name"
    )
    recorded: RecordedPart | None = Field(
        None, description="instead of a path: a share of the delays that is recorded elsewhere"
    )
    prior: PriorPart = Field(description="what is believed beforehand")
    source: str = Field(description="where the prior comes from", min_length=1)
    makes_up: str | None = Field(
        None, description="path of a share that falls by as much as this one rises"
    )


class RowsPart(Part):
    """Which rows of the table of published figures: those with exactly this."""

    measure: str = Field(description="measure of the table, like dtoc_delayed_days")
    reason: str = Field("", description="reason, pathway or band of the table; left out: all")
    setting: str = Field("", description="acute, non-acute, community; left out: all")
    responsible: str = Field("", description="nhs, social care, both; left out: all")
    times: Annotated[Number, Field(gt=0)] | None = Field(
        None,
        description="what the figures are multiplied by, like the share of non-acute days that is "
        "not of mental health beds",
    )


class TargetPart(Part):
    """Which figure of the model is which of the table; uncertainties are shares of the figure."""

    title: str | None = Field(None, description="name for reports")
    measure: str = Field(description="measure of the model, as `stepdown describe` lists them")
    where: dict[str, str] = Field(
        default_factory=dict, description="which row of the measure, like care_setting: acute"
    )
    rows: RowsPart = Field(description="rows of the table")
    definitions_differ: str | None = Field(
        None, description="why two figures of different definition may be held together here"
    )
    sampling: ShareOfFigure | None = Field(
        None, description="standard error of the counting itself"
    )
    monthly: ShareOfFigure | None = Field(None, description="standard error from month to month")
    discrepancy: ShareOfFigure | None = Field(
        None, description="standard deviation of what the right numbers would still miss"
    )


class PeriodPart(Part):
    """The period of the table that is used, both days included."""

    first: Day = Field(description="first day")
    last: Day = Field(description="last day")


class FitPart(Part):
    """What is not known of a place, and what it is fitted to."""

    schema_version: Literal[1] = Field(description="version of this layout")
    unknowns: tuple[UnknownPart, ...] = Field(min_length=1, description="what is not known")
    organisation: str | None = Field(None, description="code or name of the table's organisation")
    period: PeriodPart | None = Field(None, description="left out: all that the table has")
    held_out: HeldOutPart | None = Field(None, description="months that are never fitted")
    targets: tuple[TargetPart, ...] = Field((), description="rows of the table by figure")
    members: Annotated[Whole, Field(ge=10)] | None = Field(
        None, description="runs of each step; left out: 25 an unknown, 100 at least"
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """A fit file that has been read, with the place of every value."""

    says: FitPart
    document: Node
    file: FileRead

    def problem(self, path: At, says: str, do: str = "") -> Problem:
        """A problem with the value at a path of the file."""
        return Problem(says, place_of(self.document, path), do=do)


def read_ask(file: Path) -> Ask:
    """Read a fit file.

    Raises:
        InputError: it cannot be used; all problems at once, with line and column.
    """
    text, read_as = read_file(str(file))
    found: list[Problem] = []
    root = read(text, str(file), found)
    plain = root.plain()
    if not isinstance(plain, Mapping):
        raise InputError([*found, Problem("this is no fit file", root.place, do=EXAMPLE)])
    try:
        says = FitPart.model_validate(plain)
    except ValidationError as error:
        raise InputError([*found, *problems(error, root, model=FitPart)]) from None
    if found:
        raise InputError(found)
    return Ask(says, root, read_as)
