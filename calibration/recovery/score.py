"""What many trials together show: coverage, bias, ranks, predictions, and wrong models noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.second_opinion import AGREES, CANNOT_TELL, DIFFERS
from calibration.fit.check_together import LEVELS
from calibration.fit.fitted import TOLD_BELOW
from calibration.recovery.place import RIGHT, SHORT, WORLDS
from calibration.recovery.trial import Trial

Reals = NDArray[np.float64]

# What is wanted, and where from: shares held, bias in posterior sd, chance of ranks, ratio of CRPS.
BETWEEN = (0.85, 0.95)
BIAS, RANKS, RATIO = 0.25, 0.005, 1.10
BINS = 10
# Of fits to a wrong model, how many are to be called wrong; of a right one, how many at most.
NOTICED, FALSE = 0.8, 0.1
ALL = "all together"


@dataclass(frozen=True, slots=True)
class Held:
    """How often something was held, ``of`` times, with a 95 % interval (exact, binomial)."""

    times: int
    of: int
    low: float
    high: float

    @classmethod
    def count(cls, is_held: NDArray[np.bool_]) -> Held:
        """From what was held and what not."""
        return cls.of_binomial(int(np.sum(is_held)), int(np.size(is_held)))

    @classmethod
    def of_binomial(cls, times: int, of: int) -> Held:
        """From how often it was held, each time apart from the others."""
        from scipy.stats import binomtest

        if of == 0:
            return cls(0, 0, 0.0, 1.0)
        ends = binomtest(times, of).proportion_ci(0.95, method="exact")
        return cls(times, of, float(ends.low), float(ends.high))

    @classmethod
    def of_places(cls, times: NDArray[np.int64], of: int) -> Held:
        """From how many of ``of`` were held in each place, which hang together: (places,).

        The interval is the 95 % one of the mean of the places' shares, by Student's t.
        """
        from scipy.stats import t

        shares = times / of
        many = len(shares)
        half = float(t.ppf(0.975, many - 1) * shares.std(ddof=1) / np.sqrt(many)) if many > 1 else 1
        middle = float(shares.mean())
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        return cls(int(times.sum()), of * many, low, high)

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

    ``not_met``: fits with a target outside its own prediction, which calls nothing wrong.
    ``called``: by a check, or stopped. ``ratio``: patients remaining over those whom discharges and
    ready dates account for, over what the fit makes of it, on average; ``error``: standard error
    of the logarithm of one such figure, as the fit has it.
    """

    world: str
    of: int
    stopped: int
    not_met: int
    by_check: dict[str, int]
    called: int
    ratio: float
    error: float

    @property
    def is_as_wanted(self) -> bool:
        """Whether a right model is seldom called wrong, and a wrong one mostly."""
        if self.world == RIGHT:
            return self.called <= FALSE * self.of
        return self.called >= NOTICED * self.of


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
        right = [one for one in self.noticed if one.world == RIGHT and not one.is_as_wanted]
        found += [f"right models called wrong in {one.called} of {one.of}" for one in right]
        passed = [one for one in self.noticed if one.world != RIGHT and not one.is_as_wanted]
        if passed:
            each = [f"{SHORT[one.world]} in {one.called} of {one.of}" for one in passed]
            found.append(f"wrong models noticed too seldom: {', '.join(each)}")
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
    held, quarters = np.array([each.held for each in done]), done[0].quarters
    figures = {ALL: Held.of_places(held.sum(axis=1), quarters * held.shape[1])}
    named = enumerate(done[0].figures)
    figures |= {name: Held.of_places(held[:, at], quarters) for at, name in named}
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
    flows = [each.flow for each in mine if not each.stopped]
    counts = {name: sum(name in each.failed for each in mine) for name in LEVELS}
    return Noticed(
        world,
        len(mine),
        stopped=sum(bool(each.stopped) for each in mine),
        not_met=sum(each.not_met > 0 for each in mine),
        by_check=counts,
        called=sum(bool(each.stopped or each.failed) for each in mine),
        ratio=float(np.exp(np.mean([away for away, _ in flows]))) if flows else float("nan"),
        error=float(np.mean([error for _, error in flows])) if flows else float("nan"),
    )
