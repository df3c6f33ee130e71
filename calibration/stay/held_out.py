"""How likely the part of the data is that a law was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.stay.evidence import Evidence
from calibration.stay.family import Family
from calibration.stay.search import Peak, log_likelihood, nearest

FOLDS = 5
# With fewer patients in a part, its score is the luck of a few.
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Log-likelihood a patient of each part when fitted to the others; scores: one a part."""

    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean score a patient; higher is better."""
        return float(np.mean(self.scores))

    def behind(self, best: HeldOut) -> tuple[float, float]:
        """How much lower than another on the same parts, and the standard error of that."""
        gap = np.array(best.scores) - np.array(self.scores)
        return float(gap.mean()), float(gap.std(ddof=1) / math.sqrt(len(gap)))


def held_out(data: Sequence[Evidence], family: Family, peak: Peak, seed: int) -> HeldOut | None:
    """Scores of five parts, dealt by ``seed`` and so the same for every family.

    Data that cannot be divided (summary figures) are fitted to each time and never scored; None
    where no others are there, or too few patients. ``peak``: of all data.
    """
    rng = np.random.default_rng(seed)
    divided = [each.folds(FOLDS, rng) if each.patients >= FOLDS * _FEWEST else () for each in data]
    if not any(divided):
        return None
    scores = []
    for part in range(FOLDS):
        pairs = zip(divided, data, strict=True)
        training = [own[part][0] if own else each for own, each in pairs]
        tried = [own[part][1] for own in divided if own]
        z = nearest(training, family, peak.z, peak.covariance)
        patients = sum(each.patients for each in tried)
        scores.append(log_likelihood(tried, family, z) / patients)
    return HeldOut(tuple(scores))
