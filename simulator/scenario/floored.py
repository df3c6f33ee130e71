"""What a floor makes of the mean and the standard deviation of a normal law."""

from __future__ import annotations

import math


def floored_moments(mean: float, sd: float, floor: float) -> tuple[float, float]:
    """Mean and standard deviation of ``max(X, floor)`` with X normal of ``mean`` and ``sd`` > 0.

    Formulas: N. L. Johnson, S. Kotz and N. Balakrishnan, "Continuous univariate distributions",
    volume 1, 1994, chapter 13 (moments of a normal law cut off on one side).
    """
    over = (mean - floor) / sd
    density = math.exp(-(over**2) / 2) / math.sqrt(2 * math.pi)
    above = math.erfc(-over / math.sqrt(2)) / 2
    excess = over * above + density
    square = (1 + over**2) * above + over * density
    return floor + sd * excess, sd * math.sqrt(max(square - excess**2, 0.0))
