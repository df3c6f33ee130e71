"""Whether the prior can produce what was observed at all; if not, no fit is worth its time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.target import Target
from simulator.errors import Problem, StoppedError

Reals = NDArray[np.float64]

LEVELS = (0.005, 0.995)
# With right priors one target in 16,000 is as far; of 25 at three, one fit in 15 would be stopped.
WIDE = 4.0


def check_bracket(targets: Sequence[Target], outputs: Reals) -> None:
    """Stop where a target lies outside what the first ensemble, (members, targets), produces.

    Outside is both beyond the middle 99 % of its outputs and farther from their mean than four
    standard deviations, with the discrepancy among them: the ends of 100 runs alone would stop one
    right fit of seven targets in twelve, and three standard deviations one in 45. What is let
    through that should not be is left to the checks of the finished fit.

    Raises:
        StoppedError: names each such target, what was observed and what the prior produces.
    """
    low, high = reach(outputs, np.array([target.discrepancy for target in targets]))
    found = [
        Problem(
            f"observed is {target.observed:.4g}, and the prior produces {least:.4g} to {most:.4g}",
            path=target.name,
            do="check the figure and its definition; widen the prior that drives it; or leave the "
            "target out and say so",
        )
        for target, least, most in zip(targets, low, high, strict=True)
        if not least <= target.observed <= most
    ]
    if found:
        raise StoppedError(found)


def reach(outputs: Reals, discrepancy: Reals) -> tuple[Reals, Reals]:
    """Lower and upper ends of what the prior can produce, each (targets,)."""
    low, high = np.quantile(outputs, LEVELS, axis=0)
    middle = outputs.mean(axis=0)
    most = WIDE * np.sqrt(outputs.var(axis=0) + discrepancy**2)
    return np.minimum(low, middle - most), np.maximum(high, middle + most)
