"""Whole runs over clock changes, a leap day, a year's end and bank holidays.

A place without seasons knows of a date only its weekday: over any such edge the same people must
fare as in four plain weeks, journey for journey. Where dates matter the days are counted by hand.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from simulator.experiment.prepare import prepare
from simulator.experiment.replication import ENGINES, Order, Setup, replicate
from simulator.network.network import DAY
from simulator.results.stays import handoffs
from tests.experiment.place import SMALL

PLAIN = dt.date(2025, 6, 2)
EDGES = {
    "clocks forward, 30 March": dt.date(2025, 3, 17),
    "clocks back, 26 October": dt.date(2025, 10, 13),
    "leap day": dt.date(2024, 2, 19),
    "no leap day": dt.date(2025, 2, 17),
    "year's end": dt.date(2025, 12, 22),
}

TEAMS = ("assessment", "equipment")
EXACT = {"journeys_add_up", "times_in_order", "bed_days_are_census", "delay_adds_up"}


def setup(start: dt.date, *more: str) -> Setup:
    lasts = ("calendar.warm_up=7 days", "calendar.run_for=21 days")
    return Setup.of(prepare(SMALL, (f"calendar.start={start}", *lasts, *more)).scenario)


def journeys(made: Setup):
    drawn = made.conditions.drawn(1, 1)
    patients = made.sampler.draw(1, 1)
    return drawn, patients, ENGINES["compiled"]()(drawn.network, patients)


@pytest.fixture(scope="module")
def plain():
    return setup(PLAIN)


@pytest.mark.parametrize("start", EDGES.values(), ids=EDGES)
def test_the_same_people_fare_over_an_edge_as_over_plain_weeks(plain, start):
    assert start.weekday() == PLAIN.weekday()
    edge, people = setup(start), plain.sampler.draw(1, 1)
    assert edge.network.end == 28 * DAY
    simulate = ENGINES["compiled"]()
    one, other = (simulate(made.network, people) for made in (plain, edge))
    assert (one.arrived >= 0).sum() > 200
    for name in ("arrived", "finished", "exit", "asked", "started", "left", "ready"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("start", EDGES.values(), ids=EDGES)
def test_every_day_over_an_edge_is_counted_once(start):
    done = replicate(setup(start), Order(number=1, seed=1))
    dates = [day.date() for day in done.daily.index]
    assert dates == [start + dt.timedelta(days=at) for at in range(28)]
    assert all(check.passed is not False for check in done.checks if check.name in EXACT)


@pytest.mark.parametrize(("start", "of_february"), [("2024-02-19", 11), ("2025-02-17", 12)])
def test_the_leap_day_has_the_demand_of_february(start, of_february):
    """Nobody comes in March: 19 to 29 February 2024 are 11 days, 17 to 28 February 2025 are 12."""
    months = "[1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
    changed = [f"patient_groups.{name}.arrivals.by_month={months}" for name in ("older", "younger")]
    _, patients, _ = journeys(setup(dt.date.fromisoformat(start), *changed))
    came = patients.arrives[patients.arrives >= 0] // DAY
    assert set(came.tolist()) == set(range(of_february))


def test_nobody_works_on_bank_holidays_over_the_turn_of_the_year():
    """Christmas Day, Boxing Day and New Year's Day are a Thursday, a Friday and a Thursday."""
    start = dt.date(2025, 12, 8)
    off = {dt.date(2025, 12, 25), dt.date(2025, 12, 26), dt.date(2026, 1, 1)}
    days = {}
    for whose in ("none", "england"):
        # Enough people that somebody begins a task on every working day.
        sets = ["patient_groups.older.arrivals.per_day=25"]
        sets += [f"handoffs.{name}.bank_holidays=as_sunday" for name in TEAMS]
        made = setup(start, f"calendar.bank_holidays={whose}", *sets)
        drawn, patients, found = journeys(made)
        done = handoffs(made.run(drawn, patients, found))
        began = done.started[done.started >= 0] // DAY
        days[whose] = {start + dt.timedelta(days=int(day)) for day in began}
    assert off <= days["none"]
    assert not off & days["england"]
    # On the working days around them somebody does.
    assert {dt.date(2025, 12, 24), dt.date(2025, 12, 29), dt.date(2026, 1, 2)} <= days["england"]
    assert all(day.weekday() < 5 for day in days["england"])
