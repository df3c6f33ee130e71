"""Prices of one year, each paid once; who works in a unit by its rule."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.network.build import build
from simulator.scenario.checks import check
from simulator.scenario.load import dump, load_text
from simulator.scenario.prices import posts
from simulator.scenario.roster import Roster
from tests.results import place

DAY = {"hours": "mon-sun 07:00-19:00", "beds_per_nurse": 8, "beds_per_support_worker": 8}
RULE = {
    "shifts": {"day": DAY, "night": {**DAY, "hours": "mon-sun 19:00-07:00"}},
    "never_fewer_nurses": 2,
    "never_fewer_support_workers": 2,
}
PAY = {"nurse": 54_000, "support_worker": 34_000, "headroom": 0.17}
WARD = {"name": "Ward", "beds": 10, "staffing": RULE}


def said(unit: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The hand-worked place with one unit for acute care, and other top entries."""
    scenario = copy.deepcopy(place.SMALL)
    acute = scenario["care_settings"]["acute"]
    acute["units"], acute["cost"] = [{**WARD, **(unit or {})}], changes.pop("cost", {})
    return {**scenario, **changes}


def faults(scenario: dict[str, Any]) -> list[str]:
    """What is wrong with it."""
    try:
        found = check(load_text(dump(scenario)))
    except InputError as error:
        found = error.problems
    return [f"{each.path}: {each.says}" for each in found]


@pytest.mark.parametrize(
    ("beds", "people"), [(1, 2), (10, 2), (16, 2), (17, 3), (24, 3), (25, 4), (30, 4), (32, 4)]
)
def test_never_fewer_than_two_then_one_to_eight(beds, people):
    roster = Roster.model_validate(RULE)
    assert [roster.nurses(shift, beds) for shift in ("day", "night")] == [people, people]
    assert roster.support_workers("day", beds) == people


def test_beds_for_each_are_taken_as_written():
    """A tenth is a little more than that in binary: 3 over it is not quite 30."""
    for each, beds, people in [(0.1, 3, 30), (1.1, 11, 10), (2.2, 33, 15)]:
        roster = Roster.model_validate(
            {"shifts": {"all": {"hours": "always", "beds_per_nurse": each}}}
        )
        assert roster.nurses("all", beds) == people


def test_nurses_by_rule_open_the_beds_that_they_allow():
    """Three for twenty beds at eight each: with everyone there all are open."""
    unit = {"beds": 20, "staffing": {**RULE, "absence": 0.1, "least_on_shift": 1}}
    scenario = load_text(dump(said(unit))).scenario
    network, plan = build(scenario)
    assert [shift.nurses for shift in plan.units[0].roster.shifts] == [3, 3]
    path = network.units[0].capacity
    assert {v for t, v in zip(path.times, path.values, strict=True) if t < network.end} == {20}


def test_fewer_than_never_fewer_are_refused():
    with pytest.raises(ValidationError, match="the shift 'day' has 1 nurses, and never_fewer"):
        Roster.model_validate({**RULE, "shifts": {"day": {**DAY, "nurses": 1}}})


def test_a_post_day_and_night_is_five_point_four_people():
    """168 hours a week over 37.5 less 17 % of them."""
    scenario = load_text(dump(said(cost={"staff": PAY}))).scenario
    setting = scenario.care_settings["acute"]
    lines = posts(scenario.costs, setting.cost, setting.units[0])
    assert [(line.shift, line.grade, line.people, line.hours) for line in lines] == [
        ("day", "nurses", 2, 84),
        ("day", "support workers", 2, 84),
        ("night", "nurses", 2, 84),
        ("night", "support workers", 2, 84),
    ]
    a_post = sum(line.wte for line in lines if line.grade == "nurses") / 2
    assert a_post == pytest.approx(168 / 37.5 / 0.83)
    assert round(a_post, 1) == 5.4


INDEX = {"factor": 1.21, "source": "an index"}
YEARS: dict[str, tuple[dict[str, Any], str]] = {
    "not of the scenario's": ({"price_year": "2025-26"}, "no index brings them there"),
    "of no stated year": ({}, "do not say the year that all prices are to be of"),
    "its own index": (
        {"price_year": "2018-19", "indices": {"2018-19": INDEX}},
        "which is the year that prices are brought to",
    ),
    "an index from nowhere": (
        {"price_year": "2025-26", "indices": {"2018-19": {"factor": 1.21}}},
        "'source' is missing",
    ),
}


