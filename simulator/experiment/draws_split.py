"""What is not known and what is luck, told apart: one-way analysis of variance by draws.

Several replications of each draw differ by luck alone; means of draws differ by what is not known
as well. S. R. Searle, G. Casella and C. E. McCulloch, Variance Components, Wiley 1992, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.draws_interval import half_widths
from simulator.experiment.draws_taken import draws_taken
from simulator.results.intervals import CONFIDENCE, Summary
from simulator.results.measures import Measured
from simulator.results.paired import Paired, pair
from simulator.results.run import Floats, Integers
from simulator.results.tally import ratio
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Columns of figures, entry ``i`` of each of figure ``i``.

    ``draws``: how many had a value; ``n``: replications that had. ``mean``: over draws.
    ``between``: mean square between draws; ``within``: mean square of replications of one draw,
    NaN where no draw has two. ``each``: replications a draw, their average as Searle's n0.
    ``higher``, ``lower``: shares of draws whose mean is above and below 0.
    """

    draws: Integers
    n: Integers
    mean: Floats
    between: Floats
    within: Floats
    each: Floats
    higher: Floats
    lower: Floats

    @property
    def unknown(self) -> Floats:
        """Variance of the long-run figure over what is not known; at least 0, NaN if untold."""
        return np.maximum(ratio(self.between - self.within, self.each), 0.0)

    @property
    def luck(self) -> Floats:
        """Variance of a replication around the long-run figure of its draw."""
        return self.within

    @property
    def share(self) -> Floats:
        """Part of the variance of a replication that is due to what is not known."""
        return ratio(self.unknown, self.unknown + self.luck)

    @property
    def share_interval(self) -> tuple[Floats, Floats]:
        """The 95 % interval of that part, exact for normal draws and luck (Searle, 3.6)."""
        above, below = self.draws - 1.0, (self.n - self.draws).astype(np.float64)
        known = (above > 0) & (below > 0)
        f = ratio(self.between, self.within)
        ends = []
        for level in ((1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2):
            limit = _f_quantile(np.where(known, above, 1.0), np.where(known, below, 1.0), level)
            over = f / limit
            end = (over - 1) / (over + self.each - 1)
            ends.append(np.where(known, np.clip(end, 0.0, 1.0), np.nan))
        return ends[0], ends[1]

    @property
    def half_width(self) -> Floats:
        """Of the 95 % interval of the long-run figure: what is not known, and too few runs.

        Without two replications of any draw, luck cannot be taken out and is in it too.
        """
        apart = half_widths(self.between, self.within, self.draws, self.n)
        together = np.sqrt(self.between + ratio(self.between, self.n))
        return np.where(np.isnan(self.within), student_of(self.draws - 1) * together, apart)

    @property
    def noise_half_width(self) -> Floats:
        """Of the 95 % interval for chance alone: of the mean of the draws that were run."""
        freedom = (self.n - self.draws).astype(np.float64)
        return student_of(freedom) * np.sqrt(ratio(self.within, self.n))


def split(rows: Sequence[Floats], draws: Sequence[int], many: int) -> Split:
    """Split figures by draws.

    ``rows``: figures of each replication, nan where there is none; gone through twice. ``draws``:
    of which draw each is, counted from 1; ``many``: how many draws there may be.
    """
    at = [draw - 1 for draw in draws]
    first = rows[0]
    n = np.zeros((many, len(first)), dtype=np.int64)
    total = np.zeros((many, len(first)))
    for row, draw in zip(rows, at, strict=True):
        known = ~np.isnan(row)
        n[draw] += known
        total[draw] += np.where(known, row, 0.0)
    means = ratio(total, n)
    within = np.zeros(len(first))
    for row, draw in zip(rows, at, strict=True):
        within += np.nan_to_num((row - means[draw]) ** 2, nan=0.0)
    return _split(n, means, within)


def _split(n: Integers, means: Floats, squares: Floats) -> Split:
    there = n > 0
    draws, every = there.sum(axis=0), n.sum(axis=0)
    weight = np.where(there, n, 0)
    grand = ratio(np.where(there, weight * means, 0.0).sum(axis=0), every)
    about = np.where(there, weight * (means - grand) ** 2, 0.0).sum(axis=0)
    about = np.where(about <= 1e-18 * every * grand**2, 0.0, about)
    between = np.where(draws > 1, ratio(about, np.maximum(draws - 1, 1)), np.nan)
    freedom = every - draws
    within = np.where(freedom > 0, ratio(squares, np.maximum(freedom, 1)), np.nan)
    alike = ratio((weight**2).sum(axis=0), every)
    each = np.where(draws > 1, ratio(every - alike, np.maximum(draws - 1, 1)), every)
    mean = ratio(np.where(there, means, 0.0).sum(axis=0), draws)
    ways = [ratio((there & way).sum(axis=0), draws) for way in (means > 0, means < 0)]
    return Split(draws, every, mean, between, within, each, *ways)


def split_of(scenario: Scenario, rows: Sequence[Floats]) -> Split | None:
    """Figures of replications 1, 2, ... of a scenario split by its draws; None without draws."""
    taken = draws_taken([scenario], len(rows))
    return None if taken is None else split(rows, taken, max(taken))


def paired_over_draws(
    scenarios: tuple[Scenario, Scenario], measured: tuple[Sequence[Measured], Sequence[Measured]]
) -> Paired:
    """Differences of two scenarios; with draws, what is not known is in their intervals."""
    return split_pair(*scenarios, pair(*measured), measured)[0]


def split_pair(
    first: Scenario,
    second: Scenario,
    paired: Paired,
    measured: tuple[Sequence[Measured], Sequence[Measured]],
) -> tuple[Paired, Split | None]:
    """Differences with what is not known in their intervals, and the split.

    As they are where neither scenario takes draws. ``measured``: of both.
    """
    taken = draws_taken([first, second], len(measured[0]))
    if taken is None:
        return paired, None
    rows = []
    for each in measured:
        at = {key: here for here, key in enumerate(each[0].keys)}
        columns = [at[key] for key in paired.keys]
        rows.append([one.values[columns] for one in each])
    found = split([b - a for a, b in zip(*rows, strict=True)], taken, max(taken))
    own = [split_of(scenario, each) for scenario, each in zip((first, second), rows, strict=True)]
    return _widened_pair(paired, found, *own), found


def spread_over_draws(taken: Sequence[int] | None, column: Floats) -> Floats:
    """A figure of replications as one of draws, with as much spread as there is not known.

    Args:
        taken: which replications hang together; None: the column comes back as it is.
        column: (replications,), none of them NaN.

    Returns:
        (draws,): means of draws, moved about their mean until Student's t of them gives the
        interval of ``Split.half_width``. For methods that take a column a replication.
    """
    if taken is None:
        return column
    found, draw = split(list(column[:, None]), taken, max(taken)), np.array(taken)
    means = np.array([column[draw == each].mean() for each in np.unique(draw)])
    own = float(means.std(ddof=1)) if len(means) > 1 else 0.0
    more = float(_as_sd(found)[0]) / own if own > 0 else 1.0
    return np.asarray(means.mean() + (means - means.mean()) * more)


def of_chance(summary: Summary, found: Split) -> Summary:
    """A summary whose intervals are of chance alone, for the draws that were run."""
    half = np.where(np.isnan(found.within), summary.half_width, found.noise_half_width)
    return _with_half_widths(summary, np.where(_is_constant(summary), 0.0, half))


def widened(summary: Summary, found: Split) -> Summary:
    """A summary whose intervals hold what is not known: NaN of one draw."""
    known = found.draws > 1
    half = np.where(_is_constant(summary) & known, 0.0, found.half_width)
    draws = int(found.draws.max(initial=0))
    return replace(_with_half_widths(summary, half), draws=draws)


def _is_constant(summary: Summary) -> NDArray[np.bool_]:
    """Figures that were the same in all of several replications."""
    return np.asarray((summary.minimum == summary.maximum) & (summary.n > 1))


def _with_half_widths(summary: Summary, half: Floats) -> Summary:
    relative = ratio(half, np.abs(summary.mean))
    return replace(summary, half_width=half, relative_half_width=relative)


def _widened_pair(
    paired: Paired, found: Split, before: Split | None, after: Split | None
) -> Paired:
    """``n`` is of draws, which are what is independent; with ``sd`` it gives the intervals."""
    constant = (paired.sd == 0) & (found.draws > 1)
    return replace(
        paired,
        n=found.draws,
        sd=np.where(constant, 0.0, _as_sd(found)),
        half_width=np.where(constant, 0.0, found.half_width),
        higher=np.where(constant, paired.higher, found.higher),
        lower=np.where(constant, paired.lower, found.lower),
        reference_sd=_own_sd(paired.reference_sd, paired.n, found, before),
        other_sd=_own_sd(paired.other_sd, paired.n, found, after),
    )


def _own_sd(sd: Floats, n: Integers, found: Split, own: Split | None) -> Floats:
    """Of one side of a pair what, with the pair's draws, gives its own half-width."""
    half = own.half_width if own is not None else student_of(n - 1) * sd / np.sqrt(n)
    return np.where(sd == 0, 0.0, _sd_of(half, found.draws))


def _as_sd(found: Split) -> Floats:
    """What, over the root of the draws and times Student's t, is the half-width."""
    return _sd_of(found.half_width, found.draws)


def _sd_of(half: Floats, draws: Integers) -> Floats:
    return np.sqrt(np.maximum(draws, 1)) * ratio(half, student_of(draws - 1))


def student_of(freedom: Floats | Integers) -> Floats:
    """Quantile of Student's t for a 95 % interval; NaN without freedom."""
    from scipy.special import stdtrit

    known = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(stdtrit(known, (1 + CONFIDENCE) / 2), dtype=np.float64)


def _f_quantile(above: Floats, below: Floats, level: float) -> Floats:
    from scipy.special import fdtri

    return np.asarray(fdtri(above, below, level), dtype=np.float64)
