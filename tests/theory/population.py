"""Patients drawn straight from numpy, and their columns by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from simulator.network.network import DAY, NONE, Network
from simulator.sampling.patients import Patients

# Durations in days: so many draws.
Law = Callable[[np.random.Generator, int], np.ndarray]

LATER = 1_000_000 * DAY


def days(amount: float | np.ndarray) -> np.ndarray:
    """Days to whole microseconds."""
    exact: np.ndarray = np.rint(np.asarray(amount, dtype=float) * DAY)
    return exact.astype(np.int64)


def poisson_arrivals(rng: np.random.Generator, per_day: float, n: int) -> np.ndarray:
    """The first `n` points of a Poisson process."""
    return np.cumsum(days(rng.exponential(1 / per_day, n)))


def population(
    network: Network,
    arrives: np.ndarray,
    durations: Sequence[np.ndarray],
    route: np.ndarray | None = None,
    limit: int = NONE,
) -> Patients:
    """Patients of a network: `durations` has a column a step but the last, which is leaving.

    Someone whose route is shorter uses the first of them. `limit` is on the first step.
    """
    n = len(arrives)
    routes = np.zeros(n, dtype=np.int64) if route is None else route
    steps = np.array([len(each.steps) for each in network.routes])[routes]
    first = np.concatenate([[0], np.cumsum(steps)])
    table = np.column_stack([*durations, np.zeros(n, dtype=np.int64)])
    used = np.arange(table.shape[1]) < steps[:, None]
    table[np.arange(n), steps - 1] = 0
    limits = np.full(first[-1], NONE)
    limits[first[:-1]] = limit

    def same(value: int, size: int, kind: type = np.int64) -> np.ndarray:
        return np.full(size, value, dtype=kind)

    return Patients(
        group=same(0, n, np.int32),
        locality=same(0, n, np.int32),
        route=routes.astype(np.int32),
        arrives=arrives,
        returns_as=same(NONE, n),
        returns_after=same(0, n),
        depth=same(0, n, np.int32),
        identity=np.arange(n, dtype=np.uint64),
        first=first,
        duration=table[used],
        limit=limits,
        expected_error=same(0, first[-1]),
        review_level=same(0, first[-1]),
        dies=same(0, first[-1]),
        dies_waiting=same(NONE, first[-1]),
    )


def step(
    patients: Patients, column: np.ndarray, position: int, who: np.ndarray | None = None
) -> np.ndarray:
    """One step's values in a column of the record, for all patients or some."""
    first = patients.first[:-1] if who is None else patients.first[:-1][who]
    return column[first + position]
