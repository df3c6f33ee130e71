"""What many trials together show: coverage, bias, ranks, predictions, and wrong models noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.misfit import LEVEL
from calibration.ensemble.second_opinion import AGREES, CANNOT_TELL, DIFFERS
from calibration.fit.fitted import TOLD_BELOW
from calibration.recovery.place import RIGHT, WORLDS
from calibration.recovery.trial import Trial

Reals = NDArray[np.float64]

# What is wanted, and where from: shares held, bias in posterior sd, chance of ranks, ratio of CRPS.
BETWEEN = (0.85, 0.95)
BIAS, RANKS, RATIO = 0.25, 0.005, 1.10
BINS = 10
ALL = "all together"


@dataclass(frozen=True, slots=True)
class Held:
    """How often something was held: ``of`` times, with the exact 95 % binomial interval."""

    times: int
    of: int
    low: float
    high: float

    @classmethod
    def count(cls, is_held: NDArray[np.bool_]) -> Held:
        """From what was held and what not."""
        from scipy.stats import binomtest

        times, of = int(np.sum(is_held)), int(np.size(is_held))
        if of == 0:
            return cls(0, 0, 0.0, 1.0)
        ends = binomtest(times, of).proportion_ci(0.95, method="exact")
        return cls(times, of, float(ends.low), float(ends.high))

    @property
    def share(self) -> float:
        """The share held."""
        return self.times / self.of if self.of else float("nan")


@dataclass(frozen=True, slots=True)
class Recovered:
    """Of one unknown, or of all: what right models recover.

    ``bias``: mean of truth less posterior mean, in posterior sd; ``bias_error``: its standard
    error. ``spread``: sd of the same, 1 where widths are right. ``ranks``: chance (chi-square of 10
    bins) of ranks as uneven in an exact posterior. ``told``: share of trials in which the verdict
    was not "cannot tell". ``crps``: in prior sd; ``ratio``: over that of the second opinion.
    """

    name: str
    held: Held
    held_half: Held
    bias: float
    bias_error: float
    spread: float
    ranks: float
    told: float
    crps: float
    ratio: float
    opinion: Held


@dataclass(frozen=True, slots=True)
class Noticed:
    """Of one world: how many fits, and how many were called wrong, by check.

    ``called``: by the misfit or by weekdays, or stopped.
    """

    world: str
    of: int
    stopped: int
    not_met: int
    misfit: int
    weekday: int
    called: int


@dataclass(frozen=True, slots=True)
class Score:
    """All of it. ``figures``: predicted figures held, by name; the first is of all."""

    places: int
    stopped: int
    recovered: tuple[Recovered, ...]
    figures: dict[str, Held]
    opinions: dict[str, int]
    noticed: tuple[Noticed, ...]

    @property
    def together(self) -> Recovered:
        """Of all unknowns."""
        return self.recovered[0]

    def missed(self) -> list[str]:
        """What is wanted and was not reached, in words."""
        found = [
            f"90 % intervals of {one.name} hold {percent(one.held.share)}"
            for one in self.recovered
            if not _is_within(one.held.share)
        ]
        found += [
            f"90 % predictions of {name} hold {percent(held.share)}"
            for name, held in self.figures.items()
            if not _is_within(held.share)
        ]
        for one in self.recovered[1:]:
            if abs(one.bias) > BIAS:
                found.append(f"{one.name} is off by {one.bias:+.2f} posterior sd on average")
            if one.ranks <= RANKS:
                found.append(f"ranks of {one.name} are uneven (p {one.ranks:.4f})")
        if self.together.ratio > RATIO:
            says = f"its score is {self.together.ratio:.2f} times that of the second opinion"
            found.append(says)
        return found


def percent(share: float, places: int = 1) -> str:
    """A share of 0 to 1 in words."""
    return f"{100 * share:.{places}f} %"


def score(trials: Sequence[Trial]) -> Score:
    """Put trials together; those that stopped are counted and left out of all else."""
    right = [each for each in trials if each.world == RIGHT]
    done = [each for each in right if not each.stopped]
    if not done:
        raise ValueError("no trial of a right model has ended")
    every = [_recovered(ALL, done, range(len(done[0].unknowns)))]
    every += [_recovered(name, done, [at]) for at, name in enumerate(done[0].unknowns)]
    again, low, high = (_table(done, name) for name in ("again", "predicted_low", "predicted_high"))
    inside = (low <= again) & (again <= high)
    figures = {ALL: Held.count(inside)}
    figures |= {name: Held.count(inside[:, at]) for at, name in enumerate(done[0].figures)}
    verdicts = [verdict for each in done for verdict in each.opinion_verdict]
    opinions = {name: verdicts.count(name) for name in (AGREES, DIFFERS, CANNOT_TELL)}
    worlds = [world for world in WORLDS if any(each.world == world for each in trials)]
    noticed = tuple(_noticed(world, trials) for world in worlds)
    return Score(len(right), len(right) - len(done), tuple(every), figures, opinions, noticed)


def _is_within(share: float) -> bool:
    return BETWEEN[0] <= share <= BETWEEN[1]


def _table(trials: Sequence[Trial], name: str) -> Reals:
    """A field of all trials, (trials, what it is by)."""
    return np.array([getattr(each, name) for each in trials], dtype=float)


def _recovered(name: str, done: Sequence[Trial], columns: Sequence[int]) -> Recovered:
    chosen = list(columns)
    fields = ("truth", "mean", "sd", "low", "high", "low_50", "high_50", "left", "crps")
    of = {field: _table(done, field)[:, chosen] for field in fields}
    low, high, ours = (
        _table(done, f"opinion_{field}")[:, chosen] for field in ("low", "high", "crps")
    )
    truth = of["truth"]
    off = (truth - of["mean"]) / of["sd"]
    prior = of["sd"] / of["left"]
    ranks = _table(done, "rank")[:, chosen]
    draws = np.array([[each.draws] for each in done])
    return Recovered(
        name=name,
        held=Held.count((of["low"] <= truth) & (truth <= of["high"])),
        held_half=Held.count((of["low_50"] <= truth) & (truth <= of["high_50"])),
        bias=float(off.mean()),
        bias_error=float(off.std(ddof=1) / np.sqrt(off.size)) if off.size > 1 else float("nan"),
        spread=float(np.sqrt((off**2).mean())),
        ranks=_evenness(ranks, draws),
        told=float((of["left"] <= TOLD_BELOW).mean()),
        crps=float((of["crps"] / prior).mean()),
        ratio=float((of["crps"] / prior).sum() / (ours / prior).sum()),
        opinion=Held.count((low <= truth) & (truth <= high)),
    )


def _evenness(ranks: Reals, draws: NDArray[np.int64]) -> float:
    """Chance of ranks as uneven as these, 0 to draws, in ``BINS`` bins."""
    from scipy.stats import chisquare

    bins = np.floor(ranks * BINS / (draws + 1)).astype(int)
    counts = np.bincount(bins.ravel(), minlength=BINS)
    # A bin holds as many of the draws + 1 ranks as fall into it, which is not always a tenth.
    each = [np.bincount((np.arange(n + 1) * BINS) // (n + 1), minlength=BINS) for n in draws[:, 0]]
    expected = sum(one / one.sum() for one in each) * ranks.shape[1]
    return float(chisquare(counts, expected).pvalue)


def _noticed(world: str, trials: Sequence[Trial]) -> Noticed:
    mine = [each for each in trials if each.world == world]
    checks = [
        (bool(each.stopped), each.not_met > 0, each.misfit < LEVEL, each.weekday < LEVEL)
        for each in mine
    ]
    stopped, not_met, misfit, week = (int(each) for each in np.array(checks).sum(axis=0))
    # What is called wrong by the two checks made for it, or could not be fitted at all.
    called = sum(out or bad or profile for out, _, bad, profile in checks)
    return Noticed(world, len(mine), stopped, not_met, misfit, week, called)
