"""Journeys with no queue: how long each step takes when there is always room and somebody free.

One route is walked by ``WALKERS`` patients at once, under the rules of the contract, with no limit
of places, staff or starts. What is left is what no amount of capacity takes away: medical need,
waiting for the next review, work and lead times in their hours, panels, moves, opening hours.

The walk is deterministic. Each draw takes the middles of ``WALKERS`` equal shares of its law in a
fixed order of its own (Latin hypercube: M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics
21, 1979). Patients arrive by the group's demand curve over the results' period; those who return
are taken to arrive as first arrivals do. A mean wait of some days is right to about 1 in 60 of its
spread (one standard error, one route). Chances of death and limits enter as shares: who has died
is left out of later steps; nobody is lost, or sent elsewhere, at a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.experiment import open_times
from simulator.experiment.unhindered_draws import lengths, middles
from simulator.experiment.unhindered_work import performed
from simulator.network.network import (
    DAY,
    NEVER,
    NONE,
    Calendar,
    LetsGo,
    Network,
    Step,
    StepKind,
)
from simulator.network.plan import RouteDraws, StepDraws

Times = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

WALKERS = 4096
LEVELS = 1_000_000
MOST_TRIES = 30


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a step takes with no queue; days are means.

    ``chance``: that someone who arrives on the route comes to it; of a handoff, that it is begun,
    work begun for someone who then dies included. ``elapsed``: of a handoff, from asked to done.

    Of a stay: ``dies``: share who die at the end of need; of the others, ``to_review``: from end of
    need to ready; ``handoffs``: from ready until all that the next move waits for is done;
    ``after_ready``: from ready to giving up the place. ``extra``: in use while moving in, and
    for turnaround. ``starts``, ``free``, ``free_dying``: for each walker, when he takes the
    place and when it is free again, turnaround over; the last, if he dies at the end of need.
    """

    chance: float
    dies: float = 0.0
    to_review: float = 0.0
    handoffs: float = 0.0
    after_ready: float = 0.0
    extra: float = 0.0
    elapsed: float = 0.0
    starts: Times | None = None
    free: Times | None = None
    free_dying: Times | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """One route with no queue: its steps, and the chance of ending by leaving."""

    steps: tuple[StepTaken, ...]
    leaves: float


def walk(
    network: Network, route: int, draws: RouteDraws, arrives: Times, localities: Reals
) -> Walk:
    """Walk a route; ``arrives`` are WALKERS times, ``localities`` shares by locality."""
    walker = _Walker(network, draws, arrives, localities)
    steps = network.routes[route].steps
    for position, step in enumerate(steps):
        if step.kind is StepKind.STAY:
            walker.stay(position, step)
        elif step.kind is StepKind.HANDOFF:
            walker.handoff(position, step)
        else:
            walker.leave(position, step)
    return Walk(tuple(walker.taken[i] for i in range(len(steps))), walker.alive)


@dataclass
class _Stay:
    """The stay that walkers are in, or were in last."""

    position: int
    step: Step
    unit: NDArray[np.int64]
    reserved: Times
    started: Times
    ended: Times
    ready: Times
    error: Times
    dies: float
    first_task: Times


