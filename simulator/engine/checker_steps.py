"""The steps of all patients as flat columns, and the violations found in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.engine.journeys import Journeys
from simulator.network.network import DAY, NEVER, NONE, Network, Route, Step, StepKind
from simulator.sampling.patients import Patients

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Violation:
    """One place at which journeys break the contract.

    ``rule``: number in the contract, or a number and a few words. ``step``: position in the
    patient's route, -1 where the whole journey is meant. ``time``: microseconds.
    """

    rule: str
    patient: int
    step: int
    time: int
    says: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step of every patient, one row each, in the order of ``Patients.first``.

    The columns of ``Step`` are repeated for each patient. ``is_past``: steps that had happened when
    the run began, of which nothing is recorded. ``begins_in``: the unit in whose place the patient
    is in this stay when the run begins, or -1. ``is_needed``: all but those and handoffs not
    needed. ``is_waited_for``: stays and needed handoffs, the steps that join a waiting list.
    ``next_stay`` and ``last_stay``: rows of the nearest STAY after and before in the route, or -1.
    ``edge_step`` comes after ``edge_pred``; edges are sorted by position of ``edge_step`` and cut
    by ``edge_first``. ``task_stay`` and ``task``: pairs of a stay and a handoff between it and the
    next STAY or LEAVE. ``leaves``: by patient, the row of his LEAVE.
    """

    templates: tuple[Step, ...]
    template: Integers
    patient: Integers
    position: Integers
    kind: Integers
    target: Integers
    priority: Integers
    weight: Integers
    lets_go: Integers
    move: Integers
    begins_before: Integers
    at_limit: Integers
    postpone_by: Integers
    postpone_most: Integers
    growth: Integers
    comes_first: Flags
    is_past: Flags
    begins_in: Integers
    is_needed: Flags
    is_waited_for: Flags
    next_stay: Integers
    last_stay: Integers
    edge_step: Integers
    edge_pred: Integers
    edge_first: Integers
    task_stay: Integers
    task: Integers
    leaves: Integers

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.patient)

    @classmethod
    def of(cls, network: Network, patients: Patients) -> Steps:
        """Lay out the routes of all patients."""
        templates = tuple(step for route in network.routes for step in route.steps)
        lengths = np.array([len(route.steps) for route in network.routes], dtype=np.int64)
        begins = np.concatenate(([0], np.cumsum(lengths)))
        first = patients.first.astype(np.int64)
        patient = np.repeat(np.arange(len(patients)), np.diff(first))
        position = np.arange(len(patient)) - first[patient]
        template = begins[patients.route.astype(np.int64)[patient]] + position

        def column(name: str) -> Integers:
            values = np.array([int(getattr(step, name)) for step in templates], dtype=np.int64)
            chosen: Integers = values[template]
            return chosen

        kind = column("kind")
        is_handoff = kind == StepKind.HANDOFF
        is_past = position < patients.begins_at[patient]
        is_needed = ~is_past & (~is_handoff | (patients.duration >= 0))
        begins = (kind == StepKind.STAY) & (position == patients.begins_at[patient])
        edge_step, edge_pred = _pairs(template, [_preds(r) for r in network.routes])
        order = np.argsort(position[edge_step], kind="stable")
        edge_step, edge_pred = edge_step[order], edge_pred[order]
        longest = int(lengths.max(initial=0))
        task_stay, task = _pairs(template, [_tasks(r) for r in network.routes])
        return cls(
            templates=templates,
            template=template,
            patient=patient,
            position=position,
            kind=kind,
            target=column("target"),
            priority=column("priority"),
            weight=column("weight"),
            lets_go=column("lets_go"),
            move=column("move"),
            begins_before=column("begins_before"),
            at_limit=column("at_limit"),
            postpone_by=column("postpone_by"),
            postpone_most=column("postpone_most"),
            growth=column("growth"),
            comes_first=np.array([not step.after for step in templates], dtype=bool)[template],
            is_past=is_past,
            begins_in=np.where(begins, patients.begins_in[patient], NONE),
            is_needed=is_needed,
            is_waited_for=is_needed & (kind != StepKind.LEAVE),
            next_stay=_nearest(template, [_stays_after(r) for r in network.routes]),
            last_stay=_nearest(template, [_stays_before(r) for r in network.routes]),
            edge_step=edge_step,
            edge_pred=edge_pred,
            edge_first=np.searchsorted(position[edge_step], np.arange(longest + 1)),
            task_stay=task_stay,
            task=task,
            leaves=first[1:] - 1,
        )


