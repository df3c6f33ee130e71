"""MSER-5 on series of which the settling is known."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.results.mser import BATCH, mser5


def noise(n: int, phi: float = 0.5, seed: int = 1) -> np.ndarray:
    """A stationary first-order autoregression of variance 1."""
    rng = np.random.default_rng(seed)
    values = np.empty(n)
    values[0] = rng.normal()
    for at in range(1, n):
        values[at] = phi * values[at - 1] + rng.normal() * np.sqrt(1 - phi**2)
    return values


def by_definition(series: np.ndarray) -> int:
    """Batches cut where the marginal standard error of the rest is smallest, in plain loops."""
    n = len(series) // 5
    means = [sum(series[5 * j : 5 * j + 5]) / 5 for j in range(n)]
    scores = []
    for cut in range(n - 4):
        rest = means[cut:]
        middle = sum(rest) / len(rest)
        scores.append(sum((one - middle) ** 2 for one in rest) / len(rest) ** 2)
    return 5 * scores.index(min(scores))


@pytest.mark.parametrize("seed", range(8))
def test_the_cut_is_that_of_the_definition(seed):
    n = 400 + seed
    series = noise(n, seed=seed) + 3 * np.exp(-np.arange(n) / (10 + 5 * seed))
    assert mser5(series) == by_definition(series)


@pytest.mark.parametrize("settled", [0, 40, 95, 200])
def test_a_step_is_cut_where_it_is(settled):
    series = noise(500, phi=0.0) + np.where(np.arange(500) < settled, -50.0, 0.0)
    assert mser5(series) in range(settled, settled + 11)


@pytest.mark.parametrize("settled", [0, 40, 200])
def test_a_step_to_a_constant_is_cut_exactly_where_it_is(settled):
    assert mser5(np.where(np.arange(500) < settled, 0.1, 0.7)) == settled


def test_an_exponential_rise_is_cut_once_it_is_below_the_noise():
    days, size = 40.0, 30.0
    series = noise(1000) - size * np.exp(-np.arange(1000) / days)
    cut = mser5(series)
    assert cut is not None
    # At 2 to 4.5 times its time constant; the mean of what is left is off by less than its noise.
    assert 2 * days < cut < 4.5 * days
    assert np.exp(-cut / days) * size * days / (1000 - cut) < np.sqrt(3 / (1000 - cut))


def test_a_steady_series_is_hardly_cut():
    cuts = [mser5(noise(1000, phi=0.3, seed=seed)) for seed in range(20)]
    assert sum(cut is not None and cut <= 100 for cut in cuts) >= 16


def test_of_a_trend_it_cannot_tell():
    assert mser5(np.arange(500.0)) is None
    assert mser5(noise(500) + 0.1 * np.arange(500)) is None


def test_of_a_short_series_it_cannot_tell():
    assert mser5(np.ones(10 * BATCH - 1)) is None
    assert mser5(np.ones(10 * BATCH)) == 0