@dataclass
class _Walker:
    network: Network
    draws: RouteDraws
    arrives: Times
    localities: Reals
    finished: dict[int, Times] = field(default_factory=dict)
    finished_dying: dict[int, Times] = field(default_factory=dict)
    taken: dict[int, StepTaken] = field(default_factory=dict)
    alive: float = 1.0
    within: _Stay | None = None

    def uniform(self, position: int, what: int) -> Reals:
        return middles(position, what, len(self.arrives))

    def asked(self, after: Sequence[int]) -> Times:
        """When a step that comes after others is asked for."""
        return np.maximum.reduce([self.finished[i] for i in after]) if after else self.arrives

    def drawn(self, position: int, draws: StepDraws) -> Times:
        if draws.law is None:
            return np.zeros(len(self.arrives), dtype=np.int64)
        return lengths(draws.law, position, len(self.arrives))

    def stay(self, position: int, step: Step) -> None:
        draws = self.draws.steps[position]
        asked = self.asked(step.after)
        unit, after = self._units(position, step)
        reserved = self._reserved(unit, asked + after)
        started = reserved + step.move
        self._move_out(asked, reserved, started)
        ended = started + self.drawn(position, draws)
        normal = ndtri(self.uniform(position, 2))
        self.within = _Stay(
            position=position,
            step=step,
            unit=unit,
            reserved=reserved,
            started=started,
            ended=ended,
            ready=self._ready(position, unit, ended),
            error=np.rint(normal * draws.expected_error).astype(np.int64),
            dies=draws.mortality.chance if draws.mortality else 0.0,
            first_task=np.full(len(ended), NEVER),
        )
        self.finished[position] = self.within.ready

    def leave(self, position: int, step: Step) -> None:
        asked = self.asked(step.after)
        left = asked
        if self.within is not None:
            calendars = [unit.discharges for unit in self.network.units]
            left = self._in_units(self.within.unit, asked, calendars)
            if self.within.step.lets_go is not LetsGo.NEXT_PLACE:
                left = np.where(self._lets_go() <= asked, asked, left)
        self._move_out(asked, left, left)
        self.taken[position] = StepTaken(self.alive)

    def handoff(self, position: int, step: Step) -> None:
        draws = self.draws.steps[position]
        does = self.network.handoffs[step.target]
        work = self.drawn(position, draws)
        needed = self.uniform(position, 1) < draws.needed_by
        asked, asked_dying = self._asked_for_work(step)
        start, ended = performed(does, asked, work)
        self.finished[position] = np.where(needed, ended, asked)
        chance = self.alive * draws.needed_by
        if self.within is not None:
            stay = self.within
            task = np.where(needed, start, NEVER)
            stay.first_task = np.minimum(stay.first_task, task)
            dying = 0.0
            self.finished_dying[position] = asked_dying
            if (asked_dying < NEVER // 4).any():
                start_dying, ended_dying = performed(does, asked_dying, work)
                self.finished_dying[position] = np.where(needed, ended_dying, asked_dying)
                dying = float(np.mean(needed & (start_dying < stay.ended)))
            chance = self.alive * ((1 - stay.dies) * draws.needed_by + stay.dies * dying)
        # Over all walkers: few of them may need it, and it does not matter to them who does.
        self.taken[position] = StepTaken(chance, elapsed=_mean_days(ended - asked))

    def _asked_for_work(self, step: Step) -> tuple[Times, Times]:
        """When a handoff is asked for, and when it is by someone who dies in the stay."""
        asked = self.asked(step.after)
        never = np.full(len(asked), NEVER // 4)
        if self.within is None:
            return asked, never
        stay = self.within
        if step.begins_before != NONE:
            ahead = np.maximum(stay.started, stay.ended + stay.error - step.begins_before)
            return np.minimum(stay.ready, ahead), ahead
        dying = [
            self.finished_dying.get(i, never if i >= stay.position else self.finished[i])
            for i in step.after
        ]
        return asked, np.maximum.reduce(dying) if dying else self.arrives

    def _move_out(self, asked: Times, reserved: Times, started: Times) -> None:
        """End the stay that walkers are in, by the next step asked, reserved and started then."""
        stay = self.within
        if stay is None:
            return
        left = started
        if stay.step.lets_go is not LetsGo.NEXT_PLACE:
            home = self._lets_go()
            left = np.where(reserved <= home, started, home)
        mortality = self.draws.steps[stay.position].mortality
        daily = mortality.while_delayed_per_day if mortality else 0.0
        waited = (np.minimum(reserved, left) - stay.ready) / DAY
        survive = float(np.mean((1 - daily) ** waited))
        turnaround = np.array([unit.turnaround for unit in self.network.units])[stay.unit]
        self.taken[stay.position] = StepTaken(
            chance=self.alive,
            dies=stay.dies,
            to_review=_mean_days(stay.ready - stay.ended),
            handoffs=_mean_days(np.maximum(asked - stay.ready, 0)),
            after_ready=_mean_days(left - stay.ready),
            extra=_mean_days(turnaround + (stay.started - stay.reserved)),
            starts=stay.reserved,
            free=left + turnaround,
            free_dying=stay.ended + turnaround,
        )
        self.alive *= (1 - stay.dies) * survive
        self.within = None

    def _lets_go(self) -> Times:
        """First moment at which the place is given up to wait at home."""
        stay = self.within
        assert stay is not None
        moment = stay.ready
        if stay.step.lets_go is LetsGo.NEXT_TASK:
            moment = np.maximum(stay.ready, stay.first_task)
        home = self._in_units(stay.unit, moment, [unit.discharges for unit in self.network.units])
        return np.where(moment >= NEVER, NEVER, home)

    def _units(self, position: int, step: Step) -> tuple[NDArray[np.int64], Times]:
        """A unit for each walker, of those he may use first, in proportion to their room."""
        u_locality, u_unit = self.uniform(0, 9), self.uniform(position, 3)
        where = np.searchsorted(np.cumsum(self.localities), u_locality, side="right")
        unit = np.zeros(len(where), dtype=np.int64)
        after = np.zeros(len(where), dtype=np.int64)
        for locality, choices in enumerate(step.choices):
            here = where == locality
            if not choices or not here.any():
                continue
            soonest = min(choice.after for choice in choices)
            first = [choice.unit for choice in choices if choice.after == soonest]
            room = [max(self.network.units[i].capacity.values) + 1e-9 for i in first]
            chosen = np.searchsorted(np.cumsum(room) / sum(room), u_unit[here], side="right")
            unit[here] = np.array(first)[chosen]
            after[here] = soonest
        return unit, after

    def _in_units(
        self, unit: NDArray[np.int64], times: Times, calendars: Sequence[Calendar | None]
    ) -> Times:
        opens = times.copy()
        for number in np.unique(unit):
            here = unit == number
            opens[here] = open_times.next_open([calendars[number]], times[here])
        return opens

    def _reserved(self, unit: NDArray[np.int64], times: Times) -> Times:
        """First time at which the new unit admits and the present one lets people move out."""
        reserved = times.copy()
        held = self.within is not None and self.within.step.lets_go is LetsGo.NEXT_PLACE
        present = self.within.unit if held and self.within else np.full(len(unit), NONE)
        units = len(self.network.units) + 1
        pair = unit * units + present + 1
        for each in np.unique(pair).tolist():
            here, new, old = pair == each, each // units, each % units - 1
            moves_out = self.network.units[old].moves_out if old != NONE else None
            calendars = [self.network.units[new].admits, moves_out]
            reserved[here] = open_times.next_open(calendars, times[here])
        return reserved

    def _ready(self, position: int, unit: NDArray[np.int64], ended: Times) -> Times:
        level = np.floor(self.uniform(position, 4) * LEVELS).astype(np.int64)
        ready = ended.copy()
        for number in np.unique(unit):
            here = unit == number
            reviews = self.network.units[number].reviews
            ready[here] = open_times.next_review(reviews, ended[here], level[here])
        return ready


def _mean_days(times: Times) -> float:
    return float(np.mean(times)) / DAY if len(times) else 0.0
