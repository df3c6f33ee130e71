"""How far apart before a hub loses: worth, break-even and crossing, against sums by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.report.estimate import Estimate
from simulator.report.hub_crossover import (
    AHEAD,
    BEHIND,
    CANNOT_TELL,
    Crossing,
    Gain,
    crossing,
    even_factor,
    even_hour,
    gain,
    joint,
    who_leads,
)
from simulator.report.hub_distance_tables import turning
from simulator.report.hub_exchange import Exchange
from simulator.report.hub_figure import Values
from simulator.results.measure import where
from simulator.results.measures import Key, Measured

RNG = np.random.default_rng(8)


def values(**figures: tuple[float, ...]) -> Values:
    """Values by hand: cost, acute delay, stays, minutes of patients, and visitors' sum a day."""
    place = {"care_setting": "community"}
    keys = {
        "cost": Key("cost", where(**place), "per_year"),
        "delayed": Key("delayed_patients", where(care_setting="all acute"), "mean"),
        "stays": Key("travel_minutes", where(**place), "n"),
        "minutes": Key("travel_minutes", where(**place), "mean"),
        "visitors": Key("travel_of_visitors", where(**place), "per_day"),
    }
    columns = np.array(list(figures.values())).T
    return Values.of([Measured(tuple(keys[name] for name in figures), row) for row in columns])


def test_what_a_hub_saves_and_takes_worked_out_by_hand():
    before = values(
        cost=(500_000, 600_000), delayed=(20, 30), stays=(73, 73), minutes=(10, 20),
        visitors=(800, 900),
    )  # fmt: skip
    after = values(
        cost=(400_000, 650_000), delayed=(19, 31), stays=(73, 146), minutes=(20, 20),
        visitors=(1000, 900),
    )  # fmt: skip
    found = gain(before, after, "community", 73, Exchange(visits_per_day=0.5))
    np.testing.assert_allclose(found.money, [100_000, -50_000])
    np.testing.assert_allclose(found.bed_days, [365, -365])
    # A stay a day, 10 minutes longer, there and back; half a visit a day of 200 minutes more.
    first = 2 * (1 * 10 + 0.5 * 200) * 365 / 60
    second = 2 * (1 * 20) * 365 / 60
    np.testing.assert_allclose(found.hours, [first, second])
    worth = [100_000 + 300 * 365 - 7 * first, -50_000 - 300 * 365 - 7 * second]
    np.testing.assert_allclose(found.worth(7, 300), worth)
    np.testing.assert_allclose(found.without_money.worth(7, 300), worth - found.money)


def test_a_place_without_acute_beds_has_none_to_save():
    one = values(cost=(5.0, 5.0), stays=(1, 1), minutes=(1, 1), visitors=(1, 1))
    assert gain(one, one, "community", 10, Exchange()).bed_days.tolist() == [0, 0]


def made(money: float, hours: float, n: int = 12, factor: float = 1.0, noise: float = 1.0) -> Gain:
    return Gain(
        factor,
        50 * factor,
        money + noise * RNG.normal(0, 40_000, n),
        RNG.normal(50, 5, n),
        hours + noise * RNG.normal(0, 150, n),
    )


def test_break_even_by_fieller_is_where_the_interval_of_the_worth_holds_nothing():
    one = made(1_000_000, 2_000)
    span = even_hour(one, 346)
    saved = one.money + 346 * one.bed_days
    assert span.value == pytest.approx(saved.mean() / one.hours.mean())
    assert span.low < span.value < span.high

    def half(hour: float) -> tuple[float, float]:
        worth = one.worth(hour, 346)
        t = stats.t.ppf(0.975, len(worth) - 1)
        return worth.mean(), t * stats.sem(worth)

    for end, sign in ((span.low, 1), (span.high, -1)):
        mean, width = half(end)
        assert mean == pytest.approx(sign * width, rel=1e-6)


def test_break_even_covers_the_truth_as_often_as_it_says():
    """95 %: of 400 repetitions at least 92 in 100 and not all hold the true value."""
    held = 0
    for _ in range(400):
        one = made(1_000_000, 2_000)
        span = even_hour(one, 0)
        held += span.low <= 500 <= span.high
    assert 0.92 * 400 <= held <= 0.985 * 400


