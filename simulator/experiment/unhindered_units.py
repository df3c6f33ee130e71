"""Units as somebody meets them whom nobody else is in the way of: which, open when, seen when."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import open_times
from simulator.network.network import NONE, Calendar, Network, Step, Unit

Times = NDArray[np.int64]
Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

LEVELS = 1_000_000


def serves_without_queue(unit: Unit) -> bool:
    """Whether somebody is in a unit though nobody queues: it is not out of area, nor a surge."""
    return unit.trigger is None and not unit.away


def chosen(network: Network, step: Step, locality: Numbers, u: Reals) -> tuple[Numbers, Times]:
    """A unit of those that each may use first, in proportion to their room, and after how long.

    ``locality``: of each; ``u``: uniform numbers, one for each.
    """
    unit, after = np.zeros((2, len(locality)), dtype=np.int64)
    for number, choices in enumerate(step.choices):
        here = locality == number
        if not choices or not here.any():
            continue
        usual = [each for each in choices if serves_without_queue(network.units[each.unit])]
        soonest = min(choice.after for choice in usual or choices)
        first = [choice.unit for choice in usual or choices if choice.after == soonest]
        room = [max(network.units[i].capacity.values) + 1e-9 for i in first]
        which = np.searchsorted(np.cumsum(room) / sum(room), u[here], side="right")
        unit[here] = np.array(first)[which]
        after[here] = soonest
    return unit, after


def next_open(unit: Numbers, times: Times, calendars: Sequence[Calendar | None]) -> Times:
    """First moments, then or later, at which each one's unit is open by its calendar."""
    opens = times.copy()
    for number in np.unique(unit):
        here = unit == number
        opens[here] = open_times.next_open([calendars[number]], times[here])
    return opens


def reserved(network: Network, unit: Numbers, present: Numbers, times: Times) -> Times:
    """First moments at which the unit admits and the present one (-1: none) lets people go."""
    found = times.copy()
    units = len(network.units) + 1
    pair = unit * units + present + 1
    for each in np.unique(pair).tolist():
        here, new, old = pair == each, each // units, each % units - 1
        moves_out = network.units[old].moves_out if old != NONE else None
        calendars = [network.units[new].admits, moves_out]
        found[here] = open_times.next_open(calendars, times[here])
    return found


def ready(network: Network, unit: Numbers, ended: Times, u: Reals) -> Times:
    """When need that ended is seen to have ended; ``u``: a uniform review level for each."""
    level = np.floor(u * LEVELS).astype(np.int64)
    found = ended.copy()
    for number in np.unique(unit):
        here = unit == number
        reviews = network.units[number].reviews
        found[here] = open_times.next_review(reviews, ended[here], level[here])
    return found
