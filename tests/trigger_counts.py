"""How often rules acted on units that a queue opens: called, opened, shut, and what stood by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NEVER, NONE, Trigger
from tests.journey_counts import ran_out
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers, StepFunctions, key

NO_TRIGGER = Trigger(0, 0, 0, 0)


@dataclass(frozen=True)
class Openings:
    """Every opening of a unit: which, when, until when (never: to the end), for which queue."""

    unit: Integers
    setting: Integers
    at: Integers
    shut: Integers
    above: Integers
    after: Integers
    stays: Integers
    shuts_at: Integers

    @property
    def called(self) -> Integers:
        return self.at - self.after

    @property
    def least_until(self) -> Integers:
        """When it has been open for as long as it has to stay so."""
        return self.at + self.stays


@lru_cache(maxsize=1)
def openings(r: Record) -> Openings:
    """What the record says of openings, beside what had been planned."""
    unit = r.journeys.opened_unit
    triggers = [given.trigger or NO_TRIGGER for given in r.network.units]

    def planned(values: list[int]) -> Integers:
        return np.array([*values, NONE], np.int64)[unit]

    shut = r.journeys.shut_at
    return Openings(
        unit=unit,
        setting=planned(r.units("care_setting")),
        at=r.journeys.opened_at,
        shut=np.where(shut >= 0, shut, NEVER),
        above=planned([trigger.opens_above for trigger in triggers]),
        after=planned([trigger.opens_after for trigger in triggers]),
        stays=planned([trigger.stays_open for trigger in triggers]),
        shuts_at=planned([trigger.shuts_at for trigger in triggers]),
    )


def fewest(r: Record, setting: Integers, begin: Integers, end: Integers) -> Integers:
    """The shortest queue once some time in [begin, end) was over; very long for no time at all."""
    turned = StepFunctions([(times, -values) for times, values in queue_turns(r)])
    found = -turned.most(setting, begin, np.maximum(end, begin + 1))
    return np.where(begin < end, found, NEVER)


def queue_turns(r: Record) -> list[tuple[Integers, Integers]]:
    """By care setting: when the queue changes, and its length from then on."""
    cuts = np.cumsum([0, *r.queues.lengths])
    each = zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    return [
        (r.queues.keys[a:b] - (np.int64(s) << 44), r.queues.values[a:b])
        for s, (a, b) in enumerate(each)
    ]


def kept_open(r: Record) -> Flags:
    """Openings that lasted on only since they had to, the queue being short enough."""
    o = openings(r)
    end = np.minimum(np.minimum(o.least_until, o.shut), r.network.end)
    return fewest(r, o.setting, o.at, end) <= o.shuts_at


def gone_by(r: Record) -> Flags:
    """Openings before which the queue had become so short that nobody would be called."""
    o = openings(r)
    return fewest(r, o.setting, o.called, o.at) <= o.above


def called_last(r: Record) -> int:
    """Units called that had not opened by the end."""
    found = 0
    for number, unit in enumerate(r.network.units):
        mine = np.flatnonzero(r.journeys.opened_unit == number)
        shut = int(r.journeys.shut_at[mine].max(initial=0))
        is_open = len(mine) and r.journeys.shut_at[mine].min() < 0
        if unit.trigger is not None and not is_open and shut < r.network.end:
            most = r.queues.most(*(np.array([x]) for x in (unit.care_setting, shut, r.network.end)))
            found += int(most[0] > unit.trigger.opens_above)
    return found


def stood_in(r: Record) -> Flags:
    """Openings that were shut with places in use."""
    o = openings(r)
    return (o.shut < NEVER) & (r.beds_in_use.at(o.unit, np.minimum(o.shut, r.network.end)) > 0)


def limits_at(r: Record, setting: Integers, time: Integers) -> Flags:
    """Whether somebody in a queue was lost or sent elsewhere, as his limit ran out, at a time."""
    is_gone = r.is_stay & (ran_out(r) | (r.exit == Exit.SWITCHED)) & (r.asked >= 0)
    is_gone &= (r.reserved < 0) & (r.limit >= 0) & (r.since + r.limit == r.finished)
    return np.isin(key(setting, time), key(r.target, r.finished)[is_gone])


def started_at(r: Record, unit: Integers, time: Integers) -> Flags:
    """Whether somebody started in a unit at a time."""
    begun = (r.unit >= 0) & ~r.is_in
    starts = key(r.unit_taken, r.reserved)[begun]
    back = key(r.unit, r.moved_back)[r.moved_back >= 0]
    return np.isin(key(unit, time), np.concatenate([starts, back]))


def has_no_beds(r: Record) -> Flags:
    """Openings while the unit has no beds for a time."""
    o = openings(r)
    least = StepFunctions([
        (np.array(path.times, np.int64), -np.array(path.values, np.int64))
        for path in r.units("capacity")
    ])  # fmt: skip
    until = np.minimum(o.shut, r.network.end)
    return least.most(o.unit, o.at, np.maximum(until, o.at + 1)) == 0


def opened_before(r: Record) -> int:
    """Openings of a unit that had been open before."""
    return len(r.journeys.opened_unit) - len(np.unique(r.journeys.opened_unit))


def opened_together(r: Record) -> int:
    times = r.journeys.opened_at
    return len(times) - len(np.unique(times))


def in_use_after(r: Record) -> Flags:
    """Stays in a unit that was shut while they lasted."""
    o = openings(r)
    shut = np.sort(key(o.unit, o.shut)[o.shut < NEVER])
    begin, end = (key(r.unit, t) for t in (r.reserved, np.where(r.left < 0, r.network.end, r.left)))
    return (r.unit >= 0) & (shut.searchsorted(end) > shut.searchsorted(begin, "right"))


TRIGGERS: dict[str, Count] = {
    "trigger: unit called": lambda r: len(r.journeys.opened_unit) + called_last(r),
    "trigger: opened": lambda r: r.journeys.opened_at >= 0,
    "trigger: opened a microsecond after the call": lambda r: openings(r).after == 1,
    "trigger: opened though the queue had gone": gone_by,
    "trigger: opened and shut at one time": lambda r: openings(r).at == openings(r).shut,
    "trigger: opened again": opened_before,
    "trigger: several opened together": opened_together,
    "trigger: somebody started as it opened": lambda r: (
        started_at(r, openings(r).unit, openings(r).at)
    ),
    "trigger: shut": lambda r: r.journeys.shut_at >= 0,
    "trigger: open to the end": lambda r: r.journeys.shut_at < 0,
    "trigger: kept open only by its shortest opening": kept_open,
    "trigger: shut as its shortest opening was over": lambda r: (
        (openings(r).shut == openings(r).least_until) & (openings(r).stays > 0)
    ),
    "trigger: shut with people inside": stood_in,
    "trigger: the place was kept as it shut": in_use_after,
    "trigger: somebody started at the time at which it shut": lambda r: (
        started_at(r, openings(r).unit, openings(r).shut)
    ),
    "trigger: no beds for a time while open": has_no_beds,
    "trigger: called as a limit ran out": lambda r: (
        limits_at(r, openings(r).setting, openings(r).called)
    ),
    "trigger: shut as a limit ran out": lambda r: (
        limits_at(r, openings(r).setting, openings(r).shut)
    ),
    "trigger: called by one more than was allowed": lambda r: (
        r.queues.at(openings(r).setting, openings(r).called) == openings(r).above + 1
    ),
    "trigger: shut with exactly as many as were allowed": lambda r: (
        (openings(r).shut < NEVER)
        & (r.queues.at(openings(r).setting, openings(r).shut) == openings(r).shuts_at)
    ),
    "trigger: in a unit that was shut when the run began": lambda r: (
        r.is_in & (r.of_unit(lambda unit: unit.trigger is not None) == 1)
    ),
}  # fmt: skip
