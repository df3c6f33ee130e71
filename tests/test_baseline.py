"""The baseline: a place that closes by Little's law, and whose inputs say where they come from."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from simulator.experiment.flow_table import flow_table
from simulator.experiment.prepare import prepare
from simulator.network.build import build
from simulator.network.network import StepKind
from simulator.scenario.provenance import assumptions

BASELINE = Path(__file__).resolve().parent.parent / "scenarios" / "baseline.yaml"


@pytest.fixture(scope="module")
def loaded():
    return prepare(BASELINE)


@pytest.fixture(scope="module")
def table(loaded):
    return flow_table(loaded.scenario)


@pytest.fixture(scope="module")
def rows(table):
    return {row.name: row for row in table.of("care setting")}


@pytest.mark.parametrize(
    ("care_setting", "in_use"),
    [("acute", 570), ("community_hospital", 84), ("home_first", 240)],
)
def test_the_flow_table_closes_within_two_percent(rows, care_setting, in_use):
    """Arrivals times time, when nobody queues, against what the published figures add up to."""
    assert rows[care_setting].load_no_queue == pytest.approx(in_use, rel=0.02)


@pytest.mark.parametrize(
    ("care_setting", "starts"), [("home_first", 6.5), ("community_hospital", 2.85)]
)
def test_as_many_start_a_day_as_published(rows, care_setting, starts):
    assert rows[care_setting].arrivals_per_day == pytest.approx(starts, rel=0.02)


def test_home_based_care_is_a_caseload_of_visits(rows):
    """104 people with about 2.3 visits a day each, and the work of 86 whole-time equivalents."""
    home = rows["home_first"]
    assert home.unit == "visits a day"
    assert home.patients == pytest.approx(104, rel=0.02)
    assert home.load_no_queue / home.patients == pytest.approx(2.3, rel=0.02)


def test_the_visits_owed_are_the_work_of_as_many_as_published(loaded, rows):
    teams = [unit.team for unit in loaded.scenario.care_settings["home_first"].units]
    visits_of_one = rows["home_first"].open / sum(team.staff_wte for team in teams)
    assert rows["home_first"].load_no_queue / visits_of_one == pytest.approx(86, rel=0.02)


def test_urgent_response_has_the_published_referrals_and_some_come_to_be_admitted(table, rows):
    (referred,) = (row for row in table.of("patient group") if row.name == "urgent_response")
    assert referred.arrivals_per_day == pytest.approx(16, rel=0.005)
    # Even with nobody before them, some of those referred at night cannot wait until morning.
    assert 0.2 < referred.arrivals_per_day - rows["urgent_response"].arrivals_per_day < 0.8


def test_capacities_are_those_of_the_place_after_closures_and_absence(loaded, rows):
    assert rows["acute"].open == pytest.approx(622, abs=0.5)
    assert rows["community_hospital"].open == pytest.approx(93, abs=0.5)
    community = loaded.scenario.care_settings["community_hospital"].units
    assert sum(unit.beds for unit in community) > rows["community_hospital"].open + 1
    assert all(unit.closures and unit.staffing for unit in community)


def test_who_deteriorates_in_a_community_bed_goes_back_to_acute(loaded):
    network, _ = build(loaded.scenario)
    names = [setting.name for setting in network.care_settings]
    moves = {
        (names[one.target], names[other.target])
        for route in network.routes
        for one, other in pairwise(step for step in route.steps if step.kind is StepKind.STAY)
    }
    assert ("community_hospital", "acute") in moves
    assert ("acute", "community_hospital") in moves


def test_waiting_includes_relapse(rows):
    """Relapse takes days that no handoff does, and is nobody's delay."""
    assert 0 < rows["acute"].relapse_days < rows["acute"].days_after_ready


def test_published_figures_are_read_by_nothing_in_the_model(loaded):
    without = loaded.scenario.model_copy(update={"published": ()})
    assert build(without) == build(loaded.scenario)


def test_every_figure_has_a_source_or_a_confidence(loaded):
    bare = [
        value.said
        for value in assumptions(loaded)
        if value.source is None
        and value.confidence is None
        and isinstance(value.text, str)
        and any(character.isdigit() for character in value.text)
    ]
    assert bare == []
