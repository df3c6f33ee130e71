"""Stays counted once they had ended, of those admitted in a period: the longest are not in yet.

Someone admitted on one of the W days of a period is counted with n midnights only if fewer than
W - n days had passed when he came. Where as many come each day, a stay of n midnights is in the
counts with weight W - n, and one of W or more never (N. Keiding, "Age-specific incidence and
prevalence: a statistical perspective", Journal of the Royal Statistical Society A 154, 1991).
Stays that ended in a period, whoever was admitted when, need no weight: `Bins`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.stay.bins import Bins
from calibration.stay.counts import Count
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]

# Day by day so far; beyond, once a week, where shares fall slowly.
_DAILY, _WEEK = 70, 7


@dataclass(frozen=True, eq=False)
class Watched(Bins):
    """Counts in bands of days of ended stays of those admitted in ``watched`` days."""

    watched: int = 0

    @classmethod
    def within(
        cls, days: int, edges: Sequence[float], counts: Sequence[Count], recording: Recording
    ) -> Watched:
        """From a period of so many days, and edges and counts as of ``Bins.of``.

        Bands that begin after the period are left out: nobody can be in them.

        Raises:
            InputError: as of ``Bins.of``; the period is shorter than a week; someone stayed longer.
        """
        if days < _WEEK:
            do = "give records of some months: in days nobody can have stayed long"
            raise InputError([Problem(f"admitted within {days} days", path="watched", do=do)])
        kept = [at for at, edge in enumerate(edges[:-1]) if edge < days]
        if sum(_most(counts[at]) for at in range(len(kept), len(counts))):
            do = "say that the records are of stays that ended in the period"
            says = f"someone admitted within {days} days stayed longer"
            raise InputError([Problem(says, path="watched", do=do)])
        ends = [*(edges[at] for at in kept), min(edges[len(kept)], float(days))]
        found = Bins.of(ends, [counts[at] for at in kept], recording=recording)
        return cls(found.edges, found.counts, found.counted, found.recording, days)

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        return f"{super().says}, of those admitted in {self.watched} days"

    @property
    def unseen_beyond(self) -> float:
        """Where the last band begins."""
        return float(self.edges[-2])

    def share(self, law: Distribution) -> Reals:
        """Chance of each band for someone who is in the data, shape (bands,)."""
        days, weight = self._grid
        staying = self.recording.at_least(law, days)
        gone = np.maximum(weight @ staying, 0.0)
        return np.asarray(gone / max(float(gone.sum()), 1e-290))

    @cached_property
    def _grid(self) -> tuple[Reals, Reals]:
        """Days, and how shares that stay so long or longer add up to each band, (bands, days).

        The sum of f(n) (W - n) over a band is by parts one of the shares themselves.
        """
        last = int(self.edges[-1])
        far = np.arange(_DAILY, last + _WEEK, _WEEK)
        near = np.concatenate([np.arange(_DAILY), far, self.edges])
        days = np.unique(np.clip(near, self.edges[0], last))
        steps = np.arange(int(self.edges[0]), last + 1)
        spread = np.stack([np.interp(steps, days, one) for one in np.eye(len(days))], axis=1)
        rows = []
        for first, after in zip(self.edges[:-1], self.edges[1:], strict=True):
            sums = np.zeros(len(steps))
            inside = (steps > first) & (steps < after)
            sums[inside] = -1.0
            sums[steps == first] = self.watched - first
            sums[steps == after] = -(self.watched - after + 1)
            rows.append(sums @ spread)
        return days, np.array(rows)


def _most(count: Count) -> int:
    return count[1] if isinstance(count, tuple) else count
