"""The lever `mobile_working`: visiting teams spend more of their day with patients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from simulator.scenario.alter import multiplied
from simulator.scenario.document import Path
from simulator.scenario.lever import Document, Lever, Move, RefusedError, entries, known, units
from simulator.scenario.part import Number, Share


class MobileWorking(Lever):
    """Records kept and rounds planned on the way: more time with patients, less travel to each."""

    care_settings: tuple[str, ...] = Field(
        description="care settings of kind visits whose teams work so"
    )
    direct_care_more: Annotated[Number, Field(ge=0, le=10)] = Field(
        0.0,
        description="share by which time with patients grows; 0 changes nothing",
        json_schema_extra={"unit": "share of itself"},
    )
    travel_less: Share = Field(
        0.0, description="share of travel to a visit that is saved; 0 changes nothing"
    )

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is to change."""
        return not self.care_settings or (self.direct_care_more == 0 and self.travel_less == 0)


def mobile_working(document: Document, told: MobileWorking) -> Iterator[Move]:
    """Move direct care and travel of each team; visits a day where no team is given."""
    settings = entries(document, "care_settings")
    for index, name in enumerate(told.care_settings):
        at: Path = ("care_settings", index)
        known(name, settings, "care setting", at)
        if entries(settings, name).get("kind") != "visits":
            raise RefusedError(f"'{name}' makes no visits: its kind is not visits", at)
        for path, unit in units(document, name):
            yield from _of_unit(path, unit, told)


def _of_unit(path: Path, unit: dict[str, Any], told: MobileWorking) -> Iterator[Move]:
    more, less = 1 + told.direct_care_more, 1 - told.travel_less
    visits, team = unit.get("visits_per_day"), unit.get("team")
    if visits is not None:
        yield Move((*path, "visits_per_day"), multiplied(visits, more, is_whole=True))
    if isinstance(team, dict):
        for field, factor in (("direct_care_share", more), ("travel_minutes_per_visit", less)):
            if field in team:
                yield Move((*path, "team", field), multiplied(team[field], factor))
