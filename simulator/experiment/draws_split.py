"""What is not known and what is luck, told apart: one-way analysis of variance by draws.

Several replications of each draw differ by luck alone; means of draws differ by what is not known
as well. S. R. Searle, G. Casella and C. E. McCulloch, Variance Components, Wiley 1992, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.experiment.draws import posterior_of
from simulator.results.intervals import CONFIDENCE, Summary
from simulator.results.measures import Measured
from simulator.results.paired import Paired, pair
from simulator.results.run import Floats, Integers
from simulator.results.tally import ratio
from simulator.scenario.posterior import Posterior
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
        error = ratio(self.between, self.n)
        unknown = np.where(np.isnan(self.within), self.between, self.unknown)
        return student_of(self.draws - 1) * np.sqrt(unknown + error)

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
    posterior = posterior_of(scenario)
    if posterior is None:
        return None
    draws = [posterior.draw_of(number) for number in range(1, len(rows) + 1)]
    return split(rows, draws, max(draws))


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

    As they are where the two scenarios do not take the same draws. ``measured``: of both.
    """
    one, other = posterior_of(first), posterior_of(second)
    if one is None or other is None or not is_same(one, other):
        return paired, None
    rows = []
    for each in measured:
        at = {key: here for here, key in enumerate(each[0].keys)}
        columns = [at[key] for key in paired.keys]
        rows.append([one.values[columns] for one in each])
    before, after = (split_of(first, each) for each in rows)
    found = split_of(first, [b - a for a, b in zip(*rows, strict=True)])
    if before is None or after is None or found is None:
        return paired, None
    return _widened_pair(paired, found, before, after), found


def shared_draws(scenarios: Sequence[Scenario]) -> Scenario | None:
    """A scenario whose draws all of some take alike; None where they do not, or take none."""
    found = [posterior_of(each) for each in scenarios]
    first = found[0]
    if first is None or any(each is None or not is_same(first, each) for each in found):
        return None
    return scenarios[0]


def spread_over_draws(scenario: Scenario | None, column: Floats) -> Floats:
    """A figure of replications as one of draws, with as much spread as there is not known.

    Args:
        scenario: whose draws the replications take; None: the column comes back as it is.
        column: (replications,), none of them NaN.

    Returns:
        (draws,): means of draws, moved about their mean until Student's t of them gives the
        interval of ``Split.half_width``. For methods that take a column a replication.
    """
    found = split_of(scenario, list(column[:, None])) if scenario is not None else None
    if scenario is None or found is None:
        return column
    posterior = posterior_of(scenario)
    assert posterior is not None
    draw = np.array([posterior.draw_of(number) for number in range(1, len(column) + 1)])
    means = np.array([column[draw == each].mean() for each in range(1, draw.max() + 1)])
    own = float(means.std(ddof=1)) if len(means) > 1 else 0.0
    more = float(_as_sd(found)[0]) / own if own > 0 else 1.0
    return np.asarray(means.mean() + (means - means.mean()) * more)


def is_same(one: Posterior, other: Posterior) -> bool:
    """Whether replications of two scenarios take the same draws."""
    return len(one.table.rows) == len(other.table.rows) and (
        one.runs_per_draw == other.runs_per_draw
    )


def of_chance(summary: Summary, found: Split) -> Summary:
    """A summary whose intervals are of chance alone, for the draws that were run."""
    half = np.where(np.isnan(found.within), summary.half_width, found.noise_half_width)
    half = np.where(summary.minimum == summary.maximum, 0.0, half)
    return replace(summary, half_width=half, relative_half_width=ratio(half, np.abs(summary.mean)))


def widened(summary: Summary, found: Split) -> Summary:
    """A summary whose intervals hold what is not known."""
    half = np.where(summary.minimum == summary.maximum, 0.0, found.half_width)
    return replace(
        summary,
        half_width=half,
        relative_half_width=ratio(half, np.abs(summary.mean)),
        draws=int(found.draws.max(initial=0)),
    )


def _widened_pair(paired: Paired, found: Split, before: Split, after: Split) -> Paired:
    """``n`` is of draws, which are what is independent; with ``sd`` it gives the intervals."""
    constant = paired.sd == 0
    return replace(
        paired,
        n=found.draws,
        sd=np.where(constant, 0.0, _as_sd(found)),
        half_width=np.where(constant, 0.0, found.half_width),
        higher=np.where(constant, paired.higher, found.higher),
        lower=np.where(constant, paired.lower, found.lower),
        reference_sd=np.where(paired.reference_sd == 0, 0.0, _as_sd(before)),
        other_sd=np.where(paired.other_sd == 0, 0.0, _as_sd(after)),
    )


def _as_sd(found: Split) -> Floats:
    """What, over the root of the draws and times Student's t, is the half-width."""
    return np.sqrt(np.maximum(found.draws, 1)) * ratio(
        found.half_width, student_of(found.draws - 1)
    )


def student_of(freedom: Floats | Integers) -> Floats:
    """Quantile of Student's t for a 95 % interval; NaN without freedom."""
    from scipy.special import stdtrit

    known = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(stdtrit(known, (1 + CONFIDENCE) / 2), dtype=np.float64)


def _f_quantile(above: Floats, below: Floats, level: float) -> Floats:
    from scipy.special import fdtri

    return np.asarray(fdtri(above, below, level), dtype=np.float64)