@pytest.mark.parametrize("name", YEARS)
def test_prices_of_other_years_are_refused(name):
    costs, words = YEARS[name]
    (found,) = faults(said(cost={"price_year": "2018-19", "per_start": 5}, costs=costs))
    assert words in found


@pytest.mark.parametrize(
    "where",
    [
        {"cost": {"per_open_day": 9, "price_year": "2018-19"}},
        {"cost": {"staff": {**PAY, "price_year": "2018-19"}}},
    ],
)
def test_a_year_is_looked_at_wherever_it_stands(where):
    costs = {"price_year": "2025-26"}
    (found,) = faults(said(where, costs=costs))
    assert "2018-19" in found
    assert "units[Ward].cost" in found
    assert faults(said(where, costs={**costs, "indices": {"2018-19": INDEX}})) == []


TWICE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "silent beside pay": ({"staff": PAY, "per_open_day": 9}, {}, "which may cover it too"),
    "pay in a price": (
        {"staff": PAY, "per_open_day": 9, "covers": {"per_open_day": ["Nursing"]}},
        {},
        "which its pay counts already",
    ),
    "pay of the unit, price of its care setting": (
        {"per_occupied_day": 562},
        {"staff": PAY},
        "which may cover it too",
    ),
    "two prices a year": ({"per_year": 9}, {"per_year": 8}, "and one of all units"),
    "two prices a year for one thing": (
        {"per_year": 9, "covers": {"per_year": ["rent"]}},
        {"per_year": 8, "covers": {"per_year": ["Rent"]}},
        "'rent' is in per_year and in per_year of all its units",
    ),
    "two prices for one thing": (
        {
            "per_open_day": 9,
            "per_start": 8,
            "covers": {"per_open_day": ["food"], "per_start": ["food"]},
        },
        {},
        "'food' is in per_open_day and in per_start",
    ),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_may_be_counted_twice_is_refused(name):
    setting, unit, words = TWICE[name]
    found = faults(said({"cost": unit} if unit else {}, cost=setting))
    assert len(found) == 1
    assert words.lower() in found[0].lower()


def test_prices_that_say_what_they_are_for_stand_beside_pay():
    covers = {"per_open_day": ["heating", "meals"], "per_year": ["rent"]}
    cost = {"staff": PAY, "per_open_day": 9, "per_year": 8, "covers": covers}
    assert faults(said(cost=cost)) == []


RULES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no pay for support workers": (
        {},
        {"nurse": 54_000, "headroom": 0.17},
        "support_worker is not given",
    ),
    "no headroom": ({}, {"nurse": 54_000, "support_worker": 34_000}, "needs headroom"),
    "cover that nobody pays for": (
        {"staffing": {**RULE, "absence": 0.1, "cover": 0.5}},
        PAY,
        "it is not said who pays for that",
    ),
    "a unit that a queue opens": (
        {"opens_when": {"waiting_above": 5}},
        PAY,
        "its pay would be for all the year",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_pay_needs_a_rule_and_everyone_a_pay(name):
    unit, pay, words = RULES[name]
    ward = {"name": "Other", "beds": 60}
    scenario = said(unit)
    scenario["care_settings"]["acute"]["units"][0]["cost"] = {"staff": pay}
    scenario["care_settings"]["acute"]["units"].append(ward)
    found = faults(scenario)
    assert len(found) == 1
    assert words in found[0]


HANDOFFS: dict[str, tuple[dict[str, Any], str]] = {
    "two prices of a start": (
        {"cost_per_start": 5, "cost": {"per_start": 6}},
        "gives cost_per_start and cost.per_start",
    ),
    "hours beside starts": (
        {"cost_per_start": 5, "cost": {"per_staff_hour": 20}},
        "which may cover it too",
    ),
    "pay in a start": (
        {"cost": {"per_start": 5, "per_staff_hour": 20, "covers": {"per_start": ["staff"]}}},
        "which staff hours count",
    ),
}


@pytest.mark.parametrize("name", HANDOFFS)
def test_handoffs_are_paid_once(name):
    entry, words = HANDOFFS[name]
    task = {"delay_reason": "A", "staff": 2, "hours": "mon-fri 09:00-17:00", "task": "3 hours"}
    equipment = place.SMALL["handoffs"]["equipment"]
    found = faults(said(handoffs={"assessment": {**task, **entry}, "equipment": equipment}))
    assert len(found) == 1
    assert words in found[0]
