"""Shown checks: what anyone may want to see hold before believing a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, NEVER, Duration
from simulator.results.census import turnaround
from simulator.results.delay_part import delay_parts
from simulator.results.falls import falls
from simulator.results.hold import holds
from simulator.results.opening import starts_allowed
from simulator.results.outline import Outline
from simulator.results.overfull import starts_over, swaps_among
from simulator.results.place import Path
from simulator.results.response import responses
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import handoffs, relapses, stays
from simulator.results.there_at_start import began_inside, is_there_at_start, numbers, spent

OPEN_SHARE = 0.02
LITTLE_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it says holds, whether it does (None: cannot be told), and the figures."""

    name: str
    says: str
    passed: bool | None
    figure: str


def exact_sum(values: Integers) -> int:
    """Sum of values of 0 or more that may be too large for 64 bits."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def check_run(run: Run) -> list[Check]:
    """Every check of one replication."""
    more = (counted_at_start,) if run.scenario.starts_full is not None else ()
    return [check(run) for check in (*RUN_CHECKS, *more)]


def journeys_add_up(run: Run) -> Check:
    """Whether everyone who arrived has left, died, been lost or is still there."""
    journeys = run.journeys
    came = journeys.arrived >= 0
    is_over = journeys.finished >= 0
    n = {how: int(np.sum(is_over & (journeys.exit == how))) for how in Exit}
    still = int(np.sum(came & ~is_over & (journeys.exit == Exit.OPEN)))
    total = n[Exit.LEFT] + n[Exit.DIED] + n[Exit.LOST] + n[Exit.SWITCHED] + still
    sent = f"{n[Exit.SWITCHED]} sent elsewhere + " if n[Exit.SWITCHED] else ""
    figure = (
        f"{int(came.sum())} arrived = {n[Exit.LEFT]} left + {n[Exit.DIED]} died + "
        f"{n[Exit.LOST]} lost + {sent}{still} still there"
    )
    says = "Everyone who arrived has left, died, been lost or is still there"
    return Check("journeys_add_up", says, total == int(came.sum()), figure)


def times_in_order(run: Run) -> Check:
    """Whether nobody starts before being asked for, or is asked for before arriving."""
    every = run.once(stays)
    arrived = run.journeys.arrived[every.patient]
    names = ("asked", "reserved", "started", "moved_back", "need_ended", "ready", "relapsed")
    columns = [getattr(every, name) for name in (*names, "ready_again", "left")]
    wrong = np.zeros(len(every), dtype=np.bool_)
    latest = arrived
    for column in columns:
        # Death and loss end a stay before its need does: then what never happened is -1.
        wrong |= (column >= 0) & (column < latest)
        latest = np.maximum(latest, column)
    n = int(wrong.sum())
    says = "Nobody starts before arriving or being asked for, nor leaves before starting"
    return Check("times_in_order", says, n == 0, f"{n} of {len(every)} stays out of order")


def one_place_each(run: Run) -> Check:
    """Whether the census counts nobody in two places at once."""
    every = run.once(stays)
    there = np.flatnonzero(every.started >= 0)
    before, after = there[:-1], there[1:]
    same = every.patient[before] == every.patient[after]
    left = np.where(every.left[before] < 0, NEVER, every.left[before])
    n = int(np.sum(same & (every.started[after] < left)))
    says = "Nobody is counted in two places at once"
    return Check("one_place_each", says, n == 0, f"{n} stays begun before the one before was left")


def bed_days_are_census(run: Run) -> Check:
    """Whether bed-days summed over stays equal the census of all units integrated over time."""
    every, held = run.once(stays), run.once(holds)
    there = np.flatnonzero(every.started >= 0)
    summed = exact_sum(run.within(every.started[there], every.left[there]))
    there = np.flatnonzero(held.started >= 0)
    started, left = held.started[there], held.left[there]
    first, end = run.window
    begin = np.clip(started, first, end)
    finish = np.clip(np.where(left < 0, end, left), first, end)
    within = np.flatnonzero(begin < finish)
    # Time and whether it is a beginning in one number, which is quick to sort.
    moments = np.sort(np.concatenate([begin[within] << 1 | 1, finish[within] << 1]))
    times, change = moments >> 1, (moments & 1) * 2 - 1
    count = np.cumsum(change)[:-1]
    spans = np.diff(times)
    # In whole numbers, in two parts, so that even a nation's sum cannot overflow.
    days = spans // DAY
    integrated = int(np.sum(count * days)) * DAY + exact_sum(count * (spans - days * DAY))
    says = "Bed-days of all stays equal the census integrated over time, to the microsecond"
    figure = f"{summed / DAY:.6f} and {integrated / DAY:.6f} patient-days"
    return Check("bed_days_are_census", says, summed == integrated, figure)


def delay_adds_up(run: Run) -> Check:
    """Whether the reasons of every stay's delay add up to its delay."""
    every, parts = run.once(stays), run.once(delay_parts)
    stop = np.where(every.left < 0, run.network.end, every.left)
    total = np.where(every.ready >= 0, np.maximum(stop - every.ready, 0), 0)
    total -= run.once(relapses).times(len(every))
    # Exact, since no stay is as long as 2**53 microseconds.
    by_stay = np.bincount(parts.stay, parts.finish - parts.begin, minlength=len(every))
    by_stay = by_stay.astype(np.int64)
    n = int(np.sum(by_stay != total)) + int(np.sum(parts.reason < 0))
    says = "Every moment of delay has one reason, and reasons add up to the delay of every stay"
    figure = f"{exact_sum(by_stay) / DAY:.6f} of {exact_sum(total) / DAY:.6f} days; {n} stays off"
    return Check("delay_adds_up", says, n == 0, figure)


