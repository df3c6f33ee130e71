"""Grouped statistics and slopes against NumPy and theory."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.network.network import DAY
from simulator.results.drift import slope
from simulator.results.midnight import count_at_midnight
from simulator.results.tally import tally


def test_each_group_has_numpys_mean_sd_and_quantiles():
    rng = np.random.default_rng(7)
    key = rng.integers(0, 40, size=3_000)
    values = rng.integers(0, 10, size=3_000) * DAY // 3
    found = tally(key, 41, values)
    for group in range(40):
        mine = values[key == group] / DAY
        assert found.statistics(group) == pytest.approx(
            {
                "mean": mine.mean(),
                "sd": mine.std(ddof=1),
                "median": np.median(mine),
                "p90": np.quantile(mine, 0.9),
                "p95": np.quantile(mine, 0.95),
                "n": len(mine),
            }
        )
    assert found.n[40] == 0
    assert np.isnan(found.statistics(40)["median"])


def test_no_values_at_all():
    nothing = np.array([], dtype=np.int64)
    found = tally(nothing, 2, nothing)
    assert found.n.tolist() == [0, 0]
    assert np.isnan(found.quantiles["p95"]).all()


def test_one_value_has_no_spread():
    found = tally(np.array([0]), 1, np.array([3 * DAY]))
    assert found.mean[0] == 3
    assert np.isnan(found.sd[0])


def test_counts_at_midnight_are_those_of_a_plain_loop():
    rng = np.random.default_rng(11)
    hour = DAY // 24
    begin = rng.integers(0, 10 * 24, size=400) * hour
    finish = np.where(rng.random(400) < 0.2, -1, begin + rng.integers(0, 72, size=400) * hour)
    key, weight = rng.integers(0, 3, size=400), rng.integers(1, 4, size=400)
    found = count_at_midnight(key, (3, 10), begin, finish, weight)
    for unit in range(3):
        for day in range(10):
            midnight = (day + 1) * DAY
            there = (key == unit) & (begin < midnight) & ((finish < 0) | (finish >= midnight))
            assert found[unit, day] == weight[there].sum()


def test_a_straight_line_has_its_slope_and_no_error():
    rise, error = slope(np.arange(70) * 0.5 + 3)
    assert rise == pytest.approx(0.5)
    assert error == pytest.approx(0, abs=1e-9)
    assert slope(np.full(70, 4.0)) == (0, 0)


def test_too_short_a_series_has_no_slope():
    assert np.isnan(slope(np.arange(27.0))).all()


@pytest.mark.parametrize("like_last", [0.0, 0.9])
def test_a_slope_without_a_trend_is_seldom_told_from_none(like_last):
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(300):
        noise = rng.normal(size=420)
        series = np.empty(420)
        series[0] = noise[0] / np.sqrt(1 - like_last**2)
        for day in range(1, 420):
            series[day] = like_last * series[day - 1] + noise[day]
        rise, error = slope(series)
        told += abs(rise) > 2 * error
    # One in twenty is meant; short series with long memory cost a little.
    assert told / 300 < 0.12
