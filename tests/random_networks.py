"""Random places and patients that use every feature of the network, for engines to be tried on.

Half of all cases have every time on a coarse grid, so that many things fall due at one instant.
Each case favours some features and leaves out others, so that pairs of features meet often; most
have a theme, a few features that have to meet before something rare can happen. A case is a pure
function of the generator it is drawn from, and ``cases`` is the hypothesis strategy for the same:

    network, patients = random_case(Random(7))
    network, patients = random_case(Random(7), people=3000)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from simulator.network.network import (
    DAY,
    MINUTE,
    NONE,
    AtClose,
    Calendar,
    CapacityPath,
    CareSetting,
    Duration,
    Handoff,
    Network,
    Reason,
    Releases,
    Reviews,
    Step,
    StepKind,
    Unit,
)
from simulator.sampling.patients import Patients
from tests.random_chance import Chance
from tests.random_hours import days_clock, hours_clock, longest_window, merged
from tests.random_routes import TOO_BIG, RouteMaker, crowd_at_a_door, may_have_limits
from tests.small_networks import Draw, Person, patients

COVERS = (1_000_000, 1_000_000, 1_000_000, 500_000, 500_000, 0)
CLOSINGS = (AtClose.FINISH, AtClose.PAUSE, AtClose.FIT)


def random_case(rng: Random, people: int | None = None) -> tuple[Network, Patients]:
    """A place, and ``people`` who come to it (default: a handful), returns not counted."""
    chance = Chance(rng)
    place = Place(chance, people if people is not None else chance.whole(1, 12))
    network = place.network()
    return network, patients_of(network, chance, place.people)


cases = st.randoms(use_true_random=False).map(random_case)


@dataclass
class Place:
    """Makes a network in which about as many people are as its places and staff can take."""

    chance: Chance
    people: int
    days: int = field(init=False)
    end: int = field(init=False)
    room: float = field(init=False)

    def __post_init__(self) -> None:
        self.days = self.chance.whole(2, 8 if self.people < 50 else 20)
        early = self.chance.span(DAY // 2) if self.chance.uses("a part of a day at the end") else 0
        self.end = self.days * DAY - early
        if self.chance.uses("plenty of room", 0.7):
            self.room = 4.0
        elif self.chance.uses("hardly any room", 0.7):
            self.room = 0.05
        else:
            self.room = self.chance.pick((0.25, 0.5, 1.0, 2.0))

    def network(self) -> Network:
        """Settings with their units, handoffs, and routes of all patient groups."""
        chance = self.chance
        localities = chance.whole(1, 2)
        settings = [self.units(s) for s in range(chance.whole(1, 3))]
        units = [unit for mine in settings for unit in mine]
        numbers = [[u for u, unit in enumerate(units) if unit.care_setting == s]
                   for s in range(len(settings))]  # fmt: skip
        handoffs = [self.handoff(h) for h in range(chance.pick((0, 1, 2, 2, 3, 4)))]
        groups = chance.whole(1, 2)
        routes = [
            RouteMaker(chance, numbers, len(handoffs), localities).route(chance.below(groups))
            for _ in range(chance.whole(1, 3))
        ]
        if handoffs and chance.uses("crowd at a door"):
            routes[1:] = crowd_at_a_door(chance, chance.below(groups), 0, numbers[0])
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

    def units(self, setting: int) -> list[Unit]:
        number = 4 if self.chance.uses("many units") else self.chance.whole(1, 3)
        return [self.unit(setting) for _ in range(number)]

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
        has_hours = chance.uses("working hours", 2) or chance.with_probability(0.25)
        hours = self.calendar() if has_hours else None
        clock = hours_clock(hours) if hours is not None else None
        releases = None
        if chance.uses("releases", 0.85):
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
            staff=self.capacity("shifts", DAY // 6) if needs_staff else None,
            at_close=AtClose.FIT if chance.uses("tasks that fit", 1.4) else chance.pick(CLOSINGS),
            releases=releases,
            longest_window=longest_window(hours),
        )

    def capacity(self, feature: str, typical: int) -> CapacityPath:
        """Room for about those who would be here at once, perhaps changing and falling to none."""
        if self.chance.uses("none throughout", 0.3):
            return CapacityPath((0,), (0,))
        at_once = round(self.people * typical / self.end * self.room)
        times = [0]
        if self.chance.uses(feature, 2):
            times = sorted({0, *self.chance.moments(self.end, 5 * self.days)})
        values = [self.chance.whole(0, 2 + at_once) for _ in times]
        if len(times) == 1 or not self.chance.with_probability(0.5):
            values[0] = max(values[0], 1)
        return CapacityPath(tuple(times), tuple(values))

    def calendar(self) -> Calendar:
        """Hours by weekday, or windows anywhere; seldom never open."""
        if self.chance.with_probability(0.025):
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
        covers = [self.chance.pick(COVERS) for _ in times]
        return Reviews(tuple(times), tuple(covers))

    def releases(self, *, only_then: bool) -> Releases:
        """A few starts at a time, sometimes none."""
        times = self.chance.moments(self.end, 2 + 6 * self.days)
        most = 1 + round(self.people * self.room) // (1 + len(times))
        counts = [self.chance.pick((0, 1, most, self.chance.whole(0, most))) for _ in times]
        return Releases(tuple(times), tuple(counts), self.chance.uses("carry"), only_then)


def patients_of(network: Network, chance: Chance, people: int) -> Patients:
    """First arrivals in order, then those who come only as returns."""
    limited = [may_have_limits(chance, route) for route in network.routes]
    firsts = sorted(
        (person(network, chance, limited, chance.moment(network.end)) for _ in range(people)),
        key=lambda who: (who.arrives, network.routes[who.route].group),
    )
    everyone, depth = list(firsts), [0] * people
    for _ in range(sum(chance.uses("returns", 1.4) for _ in range(people))):
        latest = people if len(everyone) > people and chance.with_probability(0.4) else 0
        before = chance.whole(latest, len(everyone) - 1)
        if everyone[before].returns_as == NONE:
            gap = 0 if chance.with_probability(0.2) else chance.span(4 * DAY)
            again = replace(everyone[before], returns_as=len(everyone), returns_after=gap)
            everyone[before] = again
            everyone.append(person(network, chance, limited, NONE))
            depth.append(depth[before] + 1)
    table = patients(everyone)
    groups = [network.routes[who.route].group for who in everyone]
    return replace(table, group=np.array(groups, np.int32), depth=np.array(depth, np.int32))


def person(network: Network, chance: Chance, limited: list[list[bool]], arrives: int) -> Person:
    """Somebody on one of the routes, with a draw for each of its steps."""
    route = chance.below(len(network.routes))
    steps = network.routes[route].steps
    draws = [
        draw(network, chance, step, can_wait_too_long)
        for step, can_wait_too_long in zip(steps, limited[route], strict=True)
    ]
    if chance.uses("death at a turn"):
        draws = at_a_turn(chance, steps, draws)
    locality = chance.below(len(network.localities))
    return Person(arrives, draws, route=route, locality=locality)


def at_a_turn(chance: Chance, steps: Sequence[Step], draws: list[Draw]) -> list[Draw]:
    """Death while waiting comes as a later limit runs out, or as the booking comes round."""
    stays = [k for k, step in enumerate(steps) if step.kind is StepKind.STAY]
    for stay in stays:
        later = [m for m in range(stay + 1, len(steps)) if draws[m].limit != NONE]
        if later:
            turn = later[0]
            turns = (0, steps[turn].postpone_by)
            dies = draws[turn].limit + chance.pick(turns)
            draws[stay] = replace(draws[stay], dies_waiting=dies)
    return draws


def draw(network: Network, chance: Chance, step: Step, can_wait_too_long: bool) -> Draw:
    """What one step takes, on the grid."""
    limit = NONE
    is_too_big = step.weight == TOO_BIG
    if can_wait_too_long and chance.uses("limits", 2 if is_too_big else 1):
        is_none = chance.uses("limits of nothing", 2 if is_too_big else 0.7)
        limit = 0 if is_none else chance.span(DAY)
    if step.kind is StepKind.LEAVE:
        return Draw(0)
    if step.kind is StepKind.HANDOFF:
        is_needed = not chance.uses("handoffs not needed", 0.7)
        return Draw(work(network.handoffs[step.target], chance) if is_needed else NONE, limit)
    if chance.uses("death at once", 0.7):
        return Draw(0, limit, dies=1)
    return Draw(
        chance.span(DAY),
        limit,
        error=chance.pick((-1, 1)) * chance.span(DAY) if chance.uses("error", 2) else 0,
        level=chance.pick((0, 499_999, 500_000, 999_999)),
        dies=int(chance.uses("death", 0.3)),
        dies_waiting=chance.span(DAY) if chance.uses("death while waiting", 0.7) else NONE,
    )


def work(handoff: Handoff, chance: Chance) -> int:
    """How long a handoff takes: hours or a day, and where it is to fit into a window, it may."""
    longest = chance.pick((DAY // 4, DAY))
    if handoff.at_close is AtClose.FIT and chance.with_probability(0.65):
        longest = min(longest, handoff.longest_window)
    return chance.span(longest)
