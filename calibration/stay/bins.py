"""Binned counts: how many stays, or people in bed, there were in bands of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.stay.counts import Count, Counts
from calibration.stay.evidence import LONG, Band, LongStay, band_label
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]
Counted = Literal["admissions", "census"]


@dataclass(frozen=True, eq=False)
class Bins:
    """Counts in bands of days, made by ``Bins.of``.

    ``edges``: the first day of each band and, last, the first day after the last band, or
    infinity. Nothing below the first edge is in the data (1: stays of no midnight are left out).
    ``counted``: "admissions", or "census": people in bed at a midnight by the midnights they have
    been there so far, that one included.
    """

    edges: Reals
    counts: Counts
    counted: Counted
    recording: Recording

    @classmethod
    def of(
        cls,
        edges: Sequence[float],
        counts: Sequence[Count],
        *,
        total: int | None = None,
        counted: Counted = "admissions",
        recording: Recording | None = None,
    ) -> Bins:
        """From edges and one count fewer; a suppressed count is a pair (low, high).

        Raises:
            InputError: edges do not rise, or are not whole; there are too many or too few counts;
                a count is none; a census has people below its first midnight.
        """
        recording = recording or Recording()
        problems = _edge_faults(list(edges), len(counts), counted, recording)
        if problems:
            raise InputError(problems)
        found = Counts.of(counts, total)
        return cls(np.array(edges, dtype=np.float64), found, counted, recording)

    @property
    def patients(self) -> float:
        """How many are counted."""
        return self.counts.patients

    @property
    def typical(self) -> float:
        """The start of the band in the middle of the patients, or half way through it."""
        at = int(np.searchsorted(np.cumsum(self.counts.middle), self.counts.middle.sum() / 2))
        low, high = self.edges[at], self.edges[at + 1]
        return float(max(0.5, low if not np.isfinite(high) else (low + high) / 2))

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        what = "stays" if self.counted == "admissions" else "people in bed at a midnight"
        hidden = int(self.counts.hidden.sum())
        ranges = f", {hidden} of them ranges" if hidden else ""
        return f"{self.patients:,.0f} {what} in {len(self.edges) - 1} bands{ranges}"

    @property
    def unseen_beyond(self) -> float | None:
        """Where the open band at the end begins."""
        return float(self.edges[-2]) if np.isinf(self.edges[-1]) else None

    @property
    def unseen_below(self) -> int:
        """Where the first band begins."""
        return int(self.edges[0])

    @property
    def figures(self) -> int:
        """One fewer than the bands, since shares add up to 1."""
        return len(self.edges) - 2

    def share(self, law: Distribution) -> Reals:
        """Chance of each band for someone who is in the data, shape (bands,)."""
        if self.counted == "admissions":
            at_least = np.zeros(len(self.edges))
            is_near = np.isfinite(self.edges)
            at_least[is_near] = self.recording.at_least(law, self.edges[is_near])
        else:
            near = [int(edge) for edge in self.edges if np.isfinite(edge)]
            found = self._met_from(law, near)
            at_least = np.array(found + [0.0] * (len(self.edges) - len(near)))
        share = at_least[:-1] - at_least[1:]
        return np.asarray(share / max(at_least[0] - at_least[-1], 1e-290))

    def _met_from(self, law: Distribution, edges: Sequence[int]) -> list[float]:
        """Censuses that meet a stay at so many midnights or more, on average, for each edge."""
        count, weight, staying = self.recording.sums(law, edges[0])
        left = np.cumsum((weight * staying)[::-1])[::-1]
        found = []
        for edge in edges:
            at = edge - edges[0]
            if at < len(count) and count[at] == edge:
                found.append(float(left[at]))
            else:
                _, own, beyond = self.recording.sums(law, edge)
                found.append(float(own @ beyond))
        return found

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the chance of the counts, ranges being sums over all that they allow."""
        return self.counts.log_likelihood(self.share(law))

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """Each band; a range stands at what is expected of it, so it says little against a law."""
        share = self.share(law)
        expected = self.patients * share
        seen = self.counts.expected_given(share)
        return tuple(
            Band(band_label(first, after - 1), float(n), float(e), float(e * (1 - p)))
            for first, after, n, e, p in zip(
                self.edges[:-1], self.edges[1:], seen, expected, share, strict=True
            )
        )

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """Shares of 7, 14 and 21 days or more, where a band begins at them."""
        share = self.share(law)
        seen = self.counts.expected_given(share)
        seen = seen / seen.sum()
        found = []
        for days in LONG:
            at = np.flatnonzero(self.edges[1:-1] == days) + 1
            for first in at:
                fitted = float(share[first:].sum())
                found.append(LongStay(days, float(seen[first:].sum()), fitted))
        return tuple(found)

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Bins:
        """Counts as chance might have given them."""
        return replace(self, counts=self.counts.drawn(self.share(law), rng))

    def folds(self, count: int, rng: np.random.Generator) -> list[tuple[Bins, Bins]]:
        """Patients dealt at random into so many parts; each in turn is what to try on."""
        pairs = self.counts.folds(count, rng)
        return [(replace(self, counts=a), replace(self, counts=b)) for a, b in pairs]


def _edge_faults(
    edges: list[float], counts: int, counted: str, recording: Recording
) -> list[Problem]:
    found = []
    if len(edges) != counts + 1:
        says = f"{len(edges)} edges and {counts} counts"
        do = "give one edge more than counts; end with infinity for '21 or more'"
        found.append(Problem(says, path="edges", do=do))
    if counts < 2:
        found.append(Problem("fewer than two bands", path="counts", do="one band says nothing"))
    is_rising = all(low < high for low, high in pairwise(edges))
    if not is_rising or not edges or edges[0] < 0:
        found.append(Problem("edges do not rise from 0 or more", path="edges", do="sort them"))
    if not recording.is_exact and any(np.isfinite(edge) and edge % 1 for edge in edges):
        do = "give whole midnights, or say that lengths are exact"
        found.append(Problem("not all edges are whole", path="edges", do=do))
    if counted not in ("admissions", "census"):
        do = "write 'admissions' or 'census'"
        found.append(Problem(f"{counted!r} are not counted", path="counted", do=do))
    elif counted == "census" and edges and edges[0] < 1:
        do = "count the midnight of the census itself: begin at 1"
        found.append(Problem("someone in bed at midnight has passed none", path="edges", do=do))
    elif counted == "census" and recording.is_exact:
        do = "leave the recording out, which then counts midnights"
        found.append(Problem("a census is of midnights", path="counted", do=do))
    return found
