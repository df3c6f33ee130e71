"""Independent priors of unknowns on an unbounded scale, where each is standard normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError, Problem

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unknown:
    """One unknown: normal on its unbounded scale (a log, or log odds), with mean and sd there."""

    name: str
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Prior:
    """The unknowns, in the order of the columns of z.

    Raises:
        InputError: there are none, two have one name, or one has no width.
    """

    unknowns: tuple[Unknown, ...]

    def __post_init__(self) -> None:
        names = [each.name for each in self.unknowns]
        found = []
        if not names:
            found.append(Problem("nothing is unknown", path="prior", do="give one unknown"))
        for name in sorted({name for name in names if names.count(name) > 1}):
            do = "name each differently"
            found.append(Problem("two unknowns have this name", path=name, do=do))
        for each in self.unknowns:
            if not (np.isfinite(each.mean) and np.isfinite(each.sd) and each.sd > 0):
                do = "give a mean, and a standard deviation above 0; what is known is no unknown"
                says = f"its mean is {each.mean} and its sd {each.sd}"
                found.append(Problem(says, path=each.name, do=do))
        if found:
            raise InputError(found)

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.unknowns)

    @property
    def mean(self) -> Reals:
        """Means, (unknowns,)."""
        return np.array([each.mean for each in self.unknowns])

    @property
    def sd(self) -> Reals:
        """Standard deviations, (unknowns,)."""
        return np.array([each.sd for each in self.unknowns])

    def drawn(self, members: int, rng: np.random.Generator) -> Reals:
        """An ensemble, (members, unknowns), spread evenly: a Latin hypercube.

        M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21, 1979.
        """
        from scipy.special import ndtri

        cells = np.stack([rng.permutation(members) for _ in self.unknowns], axis=1)
        u = (cells + rng.random(cells.shape)) / members
        return np.asarray(self.mean + self.sd * ndtri(np.clip(u, 1e-12, 1 - 1e-12)))
