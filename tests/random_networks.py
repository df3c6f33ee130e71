"""Random places and patients that use every feature of the network, for engines to be tried on.

Half of all cases have every time on a coarse grid, so that many things fall due at one instant.
Each case favours some features and leaves out others, so that pairs of features meet often; most
have a theme, a few features that have to meet before something rare can happen. A case is a pure
function of the generator it is drawn from, and ``cases`` is the hypothesis strategy for the same:

    network, patients = random_case(Random(7))
    network, patients = random_case(Random(7), people=3000)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import strategies as st

from simulator.network.network import (
    DAY,
    HOUR,
    MINUTE,
    AtClose,
    AtLoop,
    Calendar,
    CapacityPath,
    CareSetting,
    Duration,
    Handoff,
    Network,
    Reason,
    Releases,
    Reviews,
    Route,
    Trigger,
    Unit,
)
from simulator.sampling.patients import Patients
from tests.random_chance import Chance
from tests.random_hours import days_clock, hours_clock, longest_window, merged
from tests.random_people import patients_of
from tests.random_routes import RouteMaker
from tests.random_scenes import crowd_at_a_door, places_in_a_ring, scenes

COVERS = (1_000_000, 1_000_000, 1_000_000, 500_000, 500_000, 0)
SWAPS = 0.88
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
    is_ring: bool = field(init=False)
    groups: int = field(init=False)

    def __post_init__(self) -> None:
        self.days = self.chance.whole(2, 8 if self.people < 50 else 20)
        early = self.chance.span(DAY // 2) if self.chance.uses("a part of a day at the end") else 0
        self.end = self.days * DAY - early
        self.groups = self.chance.whole(1, 2)
        favoured = "places in a ring" in self.chance.frequency
        self.is_ring = favoured or not self.chance.with_probability(0.94)
        if self.is_ring:
            self.room = self.chance.pick((0.02, 0.05, 0.2))
        elif self.chance.uses("plenty of room", 0.7):
            self.room = 4.0
        elif self.chance.uses("full throughout", 0.7):
            self.room = self.chance.pick((0.1, 0.2, 0.4))
        elif self.chance.uses("hardly any room", 0.7):
            self.room = 0.05
        else:
            self.room = self.chance.pick((0.25, 0.5, 1.0, 2.0))

    def network(self) -> Network:
        """Settings with their units, handoffs, and routes of all patient groups."""
        chance = self.chance
        localities = chance.whole(1, 2)
        number = chance.whole(2, 3) if chance.uses("several settings") else chance.whole(1, 3)
        number = 3 if chance.uses("three settings", 1.4) else number
        settings = [self.units(s) for s in range(number)]
        units = [unit for mine in settings for unit in mine]
        numbers = [[u for u, unit in enumerate(units) if unit.care_setting == s]
                   for s in range(len(settings))]  # fmt: skip
        handoffs = [self.handoff(h) for h in range(chance.pick((0, 1, 2, 2, 3, 4)))]
        away = {u for u, unit in enumerate(units) if unit.away}
        routes = self.routes(numbers, len(handoffs), localities, away)
        return Network(
            end=self.end,
            groups=("g0", "g1")[: self.groups],
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
            at_loop=AtLoop.SWAP if chance.with_probability(SWAPS) else AtLoop.STOP,
        )

    def routes(
        self, settings: list[list[int]], handoffs: int, localities: int, away: set[int]
    ) -> list[Route]:
        """Ordinary ones, and scenes; in a ring and at a door hardly anything else."""
        chance = self.chance
        routes = [
            RouteMaker(chance, settings, handoffs, localities, away).route(self.group())
            for _ in range(chance.whole(1, 3))
        ]
        if handoffs and chance.uses("crowd at a door", 1.3) and not self.is_ring:
            return routes[:1] + crowd_at_a_door(chance, self.group(), 0, settings[0])
        if not self.is_ring:
            return routes + scenes(chance, self.group(), settings, handoffs, away)
        kept = int(chance.with_probability(0.4))
        one_way = chance.uses("one way round")
        turns = [
            1 if one_way else chance.pick((1, 1, len(settings) - 1))
            for _ in range(chance.whole(1, 3))
        ]
        rings = [places_in_a_ring(chance, self.group(), settings, turn, away) for turn in turns]
        return routes[:kept] + rings

    def group(self) -> int:
        return self.chance.below(self.groups)

    def units(self, setting: int) -> list[Unit]:
        """Of most settings several, some of them perhaps out of area; seldom all."""
        number = self.chance.whole(1, 2 if self.is_ring else 3)
        number = 1 if self.chance.uses("one unit each", 0.7) else number
        number = 4 if self.chance.uses("many units", 0.5 if self.is_ring else 1.0) else number
        units = [self.unit(setting) for _ in range(number)]
        if self.chance.uses("out of area"):
            units += [self.away_unit(setting) for _ in range(self.chance.whole(1, 2))]
            if self.chance.with_probability(0.03):
                units = units[number:]
        return units

    def away_unit(self, setting: int) -> Unit:
        unit = replace(self.unit(setting), away=True)
        if not self.chance.uses("room out of area"):
            return unit
        times = unit.capacity.times
        return replace(unit, capacity=CapacityPath(times, (self.people,) * len(times)))

    def unit(self, setting: int) -> Unit:
        """A unit with hours of every kind."""
        uses = self.chance.uses
        longest = HOUR if self.is_ring else DAY
        return Unit(
            name="",
            care_setting=setting,
            locality=None,
            capacity=self.capacity("changing beds", DAY),
            admits=self.calendar() if uses("admission hours") else None,
            reviews=self.reviews() if uses("reviews") else None,
            discharges=self.calendar() if uses("discharge hours") else None,
            moves_out=self.calendar() if uses("moving-out hours", 1.4) else None,
            turnaround=self.chance.span(longest) if uses("turnaround") else 0,
            trigger=self.trigger() if uses("opened by a queue") else None,
        )

    def trigger(self) -> Trigger:
        """Called with few waiting or many, and open for no time at least or for days."""
        chance = self.chance
        above = chance.pick((0, chance.whole(0, 3), chance.whole(0, 1 + self.people // 20)))
        after = 1 if chance.uses("opened at once") else max(chance.grain, chance.span(DAY))
        lasts = chance.span(2 * DAY) if chance.uses("long openings", 2) else 0
        return Trigger(above, after, lasts, chance.pick((0, above, chance.whole(0, above))))

    def handoff(self, number: int) -> Handoff:
        """A staffed task, a lead time or a panel."""
        chance = self.chance
        kind = Duration.LEAD if chance.uses("lead times", 0.7) else Duration.TASK
        has_hours = chance.uses("working hours", 2) or chance.with_probability(0.25)
        hours = self.calendar() if has_hours else None
        clock = hours_clock(hours) if hours is not None else None
        releases = None
        if chance.uses("releases", 1.15):
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
