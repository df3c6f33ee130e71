"""Units that a queue opens, units out of area, loops of full places: what may be said of them."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.network.build import build
from simulator.network.network import DAY, HOUR, AtLoop, Trigger
from simulator.scenario import checks
from simulator.scenario.describe import describe
from simulator.scenario.difference import in_lines
from simulator.scenario.load import load, load_text

TEXT = """
schema_version: 1
title: Wards of a town
calendar: {start: 2025-04-07, warm_up: 10 days, run_for: 50 days, bank_holidays: none}
patient_groups:
  older:
    arrivals: {per_day: 6}
    pathways: {there_and_back: 1}
care_settings:
  acute:
    kind: beds
    length_of_stay: 5 days
    units:
      - {name: Far, beds: 9, out_of_area: true}
      - {name: Winter, beds: 8, opens_when: {waiting_above: 15, after: 4 hours, stays_open: 2 days, shuts_at: 5}}
      - {name: Main, beds: 30, travel_minutes: {}}
  community:
    kind: beds
    length_of_stay: 3 days
    units: [{name: First, beds: 10}]
pathways:
  there_and_back:
    - stay: {care_setting: acute, id: before}
    - stay: community
    - stay: {care_setting: acute, id: after}
    - leave: home
"""  # noqa: E501
OPENS = "{waiting_above: 15, after: 4 hours, stays_open: 2 days, shuts_at: 5}"


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_trigger_reaches_the_network_in_microseconds():
    network, _ = build(load_text(TEXT).scenario)
    far, winter, main, _ = network.units
    assert winter.trigger == Trigger(15, 4 * HOUR, 2 * DAY, 5)
    assert (far.away, far.trigger) == (True, None)
    assert (main.away, main.trigger) == (False, None)
    assert network.at_loop is AtLoop.SWAP


def test_what_is_left_out_of_a_trigger_is_four_hours_a_day_and_nobody():
    network, _ = build(load_text(changed((OPENS, "{waiting_above: 15}"))).scenario)
    assert network.units[1].trigger == Trigger(15, 4 * HOUR, DAY, 0)


def test_out_of_area_comes_after_all_else_in_everyones_order():
    network, _ = build(load_text(TEXT).scenario)
    first = network.routes[0].steps[0]
    assert [[choice.unit for choice in own] for own in first.choices] == [[1, 2, 0]]


def test_the_policy_for_loops_is_that_of_the_scenario():
    network, _ = build(load_text(TEXT + "loops_of_full_places: stop\n").scenario)
    assert network.at_loop is AtLoop.STOP


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{waiting_above: 15, after: 30 seconds}", "'30 seconds' is not a duration"),
        ("{waiting_above: 15, after: 0 hours}", "after is 0 hours; to open takes at least 1 min"),
        ("{waiting_above: 15, after: 0.5 minutes}", "to open takes at least 1 minute"),
        ("{waiting_above: 4, shuts_at: 5}", "shuts_at (5) is above waiting_above (4)"),
        ("{waiting_above: -1}", "-1 is out of bounds"),
        ("{waiting_above: 2.5}", "2.5 is not"),
        ("{after: 4 hours}", "'waiting_above' is missing"),
        ("{waiting_above: 5, close_at: 2}", "unknown field 'close_at'"),
    ],
)
def test_a_trigger_that_cannot_be_is_refused_at_its_line(given, says):
    with pytest.raises(InputError) as caught:
        load_text(changed((OPENS, given)))
    (problem,) = caught.value.problems
    assert says in problem.says
    assert problem.place is not None
    assert (problem.place.line, problem.place.text[:22]) == (15, "      - {name: Winter,")
    assert problem.path.startswith("care_settings.acute.units[Winter].opens_when")


def test_a_queue_that_opens_and_shuts_at_one_number_is_taken():
    load_text(changed((OPENS, "{waiting_above: 0, shuts_at: 0, stays_open: 0 days}")))


def test_it_is_described_in_plain_words():
    text = describe(load_text(TEXT))
    assert (
        "opens 4 hours after more than 15 wait, for at least 2 days, and shuts when no more than "
        "5 wait" in text
    )
    assert "out of area: patients come back from it once there is room" in text
    assert (
        "Loops of full places\n  these places can fill in a loop: acute (Far) → community (First) "
        "→ acute (Far)." in text
    )
    assert "the smallest such loop then moves at once, each into the next place" in text


def test_a_place_without_loops_says_nothing_of_them():
    before = "    - stay: {care_setting: acute, id: after}\n"
    assert "Loops of full places" not in describe(load_text(changed((before, ""))))


LOOP_FREE = """
pathways:
  there_and_back:
    - stay: {care_setting: acute, id: before%s}
    - stay: {care_setting: community, lets_go: at end}
    - stay: {care_setting: acute, id: after%s}
    - leave: home
"""


def loops_said(before: str, after: str) -> list[str]:
    text = TEXT[: TEXT.index("\npathways:")] + LOOP_FREE % (before, after)
    return [each.says for each in checks.warn(load_text(text)) if "in a loop" in each.says]


def test_who_goes_home_to_wait_holds_no_place_in_a_loop():
    assert loops_said("", "") == []


def test_one_unit_is_a_loop_where_the_next_stay_may_be_in_it():
    text = changed(
        ("    - stay: community\n", ""), ("kind: beds\n    length_of_stay: 3 days", "kind: beds")
    )
    (said,) = (each.says for each in checks.warn(load_text(text)) if "in a loop" in each.says)
    assert "acute (Far) → acute (Far)." in said


def test_changes_reach_inside_a_trigger_and_are_told(tmp_path):
    (tmp_path / "parent.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(
        """
extends: parent.yaml
title: Sooner
loops_of_full_places: stop
changes:
  - {path: care_settings.acute.units.Winter.opens_when.waiting_above, add: -5, why: sooner}
  - {path: care_settings.acute.units.Winter.opens_when.stays_open, scale: 2}
  - {path: care_settings.acute.units.Main.opens_when, set: {waiting_above: 40}}
  - {path: care_settings.acute.units.Far.out_of_area, set: false}
""",
        encoding="utf-8",
    )
    parent, child = load(tmp_path / "parent.yaml"), load(tmp_path / "child.yaml")
    network, _ = build(child.scenario)
    assert [unit.trigger for unit in network.units] == [
        None,
        Trigger(10, 4 * HOUR, 4 * DAY, 5),
        Trigger(40, 4 * HOUR, DAY, 0),
        None,
    ]
    assert not any(unit.away for unit in network.units)
    lines = in_lines(parent, child).splitlines()
    unit = "care_settings.acute.units[Winter].opens_when"
    assert f"  {unit}.waiting_above: 15 → 10 (patients waiting)  [sooner]" in lines
    assert f"  {unit}.stays_open: 2 days → 4 days" in lines
    assert "  care_settings.acute.units[Far].out_of_area: true → false" in lines
    assert "  loops_of_full_places: swap → stop" in lines
    assert "opens_when.waiting_above: 15 → 10 (add -5)  [sooner]" in describe(child)
