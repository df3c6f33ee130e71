"""Replications folded into running results as they end, so that memory does not grow with them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, overload

import numpy as np

from simulator.experiment.replication import Replication
from simulator.experiment.streaming_checks import RunningChecks, RunningDraws
from simulator.experiment.streaming_rows import Rows
from simulator.results.daily import Days
from simulator.results.intervals import Summary, summarise_rows
from simulator.results.measures import Key, Measured
from simulator.results.run import Floats

if TYPE_CHECKING:
    import pandas as pd

# Those that ended before their turn: as many as this wait in memory, others on disk.
MOST_WAITING = 16
WHOLE = "float64"
COUNTS = "int64"


class Kept(Protocol):
    """Where finished replications are looked for."""

    def load(self, number: int) -> Replication | None:
        """A replication by its number; None if it is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What is left of a replication when it has been folded; ``days`` None: they were not kept."""

    number: int
    measured: Measured
    days: Days | None
    patients: int
    still_there: int

    @property
    def daily(self) -> pd.DataFrame:
        """Daily series as a table.

        Raises:
            ValueError: they were not kept.
        """
        if self.days is None:
            raise ValueError(f"replication {self.number} was not asked to keep daily series")
        return self.days.frame()


@dataclass(slots=True, eq=False)
class Streamed(Sequence[Left]):
    """What replications have left, in order of their numbers, each read from disk when asked for.

    In memory each takes 16 bytes, on disk 8 bytes a measure and 8 a day and series.
    """

    keys: tuple[Key, ...]
    values: Rows
    like: Days | None
    days: Rows | None
    patients: array[int] = field(default_factory=lambda: array("q"))
    still_there: array[int] = field(default_factory=lambda: array("q"))

    @classmethod
    def of(cls, first: Replication, folder: Path | None = None) -> Streamed:
        """None yet, of the same keys and days as the first of them."""
        keys, days = first.measured.keys, first.days
        like = None if days is None else Days(days.first, days.columns, days.values[:0])
        rows = None if days is None else Rows(days.values.size, COUNTS, folder)
        return cls(keys, Rows(len(keys), WHOLE, folder), like, rows)

    def append(self, each: Replication) -> None:
        """Add the next replication.

        Raises:
            ValueError: it has other measures than the first.
            OSError: the disk has no room for it.
        """
        if each.measured.keys is not self.keys and each.measured.keys != self.keys:
            raise ValueError("the replications are not of one scenario: their measures differ")
        self.values.append(each.measured.values)
        if self.days is not None and each.days is not None:
            # A series of a replication lies in one piece, since pictures read one series of all.
            self.days.append(each.days.values.T.ravel())
        self.patients.append(each.patients)
        self.still_there.append(each.still_there)

    def __len__(self) -> int:
        return len(self.patients)

    @overload
    def __getitem__(self, at: int) -> Left: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Left, ...]: ...
    def __getitem__(self, at: int | slice) -> Left | tuple[Left, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        at = range(len(self))[at]
        measured = Measured(self.keys, self.values[at])
        return Left(at + 1, measured, self._days(at), self.patients[at], self.still_there[at])

    def _days(self, at: int) -> Days | None:
        if self.days is None or self.like is None:
            return None
        columns = self.like.columns
        values = self.days[at].reshape(len(columns), -1).T
        return Days(self.like.first, columns, values)

    def column(self, at: int) -> Floats:
        """A measure in all replications."""
        return self.values.columns(at)[:, 0]

    def series(self, column: tuple[str, str], of: range | None = None) -> Floats:
        """A daily series, replications x days: in all of them, or in some by their places.

        Raises:
            ValueError: there is none of that name, or none were kept.
        """
        if self.days is None or self.like is None:
            raise ValueError("daily series were not kept")
        n = self.days.width // len(self.like.columns)
        at = self.like.columns.index(column)
        return self.days.columns(at * n, n, of).astype(np.float64)


def column_of(replications: Sequence[Left], at: int) -> list[float]:
    """A measure in each replication, however they are held."""
    if isinstance(replications, Streamed):
        return [float(each) for each in replications.column(at)]
    return [float(each.measured.values[at]) for each in replications]


def series_of(
    replications: Sequence[Left], column: tuple[str, str], of: range | None = None
) -> Floats:
    """A daily series, replications x days, however they are held; ``of``: of some of them."""
    if isinstance(replications, Streamed):
        return replications.series(column, of)
    found = []
    for at in range(len(replications)) if of is None else of:
        days = replications[at].days
        if days is None:
            raise ValueError("daily series were not kept")
        found.append(days.values[:, days.columns.index(column)].astype(np.float64))
    return np.array(found)


def counts_of(replications: Sequence[Left]) -> tuple[list[int], list[int]]:
    """Patients of each replication, and journeys open at its end, however they are held."""
    if isinstance(replications, Streamed):
        return replications.patients.tolist(), replications.still_there.tolist()
    return [each.patients for each in replications], [each.still_there for each in replications]


@dataclass(slots=True, eq=False)
class Stream:
    """Running results of replications, folded in order of their numbers whenever they end.

    ``kept``: where those are read again that had to wait too long for their turn. ``folder``: where
    what they leave is put. ``events``: of the first. ``seconds``: wall time by stage, all together.
    """

    kept: Kept | None = None
    folder: Path | None = None
    checks: RunningChecks = field(default_factory=RunningChecks)
    drawn: RunningDraws = field(default_factory=RunningDraws)
    seconds: dict[str, float] = field(default_factory=dict)
    events: pd.DataFrame | None = None
    _replications: Streamed | None = None
    _days: Days | None = None
    _waiting: dict[int, Replication | None] = field(default_factory=dict)

    @classmethod
    def of(cls, done: Iterable[Replication], folder: Path | None = None) -> Stream:
        """Of replications in any order, which are numbered from 1."""
        made = cls(folder=folder)
        for each in done:
            made.take(each)
        return made

    def __len__(self) -> int:
        return 0 if self._replications is None else len(self._replications)

    @property
    def replications(self) -> Streamed:
        """What has been folded.

        Raises:
            ValueError: nothing has.
        """
        if self._replications is None:
            raise ValueError("there is no replication")
        return self._replications

    @property
    def mean_days(self) -> Days | None:
        """Daily series, means over the replications; None if they were not kept."""
        if self._days is None:
            return None
        return Days(self._days.first, self._days.columns, self._days.values / len(self))

    def take(self, each: Replication) -> None:
        """Fold a replication, now or when those before it are there.

        Raises:
            OSError: the disk has no room, or one that waited can no longer be read.
        """
        if each.number == len(self) + 1:
            self._fold(each)
        else:
            room = self.kept is None or len(self._waiting) < MOST_WAITING
            self._waiting[each.number] = each if room else None
        while (number := len(self) + 1) in self._waiting:
            self._fold(self._waiting.pop(number) or self._again(number))

    def _again(self, number: int) -> Replication:
        found = self.kept.load(number) if self.kept is not None else None
        if found is None:
            raise OSError(f"replication {number} was finished, and can no longer be read")
        return found

    def _fold(self, each: Replication) -> None:
        if self._replications is None:
            self._replications = Streamed.of(each, self.folder)
            self.events = each.events
        self._replications.append(each)
        self.checks.add(each)
        self.drawn.add(each.achieved)
        for stage, taken in each.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + taken
        if each.days is not None:
            # Whole numbers, so that no order of adding changes the sum.
            before = 0 if self._days is None else self._days.values
            total = before + each.days.values
            self._days = Days(each.days.first, each.days.columns, total)

    def summary(self) -> Summary:
        """Every measure over the replications.

        Raises:
            ValueError: there are none.
        """
        done = self.replications
        return summarise_rows(done.keys, done.values)

    def summary_of(self, chosen: Iterable[int]) -> Summary:
        """Some measures over the replications, by their places among the keys: as in the whole."""
        done, at = self.replications, list(chosen)
        columns = [done.column(each) for each in at]
        rows = np.array(columns).reshape(len(at), len(done)).T
        return summarise_rows(tuple(done.keys[each] for each in at), list(rows))


def in_turn(stream: Stream, found: Iterable[Replication]) -> Iterator[int]:
    """Fold replications as they end; yields how many have ended."""
    for ended, each in enumerate(found, 1):
        stream.take(each)
        yield ended
