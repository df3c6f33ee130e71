"""What is to be drawn for each step of each route: the sampler's side of the network."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.network.capacity import Layer
from simulator.scenario.law import Law
from simulator.scenario.patient_group import Mortality, Relapse


@dataclass(frozen=True, slots=True)
class StepDraws:
    """The draws of one step.

    ``decision`` and ``occurrence`` name the draw (the nth time this pathway meets the same thing),
    so that it stays the same when the pathway is reordered. ``law``: stay: medical need; handoff:
    task or lead time; None: zero. ``expected_error``: standard deviation in microseconds.
    """

    decision: str
    occurrence: int
    law: Law | None = None
    needed_by: float = 1.0
    limit: Law | None = None
    expected_error: int = 0
    mortality: Mortality | None = None
    relapse: Relapse | None = None


@dataclass(frozen=True, slots=True)
class RouteDraws:
    """The draws of one route: ``Plan.routes[i]`` belongs to ``Network.routes[i]``.

    ``elsewhere``: the pathway that a limit on it leads to, if one does.
    """

    group: str
    pathway: str
    branches: tuple[tuple[str, str], ...]
    steps: tuple[StepDraws, ...]
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class BranchShares:
    """The options of one branch of a pathway and their shares."""

    pathway: str
    name: str
    options: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ClosureDraws:
    """The closures of a unit by one cause: how many a year, how long, and how many beds (0: all).

    ``by_month``: weights with mean 1 over a year.
    """

    cause: str
    per_year: float
    by_month: tuple[float, ...]
    lasts: Law
    beds: int


@dataclass(frozen=True, slots=True)
class ShiftDraws:
    """A shift of a roster: nurses rostered, and thousandths of a bed that each allows.

    ``dates``: ordinal of the date on which each begins; ``begins`` and ``ends`` in microseconds.
    """

    name: str
    nurses: int
    nurse_beds: int
    dates: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RosterDraws:
    """Nurses of a unit: shares absent and, of those, covered; ``lasts``: of spells, if any."""

    shifts: tuple[ShiftDraws, ...]
    absence: float
    lasts: Law | None
    cover: float
    least_on_shift: int


@dataclass(frozen=True, slots=True)
class UnitDraws:
    """What chance does to the capacity of a unit, over the ``layers`` that are there without it.

    ``key``: names its chance; ``unit``: its index in the network.
    """

    unit: int
    key: str
    layers: tuple[Layer, ...]
    closures: tuple[ClosureDraws, ...]
    roster: RosterDraws | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the sampler needs besides the patient groups of the scenario.

    ``units``: those to whose capacity something happens by chance.
    """

    routes: tuple[RouteDraws, ...]
    branches: tuple[BranchShares, ...]
    units: tuple[UnitDraws, ...] = ()
