"""Demand and arrivals: the curve worked by hand, its points, and what moves none of them."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY, HOUR
from simulator.sampling.arrivals import BLOCK, arrivals, cell
from simulator.sampling.demand import expected_returns, first_share, rates
from simulator.scenario.demand import Arrivals
from tests.sampling.places import built, place

MONDAY = dt.date(2024, 4, 1)
BY_HOUR = (*(1.0,) * 8, *(4.0,) * 12, *(2.0,) * 4)
BY_WEEKDAY = (1.2, 1.1, 1.0, 1.0, 1.1, 0.9, 0.7)
BY_MONTH = (1.2, 1.1, 1.0, 1.0, 0.9, 0.9, 0.8, 0.9, 1.0, 1.0, 1.1, 1.1)
UNEVEN = Arrivals(per_day=40, by_hour=BY_HOUR, by_weekday=BY_WEEKDAY, by_month=BY_MONTH)


def drawn(rate, start=MONDAY, seed=1, replication=0, group="group"):
    return arrivals(seed, replication, group, np.asarray(rate, dtype=float), start)


def flat(per_day: float, days: int = 200) -> np.ndarray:
    return np.full((days, 24), float(per_day))


def test_curve_is_the_product_of_its_weights():
    """Hour 12 weighs 4 of a mean 64 / 24; Tuesday 1.1 of 1; April 1 of the year's mean by days."""
    days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    mean = sum(w * n for w, n in zip(BY_MONTH, days, strict=True)) / 366
    found = rates(UNEVEN, MONDAY, 3)
    assert found.shape == (3, 24)
    assert found[1, 12] == pytest.approx(40 * 4 / (64 / 24) * 1.1 / mean)


@pytest.mark.parametrize(
    ("start", "days"), [(dt.date(2024, 1, 1), 366), (dt.date(2025, 1, 1), 365)]
)
def test_mean_over_a_calendar_year_is_per_day(start, days):
    by_month = Arrivals(per_day=40, by_hour=BY_HOUR, by_month=BY_MONTH)
    assert rates(by_month, start, days).mean() == pytest.approx(40)
    assert rates(UNEVEN, start, days).mean() == pytest.approx(40, rel=3e-3)


def test_mean_over_a_week_is_per_day_without_months():
    by_weekday = Arrivals(per_day=40, by_weekday=BY_WEEKDAY)
    assert rates(by_weekday, dt.date(2024, 4, 3), 7).mean() == pytest.approx(40)


def test_growth_is_compound_by_the_day_from_the_start():
    found = rates(Arrivals(per_day=10, growth_per_year=0.1), MONDAY, 732)[:, 0]
    assert found[0] == 10
    assert found[731] == pytest.approx(10 * 1.1 ** (731 / 365.25))
    assert found[1] / found[0] == pytest.approx(found[700] / found[699])


@pytest.mark.parametrize("weights", [{"by_hour": (0.0,) * 24}, {"by_month": (0.0,) * 12}])
def test_weights_that_are_all_zero_are_refused(weights):
    with pytest.raises(ValueError, match="at least one weight"):
        rates(Arrivals(per_day=10, **weights), MONDAY, 3)


def test_readmissions_that_demand_counts_are_taken_off_the_first_arrivals():
    """Old: chance .4, acute deaths .1 on every pathway, at most 3: .36 + .36 ^ 2 + .36 ^ 3."""
    said = place()
    scenario, _, plan = built(said)
    who = scenario.patient_groups["old"]
    returns = 0.36 + 0.36**2 + 0.36**3
    assert expected_returns("old", who, plan) == pytest.approx(returns)
    assert first_share("old", who, plan) == 1
    said["patient_groups"]["old"]["arrivals"]["includes_readmissions"] = True
    scenario, _, plan = built(said)
    found = first_share("old", scenario.patient_groups["old"], plan)
    assert found == pytest.approx(1 / (1 + returns))


def test_deaths_behind_a_branch_count_by_its_share():
    """Supported (.6) passes the ward (.35) with deaths .5; plain (.4) never does."""
    said = place()
    said["patient_groups"]["old"]["mortality"]["ward"] = {"chance": 0.5}
    said["patient_groups"]["old"]["readmission"]["at_most"] = 1
    scenario, _, plan = built(said)
    alive = 0.9 * (0.4 + 0.6 * (0.65 + 0.35 * 0.5))
    found = expected_returns("old", scenario.patient_groups["old"], plan)
    assert found == pytest.approx(0.4 * alive)


def test_returns_as_another_group_are_not_in_this_groups_demand():
    scenario, _, plan = built(place())
    assert expected_returns("young", scenario.patient_groups["young"], plan) == 0


