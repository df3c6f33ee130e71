"""What is varied in words: titles, units of the schema, and the page of a value varied."""

from __future__ import annotations

import pytest

from simulator.report.comparison_page import view_of_grid
from simulator.report.input_words import input_words
from simulator.report.names import Names
from simulator.report.next_step import after_grid
from tests.experiment.place import loaded
from tests.experiment.test_marginal import KEY, grid_of_beds

NAMES = Names(loaded().scenario)
ASHBY = "care_settings.community.units.Ashby.beds"


@pytest.mark.parametrize(
    ("path", "text", "unit"),
    [
        (ASHBY, "Ashby (Community): beds", "beds"),
        ("care_settings.community.units[0].beds", "Ashby (Community): beds", "beds"),
        ("care_settings.community.length_of_stay.mean", "Community: length of stay mean", ""),
        ("handoffs.assessment.staff", "Assessment: staff", "people"),
        ("care_settings.home.units.*.team.staff_wte", "Every unit (Home): team staff WTE", "WTE"),
        ("title", "Title", ""),
    ],
)
def test_a_path_is_told_by_titles_and_its_unit(path, text, unit):
    found = input_words(path, NAMES)
    assert (found.text, found.unit) == (text, unit)


def test_more_of_what_is_counted_is_fewer_and_not_less():
    assert input_words(ASHBY, NAMES).more == "more or fewer beds of Ashby (Community)"
    assert input_words("handoffs.assessment.staff", NAMES).head == "Assessment: staff (people)"


def test_the_page_of_a_value_varied_asks_its_own_question_in_words():
    one = grid_of_beds(ASHBY)
    view = view_of_grid(one, [("Patients delayed: Acute", KEY)], is_trial=False)
    assert view.title.startswith("Ashby (Community): beds varied: ")
    assert view.answer.question == "What do more or fewer beds of Ashby (Community) change?"
    assert view.answer.question != loaded().scenario.question
    (table,) = view.first.tables
    assert table.columns[0].head == "Ashby (Community): beds"
    assert [column.unit.name for column in table.columns[1:]] == ["patients", "patients"]
    assert ASHBY not in " ".join(column.head for column in table.columns)
    assert table.note.count(ASHBY) == 1
    steps = view.parts[0].tables[0]
    assert "as said" not in {column.unit.name for column in steps.columns if column.unit}
    assert ASHBY not in view.first.pictures[0].question


def test_the_next_step_of_a_value_varied_seeks_the_least():
    said = after_grid(grid_of_beds(ASHBY), [("Patients delayed: Acute", KEY)])
    assert f"--vary {ASHBY}=10..30 " in said
    assert "--goal 'delayed_patients[care_setting=acute] <= NUMBER'" in said
