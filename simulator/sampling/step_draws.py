"""The draws of all steps of all patients, as one array for each kind of draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import NONE
from simulator.sampling.chance import Chance, Numbers, People, ordered
from simulator.sampling.distributions import LONGEST, microseconds
from simulator.sampling.step_table import Durations, StepTable
from simulator.sampling.streams import Words, keyed_uniforms

Reals = NDArray[np.float64]
Marks = NDArray[np.bool_]

REVIEW_LEVELS = 1_000_000
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Columns:
    """The step columns of the patient table, as ``Patients`` describes them.

    Those of relapses are empty where nobody relapses.
    """

    duration: Numbers
    limit: Numbers
    expected_error: Numbers
    review_level: Numbers
    dies: Numbers
    dies_waiting: Numbers
    relapses_after: Numbers
    relapse_lasts: Numbers

    @classmethod
    def undrawn(cls, steps: int, *, relapses: bool) -> Columns:
        """With what stands where there is nothing to draw."""
        nothing = [0, NONE, 0, 0, 0, NONE, *([NONE, 0] if relapses else [])]
        # One piece of memory, because NumPy asks for large pages only for large pieces.
        columns = np.empty((len(nothing), steps), dtype=np.int64)
        columns[:] = np.array(nothing)[:, None]
        left_out = [] if relapses else [np.empty(0, dtype=np.int64)] * 2
        return cls(*columns, *left_out)


def draw_steps(
    table: StepTable, chance: Chance, people: People, route: Numbers
) -> tuple[Numbers, Columns]:
    """Where each one's steps begin (n + 1), and the columns of all steps."""
    first = np.concatenate(([0], np.cumsum(table.steps[route])))
    keys = {what: decision.keys(chance) for what, decision in table.decisions.items()}
    relapses = len(table.decisions["relapse"].rows) > 0
    columns = Columns.undrawn(int(first[-1]), relapses=relapses)
    occurrence = people.occurrence
    for some in _blocks(first):
        trip = table.trip[people.origin[some], route[some]]
        order = ordered(trip)
        block = _Block(
            table=table,
            keys=keys,
            made=np.bincount(trip, minlength=table.trips),
            identity=people.identity[some][order],
            occurrence=occurrence[some][order],
            first=first[some][order],
        )
        block.fill(columns)
    # Rule 10: need that comes back lasts at least a microsecond.
    shortest = (columns.relapses_after >= 0).astype(np.int64)
    np.maximum(columns.relapse_lasts, shortest, out=columns.relapse_lasts)
    return first, columns


def _blocks(first: Numbers) -> Iterator[slice]:
    """Runs of patients with about as many steps each, so that memory stays bounded."""
    cuts = np.searchsorted(first, np.arange(_BLOCK, first[-1], _BLOCK))
    edges = np.unique(np.concatenate(([0], cuts, [len(first) - 1])))
    for low, high in pairwise(edges.tolist()):
        yield slice(low, high)


@dataclass(frozen=True, slots=True)
class _Cases:
    """Steps for which one kind of draw is made, those of one table row after another.

    ``rows`` and ``sizes``: table rows, and how many steps of each. ``at``, ``identity`` and
    ``occurrence``: for each step its position in the columns, and what its draw is counted by.
    """

    rows: Numbers
    sizes: Numbers
    at: Numbers
    identity: Words
    occurrence: Words

    def reals(self, by_row: Reals) -> Reals:
        """For each step, a number known by table row."""
        return np.repeat(by_row[self.rows], self.sizes)

    def uniforms(self, keys: Words) -> Reals:
        """A uniform number for each step; the keys are by table row."""
        own = np.repeat(keys[self.rows], self.sizes)
        return keyed_uniforms(own, self.identity, self.occurrence)

    def only(self, which: Marks) -> _Cases:
        """Some of them."""
        before = np.concatenate(([0], np.cumsum(which)))
        ends = np.concatenate(([0], np.cumsum(self.sizes)))
        kept = np.flatnonzero(which)
        return _Cases(
            rows=self.rows,
            sizes=np.diff(before[ends]),
            at=self.at[kept],
            identity=self.identity[kept],
            occurrence=self.occurrence[kept],
        )


