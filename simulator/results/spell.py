"""Hospital spells: a patient's acute stays that follow one another without a gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.results.run import Integers, Run
from simulator.results.stays import is_acute, stays


@dataclass(frozen=True, slots=True)
class Spells:
    """One row per hospital spell: first ``started`` to last ``left`` (-1: not over).

    ``first``, ``last``: rows in the stays; a spell that is under way has its latest stay as last.
    """

    first: Integers
    last: Integers
    started: Integers
    left: Integers


def spells(run: Run) -> Spells:
    """Join the acute stays of each patient in which the next starts as the one before is left."""
    every = run.once(stays)
    row = np.flatnonzero(run.once(is_acute) & (every.started >= 0))
    follows = np.zeros(len(row), dtype=np.bool_)
    follows[1:] = (every.patient[row[1:]] == every.patient[row[:-1]]) & (
        every.started[row[1:]] == every.left[row[:-1]]
    )
    first = np.flatnonzero(~follows)
    last = np.append(first[1:], len(row))[: len(first)] - 1
    return Spells(row[first], row[last], every.started[row[first]], every.left[row[last]])
