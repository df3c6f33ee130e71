"""Demand against what each place and team can carry, by Little's law, before anything is run.

What is on average in use is arrivals a day times mean days in use. Means of medical need and of
work are those of the laws; waiting for reviews and opening hours, and the time that handoffs take
when nobody queues for them, come from walking every route with room for everyone
(``simulator.experiment.unhindered``). Time spent in queues comes on top of every figure, so demand
above what can be carried is certain to back up, and demand below it may still.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.experiment import throughput, turnover
from simulator.experiment.flows import Flows, Stays, stays
from simulator.experiment.throughput import Task
from simulator.network.calendars import NO_LIMIT
from simulator.network.network import Handoff, StepKind
from simulator.sampling.distributions import law_mean
from simulator.scenario.schema import Scenario

# The most that the format allows stands for room without end.
NO_END = 1_000_000
CLOSE_TO_FULL = 0.92
STAFF_HOURS = "staff-hours a day"
VISITS, VISITS_A_DAY = "visits", "visits a day"

Kind = Literal["patient group", "care setting", "units", "handoff"]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One line of the flow table; None where a column does not apply. Days and hours are means.

    ``arrivals_per_day``: patients, stays or cases begun a day; ``returns_per_day``: those of a
    group's that return. ``days``: stay: medical need and waiting for reviews; handoff: from asked
    to done when nobody queues. ``work_hours``: work of one person on a case. ``days_after_ready``:
    from ready to leaving when nobody queues for a handoff or place, a relapse included, of which
    ``relapse_days``; ``handoff_days``: the part of
    it until the handoffs are done. ``review_days``: the part of ``days`` from end of need to ready.
    ``load``: in ``unit``; of a stay, by need, reviews, moves and turnaround alone.
    ``load_no_queue``: of a stay, days after ready included. ``carries``: how much of ``unit`` can
    be carried (None: no end); of a stay, the places that can be in use, less than the places
    ``open`` where units admit at some hours only or hold no whole number of patients.
    ``on_duty``: of staff, hours on duty a day, of which they carry more when they finish tasks
    after closing. ``limited_per_day``: those of ``arrivals_per_day`` who leave when they have
    waited too long. ``care_setting``: that of units.
    """

    kind: Kind
    name: str
    arrivals_per_day: float
    unit: str
    returns_per_day: float | None = None
    days: float | None = None
    review_days: float | None = None
    work_hours: float | None = None
    handoff_days: float | None = None
    relapse_days: float | None = None
    days_after_ready: float | None = None
    load: float | None = None
    load_no_queue: float | None = None
    open: float | None = None
    carries: float | None = None
    on_duty: float | None = None
    limited_per_day: float = 0.0
    care_setting: str = ""

    @property
    def full(self) -> float | None:
        """Load, with handoffs at no queue, over what can be carried; infinite where that is 0."""
        load = self.load if self.load_no_queue is None else self.load_no_queue
        if load is None or self.carries is None:
            return None
        if self.carries == 0:
            return math.inf if load > 0 else 0.0
        return load / self.carries

    @property
    def patients(self) -> float | None:
        """Patients there on average when nobody queues, one for each stay whatever it takes up."""
        if self.days is None or self.days_after_ready is None:
            return None
        return self.arrivals_per_day * (self.days + self.days_after_ready)

    @property
    def too_many_per_day(self) -> float:
        """Arrivals a day beyond what can be carried; 0 where it is enough."""
        full = self.full
        return self.arrivals_per_day * (1 - 1 / full) if full is not None and full > 1 else 0.0


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Demand against what can be carried, and what the figures hold and leave out."""

    rows: tuple[FlowRow, ...]
    notes: tuple[str, ...]

    @property
    def binding(self) -> list[FlowRow]:
        """Rows of units that are fuller than their care setting as a whole."""
        whole = {row.name: row.full for row in self.of("care setting")}
        return [
            row
            for row in self.of("units")
            if row.full is not None and row.full > (whole[row.care_setting] or 0.0)
        ]

    def of(self, kind: Kind) -> list[FlowRow]:
        """The rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def fullest(self) -> FlowRow | None:
        """The row whose demand is the largest part of what can be carried.

        Of units only where their demand is more than they can carry.
        """
        rows = [row for row in self.rows if row.kind != "units"] + self.overfull
        known = [row for row in rows if row.full is not None]
        return max(known, key=lambda row: row.full or 0.0, default=None)

    @property
    def overfull(self) -> list[FlowRow]:
        """Rows whose demand is more than can be carried."""
        return [row for row in self.rows if row.full is not None and row.full > 1]

    @property
    def close_to_full(self) -> list[FlowRow]:
        """Rows whose demand is above 92 % of what can be carried, and not more than it."""
        return [row for row in self.rows if row.full is not None and CLOSE_TO_FULL < row.full <= 1]


