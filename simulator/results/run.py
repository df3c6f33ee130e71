"""One replication, finished: everything that a result may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.engine.journeys import Journeys
from simulator.network.network import DAY, Network
from simulator.sampling.patients import Patients
from simulator.scenario.quantities import WEEKDAYS
from simulator.scenario.schema import Scenario

Derived = TypeVar("Derived")
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Run:
    """One replication: what was asked, what ran, who came, what happened.

    ``window``: the results' period ``[end of warm-up, end)`` in microseconds. Tables that several
    measures need are derived once and kept (``once``).

    Raises:
        ValueError: the window is empty or not within the run.
    """

    scenario: Scenario
    network: Network
    patients: Patients
    journeys: Journeys
    window: tuple[int, int]
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        begin, end = self.window
        if not 0 <= begin < end <= self.network.end:
            raise ValueError(
                f"the window [{begin}, {end}) is not within the run [0, {self.network.end})"
            )

    def once(self, derive: Callable[[Run], Derived]) -> Derived:
        """What ``derive`` makes of this run, computed the first time only."""
        if derive not in self._kept:
            self._kept[derive] = derive(self)
        kept: Derived = self._kept[derive]
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
        until = np.minimum(np.where(finish < 0, end, finish), end)
        inside: Integers = np.maximum(until - np.maximum(begin, first), 0)
        return inside

    def weekday(self, times: Integers) -> Integers:
        """Weekday of each time, 0 for Monday."""
        return (times // DAY + self.scenario.calendar.start.weekday()) % 7

    @property
    def days_by_weekday(self) -> Floats:
        """Days of the window that fall on each weekday, Monday first; part days count in part."""
        days = np.arange(self.window[0] // DAY, (self.window[1] - 1) // DAY + 1, dtype=np.int64)
        length = self.within(days * DAY, (days + 1) * DAY)
        return np.bincount(self.weekday(days * DAY), length, minlength=len(WEEKDAYS)) / DAY
