"""The flow table against sums done by hand and closed forms."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from simulator.experiment.flow_table import flow_table
from simulator.experiment.flow_text import excess_in_words, text
from simulator.scenario.schema import Scenario

HOURS = "mon-fri 09:00-17:00"
# Four standard errors of a mean wait of about a day over all walkers.
CLOSE = 0.05
# Spread long against a week, so that need ends evenly over it.
LONG = {"family": "gamma", "mean": "40 days", "sd": 40}


def place(**changes):
    """One group, one ward, straight home; parts replaced by name."""
    group = {"arrivals": {"per_day": 10}, "pathways": {"home": 1}, **changes.pop("group", {})}
    ward = {
        "kind": "beds",
        "length_of_stay": LONG,
        "units": [{"name": "Main", "beds": 500}],
        **changes.pop("ward", {}),
    }
    steps = changes.pop("steps", [])
    stay = {"care_setting": "ward", **changes.pop("stay", {})}
    scenario = {
        "schema_version": 1,
        "title": "Small",
        "calendar": {
            "start": "2024-01-01",
            "warm_up": "28 days",
            "run_for": "364 days",
            "bank_holidays": "none",
        },
        "patient_groups": {"all": group},
        "care_settings": {"ward": ward, **changes.pop("settings", {})},
        "pathways": {"home": [{"stay": stay}, *steps, {"leave": "home"}]},
        **changes,
    }
    return Scenario.model_validate(scenario)


def row(scenario, name):
    """The one row of a name."""
    (found,) = [each for each in flow_table(scenario).rows if each.name == name]
    return found


def needs(name, **more):
    return {"handoff": {"name": name, **more}}


def handoff(**more):
    return {"delay_reason": "A", **more}


def test_beds_in_use_are_arrivals_times_stay():
    ward = row(place(), "ward")
    assert ward.arrivals_per_day == pytest.approx(10)
    assert ward.days == pytest.approx(40)
    assert ward.load == ward.load_no_queue == pytest.approx(400)
    assert ward.carries == 500
    assert ward.full == pytest.approx(0.8)


def test_each_patient_takes_his_places_and_their_turnaround():
    scenario = place(stay={"places": 2, "move": "6 hours"}, ward={"turnaround": "18 hours"})
    assert row(scenario, "ward").load_no_queue == pytest.approx(2 * 10 * 41)


def test_growth_and_months_are_those_of_the_results_period():
    months = [1.0] * 12
    months[0] = 2.0
    arrivals = {"per_day": 10, "growth_per_year": 0.1, "by_month": months}
    calendar = {"start": "2023-12-31", "warm_up": "1 day", "run_for": "31 days"}
    scenario = place(group={"arrivals": arrivals}, calendar=calendar)
    january = 10 * 2 / ((366 + 31) / 366)
    growth = sum(1.1 ** (day / 365.25) for day in range(1, 32)) / 31
    assert row(scenario, "all").arrivals_per_day == pytest.approx(january * growth)


def test_returns_are_a_geometric_share_of_survivors():
    group = {
        "mortality": {"ward": {"chance": 0.1}},
        "readmission": {"chance": 0.2, "gap": "5 days", "at_most": 2},
    }
    returns = 10 * (0.18 + 0.18**2)
    found = row(place(group=group), "all")
    assert found.returns_per_day == pytest.approx(returns)
    assert found.arrivals_per_day == pytest.approx(10 + returns)
    counted = {**group, "arrivals": {"per_day": 10, "includes_readmissions": True}}
    assert row(place(group=counted), "all").arrivals_per_day == pytest.approx(10)


def test_shares_branches_and_deaths_lead_to_the_next_setting():
    settings = {
        "after": {
            "kind": "places",
            "length_of_stay": "30 days",
            "units": [{"name": "Team", "places": 40}],
        }
    }
    options = {"some": {"share": 0.25, "steps": [{"stay": "after"}]}, "none": {"share": 0.75}}
    scenario = place(
        settings=settings,
        steps=[{"branch": {"name": "help", "options": options}}],
        group={"mortality": {"ward": {"chance": 0.2}}},
    )
    team = row(scenario, "after")
    assert team.arrivals_per_day == pytest.approx(10 * 0.8 * 0.25)
    assert team.load == pytest.approx(60)
    assert team.full == pytest.approx(1.5)
    table = flow_table(scenario)
    assert [each.name for each in table.overfull] == ["after"]
    assert table.fullest.name == "after"


def test_waiting_for_the_next_review_is_half_the_squared_gaps_over_the_week():
    ward = row(place(ward={"reviews": [{"at": "mon-fri 09:00"}]}), "ward")
    mean_wait = (4 * 1**2 + 3**2) / 2 / 7
    assert ward.days - 40 == pytest.approx(mean_wait, abs=CLOSE)
    assert ward.review_days == pytest.approx(ward.days - 40)


def test_a_review_that_sees_some_leaves_the_others_to_the_next():
    reviews = [{"at": "mon 09:00", "covers": 0.5}, {"at": "thu 09:00", "covers": 1}]
    ward = row(place(ward={"reviews": reviews}), "ward")
    seen_by_both, seen_by_one = (3**2 + 4**2) / 2 / 7, 7**2 / 2 / 7
    assert ward.days - 40 == pytest.approx((seen_by_both + seen_by_one) / 2, abs=2 * CLOSE)


def test_those_who_die_wait_for_no_review_and_no_hours():
    ward = {"reviews": [{"at": "mon 09:00"}], "discharge_hours": "tue 09:00-10:00"}
    group = {"mortality": {"ward": {"chance": 0.5}}}
    found = row(place(ward=ward, group=group), "ward")
    assert found.days - 40 == pytest.approx(0.5 * 3.5, abs=2 * CLOSE)
    assert found.days_after_ready == pytest.approx(0.5)


def test_deaths_while_delayed_leave_less_for_the_next_setting():
    settings = {
        "after": {"kind": "beds", "length_of_stay": "1 day", "units": [{"name": "A", "beds": 40}]}
    }
    scenario = place(
        settings=settings,
        handoffs={"wait": handoff(lead_time="10 days")},
        steps=[needs("wait"), {"stay": "after"}],
        group={"mortality": {"ward": {"chance": 0, "while_delayed_per_day": 0.02}}},
    )
    assert row(scenario, "after").arrivals_per_day == pytest.approx(10 * 0.98**10)


def test_a_working_day_from_the_morning_round_ends_at_closing():
    scenario = place(
        ward={"reviews": [{"at": "mon-fri 09:00"}]},
        handoffs={"lead": handoff(lead_time="1 working day", hours=HOURS)},
        steps=[needs("lead")],
    )
    ward = row(scenario, "ward")
    assert ward.handoff_days == pytest.approx(8 / 24)
    assert ward.load_no_queue - ward.load == pytest.approx(10 * 8 / 24)
    lead = row(scenario, "lead")
    assert lead.unit == "in progress"
    assert lead.load == pytest.approx(10 * 8 / 24)
    assert lead.full is None


def test_two_at_once_take_the_longer_and_two_in_a_row_the_sum():
    handoffs = {
        name: handoff(lead_time={"family": "exponential", "mean": f"{days} days"})
        for name, days in (("one", 4), ("two", 6))
    }
    beside = [needs("one", after="ward"), needs("two", after="ward", needed_by=0.5)]
    longer = 4 + 6 - 1 / (1 / 4 + 1 / 6)
    found = row(place(handoffs=handoffs, steps=beside), "ward")
    assert found.handoff_days == pytest.approx((4 + longer) / 2, rel=0.02)
    in_a_row = [needs("one"), needs("two")]
    assert row(place(handoffs=handoffs, steps=in_a_row), "ward").handoff_days == pytest.approx(
        10, rel=0.01
    )


def test_what_no_move_waits_for_takes_no_bed_days():
    handoffs = {"one": handoff(lead_time="4 days")}
    steps = [needs("one", move_waits=False)]
    assert row(place(handoffs=handoffs, steps=steps), "ward").days_after_ready == 0


@pytest.mark.parametrize(("dies", "left"), [(0, 1.0), (0.5, 0.5)])
def test_planning_ahead_saves_the_time_before_ready(dies, left):
    scenario = place(
        stay={"expected_date_error": "0 days", "length_of_stay": "5 days"},
        handoffs={"plan": handoff(lead_time="3 days")},
        steps=[needs("plan", begins="2 days before expected ready")],
        group={"mortality": {"ward": {"chance": dies}}},
    )
    assert row(scenario, "ward").handoff_days == pytest.approx(left)
    # What is begun for someone who then dies is used up all the same.
    assert row(scenario, "plan").arrivals_per_day == pytest.approx(10)


def test_what_is_begun_at_ready_is_not_begun_for_those_who_die():
    scenario = place(
        handoffs={"plan": handoff(lead_time="3 days")},
        steps=[needs("plan")],
        group={"mortality": {"ward": {"chance": 0.5}}},
    )
    assert row(scenario, "plan").arrivals_per_day == pytest.approx(5)


def test_a_place_given_up_at_the_end_is_free_of_handoffs():
    scenario = place(
        stay={"lets_go": "at end"},
        handoffs={"wait": handoff(lead_time="10 days")},
        steps=[needs("wait")],
    )
    ward = row(scenario, "ward")
    assert (ward.handoff_days, ward.days_after_ready) == (pytest.approx(10), 0)


def test_a_place_given_up_when_the_task_starts_is_free_of_the_task():
    scenario = place(
        stay={"lets_go": "when next task starts"},
        ward={"reviews": [{"at": "mon-fri 17:00"}]},
        handoffs={"wait": handoff(lead_time="10 days", hours="mon-sun 09:00-16:00")},
        steps=[needs("wait")],
    )
    assert row(scenario, "ward").days_after_ready == pytest.approx(16 / 24)


def test_moves_wait_for_both_windows():
    settings = {
        "after": {
            "kind": "beds",
            "length_of_stay": "1 day",
            "admits": "mon 12:00-13:00",
            "units": [{"name": "A", "beds": 40}],
        }
    }
    ward = {"reviews": [{"at": "sun 09:00"}], "moves_out": "mon-sun 12:30-14:00"}
    scenario = place(ward=ward, settings=settings, steps=[{"stay": "after"}])
    assert row(scenario, "ward").days_after_ready == pytest.approx(27.5 / 24)


STAFFED = {
    # A fixed task of 3 hours in openings of 8, and one person: 2, 3 or 2 2/3 tasks an opening.
    ("fit", 3): 6,
    ("pause", 3): 8,
    ("finish", 3): 9,
    # None is begun at the very moment of closing.
    ("finish", 0.5): 8,
    ("finish", 1): 8,
    ("fit", 1): 8,
    ("fit", 8): 8,
}


@pytest.mark.parametrize(("at_close", "task"), STAFFED)
def test_staff_carry_what_their_openings_hold(at_close, task):
    does = handoff(staff=2, task=f"{task} hours", hours=HOURS, at_close=at_close)
    found = row(place(handoffs={"work": does}, steps=[needs("work")]), "work")
    assert found.unit == "staff-hours a day"
    assert found.work_hours == pytest.approx(task)
    assert found.load == pytest.approx(10 * task)
    assert found.on_duty == pytest.approx(2 * 8 * 5 / 7)
    assert found.carries == pytest.approx(2 * 5 / 7 * STAFFED[at_close, task])


def test_staff_who_finish_carry_one_mean_task_more_an_opening_when_tasks_are_exponential():
    task = {"family": "exponential", "mean": "3 hours"}
    does = handoff(staff=1, task=task, hours="mon-fri 07:00-17:00")
    found = row(place(handoffs={"work": does}, steps=[needs("work")]), "work")
    assert found.carries == pytest.approx((10 + 3) * 5 / 7, rel=0.02)


def test_staff_who_never_close_carry_their_hours():
    does = handoff(staff=3, task="5 hours")
    found = row(place(handoffs={"work": does}, steps=[needs("work")]), "work")
    assert found.carries == found.on_duty == pytest.approx(72)


def test_shifts_and_changes_of_staff_are_counted_for_as_long_as_they_last():
    does = handoff(
        task="1 hour",
        at_close="pause",
        staff=[{"hours": HOURS, "staff": 2}, {"hours": "sat 10:00-14:00", "staff": 1}],
        capacity_changes=[{"starts": "2024-01-29", "ends": "2024-02-11", "add": 1}],
    )
    found = row(place(handoffs={"work": does}, steps=[needs("work")]), "work")
    a_week = 2 * 40 + 4
    # The one added works in all hours of the handoff: those of its shifts.
    assert found.carries == pytest.approx((52 * a_week + 2 * 44) / 364)


def test_starts_and_panels_carry_what_they_release():
    handoffs = {
        "starts": handoff(lead_time="1 day", hours=HOURS, starts={"per_day": 7}),
        "panel": handoff(panel={"sits": "tue 10:00", "limit": 14}),
        "free": handoff(panel={"sits": "tue 10:00"}),
    }
    scenario = place(handoffs=handoffs, steps=[needs(name, after="ward") for name in handoffs])
    starts, panel = row(scenario, "starts"), row(scenario, "panel")
    assert (starts.unit, starts.load) == ("starts a day", pytest.approx(10))
    assert starts.carries == pytest.approx(5)
    assert (panel.unit, panel.carries) == ("cases a day", pytest.approx(2))
    assert panel.days == pytest.approx(3.5, abs=2 * CLOSE)
    assert row(scenario, "free").full is None


def test_bank_holidays_take_their_hours():
    calendar = {"start": "2023-12-25", "warm_up": "0 days", "run_for": "7 days"}
    does = handoff(staff=1, task="1 hour", hours=HOURS, at_close="pause", bank_holidays="as_sunday")
    scenario = place(handoffs={"work": does}, steps=[needs("work")], calendar=calendar)
    assert row(scenario, "work").carries == pytest.approx(3 * 8 / 7)


def test_patients_confined_to_some_units_are_set_against_those_units():
    ward = {
        "travel_limit_minutes": 30,
        "units": [
            {"name": "North", "beds": 100, "travel_minutes": {"north": 10, "south": 60}},
            {"name": "South", "beds": 400, "travel_minutes": {"north": 20, "south": 10}},
        ],
    }
    localities = {"north": {"share": 0.05}, "south": {"share": 0.95}}
    table = flow_table(place(ward=ward, localities=localities))
    (south,) = table.of("units")
    assert south.name == "ward: South"
    assert south.load == pytest.approx(0.95 * 400)
    assert south.full == pytest.approx(0.95)
    assert table.binding == [south]
    assert [each.name for each in table.close_to_full] == ["ward: South"]


def test_room_without_end_is_never_full():
    found = row(place(ward={"units": [{"name": "Main", "beds": 1_000_000}]}), "ward")
    assert (found.open, found.carries, found.full) == (None, None, None)


def fives(**more):
    """A ward of 12 units of 5 beds."""
    return {"units": [{"name": f"Unit {i}", "beds": 5} for i in range(12)], **more}


def test_patients_who_take_several_beds_are_counted_whole_in_each_unit():
    scenario = place(
        group={"arrivals": {"per_day": 9}},
        stay={"places": 3, "length_of_stay": "2 days"},
        ward=fives(),
    )
    ward = row(scenario, "ward")
    assert ward.load_no_queue == pytest.approx(9 * 2 * 3)
    assert (ward.open, ward.carries) == (60, pytest.approx(12 * 3))
    # One such patient a unit: 6 a day.
    assert ward.full == pytest.approx(9 / 6)


@pytest.mark.parametrize(("light", "carries"), [(0.9, 36 + 36 * 0.9 / 3), (10, 60)])
def test_light_patients_fill_what_heavy_ones_leave(light, carries):
    settings = {"ward": fives(kind="beds", length_of_stay="2 days")}
    shares = {"home": light / (1 + light), "heavy": 1 / (1 + light)}
    group = {"arrivals": {"per_day": 1 + light}, "pathways": shares}
    heavy = [{"stay": {"care_setting": "ward", "places": 3}}, {"leave": "home"}]
    light_ones = [{"stay": "ward"}, {"leave": "home"}]
    pathways = {"home": light_ones, "heavy": heavy}
    found = row(place(group=group, settings=settings, pathways=pathways), "ward")
    assert found.carries == pytest.approx(carries)


ADMITS = [
    # Started at 09:00 and over at 05:00, so one start a day on which somebody may start.
    ("mon-fri 09:00-10:00", "20 hours", {}, 5),
    # Over after the day's hours: started every other day.
    ("mon-sun 09:00-10:00", "30 hours", {}, 3.5),
    # A place is free again only once it has been turned round.
    ("mon-sun 09:00-10:00", "20 hours", {"turnaround": "6 hours"}, 3.5),
    # Left at 10:00, too late to be taken on the same day.
    ("mon-sun 09:00-10:00", "20 hours", {"discharge_hours": "mon-sun 10:00-11:00"}, 3.5),
    # Short stays follow one another while admitting, and the last one ends after it.
    ("mon-fri 09:00-16:45", "30 minutes", {}, 5 * 16),
    ("mon-sun 00:00-24:00", "20 hours", {}, 168 / 20),
]


@pytest.mark.parametrize(("admits", "stay", "more", "a_week"), ADMITS)
def test_a_free_place_waits_for_admitting_hours(admits, stay, more, a_week):
    ward = {"units": [{"name": "Main", "beds": 1}], "admits": admits, **more}
    scenario = place(group={"arrivals": {"per_day": 0.9}}, stay={"length_of_stay": stay}, ward=ward)
    found = row(scenario, "ward")
    assert found.open == 1
    assert found.full == pytest.approx(0.9 / (a_week / 7), rel=0.01)
    assert found.carries == pytest.approx(found.load_no_queue / found.full)


def test_a_unit_that_always_admits_carries_what_is_open():
    found = row(place(ward={"reviews": [{"at": "mon 09:00"}], "turnaround": "1 day"}), "ward")
    assert found.carries == found.open == 500


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (None, "the queue for it never ends"),
        ({"within": "3 days", "then": "lost"}, "about 2.00 a day will leave when their wait"),
    ],
)
def test_demand_beyond_what_is_carried_queues_or_leaves_at_its_limit(limit, said):
    more = {"limit": limit} if limit else {}
    units = [{"name": "Main", "beds": 8}]
    table = flow_table(place(stay={"length_of_stay": "1 day", **more}, ward={"units": units}))
    (ward,) = table.overfull
    assert excess_in_words(ward).startswith(said)


def test_too_few_with_a_limit_leave_a_queue_without_end():
    home = [{"stay": {"care_setting": "ward"}}, {"leave": "home"}]
    limit = {"within": "3 days", "then": "lost"}
    limited = [{"stay": {"care_setting": "ward", "limit": limit}}, {"leave": "home"}]
    group = {"pathways": {"home": 0.9, "limited": 0.1}}
    ward = {"units": [{"name": "Main", "beds": 8}], "length_of_stay": "1 day"}
    scenario = place(group=group, ward=ward, pathways={"home": home, "limited": limited})
    assert excess_in_words(row(scenario, "ward")) == (
        "the queue for it never ends: about 2.00 a day are too many, and only 1.00 a day have a "
        "limit to their wait"
    )


def test_capacity_is_its_mean_over_the_results_period():
    change = {"starts": "2024-01-29", "ends": "2024-02-25", "out_of_use": 130}
    units = [{"name": "Main", "beds": 500, "capacity_changes": [change]}]
    found = row(place(ward={"units": units}), "ward")
    assert found.carries == pytest.approx(float(500 - Fraction(28 * 130, 364)))


def test_demand_on_nothing_open_is_endless():
    change = {"starts": "2024-01-01", "limit_to": 0}
    units = [{"name": "Main", "beds": 5, "capacity_changes": [change]}]
    assert row(place(ward={"units": units}), "ward").full == math.inf


def test_the_table_is_the_same_every_time():
    scenario = place(ward={"reviews": [{"at": "mon-fri 09:00"}]})
    assert flow_table(scenario) == flow_table(scenario)


def test_the_text_lines_up_and_says_what_is_left_out():
    does = handoff(staff=2, task="3 hours", hours=HOURS)
    table = flow_table(place(handoffs={"work": does}, steps=[needs("work")]))
    said = text(table)
    groups, settings, handoffs, notes = (part.splitlines() for part in said.split("\n\n"))
    assert groups[-1].split() == ["all", "10.0", "0.00", "10.0"]
    assert settings[-1].split()[:4] == ["ward", "10.0", "40.0", "0.00"]
    assert "days of need" in " ".join(settings[-2].split())
    assert handoffs[-1].split()[:3] == ["work", "10.0", "3.00"]
    for part in (groups, settings):
        assert part[-1].endswith(part[-1].split()[-1])
        assert len(part[-1]) == len(part[-2])
    assert any("waiting in a queue" in note for note in notes)