NOTES = (
    "Means over the results' period, bank holidays, dated changes of capacity, closures and "
    "absence included.",
    "In use, no delay: need, waits for reviews, moves and turnaround, as if all left once ready. "
    "In use, no queue: with opening hours too, and handoffs at the time they take when nobody "
    "queues for them.",
    "Can be in use: of the places open, those in use on average if somebody always waited. Less "
    "than open where a free place waits for admitting hours (about: by stays with no queue, begun "
    "at the same time of the week), and where patients take several places each, counted whole "
    "in each unit (of a mix, the most that any packing could hold).",
    "Of teams that visit, places are visits a day: open, those that can be made; can be in use, "
    "what patients can be owed, by the day of each week on which most can be made; days with less "
    "leave visits owed and not made.",
    "Not in these figures: time waiting in a queue for a handoff, a bed or a place; it comes on "
    "top. Limits on stays run out where hours alone make the wait too long, and whom they send "
    "elsewhere is counted there; for want of room, or on a handoff, none runs out.",
    "Days after ready hold relapses, with the wait for the review after them; who dies while "
    "waiting holds his place until then.",
    "Those who die are left out of later steps. Need is taken to be over at any hour of the week "
    "that the arrivals and lengths of stay lead to.",
)


def flow_table(scenario: Scenario) -> FlowTable:
    """The flow table of a scenario that has passed its checks. Deterministic; takes no seed."""
    flows = Flows.of(scenario)
    rows = [*_group_rows(flows)]
    rows += [
        row for i in range(len(flows.network.care_settings)) for row in _setting_rows(flows, i)
    ]
    rows += [row for i in range(len(flows.network.handoffs)) for row in _handoff_rows(flows, i)]
    return FlowTable(tuple(rows), (*NOTES, *_not_always_there(flows)))


def _not_always_there(flows: Flows) -> Iterator[str]:
    """Units that count here with all they can have, though they are a help in need only."""
    units = flows.network.units
    opened = [unit.name for unit in units if unit.trigger is not None]
    if opened:
        yield f"Opened by a queue, and counted as if always open: {', '.join(opened)}."
    if away := [unit.name for unit in units if unit.away]:
        yield f"Out of area, and counted as if it were room here: {', '.join(away)}."


def _group_rows(flows: Flows) -> Iterator[FlowRow]:
    for group in flows.groups:
        yield FlowRow(
            "patient group",
            group.group,
            group.first + group.returns,
            "patients a day",
            returns_per_day=group.returns,
        )


def _setting_rows(flows: Flows, number: int) -> Iterator[FlowRow]:
    """A care setting, and every set of its units that some patients are confined to."""
    setting = flows.network.care_settings[number]
    made = stays(flows, number)
    everywhere = frozenset(setting.units)
    in_use = dict.fromkeys(setting.units, 1.0)
    if setting.kind != VISITS:
        in_use = turnover.units_in_use(flows, number, made)
    yield _places_row(flows, "care setting", setting.name, made, in_use)
    confined = {units for each in made for units, _ in each.units} - {everywhere, frozenset()}
    for units in sorted(confined, key=lambda some: (len(some), sorted(some))):
        names = ", ".join(flows.network.units[i].name for i in sorted(units))
        inside = {i: in_use[i] for i in units}
        row = _places_row(flows, "units", f"{setting.name}: {names}", made, inside)
        yield replace(row, care_setting=setting.name)


