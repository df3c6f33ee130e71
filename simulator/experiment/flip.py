"""Where a difference crosses a stated value as one input moves, and how sure that is.

Between values of the input at which it was run, each replication's difference is taken to run
straight. The values at which the mean difference cannot be told from the stated one are then found
exactly: they are Fieller's set (Fieller 1954, Journal of the Royal Statistical Society B 16), the
confidence set of a ratio, whose ends solve a quadratic on each stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from simulator.results.intervals import CONFIDENCE
from simulator.results.run import Floats

# A point this near another, relative to the whole range, tells nothing more.
GRAIN = 0.02
# A further point keeps this share of its stretch from both ends.
INSIDE = 0.1


class Verdict(StrEnum):
    """What may be said of a difference that is followed along an input."""

    FLIPS = "flips"
    NEVER = "never flips"
    CANNOT_TELL = "cannot tell"
    NO_DIFFERENCE = "no difference"


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Differences of every replication at some values of an input.

    ``at``: the values, rising. ``differences``: values x replications; of those only the
    replications count that are known (not NaN) at every value.
    """

    at: Floats
    differences: Floats

    def __post_init__(self) -> None:
        if len(self.at) < 2 or np.any(np.diff(self.at) <= 0):
            raise ValueError("an input is followed over two or more values that rise")
        if self.differences.shape[0] != len(self.at):
            raise ValueError("there has to be a row of differences for each value")

    @property
    def known(self) -> Floats:
        """The differences in the replications that have one at every value."""
        return np.asarray(self.differences[:, ~np.isnan(self.differences).any(axis=0)])

    @property
    def means(self) -> Floats:
        """The mean difference at each value, NaN where nothing is known."""
        known = self.known
        return np.asarray(known.mean(axis=1)) if known.size else np.full(len(self.at), np.nan)

    def half_widths(self, together: int = 1) -> Floats:
        """Of the interval at each value, holding together for so many (Bonferroni)."""
        known = self.known
        n = known.shape[1]
        if n < 2:
            return np.full(len(self.at), np.nan)
        spread = known.std(axis=1, ddof=1)
        same = np.ptp(known, axis=1) == 0
        return np.where(same, 0.0, quantile(n, together) * spread / np.sqrt(n))

    def joined(self, at: float, differences: Floats) -> Response:
        """With one value more."""
        where = int(np.searchsorted(self.at, at))
        return Response(
            np.insert(self.at, where, at), np.insert(self.differences, where, differences, axis=0)
        )


@dataclass(frozen=True, slots=True)
class Crossing:
    """Values of the input at which the difference may be the stated one: ``low`` to ``high``.

    ``at``: where the mean crosses it; None where it does not in there.
    """

    at: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Flip:
    """What the values between the bounds show.

    ``crossings``: stretches with the difference surely on one side before and surely on the other
    after. ``unsure``: other stretches where it cannot be told from the stated value.
    ``sides``: at the lower and the upper bound -1 below, 1 above, 0 cannot be told.
    """

    verdict: Verdict
    crossings: tuple[Crossing, ...]
    unsure: tuple[Crossing, ...]
    sides: tuple[int, int]


