"""Waits: referrals to care settings and handoffs, and how they were answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR
from simulator.results.measure import Measure, Row, spread
from simulator.results.mix import Keys, keys, mixes, repeated
from simulator.results.place import members
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import Handoffs, Stays, stays
from simulator.results.tally import part_of, tallies

OVER = {"4 hours": 4 * HOUR, "12 hours": 12 * HOUR}


@dataclass(frozen=True, slots=True)
class Waits:
    """One row per referral: ``asked``, ``answered`` (-1: not), ``gave_up`` (-1: not).

    ``gave_up``: died or was lost before an answer. ``is_refused``: lost because this wait's own
    limit ran out.
    """

    asked: Integers
    answered: Integers
    gave_up: Integers
    is_refused: Booleans

    def taken(self, rows: Integers | Booleans) -> Waits:
        """Some of the rows."""
        return Waits(
            self.asked[rows], self.answered[rows], self.gave_up[rows], self.is_refused[rows]
        )

    @property
    def is_open(self) -> Booleans:
        """Neither answered nor given up by the end of the run."""
        return (self.answered < 0) & (self.gave_up < 0)

    def ended(self, end: int) -> Integers:
        """When each wait ended; ``end`` for one that is open."""
        until = np.where(self.answered >= 0, self.answered, self.gave_up)
        return np.where(until < 0, end, until)

    def judge(self, limit: int, end: int) -> Judged:
        """Which were answered within a limit, and which were not.

        Left out of both: open, or given up otherwise than by its own limit, within the limit.
        """
        is_over = self.ended(end) - self.asked > limit
        is_met = (self.answered >= 0) & ~is_over
        return Judged(is_met, is_over | self.is_refused)


@dataclass(frozen=True, slots=True)
class Judged:
    """Referrals answered within a limit, and breaches of it."""

    is_met: Booleans
    is_breach: Booleans


def waits_of(run: Run, table: Stays | Handoffs, answered: Integers) -> Waits:
    """The waits of a table's rows, answered at given times."""
    has_ended = np.isin(run.journeys.exit[table.patient], (Exit.DIED, Exit.LOST))
    gave_up = np.where((answered < 0) & has_ended, table.over, -1)
    limit = run.patients.limit[table.row]
    is_lost = run.journeys.exit[table.patient] == Exit.LOST
    is_refused = is_lost & (gave_up >= 0) & (limit >= 0) & (gave_up >= table.asked + limit)
    return Waits(table.asked, answered, gave_up, is_refused)


@dataclass(frozen=True, slots=True)
class PlaceWaits:
    """Waits for places of referrals in the window, under each place that they are reported in.

    ``kind``: 0 for a journey's first stay, 1 for a later one. ``stay``: row in the stays.
    """

    stay: Integers
    kind: Integers
    keys: Keys
    waits: Waits


def place_waits(run: Run) -> PlaceWaits:
    """Referrals to places asked in the window, answered when reserved."""
    every = run.once(stays)
    asked = np.flatnonzero(run.is_within(every.asked))
    row, place = repeated(run, every.care_setting[asked])
    row = asked[row]
    table = keys(run, place, every.group[row], every.pathway[row])
    is_later = np.append(False, every.patient[1:] == every.patient[:-1])[: len(every)]
    return PlaceWaits(
        row,
        is_later[row].astype(np.int64),
        table,
        waits_of(run, every, every.reserved).taken(row),
    )


def _by_kind(table: PlaceWaits) -> tuple[Integers, int]:
    """Key of each row by place and kind of wait, and the number of keys."""
    return table.keys.keys[0] * 2 + table.kind, table.keys.sizes[0] * 2


KINDS = ("admission", "onward")


def wait_for_place(run: Run) -> list[Row]:
    """Hours from asked to reserved."""
    table = run.once(place_waits)
    done, waits = table.waits.answered >= 0, table.waits
    by_kind, n_kinds = _by_kind(table)
    each, sizes = (*table.keys.keys, by_kind), (*table.keys.sizes, n_kinds)
    length = (waits.answered - waits.asked)[done]
    found = [
        (
            known,
            np.bincount(key[waits.is_open], minlength=size),
            np.bincount(key[waits.gave_up >= 0], minlength=size),
        )
        for known, key, size in zip(
            tallies([key[done] for key in each], sizes, length, HOUR), each, sizes, strict=True
        )
    ]
    cells = [(mix.where, mix.kind, mix.key) for mix in run.once(mixes)]
    cells += [(where, 3, key) for where, key in _kinds(run)]
    rows = []
    for where, kind, key in cells:
        known, still_open, gave_up = found[kind]
        ends = {"open": float(still_open[key]), "gave_up": float(gave_up[key])}
        rows += spread({**known.statistics(key), **ends}, **where)
    return rows


def _kinds(run: Run) -> list[tuple[dict[str, str], int]]:
    return [
        ({"care_setting": place.care_setting, "band": kind}, at * 2 + index)
        for at, (place, _) in enumerate(members(run))
        for index, kind in enumerate(KINDS)
    ]


def waits_over(run: Run) -> list[Row]:
    """Share and number a day of waits over 4 and 12 hours."""
    table = run.once(place_waits)
    rows = []
    for band, limit in OVER.items():
        judged = table.waits.judge(limit, run.network.end)
        met, breach = table.keys.counts(judged.is_met), table.keys.counts(judged.is_breach)
        for mix in run.once(mixes):
            over, within = float(breach[mix.kind][mix.key]), float(met[mix.kind][mix.key])
            share = part_of(over, over + within)
            values = {"share": share, "per_day": over / run.days}
            rows += spread(values, band=band, **mix.where)
    return rows


def waiting_for_place(run: Run) -> list[Row]:
    """Mean number waiting for a place."""
    every = run.once(stays)
    row, place = repeated(run, every.care_setting)
    waits = waits_of(run, every, every.reserved)
    time = run.within(every.asked, waits.ended(run.network.end))[row]
    total = np.bincount(place, time, minlength=len(members(run)))
    return [
        Row("mean", float(one) / (run.window[1] - run.window[0]), care_setting=place.care_setting)
        for one, (place, _) in zip(total, members(run), strict=True)
    ]


_ASKED = "Over stays asked for in the window, on the clock from asked (first asked, if postponed) "
_BY = ("care_setting", "group", "pathway", "band")

MEASURES = (
    Measure(
        "wait_for_place",
        "Wait for a place",
        "hours",
        _ASKED + "to reserved, of those answered by the end of the run; `open` counts those still "
        "waiting then, `gave_up` those who died or were lost first. Bands: admission (a journey's "
        "first stay) and onward.",
        _BY,
        ("mean", "sd", "median", "p90", "p95", "n", "open", "gave_up"),
        wait_for_place,
    ),
    Measure(
        "waits_over",
        "Waits for a place over 4 and 12 hours",
        "share",
        _ASKED + "to reserved: share over the band, and number a day. Open past the band, or lost "
        "at the wait's own limit, is over it; open or died within it is left out.",
        _BY,
        ("share", "per_day"),
        waits_over,
    ),
    Measure(
        "waiting_for_place",
        "Patients waiting for a place",
        "patients",
        "Time average over the window of patients between asked and reserved (or death, loss or "
        "the end of the run), wherever they wait; postponed ones all the while.",
        ("care_setting",),
        ("mean",),
        waiting_for_place,
    ),
)