def _places_row(
    flows: Flows, kind: Kind, name: str, made: Sequence[Stays], in_use: Mapping[int, float]
) -> FlowRow:
    """Patients who can be nowhere else in a care setting than in some units, and their room.

    ``in_use``: by unit, the part of the time for which its places can be in use.
    """
    held = [(each, sum(p for where, p in each.units if where <= in_use.keys())) for each in made]
    units = [flows.network.units[i] for i in in_use]
    room = [flows.open(i) for i in in_use]
    has_end = max(room) < NO_END
    per_day = sum(each.per_day * part for each, part in held)
    measured = flows.network.care_settings[units[0].care_setting].kind
    carries = None
    if has_end and measured == VISITS:
        carries = sum(flows.most_open(i) for i in in_use)
    elif has_end:
        carries = turnover.carried(flows, in_use, held)

    def mean(days: Sequence[float]) -> float | None:
        weighted = zip(held, days, strict=True)
        total = sum(each.per_day * part * day for (each, part), day in weighted)
        return total / per_day if per_day > 0 else None

    return FlowRow(
        kind,
        name,
        per_day,
        VISITS_A_DAY if measured == VISITS else measured,
        days=mean([each.days for each in made]),
        review_days=mean([each.to_review for each in made]),
        handoff_days=mean([(1 - each.taken.dies) * each.taken.handoffs for each in made]),
        relapse_days=mean([(1 - each.taken.dies) * each.taken.relapsed for each in made]),
        days_after_ready=mean([each.after_ready for each in made]),
        load=sum(each.load * part for each, part in held),
        load_no_queue=sum(each.load_no_queue * part for each, part in held),
        open=sum(room) if has_end else None,
        carries=carries,
        limited_per_day=sum(each.per_day * part for each, part in held if each.has_limit),
    )


def _handoff_rows(flows: Flows, number: int) -> Iterator[FlowRow]:
    """One row for each thing that limits a handoff; one of cases in progress if nothing does."""
    does = flows.network.handoffs[number]
    tasks: list[Task] = []
    per_day = in_progress = limited = 0.0
    for route, position, _, taken in flows.steps(StepKind.HANDOFF, number):
        draws = flows.plan.routes[route].steps[position]
        cases = flows.rates[route] * taken.chance
        per_day += cases
        in_progress += cases * taken.elapsed
        limited += cases if draws.limit is not None else 0.0
        tasks += [Task(cases, draws.law)] if draws.law is not None else []
    limits = list(_limits(flows, does, tasks, per_day)) or [("in progress", in_progress, None)]
    on_duty = throughput.staff_hours_per_day(does, flows.begins, flows.ends)
    for unit, load, carries in limits:
        yield FlowRow(
            "handoff",
            does.name,
            per_day,
            unit,
            days=in_progress / per_day if per_day > 0 else None,
            work_hours=_work_hours(tasks) / per_day if does.staff and per_day > 0 else None,
            load=load,
            carries=carries,
            on_duty=on_duty if unit == STAFF_HOURS else None,
            limited_per_day=limited,
        )


def _work_hours(tasks: Sequence[Task]) -> float:
    """Hours of work a day."""
    return sum(task.per_day * 24 * law_mean(task.law) for task in tasks)


def _limits(
    flows: Flows, does: Handoff, tasks: Sequence[Task], per_day: float
) -> Iterator[tuple[str, float, float | None]]:
    """What limits a handoff: unit, load, and how much can be carried."""
    span = flows.begins, flows.ends
    if does.staff is not None:
        carried = throughput.staff_hours_carried(does, tasks, *span)
        yield STAFF_HOURS, _work_hours(tasks), carried
    if does.releases is not None and max(does.releases.counts, default=0) < NO_LIMIT:
        unit = "cases a day" if does.releases.only_then else "starts a day"
        yield unit, per_day, throughput.starts_per_day(does.releases, *span)