def test_no_break_even_where_it_cannot_be_told_that_journeys_are_longer():
    assert even_hour(made(1_000_000, 0), 346) is None
    assert even_hour(made(1_000_000, -2_000), 346) is None
    assert even_hour(made(1_000_000, 2_000, n=1), 346) is None


def test_if_only_journeys_grow_the_factor_follows_from_the_value_of_an_hour():
    one = made(1_000_000, 2_000)
    even, factor = even_hour(one, 346), even_factor(one, 100, 346)
    assert factor.value == pytest.approx(even.value / 100)
    # So far apart an hour at 100 leaves nothing.
    grown = Gain(1, 50, one.money, one.bed_days, one.hours * factor.value)
    assert grown.worth(100, 346).mean() == pytest.approx(0, abs=1e-6)


def test_intervals_of_several_distances_hold_together():
    worth = RNG.normal(0, 1, 10)
    one, four = joint(worth, 1), joint(worth, 4)
    sem = stats.sem(worth)
    assert one.half_width == pytest.approx(stats.t.ppf(0.975, 9) * sem)
    assert four.half_width == pytest.approx(stats.t.ppf(1 - 0.05 / 8, 9) * sem)


def test_who_leads_is_not_told_where_the_interval_holds_both():
    assert who_leads(Estimate(3.0, 2.0, 5, 5)) == AHEAD
    assert who_leads(Estimate(-3.0, 2.0, 5, 5)) == BEHIND
    assert who_leads(Estimate(1.0, 2.0, 5, 5)) == CANNOT_TELL
    assert who_leads(Estimate(1.0, math.nan, 1, 1)) == CANNOT_TELL


def exact(factor: float, hours: float) -> Gain:
    """A hub that saves 1000 a year for certain."""
    return Gain(factor, 50 * factor, np.full(4, 1000.0), np.zeros(4), np.full(4, hours))


def test_the_crossing_is_on_a_straight_line_between_distances():
    """Worth at 10 an hour: 800, 400 and -200, so nothing at a factor of 2 + 2/3."""
    gains = [exact(1, 20), exact(2, 60), exact(3, 120)]
    found = crossing(gains, 10, 346)
    assert found.leads == (AHEAD, AHEAD, BEHIND)
    assert (found.at, found.low, found.high) == pytest.approx((8 / 3,) * 3)
    assert turning(found, gains) == "× 2.67 (× 2.67 to × 2.67), 133 minutes"
    assert turning(crossing(gains, 1, 346), gains) == "not up to × 3"
    assert turning(crossing(gains, 100, 346), gains) == "never ahead"


def test_the_interval_of_the_crossing_is_wider_where_chance_is():
    noise = np.array([-1.0, 1.0, -1.0, 1.0])
    gains = [
        Gain(f, 50 * f, 1000 + 20 * noise, np.zeros(4), np.full(4, h))
        for f, h in ((1, 20), (2, 60), (3, 120))
    ]
    found = crossing(gains, 10, 346)
    assert found.at == pytest.approx(8 / 3)
    assert found.low < found.at < found.high
    half = joint(gains[0].money, 3).half_width
    assert found.low == pytest.approx(2 + (400 - half) / 600)
    assert found.high == pytest.approx(2 + (400 + half) / 600, abs=1e-9)


def said(*leads: str, at: float = math.nan, low: float = 1.2, high: float = math.nan) -> str:
    gains = [exact(f, 1) for f in (1, 2, 3)]
    return turning(Crossing(leads, at, low, high), gains)


def test_a_crossing_that_cannot_be_told_is_said_so():
    assert said(CANNOT_TELL, CANNOT_TELL, CANNOT_TELL) == "cannot tell"
    assert said(AHEAD, CANNOT_TELL, CANNOT_TELL) == "cannot tell: × 1.20 to beyond what was run"
    assert said(CANNOT_TELL, CANNOT_TELL, BEHIND, at=1, low=1, high=2.5) == (
        "cannot tell: below what was run to × 2.50"
    )
    assert said(AHEAD, BEHIND, AHEAD, at=1.5) == "no one distance: see the row"
    assert said(AHEAD, CANNOT_TELL, CANNOT_TELL, at=2.4) == (
        "× 2.40 (× 1.20 to beyond what was run), 120 minutes"
    )
