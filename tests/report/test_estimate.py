"""Figures rounded to what chance lets be said."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from simulator.report.estimate import Estimate, plain

NAN = math.nan


@pytest.mark.parametrize(
    ("mean", "half_width", "said"),
    [
        (560.83, 9.94, "561 ± 10"),
        (67.96, 10.2, "68 ± 10"),
        (24.38, 2.8, "24 ± 3"),
        (85.52, 0.59, "85.5 ± 0.6"),
        (23456.7, 312.0, "23,500 ± 300"),
        (0.0411, 0.0131, "0.041 ± 0.013"),
        (-3.26, 0.5, "\N{MINUS SIGN}3.3 ± 0.5"),
        (0.0, 0.6, "0.0 ± 0.6"),
        (622.0, 0.0, "622"),
        (12345.6, NAN, "12,346"),
        (1.23456, NAN, "1.23"),
        (0.0, NAN, "0"),
        (NAN, NAN, "\N{EN DASH}"),
    ],
)
def test_a_figure_is_rounded_to_its_half_width(mean, half_width, said):
    assert Estimate(mean, half_width, 4, 4).text() == said


@pytest.mark.parametrize(
    ("mean", "half_width", "n", "said"),
    [
        (0.4, 1.4, 4, "40 % (± more than itself)"),
        (0.4, 1.4, 5, "40 % ± 140"),
        (0.0004, 0.006, 5, "0.04 % ± 0.6"),
        (0.33, 5.0, 6, "30 % ± 500"),
        (-0.4, 1.4, 2, "\N{MINUS SIGN}40 % (± more than itself)"),
        (0.4, 0.4, 4, "40 % ± 40"),
    ],
)
def test_few_runs_print_no_interval_wider_than_its_mean(mean, half_width, n, said):
    assert Estimate(mean, half_width, n, n).text(100, " %") == said


@pytest.mark.parametrize("rounding", [8e-15, 6e-8])
def test_the_rounding_of_sums_is_not_chance(rounding):
    found = Estimate(70.0, rounding, 4, 4)
    assert found.text() == "70"
    assert not found.has_interval
    assert Estimate(70.0, 8e-7, 4, 4).has_interval


def test_equal_values_have_exactly_their_mean_and_no_spread():
    # The sum of ten 0.7 over ten is not 0.7 to the last digit.
    found = Estimate.of([0.7] * 10)
    assert (found.mean, found.half_width) == (0.7, 0)


def test_a_share_is_scaled_before_it_is_rounded():
    assert Estimate(0.9016, 0.0163, 4, 4).text(100, " %") == "90.2 % ± 1.6"


def test_a_figure_that_few_runs_have_says_so():
    assert Estimate(5.0, 1.2, 3, 4).text() == "5.0 ± 1.2 (3 of 4 runs)"


def test_the_interval_is_students():
    values = [3.0, 5.0, 4.0, 8.0]
    low, high = stats.t.interval(0.95, 3, loc=5.0, scale=stats.sem(values))
    found = Estimate.of([*values, NAN])
    assert found.mean == 5.0
    assert (found.n, found.replications) == (4, 5)
    assert found.half_width == pytest.approx((high - low) / 2)


def test_one_run_has_no_interval_and_none_nothing():
    assert math.isnan(Estimate.of([3.0]).half_width)
    assert not Estimate.of([NAN, NAN]).is_known


@pytest.mark.parametrize(("value", "said"), [(0.00123, "0.00123"), (1500.5, "1,500"), (7, "7")])
def test_a_number_without_an_interval_has_three_figures(value, said):
    assert plain(value) == said
