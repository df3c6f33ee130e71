"""Promises of response: measured in all scenarios, judged, and told in a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.experiment.arm import arms_of, prepare_all
from simulator.experiment.comparison import compare_arms
from simulator.experiment.promises import measured_alike
from simulator.report.comparison_page import render, view_of
from simulator.report.estimate import MINUS, Estimate
from simulator.report.library_lines import ACUTE, freed
from simulator.report.names import Names
from simulator.report.response_answer import clauses, response_answer
from simulator.report.response_cost import cost_heads, cost_note, room_cell
from simulator.report.response_page import response_page
from simulator.report.response_promise import Kept, kept, met, promises
from simulator.report.response_tables import decision_table, response_tables, week_table
from simulator.results.measures import Measured
from simulator.results.paired import pair
from simulator.scenario.quantities import WeeklyHours
from tests.experiment.compared import written
from tests.experiment.place import SHORT
from tests.experiment.test_money import FLAT, added
from tests.report.place import MANIFEST
from tests.report.test_queue_move import effect

ROOT = Path(__file__).resolve().parents[2]
FOUR = ("two_hours", "two_hours_five_days", "two_days", "two_days_five_days")
EVERY_DAY = """
schema_version: 1
extends: small.yaml
title: Every day
standards:
  at_once: {title: At once, care_setting: community, within: 6 hours, target: 0.5}
  again: {title: The same again, care_setting: community, within: 48 hours, target: 0.7}
changes: [{path: care_settings.community.admits, set: "mon-sun 00:00-24:00"}]
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return written(tmp_path_factory.mktemp("response"), every_day=EVERY_DAY)


@pytest.fixture(scope="module")
def apart(files):
    small = files[0].parent / "small.yaml"
    return prepare_all([(file, SHORT) for file in (small, *files)])


@pytest.fixture(scope="module")
def comparison(apart):
    arms = arms_of(measured_alike(apart))
    batch = arms[0].loaded.scenario.batch.model_copy(update={"replications": 3})
    return compare_arms(arms, batch)


def test_a_promise_is_measured_before_it_is_made_and_moves_nobody(apart, comparison):
    names = [set(arm.loaded.scenario.standards) for arm in comparison.arms]
    assert names[0] == names[1] == {"quick", "at_once", "again"}
    plain = arms_of(apart[:1])
    alone = compare_arms([*plain, *plain], comparison.batch)
    before = {key: alone.values(key)[:, 0] for key in alone.measured[0][0].keys}
    for key, values in before.items():
        np.testing.assert_array_equal(comparison.values(key)[:, 0], values)


def test_standards_that_say_the_same_are_one_promise(comparison):
    quick, at_once = promises(comparison)
    assert (quick.name, quick.by) == ("quick", ("every_day",))
    assert (at_once.name, at_once.by) == ("at_once", ("every_day",))


def test_scenarios_that_share_all_standards_are_left_as_they_are(apart):
    assert measured_alike(apart[:1]) == apart[:1]
    again = measured_alike([apart[0], apart[0]])
    assert again[0] is apart[0]


@pytest.mark.parametrize(
    ("share", "half", "target", "verdict"),
    [
        (0.75, 0.04, 0.7, Kept.KEPT),
        (0.74, 0.04, 0.7, Kept.KEPT),
        (0.72, 0.04, 0.7, Kept.CANNOT_TELL),
        (0.66, 0.04, 0.7, Kept.CANNOT_TELL),
        (0.65, 0.04, 0.7, Kept.MISSED),
        (1.0, 0.0, 1.0, Kept.KEPT),
        (0.9, float("nan"), 0.7, Kept.CANNOT_TELL),
    ],
)
def test_a_promise_is_judged_by_its_interval(share, half, target, verdict):
    assert kept(Estimate(share, half, 5, 5), target) is verdict


def test_shares_by_day_make_the_share_in_all(comparison):
    promise = promises(comparison)[0]
    for at, measured in enumerate(comparison.measured):
        for one in measured:
            values = dict(zip(one.keys, one.values, strict=True))
            days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            n = [values[promise.key("standard_met", "n", day)] for day in days]
            shares = [values[promise.key("standard_met", "share", day)] for day in days]
            by_day = np.nansum(np.array(n) * np.array(shares))
            in_all = values[promise.key("standard_met", "share")]
            total = values[promise.key("standard_met", "n")]
            assert by_day == pytest.approx(in_all * total)
        assert met(comparison, promise, at).n == 3


