"""How often rules acted that concern several patients: order, ties, releases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, NONE, Handoff
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers, StepFunctions, key

Pairs = tuple[Integers, Integers]


def neighbours(r: Record, *order: Integers) -> Pairs:
    """Steps asked of one service, each with the one that follows it in an order."""
    rows = np.flatnonzero((r.asked >= 0) & (r.service >= 0) & ~r.is_in)
    columns = [column[rows] for column in (*order, r.service)]
    rows = rows[np.lexsort(columns)]
    one, other = rows[:-1], rows[1:]
    is_same = r.service[one] == r.service[other]
    return one[is_same], other[is_same]


def is_kept_waiting(r: Record, one: Integers, other: Integers) -> Flags:
    """Whether one starts in what the other is waiting for, who starts later or never."""
    now = r.reserved[one]
    is_waiting = (now >= 0) & (r.since[other] <= now) & (r.until[other] > now)
    units, after = r.choices
    is_mine = units[other] == r.unit_taken[one][:, None]
    is_mine &= r.asked[other][:, None] + after[other] <= now[:, None]
    return is_waiting & (~r.is_stay[one] | is_mine.any(axis=1))


def settled_by(is_tied: Callable[[Record, Integers, Integers], Flags]) -> Count:
    """Starts before the next in order, by what puts the one before the other."""

    def count(r: Record) -> Flags:
        pairs = neighbours(r, r.position, r.patient, r.asked, -r.priority)
        return is_tied(r, *pairs) & is_kept_waiting(r, *pairs)

    return count


def is_alike(r: Record, one: Integers, other: Integers) -> Flags:
    """Asked at the same time with the same priority."""
    return (r.asked[one] == r.asked[other]) & (r.priority[one] == r.priority[other])


def settled_by_priority(r: Record) -> Flags:
    """Of two who asked at the same time, the one of higher priority started first."""
    one, other = neighbours(r, r.position, r.patient, -r.priority, r.asked)
    is_tied = (r.asked[one] == r.asked[other]) & (r.priority[one] > r.priority[other])
    return is_tied & is_kept_waiting(r, one, other)


def ties(r: Record) -> Flags:
    """Steps asked for at the same time, of the same service, as another."""
    one, other = neighbours(r, r.asked)
    return r.asked[one] == r.asked[other]


def starts_together(r: Record) -> int:
    """Starts in a service at the same time as another."""
    begun = (r.reserved >= 0) & ~r.is_in
    times = key(r.service[begun], r.reserved[begun])
    return len(times) - len(np.unique(times))


def services_together(r: Record) -> int:
    """Services that start somebody at the same time as another service."""
    begun = (r.reserved >= 0) & ~r.is_in
    times = np.unique(key(r.service[begun], r.reserved[begun]))
    each = times & ((1 << 44) - 1)
    return len(each) - len(np.unique(each))


def overtaken(r: Record) -> Flags:
    """Waits for a place during which somebody further down the order started."""
    waiting = np.flatnonzero(r.is_stay & (r.asked >= 0))
    by = (r.position, r.patient, r.asked, -r.priority, r.target)
    rank = np.zeros(len(r.asked), np.int64)
    rank[waiting[np.lexsort([column[waiting] for column in by])]] = np.arange(len(waiting))
    turns = []
    for setting in range(len(r.network.care_settings)):
        mine = waiting[(r.target[waiting] == setting) & (r.reserved[waiting] >= 0)]
        mine = mine[np.lexsort((rank[mine], r.reserved[mine]))]
        is_last = last_of_each(r.reserved[mine])
        turns.append((np.append(-1, r.reserved[mine][is_last]), np.append(-1, rank[mine][is_last])))
    starts = StepFunctions([(times + 1, ranks) for times, ranks in turns])
    begin, end = r.asked[waiting], r.until[waiting]
    is_long = end > begin + 1
    asked = np.where(is_long, begin + 2, 1)
    behind = between(starts, r.target[waiting], asked, np.where(is_long, end + 1, 2))
    return is_long & (behind > rank[waiting])


def last_of_each(times: Integers) -> Flags:
    """Of times in order: the last of each run of equal ones."""
    return np.append(times[1:] != times[:-1], True)[: len(times)]


def between(of: StepFunctions, which: Integers, begin: Integers, end: Integers) -> Integers:
    """The largest value set within [begin, end), leaving out the one that holds before."""
    first = np.searchsorted(of.keys, key(which, begin))
    is_any = (first < len(of.keys)) & (
        np.append(of.keys, NEVER)[first] < key(which, end)
    )  # fmt: skip
    time = np.append(of.keys, 0)[first] - (which << 44)
    time = np.where(is_any, time, begin)
    return np.where(is_any, of.most(which, time, np.where(is_any, end, begin + 1)), NONE)


def passed_by_priority(r: Record) -> Flags:
    """Starts before somebody of lower priority who had asked earlier."""
    begun = np.flatnonzero((r.reserved >= 0) & (r.priority > 0))
    if not len(begun):
        return np.zeros(1, bool)
    first = np.zeros(len(begun), bool)
    services = len(r.network.care_settings) + len(r.network.handoffs)
    for priority in range(int(r.priority.max())):
        turns = []
        for service in range(services):
            mine = (r.service == service) & (r.priority == priority) & (r.asked >= 0)
            rows = np.flatnonzero(mine)
            rows = rows[np.argsort(r.asked[rows], kind="stable")]
            latest = np.maximum.accumulate(np.append(0, r.until[rows]))[1:]
            is_last = last_of_each(r.asked[rows])
            turns.append((np.append(-1, r.asked[rows][is_last]) + 1, np.append(0, latest[is_last])))
        latest_until = StepFunctions(turns).at(r.service[begun], r.asked[begun])
        first |= (r.priority[begun] > priority) & (latest_until > r.reserved[begun])
    return first


def first_of_two(r: Record) -> Flags:
    """Starts after a postponement, before somebody who asked before the second booking began."""
    again = np.flatnonzero((r.reserved >= 0) & (r.postponed > 0))
    which = r.service * 4 + r.priority
    latest = []
    for pair in range(4 * int(r.service.max() + 1)):
        rows = np.flatnonzero(
            (which == pair) & (r.service >= 0) & (r.asked >= 0) & (r.postponed == 0)
        )
        rows = rows[np.lexsort((r.until[rows], r.asked[rows]))]
        rows = rows[last_of_each(r.asked[rows])]
        latest.append((np.append(-1, r.asked[rows]) + 1, np.append(0, r.until[rows])))
    end = np.maximum(r.since[again], r.asked[again] + 1) + 1
    until = between(StepFunctions(latest), which[again], r.asked[again] + 2, end)
    return until > r.reserved[again]


def vacancy_chains(r: Record) -> Flags:
    """Starts in a place that was left, at that instant, by someone who moved on at that instant."""
    moved = (r.unit >= 0) & (r.next_stay >= 0) & (r.left >= 0) & (r.started[r.next_stay] == r.left)
    moved_at = key(r.unit, r.left)[moved]
    return (r.unit >= 0) & (r.reserved > r.asked) & np.isin(key(r.unit_taken, r.reserved), moved_at)


def filled_after_loss(r: Record) -> Flags:
    """Starts in a place that was left, at that instant, by someone who was lost."""
    lost = (r.unit >= 0) & (r.left >= 0) & (r.left == r.finished) & (r.exit == Exit.LOST)
    return (r.unit >= 0) & np.isin(key(r.unit_taken, r.reserved), key(r.unit, r.left)[lost])


def held_up_by_turnaround(r: Record) -> Flags:
    turnaround = r.of_unit(lambda unit: unit.turnaround)
    late = (r.left >= 0) & (turnaround > 0)
    free = key(r.unit, r.left + turnaround)[late]
    return (r.unit >= 0) & (r.reserved > r.asked) & np.isin(key(r.unit_taken, r.reserved), free)


def releases_with(what: Callable[[Handoff, int, bool, int, int], int | bool]) -> Count:
    """Releases at which something holds.

    Of (handoff, starts left just before the next, some still wait, starts used, count released).
    """

    def count(r: Record) -> int:
        total = 0
        for number, handoff in enumerate(r.network.handoffs):
            if handoff.releases is None or not handoff.releases.times:
                continue
            mine = (r.handoff == number) & (r.asked >= 0)
            times = np.array(handoff.releases.times, np.int64)
            nexts = np.append(times[1:], r.network.end)
            started = np.sort(r.started[mine & (r.started >= 0)])
            used = np.searchsorted(started, nexts) - np.searchsorted(started, times)
            come, gone = (np.sort(t[mine]).searchsorted(times, "right") for t in (r.asked, r.until))
            waiting = come - gone
            left = 0
            for i, released in enumerate(handoff.releases.counts):
                left = released + (left if handoff.releases.carry else 0) - int(used[i])
                total += what(handoff, left, bool(waiting[i] > 0), int(used[i]), released)
        return total

    return count


def is_panel(handoff: Handoff) -> bool:
    assert handoff.releases is not None
    return handoff.releases.only_then


def carries(handoff: Handoff) -> bool:
    assert handoff.releases is not None
    return handoff.releases.carry


SERVICES: dict[str, Count] = {
    "place: asked for at the same time": ties,
    "instant: several starts in one service": starts_together,
    "instant: starts in several services": services_together,
    "order: settled by priority": settled_by_priority,
    "order: settled by time asked": settled_by(
        lambda r, one, other: (
            (r.priority[one] == r.priority[other]) & (r.asked[one] < r.asked[other])
        )
    ),
    "order: settled by number": settled_by(
        lambda r, one, other: is_alike(r, one, other) & (r.patient[one] < r.patient[other])
    ),
    "order: settled by position": settled_by(
        lambda r, one, other: is_alike(r, one, other) & (r.patient[one] == r.patient[other])
    ),
    "order: settled by the first of two bookings": first_of_two,
    "place: somebody behind was first": overtaken,
    "place: priority was first": passed_by_priority,
    "place: vacancies passed on at one instant": vacancy_chains,
    "place: filled as somebody was lost": filled_after_loss,
    "place: held up by turnaround": held_up_by_turnaround,
    "place: a panel's limit was reached": releases_with(
        lambda h, left, waits, used, count: is_panel(h) and left <= 0 and waits and used > 0
    ),
    "place: starts ran out": releases_with(
        lambda h, left, waits, used, count: not is_panel(h) and left <= 0 and waits and used > 0
    ),
    "place: starts lapsed": releases_with(
        lambda h, left, waits, used, count: not carries(h) and left > 0
    ),
    "place: starts carried": releases_with(
        lambda h, left, waits, used, count: carries(h) and left > 0
    ),
    "place: began on starts carried": releases_with(
        lambda h, left, waits, used, count: max(0, used - count) if carries(h) else 0
    ),
    "place: a release of none": releases_with(
        lambda h, left, waits, used, count: count == 0 and waits
    ),
}  # fmt: skip
