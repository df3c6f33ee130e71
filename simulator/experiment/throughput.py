"""What a service can carry when somebody is always waiting: cases, staff-hours and places a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import (
    DAY,
    NEVER,
    AtClose,
    Calendar,
    CapacityPath,
    Handoff,
    Releases,
)
from simulator.sampling.distributions import Distribution, distribution
from simulator.scenario.law import Law

TEAMS = 256
LOOK_DAYS = 56
# Cases drawn together.
AT_ONCE = 32
WEEK = 7 * DAY
# In days: work shorter than this fills any opening, and rounding of sums.
SHORTEST, ROUNDING = 1e-3, 1e-9

Span = tuple[int, int]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """The work on one kind of case: how many a day, and its law."""

    per_day: float
    law: Law


def mean_capacity(path: CapacityPath, begins: int, ends: int, weight: int = 1) -> float:
    """Mean of a capacity over a span of time, in whole patients who take ``weight`` places each."""
    times = [*path.times, NEVER]
    spans = ((max(a, begins), min(b, ends)) for a, b in pairwise(times))
    held = zip(spans, path.values, strict=True)
    return sum(max(b - a, 0) * (value // weight) for (a, b), value in held) / (ends - begins)


def most_in_a_week(path: CapacityPath, begins: int, ends: int) -> float:
    """Mean over the weeks of a span of time, the last one cut short, of the most open in each."""
    times, values = np.array(path.times), np.array(path.values)
    most = 0.0
    for week in range(begins, ends, WEEK):
        until = min(week + WEEK, ends)
        first = np.searchsorted(times, week, side="right") - 1
        last = np.searchsorted(times, until, side="left")
        most += float(values[first:last].max()) * (until - week)
    return most / (ends - begins)


def starts_per_day(releases: Releases, begins: int, ends: int) -> float:
    """Starts released a day over a span of time, fractions of a week spread evenly."""
    counts = zip(releases.times, releases.counts, strict=True)
    return sum(count for time, count in counts if begins <= time < ends) * DAY / (ends - begins)


def staff_hours_per_day(does: Handoff, begins: int, ends: int) -> float:
    """Hours of staff on duty in the handoff's hours, a day."""
    return (
        24
        * sum(b - a for spans in _members(does, begins, ends) for a, b in spans)
        / (ends - begins)
    )


def staff_hours_carried(does: Handoff, tasks: Sequence[Task], begins: int, ends: int) -> float:
    """Hours of work that the staff get through a day when cases never run out.

    Under `pause` that is the hours on duty. Under `finish` a task begun before closing is ended
    after it, so it is more; under `fit` the end of an opening may stay idle, so it is less. These
    two are found by letting ``TEAMS`` members of staff work through the first ``LOOK_DAYS`` days,
    with tasks drawn from a fixed seed (an error of about 1 in 200; none for fixed tasks).
    """
    on_duty = staff_hours_per_day(does, begins, ends)
    if does.at_close is AtClose.PAUSE or not tasks or on_duty == 0:
        return on_duty
    look = min(ends, begins + LOOK_DAYS * DAY)
    done = rostered = 0.0
    known: dict[tuple[Span, ...], float] = {}
    for spans in _members(does, begins, look):
        windows = tuple(spans)
        if windows not in known:
            known[windows] = _work_done(windows, tasks, does.at_close)
        done += known[windows]
        rostered += sum(b - a for a, b in windows) / DAY
    return on_duty * done / rostered if rostered > 0 else on_duty


def _members(does: Handoff, begins: int, ends: int) -> list[list[Span]]:
    """For each member of staff, when he is on duty in the handoff's hours."""
    if does.staff is None:
        return []
    most = max(does.staff.values, default=0)
    duty: dict[tuple[bool, ...], list[Span]] = {}
    found = []
    for member in range(1, most + 1):
        is_on = tuple(value >= member for value in does.staff.values)
        if is_on not in duty:
            duty[is_on] = _common(_spans(does.staff, is_on), does.hours, begins, ends)
        found.append(duty[is_on])
    return found


