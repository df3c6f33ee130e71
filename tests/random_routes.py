"""Random routes: stays with handoffs between them, in parallel and in chains."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.network.network import (
    DAY,
    NONE,
    AtLimit,
    Choice,
    LetsGo,
    Route,
    Step,
    StepKind,
)
from tests.random_chance import Chance

TOO_BIG = 1_000


@dataclass
class RouteMaker:
    """Makes a route of stays with handoffs between them, in parallel and in chains.

    ``settings``: by setting, its units; ``away``: those units that are out of area.
    """

    chance: Chance
    settings: list[list[int]]
    handoffs: int
    localities: int
    away: Collection[int] = ()
    goes_round: bool = False
    steps: list[Step] = field(default_factory=list)
    stay: tuple[int, ...] = ()
    since: list[int] = field(default_factory=list)
    move_waits: list[int] = field(default_factory=list)

    def route(self, group: int) -> Route:
        """Up to three stays, or five, and what lies between them, then leaving."""
        stays = self.chance.pick((0, 1, 1, 2, 2, 2, 3, 3))
        stays = max(stays, 2) if self.chance.uses("several stays") else stays
        self.goes_round = self.chance.uses("routes that go round")
        stays = self.chance.whole(3, 5) if self.goes_round else stays
        stays = 0 if self.chance.uses("no stay at all", 0.6) else stays
        if stays and self.handoffs and self.chance.uses("handoffs beside the first stay"):
            self.add_beside()
        for number in range(stays):
            if number or (not self.steps and self.chance.uses("handoffs before the first stay")):
                self.add_handoffs()
            self.add_move(StepKind.STAY)
        self.add_handoffs()
        self.add_move(StepKind.LEAVE)
        branches = (("way", self.chance.pick("ab")),) if self.chance.uses("branches") else ()
        steps = elsewhere(self.chance, self.steps)
        return Route(group, self.chance.pick("pq"), branches, steps)

    def add_handoffs(self) -> None:
        for _ in range(self.chance.pick((0, 1, 1, 2, 2, 3)) if self.handoffs else 0):
            self.add_handoff()

    def add_beside(self) -> None:
        """Handoffs asked for on arrival, as the first stay is, that no move waits for."""
        for _ in range(self.chance.whole(1, 3)):
            target = self.chance.below(self.handoffs)
            step = Step(StepKind.HANDOFF, target, (), priority=self.priority(), **self.limit())
            self.steps.append(step)

    def add_handoff(self) -> None:
        """After the stay, after one or two handoffs, or after anything earlier."""
        chance, number = self.chance, len(self.steps)
        after, target = self.stay, chance.below(self.handoffs)
        if self.since and chance.uses("handoffs alike"):
            after, target = self.steps[-1].after, self.steps[-1].target
        elif self.since and chance.with_probability(0.5):
            after = tuple(sorted({chance.pick(self.since), chance.pick(self.since)}))
        elif number and (not after or chance.uses("handoffs after anything")):
            after = tuple(sorted({chance.below(number) for _ in range(2)}))
        follows_stay = len(after) == 1 and self.steps[after[0]].kind is StepKind.STAY
        is_ahead = follows_stay and chance.uses("planning ahead", 2)
        self.steps.append(
            Step(
                StepKind.HANDOFF,
                target,
                after,
                priority=self.priority(),
                begins_before=chance.span(DAY) if is_ahead else NONE,
                **self.limit(),
            )
        )
        self.since.append(number)
        if not chance.uses("handoffs that no move waits for", 0.7):
            self.move_waits.append(number)

    def add_move(self, kind: StepKind) -> None:
        """Into the next stay, or away, when all that it waits for is finished."""
        chance, number = self.chance, len(self.steps)
        after = {*self.stay, *self.move_waits}
        if number and kind is StepKind.STAY and chance.uses("moves after anything"):
            after |= set(chance.some(range(number)))
        waits_for = tuple(sorted(self.reached_from(sorted(after))))
        if kind is StepKind.LEAVE:
            target = chance.whole(0, 1)
            self.steps.append(Step(kind, target, tuple(sorted(after)), waits_for=waits_for))
            return
        target, weight = self.setting(), self.weight()
        choices = tuple(self.choices(target, weight) for _ in range(self.localities))
        may_be_away = any(choice.unit in self.away for own in choices for choice in own)
        is_falling = chance.uses("falling weights", 1.4) and not may_be_away
        self.steps.append(
            Step(
                kind,
                target,
                tuple(sorted(after)),
                priority=self.priority(),
                weight=weight,
                choices=choices,
                lets_go=chance.pick((LetsGo.AT_END, LetsGo.NEXT_TASK))
                if chance.uses("letting go", 2)
                else LetsGo(0),
                move=chance.span(DAY) if chance.uses("moves that take time", 1.3) else 0,
                waits_for=waits_for,
                profile=self.profile(weight) if is_falling else (),
                growth=self.growth() if chance.uses("growth", 1.3) else 0,
                **self.limit(),
            )
        )
        self.stay, self.since, self.move_waits = (number,), [], []

    def reached_from(self, after: list[int]) -> set[int]:
        """Handoffs reached backwards without passing through a stay."""
        found: set[int] = set()
        for k in after:
            if self.steps[k].kind is StepKind.HANDOFF:
                found |= {k} | self.reached_from(list(self.steps[k].after))
        return found

    def setting(self) -> int:
        """Where the next stay is: anywhere, here again, or the next setting in a round."""
        before = self.steps[self.stay[0]].target if self.stay else NONE
        if self.stay and self.chance.uses("the same setting again"):
            return before
        if self.stay and self.goes_round:
            return (before + 1) % len(self.settings)
        return self.chance.below(len(self.settings))

    def weight(self) -> int:
        if self.chance.uses("too big for any unit", 0.5):
            return TOO_BIG
        return self.chance.whole(1, 3) if self.chance.uses("weights") else 1

    def profile(self, weight: int) -> tuple[tuple[int, int], ...]:
        """When a weight falls and to what, once or several times."""
        falls: list[tuple[int, int]] = []
        after = 0
        for _ in range(self.chance.whole(1, 3)):
            if weight:
                after += max(self.chance.grain, self.chance.span(DAY))
                weight = self.chance.whole(0, min(weight, 4) - 1)
                falls.append((after, weight))
        return tuple(falls)

    def growth(self) -> int:
        """Millionths; whole ones where all times are on a grid."""
        whole = (1_000_000, 2_000_000)
        return self.chance.pick(whole if self.chance.is_coarse else (333_333, 500_000, *whole))

    def priority(self) -> int:
        return self.chance.whole(0, 2) if self.chance.uses("priorities") else 0

    def limit(self) -> dict[str, Any]:
        if not self.chance.uses("postponement", 2):
            return {"at_limit": AtLimit.LOST}
        by = 0 if self.chance.uses("postponed by nothing") else max(self.chance.grain, self.span())
        most = self.chance.whole(0, 3)
        return {"at_limit": AtLimit.POSTPONED, "postpone_by": by, "postpone_most": most}

    def span(self) -> int:
        return self.chance.span(DAY)

    def choices(self, setting: int, weight: int) -> tuple[Choice, ...]:
        """Units in some order, some only after waiting; seldom none at all."""
        units = self.chance.shuffled(self.settings[setting])
        if self.chance.with_probability(0.02):
            return ()
        if weight == TOO_BIG or self.chance.uses("few choices", 0.7):
            units = units[:1]
        is_wider = [self.chance.uses("widening") for _ in units]
        return tuple(
            Choice(unit, self.chance.span(DAY) if wider else 0)
            for unit, wider in zip(units, is_wider, strict=True)
        )


def elsewhere(chance: Chance, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, some of their limits leading elsewhere where no place can be held."""
    return tuple(
        replace(step, at_limit=AtLimit.ELSEWHERE, postpone_by=0, postpone_most=0)
        if holds_nothing(steps, k) and chance.uses("limits that lead elsewhere", 1.3)
        else step
        for k, step in enumerate(steps)
    )


def holds_nothing(steps: Sequence[Step], k: int) -> bool:
    """Whether a step may only be waited for before the first stay, or in a route without one."""
    if steps[k].kind is StepKind.LEAVE:
        return False
    first = next((s for s, step in enumerate(steps) if step.kind is StepKind.STAY), NONE)
    return first in (NONE, k) or k in comes_after(steps, first)


def comes_after(steps: Sequence[Step], k: int) -> set[int]:
    """All the steps that are finished before a step is asked for."""
    return {one for j in steps[k].after for one in (j, *comes_after(steps, j))}