def test_a_bed_freed_is_a_patient_less_in_it(comparison):
    change = comparison.paired[0].effect(ACUTE)
    table = decision_table(comparison, promises(comparison))
    heads = [column.head for column in table.columns]
    cell = table.rows[1][heads.index("Acute beds freed")]
    assert cell.figure.mean == change.difference
    assert cell.text == freed(change)
    assert cell.text.startswith("+") == (change.difference < 0)


def test_the_first_table_has_cost_by_prices_and_with_beds_open(comparison):
    table = decision_table(comparison, promises(comparison))
    assert [column.head for column in table.columns][-2:] == [
        "Cost a year at the scenario's prices, weekends unpaid, £ million",
        "Cost if beds freed or filled stay open, £ million",
    ]
    assert table.rows[0][-1].text == "reference"
    assert "Weekends unpaid: the same people" in table.note


def test_a_price_of_the_whole_day_is_named_in_the_head_and_not_known_with_beds_open(tmp_path):
    """Ten more beds in use at £100 a day cost £0.365m at the most, £15,000 of packages less."""
    money = added(tmp_path, FLAT, 100, 0)
    names = Names(money.arm.loaded.scenario)
    prices, _ = cost_heads(names, [money], True)
    assert prices == "Cost a year at full average price a bed-day, weekends unpaid, £ million"
    assert cost_heads(names, [money], False)[0].endswith("a bed-day, £ million")
    assert room_cell([money], 1).text.startswith(f"not known: {MINUS}0.015 to 0.4")
    note = cost_note(names, [money], True)
    assert "a bed freed saves that only if it is closed" in note


def test_the_same_people_are_said_once(comparison):
    asked = promises(comparison)
    same = decision_table(comparison, asked)
    assert "People in its teams" not in [column.head for column in same.columns]
    assert "People: the same " in same.note or "No visiting team" in same.note
    assert {len(row) for row in same.rows} == {len(same.columns)}


def test_the_first_table_says_which_hours_count(comparison):
    asked = promises(comparison)
    assert "meant to be open" not in decision_table(comparison, asked).note
    hours = WeeklyHours.parse("mon-sun 08:00-20:00")
    first = replace(asked[0], standard=asked[0].standard.model_copy(update={"hours": hours}))
    note = decision_table(comparison, [first, *asked[1:]]).note
    assert f"mon-sun 08:00-20:00 of {first.title}" in note


def three(comparison):
    """A comparison with two more scenarios, which free three acute beds each."""
    steady = comparison.measured[0]
    row = steady[0].keys.index(ACUTE)
    every = [steady]
    for noise in ((-0.1, 0.0, 0.1), (0.1, 0.0, -0.1)):
        figures = [each.values.copy() for each in steady]
        for values, more in zip(figures, noise, strict=True):
            values[row] += more - 3
        every.append(tuple(Measured(steady[0].keys, values) for values in figures))
    paired = tuple(pair(steady, each) for each in every[1:])
    arms = (*comparison.arms, replace(comparison.arms[1], label="again"))
    return replace(comparison, arms=arms, measured=tuple(every), paired=paired)


def test_a_figure_has_one_half_width_wherever_it_is_told(comparison):
    """In the sentence and in the table they hold together for both scenarios."""
    found = three(comparison)
    asked = promises(found)
    asked = [replace(each, by=(*each.by, "again")) for each in asked]
    table = decision_table(found, asked)
    at = [column.head for column in table.columns].index("Acute beds freed")
    joint = found.paired[0].effect(ACUTE, 2)
    assert joint.half_width > found.paired[0].effect(ACUTE).half_width
    assert table.rows[1][at].figure.half_width == joint.half_width
    told = "; ".join(clauses(found, asked))
    assert f"{table.rows[1][at].text.removeprefix('+')} fewer" in told


def test_two_that_cannot_be_told_apart_are_told_with_unit_and_order(comparison):
    found = three(comparison)
    asked = [replace(each, by=(*each.by, "again")) for each in promises(found)]
    (said,) = (each for each in clauses(found, asked) if each.startswith("which of"))
    assert "frees more acute beds cannot be told (patients in acute beds in “" in said
    assert " less those in “" in said


@pytest.mark.parametrize(
    ("difference", "half_width", "says"),
    [(-3.21, 0.5, "+3.2 ± 0.5"), (3.21, 0.5, "\N{MINUS SIGN}3.2 ± 0.5"), (0.2, 30, "0 ± 30")],
)
def test_beds_freed_have_their_sign_turned(difference, half_width, says):
    assert freed(effect("census", "all acute", difference, half_width)) == says


