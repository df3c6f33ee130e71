"""Response-time standards: the share met, by day of referral, and breaches."""

from __future__ import annotations

import numpy as np

from simulator.results.measure import Measure, Row, spread
from simulator.results.response import responses, services
from simulator.results.run import Floats, Run
from simulator.results.tally import part_of
from simulator.scenario.quantities import WEEKDAYS
from simulator.scenario.schema import Standard


def _service(run: Run, standard: Standard) -> int:
    if standard.care_setting is not None:
        return run.fixed(services).index({"care_setting": standard.care_setting})
    return run.fixed(services).index({"handoff": str(standard.handoff)})


def _counts(run: Run, standard: Standard) -> tuple[Floats, Floats]:
    """Referrals that met and that breached a standard, by weekday of referral."""
    table = run.once(responses)
    waits = table.waits.taken(np.flatnonzero(table.service == _service(run, standard)))
    judged = waits.judge(standard.within.microseconds, run.network.end)
    weekday = run.weekday(waits.asked)
    met = np.bincount(weekday[judged.is_met], minlength=7)
    breached = np.bincount(weekday[judged.is_breach], minlength=7)
    return met.astype(np.float64), breached.astype(np.float64)


def _by_day(run: Run) -> list[tuple[dict[str, str], float, float, float]]:
    """Each standard, in all and by weekday: met, breached, and days of the window."""
    rows = []
    for name, standard in run.scenario.standards.items():
        met, breached = _counts(run, standard)
        where = {"standard": name}
        rows.append((where, float(met.sum()), float(breached.sum()), run.days))
        for at, weekday in enumerate(WEEKDAYS):
            days = float(run.days_by_weekday[at])
            rows.append(({**where, "weekday": weekday}, float(met[at]), float(breached[at]), days))
    return rows


def standard_met(run: Run) -> list[Row]:
    """Share met, and the number that it is of."""
    return [
        row
        for where, met, breached, _ in run.once(_by_day)
        for row in spread({"share": part_of(met, met + breached), "n": met + breached}, **where)
    ]


def standard_reached(run: Run) -> list[Row]:
    """1 where the share met is at least the target, 0 where it is not."""
    rows = []
    for where, met, breached, _ in run.once(_by_day):
        share = part_of(met, met + breached)
        reached = float("nan") if np.isnan(share) else float(share >= _target(run, where))
        rows.append(Row("share", reached, **where))
    return rows


def _target(run: Run, where: dict[str, str]) -> float:
    return run.scenario.standards[where["standard"]].target


def standard_target(run: Run) -> list[Row]:
    """The target of each standard."""
    return [
        Row("share", standard.target, standard=name)
        for name, standard in run.scenario.standards.items()
    ]


def standard_breaches(run: Run) -> list[Row]:
    """Breaches a day; by weekday, on each day that is one."""
    return [
        Row("per_day", part_of(breached, days), **where)
        for where, _, breached, days in run.once(_by_day)
    ]


_REFERRALS = (
    "Over referrals (asked) in the window, by weekday of referral, on the clock from asked to "
    "started. Met: started within the limit. Breach: started later; still open, or ended by death, "
    "later than the limit; or lost when its own limit ran out. Open or ended within it: left out. "
)
_BY = ("standard", "weekday")

MEASURES = (
    Measure(
        "standard_met",
        "Share meeting the standard",
        "share",
        _REFERRALS + "Met over met and breaches.",
        _BY,
        ("share", "n"),
        standard_met,
    ),
    Measure(
        "standard_reached",
        "Standard reached",
        "1 or 0",
        _REFERRALS + "1 if the share met in the run is at least the target, else 0; its mean over "
        "replications is the chance of reaching the target.",
        _BY,
        ("share",),
        standard_reached,
    ),
    Measure(
        "standard_target",
        "Target of the standard",
        "share",
        "As the scenario says it.",
        ("standard",),
        ("share",),
        standard_target,
    ),
    Measure(
        "standard_breaches",
        "Breaches of the standard",
        "breaches a day",
        _REFERRALS + "Breaches over the days of the window, by weekday over the days that are one.",
        _BY,
        ("per_day",),
        standard_breaches,
    ),
)
