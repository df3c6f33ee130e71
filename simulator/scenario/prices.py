"""Prices of a unit, and its staffing by rule, in the scenario's price year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.care_setting import Unit
from simulator.scenario.cost import Cost, Pay
from simulator.scenario.handoff import Handoff
from simulator.scenario.money import Costs
from simulator.scenario.roster import Roster

NURSES, SUPPORT_WORKERS, TEAM_MEMBERS = "nurses", "support workers", "team members"
COVERED = "absences covered"
RATES = (
    "per_occupied_day",
    "per_open_day",
    "per_start",
    "per_year",
    "per_visit",
    "per_travel_minute",
)


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one unit, in the scenario's price year.

    ``per_year``: of the unit itself; that of its care setting is not in it.
    """

    per_occupied_day: float
    per_open_day: float
    per_start: float
    per_year: float
    per_visit: float
    per_travel_minute: float


def prices(costs: Costs, setting: Cost, unit: Cost | None) -> Prices:
    """What holds for a unit: each price that it gives itself, else that of its care setting.

    Raises:
        KeyError: no index is stated for a price year.
    """
    return Prices(*(_rate(costs, setting, unit, name) for name in RATES))


def _rate(costs: Costs, setting: Cost, unit: Cost | None, name: str) -> float:
    if unit is not None and name in unit.model_fields_set:
        return float(getattr(unit, name)) * costs.factor(unit.price_year or setting.price_year)
    if name == "per_year":
        return 0.0
    return float(getattr(setting, name)) * costs.factor(setting.price_year)


def pay_of(setting: Cost, unit: Cost | None) -> tuple[Pay, str | None] | None:
    """The pay that holds for a unit, and its price year."""
    if unit is not None and unit.staff is not None:
        return unit.staff, unit.staff.price_year or unit.price_year or setting.price_year
    if setting.staff is not None:
        return setting.staff, setting.staff.price_year or setting.price_year
    return None


@dataclass(frozen=True, slots=True)
class Posts:
    """One line of the sum of a unit's staffing.

    ``people`` on duty in ``hours`` a week each make ``wte`` whole-time equivalents at ``pay`` a
    year; ``times``: 1, more where temporary staff get a premium, or the part that is covered.
    Of a team ``people`` and ``hours`` are 0: its whole-time equivalents are given.
    """

    shift: str
    grade: str
    people: int
    hours: float
    wte: float
    pay: float
    times: float

    @property
    def is_post(self) -> bool:
        """Whether these are people in post, and not others who stand in for them."""
        return self.grade != COVERED

    @property
    def per_year(self) -> float:
        """Its cost a year."""
        return self.wte * self.pay * self.times


def posts(costs: Costs, setting: Cost, unit: Unit) -> tuple[Posts, ...]:
    """The sum of a unit's staffing, line by line; none where it has no pay or no rule.

    Raises:
        KeyError: no index is stated for a price year.
    """
    given = pay_of(setting, unit.cost)
    if given is None:
        return ()
    pay, factor = given[0], costs.factor(given[1])
    if unit.staffing is not None:
        return tuple(_of_roster(unit.staffing, unit.capacity, pay, factor))
    if unit.team is not None and pay.team_member is not None:
        wte, member = unit.team.staff_wte, pay.team_member * factor
        return (Posts("", TEAM_MEMBERS, 0, 0.0, wte, member, _premium(pay)),)
    return ()


def _of_roster(roster: Roster, beds: int, pay: Pay, factor: float) -> Iterator[Posts]:
    for name, shift in roster.shifts.items():
        hours = sum(shift.hours.open_minutes) / 60
        on_duty = (
            (NURSES, roster.nurses(name, beds), pay.nurse),
            (SUPPORT_WORKERS, roster.support_workers(name, beds), pay.support_worker),
        )
        for grade, people, each in on_duty:
            if people and each is not None:
                wte = people * hours / pay.hours_per_week / (1 - (pay.headroom or 0.0))
                yield Posts(name, grade, people, hours, wte, each * factor, _premium(pay))
                if grade == NURSES and (covered := _covered(roster, pay)):
                    yield Posts(name, COVERED, people, hours, wte, each * factor, covered)


def _premium(pay: Pay) -> float:
    return 1 + pay.temporary_share * pay.temporary_premium


def _covered(roster: Roster, pay: Pay) -> float:
    """What absences that are covered cost, as a share of the nurses' own cost."""
    work = 0.0 if pay.absences_covered == "within_headroom" else 1.0
    return roster.absence * roster.cover * (work + pay.temporary_premium)


@dataclass(frozen=True, slots=True)
class HandoffPrices:
    """Prices of a handoff, in the scenario's price year."""

    per_start: float
    per_staff_hour: float


def handoff_prices(costs: Costs, handoff: Handoff) -> HandoffPrices:
    """Prices of a handoff: cost_per_start, or what its cost says.

    Raises:
        KeyError: no index is stated for a price year.
    """
    said = handoff.cost
    factor = costs.factor(said.price_year)
    if "per_start" in said.model_fields_set:
        return HandoffPrices(said.per_start * factor, said.per_staff_hour * factor)
    return HandoffPrices(handoff.cost_per_start, said.per_staff_hour * factor)
