"""The ratio of a cost that is only known to lie between two ends to what it avoids."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from simulator.results.money_ratio import NO_RATIO, Ratio, RatioSays, ratio_of
from simulator.results.run import Floats


def ratio_between(least: Floats, most: Floats, avoided: Floats, together: int = 1) -> Ratio:
    """The ratio where paired differences of cost lie between ``least`` and ``most``.

    Cost in it is the most that it may be. What both ends say is said; a cost for each avoided is
    an upper end, without a lower end of its interval; of all else no ratio is known.

    Raises:
        ValueError: not as many of one as of the other, or none.
    """
    found, lower = ratio_of(most, avoided, together), ratio_of(least, avoided, together)
    if np.array_equal(least, most) or (found.says is lower.says and found.says in NO_RATIO):
        return found
    if found.says is RatioSays.COSTS:
        return dataclasses.replace(found, says=RatioSays.AT_MOST, low=math.nan)
    is_none = lower.says is RatioSays.NOTHING_AVOIDED
    says = lower.says if is_none else RatioSays.NOT_SPLIT
    return dataclasses.replace(found, says=says, ratio=math.nan, low=math.nan, high=math.nan)
