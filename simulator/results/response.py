"""Response times of care settings and handoffs, by day of referral."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import HOUR
from simulator.results.measure import Measure, Row, spread
from simulator.results.run import Integers, Run
from simulator.results.stays import handoffs, stays
from simulator.results.tally import tally
from simulator.results.waits import Waits, waits_of
from simulator.scenario.quantities import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Responses:
    """Referrals in the window to every service: care settings in order, then handoffs in order."""

    service: Integers
    waits: Waits


def responses(run: Run) -> Responses:
    """Every referral in the window, answered when the stay or handoff started."""
    place, task = run.once(stays), run.once(handoffs)
    n_settings = len(run.network.care_settings)
    service = np.concatenate([place.care_setting, n_settings + task.handoff])
    parts = waits_of(run, place, place.started), waits_of(run, task, task.started)
    joined = Waits(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("asked", "answered", "gave_up", "is_refused")
        )
    )
    chosen = run.is_within(joined.asked)
    return Responses(service[chosen], joined.taken(chosen))


def services(run: Run) -> list[dict[str, str]]:
    """The dimensions of each service."""
    return [
        *({"care_setting": setting.name} for setting in run.network.care_settings),
        *({"handoff": handoff.name} for handoff in run.network.handoffs),
    ]


def _by_weekday(
    run: Run, service: Integers, waits: Waits, names: list[dict[str, str]]
) -> list[Row]:
    """Statistics of the waits of each service, in all and by weekday of referral."""
    n = len(names)
    key = np.concatenate([service, n + service * 7 + run.weekday(waits.asked)])
    length = np.tile(waits.answered - waits.asked, 2)
    done = np.tile(waits.answered >= 0, 2)
    known = tally(key[done], n * 8, length[done], HOUR)
    still_open = np.bincount(key[np.tile(waits.is_open, 2)], minlength=n * 8)
    rows = []
    for at, where in enumerate(names):
        for day, name in enumerate(("", *WEEKDAYS)):
            cell = at if day == 0 else n + at * 7 + day - 1
            values = {**known.statistics(cell), "open": float(still_open[cell])}
            rows += spread(values, weekday=name, **where)
    return rows


def response_time(run: Run) -> list[Row]:
    """Hours from asked to started."""
    table = run.once(responses)
    return _by_weekday(run, table.service, table.waits, services(run))


def completion_time(run: Run) -> list[Row]:
    """Hours from asked to ended, of handoffs."""
    every = run.once(handoffs)
    chosen = run.is_within(every.asked)
    waits = waits_of(run, every, every.ended).taken(chosen)
    names = services(run)[len(run.network.care_settings) :]
    return _by_weekday(run, every.handoff[chosen], waits, names)


def waiting_for_handoff(run: Run) -> list[Row]:
    """Mean number waiting for a handoff to start."""
    every = run.once(handoffs)
    waits = waits_of(run, every, every.started)
    time = run.within(every.asked, waits.ended(run.network.end))
    total = np.bincount(every.handoff, time, minlength=len(run.network.handoffs))
    length = run.window[1] - run.window[0]
    return [
        Row("mean", float(one) / length, handoff=handoff.name)
        for one, handoff in zip(total, run.network.handoffs, strict=True)
    ]


_ASKED = (
    "Over referrals (asked) in the window, by weekday of referral, of those answered by the end of "
    "the run; `open` counts those not answered then. "
)
_BY = ("care_setting", "handoff", "weekday")
_STATISTICS = ("mean", "sd", "median", "p90", "p95", "n", "open")

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
