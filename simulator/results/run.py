"""One replication, finished: everything that a result may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, TypeVar

from simulator.engine.journeys import Journeys
from simulator.network.network import Network
from simulator.results.outline import Booleans, Floats, Integers, More, Outline, outline_of
from simulator.sampling.patients import Patients
from simulator.sampling.unit_state import UnitState
from simulator.scenario.schema import Scenario

__all__ = ["Booleans", "Derived", "Floats", "Integers", "Run"]

Derived = TypeVar("Derived")


@dataclass(frozen=True, eq=False)
class Run:
    """One replication: what was asked, what ran, who came, what happened.

    ``window``: the results' period ``[end of warm-up, end)`` in microseconds. Tables that several
    measures need are derived once and kept (``once``); those that are the same in all replications
    are kept in ``outline``, which is made here when it is not given or not of this scenario.
    ``states``: what chance has done to the capacity of units, for those to which it does anything.

    Raises:
        ValueError: the window is empty or not within the run.
    """

    scenario: Scenario
    network: Network
    patients: Patients
    journeys: Journeys
    window: tuple[int, int]
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    outline: Outline = None  # type: ignore[assignment]  # never None once it is made
    states: tuple[UnitState, ...] = ()

    def __post_init__(self) -> None:
        made = outline_of(self.scenario, self.network, self.window, self.outline)
        object.__setattr__(self, "outline", made)

    def once(self, derive: Callable[[Run], Derived]) -> Derived:
        """What ``derive`` makes of this run, computed the first time only."""
        if derive not in self._kept:
            self._kept[derive] = derive(self)
        kept: Derived = self._kept[derive]
        return kept

    def fixed(
        self,
        derive: Callable[Concatenate[Outline, More], Derived],
        *more: More.args,
        **named: More.kwargs,
    ) -> Derived:
        """What ``derive`` makes of the outline, computed once for all replications."""
        return self.outline.once(derive, *more, **named)

    @property
    def days(self) -> float:
        """Length of the window in days."""
        return self.outline.days

    def is_within(self, times: Integers) -> Booleans:
        """Which times lie in the window; -1 (not happened) does not."""
        return self.outline.is_within(times)

    def within(self, begin: Integers, finish: Integers) -> Integers:
        """Microseconds of spans ``[begin, finish)`` in the window; ``finish`` -1: still open."""
        return self.outline.within(begin, finish)

    def weekday(self, times: Integers) -> Integers:
        """Weekday of each time, 0 for Monday."""
        return self.outline.weekday(times)

    @property
    def days_by_weekday(self) -> Floats:
        """Days of the window that fall on each weekday, Monday first; part days count in part."""
        return self.outline.days_by_weekday
