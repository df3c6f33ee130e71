"""Counts at midnight, by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.place import level
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import goes_to_acute, is_acute_setting, stays


@dataclass(frozen=True, slots=True)
class Midnights:
    """Units by whole days of the run: what is true just before the midnight that ends the day.

    ``patients`` in the place; ``taken`` places that they take; ``open`` places; ``nctr``: patients
    who no longer meet the criteria to reside.
    """

    patients: Integers
    taken: Integers
    open: Integers
    nctr: Integers


def midnights(run: Run) -> Midnights:
    """Count every unit at the end of every whole day of the run, warm-up included."""
    every = run.once(stays)
    is_there = every.started >= 0
    unit, weight = every.unit[is_there], every.weight[is_there]
    begin, finish = every.started[is_there], every.left[is_there]
    ready = no_longer_needs(run)
    shape = len(run.network.units), run.network.end // DAY
    last = (np.arange(shape[1], dtype=np.int64) + 1) * DAY - 1
    capacity = [level(one.capacity, last) for one in run.network.units]
    return Midnights(
        count_at_midnight(unit, shape, begin, finish),
        count_at_midnight(unit, shape, begin, finish, weight),
        np.array(capacity, dtype=np.int64).reshape(shape),
        count_at_midnight(every.unit[ready], shape, every.ready[ready], every.left[ready]),
    )


def no_longer_needs(run: Run) -> Booleans:
    """Stays of patients declared ready who wait for anything but another acute bed from acute."""
    every = run.once(stays)
    acute = run.once(is_acute_setting)[every.care_setting]
    is_inside = acute & run.once(goes_to_acute)
    return (every.ready >= 0) & ~is_inside


def count_at_midnight(
    key: Integers,
    shape: tuple[int, int],
    begin: Integers,
    finish: Integers,
    weight: Integers | None = None,
) -> Integers:
    """Spans ``[begin, finish)`` under way just before each midnight: keys x days.

    ``finish`` -1: not over. A span that ends at midnight itself is still counted; one that begins
    there is not.
    """
    n_keys, n_days = shape
    until = np.where(finish < 0, n_days, np.minimum(finish // DAY, n_days))
    change = np.zeros(n_keys * (n_days + 1))
    for sign, days in ((1, np.minimum(begin // DAY, n_days)), (-1, until)):
        cell = key * (n_days + 1) + days
        change += sign * np.bincount(cell, weight, minlength=len(change))
    by_day = change.astype(np.int64).reshape(n_keys, n_days + 1)
    return np.cumsum(by_day, axis=1)[:, :n_days]


def days_within(run: Run) -> Integers:
    """The whole days of the run that lie in the window, as day numbers."""
    days = np.arange(run.network.end // DAY, dtype=np.int64)
    return days[(days * DAY >= run.window[0]) & ((days + 1) * DAY <= run.window[1])]
