"""Whether a goal is met, told from runs at fixed numbers of them, with a stated chance of error.

Repeated confidence intervals (Jennison, C. and Turnbull, B. W., 1984, Controlled Clinical Trials
5(1), 33-45; 1989, J. R. Stat. Soc. B 51(3), 305-361): at each of a few fixed numbers of runs a
one-sided bound of the mean is held against the goal, and the chance of error is shared among the
looks. Bounds of means are Student's t, exact for normal run means at any number of runs; bounds
of a share of runs are Clopper and Pearson's (1934, Biometrika 26(4), 404-413).

It checks feasibility as the first phase of constrained selection does (Andradottir, S. and Kim,
S.-H., 2010, Naval Research Logistics 57(5), 403-421; several goals: Batur, D. and Kim, S.-H., 2010,
ACM TOMACS 20(3), 13), without the indifference zone of those: a planner has no tolerance to give
for each goal, and "cannot tell" is an answer. Errors add up at most (Bonferroni), which holds for
candidates run on the same patients and for candidates chosen by what others have shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from simulator.experiment.goal import Goal
from simulator.results.run import Floats

FIRST_LOOK = 10
# A figure that is the same in all runs is taken to be always so once, but for the stated chance of
# error, no more than this share of runs can be otherwise.
RARE = 0.2
METHOD = (
    "Repeated confidence intervals (Jennison and Turnbull 1984, 1989): one-sided bounds at fixed "
    "numbers of runs, Student's t for means and Clopper-Pearson for shares of runs, the chance of "
    "error shared by Bonferroni over looks, goals and all candidates; a check of feasibility as in "
    "Andradóttir and Kim (2010), without an indifference zone"
)


class Finding(StrEnum):
    """What may be said of a goal, or of a candidate on all goals."""

    MEETS = "meets"
    MISSES = "does not meet"
    UNTOLD = "cannot tell"


@dataclass(frozen=True, slots=True)
class Rule:
    """How candidates are judged: ``looks`` are numbers of runs, rising.

    ``confidence``: that every finding on every one of ``candidates`` is right.
    """

    goals: tuple[Goal, ...]
    confidence: float
    candidates: int
    looks: tuple[int, ...]

    @property
    def error(self) -> float:
        """The chance, at most, that the finding on one candidate is wrong."""
        return (1 - self.confidence) / self.candidates

    @property
    def error_meets(self) -> float:
        """Of one bound at one look: who misses is passed only if a goal that he misses is."""
        return self.error / len(self.looks)

    @property
    def error_misses(self) -> float:
        """Of one bound at one look: any one of the goals fails who meets them all."""
        return self.error / (len(self.looks) * len(self.goals))

    def findings(self, figures: Floats) -> tuple[Finding, ...]:
        """The finding on each goal from the runs of one candidate: ``figures``, goals x runs."""
        return tuple(
            _finding(goal, values, self.error_meets, self.error_misses)
            for goal, values in zip(self.goals, figures, strict=True)
        )


def altogether(findings: Sequence[Finding]) -> Finding:
    """The finding on a candidate: it misses where one goal is missed, meets where all are met."""
    if Finding.MISSES in findings:
        return Finding.MISSES
    return Finding.UNTOLD if Finding.UNTOLD in findings else Finding.MEETS


def looks_until(most: int) -> tuple[int, ...]:
    """Numbers of runs at which to look: 10, doubling, and the greatest number allowed."""
    found = []
    n = FIRST_LOOK
    while n < most:
        found.append(n)
        n *= 2
    return (*found, most)


def _finding(goal: Goal, values: Floats, error_meets: float, error_misses: float) -> Finding:
    judged = goal.judged(values)
    known = judged[~np.isnan(judged)]
    if len(known) < 2:
        return Finding.UNTOLD
    at_least = goal.is_upward
    for finding, error, is_above in (
        (Finding.MEETS, error_meets, at_least),
        (Finding.MISSES, error_misses, not at_least),
    ):
        if goal.share_of_runs is None and _may_be_rare(known, error):
            continue
        bound = bound_of(known, error, is_above, goal.share_of_runs is not None)
        if _is_beyond(bound, goal.limit, is_above, finding is Finding.MEETS):
            return finding
    return Finding.UNTOLD


def _may_be_rare(values: Floats, error: float) -> bool:
    """Whether runs that are all the same may be too few to have met what is rare.

    Student's t has no answer there: what happens in one run of seven is in none of ten runs one
    time in five.
    """
    is_same = float(values.min()) == float(values.max())
    return is_same and len(values) < math.log(error) / math.log(1 - RARE)


def _is_beyond(bound: float, limit: float, is_above: bool, is_met: bool) -> bool:
    """A goal is kept at its limit itself, and missed only beyond it."""
    gap = bound - limit if is_above else limit - bound
    slack = 1e-12 * abs(limit)
    return gap >= -slack if is_met else gap > slack


def bound_of(values: Floats, error: float, is_lower: bool, is_share: bool = False) -> float:
    """A one-sided bound of the mean of some runs, wrong with a chance of at most ``error``.

    ``values``: two or more; with ``is_share`` each 1 or 0.
    """
    n, mean = len(values), float(values.mean())
    if is_share:
        return _share_bound(n, round(mean * n), error, is_lower)
    if float(values.min()) == float(values.max()):
        return float(values[0])
    half = _student(n, error) * float(values.std(ddof=1)) / math.sqrt(n)
    return mean - half if is_lower else mean + half


@lru_cache(maxsize=4096)
def _student(n: int, error: float) -> float:
    from scipy.special import stdtrit

    return -float(stdtrit(n - 1, error))


@lru_cache(maxsize=4096)
def _share_bound(n: int, hits: int, error: float, is_lower: bool) -> float:
    from scipy.special import betaincinv

    if is_lower:
        return 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, error))
    return 1.0 if hits == n else float(betaincinv(hits + 1, n - hits, 1 - error))
