"""What of a run depends only on the scenario: worked out once for all its replications."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, Network
from simulator.network.sameness import is_same_but_for_capacity
from simulator.scenario.quantities import WEEKDAYS
from simulator.scenario.schema import Scenario

Derived = TypeVar("Derived")
More = ParamSpec("More")
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outline:
    """A scenario, its network, and the results' period, as all replications have them.

    ``window``: ``[end of warm-up, end)`` in microseconds. Nobody may change what ``once`` gives
    out: threads share it. Nothing here may depend on the capacity of units, which chance changes.

    Raises:
        ValueError: the window is empty or not within the run.
    """

    scenario: Scenario
    network: Network
    window: tuple[int, int]
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        begin, end = self.window
        if not 0 <= begin < end <= self.network.end:
            raise ValueError(
                f"the window [{begin}, {end}) is not within the run [0, {self.network.end})"
            )

    def once(
        self,
        derive: Callable[Concatenate[Outline, More], Derived],
        *more: More.args,
        **named: More.kwargs,
    ) -> Derived:
        """What ``derive`` makes of this (and ``more``, hashable), computed the first time only."""
        key = (derive, more)
        if key not in self._kept:
            # Two threads may both work it out; both go on with the one that was kept first.
            self._kept.setdefault(key, derive(self, *more, **named))
        kept: Derived = self._kept[key]
        return kept

    def first(self, name: Hashable, value: Derived) -> Derived:
        """What was first given under a name, by whichever replication."""
        kept: Derived = self._kept.setdefault(name, value)
        return kept

    @property
    def days(self) -> float:
        """Length of the window in days."""
        return (self.window[1] - self.window[0]) / DAY

    def is_within(self, times: Integers) -> Booleans:
        """Which times lie in the window; -1 (not happened) does not."""
        return (times >= self.window[0]) & (times < self.window[1])

    def within(self, begin: Integers, finish: Integers) -> Integers:
        """Microseconds of spans ``[begin, finish)`` in the window; ``finish`` -1: still open."""
        first, end = self.window
        # Read as unsigned, -1 is later than any end.
        until = np.minimum(finish.view(np.uint64), np.uint64(end)).view(np.int64)
        inside: Integers = np.maximum(until - np.maximum(begin, first), 0)
        return inside

    def weekday(self, times: Integers) -> Integers:
        """Weekday of each time, 0 for Monday."""
        days = times // DAY + self.scenario.calendar.start.weekday()
        # NumPy divides whole numbers many times faster than it takes their remainder.
        return days - days // 7 * 7

    @property
    def days_by_weekday(self) -> Floats:
        """Days of the window that fall on each weekday, Monday first; part days count in part."""
        return self.once(_days_by_weekday)


def outline_of(
    scenario: Scenario, network: Network, window: tuple[int, int], given: Outline | None
) -> Outline:
    """The one given, if it is of these, else a new one.

    It may be of a network with other capacities of units, which nothing in an outline reads.
    """
    if given is None or given.scenario is not scenario or given.window != window:
        return Outline(scenario, network, window)
    is_same = given.network is network or is_same_but_for_capacity(given.network, network)
    return given if is_same else Outline(scenario, network, window)


def _days_by_weekday(outline: Outline) -> Floats:
    first, end = outline.window
    days = np.arange(first // DAY, (end - 1) // DAY + 1, dtype=np.int64)
    length = outline.within(days * DAY, (days + 1) * DAY)
    return np.bincount(outline.weekday(days * DAY), length, minlength=len(WEEKDAYS)) / DAY
