"""A surface through runs whose luck is not the same everywhere.

Where a capacity fills, the luck of a run grows several times over within the reach of an ensemble.
Of one luck for all, intervals are too wide where there is room and too narrow where there is none.
So the log of each output's variance is itself a quadratic of the unknowns (A. C. Harvey,
"Estimating regression models with multiplicative heteroscedasticity", Econometrica 44, 1976), and
runs that tell more count for more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.surface import Shape, weights, worth

Reals = NDArray[np.float64]

# Runs farther than so many standard deviations of the ensemble tell little: as of a surface.
REACH = 2.5
# Runs an asked term of the mean.
PER_TERM = 3
# Means and variances settle within so many rounds of each after the other.
ROUNDS, STEPS = 3, 8
# Slopes of log variances are held to 0 with the weight of so many runs.
_HELD = 3.0
# One run tells no more of a variance than one that is so many times off.
_MOST = 8.0
_LEAST_HAT = 0.2
_SMALL = 1e-30
# The log variance is held within that of all but so few of the runs that are near.
_ENDS, _FAR = (0.01, 0.99), 0.1
_RIDGE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Uneven:
    """Outputs as a cubic of the unknowns, and their luck.

    ``logs``: (luck terms, targets), of log variances; ``least``, ``most``: (targets,), that they
    are held within. ``alike``: correlations of the luck of outputs. ``unsure``: (targets, terms,
    terms), covariances of ``coefficients``.
    """

    shape: Shape
    luck_shape: Shape
    coefficients: Reals
    unsure: Reals
    logs: Reals
    least: Reals
    most: Reals
    alike: Reals

    def at(self, z: Reals) -> Reals:
        """Means of runs, (points, targets)."""
        return np.asarray(self.shape.terms(z) @ self.coefficients)

    def luck_at(self, z: Reals) -> Reals:
        """Standard deviations of a run about them, (points, targets)."""
        logs = self.luck_shape.terms(z) @ self.logs
        return np.asarray(np.exp(np.clip(logs, self.least, self.most) / 2))

    def unsure_at(self, z: Reals) -> Reals:
        """Standard deviations of the means themselves, (points, targets)."""
        terms = self.shape.terms(z)
        variance = [((terms @ each) * terms).sum(axis=1) for each in self.unsure]
        return np.asarray(np.sqrt(np.maximum(np.column_stack(variance), 0)))

    def errors_at(self, z: Reals, discrepancy: Reals) -> Reals:
        """Covariances of what is observed about the means, (points, targets, targets)."""
        parts = (self.luck_at(z), self.unsure_at(z))
        found = sum(sd[:, :, None] * self.alike * sd[:, None, :] for sd in parts)
        found = np.asarray(found)
        own = np.arange(len(discrepancy))
        found[:, own, own] += discrepancy**2 + _RIDGE * found[:, own, own] + _RIDGE**2
        return found


def uneven(z: Reals, outputs: Reals, *, near: Reals, reach: float = REACH) -> Uneven:
    """Weighted least squares and a regression of squared residuals, each after the other.

    Arguments as of ``surface``. Cubes of a mean, and slopes and squares of a log variance, are in
    it where the runs speak for them (G. Schwarz's criterion, Annals of Statistics 6, 1978): terms
    that are none make tails too wide. Products too are left out where runs are too few.
    """
    weight = weights(z, near, reach)
    shape = _affordable(Shape.near(near), worth(weight))
    columns = [_Column.of(shape, z, output, weight) for output in outputs.T]
    spread = np.exp(np.column_stack([each.logs_at for each in columns]) / 2)
    left = (outputs - np.column_stack([each.mean_at for each in columns])) / spread
    luck = (left * weight[:, None]).T @ left / weight.sum()
    size = np.diag(luck) * [each.freedom for each in columns]
    logs = np.column_stack([each.logs for each in columns])
    logs[0] += np.log(size)
    root = np.sqrt(np.diag(luck))
    return Uneven(
        shape=shape,
        luck_shape=Shape.near(near),
        coefficients=np.column_stack([each.coefficients for each in columns]),
        unsure=np.stack([each.unsure for each in columns]) * size[:, None, None],
        logs=logs,
        least=np.array([each.ends[0] for each in columns]) + np.log(size),
        most=np.array([each.ends[1] for each in columns]) + np.log(size),
        alike=luck / root / root[:, None],
    )


def _affordable(plain: Shape, many: float) -> Shape:
    """The richest shape of which runs are enough for every term."""
    rich = (replace(plain, has_products=True, has_cubes=True), replace(plain, has_products=True))
    at = plain.centre[None, :]
    for each in rich:
        if many >= PER_TERM * each.terms(at).shape[1]:
            return each
    return plain


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One output. ``mean_at``, ``logs_at``: (runs,), what is expected of each run.

    ``ends``: of log variances. ``freedom``: by how much squares about the mean are larger than
    those that are left.
    """

    coefficients: Reals
    unsure: Reals
    logs: Reals
    ends: Reals
    mean_at: Reals
    logs_at: Reals
    freedom: float

    @classmethod
    def of(cls, shape: Shape, z: Reals, output: Reals, weight: Reals) -> _Column:
        """Mean and variance, each after the other."""
        many = worth(weight)
        even = weight * many / weight.sum()
        terms, luck_terms = shape.terms(z), Shape(shape.centre, shape.width).terms(z)
        is_near = weight > _FAR * weight.max()
        logs_at = np.zeros(len(z))
        for _ in range(ROUNDS):
            own = even / np.exp(logs_at)
            mean = _mean(shape, terms, output, own)
            hat = ((terms @ mean.inside) * terms).sum(axis=1) * own
            mean_at = terms @ mean.coefficients
            squared = (output - mean_at) ** 2 / np.clip(1 - hat, _LEAST_HAT, 1) + _SMALL
            logs = _logs(luck_terms, squared, even)
            ends = np.quantile((luck_terms @ logs)[is_near], _ENDS)
            logs_at = np.clip(luck_terms @ logs, *ends)
        unsure = ((terms * (own**2 * np.exp(logs_at))[:, None]).T @ terms) @ mean.inside
        freedom = many / max(1.0, many - mean.kept)
        return cls(mean.coefficients, mean.inside @ unsure, logs, ends, mean_at, logs_at, freedom)


@dataclass(frozen=True, slots=True, eq=False)
class _Mean:
    """Coefficients, of which some are 0; the inverse of what they were found by; how many are."""

    coefficients: Reals
    inside: Reals
    kept: int
    score: float


def _mean(shape: Shape, terms: Reals, output: Reals, own: Reals) -> _Mean:
    """The mean with cubes or without, whichever the runs speak for."""
    every, size = np.arange(terms.shape[1]), len(shape.centre)
    is_cube = (every > 2 * size) & (every <= 3 * size) & shape.has_cubes
    kinds = (every[~is_cube], every) if is_cube.any() else (every,)
    return min((_least(terms, output, own, kept) for kept in kinds), key=lambda each: each.score)


def _least(terms: Reals, output: Reals, own: Reals, kept: NDArray[np.int64]) -> _Mean:
    """Weighted least squares of some of the terms."""
    some, root = terms[:, kept], np.sqrt(own)
    coefficients, inside = np.zeros(terms.shape[1]), np.zeros((terms.shape[1],) * 2)
    coefficients[kept] = np.linalg.lstsq(some * root[:, None], output * root, rcond=None)[0]
    inside[np.ix_(kept, kept)] = np.linalg.pinv((some * own[:, None]).T @ some)
    left = float((own * (output - terms @ coefficients) ** 2).sum())
    many = worth(own)
    score = many * np.log(left + _SMALL) + len(kept) * np.log(many)
    return _Mean(coefficients, inside, len(kept), float(score))


def _logs(terms: Reals, squared: Reals, even: Reals) -> Reals:
    """Log variances: one for all, with slopes, or with squares too, as the runs speak for."""
    size, many = terms.shape[1] // 2, even.sum()
    found: list[tuple[float, Reals]] = []
    for kept in (1, 1 + size, 1 + 2 * size):
        logs = np.zeros(terms.shape[1])
        logs[:kept] = _regressed(terms[:, :kept], squared, even)
        expected = terms @ logs
        distance = (even * (expected + np.minimum(squared / np.exp(expected), 1 + _MOST))).sum()
        found.append((float(distance + kept * np.log(many)), logs))
    return min(found, key=lambda each: each[0])[1]


def _regressed(terms: Reals, squared: Reals, even: Reals) -> Reals:
    """Gamma regression of squared residuals with a log link, by Fisher's scoring."""
    held = np.append(0.0, np.full(terms.shape[1] - 1, _HELD))
    half = terms * (even / 2)[:, None]
    inside = half.T @ terms + np.diag(held)
    logs = np.append(np.log(np.average(squared, weights=even)), np.zeros(terms.shape[1] - 1))
    for _ in range(STEPS if terms.shape[1] > 1 else 0):
        expected = np.exp(np.clip(terms @ logs, logs[0] - 4, logs[0] + 4))
        off = np.clip(squared / expected - 1, -1, _MOST)
        logs = logs + np.linalg.solve(inside, half.T @ off - held * logs)
    return logs
