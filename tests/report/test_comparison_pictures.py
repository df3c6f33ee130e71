"""Pictures of a comparison: the week, averages, the place as published; from figures by hand."""

from __future__ import annotations

import math

import pytest

from simulator.experiment.averages import Average
from simulator.report.averages_picture import averages_picture, changes_of
from simulator.report.observed_picture import observed_picture
from simulator.report.weekday_picture import (
    SAME_WEEK,
    _groups,
    profiles,
    ratio_table,
    week_changes,
    week_part,
    weekday_picture,
)
from simulator.results.measure import ALL_ACUTE
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Published
from tests.report.compared import compared, named, of_results
from tests.report.place import batch, key, mean_of, with_published

RATIO = key("weekend_ratio", care_setting=ALL_ACUTE)
SATURDAY = key("readiness", care_setting=ALL_ACUTE, weekday="sat")
BEFORE = {RATIO: [0.60, 0.62, 0.58, 0.60]}
AFTER = {RATIO: [0.80, 0.83, 0.77, 0.80]}
CENSUS = key("census", care_setting="acute")
MINUS = "\N{MINUS SIGN}"


def test_the_same_week_is_one_line():
    same = of_results(batch(), batch())
    assert not week_changes(same)
    assert week_part(same) == (SAME_WEEK, ())


def test_a_week_that_moves_is_drawn():
    says, pictures = week_part(compared(BEFORE, AFTER))
    assert says == ""
    (picture,) = pictures
    # 0.20 0.21 0.19 0.20: mean 0.20, Student's half-width 0.013.
    assert picture.title == (
        "Discharges on a weekend day over those on a weekday: 0.600 to 0.800 (+0.200 ± 0.013)"
    )
    assert [table.name for table in picture.tables] == ["Weekend", "Weekdays"]


def test_hours_that_differ_are_drawn_though_nothing_moves():
    other = named(
        "Later", "hours: mon-fri 09:00-17:00\n    task", "hours: mon-sat 09:00-17:00\n    task"
    )
    assert week_changes(of_results(batch(), batch(), loaded=other))
    beds = named("More beds", "beds: 30", "beds: 31")
    assert not week_changes(of_results(batch(), batch(), loaded=beds))


def test_a_change_that_chance_may_be_is_no_change():
    noise = {SATURDAY: [2.0, 3.0, 2.5, 2.2]}
    assert not week_changes(compared(noise, {SATURDAY: [3.0, 2.0, 2.6, 2.2]}))
    assert week_changes(compared(noise, {SATURDAY: [9.0, 10.0, 9.4, 9.3]}))


def test_the_headline_figure_is_paired():
    (row,) = ratio_table(compared(BEFORE, AFTER)).shown
    assert row[2:5] == ["0.600 ratio", "0.800 ratio", "+0.200 ± 0.013"]


def test_response_is_shown_where_it_changes_most():
    drawn = profiles(compared(BEFORE, AFTER))
    assert [each.keys[0].measure for each in drawn[:2]] == ["readiness", "discharges_by_weekday"]
    assert len(drawn) == 3
    equipment = key("response_time", "mean", handoff="equipment", weekday="mon")
    slow, fast = {equipment: [50.0, 51, 49, 50]}, {equipment: [9.0, 10, 8, 9.5]}
    moved = profiles(compared(slow, fast))
    assert [each.title for each in moved[2:]] == ["From referral to start: Equipment"]


def test_no_chart_has_more_than_four_lines():
    many = compared(BEFORE, *[AFTER] * 5)
    # The reference and three scenarios, then the reference and two.
    assert _groups(many) == [[0, 1, 2, 3], [0, 4, 5]]
    most = compared(BEFORE, *[AFTER] * 8)
    assert _groups(most) == [[0, 1, 2, 3], [0, 4, 5, 6]]
    assert "2 more scenarios are in the tables" in weekday_picture(most).note
    assert weekday_picture(many).title.count("+0.20 ± 0.02") == 3


def average(scenario, by_averages, longer, more):
    whole = by_averages + longer + more
    return Average(scenario, "acute", 30.0, by_averages, whole, 0.5, longer, more, 0.1)


def test_a_change_is_averages_and_what_they_miss():
    done = compared({CENSUS: [20.0, 22, 21, 21]}, {CENSUS: [15.0, 17.2, 16, 15.8]})
    rows = [average("place", 19.0, 2.5, -0.5), average("change-1", 18.0, -1.5, -0.5)]
    (change,) = changes_of(done, rows)
    assert change.by_averages == -1
    assert change.effect.difference == pytest.approx(-5.0)
    assert change.apart == pytest.approx(change.longer + change.more)
    assert (change.longer, change.more, change.is_apart) == (-4, 0, True)
    picture = averages_picture(done, rows)
    assert picture.title == (
        f'Acute "hospital", A change: averages say {MINUS}1.0, the model estimates '
        f"{MINUS}5.0 ± 0.3 patients"
    )
    (row,) = picture.tables[0].shown
    assert row[-1] == "averages miss it: queues"


def test_averages_that_the_interval_holds_agree():
    done = compared({CENSUS: [20.0, 22, 21, 21]}, {CENSUS: [19.0, 21.2, 20, 19.8]})
    rows = [average("place", 19.0, 2.5, -0.5), average("change-1", 18.1, 2.4, -0.5)]
    assert not changes_of(done, rows)[0].is_apart
    assert averages_picture(done, rows).title == (
        "Averages and simulation agree on what changes, within simulation noise"
    )


def test_without_an_interval_nothing_is_apart():
    done = compared({CENSUS: [20.0]}, {CENSUS: [15.0]})
    (change,) = changes_of(done, [average("place", 19, 1, 0), average("change-1", 19, -4, 0)])
    assert change.effect.verdict is Verdict.CANNOT_TELL
    assert math.isnan(change.effect.half_width)
    assert not change.is_apart
    assert averages_picture(done, []) is None


def published(title, value, **more):
    where = {"care_setting": "acute"}
    return Published(title=title, measure="census", where=where, value=value, **more)


def test_published_figures_are_counted_and_drawn():
    simulated = mean_of(batch(), CENSUS)
    result = with_published(
        published("Near", simulated, agrees_within=5.0, set_with=True),
        published("Far", simulated * 4, agrees_within=0.01),
        published("Nothing", 0.0),
    )
    picture = observed_picture(of_results(result, batch()))
    assert picture.title == (
        "The reference: 1 of 3 published figures agree, 2 differ; 1 of those that agree were set "
        "by hand to do so"
    )
    assert "1 more are in the table only" in picture.note
    (table,) = picture.tables
    assert len(table.rows) == 3


def test_without_published_figures_there_is_no_picture():
    assert observed_picture(of_results(batch(), batch())) is None


def test_pictures_are_the_same_for_equal_figures():
    rows = [average("place", 19.0, 2.5, -0.5), average("change-1", 18.0, -1.5, -0.5)]
    result = with_published(published("Near", 20.0))
    for draw in (
        lambda: weekday_picture(compared(BEFORE, AFTER)),
        lambda: averages_picture(compared(BEFORE, AFTER), rows),
        lambda: observed_picture(of_results(result, batch())),
    ):
        assert draw().svg == draw().svg
        assert draw().alt