def within_capacity(run: Run) -> Check:
    """Whether nobody starts where more would be in use than open: places and staff.

    Who starts as one of a loop of full places may, while the one that he follows is on the move or
    the place is turned around (rule 19).
    """
    every, task = run.once(holds), run.once(handoffs)
    held = np.flatnonzero(every.reserved >= 0)
    unit, left = every.unit[held], every.left[held]
    until = np.where(left < 0, NEVER, left + run.fixed(turnaround)[unit])
    staff = run.fixed(_staff)
    reserved = np.where(_was_in(run), -1, every.reserved)
    begin, weight = reserved[held], every.weight[held]
    if len(fallen := run.once(falls)):
        # A part of what he takes is given up earlier than the rest.
        weight = weight - np.bincount(fallen.stay, fallen.drop, len(every)).astype(np.int64)[held]
        unit = np.concatenate([unit, every.unit[fallen.stay]])
        begin = np.concatenate([begin, reserved[fallen.stay]])
        until = np.concatenate([until, fallen.at])
        weight = np.concatenate([weight, fallen.drop])
    over = [each.since(0) for each in starts_over(_paths(run), unit, begin, until, weight)]
    n = sum(len(each.moments) for each in over)
    swaps = sum(swaps_among(run, each) for each in over) if n else 0
    begun = np.flatnonzero(run.fixed(_is_staffed)[task.handoff] & (task.started >= 0))
    until = np.where(task.ended[begun] < 0, NEVER, task.ended[begun])
    of_staff = starts_over(
        staff, task.handoff[begun], task.started[begun], until, np.ones_like(begun)
    )
    n += sum(len(each.moments) for each in of_staff) - swaps
    says = "At no moment at which someone starts are more places or staff in use than open"
    figure = f"{n} moments over"
    if swaps:
        figure += f"; {swaps} more in loops of full places, until the move or turnaround was over"
    return Check("within_capacity", says, n == 0, figure)


def _was_in(run: Run) -> Booleans:
    """For each hold, whether it began before the run did, whatever the capacity (rule 17)."""
    held, inside = run.once(holds), run.once(began_inside)
    return inside[held.stay] & (np.arange(len(held)) < len(inside))


def _paths(run: Run) -> list[Path | None]:
    opened = starts_allowed(run)
    return [Path.of(opened.get(i, unit.capacity)) for i, unit in enumerate(run.network.units)]


def _staff(outline: Outline) -> list[Path | None]:
    return [
        Path.of(one.staff) if one.staff is not None and one.duration is Duration.TASK else None
        for one in outline.network.handoffs
    ]


