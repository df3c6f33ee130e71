"""Which features a random place and its patients have, and which pairs of them have met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

import numpy as np

from simulator.network.network import (
    HOUR,
    NONE,
    AtClose,
    AtLimit,
    AtLoop,
    Duration,
    Handoff,
    LetsGo,
    Network,
    Step,
    StepKind,
    Unit,
)
from simulator.sampling.patients import Patients
from tests.random_routes import TOO_BIG

EVERYBODY = 1_000_000
NEVER_TOGETHER = {frozenset(("times on a coarse grid", "times on no grid"))}


def is_to(at_close: AtClose) -> Callable[[Handoff], bool]:
    """Whether tasks do so as hours close."""
    return lambda h: h.at_close is at_close and h.duration is Duration.TASK and h.hours is not None


UNITS: dict[str, Callable[[Unit], bool]] = {
    "changing beds": lambda u: len(set(u.capacity.values)) > 1,
    "no beds for a time": lambda u: min(u.capacity.values) == 0 < max(u.capacity.values),
    "no beds throughout": lambda u: max(u.capacity.values) == 0,
    "admission hours": lambda u: u.admits is not None,
    "reviews": lambda u: u.reviews is not None,
    "reviews of some": lambda u: u.reviews is not None and min(u.reviews.covers, default=EVERYBODY)
    < EVERYBODY,
    "discharge hours": lambda u: u.discharges is not None,
    "moving-out hours": lambda u: u.moves_out is not None,
    "turnaround": lambda u: u.turnaround > 0,
    "opened by a queue": lambda u: u.trigger is not None,
    "opened by a queue at once": lambda u: u.trigger is not None and u.trigger.opens_after == 1,
    "open for a time at least": lambda u: u.trigger is not None and u.trigger.stays_open > 0,
    "out of area": lambda u: u.away,
}  # fmt: skip

HANDOFFS: dict[str, Callable[[Handoff], bool]] = {
    "working hours": lambda h: h.hours is not None,
    "lead times": lambda h: h.duration is Duration.LEAD,
    "working days": lambda h: h.clock is not None and any(m != 1440 for m in h.clock.minutes),
    "staff": lambda h: h.staff is not None,
    "shifts": lambda h: h.staff is not None and len(set(h.staff.values)) > 1,
    "no staff throughout": lambda h: h.staff is not None and max(h.staff.values) == 0,
    "tasks without staff": lambda h: h.staff is None and h.duration is Duration.TASK,
    "tasks that finish": is_to(AtClose.FINISH),
    "tasks that pause": is_to(AtClose.PAUSE),
    "tasks that fit": is_to(AtClose.FIT),
    "releases": lambda h: h.releases is not None and not h.releases.only_then,
    "panels": lambda h: h.releases is not None and h.releases.only_then,
    "carry": lambda h: h.releases is not None and h.releases.carry,
}

STEPS: dict[str, Callable[[Step], bool]] = {
    "priorities": lambda s: s.priority > 0,
    "weights": lambda s: 1 < s.weight < TOO_BIG,
    "too big for any unit": lambda s: s.weight == TOO_BIG,
    "no choices": lambda s: s.kind is StepKind.STAY and () in s.choices,
    "widening": lambda s: any(choice.after > 0 for own in s.choices for choice in own),
    "let go at the end": lambda s: s.lets_go is LetsGo.AT_END,
    "let go as a task starts": lambda s: s.lets_go is LetsGo.NEXT_TASK,
    "moves that take time": lambda s: s.move > 0,
    "planning ahead": lambda s: s.begins_before > 0,
    "handoffs on arrival": lambda s: s.kind is StepKind.HANDOFF and not s.after,
    "postponement": lambda s: s.at_limit is AtLimit.POSTPONED and s.postpone_most > 0,
    "postponed by nothing": lambda s: s.at_limit is AtLimit.POSTPONED and s.postpone_by == 0,
    "falling weights": lambda s: bool(s.profile),
    "weights that fall to nothing": lambda s: bool(s.profile) and s.profile[-1][1] == 0,
    "growth": lambda s: s.growth > 0,
    "limits that lead elsewhere": lambda s: s.at_limit is AtLimit.ELSEWHERE,
}


def is_any(rows: np.ndarray) -> bool:
    return bool(np.any(rows))


PATIENTS: dict[str, Callable[[Patients, np.ndarray], bool]] = {
    "limits on stays": lambda p, kind: is_any((p.limit >= 0) & (kind == StepKind.STAY)),
    "limits on handoffs": lambda p, kind: is_any((p.limit >= 0) & (kind == StepKind.HANDOFF)),
    "limits of nothing": lambda p, kind: is_any(p.limit == 0),
    "no need": lambda p, kind: is_any((p.duration == 0) & (kind == StepKind.STAY)),
    "work of no time": lambda p, kind: is_any((p.duration == 0) & (kind == StepKind.HANDOFF)),
    "handoffs not needed": lambda p, kind: is_any(p.duration == NONE),
    "death": lambda p, kind: is_any(p.dies == 1),
    "death while waiting": lambda p, kind: is_any(p.dies_waiting >= 0),
    "death as he is ready": lambda p, kind: is_any(p.dies_waiting == 0),
    "error": lambda p, kind: is_any(p.expected_error != 0),
    "returns": lambda p, kind: is_any(p.returns_as >= 0),
    "returns at once": lambda p, kind: is_any(p.returns_after == 0),
    "returns of returns": lambda p, kind: is_any(p.depth > 1),
    "arrivals together": lambda p, kind: is_any(np.diff(p.arrives[p.arrives >= 0]) == 0),
    "times on a coarse grid": lambda p, kind: is_coarse(p),
    "times on no grid": lambda p, kind: not is_coarse(p),
    "relapse": lambda p, kind: is_any(p.relapses_after >= 0),
    "relapse as he is ready": lambda p, kind: is_any(p.relapses_after == 0),
    "somebody who comes instead": lambda p, kind: is_any(p.instead_as >= 0),
    "people in at the start": lambda p, kind: is_any(p.begins_in >= 0),
    "waiting at the start": lambda p, kind: is_any((p.begins_at >= 0) & (p.begins_in < 0)),
}


def is_coarse(patients: Patients) -> bool:
    """Whether everything takes whole hours, and everybody arrives on the hour."""
    return not is_any(patients.duration[patients.duration > 0] % HOUR) and not is_any(
        patients.arrives[patients.arrives > 0] % HOUR
    )


def steps_side_by_side(network: Network) -> bool:
    """Whether some handoffs of a route come after the same steps."""
    return any(
        one.after == other.after
        for route in network.routes
        for one, other in combinations(route.steps, 2)
        if one.kind is StepKind.HANDOFF is other.kind
    )


def waits_for_all(network: Network) -> bool:
    """Whether every handoff of a route is waited for by some move."""
    return all(
        {k for k, step in enumerate(route.steps) if step.kind is StepKind.HANDOFF}
        <= {k for step in route.steps for k in step.waits_for}
        for route in network.routes
    )


def stays_of(network: Network) -> list[int]:
    """By route: how many stays."""
    kinds = ([step.kind for step in route.steps] for route in network.routes)
    return [mine.count(StepKind.STAY) for mine in kinds]


def comes_back(network: Network) -> bool:
    """Whether a route has several stays in the same setting."""
    return any(
        one.target == other.target
        for route in network.routes
        for one, other in combinations(route.steps, 2)
        if one.kind is StepKind.STAY is other.kind
    )


PLACES: dict[str, Callable[[Network], bool]] = {
    "several settings": lambda n: len(n.care_settings) > 1,
    "several units in a setting": lambda n: any(len(s.units) > 1 for s in n.care_settings),
    "several localities": lambda n: len(n.localities) > 1,
    "several groups": lambda n: len(n.groups) > 1,
    "several routes": lambda n: len(n.routes) > 1,
    "several handoffs": lambda n: len(n.handoffs) > 1,
    "several stays": lambda n: max(stays_of(n)) > 1,
    "routes that come back": comes_back,
    "stops at a loop": lambda n: n.at_loop is AtLoop.STOP,
    "a route without a stay": lambda n: min(stays_of(n)) == 0,
    "handoffs side by side": steps_side_by_side,
    "handoffs that no move waits for": lambda n: not waits_for_all(n),
    "few choices": lambda n: any(
        0 < len(own) < len(n.care_settings[step.target].units)
        for route in n.routes for step in route.steps for own in step.choices
    ),
    "hours that never open": lambda n: any(
        calendar is not None and not calendar.opens
        for calendar in [
            *(h.hours for h in n.handoffs),
            *(hours for u in n.units for hours in (u.admits, u.discharges, u.moves_out)),
        ]
    ),
}  # fmt: skip

FEATURES = [*UNITS, *HANDOFFS, *STEPS, *PATIENTS, *PLACES]


def features(network: Network, patients: Patients) -> set[str]:
    """The features that something or somebody in this case has."""
    steps = [step for route in network.routes for step in route.steps]
    kinds = [[step.kind for step in route.steps] for route in network.routes]
    kind = np.array([k for route in patients.route.tolist() for k in kinds[route]])
    return {
        *(name for name, has in UNITS.items() if any(map(has, network.units))),
        *(name for name, has in HANDOFFS.items() if any(map(has, network.handoffs))),
        *(name for name, has in STEPS.items() if any(map(has, steps))),
        *(name for name, has in PATIENTS.items() if has(patients, kind)),
        *(name for name, has in PLACES.items() if has(network)),
    }


class Pairs:
    """Which of some names have met."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self._met = np.zeros((len(self.names),) * 2, bool)

    def meet(self, names: Iterable[str]) -> None:
        """These names are together in one place."""
        there = np.isin(self.names, list(names))
        self._met |= there[:, None] & there

    @property
    def number(self) -> int:
        """How many pairs there can be."""
        return len(list(combinations(self.names, 2))) - len(
            [pair for pair in NEVER_TOGETHER if pair <= set(self.names)]
        )

    def apart(self) -> list[tuple[str, str]]:
        """Pairs that could meet and have not."""
        return [
            (one, other)
            for (i, one), (j, other) in combinations(enumerate(self.names), 2)
            if not self._met[i, j] and frozenset((one, other)) not in NEVER_TOGETHER
        ]
