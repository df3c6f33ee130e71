"""The lever `merge_units`: small units close, and one larger unit takes their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.alter import multiplied
from simulator.scenario.care_setting import Capacity
from simulator.scenario.document import Path
from simulator.scenario.fault import nearest
from simulator.scenario.lever import (
    Document,
    Lever,
    Move,
    RefusedError,
    entries,
    inside,
    known,
    units,
)
from simulator.scenario.part import Day, Name, Number

# What makes a unit this one and no other.
_ITS_OWN = {
    *("name", "beds", "locality", "travel_minutes", "capacity_changes"),
    *("opens_when", "out_of_area", "source", "confidence", "note"),
}
_NUMBERS = {"nurses", "support_workers"}
_ONE_DAY = dt.timedelta(days=1)


class MergeUnits(Lever):
    """One larger unit opens, and some smaller ones close once it is there.

    Hours, bays, closures, staffing and the rest are those of a unit of that size that is there
    already; its closures of bays come in proportion to beds, and nurses by its own rule of beds
    for each nurse. Whoever is in a unit that closes stays to the end.
    """

    care_setting: str = Field(description="whose units")
    units: tuple[str, ...] = Field(description="those that close; none: no change")
    name: Name = Field(min_length=1, description="name of the new unit")
    beds: Annotated[Capacity, Field(ge=1)] | None = Field(
        None,
        description="its beds (default: as many as theirs)",
        json_schema_extra={"unit": "beds"},
    )
    like: str = Field(description="the unit whose hours, bays, closures and staffing it has")
    locality: str | None = Field(None, description="where it lies")
    travel_minutes: dict[str, Annotated[Number, Field(ge=0)]] = Field(
        default_factory=dict,
        description="travel time from each locality",
        json_schema_extra={"unit": "minutes"},
    )
    opens: Day = Field(description="first day of the new unit")
    closes: Day = Field(description="first day on which the others take nobody")

    @model_validator(mode="after")
    def _alternative_first(self) -> MergeUnits:
        if self.closes < self.opens:
            raise PydanticCustomError(
                "merge_units",
                "the units close on {closes} and the new one opens on {opens}: the alternative is "
                "in place first",
                {"closes": str(self.closes), "opens": str(self.opens)},
            )
        return self

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is to change."""
        return not self.units


def merge_units(document: Document, told: MergeUnits) -> Iterator[Move]:
    """Move beds from some units to a new one: its entry, and the days on which they close."""
    settings = entries(document, "care_settings")
    known(told.care_setting, settings, "care setting", ("care_setting",))
    there = {unit.get("name"): (path, unit) for path, unit in units(document, told.care_setting)}
    for index, name in enumerate(told.units):
        known(name, there, f"unit of {told.care_setting}", ("units", index))
    known(told.like, there, f"unit of {told.care_setting}", ("like",))
    if told.is_neutral:
        return
    if told.name in there:
        says = f"there is a unit '{told.name}' already"
        raise RefusedError(says, ("name",), "give the new unit a name of its own")
    closing = [there[name] for name in dict.fromkeys(told.units)]
    _refuse_without_beds(told, [*closing, there[told.like]])
    for path, unit in closing:
        yield _shut(path, unit, {"starts": str(told.closes), "limit_to": 0})
    beds = told.beds or sum(unit["beds"] for _, unit in closing)
    start = inside(document, ("calendar", "start"))
    at: Path = ("care_settings", told.care_setting, "units", len(there))
    yield Move(at, _new(told, there[told.like][1], beds, str(start)))


def _refuse_without_beds(told: MergeUnits, some: list[tuple[Path, dict[str, Any]]]) -> None:
    without = [str(unit.get("name")) for _, unit in some if not unit.get("beds")]
    if without:
        says = f"{' and '.join(without)} has no beds: only units of beds are merged"
        with_beds = [str(unit.get("name")) for _, unit in some if unit.get("beds")]
        raise RefusedError(says, ("care_setting",), nearest("", with_beds, "with beds"))


def _shut(path: Path, unit: dict[str, Any], change: dict[str, Any]) -> Move:
    return Move((*path, "capacity_changes"), [*unit.get("capacity_changes", ()), change])


def _new(told: MergeUnits, like: dict[str, Any], beds: int, start: str) -> dict[str, Any]:
    """The entry of the new unit."""
    made: dict[str, Any] = {"name": told.name, "beds": beds}
    if told.locality is not None:
        made["locality"] = told.locality
    if told.travel_minutes:
        made["travel_minutes"] = dict(told.travel_minutes)
    if str(told.opens) > start:
        shut = {"starts": start, "ends": str(told.opens - _ONE_DAY), "limit_to": 0}
        made["capacity_changes"] = [shut]
    made |= {field: held for field, held in like.items() if field not in _ITS_OWN}
    if isinstance(like.get("closures"), dict):
        made["closures"] = {
            cause: _closure(closure, beds / like["beds"])
            for cause, closure in like["closures"].items()
        }
    if isinstance(like.get("staffing"), dict):
        made["staffing"] = _roster(like["staffing"])
    return made


def _closure(closure: dict[str, Any], size: float) -> dict[str, Any]:
    """A closure of bays comes as often as there are beds; one of the whole unit as before."""
    if "bays" not in closure and "out_of_use" not in closure:
        return closure
    return {**closure, "per_year": multiplied(closure["per_year"], size)}


def _roster(staffing: dict[str, Any]) -> dict[str, Any]:
    """The same rules of beds for each on duty, for another number of beds."""
    shifts = {
        name: {field: held for field, held in shift.items() if field not in _NUMBERS}
        for name, shift in staffing.get("shifts", {}).items()
    }
    least = {"never_fewer_nurses": staffing.get("least_on_shift", 1)}
    return {**least, **staffing, "shifts": shifts}
