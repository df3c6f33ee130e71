"""The lines in which patients wait: those in one line are alike to the service they wait for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from simulator.network.network import NONE, Choice, Network, Route, StepKind

Stage = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """What those in one line share; sorted by service, and within it by priority."""

    service: int
    falling_priority: int
    units: tuple[int, ...] = ()
    weight: int = 1
    held: int = NONE

    @classmethod
    def for_task(cls, service: int, priority: int) -> Line:
        """The line of a handoff for one priority."""
        return cls(service, -priority)


@dataclass(frozen=True, slots=True)
class Choices:
    """What decides about the lines of those who ask for a stay, besides how long they wait.

    ``held``: units that they may hold meanwhile and that people may not always move out of.
    """

    service: int
    priority: int
    weight: int
    own: tuple[Choice, ...]
    held: tuple[int, ...]

    @property
    def stages(self) -> list[Stage]:
        """The units that may be used, from each length of waiting on at which they change."""
        found: list[Stage] = []
        for after in sorted({0, *(choice.after for choice in self.own)}):
            usable = (choice.unit for choice in self.own if choice.after <= after)
            units = tuple(dict.fromkeys(usable))
            if not found or found[-1][1] != units:
                found.append((after, units))
        return found

    def lines(self, units: tuple[int, ...]) -> list[Line]:
        """The lines of one stage: for those who hold none of ``held``, and for each of it."""
        return [
            Line(self.service, -self.priority, units, self.weight, held)
            for held in (NONE, *self.held)
        ]


def held_meanwhile(network: Network, route: Route, k: int) -> tuple[int, ...]:
    """Units with hours for moving out that a patient may hold while he waits for a stay.

    All those of the care setting of an earlier stay, since who is in when the run begins may be in
    a unit that he would not have chosen.
    """
    later = {k}
    for j, step in enumerate(route.steps):
        if later & set(step.after):
            later.add(j)
    units = {
        unit
        for j, step in enumerate(route.steps)
        if j not in later and step.kind is StepKind.STAY
        for unit in network.care_settings[step.target].units
    }
    return tuple(sorted(u for u in units if network.units[u].moves_out is not None))


@dataclass(slots=True)
class Lines:
    """All lines in order, and the tables that lead to them.

    ``by_unit``: for each unit the lines of those who may use it; ``by_held``: of those who hold it.
    """

    all: list[Line]
    by_unit: list[list[int]]
    by_held: list[list[int]]
    choices: list[dict[str, int]] = field(default_factory=list)
    stages: list[dict[str, int]] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    numbers: dict[Line, int] = field(default_factory=dict)

    @classmethod
    def of(cls, choices: Iterable[Hashable], tasks: Iterable[Line], n_units: int) -> Lines:
        """The lines of all choices, in their order, and of all tasks."""
        asked = [each for each in choices if isinstance(each, Choices)]
        places = {line for c in asked for _, units in c.stages for line in c.lines(units)}
        by_unit: list[list[int]] = [[] for _ in range(n_units)]
        lines = cls(sorted({*places, *tasks}), by_unit, [[] for _ in range(n_units)])
        lines.numbers = {line: number for number, line in enumerate(lines.all)}
        for number, line in enumerate(lines.all):
            for unit in line.units:
                lines.by_unit[unit].append(number)
            if line.held >= 0:
                lines.by_held[line.held].append(number)
        for each in asked:
            lines._add(each)
        return lines

    def _add(self, choices: Choices) -> None:
        first, held_first = len(self.stages), len(self.held)
        for after, units in choices.stages:
            self.stages.append({"after": after, "lines_first": len(self.at)})
            self.at += [self.numbers[line] for line in choices.lines(units)]
        self.held += choices.held
        self.choices.append(
            {
                "stages_first": first,
                "stages_last": len(self.stages),
                "held_first": held_first,
                "held_last": len(self.held),
            }
        )

    def only_line(self, choice: int) -> int:
        """The line of a choice that does not change by waiting or holding, -1 if it may."""
        mine = self.choices[choice]
        one_stage = mine["stages_last"] - mine["stages_first"] == 1
        is_one = one_stage and mine["held_first"] == mine["held_last"]
        return self.at[self.stages[mine["stages_first"]]["lines_first"]] if is_one else NONE

    def rows(self) -> Iterator[dict[str, int]]:
        """A row a line, empty."""
        first = 0
        for line in self.all:
            last = first + len(line.units)
            yield {
                "head": NONE,
                "tail": NONE,
                "service": line.service,
                "priority": -line.falling_priority,
                "weight": line.weight,
                "held": line.held,
                "units_first": first,
                "units_last": last,
            }
            first = last

    def span_of(self, service: int) -> tuple[int, int]:
        """First and last line of a service."""
        services = [line.service for line in self.all]
        return bisect_left(services, service), bisect_right(services, service)
