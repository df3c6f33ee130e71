"""A smooth surface through runs near an ensemble: what the mean of a run is, and its luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a surface is a sum of.

    ``centre``, ``width``: (unknowns,), of the ensemble, in which unknowns are measured.
    """

    centre: Reals
    width: Reals
    has_products: bool = False
    has_cubes: bool = False

    @classmethod
    def near(cls, ensemble: Reals) -> Shape:
        """1, each unknown and its square, about an ensemble, (members, unknowns)."""
        width = ensemble.std(axis=0)
        return cls(ensemble.mean(axis=0), np.where(width > 0, width, 1.0))

    def terms(self, z: Reals) -> Reals:
        """1, z, its squares and perhaps its cubes and products, (points, terms)."""
        scaled = (z - self.centre) / self.width
        parts = [np.ones((len(z), 1)), scaled, scaled**2]
        if self.has_cubes:
            parts.append(scaled**3)
        if self.has_products:
            first, second = np.triu_indices(scaled.shape[1], 1)
            parts.append(scaled[:, first] * scaled[:, second])
        return np.concatenate(parts, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Outputs as a quadratic of the unknowns, without their products.

    ``luck``: covariance of a run about the surface, (targets, targets), the same wherever it is.
    """

    shape: Shape
    coefficients: Reals
    luck: Reals

    def at(self, z: Reals) -> Reals:
        """Means of runs, (points, targets)."""
        return np.asarray(self.shape.terms(z) @ self.coefficients)


def surface(z: Reals, outputs: Reals, *, near: Reals, reach: float) -> Surface:
    """Weighted least squares; runs count less the farther they are from an ensemble.

    Args:
        z: of the runs, (runs, unknowns).
        outputs: (runs, targets).
        near: the ensemble, (members, unknowns).
        reach: standard deviations of the ensemble (averaged over unknowns) at which a run counts
            0.6 of one in its middle.
    """
    shape, weight = Shape.near(near), weights(z, near, reach)
    terms = shape.terms(z)
    root = np.sqrt(weight)[:, None]
    coefficients, *_ = np.linalg.lstsq(terms * root, outputs * root, rcond=None)
    left = outputs - terms @ coefficients
    many = worth(weight)
    freedom = max(1.0, many - terms.shape[1])
    luck = (left * weight[:, None]).T @ left / weight.sum() * many / freedom
    return Surface(shape, np.asarray(coefficients), luck)


def worth(weight: Reals) -> float:
    """How many runs of equal weight these are worth."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def weights(z: Reals, near: Reals, reach: float) -> Reals:
    """How much each run counts, by how far it is from an ensemble, (runs,)."""
    covariance = np.atleast_2d(np.cov(near.T))
    away = z - near.mean(axis=0)
    inverse = np.linalg.pinv(covariance)
    squared = ((away @ inverse) * away).sum(axis=1) / z.shape[1]
    return np.asarray(np.exp(-squared / (2 * reach**2)))