def _is_staffed(outline: Outline) -> Booleans:
    """For each handoff, whether its staff is limited."""
    return np.array([path is not None for path in outline.once(_staff)], dtype=np.bool_)


def few_left_open(run: Run) -> Check:
    """Whether nearly all referrals of the window were answered, so that mean waits can be read."""
    table = run.once(responses)
    n = len(table.service)
    still = int(table.waits.is_open.sum())
    says = (
        f"At most {OPEN_SHARE:.0%} of referrals were still waiting at the end; above that, mean "
        "waits, which are of those answered, are too short"
    )
    figure = f"{still} of {n} referrals"
    return Check("few_left_open", says, still <= OPEN_SHARE * n, figure)


def littles_law(run: Run) -> Check:
    """Whether census = rate of ending x mean stay in each setting, as it must when steady.

    The two differ by exactly what those there at the start had spent before the window, less what
    those there at the end have spent in it. Passed within three standard deviations of that
    difference, taking the patients at the edges as independent, or within 2 % of the census.
    """
    every, (first, end) = run.once(stays), run.window
    says = "Census = rate of ending × mean length of stay in every setting (Little’s law)"
    worst, figure = -1.0, "nobody stayed"
    for index, setting in enumerate(run.network.care_settings):
        rows = np.flatnonzero((every.care_setting == index) & (every.started >= 0))
        begin, left = (every.started - run.once(spent))[rows], every.left[rows]
        has_ended = run.is_within(left)
        before = np.maximum(first - begin[has_ended], 0) / DAY
        is_there = (begin < end) & ((left < 0) | (left >= end))
        after = (end - np.maximum(begin[is_there], first)) / DAY
        census = float(run.within(begin, left).sum()) / DAY / run.days
        by_law = float((left - begin)[has_ended].sum()) / DAY / run.days
        by_chance = 3 * float(np.sqrt(before @ before + after @ after)) / run.days
        spread = max(by_chance, LITTLE_SHARE * census)
        off = abs(census - by_law) / spread if spread > 0 else 0.0
        if len(rows) and off > worst:
            worst = off
            figure = f"{setting.name}: {census:.1f} and {by_law:.1f} (± {spread:.1f})"
    return Check("littles_law", says, worst <= 1, figure)


def counted_at_start(run: Run) -> Check:
    """Whether everybody who was in or waiting when the run began is in its record from then on.

    Says how many they were, and what they are left out of.
    """
    journeys, there = run.journeys, np.flatnonzero(run.once(is_there_at_start))
    n = int(np.sum(journeys.arrived[there] == 0))
    says = (
        "Everyone there when the run began is counted from then on; waits, responses and lengths "
        "of stay are of those who came later, in a short run mostly of the short stays among them"
    )
    return Check("counted_at_start", says, n == len(there), numbers(run))


RUN_CHECKS: tuple[Callable[[Run], Check], ...] = (
    journeys_add_up,
    times_in_order,
    one_place_each,
    bed_days_are_census,
    delay_adds_up,
    within_capacity,
    few_left_open,
    littles_law,
)


@dataclass(slots=True)
class CheckOver:
    """One check over all replications, taken in one at a time: passed if it did in every one.

    The figures are those of the first that did not, else of the first. Little's law is a statement
    of chance, so one replication in twenty may miss it.
    """

    replications: int = 0
    failed: int = 0
    shown: Check | None = None

    def add(self, check: Check) -> None:
        """Take in one more replication."""
        self.replications += 1
        if not check.passed:
            self.failed += 1
        if self.shown is None or (self.failed == 1 and not check.passed):
            self.shown = check

    def check(self) -> Check:
        """All of them as one check.

        Raises:
            ValueError: there are none.
        """
        if self.shown is None:
            raise ValueError("no replication was checked")
        n, shown = self.replications, self.shown
        allowed = n // 20 if shown.name == littles_law.__name__ else 0
        held = f"held in {n - self.failed} of {n} replications; " if n > 1 else ""
        return Check(shown.name, shown.says, self.failed <= allowed, held + shown.figure)
