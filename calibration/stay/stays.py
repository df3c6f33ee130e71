"""Patient-level rows: one length of stay each, over or still going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import (
    LEAST_CHANCE,
    LONG,
    Band,
    LongStay,
    exact_days,
    log_chance,
    whole_days,
)
from calibration.stay.law_shape import log_density
from calibration.stay.life_table import LifeTable
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Nobody is drawn to stay longer than this many days.
_LONGEST_DRAWN = 3000


@dataclass(frozen=True, eq=False)
class Stays:
    """Lengths of stay of everyone admitted in a period, or seen from some day of his stay on.

    Arrays of shape (patients,): ``days``; ``is_open``: still there after so many;
    ``seen_from``: the day of his stay from which on each would have been in the records at all (0:
    from admission; 1: stays of no midnight are left out; more: he was there before the records
    begin). Made by ``Stays.of``, which checks them.
    """

    days: Reals
    is_open: Flags
    seen_from: Reals
    recording: Recording

    @classmethod
    def of(
        cls,
        days: Sequence[float] | Reals,
        is_open: Sequence[bool] | Flags | None = None,
        *,
        seen_from: Sequence[float] | Reals | float = 0,
        recording: Recording | None = None,
    ) -> Stays:
        """From rows; nobody is open and everybody seen from admission, where not said.

        Raises:
            InputError: a length is missing, negative or no whole number of midnights; the columns
                differ in length; somebody left before he was seen; everybody is still there.
        """
        recording = recording or Recording()
        if recording.is_exact:
            lengths = exact_days(days, "days")
        else:
            lengths = whole_days(days, 0, "days").astype(np.float64)
        none = np.zeros(len(lengths), dtype=bool)
        still = none if is_open is None else np.asarray(is_open, dtype=bool)
        since = np.asarray(seen_from, dtype=np.float64)
        since = np.full(len(lengths), since) if since.ndim == 0 else since
        problems = _faults(lengths, still, since, recording)
        if problems:
            raise InputError(problems)
        return cls(lengths, still, since, recording)

    @property
    def patients(self) -> float:
        """How many rows there are."""
        return float(len(self.days))

    @property
    def typical(self) -> float:
        """The median of the rows, open ones as they are; half a day at least."""
        return max(0.5, float(np.median(self.days)))

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        still = f", {int(self.is_open.sum()):,} of them still open" if self.is_open.any() else ""
        least = float(self.seen_from.min())
        late = f", seen from day {least:g} on" if least > 0 else ""
        return f"{len(self.days):,} stays in {self.recording.unit}{still}{late}"

    @property
    def unseen_beyond(self) -> float | None:
        """The longest row where it is open, since what comes after it is nowhere seen."""
        longest = float(self.days.max())
        return longest if bool(self.is_open[self.days == longest].any()) else None

    @property
    def unseen_below(self) -> int:
        """The first day from which anybody is seen."""
        return int(self.seen_from.min())

    @property
    def figures(self) -> int:
        """How many different lengths there are."""
        return len(np.unique(self.days))

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the chance of the rows: open ones at least as long, seen given they were."""
        if not self.recording.is_exact:
            return self._table.log_likelihood(self._at_least(law), LEAST_CHANCE)
        ended = log_density(law, self.days[~self.is_open]).sum()
        still = log_chance(self.recording.at_least(law, self.days[self.is_open])).sum()
        since = self.seen_from[self.seen_from > 0]
        return float(ended + still - log_chance(self.recording.at_least(law, since)).sum())

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """Those who left in bands of days, against those expected of the ones there to leave."""
        return self._table.bands(self._at_least(law))

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """Shares of 7, 14 and 21 days or more, of stays as long as the earliest seen."""
        staying, fitted = self._table.staying(), self._at_least(law)
        base = int(self.seen_from.min())
        watched = np.flatnonzero(self._table.at_risk > 0)[-1] + 1
        return tuple(
            LongStay(days, float(staying[days]), float(fitted[days] / fitted[base]))
            for days in LONG
            if base < days <= watched
        )

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Stays:
        """Rows as chance might have given them, watched for as long as these were."""
        days = np.arange(_LONGEST_DRAWN + 1, dtype=np.float64)
        at_least = self.recording.at_least(law, days)
        table = self._table.drawn(at_least, rng)
        day, is_open = table.rows()
        found = day.astype(np.float64)
        if self.recording.is_exact:
            found += self._within(law, found, is_open, rng)
        return replace(self, days=found, is_open=is_open)

    def _within(
        self, law: Distribution, day: Reals, is_open: Flags, rng: np.random.Generator
    ) -> Reals:
        """Parts of a day, by the law given the day for those who left."""
        part = rng.random(len(day))
        low, high = law.cdf(day[~is_open]), law.cdf(day[~is_open] + 1)
        level = np.clip(low + part[~is_open] * (high - low), 1e-15, 1 - 1e-15)
        part[~is_open] = np.clip(law.ppf(level) - day[~is_open], 1e-6, 1 - 1e-9)
        return part

    def folds(self, count: int, rng: np.random.Generator) -> list[tuple[Stays, Stays]]:
        """Rows cut at random into so many parts; each in turn is what to try on."""
        part = rng.permutation(np.arange(len(self.days)) % count)
        return [(self._rows(part != each), self._rows(part == each)) for each in range(count)]

    def _rows(self, some: Flags) -> Stays:
        return replace(
            self, days=self.days[some], is_open=self.is_open[some], seen_from=self.seen_from[some]
        )

    @cached_property
    def _table(self) -> LifeTable:
        day, since = np.floor(self.days), np.floor(self.seen_from)
        return LifeTable.of(day.astype(np.int64), self.is_open, since.astype(np.int64))

    def _at_least(self, law: Distribution) -> Reals:
        return self.recording.at_least(law, np.arange(len(self._table.left) + 1, dtype=np.float64))


def _faults(days: Reals, is_open: Flags, since: Reals, recording: Recording) -> list[Problem]:
    if len(is_open) != len(days) or len(since) != len(days):
        says = (
            f"{len(days)} lengths, {len(is_open)} marks of being open, {len(since)} of being seen"
        )
        return [Problem(says, path="days", do="give one of each for each patient")]
    found = []
    if is_open.all():
        do = "give those who left as well; for a census of those in bed use Census"
        found.append(Problem("everybody is still there", path="is_open", do=do))
    if (since < 0).any() or not np.isfinite(since).all():
        do = "write 0 for those in the records from admission"
        found.append(Problem("someone is seen from before his stay", path="seen_from", do=do))
    is_early = days < since if not recording.is_exact else days <= since
    if is_early.any():
        row = int(np.flatnonzero(is_early)[0])
        says = f"row {row + 1} is of {days[row]:g} days and seen only from day {since[row]:g} on"
        do = "leave such rows out, or correct seen_from"
        found.append(Problem(says, path="seen_from", do=do))
    if not recording.is_exact and (since != np.rint(since)).any():
        do = "give whole midnights"
        found.append(Problem("not all are whole numbers", path="seen_from", do=do))
    return found
