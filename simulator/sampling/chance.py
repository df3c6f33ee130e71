"""Chance of one replication: who is drawn for, and uniform numbers for one decision about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.streams import Words, key, keyed_uniforms

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Each row of a patient (a return, or what he does elsewhere) draws its steps' occurrences from so
# much further on, so a pathway may meet one thing this often.
OCCURRENCES_PER_ROW = 1024
# More than the returns that a group may have in a row.
_RETURNS = 16


@dataclass(frozen=True, slots=True)
class People:
    """Those drawn for, one row each; all columns have shape (n,).

    ``origin``: number of the patient group of the first arrival, whose streams are read throughout.
    ``group``: of the group he now belongs to. ``depth``: how many times he has returned.
    ``sent``: the sum of 2**depth over the returns (0: the first arrival) in which he was sent
    elsewhere.
    """

    origin: Numbers
    group: Numbers
    locality: Numbers
    identity: Words
    depth: Numbers
    sent: Numbers

    @property
    def occurrence(self) -> Words:
        """Where the occurrences of each row's draws begin."""
        row = self.depth + self.sent * _RETURNS if self.sent.any() else self.depth
        return (row * OCCURRENCES_PER_ROW).view(np.uint64)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.identity)

    def rows(self, which: Numbers | NDArray[np.bool_]) -> People:
        """Some of them, in the order given."""
        return People(
            self.origin[which],
            self.group[which],
            self.locality[which],
            self.identity[which],
            self.depth[which],
            self.sent[which],
        )


@dataclass(frozen=True, slots=True)
class Chance:
    """The streams of one replication. ``groups``: names of the patient groups, by number.

    ``apart``: what is put before the name of a group, so that its streams are others.
    """

    seed: int
    replication: int
    groups: tuple[str, ...]
    apart: str = ""

    def keys(self, names: Sequence[tuple[str, str]]) -> Words:
        """The key of each (patient group, decision)."""
        found = [
            key(self.seed, self.replication, self.apart + group, what) for group, what in names
        ]
        return np.array(found, dtype=np.uint64)

    def uniforms(self, decision: str, people: People) -> Reals:
        """A uniform number for one decision about each of some people."""
        present = np.flatnonzero(np.bincount(people.origin, minlength=len(self.groups)))
        keys = np.zeros(len(self.groups), dtype=np.uint64)
        keys[present] = self.keys([(self.groups[group], decision) for group in present])
        return keyed_uniforms(keys[people.origin], people.identity, people.occurrence)


def chosen(shares: Sequence[float], u: Reals) -> Numbers:
    """Which of several, by shares taken in proportion; one with a share of 0 is never chosen.

    Raises:
        ValueError: all shares are 0.
    """
    sums = np.cumsum(shares)
    if sums[-1] <= 0:
        raise ValueError("at least one share must be above 0")
    return np.searchsorted(sums / sums[-1], u, side="right").astype(np.int64)


def ordered(numbers: NDArray[np.integer]) -> Numbers:
    """The order that sorts some small numbers from 0 up, equal ones staying as they are."""
    narrow = np.min_scalar_type(int(numbers.max(initial=0)))
    # Numbers of up to 16 bits are sorted by their digits, several times as fast as by comparison.
    return np.argsort(numbers.astype(narrow), kind="stable")


def segments(numbers: NDArray[np.integer]) -> list[tuple[int, Numbers]]:
    """Each number, from 0 up, that occurs, and the positions at which it does, in order."""
    if len(numbers) == 0:
        return []
    order = ordered(numbers)
    ends = np.cumsum(np.bincount(numbers)).tolist()
    pieces = enumerate(pairwise([0, *ends]))
    return [(number, order[start:stop]) for number, (start, stop) in pieces if start < stop]
