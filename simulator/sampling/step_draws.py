"""The draws of all steps of all patients, as one array for each kind of draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.network.network import NONE
from simulator.sampling.chance import OCCURRENCES_PER_RETURN, Chance, Numbers, People
from simulator.sampling.distributions import LONGEST, microseconds
from simulator.sampling.step_table import Durations, StepTable
from simulator.sampling.streams import Words, keyed_uniforms

Reals = NDArray[np.float64]

REVIEW_LEVELS = 1_000_000
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Columns:
    """The step columns of the patient table, as ``Patients`` describes them."""

    duration: Numbers
    limit: Numbers
    expected_error: Numbers
    review_level: Numbers
    dies: Numbers
    dies_waiting: Numbers


def draw_steps(
    table: StepTable, chance: Chance, people: People, route: Numbers
) -> tuple[Numbers, Columns]:
    """Where each one's steps begin (n + 1), and the columns of all steps."""
    counts = table.steps[route]
    first = np.concatenate(([0], np.cumsum(counts)))
    keys = {what: decision.keys(chance) for what, decision in table.decisions.items()}
    columns = Columns(*(np.empty(first[-1], dtype=np.int64) for _ in range(6)))
    start = table.start[people.origin, route]
    for some in _blocks(first):
        rows = np.arange(first[some.start], first[some.stop])
        rows += np.repeat(start[some] - first[some], counts[some])
        occurrence = (people.depth[some] * OCCURRENCES_PER_RETURN).astype(np.uint64)
        block = _Block(
            table,
            keys,
            rows,
            np.repeat(people.identity[some], counts[some]),
            np.repeat(occurrence, counts[some]) + table.occurrence[rows],
        )
        block.fill(columns, slice(first[some.start], first[some.stop]))
    return first, columns


def _blocks(first: Numbers) -> Iterator[slice]:
    """Runs of patients with about as many steps each, so that memory stays bounded."""
    cuts = np.searchsorted(first, np.arange(_BLOCK, first[-1], _BLOCK))
    edges = np.unique(np.concatenate(([0], cuts, [len(first) - 1])))
    for low, high in pairwise(edges.tolist()):
        yield slice(low, high)


@dataclass(frozen=True, slots=True)
class _Block:
    """Steps drawn together: their table rows, identities and occurrences, all of shape (n,)."""

    table: StepTable
    keys: dict[str, Words]
    rows: Numbers
    identity: Words
    occurrence: Words

    def fill(self, columns: Columns, at: slice) -> None:
        """Write the draws of these steps into their place."""
        columns.duration[at] = self._durations()
        columns.limit[at] = self._lengths("limit", self.table.limits)
        columns.expected_error[at] = self._drawn("expected", 0, self._error)
        columns.review_level[at] = self._drawn("review", 0, _review_level)
        columns.dies[at] = self._drawn("dies", 0, lambda rows, u: u < self.table.death[rows])
        columns.dies_waiting[at] = self._drawn("dies_waiting", NONE, self._dies_waiting)

    def _durations(self) -> Numbers:
        unneeded = self._drawn("needed", 0, lambda rows, u: u >= self.table.needed_by[rows])
        lengths = self._lengths("duration", self.table.durations, unneeded == 0)
        lengths[unneeded == 1] = NONE
        return lengths

    def _lengths(
        self, what: str, durations: Durations, where: NDArray[np.bool_] | None = None
    ) -> Numbers:
        return self._drawn(what, durations.fixed[self.rows], durations.draw, where)

    def _error(self, rows: Numbers, u: Reals) -> Reals:
        return np.clip(np.rint(ndtri(u) * self.table.error[rows]), -LONGEST, LONGEST)

    def _dies_waiting(self, rows: Numbers, u: Reals) -> Numbers:
        return np.maximum(microseconds(-np.log1p(-u) / self.table.hazard[rows]), 1)

    def _drawn(
        self,
        what: str,
        otherwise: int | Numbers,
        value: Callable[[Numbers, Reals], NDArray[np.generic]],
        where: NDArray[np.bool_] | None = None,
    ) -> Numbers:
        """Values of one kind of draw for the steps that have it, and another for the rest."""
        is_drawn = self.table.decisions[what].stream[self.rows] >= 0
        which = np.flatnonzero(is_drawn if where is None else is_drawn & where)
        rows = self.rows[which]
        u = keyed_uniforms(self.keys[what][rows], self.identity[which], self.occurrence[which])
        drawn = np.empty(len(self.rows), dtype=np.int64)
        drawn[:] = otherwise
        drawn[which] = value(rows, u)
        return drawn


def _review_level(rows: Numbers, u: Reals) -> Reals:
    return np.floor(u * REVIEW_LEVELS)
