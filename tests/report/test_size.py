"""What an answer to a question of size says in each case, on the terminal and on its page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator import size
from simulator.errors import InputError
from simulator.report.size_answer import answer_in_words, cost_in_words, sureness_in_words
from simulator.report.size_caution import warnings_of
from simulator.report.size_outcome import as_plain, lines_of, outcome_of
from simulator.report.size_page import render, view_of
from simulator.report.size_picture import size_picture
from simulator.report.size_queue import queues_at
from simulator.report.size_tables import candidates_table, queue_table
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import Key
from tests.experiment.place import SHORT, SMALL

BEDS = "care_settings.acute.units.General and acute.beds"
REASON = DIMENSIONS.index("reason")
ASHBY = "care_settings.community.units.Ashby.beds"
MARYS = 'care_settings.community.units["St. Mary\'s"].beds'


def sized(vary, *goals, most=10, **more):
    return size(SMALL, [vary] if isinstance(vary, str) else vary, goals, at_most=most, sets=SHORT,
                **more)  # fmt: skip


@pytest.fixture(scope="module")
def mix():
    goal = "waiting_for_place[care_setting=community] <= 2.5"
    return sized([f"{ASHBY}=2..8:3", f"{MARYS}=2..8:3"], goal, most=20)


def test_nothing_in_the_range_and_what_binds():
    found = sized(f"{BEDS}=40..60:10", "delayed_patients[care_setting=acute] <= 0.01")
    assert outcome_of(found) == "none"
    says = answer_in_words(found)
    assert says.startswith("The model estimates that nothing in General and acute beds from 40 to")
    assert "is still missed at" in says
    assert "people wait there: ready to leave Acute, for" in says
    assert as_plain(found)["answer"] is None
    assert as_plain(found)["people_wait_at_the_greatest"]


def test_the_least_is_said_with_its_neighbour():
    found = sized(f"{BEDS}=20..60:20", "waiting_for_place[care_setting=acute] <= 30")
    assert outcome_of(found) == "found"
    says = answer_in_words(found)
    assert "is General and acute beds 40 (the scenario as it stands: 60)" in says
    assert "20 does not meet it (Patients waiting for a place" in says
    assert not list(warnings_of(found))


def test_even_the_least_is_enough():
    found = sized(f"{BEDS}=40..60:10", "census[care_setting=acute] <= 70")
    assert outcome_of(found) == "smallest"
    assert "even the least that was asked about, General and acute beds 40" in answer_in_words(
        found
    )
    assert "ask about a lower range" in answer_in_words(found)
    assert as_plain(found)["answer"] == {BEDS: "40"}


def test_cannot_tell_is_an_answer():
    found = sized(f"{BEDS}=34..44:2", "quick in 9 of 10 runs", most=3)
    assert outcome_of(found) == "cannot tell"
    assert answer_in_words(found).startswith("Cannot tell: within 3 runs each nothing in")
    assert found.searched.best is None


def test_a_capacity_that_something_else_holds_back_is_warned_of():
    found = sized(f"{BEDS}=100..120:5", "arrivals[group=older] >= 99", most=4)
    (warning,) = [each for each in warnings_of(found) if "changes no goal" in each]
    assert "General and acute beds from 100 to 120" in warning


def test_goals_that_pull_apart_are_said_to():
    found = sized(
        f"{BEDS}=30..60:5",
        "waiting_for_place[care_setting=acute] <= 0.5",
        "occupancy[care_setting=acute] >= 99%",
        most=20,
    )
    assert outcome_of(found) == "none"
    assert "but not all of them by one candidate" in answer_in_words(found)
    assert any("more General and acute beds is worse for" in each for each in warnings_of(found))


def test_a_mix_has_its_values_in_words_and_its_cost(mix):
    assert outcome_of(mix) in {"found", "undecided"}
    assert "cheapest mix" in answer_in_words(mix)
    assert "Ashby beds" in answer_in_words(mix)
    assert "St. Mary's beds" in answer_in_words(mix)
    assert "added up" in cost_in_words(mix)
    assert f"{mix.searched.runs} runs of {len(mix.points)} candidates out of 9" in (
        sureness_in_words(mix)
    )
    lines = list(lines_of(mix, is_trial=True))
    assert len([line for line in lines if line.startswith("  Ashby beds")]) == len(mix.points)
    assert any("TRIAL" in line for line in lines)


def test_tables_show_what_was_run(mix):
    table = candidates_table(mix)
    assert len(table.rows) == len(mix.points)
    assert [row[0] for row in table.shown] == [
        mix.question.says(point)[ASHBY] for point in mix.points
    ]
    answers = [row for row in table.shown if "the cheapest shown to" in row[-1]]
    assert [tuple(row[:2]) for row in answers] == [
        tuple(mix.question.says(mix.searched.best).values())
    ]
    queue = queue_table(mix)
    assert any("Community" in str(row[0]) for row in queue.rows)


def test_the_picture_is_the_same_each_time_and_says_the_goal(mix):
    first, second = (size_picture(mix, "A finding") for _ in range(2))
    assert first.svg == second.svg
    assert "panels, one a goal" in first.alt


def test_the_page_of_a_trial_says_so(mix):
    page = render(view_of(mix, is_trial=True), {"command": ["stepdown", "size"], "seed": 1})
    assert "Trial: too few replications" in page
    assert "cheapest shown to meet" not in page.split("<svg")[0]
    assert "What is the cheapest of" in page


def test_more_that_meets_and_costs_less_in_all_is_named(mix):
    """Costs are planted, so that the greatest mix is the cheapest for the whole place."""
    from simulator.experiment.sizing_price import TOTAL

    def planted(point, one, number):
        values = one.values.copy()
        values[one.keys.index(TOTAL)] = 1e6 - 1e5 * sum(point) + number
        return replace(one, values=values)

    measured = {
        point: tuple(planted(point, one, number) for number, one in enumerate(runs))
        for point, runs in mix.measured.items()
    }
    said = list(warnings_of(replace(mix, measured=measured)))
    assert any("the whole place costs less by" in each and "beds 8" in each for each in said)
    assert any("for want of a price" in each for each in said)


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ("title=1..3", "title: 1 is not text"),
        (f"{BEDS}=30..31:0.5", "30.5 is not a whole number"),
        ("nowhere.beds=1..3", "there is no 'nowhere'"),
    ],
)
def test_what_is_no_capacity(vary, says):
    with pytest.raises(InputError, match=says):
        sized(vary, "census[care_setting=acute] <= 2")


def test_the_queue_told_is_that_of_the_place_of_the_goal():
    """The longest reason everywhere is planted to be another than the longest in acute beds."""
    found = sized(f"{BEDS}=40..60:20", "delayed_patients[care_setting=acute] <= 0.01", most=4)
    keys = found.measured[found.top][0].keys
    codes = sorted({key.where[REASON] for key in keys if key.measure == "delayed_patients"} - {""})
    first, second = codes[:2]
    planted = {
        Key("delayed_patients", where(care_setting="acute", reason=first), "mean"): 17.0,
        Key("delayed_patients", where(care_setting="acute", reason=second), "mean"): 28.0,
        Key("delayed_patients", where(care_setting="everywhere", reason=first), "mean"): 44.0,
        Key("delayed_patients", where(care_setting="everywhere", reason=second), "mean"): 29.0,
    }
    assert set(planted) <= set(keys)

    def with_planted(one):
        values = one.values.copy()
        for key, figure in planted.items():
            values[one.keys.index(key)] = figure
        return replace(one, values=values)

    measured = {at: tuple(map(with_planted, runs)) for at, runs in found.measured.items()}
    queues = queues_at(replace(found, measured=measured), found.top)
    assert [each.key.where[REASON] for each in queues[:2]] == [second, first]
    assert [each.estimate.mean for each in queues[:2]] == [28, 17]
    assert all(each.says.startswith("ready to leave Acute, for") for each in queues[:2])
    goals = (replace(found.question.goals[0], key=Key("census", where(), "mean")),)
    asked = replace(found.question, goals=goals)
    every = queues_at(replace(found, measured=measured, question=asked), found.top)
    assert [each.estimate.mean for each in every[:2]] == [44, 29]
    assert every[0].says.startswith("ready to leave, for")


def test_the_page_asks_in_words_and_keeps_the_path_once(mix):
    view = view_of(mix, is_trial=False)
    assert "Ashby (Community): beds and St. Mary's (Community): beds that keeps" in view.question
    assert "“Patients waiting for a place (Community)” at most 2.5" in view.question
    assert ASHBY not in view.question
    assert view.candidates.note.count(ASHBY) == 1
    assert view.candidates.columns[0].head == "Ashby (Community): beds"
