"""A PathSimR network as a scenario: service points, their queues, and where patients go next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import InputError, Problem
from simulator.exchange.imported import Imported
from simulator.exchange.pathsimr_calendar import START, arrivals, capacity
from simulator.exchange.pathsimr_input import (
    WITHOUT_LIMIT,
    PathsimrInput,
    Point,
    read_pathsimr,
    said,
)
from simulator.exchange.pathsimr_law import days, fixed, law_of

# Days in each unit of time that a network may be in; the files do not say which.
UNITS = {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0}
# Nested entries of a scenario file have a limit, and so has what a person can read.
MOST_VISITS, MOST_STEPS = 8, 3_000
WARM_UP, RUN_FOR = 180, 365


@dataclass(slots=True)
class _Made:
    """A scenario in the making."""

    read: PathsimrInput
    unit: float
    handoffs: dict[str, Any] = field(default_factory=dict)
    not_carried: dict[str, None] = field(default_factory=dict)
    differs: dict[str, None] = field(default_factory=dict)
    steps: int = 0
    cut: dict[str, float] = field(default_factory=dict)


def import_pathsimr(first: FilePath, second: FilePath, unit: str = "days") -> Imported:
    """Make a scenario of a PathSimR network and its calendar, given in either order.

    ``unit``: the time in which the files are, of ``UNITS``. Raises InputError with every problem.
    """
    if unit not in UNITS:
        says = f"'{unit}' is no unit of time for a network"
        raise InputError([Problem(says, do=f"allowed: {', '.join(UNITS)}")])
    read = read_pathsimr(first, second)
    made = _Made(read, UNITS[unit])
    names = [point.name for point in read.points.values()]
    if len({_slug(name) for name in names}) < len(names):
        says = f"names differ only in signs that are left out here: {', '.join(names)}"
        raise InputError([Problem(says)])
    settings = {_slug(name): _setting(made, read.points[name]) for name in names}
    entries = [point for point in read.points.values() if any(p.value for p in point.arrivals)]
    groups = {_entry(point): _group(made, point) for point in entries}
    pathways = {_entry(point): _pathway(made, point) for point in entries}
    if read.problems:
        raise InputError(read.problems)
    _tell(made, unit)
    plain: dict[str, Any] = {
        "schema_version": 1,
        "title": f"Network of {first.name} and {second.name}",
        "question": "Where in the network do patients wait, and how long?",
        "calendar": {
            "start": START.isoformat(),
            "warm_up": f"{WARM_UP} days",
            "run_for": f"{RUN_FOR} days",
            "bank_holidays": "none",
        },
        "patient_groups": groups,
        "care_settings": settings,
        **({"handoffs": made.handoffs} if made.handoffs else {}),
        "pathways": pathways,
    }
    return Imported(plain, tuple(made.not_carried), tuple(made.differs))


def _slug(name: str) -> str:
    return re.sub(r"\W+", "_", name.lower()).strip("_") or "point"


def _entry(point: Point) -> str:
    return f"to_{_slug(point.name)}"


def _group(made: _Made, point: Point) -> dict[str, Any]:
    run_days = WARM_UP + RUN_FOR
    return {
        "title": f"Arriving at {point.name}",
        "arrivals": arrivals(made.read, point.arrivals, made.unit, run_days),
        "pathways": {_entry(point): 1.0},
    }


def _setting(made: _Made, point: Point) -> dict[str, Any]:
    assert point.service is not None
    service = law_of(made.read, point.service, made.unit)
    about = {"source": said(point.service.cells)} if isinstance(service, str) else {}
    unit = capacity(made.read, point.capacity, made.unit, WARM_UP + RUN_FOR)
    return {
        "title": point.name,
        "kind": "beds",
        **about,
        "length_of_stay": service,
        "units": [{"name": point.name, **unit}],
    }


def _pathway(made: _Made, point: Point) -> dict[str, Any]:
    steps = _steps(made, point, (), 1.0)
    steps[0] = _first(made, point, steps[0])
    return {"title": f"From {point.name}", "steps": steps}


def _first(made: _Made, point: Point, step: dict[str, Any]) -> dict[str, Any]:
    """The first step with the limit that a queue for arrivals sets."""
    assert point.external is not None
    room, cell = point.external
    if room >= WITHOUT_LIMIT:
        return step
    if room > 0:
        made.not_carried[
            f"{said((cell,))}: room for {room:g} in the queue of arrivals at {point.name}; here it "
            "is without limit"
        ] = None
        return step
    limit = {"within": "0 minutes", "then": "lost", "source": said((cell,))}
    if "stay" in step:
        return {"stay": {**step["stay"], "limit": limit}}
    options = step["branch"]["options"]
    for option in options.values():
        option["steps"][0]["stay"]["limit"] = limit
    return step


def _steps(
    made: _Made, point: Point, before: tuple[str, ...], chance: float, move: str = ""
) -> list[dict[str, Any]]:
    """The steps from a stay at a service point on; ``before``: the points gone through so far."""
    visited = (*before, point.name)
    made.steps += 1
    if made.steps > MOST_STEPS:
        says = f"more than {MOST_STEPS:,} ways through the network; it cannot be said as pathways"
        raise InputError([Problem(says, do="leave out branches that few patients take")])
    goes = _onward(made, point, visited, chance)
    letting = {name: _lets_go(made, name) for name in goes}
    number = before.count(point.name) + 1
    stay = {"care_setting": _slug(point.name), "id": _step_id(point, number, len(before))}
    stay |= {"move": move} if move else {}
    if len(set(letting.values())) == 1:
        stay |= {"lets_go": "at end"} if all(letting.values()) else {}
        return [{"stay": stay}, *_after(made, point, goes, visited, chance)]
    # Where he goes is drawn before the stay: whether he keeps his place at its end hangs on it.
    options = {
        name: {
            "share": share,
            "steps": [
                {"stay": {**stay, **({"lets_go": "at end"} if letting[name] else {})}},
                *_next(made, point, name, visited, chance * share),
            ],
        }
        for name, share in goes.items()
    }
    branch = {"name": f"from {stay['id']}", "source": _shares_said(point)}
    return [{"branch": {**branch, "options": options}}]


def _shares_said(point: Point) -> str:
    return said(tuple(cell for _, cell in point.goes.values()))


def _step_id(point: Point, number: int, depth: int) -> str:
    """A name for a stay: its care setting's, unless the same one comes twice on a way."""
    return _slug(point.name) if number == 1 and not depth else f"{_slug(point.name)}_{depth + 1}"


