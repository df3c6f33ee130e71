"""Journeys as columns: what was drawn, planned and recorded, a row a step of a patient.

Every column has one row more, -1 throughout, which stands for "no such step": so -1 may be used as
a row, and a comparison with what never happened is a comparison with -1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import (
    NEVER,
    NONE,
    AtLimit,
    CapacityPath,
    Duration,
    Network,
    Route,
    Step,
    StepKind,
)
from simulator.sampling.patients import Patients
from tests.step_functions import Flags, Hours, Integers, StepFunctions, ends, in_use, summed

PLANNED = ("kind", "target", "priority", "weight", "lets_go", "move", "begins_before", "at_limit",
           "postpone_by", "postpone_most", "growth")  # fmt: skip
DRAWN = ("duration", "limit", "expected_error", "review_level", "dies", "dies_waiting",
         "relapses_after", "relapse_lasts")  # fmt: skip
HAPPENED = ("asked", "reserved", "started", "ended", "ready", "left", "unit", "postponed",
            "relapsed", "ready_again", "moved_back", "away_unit")  # fmt: skip
CLOSED = -(2**40)


def relatives(route: Route) -> list[dict[str, Any]]:
    """By step: positions of the stays and moves around it, and lists of others."""
    kinds = [step.kind for step in route.steps]
    moves = [k for k, kind in enumerate(kinds) if kind is not StepKind.HANDOFF]
    stays = [k for k in moves if kinds[k] is StepKind.STAY]

    def of(k: int, step: Step) -> dict[str, Any]:
        return {
            "next_stay": min((s for s in stays if s > k), default=NONE),
            "last_stay": max((s for s in stays if s < k), default=NONE),
            "next_move": min((m for m in moves if m > k), default=NONE),
            "after": step.after,
            "waits_for": step.waits_for,
        }

    return [of(k, step) for k, step in enumerate(route.steps)]


class Record:
    """A network, its patients and their journeys as columns."""

    def __init__(self, network: Network, patients: Patients, journeys: Journeys) -> None:
        self.network, self.patients, self.journeys = network, patients, journeys
        lengths = np.diff(patients.first)
        self.patient = np.append(np.repeat(np.arange(len(patients)), lengths), NONE)
        first = np.append(patients.first[:-1], NONE)[self.patient]
        self.position = np.append(np.arange(len(patients.duration)), NONE) - first
        self.position[-1] = NONE
        lists = [(step, near) for route in network.routes
                 for step, near in zip(route.steps, relatives(route), strict=True)]  # fmt: skip
        begins = np.cumsum([0, *(len(route.steps) for route in network.routes)])
        route = np.append(patients.route, NONE)[self.patient]
        self.step = begins[route] + self.position
        self.step[-1] = NONE
        self._first, self._lists = first, lists
        for name in PLANNED:
            setattr(self, name, self._planned([int(getattr(step, name)) for step, _ in lists]))
        for name in ("next_stay", "last_stay", "next_move"):
            setattr(self, name, self._row_at(self._planned([near[name] for _, near in lists])))
        for names, table in ((DRAWN, patients), (HAPPENED, journeys)):
            for name in names:
                setattr(self, name, np.append(getattr(table, name), NONE))
        for name in ("exit", "finished", "arrived"):
            setattr(self, name, np.append(getattr(journeys, name), NONE)[self.patient])

    def __getattr__(self, name: str) -> Integers:
        raise AttributeError(name)

    def _planned(self, values: list[int]) -> Integers:
        return np.array([*values, NONE], np.int64)[self.step]

    def _row_at(self, position: Integers) -> Integers:
        return np.where(position >= 0, self._first + position, NONE)

    def _table(self, lists: list[list[int]]) -> Integers:
        """Lists of different lengths by step, as columns filled up with -1."""
        width = max(1, *(len(values) for values in lists), 0)
        return np.array([[*v, *[NONE] * (width - len(v))] for v in [*lists, []]], np.int64)

    # -- steps around a step -----------------------------------------------------------------------

    @cached_property
    def after(self) -> Integers:
        """By (row, i): rows of the steps that a step comes after."""
        return self._rows_of("after")

    @cached_property
    def waits_for(self) -> Integers:
        """By (row, i): rows of the handoffs that a move waits for, in listed order."""
        return self._rows_of("waits_for")

    def _rows_of(self, name: str) -> Integers:
        at = self._table([list(near[name]) for _, near in self._lists])[self.step]
        return np.where(at >= 0, self._first[:, None] + at, NONE)

    @cached_property
    def row(self) -> Integers:
        return np.arange(len(self.position))

    @cached_property
    def row_before(self) -> Integers:
        """The step listed before; -1 for the first."""
        return np.where(self.position > 0, np.arange(-1, len(self.position) - 1), NONE)

    @cached_property
    def is_stay(self) -> Flags:
        return self.kind == StepKind.STAY

    @cached_property
    def is_handoff(self) -> Flags:
        return self.kind == StepKind.HANDOFF

    @cached_property
    def service(self) -> Integers:
        """Care settings, then handoffs; -1 for leaving."""
        settings = len(self.network.care_settings)
        return np.where(self.is_stay, self.target, np.where(self.is_handoff, self.target + settings,
                                                            NONE))  # fmt: skip

    @cached_property
    def handoff(self) -> Integers:
        """Index of the handoff; -1 for other steps."""
        return np.where(self.is_handoff, self.target, NONE)

    # -- choices of units --------------------------------------------------------------------------

    @cached_property
    def choices(self) -> tuple[Integers, Integers]:
        """By (row, i): the units a patient may use in his order, and how long after asking."""
        localities = range(len(self.network.localities))
        own = [step.choices[i] if step.choices else () for step, _ in self._lists
               for i in localities]  # fmt: skip
        locality = np.append(self.patients.locality, NONE)[self.patient]
        at = np.where(self.step >= 0, self.step * len(localities) + locality, NONE)
        units = self._table([[choice.unit for choice in mine] for mine in own])[at]
        return units, self._table([[choice.after for choice in mine] for mine in own])[at]

    @cached_property
    def unit_taken(self) -> Integers:
        """The unit in which a stay was started: ``unit`` where he never came back."""
        return np.where(self.away_unit >= 0, self.away_unit, self.unit)

    @cached_property
    def choice(self) -> Integers:
        """Position of the unit taken in the patient's own order; -1 without one."""
        is_chosen = (self.unit >= 0) & ~self.is_in
        is_taken = (self.choices[0] == self.unit_taken[:, None]) & is_chosen[:, None]
        return np.where(is_taken.any(axis=1), is_taken.argmax(axis=1), NONE)

    @cached_property
    def widened(self) -> Integers:
        """How long after asking the unit taken became usable; -1 without one."""
        after = np.take_along_axis(self.choices[1], np.maximum(self.choice, 0)[:, None], 1)[:, 0]
        return np.where(self.choice >= 0, after, NONE)

    # -- the start of the run ----------------------------------------------------------------------

    @cached_property
    def begins_at(self) -> Integers:
        """Position at which the patient is when the run begins; -1 for those who arrive."""
        return np.append(self.patients.begins_at, NONE)[self.patient]

    @cached_property
    def row_at_start(self) -> Integers:
        """The step at which the patient is when the run begins; -1 for those who arrive."""
        return self._row_at(self.begins_at)

    @cached_property
    def is_past(self) -> Flags:
        """Steps that had happened before the run began."""
        return self.position < self.begins_at

    @cached_property
    def is_in(self) -> Flags:
        """Stays in which somebody is when the run begins."""
        begins_in = np.append(self.patients.begins_in, NONE)[self.patient]
        return (self.position == self.begins_at) & (begins_in >= 0) & (self.position >= 0)

    # -- waiting and holding -----------------------------------------------------------------------

    @cached_property
    def stopped(self) -> Integers:
        """When death or loss ended the journey; never otherwise."""
        is_cut = np.isin(self.exit, (Exit.DIED, Exit.LOST, Exit.SWITCHED))
        return np.where(is_cut, self.finished, NEVER)

    @cached_property
    def since(self) -> Integers:
        """When the last booking began: first asked, then every postponement and a relapse later."""
        again = np.where(self.is_withdrawn, np.maximum(self.well, self.booked), self.booked)
        put_off = self.postponed - self.put_off_before
        return again + put_off * (self.limit + self.postpone_by)

    @cached_property
    def ill(self) -> Integers:
        """When the patient relapsed in the stay before this one; never where he did not."""
        relapsed = self.relapsed[self.last_stay]
        return np.where(self.is_stay & (relapsed >= 0), relapsed, NEVER)

    @cached_property
    def well(self) -> Integers:
        """When he was ready again after that; never where he was not."""
        again = self.ready_again[self.last_stay]
        return np.where(self.is_stay & (again >= 0), again, NEVER)

    @cached_property
    def put_off_before(self) -> Integers:
        """How often this was postponed before he relapsed in the stay before."""
        cycle = self.limit + self.postpone_by
        late = self.ill - self.asked - self.limit
        most = np.where(late > 0, (late - 1) // np.maximum(cycle, 1) + 1, 0)
        return np.minimum(self.postponed, most)

    @cached_property
    def booked(self) -> Integers:
        """When the booking began that he had or awaited as he relapsed (without: the last)."""
        return self.asked + self.put_off_before * (self.limit + self.postpone_by)

    @cached_property
    def is_withdrawn(self) -> Flags:
        """Stays that he asked for, or could have waited for, while ill in the stay before."""
        return (self.asked >= 0) & (self.booked <= self.well) & (self.ill < NEVER) & (
            self.asked <= self.well
        )  # fmt: skip

    @cached_property
    def until(self) -> Integers:
        """When waiting was over by a start, a limit, the end of the journey or of the run."""
        is_limited = (self.limit >= 0) & (self.at_limit != AtLimit.POSTPONED)
        gives_up = np.where(is_limited, self.since + self.limit, NEVER)
        stops = np.minimum(np.minimum(self.stopped, gives_up), self.network.end)
        return np.where(self.reserved >= 0, self.reserved, stops)

    def holds(self, stay: Integers, time: Integers) -> Flags:
        """Whether the place of a stay is held until at least a time, by row."""
        left = self.left[stay]
        return (self.started[stay] >= 0) & ((left < 0) | (left >= time)) & (stay >= 0)

    @cached_property
    def is_given_up(self) -> Flags:
        """Whether the place was left for home, before the journey or the next stay took it."""
        is_moved = (self.next_stay >= 0) & (self.started[self.next_stay] == self.left)
        return self.is_stay & (self.left >= 0) & (self.finished != self.left) & ~is_moved

    @cached_property
    def planned_after(self) -> Integers:
        """The stay before whose expected end this handoff begins; -1 for others."""
        return np.where((self.begins_before >= 0) & (self.asked >= 0), self.after[:, 0], NONE)

    @cached_property
    def expected(self) -> Integers:
        """When a handoff planned ahead would begin if the stay lasted as expected."""
        stay = self.planned_after
        end = self.started[stay] + self.need[stay] + self.expected_error[stay]
        return end - self.begins_before

    @cached_property
    def grown(self) -> Integers:
        """By how much the need of a stay has grown."""
        ready = self.ready[self.last_stay]
        wait = np.where((ready >= 0) & (self.reserved > ready), self.reserved - ready, 0)
        return wait * np.maximum(self.growth, 0) // 1_000_000

    @cached_property
    def need(self) -> Integers:
        """How long need lasts once it has begun."""
        return self.duration + self.grown

    @cached_property
    def falls(self) -> tuple[Integers, Integers, Integers]:
        """Each fall of a weight that came: row, when, and by how much."""
        falls: list[tuple[Integers, Integers, Integers]] = []
        for number, (step, _) in enumerate(self._lists):
            last = step.weight
            for after, weight in step.profile:
                rows = np.flatnonzero((self.step == number) & (self.started >= 0))
                at, left = self.started[rows] + after, self.left[rows]
                rows = rows[(at < self.network.end) & ((left < 0) | (at <= left))]
                falls.append((rows, self.started[rows] + after, np.full(len(rows), last - weight)))
                last = weight
        columns = zip(*falls, strict=True) if falls else ([np.zeros(0, np.int64)] for _ in range(3))
        rows, at, by = (np.concatenate(list(column)) for column in columns)
        return rows, at, by

    # -- units and handoffs over time --------------------------------------------------------------

    def units(self, name: str) -> list[Any]:
        return [getattr(unit, name) for unit in self.network.units]

    def handoffs(self, name: str) -> list[Any]:
        return [getattr(handoff, name) for handoff in self.network.handoffs]

    def of_unit(self, what: Callable[[Any], int]) -> Integers:
        """A property of the unit taken; -1 without one."""
        return np.array([*(int(what(unit)) for unit in self.network.units), NONE])[self.unit]

    def of_handoff(self, what: Callable[[Any], int]) -> Integers:
        """A property of the handoff; -1 for other steps."""
        values = [int(what(handoff)) for handoff in self.network.handoffs]
        return np.array([*values, NONE])[self.handoff]

    @cached_property
    def hours(self) -> dict[str, Hours]:
        """Calendars by name: four of units, and ``hours`` of handoffs."""
        names = ("admits", "discharges", "moves_out")
        return {name: Hours(self.units(name)) for name in names} | {
            "hours": Hours(self.handoffs("hours"))
        }

    @cached_property
    def place_spans(self) -> list[tuple[Integers, Integers, Integers]]:
        """By unit: what is in use (from, until, weight), a fall being less of it from then on."""
        turnaround = np.array([*self.units("turnaround"), 0], np.int64)
        until = np.where(self.left >= 0, self.left + turnaround[self.unit], NEVER)
        whole = np.arange(len(self.unit) - 1)
        away = np.flatnonzero(self.away_unit >= 0)
        fallen, at, by = self.falls
        here = np.where(self.away_unit >= 0, self.moved_back, self.reserved)[whole]
        back = self.moved_back[away] + turnaround[self.away_unit[away]]
        unit = np.concatenate([self.unit[whole], self.away_unit[away], self.unit[fallen]])
        begin = np.concatenate([here, self.reserved[away], at])
        end = np.concatenate([until[whole], back, until[fallen]])
        weight = np.concatenate([self.weight[whole], self.weight[away], -by])
        mine = [unit == u for u in range(len(self.network.units))]
        return [(begin[own], end[own], weight[own]) for own in mine]

    @cached_property
    def capacities(self) -> list[CapacityPath]:
        """By unit: its capacity once each time is over, 0 while it is shut."""
        return self._opened(0)

    @cached_property
    def beds_during(self) -> StepFunctions:
        """By unit: its capacity at each time until that is over, which is when it may be shut."""
        return StepFunctions([turns(path) for path in self._opened(1)])

    def _opened(self, later: int) -> list[CapacityPath]:
        journeys, found = self.journeys, []
        for number, unit in enumerate(self.network.units):
            mine = journeys.opened_unit == number
            shut = np.where(journeys.shut_at[mine] < 0, NEVER, journeys.shut_at[mine] + later)
            found.append(
                unit.capacity if unit.trigger is None
                else opened_path(unit.capacity, journeys.opened_at[mine], shut)
            )  # fmt: skip
        return found

    @cached_property
    def queues(self) -> StepFunctions:
        """By care setting: how many are in the queue for it once each time is over."""
        rows, begin, end = self.queue_spans
        target = self.target[rows]
        mine = [target == s for s in range(len(self.network.care_settings))]
        return in_use([(begin[own], end[own], np.ones(own.sum(), np.int64)) for own in mine])

    @cached_property
    def queue_spans(self) -> tuple[Integers, Integers, Integers]:
        """Each time spent in a queue for a place: row, from, until.

        A booking put off is left by its limit, a relapse takes him out, and out of area he waits
        until need ends.
        """
        asks = self.is_stay & (self.asked >= 0) & ~self.is_in
        cycle = self.limit + self.postpone_by
        is_back = asks & self.is_withdrawn
        again = np.where(is_back, np.maximum(self.well, self.booked), self.booked)
        after_it = self.postponed - self.put_off_before
        pieces = [(np.flatnonzero(asks), self.since, self.until),
                  (np.flatnonzero(is_back), self.booked, self.ill)]  # fmt: skip
        for first, number in ((self.asked, self.put_off_before), (again, after_it)):
            for k in range(int(number[asks].max(initial=0))):
                begin = first + k * cycle
                pieces.append((np.flatnonzero(asks & (k < number)), begin, begin + self.limit))
        is_away = np.append(self.units("away"), False)[self.unit_taken] & (self.started >= 0)
        home = np.where(self.moved_back >= 0, self.moved_back, self.ended)
        home = np.where(home >= 0, home, NEVER)
        pieces.append((np.flatnonzero(is_away), self.started, home))
        rows = np.concatenate([rows for rows, _, _ in pieces])
        begin = np.concatenate([begin[rows] for rows, begin, _ in pieces])
        end = np.concatenate([end[rows] for rows, _, end in pieces])
        end = np.minimum(np.minimum(end, self.stopped[rows]), self.network.end)
        is_some = begin < end
        return rows[is_some], begin[is_some], end[is_some]

    @cached_property
    def staff_spans(self) -> list[tuple[Integers, Integers, Integers]]:
        """By handoff: members of staff in use (from, until, 1)."""
        until = np.where(self.ended >= 0, self.ended, NEVER)
        is_begun = self.started >= 0
        spans = []
        for h, handoff in enumerate(self.network.handoffs):
            holds = handoff.staff is not None and handoff.duration is Duration.TASK
            mine = np.flatnonzero(is_begun & (self.handoff == h) & holds)
            spans.append((self.started[mine], until[mine], np.ones(len(mine), np.int64)))
        return spans

    @cached_property
    def beds_in_use(self) -> StepFunctions:
        return in_use(self.place_spans)

    @cached_property
    def free_beds(self) -> StepFunctions:
        """By unit: what is free once each time is over, open for starts or not."""
        return StepFunctions([summed(*changes) for changes in self._free_beds])

    @cached_property
    def beds_over(self) -> StepFunctions:
        """By unit: how far it is over capacity (below 0: beds free)."""
        return StepFunctions([(t, -v) for t, v in (summed(*each) for each in self._free_beds)])

    @property
    def _free_beds(self) -> list[tuple[Integers, Integers]]:
        return [freed(*pair) for pair in zip(self.capacities, self.place_spans, strict=True)]

    @cached_property
    def open_beds(self) -> StepFunctions:
        """By unit: what is free and open for starts once each time is over."""
        found = []
        for (times, changes), admits in zip(self._free_beds, self.units("admits"), strict=True):
            turn = np.array([] if admits is None else [*admits.opens, *admits.closes], np.int64)
            whole, free = summed(np.append(times, turn), np.append(changes, turn * 0))
            is_open = Hours([admits]).is_open(np.zeros_like(whole), whole)
            found.append((whole, np.where(is_open, free, CLOSED)))
        return StepFunctions(found)

    @cached_property
    def free_staff(self) -> StepFunctions:
        """By handoff: members of staff free once each time is over."""
        always = CapacityPath((0,), (2**30,))
        pairs = zip(self.handoffs("staff"), self.staff_spans, strict=True)
        return StepFunctions([summed(*freed(path or always, spans)) for path, spans in pairs])

    @cached_property
    def staff_over(self) -> StepFunctions:
        """By handoff: how far staff are over their number (below 0: some free)."""
        always = CapacityPath((0,), (2**30,))
        pairs = zip(self.handoffs("staff"), self.staff_spans, strict=True)
        sums = (summed(*freed(path or always, spans)) for path, spans in pairs)
        return StepFunctions([(times, -values) for times, values in sums])


Count = Callable[[Record], Flags | Integers | int]


def turns(path: CapacityPath) -> tuple[Integers, Integers]:
    return np.array(path.times, np.int64), np.array(path.values, np.int64)


def opened_path(path: CapacityPath, opened: Integers, shut: Integers) -> CapacityPath:
    """A capacity that is 0 but from each opening until each shutting."""
    times, values = turns(path)
    turn = np.unique(np.concatenate([times, opened, shut]))
    value = values[np.searchsorted(times, turn, side="right") - 1]
    openings = np.searchsorted(opened, turn, side="right")
    is_open = openings > np.searchsorted(np.sort(shut), turn, side="right")
    return CapacityPath(tuple(turn.tolist()), tuple((value * is_open).tolist()))


def freed(
    path: CapacityPath, spans: tuple[Integers, Integers, Integers]
) -> tuple[Integers, Integers]:
    """Changes of what is free: those of the capacity, less those of what is in use."""
    times, values = turns(path)
    changes, used = ends(*spans)
    return np.append(times, changes), np.append(np.diff(values, prepend=0), -used)