@dataclass(frozen=True, slots=True)
class _Block:
    """Patients drawn for together, in order of their trips, and how many made each trip.

    ``occurrence``: where those of this return of his begin; ``first``: his first step.
    """

    table: StepTable
    keys: dict[str, Words]
    made: Numbers
    identity: Words
    occurrence: Words
    first: Numbers

    def fill(self, columns: Columns) -> None:
        """Write the draws of these patients' steps into their place."""
        self._durations(columns.duration)
        self._fixed(columns.limit, self.table.limits)
        limited = self._drawn_for("limit")
        self._lengths(columns.limit, "limit", self.table.limits, limited)
        self._expected_errors(columns.expected_error)
        self._review_levels(columns.review_level)
        self._deaths(columns.dies)
        self._times_waiting(columns.dies_waiting, "dies_waiting", self.table.hazard)
        self._times_waiting(columns.relapses_after, "relapse", self.table.relapse_hazard)
        self._fixed(columns.relapse_lasts, self.table.relapses)
        lasts = self._drawn_for("relapse_lasts")
        self._lengths(columns.relapse_lasts, "relapse_lasts", self.table.relapses, lasts)

    def _durations(self, column: Numbers) -> None:
        durations = self.table.durations
        self._fixed(column, durations)
        perhaps = self._drawn_for("needed")
        is_needed = perhaps.uniforms(self.keys["needed"]) < perhaps.reals(self.table.needed_by)
        column[perhaps.at[~is_needed]] = NONE
        has_law = np.repeat(durations.law[perhaps.rows] >= 0, perhaps.sizes)
        self._lengths(column, "duration", durations, perhaps.only(is_needed & has_law))
        always = self._cases(self.table.always_drawn)
        self._lengths(column, "duration", durations, always)

    def _fixed(self, column: Numbers, durations: Durations) -> None:
        cases = self._cases(durations.fixed_rows)
        column[cases.at] = np.repeat(durations.fixed[cases.rows], cases.sizes)

    def _lengths(self, column: Numbers, what: str, durations: Durations, cases: _Cases) -> None:
        u = cases.uniforms(self.keys[what])
        column[cases.at] = durations.lengths(cases.rows, cases.sizes, u)

    def _expected_errors(self, column: Numbers) -> None:
        from scipy.special import ndtri

        cases = self._drawn_for("expected")
        errors = ndtri(cases.uniforms(self.keys["expected"])) * cases.reals(self.table.error)
        column[cases.at] = np.clip(np.rint(errors), -LONGEST, LONGEST)

    def _review_levels(self, column: Numbers) -> None:
        cases = self._drawn_for("review")
        u = cases.uniforms(self.keys["review"])
        column[cases.at] = np.floor(u * REVIEW_LEVELS)

    def _deaths(self, column: Numbers) -> None:
        cases = self._drawn_for("dies")
        column[cases.at] = cases.uniforms(self.keys["dies"]) < cases.reals(self.table.death)

    def _times_waiting(self, column: Numbers, what: str, hazard: Reals) -> None:
        """Times to what has one chance on each day of waiting."""
        cases = self._drawn_for(what)
        u = cases.uniforms(self.keys[what])
        waits = microseconds(-np.log1p(-u) / cases.reals(hazard))
        column[cases.at] = np.maximum(waits, 1)

    def _drawn_for(self, what: str) -> _Cases:
        return self._cases(self.table.decisions[what].rows)

    def _cases(self, rows: Numbers) -> _Cases:
        """The steps of some table rows."""
        trips = self.table.row_trip[rows]
        sizes = self.made[trips]
        begins = (np.cumsum(self.made) - self.made)[trips]
        who = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)
        who += np.arange(len(who))
        at = self.first[who]
        at += np.repeat(self.table.position[rows], sizes)
        occurrence = self.occurrence[who]
        occurrence += np.repeat(self.table.occurrence[rows], sizes)
        return _Cases(rows, sizes, at, self.identity[who], occurrence)
