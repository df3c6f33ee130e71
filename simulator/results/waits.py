"""Waits: referrals to care settings and handoffs, and how they were answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR, StepKind
from simulator.results.grouping import Grouping
from simulator.results.measure import Cells, Measure, Row, Table, where
from simulator.results.mix import by_mix, mix_cells, mixes, repeated
from simulator.results.outline import Outline
from simulator.results.place import members
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import Handoffs, Stays, routes, stays
from simulator.results.tally import ratio
from simulator.results.there_at_start import came_in_run

_STATISTICS = ("mean", "sd", "median", "p90", "p95", "n", "open", "gave_up")
OVER = {"4 hours": 4 * HOUR, "12 hours": 12 * HOUR}


@dataclass(frozen=True, slots=True)
class Waits:
    """One row per referral: ``asked``, ``answered`` (-1: not), ``gave_up`` (-1: not).

    ``gave_up``: died, was lost or was sent elsewhere before an answer. ``is_refused``: lost or sent
    because this wait's own limit ran out.
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
    gave_up = np.full(len(answered), -1, dtype=np.int64)
    is_refused = np.zeros(len(answered), dtype=np.bool_)
    open_ones = np.flatnonzero(answered < 0)
    how = run.journeys.exit[table.patient[open_ones]]
    # Few are not answered, so the rest is asked of those alone.
    is_lost = (how == Exit.LOST) | (how == Exit.SWITCHED)
    ended = open_ones[is_lost | (how == Exit.DIED)]
    gave_up[ended] = table.over[ended]
    lost = open_ones[is_lost]
    limit = run.patients.limit[table.row[lost]]
    ran_out = (limit >= 0) & (gave_up[lost] >= table.asked[lost] + limit)
    is_refused[lost] = (gave_up[lost] >= 0) & ran_out
    return Waits(table.asked, answered, gave_up, is_refused)


def waits_for_places(run: Run) -> Waits:
    """The wait of every stay, answered when reserved."""
    every = run.once(stays)
    return waits_of(run, every, every.reserved)


@dataclass(frozen=True, slots=True)
class PlaceWaits:
    """Waits for places of referrals in the window.

    ``cell``: twice the row of the route table, and 1 more for a journey's later stays.
    """

    cell: Integers
    waits: Waits


def place_waits(run: Run) -> PlaceWaits:
    """Referrals to places asked in the window, answered when reserved."""
    every = run.once(stays)
    asked = came_in_run(run, every, np.flatnonzero(run.is_within(every.asked)))
    is_later = np.append(False, every.patient[1:] == every.patient[:-1])[: len(every)]
    cell = every.route_row[asked] * 2 + is_later[asked]
    return PlaceWaits(cell, run.once(waits_for_places).taken(asked))


KINDS = ("admission", "onward")


def by_mix_and_kind(outline: Outline) -> Grouping:
    """Waits by mix; then by place and kind of wait."""
    mix, table = outline.once(by_mix), outline.once(routes)
    places = outline.once(members)
    n_keys = mix.n_keys + len(places) * 2
    is_stay = table.kind == StepKind.STAY
    levels = [np.where(level < mix.n_keys, level, n_keys).repeat(2) for level in mix.levels]
    kinds = mix.n_keys + np.repeat(mix.twin[: len(places)] * 2, 2) + np.tile([0, 1], len(places))
    for is_sum in (False, True):
        level = np.full(len(is_stay) * 2, n_keys)
        for at, (_, is_member) in enumerate(places):
            is_own = mix.twin[at] == at
            if is_own and is_sum == (at >= len(outline.network.care_settings)):
                rows = np.flatnonzero(is_stay & is_member[np.where(is_stay, table.target, 0)])
                for kind in range(2):
                    level[rows * 2 + kind] = mix.n_keys + at * 2 + kind
        levels.append(level)
    return Grouping.of(levels, n_keys, np.append(mix.twin, kinds))


def _cells(outline: Outline) -> Cells:
    kinds = [
        where(care_setting=place.care_setting, band=kind)
        for place, _ in outline.once(members)
        for kind in KINDS
    ]
    return Cells.each([*(mix.where for mix in outline.once(mixes)), *kinds], _STATISTICS)


def wait_for_place(run: Run) -> list[Table]:
    """Hours from asked to reserved."""
    table, grouping = run.once(place_waits), run.fixed(by_mix_and_kind)
    waits, cell = table.waits, table.cell
    done = np.flatnonzero(waits.answered >= 0)
    known = grouping.tally(cell[done], (waits.answered - waits.asked)[done], HOUR)
    still_open = grouping.counts(cell, waits.is_open)
    gave_up = grouping.counts(cell, waits.gave_up >= 0)
    columns = {**known.columns, "open": still_open, "gave_up": gave_up}
    return [Table.of(run.fixed(_cells), [columns[name] for name in _STATISTICS])]


def waits_over(run: Run) -> list[Table]:
    """Share and number a day of waits over 4 and 12 hours."""
    table, grouping = run.once(place_waits), run.fixed(by_mix)
    cell, columns = table.cell // 2, []
    for limit in OVER.values():
        judged = table.waits.judge(limit, run.network.end)
        met, over = (grouping.counts(cell, each) for each in (judged.is_met, judged.is_breach))
        columns.append(np.stack([ratio(over, over + met), over / run.days], axis=-1))
    return [Table(run.fixed(mix_cells, ("share", "per_day"), *OVER), np.array(columns))]


def waiting_for_place(run: Run) -> list[Row]:
    """Mean number waiting for a place."""
    every, waits = run.once(stays), run.once(waits_for_places)
    time = run.within(every.asked, waits.ended(run.network.end))
    # To add nothing changes no sum: those who did not wait are left out.
    has_any = np.flatnonzero(time)
    row, place = repeated(run.outline, every.care_setting[has_any])
    places = run.fixed(members)
    total = np.bincount(place, time[has_any][row], minlength=len(places))
    return [
        Row("mean", float(one) / (run.window[1] - run.window[0]), care_setting=place.care_setting)
        for one, (place, _) in zip(total, places, strict=True)
    ]


_ASKED = (
    "Over stays asked for in the window by patients who came in the run, on the clock from asked "
    "(first asked, if postponed) "
)
_BY = ("care_setting", "group", "pathway", "band")

MEASURES = (
    Measure(
        "wait_for_place",
        "Wait for a place",
        "hours",
        _ASKED + "to reserved, of those answered by the end of the run; `open` counts those still "
        "waiting then, `gave_up` those who died, were lost or were sent elsewhere first. Bands: "
        "admission (a journey's first stay) and onward.",
        _BY,
        _STATISTICS,
        wait_for_place,
    ),
    Measure(
        "waits_over",
        "Waits for a place over 4 and 12 hours",
        "share",
        _ASKED + "to reserved: share over the band, and number a day. Open past the band, or lost "
        "or sent elsewhere at the wait's own limit, is over it; open or died within it is left "
        "out.",
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
