"""MSER-5: how much of the beginning of a series to leave out.

White, K. P. (1997), An effective truncation heuristic for bias reduction in simulation output,
Simulation 69(6); batches of five: White, Cobb and Spratt (2000), Proceedings of the Winter
Simulation Conference.
"""

from __future__ import annotations

import numpy as np

from simulator.results.run import Floats

BATCH = 5
FEWEST_KEPT = 5
# Below this share of the largest, a difference of two scores is rounding of sums.
ROUNDING = 1e-12


def mser5(series: Floats) -> int | None:
    """Observations to leave out at the beginning; None where it cannot be told.

    Means of batches of five are taken; left out are as many as make the squared standard error of
    the mean of the rest smallest, the fewest of equals, with five batches kept at the least. A cut
    in the second half says that the series has not settled, or is too short to tell; so is one of
    fewer than ten batches.
    """
    n = len(series) // BATCH
    if n < 2 * FEWEST_KEPT:
        return None
    means = np.asarray(series[: n * BATCH], dtype=np.float64).reshape(n, BATCH).mean(axis=1)
    score = _scores(means - means.mean())
    cut = int(np.flatnonzero(score <= score.min() + ROUNDING * score.max())[0])
    return cut * BATCH if cut <= n // 2 else None


def _scores(means: Floats) -> Floats:
    """Sum of squares about the mean of what is kept over its number squared, by number cut."""
    cuts = np.arange(len(means) - FEWEST_KEPT + 1)
    kept = len(means) - cuts
    sums, squares = (np.cumsum(each[::-1])[::-1][cuts] for each in (means, means**2))
    scores: Floats = np.maximum(squares - sums**2 / kept, 0) / kept**2
    return scores
