"""Length of stay, what it is made of, and long stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import ALL_ACUTE, Measure, Row, spread
from simulator.results.mix import Keys, keys, mixes, repeated
from simulator.results.place import members
from simulator.results.ready_date import BANDS
from simulator.results.run import Booleans, Integers, Run
from simulator.results.spell import spells
from simulator.results.stays import is_acute_setting, stays
from simulator.results.tally import part_of, tallies

LONG = {"7+": 7, "14+": 14, "21+": 21}


@dataclass(frozen=True, slots=True)
class Spans:
    """Stays as spans of time, under each place that they are reported in (see ``mix``).

    All acute beds have hospital spells in place of single stays. ``begin``, ``finish`` (-1: not
    over); ``need_ended`` and ``ready`` (-1: not yet) of a spell are those of its last stay.
    """

    place: Integers
    group: Integers
    pathway: Integers
    begin: Integers
    finish: Integers
    need_ended: Integers
    ready: Integers

    def keys(self, run: Run, chosen: Booleans) -> Keys:
        """Keys of some of the rows."""
        return keys(run, self.place[chosen], self.group[chosen], self.pathway[chosen])


def spans(run: Run) -> Spans:
    """Every stay that was started, and every hospital spell."""
    every, joined = run.once(stays), run.once(spells)
    there = np.flatnonzero(every.started >= 0)
    row, place = repeated(run, every.care_setting[there])
    row = there[row]
    names = [one.care_setting for one, _ in members(run)]
    acute = names.index(ALL_ACUTE) if np.any(run.once(is_acute_setting)) else -1
    row, place = row[place != acute], place[place != acute]
    last = np.concatenate([row, joined.last])
    return Spans(
        np.concatenate([place, np.full(len(joined.first), acute, dtype=np.int64)]),
        every.group[last],
        every.pathway[last],
        np.concatenate([every.started[row], joined.started]),
        every.left[last],
        every.need_ended[last],
        every.ready[last],
    )


def _lengths(run: Run, begin: str, finish: str) -> list[Row]:
    """Statistics of ``finish - begin`` of the spans that ended in the window and have both."""
    every = run.once(spans)
    first, last = getattr(every, begin), getattr(every, finish)
    chosen = run.is_within(every.finish) & (first >= 0) & (last >= 0)
    table = every.keys(run, chosen)
    known = tallies(table.keys, table.sizes, (last - first)[chosen])
    return [
        row
        for mix in run.once(mixes)
        for row in spread(known[mix.kind].statistics(mix.key), **mix.where)
    ]


def length_of_stay(run: Run) -> list[Row]:
    """Started to left."""
    return _lengths(run, "begin", "finish")


def length_of_need(run: Run) -> list[Row]:
    """Started to end of medical need."""
    return _lengths(run, "begin", "need_ended")


def wait_for_review(run: Run) -> list[Row]:
    """End of medical need to declared ready."""
    return _lengths(run, "need_ended", "ready")


def delay_length(run: Run) -> list[Row]:
    """Declared ready to left."""
    return _lengths(run, "ready", "finish")


def _shares(
    run: Run, is_in: Callable[[Integers], dict[str, Booleans]], *, by_days: bool
) -> list[Row]:
    """Share of spans that ended in the window, or of their days, that lie in each band."""
    every = run.once(spans)
    chosen = run.is_within(every.finish)
    begin, finish = every.begin[chosen], every.finish[chosen]
    weights = (finish - begin) / DAY if by_days else np.ones(len(begin))
    table = every.keys(run, chosen)
    whole = table.counts(weights)
    rows = []
    for band, inside in is_in(np.stack([begin, finish])).items():
        part = table.counts(weights * inside)
        rows += [
            Row(
                "share",
                part_of(part[mix.kind][mix.key], whole[mix.kind][mix.key]),
                band=band,
                **mix.where,
            )
            for mix in run.once(mixes)
        ]
    return rows


def _published_bands(spans: Integers) -> dict[str, Booleans]:
    midnights = spans[1] // DAY - spans[0] // DAY
    at = np.searchsorted(list(BANDS.values()), midnights, side="right") - 1
    return {band: at == index for index, band in enumerate(BANDS)}


def _long_bands(spans: Integers) -> dict[str, Booleans]:
    return {band: spans[1] - spans[0] >= days * DAY for band, days in LONG.items()}


def length_of_stay_bands(run: Run) -> list[Row]:
    """Share of stays by midnights stayed."""
    return _shares(run, _published_bands, by_days=False)


def long_stays(run: Run) -> list[Row]:
    """Share of stays of 7, 14 and 21 days or more."""
    return _shares(run, _long_bands, by_days=False)


def long_stay_bed_days(run: Run) -> list[Row]:
    """Share of bed-days that belong to stays of 7, 14 and 21 days or more."""
    return _shares(run, _long_bands, by_days=True)


def _past(run: Run) -> list[tuple[dict[str, str], str, float, float]]:
    """For each mix and band: patient-days past so many days, and all patient-days."""
    every = run.once(spans)
    table = every.keys(run, np.ones(len(every.begin), dtype=np.bool_))
    whole = table.counts(run.within(every.begin, every.finish))
    found: list[tuple[dict[str, str], str, float, float]] = []
    for band, days in LONG.items():
        past = table.counts(run.within(every.begin + days * DAY, every.finish))
        for mix in run.once(mixes):
            so_far, every_day = (float(time[mix.kind][mix.key]) / DAY for time in (past, whole))
            found.append((mix.where, band, so_far, every_day))
    return found


def patients_past(run: Run) -> list[Row]:
    """Mean number of patients there for 7, 14 and 21 days or more so far."""
    return [Row("mean", past / run.days, band=band, **where) for where, band, past, _ in _past(run)]


def beds_past(run: Run) -> list[Row]:
    """Their share of all patients there."""
    return [
        Row("share", part_of(past, whole), band=band, **where)
        for where, band, past, whole in _past(run)
    ]


_ENDED = (
    "Over stays that ended in the window, however they ended; for all acute beds over hospital "
    "spells (acute stays that follow one another without a gap). "
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
        _ENDED + "From declared ready to giving up the place, none included as 0; stays never "
        "declared ready are left out.",
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