def _preds(route: Route) -> list[list[int]]:
    return [list(step.after) for step in route.steps]


def _stays_after(route: Route) -> list[list[int]]:
    stays = [k for k, step in enumerate(route.steps) if step.kind == StepKind.STAY]
    return [[j for j in stays if j > k][:1] for k in range(len(route.steps))]


def _stays_before(route: Route) -> list[list[int]]:
    stays = [k for k, step in enumerate(route.steps) if step.kind == StepKind.STAY]
    return [[j for j in stays if j < k][-1:] for k in range(len(route.steps))]


def _tasks(route: Route) -> list[list[int]]:
    """For each stay, the handoffs listed before the next STAY or LEAVE."""
    tasks: list[list[int]] = [[] for _ in route.steps]
    stay = NONE
    for k, step in enumerate(route.steps):
        if step.kind != StepKind.HANDOFF:
            stay = k if step.kind == StepKind.STAY else NONE
        elif stay != NONE:
            tasks[stay].append(k)
    return tasks


def _pairs(template: Integers, related: list[list[list[int]]]) -> tuple[Integers, Integers]:
    """Rows paired with the rows at related positions of the same patient's route."""
    moves = [[j - k for j in js] for route in related for k, js in enumerate(route)]
    counts = np.array([len(js) for js in moves], dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(counts)))
    flat = np.array([j for js in moves for j in js], dtype=np.int64)
    rows = np.repeat(np.arange(len(template)), counts[template])
    within = np.arange(len(rows)) - np.repeat(
        np.cumsum(counts[template]) - counts[template], counts[template]
    )
    return rows, rows + flat[begins[template[rows]] + within]


def _nearest(template: Integers, related: list[list[list[int]]]) -> Integers:
    found = np.full(len(template), NONE, dtype=np.int64)
    rows, others = _pairs(template, related)
    found[rows] = others
    return found


def groups(keys: Integers) -> Iterator[tuple[int, Integers]]:
    """Each value in ``keys`` with the positions at which it stands."""
    order = np.argsort(keys, kind="stable")
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    for chunk in np.split(order, cuts):
        if len(chunk):
            yield int(keys[chunk[0]]), chunk


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be judged: a record, and the network and patients that it is a record of."""

    network: Network
    patients: Patients
    journeys: Journeys
    steps: Steps


class Names:
    """Plain names for rows and units, for what violations say."""

    def __init__(self, case: Case) -> None:
        """Names as this network has them."""
        self._network = case.network
        self._steps = case.steps

    def step(self, row: int) -> str:
        """Kind and name of a step: ``stay in 'ward'``, ``handoff 'referral'``."""
        target = int(self._steps.target[row])
        match StepKind(int(self._steps.kind[row])):
            case StepKind.STAY:
                return f"stay in {self._network.care_settings[target].name!r}"
            case StepKind.HANDOFF:
                return f"handoff {self._network.handoffs[target].name!r}"
            case _:
                return f"leaving for {self._network.destinations[target]!r}"

    def unit(self, unit: int) -> str:
        """Name of a unit, in quotes."""
        if 0 <= unit < len(self._network.units):
            return f"unit {self._network.units[unit].name!r}"
        return "no unit" if unit == NONE else f"unit {unit}, which does not exist"


def days(time: int) -> str:
    """A time in days, to the microsecond: ``day 1.5``; ``never`` for -1."""
    if time == NONE or time >= NEVER:
        return "never"
    return f"day {time / DAY:.15g}"
