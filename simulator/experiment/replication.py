"""One replication: sample, run, check, measure."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simulator.engine.checker import check as check_journeys
from simulator.engine.journeys import Exit, Journeys, PlacesLocked
from simulator.experiment.draws import drawn_scenario, posterior_of
from simulator.experiment.locked import stopped
from simulator.network.build import build
from simulator.network.network import Network
from simulator.network.plan import Plan
from simulator.results.checks import Check, check_run
from simulator.results.daily import Days, daily_series
from simulator.results.event_log import event_log
from simulator.results.measures import Measured, measures
from simulator.results.outline import Outline
from simulator.results.run import Run
from simulator.sampling.achieved import Achieved, Typed, achieved_returns
from simulator.sampling.conditions import Conditions, Drawn
from simulator.sampling.patients import Patients
from simulator.sampling.sample import Sampler
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

Engine = Callable[[Network, Patients], Journeys]


def _load_compiled() -> Engine:
    from simulator.engine.compiled import load, simulate

    load()
    return simulate


def _load_simpy() -> Engine:
    from simulator.engine.reference import simulate

    return simulate


# How each engine is loaded, which takes a while and is done when one is first run.
ENGINES: dict[str, Callable[[], Engine]] = {"compiled": _load_compiled, "simpy": _load_simpy}
DEFAULT_ENGINE = "compiled"
MOST_VIOLATIONS = 20
# Those that let Python's lock go while they run, so that threads share the work.
IN_THREADS = frozenset({"compiled"})


@dataclass(frozen=True, slots=True)
class Setup:
    """A scenario made ready to run, once for all its replications.

    ``network``: as planned; ``conditions`` give that of a replication, in which units may close and
    nurses be absent.
    """

    scenario: Scenario
    network: Network
    plan: Plan
    sampler: Sampler
    conditions: Conditions
    outline: Outline
    typed: Typed
    _latest: dict[int, Setup] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, scenario: Scenario) -> Setup:
        """From a scenario that has passed its checks."""
        network, plan = build(scenario)
        outline = Outline(scenario, network, (scenario.calendar.warm_up.microseconds, network.end))
        sampler = Sampler.of(scenario, network, plan)
        conditions = Conditions.of(scenario, network, plan)
        return cls(scenario, network, plan, sampler, conditions, outline, Typed.of(network, plan))

    def of_replication(self, number: int) -> Setup:
        """With the draw that a replication takes of what is not known; itself without draws.

        The latest is kept: replications of one draw often follow one another.

        Raises:
            StoppedError: the values of the draw cannot be those of the scenario.
        """
        posterior = posterior_of(self.scenario)
        if posterior is None:
            return self
        draw = posterior.draw_of(number)
        found = self._latest.get(draw)
        if found is None:
            found = Setup.of(drawn_scenario(self.scenario, number))
            self._latest.clear()
            self._latest[draw] = found
        return found

    @property
    def window(self) -> tuple[int, int]:
        """The results' period, in microseconds."""
        return self.outline.window

    def run(self, drawn: Drawn, patients: Patients, journeys: Journeys) -> Run:
        """What results read of one replication."""
        return Run(
            self.scenario,
            drawn.network,
            patients,
            journeys,
            self.window,
            outline=self.outline,
            states=drawn.states,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of one replication: what is not asked for takes no time.

    ``measures``: by name, None for all. ``show_checks``: checks of the run and of its draws.
    ``keep_daily``: daily series, for pictures.
    """

    number: int
    seed: int
    engine: str = DEFAULT_ENGINE
    check_journeys: bool = False
    keep_events: bool = False
    measures: tuple[str, ...] | None = None
    show_checks: bool = True
    keep_daily: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Replication:
    """What one replication has shown.

    ``violations``: what the journey checker says, None when it was not asked. ``still_there``:
    journeys open at the end. ``seconds``: wall time by stage. ``days``: daily series, if kept.
    ``events``: the event log, if kept.
    """

    number: int
    measured: Measured
    checks: list[Check]
    achieved: list[Achieved]
    days: Days | None
    patients: int
    still_there: int
    violations: list[str] | None
    seconds: dict[str, float]
    events: pd.DataFrame | None = None

    @property
    def daily(self) -> pd.DataFrame:
        """Daily series as a table.

        Raises:
            ValueError: they were not kept.
        """
        if self.days is None:
            raise ValueError(f"replication {self.number} was not asked to keep daily series")
        return self.days.frame()


def replicate(setup: Setup, order: Order) -> Replication:
    """Run one replication: a pure function of its arguments but for ``seconds``.

    Raises:
        InputError: a measure that is asked for does not exist; or, as StoppedError, people in full
            places waited for one another and the scenario says that the run then stops.
    """
    clock = _Stopwatch()
    # Before anything is sampled, because sampling too is faster where Numba is loaded.
    simulate = ENGINES[order.engine]()
    clock.lap("load")
    place, setup = setup, setup.of_replication(order.number)
    clock.lap("take a draw")
    drawn = setup.conditions.drawn(order.seed, order.number)
    network = drawn.network
    patients = setup.sampler.draw(order.seed, order.number)
    clock.lap("sample")
    try:
        journeys = simulate(network, patients)
    except PlacesLocked as locked:
        raise stopped(locked, setup.scenario, network, order.number) from None
    clock.lap("run")
    violations = None
    if order.check_journeys:
        found = check_journeys(network, patients, journeys, most=MOST_VIOLATIONS)
        violations = [f"rule {each.rule}: {each.says}" for each in found]
        clock.lap("check journeys")
    run = setup.run(drawn, patients, journeys)
    measured = _held_once(place, order, measures(run, order.measures))
    days = daily_series(run) if order.keep_daily else None
    checks = check_run(run) if order.show_checks else []
    achieved = _drawn(setup, patients) if order.show_checks else []
    events = event_log(run, order.number) if order.keep_events else None
    clock.lap("measure")
    there = (journeys.arrived >= 0) & (journeys.exit == Exit.OPEN)
    return Replication(
        number=order.number,
        measured=measured,
        checks=checks,
        achieved=achieved,
        days=days,
        patients=int((journeys.arrived >= 0).sum()),
        still_there=int(there.sum()),
        violations=violations,
        seconds=clock.laps,
        events=events,
    )


def _held_once(setup: Setup, order: Order, measured: Measured) -> Measured:
    """With the keys of the first replication, which others mostly share, so as to hold one copy."""
    first = setup.outline.first(("keys of a replication", order.measures), measured.keys)
    return replace(measured, keys=first) if first == measured.keys else measured


def _drawn(setup: Setup, patients: Patients) -> list[Achieved]:
    drawn = setup.typed.achieved(patients)
    return drawn + achieved_returns(patients, setup.network, setup.scenario)


class _Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._since
        self._since = now
