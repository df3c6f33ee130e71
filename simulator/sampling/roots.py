"""Where a rising function passes a level: one number by halving, arrays by interpolation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

_STEPS = 200


def root(rising: Callable[[float], float], low: float, high: float) -> float:
    """The point in [low, high] at which a rising function passes 0, to the last bit.

    Raises:
        ValueError: the function has one sign throughout.
    """
    if rising(low) > 0 or rising(high) < 0:
        raise ValueError("no root between the bounds")
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return high


def passes(cdf: Callable[[Reals], Reals], level: Reals, low: Reals, high: Reals) -> Reals:
    """The least x in [low, high] with cdf(x) >= level, within a few units of the last place.

    ``cdf(high) >= level`` must hold; jumps are allowed. Element by element, so that a result does
    not depend on the others. The method is T. R. Chandrupatla's, "A new hybrid
    quadratic/bisection algorithm for finding the zero of a nonlinear function without using
    derivatives", Advances in Engineering Software 28, 1997.
    """
    at_low = cdf(low) - level
    answer = np.where(at_low >= 0, low, high)
    open_ones = np.flatnonzero((at_low < 0) & (low < high))
    search = _Search(cdf, *(each[open_ones] for each in (level, low, high, at_low)))
    for _ in range(_STEPS):
        if len(open_ones) == 0:
            break
        found = search.narrow()
        answer[open_ones[found]] = search.upper()[found]
        open_ones = open_ones[~found]
        search.keep(~found)
    return answer


class _Search:
    """Brackets (a, b) being narrowed, with the last point left out, c, for interpolation."""

    def __init__(
        self,
        cdf: Callable[[Reals], Reals],
        level: Reals,
        low: Reals,
        high: Reals,
        at_low: Reals,
    ) -> None:
        self.cdf, self.level = cdf, level
        self.a, self.fa = high, cdf(high) - level
        self.b, self.fb = low, at_low
        self.c, self.fc = self.a, self.fa
        self.fraction = np.full(len(level), 0.5)

    def narrow(self) -> NDArray[np.bool_]:
        """Take one step; says which brackets are now as narrow as numbers allow."""
        x = self.a + self.fraction * (self.b - self.a)
        fx = self.cdf(x) - self.level
        same = (fx >= 0) == (self.fa >= 0)
        self.c, self.fc = np.where(same, self.a, self.b), np.where(same, self.fa, self.fb)
        self.b, self.fb = np.where(same, self.b, self.a), np.where(same, self.fb, self.fa)
        self.a, self.fa = x, fx
        width = np.abs(self.b - self.a)
        least = 2 * np.spacing(np.maximum(np.abs(self.a), np.abs(self.b)))
        found = (width <= 2 * least) | (fx == 0)
        edge = least / np.where(width > 0, width, 1)
        self.fraction = np.clip(self._interpolated(), edge, 1 - edge)
        return np.asarray(found)

    def _interpolated(self) -> Reals:
        """Inverse quadratic interpolation where it can be trusted, otherwise half way."""
        a, b, c, fa, fb, fc = self.a, self.b, self.c, self.fa, self.fb, self.fc
        with np.errstate(all="ignore"):
            xi = (a - b) / (c - b)
            phi = (fa - fb) / (fc - fb)
            trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            t = fa / (fb - fa) * fc / (fb - fc)
            t += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        return np.where(trusted & np.isfinite(t), t, 0.5)

    def upper(self) -> Reals:
        """The end of each bracket at which the level is reached."""
        return np.where(self.fa >= 0, self.a, self.b)

    def keep(self, some: NDArray[np.bool_]) -> None:
        """Go on with some of the brackets only."""
        for name in ("level", "a", "fa", "b", "fb", "c", "fc", "fraction"):
            setattr(self, name, getattr(self, name)[some])
