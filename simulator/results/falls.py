"""Falls of what a patient takes during a stay, as its profile of visits says (rule 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.results.outline import Integers, Outline
from simulator.results.run import Run
from simulator.results.stays import stays


@dataclass(frozen=True, slots=True)
class Falls:
    """Falls that happened, by stay: ``stay`` a row of ``stays``, ``at`` a time, ``drop`` how much.

    A fall happens while the patient is in the place: none at or after leaving.
    """

    stay: Integers
    at: Integers
    drop: Integers

    def __len__(self) -> int:
        """Number of falls."""
        return len(self.stay)


@dataclass(frozen=True, slots=True)
class _Profiles:
    """By row of the route table ``n`` falls from ``first``; ``after`` starting, and their drop."""

    n: Integers
    first: Integers
    after: Integers
    drop: Integers


def _profiles(outline: Outline) -> _Profiles:
    n: list[int] = []
    after: list[int] = []
    drop: list[int] = []
    for route in outline.network.routes:
        for step in route.steps:
            n.append(len(step.profile))
            weight = step.weight
            for time, then in step.profile:
                after.append(time)
                drop.append(weight - then)
                weight = then
    counts = np.array(n, dtype=np.int64)
    first = np.cumsum(counts) - counts
    return _Profiles(counts, first, np.array(after, dtype=np.int64), np.array(drop, dtype=np.int64))


def falls(run: Run) -> Falls:
    """Every fall of every stay in a place."""
    every, profiles = run.once(stays), run.fixed(_profiles)
    if not len(profiles.after):
        return Falls(profiles.after, profiles.after, profiles.drop)
    there = np.flatnonzero((every.started >= 0) & (profiles.n[every.route_row] > 0))
    row = every.route_row[there]
    n = profiles.n[row]
    stay = np.repeat(there, n)
    which = (
        np.arange(len(stay)) - np.repeat(np.cumsum(n) - n, n) + np.repeat(profiles.first[row], n)
    )
    at = every.started[stay] + profiles.after[which]
    left = every.left[stay]
    happens = (at < run.network.end) & ((left < 0) | (at < left))
    return Falls(stay[happens], at[happens], profiles.drop[which[happens]])
