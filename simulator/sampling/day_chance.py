"""How demand varies from date to date beyond the chance of a Poisson process.

Where a group's ``varies_by_day`` is c > 0, its demand curve is multiplied on each date by a number
of its own, from a gamma law of mean 1 and standard deviation c, drawn for the group and the date.
Given it, arrivals are a Poisson process as before, so that a day with mean m has counts of variance
``m + (c m) ** 2``: those of a negative binomial law, where demand is the same throughout the day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.streams import Words, uniforms

Reals = NDArray[np.float64]


def day_factors(seed: int, replication: int, group: str, dates: Words, varies: float) -> Reals:
    """What multiplies a group's demand on each of some dates, given by their proleptic ordinals.

    The number of a date is the same whenever the run starts or ends, and whatever the demand.
    """
    from scipy.special import gammaincinv

    u = uniforms(seed, replication, group, "arrivals:day", dates)
    shape = varies**-2
    return np.asarray(gammaincinv(shape, u) / shape)
