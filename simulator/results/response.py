"""Response times of care settings and handoffs, by day of referral."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import HOUR
from simulator.results.grouping import Grouping
from simulator.results.measure import Cells, Measure, Row, Table, where
from simulator.results.outline import Outline
from simulator.results.run import Integers, Run
from simulator.results.stays import handoffs, stays
from simulator.results.there_at_start import came_in_run
from simulator.results.waits import Waits, waits_of
from simulator.scenario.quantities import WEEKDAYS

_STATISTICS = ("mean", "sd", "median", "p90", "p95", "n", "open")


@dataclass(frozen=True, slots=True)
class Responses:
    """Referrals in the window to every service: care settings in order, then handoffs in order."""

    service: Integers
    waits: Waits


def responses(run: Run) -> Responses:
    """Every referral in the window, answered when the stay or handoff started."""
    place, task = run.once(stays), run.once(handoffs)
    asked = tuple(
        came_in_run(run, table, np.flatnonzero(run.is_within(table.asked)))
        for table in (place, task)
    )
    n_settings = len(run.network.care_settings)
    service = place.care_setting[asked[0]], n_settings + task.handoff[asked[1]]
    parts = (
        waits_of(run, place, place.started).taken(asked[0]),
        run.once(waits_for_handoffs).taken(asked[1]),
    )
    joined = Waits(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("asked", "answered", "gave_up", "is_refused")
        )
    )
    return Responses(np.concatenate(service), joined)


def waits_for_handoffs(run: Run) -> Waits:
    """The wait of every handoff, answered when started."""
    every = run.once(handoffs)
    return waits_of(run, every, every.started)


def services(outline: Outline) -> list[dict[str, str]]:
    """The dimensions of each service."""
    return [
        *({"care_setting": setting.name} for setting in outline.network.care_settings),
        *({"handoff": handoff.name} for handoff in outline.network.handoffs),
    ]


def by_weekday(outline: Outline, n: int) -> Grouping:
    """Referrals by service (of ``n``) and weekday: each service in all, then on each weekday.

    A referral's cell is 7 times its service, and the weekday.
    """
    service, weekday = np.divmod(np.arange(n * 7), 7)
    return Grouping.of([service * 8, service * 8 + 1 + weekday], n * 8)


def _cells(outline: Outline, *, only_handoffs: bool) -> Cells:
    names = outline.once(services)
    if only_handoffs:
        names = names[len(outline.network.care_settings) :]
    places = [where(**name, weekday=day) for name in names for day in ("", *WEEKDAYS)]
    return Cells.each(places, _STATISTICS)


def _by_weekday(run: Run, service: Integers, waits: Waits, cells: Cells) -> Table:
    """Statistics of the waits of each service, in all and by weekday of referral."""
    grouping = run.fixed(by_weekday, len(cells.of) // len(_STATISTICS) // 8)
    cell = service * 7 + run.weekday(waits.asked)
    done = np.flatnonzero(waits.answered >= 0)
    known = grouping.tally(cell[done], (waits.answered - waits.asked)[done], HOUR)
    columns = {**known.columns, "open": grouping.counts(cell, waits.is_open)}
    return Table.of(cells, [columns[name] for name in _STATISTICS])


def response_time(run: Run) -> list[Table]:
    """Hours from asked to started."""
    table = run.once(responses)
    return [_by_weekday(run, table.service, table.waits, run.fixed(_service_cells))]


def completion_time(run: Run) -> list[Table]:
    """Hours from asked to ended, of handoffs."""
    every = run.once(handoffs)
    chosen = came_in_run(run, every, np.flatnonzero(run.is_within(every.asked)))
    waits = waits_of(run, every, every.ended).taken(chosen)
    return [_by_weekday(run, every.handoff[chosen], waits, run.fixed(_handoff_cells))]


def _service_cells(outline: Outline) -> Cells:
    return _cells(outline, only_handoffs=False)


def _handoff_cells(outline: Outline) -> Cells:
    return _cells(outline, only_handoffs=True)


def waiting_for_handoff(run: Run) -> list[Row]:
    """Mean number waiting for a handoff to start."""
    every, waits = run.once(handoffs), run.once(waits_for_handoffs)
    time = run.within(every.asked, waits.ended(run.network.end))
    total = np.bincount(every.handoff, time, minlength=len(run.network.handoffs))
    length = run.window[1] - run.window[0]
    return [
        Row("mean", float(one) / length, handoff=handoff.name)
        for one, handoff in zip(total, run.network.handoffs, strict=True)
    ]


_ASKED = (
    "Over referrals (asked) in the window of patients who came in the run, by weekday of referral, "
    "of those answered by the end of the run; `open` counts those not answered then. "
)
_BY = ("care_setting", "handoff", "weekday")

MEASURES = (
    Measure(
        "response_time",
        "Response time",
        "hours",
        _ASKED + "On the clock from asked to started: in the place, or the work begun.",
        _BY,
        _STATISTICS,
        response_time,
    ),
    Measure(
        "completion_time",
        "Time from referral to done",
        "hours",
        _ASKED + "On the clock from asked to the end of the task or lead time.",
        ("handoff", "weekday"),
        _STATISTICS,
        completion_time,
    ),
    Measure(
        "waiting_for_handoff",
        "Patients waiting for a handoff to start",
        "patients",
        "Time average over the window of patients between asked and started (or death, loss or "
        "the end of the run).",
        ("handoff",),
        ("mean",),
        waiting_for_handoff,
    ),
)
