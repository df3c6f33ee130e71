"""Demand that varies from day to day, follows a curve, or is said by weekday and hour."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY
from simulator.sampling.comers import Random
from simulator.sampling.day_chance import day_factors
from simulator.sampling.demand import expected, rates
from simulator.scenario.demand import Arrivals
from tests.sampling.places import built, drawn, place

MONDAY = dt.date(2024, 4, 1)
BY_HOUR = (*(1.0,) * 8, *(4.0,) * 12, *(2.0,) * 4)
WEEKEND = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5)


def comers(per_day: float, varies: float, days: int = 4000, **said) -> Random:
    curve = rates(Arrivals(per_day=per_day, **said), MONDAY, days)
    return Random("group", MONDAY, curve, varies)


def counts(who: Random, replication: int = 0) -> np.ndarray:
    _, times = who.drawn(1, replication)
    return np.bincount(times // DAY, minlength=len(who.rates))


@pytest.mark.parametrize("varies", [0.05, 0.1, 0.3])
def test_counts_of_a_day_have_the_variance_of_both_chances(varies):
    """Variance m + (c m)^2; the sample variance has an error of root((kappa - 1) / n) of it.

    The fourth moment is that of a negative binomial law of that mean and variance.
    """
    mean, days = 60, 4000
    n = varies**-2
    law = stats.nbinom(n, n / (n + mean))
    variance = mean + (varies * mean) ** 2
    assert law.var() == pytest.approx(variance)
    found = counts(comers(mean, varies, by_hour=BY_HOUR))
    assert abs(found.mean() - mean) < 4 * math.sqrt(variance / days)
    kurtosis = law.stats(moments="k") + 3
    assert abs(found.var(ddof=1) / variance - 1) < 4 * math.sqrt((kurtosis - 1) / days)
    # The same would be far out for a Poisson law.
    assert variance / mean - 1 > 2 * math.sqrt(2 / days)


def test_counts_of_a_day_are_negative_binomial():
    found = counts(comers(8, 0.5))
    law = stats.nbinom(4, 4 / (4 + 8))
    edges = np.array([0, 2, 4, 6, 8, 11, 15, 20])
    observed = np.histogram(found, [*edges, 10**6])[0]
    below = np.append(law.cdf(edges - 1), 1.0)
    assert stats.chisquare(observed, len(found) * np.diff(below)).pvalue > 1e-3


def test_days_vary_each_for_itself_by_group_and_replication():
    dates = np.arange(738_000, 742_000, dtype=np.uint64)
    one = day_factors(1, 0, "group", dates, 0.2)
    assert abs(one.mean() - 1) < 4 * 0.2 / math.sqrt(len(dates))
    assert stats.kstest(one, stats.gamma(25, scale=1 / 25).cdf).pvalue > 1e-3
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 4 / math.sqrt(len(dates))
    for other in (
        day_factors(2, 0, "group", dates, 0.2),
        day_factors(1, 1, "group", dates, 0.2),
        day_factors(1, 0, "other", dates, 0.2),
    ):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4 / math.sqrt(len(dates))


def test_a_dates_chance_is_its_own_wherever_the_run_begins():
    dates = np.arange(738_000, 738_050, dtype=np.uint64)
    every = day_factors(1, 0, "group", dates, 0.2)
    assert np.array_equal(day_factors(1, 0, "group", dates[13:20], 0.2), every[13:20])


@pytest.mark.parametrize("varies", [1e-4, 1e-3, 2.0])
def test_the_least_and_the_greatest_variation_are_drawn_well(varies):
    dates = np.arange(700_000, 740_000, dtype=np.uint64)
    found = day_factors(1, 0, "group", dates, varies)
    assert abs(found.mean() - 1) < 4 * varies / math.sqrt(len(dates))
    kurtosis = 6 * varies**2 + 3
    assert abs(found.var() / varies**2 - 1) < 4 * math.sqrt((kurtosis - 1) / len(dates))


def test_more_demand_reveals_more_and_moves_nobody_where_days_vary():
    few = dict(zip(*(a.tolist() for a in comers(30, 0.3, 60).drawn(1, 0)), strict=True))
    many = dict(zip(*(a.tolist() for a in comers(41, 0.3, 60).drawn(1, 0)), strict=True))
    assert few.items() <= many.items()
    assert len(many) > 1.2 * len(few)


def test_nothing_said_of_variation_is_none():
    said = place()
    said["patient_groups"]["old"]["arrivals"]["varies_by_day"] = 0
    one, other = drawn(place()), drawn(said)
    assert all(np.array_equal(getattr(one, n), getattr(other, n)) for n in one.__slots__)


def test_one_group_that_varies_moves_no_other():
    said = place()
    said["patient_groups"]["old"]["arrivals"]["varies_by_day"] = 0.2
    before, after = drawn(place()), drawn(said)

    def young(patients):
        rows = (patients.group == 1) & (patients.arrives >= 0)
        return [getattr(patients, n)[rows].tolist() for n in ("identity", "arrives", "route")]

    assert young(before) == young(after)
    assert len(before) != len(after)


STEPS = (
    {"starts": "2024-03-01", "per_day": 10},
    {"starts": "2024-04-02", "per_day": 20},
    {"starts": "2024-04-02 18:00", "per_day": 5},
    {"starts": "2024-04-04", "per_day": 0},
)


def test_a_curve_holds_from_each_step_to_the_next():
    found = rates(Arrivals(curve=STEPS), MONDAY, 5)
    assert found[0].tolist() == [10.0] * 24
    assert found[1].tolist() == [20.0] * 18 + [5.0] * 6
    assert found[2].tolist() == [5.0] * 24
    assert not found[3:].any()


def test_nobody_comes_before_a_curve_begins():
    found = rates(Arrivals(curve=({"starts": "2024-04-02 06:00", "per_day": 7},)), MONDAY, 2)
    assert found.ravel().tolist() == [0.0] * 30 + [7.0] * 18


def test_a_table_is_the_curve_that_it_says():
    text = "starts,per_day\n" + "\n".join(f"{s['starts']},{s['per_day']}" for s in STEPS)
    table = Arrivals(table={"file": "demand.csv", "text": text})
    assert np.array_equal(
        rates(table, MONDAY, 9, 0.8), rates(Arrivals(curve=STEPS), MONDAY, 9, 0.8)
    )


def test_a_curve_is_shaped_by_hour_and_weekday_and_keeps_its_level():
    steps = ({"starts": "2024-04-01", "per_day": 10}, {"starts": "2024-04-15", "per_day": 20})
    found = rates(Arrivals(curve=steps, by_hour=BY_HOUR, by_weekday=WEEKEND), MONDAY, 28)
    # Hour 12 weighs 4 of a mean 64 / 24, Saturday .5 of a mean 6 / 7.
    assert found[5, 12] == pytest.approx(10 * 4 / (64 / 24) * 0.5 / (6 / 7))
    assert found[:14].mean() == pytest.approx(10)
    assert found[14:].mean() == pytest.approx(20)


def test_rates_by_weekday_and_hour_are_an_hour():
    week = [[0.0] * 24 for _ in range(7)]
    week[1][9], week[6][23] = 2.5, 0.5
    found = rates(Arrivals(by_weekday_and_hour=week), MONDAY, 14)
    assert found.sum() == pytest.approx(24 * 6.0)
    assert found[8, 9] == 60.0
    assert found[13, 23] == 12.0
    who = Random("group", MONDAY, rates(Arrivals(by_weekday_and_hour=week), MONDAY, 7000), 0.0)
    _, times = who.drawn(1, 0)
    tuesdays = (times // DAY % 7 == 1) & (times % DAY // (DAY // 24) == 9)
    assert abs(tuesdays.sum() - 2500) < 4 * math.sqrt(2500)
    assert abs((~tuesdays).sum() - 500) < 4 * math.sqrt(500)


def test_rates_by_weekday_and_hour_follow_the_months_and_grow():
    week = [[0.5] * 24 for _ in range(7)]
    by_month = (1.2, 1.1, 1.0, 1.0, 0.9, 0.9, 0.8, 0.9, 1.0, 1.0, 1.1, 1.1)
    shape = {"by_month": by_month, "growth_per_year": 0.05}
    rated = rates(Arrivals(by_weekday_and_hour=week, **shape), MONDAY, 400)
    level = rates(Arrivals(per_day=12, **shape), MONDAY, 400)
    assert rated == pytest.approx(level)


def test_readmissions_counted_in_a_table_are_taken_off():
    said = place()
    curve = [{"starts": "2024-04-01", "per_day": 30}]
    said["patient_groups"]["old"]["arrivals"] = {"curve": curve, "includes_readmissions": True}
    scenario, _, plan = built(said)
    assert scenario.patient_groups["old"].arrivals.way == "curve"
    returns = 0.36 + 0.36**2 + 0.36**3
    came = drawn(said)
    first = ((came.group == 0) & (came.arrives >= 0)).sum()
    mean = 200 * 30 / (1 + returns)
    assert abs(first - mean) < 4 * math.sqrt(mean)
    assert plan.routes


def test_what_is_expected_of_known_arrivals_is_what_they_bring():
    booked = Arrivals(booked=({"at": "mon-fri 07:00", "count": 6}, {"at": "mon 07:30", "count": 1}))
    found = expected(booked, MONDAY, 14, "none")
    assert found.sum() / 24 == 62
    assert found[0, 7] == 7 * 24
    assert found[5:7].sum() == 0
