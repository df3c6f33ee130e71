"""Who pays, as a scenario says it; what a bed costs, and which beds close together."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.scenario.bed_price import bed_price, closable
from simulator.scenario.care_setting import CareSetting
from simulator.scenario.checks import check
from simulator.scenario.load import dump, load_text
from simulator.scenario.money import Costs
from tests.results import place
from tests.scenario.test_costs import PAY, RULE


def faults(paid_by: Any, **costs: Any) -> list[tuple[str, str, str]]:
    """What is wrong with a place in which the acute care and an assessment are paid so."""
    said: dict[str, Any] = copy.deepcopy(place.SMALL)
    said["care_settings"]["acute"]["cost"]["paid_by"] = paid_by
    said["handoffs"]["assessment"]["cost"] = {"paid_by": copy.deepcopy(paid_by)}
    said["costs"] = costs
    try:
        found = check(load_text(dump(said)))
    except InputError as error:
        found = error.problems
    return [(each.path, each.says, each.do) for each in found]


@pytest.mark.parametrize(
    "paid_by", ["council", {"council": 1}, {"nhs_acute": 0.25, "residents": 0.75}]
)
def test_payers_of_every_scenario_are_known(paid_by):
    assert faults(paid_by) == []


def test_a_place_may_name_payers_of_its_own():
    assert faults("charity", payers={"charity": "The hospice's charity"}) == []


def test_a_payer_who_is_not_known_is_told_with_the_nearest():
    first, second = faults("counsil")
    assert first[0].endswith("care_settings.acute.cost.paid_by")
    assert second[0].endswith("handoffs.assessment.cost.paid_by")
    assert first[1] == "there is no payer 'counsil'"
    assert "did you mean 'council'?" in first[2]
    assert "nhs_acute, nhs_community, council, residents" in first[2]


def test_unknown_payers_among_shares_stand_at_their_own_place():
    found = faults({"council": 0.5, "counsil": 0.5})
    assert found[0][0].endswith("care_settings.acute.cost.paid_by.counsil")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("paid_by", "says"),
    [
        ({"council": 0.5, "nhs_acute": 0.4}, "the shares of payers add up to 0.9, not 1"),
        ({"council": 1.5}, "1.5 is out of bounds"),
        ({}, "is empty"),
        (7, "7 is not text"),
    ],
)
def test_shares_of_payers_add_up_and_nothing_else_is_taken(paid_by, says):
    found = faults(paid_by)
    assert len(found) == 2
    assert all(says in each[1] for each in found), found


def setting(*units: dict[str, Any], **cost: Any) -> CareSetting:
    given = [{"name": f"Ward {at}", **unit} for at, unit in enumerate(units)]
    return CareSetting.model_validate({"kind": "beds", "units": given, "cost": cost})


def test_a_bed_at_the_price_of_a_day_costs_365_of_them():
    price = bed_price(Costs(), setting({"beds": 20}, per_occupied_day=562))
    assert not price.is_split
    assert price.per_year == price.ends_with_it == 562 * 365


def test_a_bed_of_which_the_price_is_split():
    """Two wards of 10 and 30 beds; posts of 168 hours a week over 37.5 less 17 %."""
    post = 168 / 37.5 / 0.83
    nurses, support = 54_000, 34_000
    # Two and two for 10 beds, four and four for 30, by never fewer than 2 and one to eight.
    staff = (2 + 4) * post * (nurses + support)
    prices = {"per_occupied_day": 40, "per_open_day": 60, "per_year": 9_999}
    units = [{"beds": 10, "staffing": RULE}, {"beds": 30, "staffing": RULE}]
    units[0]["cost"] = {"per_open_day": 100}
    price = bed_price(Costs(), setting(*units, staff=PAY, **prices))
    assert price.is_split
    assert price.fixed == pytest.approx((10 * 100 + 30 * 60) / 40 * 365)
    assert price.staffing == pytest.approx(staff / 40)
    assert price.variable == 40
    assert price.per_year == pytest.approx(40 * 365 + price.fixed + price.staffing)
    assert price.ends_with_it == pytest.approx(price.fixed + price.staffing)


def test_beds_out_of_area_are_no_beds_of_its_own():
    units = [{"beds": 10}, {"beds": 5, "out_of_area": True, "cost": {"per_occupied_day": 900}}]
    assert bed_price(Costs(), setting(*units, per_occupied_day=100)).variable == 100
    assert closable(setting(*units), 15) == 10


def test_an_index_brings_a_bed_to_the_prices_of_the_scenario_once():
    costs = Costs.model_validate(
        {"price_year": "2025-26", "indices": {"2018-19": {"factor": 1.21, "source": "it"}}}
    )
    said = setting({"beds": 8}, per_occupied_day=100, per_open_day=10, price_year="2018-19")
    price = bed_price(costs, said)
    assert (price.variable, price.fixed) == pytest.approx((121, 12.1 * 365))


@pytest.mark.parametrize(
    ("most", "beds"),
    [
        (-3, 0),
        (0, 0),
        (3, 0),
        (5, 0),
        (6, 6),
        (11, 6),
        (17, 14),
        (21, 20),
        (22, 22),
        (35, 32),
        (99, 36),
    ],
)
def test_beds_close_by_bays_and_small_units_as_a_whole(most, beds):
    """Three bays of six in a ward of 22, whose last four beds are none; a ward of 14 without."""
    assert closable(setting({"beds": 22, "bay_beds": 6}, {"beds": 14}), most) == beds
