"""A network as the tables of a compiled run, with its changes through time in one sorted list.

The tables and the fields of their rows are named in ``compiled_layout``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.engine.compiled_layout import (
    ADMITS,
    HOURS,
    MOVES_OUT,
    OPENING,
    RELEASE,
    STAFF,
    TABLES,
)
from simulator.engine.flat_components import Components
from simulator.engine.flat_lines import Choices, Line, Lines, held_meanwhile
from simulator.engine.flat_rows import Row, Span, Table, Tables, listing, span, spans, table
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


@dataclass(slots=True)
class Numbering:
    """Numbers equal things alike, in order of first sight; -1 for None."""

    numbers: dict[Hashable, int] = field(default_factory=dict)

    def of(self, thing: Hashable) -> int:
        """The number of a thing."""
        return NONE if thing is None else self.numbers.setdefault(thing, len(self.numbers))


@dataclass(slots=True)
class Flattening:
    """The tables of a network in the making, by their names in ``compiled_layout``."""

    network: Network
    calendars: Numbering = field(default_factory=Numbering)
    clocks: Numbering = field(default_factory=Numbering)
    reviews: Numbering = field(default_factory=Numbering)
    choices: Numbering = field(default_factory=Numbering)
    choice_of: list[int] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    falls: list[Row] = field(default_factory=list)
    uses: list[tuple[int, int, int]] = field(default_factory=list)

    def tables(self) -> Tables:
        """All tables but turns; units and handoffs come first, because they name the calendars."""
        network = self.network
        components = Components.of(network)
        triggered = [number for number, unit in enumerate(network.units) if unit.trigger]
        units = [self.unit(number, unit) for number, unit in enumerate(network.units)]
        for number, row in enumerate(units):
            row["in_component"] = components.position(number)
            row["trigger"] = triggered.index(number) if number in triggered else NONE
        handoffs = [self.handoff(number, each) for number, each in enumerate(network.handoffs)]
        asked_for = [step for route in network.routes for step in route.steps]
        tasks = {self.task(step) for step in asked_for if step.kind is StepKind.HANDOFF}
        steps = [row for route in network.routes for row in self.route(route)]
        lines = Lines.of(self.choices.numbers, tasks, len(network.units))
        for row, step in zip(steps, asked_for, strict=True):
            row["own_line"] = self.own_line(step, row["choices"], lines)
        by_unit, by_held = spans(map(len, lines.by_unit)), spans(map(len, lines.by_held))
        for row, mine, holding in zip(units, by_unit, by_held, strict=True):
            row.update(span("lines", mine) | span("held", holding))
        firsts = (first for first, _ in spans(len(route.steps) for route in network.routes))
        return {
            "route_steps": table("route_steps", steps),
            "edges": table("edges", self.edges),
            "falls": table("falls", self.falls),
            "services": table("services", self.service_rows(lines, components)),
            "lines": table("lines", lines.rows()),
            "units": table("units", units),
            "handoffs": table("handoffs", handoffs),
            "stages": table("stages", lines.stages),
            "choices": table("choices", lines.choices),
            "routes": listing("routes", firsts),
            "choice_of": listing("choice_of", self.choice_of),
            "line_at": listing("line_at", lines.at),
            "held": listing("held", lines.held),
            "line_unit": listing("line_unit", (unit for line in lines.all for unit in line.units)),
            "unit_line": listing("unit_line", (line for mine in lines.by_unit for line in mine)),
            "held_line": listing("held_line", (line for mine in lines.by_held for line in mine)),
            "to_try": listing("to_try", [NONE] * len(units)),
            "triggers": table("triggers", (self.trigger(number) for number in triggered)),
            **components.tables(),
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

    def unit(self, number: int, unit: Unit) -> Row:
        """The row of a unit, but for its lines."""
        return {
            "capacity": unit.capacity.values[0] if unit.trigger is None else 0,
            "away": unit.away,
            "turnaround": unit.turnaround,
            "admits": self.calendar(unit.admits, ADMITS, number),
            "moves_out": self.calendar(unit.moves_out, MOVES_OUT, number),
            "discharges": self.calendars.of(unit.discharges),
            "reviews": self.reviews.of(unit.reviews),
            "service": unit.care_setting,
        }

    def trigger(self, number: int) -> Row:
        """The row of what opens a unit."""
        unit = self.network.units[number]
        given = unit.trigger
        assert given is not None
        return {
            "opens_above": given.opens_above,
            "opens_after": given.opens_after,
            "stays_open": given.stays_open,
            "shuts_at": given.shuts_at,
            "planned": unit.capacity.values[0],
            "unit": number,
            "service": unit.care_setting,
        }

    def calendar(self, calendar: Calendar | None, use: int, number: int) -> int:
        """Number of a calendar whose openings matter to a unit or handoff."""
        found = self.calendars.of(calendar)
        if calendar is not None:
            self.uses.append((found, use, number))
        return found

    def handoff(self, number: int, handoff: Handoff) -> Row:
        """The row of a handoff."""
        staff, released = handoff.staff, handoff.releases
        return {
            "staff": staff.values[0] if staff is not None else 0,
            "released_at": NONE,
            "longest": handoff.longest_window,
            "hours": self.calendar(handoff.hours, HOURS, number),
            "clock": self.clocks.of(handoff.clock),
            "is_lead": handoff.duration is Duration.LEAD,
            "has_staff": staff is not None,
            "at_close": handoff.at_close,
            "has_releases": released is not None,
            "carries": released is not None and released.carry,
            "only_then": released is not None and released.only_then,
        }

    def route(self, route: Route) -> Iterator[Row]:
        """The rows of the steps of a route, but for their lines."""
        for k, step in enumerate(route.steps):
            yield {
                "move": step.move,
                "postpone_by": step.postpone_by,
                "kind": step.kind,
                "service": self.service(step),
                "weight": step.weight,
                "lets_go": step.lets_go,
                "growth": step.growth,
                "is_elsewhere": step.at_limit is AtLimit.ELSEWHERE,
                "postpone_most": step.postpone_most if step.at_limit is AtLimit.POSTPONED else 0,
                "n_after": len(step.after),
                "back": _distance(route, k, -1, StepKind.STAY),
                "to_stay": _distance(route, k, 1, StepKind.STAY),
                "to_move": _distance(route, k, 1, StepKind.STAY, StepKind.LEAVE),
                "choices": self.choices_of(route, k),
                "choices_back": self.choices_back(route, k),
                "own_line": NONE,
                **span("edges", self.edges_of(route, k)),
                **span("falls", self.falls_of(step)),
            }

    def edges_of(self, route: Route, k: int) -> Span:
        """Notes which steps come after a step."""
        first = len(self.edges)
        for j, later in enumerate(route.steps):
            is_ahead = route.steps[k].kind is StepKind.STAY and later.begins_before >= 0
            edge = {"on": j - k, "before": later.begins_before if is_ahead else NONE}
            self.edges += [edge] * later.after.count(k)
        return first, len(self.edges)

    def falls_of(self, step: Step) -> Span:
        """Notes how the weight of a stay falls."""
        first = len(self.falls)
        self.falls += [{"after": after, "weight": weight} for after, weight in step.profile]
        return first, len(self.falls)

    def choices_of(self, route: Route, k: int) -> int:
        """Notes the choices of a stay, locality by locality."""
        step = route.steps[k]
        if step.kind is not StepKind.STAY:
            return NONE
        first = len(self.choice_of)
        for locality in range(len(self.network.localities)):
            own = step.choices[locality] if locality < len(step.choices) else ()
            held = held_meanwhile(self.network, route, k)
            asks = Choices(self.service(step), step.priority, step.weight, own, held)
            self.choice_of.append(self.choices.of(asks))
        return first

    def choices_back(self, route: Route, k: int) -> int:
        """Notes the choices of who is out of area in a stay, locality by locality."""
        step = route.steps[k]
        if step.kind is not StepKind.STAY:
            return NONE
        units = self.network.units
        here = self.network.care_settings[step.target].units
        away = [unit for unit in here if units[unit].away]
        if not away:
            return NONE
        held = tuple(sorted(unit for unit in away if units[unit].moves_out is not None))
        first = len(self.choice_of)
        for locality in range(len(self.network.localities)):
            own = step.choices[locality] if locality < len(step.choices) else ()
            back = tuple(choice for choice in own if not units[choice.unit].away)
            asks = Choices(self.service(step), step.priority, step.weight, back, held)
            self.choice_of.append(self.choices.of(asks))
        return first

    def service_rows(self, lines: Lines, components: Components) -> Iterator[Row]:
        """The rows of care settings and handoffs."""
        n_units = [len(each.units) for each in self.network.care_settings]
        n_units += [0] * len(self.network.handoffs)
        for service, (first, _) in enumerate(spans(n_units)):
            yield {
                "units_first": first,
                "component": components.number(service),
                **span("lines", lines.span_of(service)),
            }

    def changes(self) -> Table:
        """Changes of staff, releases of starts, and openings; the units must have been seen."""
        found = [_turns(STAFF, 0, (), ())]
        for number, handoff in enumerate(self.network.handoffs):
            if handoff.staff is not None:
                found.append(capacity_turns(STAFF, number, handoff.staff))
            if handoff.releases is not None:
                given = handoff.releases
                found.append(_turns(RELEASE, number, given.times, given.counts))
        used = {calendar for calendar, _, _ in self.uses}
        for calendar, number in self.calendars.numbers.items():
            if number in used and isinstance(calendar, Calendar):
                found.append(_turns(OPENING, number, calendar.opens, calendar.opens))
        return np.concatenate(found)

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
            "calendars": table(
                "calendars", ({"at": i, "last": n, **span("users", mine)} for (i, n), mine in rows)
            ),
            "windows": np.array([w for mine in windows for w in mine], TABLES["windows"]),
            "users": np.array([using[1:] for using in self.uses], TABLES["users"]),
        }

    def clock_tables(self) -> Tables:
        """Clocks with their shifts, and the count at the end of each."""
        clocks = [c for c in self.clocks.numbers if isinstance(c, Clock)]
        shifts = [
            row
            for c in clocks
            for row in zip(c.opens, c.closes, c.before[:-1], c.before[1:], c.minutes, strict=True)
        ]
        rows = spans(len(c.opens) for c in clocks)
        return {
            "clocks": np.array(rows, TABLES["clocks"]),
            "shifts": np.array(shifts, TABLES["shifts"]),
        }

    def review_tables(self) -> Tables:
        """Reviews, and the first of each kind from every midnight on."""
        known = [r for r in self.reviews.numbers if isinstance(r, Reviews)]
        rows = spans(len(r.times) for r in known)
        midnights = np.arange(self.network.end // DAY + 1) * DAY
        days = [
            first + np.searchsorted(np.array(r.times, dtype=np.int64), midnights)
            for r, (first, _) in zip(known, rows, strict=True)
        ]
        reviews = [pair for r in known for pair in zip(r.times, r.covers, strict=True)]
        kinds = [(last, i * len(midnights)) for i, (_, last) in enumerate(rows)]
        return {
            "reviews": np.array(reviews, TABLES["reviews"]),
            "rounds": np.array(kinds, TABLES["rounds"]),
            "review_of_day": listing("review_of_day", np.concatenate([[], *days]).astype(int)),
        }


def _distance(route: Route, k: int, direction: int, *kinds: StepKind) -> int:
    """How many positions away the next step of some kinds is in a direction, -1 for none."""
    j = k + direction
    while 0 <= j < len(route.steps):
        if route.steps[j].kind in kinds:
            return abs(j - k)
        j += direction
    return NONE


def capacity_turns(kind: int, number: int, path: CapacityPath) -> Table:
    """The changes of the capacity of a unit or of the staff of a handoff."""
    return _turns(kind, number, path.times[1:], path.values[1:])


def _turns(kind: int, number: int, times: Sequence[int], values: Sequence[int]) -> Table:
    found = np.empty(len(times), dtype=TABLES["turns"])
    found["time"], found["value"], found["kind"], found["number"] = times, values, kind, number
    return found
