"""What a bed of a care setting costs, and how many of its beds can be closed at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.money import Costs
from simulator.scenario.prices import posts, prices

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class BedPrice:
    """Prices of a bed of a care setting, in the scenario's price year, averaged over its beds.

    ``variable``: of a day on which somebody is in it; ``fixed`` and ``staffing``: a year, open or
    staffed, whether or not anybody is in it. Sites and starts are in none: closing some beds ends
    neither. ``is_split``: whether anything but the occupied day is priced; where nothing is, that
    price is of the whole day, and nobody has said what of it an empty bed saves.
    """

    variable: float
    fixed: float
    staffing: float
    is_split: bool

    @property
    def per_year(self) -> float:
        """A bed in use all year, in full."""
        return self.variable * DAYS_A_YEAR + self.fixed + self.staffing

    @property
    def ends_with_it(self) -> float:
        """What ends when an empty bed is closed: of a price that is not split, the whole day's."""
        return self.fixed + self.staffing if self.is_split else self.per_year


def bed_price(costs: Costs, setting: CareSetting) -> BedPrice:
    """Prices of a bed of a care setting, without its units out of area.

    Raises:
        KeyError: no index is stated for a price year.
    """
    own = _own(setting)
    beds = sum(unit.capacity for unit in own)
    if not beds:
        return BedPrice(0.0, 0.0, 0.0, False)
    each = [(unit, prices(costs, setting.cost, unit.cost)) for unit in own]
    staffing = sum(line.per_year for unit in own for line in posts(costs, setting.cost, unit))
    variable = sum(unit.capacity * price.per_occupied_day for unit, price in each)
    fixed = sum(unit.capacity * price.per_open_day for unit, price in each) * DAYS_A_YEAR
    sites = setting.cost.per_year + sum(price.per_year for _, price in each)
    is_split = bool(fixed or staffing or sites)
    return BedPrice(variable / beds, fixed / beds, staffing / beds, is_split)


def _own(setting: CareSetting) -> list[Unit]:
    return [unit for unit in setting.units if not unit.out_of_area]


def closable(setting: CareSetting, most: int) -> int:
    """The most beds, no more than ``most``, that closing whole bays and whole units takes out.

    A unit that states no bays closes as a whole.
    """
    reached = {0}
    for unit in _own(setting):
        together = {beds + more for beds in reached for more in _steps(unit)}
        reached |= {beds for beds in together if beds <= most}
    return max(reached)


def _steps(unit: Unit) -> Iterator[int]:
    """Beds that may be closed of a unit; what its bays leave over closes with all of it."""
    if unit.bay_beds is not None:
        yield from range(unit.bay_beds, unit.capacity, unit.bay_beds)
    yield unit.capacity
