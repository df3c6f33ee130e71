"""The scale of a target, and its spread there, against slopes taken by differences."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from calibration.fit.observed import Observed
from simulator.results.measure import where
from simulator.results.measures import Key

DAYS = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def observed(measure, statistic, value, **parts):
    key = Key(measure, where(care_setting="acute"), statistic)
    stated = {"sampling": 0.0, "monthly": 0.0, "discrepancy": 0.0} | parts
    return Observed("x", key, value, *DAYS, **stated)


ONES = (
    observed("delayed_patients", "mean", 40.0, sampling=0.03, monthly=0.04),
    observed("occupancy", "mean", 0.92, sampling=0.03, monthly=0.04),
    observed("long_stays", "share", 0.15, sampling=0.03, monthly=0.04),
)


@pytest.mark.parametrize("one", ONES, ids=("count", "occupancy", "share"))
def test_figures_come_back_from_the_scale(one):
    figures = one.value * np.array([0.2, 0.5, 1.0, 1.05])
    assert one.unscaled(one.scaled(figures)) == pytest.approx(figures, rel=1e-12)


@pytest.mark.parametrize("one", ONES, ids=("count", "occupancy", "share"))
def test_the_spread_is_five_per_cent_of_the_figure_by_its_slope(one):
    """0.03 and 0.04 together are 0.05 of the figure."""
    step = 1e-6 * one.value
    ends = one.scaled(np.array([one.value - step, one.value + step]))
    slope = float(np.diff(ends)[0]) / (2 * step)
    assert one.total == pytest.approx(0.05, rel=1e-12)
    assert one.spread == pytest.approx(0.05 * one.value * slope, rel=1e-6)


def test_a_run_in_which_nobody_waits_has_a_finite_figure():
    assert np.isfinite([float(one.scaled(np.array(0.0))) for one in ONES]).all()
