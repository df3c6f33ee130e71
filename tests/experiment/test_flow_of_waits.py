"""Relapse, growth, death while waiting and limits in the flow table, against sums done by hand."""

from __future__ import annotations

import math

import pytest

from simulator.experiment.flow_table import flow_table
from tests.experiment.test_flow_table import handoff, needs, place, row

# Ten days, day and night, from ready to leaving.
TEN_DAYS = {
    "steps": [needs("package")],
    "handoffs": {"package": handoff(lead_time="10 days")},
    "stay": {"length_of_stay": "5 days"},
}
# Four standard errors of a share of all walkers.
CLOSE = 0.03


def test_who_relapses_stays_until_ready_again():
    """At a rate h he relapses at t < 10 and leaves 30 days later; else he leaves at 10."""
    relapse = {"ward": {"per_day": 0.05, "lasts": "30 days"}}
    found = row(place(group={"relapse": relapse}, **TEN_DAYS), "ward")
    h = -math.log(0.95)
    relapses = 1 - 0.95**10
    # The mean of t below 10, those beyond it counted 0.
    until = (1 - math.exp(-10 * h) * (1 + 10 * h)) / h
    after_ready = until + 30 * relapses + 10 * (1 - relapses)
    assert found.relapse_days == pytest.approx(30 * relapses, rel=CLOSE)
    assert found.days_after_ready == pytest.approx(after_ready, rel=CLOSE)
    assert found.load_no_queue == pytest.approx(10 * (5 + after_ready), rel=CLOSE)
    assert found.patients == pytest.approx(found.load_no_queue)


def test_a_relapse_over_before_the_work_is_done_keeps_nobody():
    relapse = {"ward": {"per_day": 0.05, "lasts": "1 minute"}}
    found = row(place(group={"relapse": relapse}, **TEN_DAYS), "ward")
    assert found.days_after_ready == pytest.approx(10, abs=0.001)


def test_who_relapses_waits_for_the_next_round():
    """Ready on Monday 9:00, away on Thursday 9:00, unless need comes back: then a week later."""
    relapse = {"ward": {"per_day": 0.5, "lasts": "1 minute"}}
    found = row(
        place(
            group={"relapse": relapse},
            ward={"reviews": [{"at": "mon 09:00"}]},
            steps=[needs("package")],
            handoffs={"package": handoff(lead_time="3 days")},
        ),
        "ward",
    )
    assert found.days_after_ready == pytest.approx(3 * 0.125 + 7 * 0.875, rel=CLOSE)


def test_a_place_given_up_at_the_end_knows_no_relapse():
    relapse = {"ward": {"per_day": 0.5, "lasts": "30 days"}}
    stay = {**TEN_DAYS["stay"], "lets_go": "at end"}
    scenario = place(group={"relapse": relapse}, **{**TEN_DAYS, "stay": stay})
    assert row(scenario, "ward").days_after_ready == 0


def test_who_dies_while_waiting_holds_his_place_until_then():
    mortality = {"ward": {"chance": 0, "while_delayed_per_day": 0.1}}
    found = row(place(group={"mortality": mortality}, **TEN_DAYS), "ward")
    assert found.days_after_ready == pytest.approx((1 - 0.9**10) / -math.log(0.9))


def hospital(**stay):
    """Ten days' wait in the ward for a bed of five days' need."""
    steps = [
        needs("package"),
        {"stay": {"care_setting": "hospital", "length_of_stay": "5 days", **stay}},
    ]
    beds = {"kind": "beds", "units": [{"name": "Rehabilitation", "beds": 500}]}
    return place(**{**TEN_DAYS, "steps": steps, "settings": {"hospital": beds}})


@pytest.mark.parametrize(("grows", "days"), [(0.0, 5), (0.5, 10), (0.123456, 6.23456)])
def test_need_grows_with_the_days_that_nobody_can_take_away(grows, days):
    found = row(hospital(need_grows=grows), "hospital")
    assert found.days == pytest.approx(days)
    assert found.load_no_queue == pytest.approx(10 * days)


LIMIT = {"within": "2 hours", "then": "elsewhere", "pathway": "admission"}


def team(limit):
    """A team that takes people on from 8 to 20; who waits two hours goes to the ward instead."""
    settings = {
        "team": {
            "kind": "places",
            "admits": "mon-sun 08:00-20:00",
            "length_of_stay": "3 days",
            "units": [{"name": "Team", "places": 500}],
        }
    }
    home = [{"stay": {"care_setting": "team", "limit": limit}}, {"leave": "home"}]
    ward = {"stay": {"care_setting": "ward", "length_of_stay": "5 days"}}
    return place(settings=settings, pathways={"home": home, "admission": [ward, {"leave": "home"}]})


def test_who_comes_too_long_before_opening_goes_elsewhere():
    scenario = team(LIMIT)
    # Ten a day at all hours alike: from 20:00 to 06:00 the wait is longer than two hours.
    assert row(scenario, "team").arrivals_per_day == pytest.approx(10 * 14 / 24, rel=0.002)
    ward = row(scenario, "ward")
    assert ward.arrivals_per_day == pytest.approx(10 * 10 / 24, rel=0.002)
    assert ward.load_no_queue == pytest.approx(5 * 10 * 10 / 24, rel=0.002)


def test_who_goes_elsewhere_comes_back_as_often_as_others():
    group = {"readmission": {"chance": 0.5, "gap": "1 day"}}
    scenario = team(LIMIT)
    back = scenario.patient_groups["all"].model_validate(
        {**scenario.patient_groups["all"].model_dump(exclude_unset=True, mode="json"), **group}
    )
    changed = scenario.model_copy(update={"patient_groups": {"all": back}})
    (who,) = flow_table(changed).of("patient group")
    assert who.returns_per_day == pytest.approx(5)


@pytest.mark.parametrize(
    ("limit", "starts"),
    [
        ({"within": "2 hours", "then": "lost"}, 10 * 14 / 24),
        # Asked again six hours after he came: too early once more from 20:00 until midnight.
        ({"within": "2 hours", "then": "postponed", "by": "4 hours"}, 10 * 20 / 24),
        ({"within": "10 hours", "then": "lost"}, 10 * 22 / 24),
    ],
)
def test_who_waits_too_long_is_lost_or_booked_again(limit, starts):
    scenario = team(limit)
    found = row(scenario, "team")
    assert found.arrivals_per_day == pytest.approx(starts, rel=0.002)
    assert found.load_no_queue == pytest.approx(3 * starts, rel=0.002)


def test_what_waits_too_long_in_a_place_leaves_it_then():
    """Ready at any hour, for a bed that admits for 12 hours a day and is waited for 2 hours."""
    steps = [
        {
            "stay": {
                "care_setting": "hospital",
                "length_of_stay": "5 days",
                "limit": {"within": "2 hours", "then": "lost"},
            }
        }
    ]
    settings = {
        "hospital": {
            "kind": "beds",
            "admits": "mon-sun 08:00-20:00",
            "units": [{"name": "Rehabilitation", "beds": 500}],
        }
    }
    scenario = place(steps=steps, settings=settings)
    assert row(scenario, "hospital").arrivals_per_day == pytest.approx(10 * 14 / 24, rel=0.05)
    # Of 24 hours ten wait two hours in vain, and two wait for an hour on average.
    waited = (10 * 2 + 2 * 1) / 24
    assert row(scenario, "ward").days_after_ready == pytest.approx(waited / 24, rel=0.05)
