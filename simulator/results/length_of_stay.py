"""Length of stay, what it is made of, and long stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.grouping import Grouping
from simulator.results.measure import Measure, Table
from simulator.results.mix import by_mix, by_mix_of_spans, mix_cells
from simulator.results.ready_date import BANDS
from simulator.results.run import Booleans, Floats, Integers, Run
from simulator.results.spell import spells
from simulator.results.stays import relapses, routes, stays
from simulator.results.tally import ratio
from simulator.results.there_at_start import is_there_at_start, spent

LONG = {"7+": 7, "14+": 14, "21+": 21}


@dataclass(frozen=True, slots=True)
class Spans:
    """Stays as spans of time, to be counted by mix (see ``mix``).

    All acute beds have hospital spells in place of single stays. ``begin``, ``finish`` (-1: not
    over); ``need_ended`` and ``ready`` (-1: not yet) of a spell are those of its last stay, and
    ``relapsed``, how long need was back after that, too.
    ``cell``: its cell in ``grouping``. ``spent``: how long it had lasted when the run began.
    ``patient``: whose it is.
    """

    grouping: Grouping
    cell: Integers
    begin: Integers
    finish: Integers
    need_ended: Integers
    ready: Integers
    relapsed: Integers
    spent: Integers
    patient: Integers

    def taken(self, rows: Integers) -> Spans:
        """Some of the rows."""
        columns = (self.cell, self.begin, self.finish, self.need_ended, self.ready, self.relapsed)
        more = self.spent, self.patient
        return Spans(self.grouping, *(column[rows] for column in (*columns, *more)))


def spans(run: Run) -> Spans:
    """Every stay that was started, and every hospital spell where some have several stays."""
    every, joined = run.once(stays), run.once(spells)
    row = np.flatnonzero(every.started >= 0)
    first = last = row
    begin, cell = every.started[row], every.route_row[row]
    grouping = run.fixed(by_mix)
    if np.any(joined.first != joined.last):
        grouping = run.fixed(by_mix_of_spans)
        last, begin = np.append(row, joined.last), np.append(begin, joined.started)
        first = np.append(row, joined.first)
        spell_cell = every.route_row[joined.last] + len(run.fixed(routes).kind)
        cell = np.append(cell, spell_cell)
    relapsed = run.once(relapses).times(len(every))
    columns = [each[last] for each in (every.left, every.need_ended, every.ready, relapsed)]
    columns += [run.once(spent)[first], every.patient[first]]
    return Spans(grouping, cell, begin, *columns)


def ended_spans(run: Run) -> Spans:
    """Those that ended in the window, of patients who came in the run."""
    every, is_there = run.once(spans), run.once(is_there_at_start)
    return every.taken(np.flatnonzero(run.is_within(every.finish) & ~is_there[every.patient]))


def _lengths(run: Run, begin: str, finish: str, less: str | None = None) -> list[Table]:
    """Statistics of ``finish - begin`` of the spans that ended in the window and have both."""
    every = run.once(ended_spans)
    first, last = getattr(every, begin), getattr(every, finish)
    chosen = np.flatnonzero((first >= 0) & (last >= 0))
    length = last - first if less is None else last - first - getattr(every, less)
    known = every.grouping.tally(every.cell[chosen], length[chosen])
    cells = run.fixed(mix_cells, tuple(known.columns))
    return [Table.of(cells, list(known.columns.values()))]


def length_of_stay(run: Run) -> list[Table]:
    """Started to left."""
    return _lengths(run, "begin", "finish")


def length_of_need(run: Run) -> list[Table]:
    """Started to end of medical need."""
    return _lengths(run, "begin", "need_ended")


def wait_for_review(run: Run) -> list[Table]:
    """End of medical need to declared ready."""
    return _lengths(run, "need_ended", "ready")


def delay_length(run: Run) -> list[Table]:
    """Declared ready to left, without the time of a relapse."""
    return _lengths(run, "ready", "finish", less="relapsed")


def _shares(
    run: Run, is_in: Callable[[Spans], dict[str, Booleans]], *, by_days: bool
) -> list[Table]:
    """Share of spans that ended in the window, or of their days, that lie in each band."""
    every = run.once(ended_spans)
    days = (every.finish - every.begin) / DAY if by_days else None
    whole, bands = every.grouping.counts(every.cell, days), is_in(every)
    parts = []
    for inside in bands.values():
        rows = np.flatnonzero(inside)
        some = None if days is None else days[rows]
        parts.append(every.grouping.counts(every.cell[rows], some))
    return [Table(run.fixed(mix_cells, ("share",), *bands), ratio(parts, whole))]


def _published_bands(spans: Spans) -> dict[str, Booleans]:
    midnights = spans.finish // DAY - spans.begin // DAY
    at = np.searchsorted(list(BANDS.values()), midnights, side="right") - 1
    return {band: at == index for index, band in enumerate(BANDS)}


def _long_bands(spans: Spans) -> dict[str, Booleans]:
    length = spans.finish - spans.begin
    return {band: length >= days * DAY for band, days in LONG.items()}


def length_of_stay_bands(run: Run) -> list[Table]:
    """Share of stays by midnights stayed."""
    return _shares(run, _published_bands, by_days=False)


def long_stays(run: Run) -> list[Table]:
    """Share of stays of 7, 14 and 21 days or more."""
    return _shares(run, _long_bands, by_days=False)


def long_stay_bed_days(run: Run) -> list[Table]:
    """Share of bed-days that belong to stays of 7, 14 and 21 days or more."""
    return _shares(run, _long_bands, by_days=True)


def _past(run: Run) -> tuple[Floats, Floats]:
    """Patient-days past so many days, bands x mixes, and all patient-days."""
    every = run.once(spans)
    whole = every.grouping.counts(every.cell, run.within(every.begin, every.finish)) / DAY
    past = []
    for days in LONG.values():
        so_far = run.within(every.begin - every.spent + days * DAY, every.finish)
        # To add nothing changes no sum: those who were not there so long are left out, now and
        # for the longer spans.
        rows = np.flatnonzero(so_far)
        every = every.taken(rows)
        past.append(every.grouping.counts(every.cell, so_far[rows]) / DAY)
    return np.array(past), whole


def patients_past(run: Run) -> list[Table]:
    """Mean number of patients there for 7, 14 and 21 days or more so far."""
    past, _ = run.once(_past)
    return [Table(run.fixed(mix_cells, ("mean",), *LONG), past / run.days)]


def beds_past(run: Run) -> list[Table]:
    """Their share of all patients there."""
    past, whole = run.once(_past)
    return [Table(run.fixed(mix_cells, ("share",), *LONG), ratio(past, whole))]


_ENDED = (
    "Over stays that ended in the window, however they ended, of patients who came in the run; for "
    "all acute beds over hospital spells (acute stays that follow one another without a gap). "
)
_LENGTH = ("mean", "sd", "median", "p90", "p95", "n")
_BY = ("care_setting", "group", "pathway")

MEASURES = (
    Measure(
        "length_of_stay",
        "Length of stay",
        "days",
        _ENDED + "From started to giving up the place, delay included.",
        _BY,
        _LENGTH,
        length_of_stay,
    ),
    Measure(
        "length_of_need",
        "Length of medical need",
        "days",
        _ENDED + "From started to the end of medical need (of a spell's last stay); stays that "
        "ended before their need did are left out.",
        _BY,
        _LENGTH,
        length_of_need,
    ),
    Measure(
        "wait_for_review",
        "Wait for the review that declares readiness",
        "days",
        _ENDED + "From the end of medical need to declared ready; stays never declared ready are "
        "left out.",
        _BY,
        _LENGTH,
        wait_for_review,
    ),
    Measure(
        "delay_length",
        "Length of delay",
        "days",
        _ENDED + "From declared ready to giving up the place, none included as 0, without the time "
        "in which need had come back; stays never declared ready are left out.",
        _BY,
        _LENGTH,
        delay_length,
    ),
    Measure(
        "length_of_stay_bands",
        "Stays by nights stayed",
        "share",
        _ENDED + "Share of stays by number of midnights from started to giving up the place.",
        (*_BY, "band"),
        ("share",),
        length_of_stay_bands,
    ),
    Measure(
        "long_stays",
        "Long stays",
        "share",
        _ENDED + "Share of stays that lasted 7, 14, 21 times 24 hours or more.",
        (*_BY, "band"),
        ("share",),
        long_stays,
    ),
    Measure(
        "long_stay_bed_days",
        "Bed-days of long stays",
        "share",
        _ENDED + "Days of stays that lasted 7, 14, 21 days or more, all their days counted, over "
        "the days of all stays.",
        (*_BY, "band"),
        ("share",),
        long_stay_bed_days,
    ),
    Measure(
        "patients_past",
        "Patients there for so many days",
        "patients",
        "Time average over the window of patients whose stay (for all acute beds: hospital spell) "
        "has so far lasted 7, 14, 21 days or more; open stays included.",
        (*_BY, "band"),
        ("mean",),
        patients_past,
    ),
    Measure(
        "beds_past",
        "Share of beds held by patients there for so many days",
        "share",
        "patients_past over the census.",
        (*_BY, "band"),
        ("share",),
        beds_past,
    ),
)
