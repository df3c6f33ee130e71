"""What is to be drawn for each step of each route: the sampler's side of the network."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.law import Law
from simulator.scenario.patient_group import Mortality


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


@dataclass(frozen=True, slots=True)
class RouteDraws:
    """The draws of one route: ``Plan.routes[i]`` belongs to ``Network.routes[i]``."""

    group: str
    pathway: str
    branches: tuple[tuple[str, str], ...]
    steps: tuple[StepDraws, ...]


@dataclass(frozen=True, slots=True)
class BranchShares:
    """The options of one branch of a pathway and their shares."""

    pathway: str
    name: str
    options: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the sampler needs besides the patient groups of the scenario."""

    routes: tuple[RouteDraws, ...]
    branches: tuple[BranchShares, ...]
