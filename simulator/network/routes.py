"""Pathways to routes: the graph of steps, and what is to be drawn for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.network.network import AtLimit, Choice, LetsGo, Route, Step, StepKind
from simulator.network.plan import BranchShares, Plan, RouteDraws, StepDraws
from simulator.scenario import pathway as said
from simulator.scenario.care_setting import CareSetting, Takes, Unit
from simulator.scenario.handoff import Limit
from simulator.scenario.law import Law
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.schema import Scenario
from simulator.scenario.visits import falls

LETS_GO = {
    "next place": LetsGo.NEXT_PLACE,
    "at end": LetsGo.AT_END,
    "when next task starts": LetsGo.NEXT_TASK,
}
AT_LIMIT = {
    "lost": AtLimit.LOST,
    "postponed": AtLimit.POSTPONED,
    "elsewhere": AtLimit.ELSEWHERE,
}
MILLION = 1_000_000

Branches = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Positions of the named things of a scenario."""

    care_settings: Mapping[str, int]
    units: Mapping[tuple[str, str], int]
    handoffs: Mapping[str, int]
    destinations: Mapping[str, int]
    localities: tuple[str, ...]


def unfold(steps: Sequence[said.Step]) -> Iterator[tuple[tuple[said.Step, ...], Branches]]:
    """Every way through the branches of some steps: plain steps, and the options taken."""
    if not steps:
        yield (), ()
        return
    first, rest = steps[0], steps[1:]
    if first.branch is None:
        for tail, branches in unfold(rest):
            yield (first, *tail), branches
        return
    for option in sorted(first.branch.options):
        chosen = first.branch.options[option].steps
        for tail, branches in unfold([*chosen, *rest]):
            yield tail, ((first.branch.name, option), *branches)


def branch_shares(name: str, steps: Sequence[said.Step]) -> Iterator[BranchShares]:
    """Every branch of a pathway, those inside options included."""
    for step in steps:
        if step.branch is not None:
            options = sorted(step.branch.options.items())
            shares = tuple((option, each.share) for option, each in options)
            yield BranchShares(name, step.branch.name, shares)
            for _, each in options:
                yield from branch_shares(name, each.steps)


def destinations(steps: Sequence[said.Step]) -> Iterator[str]:
    """Where some steps leave to."""
    for step in steps:
        if step.leave is not None:
            yield step.leave
        if step.branch is not None:
            for option in step.branch.options.values():
                yield from destinations(option.steps)


def elsewhere(steps: Sequence[said.Step]) -> str | None:
    """The pathway to which a limit of some plain steps leads; None where none does."""
    limits = (part.limit for step in steps if (part := step.stay or step.handoff) is not None)
    return next((limit.pathway for limit in limits if limit is not None and limit.pathway), None)


def pathways_of(scenario: Scenario, who: PatientGroup) -> list[str]:
    """The pathways of a group: those that it takes, then those that it may be sent along."""
    sent = (
        elsewhere(steps)
        for name in who.pathways
        for steps, _ in unfold(scenario.pathways[name].steps)
    )
    return list(dict.fromkeys([*who.pathways, *(name for name in sent if name is not None)]))


def build_routes(scenario: Scenario, index: Index) -> tuple[tuple[Route, ...], Plan]:
    """All routes of all groups, and the draws of their steps."""
    routes: list[Route] = []
    draws: list[RouteDraws] = []
    for number, (group, who) in enumerate(scenario.patient_groups.items()):
        for name in pathways_of(scenario, who):
            for steps, branches in unfold(scenario.pathways[name].steps):
                weaver = _Weaver(scenario, index, group, who, name)
                for step in steps:
                    weaver.add(step)
                routes.append(Route(number, name, branches, tuple(weaver.steps)))
                leads = elsewhere(steps)
                draws.append(RouteDraws(group, name, branches, tuple(weaver.draws), leads))
    shares = [b for name, p in scenario.pathways.items() for b in branch_shares(name, p.steps)]
    return tuple(routes), Plan(tuple(draws), tuple(shares))


