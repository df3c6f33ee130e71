"""What every kind of data on lengths of stay can say; several kinds are fitted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Where bands of midnights begin, when data come one by one.
BAND_STARTS = (0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 42, 60, 90)
# Chances below this count as this, so that one impossible row does not end a search.
LEAST_CHANCE = 1e-290


@dataclass(frozen=True, slots=True)
class Band:
    """One line of observed against expected.

    ``variance``: of the observed number about the expected one, if the law were right.
    """

    label: str
    observed: float
    expected: float
    variance: float

    @property
    def chi_square(self) -> float:
        """Squared difference over its variance."""
        return (self.observed - self.expected) ** 2 / max(self.variance, 1e-9)


@dataclass(frozen=True, slots=True)
class LongStay:
    """Share of stays, or of people in bed, of so many days or more."""

    days: int
    observed: float
    fitted: float


class Evidence(Protocol):
    """One set of data on a length of stay."""

    @property
    def patients(self) -> float:
        """How many people it tells of."""

    @property
    def typical(self) -> float:
        """A rough length in days, above 0, for a search to begin from."""

    @property
    def says(self) -> str:
        """What it is, in a few words, for the source of a fitted law."""

    @property
    def unseen_beyond(self) -> float | None:
        """From how many days on lengths are known only to be as long; nothing where all are."""

    @property
    def unseen_below(self) -> int:
        """Shorter stays than this many days are nowhere in the data."""

    @property
    def figures(self) -> int:
        """How many free figures it has, which a law of as many numbers can always meet."""

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the chance of the data, but for what does not depend on the law."""

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """Observed against expected."""

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """Shares of 7, 14 and 21 days or more, as far as the data hold them."""

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Self:
        """The same data as chance might have given them, had the law been right."""

    def folds(self, count: int, rng: np.random.Generator) -> Sequence[tuple[Self, Self]]:
        """Pairs to fit to and to try on; none where the data cannot be divided."""


LONG = (7, 14, 21)


def log_chance(share: Reals) -> Reals:
    """Logs of chances, none of them minus infinity."""
    return np.asarray(np.log(np.maximum(share, LEAST_CHANCE)))


def whole_days(days: Sequence[float] | Reals, least: int, name: str) -> Numbers:
    """Days as whole numbers.

    Raises:
        InputError: one is no whole number, is below ``least``, or there is none at all.
    """
    given = _numbers(days, name)
    wrong = np.flatnonzero((given < least) | (given != np.rint(given)))
    if len(wrong):
        do = f"give whole midnights of {least} or more"
        do += ", or say unit='exact'" if least == 0 else ""
        raise InputError([_first(given, wrong, name, do)])
    return given.astype(np.int64)


def exact_days(days: Sequence[float] | Reals, name: str) -> Reals:
    """Days above 0.

    Raises:
        InputError: one is not, or there is none at all.
    """
    given = _numbers(days, name)
    wrong = np.flatnonzero(given <= 0)
    if len(wrong):
        do = "give the time between two instants, above 0; whole days are unit='midnights'"
        raise InputError([_first(given, wrong, name, do)])
    return given


def _numbers(days: Sequence[float] | Reals, name: str) -> Reals:
    try:
        given = np.asarray(days, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        do = "give one number for each patient"
        raise InputError([Problem("not all are numbers", path=name, do=do)]) from None
    if not len(given):
        do = "give at least one; perhaps a filter left nobody"
        raise InputError([Problem("there is no row", path=name, do=do)])
    wrong = np.flatnonzero(~np.isfinite(given) | (np.abs(given) > 1e5))
    if len(wrong):
        do = "leave rows without a length out, or mark those still in bed as open"
        raise InputError([_first(given, wrong, name, do)])
    return given


def _first(given: Reals, wrong: Numbers, name: str, do: str) -> Problem:
    rows = f"row {wrong[0] + 1}" if len(wrong) == 1 else f"{len(wrong)} rows, first {wrong[0] + 1}"
    return Problem(f"{given[wrong[0]]:g} days cannot be used ({rows})", path=name, do=do)


def band_label(first: float, last: float) -> str:
    """A band of whole days in words: 3, 4 to 6, 21 or more."""
    if not np.isfinite(last):
        return f"{first:g} or more"
    return f"{first:g}" if last == first else f"{first:g} to {last:g}"
