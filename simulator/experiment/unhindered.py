"""Journeys with no queue: how long each step takes when there is always room and somebody free.

One route is walked by ``WALKERS`` patients at once, under the rules of the contract, with no limit
of places, staff or starts. What is left is what no amount of capacity takes away: medical need,
waiting for the next review, work and lead times in their hours, panels, moves, opening hours.

The walk is deterministic. Each draw takes the middles of ``WALKERS`` equal shares of its law in a
fixed order of its own (Latin hypercube: M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics
21, 1979). Patients arrive by the group's demand curve over the results' period; those who return
are taken to arrive as first arrivals do. A mean wait of some days is right to about 1 in 60 of its
spread (one standard error, one route). Chances of death enter as shares: who has died is left out
of later steps. A limit on a stay runs out where hours alone make somebody wait longer: he is lost,
booked again or sent elsewhere as it says. Limits on handoffs do nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.experiment import unhindered_units as units
from simulator.experiment.unhindered_draws import lengths, middles
from simulator.experiment.unhindered_taken import Sent, StepTaken, Walk
from simulator.experiment.unhindered_work import performed
from simulator.network.network import (
    DAY,
    NEVER,
    NONE,
    AtLimit,
    LetsGo,
    Network,
    Step,
    StepKind,
)
from simulator.network.plan import RouteDraws, StepDraws

Times = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

WALKERS, MILLION = 4096, 1_000_000


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
    taken = tuple(walker.taken[i] for i in range(len(steps)))
    return Walk(taken, walker.alive, tuple(walker.sent))


@dataclass
class _Stay:
    """The stay that walkers are in.

    ``again``: when they are ready for good, after a relapse. ``grown``: need added by waiting.
    """

    position: int
    step: Step
    unit: NDArray[np.int64]
    reserved: Times
    started: Times
    ended: Times
    ready: Times
    again: Times
    relapsed: Times
    grown: Times
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
    sent: list[Sent] = field(default_factory=list)
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
        locality = np.searchsorted(np.cumsum(self.localities), self.uniform(0, 9), side="right")
        unit, after = units.chosen(self.network, step, locality, self.uniform(position, 3))
        from_ = self._come_back(asked, self._reserved(unit, asked + after))
        runs_out, reserved = self._limited(position, step, unit, from_, asked + after)
        grown = self._grown(step, reserved)
        gone = reserved > runs_out
        until = np.where(gone, runs_out, reserved)
        self._move_out(asked, until, until + np.where(gone, 0, step.move))
        if gone.any():
            kept = self._leave_out(step, gone, runs_out)
            unit, reserved, grown = unit[kept], reserved[kept], grown[kept]
        started = reserved + step.move
        ended = started + self.drawn(position, draws) + grown
        normal = ndtri(self.uniform(position, 2))
        ready = self._ready(position, unit, ended)
        self.within = _Stay(
            position=position,
            step=step,
            unit=unit,
            reserved=reserved,
            started=started,
            ended=ended,
            ready=ready,
            again=ready,
            relapsed=np.zeros(len(ready), dtype=np.int64),
            grown=grown,
            error=np.rint(normal * draws.expected_error).astype(np.int64),
            dies=draws.mortality.chance if draws.mortality else 0.0,
            first_task=np.full(len(ended), NEVER),
        )
        self.finished[position] = ready

    def _grown(self, step: Step, reserved: Times) -> Times:
        """Need that is added by waiting since ready in the stay before."""
        if self.within is None or not step.growth:
            return np.zeros(len(reserved), dtype=np.int64)
        waited = np.maximum(reserved - self.within.ready, 0)
        return np.asarray(waited * step.growth // MILLION, dtype=np.int64)

    def _limited(
        self, position: int, step: Step, unit: NDArray[np.int64], from_: Times, first: Times
    ) -> tuple[Times, Times]:
        """When the limits on a stay run out, the last time, and when it is reserved.

        ``from_``: when they begin to run; ``first``: first moment at which a unit may be used.
        """
        reserved = self._reserved(unit, np.maximum(from_, first))
        law = self.draws.steps[position].limit
        if law is None:
            return np.full(len(from_), NEVER), reserved
        limit = lengths(law, position, len(from_), 6)
        most = step.postpone_most if step.at_limit is AtLimit.POSTPONED else 0
        for _ in range(most):
            late = reserved > from_ + limit
            if not late.any():
                break
            from_ = np.where(late, from_ + limit + step.postpone_by, from_)
            reserved = np.where(late, self._reserved(unit, np.maximum(from_, first)), reserved)
        return from_ + limit, reserved

    def _leave_out(self, step: Step, gone: Flags, runs_out: Times) -> NDArray[np.int64]:
        """End the journeys that a limit ends; others stand for them from then on. Returns whom."""
        share = float(np.mean(gone))
        if step.at_limit is AtLimit.ELSEWHERE:
            self.sent.append(Sent(self.alive * share, runs_out[gone]))
        self.alive *= 1 - share
        staying = np.flatnonzero(~gone) if share < 1 else np.arange(len(gone))
        kept = staying[np.arange(len(gone)) * len(staying) // len(gone)]
        self.arrives = self.arrives[kept]
        self.finished = {i: times[kept] for i, times in self.finished.items()}
        self.finished_dying = {i: times[kept] for i, times in self.finished_dying.items()}
        return kept

    def leave(self, position: int, step: Step) -> None:
        asked = self.asked(step.after)
        left = self._left(asked)
        left = self._left(self._come_back(asked, left))
        self._move_out(asked, left, left)
        self.taken[position] = StepTaken(self.alive)

    def _left(self, asked: Times) -> Times:
        """When walkers leave for home who ask to at some times."""
        if self.within is None:
            return asked
        calendars = [unit.discharges for unit in self.network.units]
        left = units.next_open(self.within.unit, asked, calendars)
        if self.within.step.lets_go is not LetsGo.NEXT_PLACE:
            left = np.where(self._lets_go() <= asked, asked, left)
        return left

    def _come_back(self, asked: Times, moves: Times) -> Times:
        """When walkers can go on who ask to at some times: those who relapse, when ready again.

        ``moves``: when they would reserve the next place or leave.
        """
        stay = self.within
        relapse = self.draws.steps[stay.position].relapse if stay else None
        if stay is None or relapse is None or relapse.per_day == 0:
            return asked
        if stay.step.lets_go is not LetsGo.NEXT_PLACE:
            moves = np.minimum(moves, self._lets_go())
        waits = -np.log1p(-self.uniform(stay.position, 5)) / -np.log1p(-relapse.per_day)
        relapsed = stay.ready + np.minimum(np.maximum(waits * DAY, 1), NEVER // 8).astype(np.int64)
        lasts = np.maximum(lengths(relapse.lasts, stay.position, len(asked), 7), 1)
        does = relapsed <= moves
        back = self._ready(stay.position, stay.unit, np.where(does, relapsed + lasts, stay.ready))
        stay.again = np.where(does, back, stay.ready)
        stay.relapsed = np.where(does, back - relapsed, 0)
        return np.maximum(asked, stay.again)

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
        survive = (1 - daily) ** waited
        held = (left - stay.ready) / DAY
        if daily > 0:
            held = (1 - survive) / -np.log1p(-daily) + survive * (held - waited)
        turnaround = np.array([unit.turnaround for unit in self.network.units])[stay.unit]
        self.taken[stay.position] = StepTaken(
            chance=self.alive,
            dies=stay.dies,
            to_review=_mean_days(stay.ready - stay.ended),
            handoffs=_mean_days(np.maximum(asked - stay.ready, 0)),
            after_ready=float(np.mean(held)),
            relapsed=_mean_days(stay.relapsed),
            grown=_mean_days(stay.grown),
            extra=_mean_days(turnaround + (stay.started - stay.reserved)),
            starts=stay.reserved,
            free=left + turnaround,
            free_dying=stay.ended + turnaround,
        )
        self.alive *= (1 - stay.dies) * float(np.mean(survive))
        self.within = None

    def _lets_go(self) -> Times:
        """First moment at which the place is given up to wait at home."""
        stay = self.within
        assert stay is not None
        moment = stay.again
        if stay.step.lets_go is LetsGo.NEXT_TASK:
            moment = np.maximum(moment, stay.first_task)
        home = units.next_open(stay.unit, moment, [each.discharges for each in self.network.units])
        return np.where(moment >= NEVER, NEVER, home)

    def _reserved(self, unit: NDArray[np.int64], times: Times) -> Times:
        """First time at which the new unit admits and the present one lets people move out."""
        held = self.within is not None and self.within.step.lets_go is LetsGo.NEXT_PLACE
        present = self.within.unit if held and self.within else np.full(len(unit), NONE)
        return units.reserved(self.network, unit, present, times)

    def _ready(self, position: int, unit: NDArray[np.int64], ended: Times) -> Times:
        return units.ready(self.network, unit, ended, self.uniform(position, 4))


def _mean_days(times: Times) -> float:
    return float(np.mean(times)) / DAY if len(times) else 0.0
