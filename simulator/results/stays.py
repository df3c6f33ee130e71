"""Stays and handoffs as column tables, read off the journeys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, StepKind
from simulator.results.route_table import RouteTable, route_table
from simulator.results.run import Booleans, Integers, Run


class StayEnd(IntEnum):
    """How a stay ended.

    ``WENT_HOME``: gave up the place and waits at home for what comes next (rule 6). ``LEFT``: the
    journey ended by leaving from here.
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
    (declared), ``left`` (gave up the place). ``next_kind``, ``next_target``: the next STAY (care
    setting) or LEAVE (destination) of the route. ``over``: when his journey ended. ``end``: see
    ``StayEnd``. ``unit`` -1: no place yet.
    """

    row: Integers
    route_row: Integers
    patient: Integers
    route: Integers
    step: Integers
    group: Integers
    pathway: Integers
    locality: Integers
    care_setting: Integers
    unit: Integers
    weight: Integers
    asked: Integers
    reserved: Integers
    started: Integers
    need_ended: Integers
    ready: Integers
    left: Integers
    next_kind: Integers
    next_target: Integers
    over: Integers
    end: Integers

    def __len__(self) -> int:
        """Number of stays."""
        return len(self.row)


@dataclass(frozen=True, slots=True)
class Handoffs:
    """One row per handoff that was asked for, sorted by patient and step; times -1: not happened.

    ``over``: when his journey ended.
    """

    row: Integers
    patient: Integers
    group: Integers
    pathway: Integers
    handoff: Integers
    asked: Integers
    started: Integers
    ended: Integers
    over: Integers

    def __len__(self) -> int:
        """Number of handoffs."""
        return len(self.row)


def routes(run: Run) -> RouteTable:
    """The route table of the run's network."""
    return route_table(run.network)


def stays(run: Run) -> Stays:
    """Every stay that was asked for."""
    table, patients, journeys = run.once(routes), run.patients, run.journeys
    row, patient, route_row = _asked_steps(run, StepKind.STAY)
    # A place that was not reached (the patient died or was lost on the way) was never started.
    started, left = journeys.started[row], journeys.left[row]
    started = np.where((left >= 0) & (started > left), -1, started)
    return Stays(
        row=row,
        route_row=route_row,
        patient=patient,
        route=patients.route[patient].astype(np.int64),
        step=row - patients.first[patient],
        group=patients.group[patient].astype(np.int64),
        pathway=table.pathway[route_row],
        locality=patients.locality[patient].astype(np.int64),
        care_setting=table.target[route_row],
        unit=journeys.unit[row],
        weight=table.weight[route_row],
        asked=journeys.asked[row],
        reserved=journeys.reserved[row],
        started=started,
        need_ended=journeys.ended[row],
        ready=journeys.ready[row],
        left=left,
        next_kind=table.next_kind[route_row],
        next_target=table.next_target[route_row],
        over=journeys.finished[patient],
        end=_ends(run, row, patient, route_row),
    )


def handoffs(run: Run) -> Handoffs:
    """Every handoff that was asked for."""
    table, journeys = run.once(routes), run.journeys
    row, patient, route_row = _asked_steps(run, StepKind.HANDOFF)
    return Handoffs(
        row=row,
        patient=patient,
        group=run.patients.group[patient].astype(np.int64),
        pathway=table.pathway[route_row],
        handoff=table.target[route_row],
        asked=journeys.asked[row],
        started=journeys.reserved[row],
        ended=journeys.ended[row],
        over=journeys.finished[patient],
    )


def _asked_steps(run: Run, kind: StepKind) -> tuple[Integers, Integers, Integers]:
    """Rows of the step columns, patients and rows of the route table."""
    patient, route_row = run.once(_step_rows)
    row = np.flatnonzero((run.once(routes).kind[route_row] == kind) & (run.journeys.asked >= 0))
    return row, patient[row], route_row[row]


def _step_rows(run: Run) -> tuple[Integers, Integers]:
    first = run.patients.first
    patient = np.repeat(np.arange(len(run.patients), dtype=np.int64), np.diff(first))
    position = np.arange(len(patient), dtype=np.int64) - first[patient]
    return patient, run.once(routes).first[run.patients.route[patient]] + position


def _ends(run: Run, row: Integers, patient: Integers, route_row: Integers) -> Integers:
    table, journeys = run.once(routes), run.journeys
    left = journeys.left[row]
    after = run.patients.first[patient] + table.next[route_row]
    has_moved = (table.next_kind[route_row] == StepKind.STAY) & (journeys.started[after] == left)
    is_over = journeys.finished[patient] == left
    how = np.array([StayEnd.WENT_HOME, StayEnd.LEFT, StayEnd.DIED, StayEnd.LOST], dtype=np.int64)
    ended = how[np.where(is_over, journeys.exit[patient], Exit.OPEN)]
    return np.where(left == NONE, StayEnd.OPEN, np.where(has_moved, StayEnd.MOVED, ended))


def is_acute_setting(run: Run) -> Booleans:
    """For each care setting, whether its beds are acute beds."""
    return np.array([setting.is_acute for setting in run.network.care_settings], dtype=np.bool_)


def goes_to_acute(run: Run) -> Booleans:
    """For each stay, whether the next place of its route is an acute bed."""
    table = run.once(stays)
    target = np.where(table.next_kind == StepKind.STAY, table.next_target, 0)
    goes: Booleans = (table.next_kind == StepKind.STAY) & run.once(is_acute_setting)[target]
    return goes
