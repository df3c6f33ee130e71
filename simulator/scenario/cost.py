"""What care costs: prices of care settings, units and handoffs, and pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from simulator.scenario.part import Name, Number, Part, Share

Amount = Annotated[Number, Field(ge=0, le=1e12)]
YearOfPay = Annotated[Number, Field(gt=0, le=1e9, json_schema_extra={"unit": "currency a year"})]
PriceYear = Annotated[
    str | None,
    Field(
        description="year of the prices in this entry, if not that of the scenario; its costs then "
        "have an index for that year"
    ),
]
Covers = Annotated[
    dict[str, tuple[str, ...]],
    Field(
        description="what each price is for, by its name: per_open_day: [heating, meals]; nothing "
        "may be in two of them, and neither nursing nor staff in any beside pay"
    ),
]


def _way_of_paying(given: Any) -> str:
    return "=shares" if isinstance(given, Mapping) else "=payer"


# One alternative is chosen by form, so that an error is of that one alone.
PaidBy = Annotated[
    Annotated[Name, Tag("=payer")]
    | Annotated[dict[str, Share], Field(min_length=1), Tag("=shares")],
    Discriminator(_way_of_paying),
]


class Pay(Part):
    """Pay of those who work in a unit, from which its staffing cost follows by its own rule.

    With a roster: people on duty times the hours of their shifts over contracted hours less
    headroom make whole-time equivalents, and these times pay the cost. With a visiting team:
    staff_wte times pay. Paid for whether or not anybody is in the unit, and while it is closed by
    chance; not while dated changes of capacity have nothing open.
    """

    price_year: PriceYear = None
    nurse: YearOfPay | None = Field(
        None, description="a whole-time registered nurse, employer's costs included (roster)"
    )
    support_worker: YearOfPay | None = Field(
        None, description="a whole-time support worker, employer's costs included (roster)"
    )
    team_member: YearOfPay | None = Field(
        None, description="a whole-time member, employer's costs included (team)"
    )
    hours_per_week: Number = Field(
        37.5,
        gt=0,
        le=168,
        description="contracted hours of a whole-time equivalent (roster)",
        json_schema_extra={"unit": "hours a week"},
    )
    headroom: (
        Annotated[Number, Field(ge=0, lt=1, json_schema_extra={"unit": "share, 0 to 1"})] | None
    ) = Field(
        None,
        description="share of contracted time on leave, in training and absent (roster; needed)",
    )
    temporary_share: Share = Field(
        0.0, description="share of the work done by temporary staff in place of staff in post"
    )
    temporary_premium: Amount = Field(
        0.0,
        le=10,
        description="what work by temporary staff costs above the same work by staff in post, as "
        "a share of its cost",
    )
    absences_covered: Literal["within_headroom", "on_top"] | None = Field(
        None,
        description="how absences of the roster that are covered are paid for: within_headroom, "
        "the premium alone; on_top, the work and the premium (needed where cover is given)",
    )


class Cost(Part):
    """What a care setting or unit costs, in the scenario's currency and price year."""

    price_year: PriceYear = None
    per_occupied_day: Number = Field(
        0.0,
        ge=0,
        description="for each bed, place or daily visit in use, a day",
        json_schema_extra={"unit": "currency a day"},
    )
    per_open_day: Number = Field(
        0.0,
        ge=0,
        description="for each bed, place or daily visit open, a day",
        json_schema_extra={"unit": "currency a day"},
    )
    per_start: Number = Field(
        0.0,
        ge=0,
        description="for each patient who starts",
        json_schema_extra={"unit": "currency"},
    )
    per_year: Number = Field(
        0.0,
        ge=0,
        description="a site, whatever its size and whether or not it is open: of a care setting "
        "once for all its units, of a unit for that one",
        json_schema_extra={"unit": "currency a year"},
    )
    per_visit: Number = Field(
        0.0,
        ge=0,
        description="for each visit made (kind visits)",
        json_schema_extra={"unit": "currency"},
    )
    per_travel_minute: Number = Field(
        0.0,
        ge=0,
        description="for each minute on the way to a visit made, for each who goes; also for "
        "mileage (kind visits, with a team)",
        json_schema_extra={"unit": "currency a minute"},
    )
    staff: Pay | None = Field(
        None, description="pay of those who work there, for units with staffing or a team"
    )
    paid_by: PaidBy | None = Field(
        None,
        description="who pays: nhs_acute, nhs_community, council, residents or one of "
        "costs.payers, or shares of them that add up to 1 (default: of a unit as its care "
        "setting, else not said)",
    )
    covers: Covers = Field(default_factory=dict)


class HandoffCost(Part):
    """What a handoff costs, in the scenario's currency and price year."""

    price_year: PriceYear = None
    per_start: Number = Field(
        0.0,
        ge=0,
        description="cost of one; in place of cost_per_start, where a price year is to be said",
        json_schema_extra={"unit": "currency"},
    )
    per_staff_hour: Number = Field(
        0.0,
        ge=0,
        description="for each hour for which a member of staff is on duty, busy or not",
        json_schema_extra={"unit": "currency an hour"},
    )
    paid_by: PaidBy | None = Field(
        None,
        description="who pays: nhs_acute, nhs_community, council, residents or one of "
        "costs.payers, or shares of them that add up to 1 (default: not said)",
    )
    covers: Covers = Field(default_factory=dict)
