"""The money of a comparison: who pays, beds freed, and the cost of what is avoided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.arm import Arm
from simulator.experiment.draws_split import spread_over_draws
from simulator.experiment.draws_taken import draws_taken
from simulator.experiment.money_basis import (
    TOTAL,
    Basis,
    least_sides,
    paid_in,
    payer_key,
    payers_of_all,
    sides,
)
from simulator.experiment.money_beds import Beds, bed_settings, freed_beds
from simulator.experiment.money_between import ratio_between
from simulator.experiment.money_columns import Columns, Side, less, paired_columns
from simulator.results.costs_amount import OCCUPIED
from simulator.results.costs_staff import DAYS_A_YEAR
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.money_ratio import Ratio
from simulator.results.paired import Effect, Paired
from simulator.results.run import Floats

if TYPE_CHECKING:
    import pandas as pd

ACUTE_BEDS, ALL_BEDS = "acute beds", "all beds"


@dataclass(frozen=True, slots=True)
class RatioRow:
    """The cost of each delayed bed-day avoided in some beds, on one basis.

    ``is_most``: the cost is the most that it may be, as a price that is not split is at stake.
    """

    basis: Basis
    place: str
    ratio: Ratio
    is_most: bool


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """What one scenario does to money against the reference, a year, in its price year.

    ``payers``: codes of those who pay anything in any scenario. ``paired``: differences of cost
    by basis, in all and by payer; by the scenario's prices also by care setting, handoff and kind.
    ``least``: the least that may be paid where beds are only room; ``Basis.ROOM`` is the most.
    ``together``: how many intervals hold together for payers, scenarios and bases.
    """

    arm: Arm
    payers: tuple[str, ...]
    paired: Mapping[Basis, Paired]
    least: Paired
    beds: tuple[Beds, ...]
    ratios: tuple[RatioRow, ...]
    together: int

    def is_told(self, payer: str) -> bool:
        """Whether it is said what days freed or added in beds that stay open do to a payer."""
        return self.paid(payer, Basis.ROOM).difference == self.least_paid(payer).difference

    def not_split(self, payer: str) -> list[str]:
        """Care settings whose price is not split where that leaves open what a payer pays."""
        priced, payers = self.paired[Basis.PRICED], [payer] if payer else self.payers
        return [
            each.care_setting
            for each in self.beds
            if not each.is_room_known
            and each.own_share < 1
            and any(_is_moved(priced, who, each.care_setting) for who in payers)
        ]

    @property
    def closed(self) -> int:
        """Beds in whole bays and units that can be closed."""
        return sum(each.closed for each in self.beds)

    def paid(self, payer: str, basis: Basis) -> Effect:
        """What a payer pays a year, or all of them together where the payer is ''."""
        return self._of(self.paired[basis], payer)

    def least_paid(self, payer: str) -> Effect:
        """The least that a payer may pay a year where beds are only room."""
        return self._of(self.least, payer)

    def _of(self, paired: Paired, payer: str) -> Effect:
        found = paired.effect(payer_key(payer), self.together)
        assert found is not None
        return found

    def frames(self) -> dict[str, pd.DataFrame]:
        """Tidy tables, by name: what is paid, beds freed, ratios."""
        import pandas as pd

        rows: dict[str, list[dict[str, Any]]] = {
            "money": [row for basis, each in self.paired.items() for row in _rows(basis, each)],
            "money_beds": [each.row() for each in self.beds],
            "money_ratios": [_ratio_row(each) for each in self.ratios],
        }
        return {
            name: pd.DataFrame([{"scenario": self.arm.label, **row} for row in some])
            for name, some in rows.items()
        }


def _is_moved(priced: Paired, payer: str, setting: str) -> bool:
    """Whether occupied days of a payer in a care setting change at all."""
    effect = priced.effect(paid_in(payer, setting, OCCUPIED))
    return effect is not None and effect.difference != 0


def _rows(basis: Basis, paired: Paired) -> Iterator[dict[str, Any]]:
    kept = ["measure", "care_setting", "handoff", "organisation", "band", "n"]
    kept += ["reference", "other", "difference", "sd", "half_width"]
    for row in paired.frame()[kept].to_dict("records"):
        yield {"basis": str(basis), **{str(name): value for name, value in row.items()}}


def _ratio_row(row: RatioRow) -> dict[str, Any]:
    ratio = row.ratio
    return {
        "basis": str(row.basis),
        "delayed_in": row.place,
        "n": ratio.n,
        "cost_per_year": ratio.cost,
        "cost_half_width": ratio.cost_half_width,
        "cost_is_most": row.is_most,
        "delayed_bed_days_avoided": ratio.avoided,
        "avoided_half_width": ratio.avoided_half_width,
        "ratio": ratio.ratio,
        "low": ratio.low,
        "high": ratio.high,
        "together": ratio.together,
        "says": str(ratio.says),
    }


def money_frames(every: Sequence[Money]) -> dict[str, pd.DataFrame]:
    """The tidy tables of all scenarios, by name: what is paid, beds freed, ratios."""
    import pandas as pd

    tables = [each.frames() for each in every]
    names = tables[0] if tables else ()
    return {name: pd.concat([each[name] for each in tables]) for name in names}


def money_of(arms: Sequence[Arm], measured: Sequence[Sequence[Measured]]) -> tuple[Money, ...]:
    """The money of every scenario against the first, on the same patients.

    ``measured``: the measures of the replications of each scenario.
    """
    reference, *others = arms
    before, *every = [Columns(one) for one in measured]
    # Beds taken and beds empty, of every care setting with beds.
    intervals = sum(2 * len(bed_settings([reference, arm])) for arm in others)
    known = [payer for arm in arms for payer in arm.loaded.scenario.costs.known_payers]
    payers = payers_of_all([before, *every], list(dict.fromkeys(known)))
    # One interval by prices and one for both other bases, which lie a fixed sum apart. What is
    # said of the most and the least holds for both, and so needs no wider ones.
    together = 2 * (len(payers) + 1) * len(others)
    found = []
    for arm, after in zip(others, every, strict=True):
        beds = tuple(freed_beds(reference, arm, before, after, intervals))
        both = {basis: sides(basis, before, after, payers, beds) for basis in Basis}
        least = least_sides(before, after, payers, beds)
        paired = {basis: paired_columns(*each, (reference, arm)) for basis, each in both.items()}
        delayed = _avoided([reference, arm], before, after)
        scenarios = [each.loaded.scenario for each in (reference, arm)]
        taken = draws_taken(scenarios, before.replications)
        ratios = tuple(_ratios(both, least, delayed, len(others), taken))
        lower = paired_columns(*least, (reference, arm))
        found.append(Money(arm, payers, paired, lower, beds, ratios, together))
    return tuple(found)


def _avoided(arms: Sequence[Arm], before: Columns, after: Columns) -> dict[str, Floats]:
    """Delayed bed-days avoided a year in acute beds and in all, where the two are not the same."""
    settings = bed_settings(arms)
    acute = [name for name, each in settings.items() if each.acute]
    places = {ACUTE_BEDS: acute, ALL_BEDS: list(settings)}
    if not acute or len(acute) == len(settings):
        del places[ACUTE_BEDS]
    return {
        place: less(_delayed(before, names), _delayed(after, names))
        for place, names in places.items()
        if names
    }


def _delayed(columns: Columns, settings: Sequence[str]) -> Floats:
    every = [
        columns.of(Key("delayed_bed_days", where(care_setting=name), "per_day"))
        for name in settings
    ]
    total: Floats = np.sum(every, axis=0) * DAYS_A_YEAR
    return total


def _ratios(
    both: Mapping[Basis, tuple[Side, Side]],
    least: tuple[Side, Side],
    delayed: Mapping[str, Floats],
    scenarios: int,
    taken: Sequence[int] | None,
) -> Iterator[RatioRow]:
    """``taken``: which replications hang together by draws."""
    together = len(both) * len(delayed) * scenarios
    costs = {basis: _more(each) for basis, each in both.items()}
    lowest = _more(least)
    is_told = np.array_equal(costs[Basis.ROOM], lowest)
    for place, avoided in delayed.items():
        for basis, cost in costs.items():
            is_most = basis is not Basis.PRICED and not is_told
            columns = (lowest if is_most else cost, cost, avoided)
            low, high, days = (spread_over_draws(taken, each) for each in columns)
            yield RatioRow(basis, place, ratio_between(low, high, days, together), is_most)


def _more(both: tuple[Side, Side]) -> Floats:
    before, after = both
    return less(after[TOTAL], before[TOTAL])
