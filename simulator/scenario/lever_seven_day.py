"""The lever `seven_day`: services work at weekends as they do on a weekday."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field

from simulator.errors import Place
from simulator.scenario.alter import multiplied, scaled
from simulator.scenario.document import Path, standing_at
from simulator.scenario.lever import (
    Document,
    Lever,
    Move,
    RefusedError,
    entries,
    inside,
    known,
    steps,
    units,
)
from simulator.scenario.part import Flag
from simulator.scenario.quantities import WEEKDAYS, Duration, WeeklyHours
from simulator.scenario.week_staff import (
    hours_as_on,
    minutes_on_duty,
    moments_as_on,
    shifts_in_words,
    spread,
    staff_as_on,
    staff_of_week,
)

_HOURS = ("admits", "discharge_hours", "moves_out")
_NOWHERE = Place("", 1, 1)


class SevenDay(Lever):
    """Services work at weekends as on a weekday: hours, reviews, staff, starts and visits.

    With extra staff a weekend day is worked like the weekday. Without, the same work in a week is
    spread over more days: fewer on duty on each, starts a day cut in proportion, and lead times in
    working time longer in proportion, since as much is done in a week as before.
    """

    services: tuple[str, ...] = Field(description="handoffs and care settings; none: no change")
    extra_staff: Flag = Field(
        description="whether more people are taken on for it, or the same work is spread"
    )
    days: tuple[Literal["sat", "sun"], ...] = Field(
        ("sat", "sun"), description="on which days; none: no change"
    )
    as_on: Literal["mon", "tue", "wed", "thu", "fri"] = Field(
        "wed", description="the weekday whose work is taken over"
    )

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is to change."""
        return not self.services or not self.days

    @property
    def weekend(self) -> list[int]:
        """The days to be worked, Monday 0."""
        return sorted({WEEKDAYS.index(day) for day in self.days})

    @property
    def model(self) -> int:
        """The weekday whose work is taken over, Monday 0."""
        return WEEKDAYS.index(self.as_on)


def seven_day(document: Document, told: SevenDay) -> Iterator[Move]:
    """Move hours, reviews, staff, starts, lead times and visits of each service."""
    handoffs, settings = entries(document, "handoffs"), entries(document, "care_settings")
    for index, name in enumerate(told.services):
        at: Path = ("services", index)
        known(name, {**handoffs, **settings}, "handoff or care setting", at)
        if told.is_neutral:
            continue
        if name in settings:
            yield from _of_setting(document, name, told)
        if name in handoffs:
            yield from _of_handoff(document, name, told, at)


def _of_setting(document: Document, name: str, told: SevenDay) -> Iterator[Move]:
    path: Path = ("care_settings", name)
    yield from _of_hours(path, entries(document, *path), told)
    for inner, unit in units(document, name):
        yield from _of_hours(inner, unit, told)
        if "by_weekday" in unit:
            yield from _of_visits(inner, unit, told)


def _of_hours(path: Path, held: dict[str, Any], told: SevenDay) -> Iterator[Move]:
    """Move the hours and reviews of a care setting or unit."""
    for field in _HOURS:
        if field in held:
            yield from _if_other((*path, field), held[field], told)
    if isinstance(held.get("reviews"), list):
        for index, review in enumerate(held["reviews"]):
            at = moments_as_on(review["at"], told.weekend, told.model)
            if at != moments_as_on(review["at"], [], told.model):
                yield Move((*path, "reviews", index, "at"), at)


def _if_other(path: Path, hours: str, told: SevenDay) -> Iterator[Move]:
    after = hours_as_on(hours, told.weekend, told.model)
    if WeeklyHours.parse(after).windows != WeeklyHours.parse(hours).windows:
        yield Move(path, after)


