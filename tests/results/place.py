"""One small place, with six journeys worked out by hand, in hours from Monday 6 January 2025.

The window is hours 48 to 288: ten days from a Wednesday. North ward has two beds, south ward one,
rehabilitation one. All times are hours; nobody's engine is asked.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.build import build
from simulator.network.network import HOUR
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.scenario.schema import Scenario
from tests.small_networks import At, Draw, Person, Went, journeys, patients

SMALL: dict[str, Any] = {
    "schema_version": 1,
    "title": "A hand-worked place",
    "calendar": {
        "start": "2025-01-06",
        "warm_up": "2 days",
        "run_for": "10 days",
        "bank_holidays": "none",
    },
    "localities": {"north": {"share": 0.5}, "south": {"share": 0.5}},
    "patient_groups": {
        "older": {"arrivals": {"per_day": 1}, "pathways": {"home": 0.5, "bed": 0.5}},
        "younger": {"arrivals": {"per_day": 1}, "pathways": {"home": 0.5, "bed": 0.5}},
    },
    "care_settings": {
        "acute": {
            "kind": "beds",
            "acute": True,
            "length_of_stay": "3 days",
            "units": [{"name": "North ward", "beds": 2}, {"name": "South ward", "beds": 1}],
            "cost": {"per_occupied_day": 100, "per_open_day": 10, "per_start": 7},
        },
        "rehabilitation": {
            "kind": "beds",
            "length_of_stay": "3 days",
            "delay_reason": "C",
            "turnaround": "6 hours",
            "units": [
                {"name": "Long ward", "beds": 1, "travel_minutes": {"north": 12, "south": 30}}
            ],
        },
    },
    "handoffs": {
        "assessment": {
            "delay_reason": "A",
            "organisation": "social_care",
            "lead_time": "1 day",
            "cost_per_start": 50,
        },
        "equipment": {"delay_reason": "F", "organisation": "both", "lead_time": "1 day"},
    },
    "pathways": {
        "home": {"number": 0, "steps": [{"stay": "acute"}, {"leave": "home"}]},
        "bed": {
            "number": 2,
            "steps": [
                {"stay": "acute"},
                {"handoff": "assessment"},
                {"handoff": {"name": "equipment", "after": "acute"}},
                {"stay": {"care_setting": "rehabilitation", "move": "2 hours"}},
                {"leave": "home"},
            ],
        },
    },
    "standards": {
        "bed_in_time": {"care_setting": "rehabilitation", "within": "12 hours", "target": 0.5},
        "assessed": {"handoff": "assessment", "within": "1 day", "target": 1.0},
    },
}


def scenario(**changes: Any) -> Scenario:
    """The scenario, with some of its top entries changed."""
    return Scenario.model_validate({**SMALL, **changes})


def hours(at: At) -> At:
    """A step's record given in hours."""
    times = (
        *("asked", "reserved", "started", "ended", "ready", "left"),
        *("relapsed", "ready_again", "moved_back"),
    )
    given = {name: getattr(at, name) for name in times}
    return dataclasses.replace(at, **{n: t if t < 0 else int(t * HOUR) for n, t in given.items()})


def stay(*given: float) -> At:
    """A stay in hours: asked, reserved, started, ended, ready, left, unit; what is not given is
    -1."""
    asked, reserved, started, ended, ready, left, unit = (*given, *[-1] * (7 - len(given)))
    return At(asked, reserved, started, ended, ready, left, unit)  # type: ignore[arg-type]


def handoff(asked: float, started: float = -1, ended: float = -1) -> At:
    """A handoff, in hours."""
    return At(asked, started, started, ended)  # type: ignore[arg-type]


def leave(at: float = -1) -> At:
    """Leaving, in hours."""
    return At(at, left=at)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True)
class Journey:
    """A hand-made journey in hours; ``needs``: by step, False for a handoff not needed."""

    group: str
    pathway: str
    arrived: float
    finished: float
    exit: Exit
    steps: Sequence[At]
    limit: float = -1
    depth: int = 0
    locality: int = 0
    not_needed: tuple[int, ...] = ()
    returns_as: int = -1
    instead_as: int = -1


NOTHING = At()
JOURNEYS = (
    # Ready at 60, leaves at midnight.
    Journey("older", "home", 40, 72, Exit.LEFT, [stay(40, 40, 40, 60, 60, 72, 0), leave(72)],
            returns_as=5),
    # Waits for assessment until 130, then for a bed; the equipment was there before.
    Journey("older", "bed", 50, 210, Exit.LEFT, [
        stay(50, 52, 52, 100, 105, 142, 0),
        handoff(105, 110, 130),
        handoff(105, 105, 120),
        stay(130, 140, 142, 200, 200, 210, 2),
        leave(210),
    ]),
    # Still waits for an assessment at the end.
    Journey("younger", "bed", 60, -1, Exit.OPEN, [
        stay(60, 60, 60, 250, 252, -1, 1),
        handoff(252),
        handoff(252, 252, 270),
        NOTHING,
        NOTHING,
    ], locality=1),
    Journey("younger", "home", 150, 180, Exit.DIED, [
        stay(150, 150, 150, 180, -1, 180, 0),
        NOTHING,
    ]),
    Journey("older", "bed", 200, 224, Exit.LOST, [stay(200), NOTHING, NOTHING, NOTHING, NOTHING],
            limit=24),
    Journey("older", "home", 240, -1, Exit.OPEN, [stay(240, 240, 240, -1, -1, -1, 0), NOTHING],
            depth=1),
)  # fmt: skip


def run(record: Sequence[Journey] = JOURNEYS, **changes: Any) -> Run:
    """The run of these journeys."""
    said = scenario(**changes)
    network, _ = build(said)
    routes = {(network.groups[r.group], r.pathway): i for i, r in enumerate(network.routes)}
    people = []
    for one in record:
        route = routes[one.group, one.pathway]
        n = len(network.routes[route].steps)
        assert len(one.steps) == n, f"{one.pathway} has {n} steps"
        draws = [Draw(-1 if k in one.not_needed else 1) for k in range(n)]
        draws[0] = Draw(1, limit=int(one.limit * HOUR) if one.limit >= 0 else -1)
        arrives = -1 if one.depth else int(one.arrived * HOUR)
        returns = {"returns_as": one.returns_as, "instead_as": one.instead_as}
        people.append(Person(arrives, draws, route, one.locality, **returns))
    table = dataclasses.replace(
        patients(people),
        group=np.array([network.groups.index(one.group) for one in record], dtype=np.int32),
        depth=np.array([one.depth for one in record], dtype=np.int32),
    )
    went = [
        Went(
            int(one.arrived * HOUR),
            int(one.finished * HOUR) if one.finished >= 0 else -1,
            one.exit,
            [hours(at) for at in one.steps],
        )
        for one in record
    ]
    calendar = said.calendar
    window = calendar.warm_up.microseconds, network.end
    return Run(said, network, table, journeys(went), window)


def value(of: Run, measure: str, statistic: str, **where: str) -> float:
    """The one value of a measure."""
    found = measures(of, [measure])
    names = of_dimensions(where)
    values = [
        found.values[at]
        for at, key in enumerate(found.keys)
        if key.where == names and key.statistic == statistic
    ]
    assert len(values) == 1, f"{len(values)} rows of {measure} {where} {statistic}"
    return float(values[0])


def of_dimensions(where: dict[str, str]) -> tuple[str, ...]:
    """Dimensions as they stand in a key."""
    from simulator.results.measure import DIMENSIONS

    assert set(where) <= set(DIMENSIONS)
    return tuple(where.get(name, "") for name in DIMENSIONS)
