"""Places out of area, from which patients come back before their need has ended (rule 15)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_steps import Case
from simulator.network.network import NEVER, NONE

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def come_back(
    case: Case, unit: Integers, started: Integers, ended: Integers
) -> tuple[Integers, Integers]:
    """By step: when the record brings him back, and the unit that his stay began in.

    ``unit``: that which the record leaves him in, -1 for none, as in what is returned. ``NEVER``
    where he does not come back, or where nobody could: not from such a unit, not to such a unit,
    not before he is there, nor once his need has ended.
    """
    journeys = case.journeys
    back = np.where(journeys.moved_back >= 0, journeys.moved_back, NEVER).astype(np.int64)
    may = is_away(case, journeys.away_unit) & (unit != NONE) & ~is_away(case, unit)
    may &= (back >= started) & (back < ended)
    moved_back = np.where(may, back, NEVER)
    return moved_back, np.where(moved_back < NEVER, journeys.away_unit, unit).astype(np.int64)


def is_away(case: Case, units: Integers) -> Flags:
    """Whether each is the number of a unit that is out of area."""
    away = np.array([unit.away for unit in case.network.units] + [False], dtype=bool)
    exists = (units >= 0) & (units < len(case.network.units))
    found: Flags = away[np.where(exists, units, NONE)]
    return found
