"""All figures in which a hub is set against the small units that it replaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.report.hub_figure import Figure, Values, mean_of, total_of, worst
from simulator.report.hub_merger import Merger
from simulator.results.measure import ALL_ACUTE
from simulator.results.outline import Floats
from simulator.sampling.unit_state import WANT_OF_STAFF

# What the Carter review says of small units, a year, in prices of 2016-17 or so (evidence E9).
CARTER, CARTER_SAYS = 100_000.0, "Carter 2018, pay of then: over 100"
SHARE, THOUSAND = 100.0, 1e-3
TRAVEL = {"travel_minutes": "patients", "travel_of_visitors": "visitors"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Both scenarios' values, what was merged, and words for the picture.

    ``localities``: titles by name. ``money``: sign of the currency.
    """

    before: Values
    after: Values
    merger: Merger
    localities: Mapping[str, str]
    money: str

    @property
    def units(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that are set against each other: small ones, and the hub."""
        return self.merger.small, (self.merger.hub,)

    def of_units(self, measure: str, statistic: str, **place: str) -> tuple[list[Floats], ...]:
        """A figure of each unit, on either side."""
        setting = self.merger.care_setting
        sides = zip((self.before, self.after), self.units, strict=True)
        return tuple(
            [values.get(measure, statistic, care_setting=setting, unit=u, **place) for u in units]
            for values, units in sides
        )

    def of_setting(self, measure: str, statistic: str, **place: str) -> tuple[Floats, Floats]:
        """A figure of the whole care setting, on either side."""
        where = {"care_setting": self.merger.care_setting, **place}
        both = (each.get(measure, statistic, **where) for each in (self.before, self.after))
        return next(both), next(both)


def figures(sides: Sides) -> list[Figure]:
    """Every figure that both scenarios have."""
    every = [*_pooling(sides), *_lost(sides), *_money(sides)]
    for measure, who in TRAVEL.items():
        every += _travel(sides, measure, who)
    return [each for each in every if each.is_known]


def _pooling(sides: Sides) -> Iterator[Figure]:
    few, one = sides.of_units("days_full", "share")
    yield Figure("Days full, a unit", "%", mean_of(few), mean_of(one), SHARE, "Days full, %")
    waiting = sides.of_setting("waiting_for_place", "mean")
    panel = "Waiting for a bed, patients"
    yield Figure("Waiting for a bed in the care setting", "patients", *waiting, panel=panel)
    acute = (
        each.get("delayed_patients", "mean", care_setting=ALL_ACUTE)
        for each in (sides.before, sides.after)
    )
    yield Figure("Ready to leave acute beds", "patients", next(acute), next(acute))
    few, one = sides.of_units("open_places", "mean")
    yield Figure("Beds open", "beds", total_of(few), total_of(one))
    few, one = sides.of_units("census", "mean")
    yield Figure("Patients in them", "patients", total_of(few), total_of(one))


def _lost(sides: Sides) -> Iterator[Figure]:
    for name, panel, is_staff in (
        ("Bed-days lost a year to closures", "Bed-days lost a year: closures", False),
        ("Bed-days lost a year for want of staff", "Bed-days lost a year: want of staff", True),
    ):
        both = [
            total_of([each for unit in units for each in _of_causes(sides, values, unit, is_staff)])
            for values, units in zip((sides.before, sides.after), sides.units, strict=True)
        ]
        yield Figure(name, "bed-days", both[0], both[1], panel=panel)


def _of_causes(sides: Sides, values: Values, unit: str, is_staff: bool) -> Iterator[Floats]:
    setting, measure, statistic = sides.merger.care_setting, "lost_bed_days", "per_year"
    # With nothing lost there is no row, and 0 is the answer.
    yield np.zeros(len(values.measured))
    for band in values.bands(measure, statistic, setting, unit):
        is_closure = band.startswith("closed")
        if (band == WANT_OF_STAFF) if is_staff else is_closure:
            yield values.get(measure, statistic, care_setting=setting, unit=unit, band=band)


def _money(sides: Sides) -> Iterator[Figure]:
    paid = sides.of_units("cost_by_part", "per_year", band="staffing")
    whole = sides.of_units("cost", "per_year")
    there = sides.of_units("census", "mean")
    beds = [total_of(each) for each in there]
    nursing = [total_of(a) / b for a, b in zip(paid, beds, strict=True)]
    sign = f"{sides.money} thousand a year"
    yield Figure(
        "Nursing, an occupied bed",
        sign,
        *_two(nursing),
        THOUSAND,
        f"Nursing cost of an occupied bed, {sign}",
        (CARTER * THOUSAND, CARTER_SAYS),
    )
    day = [total_of(a) / b / 365 for a, b in zip(whole, beds, strict=True)]
    yield Figure("Cost of an occupied bed-day", sides.money, *_two(day))
    yield Figure("Nursing, all", sign, *_two([total_of(each) for each in paid]), THOUSAND)
    yield Figure("Cost, all", sign, *_two([total_of(each) for each in whole]), THOUSAND)


def _two(both: Sequence[Floats]) -> tuple[Floats, Floats]:
    return both[0], both[1]


def _travel(sides: Sides, measure: str, who: str) -> Iterator[Figure]:
    """Of all units of the care setting, since those who would have gone to one go to others too."""
    is_first = measure == next(iter(TRAVEL))

    def panel(says: str) -> str:
        return f"Travel of {who}, {says}" if is_first else ""

    mean = sides.of_setting(measure, "mean")
    yield Figure(f"Travel of {who}, mean", "minutes", *mean, panel=panel("mean minutes"))
    far = sides.of_setting(measure, "p95")
    says = "19 in 20 at most, minutes"
    yield Figure(f"Travel of {who}, 95th percentile", "minutes", *far, panel=panel(says))
    yield from _worst_off(sides, measure, who, panel("worst-off locality, minutes"))
    for name, title in sides.localities.items():
        for statistic, says in (("mean", "mean"), ("p95", "95th percentile")):
            both = sides.of_setting(measure, statistic, locality=name)
            yield Figure(f"Travel of {who} of {title}, {says}", "minutes", *both)


def _worst_off(sides: Sides, measure: str, who: str, panel: str) -> Iterator[Figure]:
    means = {name: sides.of_setting(measure, "mean", locality=name) for name in sides.localities}
    if not means:
        return
    here, there = (worst({name: both[at] for name, both in means.items()}) for at in (0, 1))
    if here and there:
        said = [sides.localities[each] for each in (here, there)]
        name = f"Travel of {who}, mean of the worst-off locality ({said[0]}; then {said[1]})"
        yield Figure(name, "minutes", means[here][0], means[there][1], panel=panel)
