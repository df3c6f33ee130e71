"""People found in bed at a midnight: long stays are found there more often than short ones.

Whoever stays n midnights is met by n censuses. So the chance that a census meets someone who has
been there for k midnights, that one included, is ``P(N >= k) / E[N]``, and that it meets someone
on his k-th midnight who stays n in all is ``P(N = n) / E[N]`` (D. R. Cox, "Renewal theory", 1962,
chapter 5). It holds where as many come as go; not in a ward that is filling or running down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import (
    BAND_STARTS,
    LONG,
    Band,
    LongStay,
    band_label,
    log_chance,
    whole_days,
)
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Nobody is drawn who has been there longer than this many midnights.
_LONGEST_DRAWN = 3000


@dataclass(frozen=True, eq=False)
class Census:
    """People in bed at a midnight, made by ``Census.of``.

    Arrays of shape (patients,): ``days``, midnights so far, that of the census included, or in all
    where the stay has ended since; ``is_open``: whether it has not. ``followed``: for how many
    midnights after the census those still there were watched (0: not at all; nothing: until all
    had left). ``listed_from``: people below so many midnights are not in the list.
    """

    days: Numbers
    is_open: Flags
    followed: int | None
    listed_from: int
    recording: Recording

    @classmethod
    def of(
        cls,
        days: Sequence[float] | Reals,
        is_open: Sequence[bool] | Flags | None = None,
        *,
        followed: int | None = 0,
        listed_from: int = 1,
        recording: Recording | None = None,
    ) -> Census:
        """From rows; where not said, nobody was followed and everybody is open.

        Raises:
            InputError: a number of midnights is not whole or below ``listed_from``; the marks of
                being open do not fit ``followed``; lengths are exact days.
        """
        recording = recording or Recording()
        least = max(1, listed_from)
        problems = []
        if recording.is_exact:
            do = "leave the recording out, which then counts midnights"
            problems.append(Problem("a census is of midnights", path="recording", do=do))
        if listed_from < 1:
            do = "count the midnight of the census itself: everybody has 1 or more"
            problems.append(Problem(f"a list from {listed_from}", path="listed_from", do=do))
        if problems:
            raise InputError(problems)
        found = whole_days(days, least, "days")
        still = np.full(len(found), followed is not None)
        still = still if is_open is None else np.asarray(is_open, dtype=bool)
        problems = _faults(found, still, followed, least)
        if problems:
            raise InputError(problems)
        return cls(found, still, followed, least, recording)

    @property
    def patients(self) -> float:
        """How many were found."""
        return float(len(self.days))

    @property
    def typical(self) -> float:
        """Well below what is found, since a census finds the long stays."""
        return max(0.5, float(np.median(self.days)) / 2)

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        listed = f" of {self.listed_from} midnights or more" if self.listed_from > 1 else ""
        ended = int((~self.is_open).sum())
        known = f", {ended:,} of them until they left" if ended else ""
        return f"{len(self.days):,} people in bed at a midnight{listed}{known}"

    @property
    def unseen_beyond(self) -> float | None:
        """Nothing: whoever is there has been there for the days that are given."""
        return None

    @property
    def unseen_below(self) -> int:
        """Where the list begins; a census of all misses only stays of no midnight."""
        return self.listed_from

    @property
    def figures(self) -> int:
        """How many different lengths there are."""
        return len(np.unique(self.days))

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the chance of what was found: f over the mean, or what is left over the mean."""
        ended, still = self._numbers
        ends = self.recording.at_least(law, ended[0]) - self.recording.at_least(law, ended[0] + 1)
        known = log_chance(ends) @ ended[1]
        known += log_chance(self.recording.at_least(law, still[0])) @ still[1]
        return float(known - self.patients * np.log(self._found(law)))

    @cached_property
    def _numbers(self) -> tuple[tuple[Reals, Numbers], tuple[Reals, Numbers]]:
        """Days and how many have them, of ended stays and of open ones."""
        days, count = np.unique(self.days[~self.is_open], return_counts=True)
        open_days, open_count = np.unique(self.days[self.is_open], return_counts=True)
        return (days.astype(np.float64), count), (open_days.astype(np.float64), open_count)

    def _found(self, law: Distribution) -> float:
        """Censuses that a stay is met by, on the list: the sum that chances are divided by."""
        _, weight, staying = self.recording.sums(law, self.listed_from)
        return max(float(weight @ staying), 1e-290)

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """Open rows, and ended ones, in bands of midnights."""
        top = max(int(self.days.max()) + 1, BAND_STARTS[-1] + 1)
        still, ended = self._shares(law, top)
        found = []
        for is_open, share, tail in ((True, still, ""), (False, ended, ", ended since")):
            seen = self.days[self.is_open == is_open]
            if not len(seen):
                continue
            for first, after in zip(BAND_STARTS, (*BAND_STARTS[1:], np.inf), strict=True):
                own = slice(first, int(min(after, top)))
                chance = float(share[own].sum()) + (0.0 if np.isfinite(after) else share[-1])
                number = float(((seen >= first) & (seen < after)).sum())
                if chance > 0:
                    expected = self.patients * chance
                    label = band_label(first, after - 1) + tail
                    found.append(Band(label, number, expected, expected * (1 - chance)))
        return tuple(found)

    def _shares(self, law: Distribution, top: int) -> tuple[Reals, Reals]:
        """Chances of open rows and of ended ones at 0, 1, ... top - 1 midnights, then of more."""
        days = np.arange(top + 1)
        staying = self.recording.at_least(law, days.astype(np.float64))
        ending = np.maximum(staying[:-1] - staying[1:], 0.0)
        ways = np.maximum(days[:-1] - self.listed_from + 1, 0)
        watched = np.inf if self.followed is None else self.followed
        found = self._found(law)
        ended = ending * np.minimum(ways, watched) / found
        is_open_there = (days[:-1] >= self.listed_from + watched) & np.isfinite(watched)
        still = np.where(is_open_there, staying[:-1], 0.0) / found
        beyond = max(0.0, 1 - float(ended.sum() + still.sum()))
        tail_ended = beyond if self.followed is None else self.followed * staying[-1] / found
        tail_ended = min(beyond, float(tail_ended))
        return np.append(still, beyond - tail_ended), np.append(ended, tail_ended)

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """Shares of people in bed, at the census, who have been there for 7, 14 and 21 midnights.

        Nothing where people were followed, since their days then are not those at the census.
        """
        if not self.is_open.all() or self.followed:
            return ()
        found = []
        for days in LONG:
            if days > self.listed_from:
                _, weight, staying = self.recording.sums(law, days)
                fitted = float(weight @ staying) / self._found(law)
                found.append(LongStay(days, float((self.days >= days).mean()), fitted))
        return tuple(found)

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Census:
        """People as chance might have put them in bed, followed for as long."""
        still, ended = self._shares(law, _LONGEST_DRAWN)
        chance = np.concatenate([still, ended])
        size = len(still)
        numbers = rng.multinomial(len(self.days), chance / chance.sum())
        place = np.repeat(np.arange(len(chance)), numbers)
        return replace(self, days=place % size, is_open=place < size)

    def folds(self, count: int, rng: np.random.Generator) -> list[tuple[Census, Census]]:
        """Rows cut at random into so many parts; each in turn is what to try on."""
        part = rng.permutation(np.arange(len(self.days)) % count)
        return [(self._rows(part != each), self._rows(part == each)) for each in range(count)]

    def _rows(self, some: Flags) -> Census:
        return replace(self, days=self.days[some], is_open=self.is_open[some])


def _faults(days: Numbers, is_open: Flags, followed: int | None, least: int) -> list[Problem]:
    if len(is_open) != len(days):
        says = f"{len(days)} rows and {len(is_open)} marks of being open"
        return [Problem(says, path="is_open", do="give one for each patient")]
    if followed is not None and (followed < 0 or followed % 1):
        do = "give the whole midnights for which they were watched, or nothing if to the end"
        return [Problem(f"followed for {followed}", path="followed", do=do)]
    if followed is None and is_open.any():
        do = "say for how many midnights they were watched, or wait until all have left"
        return [Problem("followed to the end, and some are open", path="followed", do=do)]
    if followed == 0 and not is_open.all():
        do = "say for how many midnights after the census people were watched"
        return [Problem("some have left, and nobody was followed", path="followed", do=do)]
    if followed and (days[is_open] < least + followed).any():
        do = "count their midnights up to the end of the watch"
        says = f"someone still there after {followed} midnights has fewer than {least + followed}"
        return [Problem(says, path="days", do=do)]
    return []
