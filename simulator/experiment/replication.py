"""One replication: sample, run, check, measure."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.engine.checker import check as check_journeys
from simulator.engine.journeys import Exit, Journeys
from simulator.engine.reference import simulate
from simulator.network.build import build
from simulator.network.network import Network
from simulator.network.plan import Plan
from simulator.results.checks import Check, check_run
from simulator.results.daily import daily
from simulator.results.event_log import event_log
from simulator.results.measures import Measured, measures
from simulator.results.run import Run
from simulator.sampling.achieved import Achieved, achieved, achieved_returns
from simulator.sampling.patients import Patients
from simulator.sampling.sample import Sampler
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Engine = Callable[[Network, Patients], Journeys]


def compiled(network: Network, patients: Patients) -> Journeys:
    """The compiled engine, which loads Numba only when it is run."""
    from simulator.engine.compiled import simulate as run_compiled

    return run_compiled(network, patients)


ENGINES: dict[str, Engine] = {"compiled": compiled, "simpy": simulate}
DEFAULT_ENGINE = "simpy"
MOST_VIOLATIONS = 20
# Those that let Python's lock go while they run, so that threads share the work.
IN_THREADS = frozenset({"compiled"})


@dataclass(frozen=True, slots=True)
class Setup:
    """A scenario made ready to run, once for all its replications."""

    scenario: Scenario
    network: Network
    plan: Plan
    sampler: Sampler

    @classmethod
    def of(cls, scenario: Scenario) -> Setup:
        """From a scenario that has passed its checks."""
        network, plan = build(scenario)
        return cls(scenario, network, plan, Sampler.of(scenario, network, plan))

    @property
    def window(self) -> tuple[int, int]:
        """The results' period, in microseconds."""
        return self.scenario.calendar.warm_up.microseconds, self.network.end


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of one replication."""

    number: int
    seed: int
    engine: str = DEFAULT_ENGINE
    check_journeys: bool = False
    keep_events: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Replication:
    """What one replication has shown.

    ``violations``: what the journey checker says, None when it was not asked. ``still_there``:
    journeys open at the end. ``seconds``: wall time by stage. ``events``: the event log, if kept.
    """

    number: int
    measured: Measured
    checks: list[Check]
    achieved: list[Achieved]
    daily: pd.DataFrame
    patients: int
    still_there: int
    violations: list[str] | None
    seconds: dict[str, float]
    events: pd.DataFrame | None = None


def replicate(setup: Setup, order: Order) -> Replication:
    """Run one replication: a pure function of its arguments but for ``seconds``."""
    clock = _Stopwatch()
    patients = setup.sampler.draw(order.seed, order.number)
    clock.lap("sample")
    journeys = ENGINES[order.engine](setup.network, patients)
    clock.lap("run")
    violations = None
    if order.check_journeys:
        found = check_journeys(setup.network, patients, journeys, most=MOST_VIOLATIONS)
        violations = [f"rule {each.rule}: {each.says}" for each in found]
        clock.lap("check journeys")
    run = Run(setup.scenario, setup.network, patients, journeys, setup.window)
    measured, checks = measures(run), check_run(run)
    drawn = achieved(patients, setup.network, setup.plan)
    drawn += achieved_returns(patients, setup.network, setup.scenario)
    days = daily(run)
    events = event_log(run, order.number) if order.keep_events else None
    clock.lap("measure")
    there = (journeys.arrived >= 0) & (journeys.exit == Exit.OPEN)
    return Replication(
        number=order.number,
        measured=measured,
        checks=checks,
        achieved=drawn,
        daily=days,
        patients=int((journeys.arrived >= 0).sum()),
        still_there=int(there.sum()),
        violations=violations,
        seconds=clock.laps,
        events=events,
    )


class _Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._since
        self._since = now
