"""Who pays: sums worked out by hand, and that everything is paid by somebody, once."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.results.measures import measures
from simulator.results.money_paid import HANDOFFS, NOT_SAID, shares_of
from simulator.results.run import Run
from tests.results import place
from tests.results.place import value
from tests.results.test_costs import A_YEAR, PAY, RULE, SETTING, ward

BOTH = {"nhs_acute": 0.75, "council": 0.25}
PRICES = {"per_occupied_day": 100, "per_open_day": 10, "per_start": 7, "per_year": 5000}
# One assessment begins in the window, at 50, and nobody says who pays for it.
CASES = [
    ("cost_paid", "per_year", {"organisation": NOT_SAID, "handoff": "assessment"}, 50 * A_YEAR)
]


def paid(run: Run, **where: str) -> float:
    """A cost a year by payer."""
    return value(run, "cost_paid", "per_year", **where)


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_handoffs_are_paid_by_whom_nobody_has_named(measure, statistic, where, answer):
    assert value(place.run(), measure, statistic, **where) == pytest.approx(answer)


def test_a_care_setting_is_paid_in_its_shares():
    run = ward({**PRICES, "paid_by": BOTH})
    # Nine beds taken, ten open, ten days, two starts, a site: as in the tests of costs.
    whole = (100 * 90 + 7 * 2 + 10 * 100) * A_YEAR + 5000
    assert paid(run, organisation="nhs_acute") == pytest.approx(0.75 * whole)
    assert paid(run, organisation="council", **SETTING) == pytest.approx(0.25 * whole)
    band = {"band": "occupied days", **SETTING}
    assert paid(run, organisation="council", **band) == pytest.approx(0.25 * 9000 * A_YEAR)
    assert paid(run, organisation="council", band="fixed") == pytest.approx(
        0.25 * (1000 * A_YEAR + 5000)
    )


def test_a_unit_has_a_payer_of_its_own_and_its_site_has_not():
    unit = {"cost": {"per_occupied_day": 60, "paid_by": "council"}}
    run = ward({"per_year": 5000, "paid_by": "nhs_acute"}, unit=unit)
    assert paid(run, organisation="council") == pytest.approx(60 * 90 * A_YEAR)
    assert paid(run, organisation="nhs_acute") == pytest.approx(5000)


def test_who_pays_is_not_guessed_from_who_runs_it():
    run = ward(PRICES)
    assert paid(run, organisation=NOT_SAID) == value(run, "cost", "per_year")
    names = {key.where for key in measures(run, ["cost_paid"]).keys}
    assert not any("nhs" in where for where in names)


def test_shares_written_a_little_off_are_made_to_add_up():
    shares = shares_of({"nhs_acute": 0.3333333, "council": 0.6666666})
    assert sum(shares.values()) == pytest.approx(1, abs=1e-15)


def mixed() -> Run:
    """Two care settings and two handoffs with every price, paid in every way."""
    said: dict[str, Any] = copy.deepcopy(place.SMALL)
    settings, handoffs = said["care_settings"], said["handoffs"]
    settings["acute"]["cost"] = {**PRICES, "paid_by": BOTH}
    settings["acute"]["units"][0]["cost"] = {
        "per_occupied_day": 61.7,
        "per_year": 13,
        "paid_by": {"residents": 0.1, "council": 0.2, "nhs_community": 0.7},
    }
    settings["rehabilitation"]["cost"] = {"per_occupied_day": 33.3, "staff": PAY}
    settings["rehabilitation"]["units"][0]["staffing"] = RULE
    handoffs["assessment"] = {
        **{name: each for name, each in handoffs["assessment"].items() if name != "cost_per_start"},
        "cost": {"per_start": 77.7, "paid_by": "council", "price_year": "2018-19"},
    }
    costs = {"price_year": "2025-26", "indices": {"2018-19": {"factor": 1.21, "source": "it"}}}
    return place.run(care_settings=settings, handoffs=handoffs, costs=costs)


def test_everything_is_paid_once():
    """By payer, by place, by kind: the same cost, up to the rounding of sums."""
    run = mixed()
    found = measures(run, ["cost", "cost_paid"])
    rows = found.frame()
    rows = rows[rows["statistic"] == "per_year"]
    whole = value(run, "cost", "per_year")
    split = rows[rows["measure"] == "cost_paid"]
    is_plain = (split["care_setting"] == "") & (split["handoff"] == "")
    by_payer = split[is_plain & (split["band"] == "")]
    by_kind = split[is_plain & (split["organisation"] == "")]
    by_both = split[is_plain & (split["organisation"] != "") & (split["band"] != "")]
    by_place = split[~is_plain & (split["band"] == "")]
    for part in (by_payer, by_kind, by_both, by_place):
        assert part["value"].sum() == pytest.approx(whole, rel=1e-12)
    assert set(by_payer["organisation"]) == {*BOTH, "residents", "nhs_community", NOT_SAID}
    assert set(by_kind["band"]) == {"fixed", "variable", "staffing", HANDOFFS}
    in_settings = split[(split["care_setting"] != "") & (split["band"] != "")]
    for setting, of_it in in_settings.groupby("care_setting"):
        cost = value(run, "cost", "per_year", care_setting=str(setting))
        assert of_it["value"].sum() == pytest.approx(cost, rel=1e-12)


def test_a_price_index_is_applied_once():
    """One assessment begins in the window of ten days, at 77.7 in prices of 2018-19."""
    year = 77.7 * 1.21 * A_YEAR
    assert paid(mixed(), organisation="council", handoff="assessment") == pytest.approx(year)
    costs = {"price_year": "2025-26", "indices": {"2018-19": {"factor": 1.21, "source": "it"}}}
    setting = {"per_occupied_day": 100, "price_year": "2018-19", "paid_by": "nhs_acute"}
    assert paid(ward(setting, costs=costs), organisation="nhs_acute") == pytest.approx(
        121 * 90 * A_YEAR
    )
