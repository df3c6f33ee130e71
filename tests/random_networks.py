"""Random places and patients that use every feature of the network, for engines to be tried on.

Half of all cases have every time on a coarse grid, so that many things fall due at one instant.
Each case favours some features and leaves out others, so that pairs of features meet often. A case
is a pure function of the generator it is drawn from:

    network, patients = random_case(Random(7))
    network, patients = random_case(Random(7), people=3000)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from simulator.network.network import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    NONE,
    AtClose,
    AtLimit,
    Calendar,
    CapacityPath,
    CareSetting,
    Choice,
    Clock,
    Duration,
    Handoff,
    LetsGo,
    Network,
    Reason,
    Releases,
    Reviews,
    Route,
    Step,
    StepKind,
    Unit,
)
from simulator.sampling.patients import Patients
from tests.small_networks import Draw, Person, patients

FREQUENCIES = (0.0, 0.0, 0.15, 0.3, 0.3, 0.7)


def random_case(rng: Random, people: int | None = None) -> tuple[Network, Patients]:
    """A place, and ``people`` who come to it (default: a handful), returns not counted."""
    chance = Chance(rng)
    place = Place(chance, people if people is not None else chance.whole(1, 12))
    network = place.network()
    return network, patients_of(network, chance, place.people)


cases = st.randoms(use_true_random=False).map(random_case)


@dataclass
class Chance:
    """Draws for one case: its grid of time, and how often it uses each feature."""

    rng: Random
    grain: int = field(init=False)
    frequency: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grain = self.pick((6 * HOUR, HOUR, 1, 1))

    @property
    def is_coarse(self) -> bool:
        return self.grain > 1

    def whole(self, least: int, most: int) -> int:
        return self.rng.randint(least, most)

    def pick(self, options):
        return options[self.rng.randint(0, len(options) - 1)]

    def with_probability(self, probability: float) -> bool:
        return self.rng.randint(0, 999) < 1000 * probability

    def uses(self, feature: str, as_often: float = 1.0) -> bool:
        """Whether a feature is used here: some cases use it often, others never."""
        if feature not in self.frequency:
            self.frequency[feature] = self.pick(FREQUENCIES)
        return self.with_probability(self.frequency[feature] * as_often)

    def some(self, options) -> list:
        """Some of the options, in their order."""
        return [option for option in options if self.with_probability(0.5)]

    def shuffled(self, options) -> list:
        """All options in some order."""
        left = list(options)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(len(left))]

    def span(self, longest: int) -> int:
        """A length of time on the grid, zero quite often."""
        if self.with_probability(0.2 if self.is_coarse else 0.1):
            return 0
        return self.whole(0, max(1, longest // self.grain)) * self.grain

    def moment(self, end: int) -> int:
        """A time on the grid before the end, seldom at the end."""
        last = (end - 1) // self.grain if self.with_probability(0.97) else end // self.grain
        return self.whole(0, last) * self.grain

    def moments(self, end: int, most: int) -> list[int]:
        """Some different times in order."""
        return sorted({self.moment(end) for _ in range(self.whole(0, most))})


@dataclass
class Place:
    """Makes a network in which about as many people are as its places and staff can take."""

    chance: Chance
    people: int
    days: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.days = self.chance.whole(2, 8 if self.people < 50 else 20)
        early = self.chance.span(DAY // 2) if self.chance.uses("a part of a day at the end") else 0
        self.end = self.days * DAY - early

    def network(self) -> Network:
        """Settings with their units, handoffs, and routes of all patient groups."""
        chance = self.chance
        localities = chance.whole(1, 2)
        settings = [[self.unit(s) for _ in range(chance.whole(1, 3))]
                    for s in range(chance.whole(1, 3))]  # fmt: skip
        units = [unit for mine in settings for unit in mine]
        numbers = [[u for u, unit in enumerate(units) if unit.care_setting == s]
                   for s in range(len(settings))]  # fmt: skip
        handoffs = [self.handoff(h) for h in range(chance.pick((0, 1, 2, 2, 3, 4)))]
        groups = chance.whole(1, 2)
        routes = [
            RouteMaker(chance, numbers, len(handoffs), localities).route(chance.whole(0, groups - 1))
            for _ in range(chance.whole(1, 3))
        ]
        return Network(
            end=self.end,
            groups=tuple(f"g{g}" for g in range(groups)),
            localities=tuple(f"l{i}" for i in range(localities)),
            care_settings=tuple(
                CareSetting(f"s{s}", "beds", s == 0, "nhs", tuple(mine), s, s)
                for s, mine in enumerate(numbers)
            ),
            units=tuple(replace(unit, name=f"u{u}") for u, unit in enumerate(units)),
            handoffs=tuple(handoffs),
            destinations=("home", "care home"),
            reasons=tuple(Reason(code, "nhs") for code in "ABCDEF"),
            routes=tuple(routes),
        )

    def unit(self, setting: int) -> Unit:
        """A unit with hours of every kind."""
        uses = self.chance.uses
        return Unit(
            name="",
            care_setting=setting,
            locality=None,
            capacity=self.capacity("changing beds", DAY),
            admits=self.calendar() if uses("admission hours") else None,
            reviews=self.reviews() if uses("reviews") else None,
            discharges=self.calendar() if uses("discharge hours") else None,
            moves_out=self.calendar() if uses("moving-out hours") else None,
            turnaround=self.chance.span(DAY) if uses("turnaround") else 0,
        )

    def handoff(self, number: int) -> Handoff:
        """A staffed task, a lead time or a panel."""
        chance = self.chance
        kind = Duration.LEAD if chance.uses("lead times", 0.7) else Duration.TASK
        hours = self.calendar() if chance.uses("working hours", 2) else None
        clock = hours_clock(hours) if hours is not None else None
        releases = None
        if chance.uses("releases", 0.7):
            releases = self.releases(only_then=False)
        elif chance.uses("panels"):
            releases, hours = self.releases(only_then=True), None
        if kind is Duration.LEAD and chance.uses("working days"):
            clock = days_clock(self.calendar())
        needs_staff = kind is Duration.TASK and not chance.uses("unstaffed tasks", 0.3)
        return Handoff(
            name=f"h{number}",
            organisation="nhs",
            reason=4,
            hours=hours,
            clock=clock,
            duration=kind,
            staff=self.capacity("shifts", DAY // 12) if needs_staff else None,
            at_close=chance.pick(list(AtClose)),
            releases=releases,
            longest_window=longest_window(hours),
        )

    def capacity(self, feature: str, typical: int) -> CapacityPath:
        """Room for about those who would be here at once, perhaps changing and falling to none."""
        at_once = round(self.people * typical / self.end)
        times = [0]
        if self.chance.uses(feature):
            times = sorted({0, *self.chance.moments(self.end, 6)})
        values = [self.chance.whole(0, 2 + at_once) for _ in times]
        if len(times) == 1 or not self.chance.with_probability(0.5):
            values[0] = max(values[0], 1)
        return CapacityPath(tuple(times), tuple(values))

    def calendar(self) -> Calendar:
        """Hours by weekday, or windows anywhere; seldom never open."""
        if self.chance.with_probability(0.01):
            return Calendar((), ())
        grid = max(self.chance.grain, 30 * MINUTE)
        if self.chance.with_probability(0.6):
            opens = self.chance.whole(0, (DAY - grid) // grid) * grid
            length = self.chance.whole(1, self.chance.pick((DAY // 3, DAY)) // grid) * grid
            days = [d for d in range(self.days + 3) if self.chance.with_probability(0.75)]
            return merged([(d * DAY + opens, d * DAY + opens + length) for d in days])
        times = sorted({self.chance.whole(0, self.days * DAY // grid) * grid for _ in range(8)})
        return merged(list(zip(times[::2], times[1::2], strict=False)))

    def reviews(self) -> Reviews:
        """Rounds once or several times a day, of which some see only part of the patients."""
        times = self.chance.moments(self.end + DAY, 4 * self.days)
        covers = [self.chance.pick((1_000_000, 1_000_000, 1_000_000, 500_000, 500_000, 0)) for _ in times]
        return Reviews(tuple(times), tuple(covers))

    def releases(self, *, only_then: bool) -> Releases:
        """A few starts at a time, sometimes none."""
        times = self.chance.moments(self.end, 2 + 2 * self.days)
        most = 1 + self.people // (1 + len(times))
        counts = [self.chance.whole(0, most) for _ in times]
        return Releases(tuple(times), tuple(counts), self.chance.uses("carry"), only_then)


@dataclass
class RouteMaker:
    """Makes a route of stays with handoffs between them, in parallel and in chains."""

    chance: Chance
    settings: list[list[int]]
    handoffs: int
    localities: int
    steps: list[Step] = field(default_factory=list)
    stay: tuple[int, ...] = ()
    since: list[int] = field(default_factory=list)
    move_waits: list[int] = field(default_factory=list)

    def route(self, group: int) -> Route:
        """Up to three stays and what lies between them, then leaving."""
        stays = self.chance.pick((1, 1, 2, 2, 2, 3, 0))
        for number in range(stays):
            if number > 0 or self.chance.uses("handoffs before the first stay"):
                self.add_handoffs()
            self.add_move(StepKind.STAY)
        self.add_handoffs()
        self.add_move(StepKind.LEAVE)
        branches = (("way", self.chance.pick("ab")),) if self.chance.uses("branches") else ()
        return Route(group, self.chance.pick("pq"), branches, tuple(self.steps))

    def add_handoffs(self) -> None:
        for _ in range(self.chance.pick((0, 1, 1, 2, 2, 3)) if self.handoffs else 0):
            self.add_handoff()

    def add_handoff(self) -> None:
        """After the stay, after one or two handoffs, or after anything earlier."""
        chance, number = self.chance, len(self.steps)
        after = self.stay
        if self.since and chance.with_probability(0.5):
            after = tuple(sorted({chance.pick(self.since), chance.pick(self.since)}))
        elif number and (not after or chance.uses("handoffs after anything")):
            after = tuple(sorted({chance.whole(0, number - 1) for _ in range(2)}))
        follows_stay = len(after) == 1 and self.steps[after[0]].kind is StepKind.STAY
        is_ahead = follows_stay and chance.uses("planning ahead", 2)
        self.steps.append(
            Step(
                StepKind.HANDOFF,
                chance.whole(0, self.handoffs - 1),
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
        target = chance.whole(0, len(self.settings) - 1)
        self.steps.append(
            Step(
                kind,
                target,
                tuple(sorted(after)),
                priority=self.priority(),
                weight=chance.whole(1, 3) if chance.uses("weights") else 1,
                choices=tuple(self.choices(target) for _ in range(self.localities)),
                lets_go=chance.pick(list(LetsGo)) if chance.uses("letting go", 2) else LetsGo(0),
                move=chance.span(DAY) if chance.uses("moves that take time") else 0,
                waits_for=waits_for,
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

    def priority(self) -> int:
        return self.chance.whole(0, 2) if self.chance.uses("priorities") else 0

    def limit(self) -> dict:
        if not self.chance.uses("postponement", 2):
            return {"at_limit": AtLimit.LOST}
        by = 0 if self.chance.with_probability(0.05) else max(self.chance.grain, self.span())
        most = self.chance.whole(0, 3)
        return {"at_limit": AtLimit.POSTPONED, "postpone_by": by, "postpone_most": most}

    def span(self) -> int:
        return self.chance.span(DAY)

    def choices(self, setting: int) -> tuple[Choice, ...]:
        """Units in some order, some only after waiting; seldom none at all."""
        units = self.chance.shuffled(self.settings[setting])
        if self.chance.with_probability(0.02):
            return ()
        if self.chance.uses("few choices"):
            units = units[:1]
        is_wider = [self.chance.uses("widening") for _ in units]
        return tuple(
            Choice(unit, self.chance.span(DAY) if wider else 0)
            for unit, wider in zip(units, is_wider, strict=True)
        )


def patients_of(network: Network, chance: Chance, people: int) -> Patients:
    """First arrivals in order, then those who come only as returns."""
    limited = [may_have_limits(route) for route in network.routes]
    firsts = sorted(
        (person(network, chance, limited, chance.moment(network.end)) for _ in range(people)),
        key=lambda who: (who.arrives, network.routes[who.route].group),
    )
    everyone, depth = list(firsts), [0] * people
    for _ in range(sum(chance.uses("returns") for _ in range(people))):
        before = chance.whole(0, len(everyone) - 1)
        if everyone[before].returns_as == NONE:
            gap = chance.span(2 * DAY)
            again = replace(everyone[before], returns_as=len(everyone), returns_after=gap)
            everyone[before] = again
            everyone.append(person(network, chance, limited, NONE))
            depth.append(depth[before] + 1)
    table = patients(everyone)
    groups = [network.routes[who.route].group for who in everyone]
    return replace(table, group=np.array(groups, np.int32), depth=np.array(depth, np.int32))


def may_have_limits(route: Route) -> list[bool]:
    """Steps that may carry a limit: stays, and handoffs that the next move waits for."""
    allowed = []
    for k, step in enumerate(route.steps):
        moves = (later for later in route.steps[k:] if later.kind is not StepKind.HANDOFF)
        is_waited_for = step.kind is StepKind.HANDOFF and k in next(moves).waits_for
        allowed.append(step.kind is StepKind.STAY or is_waited_for)
    return allowed


def person(network: Network, chance: Chance, limited: list[list[bool]], arrives: int) -> Person:
    """Somebody on one of the routes, with a draw for each of its steps."""
    route = chance.whole(0, len(network.routes) - 1)
    steps = network.routes[route].steps
    draws = [
        draw(chance, step, can_wait_too_long)
        for step, can_wait_too_long in zip(steps, limited[route], strict=True)
    ]
    locality = chance.whole(0, len(network.localities) - 1)
    return Person(arrives, draws, route=route, locality=locality)


def draw(chance: Chance, step: Step, can_wait_too_long: bool) -> Draw:
    """What one step takes, on the grid."""
    limit = chance.span(DAY) if can_wait_too_long and chance.uses("limits", 0.7) else NONE
    if step.kind is StepKind.LEAVE:
        return Draw(0)
    if step.kind is StepKind.HANDOFF:
        is_needed = not chance.uses("handoffs not needed", 0.7)
        return Draw(chance.span(chance.pick((DAY // 4, DAY))) if is_needed else NONE, limit)
    return Draw(
        chance.span(DAY),
        limit,
        error=chance.pick((-1, 1)) * chance.span(DAY) if chance.uses("error", 2) else 0,
        level=chance.pick((0, 499_999, 500_000, 999_999)),
        dies=int(chance.uses("death", 0.3)),
        dies_waiting=chance.span(DAY) if chance.uses("death while waiting", 0.5) else NONE,
    )


def merged(pairs: list[tuple[int, int]]) -> Calendar:
    """Windows joined where they touch."""
    joined: list[list[int]] = []
    for opens, closes in sorted(pairs):
        if joined and opens <= joined[-1][1]:
            joined[-1][1] = max(closes, joined[-1][1])
        else:
            joined.append([opens, closes])
    return Calendar(tuple(a for a, _ in joined), tuple(b for _, b in joined))


def longest_window(hours: Calendar | None) -> int:
    """As ``Handoff.longest_window`` says."""
    if hours is None:
        return NEVER
    return max((b - a for a, b in zip(hours.opens, hours.closes, strict=True)), default=0)


def hours_clock(hours: Calendar) -> Clock:
    """Counts every microsecond open."""
    lengths = [b - a for a, b in zip(hours.opens, hours.closes, strict=True)]
    before = tuple(sum(lengths[:i]) for i in range(len(lengths) + 1))
    return Clock(hours.opens, hours.closes, before, (1440,) * len(lengths))


def days_clock(hours: Calendar) -> Clock:
    """Counts each date that opens as one day, in proportion to what is open of it."""
    windows = [
        (max(opens, day * DAY), min(closes, (day + 1) * DAY))
        for opens, closes in zip(hours.opens, hours.closes, strict=True)
        for day in range(opens // DAY, -(-closes // DAY))
    ]
    minutes = [
        sum((b - a) // MINUTE for a, b in windows if a // DAY == opens // DAY)
        for opens, _ in windows
    ]
    before = [0]
    for (opens, closes), open_minutes in zip(windows, minutes, strict=True):
        before.append(before[-1] + (closes - opens) * 1440 // open_minutes)
    opens_at, closes_at = (tuple(times) for times in zip(*windows, strict=True)) if windows else ((), ())
    return Clock(opens_at, closes_at, tuple(before), tuple(minutes))