def _onward(made: _Made, point: Point, visited: tuple[str, ...], chance: float) -> dict[str, float]:
    """Shares going on from a point; on a way that is long enough, none that goes round again."""
    goes = {name: share for name, (share, _) in point.goes.items()}
    total = sum(goes.values())
    goes = {name: share / total for name, share in goes.items()}
    if len(visited) < MOST_VISITS:
        return goes
    left = {name: share for name, share in goes.items() if name not in made.read.points}
    if not left:
        says = f"a way of {len(visited)} service points ends in none of the exits"
        raise InputError([Problem(says, do=f"at {point.name}: {' > '.join(visited)}")])
    made.cut[point.name] = made.cut.get(point.name, 0) + chance * (1 - sum(left.values()))
    return {name: share / sum(left.values()) for name, share in left.items()}


def _lets_go(made: _Made, name: str) -> bool:
    """Whether those who go to a point wait for it in a queue, not in the place they are in."""
    point = made.read.points.get(name)
    if point is None or point.internal is None:
        return False
    room, cell = point.internal
    if 0 < room < WITHOUT_LIMIT:
        made.not_carried[
            f"{said((cell,))}: room for {room:g} in the queue within the network at {name}; here "
            "it is without limit"
        ] = None
    return room > 0


def _after(
    made: _Made, point: Point, goes: dict[str, float], visited: tuple[str, ...], chance: float
) -> list[dict[str, Any]]:
    if len(goes) == 1:
        return _next(made, point, next(iter(goes)), visited, chance)
    options = {
        name: {"share": share, "steps": _next(made, point, name, visited, chance * share)}
        for name, share in goes.items()
    }
    branch = {"name": f"from {_slug(point.name)} {len(visited)}", "source": _shares_said(point)}
    return [{"branch": {**branch, "options": options}}]


def _next(
    made: _Made, point: Point, name: str, visited: tuple[str, ...], chance: float
) -> list[dict[str, Any]]:
    """The delay on the way to the next point, if there is one, and what follows."""
    delay, onward = point.delays.get(name), made.read.points.get(name)
    length = fixed(delay)
    if onward is not None and (delay is None or length is not None):
        move = days(length * made.unit) if length else ""
        return _steps(made, onward, visited, chance, move)
    steps: list[dict[str, Any]] = []
    if delay is not None and length != 0:
        handoff = f"{_slug(point.name)}_to_{_slug(name)}"
        made.handoffs[handoff] = {
            "title": f"Delay from {point.name} to {name}",
            "delay_reason": "O",
            "source": said(delay.cells),
            "lead_time": law_of(made.read, delay, made.unit),
        }
        steps = [{"handoff": {"name": handoff, "id": f"{handoff}_{len(visited)}"}}]
        if onward is not None:
            made.differs[
                f"the delay from {point.name} to {name} is over here before a place is asked for; "
                "PathSimR takes the place first and keeps it through the delay"
            ] = None
    if onward is not None:
        return [*steps, *_steps(made, onward, visited, chance)]
    return [*steps, {"leave": name}]


def _tell(made: _Made, unit: str) -> None:
    """What is left behind, and what will differ."""
    for name, share in made.cut.items():
        made.differs[
            f"a way through the network has at most {MOST_VISITS} service points here: "
            f"{100 * share:.2g} % of patients would have gone on from {name} to another and leave "
            "instead, by the shares of its exits"
        ] = None
    made.not_carried |= dict.fromkeys(
        [
            f"the unit of time, which the files do not say: {unit} were taken (--time-unit)",
            "warm-up, length of the run and number of runs, which PathSimR asks for on its page: "
            f"{WARM_UP} and {RUN_FOR} days and the default number were taken",
        ]
    )
    made.differs |= dict.fromkeys(
        [
            "a replication here goes on through the whole of warm-up and run; PathSimR reports "
            "medians over its runs and rounds times, here means with their half-width are shown",
        ]
    )
