"""That hardly any stay lasts longer than a year: what keeps a law's unseen tail within reason.

Counts in bands end with 'so many days or more'. A law of two parts can put a few stays of decades
there, which no band speaks against and which would fill most beds. Of spells in English acute
hospitals fewer than one in a thousand lasts a year, so such a stay counts against a law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from calibration.stay.evidence import Band, LongStay
from calibration.stay.law_shape import survival
from calibration.stay.recording import Recording
from calibration.stay.tail import bed_days_beyond
from simulator.sampling.distributions import Distribution

YEAR = 365.0
# Of all bed-days by a law, the greatest share after a year of a stay that is thought possible.
_MOST_BEYOND = 0.02


@dataclass(frozen=True, eq=False)
class Longest:
    """None of ``stays`` is thought to be of a year or more; evidence beside counts of them."""

    stays: float
    recording: Recording = field(default_factory=Recording)

    @property
    def patients(self) -> float:
        """None of its own: they are in the counts."""
        return 0.0

    @property
    def typical(self) -> float:
        """Any length, since it weighs nothing."""
        return 1.0

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        return "that hardly any stay lasts a year"

    @property
    def unseen_beyond(self) -> float:
        """It tells nothing apart."""
        return 0.0

    @property
    def unseen_below(self) -> int:
        """Nothing short is in it."""
        return int(YEAR)

    @property
    def figures(self) -> int:
        """None."""
        return 0

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the chance that none of them lasts so long."""
        beyond = float(survival(law, np.array([YEAR]))[0])
        return float(self.stays * np.log1p(-min(beyond, 1 - 1e-12)))

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """None."""
        return ()

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """None."""
        return ()

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Longest:
        """The same."""
        return self

    def folds(self, count: int, rng: np.random.Generator) -> Sequence[tuple[Longest, Longest]]:
        """None: it is not of single patients."""
        return ()


def is_in_reason(law: Distribution) -> bool:
    """Whether a law puts hardly any bed-days after a year of a stay."""
    return np.isfinite(law.mean()) and bed_days_beyond(law, YEAR) <= _MOST_BEYOND
