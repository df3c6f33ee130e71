"""Money: sums worked out by hand, what is fixed and what is not, and units small and large."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.journeys import Exit
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.scenario.prices import posts
from tests.results import place, test_visits
from tests.results.place import NOTHING, Journey, leave, stay, value

# In the window of ten days the ward has 9 of 10 beds taken throughout, and two patients start.
SETTING = {"care_setting": "acute"}
UNIT = {**SETTING, "unit": "Ward"}
A_YEAR = 365 / 10
DAY = {"hours": "mon-sun 07:00-19:00", "beds_per_nurse": 8, "beds_per_support_worker": 8}
# Never fewer than two registered nurses and two support workers, then one to eight patients.
RULE = {
    "shifts": {"day": DAY, "night": {**DAY, "hours": "mon-sun 19:00-07:00"}},
    "never_fewer_nurses": 2,
    "never_fewer_support_workers": 2,
}
# Pay is made up, of the order of a year's with employer's costs; 17 % makes 5.4 people a post.
PAY: dict[str, Any] = {"nurse": 54_000, "support_worker": 34_000, "headroom": 0.17}
HOME = {"home": [{"stay": "acute"}, {"leave": "home"}]}
GROUP = {"all": {"arrivals": {"per_day": 1}, "pathways": {"home": 1}}}


def ward(
    cost: dict[str, Any],
    *,
    beds: int = 10,
    taken: int = 9,
    unit: dict[str, Any] | None = None,
    **top: Any,
) -> Run:
    """A ward in which some beds are taken from before the window to after it."""
    record = [
        Journey("all", "home", 0, -1, Exit.OPEN, [stay(0, 0, 0, -1, -1, -1, 0), NOTHING])
        for _ in range(taken)
    ]
    # Come and gone at once: two starts, and no time.
    record += [
        Journey("all", "home", 60, 60, Exit.LEFT, [stay(60, 60, 60, 60, 60, 60, 0), leave(60)])
        for _ in range(2)
    ]
    acute = {
        "kind": "beds",
        "acute": True,
        "length_of_stay": "3 days",
        "units": [{"name": "Ward", "beds": beds, **(unit or {})}],
        "cost": cost,
    }
    given = {"patient_groups": GROUP, "handoffs": {}, "pathways": HOME, "standards": {}, **top}
    return place.run(record, care_settings={"acute": acute}, **given)


def part(run: Run, band: str, **where: str) -> float:
    """A part of the cost, a year."""
    return value(run, "cost_by_part", "per_year", band=band, **where)


def test_each_price_times_what_there_was():
    run = ward({"per_occupied_day": 100, "per_open_day": 10, "per_start": 7, "per_year": 5000})
    # Nine beds, ten days; ten beds, ten days; two starts; a site.
    assert part(run, "variable", **SETTING) == pytest.approx((100 * 90 + 7 * 2) * A_YEAR)
    assert part(run, "fixed", **SETTING) == pytest.approx(10 * 100 * A_YEAR + 5000)
    assert part(run, "staffing", **SETTING) == 0
    assert value(run, "cost", "per_year", **SETTING, band="sites") == pytest.approx(5000)
    whole = (100 * 90 + 7 * 2 + 10 * 100) * A_YEAR + 5000
    for where in ({}, {"organisation": "nhs"}, SETTING):
        assert value(run, "cost", "per_year", **where) == pytest.approx(whole)
    assert value(run, "cost_per_bed_day", "mean", **SETTING) == pytest.approx(whole / 90 / A_YEAR)


def test_a_unit_has_its_own_price_in_place_of_that_of_its_care_setting():
    own = {"cost": {"per_occupied_day": 60, "per_year": 1000, "covers": {"per_year": ["rent"]}}}
    setting = {
        "per_occupied_day": 100,
        "per_open_day": 10,
        "per_year": 5000,
        "covers": {"per_year": ["lorry"]},
    }
    run = ward(setting, unit=own)
    assert part(run, "variable", **SETTING) == pytest.approx(60 * 90 * A_YEAR)
    assert part(run, "fixed", **SETTING) == pytest.approx(10 * 100 * A_YEAR + 6000)
    # What is of all units is of none of them.
    assert part(run, "fixed", **UNIT) == pytest.approx(10 * 100 * A_YEAR + 1000)
    assert value(run, "cost", "per_year", **UNIT) == pytest.approx(
        (60 * 90 + 10 * 100) * A_YEAR + 1000
    )


def test_prices_of_another_year_are_brought_to_the_scenarios():
    costs = {
        "price_year": "2025-26",
        "indices": {"2018-19": {"factor": 1.21, "source": "an index"}},
    }
    setting = {"per_occupied_day": 100, "price_year": "2018-19"}
    # The unit's own price is of the year of its care setting, unless it says another.
    for own, per_open_day in [({}, 12.1), ({"price_year": "2025-26"}, 10)]:
        unit = {"cost": {"per_open_day": 10, **own}}
        run = ward(setting, unit=unit, costs=costs)
        assert part(run, "variable", **SETTING) == pytest.approx(121 * 90 * A_YEAR)
        assert part(run, "fixed", **SETTING) == pytest.approx(per_open_day * 100 * A_YEAR)


def nursing(beds: int, taken: int, pay: dict[str, Any], rule: dict[str, Any]) -> Run:
    return ward({"staff": pay}, beds=beds, taken=taken, unit={"staffing": rule})


def small_unit() -> Run:
    """Ten beds, nine taken, two nurses and two support workers day and night."""
    return nursing(10, 9, PAY, RULE)


# Four posts of 168 hours a week over 37.5 less 17 %, two at each pay, for nine beds.
_POST = 168 / 37.5 / 0.83
_NURSING = 2 * _POST * (54_000 + 34_000)
CASES = [
    ("staff_by_rule", "mean", SETTING, 4 * _POST),
    ("nursing_per_bed", "per_year", SETTING, _NURSING / 9),
    ("cost_per_bed_day", "mean", SETTING, _NURSING / 9 / 365),
    ("cost_by_part", "per_day", {**SETTING, "band": "staffing"}, _NURSING / 365),
]


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_costs_of_a_small_unit_worked_out_by_hand(measure, statistic, where, answer):
    assert value(small_unit(), measure, statistic, **where) == pytest.approx(answer)


def test_a_small_unit_and_a_hub_by_the_rule():
    """Evidence E9: over 100,000 an occupied bed in a unit of ten, about a third less in a hub."""
    pay = {**PAY, "temporary_share": 0.15, "temporary_premium": 0.3}
    # A post by day and by night: 168 hours a week over 37.5 less 17 %.
    post = 168 / 37.5 / (1 - 0.17)
    assert post == pytest.approx(5.40, abs=0.005)
    # 15 % of the work done by temporary staff at 30 % more.
    temporary = 1 + 0.15 * 0.3
    a_pair = post * 54_000 + post * 34_000
    # 10 beds at 8 each need 2 (the least), 9 of them taken; 30 need 4, and 27 are taken.
    small, hub = 2 * a_pair * temporary / 9, 4 * a_pair * temporary / 27
    one, other = nursing(10, 9, pay, RULE), nursing(30, 27, pay, RULE)
    assert value(one, "nursing_per_bed", "per_year", **UNIT) == pytest.approx(small)
    assert value(other, "nursing_per_bed", "per_year", **UNIT) == pytest.approx(hub)
    assert value(one, "staff_by_rule", "mean", **UNIT) == pytest.approx(4 * post)
    assert value(other, "staff_by_rule", "mean", **UNIT) == pytest.approx(8 * post)
    assert 100_000 < small < 120_000
    # Twice the staff for three times the beds, as full.
    assert hub / small == pytest.approx(2 / 3)
    assert part(one, "staffing", **SETTING) == pytest.approx(9 * small)
    assert value(one, "cost", "per_year", **SETTING, band="staff") == pytest.approx(9 * small)
    assert value(one, "cost_per_bed_day", "mean", **UNIT) == pytest.approx(small / 365)


def test_every_term_of_the_sum_is_shown():
    scenario = nursing(10, 9, PAY, RULE).scenario
    setting = scenario.care_settings["acute"]
    lines = posts(scenario.costs, setting.cost, setting.units[0])
    wte = 2 * 84 / 37.5 / 0.83
    assert [line.wte for line in lines] == pytest.approx([wte] * 4)
    assert [line.per_year for line in lines] == pytest.approx([wte * 54_000, wte * 34_000] * 2)
    run = nursing(10, 9, PAY, RULE)
    assert part(run, "staffing", **UNIT) == pytest.approx(sum(line.per_year for line in lines))


@pytest.mark.parametrize(("who", "paid"), [("within_headroom", 0.25), ("on_top", 1.25)])
def test_absences_that_are_covered_are_paid_once(who, paid):
    """Of nurses 8 % are absent and half of that covered, a quarter dearer."""
    pay = {**PAY, "absences_covered": who, "temporary_premium": 0.25}
    rule = {**RULE, "absence": 0.08, "cover": 0.5}
    post = 168 / 37.5 / 0.83
    nurses, support = 2 * post * 54_000, 2 * post * 34_000
    run = nursing(10, 9, pay, rule)
    assert part(run, "staffing") == pytest.approx(nurses * (1 + 0.08 * 0.5 * paid) + support)
    assert value(run, "staff_by_rule", "mean", **UNIT) == pytest.approx(4 * post)


def test_staff_are_paid_while_dated_changes_leave_the_unit_open():
    # Shut from the 13th: five of the ten days of the window. Fewer beds are paid in full.
    half = {"starts": "2025-01-13", "limit_to": 0}
    fewer = {"starts": "2025-01-13", "limit_to": 3}
    whole = part(nursing(10, 9, PAY, RULE), "staffing")
    for change, share in [(half, 0.5), (fewer, 1)]:
        unit = {"staffing": RULE, "capacity_changes": [change]}
        assert part(ward({"staff": PAY}, unit=unit), "staffing") == pytest.approx(share * whole)


def test_a_closure_by_chance_is_paid_for():
    unit = {"staffing": RULE, "closures": {"outbreak": {"per_year": 300, "lasts": "20 days"}}}
    assert part(ward({"staff": PAY}, unit=unit), "staffing") == pytest.approx(
        part(nursing(10, 9, PAY, RULE), "staffing")
    )


def test_weekends_off_are_taken_off_once():
    """Five days of twelve hours: 60 a week, whatever days the window has."""
    rule = {
        "shifts": {"day": {**DAY, "hours": "mon-fri 07:00-19:00", "nurses": 3}},
        "never_fewer_support_workers": 2,
    }
    changes = [{"starts": "2025-01-01", "on": "sat-sun 00:00-24:00", "limit_to": 0}]
    unit = {"staffing": rule, "capacity_changes": changes}
    by_hand = 60 / 37.5 / 0.83 * (3 * 54_000 + 2 * 34_000)
    assert part(ward({"staff": PAY}, unit=unit), "staffing") == pytest.approx(by_hand)


def test_visits_made_their_travel_and_the_team():
    """Of the hand-made visits 13.5 are made by A and 4 by B, and 15 minutes lie before each of B's.

    B's are double to a quarter, and both travel.
    """
    team = {"staff": {"team_member": 45_000, "temporary_share": 0.2, "temporary_premium": 0.5}}
    covers = {"per_visit": ["dressings"], "per_travel_minute": ["mileage"]}
    units = copy.deepcopy(test_visits.HOME["units"])
    units[1]["cost"] = {**team, "per_travel_minute": 0.4, "per_visit": 20, "covers": covers}
    run = test_visits.visited(units=units, cost={"per_visit": 30})
    a, b = test_visits.A, test_visits.B
    assert part(run, "variable", **a) == pytest.approx(30 * 13.5 * A_YEAR)
    assert part(run, "variable", **b) == pytest.approx((20 * 4 + 0.4 * 4 * 15 * 1.25) * A_YEAR)
    assert part(run, "staffing", **b) == pytest.approx(4 * 45_000 * 1.1)
    assert part(run, "staffing", **a) == 0
    both = [value(run, "cost", "per_year", **each) for each in (a, b)]
    assert value(run, "cost", "per_year", **test_visits.SETTING) == pytest.approx(sum(both))


def test_hours_of_a_handoffs_staff_whether_busy_or_not():
    """Eight working days of eight hours in the window, for two: 128 hours."""
    handoffs = copy.deepcopy(place.SMALL["handoffs"])
    entry = {"delay_reason": "A", "organisation": "social_care", "task": "3 hours"}
    cost = {"per_staff_hour": 20, "per_start": 50, "covers": {"per_start": ["forms"]}}
    hours = "mon-fri 09:00-17:00"
    ways: list[dict[str, Any]] = [
        {"staff": 2, "hours": hours},
        {"staff": [{"hours": hours, "staff": 2}]},
    ]
    for staff in ways:
        run = place.run(handoffs={**handoffs, "assessment": {**entry, **staff, "cost": cost}})
        where = {"handoff": "assessment"}
        assert part(run, "staffing", **where) == pytest.approx(20 * 128 * A_YEAR)
        assert part(run, "variable", **where) == pytest.approx(50 * A_YEAR)
        assert part(run, "staffing", organisation="social_care") == pytest.approx(2560 * A_YEAR)


PRICES = st.fixed_dictionaries(
    {
        name: st.floats(0, 1000)
        for name in ("per_occupied_day", "per_open_day", "per_start", "per_year")
    }
)


def costs_of(prices: dict[str, float], pay: dict[str, Any], taken: int = 9) -> dict[Any, float]:
    """Every value of the costs of the ward, by key."""
    covers = {name: [name] for name in prices}
    cost = {**prices, "staff": pay, "covers": covers}
    run = ward(cost, taken=taken, unit={"staffing": RULE})
    found = measures(run, ["cost", "cost_by_part", "cost_per_bed_day", "nursing_per_bed"])
    return dict(zip(found.keys, found.values.tolist(), strict=True))


@settings(max_examples=15, deadline=None)
@given(PRICES, st.floats(0.1, 10))
def test_costs_are_linear_in_prices(prices, times):
    scaled = {name: times * price for name, price in prices.items()}
    more = {**PAY, "nurse": times * 54_000, "support_worker": times * 34_000}
    one, other = costs_of(prices, PAY), costs_of(scaled, more)
    assert list(one.values()) == pytest.approx([each / times for each in other.values()])


def test_what_is_fixed_does_not_go_with_demand():
    prices = {"per_occupied_day": 5.0, "per_open_day": 7.0, "per_start": 3.0, "per_year": 11.0}
    few, many = costs_of(prices, PAY, taken=2), costs_of(prices, PAY, taken=9)
    at = few.keys()
    bands = {key.where[9] for key in at if key.measure == "cost_by_part"}
    assert bands == {"fixed", "variable", "staffing"}
    for key in at:
        if key.measure == "cost_by_part":
            assert (few[key] == many[key]) == (key.where[9] != "variable"), key


def test_parts_add_up_to_the_cost_everywhere():
    prices = {"per_occupied_day": 5.0, "per_open_day": 7.0, "per_start": 3.0, "per_year": 11.0}
    found = costs_of(prices, PAY)
    whole = {k: v for k, v in found.items() if k.measure == "cost" and not k.where[9]}
    assert len(whole) == 2 * 4
    for key, amount in whole.items():
        parts = [
            v
            for k, v in found.items()
            if k.measure == "cost_by_part"
            and k.statistic == key.statistic
            and (*k.where[:9], "", *k.where[10:]) == key.where
        ]
        assert len(parts) == 3
        assert sum(parts) == pytest.approx(amount)
