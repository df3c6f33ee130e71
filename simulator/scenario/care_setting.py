"""Care settings: where patients stay, made of units."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.closure import Closure
from simulator.scenario.cost import Cost
from simulator.scenario.law import Law
from simulator.scenario.part import (
    BankHolidays,
    Day,
    Flag,
    Name,
    Number,
    Organisation,
    Part,
    Share,
    Whole,
)
from simulator.scenario.quantities import Duration, Moments, WeeklyHours
from simulator.scenario.roster import Roster
from simulator.scenario.trigger import Trigger
from simulator.scenario.visits import Team, Visits, WeekdayWeights, visits_by_weekday

Capacity = Annotated[Whole, Field(ge=0, le=1_000_000)]


class Round(Part):
    """A review: when readiness is declared, and for which share of patients."""

    at: Moments = Field(description="moments of the week, like 'mon-fri 09:00 14:00'")
    covers: Share = Field(1.0, description="share of patients that these reviews see")


class CapacityChange(Part):
    """A dated change of capacity.

    Several at once: subtractions and additions add up, the least limit holds, never below 0.
    """

    starts: Day = Field(description="first day")
    ends: Day | None = Field(None, description="last day, included (default: for good)")
    every_year: Flag = Field(
        False, description="whether it comes again on the same days of every later year"
    )
    on: WeeklyHours | None = Field(
        None, description="only in these weekly hours (default: all day, every day)"
    )
    add: Capacity | None = Field(None, description="opened on top (escalation)")
    out_of_use: Capacity | None = Field(None, description="taken out (closed bays, no staff)")
    limit_to: Capacity | None = Field(None, description="no more than this many open")

    @model_validator(mode="after")
    def _one_effect(self) -> CapacityChange:
        given = [n for n in ("add", "out_of_use", "limit_to") if getattr(self, n) is not None]
        if len(given) != 1:
            raise PydanticCustomError(
                "capacity_change", "give exactly one of add, out_of_use and limit_to"
            )
        if self.ends is not None and self.ends < self.starts:
            raise PydanticCustomError(
                "capacity_change",
                "ends {ends} is before starts {starts}",
                {"ends": str(self.ends), "starts": str(self.starts)},
            )
        if self.every_year:
            self._check_yearly()
        return self

    def _check_yearly(self) -> None:
        if self.ends is None:
            says = "every_year needs ends, the last day of each time"
            raise PydanticCustomError("capacity_change", says)
        if any((day.month, day.day) == (2, 29) for day in (self.starts, self.ends)):
            says = "29 February is not in every year; write 28 February or 1 March"
            raise PydanticCustomError("capacity_change", says)
        if self.ends >= self.starts.replace(year=self.starts.year + 1):
            raise PydanticCustomError(
                "capacity_change",
                "from {starts} to {ends} is more than a year; with every_year each time is over "
                "before the next begins",
                {"starts": str(self.starts), "ends": str(self.ends)},
            )


class Takes(Part):
    """A patient group (or pathway) that a unit takes, how willingly, and from when."""

    group: str | None = Field(None, description="patient group (default: all)")
    pathway: str | None = Field(None, description="only on this pathway (default: all)")
    preference: Whole = Field(0, ge=0, le=100, description="0 first choice, 1 second, and so on")
    after_waiting: Duration | None = Field(
        None, description="taken only once the wait has lasted this long"
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return {"group": given} if isinstance(given, str) else given


class Unit(Part):
    """A ward, small hospital or team: capacity and hours.

    What is not said holds as in its care setting.
    """

    name: Name = Field(min_length=1, description="name, as in reports")
    beds: Capacity | None = Field(
        None, description="beds open (kind beds)", json_schema_extra={"unit": "beds"}
    )
    places: Capacity | None = Field(
        None, description="caseload places (kind places)", json_schema_extra={"unit": "places"}
    )
    visits_per_day: Capacity | None = Field(
        None,
        description="visits that can be made a day (kind visits; or give team)",
        json_schema_extra={"unit": "visits a day"},
    )
    team: Team | None = Field(
        None, description="who visits, from which visits a day follow (kind visits)"
    )
    by_weekday: WeekdayWeights | None = Field(
        None,
        description="days on which the team visits, Monday first (kind visits): of visits_per_day, "
        "the part made on that day; of a team, people on duty against the other days; 0 no staff "
        "(default: every day alike)",
    )
    locality: str | None = Field(None, description="where it lies")
    travel_minutes: dict[str, Annotated[Number, Field(ge=0)]] = Field(
        default_factory=dict,
        description="travel time from each locality",
        json_schema_extra={"unit": "minutes"},
    )
    takes: tuple[Takes, ...] | None = Field(None, description="whom it takes (default: everyone)")
    admits: WeeklyHours | None = Field(None, description="hours in which someone may start")
    reviews: tuple[Round, ...] | None = Field(None, description="ward rounds")
    discharge_hours: WeeklyHours | None = Field(None, description="hours of leaving for home")
    moves_out: WeeklyHours | None = Field(None, description="hours of moving to another setting")
    turnaround: Duration | None = Field(None, description="from leaving to the place's next use")
    capacity_changes: tuple[CapacityChange, ...] = Field(
        (), description="dated changes of capacity"
    )
    bay_beds: Annotated[Whole, Field(ge=1, le=1000)] | None = Field(
        None,
        description="beds in a bay, for closures given in bays",
        json_schema_extra={"unit": "beds"},
    )
    closures: dict[str, Closure] = Field(
        default_factory=dict, description="closures by chance, by name of their cause"
    )
    staffing: Roster | None = Field(
        None, description="nurses, where beds open depend on how many are there"
    )
    opens_when: Trigger | None = Field(
        None, description="the queue that opens it and shuts it again (default: it is open)"
    )
    out_of_area: Flag = Field(
        False,
        description="whether patients come back from it, to another unit of its care setting, "
        "once there is room; the last choice of everyone, and no part of the occupancy of its "
        "care setting",
    )

    cost: Cost | None = Field(
        None, description="prices of its own, each in place of that of its care setting"
    )

    @property
    def capacity(self) -> int:
        """Beds, places or visits (on the day with most), whichever it has."""
        if self.visits_per_day is not None or self.team is not None:
            return max(self.visits_by_weekday)
        return self.beds if self.beds is not None else self.places or 0

    @property
    def visits_by_weekday(self) -> tuple[int, ...]:
        """Visits that it can make on each weekday, Monday first."""
        return visits_by_weekday(self.visits_per_day, self.team, self.by_weekday)


class Widening(Part):
    """After waiting this long, units farther away may be used too."""

    after_waiting: Duration = Field(description="time since asked")
    travel_limit_minutes: Number | None = Field(
        None,
        ge=0,
        description="new limit (default: none)",
        json_schema_extra={"unit": "minutes"},
    )


class CareSetting(Part):
    """Where patients stay. Hours given here hold for its units unless a unit says otherwise."""

    title: str | None = Field(None, description="name for reports")
    kind: Literal["beds", "places", "visits"] = Field(
        description="beds: people sleep there; places: a caseload at home; visits: a caseload at "
        "home, held by the visits a day that it is owed"
    )
    acute: Flag = Field(False, description="whether its beds are acute beds")
    organisation: Organisation = Field("nhs", description="who runs it")
    units: tuple[Unit, ...] = Field(min_length=1, description="wards, hospitals or teams")
    visits: Visits | None = Field(
        None,
        description="visits a day that each patient is owed, falling (kind visits), unless the "
        "pathway says otherwise",
    )
    weekend_visits: Literal["owed", "not_owed"] = Field(
        "owed",
        description="whether patients are owed visits on days on which a unit has no staff by its "
        "by_weekday; owed, they count as not delivered (kind visits)",
    )
    length_of_stay: Law | None = Field(
        None,
        description="medical need here, unless the group or the pathway says otherwise",
    )
    delay_reason: str = Field("O", description="reason code of a patient waiting for a place here")
    delay_organisation: Organisation | None = Field(
        None, description="who answers for that wait (default: organisation)"
    )
    leaving_reason: str = Field(
        "O",
        description="reason code of a patient who waits here for discharge hours only",
    )
    leaving_organisation: Organisation | None = Field(
        None, description="who answers for that wait (default: organisation)"
    )
    admits: WeeklyHours = Field(
        WeeklyHours.parse("always"), description="hours in which someone may start"
    )
    reviews: tuple[Round, ...] = Field(
        (), description="ward rounds at which readiness is declared (default: at once)"
    )
    discharge_hours: WeeklyHours = Field(
        WeeklyHours.parse("always"), description="hours of leaving for home"
    )
    moves_out: WeeklyHours = Field(
        WeeklyHours.parse("always"), description="hours of moving to another setting"
    )
    turnaround: Duration = Field(
        Duration(0, "minute"), description="from leaving to the place's next use"
    )
    bank_holidays: BankHolidays = Field(
        "as_usual",
        description="whether its hours and reviews on a bank holiday are a Sunday's",
    )
    travel_limit_minutes: Number | None = Field(
        None,
        ge=0,
        description="units farther than this are not used",
        json_schema_extra={"unit": "minutes"},
    )
    widening: tuple[Widening, ...] = Field((), description="how the travel limit widens")
    cost: Cost = Field(default_factory=Cost, description="unit costs")
