"""Nursing of community hospitals in the baseline and its hubs: the sums, worked out by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulator.network.build import build
from simulator.scenario.load import Loaded, dump, load, load_text
from simulator.scenario.prices import NURSES, SUPPORT_WORKERS, posts

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SETTING = "community_hospital"

NURSE, SUPPORT, HEADROOM, TEMPORARY = 57_000, 44_500, 0.17, 1 + 0.1 * 0.3
DAY, NIGHT = 12.5 * 7, 11.5 * 7
# Of nurses 5.3 % are absent and four in five covered, in headroom: the premium alone.
COVERED = 0.053 * 0.8 * 0.3


@cache
def loaded(file: str) -> Loaded:
    return load(FOLDER / file)


def by_hand(nurses: tuple[int, int], support: tuple[int, int]) -> float:
    """Pay a year of so many by day and by night."""
    wte = [
        (a * DAY + b * NIGHT) / 37.5 / (1 - HEADROOM) for a, b in (nurses, support)
    ]  # whole-time equivalents
    return wte[0] * NURSE * (TEMPORARY + COVERED) + wte[1] * SUPPORT * TEMPORARY


def unit_of(file: str, name: str):
    scenario = loaded(file).scenario
    setting = scenario.care_settings[SETTING]
    (unit,) = [each for each in setting.units if each.name == name]
    return scenario, setting, unit


def sum_of(file: str, name: str) -> float:
    scenario, setting, unit = unit_of(file, name)
    return sum(line.per_year for line in posts(scenario.costs, setting.cost, unit))


@pytest.mark.parametrize("name", ["Ashby", "Millbrook", "Thornley"])
def test_a_unit_of_ten_has_two_and_two_by_day_and_by_night(name):
    cost = by_hand((2, 2), (2, 2))
    assert cost == pytest.approx(1_136_300, rel=1e-3)
    assert sum_of("baseline.yaml", name) == pytest.approx(cost)
    # Nine patients in it: of the order of the Carter review's 100,000, in pay of 2025-26.
    assert 100_000 < cost / 9 < 135_000


@pytest.mark.parametrize(
    ("file", "name", "nurses", "support"),
    [
        ("baseline.yaml", "Kingsmead", (5, 4), (5, 4)),
        ("baseline.yaml", "Westfield", (5, 4), (4, 4)),
        # One to eight by day and to ten by night: 30 beds need 4 and 3, 24 need 3 and 3.
        ("hub_for_ten_bed_units.yaml", "Community hub", (4, 3), (4, 3)),
        ("hub_of_24.yaml", "Community hub", (3, 3), (3, 3)),
    ],
)
def test_larger_units_go_by_beds_for_each(file, name, nurses, support):
    assert sum_of(file, name) == pytest.approx(by_hand(nurses, support))


def test_a_post_day_and_night_takes_about_five_and_a_half_people():
    scenario, setting, unit = unit_of("baseline.yaml", "Ashby")
    lines = posts(scenario.costs, setting.cost, unit)
    for grade in (NURSES, SUPPORT_WORKERS):
        people = [line for line in lines if line.grade == grade]
        assert sum(line.hours for line in people) == 168
        assert sum(line.wte / line.people for line in people) == pytest.approx(5.4, abs=0.005)


def test_a_bed_day_in_a_larger_unit_comes_near_the_published_range():
    """With 94 % of beds taken, as the baseline has it: 300 to 350 in all, small units far above."""
    scenario, setting, unit = unit_of("baseline.yaml", "Kingsmead")
    cost = setting.cost
    beside = cost.per_open_day / 0.94 + cost.per_occupied_day

    def a_day(name: str, beds: int) -> float:
        return sum_of("baseline.yaml", name) / (0.94 * beds) / 365 + beside

    assert 300 < a_day("Kingsmead", unit.beds) < 350
    assert 300 < a_day("Westfield", 32) < 350
    assert a_day("Ashby", 10) > 400
    assert scenario.costs.price_year == cost.price_year


def test_pay_and_support_workers_move_no_patient():
    """The network without any of it is the very same."""
    now = loaded("baseline.yaml")
    plain = YAML(typ="safe", pure=True).load(dump(now.resolved))
    setting = plain["care_settings"][SETTING]
    setting["cost"] = {"per_occupied_day": 325}
    for unit in setting["units"]:
        roster = unit["staffing"]
        del roster["never_fewer_nurses"], roster["never_fewer_support_workers"]
        for shift in roster["shifts"].values():
            del shift["beds_per_support_worker"]
    before = load_text(dump(plain)).scenario
    assert build(before) == build(now.scenario)
