"""Response-time standards: the share met by day and group, breaches, and reaching the target."""

from __future__ import annotations

import numpy as np

from simulator.network.network import StepKind
from simulator.results.clocked import Outcome, clocked
from simulator.results.measure import Cells, Measure, Row, Table, Where, where
from simulator.results.outline import Outline
from simulator.results.run import Floats, Run
from simulator.results.stays import routes
from simulator.results.tally import ratio
from simulator.scenario.quantities import WEEKDAYS

N_DAYS = len(WEEKDAYS)


def groups_of(outline: Outline, name: str) -> tuple[int, ...]:
    """The patient groups of which somebody may come to what a standard is about."""
    table, network = outline.once(routes), outline.network
    standard = outline.scenario.standards[name]
    if standard.care_setting is not None:
        kind, names = StepKind.STAY, [each.name for each in network.care_settings]
    else:
        kind, names = StepKind.HANDOFF, [each.name for each in network.handoffs]
    at = names.index(standard.care_setting or str(standard.handoff))
    is_one = (table.kind == kind) & (table.target == at)
    return tuple(np.unique(table.group[is_one]).tolist())


def _places(outline: Outline) -> tuple[tuple[Where, float], ...]:
    """Where each count stands, and the days it is over: in all, by weekday, by patient group."""
    found: list[tuple[Where, float]] = []
    weekdays = list(zip(WEEKDAYS, outline.days_by_weekday.tolist(), strict=True))
    for name in outline.scenario.standards:
        found.append((where(standard=name), outline.days))
        found += [(where(standard=name, weekday=day), days) for day, days in weekdays]
        for group in outline.once(groups_of, name):
            named = where(standard=name, group=outline.network.groups[group])
            found.append((named, outline.days))
    return tuple(found)


def _cells(outline: Outline, *statistics: str) -> Cells:
    return Cells.each([place for place, _ in outline.once(_places)], statistics)


def _days(outline: Outline) -> Floats:
    return np.array([days for _, days in outline.once(_places)])


def _targets(outline: Outline) -> Floats:
    """The target of the standard of each place."""
    at = where(standard="x").index("x")
    known = outline.scenario.standards
    return np.array([known[place[at]].target for place, _ in outline.once(_places)])


def outcomes(run: Run) -> Floats:
    """Responses in each place of ``_places``, by ``Outcome``: places x outcomes."""
    n_groups, found = len(run.network.groups), []
    for name in run.scenario.standards:
        these = clocked(run, name)
        key = run.weekday(these.starts) * n_groups + run.patients.group[these.patient]
        n = np.bincount(
            these.outcome * N_DAYS * n_groups + key, minlength=len(Outcome) * N_DAYS * n_groups
        ).reshape(len(Outcome), N_DAYS, n_groups)
        groups = list(run.fixed(groups_of, name))
        found += [n.sum(axis=(1, 2))[:, None], n.sum(axis=2), n.sum(axis=1)[:, groups]]
    if not found:
        return np.zeros((0, len(Outcome)))
    return np.concatenate(found, axis=1).T.astype(np.float64)


def _judged(run: Run) -> tuple[Floats, Floats]:
    """Responses met, and breaches, in each place."""
    n = run.once(outcomes)
    return n[:, Outcome.MET], n[:, Outcome.LATE] + n[:, Outcome.LATE_OPEN]


def standard_met(run: Run) -> list[Table]:
    """Share met, the number that it is of, and those left out of it."""
    met, breached = run.once(_judged)
    n, judged = run.once(outcomes), met + breached
    columns = [ratio(met, judged), judged, n[:, Outcome.OPEN], n[:, Outcome.GAVE_UP]]
    return [Table.of(run.fixed(_cells, "share", "n", "open", "gave_up"), columns)]


def standard_reached(run: Run) -> list[Table]:
    """1 where the share met is at least the target, 0 where it is not."""
    met, breached = run.once(_judged)
    share = ratio(met, met + breached)
    reached = np.where(np.isnan(share), np.nan, share >= run.fixed(_targets))
    return [Table(run.fixed(_cells, "share"), reached)]


def standard_target(run: Run) -> list[Row]:
    """The target of each standard."""
    return [
        Row("share", standard.target, standard=name)
        for name, standard in run.scenario.standards.items()
    ]


def standard_breaches(run: Run) -> list[Table]:
    """Breaches a day (by weekday, on each day that is one), in all, and those still open."""
    _, breached = run.once(_judged)
    still = run.once(outcomes)[:, Outcome.LATE_OPEN]
    columns = [ratio(breached, run.fixed(_days)), breached, still]
    return [Table.of(run.fixed(_cells, "per_day", "n", "open"), columns)]


_RESPONSES = (
    "Over responses of which the standard's clock started in the window, by the weekday on which "
    "it started. The clock runs from asked, arrived or ready to started, reserved, ended or left, "
    "as the standard says, in clock time, in its working time, or by dates. Met: answered by the "
    "deadline, the deadline itself included. Breach: answered later; still open, or ended by death "
    "or loss, past the deadline; or lost when the wait's own limit ran out. Open at the end of the "
    "run, or ended otherwise, within it: left out. "
)
_BY = ("standard", "weekday", "group")

MEASURES = (
    Measure(
        "standard_met",
        "Share meeting the standard",
        "share",
        _RESPONSES + "Met over met and breaches; `n`: met and breaches; `open` and `gave_up`: left "
        "out as open, or as ended by death or loss.",
        _BY,
        ("share", "n", "open", "gave_up"),
        standard_met,
    ),
    Measure(
        "standard_reached",
        "Standard reached",
        "1 or 0",
        _RESPONSES + "1 if the share met in the run is at least the target, else 0; its mean over "
        "replications is the chance of reaching the target in a period as long as the window.",
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
        _RESPONSES + "Breaches over the days of the window, by weekday over the days that are one; "
        "`n`: in all; `open`: of these, still open at the end of the run.",
        _BY,
        ("per_day", "n", "open"),
        standard_breaches,
    ),
)