@dataclass
class _Weaver:
    """Builds one route, step by step."""

    scenario: Scenario
    index: Index
    group: str
    who: PatientGroup
    pathway: str
    steps: list[Step] = field(default_factory=list)
    draws: list[StepDraws] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    stay: int | None = None
    move_waits: list[int] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)

    def add(self, step: said.Step) -> None:
        if step.stay is not None:
            self._stay(step.stay)
        elif step.handoff is not None:
            self._handoff(step.handoff)
        elif step.leave is not None:
            self._leave(step.leave)

    def _occurrence(self, decision: str) -> int:
        self.met[decision] = self.met.get(decision, -1) + 1
        return self.met[decision]

    def _after_stay(self) -> tuple[int, ...]:
        return () if self.stay is None else (self.stay,)

    def _before_move(self, ids: Sequence[str] | None) -> tuple[int, ...]:
        chosen = self.move_waits if ids is None else [self.ids[i] for i in ids]
        return tuple(sorted({*self._after_stay(), *chosen}))

    def _waits_for(self, after: Sequence[int]) -> tuple[int, ...]:
        """Handoffs reached backwards from a move without passing through a stay."""
        found: set[int] = set()
        stack = list(after)
        while stack:
            position = stack.pop()
            if self.steps[position].kind is StepKind.HANDOFF and position not in found:
                found.add(position)
                stack.extend(self.steps[position].after)
        return tuple(sorted(found))

    def _priority(self, own: int | None) -> int:
        return self.who.priority if own is None else own

    def _stay(self, stay: said.Stay) -> None:
        setting = self.scenario.care_settings[stay.care_setting]
        after = self._before_move(stay.after)
        self.ids[stay.id or stay.care_setting] = len(self.steps)
        limit, leads, by, most = _limit(stay.limit)
        phases = stay.visits or setting.visits or ()
        step = Step(
            kind=StepKind.STAY,
            target=self.index.care_settings[stay.care_setting],
            after=after,
            priority=self._priority(stay.priority),
            weight=phases[0].per_day if phases else stay.places,
            choices=self._choices(stay.care_setting, setting),
            lets_go=LETS_GO[stay.lets_go],
            move=stay.move.microseconds,
            waits_for=self._waits_for(after),
            at_limit=leads,
            postpone_by=by,
            postpone_most=most,
            profile=tuple(falls(phases)),
            growth=round(stay.need_grows * MILLION),
        )
        decision = f"stay:{stay.care_setting}"
        error = stay.expected_date_error
        draws = StepDraws(
            decision,
            self._occurrence(decision),
            law=self._length_of_stay(stay, setting),
            limit=limit,
            expected_error=error.microseconds if error is not None else 0,
            mortality=self.who.mortality.get(stay.care_setting),
            relapse=self.who.relapse.get(stay.care_setting),
        )
        self.stay = len(self.steps)
        self.move_waits = []
        self._append(step, draws)

    def _length_of_stay(self, stay: said.Stay, setting: CareSetting) -> Law | None:
        return (
            stay.by_group.get(self.group)
            or stay.length_of_stay
            or self.who.length_of_stay.get(stay.care_setting)
            or setting.length_of_stay
        )

    def _handoff(self, handoff: said.HandoffStep) -> None:
        does = self.scenario.handoffs[handoff.name]
        if handoff.after is not None:
            names = (handoff.after,) if isinstance(handoff.after, str) else handoff.after
            after = tuple(sorted({self.ids[name] for name in names}))
        else:
            after = (len(self.steps) - 1,) if self.steps else ()
        limit, leads, by, most = _limit(handoff.limit)
        begins = handoff.begins_before
        step = Step(
            kind=StepKind.HANDOFF,
            target=self.index.handoffs[handoff.name],
            after=after,
            priority=self._priority(handoff.priority),
            begins_before=begins.microseconds if begins is not None else -1,
            at_limit=leads,
            postpone_by=by,
            postpone_most=most,
        )
        decision = f"handoff:{handoff.name}"
        draws = StepDraws(
            decision,
            self._occurrence(decision),
            law=handoff.takes or does.task or does.lead_time,
            needed_by=handoff.needed_by,
            limit=limit,
        )
        self.ids[handoff.id or handoff.name] = len(self.steps)
        if handoff.move_waits:
            self.move_waits.append(len(self.steps))
        self._append(step, draws)

    def _leave(self, destination: str) -> None:
        after = self._before_move(None)
        step = Step(
            kind=StepKind.LEAVE,
            target=self.index.destinations[destination],
            after=after,
            waits_for=self._waits_for(after),
        )
        self._append(step, StepDraws("leave", 0))

    def _append(self, step: Step, draws: StepDraws) -> None:
        self.steps.append(step)
        self.draws.append(draws)

    def _choices(self, name: str, setting: CareSetting) -> tuple[tuple[Choice, ...], ...]:
        return tuple(self._choice(name, setting, locality) for locality in self.index.localities)

    def _choice(self, name: str, setting: CareSetting, locality: str) -> tuple[Choice, ...]:
        """Units in this group's own order.

        First choice first, then nearest, then file order; after all of these those out of area.
        """
        found: list[tuple[bool, int, float, int, int]] = []
        for unit in setting.units:
            takes = self._taken_by(unit)
            travel = travel_minutes(unit, locality)
            reach = _reach(setting, travel)
            if takes is None or reach is None:
                continue
            waiting = takes.after_waiting.microseconds if takes.after_waiting else 0
            number = self.index.units[name, unit.name]
            order = (unit.out_of_area, takes.preference, travel, number)
            found.append((*order, max(waiting, reach)))
        return tuple(Choice(number, after) for *_, number, after in sorted(found))

    def _taken_by(self, unit: Unit) -> Takes | None:
        if unit.takes is None:
            return Takes()
        fits = (
            t
            for t in unit.takes
            if t.group in (None, self.group) and t.pathway in (None, self.pathway)
        )
        return next(fits, None)


def travel_minutes(unit: Unit, locality: str) -> float:
    """Minutes from a locality to a unit; nothing said counts as no travel."""
    return unit.travel_minutes.get(locality, 0.0)


def _reach(setting: CareSetting, travel: float) -> int | None:
    """How long a patient waits until a unit this far becomes one he may use; None: never."""
    limit = setting.travel_limit_minutes
    if limit is None or travel <= limit:
        return 0
    reached = [
        widening.after_waiting.microseconds
        for widening in setting.widening
        if widening.travel_limit_minutes is None or travel <= widening.travel_limit_minutes
    ]
    return min(reached, default=None)


def _limit(limit: Limit | None) -> tuple[Law | None, AtLimit, int, int]:
    if limit is None:
        return None, AtLimit.LOST, 0, 0
    by = limit.by.microseconds if limit.by is not None else 0
    return limit.within, AT_LIMIT[limit.then], by, limit.at_most
