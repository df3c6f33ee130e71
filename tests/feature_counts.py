"""How often each rule of the contract acted in a run, so that tests can show what they covered."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable

from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import (
    NONE,
    AtClose,
    Calendar,
    CapacityPath,
    Duration,
    Handoff,
    LetsGo,
    Network,
    StepKind,
)
from simulator.sampling.patients import Patients
from tests.journey_steps import Record, Taken


def feature_counts(network: Network, patients: Patients, journeys: Journeys) -> dict[str, int]:
    """How often each rule acted in these journeys; features that never did stand at zero."""
    record = Record(network, patients, journeys)
    counts = Counter({name: 0 for table in TABLES for name in table})
    for taken in record.steps:
        table = STAYS if taken.step.kind is StepKind.STAY else HANDOFFS
        if taken.step.kind is not StepKind.LEAVE:
            counts.update(name for name, acted in (table | LIMITS).items() if acted(taken))
    for patient in range(len(patients)):
        counts.update(name for name, acted in PATIENTS.items() if acted(record, patient))
    counts.update({name: count(record) for name, count in PLACES.items()})
    return dict(counts)


def opens_at(calendar: Calendar | None, time: int) -> bool:
    return calendar is not None and time in calendar.opens


def is_held(stay: Taken | None, time: int) -> bool:
    """Whether the place of a stay is held until at least a time."""
    return stay is not None and stay.started >= 0 and (stay.left < 0 or stay.left >= time)


def closes_after(calendar: Calendar | None, time: int) -> int:
    """When the window closes that is open at a time; the time itself when none is."""
    i = bisect_right(calendar.opens, time) - 1 if calendar is not None else NONE
    return max(calendar.closes[i], time) if calendar is not None and i >= 0 else time


def waits_for_fit(taken: Taken) -> bool:
    """Asked in hours, but with too little of them left."""
    handoff = taken.whole_handoff
    is_to_fit = handoff.at_close is AtClose.FIT and handoff.duration is Duration.TASK
    closes = closes_after(handoff.hours, taken.asked)
    fits_later = is_to_fit and taken.duration <= handoff.longest_window
    return taken.started > taken.asked and fits_later and taken.asked < closes < (
        taken.asked + taken.duration
    )  # fmt: skip


def runs_past_close(taken: Taken) -> bool:
    handoff = taken.whole_handoff
    is_task = handoff.hours is not None and handoff.duration is Duration.TASK
    return is_task and taken.ended > closes_after(handoff.hours, taken.started)


STAYS: dict[str, Callable[[Taken], bool]] = {
    "stay: started": lambda s: s.started >= 0,
    "stay: waited": lambda s: s.reserved > s.asked,
    "stay: kept the last place while waiting": lambda s: (
        s.reserved > s.asked and is_held(s.last_stay, s.reserved)
    ),
    "stay: not the first choice": lambda s: (
        s.unit >= 0 and s.step.choices[int(s.record.patients.locality[s.patient])][0] != s.choice
    ),
    "stay: in a unit usable only later": lambda s: s.unit >= 0 and s.choice.after > 0,
    "stay: at the moment a unit became usable": lambda s: (
        s.unit >= 0 and s.choice.after > 0 and s.reserved == s.asked + s.choice.after
    ),
    "stay: more than one place": lambda s: s.unit >= 0 and s.step.weight > 1,
    "stay: the move took time": lambda s: s.started > s.reserved >= 0,
    "stay: no need": lambda s: s.ended == s.started >= 0,
    "stay: waited for admission hours": lambda s: (
        s.reserved > s.asked and opens_at(s.whole_unit.admits, s.reserved)
    ),
    "stay: waited for moving-out hours": lambda s: (
        s.reserved > s.asked
        and s.last_stay is not None
        and is_held(s.last_stay, s.reserved)
        and opens_at(s.last_stay.whole_unit.moves_out, s.reserved)
    ),
    "stay: waited for a review": lambda s: s.ready > s.ended,
    "stay: passed over by a review": lambda s: (
        s.ready >= 0
        and s.whole_unit.reviews is not None
        and any(s.ended <= time < s.ready for time in s.whole_unit.reviews.times)
    ),
    "stay: went home at the end": lambda s: s.is_given_up and s.step.lets_go is LetsGo.AT_END,
    "stay: went home as a task started": lambda s: (
        s.is_given_up and s.step.lets_go is LetsGo.NEXT_TASK
    ),
    "stay: waited for discharge hours to go home": lambda s: (
        s.is_given_up and s.left > s.ready and opens_at(s.whole_unit.discharges, s.left)
    ),
    "stay: would have gone home, but moved first": lambda s: (
        s.step.lets_go is not LetsGo.NEXT_PLACE
        and s.ready >= 0
        and s.next_stay is not None
        and s.next_stay.started == s.left > s.ready
    ),
    "stay: died at the end of need": lambda s: s.dies == 1 and s.ended >= 0,
    "stay: died while waiting": lambda s: (
        s.journey_exit == Exit.DIED and s.dies_waiting >= 0 and s.ready >= 0 and s.dies == 0
        and s.finished == s.ready + s.dies_waiting
    ),
    "stay: died as he was declared ready": lambda s: (
        s.journey_exit == Exit.DIED and s.dies_waiting == 0 and s.finished == s.ready >= 0
    ),
    "stay: the next place came before death": lambda s: (
        s.dies_waiting >= 0
        and s.next_stay is not None
        and 0 <= s.next_stay.reserved < s.ready + s.dies_waiting
    ),
}  # fmt: skip

HANDOFFS: dict[str, Callable[[Taken], bool]] = {
    "handoff: started": lambda h: h.started >= 0,
    "handoff: waited": lambda h: h.started > h.asked,
    "handoff: not needed": lambda h: h.duration == NONE,
    "handoff: took no time": lambda h: h.ended == h.started >= 0,
    "handoff: lead time": lambda h: h.started >= 0 and h.whole_handoff.duration is Duration.LEAD,
    "handoff: lead time stood still": lambda h: (
        h.whole_handoff.duration is Duration.LEAD and h.ended - h.started > h.duration
    ),
    "handoff: planned before ready": lambda h: (
        (stay := h.planned_after) is not None and (stay.ready < 0 or h.asked < stay.ready)
    ),
    "handoff: planned for before the stay": lambda h: (
        (stay := h.planned_after) is not None and h.asked == stay.started > h.expected
    ),
    "handoff: expected later than ready": lambda h: (
        (stay := h.planned_after) is not None and h.asked == stay.ready < h.expected
    ),
    "handoff: task paused at closing": lambda h: (
        runs_past_close(h) and h.whole_handoff.at_close is AtClose.PAUSE
    ),
    "handoff: task finished after closing": lambda h: (
        runs_past_close(h) and h.whole_handoff.at_close is AtClose.FINISH
    ),
    "handoff: waited until it fits": waits_for_fit,
    "handoff: too long to fit": lambda h: (
        runs_past_close(h) and h.whole_handoff.at_close is AtClose.FIT
    ),
    "handoff: waited for opening": lambda h: (
        h.started > h.asked and opens_at(h.whole_handoff.hours, h.started)
    ),
    "handoff: asked at the very sitting": lambda h: (
        h.asked == h.started >= 0
        and h.whole_handoff.releases is not None
        and h.whole_handoff.releases.only_then
    ),
    "handoff: went on after he had left": lambda h: (
        h.journey_exit == Exit.LEFT and 0 <= h.finished < max(h.started, h.ended)
    ),
    "handoff: went on after death or loss": lambda h: (
        h.journey_exit in (Exit.DIED, Exit.LOST) and 0 <= h.finished < h.ended
    ),
}

LIMITS: dict[str, Callable[[Taken], bool]] = {
    "limit: started at the limit": lambda t: t.asked >= 0 and 0 < t.limit == t.reserved - t.asked,
    "limit: zero, and started": lambda t: t.limit == 0 and t.reserved == t.asked >= 0,
    "limit: postponed": lambda t: t.postponed > 0,
    "limit: postponed and then started": lambda t: t.postponed > 0 and t.reserved >= 0,
    "limit: postponed for as often as may be": lambda t: t.postponed == t.step.postpone_most > 0,
}


def lost_by(record: Record, patient: int) -> list[Taken]:
    """Steps at which a lost patient still waits."""
    if record.journeys.exit[patient] != Exit.LOST:
        return []
    return [t for t in record.of(patient) if t.asked >= 0 > t.reserved and t.limit >= 0]


PATIENTS: dict[str, Callable[[Record, int], bool]] = {
    "journey: left": lambda r, p: r.journeys.exit[p] == Exit.LEFT,
    "journey: died": lambda r, p: r.journeys.exit[p] == Exit.DIED,
    "journey: lost": lambda r, p: r.journeys.exit[p] == Exit.LOST,
    "journey: open at the end": lambda r, p: r.journeys.exit[p] == Exit.OPEN,
    "journey: lost at once": lambda r, p: any(t.limit == 0 for t in lost_by(r, p)),
    "journey: lost holding a place": lambda r, p: any(
        is_held(t.last_stay, t.finished) for t in lost_by(r, p)
    ),
    "journey: lost during need": lambda r, p: any(
        t.started >= 0 > t.ended and t.step.kind is StepKind.STAY and lost_by(r, p) for t in r.of(p)
    ),
    "journey: waited for discharge hours": lambda r, p: (
        0 <= (leave := r.of(p)[-1]).asked < leave.left
    ),
    "journey: a return": lambda r, p: r.patients.depth[p] > 0 and r.journeys.arrived[p] >= 0,
    "journey: a return at once": lambda r, p: (
        r.journeys.exit[p] == Exit.LEFT
        and r.patients.returns_as[p] >= 0
        and r.patients.returns_after[p] == 0
    ),
}


def ties(record: Record) -> int:
    """Steps asked for at the same time, of the same service, as another."""
    asked = Counter((t.step.kind, t.step.target, t.asked) for t in record.steps
                    if t.asked >= 0 and t.step.kind is not StepKind.LEAVE)  # fmt: skip
    return sum(count - 1 for count in asked.values())


def overtaken(record: Record) -> int:
    """Waits during which somebody further down the order started."""
    starts = record.starts
    return sum(
        t.order < other.order and t.asked < other.reserved
        for t in record.steps
        if t.asked >= 0 and t.step.kind is StepKind.STAY
        for other in starts.get((t.step.kind, t.step.target), ())
        if t.reserved < 0 or other.reserved < t.reserved
    )


def passed_by_priority(record: Record) -> int:
    """Starts before somebody of lower priority who had asked earlier."""
    return sum(
        one.step.priority > other.step.priority and other.asked < one.asked and other.reserved
        > one.reserved
        for starts in record.starts.values()
        for i, one in enumerate(starts)
        for other in starts[i + 1 :]
    )  # fmt: skip


def vacancy_chains(record: Record) -> int:
    """Starts in a place that was left, at that instant, by someone who moved on at that instant."""
    stays = [t for t in record.steps if t.step.kind is StepKind.STAY]
    moved = Counter((t.unit, t.left) for t in stays
                    if t.next_stay is not None and t.next_stay.started == t.left >= 0)  # fmt: skip
    return sum(moved[t.unit, t.reserved] > 0 for t in stays if t.reserved > t.asked)


def held_up_by_turnaround(record: Record) -> int:
    stays = [t for t in record.steps if t.step.kind is StepKind.STAY and t.unit >= 0]
    free = {(t.unit, t.left + t.whole_unit.turnaround) for t in stays
            if t.left >= 0 and t.whole_unit.turnaround > 0}  # fmt: skip
    return sum((t.unit, t.reserved) in free for t in stays if t.reserved > t.asked)


def falls_below_use(path: CapacityPath, spans: list[tuple[int, int, int]]) -> int:
    """How often capacity falls below what is in use; spans as (from, until, weight)."""
    return sum(
        sum(weight for begin, until, weight in spans if begin < time < until) > value
        for time, before, value in zip(path.times[1:], path.values, path.values[1:], strict=False)
        if value < before
    )


def places_taken_away(record: Record) -> int:
    total = 0
    for number, unit in enumerate(record.network.units):
        mine = [t for t in record.steps if t.step.kind is StepKind.STAY and t.unit == number]
        spans = [(t.reserved, until(t.left, unit.turnaround), t.step.weight) for t in mine]
        total += falls_below_use(unit.capacity, spans)
    return total


def staff_taken_away(record: Record) -> int:
    total = 0
    for number, handoff in enumerate(record.network.handoffs):
        if handoff.staff is not None:
            mine = record.starts.get((StepKind.HANDOFF, number), [])
            total += falls_below_use(handoff.staff, [(t.started, until(t.ended, 0), 1)
                                                     for t in mine])  # fmt: skip
    return total


def until(time: int, more: int) -> int:
    return time + more if time >= 0 else 2**62


def releases_with(record: Record, what: Callable[[Handoff, int, bool], bool]) -> int:
    """Releases at which something holds of (handoff, starts left just before the next, waiting)."""
    total = 0
    for number, handoff in enumerate(record.network.handoffs):
        if handoff.releases is None:
            continue
        mine = [t for t in record.steps
                if t.step.kind is StepKind.HANDOFF and t.step.target == number]  # fmt: skip
        left = 0
        times = handoff.releases.times
        for i, (time, count) in enumerate(zip(times, handoff.releases.counts, strict=True)):
            nxt = times[i + 1] if i + 1 < len(times) else record.network.end
            used = sum(time <= t.started < nxt for t in mine)
            left = count + (left if handoff.releases.carry else 0) - used
            waits = any(0 <= t.asked <= time and (t.started < 0 or t.started > time) for t in mine)
            total += what(handoff, left, waits and used > 0)
    return total


PLACES: dict[str, Callable[[Record], int]] = {
    "place: asked for at the same time": ties,
    "place: somebody behind was first": overtaken,
    "place: priority was first": passed_by_priority,
    "place: vacancies passed on at one instant": vacancy_chains,
    "place: held up by turnaround": held_up_by_turnaround,
    "place: beds fell below use": places_taken_away,
    "place: staff fell below use": staff_taken_away,
    "place: a panel's limit was reached": lambda record: releases_with(
        record, lambda h, left, waits: h.releases.only_then and left <= 0 and waits
    ),
    "place: starts ran out": lambda record: releases_with(
        record, lambda h, left, waits: not h.releases.only_then and left <= 0 and waits
    ),
    "place: starts lapsed": lambda record: releases_with(
        record, lambda h, left, waits: not h.releases.carry and left > 0
    ),
    "place: starts carried": lambda record: releases_with(
        record, lambda h, left, waits: h.releases.carry and left > 0
    ),
}

TABLES: tuple[dict, ...] = (STAYS, HANDOFFS, LIMITS, PATIENTS, PLACES)