def _of_visits(path: Path, unit: dict[str, Any], told: SevenDay) -> Iterator[Move]:
    """Move the days on which a team visits, and with extra staff how many work in it."""
    before = unit["by_weekday"]
    after = [
        max(weight, before[told.model]) if day in told.weekend else weight
        for day, weight in enumerate(before)
    ]
    if after == before:
        return
    grows, team = sum(after) / sum(before), unit.get("team")
    if team is None and not told.extra_staff:
        after = [multiplied(weight, 1 / grows) for weight in after]
    yield Move((*path, "by_weekday"), after)
    if isinstance(team, dict) and told.extra_staff:
        yield Move((*path, "team", "staff_wte"), multiplied(team["staff_wte"], grows))


def _of_handoff(document: Document, name: str, told: SevenDay, at: Path) -> Iterator[Move]:
    handoff, path = entries(document, "handoffs", name), ("handoffs", name)
    if "panel" in handoff:
        do = "change when it sits: - {path: handoffs." + name + ".panel.sits, set: ...}"
        raise RefusedError(f"'{name}' is decided by a panel, which has no working hours", at, do)
    hours = handoff.get("hours", "always")
    if "hours" in handoff:
        yield from _if_other((*path, "hours"), hours, told)
    if "staff" in handoff:
        yield from _of_staff(path, handoff["staff"], hours, told)
    after = hours_as_on(hours, told.weekend, told.model)
    days = Fraction(_days(after), max(1, _days(hours)))
    minutes = Fraction(_minutes(after), max(1, _minutes(hours)))
    yield from _of_starts((*path, "starts"), handoff.get("starts"), float(days), told)
    if not told.extra_staff:
        yield from _longer((*path, "lead_time"), handoff.get("lead_time"), days, minutes)
        for inner, law in _own_laws(document, name):
            yield from _longer(inner, law, days, minutes)


def _of_staff(path: Path, staff: Any, hours: str, told: SevenDay) -> Iterator[Move]:
    before = staff_of_week(staff, hours)
    after = staff_as_on(before, told.weekend, told.model)
    if after == before or (told.extra_staff and not isinstance(staff, list)):
        return
    if not told.extra_staff:
        after = spread(after, minutes_on_duty(before))
    yield Move((*path, "staff"), shifts_in_words(after))


def _of_starts(path: Path, starts: Any, days: float, told: SevenDay) -> Iterator[Move]:
    """Move the starts released: a weekend day has those of a weekday, or those of a week last."""
    if not isinstance(starts, dict):
        return
    if told.extra_staff and "per_week" in starts:
        yield Move((*path, "per_week"), multiplied(starts["per_week"], days))
    elif not told.extra_staff and "per_day" in starts:
        yield Move((*path, "per_day"), multiplied(starts["per_day"], 1 / days))


def _longer(path: Path, law: Any, days: Fraction, minutes: Fraction) -> Iterator[Move]:
    """Move a lead time in working time, of which there is more in a week than before."""
    kind = _working_unit(law)
    factor = {"working day": days, "working hour": minutes}.get(kind, Fraction(1))
    if factor != 1:
        yield Move(path, scaled(standing_at(_NOWHERE, law), float(factor), _NOWHERE).plain())


def _own_laws(document: Document, name: str) -> Iterator[tuple[Path, Any]]:
    """Lead times of a handoff that a pathway says itself."""
    for pathway in entries(document, "pathways"):
        for path, listed in steps(document, pathway):
            for index, step in enumerate(listed):
                handoff = inside(step, ("handoff",))
                if isinstance(handoff, dict) and handoff.get("name") == name:
                    yield (*path, index, "handoff", "takes"), handoff.get("takes")


def _working_unit(law: Any) -> str:
    """The unit of working time that a law is in; empty for clock time."""
    held = law.values() if isinstance(law, dict) else law if isinstance(law, list) else ()
    if isinstance(law, str):
        is_working = Duration.reads(law) and Duration.parse(law).is_working
        return Duration.parse(law).unit if is_working else ""
    return next((unit for each in held if (unit := _working_unit(each))), "")


def _days(hours: str) -> int:
    return sum(bool(day) for day in WeeklyHours.parse(hours).windows)


def _minutes(hours: str) -> int:
    return sum(WeeklyHours.parse(hours).open_minutes)