def quantile(n: int, together: int = 1) -> float:
    """Student's quantile for 95 % intervals that hold together; NaN below two replications."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 1 - (1 - CONFIDENCE) / (2 * together))) if n > 1 else float("nan")


def flip_of(response: Response, stated: float, together: int = 1) -> Flip:
    """Whether, and where, the difference crosses the stated value between the bounds."""
    away = response.known - stated
    if away.size == 0 or not away.any():
        whole = (Crossing(None, float(response.at[0]), float(response.at[-1])),)
        is_none = away.size > 0 and stated == 0
        return Flip(Verdict.NO_DIFFERENCE if is_none else Verdict.CANNOT_TELL, (), whole, (0, 0))
    pieces = _pieces(response.at, away, together)
    ends = (0, len(response.at) - 1)
    sides = tuple(_side(response.at[i], away[i].mean(), pieces) for i in ends)
    crossings: list[Crossing] = []
    unsure: list[Crossing] = []
    for low, high in pieces:
        found = Crossing(_crossed(response.at, away.mean(axis=1), low, high), low, high)
        (crossings if _changes(response.at, away.mean(axis=1), low, high) else unsure).append(found)
    verdict = Verdict.NEVER if not pieces else Verdict.CANNOT_TELL
    if crossings:
        verdict = Verdict.FLIPS
    return Flip(verdict, tuple(crossings), tuple(unsure), (sides[0], sides[1]))


def seek(
    response: Response,
    stated: float,
    run: Callable[[float], tuple[float, Floats] | None],
    *,
    together: int = 1,
    rounds: int = 2,
) -> Response:
    """Add values where the mean crosses the stated one, so that little is left to straight lines.

    ``run``: gives the value nearest to one asked for that can be run, with its differences; None
    where none can. Ends after so many rounds, or where chance hides what is left.
    """
    for _ in range(rounds):
        asked = _next(response, stated, together)
        found = run(asked) if asked is not None else None
        if found is None or _is_known(response, found[0]):
            return response
        response = response.joined(*found)
    return response


def _is_known(response: Response, at: float) -> bool:
    return bool(np.min(np.abs(response.at - at)) < 1e-12 * (response.at[-1] - response.at[0]))


def _next(response: Response, stated: float, together: int) -> float | None:
    """Where the mean crosses, in the widest stretch in which it does; None where all is known."""
    away, half = response.means - stated, response.half_widths(together)
    least = GRAIN * (response.at[-1] - response.at[0])
    best, width = None, least
    for i in range(len(away) - 1):
        a, b = float(response.at[i]), float(response.at[i + 1])
        # An inner value at which nothing can be told already stands where it would flip.
        near = any(abs(away[j]) <= half[j] for j in (i, i + 1) if 0 < j < len(away) - 1)
        if away[i] * away[i + 1] < 0 and b - a > width and not near:
            at = a + (b - a) * abs(away[i]) / (abs(away[i]) + abs(away[i + 1]))
            keep = INSIDE * (b - a)
            best, width = min(max(at, a + keep), b - keep), b - a
    return best


def _pieces(at: Floats, away: Floats, together: int) -> list[tuple[float, float]]:
    """Where the mean cannot be told from 0, as stretches that do not touch."""
    n = away.shape[1]
    if n < 2:
        return [(float(at[0]), float(at[-1]))]
    found: list[tuple[float, float]] = []
    for i in range(len(at) - 1):
        for low, high in _on_stretch(away[i], away[i + 1], quantile(n, together) ** 2 / n):
            a, b = (_between(float(at[i]), float(at[i + 1]), w) for w in (low, high))
            if found and a <= found[-1][1]:
                found[-1] = (found[-1][0], max(b, found[-1][1]))
            else:
                found.append((a, b))
    return found


def _between(a: float, b: float, share: float) -> float:
    """A share of the way, the ends exactly themselves."""
    return a if share == 0 else b if share == 1 else a + share * (b - a)


def _on_stretch(start: Floats, end: Floats, k: float) -> list[tuple[float, float]]:
    """Shares of a stretch at which ``mean² <= k variance``; ``k``: Student's square over n."""
    m, d = float(start.mean()), float(end.mean() - start.mean())
    spread = np.cov(np.stack([start, end - start]))
    square = d * d - k * spread[1, 1]
    double = 2 * (m * d - k * spread[0, 1])
    whole = m * m - k * spread[0, 0]
    cuts = {0.0, 1.0, *_roots(square, double, whole)}
    if d != 0 and 0 <= -m / d <= 1:
        cuts.add(-m / d)

    def is_in(w: float) -> bool:
        size = m * m + d * d + k * float(spread.trace())
        return bool((square * w + double) * w + whole <= 1e-12 * size)

    ordered = sorted(cuts)
    found = [(w, w) for w in ordered if is_in(w)]
    found += [(a, b) for a, b in pairwise(ordered) if is_in((a + b) / 2)]
    return sorted(found)


def _roots(square: float, double: float, whole: float) -> list[float]:
    """Real roots between 0 and 1 of a quadratic that may be straight."""
    roots = np.roots(np.trim_zeros(np.array([square, double, whole]), "f"))
    return [float(w.real) for w in roots if abs(w.imag) < 1e-12 and 0 < w.real < 1]


def _side(at: float, mean: float, pieces: list[tuple[float, float]]) -> int:
    return 0 if any(low <= at <= high for low, high in pieces) else int(np.sign(mean))


def _changes(at: Floats, mean: Floats, low: float, high: float) -> bool:
    """Whether the mean lies on one side before a stretch and on the other after it."""
    if low <= at[0] or high >= at[-1]:
        return False
    step = 1e-9 * (at[-1] - at[0])
    before, after = np.interp([low - step, high + step], at, mean)
    return bool(before * after < 0)


def _crossed(at: Floats, mean: Floats, low: float, high: float) -> float | None:
    """Where the mean is first 0 within a stretch."""
    for i in range(len(at) - 1):
        a, b = float(mean[i]), float(mean[i + 1])
        if a == 0 or a * b < 0 or b == 0:
            share = 0.0 if a == 0 else a / (a - b)
            x = float(at[i] + share * (at[i + 1] - at[i]))
            if low - 1e-12 <= x <= high + 1e-12:
                return x
    return None
