"""Lengths drawn from a law, in whole microseconds: exactly its inverse, rounded.

The inverse of a gamma law takes fifty times as long as that of others. Where many are drawn at
once, it is first read from a curve fitted to it, which is off by at most ``_TOLERANCE`` of the
value. That settles the microsecond unless the value lies so near the middle between two that the
two could differ; those few are drawn through the inverse itself. So no length depends on whether
the curve was used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY
from simulator.sampling.distributions import Distribution, microseconds
from simulator.sampling.skewed import Gamma

Reals = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Fitting pays after about five thousand draws: a few replications with so many each.
MANY = 1000
# The curve strays from the inverse by about 2e-15 of the value, and by 2e-14 where it is worst.
_TOLERANCE = 1e-13
_FITS = _TOLERANCE / 4
# Below this shape the inverse itself is no longer as smooth as that.
_LEAST_SHAPE = 0.25
_PIECE = 2**14

# Cells halve towards u = 0, each octave cut into 16 equal ones, and likewise towards u = 1. The
# number of a cell is so the front of the bits of a double, and the place in it the rest.
_OCTAVES, _CUTS = 12, 4
_CELLS = (_OCTAVES - 1) << _CUTS
_TERMS = 8
_REST = 52 - _CUTS
_FIRST = np.array(2.0**-_OCTAVES).view(np.int64) >> _REST


def lengths(law: Distribution, u: Reals) -> Numbers:
    """Microseconds that shares u of a law lie below."""
    if not isinstance(law, Gamma) or law.shape < _LEAST_SHAPE or len(u) < MANY:
        return microseconds(law.ppf(u))
    found = np.empty(len(u), dtype=np.int64)
    for start in range(0, len(u), _PIECE):
        piece = slice(start, start + _PIECE)
        found[piece] = _settled(law, u[piece])
    return found


def _settled(law: Gamma, u: Reals) -> Numbers:
    near = _curve(law.shape).read(u)
    near *= law.scale * DAY
    is_settled = np.abs(near - np.floor(near) - 0.5) > _TOLERANCE * near
    open_ones = np.flatnonzero(~is_settled)
    near[open_ones] = 0
    found = np.rint(near).astype(np.int64)
    found[open_ones] = microseconds(law.ppf(u[open_ones]))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """Coefficients (terms, cells) of powers of the place in a cell, from -1 to 1.

    Cells of u below one half, and then those above it by their distance from 1; nan in cells that
    the powers do not fit, and in one more cell for whatever lies outside all others.
    """

    coefficients: Reals

    def read(self, u: Reals) -> Reals:
        """Quantiles near enough to those of the law; nan where the curve cannot be used."""
        bits = np.minimum(u, 1 - u).view(np.int64)
        cell = (bits >> _REST) - _FIRST
        is_inside = (cell >= 0) & (cell < _CELLS)
        cell[u > 0.5] += _CELLS
        cell[~is_inside] = 2 * _CELLS
        place = (bits & (2**_REST - 1)) * 2.0 ** (1 - _REST) - 1
        return _powers(self.coefficients, cell, place)


@lru_cache(maxsize=256)
def _curve(shape: float) -> _Curve:
    """The curve of a gamma law of scale 1."""
    every = np.arange(_CELLS)
    octave = 2.0 ** ((every >> _CUTS) - _OCTAVES)
    low = octave * (1 + (every % 2**_CUTS) / 2**_CUTS)
    half = octave / 2 ** (_CUTS + 1)
    near_0, near_1 = (_fitted(shape, low, half, side) for side in (0, 1))
    return _Curve(np.concatenate([near_0, near_1, np.full((_TERMS, 1), np.nan)], axis=1))


def _fitted(shape: float, low: Reals, half: Reals, side: int) -> Reals:
    """Coefficients fitted at Chebyshev's points, and tried between them; u is counted from 0 or 1.

    ``low`` and ``half``: the near end and half the width of each cell.
    """
    from scipy.special import gammaincinv

    def quantile(place: Reals) -> Reals:
        away = low[:, None] + half[:, None] * (1 + place)
        return np.asarray(gammaincinv(shape, np.abs(side - away)))

    points = np.cos(np.pi * (np.arange(_TERMS) + 0.5) / _TERMS)
    fit = np.linalg.inv(np.vander(points, increasing=True).astype(np.float64))
    found = np.asarray(fit @ quantile(points).T, dtype=np.float64)
    between = np.array([-1.0, 0.0, 1.0])
    exact = quantile(between)
    every = np.repeat(np.arange(len(low)), len(between)).reshape(exact.shape)
    strays = np.abs(_powers(found, every, between) - exact) > _FITS * exact
    found[:, strays.any(axis=1)] = np.nan
    return found


def _powers(coefficients: Reals, cell: Numbers, place: Reals) -> Reals:
    total: Reals = coefficients[-1][cell]
    for term in coefficients[-2::-1]:
        total *= place
        total += term[cell]
    return total
