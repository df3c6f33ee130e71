"""What a candidate costs: what is given, what the scenario says of capacity, or capacity itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.errors import InputError, Problem
from simulator.experiment.grid import Axis
from simulator.experiment.sizing_search import points_of
from simulator.results.costs_amount import FIXED, STAFFING
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.run import Floats

OPTION = "--price"
Basis = Literal["given", "scenario", "capacity"]
# Of what is there whether or not anybody uses it.
PARTS = tuple(Key("cost_by_part", where(band=part), "per_year") for part in (FIXED, STAFFING))
TOTAL = Key("cost", where(), "per_year")
# Open days move by closures; a price below this part of a unit of currency is none.
LEAST_PRICE = 0.5


@dataclass(frozen=True, slots=True)
class Pricing:
    """What one more of each axis costs, a year in the scenario's currency; 1 of ``capacity``."""

    basis: Basis
    per_unit: tuple[float, ...]

    def costs(self, axes: Sequence[Axis]) -> Floats:
        """The cost of what is varied at every point of a lattice."""
        numbers = [np.array(axis.numbers, dtype=np.float64) for axis in axes]
        points = np.array(points_of([len(axis.values) for axis in axes]))
        columns = [
            each[points[:, at]] * price
            for at, (each, price) in enumerate(zip(numbers, self.per_unit, strict=True))
        ]
        return np.asarray(np.sum(columns, axis=0), dtype=np.float64)


def prices_of(
    texts: Sequence[str], axes: Sequence[Axis]
) -> tuple[tuple[float, ...] | None, list[Problem]]:
    """Prices a year from texts like ``care_settings.acute.units.North.beds=90000``, by axis.

    None where none is given. All are, or none.
    """
    paths = [axis.path for axis in axes]
    found: dict[str, float] = {}
    problems = []
    for text in texts:
        path, _, amount = (each.strip() for each in text.rpartition("="))
        value = _amount(amount)
        if path not in paths:
            says = f"'{text}' prices something that is not varied"
            do = f"write one of: {', '.join(f'{each}=90000' for each in paths)}"
            problems.append(Problem(says, path=OPTION, do=do))
        elif value is None:
            says = f"'{text}': the price must be a number above 0"
            problems.append(Problem(says, path=OPTION, do=f"write it like {path}=90000"))
        else:
            found[path] = value
    missing = [path for path in paths if path not in found]
    if texts and missing and not problems:
        says = f"no price is given for {', '.join(missing)}"
        problems.append(Problem(says, path=OPTION, do="price all that are varied, or none"))
    if problems or not found:
        return None, problems
    return tuple(found[path] for path in paths), []


def pricing_of(
    axes: Sequence[Axis],
    given: Sequence[float] | None,
    bottom: Sequence[Measured],
    tops: Sequence[Sequence[Measured]],
) -> Pricing:
    """The prices that candidates are ordered by.

    ``bottom``, ``tops``: runs with all axes at their least, and with each in turn at its greatest;
    the scenario's price of capacity is the difference of its fixed and staffing cost, per unit.

    Raises:
        InputError: the scenario prices only some of several, or none of several unlike ones.
    """
    if given is not None:
        return Pricing("given", tuple(given))
    found = [_price(axis, bottom, top) for axis, top in zip(axes, tops, strict=True)]
    priced = [price > LEAST_PRICE for price in found]
    if all(priced):
        return Pricing("scenario", tuple(found))
    if len({axis.path.rpartition(".")[2] for axis in axes}) == 1 and not any(priced):
        return Pricing("capacity", (1.0,) * len(axes))
    raise InputError(
        [
            Problem(
                f"the scenario has no price for having more of {axis.path}, and what is varied "
                "cannot be added up without one",
                path=OPTION,
                do="give what one more of each costs a year: "
                + " ".join(f'--price "{each.path}=…"' for each in axes),
            )
            for axis, is_priced in zip(axes, priced, strict=True)
            if not is_priced
        ]
    )


def _price(axis: Axis, bottom: Sequence[Measured], top: Sequence[Measured]) -> float:
    assert axis.numbers is not None
    more = axis.numbers[-1] - axis.numbers[0]
    return (_standing(top) - _standing(bottom)) / more


def _standing(runs: Sequence[Measured]) -> float:
    """Mean cost a year of what is there whether or not anybody uses it."""
    keys = runs[0].keys
    rows = [keys.index(key) for key in PARTS if key in keys]
    return float(np.mean([each.values[rows].sum() for each in runs]))


def _amount(text: str) -> float | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
