"""Loops of full places: patients who each hold the place that another waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simulator.scenario.care_setting import Unit
from simulator.scenario.checks.reach import (
    Visit,
    choices,
    localities_of,
    most_open,
    visits,
)
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.schema import Scenario

# The most that the format allows stands for room without end.
NO_END = 1_000_000

Place = tuple[str, str]
Ways = Mapping[Place, Mapping[Place, Path]]

WHAT_HAPPENS = {
    "swap": "the smallest such loop then moves at once, each into the next place "
    "(loops_of_full_places: swap)",
    "stop": "the run then stops and names them (loops_of_full_places: stop)",
}
WHAT_TO_DO = {
    "swap": "nothing to do if you too would exchange them; if not, let one of these stays let go "
    "`at end`",
    "stop": "with swap they change places and the run goes on; without such a loop, let one of "
    "these stays let go `at end`",
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Someone may hold a place in one unit while he waits for one in another.

    ``passes``: he does so for a time only, whatever the others do.
    """

    from_: Place
    to: Place
    path: Path
    passes: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """Units of which each may hold somebody who waits for the next, first and last the same.

    ``path``: a stay in the first of them, or what makes it one that no swap resolves.
    """

    places: tuple[Place, ...]
    path: Path

    def __str__(self) -> str:
        return " → ".join(f"{setting} ({unit})" for setting, unit in self.places)


def loops(scenario: Scenario) -> list[Loop]:
    """Loops that may come about: of each set of care settings one of the shortest."""
    ways = _ways(_holds(scenario))
    found = (_shortest_loop(ways, start) for start in ways)
    return list(_of_each_set(Loop(loop, ways[loop[0]][loop[1]]) for loop in found if loop))


def full_places(scenario: Scenario) -> Findings:
    """What a reader should know: loops that may come about, and what happens then."""
    for loop in loops(scenario):
        yield Finding((*loop.path, "lets_go"), in_words(loop, scenario), _do(scenario))


def in_words(loop: Loop, scenario: Scenario) -> str:
    """A loop, and what happens when its places are full."""
    happens = WHAT_HAPPENS[scenario.loops_of_full_places]
    return (
        f"these places can fill in a loop: {loop}. When all are full and everyone in it waits "
        f"for the next, {happens}"
    )


def _do(scenario: Scenario) -> str:
    return WHAT_TO_DO[scenario.loops_of_full_places]


def locked_places(scenario: Scenario) -> Findings:
    """No loop that lasts and that a swap cannot resolve: with somebody who takes not one place."""
    ways = _ways(hold for hold in _holds(scenario) if not hold.passes)
    heavy = _heavy(scenario)
    found = (_shortest_loop(ways, start) for start in ways if start in heavy)
    for loop in _of_each_set(Loop(row, ways[row[0]][row[1]]) for row in found if row):
        setting, unit = loop.places[0]
        yield Finding(
            (*loop.path, "lets_go"),
            f"these places can lock: {loop}. When all are full, everyone in the loop holds the "
            f"place that another waits for; patients of {unit} may take {_taken(scenario, setting)}"
            " and cannot swap, and nobody moves again",
            "let one of these stays let go `at end`, give the move a limit, or let each patient "
            "take one place",
        )


def _taken(scenario: Scenario, setting: str) -> str:
    if scenario.care_settings[setting].kind == "visits":
        return "other than one visit a day from first to last"
    return "more than one place"


def _of_each_set(every: Iterable[Loop]) -> Iterator[Loop]:
    """The first loop of each set of care settings."""
    named: set[frozenset[str]] = set()
    for loop in every:
        settings = frozenset(setting for setting, _ in loop.places)
        if settings not in named:
            named.add(settings)
            yield loop


def _heavy(scenario: Scenario) -> set[Place]:
    """Units that somebody may use who takes other than one place throughout."""
    return {
        place
        for visit in visits(scenario)
        if _is_heavy(scenario, visit)
        for place in _places(scenario, visit)
    }


def _is_heavy(scenario: Scenario, visit: Visit) -> bool:
    setting = scenario.care_settings[visit.stay.care_setting]
    if setting.kind != "visits":
        return visit.stay.places != 1
    return any(phase.per_day != 1 for phase in visit.stay.visits or setting.visits or ())


def _ways(holds: Iterable[Hold]) -> Ways:
    ways: dict[Place, dict[Place, Path]] = {}
    for hold in holds:
        ways.setdefault(hold.from_, {}).setdefault(hold.to, hold.path)
    return ways


def _holds(scenario: Scenario) -> Iterator[Hold]:
    for visit in visits(scenario):
        yield from _back(scenario, visit)
        following = visit.following()
        if following is None or following.stay.care_setting not in scenario.care_settings:
            continue
        keeps = _keeps_place(visit)
        if not keeps and not _may_keep(scenario, visit):
            continue
        passes = not keeps or following.stay.limit is not None
        for from_ in _places(scenario, visit):
            for to in _places(scenario, following):
                yield Hold(from_, to, visit.path, passes)


def _back(scenario: Scenario, visit: Visit) -> Iterator[Hold]:
    """Who is out of area waits for a place here until his need has ended."""
    units = _units(scenario, visit)
    name = visit.stay.care_setting
    for away in (unit for unit in units if unit.out_of_area):
        for here in (unit for unit in units if not unit.out_of_area):
            yield Hold((name, away.name), (name, here.name), visit.path, passes=True)


def _keeps_place(visit: Visit) -> bool:
    """Whether some may still hold the place of a stay when only the next place is missing."""
    if visit.stay.lets_go != "when next task starts":
        return visit.stay.lets_go == "next place"
    move = visit.way.next_move(visit.position)
    between = [
        step.needed_by
        for i, _, step in visit.way.handoffs()
        if visit.position < i < (move if move is not None else i) and step.move_waits
    ]
    return not any(needed == 1 for needed in between)


def _may_keep(scenario: Scenario, visit: Visit) -> bool:
    """Whether a place that is given up to wait at home is held until discharge hours."""
    setting = scenario.care_settings[visit.stay.care_setting]
    hours = (unit.discharge_hours or setting.discharge_hours for unit in setting.units)
    return any(not each.is_always for each in hours)


def _units(scenario: Scenario, visit: Visit) -> list[Unit]:
    """Units with an end to their room that a visitor may use, from some locality."""
    found: dict[str, Unit] = {}
    for locality in localities_of(scenario, visit.group):
        for unit in choices(scenario, visit, locality):
            if most_open(unit) < NO_END:
                found.setdefault(unit.name, unit)
    return list(found.values())


def _places(scenario: Scenario, visit: Visit) -> list[Place]:
    return [(visit.stay.care_setting, unit.name) for unit in _units(scenario, visit)]


def _shortest_loop(ways: Ways, start: Place) -> tuple[Place, ...]:
    """The shortest loop from a place back to it, first and last the same; empty if none."""
    came_from: dict[Place, Place] = {}
    edge = [start]
    while edge:
        reached = []
        for place in edge:
            for to in ways.get(place, {}):
                if to == start:
                    return (*_row(came_from, place), start)
                if to not in came_from:
                    came_from[to] = place
                    reached.append(to)
        edge = reached
    return ()


def _row(came_from: Mapping[Place, Place], place: Place) -> list[Place]:
    row = [place]
    while row[0] in came_from:
        row.insert(0, came_from[row[0]])
    return row
