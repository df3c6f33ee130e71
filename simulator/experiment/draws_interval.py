"""How wide the interval of a long-run figure is, of which draws and luck are known by samples.

The true place is as one more draw: its figure lies off the mean of those run by what is not known,
by the choice of the draws that were run, and by luck. Both variances are only estimated, and one
that is estimated as nothing may be large; so the width is the quantile of a normal deviate whose
variance is drawn as well (generalised intervals: S. Weerahandi, Journal of the American Statistical
Association 88, 1993). Cutting the estimate at 0 instead held 80 % of truths where 95 % were meant.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.results.intervals import CONFIDENCE
from simulator.results.run import Floats, Integers

Reals = NDArray[np.float64]

# Parts of equal probability of the two chi-squares, and ratios of mean squares worked out.
_BETWEEN, _WITHIN, _RATIOS = 24, 8, 81
_FARTHEST = 1e5
_HALVINGS = 30


def half_widths(between: Floats, within: Floats, draws: Integers, n: Integers) -> Floats:
    """Half-widths of 95 % intervals of long-run figures, (figures,).

    Args:
        between: mean squares between draws, by figure.
        within: mean squares of replications of one draw.
        draws: how many draws there were.
        n: replications of all of them.

    Returns:
        NaN below two draws, and where no draw has two replications.
    """
    found = np.full(len(between), np.nan)
    known = (draws > 1) & (n > draws) & np.isfinite(between) & np.isfinite(within)
    for each in np.unique(np.stack([draws[known], n[known]]), axis=1).T.tolist():
        here = known & (draws == each[0]) & (n == each[1])
        found[here] = _of_alike(between[here], within[here], *each)
    return found


def _of_alike(between: Floats, within: Floats, draws: int, n: int) -> Floats:
    logs, widths = _table(draws, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(within > 0, between / within, np.inf)
    at = np.log(np.clip(ratio, np.exp(logs[0]), np.exp(logs[-1])))
    # Of no spread between draws at all, luck alone is known: as at the least ratio.
    scale = np.where(between > 0, between, within * np.exp(logs[0]))
    return np.asarray(np.interp(at, logs, widths) * np.sqrt(scale))


@lru_cache(maxsize=64)
def _table(draws: int, n: int) -> tuple[Reals, Reals]:
    """Logs of ratios of the mean squares, and half-widths where the one between draws is 1."""
    logs = np.linspace(-np.log(_FARTHEST), np.log(_FARTHEST), _RATIOS)
    between = 1 / _parts(draws - 1, _BETWEEN)[:, None]
    within = 1 / _parts(n - draws, _WITHIN)
    luck = np.exp(-logs)[:, None, None] * within
    variance = np.maximum(between - luck, 0) * draws / n + between / n
    return logs, _quantiles(np.sqrt(variance).reshape(len(logs), -1))


def _parts(freedom: int, many: int) -> Reals:
    """A chi-square over its freedom, in the middle of parts of equal probability."""
    from scipy.special import chdtri

    return np.asarray(chdtri(freedom, 1 - (np.arange(many) + 0.5) / many) / freedom)


def _quantiles(sd: Reals) -> Reals:
    """How far normal deviates lie from 0 at most, 95 times in 100, by row.

    ``sd``: (rows, spreads); the spread of a row's is one of these, each as likely.
    """
    from scipy.special import ndtr

    low, high = np.zeros(len(sd)), 8 * sd.max(axis=1)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        inside = (2 * ndtr(middle[:, None] / sd) - 1).mean(axis=1)
        low, high = (
            np.where(inside < CONFIDENCE, *both) for both in ((middle, low), (high, middle))
        )
    return np.asarray(high)
