"""A network as tables of whole numbers, with its changes through time in one sorted list.

The columns of the tables are named in ``compiled_columns``, in the order of the rows made here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from simulator.engine.compiled_columns import (
    ROW,
    TURN_CAPACITY,
    TURN_OPENING,
    TURN_RELEASE,
    TURN_STAFF,
    USES_ADMITS,
    USES_HOURS,
    USES_MOVES_OUT,
)
from simulator.engine.flat_lines import Choices, Line, Lines, held_meanwhile
from simulator.engine.journeys import Integers
from simulator.network.network import (
    DAY,
    NONE,
    AtLimit,
    Calendar,
    CapacityPath,
    Clock,
    Duration,
    Handoff,
    Network,
    Reviews,
    Route,
    Step,
    StepKind,
    Unit,
)

Tables = dict[str, Integers]
Span = tuple[int, int]

CHOICE = ("choice_stage_first", "choice_stage_last", "choice_held_first", "choice_held_last")
CLOCK = ("clock_opens", "clock_closes", "clock_before", "clock_upto", "clock_minutes")
TURN = ("turn_time", "turn_kind", "turn_number", "turn_value")


def flatten(network: Network) -> Tables:
    """The tables of a network, by their names in ``compiled_columns.World``."""
    return _Flattening(network).tables()


def table(rows: Iterable[Sequence[int]]) -> Integers:
    """Rows of whole numbers as a table, each filled up to ``ROW``."""
    given = list(rows)
    found = np.zeros((len(given), ROW), dtype=np.int64)
    for i, row in enumerate(given):
        found[i, : len(row)] = row
    return found


def columns(rows: Iterable[Sequence[int]], *names: str) -> Tables:
    """Rows of whole numbers as columns with names."""
    found = np.array(list(rows), dtype=np.int64).reshape(-1, len(names))
    return {name: np.ascontiguousarray(found[:, i]) for i, name in enumerate(names)}


def column(values: Iterable[int]) -> Integers:
    """Whole numbers as an array."""
    return np.fromiter(values, dtype=np.int64)


def spans(lengths: Iterable[int]) -> list[Span]:
    """Where each of several lists begins and ends when they follow one another."""
    return list(pairwise(np.cumsum([0, *lengths]).tolist()))


@dataclass(slots=True)
class Numbering:
    """Numbers equal things alike, in order of first sight; -1 for None."""

    numbers: dict[Hashable, int] = field(default_factory=dict)

    def of(self, thing: Hashable) -> int:
        """The number of a thing."""
        return NONE if thing is None else self.numbers.setdefault(thing, len(self.numbers))


@dataclass(slots=True)
class _Flattening:
    network: Network
    calendars: Numbering = field(default_factory=Numbering)
    clocks: Numbering = field(default_factory=Numbering)
    reviews: Numbering = field(default_factory=Numbering)
    choices: Numbering = field(default_factory=Numbering)
    choice_of: list[int] = field(default_factory=list)
    edges: list[Span] = field(default_factory=list)
    uses: list[tuple[int, int, int]] = field(default_factory=list)

    def tables(self) -> Tables:
        """All tables; rows of units and handoffs come first, because they name the calendars."""
        network = self.network
        units = [self.unit(number, unit) for number, unit in enumerate(network.units)]
        handoffs = [self.handoff(number, each) for number, each in enumerate(network.handoffs)]
        asked_for = [step for route in network.routes for step in route.steps]
        tasks = {self.task(step) for step in asked_for if step.kind is StepKind.HANDOFF}
        before = [row for route in network.routes for row in self.route(route)]
        lines = Lines.of(self.choices.numbers, tasks, len(network.units))
        steps = [
            (*row, self.own_line(step, row[-1], lines))
            for row, step in zip(before, asked_for, strict=True)
        ]
        lengths = [len(route.steps) for route in network.routes]
        by_unit, by_held = spans(map(len, lines.by_unit)), spans(map(len, lines.by_held))
        return {
            "steps": table(steps),
            "route": column(first for first, _ in spans(lengths)),
            "choice_of": column(self.choice_of),
            "line_at": column(lines.at),
            "held": column(lines.held),
            "line_unit": column(unit for line in lines.all for unit in line.units),
            "unit_line": column(line for mine in lines.by_unit for line in mine),
            "held_line": column(line for mine in lines.by_held for line in mine),
            "lines": table(lines.rows()),
            "services": table(self.service_rows(lines)),
            "changed_unit": np.zeros(len(units), dtype=np.int64),
            "units": table(
                row + mine + holding + (0, NONE)
                for row, mine, holding in zip(units, by_unit, by_held, strict=True)
            ),
            "handoffs": table(handoffs),
            **columns(self.edges, "edge_on", "edge_before"),
            **columns(lines.stage, "stage_after", "stage_line_first"),
            **columns(lines.choice, *CHOICE),
            **self.turns(),
            **self.calendar_tables(),
            **self.clock_tables(),
            **self.review_tables(),
        }

    def service(self, step: Step) -> int:
        """Number of the service that a step asks for: handoffs come after care settings."""
        is_handoff = step.kind is StepKind.HANDOFF
        return step.target + (len(self.network.care_settings) if is_handoff else 0)

    def task(self, step: Step) -> Line:
        """The line of a step that is a handoff."""
        return Line.for_task(self.service(step), step.priority)

    def own_line(self, step: Step, choices: int, lines: Lines) -> int:
        """The line in which all wait who ask for a step, -1 if they differ."""
        if step.kind is StepKind.HANDOFF:
            return lines.numbers[self.task(step)]
        if step.kind is StepKind.LEAVE:
            return NONE
        asked = self.choice_of[choices : choices + len(self.network.localities)]
        found = {lines.only_line(choice) for choice in asked}
        return found.pop() if len(found) == 1 else NONE

    def unit(self, number: int, unit: Unit) -> tuple[int, ...]:
        """The row of a unit, but for its lines."""
        return (
            0,
            unit.capacity.values[0],
            self.calendar(unit.admits, USES_ADMITS, number),
            self.calendar(unit.moves_out, USES_MOVES_OUT, number),
            self.calendars.of(unit.discharges),
            unit.turnaround,
            self.reviews.of(unit.reviews),
            unit.care_setting,
        )

    def calendar(self, calendar: Calendar | None, use: int, number: int) -> int:
        """Number of a calendar whose openings matter to a unit or handoff."""
        found = self.calendars.of(calendar)
        if calendar is not None:
            self.uses.append((found, use, number))
        return found

    def handoff(self, number: int, handoff: Handoff) -> tuple[int, ...]:
        """The row of a handoff."""
        released = handoff.releases
        return (
            self.calendar(handoff.hours, USES_HOURS, number),
            self.clocks.of(handoff.clock),
            int(handoff.duration is Duration.LEAD),
            int(handoff.staff is not None),
            handoff.staff.values[0] if handoff.staff is not None else 0,
            0,
            int(handoff.at_close),
            int(released is not None),
            0,
            int(released is not None and released.carry),
            int(released is not None and released.only_then),
            NONE,
            handoff.longest_window,
        )

    def route(self, route: Route) -> Iterator[tuple[int, ...]]:
        """The rows of the steps of a route, but for the lines of handoffs."""
        for k, step in enumerate(route.steps):
            yield (
                int(step.kind),
                self.service(step),
                step.weight,
                int(step.lets_go),
                step.move,
                k,
                step.postpone_by,
                step.postpone_most if step.at_limit is AtLimit.POSTPONED else 0,
                len(step.after),
                *self.edges_of(route, k),
                _distance(route, k, -1, StepKind.STAY),
                _distance(route, k, 1, StepKind.STAY),
                _distance(route, k, 1, StepKind.STAY, StepKind.LEAVE),
                self.choices_of(route, k),
            )

    def edges_of(self, route: Route, k: int) -> Span:
        """Notes which steps come after a step."""
        first = len(self.edges)
        for j, later in enumerate(route.steps):
            is_ahead = route.steps[k].kind is StepKind.STAY and later.begins_before >= 0
            edge = (j - k, later.begins_before if is_ahead else NONE)
            self.edges += [edge] * later.after.count(k)
        return first, len(self.edges)

    def choices_of(self, route: Route, k: int) -> int:
        """Notes the choices of a stay, locality by locality."""
        step = route.steps[k]
        if step.kind is not StepKind.STAY:
            return NONE
        first = len(self.choice_of)
        for locality in range(len(self.network.localities)):
            own = step.choices[locality] if locality < len(step.choices) else ()
            held = held_meanwhile(self.network, route, k, locality)
            asks = Choices(self.service(step), step.priority, step.weight, own, held)
            self.choice_of.append(self.choices.of(asks))
        return first

    def service_rows(self, lines: Lines) -> Iterator[tuple[int, ...]]:
        """The rows of care settings and handoffs."""
        n_units = [len(each.units) for each in self.network.care_settings]
        n_units += [0] * len(self.network.handoffs)
        for service, (first, _) in enumerate(spans(n_units)):
            yield 0, 0, first, 0, *lines.span_of(service)

    def turns(self) -> Tables:
        """All that changes in the place at times laid down beforehand, in order."""
        found = [np.zeros((0, 4), dtype=np.int64)]
        for number, unit in enumerate(self.network.units):
            found.append(_capacity_turns(TURN_CAPACITY, number, unit.capacity))
        for number, handoff in enumerate(self.network.handoffs):
            if handoff.staff is not None:
                found.append(_capacity_turns(TURN_STAFF, number, handoff.staff))
            if handoff.releases is not None:
                given = handoff.releases
                found.append(_turns(TURN_RELEASE, number, given.times, given.counts))
        used = {calendar for calendar, _, _ in self.uses}
        for calendar, number in self.calendars.numbers.items():
            if number in used and isinstance(calendar, Calendar):
                found.append(_turns(TURN_OPENING, number, calendar.opens, calendar.opens))
        turns = np.concatenate(found)
        turns = turns[(turns[:, 0] >= 0) & (turns[:, 0] < self.network.end)]
        turns = turns[np.argsort(turns[:, 0], kind="stable")]
        return {name: np.ascontiguousarray(turns[:, i]) for i, name in enumerate(TURN)}

    def calendar_tables(self) -> Tables:
        """Calendars with their windows and users."""
        calendars = [c for c in self.calendars.numbers if isinstance(c, Calendar)]
        windows = [
            [pair for pair in zip(c.opens, c.closes, strict=True) if pair[0] < pair[1]]
            for c in calendars
        ]
        self.uses.sort()
        counts = np.bincount([c for c, _, _ in self.uses], minlength=len(calendars))
        rows = zip(spans(map(len, windows)), spans(counts.tolist()), strict=True)
        return {
            "calendars": table(mine + using for mine, using in rows),
            **columns((w for mine in windows for w in mine), "window_opens", "window_closes"),
            **columns((using[1:] for using in self.uses), "user_use", "user_number"),
        }

    def clock_tables(self) -> Tables:
        """Clocks with their windows, and the count at the end of each."""
        clocks = [c for c in self.clocks.numbers if isinstance(c, Clock)]
        windows = (
            row
            for c in clocks
            for row in zip(c.opens, c.closes, c.before[:-1], c.before[1:], c.minutes, strict=True)
        )
        return {
            "clocks": table(spans(len(c.opens) for c in clocks)),
            **columns(windows, *CLOCK),
        }

    def review_tables(self) -> Tables:
        """Reviews, and the first of each from every midnight on."""
        known = [r for r in self.reviews.numbers if isinstance(r, Reviews)]
        rows = spans(len(r.times) for r in known)
        midnights = np.arange(self.network.end // DAY + 1) * DAY
        days = [
            first + np.searchsorted(np.array(r.times, dtype=np.int64), midnights)
            for r, (first, _) in zip(known, rows, strict=True)
        ]
        return {
            "review_time": column(time for r in known for time in r.times),
            "review_covers": column(share for r in known for share in r.covers),
            "reviews_last": column(last for _, last in rows),
            "reviews_day_first": column(i * len(midnights) for i in range(len(rows))),
            "review_of_day": np.concatenate([np.zeros(0, dtype=np.int64), *days]),
        }


def _distance(route: Route, k: int, direction: int, *kinds: StepKind) -> int:
    """How many positions away the next step of some kinds is in a direction, -1 for none."""
    j = k + direction
    while 0 <= j < len(route.steps):
        if route.steps[j].kind in kinds:
            return abs(j - k)
        j += direction
    return NONE


def _capacity_turns(kind: int, number: int, path: CapacityPath) -> Integers:
    return _turns(kind, number, path.times[1:], path.values[1:])


def _turns(kind: int, number: int, times: Sequence[int], values: Sequence[int]) -> Integers:
    found = np.empty((len(times), 4), dtype=np.int64)
    found[:, 0], found[:, 1], found[:, 2], found[:, 3] = times, kind, number, values
    return found
