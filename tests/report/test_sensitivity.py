"""What a sensitivity analysis says and draws: from differences put in by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from simulator.report.names import Names
from simulator.report.sensitivity_outcome import as_plain, lines_of
from simulator.report.sensitivity_page import SensitivityView, render
from simulator.report.sensitivity_tables import points_table, swings_table
from simulator.report.sensitivity_words import (
    answer,
    bounds,
    flip_in_words,
    input_name,
    tornado_title,
)
from simulator.report.tornado_picture import crossing_picture, tornado_picture
from tests.experiment.place import loaded
from tests.report.straight import CENSUS, sensitivity, span

NAMES = Names(loaded().scenario)
STAFF = span("handoffs.assessment.staff")
LEAD = span("handoffs.equipment.lead_time", "%", both=False)
DAYS = span("care_settings.community.length_of_stay.mean", "day")
BEDS = "care_settings.acute.units.General and acute.beds"
ZERO = [0.0] * 4
# As given -10.125; with this slope the mean is 0 where the input is 10 + 10.125 / 1.0125 = 20.
STEEP = [2.0, 2.2, 1.8, 2.1]
MINUS = "\N{MINUS SIGN}"
MANIFEST = {"command": ["stepdown", "sensitivity"], "seed": 1}


def swing(slope, of=STAFF, **more):
    (found,) = sensitivity({of: slope}, **more).swings(CENSUS)
    return found


def test_inputs_are_called_by_their_titles():
    assert input_name(STAFF, NAMES) == "Assessment (staff)"
    assert input_name(span("patient_groups.*.arrivals.per_day"), NAMES) == (
        "Patient groups (arrivals per day)"
    )
    assert input_name(span("costs.price"), NAMES) == "Costs price"
    assert bounds(STAFF) == "0 to 20"
    assert bounds(LEAD) == "0 to 20 % of what is given, in the scenario only"
    assert bounds(DAYS) == "0 to 20 days"


def test_a_flip_is_told_with_its_interval_rounded_to_it():
    # The mean crosses at 10 + 10.125 / 2.025 = 15.
    said = flip_in_words(swing(STEEP))
    found = re.fullmatch(r"flips at ([\d.]+) \(95 % interval ([\d.]+) to ([\d.]+)\)", said)
    at, low, high = map(float, found.groups())
    assert at == pytest.approx(15, abs=0.5)
    assert low < at < high
    assert flip_in_words(swing(STEEP, DAYS)).endswith(" days)")
    assert flip_in_words(swing(STEEP, LEAD)).endswith(" %)")


def test_never_and_cannot_tell_are_said():
    assert flip_in_words(swing(ZERO)) == "never flips within the bounds"
    near = flip_in_words(swing([slope / 2 for slope in STEEP]))
    assert re.fullmatch(r"cannot tell: may flip from [\d.]+ on", near)
    nothing = swing(ZERO, given=np.zeros(4))
    assert flip_in_words(nothing) == "no difference at any value"
    noise = np.array([-30.0, 30, -20, 25])
    assert flip_in_words(swing(ZERO, given=noise)) == (
        "cannot tell: may flip anywhere between the bounds"
    )


def test_the_answer_names_what_turns_the_decision():
    found = sensitivity({STAFF: STEEP, LEAD: ZERO})
    said = answer(found, CENSUS, NAMES)
    assert said.startswith("Patients in acute beds (fewer: beds freed): ")
    assert f"{MINUS}10.1 ± 1.4 patients as given" in said
    assert "it flips within the bounds of Assessment (staff)" in said
    assert said.endswith("it never flips for the other 1")
    calm = answer(sensitivity({STAFF: ZERO, LEAD: ZERO}), CENSUS, NAMES)
    assert calm.endswith("it never flips within the bounds of any of the 2 inputs varied")
    wanted = answer(sensitivity({STAFF: ZERO}, worth=5), CENSUS, NAMES)
    assert "as given (at least the 5 fewer asked for)" in wanted
    more = answer(sensitivity({STAFF: ZERO}, worth=50), CENSUS, NAMES)
    assert "as given (not the 50 fewer asked for)" in more
    near = answer(sensitivity({STAFF: ZERO}, worth=10), CENSUS, NAMES)
    assert "(whether that is the 10 fewer asked for cannot be told)" in near


def test_titles_count_what_turns():
    both = sensitivity({STAFF: STEEP, LEAD: ZERO}).swings(CENSUS)
    assert tornado_title(both) == "1 of 2 inputs turns the decision round within the bounds"
    calm = sensitivity({STAFF: ZERO, LEAD: ZERO}).swings(CENSUS)
    assert tornado_title(calm) == "None of 2 inputs turns the decision round within its bounds"


def test_lines_and_plain_values_say_the_same():
    found = sensitivity({LEAD: ZERO, STAFF: STEEP})
    lines = lines_of(found, is_trial=True)
    assert "Assessment (staff)" in lines[2]
    assert "the same" in lines[3]
    assert "TRIAL" in lines[-1] or "Trial" in lines[-1]
    (figure,) = as_plain(found)["figures"]
    first, second = figure["inputs"]
    assert first["input"] == STAFF.path
    assert first["flips"][0]["at"] == pytest.approx(15)
    assert first["swing"]["difference"] == pytest.approx(40.5)
    assert second["swing"] == {"difference": 0, "half_width": 0}
    assert second["says"] == "never flips"


def test_tables_hold_every_input_and_value():
    found = sensitivity({STAFF: STEEP, LEAD: ZERO})
    rows = swings_table(found, CENSUS, NAMES).shown
    assert [row[0] for row in rows] == ["Assessment (staff)", "Equipment (lead time)"]
    assert rows[1][5] == "the same"
    assert len(points_table(found, CENSUS, NAMES).rows) == 6


def test_pictures_are_the_same_for_equal_figures():
    one, other = (sensitivity({STAFF: STEEP, LEAD: ZERO}) for _ in range(2))
    for draw in (tornado_picture, crossing_picture):
        first, second = draw(one, CENSUS, NAMES), draw(other, CENSUS, NAMES)
        assert first.svg == second.svg
        assert first.alt
        assert first.tables
    assert crossing_picture(sensitivity({STAFF: ZERO}), CENSUS, NAMES) is None


def test_the_page_stands_alone():
    view = SensitivityView(sensitivity({STAFF: STEEP, LEAD: ZERO}), is_trial=True)
    page = render(view, MANIFEST)
    assert page == render(view, MANIFEST)
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    # Two pictures, each in a wide and a slim form.
    assert page.count('role="img"') == 4
    assert page.count("<li><strong>") == 3
    assert page.count('class="banner"') == 1
    targets = set(re.findall(r'href="#([\w-]+)"', page))
    ids = set(re.findall(r'id="([\w-]+)"', page))
    assert {each for each in targets if not each.startswith(("tornado", "along"))} <= ids


def test_a_value_as_given_outside_the_bounds_is_warned_of_beside_its_row_and_in_the_caveats():
    beds = replace(span(BEDS, both=False), given=30.0)
    found = sensitivity({beds: ZERO})
    lines = lines_of(found, is_trial=False)
    said = "WARNING: the 30 as given lie outside these bounds"
    assert said in lines[2]
    assert "only the scenario's side moves, the reference stays at 60" in lines[2]
    assert lines[-1].startswith("warning: ")
    assert "lie outside the bounds (0 to 20)" in lines[-1]
    assert lines[1].endswith("lies outside its bounds")
    (row,) = swings_table(found, CENSUS, NAMES).shown
    assert said in row[-1]
    assert "the reference stays at 60" in row[-1]
    view = SensitivityView(found, is_trial=False)
    assert "lie outside the bounds" in view.caveats[0].says
    (figure,) = as_plain(found)["figures"]
    assert said in figure["inputs"][0]["cautions"]


def test_a_value_inside_the_bounds_of_both_has_no_warning():
    found = sensitivity({STAFF: ZERO, LEAD: ZERO})
    assert not any("warning" in line.lower() for line in lines_of(found, is_trial=False))
    assert "only the scenario's side moves" in lines_of(found, is_trial=False)[3]
    assert len(SensitivityView(found, is_trial=False).caveats) == 3