def test_the_week_has_a_row_for_each_promise_and_scenario(comparison):
    asked = promises(comparison)
    table = week_table(comparison, asked)
    assert [row[:2] for row in table.rows] == [
        (promise.title, arm.title) for promise in asked for arm in comparison.arms
    ]
    assert [column.head for column in table.columns][2:5] == ["In all", "Mon", "Tue"]


def with_values(comparison, figures):
    """A comparison with figures of its second scenario put in."""
    here = []
    for number, one in enumerate(comparison.measured[1]):
        values = one.values.copy()
        for key, given in figures.items():
            values[one.keys.index(key)] = given[number]
        here.append(Measured(one.keys, values))
    measured = (comparison.measured[0], tuple(here))
    return replace(comparison, measured=measured, paired=(pair(*measured),))


@pytest.mark.parametrize(
    ("quick", "at_once", "beds", "says"),
    [
        ((0.9, 0.91, 0.92), (0.8, 0.81, 0.82), -3, "every promise is kept by “Every day”"),
        ((0.9, 0.91, 0.92), (0.1, 0.11, 0.12), -3, "at once: 11 ± 2 % and not 50 %"),
        (
            (0.5, 0.7, 0.9),
            (0.8, 0.81, 0.82),
            -3,
            "whether every promise is kept cannot be told of “Every day”",
        ),
        ((0.9, 0.91, 0.92), (0.8, 0.81, 0.82), -3, "3.0 ± 0.2 fewer in “Every day”"),
        ((0.9, 0.91, 0.92), (0.8, 0.81, 0.82), 3, "no scenario is shown to free acute beds"),
    ],
)
def test_the_sentence(comparison, quick, at_once, beds, says):
    asked = promises(comparison)
    before = comparison.values(ACUTE)[:, 0]
    figures = {
        asked[0].key("standard_met", "share"): quick,
        asked[1].key("standard_met", "share"): at_once,
        ACUTE: before + beds + np.array([-0.1, 0.0, 0.1]),
    }
    found = with_values(comparison, figures)
    told = clauses(found, asked)
    assert says in "; ".join(told)
    assert response_answer(found, asked).split("; ")[0] == told[0]


def test_the_page_of_a_comparison_has_the_section(comparison):
    html = render(view_of(comparison, [], []), MANIFEST)
    assert html.index('id="responses"') > 0
    assert "The model estimates: " in html
    for table in response_tables(comparison):
        assert table.title in html


def test_a_page_in_markdown_is_the_same_again(comparison):
    page = response_page(comparison, ["made so"])
    assert page == response_page(comparison, ["made so"])
    assert page.startswith("# Response standards")
    assert "`every_day.yaml`" in page


def changed(name):
    loaded = prepare_all([(ROOT / "scenarios" / f"response_{name}.yaml", ())])[0]
    settings = loaded.scenario.care_settings
    starts = {setting: str(each.admits) for setting, each in settings.items()}
    return {name: said for name, said in starts.items() if "sat" in said or "mon" in said}


def test_the_four_scenarios_differ_in_days_and_in_hours_alone():
    """Two by two: at one promise five days are seven without the weekend, in every service."""
    hours = {name: changed(name) for name in FOUR}
    for promise in ("two_hours", "two_days"):
        seven, five = hours[promise], hours[f"{promise}_five_days"]
        for setting in ("home_first", "community_hospital", "urgent_response"):
            assert five[setting] == seven[setting].replace("mon-sun", "mon-fri")
    # Urgent response differs by day alone; the others are open longer for two hours.
    assert hours["two_hours"]["urgent_response"] == hours["two_days"]["urgent_response"]
    assert hours["two_hours"]["home_first"] != hours["two_days"]["home_first"]


def test_the_page_of_the_project_names_what_the_scenarios_promise():
    page = (ROOT / "docs" / "response_standards.md").read_text(encoding="utf-8")
    files = [ROOT / "scenarios" / f"response_{name}.yaml" for name in FOUR]
    loaded = prepare_all([(ROOT / "scenarios" / "baseline.yaml", ()), *((f, ()) for f in files)])
    told = {
        (each.care_setting, str(each.within), str(each.hours)): each.title
        for one in loaded
        for each in reversed(one.scenario.standards.values())
    }
    for one in loaded[1:]:
        assert one.scenario.title in page
    first = list(loaded[0].scenario.standards.values())
    assert all(each.title in page for each in first)
    assert len(told) == 10
    assert "**The model estimates: " in page