@pytest.mark.parametrize("per_day", [0.3, 7.9, 100.0])
def test_counts_are_poisson(per_day):
    _, times = drawn(flat(per_day, 1000))
    counts = np.bincount(times // DAY, minlength=1000)
    assert abs(len(times) - 1000 * per_day) < 4 * math.sqrt(1000 * per_day)
    dispersion = counts.var(ddof=1) / counts.mean()
    assert abs(dispersion - 1) < 4 * math.sqrt(2 / 999) + 4 * math.sqrt(1 / (1000 * per_day))
    assert abs(np.corrcoef(counts[:-1], counts[1:])[0, 1]) < 4 / math.sqrt(999)


def test_gaps_between_arrivals_are_exponential():
    _, times = drawn(flat(100, 100))
    gaps = np.diff(np.sort(times)) / DAY
    assert stats.kstest(gaps, stats.expon(scale=0.01).cdf).pvalue > 1e-3


def test_arrivals_follow_the_curve_by_hour_weekday_and_month():
    curve = rates(UNEVEN, dt.date(2024, 1, 1), 732)
    _, times = drawn(curve, dt.date(2024, 1, 1))
    dates = [dt.date(2024, 1, 1) + dt.timedelta(days=day) for day in range(732)]
    days = times // DAY
    for of_day in ([d.weekday() for d in dates], [d.month - 1 for d in dates]):
        which = np.array(of_day)
        expected = np.bincount(which, weights=curve.mean(axis=1))
        found = np.bincount(which[days])
        chi = ((found - expected) ** 2 / expected).sum()
        assert stats.chi2.sf(chi, len(found)) > 1e-3
    expected = curve.sum(axis=0) / 24
    found = np.bincount(times % DAY // HOUR, minlength=24)
    assert stats.chi2.sf(((found - expected) ** 2 / expected).sum(), 24) > 1e-3


@pytest.mark.parametrize("seed", range(5))
def test_more_demand_reveals_more_and_changes_none_already_there(seed):
    curve = rates(UNEVEN, MONDAY, 60)
    few = dict(zip(*(a.tolist() for a in drawn(curve, seed=seed)), strict=True))
    many = dict(zip(*(a.tolist() for a in drawn(curve * 1.37, seed=seed)), strict=True))
    assert len(many) > len(few) > 2000
    assert few.items() <= many.items()
    added = len(many) - len(few)
    assert abs(added - 0.37 * curve.mean() * 60) < 4 * math.sqrt(0.37 * curve.mean() * 60)


def test_a_dates_points_stay_when_the_start_or_the_end_is_moved():
    long, short = flat(30, 50), flat(30, 20)
    later = MONDAY + dt.timedelta(days=13)
    many = dict(zip(*(a.tolist() for a in drawn(long)), strict=True))
    identity, times = drawn(short, later)
    few = dict(zip(identity.tolist(), (times + 13 * DAY).tolist(), strict=True))
    within = {who: at for who, at in many.items() if 13 * DAY <= at < 33 * DAY}
    assert few == within


def test_an_hour_of_no_demand_has_no_arrivals():
    curve = flat(50)
    curve[:, 3] = 0
    curve[7] = 0
    _, times = drawn(curve)
    assert not np.any(times % DAY // HOUR == 3)
    assert not np.any(times // DAY == 7)
    assert len(drawn(flat(0))[0]) == 0


def test_identity_packs_date_block_and_index():
    identity, times = drawn(flat(20, 5))
    for who, at in zip(identity.tolist(), times.tolist(), strict=True):
        assert who >> 40 == (MONDAY + dt.timedelta(days=at // DAY)).toordinal()
        assert (who >> 16 & 0xFFFFFF) * BLOCK < 20
    assert cell(MONDAY, 2) in identity.tolist() or cell(MONDAY, 1) in identity.tolist()
    assert len(set(identity.tolist())) == len(identity)


def test_identities_rise():
    """Whoever sorts arrivals by time relies on it where two come at one time."""
    identity, times = drawn(rates(UNEVEN, MONDAY, 60))
    assert (identity[1:] > identity[:-1]).all()
    assert (np.diff(times // DAY) >= 0).all()


def test_more_than_can_be_told_apart_is_refused():
    with pytest.raises(ValueError, match="no more than"):
        drawn(np.full((1, 24), 2.0**28))


def test_groups_seeds_and_replications_arrive_independently():
    def counts(**other):
        _, times = drawn(flat(50, 1000), **other)
        return np.bincount(times // DAY, minlength=1000)

    one = counts()
    for other in ({"seed": 2}, {"replication": 1}, {"group": "other"}):
        assert abs(np.corrcoef(one, counts(**other))[0, 1]) < 4 / math.sqrt(1000)
