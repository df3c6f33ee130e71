"""Open capacity through time: layers of effects laid over each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulator.network.calendars import Dates, Span, daily_windows
from simulator.network.network import DAY, NEVER, CapacityPath
from simulator.scenario.care_setting import CapacityChange
from simulator.scenario.handoff import Shift
from simulator.scenario.part import BankHolidays

Integers = NDArray[np.int64]

# Beds per nurse are counted in thousandths, so that they need not be whole.
THOUSAND = 1000


class Effect(IntEnum):
    """What a layer does to capacity. Amounts of one effect add up; of limits the least holds."""

    BASE = 0
    ADD = 1
    OUT_OF_USE = 2
    LIMIT_TO = 3
    CLOSED = 4
    NURSES = 5
    NURSE_BEDS = 6


@dataclass(frozen=True, slots=True)
class Layer:
    """One effect in some spans of time: ``amounts[i]`` in ``[begins[i], ends[i])``.

    Of a limit all amounts are the same. ``NURSE_BEDS``: thousandths of a bed that nurses present
    allow; ``CLOSED``: 1 wherever everything is closed.
    """

    effect: Effect
    begins: Sequence[int] | Integers
    ends: Sequence[int] | Integers
    amounts: Sequence[int] | Integers

    @classmethod
    def of(cls, effect: Effect, amount: int, spans: Sequence[Span]) -> Layer:
        """The same amount in some spans."""
        begins, ends = tuple(a for a, _ in spans), tuple(b for _, b in spans)
        return cls(effect, begins, ends, (amount,) * len(spans))


def capacity(
    base: int | Sequence[Shift],
    changes: Sequence[CapacityChange],
    dates: Dates,
    rule: BankHolidays,
) -> CapacityPath:
    """Open capacity through time, with nothing by chance."""
    return open_path(tuple(laid(base, changes, dates, rule)))


def laid(
    base: int | Sequence[Shift],
    changes: Sequence[CapacityChange],
    dates: Dates,
    rule: BankHolidays,
) -> Iterator[Layer]:
    """The layers of what is there from the start, and of its dated changes."""
    if isinstance(base, int):
        yield Layer.of(Effect.BASE, base, [(0, NEVER)])
    else:
        for shift in base:
            windows = daily_windows(shift.hours, dates, rule)
            yield Layer.of(Effect.BASE, shift.staff, windows)
    for change in changes:
        yield _changed(change, dates, rule)


def _changed(change: CapacityChange, dates: Dates, rule: BankHolidays) -> Layer:
    effect, amount = next(
        (effect, value)
        for effect in (Effect.ADD, Effect.OUT_OF_USE, Effect.LIMIT_TO)
        if (value := getattr(change, effect.name.lower())) is not None
    )
    spans = [(dates.microseconds(a), dates.microseconds(b) + DAY) for a, b in _times(change, dates)]
    if change.ends is None:
        spans = [(dates.microseconds(change.starts), NEVER)]
    if change.on is not None and not change.on.is_always:
        windows = daily_windows(change.on, dates, rule)
        spans = [(max(a, c), min(b, d)) for a, b in windows for c, d in spans]
    return Layer.of(effect, amount, [(max(a, 0), b) for a, b in spans if max(a, 0) < b])


def _times(change: CapacityChange, dates: Dates) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of each time that a change with an end comes."""
    if change.ends is None:
        return
    yield change.starts, change.ends
    last = dates.start + dt.timedelta(days=dates.end // DAY)
    first, ends = change.starts, change.ends
    while change.every_year and first.replace(year=first.year + 1) <= last:
        first, ends = first.replace(year=first.year + 1), ends.replace(year=ends.year + 1)
        yield first, ends


def open_path(layers: Sequence[Layer], least_nurses: int = 0) -> CapacityPath:
    """What is open, all layers together: a path that is never below 0.

    What is out of use is taken from the base; of this, of limits, and of what nurses allow (rounded
    down), the least holds, no less than 0; what is opened on top adds. Nothing is open where
    anything closes all, or where fewer than ``least_nurses`` are present.
    """
    moments = np.concatenate([[0], *(each.begins for each in layers), *(e.ends for e in layers)])
    times = np.unique(moments.astype(np.int64))
    times = times[(times >= 0) & (times < NEVER)]
    values = _open(layers, least_nurses, times)
    is_new = np.append(True, values[1:] != values[:-1])
    return CapacityPath(tuple(times[is_new].tolist()), tuple(values[is_new].tolist()))


def _open(layers: Sequence[Layer], least_nurses: int, times: Integers) -> Integers:
    sums = {effect: np.zeros(len(times), dtype=np.int64) for effect in Effect}
    least = np.full(len(times), NEVER)
    for layer in layers:
        level = level_of(layer, times)
        if layer.effect is Effect.LIMIT_TO:
            least = np.where(_is_on(layer, times), np.minimum(least, level), least)
        else:
            sums[layer.effect] += level
    if any(layer.effect is Effect.NURSES for layer in layers):
        least = np.minimum(least, sums[Effect.NURSE_BEDS] // THOUSAND)
    own = np.maximum(np.minimum(sums[Effect.BASE] - sums[Effect.OUT_OF_USE], least), 0)
    is_open = (sums[Effect.CLOSED] == 0) & (sums[Effect.NURSES] >= least_nurses)
    return np.where(is_open, own + sums[Effect.ADD], 0)


def level_of(layer: Layer, times: Integers) -> Integers:
    """Amount of a layer at each time, spans that overlap together."""
    amounts = np.asarray(layer.amounts, dtype=np.int64)
    return _begun(layer.begins, amounts, times) - _begun(layer.ends, amounts, times)


def _is_on(layer: Layer, times: Integers) -> NDArray[np.bool_]:
    ones = np.ones(len(layer.begins), dtype=np.int64)
    return _begun(layer.begins, ones, times) > _begun(layer.ends, ones, times)


def _begun(moments: Sequence[int] | Integers, amounts: Integers, times: Integers) -> Integers:
    """Sum of the amounts whose moment has come by each time."""
    given = np.asarray(moments, dtype=np.int64)
    order = np.argsort(given, kind="stable")
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(amounts[order])])
    return np.asarray(sums[np.searchsorted(given[order], times, side="right")])
