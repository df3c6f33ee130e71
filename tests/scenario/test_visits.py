"""Teams that visit, as a scenario says them: what they can make, and what is refused."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.network.build import build
from simulator.network.calendars import Dates
from simulator.network.network import DAY, Network
from simulator.results.place import level
from simulator.scenario import checks
from simulator.scenario.describe import describe
from simulator.scenario.load import dump, load_text
from simulator.scenario.visits import Team
from tests.scenario.test_checks import GOOD

WORKED = {
    "staff_wte": 86,
    "headroom": 0.22,
    "direct_care_share": 0.3333,
    "visit_minutes": 30,
    "travel_minutes_per_visit": 20,
}
VISITS = [
    {"per_day": 4, "lasts": "3 days"},
    {"per_day": 2, "lasts": "7 days"},
    {"per_day": 1},
]
EVERY_DAY = (1.0,) * 7


def place(setting: dict[str, Any] | None = None, **unit: Any):
    """The good scenario with its second care setting visiting."""
    said = copy.deepcopy(GOOD)
    community = said["care_settings"]["community"]
    community.update({"kind": "visits", "visits": VISITS, **(setting or {})})
    for each in community["units"]:
        del each["beds"]
        each.update(copy.deepcopy(unit) or {"visits_per_day": 60})
    return load_text(dump(said))


def network(**unit: Any) -> Network:
    return build(place(**unit).scenario)[0]


def faults(loaded) -> list[str]:
    return [f"{found.path}: {found.says}" for found in checks.check(loaded)]


def test_the_worked_example():
    """86 whole-time equivalents come to about 48 on duty and about 240 visits a day."""
    team = Team.model_validate(WORKED)
    assert float(team.on_duty(EVERY_DAY)[0]) == pytest.approx(48, abs=0.1)
    # 86 x 37.5 h x 0.78 / 7 days = 359.36 h; x 0.3333 / 0.5 h = 239.5, rounded down.
    assert team.visits(EVERY_DAY) == (239,) * 7


def test_the_length_of_a_shift_says_who_is_there_and_not_how_much_they_do():
    long = Team.model_validate({**WORKED, "shift_hours": 12})
    assert float(long.on_duty(EVERY_DAY)[0]) == pytest.approx(47.914 * 7.5 / 12, abs=0.01)
    assert long.visits(EVERY_DAY) == (239,) * 7


def test_whole_visits_are_not_lost_to_rounding():
    # 10 x 37.5 x 0.9 h a week on five days are 67.5 h; a third of an hour each, 202.5 a day at 1.
    team = {"staff_wte": 10, "headroom": 0.1, "direct_care_share": 0.1, "visit_minutes": 27}
    # 67.5 h x 0.1 / 0.45 h = 15 exactly, which floating point makes 14.999...
    assert Team.model_validate(team).visits((1, 1, 1, 1, 1, 0, 0)) == (15, 15, 15, 15, 15, 0, 0)


def test_people_are_spread_by_weekday_and_visits_by_two_count_twice():
    team = {"staff_wte": 12, "headroom": 0, "direct_care_share": 0.4, "visit_minutes": 30}
    by_weekday = (1, 1, 1, 1, 1, 0.5, 0.5)
    # 60 shifts a week on six days' worth: 10 on duty, 5 at weekends, each good for 6 visits.
    assert Team.model_validate(team).visits(by_weekday) == (60,) * 5 + (30, 30)
    double = Team.model_validate({**team, "double_visits": 1})
    assert double.visits(by_weekday) == (30,) * 5 + (15, 15)


def test_the_day_cannot_be_more_than_full():
    Team.model_validate({**WORKED, "direct_care_share": 0.6})
    with pytest.raises(ValidationError, match=r"add up to 116.7 %, more than the day"):
        Team.model_validate({**WORKED, "direct_care_share": 0.7})


def test_travel_takes_no_visits_away():
    still = Team.model_validate({**WORKED, "travel_minutes_per_visit": 0})
    assert still.visits(EVERY_DAY) == Team.model_validate(WORKED).visits(EVERY_DAY)


def test_capacity_follows_the_week_and_dated_changes():
    change = {"starts": "2024-01-09", "ends": "2024-01-09", "out_of_use": 25}
    by_weekday = [1, 1, 1, 1, 1, 0.5, 0]
    built = network(visits_per_day=61, by_weekday=by_weekday, capacity_changes=[change])
    path = built.units[1].capacity
    days = range(14)
    # From Monday 1 January 2024; half of 61 is rounded down.
    week = [61] * 5 + [30, 0]
    expected = [*week, 61, 36, 61, 61, 61, 30, 0]
    assert [int(level(path, day * DAY)) for day in days] == expected
    assert [int(level(path, day * DAY + DAY - 1)) for day in days] == expected


def test_a_bank_holiday_is_a_sunday_where_that_is_said():
    loaded = place({"bank_holidays": "as_sunday"}, visits_per_day=60, by_weekday=[1] * 6 + [0])
    dates = Dates.of(dt.date(2024, 1, 1), 3 * DAY, "england")
    assert dt.date(2024, 1, 1) in dates.bank_holidays
    said = loaded.scenario
    if said.calendar.bank_holidays != "england":
        calendar = said.calendar.model_copy(update={"bank_holidays": "england"})
        said = said.model_copy(update={"calendar": calendar})
    path = build(said)[0].units[1].capacity
    assert [int(level(path, day * DAY)) for day in range(3)] == [0, 60, 60]


def test_visits_become_weight_and_profile():
    steps = [step for route in network().routes for step in route.steps if step.profile]
    assert steps
    for step in steps:
        assert step.weight == 4
        assert step.profile == ((3 * DAY, 2), (10 * DAY, 1))


def test_the_pathway_comes_before_the_care_setting():
    said = place()
    raw = copy.deepcopy(said.scenario.model_dump(mode="json", exclude_unset=True))
    stay = raw["pathways"]["community"]["steps"][2]["stay"]
    stay["visits"] = [{"per_day": 2, "lasts": "36 hours"}, {"per_day": 2, "lasts": "12 hours"}]
    stay["visits"] += [{"per_day": 0}]
    built, _ = build(load_text(dump(raw)).scenario)
    profiles = {(s.weight, s.profile) for r in built.routes for s in r.steps if s.profile}
    assert profiles == {(2, ((2 * DAY, 0),))}


def test_a_place_with_a_team_is_right_and_says_how():
    loaded = place(team=WORKED, by_weekday=[1, 1, 1, 1, 1, 0.5, 0.5])
    assert faults(loaded) == []
    words = describe(loaded)
    assert "owes each patient 4 visits a day for 3 days, then 2 for 7 days, then 1" in words
    assert "86 whole-time equivalents, 22 % headroom: 55.9 on duty a day" in words
    assert "visits by weekday: mon 279, tue 279, wed 279, thu 279, fri 279, sat 139" in words


@pytest.mark.parametrize(
    ("visits", "words"),
    [
        ([{"per_day": 1, "lasts": "3 days"}, {"per_day": 2}], "visits rise from 1 to 2 a day"),
        ([{"per_day": 2}, {"per_day": 1}], "visits number 1 need lasts"),
        ([{"per_day": 2, "lasts": "3 days"}], "leave out its lasts"),
        ([{"per_day": 0}], "at least one visit a day"),
        ([{"per_day": 2, "lasts": "2 working days"}, {"per_day": 1}], "last 2 working days"),
        ([{"per_day": 2, "lasts": "0 days"}, {"per_day": 1}], "last 0 days"),
        ([{"per_day": 1.5}], "per_day"),
    ],
)
def test_visits_that_cannot_be_are_refused(visits, words):
    with pytest.raises(InputError, match=words):
        place({"visits": visits})


@pytest.mark.parametrize(
    ("setting", "unit", "words"),
    [
        ({}, {"visits_per_day": 60, "team": WORKED}, "gives visits_per_day and team"),
        ({}, {"places": 60}, "gives places; its care setting is of kind visits"),
        ({}, {"locality": "north"}, "has no capacity"),
        ({}, {"visits_per_day": 60, "by_weekday": [0] * 7}, "visits on no day"),
        ({"turnaround": "1 hour"}, {}, "'community' has a turnaround"),
        ({"acute": True}, {}, "acute beds are beds"),
        (
            {"admits": "sat-sun 09:00-12:00"},
            {"visits_per_day": 60, "by_weekday": [1, 1, 1, 1, 1, 0.05, 0]},
            "admits on a day on which it can make 4 visits",
        ),
        ({}, {"visits_per_day": 3}, "needs 4 visits a patient; the largest unit"),
    ],
)
def test_faults_of_teams_are_found(setting, unit, words):
    with pytest.raises(InputError) as refused:
        place(setting, **unit)
    said = [problem.says for problem in refused.value.problems]
    assert said
    assert all(words in each for each in said), said
