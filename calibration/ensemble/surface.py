"""A smooth surface through runs near an ensemble: what the mean of a run is, and its luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Outputs as a quadratic of the unknowns.

    ``centre``, ``width``: (unknowns,), of the ensemble. ``luck``: covariance of a run about the
    surface, (targets, targets). ``unsure``: (terms, terms); how unsure the surface is of a point,
    in variances of luck.
    """

    centre: Reals
    width: Reals
    has_products: bool
    coefficients: Reals
    luck: Reals
    unsure: Reals

    def terms(self, z: Reals) -> Reals:
        """1, z, its squares and perhaps its products, (points, terms)."""
        scaled = (z - self.centre) / self.width
        return _terms(scaled, self.has_products)

    def at(self, z: Reals) -> Reals:
        """Means of runs, (points, targets)."""
        return np.asarray(self.terms(z) @ self.coefficients)

    def unsure_at(self, z: Reals) -> Reals:
        """Variance of the surface over that of luck, (points,)."""
        terms = self.terms(z)
        return np.asarray(((terms @ self.unsure) * terms).sum(axis=1))


def surface(z: Reals, outputs: Reals, *, near: Reals, reach: float, has_products: bool) -> Surface:
    """Weighted least squares; runs count less the farther they are from an ensemble.

    Args:
        z: of the runs, (runs, unknowns).
        outputs: (runs, targets).
        near: the ensemble, (members, unknowns).
        reach: standard deviations of the ensemble (averaged over unknowns) at which a run counts
            0.6 of one in its middle.
        has_products: whether products of two unknowns are terms, where there are runs enough.
    """
    centre, width = near.mean(axis=0), near.std(axis=0)
    width = np.where(width > 0, width, 1.0)
    weight = _weights(z, near, reach)
    scaled = (z - centre) / width
    terms = _terms(scaled, has_products)
    many = float(weight.sum() ** 2 / (weight**2).sum())
    if has_products and many < 3 * terms.shape[1]:
        has_products, terms = False, _terms(scaled, False)
    root = np.sqrt(weight)[:, None]
    coefficients, *_ = np.linalg.lstsq(terms * root, outputs * root, rcond=None)
    left = outputs - terms @ coefficients
    freedom = max(1.0, many - terms.shape[1])
    luck = (left * weight[:, None]).T @ left / weight.sum() * many / freedom
    inside = np.linalg.pinv((terms * weight[:, None]).T @ terms)
    unsure = inside @ ((terms * (weight**2)[:, None]).T @ terms) @ inside
    return Surface(centre, width, has_products, np.asarray(coefficients), luck, unsure)


def _terms(scaled: Reals, has_products: bool) -> Reals:
    parts = [np.ones((len(scaled), 1)), scaled, scaled**2]
    if has_products:
        first, second = np.triu_indices(scaled.shape[1], 1)
        parts.append(scaled[:, first] * scaled[:, second])
    return np.concatenate(parts, axis=1)


def _weights(z: Reals, near: Reals, reach: float) -> Reals:
    covariance = np.atleast_2d(np.cov(near.T))
    away = z - near.mean(axis=0)
    inverse = np.linalg.pinv(covariance)
    squared = ((away @ inverse) * away).sum(axis=1) / z.shape[1]
    return np.asarray(np.exp(-squared / (2 * reach**2)))
