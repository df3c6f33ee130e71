"""Standards and the warm-up as a reader sees them."""

from __future__ import annotations

import math

import pytest

from simulator.experiment.batch import BatchResult
from simulator.report.contents import Contents
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.standard_tables import standard_groups_table, standards_table
from simulator.report.table import Table
from simulator.report.warm_up_picture import settling_table
from simulator.scenario.standard import Standard
from simulator.scenario.standard_words import standard_in_words
from tests.report.place import batch, key, loaded, with_figures

QUICK = {"standard": "quick"}


def shown(result: BatchResult) -> dict[str, str]:
    table = standards_table(Known.of(result), Names(loaded().scenario))
    assert table is not None
    return cells(table, 0)


def cells(table: Table, row: int) -> dict[str, str]:
    heads = (column.head for column in table.heads)
    return dict(zip(heads, table.shown[row], strict=True))


def test_a_standard_is_shown_with_its_clock_and_its_chance():
    reached = key("standard_reached", **QUICK)
    met = key("standard_met", **QUICK)
    found = shown(with_figures({reached: [1.0] * 9 + [0.0], met: [0.74, 0.72] * 5}))
    assert found["Standard"] == "Quick"
    assert found["Clock"] == "within 48 hours, from asked for to being there"
    assert found["Target"] == "70"
    assert found["Met"].startswith("73")
    assert found["Chance of meeting the target"] == "9 of 10 runs: 90 % (60 to 98)"


def test_a_target_always_reached_is_not_called_sure():
    found = shown(with_figures({key("standard_reached", **QUICK): [1.0] * 10}))
    assert found["Chance of meeting the target"] == "10 of 10 runs: 100 % (72 to 100)"


def test_runs_without_a_response_say_nothing_of_the_chance():
    figures = {key("standard_reached", **QUICK): [1.0, float("nan"), 0.0]}
    assert shown(with_figures(figures))["Chance of meeting the target"].startswith("1 of 2 runs")


def test_a_standard_that_no_run_has_a_response_of_says_so():
    found = shown(with_figures({key("standard_reached", **QUICK): [math.nan] * 10}))
    assert found["Standard"] == "Quick"
    assert found["Chance of meeting the target"] == "none counted"


def test_groups_that_never_come_have_no_row():
    table = standard_groups_table(Known.of(batch()), Names(loaded().scenario))
    assert table is not None
    assert [row[2] for row in table.rows] == ["=1+1"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {
                "care_setting": "acute",
                "clock": {"starts": "ready", "ends": "left", "counts": "dates"},
                "within": "0 days",
            },
            "acute: 70 % on the same date, from ready to leave to leaving it",
        ),
        (
            {
                "handoff": "assessment",
                "clock": {"starts": "ready", "ends": "ended"},
                "within": "2 working days",
                "hours": "mon-fri 09:00-17:00",
            },
            "assessment: 70 % within 2 working days (mon-fri 09:00-17:00; bank holidays as "
            "Sundays), from ready to leave the place before to done",
        ),
        (
            {
                "care_setting": "home",
                "clock": {"starts": "arrived", "ends": "reserved", "counts": "dates"},
                "within": "1 day",
            },
            "home: 70 % within 1 day, by date, from arrival to a place found",
        ),
    ],
)
def test_a_standard_reads_as_a_sentence(said, words):
    assert standard_in_words(Standard.model_validate({**said, "target": 0.7})) == words


def test_the_warm_up_that_was_found_is_shown():
    table = settling_table(Known.of(batch()), Names(loaded().scenario))
    stocks = [row[0] for row in table.rows]
    assert sorted(stocks) == [
        "Patients delayed, All acute beds",
        "Patients in the place, All acute beds",
        "Patients in the place, Community",
        "Patients waiting for a place",
    ]
    # Seven weeks have nine batches of five days: too few to tell.
    assert {row[1] for row in table.shown} == {"cannot tell"}
    check = next(each for each in batch().checks if each.name == "warm_up_by_mser")
    assert check.passed is None
    assert "run_for='70 days'" in check.figure


def test_without_standards_there_are_no_tables():
    bare = loaded().scenario.model_copy(update={"standards": {}})
    names = Names(bare)
    assert standards_table(Known.of(batch()), names) is None
    assert standard_groups_table(Known.of(batch()), names) is None
    titles = [table.name for table in Contents.of(batch(), loaded()).tables]
    assert {"Standards", "Standards by group"} <= set(titles)
