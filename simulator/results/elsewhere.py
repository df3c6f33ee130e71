"""Patients whose limit on waiting led them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import AtLimit, StepKind
from simulator.results.measure import Cells, Measure, Table, Where, where
from simulator.results.outline import Outline
from simulator.results.run import Integers, Run
from simulator.results.stays import Handoffs, Stays, handoffs, routes, stays
from simulator.results.tally import ratio
from simulator.results.there_at_start import is_there_at_start
from simulator.results.waits import waits_of


@dataclass(frozen=True, slots=True)
class Leading:
    """The steps whose limits lead elsewhere, as they are reported.

    ``wheres``: service and pathway of each. ``of``: for each row of the route table, which of them
    it is, or -1.
    """

    wheres: tuple[Where, ...]
    of: Integers


def leading(outline: Outline) -> Leading:
    """Every step whose limit leads elsewhere, in the order of routes and steps."""
    network, found = outline.network, dict[Where, int]()
    of = []
    for route in network.routes:
        for step in route.steps:
            if step.at_limit is not AtLimit.ELSEWHERE:
                of.append(-1)
            elif step.kind is StepKind.STAY:
                name = network.care_settings[step.target].name
                key = where(care_setting=name, pathway=route.pathway)
                of.append(found.setdefault(key, len(found)))
            else:
                key = where(handoff=network.handoffs[step.target].name, pathway=route.pathway)
                of.append(found.setdefault(key, len(found)))
    return Leading(tuple(found), np.array(of, dtype=np.int64))


def sent_elsewhere(run: Run) -> list[Table]:
    """Journeys that ended by going on elsewhere; and referrals to each step that led there."""
    wheres = run.fixed(leading).wheres
    if not wheres:
        return []
    journeys, n_groups = run.journeys, len(run.network.groups)
    sent = run.is_within(journeys.finished) & (journeys.exit == Exit.SWITCHED)
    by_group = np.bincount(run.patients.group[sent], minlength=n_groups)
    of_places, of_handoffs = _counts(run, run.once(stays)), _counts(run, run.once(handoffs))
    by_step, ended = (a + b for a, b in zip(of_places, of_handoffs, strict=True))
    return [
        Table(run.fixed(_journey_cells), np.append(by_group.sum(), by_group) / run.days),
        Table.of(run.fixed(_step_cells), [by_step / run.days, ratio(by_step, ended)]),
    ]


def _counts(run: Run, table: Stays | Handoffs) -> tuple[Integers, Integers]:
    """For each step that leads elsewhere: referrals sent there, and all that are not open."""
    answered = table.reserved if isinstance(table, Stays) else table.started
    waits, steps, patients = waits_of(run, table, answered), run.fixed(leading), run.patients
    before = run.fixed(routes).first[patients.route] - patients.first[:-1]
    step = steps.of[table.row + before[table.patient]]
    is_counted = (step >= 0) & run.is_within(table.asked)
    is_counted &= ~run.once(is_there_at_start)[table.patient]
    is_sent = waits.is_refused & (run.journeys.exit[table.patient] == Exit.SWITCHED)
    sent, ended = (
        np.bincount(step[is_counted & some], minlength=len(steps.wheres))
        for some in (is_sent, ~waits.is_open)
    )
    return sent, ended


def _journey_cells(outline: Outline) -> Cells:
    groups = (where(group=name) for name in outline.network.groups)
    return Cells.each([where(), *groups], ("per_day",))


def _step_cells(outline: Outline) -> Cells:
    return Cells.each(outline.once(leading).wheres, ("per_day", "share"))


MEASURES = (
    Measure(
        "sent_elsewhere",
        "Sent elsewhere",
        "patients a day",
        "Journeys that ended in the window because a limit on waiting led to another pathway, a "
        "day, in all and by group. By step and pathway: referrals asked for in the window whose "
        "own limit led there, a day, and their share of all such referrals that were answered or "
        "given up by the end of the run.",
        ("group", "care_setting", "handoff", "pathway"),
        ("per_day", "share"),
        sent_elsewhere,
    ),
)
