"""The few published figures of the first page: what differs comes before what agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.check_tables import MOST_DIFFERS, MOST_LOOKS, counted, looks_table
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.results.published import compare_published
from simulator.scenario.schema import Published
from tests.report.place import batch, key, mean_of

CENSUS = {"care_setting": "all acute"}


def compared(*factors, set_with=False):
    """Published figures that are so many times the simulated one, in that order."""
    level = mean_of(batch(), key("open_places", **CENSUS))
    given = {"measure": "open_places", "where": CENSUS, "source": "a count", "set_with": set_with}
    published = [Published(title=f"{n}", value=level * f, **given) for n, f in enumerate(factors)]
    return tuple(compare_published(tuple(published), batch().summary))


def table(found, **more):
    known = Known(replace(batch(), published=found))
    return looks_table(known, Names(batch().setup.scenario), **more)


def test_what_differs_stands_first_in_the_order_of_the_scenario():
    found = compared(*[1] * 8, 2, 1, 3)
    shown = table(found)
    assert [row[0] for row in shown.rows] == ["8", "10", "0", "1", "2", "3"]
    assert [row[-1] for row in shown.rows] == ["differs"] * 2 + ["agrees"] * 4
    assert shown.note.endswith("; 5 more stand in the full table.")


def test_what_cannot_be_told_stands_between():
    found = compared(1, 1, 2)
    found = (replace(found[0]), replace(found[1], verdict="cannot tell"), found[2])
    shown = table(found)
    assert [row[0] for row in shown.rows] == ["2", "1", "0"]
    assert "more stand" not in shown.note


@pytest.mark.parametrize(("differ", "rows"), [(0, MOST_LOOKS), (9, 9), (30, MOST_DIFFERS)])
def test_as_many_are_shown_as_differ_within_reason(differ, rows):
    shown = table(compared(*[1] * 10, *[2] * differ))
    assert len(shown.rows) == rows
    assert sum(row[-1] == "differs" for row in shown.rows) == min(differ, MOST_DIFFERS)


def test_all_in_sight_is_said_once():
    assert counted(compared(1, 2, set_with=True)) == (
        "1 of 2 published figures agree, 1 differs. All of them were in sight when parameters "
        "were set by hand, so agreement is no evidence."
    )
    assert "None of them was in sight" in counted(compared(1, 2))
