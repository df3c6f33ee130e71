"""Beds that a scenario frees: how many, at what occupancy, and which could be closed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.experiment.arm import Arm
from simulator.experiment.money_columns import Columns, Side, paired_columns
from simulator.results.costs_amount import OCCUPIED
from simulator.results.costs_staff import DAYS_A_YEAR
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.scenario.bed_price import BedPrice, bed_price, closable
from simulator.scenario.care_setting import CareSetting

BEDS = "beds"
# A whole number of beds is one even where sums round a little below it.
SMALL = 1e-9


@dataclass(frozen=True, slots=True)
class Beds:
    """Beds of a care setting in one scenario against the reference, units out of area left out.

    ``taken``, ``empty``: means over time of beds with and without somebody in them. ``days_paid``:
    what occupied days cost a year at their price. ``whole``: beds that are surely free, the lower
    end of their interval rounded down; ``closed``: those of them in whole bays and units.
    """

    care_setting: str
    taken: Effect
    empty: Effect
    days_paid: Effect
    price: BedPrice
    whole: int
    closed: int

    @property
    def is_freed(self) -> bool:
        """Whether fewer beds are taken."""
        return self.taken.difference < 0

    @property
    def own_share(self) -> float:
        """Of the change in beds taken, the part for which the scenario opens or closes beds."""
        taken = self.taken.difference
        opened = taken + self.empty.difference
        return min(max(opened / taken, 0.0), 1.0) if taken else 0.0

    @property
    def is_room_known(self) -> bool:
        """Whether it is said what an occupied day costs apart from what is there anyway."""
        return self.price.is_split

    @property
    def if_closed(self) -> float:
        """What the beds that can be closed cost a year in full."""
        return self.closed * self.price.per_year

    def occupancy(self, of_reference: bool = False, closed: int = 0) -> float:
        """Beds taken over beds open, of the means over time; NaN with none open."""
        name = "reference" if of_reference else "other"
        taken, empty = (float(getattr(each, name)) for each in (self.taken, self.empty))
        there = taken + empty - closed
        return taken / there if there > 0 else math.nan

    def row(self) -> dict[str, object]:
        """Its tidy row: bed-days and money a year."""
        year = DAYS_A_YEAR
        return {
            "care_setting": self.care_setting,
            "n": self.taken.n,
            "bed_days_released": -self.taken.difference * year,
            "bed_days_half_width": self.taken.half_width * year,
            "beds_freed": -self.taken.difference,
            "beds_half_width": self.taken.half_width,
            "more_empty_beds": self.empty.difference,
            "more_empty_half_width": self.empty.half_width,
            "together": self.taken.together,
            "occupancy_reference": self.occupancy(of_reference=True),
            "occupancy": self.occupancy(),
            "whole_beds": self.whole,
            "beds_closed": self.closed,
            "occupancy_closed": self.occupancy(closed=self.closed),
            "bed_day_variable": self.price.variable,
            "bed_year_fixed": self.price.fixed,
            "bed_year_staffing": self.price.staffing,
            "is_split": self.price.is_split,
            "room_saves": -self.days_paid.difference if self.is_room_known else math.nan,
            "room_half_width": self.days_paid.half_width if self.is_room_known else math.nan,
            "closing_saves": self.if_closed,
        }


def bed_settings(arms: Sequence[Arm]) -> dict[str, CareSetting]:
    """Care settings with beds of some scenarios, by name; as the last that has one says it."""
    return {
        name: setting
        for arm in arms
        for name, setting in arm.loaded.scenario.care_settings.items()
        if setting.kind == BEDS
    }


def freed_beds(
    reference: Arm, arm: Arm, before: Columns, after: Columns, together: int
) -> Iterator[Beds]:
    """Beds of each care setting that has any in the reference or in a scenario.

    ``before``, ``after``: figures of the two. ``together``: how many intervals hold together.
    """
    scenario = arm.loaded.scenario
    for name, setting in bed_settings([reference, arm]).items():
        paired = paired_columns(_columns(before, name), _columns(after, name), (reference, arm))
        taken, empty, days_paid = (paired.effect(key, together) for key in paired.keys)
        assert taken is not None
        assert empty is not None
        assert days_paid is not None
        whole = _whole(taken, empty) if name in scenario.care_settings else 0
        closed = closable(setting, whole)
        price = bed_price(scenario.costs, setting)
        yield Beds(name, taken, empty, days_paid, price, whole, closed)


def _columns(figures: Columns, name: str) -> Side:
    here = where(care_setting=name)
    opened = figures.of(Key("open_places", here, "mean"))
    taken = figures.of(Key("occupancy", here, "mean")) * opened
    days_paid = Key("cost", where(care_setting=name, band=OCCUPIED), "per_year")
    return {
        Key("census", here, "mean"): taken,
        Key("open_places", here, "mean"): opened - taken,
        days_paid: figures.of(days_paid),
    }


def _whole(taken: Effect, empty: Effect) -> int:
    """Beds that are surely freed: no more are taken, and as many more stand empty.

    Where a scenario itself closes what it frees no more stand empty.
    """
    ends = (-taken.difference - taken.half_width, empty.difference - empty.half_width)
    least = min(ends)
    return max(math.floor(least + SMALL), 0) if not any(map(math.isnan, ends)) else 0