def _spans(path: CapacityPath, is_on: Sequence[bool]) -> list[Span]:
    times = [*path.times, NEVER]
    spans: list[Span] = []
    for i, on in enumerate(is_on):
        if on and spans and spans[-1][1] == times[i]:
            spans[-1] = (spans[-1][0], times[i + 1])
        elif on:
            spans.append((times[i], times[i + 1]))
    return spans


def _common(spans: Sequence[Span], hours: Calendar | None, begins: int, ends: int) -> list[Span]:
    """Spans cut to opening hours and to a stretch of time."""
    opens = hours.opens if hours is not None else (0,)
    closes = hours.closes if hours is not None else (NEVER,)
    found: list[Span] = []
    i = 0
    for a, b in zip(opens, closes, strict=True):
        while i < len(spans) and spans[i][1] <= a:
            i += 1
        j = i
        while j < len(spans) and spans[j][0] < b:
            low, high = max(a, spans[j][0], begins), min(b, spans[j][1], ends)
            found += [(low, high)] if low < high else []
            j += 1
    return found


def _work_done(windows: Sequence[Span], tasks: Sequence[Task], at_close: AtClose) -> float:
    """Days of work begun in some windows by one member of staff who is never out of cases.

    Mean over ``TEAMS`` of them. A task longer than any window is begun under `fit` as it is under
    `finish`.
    """
    spans = [(a / DAY, b / DAY) for a, b in windows]
    longest = max(closes - opens for opens, closes in spans)
    cases = _Cases.of(tasks)
    if len(spans) == 1 or cases.mean < SHORTEST:
        return sum(closes - opens for opens, closes in spans)
    done, free = np.zeros(TEAMS), np.zeros(TEAMS)
    coming = cases.endless()
    task = cases.days(*next(coming))
    for opens, closes in spans:
        free = np.maximum(free, opens)
        while True:
            may = free < closes - ROUNDING
            if at_close is AtClose.FIT:
                may &= (free + task <= closes + ROUNDING) | (task > longest + ROUNDING)
            if not may.any():
                break
            done += np.where(may, task, 0.0)
            free += np.where(may, task, 0.0)
            kind, u = next(coming)
            task[may] = cases.days(kind[may], u[may])
    return float(done.mean())


@dataclass(frozen=True, slots=True)
class _Cases:
    """Cases that never run out: the share of each kind, and its law."""

    shares: Reals
    laws: tuple[Distribution, ...]
    chance: np.random.Generator

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> _Cases:
        kinds: dict[Distribution, float] = {}
        for task in tasks:
            law = distribution(task.law)
            kinds[law] = kinds.get(law, 0.0) + task.per_day
        sums = np.cumsum(list(kinds.values()))
        return cls(sums / sums[-1], tuple(kinds), np.random.default_rng(1))

    @property
    def mean(self) -> float:
        """Mean days of work on a case."""
        each = np.diff(self.shares, prepend=0.0)
        return float(sum(w * law.mean() for w, law in zip(each, self.laws, strict=True)))

    def endless(self) -> Iterator[tuple[NDArray[np.int64], Reals]]:
        """Case after case of each member of staff: its kind, and the share of its law below it."""
        while True:
            share, u = self.chance.random((2, AT_ONCE * TEAMS))
            kinds = np.searchsorted(self.shares, share, side="right")
            yield from zip(kinds.reshape(AT_ONCE, TEAMS), u.reshape(AT_ONCE, TEAMS), strict=True)

    def days(self, kinds: NDArray[np.int64], u: Reals) -> Reals:
        """Days of work on some cases."""
        found = np.zeros(len(u))
        for number, law in enumerate(self.laws):
            here = kinds == number
            found[here] = law.ppf(u[here])
        return found
