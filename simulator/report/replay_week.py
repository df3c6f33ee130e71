"""Where every patient is at each hour of one week, and how many that makes in each place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, HOUR
from simulator.results.delay_part import delay_parts
from simulator.results.run import Integers, Run
from simulator.results.stays import stays
from simulator.results.waits import waits_for_places

Counts = NDArray[np.int64]
HOURS = 7 * 24
NOWHERE = -1
# What a patient in a place is: waiting for it elsewhere, there, or there and ready to leave.
OUTSIDE, THERE, READY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Track:
    """One patient from hour to hour.

    ``spans``: first hour, hour after the last, care setting, and state: ``OUTSIDE`` (waits for a
    place there and is in none), ``THERE``, or ``READY`` plus the position of the delay reason among
    ``Week.reasons``. Hours in which he is nowhere are in none.
    """

    patient: int
    spans: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one run, looked at on the hour.

    ``begins``: midnight of its first day, in microseconds of the run. ``hours``: looks, the first
    and the last included. ``reasons``: codes of delay, those with most patients first. ``there``,
    ``waiting`` (for a place, wherever they are): looks x care settings. ``ready``: looks x care
    settings x reasons. All three count every patient, drawn or not.
    """

    begins: int
    start: dt.date
    hours: int
    reasons: tuple[str, ...]
    tracks: tuple[Track, ...]
    there: Counts
    waiting: Counts
    ready: Counts

    @classmethod
    def of(cls, run: Run) -> Week:
        """The first week of the results' period, from a Monday where one fits."""
        begins, hours = _when(run)
        codes = [reason.code for reason in run.network.reasons]
        every, parts, waits = run.once(stays), run.once(delay_parts), run.once(waits_for_places)
        looks, settings = hours + 1, len(run.network.care_settings)
        end = run.network.end + 1
        is_in = every.started >= 0
        left = np.where(every.left < 0, end, every.left)
        queued = _Spans.of(every.asked, waits.ended(end), begins, looks)
        there = _Spans.of(every.started, left, begins, looks).kept(is_in)
        delayed = _Spans.of(parts.begin, parts.finish, begins, looks)
        place, reason = every.care_setting, _by_code(codes, parts.reason)
        order = _most_first(delayed, reason)
        rank = {code: at for at, code in enumerate(order)}
        ranked = np.array([rank.get(code, 0) for code in reason], dtype=np.int64)
        where = place[parts.stay]
        cell = where * max(len(order), 1) + ranked
        ready = delayed.counted(cell, settings * max(len(order), 1), looks)
        state = _States(looks)
        state.paint(queued, every.patient, place, OUTSIDE)
        state.paint(there, every.patient, place, THERE)
        state.paint(delayed, every.patient[parts.stay], where, READY + ranked)
        return cls(
            begins,
            run.scenario.calendar.start + dt.timedelta(days=begins // DAY),
            hours,
            tuple(order),
            tuple(state.tracks()),
            there.counted(place, settings, looks),
            queued.counted(place, settings, looks),
            ready.reshape(looks, settings, max(len(order), 1)),
        )


def _when(run: Run) -> tuple[int, int]:
    """When the week begins, and how many hours of it lie within the run."""
    first = -(-run.window[0] // DAY)
    weekday = (run.scenario.calendar.start + dt.timedelta(days=first)).weekday()
    monday = first + (-weekday) % 7
    day = monday if monday * DAY + HOURS * HOUR <= run.window[1] else first
    return day * DAY, min(HOURS, (run.window[1] - day * DAY) // HOUR)


def _by_code(codes: list[str], reason: Integers) -> list[str]:
    return [codes[at] for at in reason]


@dataclass(frozen=True, slots=True)
class _Spans:
    """Spans ``[begin, end)`` of time as the looks that fall into them: ``[first, after)``."""

    row: Integers
    first: Integers
    after: Integers

    @classmethod
    def of(cls, begin: Integers, end: Integers, begins: int, looks: int) -> _Spans:
        # A look is on the hour, so the first in a span is the next full hour.
        first = np.clip(-((begins - begin) // HOUR), 0, looks)
        after = np.clip(-((begins - end) // HOUR), 0, looks)
        row = np.flatnonzero(after > first)
        return cls(row, first[row], after[row])

    def kept(self, chosen: NDArray[np.bool_]) -> _Spans:
        """Only those of some rows."""
        some = chosen[self.row]
        return _Spans(self.row[some], self.first[some], self.after[some])

    def counted(self, cell: Integers, cells: int, looks: int) -> Counts:
        """How many there are at each look: looks x cells."""
        change = np.zeros((looks + 1, cells), dtype=np.int64)
        np.add.at(change, (self.first, cell[self.row]), 1)
        np.add.at(change, (self.after, cell[self.row]), -1)
        return change.cumsum(axis=0)[:looks]


def _most_first(delayed: _Spans, reason: list[str]) -> list[str]:
    """Reasons in the order of patients and hours under them."""
    size: dict[str, int] = {}
    for row, first, after in zip(delayed.row, delayed.first, delayed.after, strict=True):
        size[reason[row]] = size.get(reason[row], 0) + int(after - first)
    return sorted(size, key=lambda code: (-size[code], code))


class _States:
    """Care setting and state of each patient at each look, painted one over the other."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.by_patient: dict[int, Integers] = {}

    def paint(
        self, spans: _Spans, patient: Integers, place: Integers, state: Integers | int
    ) -> None:
        """Paint spans over what was painted before."""
        states = np.broadcast_to(np.asarray(state), place.shape)
        for row, first, after in zip(spans.row, spans.first, spans.after, strict=True):
            looks = self.by_patient.get(int(patient[row]))
            if looks is None:
                looks = np.full((self.looks, 2), NOWHERE, dtype=np.int64)
                self.by_patient[int(patient[row])] = looks
            looks[first:after] = place[row], states[row]

    def tracks(self) -> Iterator[Track]:
        """What was painted, by patient."""
        for patient in sorted(self.by_patient):
            looks = self.by_patient[patient]
            cuts = np.flatnonzero(np.any(looks[1:] != looks[:-1], axis=1)) + 1
            ends = [0, *(int(cut) for cut in cuts), self.looks]
            spans = tuple(
                (first, after, int(looks[first, 0]), int(looks[first, 1]))
                for first, after in pairwise(ends)
                if looks[first, 0] != NOWHERE
            )
            yield Track(patient, spans)
