"""Stock, flow and waits: what hangs together, what does not, and how seldom it is said wrongly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from calibration.fit.check_flow import flow_of
from calibration.fit.check_together import (
    LEVELS,
    Checks,
    called_wrong,
    check_table,
    checks_in_words,
)
from calibration.fit.observed import Observed
from calibration.fit.weekday import held_to
from simulator.results.measure import where
from simulator.results.measures import Key

ACUTE = where(care_setting="acute")
# 6 remain, of 10 who leave a day a quarter is late, by 2.4 days: 10 * 0.25 * 2.4 is 6.
PUBLISHED = {
    ("nctr_remaining", "mean"): 6.0,
    ("nctr_discharged", "per_day"): 10.0,
    ("after_ready_date", "share"): 0.25,
    ("days_after_ready_date", "mean"): 2.4,
}


def observed(error=0.05, **other):
    first, last = dt.date(2025, 4, 1), dt.date(2025, 6, 30)
    return [
        Observed(name, Key(name, ACUTE, of), other.get(name, value), first, last, 0.0, 0.0, error)
        for (name, of), value in PUBLISHED.items()
    ]


def made(many=200, seed=1):
    """Runs that hang together but for 2 %, whatever flow and wait are."""
    rng = np.random.default_rng(seed)
    flow, share = (v * np.exp(0.2 * rng.standard_normal(many)) for v in (10, 0.25))
    days = 2.4 * np.exp(0.3 * rng.standard_normal(many))
    stock = flow * share * days * np.exp(0.02 * rng.standard_normal(many))
    return np.column_stack([stock, flow, share, days])


def test_what_hangs_together_is_one_over_one():
    found = flow_of(observed(), made())
    assert found.observed == pytest.approx(1.0)
    # By hand: four errors of 5 % are 10 %, and the 2 % of the runs.
    assert found.error == pytest.approx(np.hypot(0.1, 0.02), rel=0.02)
    assert found.high / found.low == pytest.approx(np.exp(2 * 1.6449 * found.error), rel=1e-3)
    assert found.p > 0.5
    assert checks_in_words(Checks(0.5, found)) == []
    assert called_wrong(Checks(0.5, found)) == ""


def test_more_remaining_than_is_accounted_for_is_said_with_its_figures():
    found = flow_of(observed(nctr_remaining=9.0), made())
    assert called_wrong(Checks(0.5, found)) == "; but 1 of 2 checks calls the model wrong"
    (says,) = checks_in_words(Checks(0.5, found))
    assert "nctr_remaining, nctr_discharged, after_ready_date, days_after_ready_date" in says
    assert "more remain than discharges and their days account for, 1.50 times" in says
    assert "ready date begins anew" in says
    table = check_table(Checks(0.5, found))
    assert [row[-1] for row in table.rows] == ["✗ no", "yes"]


def test_fewer_remaining_is_said_too_and_needs_more():
    """At 1.9 errors only the upper side speaks."""
    away = np.exp(1.9 * flow_of(observed(), made()).error)
    up, down = (
        Checks(0.5, flow_of(observed(nctr_remaining=6 * each), made())) for each in (away, 1 / away)
    )
    assert (up.failed, down.failed) == (("flow",), ())
    (says,) = checks_in_words(Checks(0.5, flow_of(observed(nctr_remaining=3.0), made())))
    assert "fewer remain" in says


def test_right_figures_are_called_wrong_as_seldom_as_is_said():
    """Over 2,000 places at 5 %: within four standard errors."""
    rng, runs = np.random.default_rng(3), made()
    names = [name for name, _ in PUBLISHED]
    wrong = []
    for truth in made(2000, seed=2):
        off = np.exp(0.05 * rng.standard_normal(4))
        place = observed(**dict(zip(names, truth * off, strict=True)))
        wrong.append(flow_of(place, runs).p < LEVELS["flow"])
    assert np.mean(wrong) == pytest.approx(0.05, abs=0.02)


def test_figures_of_two_places_or_too_few_are_not_held_together():
    other = [
        replace(each, key=each.key._replace(where=where(care_setting="other")))
        for each in observed()
    ]
    assert flow_of([observed()[0], *other[1:]], made()) is None
    assert flow_of(observed()[:3], made()[:, :3]) is None


def test_beds_after_the_ready_date_stand_for_flow_and_wait():
    beds = replace(
        observed()[0], name="beds", value=6.0, key=Key("beds_after_ready_date", ACUTE, "mean")
    )
    runs = made()
    found = flow_of([observed()[0], beds], np.column_stack([runs[:, 0], runs[:, 1:].prod(axis=1)]))
    assert found.names == ("nctr_remaining", "beds")
    assert found.error == pytest.approx(np.hypot(0.05 * 2**0.5, 0.02), rel=0.03)


def test_a_weekday_that_is_shut_is_named():
    """Sundays at half of what the model makes, other days at a little more."""
    rng = np.random.default_rng(4)
    runs = 1 + 0.05 * rng.standard_normal((100, 7))
    runs /= runs.mean(axis=1)[:, None]
    shut = np.array([1.08] * 6 + [0.52])
    checks = Checks(0.5, None, held_to(runs, shut))
    (says,) = checks_in_words(checks)
    assert "sun" in says
    assert "by day of the week" in says
    assert [row[-1] for row in check_table(checks).rows][:2] == ["✗ no", ""]
    assert Checks(0.5, None, held_to(runs[1:], runs[0])).failed == ()
