"""Stays and handoffs as column tables, read off the journeys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, StepKind
from simulator.results.outline import Outline
from simulator.results.route_table import RouteTable, route_table
from simulator.results.run import Booleans, Integers, Run


class StayEnd(IntEnum):
    """How a stay ended.

    ``WENT_HOME``: gave up the place and waits at home for what comes next (rule 6), or went on
    elsewhere. ``LEFT``: the journey ended by leaving from here.
    """

    OPEN = 0
    MOVED = 1
    WENT_HOME = 2
    LEFT = 3
    DIED = 4
    LOST = 5


@dataclass(frozen=True, slots=True)
class Stays:
    """One row per stay that was asked for, sorted by patient and step; times -1: not happened.

    ``row``: position in the step columns of the journeys. ``route_row``: row of the route table.
    ``asked``, ``reserved`` (waiting ended), ``started`` (in the place), ``need_ended``, ``ready``
    (declared), ``left`` (gave up the place), ``relapsed`` (need came back after ready) and
    ``ready_again``. ``moved_back``: came back from out of area, where he was in ``away_unit``.
    ``over``: when his journey ended. ``end``: see ``StayEnd``. ``unit`` -1: no place yet.
    """

    row: Integers
    route_row: Integers
    patient: Integers
    route: Integers
    step: Integers
    care_setting: Integers
    unit: Integers
    weight: Integers
    asked: Integers
    reserved: Integers
    started: Integers
    need_ended: Integers
    ready: Integers
    left: Integers
    relapsed: Integers
    ready_again: Integers
    moved_back: Integers
    away_unit: Integers
    over: Integers
    end: Integers

    def __len__(self) -> int:
        """Number of stays."""
        return len(self.row)

    @property
    def first_unit(self) -> Integers:
        """The unit in which each stay started: out of area for those who came back from there."""
        return np.where(self.moved_back >= 0, self.away_unit, self.unit)


@dataclass(frozen=True, slots=True)
class Handoffs:
    """One row per handoff that was asked for, sorted by patient and step; times -1: not happened.

    ``over``: when his journey ended.
    """

    row: Integers
    patient: Integers
    handoff: Integers
    asked: Integers
    started: Integers
    ended: Integers
    over: Integers

    def __len__(self) -> int:
        """Number of handoffs."""
        return len(self.row)


def routes(outline: Outline) -> RouteTable:
    """The route table of the network."""
    return route_table(outline.network)


def stays(run: Run) -> Stays:
    """Every stay that was asked for."""
    table, patients, journeys = run.fixed(routes), run.patients, run.journeys
    row, patient, route_row = _asked(run, StepKind.STAY)
    # A place that was not reached (the patient died or was lost on the way) was never started.
    started, left = journeys.started[row], journeys.left[row]
    started = np.where((left >= 0) & (started > left), -1, started)
    return Stays(
        row=row,
        route_row=route_row,
        patient=patient,
        route=patients.route[patient].astype(np.int64),
        step=row - patients.first[patient],
        care_setting=table.target[route_row],
        unit=journeys.unit[row],
        weight=table.weight[route_row],
        asked=journeys.asked[row],
        reserved=journeys.reserved[row],
        started=started,
        need_ended=journeys.ended[row],
        ready=journeys.ready[row],
        left=left,
        relapsed=journeys.relapsed[row],
        ready_again=journeys.ready_again[row],
        moved_back=journeys.moved_back[row],
        away_unit=journeys.away_unit[row],
        over=journeys.finished[patient],
        end=_ends(run, row, patient, route_row, left),
    )


def handoffs(run: Run) -> Handoffs:
    """Every handoff that was asked for."""
    journeys = run.journeys
    row, patient, route_row = _asked(run, StepKind.HANDOFF)
    return Handoffs(
        row=row,
        patient=patient,
        handoff=run.fixed(routes).target[route_row],
        asked=journeys.asked[row],
        started=journeys.reserved[row],
        ended=journeys.ended[row],
        over=journeys.finished[patient],
    )


def _asked(run: Run, kind: StepKind) -> tuple[Integers, Integers, Integers]:
    """Rows of the step columns, patients and rows of the route table."""
    row, patient, route_row = run.once(_asked_steps)
    chosen = np.flatnonzero(run.fixed(routes).kind[route_row] == kind)
    return row[chosen], patient[chosen], route_row[chosen]


def _asked_steps(run: Run) -> tuple[Integers, Integers, Integers]:
    """The same, of every step that was asked for."""
    first = run.patients.first
    row = np.flatnonzero(run.journeys.asked >= 0)
    patient = np.repeat(np.arange(len(run.patients), dtype=np.int64), np.diff(first))[row]
    before = run.fixed(routes).first[run.patients.route] - first[:-1]
    return row, patient, row + before[patient]


def _ends(
    run: Run, row: Integers, patient: Integers, route_row: Integers, left: Integers
) -> Integers:
    table, journeys = run.fixed(routes), run.journeys
    after = run.patients.first[patient] + table.next[route_row]
    has_moved = (table.next_kind[route_row] == StepKind.STAY) & (journeys.started[after] == left)
    is_over = journeys.finished[patient] == left
    # Who is sent elsewhere holds no place, so what he left at that moment he left for home.
    home = StayEnd.WENT_HOME
    how = np.array([home, StayEnd.LEFT, StayEnd.DIED, StayEnd.LOST, home], dtype=np.int64)
    ended = how[np.where(is_over, journeys.exit[patient], Exit.OPEN)]
    return np.where(left == NONE, StayEnd.OPEN, np.where(has_moved, StayEnd.MOVED, ended))


@dataclass(frozen=True, slots=True)
class Relapses:
    """Spans ``[begin, finish)`` in which need had come back; ``stay``: row in the stays.

    One that is not over reaches to the end of the stay, or of the run.
    """

    stay: Integers
    begin: Integers
    finish: Integers

    def times(self, n: int) -> Integers:
        """How long each of ``n`` stays was relapsed."""
        total = np.zeros(n, dtype=np.int64)
        total[self.stay] = self.finish - self.begin
        return total


def relapses(run: Run) -> Relapses:
    """Every relapse."""
    every = run.once(stays)
    stay = np.flatnonzero(every.relapsed >= 0)
    left, again = every.left[stay], every.ready_again[stay]
    stop = np.where(left < 0, run.network.end, left)
    finish = np.where(again < 0, stop, again)
    return Relapses(stay, every.relapsed[stay], finish)


def is_alive(run: Run) -> Booleans:
    """For each stay, whether it was left alive, to leave or to go on elsewhere."""
    end = run.once(stays).end
    return (end >= StayEnd.MOVED) & (end <= StayEnd.LEFT)


def is_acute_setting(outline: Outline) -> Booleans:
    """For each care setting, whether its beds are acute beds."""
    return np.array([one.is_acute for one in outline.network.care_settings], dtype=np.bool_)


def is_acute(run: Run) -> Booleans:
    """For each stay, whether it is in an acute bed."""
    return run.fixed(is_acute_setting)[run.once(stays).care_setting]


def goes_to_acute(run: Run) -> Booleans:
    """For each stay, whether the next place of its route is an acute bed."""
    return run.fixed(_leads_to_acute)[run.once(stays).route_row]


def _leads_to_acute(outline: Outline) -> Booleans:
    """For each row of the route table, whether the next place after it is an acute bed."""
    table = outline.once(routes)
    target = np.where(table.next_kind == StepKind.STAY, table.next_target, 0)
    leads: Booleans = (table.next_kind == StepKind.STAY) & outline.once(is_acute_setting)[target]
    return leads


def is_inside(run: Run) -> Booleans:
    """For each stay, whether it is in an acute bed and the next place of its route is another."""
    return run.once(is_acute) & run.once(goes_to_acute)
