"""Counts at midnight, by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.falls import falls
from simulator.results.hold import holds
from simulator.results.opening import open_paths
from simulator.results.outline import Outline
from simulator.results.place import care_settings, level, units
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import is_inside, relapses, stays


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
    every, held, capacity = run.once(stays), run.once(holds), open_at_midnight(run)
    there = np.flatnonzero(held.started >= 0)
    unit, weight = held.unit[there], held.weight[there]
    begin, finish = held.started[there], held.left[there]
    patients = count_at_midnight(unit, capacity.shape, begin, finish)
    taken = patients
    if (weight != 1).any():
        taken = count_at_midnight(unit, capacity.shape, begin, finish, weight)
    if len(fallen := run.once(falls)):
        unit, finish = every.unit[fallen.stay], every.left[fallen.stay]
        taken = taken - count_at_midnight(unit, capacity.shape, fallen.at, finish, fallen.drop)
    ready = np.flatnonzero(run.once(no_longer_needs))
    nctr = count_at_midnight(
        every.unit[ready], capacity.shape, every.ready[ready], every.left[ready]
    )
    back = run.once(relapses)
    if len(back.stay):
        some = run.once(no_longer_needs)[back.stay]
        unit = every.unit[back.stay[some]]
        nctr = nctr - count_at_midnight(unit, capacity.shape, back.begin[some], back.finish[some])
    return Midnights(patients, taken, capacity, nctr)


def open_at_midnight(run: Run) -> Integers:
    """Open places: units x whole days of the run."""
    units, opened, last = run.network.units, run.once(open_paths), run.fixed(_last_moments)
    capacity = [level(opened.get(i, unit.capacity), last) for i, unit in enumerate(units)]
    return np.array(capacity, dtype=np.int64).reshape(len(units), len(last))


def _last_moments(outline: Outline) -> Integers:
    """The last microsecond of each whole day of the run."""
    return (np.arange(outline.network.end // DAY, dtype=np.int64) + 1) * DAY - 1


def no_longer_needs(run: Run) -> Booleans:
    """Stays of patients declared ready who wait for anything but another acute bed from acute."""
    return (run.once(stays).ready >= 0) & ~run.once(is_inside)


def midnights_by_place(run: Run) -> Midnights:
    """The same by place instead of unit: care settings and their sums, then units.

    Open places, and those taken of them, of a care setting are without its units out of area.
    """
    counts, every, here = run.once(midnights), run.fixed(unit_sums), run.fixed(sums_here)

    def by_place(by_unit: Integers, sums: Sequence[tuple[int, ...]]) -> Integers:
        return np.stack([by_unit[list(one)].sum(axis=0) for one in sums])

    return Midnights(
        by_place(counts.patients, every),
        by_place(counts.taken, here),
        by_place(counts.open, here),
        by_place(counts.nctr, every),
    )


def unit_sums(outline: Outline) -> tuple[tuple[int, ...], ...]:
    """The units of each place: care settings and their sums, then units."""
    places = (*care_settings(outline.network), *units(outline.network))
    return tuple(place.units for place in places)


def sums_here(outline: Outline) -> tuple[tuple[int, ...], ...]:
    """The same without units out of area, but for such a unit itself."""
    known, named = outline.network.units, units(outline.network)
    whole = care_settings(outline.network)
    here = [tuple(unit for unit in place.units if not known[unit].away) for place in whole]
    return (*here, *(place.units for place in named))


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


def days_within(outline: Outline) -> Integers:
    """The whole days of the run that lie in the window, as day numbers."""
    first, end = outline.window
    days = np.arange(outline.network.end // DAY, dtype=np.int64)
    return days[(days * DAY >= first) & ((days + 1) * DAY <= end)]
