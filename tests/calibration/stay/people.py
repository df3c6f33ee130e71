"""Stays drawn from known laws, and what records of different kinds would show of them."""

from __future__ import annotations

import numpy as np

EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28, 42, 60, np.inf]

# Seven in ten stay 2.5 days by the median and three in ten 11: mean and midnights in closed form.
SHARE, SHORT, LONG = 0.72, (2.5, 0.8), (11.0, 0.9)
MEAN = SHARE * 2.5 * np.exp(0.8**2 / 2) + (1 - SHARE) * 11.0 * np.exp(0.9**2 / 2)


def lengths(rng, count):
    """Days of stay of two kinds of patients mixed."""
    is_short = rng.random(count) < SHARE
    short = rng.lognormal(np.log(SHORT[0]), SHORT[1], count)
    return np.where(is_short, short, rng.lognormal(np.log(LONG[0]), LONG[1], count))


def midnights(rng, days):
    """Midnights passed by stays that begin at any time of day."""
    return np.floor(days + rng.random(len(days)))


def in_bed(rng, nights, count):
    """Of people found in bed at a midnight: midnights so far, and in all."""
    found = nights[rng.choice(len(nights), size=count, p=nights / nights.sum())]
    return rng.integers(1, found + 1), found


def binned(nights, edges=None):
    """Edges, and how many stays lie in each band."""
    edges = EDGES if edges is None else edges
    return edges, np.histogram(nights, edges)[0].tolist()
